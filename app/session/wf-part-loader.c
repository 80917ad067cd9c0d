/* Watchfloor: loading what the view needs of large sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry a layer; see the header. */
#include "config.h"

#include "wf-part-loader.h"

#include "wf-worker.h"

#define PAUSE_S 10 /* before a source that failed is asked again */

typedef struct
{
  WfFollowed base;
  WfSourceWindow shown, wanted; /* wanted: of the job */
  WfWindowFacts facts; /* of what is shown */
  GCancellable *job; /* Owned; NULL: none */
  gint64 failed_us; /* when; 0 = it did not */
} Entry;

static Entry *
entry_ref (Entry *entry)
{
  wf_followed_ref (&entry->base);
  return entry;
}

static void
stop (WfFollowed *followed)
{
  Entry *entry = (Entry *) followed;

  if (entry->job != NULL)
    g_cancellable_cancel (entry->job);
  g_clear_object (&entry->job);
}

static void
clear (WfFollowed *followed)
{
  g_clear_object (&((Entry *) followed)->job);
}

static gboolean
is_busy (const WfFollowed *followed)
{
  return ((const Entry *) followed)->job != NULL;
}

static void
progress_cb (double fraction, const char *what, gpointer data)
{
  Entry *entry = data;

  if (entry->job != NULL && wf_layer_get_state (entry->base.layer) == WF_LAYER_LOADING)
    wf_layer_set_progress (entry->base.layer, fraction);
}

static void
show (Entry *entry, WfPack *pack, WfWindowFacts facts)
{
  g_autofree char *note = wf_source_window_facts_sentence (&facts);

  entry->shown = entry->wanted;
  entry->facts = facts;
  entry->failed_us = 0;
  wf_layer_set_note (entry->base.layer, note);
  wf_layer_take_pack (entry->base.layer, pack);
}

typedef struct
{
  Entry *entry; /* Owned */
  GCancellable *job; /* Owned */
} Reading;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Reading *reading = data;
  Entry *entry = reading->entry;
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = wf_worker_open_finish (result, NULL, &error);
  WfFollower *follower = entry->base.follower;
  gboolean current = reading->job == entry->job;

  if (current)
    g_clear_object (&entry->job);
  if (current && pack != NULL)
    show (entry, g_steal_pointer (&pack), wf_worker_open_facts (result));
  else if (current)
    {
      entry->failed_us = g_get_monotonic_time ();
      wf_layer_set_trouble (entry->base.layer, error->message);
    }
  g_object_unref (reading->job);
  wf_followed_unref (entry);
  if (!current || follower == NULL)
    return;
  wf_follower_queue_look (follower); /* the view may have moved on */
  wf_follower_tell_settled (follower);
}

static void
read_window (Entry *entry, WfSourceWindow window)
{
  const WfCityLayer *description = wf_layer_get_description (entry->base.layer);
  const WfSource source = { .source = description->source,
                            .layer = description->layer,
                            .encoding = description->encoding,
                            .datum = description->datum,
                            .crs = description->crs,
                            .x = description->x,
                            .y = description->y,
                            .window = window };
  Reading *reading = g_new (Reading, 1);

  stop (&entry->base);
  entry->wanted = window;
  entry->job = g_cancellable_new ();
  *reading = (Reading){ entry_ref (entry), g_object_ref (entry->job) };
  wf_layer_set_progress (entry->base.layer, -1);
  wf_worker_open_async (&source, progress_cb, entry_ref (entry), wf_followed_unref, entry->job,
                        read_cb, reading);
}

/* TRUE where @window, in which @facts are left out, does for @view. */
static gboolean
does_for (WfSourceWindow window, const WfWindowFacts *facts, WfBox view)
{
  return wf_source_window_holds (window, view)
         && (wf_source_window_facts_complete (facts)
             || wf_source_window_for (view).level <= window.level);
}

static void
look (WfFollowed *followed, const WfView *of)
{
  static const WfWindowFacts unknown = { .one_in = 2 };
  Entry *entry = (Entry *) followed;
  WfBox view = wf_view_box (of);

  if (!wf_layer_get_visible (followed->layer))
    return;
  if (entry->job != NULL && does_for (entry->wanted, &unknown, view))
    return;
  if (entry->job == NULL && entry->failed_us > 0
      && g_get_monotonic_time () - entry->failed_us < PAUSE_S * G_USEC_PER_SEC)
    return;
  if (entry->failed_us == 0 && entry->shown.nx > 0 && does_for (entry->shown, &entry->facts, view))
    {
      /* Back again before it was needed. */
      if (entry->job != NULL)
        {
          stop (followed);
          wf_layer_take_pack (followed->layer, wf_pack_ref (wf_layer_get_pack (followed->layer)));
        }
      return;
    }
  read_window (entry, wf_source_window_for (view));
}

const WfFollowerKind wf_part_loader
    = { .size = sizeof (Entry), .look = look, .stop = stop, .clear = clear, .is_busy = is_busy };
