/* Watchfloor: the table of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The model is WfTable; the columns are in wf-table-columns.c. Main thread. */
#include "config.h"

#include "wf-table-pane.h"

#include "wf-export-window.h"
#include "wf-session-look.h"
#include "wf-table-columns.h"

#include <glib/gi18n.h>

#define FILTER_DELAY_MS 120
#define MOST_COPIED 100000
#define ROWS_AT_ONCE 20
#define ROWS_WITH_WIDGETS 200 /* of GtkListBase in 4.8 */

struct _WfTablePane
{
  WfPane parent_instance;

  /* Template */
  GtkDropDown *layers;
  GtkSearchEntry *filter;
  GtkLabel *count, *trouble;
  GtkSpinner *spinner;
  GtkMenuButton *columns;
  GtkColumnView *view;
  GtkStack *stack;

  /* Owned */
  WfTable *table; /* NULL: no layer */
  GtkSliceListModel *rows; /* of the table, as many as there are widgets for yet */
  GtkMultiSelection *selection; /* of the rows */
  GPtrArray *choices; /* WfLayer, as in the drop-down */
  guint filter_id, grow_id;
  gboolean following; /* the selection is being set from what is picked */
};

G_DEFINE_FINAL_TYPE (WfTablePane, wf_table_pane, WF_TYPE_PANE)

static WfPicked *
get_picked (WfTablePane *self)
{
  return wf_session_get_picked (wf_pane_get_session (WF_PANE (self)));
}

static void
show_count (WfTablePane *self)
{
  guint n = self->table != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->table)) : 0;
  g_autoptr (GtkBitset) chosen
      = self->selection != NULL
            ? gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection))
            : gtk_bitset_new_empty ();
  guint n_chosen = (guint) gtk_bitset_get_size (chosen);
  g_autofree char *rows = self->table != NULL
                              /* Translators: rows shown, of how many */
                              ? g_strdup_printf (_ ("%'u of %'u"), n, wf_table_n_all (self->table))
                              : g_strdup ("");
  g_autofree char *text = n_chosen > 0
                              /* Translators: "12 of 300", then how many are selected */
                              ? g_strdup_printf (_ ("%s · %'u selected"), rows, n_chosen)
                              : g_strdup (rows);

  gtk_label_set_text (self->count, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy", n_chosen > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.show", n_chosen > 0);
}

/* ---- selection, both ways */
static void
selected_cb (WfTablePane *self)
{
  g_autoptr (GtkBitset) chosen = NULL;
  g_autoptr (GArray) features = NULL;
  GtkBitsetIter iter;
  guint position;

  show_count (self);
  /* While rows come and go the selection is not all that is picked. */
  if (self->following || self->table == NULL || wf_table_pane_is_busy (self))
    return;
  chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  features = g_array_sized_new (FALSE, FALSE, sizeof (guint32),
                                (guint) MAX (gtk_bitset_get_size (chosen), 1));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, chosen, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      guint32 feature = wf_table_feature_at (self->table, position);

      g_array_append_val (features, feature);
    }
  self->following = TRUE;
  wf_picked_set (get_picked (self), wf_table_get_layer (self->table),
                 wf_table_get_pack (self->table), (const guint32 *) features->data, features->len);
  self->following = FALSE;
}

static void
picked_cb (WfTablePane *self)
{
  g_autoptr (GtkBitset) chosen = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all = NULL;
  WfPicked *picked = get_picked (self);
  const guint32 *features;
  guint n = 0, first = G_MAXUINT;

  if (self->following || self->table == NULL)
    return;
  features = wf_picked_get_features (picked, &n);
  if (wf_picked_get_pack (picked) != wf_table_get_pack (self->table))
    n = 0;
  for (guint i = 0; i < n; i++)
    {
      guint position = wf_table_position_of (self->table, features[i]);

      if (position != G_MAXUINT)
        gtk_bitset_add (chosen, position);
      first = MIN (first, position);
    }
  all = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->table)));
  self->following = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), chosen, all);
  if (first != G_MAXUINT && n == 1)
    /* The column view's list is its last child; 4.8 has no public way to it. */
    gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)),
                                "list.scroll-to-item", "u", first);
  self->following = FALSE;
  show_count (self);
}

