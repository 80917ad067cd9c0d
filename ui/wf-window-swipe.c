/* Watchfloor: comparing in the main window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar says what is left and right of the map's divider; this gives each side its layers and its
 * style, and again when they change. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include "wf-swipe-bar.h"

static WfSwipeBar *
get_bar (WfWindow *self)
{
  return WF_SWIPE_BAR (gtk_revealer_get_child (self->swipe_revealer));
}

static gboolean
left_cb (WfLayer *layer, gpointer bar)
{
  return wf_swipe_bar_shows (bar, 0, layer);
}

static gboolean
right_cb (WfLayer *layer, gpointer bar)
{
  return wf_swipe_bar_shows (bar, 1, layer);
}

static void
apply (WfWindow *self)
{
  static const WfMapShows shows[] = { left_cb, right_cb };
  WfSwipeBar *bar = get_bar (self);

  if (!wf_map_view_is_swiping (self->map))
    return;
  for (guint side = 0; side < 2; side++)
    {
      if (wf_swipe_bar_is_plain (bar, side) && self->city_style == NULL)
        self->city_style = wf_session_load_city_style (self->session);
      wf_map_view_set_swipe_side (self->map, side,
                                  wf_swipe_bar_is_plain (bar, side)
                                      ? self->city_style
                                      : wf_session_get_style (self->session),
                                  shows[side], bar);
    }
}

/* The city's own style has a light and a dark one. */
static void
dark_cb (WfWindow *self)
{
  g_clear_pointer (&self->city_style, wf_style_unref);
  apply (self);
}

static void
ended_cb (WfWindow *self)
{
  wf_swipe_bar_end (get_bar (self));
  gtk_revealer_set_reveal_child (self->swipe_revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->swipe_revealer), FALSE);
  g_clear_pointer (&self->city_style, wf_style_unref);
}

static void
closed_cb (WfWindow *self)
{
  wf_map_view_end_swipe (self->map);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

/* After the map's own handlers: those give both sides the one style. */
static void
make_bar (WfWindow *self)
{
  GtkWidget *bar = wf_swipe_bar_new (self->session);

  gtk_revealer_set_child (self->swipe_revealer, bar);
  g_signal_connect_object (bar, "changed", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bar, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "swipe-ended", G_CALLBACK (ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "style-changed", G_CALLBACK (apply), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::dark", G_CALLBACK (dark_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
swipe_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  if (wf_map_view_is_swiping (self->map))
    {
      closed_cb (self);
      return;
    }
  if (get_bar (self) == NULL)
    make_bar (self);
  gtk_widget_set_visible (GTK_WIDGET (self->swipe_revealer), TRUE);
  gtk_revealer_set_reveal_child (self->swipe_revealer, TRUE);
  wf_swipe_bar_begin (get_bar (self));
  wf_map_view_start_swipe (self->map);
  apply (self);
}

void
wf_window_swipe_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.swipe", NULL, swipe_action);
}
