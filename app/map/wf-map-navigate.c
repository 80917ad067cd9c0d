/* Watchfloor: where the map looks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets and moves the view, and tells the layers and the listeners that it moved. Main thread. */
#include "config.h"

#include "wf-compass.h"
#include "wf-map-private.h"
#include "wf-scale-bar.h"
#include "wf-viewport-view.h"

#include <glib/gi18n.h>

#define DESCRIBE_MS 400
#define FIT_SHARE 0.94 /* of the widget an extent that is fitted takes */

WfView
wf_map_view_logical (WfMapView *self)
{
  return wf_viewport_logical_view (self->viewport, GTK_WIDGET (self));
}

WfView
wf_map_view_get_view (WfMapView *self)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), (WfView){ 0 });
  return wf_viewport_view (self->viewport, gtk_widget_get_width (GTK_WIDGET (self)),
                           gtk_widget_get_height (GTK_WIDGET (self)),
                           gtk_widget_get_scale_factor (GTK_WIDGET (self)));
}

WfLonLat
wf_map_view_place_at (WfMapView *self, double x, double y)
{
  WfView view = wf_map_view_logical (self);

  return wf_mercator_to_lonlat (wf_view_pixel_to_point (&view, (WfPoint){ x, y }));
}

WfPoint
wf_map_view_pixel_of (WfMapView *self, WfLonLat p)
{
  WfView view = wf_map_view_logical (self);

  return wf_view_point_to_pixel (&view, wf_mercator_from_lonlat (p));
}

/* What a screen reader says of the map; once the view rests, not sixty times a second. */
static gboolean
describe_cb (gpointer data)
{
  WfMapView *self = data;
  WfView view = wf_map_view_logical (self);
  WfLonLat p = wf_mercator_to_lonlat (view.center);
  int turn = (int) lround (view.rotation_rad * 180 / M_PI) % 360;
  /* Translators: the view of the map for a screen reader: latitude, longitude, zoom, degrees */
  g_autofree char *text
      = turn == 0
            ? g_strdup_printf (_ ("Centre %.4f north, %.4f east; zoom %.1f; north up"), p.lat,
                               p.lon, view.zoom)
            : g_strdup_printf (_ ("Centre %.4f north, %.4f east; zoom %.1f; turned %d degrees"),
                               p.lat, p.lon, view.zoom, turn);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  self->describe_timer = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
tell_changed_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfMapView *self = WF_MAP_VIEW (widget);

  self->changed_tick = 0;
  g_clear_handle_id (&self->describe_timer, g_source_remove);
  self->describe_timer = g_timeout_add (DESCRIBE_MS, describe_cb, self);
  g_source_set_name_by_id (self->describe_timer, "wf-map-view-describe");
  g_signal_emit_by_name (self, "view-changed");
  return G_SOURCE_REMOVE;
}

/* ShumateViewport has no signal of its own for a change of view; its four notifies end here. */
void
wf_map_view_moved (WfMapView *self)
{
  double rotation = shumate_viewport_get_rotation (self->viewport);

  wf_ground_layer_view_changed (self->ground);
  if (self->other != NULL)
    wf_ground_layer_view_changed (self->other);
  gtk_widget_queue_draw (GTK_WIDGET (self->highlight));
  wf_track_layer_view_changed (self->tracks);
  wf_incident_layer_view_changed (self->incidents);
  wf_map_drawing_pointer (self);
  wf_draw_layer_changed (self->draw);
  wf_scale_bar_update (WF_SCALE_BAR (self->scale_bar));
  wf_compass_set_rotation (WF_COMPASS (gtk_button_get_child (GTK_BUTTON (self->compass))),
                           rotation);
  gtk_widget_set_visible (self->compass, fabs (remainder (rotation, 2 * M_PI)) > 0.002);
  if (self->changed_tick == 0)
    self->changed_tick
        = gtk_widget_add_tick_callback (GTK_WIDGET (self), tell_changed_cb, NULL, NULL);
}

static void
set_goal (WfMapView *self, const WfView *goal)
{
  wf_ground_layer_set_goal (self->ground, goal);
  if (self->other != NULL)
    wf_ground_layer_set_goal (self->other, goal);
}

static void
apply_view (WfMapView *self, const WfView *view)
{
  WfView kept = *view;

  kept.zoom = CLAMP (kept.zoom, WF_MAP_MIN_ZOOM, WF_MAP_MAX_ZOOM);
  wf_viewport_apply (self->viewport, &kept);
}

void
wf_map_view_stop (WfMapView *self)
{
  self->motion.kind = WF_MOTION_NONE;
  if (self->motion_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->motion_tick);
  self->motion_tick = 0;
  set_goal (self, NULL);
}

void
wf_map_view_rest (WfMapView *self)
{
  WfView view = wf_map_view_logical (self);

  if (self->motion.kind == WF_MOTION_NONE)
    set_goal (self, &view);
}

