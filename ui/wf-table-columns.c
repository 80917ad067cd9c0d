/* Watchfloor: the columns of a table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK's own sorting compares row objects on the main thread: too slow for a million. Its heads are
 * used, and asked which column they are set to, by a comparison that only notes who was called.
 * Main thread. */
#include "config.h"

#include "wf-table-columns.h"

#include "wf-csv-cell.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FID_FIELD (-1)
#define SHORT_TEXT 12 /* bytes that no column cuts */

static int
field_of (GtkColumnViewColumn *column)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "wf-field"));
}

static char *
value_text (WfPack *pack, int field, guint32 feature)
{
  if (field == FID_FIELD)
    return g_strdup_printf ("%" G_GINT64_FORMAT, wf_pack_fid (pack, feature));
  return wf_pack_value_to_string (pack, (guint) field, feature);
}

/* ---- cells */
static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 3);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), 8);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), data != NULL ? 1 : 0);
  if (data != NULL)
    gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  WfFeature *feature = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = value_text (wf_feature_get_pack (feature), GPOINTER_TO_INT (data),
                                      wf_feature_get_number (feature));

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
}

/* One question to the view, not a tooltip a cell: each of those asks the display server where the
 * pointer is, two thousand times over. */
static gboolean
tooltip_cb (GtkWidget *view, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip, gpointer data)
{
  GtkWidget *at = by_keyboard ? NULL : gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);
  const char *text
      = GTK_IS_INSCRIPTION (at) ? gtk_inscription_get_text (GTK_INSCRIPTION (at)) : NULL;

  if (text == NULL || strlen (text) <= SHORT_TEXT)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* ---- order */
typedef struct
{
  WfTable *table; /* Borrowed */
  int asked; /* the field whose comparison was called */
  gulong handler;
} Order;

static int
note_asked (gconstpointer a, gconstpointer b, gpointer data)
{
  GtkColumnViewColumn *column = data;
  Order *order = g_object_get_data (G_OBJECT (column), "wf-order");

  if (order->asked == WF_TABLE_UNSORTED)
    order->asked = field_of (column);
  return a == b ? 0 : -1;
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, Order *order)
{
  g_autoptr (GObject) first = g_list_model_get_item (G_LIST_MODEL (order->table), 0);
  g_autoptr (GObject) other = g_object_new (WF_TYPE_FEATURE, NULL);
  GtkOrdering way;

  if (first == NULL)
    return;
  order->asked = WF_TABLE_UNSORTED;
  way = gtk_sorter_compare (sorter, first, other);
  wf_table_sort (order->table, order->asked, way == GTK_ORDERING_LARGER);
}

/* ---- columns */
static gboolean
is_number (WfPack *pack, int field)
{
  WfFieldType type = field >= 0 ? wf_pack_field (pack, (guint) field).type : WF_FIELD_INT;

  return type == WF_FIELD_INT || type == WF_FIELD_REAL;
}

static int
width_of (WfPack *pack, int field)
{
  guint32 all = wf_pack_shapes (pack)->n_features, n = MIN (all, 200);
  glong longest = field >= 0 ? g_utf8_strlen (wf_pack_field (pack, (guint) field).name, -1) + 3 : 4;

  for (guint32 i = 0; i < n; i++)
    {
      g_autofree char *text = value_text (pack, field, (guint32) ((guint64) i * all / n));
      glong cells = 0;

      for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p))
        cells += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
      longest = MAX (longest, cells);
    }
  return (int) CLAMP (longest * 8 + 24, 64, 320);
}

static void
add_column (GtkColumnView *view, Order *order, int field)
{
  WfPack *pack = wf_table_get_pack (order->table);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (
      field == FID_FIELD ? "#" : wf_pack_field (pack, (guint) field).name, g_object_ref (factory));
  g_autoptr (GtkSorter) sorter = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb),
                    GINT_TO_POINTER (is_number (pack, field)));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (field));
  g_object_set_data (G_OBJECT (column), "wf-field", GINT_TO_POINTER (field));
  g_object_set_data (G_OBJECT (column), "wf-order", order);
  sorter = GTK_SORTER (gtk_custom_sorter_new (note_asked, column, NULL));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, width_of (pack, field));
  gtk_column_view_append_column (view, column);
}

void
wf_table_columns_clear (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  Order *order = g_object_get_data (G_OBJECT (view), "wf-order");

  if (order != NULL)
    g_signal_handler_disconnect (gtk_column_view_get_sorter (view), order->handler);
  gtk_column_view_sort_by_column (view, NULL, GTK_SORT_ASCENDING);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (view, column);
    }
  g_object_set_data (G_OBJECT (view), "wf-order", NULL);
}

void
wf_table_columns_make (GtkColumnView *view, WfTable *table)
{
  Order *order = g_new0 (Order, 1);
  WfPack *pack = wf_table_get_pack (table);

  if (!gtk_widget_get_has_tooltip (GTK_WIDGET (view)))
    g_signal_connect (view, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (view), TRUE);

  order->table = table;
  add_column (view, order, FID_FIELD);
  for (guint field = 0; field < wf_pack_n_fields (pack); field++)
    add_column (view, order, (int) field);
  order->handler = g_signal_connect (gtk_column_view_get_sorter (view), "changed",
                                     G_CALLBACK (sorter_changed_cb), order);
  g_object_set_data_full (G_OBJECT (view), "wf-order", order, g_free);
}

/* ---- choice of columns */
GtkWidget *
wf_table_columns_menu (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  GtkWidget *popover = gtk_popover_new (), *scroll = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      GtkWidget *tick = gtk_check_button_new_with_label (gtk_column_view_column_get_title (column));

      g_object_bind_property (column, "visible", tick, "active",
                              G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
      gtk_box_append (GTK_BOX (box), tick);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroll);
  return popover;
}

/* ---- copy */
static void
append_cell (GString *text, const char *value)
{
  if (value != NULL && wf_csv_cell_is_formula (value))
    g_string_append_c (text, '\'');
  for (const char *p = value != NULL ? value : ""; *p != '\0'; p++)
    g_string_append_c (text, *p == '\t' || *p == '\n' || *p == '\r' ? ' ' : *p);
}

static void
append_row (GString *text, GListModel *columns, WfPack *pack, gint64 feature)
{
  gboolean first = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      g_autofree char *value = NULL;

      if (!gtk_column_view_column_get_visible (column))
        continue;
      value = feature < 0 ? g_strdup (gtk_column_view_column_get_title (column))
                          : value_text (pack, field_of (column), (guint32) feature);
      if (!first)
        g_string_append_c (text, '\t');
      append_cell (text, value);
      first = FALSE;
    }
  g_string_append_c (text, '\n');
}

char *
wf_table_columns_copy (GtkColumnView *view, WfTable *table, GtkBitset *chosen, guint most)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  WfPack *pack = wf_table_get_pack (table);
  GString *text = g_string_new (NULL);
  GtkBitsetIter iter;
  guint position, n = 0;

  append_row (text, columns, pack, -1);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, chosen, &position); more && n < most;
       more = gtk_bitset_iter_next (&iter, &position), n++)
    append_row (text, columns, pack, wf_table_feature_at (table, position));
  return g_string_free (text, FALSE);
}
