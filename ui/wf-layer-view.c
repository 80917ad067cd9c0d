/* Watchfloor: a layer in the panel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the layer's properties; its legend follows the session's style. Main thread. */
#include "config.h"

#include "wf-layer-view.h"

#include "wf-layer-menu.h"
#include "wf-legend-box.h"
#include "wf-secrets.h"

#include <glib/gi18n.h>

/* What takes less than this shows no progress. */
#define PATIENCE_MS 300
/* A legend is drawn anew once a style has stood still for so long. */
#define LEGEND_MS 120

struct _WfLayerView
{
  GtkWidget parent_instance;

  /* Template */
  GtkCheckButton *visible_check;
  GtkLabel *title, *status;
  GtkToggleButton *expander;
  GtkButton *style_button, *choose, *cancel, *retry;
  GtkPicture *swatch;
  GtkMenuButton *menu_button;
  GtkBox *status_box, *legend;
  GtkProgressBar *progress;

  /* Owned */
  WfSession *session;
  WfLayer *layer;
  GArray *entries; /* of the legend; NULL before it is first drawn */
  WfLayerStyle *shown_style; /* what it was drawn of */
  WfPack *shown_pack; /* only compared */
  gboolean shown_dark;
  guint patience_id, pulse_id, legend_id;
  gboolean is_long; /* loading for longer than our patience */
};

G_DEFINE_FINAL_TYPE (WfLayerView, wf_layer_view, GTK_TYPE_WIDGET)

/* ---- what is being done with it */

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (data);
  return G_SOURCE_CONTINUE;
}

static void
show_progress (WfLayerView *self, double fraction)
{
  g_autofree char *words = NULL;

  if (fraction < 0 && self->pulse_id == 0)
    self->pulse_id = g_timeout_add (250, pulse_cb, self->progress);
  if (fraction >= 0)
    {
      g_clear_handle_id (&self->pulse_id, g_source_remove);
      gtk_progress_bar_set_fraction (self->progress, MIN (fraction, 1.0));
      words = g_strdup_printf (_ ("Reading: %.0f %%"), fraction * 100.0);
    }
  if (fraction <= WF_WORKER_STALLED)
    words = g_strdup (_ ("It has not got on for a while: cancel it, or keep waiting."));
  gtk_label_set_text (self->status, words != NULL ? words : _ ("Reading…"));
}

/* The one line below the title, and what can be done about it. */
static void
show_state (WfLayerView *self)
{
  WfLayerState state = wf_layer_get_state (self->layer);
  gboolean failed = state == WF_LAYER_FAILED;
  gboolean loading = state == WF_LAYER_LOADING && self->is_long;
  const char *words = failed ? wf_layer_get_trouble (self->layer) : wf_layer_get_note (self->layer);
  double fraction = -1;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), loading);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), loading);
  gtk_widget_set_visible (GTK_WIDGET (self->retry), failed);
  gtk_widget_set_visible (GTK_WIDGET (self->choose), state == WF_LAYER_ASKING);
  gtk_widget_set_visible (GTK_WIDGET (self->status_box),
                          loading || (state != WF_LAYER_LOADING && words != NULL));
  if (failed)
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "wf-red");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), "wf-red");
  if (!loading)
    {
      g_clear_handle_id (&self->pulse_id, g_source_remove);
      gtk_label_set_text (self->status, words != NULL ? words : "");
      return;
    }
  g_object_get (self->layer, "progress", &fraction, NULL);
  show_progress (self, fraction);
}

static gboolean
patience_cb (gpointer data)
{
  WfLayerView *self = data;

  self->patience_id = 0;
  self->is_long = TRUE;
  show_state (self);
  return G_SOURCE_REMOVE;
}

static void
state_cb (WfLayerView *self)
{
  if (wf_layer_get_state (self->layer) != WF_LAYER_LOADING)
    {
      g_clear_handle_id (&self->patience_id, g_source_remove);
      self->is_long = FALSE;
    }
  else if (!self->is_long && self->patience_id == 0)
    self->patience_id = g_timeout_add (PATIENCE_MS, patience_cb, self);
  show_state (self);
}

/* ---- the legend */

static void
expander_cb (WfLayerView *self)
{
  gboolean open = gtk_toggle_button_get_active (self->expander);

  gtk_button_set_icon_name (GTK_BUTTON (self->expander),
                            open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->legend), open && self->entries != NULL);
  if (open)
    wf_legend_box_fill (self->legend, self->entries);
}

