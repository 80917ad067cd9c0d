/* Watchfloor: a viewport as a view.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-viewport-view.h"

WfView
wf_viewport_view (ShumateViewport *viewport, int width, int height, double scale)
{
  WfLonLat center = { shumate_location_get_longitude (SHUMATE_LOCATION (viewport)),
                      shumate_location_get_latitude (SHUMATE_LOCATION (viewport)) };

  return (WfView){ .center = wf_mercator_from_lonlat (center),
                   .zoom = shumate_viewport_get_zoom_level (viewport),
                   .rotation_rad = shumate_viewport_get_rotation (viewport),
                   .width_px = (int) lround (width * scale),
                   .height_px = (int) lround (height * scale),
                   .scale = scale };
}

WfView
wf_viewport_logical_view (ShumateViewport *viewport, GtkWidget *widget)
{
  return wf_viewport_view (viewport, gtk_widget_get_width (widget), gtk_widget_get_height (widget),
                           1);
}

void
wf_viewport_apply (ShumateViewport *viewport, const WfView *view)
{
  WfPoint center = { CLAMP (view->center.x, 0, 1), CLAMP (view->center.y, 0, 1) };
  WfLonLat p = wf_mercator_to_lonlat (center);
  double rotation = fmod (view->rotation_rad, 2 * M_PI);

  if (rotation < 0)
    rotation += 2 * M_PI;
  g_object_freeze_notify (G_OBJECT (viewport));
  shumate_viewport_set_zoom_level (viewport, view->zoom);
  shumate_viewport_set_rotation (viewport, rotation);
  shumate_location_set_location (SHUMATE_LOCATION (viewport), p.lat, p.lon);
  g_object_thaw_notify (G_OBJECT (viewport));
}