void
wf_map_view_show (WfMapView *self, const WfView *view)
{
  wf_map_view_stop (self);
  apply_view (self, view);
}

static gboolean
motion_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfMapView *self = WF_MAP_VIEW (widget);
  WfView view = wf_map_view_logical (self);
  gboolean goes_on = wf_motion_step (&self->motion, gdk_frame_clock_get_frame_time (clock), &view);

  apply_view (self, &view);
  if (!goes_on)
    self->motion_tick = 0;
  return goes_on;
}

static gboolean
wants_animation (WfMapView *self)
{
  gboolean enabled = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled,
                NULL);
  return enabled && gtk_widget_get_mapped (GTK_WIDGET (self));
}

void
wf_map_view_move (WfMapView *self, WfMotion motion)
{
  WfView view = wf_map_view_logical (self), goal = wf_motion_goal (&motion, &view);

  wf_map_view_stop (self);
  self->motion = motion;
  if (!wants_animation (self))
    {
      wf_motion_finish (&self->motion, &view);
      apply_view (self, &view);
      return;
    }
  set_goal (self, &goal);
  self->motion_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), motion_tick_cb, NULL, NULL);
}

void
wf_map_view_zoom_about (WfMapView *self, double steps, WfPoint anchor_px)
{
  WfView view = wf_map_view_logical (self);
  double from = self->motion.kind == WF_MOTION_ZOOM ? self->motion.zoom_target : view.zoom;
  double to = CLAMP (from + steps, WF_MAP_MIN_ZOOM, WF_MAP_MAX_ZOOM);

  wf_map_view_move (self, wf_motion_zoom (to, anchor_px));
}

void
wf_map_view_zoom_by (WfMapView *self, double steps)
{
  WfView view;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  view = wf_map_view_logical (self);
  wf_map_view_zoom_about (self, steps, (WfPoint){ view.width_px / 2.0, view.height_px / 2.0 });
}

void
wf_map_view_fly_to (WfMapView *self, const WfView *view, gboolean animate)
{
  WfView from, to;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  self->fit_deg = WF_BOX_EMPTY;
  from = to = wf_map_view_logical (self);
  to.center = view->center;
  to.zoom = CLAMP (view->zoom, WF_MAP_MIN_ZOOM, WF_MAP_MAX_ZOOM);
  to.rotation_rad = view->rotation_rad;
  if (animate)
    wf_map_view_move (self, wf_motion_flight (&from, &to));
  else
    wf_map_view_show (self, &to);
}

void
wf_map_view_go_to (WfMapView *self, WfLonLat center, double zoom, gboolean animate)
{
  WfView to;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  g_return_if_fail (wf_lonlat_is_valid (center));
  to = wf_map_view_logical (self);
  to.center = wf_mercator_from_lonlat (center);
  to.zoom = zoom;
  wf_map_view_fly_to (self, &to, animate);
}

void
wf_map_view_rotate_to (WfMapView *self, double rotation_rad)
{
  WfView from, to;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  from = to = wf_map_view_logical (self);
  to.rotation_rad = rotation_rad;
  wf_map_view_move (self, wf_motion_flight (&from, &to));
}

void
wf_map_view_fit (WfMapView *self, WfBox extent_deg, gboolean animate)
{
  WfView from, to;
  WfPoint a, b;
  double across, down;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  if (wf_box_is_empty (extent_deg))
    return;
  if (wf_box_is_empty (self->home_deg))
    self->home_deg = extent_deg;
  from = to = wf_map_view_logical (self);
  if (from.width_px <= 0 || from.height_px <= 0)
    {
      self->fit_deg = extent_deg; /* in the first size_allocate */
      return;
    }
  self->fit_deg = WF_BOX_EMPTY;
  a = wf_mercator_from_lonlat ((WfLonLat){ extent_deg.min_x, extent_deg.max_y });
  b = wf_mercator_from_lonlat ((WfLonLat){ extent_deg.max_x, extent_deg.min_y });
  across = MAX (b.x - a.x, 1e-9);
  down = MAX (b.y - a.y, 1e-9);
  to.center = (WfPoint){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
  to.rotation_rad = 0;
  to.zoom = log2 (MIN (from.width_px / across, from.height_px / down) * FIT_SHARE / 256.0);
  to.zoom = CLAMP (to.zoom, WF_MAP_MIN_ZOOM, 18);
  if (animate)
    wf_map_view_move (self, wf_motion_flight (&from, &to));
  else
    wf_map_view_show (self, &to);
}

void
wf_map_view_set_home (WfMapView *self, WfBox extent_deg)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  self->home_deg = extent_deg;
}

void
wf_map_view_go_home (WfMapView *self)
{
  wf_map_view_fit (self, self->home_deg, TRUE);
}
