/* Watchfloor: the past, shown again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One reader, which belongs to the task under way while there is one. A page of playing is merged
 * in slices, so that no frame waits for it. */
#include "config.h"

#include "wf-replay.h"

#include "wf-past-rows.h"

#include <glib/gi18n.h>
#include <math.h>

#define BEAT_MS 100
#define SLICE_REPORTS 2000 /* merged at a time: some 3 ms */
/* Playing moves no further in one beat, however long the machine was busy. */
#define MAX_BEAT_US (250 * 1000)
/* Nothing newer is read: the writer holds it still. */
#define EDGE_US (6 * WF_SECOND_US)

struct _WfReplay
{
  GObject parent_instance;

  /* Owned */
  WfClock *live, *clock;
  WfPastReader *reader; /* NULL while a task has it */
  WfTrackStore *tracks;
  GListStore *incidents, *commands;
  GArray *spans, *events, *trail;
  char *trail_of; /* NULL = nothing */
  char *trouble;
  GCancellable *cancellable;

  WfPastPage *page; /* being merged; NULL = none */
  guint merged; /* of its reports */
  gint64 page_us; /* the time the last page leads to */
  gint64 wanted_us; /* the last jump that waits; WF_TIME_NONE = none */
  gint64 beat_us; /* monotonic, of the last */
  double speed;
  gboolean playing, is_stopped;
  guint beat_source, merge_source;
};

G_DEFINE_FINAL_TYPE (WfReplay, wf_replay, G_TYPE_OBJECT)

enum
{
  MOVED,
  SHOWN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
set_clock (WfReplay *self, gint64 at_us)
{
  wf_clock_set_date (self->clock, at_us - wf_clock_now (self->clock));
}

/* ---- pages */

typedef struct
{
  WfPastReader *reader; /* given back; freed with a replay that is gone */
  gint64 at_us;
  gboolean is_jump;
} Turn;

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  wf_past_reader_free (turn->reader);
  g_free (turn);
}

static void
turn_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Turn *turn = data;

  g_task_return_pointer (task,
                         turn->is_jump ? wf_past_reader_seek (turn->reader, turn->at_us)
                                       : wf_past_reader_play (turn->reader, turn->at_us),
                         (GDestroyNotify) wf_past_page_free);
}

static void turned_cb (GObject *source, GAsyncResult *result, gpointer data);

static void
turn_page (WfReplay *self, gint64 at_us, gboolean is_jump)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, turned_cb, NULL);
  Turn *turn = g_new0 (Turn, 1);

  turn->reader = g_steal_pointer (&self->reader);
  wf_past_reader_set_trail (turn->reader, self->trail_of);
  turn->at_us = at_us;
  turn->is_jump = is_jump;
  g_task_set_source_tag (task, turn_page);
  g_task_set_task_data (task, turn, turn_free);
  g_task_run_in_thread (task, turn_in_thread);
}

static void
say_gap (WfReplay *self, gint64 at_us)
{
  const WfPastSpan *last = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  for (guint i = 0; i < self->spans->len; i++)
    {
      const WfPastSpan *span = &g_array_index (self->spans, WfPastSpan, i);

      if (last != NULL && at_us > last->ends_us && at_us < span->begins_us)
        {
          from = wf_time_format_clock (last->ends_us);
          to = wf_time_format_clock (span->begins_us);
          g_free (self->trouble);
          /* Translators: two times of day */
          self->trouble = g_strdup_printf (
              _ ("Nothing was kept from %s to %s: what is shown is from before."), from, to);
          return;
        }
      last = span;
    }
}

static void
take_journal (WfReplay *self, WfPastPage *page)
{
  if (page->projection != NULL)
    {
      wf_past_rows_fill_incidents (self->incidents, page->projection);
      wf_past_rows_fill_commands (self->commands, page->projection);
    }
  if (page->events != NULL)
    {
      g_array_unref (self->events);
      self->events = g_steal_pointer (&page->events);
    }
}

static void
show_jump (WfReplay *self, WfPastPage *page)
{
  set_clock (self, self->page_us);
  g_array_unref (self->spans);
  self->spans = g_steal_pointer (&page->spans);
  g_array_set_size (self->trail, 0);
  if (page->trail != NULL && page->trail->len > 0)
    g_array_append_vals (self->trail, page->trail->data, page->trail->len);
  g_clear_pointer (&self->trouble, g_free);
  if (page->error != NULL)
    self->trouble = g_strdup (page->error->message);
  else
    say_gap (self, self->page_us);
  g_set_object (&self->tracks, page->tracks);
  wf_track_store_set_now (self->tracks, self->page_us);
  take_journal (self, page);
  g_signal_emit (self, signals[SHOWN], 0);
}

