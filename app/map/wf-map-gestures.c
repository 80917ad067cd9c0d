/* Watchfloor: the map by pointer and touch.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* ShumateMap's own gestures are not used: it zooms in steps, always zooms on a double click, cannot
 * be focused, and its pinch fights its drag. These work on the viewport directly. Main thread. */
#include "config.h"

#include "wf-map-private.h"

#define WHEEL_STEP 0.5 /* zoom a notch */
#define TOUCHPAD_STEP 0.012 /* zoom a pixel of scrolling */
#define GLIDE_MIN_SPEED 150.0 /* pixels a second at the release of a flick */
#define GLIDE_TRAIL_US 90000
#define PINCH_TURN_RAD (12 * M_PI / 180) /* a pinch turns the map only beyond this */

/* ---- drag */
static void
remember_place (WfMapView *self, double x, double y)
{
  guint size = G_N_ELEMENTS (self->trail);
  guint slot = self->n_trail++ % size;

  self->trail[slot].at_us = g_get_monotonic_time ();
  self->trail[slot].x = x;
  self->trail[slot].y = y;
}

/* The speed over the last moments of a drag, pixels a second. */
static void
release_speed (WfMapView *self, double *vx, double *vy)
{
  guint size = G_N_ELEMENTS (self->trail), n = MIN (self->n_trail, size);
  guint last = (self->n_trail + size - 1) % size, first = last;
  gint64 now_us = g_get_monotonic_time ();
  double seconds;

  *vx = *vy = 0;
  for (guint i = 0; i < n; i++)
    {
      guint slot = (self->n_trail + size - 1 - i) % size;

      if (now_us - self->trail[slot].at_us > GLIDE_TRAIL_US)
        break;
      first = slot;
    }
  seconds = (double) (self->trail[last].at_us - self->trail[first].at_us) / 1e6;
  if (n < 2 || seconds < 0.005 || now_us - self->trail[last].at_us > GLIDE_TRAIL_US)
    return;
  *vx = (self->trail[last].x - self->trail[first].x) / seconds;
  *vy = (self->trail[last].y - self->trail[first].y) / seconds;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, WfMapView *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (button > 2 || self->pinching)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  wf_map_view_stop (self);
  self->drag_view = wf_map_view_logical (self);
  self->drag_start_px = (WfPoint){ x, y };
  self->drag_moved = FALSE;
  self->drag_turns = (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0;
  self->n_trail = 0;
  remember_place (self, x, y);
  if (button != 2 && !self->drag_turns)
    wf_map_drawing_grab (self, x, y);
}

static void
turn_to_pointer (WfMapView *self, double x, double y)
{
  WfView view = self->drag_view;
  WfPoint center = { view.width_px / 2.0, view.height_px / 2.0 };
  double from = atan2 (self->drag_start_px.y - center.y, self->drag_start_px.x - center.x);
  double to = atan2 (y - center.y, x - center.x);

  view.rotation_rad += to - from;
  wf_map_view_show (self, &view);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, WfMapView *self)
{
  double x = self->drag_start_px.x + dx, y = self->drag_start_px.y + dy;
  WfView view = self->drag_view;

  if (self->pinching)
    return;
  if (!self->drag_moved)
    {
      if (!gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy))
        return;
      self->drag_moved = TRUE;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  self->pointer_px = (WfPoint){ x, y };
  if (self->drag_vertex != G_MAXUINT)
    {
      wf_map_drawing_drag (self, x, y);
      return;
    }
  if (self->drag_turns)
    {
      turn_to_pointer (self, x, y);
      return;
    }
  remember_place (self, x, y);
  wf_view_pan (&view, dx, dy);
  wf_map_view_show (self, &view);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, WfMapView *self)
{
  gboolean was_vertex = self->drag_vertex != G_MAXUINT;
  double vx, vy;

  wf_map_drawing_drop (self);
  wf_map_view_rest (self);
  if (!self->drag_moved || was_vertex || self->drag_turns || self->pinching)
    return;
  release_speed (self, &vx, &vy);
  if (hypot (vx, vy) > GLIDE_MIN_SPEED)
    wf_map_view_move (self, wf_motion_glide (vx, vy));
}

/* ---- click */
static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WfMapView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  wf_map_view_stop (self);
  self->drag_moved = FALSE;
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, WfMapView *self)
{
  if (!self->drag_moved)
    wf_map_view_click (self, x, y, n_press);
}

