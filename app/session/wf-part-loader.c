/* Watchfloor: loading what the view needs of large sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry a layer; see the header. */
#include "config.h"

#include "wf-part-loader.h"

#include "wf-layer-source.h"

#define PAUSE_S 10 /* before a source that failed is asked again */

typedef struct
{
  WfFollowed base;
  WfRaster *whole; /* Owned; NULL: it has features */
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
begin (WfFollowed *followed, gpointer whole)
{
  ((Entry *) followed)->whole = whole;
}

static void
clear (WfFollowed *followed)
{
  Entry *entry = (Entry *) followed;

  g_clear_object (&entry->job);
  wf_raster_free (entry->whole);
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
show_pack (Entry *entry, WfPack *pack)
{
  g_autofree char *note = wf_source_window_facts_sentence (&entry->facts);

  wf_layer_set_note (entry->base.layer, note);
  wf_layer_take_pack (entry->base.layer, pack);
}

static void
show_raster (Entry *entry, const WfRaster *raster)
{
  g_autofree char *note = wf_source_window_picture_sentence (&raster->facts);

  entry->facts = raster->facts;
  wf_layer_set_note (entry->base.layer, note);
  wf_layer_take_raster (entry->base.layer, g_bytes_ref (raster->pixels), raster->width_px,
                        raster->height_px, raster->box);
}

/* What was read: a WfPack, or a WfRaster of a layer that is one. FALSE: it failed. */
static gboolean
show (Entry *entry, GAsyncResult *result, GError **error)
{
  g_autoptr (WfRaster) raster = NULL;
  WfPack *pack = NULL;

  if (entry->whole != NULL)
    raster = wf_worker_open_raster_finish (result, error);
  else
    pack = wf_worker_open_finish (result, NULL, error);
  if (raster == NULL && pack == NULL)
    return FALSE;
  entry->shown = entry->wanted;
  entry->failed_us = 0;
  entry->facts = wf_worker_open_facts (result);
  if (raster != NULL)
    show_raster (entry, raster);
  else
    show_pack (entry, pack);
  return TRUE;
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
  WfFollower *follower = entry->base.follower;
  gboolean current = reading->job == entry->job;

  if (current)
    g_clear_object (&entry->job);
  if (current && !show (entry, result, &error))
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
  WfSource source = wf_layer_source (entry->base.layer);
  Reading *reading = g_new (Reading, 1);

  source.window = window;
  source.is_raster = entry->whole != NULL;
  stop (&entry->base);
  entry->wanted = window;
  entry->job = g_cancellable_new ();
  *reading = (Reading){ entry_ref (entry), g_object_ref (entry->job) };
  wf_layer_set_progress (entry->base.layer, -1);
  wf_worker_open_async (&source, progress_cb, entry_ref (entry), wf_followed_unref, entry->job,
                        read_cb, reading);
}

/* Stops a reading that is not needed any more; what is shown does. */
static void
stay (Entry *entry)
{
  WfLayer *layer = entry->base.layer;
  int width, height;
  WfBox box;
  GBytes *pixels = wf_layer_get_raster (layer, &width, &height, &box);

  if (entry->job == NULL)
    return;
  stop (&entry->base);
  if (pixels != NULL)
    wf_layer_take_raster (layer, g_bytes_ref (pixels), width, height, box);
  else
    wf_layer_take_pack (layer, wf_pack_ref (wf_layer_get_pack (layer)));
}

/* From afar, and where nothing of the raster is in sight, the picture of all of it does. */
static gboolean
whole_does (const WfRaster *whole, WfBox view, double px_per_unit)
{
  if (whole->box.max_x < view.min_x || whole->box.min_x > view.max_x
      || whole->box.max_y < view.min_y || whole->box.min_y > view.max_y)
    return TRUE;
  return !whole->facts.cut && whole->px_per_unit >= px_per_unit;
}

static void
show_whole (Entry *entry)
{
  if (entry->shown.nx == 0 && entry->failed_us == 0)
    {
      stay (entry);
      return;
    }
  stop (&entry->base);
  entry->shown = entry->wanted = (WfSourceWindow){ 0 };
  entry->failed_us = 0;
  show_raster (entry, entry->whole);
}

static void
look (WfFollowed *followed, const WfView *of)
{
  static const WfWindowFacts unknown = { .one_in = 2 };
  Entry *entry = (Entry *) followed;
  WfBox view = wf_view_box (of);
  double px_per_unit = wf_view_pixels_per_unit (of);
  WfSourceWindow window = entry->whole != NULL ? wf_source_window_for_picture (view, px_per_unit)
                                               : wf_source_window_for (view);

  if (!wf_layer_get_visible (followed->layer))
    return;
  if (entry->whole != NULL && whole_does (entry->whole, view, px_per_unit))
    {
      show_whole (entry);
      return;
    }
  if (entry->job != NULL && wf_source_window_does_for (entry->wanted, &unknown, window, view))
    return;
  if (entry->job == NULL && entry->failed_us > 0
      && g_get_monotonic_time () - entry->failed_us < PAUSE_S * G_USEC_PER_SEC)
    return;
  if (entry->failed_us == 0 && entry->shown.nx > 0
      && wf_source_window_does_for (entry->shown, &entry->facts, window, view))
    stay (entry);
  else
    read_window (entry, window);
}

const WfFollowerKind wf_part_loader = { .size = sizeof (Entry),
                                        .begin = begin,
                                        .look = look,
                                        .stop = stop,
                                        .clear = clear,
                                        .is_busy = is_busy };
