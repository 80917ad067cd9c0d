/* Watchfloor: tests of the map widget.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A real window under a virtual display. Keys, clicks and drags go in at the widget's own
 * controllers, as GTK hands them on. */
#include "config.h"

#include "wf-ground-layer.h"
#include "wf-incident-row.h"
#include "wf-layer.h"
#include "wf-map-view.h"

#include <math.h>

#define T0 ((gint64) 1767225600 * WF_SECOND_US)
#define CITY ((WfBox){ 121.5, 38.85, 121.7, 38.98 })

typedef struct
{
  GtkWidget *window;
  WfMapView *map;
  WfClock *clock;
  WfTrackStore *tracks;
  GListStore *layers, *incidents;
  guint n_settled, n_finished, n_changed, n_drawn;
  double lon, lat; /* of ::pointer-moved */
  char *activated;
} Fixture;

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited 30 s in vain");
  return G_SOURCE_REMOVE;
}

#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint limit = g_timeout_add_seconds (30, give_up_cb, NULL);                                    \
                                                                                                   \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (limit);                                                                       \
  }                                                                                                \
  G_STMT_END

static void
count_cb (gpointer map, gpointer data)
{
  (*(guint *) data)++;
}

static void
pointer_moved_cb (WfMapView *map, double lon, double lat, Fixture *f)
{
  f->lon = lon;
  f->lat = lat;
}

static void
activated_cb (WfMapView *map, const char *id, Fixture *f)
{
  g_free (f->activated);
  f->activated = g_strdup (id);
}

static void
add_track (Fixture *f, const char *id, const char *class_name, double lon, double lat)
{
  WfReport report = wf_report_init ();

  report.id = id;
  report.label = id;
  report.class_name = class_name;
  report.state = "enRoute";
  report.position = (WfLonLat){ lon, lat };
  report.heading_deg = 45;
  report.speed_mps = 10;
  report.observed_us = report.received_us = wf_clock_now (f->clock);
  wf_track_store_apply (f->tracks, "test", &report, wf_clock_now (f->clock));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (WfStyle) style = wf_style_default (FALSE);

  f->clock = wf_clock_new_manual (T0);
  f->tracks = wf_track_store_new ();
  f->layers = g_list_store_new (WF_TYPE_LAYER);
  f->incidents = g_list_store_new (WF_TYPE_INCIDENT_ROW);
  f->map = WF_MAP_VIEW (wf_map_view_new (f->clock));
  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->map));
  g_signal_connect (f->map, "settled", G_CALLBACK (count_cb), &f->n_settled);
  g_signal_connect (f->map, "drawing-finished", G_CALLBACK (count_cb), &f->n_finished);
  g_signal_connect (f->map, "drawing-changed", G_CALLBACK (count_cb), &f->n_drawn);
  g_signal_connect (f->map, "view-changed", G_CALLBACK (count_cb), &f->n_changed);
  g_signal_connect (f->map, "pointer-moved", G_CALLBACK (pointer_moved_cb), f);
  g_signal_connect (f->map, "activated", G_CALLBACK (activated_cb), f);
  wf_map_view_set_layers (f->map, G_LIST_MODEL (f->layers));
  wf_map_view_set_tracks (f->map, f->tracks);
  wf_map_view_set_incidents (f->map, G_LIST_MODEL (f->incidents));
  wf_map_view_set_style (f->map, style, FALSE, FALSE);
  wf_map_view_fit (f->map, CITY, FALSE);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_widget_grab_focus (GTK_WIDGET (f->map));
  WAIT_UNTIL (gtk_widget_get_width (GTK_WIDGET (f->map)) > 0 && wf_map_view_is_settled (f->map)
              && f->n_settled > 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gpointer map = f->map;

  g_object_add_weak_pointer (G_OBJECT (f->map), &map);
  gtk_window_destroy (GTK_WINDOW (f->window));
  /* A frame in flight keeps the ground alive, never the map. */
  WAIT_UNTIL (map == NULL);
  g_object_unref (f->layers);
  g_object_unref (f->incidents);
  g_object_unref (f->tracks);
  wf_clock_unref (f->clock);
  g_free (f->activated);
}

