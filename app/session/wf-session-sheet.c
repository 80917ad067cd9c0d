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

/* One entry keeps the layer's own name; each of several is told by what it stands for. */
static void
add_entries (GArray *legend, WfStyle *style, WfLayer *layer, gboolean chinese)
{
  GArray *entries = wf_style_legend (style, wf_layer_get_id (layer), chinese);

  g_array_append_vals (legend, entries->data, entries->len);
  /* Moved, not copied. */
  g_array_set_clear_func (entries, NULL);
  g_array_unref (entries);
}

static void
clear_entry (gpointer data)
{
  WfLegendEntry *entry = data;

  g_free (entry->label);
  g_clear_pointer (&entry->style, wf_style_unref);
  g_free (entry->field);
  g_free (entry->text);
}

GArray *
wf_session_make_legend (WfSession *session)
{
  GArray *legend = g_array_new (FALSE, FALSE, sizeof (WfLegendEntry));
  GListModel *layers = G_LIST_MODEL (session->layers);

  g_array_set_clear_func (legend, clear_entry);
  for (guint i = g_list_model_get_n_items (layers); i-- > 0;)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      if (wf_layer_get_visible (layer) && wf_layer_get_pack (layer) != NULL)
        add_entries (legend, light_style (session), layer, session->chinese);
    }
  return legend;
}
