/* Watchfloor: reading reports from few bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See wf-history-chain.h. A number that cannot be makes the streams fail; what fails gives zeros,
 * and is looked at after each report. */
#include "config.h"

#include "wf-error.h"
#include "wf-history-chain-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <zstd.h>

/* ---- numbers and words */

static guint64
get_unsigned (Reading *reading, guint which)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64 && reading->at[which] < reading->end[which]; shift += 7)
    {
      guint8 byte = *reading->at[which]++;

      value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return value;
    }
  reading->failed = TRUE;
  return 0;
}

static gint64
get_signed (Reading *reading, guint which)
{
  guint64 value = get_unsigned (reading, which);

  return (gint64) (value >> 1) ^ -(gint64) (value & 1);
}

/* Hostile numbers wrap around; they do not overflow. */
static gint64
sum (gint64 a, gint64 b)
{
  return (gint64) ((guint64) a + (guint64) b);
}

static gint32
sum32 (gint32 a, gint64 b)
{
  return (gint32) ((guint32) a + (guint32) b);
}

/* @size bytes of words, which are UTF-8 without NUL; NULL where they are not. */
static const char *
get_text (Reading *reading, gsize *size)
{
  const char *text;

  *size = get_unsigned (reading, STREAM_WORDS);
  text = (const char *) reading->at[STREAM_WORDS];
  if (reading->failed || *size > WORD_MAX
      || *size > (gsize) (reading->end[STREAM_WORDS] - reading->at[STREAM_WORDS])
      || !g_utf8_validate_len (text, *size, NULL))
    {
      reading->failed = TRUE;
      return NULL;
    }
  reading->at[STREAM_WORDS] += *size;
  return text;
}

static const char *
get_word (WfHistoryChain *chain)
{
  Reading *reading = &chain->reading;
  guint64 number = get_unsigned (reading, STREAM_WORDS);
  const char *text, *kept;
  gsize size;

  if (number >= 2 && number - 2 < chain->words->len)
    return g_ptr_array_index (chain->words, number - 2);
  if (number == 1)
    return NULL;
  text = number == 0 ? get_text (reading, &size) : NULL;
  kept = text != NULL ? wf_history_chain_keep_word (chain, text, size) : NULL;
  reading->failed = reading->failed || kept == NULL;
  return kept;
}

/* ---- a report */

static Thing *
get_thing (WfHistoryChain *chain, guint32 *number)
{
  Reading *reading = &chain->reading;
  gint64 at = sum (chain->last_thing, get_signed (reading, STREAM_THING));
  const char *id;

  if (reading->failed || at < 0 || at > chain->things->len || at >= WF_HISTORY_THINGS_MAX)
    {
      reading->failed = TRUE;
      return NULL;
    }
  *number = chain->last_thing = (guint32) at;
  if (*number == chain->things->len)
    {
      id = get_word (chain);
      reading->failed = reading->failed || id == NULL;
      if (reading->failed)
        return NULL;
      wf_history_chain_new_thing (chain, id);
    }
  return wf_history_chain_thing (chain, *number);
}

static void
get_along (Reading *reading, guint which, gint32 *last, gint32 *step)
{
  *step = sum32 (*step, get_signed (reading, which));
  *last = sum32 (*last, *step);
}

static void
get_words (WfHistoryChain *chain, Thing *thing)
{
  Reading *reading = &chain->reading;
  const char *text;
  gsize size;

  for (guint i = 0; i < N_WORDS; i++)
    if (thing->mark & MARK_WORD (i))
      thing->words[i] = get_word (chain);
  if ((thing->mark & MARK_ATTRS) == 0)
    return;
  text = get_text (reading, &size);
  g_free (thing->attrs);
  thing->attrs = text != NULL && size > 0 ? g_strndup (text, size) : NULL;
}

static void
get_numbers (Reading *reading, Thing *thing)
{
  thing->step_ms = sum (thing->step_ms, get_signed (reading, STREAM_FIX));
  thing->fix_ms = sum (thing->fix_ms, thing->step_ms);
  if (thing->mark & MARK_PLACED)
    {
      get_along (reading, STREAM_X, &thing->x, &thing->dx);
      get_along (reading, STREAM_Y, &thing->y, &thing->dy);
    }
  if (thing->mark & MARK_MOTION)
    for (guint i = 0; i < N_MOTION; i++)
      thing->motion[i] = sum32 (thing->motion[i], get_signed (reading, STREAM_MOTION));
}

