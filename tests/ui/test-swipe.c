/* Watchfloor: tests of comparing by swipe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Over the town a red and a green square are opened at one place: left of the divider the one is
 * seen, right of it the other, in the pixels of the window. Moving the divider draws no city anew;
 * Escape ends it. */
#include "config.h"

#include "wf-ground-layer.h"
#include "wf-swipe-bar.h"
#include "wf-swipe.h"
#include "wf-test-seat.h"
#include "wf-window.h"

static char *folder, *town_path;

typedef struct
{
  WfSeat seat;
  WfWindow *window;
  WfMapView *map;
  WfLayer *red, *green; /* borrowed */
} Desk;

/* The widgets of @type below @widget, mapped ones, in @found. */
static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

/* NULL where there is none such. */
static gpointer
nth (Desk *desk, GType type, guint n)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  collect (GTK_WIDGET (desk->window), type, found);
  return n < found->len ? found->pdata[n] : NULL;
}

static WfLayer *
open_square (Desk *desk, const char *name, guint32 color)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (WfLayerStyle) style = wf_layer_style_new (color);
  WfLayer *layer;

  g_assert_true (g_file_set_contents (
      path,
      "{\"type\":\"Polygon\",\"coordinates\":[[[121.5,38.8],[121.7,38.8],[121.7,39.0],"
      "[121.5,39.0],[121.5,38.8]]]}",
      -1, NULL));
  style->fill_opacity = 1;
  layer = wf_session_open_source (desk->seat.session, path);
  wf_session_set_layer_style (desk->seat.session, layer, style);
  WAIT_UNTIL (wf_layer_get_state (layer) == WF_LAYER_READY);
  return layer;
}

static void
sit_down (Desk *desk, gconstpointer data)
{
  wf_seat_take (&desk->seat, folder, town_path, "http://127.0.0.1:1");
  desk->window = wf_window_new (NULL, desk->seat.session);
  desk->map = wf_window_get_map (desk->window);
  gtk_window_present (GTK_WINDOW (desk->window));
  WAIT_UNTIL (wf_session_layers_settled (desk->seat.session));
  desk->red = open_square (desk, "red.geojson", 0xffff0000);
  desk->green = open_square (desk, "green.geojson", 0xff00ff00);
  wf_map_view_go_to (desk->map, (WfLonLat){ 121.6, 38.9 }, 15, FALSE);
  WAIT_UNTIL (wf_map_view_is_settled (desk->map));
}

static void
stand_up (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  wf_seat_leave (&desk->seat);
}

/* The colour at @share of the map's width, a quarter down, as the window draws it: 0xRRGGBB. */
static guint32
color_at (Desk *desk, double share)
{
  GtkWidget *map = GTK_WIDGET (desk->map);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (map);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (map), height = gtk_widget_get_height (map);
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (desk->window));
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);
  GskRenderNode *node;
  GdkTexture *texture;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return 0; /* not drawn yet */
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  gsk_render_node_unref (node);
  g_object_unref (texture);
  return pixels[height / 4 * width + (int) (share * width)] & 0xffffff;
}

static void
test_pixels (Desk *desk, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.swipe", NULL);
  g_assert_true (wf_map_view_is_swiping (desk->map));
  WAIT_UNTIL (wf_map_view_is_settled (desk->map));
  /* The layer opened last is left, the one before right. */
  WAIT_UNTIL (color_at (desk, 0.25) == 0x00ff00 && color_at (desk, 0.75) == 0xff0000);
  wf_map_view_set_swipe_share (desk->map, 0.9);
  WAIT_UNTIL (color_at (desk, 0.75) == 0x00ff00);
  /* What the one side is changed to, the other keeps. */
  gtk_drop_down_set_selected (nth (desk, GTK_TYPE_DROP_DOWN, 0), 1);
  WAIT_UNTIL (wf_map_view_is_settled (desk->map) && color_at (desk, 0.25) != 0x00ff00);
  WAIT_UNTIL (color_at (desk, 0.95) == 0xff0000);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.swipe", NULL);
  g_assert_false (wf_map_view_is_swiping (desk->map));
  WAIT_UNTIL (wf_map_view_is_settled (desk->map) && color_at (desk, 0.25) == 0x00ff00
              && color_at (desk, 0.95) == 0x00ff00);
}

