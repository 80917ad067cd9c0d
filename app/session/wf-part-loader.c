/* Watchfloor: loading what the view needs of large sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry a layer; see the header. */
#include "config.h"

#include "wf-part-loader.h"

#include "wf-worker.h"

#include <math.h>

#define LOOK_MS 120 /* the view is looked at so often while it moves */
#define PAUSE_US (10 * G_USEC_PER_SEC) /* before a source that failed is asked again */

struct _WfPartLoader
{
  void (*settled) (gpointer user_data);
  gpointer user_data;
  GPtrArray *entries; /* Entry */
  WfBox view;
  gboolean has_view;
  guint look_source;
};

typedef struct
{
  gatomicrefcount refs; /* the loader's and a job's */
  WfPartLoader *loader; /* NULL once it is taken out */
  WfLayer *layer; /* Owned */
  WfSourceWindow shown, wanted; /* wanted: of the job */
  WfWindowFacts facts; /* of what is shown */
  GCancellable *job; /* Owned; NULL: none */
  gint64 failed_us; /* when; 0 = it did not */
} Entry;

static void
entry_unref (gpointer data)
{
  Entry *entry = data;

  if (!g_atomic_ref_count_dec (&entry->refs))
    return;
  g_object_unref (entry->layer);
  g_clear_object (&entry->job);
  g_free (entry);
}

static Entry *
entry_ref (Entry *entry)
{
  g_atomic_ref_count_inc (&entry->refs);
  return entry;
}

static void
stop (Entry *entry)
{
  if (entry->job != NULL)
    g_cancellable_cancel (entry->job);
  g_clear_object (&entry->job);
}

static void visible_cb (WfLayer *layer, GParamSpec *pspec, WfPartLoader *loader);

static void
drop_entry (gpointer data)
{
  Entry *entry = data;

  g_signal_handlers_disconnect_by_func (entry->layer, visible_cb, entry->loader);
  entry->loader = NULL;
  stop (entry);
  entry_unref (entry);
}

WfPartLoader *
wf_part_loader_new (void (*settled) (gpointer user_data), gpointer user_data)
{
  WfPartLoader *loader = g_new0 (WfPartLoader, 1);

  loader->settled = settled;
  loader->user_data = user_data;
  loader->entries = g_ptr_array_new_with_free_func (drop_entry);
  return loader;
}

void
wf_part_loader_free (WfPartLoader *loader)
{
  if (loader == NULL)
    return;
  g_clear_handle_id (&loader->look_source, g_source_remove);
  g_ptr_array_unref (loader->entries);
  g_free (loader);
}

static void queue_look (WfPartLoader *loader);

static void
progress_cb (double fraction, const char *what, gpointer data)
{
  Entry *entry = data;

  if (entry->job != NULL && wf_layer_get_state (entry->layer) == WF_LAYER_LOADING)
    wf_layer_set_progress (entry->layer, fraction);
}

static void
progress_free (gpointer data)
{
  entry_unref (data);
}

static void
show (Entry *entry, WfPack *pack, WfWindowFacts facts)
{
  g_autofree char *note = wf_source_window_facts_sentence (&facts);

  entry->shown = entry->wanted;
  entry->facts = facts;
  entry->failed_us = 0;
  wf_layer_set_note (entry->layer, note);
  wf_layer_take_pack (entry->layer, pack);
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
  WfPartLoader *loader = entry->loader;
  gboolean current = reading->job == entry->job;

  if (current)
    g_clear_object (&entry->job);
  if (current && pack != NULL)
    show (entry, g_steal_pointer (&pack), wf_worker_open_facts (result));
  else if (current)
    {
      entry->failed_us = g_get_monotonic_time ();
      wf_layer_set_trouble (entry->layer, error->message);
    }
  g_object_unref (reading->job);
  entry_unref (entry);
  if (!current || loader == NULL)
    return;
  queue_look (loader); /* the view may have moved on */
  if (wf_part_loader_is_settled (loader))
    loader->settled (loader->user_data);
}

