/* Watchfloor: a view of the map with a name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-bookmark.h"

#include "wf-json.h"

#include <math.h>

struct _WfBookmark
{
  GObject parent_instance;

  char *name;
  WfLonLat center;
  double zoom, rotation_rad;
  json_t *layers; /* id to boolean */
};

G_DEFINE_FINAL_TYPE (WfBookmark, wf_bookmark, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
wf_bookmark_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NAME)
    g_value_set_string (value, WF_BOOKMARK (object)->name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wf_bookmark_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NAME)
    wf_bookmark_set_name (WF_BOOKMARK (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wf_bookmark_finalize (GObject *object)
{
  WfBookmark *self = WF_BOOKMARK (object);

  g_free (self->name);
  json_decref (self->layers);
  G_OBJECT_CLASS (wf_bookmark_parent_class)->finalize (object);
}

static void
wf_bookmark_class_init (WfBookmarkClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = wf_bookmark_get_property;
  object_class->set_property = wf_bookmark_set_property;
  object_class->finalize = wf_bookmark_finalize;
  props[PROP_NAME]
      = g_param_spec_string ("name", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_signal_new ("moved", WF_TYPE_BOOKMARK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wf_bookmark_init (WfBookmark *self)
{
  self->layers = json_object ();
}

WfBookmark *
wf_bookmark_new (const char *name, const WfView *view, json_t *layers)
{
  WfBookmark *self = g_object_new (WF_TYPE_BOOKMARK, NULL);

  self->name = g_strdup (name);
  wf_bookmark_set_view (self, view, layers);
  return self;
}

const char *
wf_bookmark_get_name (WfBookmark *bookmark)
{
  g_return_val_if_fail (WF_IS_BOOKMARK (bookmark), NULL);
  return bookmark->name;
}

void
wf_bookmark_set_name (WfBookmark *bookmark, const char *name)
{
  g_return_if_fail (WF_IS_BOOKMARK (bookmark));
  g_return_if_fail (name != NULL);
  if (g_strcmp0 (bookmark->name, name) == 0)
    return;
  g_free (bookmark->name);
  bookmark->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (bookmark), props[PROP_NAME]);
}

void
wf_bookmark_get_view (WfBookmark *bookmark, WfView *view)
{
  g_return_if_fail (WF_IS_BOOKMARK (bookmark));
  view->center = wf_mercator_from_lonlat (bookmark->center);
  view->zoom = bookmark->zoom;
  view->rotation_rad = bookmark->rotation_rad;
}

void
wf_bookmark_set_view (WfBookmark *bookmark, const WfView *view, json_t *layers)
{
  g_return_if_fail (WF_IS_BOOKMARK (bookmark));
  bookmark->center = wf_mercator_to_lonlat (view->center);
  bookmark->zoom = view->zoom;
  bookmark->rotation_rad = view->rotation_rad;
  json_decref (bookmark->layers);
  bookmark->layers = layers != NULL ? json_incref (layers) : json_object ();
  g_signal_emit_by_name (bookmark, "moved");
}

gboolean
wf_bookmark_get_layer (WfBookmark *bookmark, const char *id, gboolean *shown)
{
  const json_t *known;

  g_return_val_if_fail (WF_IS_BOOKMARK (bookmark), FALSE);
  known = json_object_get (bookmark->layers, id);
  *shown = json_is_true (known);
  return json_is_boolean (known);
}

json_t *
wf_bookmark_save (WfBookmark *bookmark)
{
  g_return_val_if_fail (WF_IS_BOOKMARK (bookmark), NULL);
  return json_pack ("{s:s, s:f, s:f, s:f, s:f, s:O}", "name", bookmark->name, "lon",
                    bookmark->center.lon, "lat", bookmark->center.lat, "zoom", bookmark->zoom,
                    "rotation", bookmark->rotation_rad * 180 / G_PI, "layers", bookmark->layers);
}

WfBookmark *
wf_bookmark_load (const json_t *kept)
{
  const char *name = wf_json_string (kept, "name", "");
  WfLonLat center = { wf_json_number (kept, "lon", NAN), wf_json_number (kept, "lat", NAN) };
  WfView view = { .zoom = wf_json_number (kept, "zoom", NAN),
                  .rotation_rad = wf_json_number (kept, "rotation", 0) * G_PI / 180 };
  json_t *layers = json_object_get (kept, "layers");

  if (*name == '\0' || !wf_lonlat_is_valid (center) || !isfinite (view.zoom)
      || !isfinite (view.rotation_rad))
    return NULL;
  view.center = wf_mercator_from_lonlat (center);
  return wf_bookmark_new (name, &view, json_is_object (layers) ? layers : NULL);
}
