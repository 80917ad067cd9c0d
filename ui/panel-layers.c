/* Watchfloor: the panel of layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers, the topmost first, as a list box: they are few and each has many controls. Order by
 * the row's menu, by Ctrl+Up and Ctrl+Down, or by dragging a row. The style of one of them takes
 * the list's place. Main thread. */
#include "config.h"

#include "wf-layer-actions.h"
#include "wf-layer-view.h"
#include "wf-panel.h"
#include "wf-secrets.h"
#include "wf-style-files.h"
#include "wf-style-pane.h"

#include <glib/gi18n.h>

#define WF_TYPE_PANEL_LAYERS (wf_panel_layers_get_type ())
G_DECLARE_FINAL_TYPE (WfPanelLayers, wf_panel_layers, WF, PANEL_LAYERS, WfPane)

struct _WfPanelLayers
{
  WfPane parent_instance;

  /* Template */
  GtkListBox *list;
  GtkLabel *summary;
  GtkStack *stack, *pages;
  GtkMenuButton *add;
  AdwBin *style_slot;

  /* Rows still to be made; 0 = none. */
  guint fill_id;
};

/* Rows made in one turn of the loop: the map goes on moving meanwhile. */
#define ROWS_A_TURN 2

G_DEFINE_FINAL_TYPE (WfPanelLayers, wf_panel_layers, WF_TYPE_PANE)

static GListModel *
get_layers (WfPanelLayers *self)
{
  return wf_session_get_layers (wf_pane_get_session (WF_PANE (self)));
}

static guint
find_layer (GListModel *layers, WfLayer *layer)
{
  guint n = g_list_model_get_n_items (layers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfLayer) other = g_list_model_get_item (layers, i);

      if (other == layer)
        return i;
    }
  return G_MAXUINT;
}

static void
move_to (WfPanelLayers *self, WfLayer *layer, guint to)
{
  guint from = find_layer (get_layers (self), layer);

  if (from != G_MAXUINT && to != G_MAXUINT)
    wf_session_move_layer (wf_pane_get_session (WF_PANE (self)), from, to);
}

/* A style is this layer's; what is none is opened, as it is elsewhere in the window. */
static void
take_files (WfLayerView *onto, GSList *files)
{
  for (GSList *item = files; item != NULL; item = item->next)
    {
      const char *path = g_file_peek_path (item->data);

      if (path != NULL && wf_style_files_is_style (path))
        gtk_widget_activate_action (GTK_WIDGET (onto), "layers.load-style", "(ss)",
                                    wf_layer_get_id (wf_layer_view_get_layer (onto)), path);
      else if (path != NULL)
        gtk_widget_activate_action (GTK_WIDGET (onto), "win.open-source", "s", path);
    }
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, WfLayerView *onto)
{
  WfPanelLayers *self
      = WF_PANEL_LAYERS (gtk_widget_get_ancestor (GTK_WIDGET (onto), WF_TYPE_PANEL_LAYERS));

  if (self != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      take_files (onto, g_value_get_boxed (value));
      return TRUE;
    }
  if (self == NULL || !G_VALUE_HOLDS (value, WF_TYPE_LAYER))
    return FALSE;
  move_to (self, g_value_get_object (value),
           find_layer (get_layers (self), wf_layer_view_get_layer (onto)));
  return TRUE;
}

static GdkContentProvider *
drag_cb (GtkDragSource *source, double x, double y, WfLayerView *view)
{
  return gdk_content_provider_new_typed (WF_TYPE_LAYER, wf_layer_view_get_layer (view));
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state,
        WfLayerView *view)
{
  if ((state & GDK_CONTROL_MASK) == 0 || (key != GDK_KEY_Up && key != GDK_KEY_Down))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (view),
                              key == GDK_KEY_Up ? "layers.raise" : "layers.lower", "s",
                              wf_layer_get_id (wf_layer_view_get_layer (view)));
  return TRUE;
}

/* The row has the keyboard, and GTK does not name it by its content. */
static void
name_row (GtkWidget *row, GParamSpec *pspec, WfLayer *layer)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  wf_layer_get_title (layer), -1);
}