/* ---- rows
 * GTK makes the widgets of 200 rows at once, a stall of a tenth of a second with ten columns: they
 * come a few at a time, and are few again before all change. */
static void
set_rows (WfTablePane *self, guint n)
{
  gboolean following = self->following;

  self->following = TRUE; /* what leaves the view is still picked */
  gtk_slice_list_model_set_size (self->rows, n);
  self->following = following;
}

static gboolean
grow_cb (gpointer data)
{
  WfTablePane *self = data;
  guint n = gtk_slice_list_model_get_size (self->rows);

  if (n < ROWS_WITH_WIDGETS)
    {
      set_rows (self, n + ROWS_AT_ONCE);
      return G_SOURCE_CONTINUE;
    }
  self->grow_id = 0;
  set_rows (self, G_MAXUINT);
  picked_cb (self);
  return G_SOURCE_REMOVE;
}

static void
grow (WfTablePane *self)
{
  if (self->grow_id != 0)
    return;
  self->grow_id = g_idle_add (grow_cb, self);
  g_source_set_name_by_id (self->grow_id, "wf-table-rows");
}

static void
shrink (WfTablePane *self)
{
  g_clear_handle_id (&self->grow_id, g_source_remove);
  set_rows (self, ROWS_AT_ONCE);
}

/* ---- filter */
static gboolean
filter_due_cb (gpointer data)
{
  WfTablePane *self = data;

  self->filter_id = 0;
  if (self->table != NULL)
    wf_table_filter (self->table, gtk_editable_get_text (GTK_EDITABLE (self->filter)));
  return G_SOURCE_REMOVE;
}

static void
filter_cb (WfTablePane *self)
{
  g_clear_handle_id (&self->filter_id, g_source_remove);
  self->filter_id = g_timeout_add (FILTER_DELAY_MS, filter_due_cb, self);
  g_source_set_name_by_id (self->filter_id, "wf-table-filter");
}

static void
busy_cb (WfTablePane *self)
{
  gboolean busy = self->table != NULL && wf_table_is_busy (self->table);
  const char *trouble = self->table != NULL ? wf_table_get_trouble (self->table) : NULL;

  if (self->table != NULL && busy)
    shrink (self);
  else if (self->table != NULL)
    grow (self);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_label_set_text (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
  if (trouble != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter), "error");
}

static void
rows_cb (WfTablePane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->table));

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "rows" : "empty");
  picked_cb (self);
  show_count (self);
}

/* ---- layers */
static void set_layer (WfTablePane *self, WfLayer *layer);

/* Read again: what it shows is of a file that is no more. */
static void
layer_read_cb (WfTablePane *self, GParamSpec *pspec, WfLayer *layer)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->filter)));
  g_autoptr (WfLayer) kept = g_object_ref (layer);

  if (wf_layer_get_state (layer) != WF_LAYER_READY || wf_layer_get_pack (layer) == NULL
      || wf_layer_get_pack (layer) == wf_table_get_pack (self->table))
    return;
  set_layer (self, kept);
  gtk_editable_set_text (GTK_EDITABLE (self->filter), words);
}

