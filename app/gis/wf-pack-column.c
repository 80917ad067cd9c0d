/* Watchfloor: a column of a pack being made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The dictionary is an open-addressed table of 32-bit hashes beside the entries' numbers, so that
 * a look-up that misses touches one cache line, which a batch asks for in advance. */
#include "config.h"

#include "wf-pack-column.h"

#include "wf-pack-format.h"

#include <math.h>
#include <string.h>

#define FIRST_SLOTS 64
#define LOOK_AHEAD 16

WfPackColumn *
wf_pack_column_new (const char *name, WfFieldType type)
{
  WfPackColumn *column = g_new0 (WfPackColumn, 1);

  column->name = g_utf8_make_valid (name, -1);
  column->type = type;
  switch (type)
    {
    case WF_FIELD_TEXT:
      column->texts = g_array_new (FALSE, FALSE, sizeof (guint32));
      column->bytes = g_byte_array_new ();
      column->starts = g_array_new (FALSE, TRUE, sizeof (guint32));
      g_array_set_size (column->starts, 1);
      column->n_slots = FIRST_SLOTS;
      column->slots = g_new0 (guint64, FIRST_SLOTS);
      break;
    case WF_FIELD_REAL:
      column->reals = g_array_new (FALSE, FALSE, sizeof (double));
      break;
    case WF_FIELD_INT:
    case WF_FIELD_TIME:
    default:
      column->ints = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  return column;
}

void
wf_pack_column_free (WfPackColumn *column)
{
  if (column == NULL)
    return;
  g_clear_pointer (&column->texts, g_array_unref);
  g_clear_pointer (&column->ints, g_array_unref);
  g_clear_pointer (&column->reals, g_array_unref);
  g_clear_pointer (&column->bytes, g_byte_array_unref);
  g_clear_pointer (&column->starts, g_array_unref);
  g_free (column->slots);
  g_free (column->name);
  g_free (column);
}

void
wf_pack_column_grow (WfPackColumn *column, guint32 n)
{
  GArray *values = column->texts ? column->texts : column->ints ? column->ints : column->reals;
  guint32 had = values->len;

  if (n <= had)
    return;
  g_array_set_size (values, n);
  for (guint32 i = had; i < n; i++)
    {
      if (column->texts != NULL)
        g_array_index (values, guint32, i) = WF_PACK_NULL_TEXT;
      else if (column->ints != NULL)
        g_array_index (values, gint64, i) = WF_PACK_NULL_INT;
      else
        g_array_index (values, double, i) = (double) NAN;
    }
}

static guint32
hash_bytes (const char *text, gsize length)
{
  guint64 hash = length * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 word;

  for (; length >= 8; text += 8, length -= 8)
    {
      memcpy (&word, text, 8);
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0x6a09e667f3bcc909);
      hash ^= hash >> 32;
    }
  word = 0;
  memcpy (&word, text, length);
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0x6a09e667f3bcc909);
  return (guint32) (hash >> 32);
}

/* ASCII without a NUL, eight bytes at a time. */
static gboolean
is_plain (const char *text, gsize length)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101), highs = ones << 7;
  guint64 word, bad = 0;

  for (; length >= 8; text += 8, length -= 8)
    {
      memcpy (&word, text, 8);
      bad |= word | (word - ones); /* a borrow reaches the high bit only from a zero byte */
    }
  word = ones;
  memcpy (&word, text, length);
  bad |= word | (word - ones);
  return (bad & highs) == 0;
}

static void
double_slots (WfPackColumn *column)
{
  guint32 n = column->n_slots * 2;
  guint64 *slots = g_new0 (guint64, n);

  for (guint32 i = 0; i < column->n_slots; i++)
    if (column->slots[i] != 0)
      {
        guint32 at = (guint32) (column->slots[i] >> 32) & (n - 1);

        while (slots[at] != 0)
          at = (at + 1) & (n - 1);
        slots[at] = column->slots[i];
      }
  g_free (column->slots);
  column->slots = slots;
  column->n_slots = n;
}

static gboolean
entry_is (const WfPackColumn *column, guint32 entry, const char *text, gsize length)
{
  const guint32 *starts = &g_array_index (column->starts, guint32, entry);

  return starts[1] - starts[0] == length + 1
         && memcmp (column->bytes->data + starts[0], text, length) == 0;
}

static guint32
add_entry (WfPackColumn *column, guint32 slot, guint32 hash, const char *text, gsize length)
{
  guint32 entry = column->starts->len - 1, end;

  /* GByteArray counts in 32 bits, and aborts beyond. */
  if ((guint64) column->bytes->len + length + 1 > G_MAXUINT32 / 2)
    {
      column->full = TRUE;
      return WF_PACK_NULL_TEXT;
    }
  g_byte_array_append (column->bytes, (const guint8 *) text, (guint) length);
  g_byte_array_append (column->bytes, (const guint8 *) "", 1);
  end = column->bytes->len;
  g_array_append_val (column->starts, end);
  column->slots[slot] = (guint64) hash << 32 | (entry + 1);
  if (column->starts->len > column->n_slots / 2)
    double_slots (column);
  return entry;
}

