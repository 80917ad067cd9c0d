/* Watchfloor: the features of a pack in the order of a column.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every value becomes a 64-bit key whose order is the value's; the keys are sorted byte by byte,
 * passing over bytes that are the same in all (P. McIlroy, K. Bostic, M. D. McIlroy, Engineering
 * radix sort, Computing Systems 6, 1993, for the text part). */
#include "config.h"

#include "wf-pack-sort.h"

#include "wf-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define COLLATED_MAX 50000
#define SMALL_RUN 24

typedef struct
{
  guint64 key;
  guint32 item;
} Entry;

/* ---- keys in order */

/* By one byte of the key; FALSE where all have the same. */
static gboolean
sort_by_byte (const Entry *from, Entry *to, guint32 n, int shift)
{
  guint32 count[256] = { 0 }, start = 0;

  for (guint32 i = 0; i < n; i++)
    count[from[i].key >> shift & 0xff]++;
  if (count[from[0].key >> shift & 0xff] == n)
    return FALSE;
  for (guint i = 0; i < 256; i++)
    {
      guint32 here = count[i];

      count[i] = start;
      start += here;
    }
  for (guint32 i = 0; i < n; i++)
    to[count[from[i].key >> shift & 0xff]++] = from[i];
  return TRUE;
}

/* Stable. @spare is as long as @entries. */
static void
sort_entries (Entry *entries, Entry *spare, guint32 n)
{
  Entry *from = entries, *to = spare;

  for (int shift = 0; n > 1 && shift < 64; shift += 8)
    if (sort_by_byte (from, to, n, shift))
      {
        Entry *swap = from;

        from = to;
        to = swap;
      }
  if (from != entries)
    memcpy (entries, from, n * sizeof *entries);
}

/* ---- text */
static guint64
eight_bytes (const char *text)
{
  guint64 key = 0;

  for (guint i = 0; i < 8; i++)
    {
      key = key << 8 | (guint8) *text;
      if (*text != '\0')
        text++;
    }
  return key;
}

static int
compare_texts (gconstpointer a, gconstpointer b, gpointer data)
{
  const char *const *texts = data;

  return strcmp (texts[((const Entry *) a)->item], texts[((const Entry *) b)->item]);
}

/* How many bytes from @depth on are the same in all. */
static gsize
common_length (const char **texts, const Entry *entries, guint32 n, gsize depth)
{
  const char *first = texts[entries[0].item] + depth;
  gsize length = strlen (first);

  for (guint32 i = 1; i < n && length > 0; i++)
    {
      const char *text = texts[entries[i].item] + depth;
      gsize same = 0;

      while (same < length && text[same] == first[same])
        same++;
      length = same;
    }
  return length;
}

/* Eight bytes at a time; runs that are the same so far go on to the next eight. Entries of one
 * dictionary differ, so the depth ends with the text. */
static void
sort_texts (const char **texts, Entry *entries, Entry *spare, guint32 n, gsize depth)
{
  guint32 first = 0;

  if (n < SMALL_RUN)
    {
      g_qsort_with_data (entries, (int) n, sizeof *entries, compare_texts, texts);
      return;
    }
  depth += common_length (texts, entries, n, depth);
  for (guint32 i = 0; i < n; i++)
    entries[i].key = eight_bytes (texts[entries[i].item] + depth);
  sort_entries (entries, spare, n);
  for (guint32 i = 1; i <= n; i++)
    if (i == n || entries[i].key != entries[first].key)
      {
        /* A key that ends in 0 is the end of its text. */
        if (i - first > 1 && (entries[first].key & 0xff) != 0)
          sort_texts (texts, entries + first, spare, i - first, depth + 8);
        first = i;
      }
}

/* The rank of each entry of the dictionary. Free with g_free. */
static guint32 *
rank_texts (const WfPack *pack, guint field, guint32 n)
{
  gboolean collated = n <= COLLATED_MAX;
  g_autofree const char **texts = g_new (const char *, MAX (n, 1));
  g_autofree Entry *entries = g_new (Entry, MAX (n, 1));
  g_autofree Entry *spare = g_new (Entry, MAX (n, 1));
  guint32 *ranks = g_new (guint32, MAX (n, 1)), rank = 0;

  for (guint32 i = 0; i < n; i++)
    {
      const char *text = wf_pack_text_value (pack, field, i);

      texts[i] = collated ? g_utf8_collate_key_for_filename (text, -1) : text;
      entries[i].item = i;
    }
  sort_texts (texts, entries, spare, n, 0);
  for (guint32 i = 0; i < n; i++)
    {
      if (i > 0 && collated && strcmp (texts[entries[i].item], texts[entries[i - 1].item]) != 0)
        rank = i;
      ranks[entries[i].item] = collated ? rank : i;
    }
  for (guint32 i = 0; collated && i < n; i++)
    g_free ((char *) texts[i]);
  return ranks;
}

/* ---- keys of values */
static guint64
key_of_int (gint64 value)
{
  return (guint64) value ^ G_GUINT64_CONSTANT (0x8000000000000000);
}

static guint64
key_of_real (double value)
{
  guint64 bits;

  value += 0.0; /* there is one zero */
  memcpy (&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | G_GUINT64_CONSTANT (0x8000000000000000);
}

static gboolean
key_of (const WfPack *pack, int field, const guint32 *ranks, guint32 row, guint64 *key)
{
  gint64 whole;
  double real;
  guint32 index;

  if (field < 0)
    *key = key_of_int (wf_pack_fid (pack, row));
  else if (ranks != NULL)
    {
      index = wf_pack_text_index (pack, (guint) field, row);
      if (index == G_MAXUINT32)
        return FALSE;
      *key = ranks[index];
    }
  else if (wf_pack_int (pack, (guint) field, row, &whole))
    *key = key_of_int (whole);
  else if (wf_pack_real (pack, (guint) field, row, &real))
    *key = key_of_real (real);
  else
    return FALSE;
  return TRUE;
}

guint32 *
wf_pack_sort (const WfPack *pack, int field, gboolean descending, GCancellable *cancellable,
              GError **error)
{
  guint32 n = wf_pack_shapes (pack)->n_features, n_values = 0, n_nulls = 0;
  g_autofree Entry *entries = g_new (Entry, MAX (n, 1));
  g_autofree Entry *spare = g_new (Entry, MAX (n, 1));
  g_autofree guint32 *ranks = NULL;
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));

  g_return_val_if_fail (field < (int) wf_pack_n_fields (pack), NULL);
  if (field >= 0 && wf_pack_field (pack, (guint) field).type == WF_FIELD_TEXT)
    ranks = rank_texts (pack, (guint) field, wf_pack_field (pack, (guint) field).n_values);
  for (guint32 row = 0; row < n; row++)
    {
      Entry *entry = &entries[n_values];

      entry->item = row;
      if (!key_of (pack, field, ranks, row, &entry->key))
        order[n - ++n_nulls] = row;
      else
        {
          entry->key = descending ? ~entry->key : entry->key;
          n_values++;
        }
    }
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_CANCELLED, _ ("The sorting was given up."));
      return NULL;
    }
  sort_entries (entries, spare, n_values);
  for (guint32 i = 0; i < n_values; i++)
    order[i] = entries[i].item;
  /* The nulls were put down from the end. */
  for (guint32 i = 0; i < n_nulls / 2; i++)
    {
      guint32 swap = order[n_values + i];

      order[n_values + i] = order[n - 1 - i];
      order[n - 1 - i] = swap;
    }
  return g_steal_pointer (&order);
}
