/* Watchfloor: tests of the style panel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is opened by the window's action, its style changed by the panel's controls, and what the
 * map is drawn by follows; classes have their counts; undo goes back; a layer removed comes back.
 */
#include "config.h"

#include "wf-panel.h"
#include "wf-json.h"
#include "wf-style-notes.h"
#include "wf-style-pane.h"
#include "wf-test-seat.h"
#include "wf-window.h"

#include <string.h>

static char *folder, *town_path;

typedef struct
{
  WfClock *clock;
  WfSession *session;
  WfWindow *window;
  WfLayer *layer;
  GtkWidget *pane;
} Desk;

/* Thirty plots of one to three floors, ten of each. */
static char *
write_plots (void)
{
  char *path = g_build_filename (folder, "plots.geojson", NULL);
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");

  for (int i = 0; i < 30; i++)
    {
      double x = 121.6 + i * 0.001, y = 38.9;

      g_string_append_printf (
          text,
          "%s{\"type\":\"Feature\",\"properties\":{\"use\":\"%s\",\"floors\":%d},\"geometry\":"
          "{\"type\":\"Polygon\",\"coordinates\":[[[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f],"
          "[%.4f,%.4f]]]}}",
          i > 0 ? "," : "", i % 2 > 0 ? "居住" : "商业", i % 3 + 1, x, y, x + 0.0005, y, x + 0.0005,
          y + 0.0005, x, y);
    }
  g_string_append (text, "]}");
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

/* The first widget of @type at or below @widget that @title names (a row's title, or its accessible
 * label is not asked); NULL where there is none. */
static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Returns how many controls there are; each must have a name. A row of libadwaita's may hide one of
 * its own that has none. */
static guint
count_named (GtkWidget *widget)
{
  gboolean is_control = GTK_IS_SPIN_BUTTON (widget) || GTK_IS_SCALE (widget)
                        || GTK_IS_COLOR_BUTTON (widget)
                        || (GTK_IS_SWITCH (widget) && gtk_widget_get_visible (widget));
  guint n = 0;

  if (is_control)
    g_assert_true (
        gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !is_control;
       child = gtk_widget_get_next_sibling (child))
    n += count_named (child);
  return n + is_control;
}

static const WfLayerStyle *
get_style (Desk *desk)
{
  return wf_session_get_layer_style (desk->session, desk->layer);
}

static WfLayer *
top_layer (Desk *desk)
{
  GListModel *layers = wf_session_get_layers (desk->session);
  g_autoptr (WfLayer) layer = g_list_model_get_item (layers, g_list_model_get_n_items (layers) - 1);

  return layer; /* the list holds it */
}

static void
desk_setup (Desk *desk, gconstpointer data)
{
  static int number;
  g_autofree char *journal = g_strdup_printf ("%s/%d.journal", folder, number);
  g_autofree char *book = g_strdup_printf ("%s/%d.layers.json", folder, number++);
  WfSessionOptions options = {
    .city_path = town_path, .journal_path = journal, .layers_path = book, .operator_name = "desk 6"
  };
  g_autofree char *plots = write_plots ();
  g_autoptr (GError) error = NULL;

  desk->clock = wf_clock_new_system (1);
  desk->session = wf_session_new (desk->clock, &options, &error);
  g_assert_no_error (error);
  desk->window = wf_window_new (NULL, desk->session);
  gtk_window_present (GTK_WINDOW (desk->window));
  wf_session_start (desk->session);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.open-source", "s", plots);
  desk->layer = top_layer (desk);
  WAIT_UNTIL (wf_layer_get_state (desk->layer) == WF_LAYER_READY);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.style-layer", "s",
                              wf_layer_get_id (desk->layer));
  desk->pane = find_type (GTK_WIDGET (desk->window), WF_TYPE_STYLE_PANE);
  g_assert_nonnull (desk->pane);
}

static void
desk_teardown (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  wf_session_stop (desk->session);
  g_clear_object (&desk->session);
  wf_clock_unref (desk->clock);
}