/* The @nth controller of @type, from 0; NULL where there are not so many. */
static gpointer
find_controller (Fixture *f, GType type, guint nth)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->map));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type) && nth-- == 0)
        return controller;
    }
  return NULL;
}

/* As GTK does: whoever handles it first. */
static gboolean
press_key (Fixture *f, guint keyval, GdkModifierType state)
{
  gboolean handled = FALSE;
  gpointer keys;

  for (guint i = 0;
       !handled && (keys = find_controller (f, GTK_TYPE_EVENT_CONTROLLER_KEY, i)) != NULL; i++)
    g_signal_emit_by_name (keys, "key-pressed", keyval, 0, state, &handled);
  return handled;
}

/* The gesture of the primary button, the only one the map itself has. */
static gpointer
find_click (Fixture *f)
{
  gpointer gesture;

  for (guint i = 0; (gesture = find_controller (f, GTK_TYPE_GESTURE_CLICK, i)) != NULL; i++)
    if (gtk_gesture_single_get_button (gesture) == GDK_BUTTON_PRIMARY)
      return gesture;
  g_assert_not_reached ();
}

static void
click (Fixture *f, double x, double y, int n_press)
{
  gpointer controller = find_click (f);

  g_signal_emit_by_name (controller, "pressed", n_press, x, y);
  g_signal_emit_by_name (controller, "released", n_press, x, y);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  WfView before = wf_map_view_get_view (f->map), now;

  g_assert_true (press_key (f, GDK_KEY_plus, 0));
  WAIT_UNTIL (wf_map_view_is_settled (f->map));
  now = wf_map_view_get_view (f->map);
  g_assert_cmpfloat_with_epsilon (now.zoom, before.zoom + 0.5, 1e-6);
  g_assert_true (press_key (f, GDK_KEY_Right, 0));
  WAIT_UNTIL (wf_map_view_is_settled (f->map));
  g_assert_cmpfloat (wf_map_view_get_view (f->map).center.x, >, now.center.x);
  g_assert_true (press_key (f, GDK_KEY_bracketright, 0));
  WAIT_UNTIL (wf_map_view_is_settled (f->map));
  g_assert_cmpfloat_with_epsilon (wf_map_view_get_view (f->map).rotation_rad, 15 * M_PI / 180,
                                  1e-6);
  g_assert_true (press_key (f, GDK_KEY_n, 0));
  WAIT_UNTIL (wf_map_view_is_settled (f->map));
  g_assert_cmpfloat_with_epsilon (wf_map_view_get_view (f->map).rotation_rad, 0, 1e-6);
  g_assert_true (press_key (f, GDK_KEY_Home, 0));
  WAIT_UNTIL (wf_map_view_is_settled (f->map));
  g_assert_cmpfloat_with_epsilon (wf_map_view_get_view (f->map).zoom, before.zoom, 1e-6);
  g_assert_cmpfloat_with_epsilon (wf_map_view_get_view (f->map).center.x, before.center.x, 1e-9);
  g_assert_false (press_key (f, GDK_KEY_F10, 0));
  g_assert_cmpuint (f->n_changed, >, 0);
}

static void
test_wheel (Fixture *f, gconstpointer data)
{
  WfView before = wf_map_view_get_view (f->map);
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_controller (f, GTK_TYPE_EVENT_CONTROLLER_MOTION, 0), "motion", 100.0,
                         150.0);
  g_assert_true (isfinite (f->lon));
  g_signal_emit_by_name (find_controller (f, GTK_TYPE_EVENT_CONTROLLER_SCROLL, 0), "scroll", 0.0,
                         -1.0, &handled);
  g_assert_true (handled);
  WAIT_UNTIL (wf_map_view_is_settled (f->map)
              && wf_map_view_get_view (f->map).zoom > before.zoom + 0.49);
  {
    WfLonLat p = wf_map_view_place_at (f->map, 100, 150);

    g_assert_cmpfloat_with_epsilon (p.lon, f->lon, 1e-6);
    g_assert_cmpfloat_with_epsilon (p.lat, f->lat, 1e-6);
  }
  g_signal_emit_by_name (find_controller (f, GTK_TYPE_EVENT_CONTROLLER_MOTION, 0), "leave");
  g_assert_true (isnan (f->lon));
}