static void
add_to_trail (WfReplay *self)
{
  const WfTrack *track = wf_track_store_find (self->tracks, self->trail_of);
  const WfUnit *last
      = self->trail->len > 0 ? &g_array_index (self->trail, WfUnit, self->trail->len - 1) : NULL;

  if (track == NULL || !isfinite (track->position.lon)
      || (last != NULL && last->x == track->at.x && last->y == track->at.y))
    return;
  if (self->trail->len >= WF_PAST_MAX_TRAIL)
    g_array_remove_range (self->trail, 0, WF_PAST_MAX_TRAIL / 2);
  g_array_append_val (self->trail, track->at);
}

static void
end_play (WfReplay *self, WfPastPage *page)
{
  set_clock (self, self->page_us);
  wf_track_store_set_now (self->tracks, self->page_us);
  add_to_trail (self);
  wf_track_store_commit (self->tracks);
  take_journal (self, page);
  g_clear_pointer (&self->trouble, g_free);
  say_gap (self, self->page_us);
}

static void
go_on (WfReplay *self)
{
  gint64 at_us = self->wanted_us;

  g_signal_emit (self, signals[MOVED], 0);
  if (at_us == WF_TIME_NONE || self->reader == NULL || self->is_stopped)
    return;
  self->wanted_us = WF_TIME_NONE;
  turn_page (self, at_us, TRUE);
}

static gboolean
merge_cb (gpointer data)
{
  WfReplay *self = data;
  guint end = MIN (self->merged + SLICE_REPORTS, self->page->reports->len);

  /* A jump makes what is left of it idle. */
  if (self->wanted_us != WF_TIME_NONE)
    end = self->page->reports->len;
  else
    for (; self->merged < end; self->merged++)
      {
        const WfPastReport *report = self->page->reports->pdata[self->merged];

        wf_track_store_apply (self->tracks, report->feed, report->report, self->page_us);
      }
  if (end < self->page->reports->len)
    return G_SOURCE_CONTINUE;
  self->merge_source = 0;
  if (self->wanted_us == WF_TIME_NONE)
    end_play (self, self->page);
  g_clear_pointer (&self->page, wf_past_page_free);
  go_on (self);
  return G_SOURCE_REMOVE;
}

static void
turned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  WfReplay *self = WF_REPLAY (source);
  Turn *turn = g_task_get_task_data (G_TASK (result));
  g_autoptr (WfPastPage) page = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Cancelled: the end has come. */
  if (page == NULL || self->is_stopped)
    return;
  self->reader = g_steal_pointer (&turn->reader);
  self->page_us = page->at_us;
  if (turn->is_jump)
    {
      show_jump (self, page);
      go_on (self);
      return;
    }
  self->page = g_steal_pointer (&page);
  self->merged = 0;
  self->merge_source = g_idle_add (merge_cb, self);
  g_source_set_name_by_id (self->merge_source, "replay-merge");
}

/* ---- time */

static gint64
find_edge (WfReplay *self)
{
  return wf_clock_now (self->live) - EDGE_US;
}

static gboolean
beat_cb (gpointer data)
{
  WfReplay *self = data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 passed_us = MIN (now_us - self->beat_us, MAX_BEAT_US);
  gint64 at_us;

  if (self->reader == NULL || self->page != NULL)
    return G_SOURCE_CONTINUE; /* it waits for the disk, and skips nothing */
  self->beat_us = now_us;
  at_us = MIN (wf_clock_now (self->clock) + (gint64) (self->speed * (double) passed_us),
               find_edge (self));
  if (at_us > wf_clock_now (self->clock))
    turn_page (self, at_us, FALSE);
  return G_SOURCE_CONTINUE;
}

void
wf_replay_set_playing (WfReplay *self, gboolean playing)
{
  g_return_if_fail (WF_IS_REPLAY (self));
  if (self->playing == playing || self->is_stopped)
    return;
  self->playing = playing;
  g_clear_handle_id (&self->beat_source, g_source_remove);
  if (playing)
    {
      self->beat_us = g_get_monotonic_time ();
      self->beat_source = g_timeout_add (BEAT_MS, beat_cb, self);
      g_source_set_name_by_id (self->beat_source, "replay-beat");
    }
  g_signal_emit (self, signals[MOVED], 0);
}

void
wf_replay_set_speed (WfReplay *self, double speed)
{
  g_return_if_fail (WF_IS_REPLAY (self));
  self->speed = CLAMP (speed, 1, WF_REPLAY_MAX_SPEED);
  g_signal_emit (self, signals[MOVED], 0);
}

void
wf_replay_go_to (WfReplay *self, gint64 at_us)
{
  g_return_if_fail (WF_IS_REPLAY (self));
  if (self->is_stopped)
    return;
  self->wanted_us = MIN (at_us, find_edge (self));
  if (self->reader != NULL && self->page == NULL)
    go_on (self);
  else
    g_signal_emit (self, signals[MOVED], 0);
}