/* ---- wheel and touchpad */
static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, WfMapView *self)
{
  gboolean is_wheel = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL;
  WfPoint anchor = self->pointer_px;
  WfView view = wf_map_view_logical (self);

  if (isnan (anchor.x))
    anchor = (WfPoint){ view.width_px / 2.0, view.height_px / 2.0 };
  if (is_wheel)
    wf_map_view_zoom_about (self, -dy * WHEEL_STEP, anchor);
  else
    {
      /* A touchpad brings its own smoothness. */
      wf_view_zoom_about (
          &view, CLAMP (view.zoom - dy * TOUCHPAD_STEP, WF_MAP_MIN_ZOOM, WF_MAP_MAX_ZOOM), anchor);
      wf_map_view_show (self, &view);
    }
  return GDK_EVENT_STOP;
}

/* ---- pinch and turn by two fingers: one gesture of the hand, so one view from both */
static void
apply_pinch (WfMapView *self, GtkGesture *gesture)
{
  WfView view = self->pinch_view;
  double x, y, turn = self->pinch_turn;

  if (!gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  /* Fingers always twist a little: only a meant turn turns, and without a leap. */
  turn = fabs (turn) < PINCH_TURN_RAD ? 0 : turn - copysign (PINCH_TURN_RAD, turn);
  wf_view_zoom_about (
      &view,
      CLAMP (view.zoom + log2 (MAX (self->pinch_zoom, 1e-3)), WF_MAP_MIN_ZOOM, WF_MAP_MAX_ZOOM),
      self->pinch_px);
  wf_view_rotate_about (&view, turn, self->pinch_px);
  wf_view_pan (&view, x - self->pinch_px.x, y - self->pinch_px.y);
  wf_map_view_show (self, &view);
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, WfMapView *self)
{
  double x, y;

  if (self->pinching || !gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  wf_map_view_stop (self);
  self->pinching = TRUE;
  self->pinch_view = wf_map_view_logical (self);
  self->pinch_px = (WfPoint){ x, y };
  self->pinch_zoom = 1;
  self->pinch_turn = 0;
}

static void
pinch_end_cb (GtkGesture *gesture, GdkEventSequence *sequence, WfMapView *self)
{
  self->pinching = FALSE;
  wf_map_view_rest (self);
}

static void
pinch_scale_cb (GtkGestureZoom *gesture, double scale, WfMapView *self)
{
  self->pinch_zoom = scale;
  apply_pinch (self, GTK_GESTURE (gesture));
}

static void
pinch_turn_cb (GtkGestureRotate *gesture, double angle, double delta, WfMapView *self)
{
  self->pinch_turn = delta;
  apply_pinch (self, GTK_GESTURE (gesture));
}

/* ---- pointer */
static void
tell_pointer (WfMapView *self)
{
  WfLonLat p = { NAN, NAN };

  if (!isnan (self->pointer_px.x))
    p = wf_map_view_place_at (self, self->pointer_px.x, self->pointer_px.y);
  g_signal_emit_by_name (self, "pointer-moved", p.lon, p.lat);
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, WfMapView *self)
{
  if (self->pointer_px.x == x && self->pointer_px.y == y)
    return;
  self->pointer_px = (WfPoint){ x, y };
  self->by_keys = FALSE;
  wf_map_drawing_pointer (self);
  tell_pointer (self);
}

static void
leave_cb (GtkEventControllerMotion *controller, WfMapView *self)
{
  self->pointer_px = (WfPoint){ NAN, NAN };
  wf_map_drawing_pointer (self);
  tell_pointer (self);
}

static void
add_pinch (WfMapView *self)
{
  GtkGesture *zoom = gtk_gesture_zoom_new (), *rotate = gtk_gesture_rotate_new ();
  GtkGesture *both[] = { zoom, rotate };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_signal_connect (both[i], "begin", G_CALLBACK (pinch_begin_cb), self);
      g_signal_connect (both[i], "end", G_CALLBACK (pinch_end_cb), self);
      g_signal_connect (both[i], "cancel", G_CALLBACK (pinch_end_cb), self);
    }
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (pinch_scale_cb), self);
  g_signal_connect (rotate, "angle-changed", G_CALLBACK (pinch_turn_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (zoom));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (rotate));
  gtk_gesture_group (zoom, rotate);
}

void
wf_map_view_add_gestures (WfMapView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  add_pinch (self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (motion, "enter", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
