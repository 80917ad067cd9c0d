/* Watchfloor: a map layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* State and content change together and are notified together. Main thread. */
#include "config.h"

#include "wf-layer.h"

#include "wf-mercator.h"
#include "wf-worker.h"

struct _WfLayer
{
  GObject parent_instance;

  WfCityLayer *description;
  char *title;
  gboolean is_own;
  WfLayerState state;
  gboolean visible;
  double opacity;
  double progress;
  char *trouble;
  char *note;
  WfPack *pack;
  GBytes *raster;
  int raster_width_px, raster_height_px;
  WfBox raster_box;
  WfBox extent; /* empty: that of what it shows */
};

G_DEFINE_FINAL_TYPE (WfLayer, wf_layer, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_TITLE,
  PROP_VISIBLE,
  PROP_OPACITY,
  PROP_STATE,
  PROP_PROGRESS,
  PROP_TROUBLE,
  PROP_NOTE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
wf_layer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WfLayer *self = WF_LAYER (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->description->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_VISIBLE:
      g_value_set_boolean (value, self->visible);
      break;
    case PROP_OPACITY:
      g_value_set_double (value, self->opacity);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, self->trouble);
      break;
    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wf_layer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WfLayer *self = WF_LAYER (object);

  switch (id)
    {
    case PROP_TITLE:
      wf_layer_set_title (self, g_value_get_string (value));
      break;
    case PROP_VISIBLE:
      wf_layer_set_visible (self, g_value_get_boolean (value));
      break;
    case PROP_OPACITY:
      wf_layer_set_opacity (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wf_layer_finalize (GObject *object)
{
  WfLayer *self = WF_LAYER (object);

  wf_city_layer_free (self->description);
  g_free (self->title);
  g_free (self->trouble);
  g_free (self->note);
  g_clear_pointer (&self->pack, wf_pack_unref);
  g_clear_pointer (&self->raster, g_bytes_unref);
  G_OBJECT_CLASS (wf_layer_parent_class)->finalize (object);
}

static void
wf_layer_class_init (WfLayerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = wf_layer_get_property;
  object_class->set_property = wf_layer_set_property;
  object_class->finalize = wf_layer_finalize;
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, writable);
  props[PROP_VISIBLE] = g_param_spec_boolean ("visible", NULL, NULL, TRUE, writable);
  props[PROP_OPACITY] = g_param_spec_double ("opacity", NULL, NULL, 0, 1, 1, writable);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, WF_LAYER_FAILED, 0, readable);
  props[PROP_PROGRESS]
      = g_param_spec_double ("progress", NULL, NULL, WF_WORKER_STALLED, 1, -1, readable);
  props[PROP_TROUBLE] = g_param_spec_string ("trouble", NULL, NULL, NULL, readable);
  props[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wf_layer_init (WfLayer *self)
{
  self->progress = -1;
  self->extent = WF_BOX_EMPTY;
}

WfLayer *
wf_layer_new (const WfCityLayer *description, gboolean chinese)
{
  WfLayer *self = g_object_new (WF_TYPE_LAYER, NULL);
  const char *title = chinese ? description->title_zh : description->title_en;
  const char *other = chinese ? description->title_en : description->title_zh;

  self->description = wf_city_layer_copy (description);
  self->title = g_strdup (title != NULL ? title : other != NULL ? other : description->id);
  self->visible = description->visible;
  self->opacity = CLAMP (description->opacity, 0, 1);
  return self;
}

WfLayer *
wf_layer_new_own (const WfCityLayer *description, gboolean chinese)
{
  WfLayer *self = wf_layer_new (description, chinese);

  self->is_own = TRUE;
  return self;
}

gboolean
wf_layer_is_own (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), FALSE);
  return layer->is_own;
}

const WfCityLayer *
wf_layer_get_description (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  return layer->description;
}

void
wf_layer_set_description (WfLayer *layer, const WfCityLayer *description)
{
  WfCityLayer *copy = wf_city_layer_copy (description);

  g_return_if_fail (WF_IS_LAYER (layer));
  g_free (copy->id);
  copy->id = g_strdup (layer->description->id);
  wf_city_layer_free (layer->description);
  layer->description = copy;
}

const char *
wf_layer_get_id (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  return layer->description->id;
}

const char *
wf_layer_get_title (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  return layer->title;
}

void
wf_layer_set_title (WfLayer *layer, const char *title)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  g_return_if_fail (title != NULL);
  if (g_strcmp0 (layer->title, title) == 0)
    return;
  g_free (layer->title);
  layer->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (layer), props[PROP_TITLE]);
}

const char *
wf_layer_get_role (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  return layer->description->role;
}

const char *
wf_layer_get_source (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  return layer->description->source;
}

WfLayerState
wf_layer_get_state (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), WF_LAYER_FAILED);
  return layer->state;
}

const char *
wf_layer_get_trouble (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  return layer->trouble;
}

gboolean
wf_layer_get_visible (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), FALSE);
  return layer->visible;
}

void
wf_layer_set_visible (WfLayer *layer, gboolean visible)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  if (layer->visible == !!visible)
    return;
  layer->visible = !!visible;
  g_object_notify_by_pspec (G_OBJECT (layer), props[PROP_VISIBLE]);
}

double
wf_layer_get_opacity (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), 1);
  return layer->opacity;
}