static void
test_width (Desk *desk, gconstpointer data)
{
  GtkWidget *row = find_row (desk->pane, "Outline width");
  GtkWidget *spin = find_type (row, GTK_TYPE_SPIN_BUTTON);

  g_assert_cmpuint (count_named (desk->pane), >=, 11);
  g_assert_false (gtk_widget_get_visible (find_row (desk->pane, "Point radius")));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 3);
  WAIT_UNTIL (get_style (desk)->outline_px == 3);
  gtk_widget_activate_action (desk->pane, "style.undo", NULL);
  g_assert_cmpfloat (get_style (desk)->outline_px, ==, 1);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 1);
  gtk_widget_activate_action (desk->pane, "style.redo", NULL);
  g_assert_cmpfloat (get_style (desk)->outline_px, ==, 3);
  gtk_widget_activate_action (desk->pane, "style.reset", NULL);
  g_assert_cmpfloat (get_style (desk)->outline_px, ==, 1);
}

static guint
count_classes (Desk *desk)
{
  return get_style (desk)->classes != NULL ? get_style (desk)->classes->len : 0;
}

static guint64
count_in (Desk *desk, guint i)
{
  return g_array_index (get_style (desk)->classes, WfStyleClass, i).n;
}

static void
test_classes (Desk *desk, gconstpointer data)
{
  AdwComboRow *field = ADW_COMBO_ROW (find_row (desk->pane, "Colour by"));
  AdwComboRow *method = ADW_COMBO_ROW (find_row (desk->pane, "Cut into"));

  /* The first is one colour for all; then the fields: use, floors. */
  adw_combo_row_set_selected (field, 1);
  WAIT_UNTIL (count_classes (desk) == 2);
  g_assert_true (get_style (desk)->class_is_text);
  g_assert_cmpuint (count_in (desk, 0), ==, 15);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (method)));
  g_assert_nonnull (find_row (desk->pane, "居住"));
  adw_combo_row_set_selected (field, 2);
  WAIT_UNTIL (g_strcmp0 (get_style (desk)->class_field, "floors") == 0);
  adw_combo_row_set_selected (method, 3);
  WAIT_UNTIL (count_classes (desk) == 3
              && g_strcmp0 (get_style (desk)->class_method, "unique") == 0);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (count_in (desk, i), ==, 10);
  g_assert_nonnull (find_row (desk->pane, "3"));
  adw_combo_row_set_selected (field, 0);
  WAIT_UNTIL (count_classes (desk) == 0);
  g_assert_null (get_style (desk)->class_field);
}

/* One red fill, and a symbol layer we do not draw. */
static const char qml[]
    = "<qgis version=\"3.22\"><renderer-v2 type=\"singleSymbol\"><symbols><symbol type=\"fill\" "
      "name=\"0\" alpha=\"1\"><layer enabled=\"1\" class=\"SimpleFill\"><prop k=\"color\" "
      "v=\"255,0,0,255\"/><prop k=\"style\" v=\"solid\"/><prop k=\"outline_style\" "
      "v=\"no\"/></layer><layer enabled=\"1\" class=\"GradientFill\"/></symbol></symbols>"
      "</renderer-v2></qgis>";

static char *
write_style (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* As dropped on the layer's row. */
static void
load_style (Desk *desk, const char *path)
{
  gtk_widget_activate_action (desk->pane, "layers.load-style", "(ss)",
                              wf_layer_get_id (desk->layer), path);
  desk->pane = find_type (GTK_WIDGET (desk->window), WF_TYPE_STYLE_PANE);
}

static void
test_foreign (Desk *desk, gconstpointer data)
{
  g_autofree char *path = write_style ("houses.QML", qml);
  g_autofree char *wrong = write_style ("wrong.sld", "<nothing/>");
  g_autofree char *plain = write_style (
      "plain.style.json", "{\"version\":8,\"layers\":[{\"id\":\"a\",\"type\":\"fill\","
                          "\"source\":\"x\",\"paint\":{\"fill-color\":\"#00ff00\"}}]}");
  g_autoptr (WfLayerStyle) kept = NULL;
  g_autoptr (json_t) saved = NULL;
  WfStyleNotes *notes;

  load_style (desk, path);
  WAIT_UNTIL (get_style (desk)->rules != NULL);
  notes = WF_STYLE_NOTES (find_type (desk->pane, WF_TYPE_STYLE_NOTES));
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (notes), "GradientFill"));
  gtk_widget_activate_action (GTK_WIDGET (notes), "notes.copy", NULL);
  g_assert_nonnull (
      gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (desk->window))));
  /* What was left out stays known with the style. */
  saved = wf_layer_style_save (get_style (desk), WF_GEOMETRY_POLYGON);
  kept = wf_layer_style_load (saved, "style", NULL);
  g_assert_cmpuint (json_array_size (kept->rules), ==, json_array_size (get_style (desk)->rules));
  g_assert_cmpstr (kept->notes[0], ==, get_style (desk)->notes[0]);
  /* What is none is told and changes nothing. */
  load_style (desk, wrong);
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), "wrong.sld"));
  g_assert_nonnull (get_style (desk)->notes);
  load_style (desk, plain);
  WAIT_UNTIL (get_style (desk)->notes == NULL);
  g_assert_false (gtk_widget_get_visible (find_type (desk->pane, WF_TYPE_STYLE_NOTES)));
  gtk_widget_activate_action (desk->pane, "style.undo", NULL);
}