static void
drop_table (WfTablePane *self)
{
  g_clear_handle_id (&self->grow_id, g_source_remove);
  if (self->view != NULL)
    {
      gtk_column_view_set_model (self->view, NULL);
      /* Their sorter asks the table, also when the view itself goes. */
      wf_table_columns_clear (self->view);
    }
  if (self->table != NULL)
    g_signal_handlers_disconnect_by_func (wf_table_get_layer (self->table), layer_read_cb, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  if (self->table != NULL)
    g_signal_handlers_disconnect_by_data (self->table, self);
  g_clear_object (&self->table);
}

static void
set_layer (WfTablePane *self, WfLayer *layer)
{
  drop_table (self);
  gtk_editable_set_text (GTK_EDITABLE (self->filter), "");
  g_clear_handle_id (&self->filter_id, g_source_remove);
  self->table = wf_table_new (layer);
  self->rows
      = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->table)), 0, ROWS_AT_ONCE);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  wf_table_columns_make (self->view, self->table);
  gtk_menu_button_set_popover (self->columns, wf_table_columns_menu (self->view));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (layer, "notify::state", G_CALLBACK (layer_read_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->table, "notify::busy", G_CALLBACK (busy_cb), self);
  g_signal_connect_swapped (self->table, "notify::trouble", G_CALLBACK (busy_cb), self);
  g_signal_connect_object (self->table, "items-changed", G_CALLBACK (rows_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  busy_cb (self);
  rows_cb (self);
}

static void
layer_cb (WfTablePane *self)
{
  guint at = gtk_drop_down_get_selected (self->layers);

  if (at < self->choices->len
      && (self->table == NULL || wf_table_get_layer (self->table) != self->choices->pdata[at]
          || wf_table_get_pack (self->table) != wf_layer_get_pack (self->choices->pdata[at])))
    set_layer (self, self->choices->pdata[at]);
}

/* Those that are ready, the topmost first. */
static void
fill_choices (WfTablePane *self)
{
  GListModel *layers = wf_session_get_layers (wf_pane_get_session (WF_PANE (self)));
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->choices, 0);
  for (guint i = g_list_model_get_n_items (layers); i-- > 0;)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      if (wf_layer_get_pack (layer) == NULL)
        continue;
      gtk_string_list_append (titles, wf_layer_get_title (layer));
      g_ptr_array_add (self->choices, g_steal_pointer (&layer));
    }
  g_signal_handlers_block_by_func (self->layers, layer_cb, self);
  gtk_drop_down_set_model (self->layers, G_LIST_MODEL (titles));
  g_signal_handlers_unblock_by_func (self->layers, layer_cb, self);
}

/* The layer of what is picked, else the one with most rows. */
static const char *
choose_layer (WfTablePane *self)
{
  WfLayer *best = wf_picked_get_layer (get_picked (self));
  guint32 most = 0;

  for (guint i = 0; wf_picked_get_layer (get_picked (self)) == NULL && i < self->choices->len; i++)
    {
      WfLayer *layer = self->choices->pdata[i];
      guint32 n = wf_pack_shapes (wf_layer_get_pack (layer))->n_features;

      best = n >= most ? layer : best;
      most = MAX (most, n);
    }
  return best != NULL ? wf_layer_get_id (best) : "";
}

void
wf_table_pane_show (WfTablePane *self, const char *id)
{
  fill_choices (self);
  if (*id == '\0')
    id = choose_layer (self);
  for (guint i = 0; i < self->choices->len; i++)
    if (g_str_equal (wf_layer_get_id (self->choices->pdata[i]), id))
      {
        gtk_drop_down_set_selected (self->layers, i);
        layer_cb (self);
        return;
      }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s",
                              _ ("This layer has no table yet; wait until it is read."));
}

void
wf_table_pane_focus (WfTablePane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->filter));
}

void
wf_table_pane_set_filter (WfTablePane *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->filter), text);
  g_clear_handle_id (&self->filter_id, g_source_remove);
  filter_due_cb (self);
}

guint
wf_table_pane_n_rows (WfTablePane *self)
{
  return self->table != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->table)) : 0;
}

gboolean
wf_table_pane_is_busy (WfTablePane *self)
{
  return self->filter_id != 0 || self->grow_id != 0
         || (self->table != NULL && wf_table_is_busy (self->table));
}

/* ---- actions */
static gboolean
tell_if_busy (WfTablePane *self)
{
  if (!wf_table_pane_is_busy (self))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s",
                              _ ("The rows are still being put in order; try again in a moment."));
  return TRUE;
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "closed");
  /* Its rows cost as much to take down with the window as to make. */
  drop_table (WF_TABLE_PANE (widget));
}