static WfGroundLayer *
find_ground (Fixture *f)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (f->map));

  while (child != NULL && !WF_IS_GROUND_LAYER (child))
    child = gtk_widget_get_next_sibling (child);
  return WF_GROUND_LAYER (child);
}

/* What moves on the city never has it drawn again. */
static void
test_moving (Fixture *f, gconstpointer data)
{
  GdkFrameClock *frames = gtk_widget_get_frame_clock (GTK_WIDGET (f->map));
  guint before, after;

  wf_ground_layer_frame_ms (find_ground (f), &before);
  g_assert_cmpuint (before, >, 0);
  for (int i = 0; i < 20; i++)
    {
      gint64 shown = gdk_frame_clock_get_frame_counter (frames);

      add_track (f, "bus-1", "bus", 121.6 + i * 1e-3, 38.9);
      add_track (f, "120-1", "ambulance", 121.6, 38.9 + i * 1e-3);
      wf_track_store_commit (f->tracks);
      WAIT_UNTIL (gdk_frame_clock_get_frame_counter (frames) > shown);
    }
  g_assert_true (wf_map_view_is_settled (f->map));
  wf_ground_layer_frame_ms (find_ground (f), &after);
  g_assert_cmpuint (after, ==, before);
}

/* A picture of where the wheel leads is drawn while the map still goes there, and no other. */
static void
test_wheel_frames (Fixture *f, gconstpointer data)
{
  guint before, after;

  wf_ground_layer_frame_ms (find_ground (f), &before);
  wf_map_view_zoom_by (f->map, 0.5);
  WAIT_UNTIL (wf_map_view_is_settled (f->map));
  wf_ground_layer_frame_ms (find_ground (f), &after);
  g_assert_cmpuint (after, ==, before + 1);
}

static void
test_draw_by_pointer (Fixture *f, gconstpointer data)
{
  g_auto (WfShape) shape = { 0 };
  WfLonLat first = wf_map_view_place_at (f->map, 200, 200);

  wf_map_view_start_drawing (f->map, WF_SHAPE_AREA);
  click (f, 200, 200, 1);
  click (f, 300, 200, 1);
  g_assert_false (wf_map_view_get_drawing (f->map, &shape));
  click (f, 300, 300, 1);
  click (f, 250, 350, 1);
  g_assert_true (wf_map_view_undo_vertex (f->map));
  click (f, 200, 300, 1);
  click (f, 200, 300, 2);
  g_assert_cmpuint (f->n_finished, ==, 1);
  g_assert_true (wf_map_view_get_drawing (f->map, &shape));
  g_assert_cmpint (shape.kind, ==, WF_SHAPE_AREA);
  g_assert_cmpuint (shape.n_points, ==, 4);
  g_assert_cmpfloat_with_epsilon (shape.points[0].lon, first.lon, 1e-9);
  /* A finished shape takes no more vertices. */
  click (f, 500, 500, 1);
  wf_shape_clear (&shape);
  g_assert_true (wf_map_view_get_drawing (f->map, &shape));
  g_assert_cmpuint (shape.n_points, ==, 4);
  wf_map_view_end_drawing (f->map);
  g_assert_false (wf_map_view_is_drawing (f->map));
}

static void
drag (Fixture *f, double x, double y, double dx, double dy)
{
  gpointer controller = find_controller (f, GTK_TYPE_GESTURE_DRAG, 0);

  g_signal_emit_by_name (controller, "drag-begin", x, y);
  g_signal_emit_by_name (controller, "drag-update", dx / 2, dy / 2);
  g_signal_emit_by_name (controller, "drag-update", dx, dy);
  g_signal_emit_by_name (controller, "drag-end", dx, dy);
}

