/* Watchfloor: one feature of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-feature.h"

#include "wf-json.h"
#include "wf-mercator.h"
#include "wf-pack-json.h"

#include <stdlib.h>

struct _WfFeature
{
  GObject parent_instance;

  WfLayer *layer;
  WfPack *pack;
  guint32 number;
  double distance_m;
};

G_DEFINE_FINAL_TYPE (WfFeature, wf_feature, G_TYPE_OBJECT)

static void
wf_feature_finalize (GObject *object)
{
  WfFeature *self = WF_FEATURE (object);

  g_clear_object (&self->layer);
  g_clear_pointer (&self->pack, wf_pack_unref);
  G_OBJECT_CLASS (wf_feature_parent_class)->finalize (object);
}

static void
wf_feature_class_init (WfFeatureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wf_feature_finalize;
}

static void
wf_feature_init (WfFeature *self)
{
}

WfFeature *
wf_feature_new (WfLayer *layer, WfPack *pack, guint32 number, double distance_m)
{
  WfFeature *self = g_object_new (WF_TYPE_FEATURE, NULL);

  self->layer = g_object_ref (layer);
  self->pack = wf_pack_ref (pack);
  self->number = number;
  self->distance_m = distance_m;
  return self;
}

WfLayer *
wf_feature_get_layer (WfFeature *self)
{
  return self->layer;
}

WfPack *
wf_feature_get_pack (WfFeature *self)
{
  return self->pack;
}

guint32
wf_feature_get_number (WfFeature *self)
{
  return self->number;
}

double
wf_feature_get_distance_m (WfFeature *self)
{
  return self->distance_m;
}

static int
find_plain_name (const WfPack *pack)
{
  static const char *const names[]
      = { "name", "NAME", "Name", "名称", "title", "标题", "code", "CODE", "编码", "id", "ID" };
  int field = -1;

  for (guint i = 0; i < G_N_ELEMENTS (names) && field < 0; i++)
    field = wf_pack_find_field (pack, names[i]);
  return field;
}

static int
find_local_name (const WfPack *pack, gboolean chinese)
{
  return wf_pack_find_field (pack, chinese ? "name_zh" : "name_en");
}

int
wf_feature_name_field (const WfPack *pack, gboolean chinese)
{
  int field = find_local_name (pack, chinese);

  return field >= 0 ? field : find_plain_name (pack);
}

/* NULL where it is not told, or with nothing. */
static char *
dup_value (WfFeature *self, int field)
{
  char *text
      = field >= 0 ? wf_pack_value_to_string (self->pack, (guint) field, self->number) : NULL;

  if (text != NULL && text[0] == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

char *
wf_feature_title (WfFeature *self, gboolean chinese)
{
  g_autofree char *text = dup_value (self, find_local_name (self->pack, chinese));

  if (text == NULL)
    text = dup_value (self, find_plain_name (self->pack));
  if (text != NULL)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, wf_layer_get_title (self->layer),
                          wf_pack_fid (self->pack, self->number));
}

char *
wf_feature_to_text (WfFeature *self)
{
  GString *text = g_string_new (NULL);

  for (guint field = 0; field < wf_pack_n_fields (self->pack); field++)
    {
      g_autofree char *value = wf_pack_value_to_string (self->pack, field, self->number);

      if (value != NULL && value[0] != '\0')
        g_string_append_printf (text, "%s: %s\n", wf_pack_field (self->pack, field).name, value);
    }
  return g_string_free (text, FALSE);
}

char *
wf_feature_to_geojson (WfFeature *self)
{
  g_autoptr (json_t) json = wf_pack_feature_json (self->pack, self->number);
  char *text = json_dumps (json, JSON_COMPACT | JSON_REAL_PRECISION (12));
  char *copy = g_strdup (text);

  free (text);
  return copy;
}

WfBox
wf_feature_extent (WfFeature *self)
{
  const WfPackShapes *shapes = wf_pack_shapes (self->pack);
  WfUnitBox box;
  WfLonLat nw, se;

  if (wf_pack_kind (self->pack) == WF_GEOMETRY_NONE)
    return WF_BOX_EMPTY;
  box = shapes->boxes[self->number];
  nw = wf_unit_to_lonlat ((WfUnit){ box.min_x, box.min_y });
  se = wf_unit_to_lonlat ((WfUnit){ box.max_x, box.max_y });
  return (WfBox){ nw.lon, se.lat, se.lon, nw.lat };
}
