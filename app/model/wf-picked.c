/* Watchfloor: the features that are picked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-picked.h"

#include "wf-mercator.h"

#include <string.h>

struct _WfPicked
{
  GObject parent_instance;

  WfLayer *layer;
  WfPack *pack;
  GArray *features; /* guint32, ascending */
};

G_DEFINE_FINAL_TYPE (WfPicked, wf_picked, G_TYPE_OBJECT)

static guint changed_signal;

static void
wf_picked_finalize (GObject *object)
{
  WfPicked *self = WF_PICKED (object);

  g_clear_object (&self->layer);
  g_clear_pointer (&self->pack, wf_pack_unref);
  g_array_unref (self->features);
  G_OBJECT_CLASS (wf_picked_parent_class)->finalize (object);
}

static void
wf_picked_class_init (WfPickedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wf_picked_finalize;
  changed_signal = g_signal_new ("changed", WF_TYPE_PICKED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
wf_picked_init (WfPicked *self)
{
  self->features = g_array_new (FALSE, FALSE, sizeof (guint32));
}

WfPicked *
wf_picked_new (void)
{
  return g_object_new (WF_TYPE_PICKED, NULL);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

void
wf_picked_set (WfPicked *self, WfLayer *layer, WfPack *pack, const guint32 *features, guint n)
{
  g_autoptr (GArray) sorted = g_array_sized_new (FALSE, FALSE, sizeof (guint32), MAX (n, 1));

  if (layer == NULL || pack == NULL || n == 0)
    {
      layer = NULL;
      pack = NULL;
      n = 0;
    }
  if (n > 0)
    g_array_append_vals (sorted, features, n);
  g_array_sort (sorted, compare_numbers);
  if (pack == self->pack && n == self->features->len
      && (n == 0 || memcmp (sorted->data, self->features->data, n * sizeof (guint32)) == 0))
    return;
  g_set_object (&self->layer, layer);
  if (pack != NULL)
    wf_pack_ref (pack);
  wf_pack_unref (self->pack);
  self->pack = pack;
  g_array_unref (self->features);
  self->features = g_steal_pointer (&sorted);
  g_signal_emit (self, changed_signal, 0);
}

void
wf_picked_clear (WfPicked *self)
{
  wf_picked_set (self, NULL, NULL, NULL, 0);
}

WfLayer *
wf_picked_get_layer (WfPicked *self)
{
  return self->layer;
}

WfPack *
wf_picked_get_pack (WfPicked *self)
{
  return self->pack;
}

const guint32 *
wf_picked_get_features (WfPicked *self, guint *n)
{
  *n = self->features->len;
  return (const guint32 *) self->features->data;
}

gboolean
wf_picked_has (WfPicked *self, WfPack *pack, guint32 feature)
{
  guint at;

  return pack != NULL && pack == self->pack
         && g_array_binary_search (self->features, &feature, compare_numbers, &at);
}

WfBox
wf_picked_extent (WfPicked *self)
{
  WfUnitBox box = WF_UNIT_BOX_EMPTY;
  const WfPackShapes *shapes = self->pack != NULL ? wf_pack_shapes (self->pack) : NULL;
  WfLonLat nw, se;

  if (self->features->len == 0 || wf_pack_kind (self->pack) == WF_GEOMETRY_NONE)
    return WF_BOX_EMPTY;
  for (guint i = 0; i < self->features->len; i++)
    {
      WfUnitBox one = shapes->boxes[g_array_index (self->features, guint32, i)];

      wf_unit_box_add (&box, (WfUnit){ one.min_x, one.min_y });
      wf_unit_box_add (&box, (WfUnit){ one.max_x, one.max_y });
    }
  nw = wf_unit_to_lonlat ((WfUnit){ box.min_x, box.min_y });
  se = wf_unit_to_lonlat ((WfUnit){ box.max_x, box.max_y });
  return (WfBox){ nw.lon, se.lat, se.lon, nw.lat };
}
