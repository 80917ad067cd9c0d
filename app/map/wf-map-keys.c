/* Watchfloor: the map by keyboard.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrows pan, + and - zoom, [ and ] turn, N turns north up, Home shows the whole city, Enter opens
 * what is selected, Escape ends comparing. While drawing, the drawing tool takes the keys it needs
 * first. Main thread. */
#include "config.h"

#include "wf-map-private.h"

#define PAN_SHARE 0.2 /* of the smaller side of the widget */
#define TURN_RAD (15 * M_PI / 180)
#define ZOOM_STEP 0.5

static void
pan_by (WfMapView *self, int x, int y, gboolean far)
{
  WfView view = wf_map_view_logical (self);
  WfView to = self->motion.kind == WF_MOTION_FLIGHT ? self->motion.to : view;
  double step = MIN (view.width_px, view.height_px) * PAN_SHARE * (far ? 3 : 1);

  wf_view_pan (&to, -x * step, -y * step);
  wf_map_view_move (self, wf_motion_flight (&view, &to));
}

static void
turn_by (WfMapView *self, double angle_rad)
{
  WfView view = wf_map_view_logical (self);
  WfView to = self->motion.kind == WF_MOTION_FLIGHT ? self->motion.to : view;

  to.rotation_rad += angle_rad;
  wf_map_view_move (self, wf_motion_flight (&view, &to));
}

static gboolean
arrow_key (WfMapView *self, guint keyval, gboolean far)
{
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      pan_by (self, -1, 0, far);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      pan_by (self, 1, 0, far);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      pan_by (self, 0, -1, far);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      pan_by (self, 0, 1, far);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
view_key (WfMapView *self, guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      wf_map_view_zoom_by (self, ZOOM_STEP);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_underscore:
    case GDK_KEY_KP_Subtract:
      wf_map_view_zoom_by (self, -ZOOM_STEP);
      return TRUE;
    case GDK_KEY_bracketleft:
      turn_by (self, -TURN_RAD);
      return TRUE;
    case GDK_KEY_bracketright:
      turn_by (self, TURN_RAD);
      return TRUE;
    case GDK_KEY_n:
    case GDK_KEY_N:
      wf_map_view_rotate_to (self, 0);
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      wf_map_view_go_home (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, WfMapView *self)
{
  if (wf_map_drawing_key (self, keyval, state))
    return GDK_EVENT_STOP;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (arrow_key (self, keyval, (state & GDK_SHIFT_MASK) != 0) || view_key (self, keyval))
    return GDK_EVENT_STOP;
  if (keyval == GDK_KEY_Escape && self->swipe != NULL)
    {
      wf_map_view_end_swipe (self);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && self->selected_id != NULL)
    {
      g_signal_emit_by_name (self, "activated", self->selected_id);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

void
wf_map_view_add_keys (WfMapView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
