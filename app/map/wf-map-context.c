/* Watchfloor: asking the map about a place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The secondary button, a long press, the menu key or Shift+F10 ask for a menu; I asks what is
 * there. By keys the place is the pointer's, or the middle where it is not on the map. Main
 * thread. */
#include "config.h"

#include "wf-map-private.h"

static void
ask (WfMapView *self, const char *signal, WfPoint px)
{
  if (self->sketch == NULL)
    g_signal_emit_by_name (self, signal, px.x, px.y);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WfMapView *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  wf_map_view_stop (self);
  ask (self, "context-menu", (WfPoint){ x, y });
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, WfMapView *self)
{
  ask (self, "context-menu", (WfPoint){ x, y });
}

static WfPoint
place_of_keys (WfMapView *self)
{
  if (!isnan (self->pointer_px.x))
    return self->pointer_px;
  return (WfPoint){ gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                    gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 };
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, WfMapView *self)
{
  gboolean plain = (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) == 0;

  if (!plain)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0))
    ask (self, "context-menu", place_of_keys (self));
  else if (keyval == GDK_KEY_i || keyval == GDK_KEY_I)
    ask (self, "identify", place_of_keys (self));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
wf_map_view_add_context (WfMapView *self)
{
  GtkGesture *click = gtk_gesture_click_new (), *press = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