/* Tabs between, for a spreadsheet. */
static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfTablePane *self = WF_TABLE_PANE (widget);
  g_autoptr (GtkBitset) chosen = NULL;
  g_autofree char *text = NULL;
  g_autofree char *sentence = NULL;
  guint n;

  if (self->table == NULL || tell_if_busy (self))
    return;
  chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  n = (guint) MIN (gtk_bitset_get_size (chosen), MOST_COPIED);
  text = wf_table_columns_copy (self->view, self->table, chosen, MOST_COPIED);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  sentence = gtk_bitset_get_size (chosen) > MOST_COPIED
                 ? g_strdup_printf (_ ("Copied the first %'u rows; export the rest to a file."), n)
                 : g_strdup_printf (ngettext ("Copied %'u row.", "Copied %'u rows.", n), n);
  gtk_widget_activate_action (widget, "win.tell", "s", sentence);
}

/* "selected": the selected rows; "filtered": all that are shown. @path NULL asks. */
static void
export_rows (WfTablePane *self, const char *what, const char *path)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GArray) features = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n = wf_table_pane_n_rows (self);

  if (self->table == NULL || tell_if_busy (self))
    return;
  for (guint i = 0; i < n; i++)
    {
      guint32 feature = wf_table_feature_at (self->table, i);

      if (!g_str_equal (what, "selected")
          || gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i))
        g_array_append_val (features, feature);
    }
  if (features->len == 0)
    gtk_widget_activate_action (widget, "win.tell", "s", _ ("Select the rows to export first."));
  else
    wf_export_window_begin (GTK_WINDOW (gtk_widget_get_root (widget)),
                            wf_table_get_layer (self->table), wf_table_get_pack (self->table),
                            (const guint32 *) features->data, features->len, path);
}

/* The same, or "view": what the map shows. */
static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfTablePane *self = WF_TABLE_PANE (widget);
  const char *what = g_variant_get_string (parameter, NULL);

  if (!g_str_equal (what, "view"))
    export_rows (self, what, NULL);
  else if (self->table != NULL && !tell_if_busy (self))
    gtk_widget_activate_action (widget, "win.export-view", "s",
                                wf_layer_get_id (wf_table_get_layer (self->table)));
}

/* Without asking where: (what, path). */
static void
export_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *what, *path;

  g_variant_get (parameter, "(&s&s)", &what, &path);
  export_rows (WF_TABLE_PANE (widget), what, path);
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.show-picked", NULL);
}

static void
activated_cb (GtkColumnView *view, guint position, WfTablePane *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-picked", NULL);
}

static void
filter_keys_cb (WfTablePane *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

/* ---- the widget */
static void
wf_table_pane_ready (WfPane *pane)
{
  g_signal_connect_object (get_picked (WF_TABLE_PANE (pane)), "changed", G_CALLBACK (picked_cb),
                           pane, G_CONNECT_SWAPPED);
}

static void
wf_table_pane_dispose (GObject *object)
{
  WfTablePane *self = WF_TABLE_PANE (object);

  g_clear_handle_id (&self->filter_id, g_source_remove);
  drop_table (self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  G_OBJECT_CLASS (wf_table_pane_parent_class)->dispose (object);
}

static void
wf_table_pane_class_init (WfTablePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_table_pane_dispose;
  WF_PANE_CLASS (klass)->ready = wf_table_pane_ready;
  g_signal_new ("closed", WF_TYPE_TABLE_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
  gtk_widget_class_install_action (widget_class, "table.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "table.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "table.export-to", "(ss)", export_to_action);
  gtk_widget_class_install_action (widget_class, "table.show", NULL, show_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-table-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, WfTablePane, layers);
  gtk_widget_class_bind_template_child (widget_class, WfTablePane, filter);
  gtk_widget_class_bind_template_child (widget_class, WfTablePane, count);
  gtk_widget_class_bind_template_child (widget_class, WfTablePane, trouble);
  gtk_widget_class_bind_template_child (widget_class, WfTablePane, spinner);
  gtk_widget_class_bind_template_child (widget_class, WfTablePane, columns);
  gtk_widget_class_bind_template_child (widget_class, WfTablePane, view);
  gtk_widget_class_bind_template_child (widget_class, WfTablePane, stack);
  gtk_widget_class_bind_template_callback (widget_class, layer_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_keys_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
wf_table_pane_init (WfTablePane *self)
{
  self->choices = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}
