/* Watchfloor: the style panel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Controls show a style, a change of one makes the next style of it. Applied at most once a frame.
 * Main thread. */
#include "config.h"

#include "wf-style-pane.h"

#include "wf-color.h"
#include "wf-legend.h"
#include "wf-style-classes.h"
#include "wf-style-files.h"
#include "wf-style-history.h"
#include "wf-style-notes.h"

#include <glib/gi18n.h>
#include <math.h>

/* A frame: a slider sends more than can be seen. */
#define APPLY_MS 16
#define CLASSED_FILL 0.85

struct _WfStylePane
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *title, *origin;
  GtkColorButton *color, *outline;
  GtkSwitch *outlined;
  GtkScale *fill, *opacity;
  GtkSpinButton *width, *outline_width, *radius, *label_size, *halo, *min_zoom, *max_zoom;
  AdwComboRow *label_field;
  GtkWidget *fill_row, *outline_row, *width_row, *outline_width_row, *radius_row, *label_size_row,
      *halo_row;
  AdwBin *classes_slot;
  WfStyleNotes *notes;

  /* Owned */
  WfSession *session;
  WfLayer *layer;
  WfLayerStyle *style; /* what the controls show; never NULL */
  WfStyleHistory *history;
  guint apply_id;
  const char *control; /* interned: who changes it now */
  gboolean showing; /* controls are being set by us */
};

G_DEFINE_FINAL_TYPE (WfStylePane, wf_style_pane, ADW_TYPE_BIN)

/* ---- from the style to the controls */

static GdkRGBA
rgba_of (guint32 argb)
{
  return (GdkRGBA){ (float) (argb >> 16 & 255) / 255.0f, (float) (argb >> 8 & 255) / 255.0f,
                    (float) (argb & 255) / 255.0f, (float) (argb >> 24) / 255.0f };
}

static guint32
color_of (GtkColorButton *button)
{
  GdkRGBA rgba;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (button), &rgba);
  return 0xff000000 | (guint32) lroundf (rgba.red * 255.0f) << 16
         | (guint32) lroundf (rgba.green * 255.0f) << 8 | (guint32) lroundf (rgba.blue * 255.0f);
}

static WfPack *
get_pack (WfStylePane *self)
{
  return wf_layer_get_pack (self->layer);
}

/* 0 in the list is "none". */
static guint
find_label (WfStylePane *self)
{
  int field = get_pack (self) != NULL
                  ? wf_pack_find_field (get_pack (self), self->style->label_field)
                  : -1;

  return (guint) (field + 1);
}

static void
show_values (WfStylePane *self)
{
  const WfLayerStyle *style = self->style;
  GdkRGBA color = rgba_of (style->color);
  GdkRGBA outline = rgba_of (style->outline != 0 ? style->outline : 0xff404040);

  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->color), &color);
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->outline), &outline);
  gtk_switch_set_active (self->outlined, style->outline != 0);
  gtk_range_set_value (GTK_RANGE (self->fill), style->fill_opacity * 100.0);
  gtk_range_set_value (GTK_RANGE (self->opacity), wf_layer_get_opacity (self->layer) * 100.0);
  gtk_spin_button_set_value (self->width, style->width_px);
  gtk_spin_button_set_value (self->outline_width, style->outline_px);
  gtk_spin_button_set_value (self->radius, style->radius_px);
  gtk_spin_button_set_value (self->label_size, style->label_px);
  gtk_spin_button_set_value (self->halo, style->halo_px);
  gtk_spin_button_set_value (self->min_zoom, style->min_zoom);
  gtk_spin_button_set_value (self->max_zoom, style->max_zoom);
  adw_combo_row_set_selected (self->label_field, find_label (self));
}

/* Only what this layer's geometry has. */
static void
show_rows (WfStylePane *self)
{
  WfGeometryKind kind = get_pack (self) != NULL ? wf_pack_kind (get_pack (self)) : WF_GEOMETRY_NONE;
  gboolean any = kind == WF_GEOMETRY_NONE || kind == WF_GEOMETRY_MIXED;
  gboolean labelled = self->style->label_field != NULL;

  gtk_widget_set_visible (self->fill_row, any || kind == WF_GEOMETRY_POLYGON);
  gtk_widget_set_visible (self->outline_row, any || kind != WF_GEOMETRY_LINE);
  gtk_widget_set_visible (self->outline_width_row, any || kind != WF_GEOMETRY_LINE);
  gtk_widget_set_sensitive (self->outline_width_row, self->style->outline != 0);
  gtk_widget_set_visible (self->width_row, any || kind == WF_GEOMETRY_LINE);
  gtk_widget_set_visible (self->radius_row, any || kind == WF_GEOMETRY_POINT);
  gtk_widget_set_sensitive (GTK_WIDGET (self->outline), self->style->outline != 0);
  gtk_widget_set_sensitive (self->label_size_row, labelled);
  gtk_widget_set_sensitive (self->halo_row, labelled);
}

