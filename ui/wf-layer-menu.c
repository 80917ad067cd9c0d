/* Watchfloor: the menu of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-layer-menu.h"

#include <glib/gi18n.h>
#include <math.h>

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

static GtkWidget *
make_opacity (WfLayer *layer)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Opacity"));
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 100, 5);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_size_request (scale, 190, -1);
  gtk_scale_set_draw_value (GTK_SCALE (scale), TRUE);
  gtk_scale_set_value_pos (GTK_SCALE (scale), GTK_POS_RIGHT);
  gtk_scale_set_format_value_func (GTK_SCALE (scale), format_percent, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Opacity in per cent"), -1);
  g_object_bind_property_full (layer, "opacity", gtk_range_get_adjustment (GTK_RANGE (scale)),
                               "value", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, to_percent,
                               from_percent, NULL, NULL);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), scale);
  return box;
}

static void
add_item (GMenu *menu, const char *label, const char *action, WfLayer *layer)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", wf_layer_get_id (layer));
  g_menu_append_item (menu, item);
}

static void
add_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static GMenu *
make_menu (WfLayer *layer)
{
  GMenu *menu = g_menu_new (), *look = g_menu_new (), *opacity = g_menu_new ();
  GMenu *name = g_menu_new (), *order = g_menu_new (), *end = g_menu_new ();
  g_autoptr (GMenuItem) slider = g_menu_item_new (NULL, NULL);

  add_item (look, _ ("_Zoom to Layer"), "layers.zoom", layer);
  add_item (look, _ ("_Style…"), "layers.style", layer);
  add_item (look, _ ("Attribute _Table"), "win.table", layer);
  add_item (look, _ ("_Properties…"), "layers.properties", layer);
  add_section (menu, look);
  g_menu_item_set_attribute (slider, "custom", "s", "opacity");
  g_menu_append_item (opacity, slider);
  add_section (menu, opacity);
  add_item (name, _ ("Re_name…"), "layers.rename", layer);
  add_item (name, _ ("_Duplicate"), "layers.duplicate", layer);
  add_item (name, _ ("Read _Again"), "layers.retry", layer);
  add_section (menu, name);
  add_item (order, _ ("Draw _Above the Next Layer"), "layers.raise", layer);
  add_item (order, _ ("Draw _Below the Next Layer"), "layers.lower", layer);
  add_section (menu, order);
  if (wf_layer_is_own (layer))
    add_item (end, _ ("_Remove"), "layers.remove", layer);
  add_section (menu, end);
  return menu;
}

static void
popup_cb (GtkMenuButton *button, gpointer layer)
{
  g_autoptr (GMenu) menu = make_menu (layer);
  GtkWidget *popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));

  gtk_popover_menu_add_child (GTK_POPOVER_MENU (popover), make_opacity (layer), "opacity");
  gtk_menu_button_set_popover (button, popover);
}

void
wf_layer_menu_attach (GtkMenuButton *button, WfLayer *layer)
{
  gtk_menu_button_set_create_popup_func (button, popup_cb, g_object_ref (layer), g_object_unref);
}
