/* Watchfloor: which features of a pack pass.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words are sought in the dictionaries, each entry once, then looked up by row. */
#include "config.h"

#include "wf-pack-filter.h"

#include "wf-condition.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-pack-fields.h"
#include "wf-share.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_WORDS 8
#define BLOCK 8192 /* rows between two looks at the cancellable */

/* ---- conditions */
typedef struct
{
  const WfExpression *expression;
  guint8 *keep;
} Evaluation;

static void
evaluate (gpointer data, guint32 from, guint32 to)
{
  const Evaluation *evaluation = data;
  GStringChunk *strings = g_string_chunk_new (256);

  for (guint32 row = from; row < to; row++)
    evaluation->keep[row]
        = wf_value_is_true (wf_expression_eval (evaluation->expression, row, 0, strings)) != 0;
  g_string_chunk_free (strings);
}

static gboolean
check_fields (const WfPack *pack, const WfExpression *expression, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  wf_expression_list_fields (expression, names);
  for (guint i = 0; i < names->len; i++)
    if (wf_pack_find_field (pack, names->pdata[i]) < 0)
      {
        g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                     _ ("There is no column \"%s\"; the heads of the table name those there are."),
                     (const char *) names->pdata[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
filter_by_condition (WfPack *pack, const json_t *condition, guint8 *keep, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (WfExpression) program
      = wf_expression_compile (condition, WF_VALUE_NULL, _ ("condition"), error);
  WfFieldSource source = wf_pack_field_source (pack, wf_pack_kind (pack));
  g_autoptr (WfExpression) bound = NULL;
  Evaluation evaluation = { NULL, keep };

  if (program == NULL || !check_fields (pack, program, error))
    return FALSE;
  bound = wf_expression_bind (program, &source, "en");
  evaluation.expression = bound;
  wf_share_out (wf_pack_shapes (pack)->n_features, BLOCK, evaluate, &evaluation, cancellable);
  return TRUE;
}

/* ---- words */
typedef struct
{
  const WfPack *pack;
  guint field;
  char *word; /* Owned: Latin letters small */
  gsize length;
  gboolean is_latin;
  guint8 skip[256]; /* by a letter under the word's last: how far on the word may stand next */
  gboolean is_number;
  double number;
  guint8 *hits; /* by entry of the dictionary: 1 + rank, 0 = not there */
  guint8 *keep; /* by row */
} Search;

/* As strstr, where the letters of the word are small and those of @text may be either (R. Horspool,
 * Practical fast searching in strings, 1980). */
static const char *
find_latin (const Search *search, const char *text)
{
  gsize length = search->length, n = strlen (text);

  for (gsize end = length; end <= n; end += search->skip[(guint8) text[end - 1]])
    {
      const char *at = text + end - length;
      gsize same = length;

      while (same > 0 && g_ascii_tolower (at[same - 1]) == search->word[same - 1])
        same--;
      if (same == 0)
        return at;
    }
  return NULL;
}

static void
fill_skips (Search *search)
{
  memset (search->skip, (int) MIN (search->length, G_MAXUINT8), sizeof search->skip);
  for (gsize i = 0; i + 1 < search->length; i++)
    {
      guint8 skip = (guint8) MIN (search->length - 1 - i, G_MAXUINT8);

      search->skip[(guint8) search->word[i]] = skip;
      search->skip[(guint8) g_ascii_toupper (search->word[i])] = skip;
    }
}

/* Whether the word is the whole text (1), its beginning (2) or inside (3); 0: not there. */
static guint8
match (const Search *search, const char *text)
{
  const char *at = search->is_latin ? find_latin (search, text) : strstr (text, search->word);

  return at == NULL ? 0 : at != text ? 3 : at[search->length] != '\0' ? 2 : 1;
}

static void
match_texts (gpointer data, guint32 from, guint32 to)
{
  Search *search = data;

  for (guint32 i = from; i < to; i++)
    search->hits[i] = match (search, wf_pack_text_value (search->pack, search->field, i));
}

static void
keep_texts (gpointer data, guint32 from, guint32 to)
{
  Search *search = data;

  for (guint32 row = from; row < to; row++)
    {
      guint32 index = wf_pack_text_index (search->pack, search->field, row);

      if (index != G_MAXUINT32 && search->hits[index] != 0)
        search->keep[row] = 1;
    }
}

static void
keep_numbers (gpointer data, guint32 from, guint32 to)
{
  Search *search = data;
  double value;

  for (guint32 row = from; row < to; row++)
    if (wf_pack_real (search->pack, search->field, row, &value) && value == search->number)
      search->keep[row] = 1;
}

static void
search_init (Search *search, const WfPack *pack, const char *word)
{
  char *end;

  memset (search, 0, sizeof *search);
  search->pack = pack;
  search->word = g_ascii_strdown (word, -1);
  search->length = strlen (search->word);
  for (const char *p = search->word; *p != '\0'; p++)
    search->is_latin = search->is_latin || g_ascii_isalpha (*p);
  fill_skips (search);
  search->number = g_ascii_strtod (word, &end);
  search->is_number = end != word && *end == '\0';
}

static void
search_texts (Search *search, GCancellable *cancellable)
{
  guint32 n = wf_pack_field (search->pack, search->field).n_values;

  search->hits = g_realloc (search->hits, MAX (n, 1));
  memset (search->hits, 0, MAX (n, 1));
  wf_share_out (n, BLOCK, match_texts, search, cancellable);
}

/* @keep: 1 where @word stands in some column. */
static void
keep_word (WfPack *pack, const char *word, guint8 *keep, GCancellable *cancellable)
{
  guint32 n = wf_pack_shapes (pack)->n_features;
  Search search;

  search_init (&search, pack, word);
  search.keep = keep;
  for (search.field = 0; search.field < wf_pack_n_fields (pack); search.field++)
    {
      if (wf_pack_field (pack, search.field).type == WF_FIELD_TEXT)
        {
          search_texts (&search, cancellable);
          wf_share_out (n, BLOCK, keep_texts, &search, cancellable);
        }
      else if (search.is_number)
        wf_share_out (n, BLOCK, keep_numbers, &search, cancellable);
    }
  g_free (search.hits);
  g_free (search.word);
}

static void
filter_by_words (WfPack *pack, const char *text, guint8 *keep, GCancellable *cancellable)
{
  guint32 n = wf_pack_shapes (pack)->n_features;
  g_auto (GStrv) words = g_strsplit_set (text, " \t", MAX_WORDS);
  gboolean first = TRUE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree guint8 *has = NULL;

      if (*g_strstrip (words[i]) == '\0')
        continue;
      has = g_malloc0 (MAX (n, 1));
      keep_word (pack, words[i], has, cancellable);
      for (guint32 row = 0; row < n; row++)
        keep[row] = (first || keep[row]) && has[row];
      first = FALSE;
    }
  if (first)
    memset (keep, 1, n);
}

guint8 *
wf_pack_filter (WfPack *pack, const char *text, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *keep = g_malloc0 (MAX (wf_pack_shapes (pack)->n_features, 1));
  g_autoptr (json_t) condition = NULL;

  if (text[0] == '[')
    condition = wf_json_parse (text, strlen (text), WF_CONDITION_MAX_TEXT, _ ("condition"), NULL);
  if (condition == NULL && wf_condition_is_likely (text))
    {
      condition = wf_condition_parse (text, error);
      if (condition == NULL)
        return NULL;
    }
  if (condition == NULL)
    filter_by_words (pack, text, keep, cancellable);
  else if (!filter_by_condition (pack, condition, keep, cancellable, error))
    return NULL;
  if (!g_cancellable_is_cancelled (cancellable))
    return g_steal_pointer (&keep);
  g_set_error (error, WF_ERROR, WF_ERROR_CANCELLED, _ ("The filter was given up."));
  return NULL;
}

/* ---- finding */
static int
compare_found (gconstpointer a, gconstpointer b)
{
  const WfPackFound *x = a, *y = b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return x->feature < y->feature ? -1 : 1;
}

/* Up to @most of each rank: more are never shown. */
static void
add_found (GArray *found, const Search *search, guint most, guint counts[3])
{
  guint32 n = wf_pack_shapes (search->pack)->n_features;
  gboolean is_text = wf_pack_field (search->pack, search->field).type == WF_FIELD_TEXT;
  gint64 whole;

  for (guint32 row = 0; row < n && counts[0] < most; row++)
    {
      guint32 index = is_text ? wf_pack_text_index (search->pack, search->field, row) : 0;
      WfPackFound one = { row, search->field, 0 };

      if (is_text && (index == G_MAXUINT32 || search->hits[index] == 0))
        continue;
      if (!is_text
          && (!wf_pack_int (search->pack, search->field, row, &whole)
              || (double) whole != search->number))
        continue;
      one.rank = is_text ? search->hits[index] - 1u : 0;
      if (counts[one.rank]++ < most)
        g_array_append_val (found, one);
    }
}

GArray *
wf_pack_find (const WfPack *pack, const char *text, guint most, GCancellable *cancellable)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (WfPackFound));
  guint counts[3] = { 0 };
  Search search;

  search_init (&search, pack, text);
  for (search.field = 0; search.length > 0 && search.field < wf_pack_n_fields (pack);
       search.field++)
    {
      WfFieldType type = wf_pack_field (pack, search.field).type;

      if (g_cancellable_is_cancelled (cancellable))
        break;
      if (type == WF_FIELD_TEXT)
        search_texts (&search, cancellable);
      if (type == WF_FIELD_TEXT || (type == WF_FIELD_INT && search.is_number))
        add_found (found, &search, most, counts);
    }
  g_free (search.hits);
  g_free (search.word);
  g_array_sort (found, compare_found);
  if (found->len > most)
    g_array_set_size (found, most);
  return found;
}