/* Where what is on the map comes from, when it is not these controls. */
static void
show_origin (WfStylePane *self)
{
  const WfLayerStyle *now = wf_session_get_layer_style (self->session, self->layer);
  g_autofree char *words = NULL;

  if (now == NULL)
    words = g_strdup (_ ("Drawn as the city's style says. What you change here takes its place; "
                         "Undo brings it back."));
  else if (now->rules != NULL)
    words = g_strdup_printf (
        g_dngettext (NULL, "Drawn by %u loaded rule. What you change here takes its place.",
                     "Drawn by %u loaded rules. What you change here takes their place.",
                     (gulong) json_array_size (now->rules)),
        (guint) json_array_size (now->rules));
  gtk_label_set_text (self->origin, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->origin), words != NULL);
  wf_style_notes_show (self->notes, now != NULL ? now->notes : NULL);
}

static WfStyleClasses *
get_classes (WfStylePane *self)
{
  return WF_STYLE_CLASSES (adw_bin_get_child (self->classes_slot));
}

static void
show_all (WfStylePane *self)
{
  self->showing = TRUE;
  show_values (self);
  show_rows (self);
  show_origin (self);
  wf_style_classes_show (get_classes (self), self->style);
  self->showing = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "style.undo",
                                 wf_style_history_can_undo (self->history));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "style.redo",
                                 wf_style_history_can_redo (self->history));
}

/* What the controls begin from: the operator's style, or one in the colours of the city's. */
static WfLayerStyle *
style_to_show (WfStylePane *self)
{
  const WfLayerStyle *now = wf_session_get_layer_style (self->session, self->layer);
  const char *id = wf_layer_get_id (self->layer);
  g_autoptr (GArray) legend = NULL;
  const WfLegendEntry *entry;
  WfLayerStyle *style;

  if (now != NULL && now->rules == NULL)
    return wf_layer_style_copy (now);
  style = wf_layer_style_new (wf_layer_style_color (0));
  legend = wf_style_legend (wf_session_get_style (self->session), id, FALSE);
  entry = legend->len > 0 ? &g_array_index (legend, WfLegendEntry, 0) : NULL;
  if (entry == NULL)
    return style;
  style->color = 0xff000000 | (entry->fill != 0 ? entry->fill : entry->stroke);
  style->outline = entry->stroke != 0 ? 0xff000000 | entry->stroke : 0;
  style->fill_opacity = entry->fill != 0 ? (entry->fill >> 24) / 255.0 : 1;
  return style;
}

/* ---- from the controls to the map */

static void
apply_now (WfStylePane *self)
{
  g_clear_handle_id (&self->apply_id, g_source_remove);
  wf_session_set_layer_style (self->session, self->layer, self->style);
  wf_style_history_add (self->history, self->style, self->control, g_get_monotonic_time ());
  show_all (self);
}

static gboolean
apply_cb (gpointer data)
{
  ((WfStylePane *) data)->apply_id = 0;
  apply_now (data);
  return G_SOURCE_REMOVE;
}

/* self->style was changed by @control. */
static void
changed (WfStylePane *self, const char *control)
{
  /* Another control: what the first did is a step of its own. */
  if (self->apply_id != 0 && self->control != g_intern_string (control))
    apply_now (self);
  self->control = g_intern_string (control);
  if (self->apply_id == 0)
    {
      self->apply_id = g_timeout_add (APPLY_MS, apply_cb, self);
      g_source_set_name_by_id (self->apply_id, "style-apply");
    }
}

static void
color_cb (WfStylePane *self)
{
  if (self->showing)
    return;
  self->style->color = color_of (self->color);
  changed (self, "color");
}

static void
outline_cb (WfStylePane *self)
{
  if (self->showing)
    return;
  self->style->outline = gtk_switch_get_active (self->outlined) ? color_of (self->outline) : 0;
  changed (self, "outline");
}