/* TRUE where it would look as it does; else what is shown from now on is noted. */
static gboolean
is_as_shown (WfLayerView *self)
{
  const WfLayerStyle *style = wf_session_get_layer_style (self->session, self->layer);
  WfPack *pack = wf_layer_get_pack (self->layer);
  gboolean dark = FALSE;

  g_object_get (self->session, "dark", &dark, NULL);
  if (self->entries != NULL && pack == self->shown_pack && dark == self->shown_dark
      && wf_layer_style_equal (style, self->shown_style))
    return TRUE;
  g_clear_pointer (&self->shown_style, wf_layer_style_free);
  self->shown_style = style != NULL ? wf_layer_style_copy (style) : NULL;
  self->shown_pack = pack;
  self->shown_dark = dark;
  return FALSE;
}

static void
show_legend (WfLayerView *self)
{
  g_autoptr (GdkPaintable) swatch = NULL;
  GArray *entries;

  if (is_as_shown (self))
    return;
  entries = wf_legend_box_entries (self->session, self->layer);
  g_clear_pointer (&self->entries, g_array_unref);
  self->entries = entries;
  if (entries->len > 0)
    swatch = wf_legend_box_swatch (GTK_WIDGET (self), &g_array_index (entries, WfLegendEntry, 0),
                                   26, 16);
  gtk_picture_set_paintable (self->swatch, swatch);
  gtk_widget_set_visible (GTK_WIDGET (self->expander), entries->len > 1);
  if (entries->len <= 1)
    gtk_toggle_button_set_active (self->expander, FALSE);
  expander_cb (self);
}

static gboolean
legend_cb (gpointer data)
{
  WfLayerView *self = data;

  self->legend_id = 0;
  show_legend (self);
  return G_SOURCE_REMOVE;
}

static void
queue_legend (WfLayerView *self)
{
  if (self->legend_id == 0)
    self->legend_id = g_timeout_add (LEGEND_MS, legend_cb, self);
}

/* ---- the widget */

static void
wf_layer_view_dispose (GObject *object)
{
  WfLayerView *self = WF_LAYER_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->pulse_id, g_source_remove);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->legend_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->shown_style, wf_layer_style_free);
  g_clear_object (&self->layer);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (wf_layer_view_parent_class)->dispose (object);
}

static void
wf_layer_view_class_init (WfLayerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_layer_view_dispose;
  gtk_widget_class_set_css_name (widget_class, "wflayer");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-layer-view.ui");
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, visible_check);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, title);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, expander);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, style_button);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, swatch);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, status_box);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, status);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, choose);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, cancel);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, retry);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, progress);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, legend);
  gtk_widget_class_bind_template_callback (widget_class, expander_cb);
}

static void
wf_layer_view_init (WfLayerView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
name_cb (WfLayerView *self)
{
  const char *title = wf_layer_get_title (self->layer);

  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->visible_check),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
set_action (GtkButton *button, const char *action, WfLayer *layer)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", wf_layer_get_id (layer));
}

static void
follow_layer (WfLayerView *self)
{
  static const char *const states[]
      = { "notify::state", "notify::trouble", "notify::progress", "notify::note" };

  g_object_bind_property (self->layer, "visible", self->visible_check, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_signal_connect_object (self->layer, states[i], G_CALLBACK (state_cb), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->layer, "notify::title", G_CALLBACK (name_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->layer, "notify::state", G_CALLBACK (queue_legend), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "style-changed", G_CALLBACK (queue_legend), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::dark", G_CALLBACK (queue_legend), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
wf_layer_view_new (WfSession *session, WfLayer *layer)
{
  WfLayerView *self = g_object_new (WF_TYPE_LAYER_VIEW, NULL);
  g_autofree char *tip = NULL;

  self->session = g_object_ref (session);
  self->layer = g_object_ref (layer);
  tip = wf_secrets_hide (wf_layer_get_source (layer));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->visible_check), tip);
  wf_layer_menu_attach (self->menu_button, layer);
  set_action (self->style_button, "layers.style", layer);
  set_action (self->choose, "layers.choose", layer);
  set_action (self->cancel, "layers.cancel", layer);
  set_action (self->retry, "layers.retry", layer);
  follow_layer (self);
  name_cb (self);
  state_cb (self);
  queue_legend (self);
  return GTK_WIDGET (self);
}

WfLayer *
wf_layer_view_get_layer (WfLayerView *self)
{
  return self->layer;
}