/* The next report into its thing; NULL where there is none to be had. */
static Thing *
get_report (WfHistoryChain *chain, gint64 arrived_ms, guint32 *number)
{
  Reading *reading = &chain->reading;
  Thing *thing = get_thing (chain, number);

  if (thing == NULL)
    return NULL;
  chain->arrived_ms = thing->arrived_ms = arrived_ms;
  thing->mark = (guint32) get_unsigned (reading, STREAM_MARK);
  get_numbers (reading, thing);
  get_words (chain, thing);
  wf_history_chain_taken (thing);
  if ((thing->mark & MARK_KIND) > WF_REPORT_ENTITY || ABS (thing->fix_ms) > TIME_MAX_MS
      || ABS (thing->step_ms) > 2 * TIME_MAX_MS)
    reading->failed = TRUE;
  return reading->failed ? NULL : thing;
}

/* ---- blocks */

static guint32
read_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, 4);
  return GUINT32_FROM_LE (value);
}

gsize
wf_history_block_size (const guint8 *head)
{
  guint32 packed = read_u32 (head + 4);

  return read_u32 (head) == WF_HISTORY_MAGIC && packed <= WF_HISTORY_BLOCK_MAX ? packed : 0;
}

/* The raw block, with its size; NULL where it is not what it says. */
static guint8 *
unpack (const guint8 *block, gsize size, guint32 *raw_size)
{
  gsize packed = size > WF_HISTORY_BLOCK_HEAD ? wf_history_block_size (block) : 0;
  guint8 *raw;

  if (packed == 0 || packed != size - WF_HISTORY_BLOCK_HEAD)
    return NULL;
  *raw_size = read_u32 (block + 8);
  if (*raw_size < RAW_HEAD || *raw_size > RAW_MAX
      || ZSTD_getFrameContentSize (block + WF_HISTORY_BLOCK_HEAD, packed) != *raw_size)
    return NULL;
  raw = g_malloc (*raw_size);
  if (ZSTD_decompress (raw, *raw_size, block + WF_HISTORY_BLOCK_HEAD, packed) == *raw_size)
    return raw;
  g_free (raw);
  return NULL;
}

static gboolean
split_streams (Reading *reading, guint32 raw_size)
{
  gsize at = RAW_HEAD;

  for (guint i = 0; i < N_STREAMS; i++)
    {
      guint32 size = read_u32 (reading->raw + 4 * (1 + i));

      if (size > raw_size - at)
        return FALSE;
      reading->at[i] = reading->raw + at;
      reading->end[i] = reading->raw + at + size;
      at += size;
    }
  return at == raw_size;
}

gboolean
wf_history_chain_load (WfHistoryChain *chain, const guint8 *block, gsize size, GError **error)
{
  Reading *reading = &chain->reading;
  guint32 raw_size = 0;

  g_free (reading->raw);
  *reading = (Reading){ .raw = unpack (block, size, &raw_size) };
  reading->failed = reading->raw == NULL || !split_streams (reading, raw_size);
  reading->n_left = reading->failed ? 0 : read_u32 (reading->raw);
  if (reading->failed)
    g_set_error_literal (error, WF_ERROR, WF_ERROR_DAMAGED,
                         _ ("A part of the history is damaged and left out."));
  return !reading->failed;
}

gboolean
wf_history_chain_next (WfHistoryChain *chain, gint64 until_us, WfHistoryEntry *entry)
{
  Reading *reading = &chain->reading;
  const guint8 *before = reading->at[STREAM_ARRIVAL];
  const Thing *thing;
  guint32 number;
  gint64 arrived_ms;

  if (!wf_history_chain_has_more (chain))
    return FALSE;
  arrived_ms = sum (chain->arrived_ms, (gint64) get_unsigned (reading, STREAM_ARRIVAL));
  if (arrived_ms < chain->arrived_ms || arrived_ms > TIME_MAX_MS)
    reading->failed = TRUE;
  if (reading->failed)
    return FALSE;
  if (arrived_ms * MS_US > until_us)
    {
      reading->at[STREAM_ARRIVAL] = before;
      return FALSE;
    }
  reading->n_left--;
  thing = get_report (chain, arrived_ms, &number);
  if (thing != NULL)
    *entry = wf_history_chain_entry (thing, number);
  return thing != NULL;
}

gboolean
wf_history_chain_has_more (WfHistoryChain *chain)
{
  return chain->reading.n_left > 0 && !chain->reading.failed;
}

gboolean
wf_history_chain_has_failed (WfHistoryChain *chain)
{
  return chain->reading.failed;
}
