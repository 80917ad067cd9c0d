/* Watchfloor: writing reports in few bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See wf-history-chain.h. */
#include "config.h"

#include "wf-history-chain-private.h"

#include <math.h>
#include <string.h>
#include <zstd.h>

/* ---- writing numbers */

static void
put_unsigned (GByteArray *stream, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  for (; value >= 0x80; value >>= 7)
    bytes[n++] = (guint8) (value | 0x80);
  bytes[n++] = (guint8) value;
  g_byte_array_append (stream, bytes, n);
}

static void
put_signed (GByteArray *stream, gint64 value)
{
  put_unsigned (stream, ((guint64) value << 1) ^ (guint64) (value >> 63));
}

static void
put_text (GByteArray *stream, const char *text)
{
  gsize size = MIN (strlen (text), WORD_MAX);

  put_unsigned (stream, size);
  g_byte_array_append (stream, (const guint8 *) text, (guint) size);
}

/* Number 0 is a new word; 1 none at all; n + 2 the nth said before. */
static const char *
put_word (WfHistoryChain *chain, const char *word)
{
  GByteArray *stream = chain->streams[STREAM_WORDS];
  gpointer number;
  const char *kept;

  if (word == NULL)
    {
      put_unsigned (stream, 1);
      return NULL;
    }
  number = g_hash_table_lookup (chain->word_numbers, word);
  if (number != NULL)
    {
      put_unsigned (stream, GPOINTER_TO_UINT (number) + 1);
      return g_ptr_array_index (chain->words, GPOINTER_TO_UINT (number) - 1);
    }
  kept = wf_history_chain_keep_word (chain, word, MIN (strlen (word), WORD_MAX));
  g_assert (kept != NULL); /* add () takes nothing when half is used */
  g_hash_table_insert (chain->word_numbers, (gpointer) kept, GUINT_TO_POINTER (chain->words->len));
  put_unsigned (stream, 0);
  put_text (stream, kept);
  return kept;
}

/* ---- writing a report */

/* What is too long is left out, not cut: half a JSON object is none. */
static const char *
attrs_of (const WfReport *report)
{
  gsize length = report->attrs != NULL ? strlen (report->attrs) : 0;

  return length > 0 && length <= WORD_MAX ? report->attrs : NULL;
}

static gint32
motion_number (float value, float scale)
{
  return isfinite (value) && fabsf (value * scale) < 5e8f ? (gint32) lroundf (value * scale) * 2 + 1
                                                          : 0;
}

static void
list_motion (const WfReport *report, gint32 motion[N_MOTION])
{
  motion[MOTION_SPEED] = motion_number (report->speed_mps, 100);
  motion[MOTION_HEADING] = motion_number (report->heading_deg, 100);
  motion[MOTION_ACCURACY] = motion_number (report->accuracy_m, 100);
}

static void
list_words (const WfHistoryEntry *entry, const char *words[N_WORDS])
{
  words[WORD_CLASS] = entry->report.class_name;
  words[WORD_LABEL] = entry->report.label;
  words[WORD_STATE] = entry->report.state;
  words[WORD_FEED] = entry->feed;
}

static gboolean
is_placed (const WfReport *report)
{
  return fabs (report->position.lon) <= 200 && fabs (report->position.lat) <= 100;
}

static guint32
find_mark (const WfHistoryEntry *entry, const Thing *thing, const gint32 motion[N_MOTION])
{
  const WfReport *report = &entry->report;
  const char *words[N_WORDS];
  guint32 mark = ((guint32) report->kind & MARK_KIND)
                 | ((guint32) report->flags & MARK_FLAGS) << MARK_FLAGS_SHIFT;

  list_words (entry, words);
  mark |= is_placed (report) ? MARK_PLACED : 0;
  mark |= report->observed_us == WF_TIME_NONE ? MARK_UNDATED : 0;
  mark |= entry->is_carried ? MARK_CARRIED : 0;
  mark |= memcmp (motion, thing->motion, sizeof thing->motion) != 0 ? MARK_MOTION : 0;
  mark |= g_strcmp0 (attrs_of (report), thing->attrs) != 0 ? MARK_ATTRS : 0;
  for (guint i = 0; i < N_WORDS; i++)
    if (words[i] != thing->words[i] && g_strcmp0 (words[i], thing->words[i]) != 0)
      mark |= MARK_WORD (i);
  return mark;
}

static void
put_times (WfHistoryChain *chain, Thing *thing, const WfReport *report)
{
  gboolean dated = (thing->mark & MARK_UNDATED) == 0;
  gboolean carried = (thing->mark & MARK_CARRIED) != 0;
  gint64 received_ms = report->received_us / MS_US;
  gint64 arrived_ms = carried ? chain->arrived_ms : MAX (received_ms, chain->arrived_ms);
  gint64 fix_ms = dated ? report->observed_us / MS_US : received_ms;
  gint64 step_ms = fix_ms - thing->fix_ms;

  put_unsigned (chain->streams[STREAM_ARRIVAL], (guint64) (arrived_ms - chain->arrived_ms));
  put_signed (chain->streams[STREAM_FIX], step_ms - thing->step_ms);
  thing->fix_ms = fix_ms;
  thing->step_ms = step_ms;
  thing->arrived_ms = chain->arrived_ms = arrived_ms;
}

static void
put_along (GByteArray *stream, gint32 now, gint32 *last, gint32 *step)
{
  gint32 moved = (gint32) ((guint32) now - (guint32) *last);

  put_signed (stream, (gint64) moved - *step);
  *step = moved;
  *last = now;
}

