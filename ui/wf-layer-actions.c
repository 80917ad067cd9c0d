/* Watchfloor: what is done with a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-layer-actions.h"

#include "wf-layer-facts.h"
#include "wf-name-dialog.h"
#include "wf-pane.h"

#include <glib/gi18n.h>

static WfSession *
session_of (GtkWidget *widget)
{
  return wf_pane_get_session (WF_PANE (widget));
}

/* NULL where it is gone. */
static WfLayer *
layer_of (GtkWidget *widget, GVariant *parameter)
{
  return wf_session_find_layer (session_of (widget), g_variant_get_string (parameter, NULL));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GListModel *layers = wf_session_get_layers (session_of (widget));
  WfLayer *layer = layer_of (widget, parameter);
  guint n = g_list_model_get_n_items (layers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfLayer) other = g_list_model_get_item (layers, i);

      if (other != layer)
        continue;
      if (g_str_equal (name, "layers.raise") && i + 1 < n)
        wf_session_move_layer (session_of (widget), i, i + 1);
      else if (g_str_equal (name, "layers.lower") && i > 0)
        wf_session_move_layer (session_of (widget), i, i - 1);
      return;
    }
}

static void
load_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfLayer *layer = layer_of (widget, parameter);

  if (layer == NULL)
    return;
  if (g_str_equal (name, "layers.retry"))
    wf_session_reload_layer (session_of (widget), layer);
  else if (g_str_equal (name, "layers.cancel"))
    wf_session_cancel_layer (session_of (widget), layer);
  else
    wf_session_duplicate_layer (session_of (widget), layer);
}

/* These are the window's: it has the map, the toasts and the dialogs' parent. */
static void
window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const names[][2] = { { "layers.zoom", "win.zoom-to-layer" },
                                          { "layers.choose", "win.choose-layers" },
                                          { "layers.remove", "win.remove-layer" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i][0]))
      gtk_widget_activate_action_variant (widget, names[i][1], parameter);
}

static void
facts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfLayer *layer = layer_of (widget, parameter);

  if (layer != NULL)
    wf_layer_facts_show (GTK_WINDOW (gtk_widget_get_root (widget)), session_of (widget), layer);
}

/* ---- renaming */

static void
renamed_cb (gpointer layer, const char *name)
{
  wf_layer_set_title (layer, name);
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfLayer *layer = layer_of (widget, parameter);

  if (layer != NULL)
    wf_name_dialog_ask (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Rename Layer"),
                        _ ("Name of the layer"), wf_layer_get_title (layer), _ ("Re_name"),
                        renamed_cb, G_OBJECT (layer));
}

void
wf_layer_actions_install (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "layers.zoom", window_action },   { "layers.choose", window_action },
    { "layers.remove", window_action }, { "layers.properties", facts_action },
    { "layers.rename", rename_action }, { "layers.duplicate", load_action },
    { "layers.retry", load_action },    { "layers.cancel", load_action },
    { "layers.raise", move_action },    { "layers.lower", move_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, "s", actions[i].activate);
}