static GtkWidget *
make_row (WfPanelLayers *self, WfLayer *layer)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *view = wf_layer_view_new (wf_pane_get_session (WF_PANE (self)), layer);
  GtkDragSource *drag = gtk_drag_source_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_MOVE | GDK_ACTION_COPY);
  GType taken[] = { WF_TYPE_LAYER, GDK_TYPE_FILE_LIST };
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  gtk_drop_target_set_gtypes (drop, taken, G_N_ELEMENTS (taken));
  g_signal_connect (drag, "prepare", G_CALLBACK (drag_cb), view);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), view);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), view);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (drop));
  /* Of the row: the keyboard is there before it goes to one of the row's controls. */
  gtk_widget_add_controller (row, keys);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), view);
  g_signal_connect_object (layer, "notify::title", G_CALLBACK (name_row), row, G_CONNECT_SWAPPED);
  name_row (row, NULL, layer);
  return row;
}

static void
show_summary (WfPanelLayers *self)
{
  GListModel *layers = get_layers (self);
  guint n = g_list_model_get_n_items (layers), shown = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      shown += wf_layer_get_visible (layer);
    }
  /* Translators: how many layers are shown, of how many */
  text = g_strdup_printf (_ ("%u of %u shown"), shown, n);
  gtk_label_set_text (self->summary, text);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

/* Whether @row shows @layer; FALSE where there is no row. */
static gboolean
shows (GtkListBoxRow *row, WfLayer *layer)
{
  return row != NULL
         && wf_layer_view_get_layer (WF_LAYER_VIEW (gtk_list_box_row_get_child (row))) == layer;
}

/* Makes the next rows that are missing. */
static gboolean
fill_cb (gpointer data)
{
  WfPanelLayers *self = data;
  GListModel *layers = get_layers (self);
  guint n = g_list_model_get_n_items (layers), made = 0;

  for (guint at = 0; at < n; at++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, n - 1 - at);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) at);

      if (!shows (row, layer))
        {
          if (made++ == ROWS_A_TURN)
            return G_SOURCE_CONTINUE;
          gtk_list_box_insert (self->list, make_row (self, layer), (int) at);
        }
    }
  self->fill_id = 0;
  return G_SOURCE_REMOVE;
}

/* The rows that are there already are taken over: a new order makes no new widgets. */
static void
fill_list (WfPanelLayers *self)
{
  GListModel *layers = get_layers (self);
  guint n = g_list_model_get_n_items (layers);
  g_autoptr (GHashTable) old = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row;

  if (focus != NULL && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    focus = NULL;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    {
      WfLayerView *view = WF_LAYER_VIEW (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)));

      g_hash_table_insert (old, wf_layer_view_get_layer (view), g_object_ref (row));
      gtk_list_box_remove (self->list, row);
    }
  for (guint i = n; i-- > 0;)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      row = g_hash_table_lookup (old, layer);
      if (row != NULL)
        gtk_list_box_append (self->list, row);
    }
  /* The keyboard goes with the layer that it moves. */
  if (focus != NULL && gtk_widget_get_root (focus) == root)
    gtk_widget_grab_focus (focus);
  show_summary (self);
  if (self->fill_id == 0)
    self->fill_id = g_idle_add (fill_cb, self);
}

/* ---- the style of one */

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfPanelLayers *self = WF_PANEL_LAYERS (widget);

  gtk_stack_set_visible_child_name (self->pages, "layers");
  adw_bin_set_child (self->style_slot, NULL);
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
style_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfPanelLayers *self = WF_PANEL_LAYERS (widget);
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  WfLayer *layer = wf_session_find_layer (session, g_variant_get_string (parameter, NULL));

  if (layer == NULL)
    return;
  adw_bin_set_child (self->style_slot, wf_style_pane_new (session, layer));
  gtk_stack_set_visible_child_name (self->pages, "style");
  gtk_widget_child_focus (GTK_WIDGET (self->style_slot), GTK_DIR_TAB_FORWARD);
}

/* The style of a layer from a file: (id, path). */
static void
load_style_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *pane;
  const char *id, *path;

  g_variant_get (parameter, "(&s&s)", &id, &path);
  gtk_widget_activate_action (widget, "layers.style", "s", id);
  pane = adw_bin_get_child (WF_PANEL_LAYERS (widget)->style_slot);
  if (pane != NULL)
    wf_style_pane_load (WF_STYLE_PANE (pane), path);
}

