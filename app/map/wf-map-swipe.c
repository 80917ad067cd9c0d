/* Watchfloor: two pictures of the city side by side.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A second ground over the first, each clipped at the divider: moving it draws no city anew. Main
 * thread. */
#include "config.h"

#include "wf-map-private.h"

static WfGroundLayer *
side_of (WfMapView *self, guint side)
{
  return side == 0 ? self->ground : self->other;
}

static void
share_cb (WfMapView *self)
{
  double share = wf_swipe_get_share (self->swipe);

  wf_ground_layer_set_span (self->ground, 0, share);
  wf_ground_layer_set_span (self->other, share, 1);
}

static void
settled_cb (WfMapView *self)
{
  if (wf_map_view_is_settled (self))
    g_signal_emit_by_name (self, "settled");
}

gboolean
wf_map_view_is_swiping (WfMapView *self)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), FALSE);
  return self->swipe != NULL;
}

void
wf_map_view_start_swipe (WfMapView *self)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  if (self->swipe != NULL)
    return;
  self->other = wf_ground_layer_new (self->viewport);
  self->swipe = wf_swipe_new ();
  gtk_widget_insert_after (GTK_WIDGET (self->other), GTK_WIDGET (self), GTK_WIDGET (self->ground));
  gtk_widget_insert_after (GTK_WIDGET (self->swipe), GTK_WIDGET (self), GTK_WIDGET (self->draw));
  wf_ground_layer_set_layers (self->other, self->layers);
  wf_ground_layer_set_style (self->other, self->style, self->dark, self->chinese);
  g_signal_connect_swapped (self->other, "settled", G_CALLBACK (settled_cb), self);
  g_signal_connect_swapped (self->swipe, "notify::share", G_CALLBACK (share_cb), self);
  g_signal_connect_swapped (self->swipe, "cancelled", G_CALLBACK (wf_map_view_end_swipe), self);
  share_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->swipe));
}

void
wf_map_view_set_swipe_side (WfMapView *self, guint side, WfStyle *style, WfMapShows shows,
                            gpointer data)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  g_return_if_fail (self->swipe != NULL && side < 2);
  wf_ground_layer_set_shows (side_of (self, side), shows, data);
  wf_ground_layer_set_style (side_of (self, side), style, self->dark, self->chinese);
}

void
wf_map_view_set_swipe_share (WfMapView *self, double share)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  g_return_if_fail (self->swipe != NULL);
  wf_swipe_set_share (self->swipe, share);
}

void
wf_map_swipe_drop (WfMapView *self)
{
  g_autoptr (GObject) other = NULL;

  if (self->swipe == NULL)
    return;
  other = g_object_ref (G_OBJECT (self->other));
  g_signal_handlers_disconnect_by_data (self->other, self);
  g_signal_handlers_disconnect_by_data (self->swipe, self);
  wf_ground_layer_set_shows (self->ground, NULL, NULL);
  wf_ground_layer_set_shows (self->other, NULL, NULL);
  g_clear_pointer ((GtkWidget **) &self->swipe, gtk_widget_unparent);
  g_clear_pointer ((GtkWidget **) &self->other, gtk_widget_unparent);
  /* A picture under way keeps it alive: it must not ask for another. */
  g_object_run_dispose (other);
}

void
wf_map_view_end_swipe (WfMapView *self)
{
  gboolean had_focus;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  if (self->swipe == NULL)
    return;
  had_focus = gtk_widget_has_focus (GTK_WIDGET (self->swipe));
  wf_map_swipe_drop (self);
  wf_ground_layer_set_span (self->ground, 0, 1);
  wf_ground_layer_set_style (self->ground, self->style, self->dark, self->chinese);
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  g_signal_emit_by_name (self, "swipe-ended");
}
