/* Watchfloor: tests of frames drawn again in part.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers change while the view stays: how many steps are drawn again, and that what comes of it is
 * the frame drawn whole, to the bit. */
#include "config.h"

#include "wf-frame.h"
#include "wf-pack-writer.h"

#include <glib/gstdio.h>
#include <string.h>

#define LON 121.6
#define LAT 38.9

/* Colours of the park, the houses, the roads; the opacity of the signs' text. */
static const char style_form[]
    = "{\"layers\":["
      "{\"id\":\"p\",\"type\":\"fill\",\"source\":\"park\",\"paint\":{\"fill-color\":\"%s\","
      "\"fill-opacity\":0.5}},"
      "{\"id\":\"h\",\"type\":\"fill\",\"source\":\"houses\",\"paint\":{\"fill-color\":\"%s\","
      "\"fill-opacity\":0.7,\"fill-outline-color\":\"#333333\"}},"
      "{\"id\":\"r\",\"type\":\"line\",\"source\":\"roads\",\"paint\":{\"line-color\":\"%s\","
      "\"line-opacity\":0.6,\"line-width\":5}},"
      "{\"id\":\"c\",\"type\":\"circle\",\"source\":\"roads\",\"paint\":{\"circle-radius\":3,"
      "\"circle-color\":\"#0000ff\"}},"
      "{\"id\":\"s\",\"type\":\"symbol\",\"source\":\"park\",\"layout\":{\"text-field\":\"A\"},"
      "\"paint\":{\"text-color\":\"%s\"}}]}";

typedef struct
{
  WfPack *park, *houses, *roads;
  WfRenderer *keeps, *whole;
  WfView view;
} Town;

/* What of the town a frame shows. */
typedef struct
{
  const char *park, *houses, *roads, *text; /* colours; NULL: not shown */
  double opacity; /* of the roads */
} Look;

static const Look plain = { "#00aa00", "#cc8844", "#ffee00", "#000000", 1 };

