/* Watchfloor: a layer in the panel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the layer's properties. Main thread. */
#include "config.h"

#include "wf-layer-view.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WfLayerView
{
  GtkWidget parent_instance;

  /* Template */
  GtkCheckButton *visible_check;
  GtkLabel *title, *trouble;
  GtkAdjustment *opacity_adjustment;
  GtkScale *opacity;
  GtkMenuButton *opacity_button;
  GtkButton *up, *down;
  GtkProgressBar *progress;
  GtkBox *trouble_box;

  /* Owned */
  WfLayer *layer;
  guint pulse_id;
};

enum
{
  MOVE,
  RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WfLayerView, wf_layer_view, GTK_TYPE_WIDGET)

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (data);
  return G_SOURCE_CONTINUE;
}

static void
show_progress (WfLayerView *self)
{
  WfLayerState state = wf_layer_get_state (self->layer);
  gboolean loading = state == WF_LAYER_LOADING;
  double fraction = -1;

  g_object_get (self->layer, "progress", &fraction, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), loading);
  if (loading && fraction < 0 && self->pulse_id == 0)
    self->pulse_id = g_timeout_add (250, pulse_cb, self->progress);
  if (!loading || fraction >= 0)
    g_clear_handle_id (&self->pulse_id, g_source_remove);
  if (loading && fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (fraction, 1.0));
}

static void
show_state (WfLayerView *self)
{
  gboolean failed = wf_layer_get_state (self->layer) == WF_LAYER_FAILED;
  const char *trouble = wf_layer_get_trouble (self->layer);

  show_progress (self);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_box), failed);
  gtk_label_set_text (self->trouble, failed && trouble != NULL ? trouble : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->opacity_button), !failed);
}

static gboolean
to_percent (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, round (g_value_get_double (from) * 100.0));
  return TRUE;
}

static gboolean
from_percent (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, g_value_get_double (from) / 100.0);
  return TRUE;
}

static char *
format_percent (GtkScale *scale, double value, gpointer data)
{
  return g_strdup_printf ("%.0f %%", value);
}

static void
up_cb (WfLayerView *self)
{
  g_signal_emit (self, signals[MOVE], 0, 1);
}

static void
down_cb (WfLayerView *self)
{
  g_signal_emit (self, signals[MOVE], 0, -1);
}

static void
retry_cb (WfLayerView *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

static void
wf_layer_view_dispose (GObject *object)
{
  WfLayerView *self = WF_LAYER_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->pulse_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->layer);
  G_OBJECT_CLASS (wf_layer_view_parent_class)->dispose (object);
}

static void
wf_layer_view_class_init (WfLayerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_layer_view_dispose;
  gtk_widget_class_set_css_name (widget_class, "wflayer");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[MOVE] = g_signal_new ("move", WF_TYPE_LAYER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
  signals[RETRY] = g_signal_new ("retry", WF_TYPE_LAYER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-layer-view.ui");
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, visible_check);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, title);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, trouble);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, opacity);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, opacity_adjustment);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, opacity_button);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, up);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, down);
  gtk_widget_class_bind_template_child (widget_class, WfLayerView, progress);
  gtk_widget_class_bind_template_callback (widget_class, up_cb);
  gtk_widget_class_bind_template_callback (widget_class, down_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
wf_layer_view_init (WfLayerView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_scale_set_format_value_func (self->opacity, format_percent, NULL, NULL);
}

GtkWidget *
wf_layer_view_new (WfLayer *layer)
{
  WfLayerView *self = g_object_new (WF_TYPE_LAYER_VIEW, NULL);

  self->layer = g_object_ref (layer);
  gtk_label_set_text (self->title, wf_layer_get_title (layer));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->visible_check), wf_layer_get_source (layer));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->visible_check),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, wf_layer_get_title (layer), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  wf_layer_get_title (layer), -1);
  g_object_bind_property (layer, "visible", self->visible_check, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property_full (layer, "opacity", self->opacity_adjustment, "value",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, to_percent,
                               from_percent, NULL, NULL);
  g_signal_connect_object (layer, "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (layer, "notify::trouble", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (layer, "notify::progress", G_CALLBACK (show_progress), self,
                           G_CONNECT_SWAPPED);
  show_state (self);
  return GTK_WIDGET (self);
}

WfLayer *
wf_layer_view_get_layer (WfLayerView *self)
{
  return self->layer;
}

void
wf_layer_view_set_ends (WfLayerView *self, gboolean top, gboolean bottom)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->up), !top);
  gtk_widget_set_sensitive (GTK_WIDGET (self->down), !bottom);
}