/* ---- what is asked */

gint64
wf_replay_get_time (WfReplay *self)
{
  return self->wanted_us != WF_TIME_NONE ? self->wanted_us : wf_clock_now (self->clock);
}

WfClock *
wf_replay_get_clock (WfReplay *self)
{
  return self->clock;
}

gboolean
wf_replay_is_playing (WfReplay *self)
{
  return self->playing;
}

double
wf_replay_get_speed (WfReplay *self)
{
  return self->speed;
}

gboolean
wf_replay_is_settled (WfReplay *self)
{
  return self->wanted_us == WF_TIME_NONE && self->reader != NULL && self->page == NULL;
}

const char *
wf_replay_get_trouble (WfReplay *self)
{
  return self->trouble;
}

WfTrackStore *
wf_replay_get_tracks (WfReplay *self)
{
  return self->tracks;
}

GListModel *
wf_replay_get_incidents (WfReplay *self)
{
  return G_LIST_MODEL (self->incidents);
}

GListModel *
wf_replay_get_commands (WfReplay *self)
{
  return G_LIST_MODEL (self->commands);
}

const GArray *
wf_replay_get_spans (WfReplay *self)
{
  return self->spans;
}

const GArray *
wf_replay_get_events (WfReplay *self)
{
  return self->events;
}

void
wf_replay_set_trail_of (WfReplay *self, const char *id)
{
  char *copy;

  if (g_strcmp0 (self->trail_of, id) == 0)
    return;
  copy = g_strdup (id);
  g_free (self->trail_of);
  self->trail_of = copy;
  g_array_set_size (self->trail, 0);
  /* Read anew, with its way; before anything was read the first jump does it. */
  if (self->spans->len > 0)
    wf_replay_go_to (self, wf_replay_get_time (self));
}

const GArray *
wf_replay_get_trail (WfReplay *self)
{
  return self->trail;
}

const WfPastEvent *
wf_replay_find_event (WfReplay *self, gboolean after)
{
  gint64 at_us = wf_replay_get_time (self);
  const WfPastEvent *before = NULL;

  for (guint i = 0; i < self->events->len; i++)
    {
      const WfPastEvent *event = &g_array_index (self->events, WfPastEvent, i);

      if (event->at_us > at_us)
        return after ? event : before;
      if (event->at_us < at_us)
        before = event;
    }
  return after ? NULL : before;
}

/* ---- making and ending */

void
wf_replay_stop (WfReplay *self)
{
  self->is_stopped = TRUE;
  self->playing = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->beat_source, g_source_remove);
  g_clear_handle_id (&self->merge_source, g_source_remove);
}

static void
wf_replay_finalize (GObject *object)
{
  WfReplay *self = WF_REPLAY (object);

  wf_replay_stop (self);
  wf_past_reader_free (self->reader);
  wf_past_page_free (self->page);
  g_object_unref (self->tracks);
  g_object_unref (self->incidents);
  g_object_unref (self->commands);
  g_object_unref (self->cancellable);
  g_array_unref (self->spans);
  g_array_unref (self->events);
  g_array_unref (self->trail);
  g_free (self->trail_of);
  g_free (self->trouble);
  wf_clock_unref (self->clock);
  wf_clock_unref (self->live);
  G_OBJECT_CLASS (wf_replay_parent_class)->finalize (object);
}

static void
wf_replay_class_init (WfReplayClass *class)
{
  G_OBJECT_CLASS (class)->finalize = wf_replay_finalize;
  signals[MOVED] = g_signal_new ("moved", WF_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[SHOWN] = g_signal_new ("shown", WF_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
wf_replay_init (WfReplay *self)
{
  self->tracks = wf_track_store_new_told ();
  self->incidents = g_list_store_new (WF_TYPE_INCIDENT_ROW);
  self->commands = g_list_store_new (WF_TYPE_COMMAND_ROW);
  self->spans = g_array_new (FALSE, FALSE, sizeof (WfPastSpan));
  self->events = g_array_new (FALSE, FALSE, sizeof (WfPastEvent));
  self->trail = g_array_new (FALSE, FALSE, sizeof (WfUnit));
  self->cancellable = g_cancellable_new ();
  self->wanted_us = WF_TIME_NONE;
  self->speed = 1;
}

WfReplay *
wf_replay_new (WfClock *live, const char *history_folder, const char *journal_path)
{
  WfReplay *self = g_object_new (WF_TYPE_REPLAY, NULL);

  self->live = wf_clock_ref (live);
  self->clock = wf_clock_new_manual (wf_clock_now (live));
  self->reader = wf_past_reader_new (history_folder, journal_path);
  return self;
}