static void
test_drag (Fixture *f, gconstpointer data)
{
  WfLonLat grabbed = wf_map_view_place_at (f->map, 400, 300), there;
  g_auto (WfShape) shape = { 0 };
  WfLonLat goal;

  drag (f, 400, 300, 60, -40);
  there = wf_map_view_place_at (f->map, 460, 260);
  g_assert_cmpfloat_with_epsilon (there.lon, grabbed.lon, 1e-6);
  g_assert_cmpfloat_with_epsilon (there.lat, grabbed.lat, 1e-6);

  /* While drawing, a vertex under the pointer goes with it and the map stays. */
  wf_map_view_start_drawing (f->map, WF_SHAPE_LINE);
  click (f, 200, 200, 1);
  click (f, 400, 200, 1);
  goal = wf_map_view_place_at (f->map, 250, 260);
  drag (f, 200, 200, 50, 60);
  drag (f, 325, 230, 10, 40); /* the handle in the middle: a new vertex */
  g_assert_true (wf_map_view_get_drawing (f->map, &shape));
  g_assert_cmpuint (shape.n_points, ==, 3);
  g_assert_cmpfloat_with_epsilon (shape.points[0].lon, goal.lon, 1e-9);
  g_assert_cmpfloat_with_epsilon (shape.points[0].lat, goal.lat, 1e-9);
}

