/* Watchfloor: reading the past.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A cursor in the history; the journal from its beginning at each seek, and again where playing
 * comes over one of its rows. */
#include "config.h"

#include "wf-past-reader.h"

#include "wf-history-files.h"
#include "wf-journal-reader.h"

#include <math.h>
#include <string.h>

/* Between two segments that follow each other. */
#define GAP_US (30 * WF_SECOND_US)

struct _WfPastReader
{
  WfHistoryCursor *cursor;
  char *folder, *journal_path;
  char *trail_of; /* NULL = nothing */
  gint64 at_us;
  GArray *changes; /* gint64: when incidents and commands changed, oldest first */
};

WfPastReader *
wf_past_reader_new (const char *history_folder, const char *journal_path)
{
  WfPastReader *reader = g_new0 (WfPastReader, 1);

  reader->cursor = wf_history_cursor_new (history_folder);
  reader->folder = g_strdup (history_folder);
  reader->journal_path = g_strdup (journal_path);
  reader->at_us = WF_TIME_NONE;
  reader->changes = g_array_new (FALSE, FALSE, sizeof (gint64));
  return reader;
}

void
wf_past_reader_free (WfPastReader *reader)
{
  if (reader == NULL)
    return;
  wf_history_cursor_free (reader->cursor);
  g_array_unref (reader->changes);
  g_free (reader->folder);
  g_free (reader->journal_path);
  g_free (reader->trail_of);
  g_free (reader);
}

static void
report_clear (gpointer data)
{
  wf_report_free (((WfPastReport *) data)->report);
  g_free (data);
}

static void
event_clear (gpointer data)
{
  g_clear_pointer (&((WfPastEvent *) data)->id, g_free);
}

void
wf_past_page_free (WfPastPage *page)
{
  if (page == NULL)
    return;
  g_clear_object (&page->tracks);
  g_clear_pointer (&page->reports, g_ptr_array_unref);
  g_clear_pointer (&page->trail, g_array_unref);
  g_clear_pointer (&page->projection, wf_projection_free);
  g_clear_pointer (&page->spans, g_array_unref);
  g_clear_pointer (&page->events, g_array_unref);
  g_clear_error (&page->error);
  g_free (page);
}

/* ---- the journal */

typedef struct
{
  WfPastReader *reader;
  WfPastPage *page;
  gint64 at_us;
} Reading;

static void
add_event (Reading *reading, const WfJournalRow *row)
{
  gboolean is_incident = g_str_has_prefix (row->kind, "incident.");
  WfPastEvent event
      = { .at_us = row->at_us, .kind = is_incident ? WF_PAST_INCIDENT : WF_PAST_ORDER };

  if (!g_str_equal (row->kind, "incident.opened") && !g_str_equal (row->kind, "incident.received")
      && !g_str_equal (row->kind, "command.ordered"))
    return;
  event.id = g_strdup (row->entity);
  g_array_append_val (reading->page->events, event);
  if (reading->page->events->len > 2 * WF_PAST_MAX_EVENTS)
    g_array_remove_range (reading->page->events, 0, WF_PAST_MAX_EVENTS);
}

static void
row_cb (const WfJournalRow *row, gpointer data)
{
  Reading *reading = data;

  if (row->at_us <= reading->at_us)
    wf_projection_apply (row, reading->page->projection);
  if (!g_str_has_prefix (row->kind, "incident.") && !g_str_has_prefix (row->kind, "command."))
    return;
  g_array_append_val (reading->reader->changes, row->at_us);
  add_event (reading, row);
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  gint64 left = ((const WfPastEvent *) a)->at_us, right = ((const WfPastEvent *) b)->at_us;

  return left < right ? -1 : left > right;
}

/* A journal that cannot be read now leaves incidents and commands out; the tracks are shown. */
static void
read_journal (WfPastReader *reader, WfPastPage *page, gint64 at_us)
{
  Reading reading = { reader, page, at_us };

  page->projection = wf_projection_new ();
  page->events = g_array_new (FALSE, FALSE, sizeof (WfPastEvent));
  g_array_set_clear_func (page->events, event_clear);
  g_array_set_size (reader->changes, 0);
  wf_journal_read (reader->journal_path, WF_TIME_NONE, row_cb, &reading, NULL);
  /* The date may have been set back between two rows. */
  g_array_sort (page->events, compare_events);
}

