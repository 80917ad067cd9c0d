/* Watchfloor: the main window's map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the map the session's models, shows what it tells in the strip at the bottom, and holds
 * the actions that move it. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include <math.h>

/* Near enough to see the street, where the map was further away. */
#define CLOSE_ZOOM 15.5

static void
layers_changed_cb (WfWindow *self)
{
  wf_map_view_queue_city (self->map);
}

static void
style_cb (WfWindow *self)
{
  gboolean dark = FALSE;

  g_object_get (self->session, "dark", &dark, NULL);
  wf_map_view_set_style (self->map, wf_session_get_style (self->session), dark,
                         wf_session_get_chinese (self->session));
}

static void
pointer_cb (WfMapView *map, double lon, double lat, WfWindow *self)
{
  wf_status_bar_set_pointer (self->status, (WfLonLat){ lon, lat });
}

static void
view_cb (WfMapView *map, WfWindow *self)
{
  WfView view = wf_map_view_get_view (map);

  if (view.width_px <= 0)
    return;
  wf_session_set_view (self->session, &view);
  wf_status_bar_set_scale (self->status, wf_view_metres_per_pixel (&view) * view.scale);
}

static void
activated_cb (WfMapView *map, const char *id, WfWindow *self)
{
  g_object_set (self->session, "selected-id", id, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-on-map", "s", id);
}

/* Where the entity @id is; FALSE where nobody knows. */
static gboolean
find_place (WfWindow *self, const char *id, WfLonLat *place)
{
  const WfTrack *track = wf_track_store_find (wf_session_get_tracks (self->session), id);
  WfIncidentRow *row = track == NULL ? wf_session_find_incident (self->session, id) : NULL;

  if (track != NULL)
    *place = track->position;
  else if (row != NULL && wf_incident_row_get (row)->shape.n_points > 0)
    *place = wf_shape_anchor (&wf_incident_row_get (row)->shape);
  else
    return FALSE;
  return isfinite (place->lon) && isfinite (place->lat);
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  WfView view = wf_map_view_get_view (self->map);
  WfLonLat place;

  if (!find_place (self, id, &place))
    return;
  g_object_set (self->session, "selected-id", id, NULL);
  wf_map_view_go_to (self->map, place, MAX (view.zoom, CLOSE_ZOOM), TRUE);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  if (g_str_equal (name, "win.fit"))
    wf_map_view_fit (self->map, wf_city_extent (wf_session_get_city (self->session)), TRUE);
  else if (g_str_equal (name, "win.north"))
    wf_map_view_rotate_to (self->map, 0);
  else
    wf_map_view_zoom_by (self->map, g_str_equal (name, "win.zoom-in") ? 1 : -1);
}

void
wf_window_map_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-on-map", "s", show_action);
  gtk_widget_class_install_action (widget_class, "win.fit", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "win.north", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-in", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-out", NULL, move_action);
}

void
wf_window_map_init (WfWindow *self)
{
  self->map = WF_MAP_VIEW (wf_map_view_new (wf_session_get_clock (self->session)));
  adw_bin_set_child (self->map_slot, GTK_WIDGET (self->map));
  g_signal_connect (self->map, "pointer-moved", G_CALLBACK (pointer_cb), self);
  g_signal_connect (self->map, "view-changed", G_CALLBACK (view_cb), self);
  g_signal_connect (self->map, "activated", G_CALLBACK (activated_cb), self);
  style_cb (self);
  wf_map_view_set_layers (self->map, wf_session_get_layers (self->session));
  wf_map_view_set_tracks (self->map, wf_session_get_tracks (self->session));
  wf_map_view_set_incidents (self->map, wf_session_get_incidents (self->session));
  g_object_bind_property (self->session, "selected-id", self->map, "selected-id",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_swapped (self->session, "layers-changed", G_CALLBACK (layers_changed_cb), self);
  g_signal_connect_swapped (self->session, "notify::dark", G_CALLBACK (style_cb), self);
  g_signal_connect_swapped (self->session, "style-changed", G_CALLBACK (style_cb), self);
  wf_map_view_set_attribution (self->map,
                               wf_city_attribution (wf_session_get_city (self->session)));
  wf_map_view_fit (self->map, wf_city_extent (wf_session_get_city (self->session)), FALSE);
}
