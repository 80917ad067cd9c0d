/* Watchfloor: reports in few bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-history-chain-private.h"

#include <math.h>

WfHistoryChain *
wf_history_chain_new (gint64 begins_us)
{
  WfHistoryChain *chain = g_new0 (WfHistoryChain, 1);

  chain->arrived_ms = begins_us / MS_US;
  chain->things = g_array_new (FALSE, TRUE, sizeof (Thing));
  chain->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  chain->words = g_ptr_array_new ();
  chain->word_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  chain->text = g_string_chunk_new (65536);
  for (guint i = 0; i < N_STREAMS; i++)
    chain->streams[i] = g_byte_array_new ();
  return chain;
}

void
wf_history_chain_free (WfHistoryChain *chain)
{
  for (guint i = 0; i < chain->things->len; i++)
    g_free (g_array_index (chain->things, Thing, i).attrs);
  g_array_unref (chain->things);
  g_hash_table_unref (chain->numbers);
  g_ptr_array_unref (chain->words);
  g_hash_table_unref (chain->word_numbers);
  g_string_chunk_free (chain->text);
  for (guint i = 0; i < N_STREAMS; i++)
    g_byte_array_unref (chain->streams[i]);
  g_free (chain->reading.raw);
  g_free (chain);
}

Thing *
wf_history_chain_thing (WfHistoryChain *chain, guint32 number)
{
  return &g_array_index (chain->things, Thing, number);
}

void
wf_history_chain_taken (Thing *thing)
{
  if ((thing->mark & MARK_KIND) == WF_REPORT_DELETE)
    thing->placed_mark = 0;
  if ((thing->mark & MARK_PLACED) == 0)
    return;
  thing->placed_mark = thing->mark;
  thing->placed_fix_ms = thing->fix_ms;
  thing->placed_arrived_ms = thing->arrived_ms;
}

guint32
wf_history_chain_new_thing (WfHistoryChain *chain, const char *id)
{
  const Thing thing = { .id = id, .fix_ms = chain->arrived_ms };

  g_array_append_val (chain->things, thing);
  return chain->things->len - 1;
}

const char *
wf_history_chain_keep_word (WfHistoryChain *chain, const char *word, gsize size)
{
  const char *kept;

  if (chain->words->len >= WORDS_MAX || size > WORD_BYTES_MAX - chain->text_bytes)
    return NULL;
  kept = g_string_chunk_insert_len (chain->text, word, (gssize) size);
  chain->text_bytes += size + 1;
  g_ptr_array_add (chain->words, (gpointer) kept);
  return kept;
}

/* ---- what was last said */

static float
motion_value (gint32 number)
{
  return number != 0 ? (float) ((number - 1) / 2) / 100 : NAN;
}

WfHistoryEntry
wf_history_chain_entry (const Thing *thing, guint32 number)
{
  WfHistoryEntry entry = { .thing = number,
                           .feed = thing->words[WORD_FEED],
                           .report = wf_report_init (),
                           .is_carried = (thing->mark & MARK_CARRIED) != 0 };
  WfReport *report = &entry.report;

  report->kind = (WfReportKind) (thing->mark & MARK_KIND);
  report->flags = (WfReportFlags) (thing->mark >> MARK_FLAGS_SHIFT & MARK_FLAGS);
  report->id = thing->id;
  report->class_name = thing->words[WORD_CLASS];
  report->label = thing->words[WORD_LABEL];
  report->state = thing->words[WORD_STATE];
  report->attrs = thing->attrs;
  if (thing->mark & MARK_PLACED)
    report->position = (WfLonLat){ thing->x / PLACE, thing->y / PLACE };
  report->speed_mps = motion_value (thing->motion[MOTION_SPEED]);
  report->heading_deg = motion_value (thing->motion[MOTION_HEADING]);
  report->accuracy_m = motion_value (thing->motion[MOTION_ACCURACY]);
  if ((thing->mark & MARK_UNDATED) == 0)
    report->observed_us = thing->fix_ms * MS_US;
  report->received_us
      = MS_US * (entry.is_carried ? MIN (thing->fix_ms, thing->arrived_ms) : thing->arrived_ms);
  return entry;
}

/* The last report that placed @thing. */
static WfHistoryEntry
placed_entry (const Thing *thing, guint32 number)
{
  Thing then = *thing;

  then.mark = thing->placed_mark;
  then.fix_ms = thing->placed_fix_ms;
  then.arrived_ms = thing->placed_arrived_ms;
  return wf_history_chain_entry (&then, number);
}

void
wf_history_chain_each (WfHistoryChain *chain, WfHistoryVisit visit, gpointer user_data)
{
  for (guint32 i = 0; i < chain->things->len; i++)
    {
      const Thing *thing = wf_history_chain_thing (chain, i);
      WfHistoryEntry entry = wf_history_chain_entry (thing, i);

      if (entry.report.kind == WF_REPORT_DELETE)
        continue;
      if (thing->placed_mark != 0 && (thing->mark & MARK_PLACED) == 0)
        {
          const WfHistoryEntry placed = placed_entry (thing, i);

          visit (&placed, user_data);
        }
      visit (&entry, user_data);
    }
}