/* A style on the map has no layer: it is not opened as one. */
static void
test_dropped (Desk *desk, gconstpointer data)
{
  GListModel *layers = wf_session_get_layers (desk->session);
  g_autofree char *path = write_style ("dropped.qml", qml);
  guint n = g_list_model_get_n_items (layers);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GSList) files = g_slist_prepend (NULL, file);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;
  GListModel *controllers = gtk_widget_observe_controllers (GTK_WIDGET (desk->window));

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
    }
  g_object_unref (controllers);
  g_assert_true (taken);
  g_assert_cmpuint (g_list_model_get_n_items (layers), ==, n);
  WAIT_UNTIL (wf_seat_says (GTK_WIDGET (desk->window), "That is a style"));
}

/* What is styled is what is removed: the list is there again, and undo brings it back. */
static void
test_removed (Desk *desk, gconstpointer data)
{
  g_autofree char *id = g_strdup (wf_layer_get_id (desk->layer));

  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.remove-layer", "s", id);
  g_assert_null (wf_session_find_layer (desk->session, id));
  g_assert_null (find_type (GTK_WIDGET (desk->window), WF_TYPE_STYLE_PANE));
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.restore-layer", NULL);
  g_assert_true (wf_session_find_layer (desk->session, id) == desk->layer);
}

/* The next session at the city has the layer again, as it was. */
static void
test_kept (Desk *desk, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("%s/kept.layers.json", folder);
  g_autofree char *plots = write_plots ();
  g_autoptr (WfLayerStyle) style = wf_layer_style_new (0xff00ff00);
  WfSessionOptions options
      = { .city_path = town_path, .layers_path = path, .operator_name = "desk 7" };

  for (int turn = 0; turn < 2; turn++)
    {
      g_autofree char *journal = g_strdup_printf ("%s/kept%d.journal", folder, turn);
      g_autoptr (WfSession) session = NULL;
      GListModel *layers;
      g_auto (GStrv) recent = NULL;
      g_autoptr (WfLayer) layer = NULL;

      options.journal_path = journal;
      session = wf_session_new (desk->clock, &options, NULL);
      wf_session_start (session);
      layers = wf_session_get_layers (session);
      if (turn == 0)
        {
          layer = g_object_ref (wf_session_open_source (session, plots));
          wf_layer_set_title (layer, "地块");
          wf_session_set_layer_style (session, layer, style);
        }
      else
        layer = g_list_model_get_item (layers, g_list_model_get_n_items (layers) - 1);
      WAIT_UNTIL (wf_layer_get_state (layer) == WF_LAYER_READY);
      g_assert_cmpstr (wf_layer_get_title (layer), ==, "地块");
      g_assert_true (wf_layer_style_equal (wf_session_get_layer_style (session, layer), style));
      recent = wf_session_list_recent (session);
      g_assert_cmpstr (recent[0], ==, plots);
      wf_session_stop (session);
    }
}

int
main (int argc, char **argv)
{
  int failed;

  folder = wf_test_folder_make ();
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  town_path = wf_test_town_write (folder);
  g_test_add ("/style-panel/width", Desk, NULL, desk_setup, test_width, desk_teardown);
  g_test_add ("/style-panel/classes", Desk, NULL, desk_setup, test_classes, desk_teardown);
  g_test_add ("/style-panel/foreign", Desk, NULL, desk_setup, test_foreign, desk_teardown);
  g_test_add ("/style-panel/dropped", Desk, NULL, desk_setup, test_dropped, desk_teardown);
  g_test_add ("/style-panel/removed", Desk, NULL, desk_setup, test_removed, desk_teardown);
  g_test_add ("/style-panel/kept", Desk, NULL, desk_setup, test_kept, desk_teardown);
  failed = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return failed;
}
