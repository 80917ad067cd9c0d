/* Watchfloor: files of layers that change.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A monitor a file, and one timer a layer that every event sets back. */
#include "config.h"

#include "wf-layer-watch.h"

#include "wf-session-private.h"

#include "wf-time.h"

#include <glib/gi18n.h>
#include <string.h>

/* A writer that pauses for longer is read half; its next event has it read again. */
#define QUIET_MS 1200

struct _WfLayerWatch
{
  WfSession *session;
  GHashTable *files; /* WfLayer, borrowed while in the list, to Followed */
};

typedef struct
{
  WfLayerWatch *watch;
  WfLayer *layer; /* borrowed: forgotten before it goes */
  GPtrArray *monitors; /* GFileMonitor */
  guint quiet_id;
  gboolean is_gone;
} Followed;

static void
followed_free (gpointer data)
{
  Followed *followed = data;

  g_clear_handle_id (&followed->quiet_id, g_source_remove);
  for (guint i = 0; i < followed->monitors->len; i++)
    {
      g_signal_handlers_disconnect_by_data (followed->monitors->pdata[i], followed);
      g_file_monitor_cancel (followed->monitors->pdata[i]);
    }
  g_ptr_array_unref (followed->monitors);
  g_free (followed);
}

WfLayerWatch *
wf_layer_watch_new (WfSession *session)
{
  WfLayerWatch *watch = g_new0 (WfLayerWatch, 1);

  watch->session = session;
  watch->files = g_hash_table_new_full (NULL, NULL, NULL, followed_free);
  return watch;
}

void
wf_layer_watch_free (WfLayerWatch *watch)
{
  if (watch == NULL)
    return;
  g_hash_table_unref (watch->files);
  g_free (watch);
}

static gboolean
quiet_cb (gpointer data)
{
  Followed *followed = data;
  WfSession *session = followed->watch->session;
  g_autofree char *at = wf_time_format_clock (wf_clock_now (wf_session_get_clock (session)));
  g_autofree char *note = NULL;

  followed->quiet_id = 0;
  if (followed->is_gone)
    {
      wf_layer_set_note (followed->layer,
                         _ ("The file is gone; what was read of it stays on the map."));
      return G_SOURCE_REMOVE;
    }
  /* Translators: a time of day */
  note = g_strdup_printf (_ ("Read again at %s: the file had changed."), at);
  wf_session_reload_layer (session, followed->layer);
  wf_layer_set_note (followed->layer, note);
  return G_SOURCE_REMOVE;
}

static void
event_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  Followed *followed = data;

  if (event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED || event == G_FILE_MONITOR_EVENT_PRE_UNMOUNT
      || event == G_FILE_MONITOR_EVENT_UNMOUNTED)
    return;
  followed->is_gone
      = event == G_FILE_MONITOR_EVENT_DELETED || event == G_FILE_MONITOR_EVENT_MOVED_OUT;
  g_clear_handle_id (&followed->quiet_id, g_source_remove);
  followed->quiet_id = g_timeout_add (QUIET_MS, quiet_cb, followed);
  g_source_set_name_by_id (followed->quiet_id, "layer-file-quiet");
}

static void
add_monitor (Followed *followed, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  if (monitor == NULL)
    return;
  g_file_monitor_set_rate_limit (monitor, QUIET_MS / 2);
  g_signal_connect (monitor, "changed", G_CALLBACK (event_cb), followed);
  g_ptr_array_add (followed->monitors, monitor);
}

void
wf_layer_watch_follow (WfLayerWatch *watch, WfLayer *layer)
{
  const char *source = wf_layer_get_source (layer);
  Followed *followed;

  if (source == NULL || !g_path_is_absolute (source) || g_hash_table_contains (watch->files, layer))
    return;
  followed = g_new0 (Followed, 1);
  followed->watch = watch;
  followed->layer = layer;
  followed->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  add_monitor (followed, source);
  /* The attributes of a Shapefile are in a file of their own. */
  if (g_str_has_suffix (source, ".shp"))
    {
      g_autofree char *table = g_strdup_printf ("%.*s.dbf", (int) strlen (source) - 4, source);

      add_monitor (followed, table);
    }
  g_hash_table_insert (watch->files, layer, followed);
}

void
wf_layer_watch_forget (WfLayerWatch *watch, WfLayer *layer)
{
  g_hash_table_remove (watch->files, layer);
}