static guint32
intern_hashed (WfPackColumn *column, guint32 hash, const char *text, gsize length)
{
  guint32 at = hash & (column->n_slots - 1);

  for (; column->slots[at] != 0; at = (at + 1) & (column->n_slots - 1))
    if (column->slots[at] >> 32 == hash
        && entry_is (column, (guint32) column->slots[at] - 1, text, length))
      return (guint32) column->slots[at] - 1;
  return add_entry (column, at, hash, text, length);
}

guint32
wf_pack_column_intern (WfPackColumn *column, const char *text, gsize length)
{
  g_autofree char *valid = NULL;
  const char *bad;

  if (!is_plain (text, length))
    {
      length = strnlen (text, length);
      if (!g_utf8_validate (text, (gssize) length, &bad))
        {
          /* A character that the field's width cut off is left out. */
          if (g_utf8_get_char_validated (bad, text + length - bad) == (gunichar) -2)
            length = (gsize) (bad - text);
          else
            column->n_garbled++;
          valid = g_utf8_make_valid (text, (gssize) length);
          text = valid;
          length = strlen (valid);
        }
    }
  return intern_hashed (column, hash_bytes (text, length), text, length);
}

static inline gboolean
is_valid_row (const guint8 *valid, guint32 row)
{
  return valid == NULL || (valid[row >> 3] >> (row & 7) & 1);
}

/* The hash tables of big dictionaries do not fit the cache: ask early for the slot. */
static void
append_run (WfPackColumn *column, const gint32 *offsets, const char *bytes, const guint8 *valid,
            const guint32 *rows, guint32 first, guint32 n, guint32 *entries)
{
  guint32 hashes[LOOK_AHEAD];
  gboolean plain[LOOK_AHEAD];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = rows != NULL ? rows[first + i] : first + i;
      gsize length = (gsize) (offsets[row + 1] - offsets[row]);

      plain[i] = is_plain (bytes + offsets[row], length);
      hashes[i] = hash_bytes (bytes + offsets[row], length);
      __builtin_prefetch (&column->slots[hashes[i] & (column->n_slots - 1)]);
    }
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = rows != NULL ? rows[first + i] : first + i;
      const char *text = bytes + offsets[row];
      gsize length = (gsize) (offsets[row + 1] - offsets[row]);
      guint32 entry = WF_PACK_NULL_TEXT;

      if (is_valid_row (valid, row))
        entry = plain[i] ? intern_hashed (column, hashes[i], text, length)
                         : wf_pack_column_intern (column, text, length);
      entries[first + i] = entry;
    }
}

void
wf_pack_column_append_texts (WfPackColumn *column, const gint32 *offsets, const char *bytes,
                             const guint8 *valid, const guint32 *rows, guint32 n_rows)
{
  guint32 had = column->texts->len;
  guint32 *entries;

  g_array_set_size (column->texts, had + n_rows);
  entries = &g_array_index (column->texts, guint32, had);
  for (guint32 first = 0; first < n_rows; first += LOOK_AHEAD)
    append_run (column, offsets, bytes, valid, rows, first, MIN (LOOK_AHEAD, n_rows - first),
                entries);
}

void
wf_pack_column_append_text (WfPackColumn *column, const char *text)
{
  guint32 entry
      = text != NULL ? wf_pack_column_intern (column, text, strlen (text)) : WF_PACK_NULL_TEXT;

  g_array_append_val (column->texts, entry);
}

void
wf_pack_column_append_null (WfPackColumn *column)
{
  GArray *values = column->texts ? column->texts : column->ints ? column->ints : column->reals;

  wf_pack_column_grow (column, values->len + 1);
}

/* ---- texts that are numbers */

gboolean
wf_pack_column_retype (WfPackColumn *column, WfFieldType type, WfPackParse parse)
{
  guint32 n_texts = column->starts->len - 1, n_known = 0;
  g_autofree gint64 *wholes = g_new (gint64, MAX (n_texts, 1));
  g_autofree double *reals = g_new (double, MAX (n_texts, 1));
  WfPackColumn *other;

  for (guint32 i = 0; i < n_texts; i++)
    {
      const char *text
          = (const char *) column->bytes->data + g_array_index (column->starts, guint32, i);

      wholes[i] = WF_PACK_NULL_INT;
      reals[i] = (double) NAN;
      if (*text != '\0' && !parse (text, &wholes[i], &reals[i]))
        return FALSE;
      n_known += *text != '\0';
    }
  if (n_known == 0)
    return FALSE;
  other = wf_pack_column_new (column->name, type);
  wf_pack_column_grow (other, column->texts->len);
  for (guint i = 0; i < column->texts->len; i++)
    {
      guint32 text = g_array_index (column->texts, guint32, i);

      if (text != WF_PACK_NULL_TEXT && other->ints != NULL)
        g_array_index (other->ints, gint64, i) = wholes[text];
      else if (text != WF_PACK_NULL_TEXT)
        g_array_index (other->reals, double, i) = reals[text];
    }
  column->type = type;
  column->ints = g_steal_pointer (&other->ints);
  column->reals = g_steal_pointer (&other->reals);
  wf_pack_column_free (other);
  g_clear_pointer (&column->texts, g_array_unref);
  g_clear_pointer (&column->bytes, g_byte_array_unref);
  g_clear_pointer (&column->starts, g_array_unref);
  g_clear_pointer (&column->slots, g_free);
  return TRUE;
}
