/* Watchfloor: what a planner does in the demo shift.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a file of planned building plots beside the city's layers, colours it by a field, compares
 * it with the city, and keeps the place. Main thread. */
#include "config.h"

#include "wf-tour-private.h"

#include "wf-style-pane.h"

#include <glib/gi18n.h>

/* Rows and columns of plots. */
#define PLOTS 12

static WfWindow *
get_window (WfTour *self)
{
  return watchfloor_application_get_window (self->application);
}

static gboolean
map_is_still (WfTour *self)
{
  return wf_map_view_is_settled (wf_window_get_map (get_window (self)))
         && wf_window_is_still (get_window (self));
}

/* Plots about @place, some left out, taller towards the middle: as a plan would have them. */
static char *
make_plots (WfLonLat place)
{
  GString *text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  const double step = 0.0042, side = 0.0031;

  for (int i = 0; i < PLOTS * PLOTS; i++)
    {
      int column = i % PLOTS, row = i / PLOTS;
      int off = ABS (2 * column - PLOTS + 1) + ABS (2 * row - PLOTS + 1);
      double x = place.lon + (column - PLOTS / 2) * step;
      double y = place.lat + (row - PLOTS / 2) * step * 0.8;

      if ((i * 7 + row) % 5 == 0)
        continue;
      g_string_append_printf (
          text,
          "%s{\"type\":\"Feature\",\"properties\":{\"floors\":%d},\"geometry\":{\"type\":"
          "\"Polygon\",\"coordinates\":[[[%.5f,%.5f],[%.5f,%.5f],[%.5f,%.5f],[%.5f,%.5f]]]}}",
          i > 0 && text->str[text->len - 1] == '}' ? "," : "", 3 + (24 - MIN (off, 22)) + i % 4, x,
          y, x + side, y, x + side, y + side * 0.8, x, y + side * 0.8);
    }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static WfLayer *
top_layer (WfTour *self)
{
  GListModel *layers = wf_session_get_layers (wf_window_get_session (get_window (self)));
  guint n = g_list_model_get_n_items (layers);
  g_autoptr (WfLayer) layer = n > 0 ? g_list_model_get_item (layers, n - 1) : NULL;

  return layer; /* the list holds it */
}

gboolean
wf_tour_file_begin (WfTour *self)
{
  g_autofree char *name = g_strconcat (_ ("Planned plots"), ".geojson", NULL);
  g_autofree char *path
      = g_build_filename (self->folder != NULL ? self->folder : g_get_tmp_dir (), name, NULL);
  g_autofree char *text = make_plots (self->place);

  if (!g_file_set_contents (path, text, -1, NULL))
    return TRUE; /* the row says it */
  gtk_widget_activate_action (GTK_WIDGET (get_window (self)), "win.open-source", "s", path);
  return TRUE;
}

gboolean
wf_tour_file_ready (WfTour *self)
{
  return wf_layer_is_own (top_layer (self))
         && wf_layer_get_state (top_layer (self)) == WF_LAYER_READY && map_is_still (self);
}

gboolean
wf_tour_style_begin (WfTour *self)
{
  const char *id = wf_layer_get_id (top_layer (self));

  gtk_widget_activate_action (GTK_WIDGET (get_window (self)), "win.color-layer-by", "(ss)", id,
                              "floors");
  return TRUE;
}

gboolean
wf_tour_style_ready (WfTour *self)
{
  const WfLayerStyle *style
      = wf_session_get_layer_style (wf_window_get_session (get_window (self)), top_layer (self));

  return style != NULL && style->classes != NULL && map_is_still (self);
}

gboolean
wf_tour_swipe_begin (WfTour *self)
{
  gtk_widget_activate_action (GTK_WIDGET (get_window (self)), "win.swipe", NULL);
  wf_map_view_set_swipe_share (wf_window_get_map (get_window (self)), 0.55);
  return TRUE;
}

gboolean
wf_tour_swipe_ready (WfTour *self)
{
  return wf_map_view_is_swiping (wf_window_get_map (get_window (self))) && map_is_still (self);
}

gboolean
wf_tour_views_begin (WfTour *self)
{
  GtkWidget *window = GTK_WIDGET (get_window (self));
  const char *const names[] = { _ ("Planned plots"), _ ("Before the plots") };

  wf_map_view_end_swipe (wf_window_get_map (get_window (self)));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_activate_action (window, "win.keep-view-as", "s", names[i]);
  gtk_widget_activate_action (window, "win.views", NULL);
  return TRUE;
}

gboolean
wf_tour_views_end (WfTour *self)
{
  gtk_widget_activate_action (GTK_WIDGET (get_window (self)), "win.show-panel", "s", "units");
  return wf_tour_file_end (self);
}

/* The shift goes on over the city as it was. */
gboolean
wf_tour_file_end (WfTour *self)
{
  wf_session_remove_layer (wf_window_get_session (get_window (self)), top_layer (self));
  return TRUE;
}