static void
read_window (Entry *entry, WfSourceWindow window)
{
  const WfCityLayer *description = wf_layer_get_description (entry->layer);
  const WfSource source = { .source = description->source,
                            .layer = description->layer,
                            .encoding = description->encoding,
                            .datum = description->datum,
                            .crs = description->crs,
                            .x = description->x,
                            .y = description->y,
                            .window = window };
  Reading *reading = g_new (Reading, 1);

  stop (entry);
  entry->wanted = window;
  entry->job = g_cancellable_new ();
  *reading = (Reading){ entry_ref (entry), g_object_ref (entry->job) };
  wf_layer_set_progress (entry->layer, -1);
  wf_worker_open_async (&source, progress_cb, entry_ref (entry), progress_free, entry->job, read_cb,
                        reading);
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
look_at (Entry *entry, WfBox view)
{
  static const WfWindowFacts unknown = { .one_in = 2 };

  if (!wf_layer_get_visible (entry->layer))
    return;
  if (entry->job != NULL && does_for (entry->wanted, &unknown, view))
    return;
  if (entry->job == NULL && entry->failed_us > 0
      && g_get_monotonic_time () - entry->failed_us < PAUSE_US)
    return;
  if (entry->failed_us == 0 && entry->shown.nx > 0 && does_for (entry->shown, &entry->facts, view))
    {
      /* Back again before it was needed. */
      if (entry->job != NULL)
        {
          stop (entry);
          wf_layer_take_pack (entry->layer, wf_pack_ref (wf_layer_get_pack (entry->layer)));
        }
      return;
    }
  read_window (entry, wf_source_window_for (view));
}

static gboolean
look_cb (gpointer data)
{
  WfPartLoader *loader = data;

  loader->look_source = 0;
  for (guint i = 0; i < loader->entries->len; i++)
    look_at (loader->entries->pdata[i], loader->view);
  return G_SOURCE_REMOVE;
}

static void
queue_look (WfPartLoader *loader)
{
  if (loader->look_source != 0 || !loader->has_view)
    return;
  loader->look_source = g_timeout_add (LOOK_MS, look_cb, loader);
  g_source_set_name_by_id (loader->look_source, "part-loader-look");
}

static void
visible_cb (WfLayer *layer, GParamSpec *pspec, WfPartLoader *loader)
{
  queue_look (loader);
}

static guint
find (WfPartLoader *loader, WfLayer *layer)
{
  for (guint i = 0; i < loader->entries->len; i++)
    if (((Entry *) loader->entries->pdata[i])->layer == layer)
      return i;
  return G_MAXUINT;
}

void
wf_part_loader_add (WfPartLoader *loader, WfLayer *layer)
{
  Entry *entry = g_new0 (Entry, 1);

  wf_part_loader_remove (loader, layer);
  g_atomic_ref_count_init (&entry->refs);
  entry->loader = loader;
  entry->layer = g_object_ref (layer);
  g_ptr_array_add (loader->entries, entry);
  g_signal_connect (layer, "notify::visible", G_CALLBACK (visible_cb), loader);
  if (loader->has_view)
    look_at (entry, loader->view);
}

void
wf_part_loader_remove (WfPartLoader *loader, WfLayer *layer)
{
  guint at = find (loader, layer);

  if (at != G_MAXUINT)
    g_ptr_array_remove_index (loader->entries, at);
}

void
wf_part_loader_set_view (WfPartLoader *loader, WfBox box)
{
  loader->view = box;
  loader->has_view = TRUE;
  if (loader->entries->len > 0)
    queue_look (loader);
}

gboolean
wf_part_loader_is_settled (WfPartLoader *loader)
{
  for (guint i = 0; i < loader->entries->len; i++)
    if (((Entry *) loader->entries->pdata[i])->job != NULL)
      return FALSE;
  return TRUE;
}
