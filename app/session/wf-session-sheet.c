/* Watchfloor: the city for paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-session-sheet.h"

#include "wf-legend.h"
#include "wf-session-private.h"

#define PAPER_ARGB 0xfff5f3eeu

static WfStyle *
light_style (WfSession *session)
{
  gboolean dark = session->dark;
  WfStyle *style;

  session->dark = FALSE;
  style = wf_session_get_style (session);
  session->dark = dark;
  return style;
}

WfScene *
wf_session_make_scene (WfSession *session)
{
  WfScene *scene = wf_scene_new (light_style (session), session->chinese, PAPER_ARGB);
  GListModel *layers = G_LIST_MODEL (session->layers);

  for (guint i = 0; i < g_list_model_get_n_items (layers); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);
      int width = 0, height = 0;
      WfBox box = WF_BOX_EMPTY;
      GBytes *raster = wf_layer_get_raster (layer, &width, &height, &box);

      if (!wf_layer_get_visible (layer))
        continue;
      if (raster != NULL)
        wf_scene_add_raster (scene, wf_layer_get_id (layer), raster, width, height, box,
                             wf_layer_get_opacity (layer));
      else if (wf_layer_get_pack (layer) != NULL)
        wf_scene_add_layer (scene, wf_layer_get_id (layer), wf_layer_get_pack (layer),
                            wf_layer_get_opacity (layer));
    }
  return scene;
}

GArray *
wf_session_make_legend (WfSession *session)
{
  GArray *legend = wf_legend_new ();
  GListModel *layers = G_LIST_MODEL (session->layers);

  for (guint i = g_list_model_get_n_items (layers); i-- > 0;)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      if (wf_layer_get_visible (layer) && wf_layer_get_pack (layer) != NULL)
        wf_legend_add_layer (legend, light_style (session), wf_layer_get_id (layer),
                             wf_layer_get_title (layer), session->chinese);
    }
  return legend;
}