static void
test_no_redraw (Desk *desk, gconstpointer data)
{
  guint before[2], after[2];

  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.swipe", NULL);
  WAIT_UNTIL (wf_map_view_is_settled (desk->map));
  for (guint i = 0; i < 2; i++)
    wf_ground_layer_frame_ms (nth (desk, WF_TYPE_GROUND_LAYER, i), &before[i]);
  for (int i = 0; i <= 20; i++)
    {
      wf_map_view_set_swipe_share (desk->map, i / 20.0);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  WAIT_UNTIL (wf_map_view_is_settled (desk->map));
  for (guint i = 0; i < 2; i++)
    {
      wf_ground_layer_frame_ms (nth (desk, WF_TYPE_GROUND_LAYER, i), &after[i]);
      g_assert_cmpuint (after[i], ==, before[i]);
    }
}

static gboolean
press (gpointer widget, guint key, GdkModifierType state)
{
  GListModel *controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
    }
  g_object_unref (controllers);
  return taken;
}

static void
test_keys (Desk *desk, gconstpointer data)
{
  WfSwipe *swipe;

  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.swipe", NULL);
  swipe = nth (desk, WF_TYPE_SWIPE, 0);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (desk->window)) == GTK_WIDGET (swipe));
  g_assert_true (
      gtk_test_accessible_has_property (GTK_ACCESSIBLE (swipe), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_assert_true (press (swipe, GDK_KEY_Right, 0));
  g_assert_cmpfloat_with_epsilon (wf_swipe_get_share (swipe), 0.52, 1e-9);
  press (swipe, GDK_KEY_Left, GDK_CONTROL_MASK);
  g_assert_cmpfloat_with_epsilon (wf_swipe_get_share (swipe), 0.518, 1e-9);
  press (swipe, GDK_KEY_End, 0);
  press (swipe, GDK_KEY_Right, GDK_SHIFT_MASK);
  g_assert_cmpfloat (wf_swipe_get_share (swipe), ==, 1);
  g_assert_false (press (swipe, GDK_KEY_a, 0));
  g_assert_true (press (swipe, GDK_KEY_Escape, 0));
  g_assert_false (wf_map_view_is_swiping (desk->map));
  WAIT_UNTIL (nth (desk, WF_TYPE_SWIPE_BAR, 0) == NULL);
  /* From the map itself, too. */
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.swipe", NULL);
  g_assert_true (press (desk->map, GDK_KEY_Escape, 0));
  g_assert_false (wf_map_view_is_swiping (desk->map));
}

/* A layer that is compared is taken away, the colours turn dark, and all goes on. */
static void
test_changes (Desk *desk, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.swipe", NULL);
  WAIT_UNTIL (wf_map_view_is_settled (desk->map));
  wf_session_remove_layer (desk->seat.session, desk->green);
  WAIT_UNTIL (wf_map_view_is_settled (desk->map) && color_at (desk, 0.75) == 0xff0000);
  gtk_drop_down_set_selected (nth (desk, GTK_TYPE_DROP_DOWN, 0), 1);
  g_object_set (desk->seat.session, "dark", TRUE, NULL);
  WAIT_UNTIL (wf_map_view_is_settled (desk->map));
  WAIT_UNTIL (color_at (desk, 0.25) != 0 && color_at (desk, 0.25) != 0xff0000);
  g_object_set (desk->seat.session, "dark", FALSE, NULL);
}

/* The window goes while a side is still being drawn. */
static void
test_closed (Desk *desk, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.swipe", NULL);
  wf_map_view_go_to (desk->map, (WfLonLat){ 121.6, 38.9 }, 12, FALSE);
  g_main_context_iteration (NULL, FALSE);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add ("/swipe/pixels", Desk, NULL, sit_down, test_pixels, stand_up);
  g_test_add ("/swipe/no-redraw", Desk, NULL, sit_down, test_no_redraw, stand_up);
  g_test_add ("/swipe/keys", Desk, NULL, sit_down, test_keys, stand_up);
  g_test_add ("/swipe/changes", Desk, NULL, sit_down, test_changes, stand_up);
  g_test_add ("/swipe/closed", Desk, NULL, sit_down, test_closed, stand_up);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  return status;
}