/* A number of a spin button or a scale into @place. */
static void
take_number (WfStylePane *self, GtkWidget *control, double *place, double scale, const char *name)
{
  double value = GTK_IS_RANGE (control) ? gtk_range_get_value (GTK_RANGE (control))
                                        : gtk_spin_button_get_value (GTK_SPIN_BUTTON (control));

  if (self->showing || fabs (value * scale - *place) < 1e-9)
    return;
  *place = value * scale;
  changed (self, name);
}

static void
fill_cb (WfStylePane *self)
{
  take_number (self, GTK_WIDGET (self->fill), &self->style->fill_opacity, 0.01, "fill");
}

static void
width_cb (WfStylePane *self)
{
  take_number (self, GTK_WIDGET (self->width), &self->style->width_px, 1, "width");
}

static void
outline_width_cb (WfStylePane *self)
{
  take_number (self, GTK_WIDGET (self->outline_width), &self->style->outline_px, 1,
               "outline-width");
}

static void
radius_cb (WfStylePane *self)
{
  take_number (self, GTK_WIDGET (self->radius), &self->style->radius_px, 1, "radius");
}

static void
label_size_cb (WfStylePane *self)
{
  take_number (self, GTK_WIDGET (self->label_size), &self->style->label_px, 1, "label-size");
}

static void
halo_cb (WfStylePane *self)
{
  take_number (self, GTK_WIDGET (self->halo), &self->style->halo_px, 1, "halo");
}

/* The one pushes the other along. */
static void
zoom_cb (WfStylePane *self)
{
  double low = gtk_spin_button_get_value (self->min_zoom);
  double high = gtk_spin_button_get_value (self->max_zoom);

  if (self->showing)
    return;
  if (low != self->style->min_zoom)
    high = MAX (high, low);
  else
    low = MIN (low, high);
  self->style->min_zoom = low;
  self->style->max_zoom = high;
  changed (self, "zoom");
}

/* The layer's own opacity, which its row's menu has, too: not a step of the style. */
static void
opacity_cb (WfStylePane *self)
{
  if (!self->showing)
    wf_layer_set_opacity (self->layer, gtk_range_get_value (GTK_RANGE (self->opacity)) / 100.0);
}

static void
label_cb (WfStylePane *self)
{
  guint i = adw_combo_row_get_selected (self->label_field);

  if (self->showing || get_pack (self) == NULL || i == find_label (self))
    return;
  g_free (self->style->label_field);
  self->style->label_field = i > 0 && i <= wf_pack_n_fields (get_pack (self))
                                 ? g_strdup (wf_pack_field (get_pack (self), i - 1).name)
                                 : NULL;
  changed (self, "label-field");
}

static void
classes_cb (WfStylePane *self)
{
  /* Classes are compared by colour: the ground must not shine through as much. */
  if (self->style->class_field == NULL)
    self->style->fill_opacity = MAX (self->style->fill_opacity, CLASSED_FILL);
  wf_style_classes_write (get_classes (self), self->style);
  changed (self, "classes");
}

/* ---- undo, reset, files */

static void
take_style (WfStylePane *self, const WfLayerStyle *style)
{
  wf_session_set_layer_style (self->session, self->layer, style);
  g_clear_pointer (&self->style, wf_layer_style_free);
  self->style = style_to_show (self);
  show_all (self);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfStylePane *self = WF_STYLE_PANE (widget);

  if (self->apply_id != 0)
    apply_now (self);
  take_style (self, wf_style_history_go (self->history, g_str_equal (name, "style.undo") ? -1 : 1));
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfStylePane *self = WF_STYLE_PANE (widget);
  g_autoptr (WfLayerStyle) fresh
      = wf_layer_is_own (self->layer) ? wf_layer_style_new (self->style->color) : NULL;

  g_clear_handle_id (&self->apply_id, g_source_remove);
  wf_style_history_add (self->history, fresh, NULL, 0);
  take_style (self, fresh);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfStylePane *self = WF_STYLE_PANE (widget);
  const WfLayerStyle *now = wf_session_get_layer_style (self->session, self->layer);

  wf_style_files_save (widget, self->layer, now != NULL ? now : self->style);
}

static void
loaded_cb (const WfLayerStyle *style, gpointer data)
{
  WfStylePane *self = data;

  g_clear_handle_id (&self->apply_id, g_source_remove);
  wf_style_history_add (self->history, style, NULL, 0);
  take_style (self, style);
}

static void
load_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wf_style_files_load (widget, loaded_cb, widget);
}