static void
put_words (WfHistoryChain *chain, Thing *thing, const WfHistoryEntry *entry, guint32 mark)
{
  const char *words[N_WORDS];

  list_words (entry, words);
  for (guint i = 0; i < N_WORDS; i++)
    if (mark & MARK_WORD (i))
      thing->words[i] = put_word (chain, words[i]);
  if ((mark & MARK_ATTRS) == 0)
    return;
  g_free (thing->attrs);
  thing->attrs = g_strdup (attrs_of (&entry->report));
  put_text (chain->streams[STREAM_WORDS], thing->attrs != NULL ? thing->attrs : "");
}

/* The number of the thing, a new one where it is not known. FALSE where the chain is full. */
static gboolean
put_thing (WfHistoryChain *chain, const char *id, guint32 *number)
{
  gpointer known = g_hash_table_lookup (chain->numbers, id);
  const char *kept;

  *number = known != NULL ? GPOINTER_TO_UINT (known) - 1 : chain->things->len;
  if (chain->words->len >= WORDS_MAX / 2 || chain->text_bytes >= WORD_BYTES_MAX / 2
      || *number >= WF_HISTORY_THINGS_MAX)
    return FALSE;
  put_signed (chain->streams[STREAM_THING], (gint64) *number - chain->last_thing);
  chain->last_thing = *number;
  if (known != NULL)
    return TRUE;
  kept = put_word (chain, id);
  wf_history_chain_new_thing (chain, kept);
  g_hash_table_insert (chain->numbers, (gpointer) kept, GUINT_TO_POINTER (*number + 1));
  return TRUE;
}

gboolean
wf_history_chain_add (WfHistoryChain *chain, const WfHistoryEntry *entry)
{
  const WfReport *report = &entry->report;
  gint32 motion[N_MOTION];
  guint32 number;
  Thing *thing;

  g_return_val_if_fail (report->id != NULL && strlen (report->id) < WORD_MAX, TRUE);
  if (!put_thing (chain, report->id, &number))
    return FALSE;
  thing = wf_history_chain_thing (chain, number);
  list_motion (report, motion);
  thing->mark = find_mark (entry, thing, motion);
  put_unsigned (chain->streams[STREAM_MARK], thing->mark);
  put_times (chain, thing, report);
  if (thing->mark & MARK_PLACED)
    {
      put_along (chain->streams[STREAM_X], (gint32) lround (report->position.lon * PLACE),
                 &thing->x, &thing->dx);
      put_along (chain->streams[STREAM_Y], (gint32) lround (report->position.lat * PLACE),
                 &thing->y, &thing->dy);
    }
  if (thing->mark & MARK_MOTION)
    for (guint i = 0; i < N_MOTION; i++)
      {
        put_signed (chain->streams[STREAM_MOTION], (gint64) motion[i] - thing->motion[i]);
        thing->motion[i] = motion[i];
      }
  put_words (chain, thing, entry, thing->mark);
  wf_history_chain_taken (thing);
  chain->n_waiting++;
  return TRUE;
}

/* ---- blocks */

guint
wf_history_chain_n_waiting (WfHistoryChain *chain)
{
  return chain->n_waiting;
}

gsize
wf_history_chain_waiting_bytes (WfHistoryChain *chain)
{
  gsize size = 0;

  for (guint i = 0; i < N_STREAMS; i++)
    size += chain->streams[i]->len;
  return size;
}

static void
append_u32 (GByteArray *bytes, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (bytes, (const guint8 *) &value, 4);
}

static GByteArray *
join_streams (WfHistoryChain *chain)
{
  GByteArray *raw = g_byte_array_new ();

  append_u32 (raw, chain->n_waiting);
  for (guint i = 0; i < N_STREAMS; i++)
    append_u32 (raw, chain->streams[i]->len);
  for (guint i = 0; i < N_STREAMS; i++)
    {
      g_byte_array_append (raw, chain->streams[i]->data, chain->streams[i]->len);
      g_byte_array_set_size (chain->streams[i], 0);
    }
  chain->n_waiting = 0;
  return raw;
}

GBytes *
wf_history_chain_take_block (WfHistoryChain *chain)
{
  g_autoptr (GByteArray) raw = NULL;
  GByteArray *block;
  ZSTD_CCtx *packer;
  gsize most, packed;

  if (chain->n_waiting == 0)
    return NULL;
  raw = join_streams (chain);
  most = ZSTD_compressBound (raw->len);
  block = g_byte_array_new ();
  append_u32 (block, WF_HISTORY_MAGIC);
  append_u32 (block, 0);
  append_u32 (block, raw->len);
  g_byte_array_set_size (block, (guint) (WF_HISTORY_BLOCK_HEAD + most));
  packer = ZSTD_createCCtx ();
  ZSTD_CCtx_setParameter (packer, ZSTD_c_compressionLevel, LEVEL);
  ZSTD_CCtx_setParameter (packer, ZSTD_c_checksumFlag, 1);
  packed = ZSTD_compress2 (packer, block->data + WF_HISTORY_BLOCK_HEAD, most, raw->data, raw->len);
  ZSTD_freeCCtx (packer);
  g_assert (!ZSTD_isError (packed)); /* there is room for the worst */
  g_byte_array_set_size (block, (guint) (WF_HISTORY_BLOCK_HEAD + packed));
  packed = GUINT32_TO_LE ((guint32) packed);
  memcpy (block->data + 4, &packed, 4);
  return g_byte_array_free_to_bytes (block);
}
