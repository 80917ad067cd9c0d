/* Watchfloor: the city's layers as a scene.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ground-scene.h"

static void
add_layer (WfScene *scene, WfLayer *layer)
{
  const char *id = wf_layer_get_id (layer);
  double opacity = wf_layer_get_opacity (layer);
  int width = 0, height = 0;
  WfBox box = WF_BOX_EMPTY;
  GBytes *raster = wf_layer_get_raster (layer, &width, &height, &box);

  if (opacity <= 0)
    return;
  if (raster != NULL)
    wf_scene_add_raster (scene, id, raster, width, height, box, opacity);
  else if (wf_layer_get_pack (layer) != NULL)
    wf_scene_add_layer (scene, id, wf_layer_get_pack (layer), opacity);
}

void
wf_ground_scene_add (WfScene *scene, GListModel *layers, WfGroundShows shows, gpointer data)
{
  guint n = layers != NULL ? g_list_model_get_n_items (layers) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      if (shows != NULL ? shows (layer, data) : wf_layer_get_visible (layer))
        add_layer (scene, layer);
    }
}