void
wf_style_pane_load (WfStylePane *self, const char *path)
{
  wf_style_files_read (GTK_WIDGET (self), path, loaded_cb, self);
}

/* ---- the widget */

static void
wf_style_pane_dispose (GObject *object)
{
  WfStylePane *self = WF_STYLE_PANE (object);

  g_clear_handle_id (&self->apply_id, g_source_remove);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&self->style, wf_layer_style_free);
  g_clear_pointer (&self->history, wf_style_history_free);
  g_clear_object (&self->layer);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (wf_style_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-style-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, title);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, origin);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, color);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, outline);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, outlined);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, fill);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, opacity);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, width);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, outline_width);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, outline_width_row);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, radius);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, label_field);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, label_size);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, halo);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, min_zoom);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, max_zoom);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, fill_row);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, outline_row);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, width_row);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, radius_row);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, label_size_row);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, halo_row);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, classes_slot);
  gtk_widget_class_bind_template_child (widget_class, WfStylePane, notes);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, color_cb);
  gtk_widget_class_bind_template_callback (widget_class, outline_cb);
  gtk_widget_class_bind_template_callback (widget_class, fill_cb);
  gtk_widget_class_bind_template_callback (widget_class, opacity_cb);
  gtk_widget_class_bind_template_callback (widget_class, width_cb);
  gtk_widget_class_bind_template_callback (widget_class, outline_width_cb);
  gtk_widget_class_bind_template_callback (widget_class, radius_cb);
  gtk_widget_class_bind_template_callback (widget_class, label_cb);
  gtk_widget_class_bind_template_callback (widget_class, label_size_cb);
  gtk_widget_class_bind_template_callback (widget_class, halo_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_cb);
}

static void
wf_style_pane_class_init (WfStylePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (WF_TYPE_STYLE_NOTES);
  G_OBJECT_CLASS (klass)->dispose = wf_style_pane_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "style.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "style.redo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "style.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "style.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "style.load", NULL, load_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "style.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "style.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "layers.back", NULL);
  bind_template (widget_class);
  bind_callbacks (widget_class);
}

static char *
format_percent (GtkScale *scale, double value, gpointer data)
{
  return g_strdup_printf ("%.0f %%", value);
}

static void
wf_style_pane_init (WfStylePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_scale_set_format_value_func (self->fill, format_percent, NULL, NULL);
  gtk_scale_set_format_value_func (self->opacity, format_percent, NULL, NULL);
}

static void
fill_fields (WfStylePane *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("No labels"));
  for (guint i = 0; get_pack (self) != NULL && i < wf_pack_n_fields (get_pack (self)); i++)
    gtk_string_list_append (names, wf_pack_field (get_pack (self), i).name);
  adw_combo_row_set_model (self->label_field, G_LIST_MODEL (names));
}

/* Read, or read again: its fields may be others. */
static void
state_cb (WfStylePane *self)
{
  GtkWidget *classes;

  if (wf_layer_get_state (self->layer) != WF_LAYER_READY)
    return;
  classes = wf_style_classes_new (self->layer);
  adw_bin_set_child (self->classes_slot, classes);
  g_signal_connect_object (classes, "changed", G_CALLBACK (classes_cb), self, G_CONNECT_SWAPPED);
  self->showing = TRUE;
  fill_fields (self);
  self->showing = FALSE;
  show_all (self);
}

GtkWidget *
wf_style_pane_new (WfSession *session, WfLayer *layer)
{
  WfStylePane *self = g_object_new (WF_TYPE_STYLE_PANE, NULL);

  self->session = g_object_ref (session);
  self->layer = g_object_ref (layer);
  self->style = style_to_show (self);
  self->history = wf_style_history_new (wf_session_get_layer_style (session, layer));
  g_object_bind_property (layer, "title", self->title, "label", G_BINDING_SYNC_CREATE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Style of the layer"), -1);
  adw_bin_set_child (self->classes_slot, wf_style_classes_new (layer));
  /* A cut under way keeps the classes alive after the pane. */
  g_signal_connect_object (get_classes (self), "changed", G_CALLBACK (classes_cb), self,
                           G_CONNECT_SWAPPED);
  self->showing = TRUE;
  fill_fields (self);
  self->showing = FALSE;
  show_all (self);
  g_signal_connect_object (layer, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

WfLayer *
wf_style_pane_get_layer (WfStylePane *self)
{
  return self->layer;
}

void
wf_style_pane_color_by (WfStylePane *self, const char *field)
{
  wf_style_classes_choose (get_classes (self), field);
}