void
wf_layer_set_opacity (WfLayer *layer, double opacity)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  opacity = CLAMP (opacity, 0, 1);
  if (layer->opacity == opacity)
    return;
  layer->opacity = opacity;
  g_object_notify_by_pspec (G_OBJECT (layer), props[PROP_OPACITY]);
}

WfPack *
wf_layer_get_pack (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  return layer->pack;
}

GBytes *
wf_layer_get_raster (WfLayer *layer, int *width_px, int *height_px, WfBox *box)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  if (layer->raster == NULL)
    return NULL;
  *width_px = layer->raster_width_px;
  *height_px = layer->raster_height_px;
  *box = layer->raster_box;
  return layer->raster;
}

gboolean
wf_layer_get_extent (WfLayer *layer, WfBox *degrees)
{
  WfPoint low, high;
  WfLonLat a, b;

  g_return_val_if_fail (WF_IS_LAYER (layer), FALSE);
  if (!wf_box_is_empty (layer->extent))
    {
      low = (WfPoint){ layer->extent.min_x, layer->extent.min_y };
      high = (WfPoint){ layer->extent.max_x, layer->extent.max_y };
    }
  else if (layer->pack != NULL)
    {
      WfUnitBox box = wf_pack_box (layer->pack);

      low = wf_unit_to_point ((WfUnit){ box.min_x, box.min_y });
      high = wf_unit_to_point ((WfUnit){ box.max_x, box.max_y });
    }
  else if (layer->raster != NULL)
    {
      low = (WfPoint){ layer->raster_box.min_x, layer->raster_box.min_y };
      high = (WfPoint){ layer->raster_box.max_x, layer->raster_box.max_y };
    }
  else
    return FALSE;
  if (low.x > high.x || low.y > high.y)
    return FALSE;
  a = wf_mercator_to_lonlat ((WfPoint){ low.x, high.y });
  b = wf_mercator_to_lonlat ((WfPoint){ high.x, low.y });
  *degrees = (WfBox){ a.lon, a.lat, b.lon, b.lat };
  return TRUE;
}

const char *
wf_layer_get_note (WfLayer *layer)
{
  g_return_val_if_fail (WF_IS_LAYER (layer), NULL);
  return layer->note;
}

void
wf_layer_set_note (WfLayer *layer, const char *note)
{
  char *copy = g_strdup (note);

  g_return_if_fail (WF_IS_LAYER (layer));
  g_free (layer->note);
  layer->note = copy;
  g_object_notify_by_pspec (G_OBJECT (layer), props[PROP_NOTE]);
}

static void
enter_state (WfLayer *self, WfLayerState state, double progress, const char *trouble)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  self->state = state;
  g_object_notify_by_pspec (object, props[PROP_STATE]);
  if (self->progress != progress)
    {
      self->progress = progress;
      g_object_notify_by_pspec (object, props[PROP_PROGRESS]);
    }
  if (g_strcmp0 (self->trouble, trouble) != 0)
    {
      g_free (self->trouble);
      self->trouble = g_strdup (trouble);
      g_object_notify_by_pspec (object, props[PROP_TROUBLE]);
    }
  g_object_thaw_notify (object);
}

void
wf_layer_reset (WfLayer *layer)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  g_clear_pointer (&layer->pack, wf_pack_unref);
  g_clear_pointer (&layer->raster, g_bytes_unref);
  layer->extent = WF_BOX_EMPTY;
  enter_state (layer, WF_LAYER_WAITING, -1, NULL);
}

void
wf_layer_ask (WfLayer *layer, const char *note)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  wf_layer_set_note (layer, note);
  enter_state (layer, WF_LAYER_ASKING, -1, NULL);
}

void
wf_layer_set_progress (WfLayer *layer, double fraction)
{
  double progress = fraction <= WF_WORKER_STALLED ? WF_WORKER_STALLED
                    : fraction < 0                ? -1
                                                  : MIN (fraction, 1);

  g_return_if_fail (WF_IS_LAYER (layer));
  if (layer->state == WF_LAYER_LOADING && layer->progress == progress)
    return;
  enter_state (layer, WF_LAYER_LOADING, progress, NULL);
}

void
wf_layer_take_pack (WfLayer *layer, WfPack *pack)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  g_return_if_fail (pack != NULL);
  g_clear_pointer (&layer->pack, wf_pack_unref);
  g_clear_pointer (&layer->raster, g_bytes_unref);
  layer->pack = pack;
  enter_state (layer, WF_LAYER_READY, 1, NULL);
}

void
wf_layer_take_raster (WfLayer *layer, GBytes *bytes, int width_px, int height_px, WfBox box)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  g_return_if_fail (width_px > 0 && height_px > 0);
  g_return_if_fail (g_bytes_get_size (bytes) >= (gsize) width_px * (gsize) height_px * 4);
  g_clear_pointer (&layer->pack, wf_pack_unref);
  g_clear_pointer (&layer->raster, g_bytes_unref);
  layer->raster = bytes;
  layer->raster_width_px = width_px;
  layer->raster_height_px = height_px;
  layer->raster_box = box;
  enter_state (layer, WF_LAYER_READY, 1, NULL);
}

void
wf_layer_set_extent (WfLayer *layer, WfBox box)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  layer->extent = box;
}

void
wf_layer_set_trouble (WfLayer *layer, const char *trouble)
{
  g_return_if_fail (WF_IS_LAYER (layer));
  enter_state (layer, trouble != NULL ? WF_LAYER_FAILED : WF_LAYER_WAITING, -1, trouble);
}
