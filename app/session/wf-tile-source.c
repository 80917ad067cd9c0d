/* Watchfloor: how a tile server's tiles lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-tile-source.h"

#include "wf-key-ring.h"
#include "wf-wmts.h"

#include <string.h>

typedef struct
{
  WfTileClient *client; /* Borrowed: cancelled before it goes */
  WfCityLayer *description; /* Owned */
  char *url; /* with its key */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  wf_city_layer_free (making->description);
  g_free (making->url);
  g_free (making);
}

gboolean
wf_tile_source_is (const char *source)
{
  return g_ascii_strncasecmp (source, "XYZ:", 4) == 0
         || g_ascii_strncasecmp (source, "WMTS:", 5) == 0;
}

static WfTileSet *
plain_set (const WfCityLayer *description, const char *url)
{
  const WfCityTiles *tiles = &description->tiles;
  WfTileSet *set = wf_tile_set_new (url, tiles->degrees ? WF_TILES_DEGREES : WF_TILES_MERCATOR,
                                    description->datum);

  if (tiles->hosts != NULL)
    set->hosts = g_strsplit (tiles->hosts, ",", 32);
  wf_tile_set_add_zooms (set, tiles->tile_px > 0 ? tiles->tile_px : 256, tiles->min_zoom,
                         tiles->max_zoom > 0 ? tiles->max_zoom : 18);
  return set;
}

/* What of the address each tile's address needs as well: the key. */
static char *
kept_query (const char *url)
{
  const char *query = strchr (url, '?');
  g_auto (GStrv) words = g_strsplit (query != NULL ? query + 1 : "", "&", -1);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && g_ascii_strncasecmp (words[i], "service=", 8) != 0
        && g_ascii_strncasecmp (words[i], "request=", 8) != 0
        && g_ascii_strncasecmp (words[i], "version=", 8) != 0)
      g_strv_builder_add (kept, words[i]);
  all = g_strv_builder_end (kept);
  return all[0] != NULL ? g_strjoinv ("&", all) : NULL;
}

static void
described_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) text = wf_tile_client_get_finish (result, NULL, &error);
  g_autofree char *query = kept_query (making->url);
  g_autofree char *service = g_strndup (making->url, strcspn (making->url, "?"));
  const WfWmtsChoice choice = { .layer = making->description->layer,
                                .matrix_set = making->description->tiles.matrix_set,
                                .service = service,
                                .query = query,
                                .datum = making->description->datum };
  WfTileSet *set = NULL;

  if (text != NULL)
    set = wf_wmts_parse (g_bytes_get_data (text, NULL), g_bytes_get_size (text), &choice, &error);
  if (set != NULL)
    g_task_return_pointer (task, set, (GDestroyNotify) wf_tile_set_unref);
  else
    g_task_return_error (task, error);
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *full = wf_key_ring_fill_finish (result, &error);
  const char *url = full != NULL ? strchr (full, ':') + 1 : NULL;
  g_autofree char *ask = NULL;

  if (url == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_ascii_strncasecmp (full, "XYZ:", 4) == 0)
    {
      g_task_return_pointer (task, plain_set (making->description, url),
                             (GDestroyNotify) wf_tile_set_unref);
      return;
    }
  making->url = g_strdup (url);
  ask = g_strconcat (url, strchr (url, '?') != NULL ? "&" : "?",
                     "SERVICE=WMTS&REQUEST=GetCapabilities", NULL);
  wf_tile_client_get_async (making->client, strstr (url, ".xml") != NULL ? url : ask,
                            WF_WMTS_MAX_BYTES, g_task_get_cancellable (task), described_cb,
                            g_object_ref (task));
}

void
wf_tile_source_make_async (WfTileClient *client, const WfCityLayer *description,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Making *making = g_new0 (Making, 1);

  making->client = client;
  making->description = wf_city_layer_copy (description);
  g_task_set_source_tag (task, wf_tile_source_make_async);
  g_task_set_task_data (task, making, making_free);
  wf_key_ring_fill_async (description->source, cancellable, filled_cb, task);
}

WfTileSet *
wf_tile_source_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