static gboolean
has_change (WfPastReader *reader, gint64 from_us, gint64 until_us)
{
  for (guint i = 0; i < reader->changes->len; i++)
    {
      gint64 at_us = g_array_index (reader->changes, gint64, i);

      if (at_us > from_us && at_us <= until_us)
        return TRUE;
    }
  return FALSE;
}

/* ---- the history */

static GArray *
find_spans (const char *folder)
{
  g_autoptr (GPtrArray) segments = wf_history_files_list (folder);
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (WfPastSpan));

  for (guint i = 0; i < segments->len; i++)
    {
      const WfHistorySegment *segment = segments->pdata[i];
      WfPastSpan span = { segment->begins_us, MAX (segment->begins_us, segment->ends_us) };
      WfPastSpan *last = spans->len > 0 ? &g_array_index (spans, WfPastSpan, spans->len - 1) : NULL;

      if (last != NULL && span.begins_us - last->ends_us < GAP_US)
        last->ends_us = MAX (last->ends_us, span.ends_us);
      else
        g_array_append_val (spans, span);
    }
  return spans;
}

typedef struct
{
  WfTrackStore *tracks;
  gint64 at_us;
} Filling;

static void
fill_cb (const WfHistoryEntry *entry, gpointer data)
{
  const Filling *filling = data;

  wf_track_store_apply (filling->tracks, entry->feed, &entry->report, filling->at_us);
}

typedef struct
{
  const char *id;
  GArray *trail;
} Trailing;

static void
trail_cb (const WfHistoryEntry *entry, gpointer data)
{
  const Trailing *trailing = data;
  const WfReport *report = &entry->report;

  /* What came late, or jumped, is no part of the way that was seen. */
  if (g_str_equal (report->id, trailing->id) && isfinite (report->position.lon)
      && (report->flags & (WF_REPORT_FLAG_BACKFILL | WF_REPORT_FLAG_JUMP)) == 0
      && trailing->trail->len < WF_PAST_MAX_TRAIL)
    {
      WfUnit at = wf_unit_from_lonlat (report->position);

      g_array_append_val (trailing->trail, at);
    }
}

/* By a cursor of its own: the other goes on from here. */
static GArray *
read_trail (WfPastReader *reader, gint64 from_us, gint64 until_us)
{
  g_autoptr (WfHistoryCursor) cursor = wf_history_cursor_new (reader->folder);
  Trailing trailing = { reader->trail_of, g_array_new (FALSE, FALSE, sizeof (WfUnit)) };

  if (wf_history_cursor_seek (cursor, from_us, trail_cb, &trailing, NULL))
    wf_history_cursor_play (cursor, until_us, trail_cb, &trailing);
  return trailing.trail;
}

void
wf_past_reader_set_trail (WfPastReader *reader, const char *id)
{
  g_free (reader->trail_of);
  reader->trail_of = g_strdup (id);
}

WfPastPage *
wf_past_reader_seek (WfPastReader *reader, gint64 at_us)
{
  WfPastPage *page = g_new0 (WfPastPage, 1);
  Filling filling = { wf_track_store_new_told (), at_us };

  page->tracks = filling.tracks;
  page->spans = find_spans (reader->folder);
  if (page->spans->len > 0)
    at_us = MAX (at_us, g_array_index (page->spans, WfPastSpan, 0).begins_us);
  filling.at_us = reader->at_us = page->at_us = at_us;
  if (wf_history_cursor_seek (reader->cursor, at_us, fill_cb, &filling, &page->error))
    wf_track_store_commit (page->tracks);
  if (reader->trail_of != NULL && page->spans->len > 0)
    page->trail = read_trail (
        reader,
        MAX (at_us - WF_PAST_TRAIL_US, g_array_index (page->spans, WfPastSpan, 0).begins_us),
        at_us);
  read_journal (reader, page, at_us);
  return page;
}

static void
collect_cb (const WfHistoryEntry *entry, gpointer reports)
{
  WfPastReport *report = g_new0 (WfPastReport, 1);

  report->feed = g_intern_string (entry->feed);
  report->report = wf_report_copy (&entry->report);
  g_ptr_array_add (reports, report);
}

WfPastPage *
wf_past_reader_play (WfPastReader *reader, gint64 until_us)
{
  WfPastPage *page = g_new0 (WfPastPage, 1);

  page->reports = g_ptr_array_new_with_free_func (report_clear);
  wf_history_cursor_play (reader->cursor, until_us, collect_cb, page->reports);
  if (has_change (reader, reader->at_us, until_us))
    read_journal (reader, page, until_us);
  reader->at_us = page->at_us = until_us;
  return page;
}