static WfPack *
make_pack (WfGeometryKind kind, int side, double step, double size)
{
  g_autofree char *folder = g_dir_make_tmp ("wf-stages-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "one.wfpack", NULL);
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (kind);
  g_autoptr (GError) error = NULL;
  WfPack *pack = NULL;

  for (int i = 0; i < side * side; i++)
    {
      double lon = LON + (i % side - side / 2.0) * step, lat = LAT + (i / side - side / 2.0) * step;
      const WfLonLat ring[] = { { lon, lat },
                                { lon + size, lat },
                                { lon + size, lat + size },
                                { lon, lat + size },
                                { lon, lat } };

      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_lonlats (writer, ring, kind == WF_GEOMETRY_POLYGON ? 5 : 3);
      wf_pack_writer_end (writer);
    }
  if (wf_pack_writer_finish (writer, path, &error))
    pack = wf_pack_open (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  return pack;
}

static void
set_up (Town *town, gconstpointer data)
{
  town->park = make_pack (WF_GEOMETRY_POLYGON, 2, 5e-3, 4e-3);
  town->houses = make_pack (WF_GEOMETRY_POLYGON, 20, 5e-4, 3e-4);
  town->roads = make_pack (WF_GEOMETRY_LINE, 4, 2e-3, 1.7e-3);
  town->keeps = wf_renderer_new_yielding (2);
  town->whole = wf_renderer_new (1);
  town->view = (WfView){ .center = wf_mercator_from_lonlat ((WfLonLat){ LON, LAT }),
                         .zoom = 15.3,
                         .rotation_rad = 0.2,
                         .width_px = 400,
                         .height_px = 300,
                         .scale = 1 };
}

static void
tear_down (Town *town, gconstpointer data)
{
  wf_pack_unref (town->park);
  wf_pack_unref (town->houses);
  wf_pack_unref (town->roads);
  wf_renderer_free (town->keeps);
  wf_renderer_free (town->whole);
}

/* A style of its own each time, as an operator's changes make one. */
static WfScene *
make_scene (const Town *town, const Look *look)
{
  const char *park = look->park != NULL ? look->park : "#000000";
  const char *houses = look->houses != NULL ? look->houses : "#000000";
  const char *roads = look->roads != NULL ? look->roads : "#000000";
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style = NULL;
  WfScene *scene;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  json = g_strdup_printf (style_form, park, houses, roads, look->text);
#pragma GCC diagnostic pop
  style = wf_style_parse (json, strlen (json), "test", &error);
  g_assert_no_error (error);
  scene = wf_scene_new (style, FALSE, 0xfff2efe9);
  if (look->park != NULL)
    wf_scene_add_layer (scene, "park", town->park, 1);
  if (look->houses != NULL)
    wf_scene_add_layer (scene, "houses", town->houses, 1);
  if (look->roads != NULL)
    wf_scene_add_layer (scene, "roads", town->roads, look->opacity);
  return scene;
}

/* Draws @look where frames are kept; the steps it took are told, its pixels are as drawn whole. */
static guint
draw (Town *town, const Look *look)
{
  g_autoptr (WfScene) scene = make_scene (town, look);
  g_autoptr (GError) error = NULL;
  WfFrameStats stats, all;
  g_autoptr (GBytes) part
      = wf_renderer_draw (town->keeps, scene, &town->view, NULL, &stats, &error);
  g_autoptr (GBytes) whole = wf_renderer_draw (town->whole, scene, &town->view, NULL, &all, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (all.n_steps_drawn, ==, all.n_steps);
  g_assert_cmpuint (stats.n_steps, ==, all.n_steps);
  g_assert_true (g_bytes_equal (part, whole));
  return stats.n_steps_drawn;
}

/* Park, houses, roads, dots on the roads: four steps. */
static void
test_styles (Town *town, gconstpointer data)
{
  Look look = plain;

  g_assert_cmpuint (draw (town, &look), ==, 4);
  g_assert_cmpuint (draw (town, &look), ==, 0);
  look.text = "#ff0000";
  g_assert_cmpuint (draw (town, &look), ==, 0);
  /* The houses are most: what lies above them is drawn without them. */
  look.roads = "#ff00ff";
  g_assert_cmpuint (draw (town, &look), ==, 2);
  look.opacity = 0.5;
  g_assert_cmpuint (draw (town, &look), ==, 2);
  /* Of a colour that is being chosen only the first picture is drawn from below. */
  look.houses = "#88cc44";
  g_assert_cmpuint (draw (town, &look), ==, 4);
  look.houses = "#88cc45";
  g_assert_cmpuint (draw (town, &look), ==, 3);
  look.park = "#00bb00";
  g_assert_cmpuint (draw (town, &look), ==, 4);
}

static void
test_ticks (Town *town, gconstpointer data)
{
  Look look = plain;

  g_assert_cmpuint (draw (town, &look), ==, 4);
  look.roads = NULL;
  g_assert_cmpuint (draw (town, &look), ==, 0);
  look.roads = plain.roads;
  g_assert_cmpuint (draw (town, &look), ==, 2);
  look.park = NULL;
  g_assert_cmpuint (draw (town, &look), ==, 3);
  look.houses = NULL;
  g_assert_cmpuint (draw (town, &look), ==, 2);
}

/* Another view has nothing of the last; nor has one of another size. */
static void
test_views (Town *town, gconstpointer data)
{
  g_assert_cmpuint (draw (town, &plain), ==, 4);
  town->view.center.x += 1e-6;
  g_assert_cmpuint (draw (town, &plain), ==, 4);
  town->view.zoom += 0.1;
  g_assert_cmpuint (draw (town, &plain), ==, 4);
  town->view.width_px += 7;
  g_assert_cmpuint (draw (town, &plain), ==, 4);
  town->view.rotation_rad = 0;
  g_assert_cmpuint (draw (town, &plain), ==, 4);
  g_assert_cmpuint (draw (town, &plain), ==, 0);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Asks for @look and breaks it off after so many microseconds of its drawing. */
static void
break_off (Town *town, const Look *look, gint64 us)
{
  g_autoptr (WfScene) scene = make_scene (town, look);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) pixels = NULL;
  gint64 end_us;

  wf_renderer_draw_async (town->keeps, scene, &town->view, cancellable, drawn_cb, &result);
  for (end_us = g_get_monotonic_time () + us; g_get_monotonic_time () < end_us;)
    g_thread_yield ();
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  pixels = wf_renderer_draw_finish (town->keeps, result, NULL, NULL);
}

/* A frame that was broken off leaves nothing behind that was not drawn. */
static void
test_broken_off (Town *town, gconstpointer data)
{
  Look look = plain;

  town->view.width_px = 1200;
  town->view.height_px = 900;
  draw (town, &look);
  for (int i = 0; i < 24; i++)
    {
      g_autofree char *color = g_strdup_printf ("#%02x8844", 100 + i);

      look.houses = color;
      break_off (town, &look, i * 200);
      draw (town, &look);
    }
}

#define ADD(path, func) g_test_add (path, Town, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/stages/styles", test_styles);
  ADD ("/stages/ticks", test_ticks);
  ADD ("/stages/views", test_views);
  ADD ("/stages/broken-off", test_broken_off);
  return g_test_run ();
}