static void
color_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *pane = adw_bin_get_child (WF_PANEL_LAYERS (widget)->style_slot);

  if (pane != NULL)
    wf_style_pane_color_by (WF_STYLE_PANE (pane), g_variant_get_string (parameter, NULL));
}

/* Nobody styles what was taken away. */
static void
leave_removed (WfPanelLayers *self)
{
  GtkWidget *pane = adw_bin_get_child (self->style_slot);

  if (pane != NULL
      && find_layer (get_layers (self), wf_style_pane_get_layer (WF_STYLE_PANE (pane)))
             == G_MAXUINT)
    back_action (GTK_WIDGET (self), NULL, NULL);
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added,
                  WfPanelLayers *self)
{
  leave_removed (self);
  fill_list (self);
}

/* ---- opening more */

static GMenu *
make_add_menu (WfPanelLayers *self)
{
  g_auto (GStrv) recent = wf_session_list_recent (wf_pane_get_session (WF_PANE (self)));
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) before = g_menu_new ();

  g_menu_append (menu, _ ("Open _Files…"), "win.open-files");
  g_menu_append (menu, _ ("Open _Database or Service…"), "win.open-service");
  for (guint i = 0; recent[i] != NULL; i++)
    {
      g_autofree char *shown = wf_secrets_hide (recent[i]);
      g_autofree char *name = g_path_get_basename (shown);
      g_auto (GStrv) parts = g_strsplit (name, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.open-source", "s", recent[i]);
      g_menu_append_item (before, item);
    }
  if (recent[0] != NULL)
    g_menu_append_section (menu, _ ("Opened before"), G_MENU_MODEL (before));
  return menu;
}

static void
add_popup_cb (GtkMenuButton *button, gpointer self)
{
  g_autoptr (GMenu) menu = make_add_menu (self);

  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
wf_panel_layers_ready (WfPane *pane)
{
  WfPanelLayers *self = WF_PANEL_LAYERS (pane);

  gtk_menu_button_set_create_popup_func (self->add, add_popup_cb, self, NULL);
  g_signal_connect_object (get_layers (self), "items-changed", G_CALLBACK (items_changed_cb), self,
                           0);
  g_signal_connect_object (wf_pane_get_session (pane), "layers-changed", G_CALLBACK (show_summary),
                           self, G_CONNECT_SWAPPED);
  fill_list (self);
}

static void
wf_panel_layers_dispose (GObject *object)
{
  g_clear_handle_id (&WF_PANEL_LAYERS (object)->fill_id, g_source_remove);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (wf_panel_layers_parent_class)->dispose (object);
}

static void
wf_panel_layers_class_init (WfPanelLayersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_panel_layers_dispose;
  WF_PANE_CLASS (klass)->ready = wf_panel_layers_ready;
  wf_layer_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "layers.style", "s", style_action);
  gtk_widget_class_install_action (widget_class, "layers.color-by", "s", color_action);
  gtk_widget_class_install_action (widget_class, "layers.load-style", "(ss)", load_style_action);
  gtk_widget_class_install_action (widget_class, "layers.back", NULL, back_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/panel-layers.ui");
  gtk_widget_class_bind_template_child (widget_class, WfPanelLayers, list);
  gtk_widget_class_bind_template_child (widget_class, WfPanelLayers, summary);
  gtk_widget_class_bind_template_child (widget_class, WfPanelLayers, stack);
  gtk_widget_class_bind_template_child (widget_class, WfPanelLayers, pages);
  gtk_widget_class_bind_template_child (widget_class, WfPanelLayers, add);
  gtk_widget_class_bind_template_child (widget_class, WfPanelLayers, style_slot);
}

static void
wf_panel_layers_init (WfPanelLayers *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

const WfPanel wf_panel_layers = {
  .id = "layers",
  .title = N_ ("Layers"),
  .icon = "wf-layers-symbolic",
  .at_start = TRUE,
  .type = wf_panel_layers_get_type,
};