static void
test_draw_by_keys (Fixture *f, gconstpointer data)
{
  g_auto (WfShape) shape = { 0 };

  wf_map_view_start_drawing (f->map, WF_SHAPE_LINE);
  g_assert_true (press_key (f, GDK_KEY_space, 0));
  for (int i = 0; i < 5; i++)
    g_assert_true (press_key (f, GDK_KEY_Right, GDK_SHIFT_MASK));
  g_assert_true (press_key (f, GDK_KEY_space, 0));
  g_assert_true (press_key (f, GDK_KEY_Down, 0));
  g_assert_true (press_key (f, GDK_KEY_space, 0));
  g_assert_true (press_key (f, GDK_KEY_BackSpace, 0));
  g_assert_true (press_key (f, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_true (press_key (f, GDK_KEY_y, GDK_CONTROL_MASK));
  g_assert_true (press_key (f, GDK_KEY_Return, 0));
  g_assert_cmpuint (f->n_finished, ==, 1);
  g_assert_true (wf_map_view_get_drawing (f->map, &shape));
  g_assert_cmpuint (shape.n_points, ==, 2);
  g_assert_cmpfloat (shape.points[1].lon, >, shape.points[0].lon);
  g_assert_cmpfloat_with_epsilon (shape.points[1].lat, shape.points[0].lat, 1e-9);

  wf_map_view_start_drawing (f->map, WF_SHAPE_POINT);
  /* Far beyond the edge: the map follows. */
  for (int i = 0; i < 40; i++)
    press_key (f, GDK_KEY_Up, GDK_SHIFT_MASK);
  press_key (f, GDK_KEY_space, 0);
  wf_shape_clear (&shape);
  g_assert_true (wf_map_view_get_drawing (f->map, &shape));
  {
    WfPoint px = wf_map_view_pixel_of (f->map, shape.points[0]);

    g_assert_cmpfloat (px.y, >=, 0);
  }
  g_assert_true (press_key (f, GDK_KEY_Escape, 0));
  g_assert_false (wf_map_view_is_drawing (f->map));
  g_assert_cmpuint (f->n_finished, ==, 1);
}

static void
test_pick (Fixture *f, gconstpointer data)
{
  WfShape shape = wf_shape_new (WF_SHAPE_POINT, &(WfLonLat){ 121.65, 38.95 }, 1);
  g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk", T0);
  g_autoptr (WfIncidentRow) row = NULL;
  g_autofree char *selected = NULL;
  WfPoint px;

  incident->level = 2;
  row = wf_incident_row_new (incident, WF_SYNC_LOCAL);
  g_list_store_append (f->incidents, row);
  add_track (f, "amb-1", "ambulance", 121.6, 38.9);
  add_track (f, "bus-1", "bus", 121.62, 38.91);
  wf_track_store_commit (f->tracks);

  px = wf_map_view_pixel_of (f->map, (WfLonLat){ 121.6, 38.9 });
  g_assert_cmpstr (wf_map_view_pick (f->map, px.x + 3, px.y - 3), ==, "amb-1");
  g_assert_null (wf_map_view_pick (f->map, px.x + 60, px.y - 60));
  click (f, px.x, px.y, 1);
  g_object_get (f->map, "selected-id", &selected, NULL);
  g_assert_cmpstr (selected, ==, "amb-1");
  click (f, px.x, px.y, 2);
  g_assert_cmpstr (f->activated, ==, "amb-1");
  px = wf_map_view_pixel_of (f->map, (WfLonLat){ 121.65, 38.95 });
  g_assert_cmpstr (wf_map_view_pick (f->map, px.x, px.y - 20), ==, incident->id);
  click (f, 5, 5, 1);
  g_clear_pointer (&selected, g_free);
  g_object_get (f->map, "selected-id", &selected, NULL);
  g_assert_null (selected);
  /* A track that moved is picked where it is now. */
  wf_clock_advance (f->clock, 60 * WF_SECOND_US);
  add_track (f, "amb-1", "ambulance", 121.61, 38.9);
  wf_track_store_commit (f->tracks);
  px = wf_map_view_pixel_of (f->map, (WfLonLat){ 121.61, 38.9 });
  g_assert_cmpstr (wf_map_view_pick (f->map, px.x, px.y), ==, "amb-1");
  wf_shape_clear (&shape);
}

/* A layer that changes unsettles the city; it settles again by itself. */
static void
test_settled (Fixture *f, gconstpointer data)
{
  WfCityLayer description = { .id = (char *) "relief", .visible = TRUE, .opacity = 1 };
  g_autoptr (WfLayer) layer = wf_layer_new (&description, FALSE);
  g_autoptr (WfStyle) dark = wf_style_default (TRUE);
  guint n = f->n_settled;

  g_list_store_append (f->layers, layer);
  g_assert_false (wf_map_view_is_settled (f->map));
  WAIT_UNTIL (f->n_settled > n);
  n = f->n_settled;
  wf_layer_take_raster (layer, g_bytes_new_take (g_malloc0 (16), 16), 2, 2,
                        (WfBox){ 0.83, 0.38, 0.84, 0.39 });
  g_assert_false (wf_map_view_is_settled (f->map));
  WAIT_UNTIL (f->n_settled > n);
  n = f->n_settled;
  wf_map_view_set_style (f->map, dark, TRUE, TRUE);
  WAIT_UNTIL (f->n_settled > n);
  n = f->n_settled;
  wf_map_view_go_to (f->map, (WfLonLat){ 121.6, 38.9 }, 15.3, TRUE);
  WAIT_UNTIL (f->n_settled > n && wf_map_view_is_settled (f->map));
  g_assert_cmpfloat (wf_map_view_get_view (f->map).zoom, ==, 15.3);
}

/* The window goes while frames are drawn: nothing may come back to it. */
static void
test_destroy_while_drawing (Fixture *f, gconstpointer data)
{
  for (int i = 0; i < 20; i++)
    {
      wf_map_view_go_to (f->map, (WfLonLat){ 121.6 + i * 0.01, 38.9 }, 10 + i * 0.3, i % 2 == 0);
      g_main_context_iteration (NULL, FALSE);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } cases[] = {
    { "/map-view/keys", test_keys },
    { "/map-view/wheel", test_wheel },
    { "/map-view/wheel-frames", test_wheel_frames },
    { "/map-view/moving", test_moving },
    { "/map-view/drag", test_drag },
    { "/map-view/draw-by-pointer", test_draw_by_pointer },
    { "/map-view/draw-by-keys", test_draw_by_keys },
    { "/map-view/pick", test_pick },
    { "/map-view/settled", test_settled },
    { "/map-view/destroy-while-drawing", test_destroy_while_drawing },
  };

  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, Fixture, NULL, set_up, cases[i].run, tear_down);
  return g_test_run ();
}
