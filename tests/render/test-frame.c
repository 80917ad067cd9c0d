/* Watchfloor: tests of whole frames.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A small town made on the spot: the same bytes for any number of threads and any bands, far
 * views, cancelling, drawing without waiting, and that what is drawn lies where it should. */
#include "config.h"

#include "wf-error.h"
#include "wf-frame-plan.h"
#include "wf-pack-writer.h"
#include "wf-frame-cache.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define LON 121.6
#define LAT 38.9

static const char town_style[]
    = "{\"layers\":["
      "{\"id\":\"bg\",\"type\":\"background\",\"paint\":{\"background-color\":\"#102030\"}},"
      "{\"id\":\"a\",\"type\":\"fill\",\"source\":\"houses\",\"paint\":{\"fill-color\":"
      "[\"match\",[\"get\",\"use\"],\"home\",\"#aa8866\",\"shop\",\"#6688aa\",\"#888888\"],"
      "\"fill-outline-color\":\"#ffffff\",\"fill-opacity\":0.9}},"
      "{\"id\":\"b\",\"type\":\"line\",\"source\":\"roads\",\"layout\":{\"line-cap\":\"round\"},"
      "\"paint\":{\"line-color\":\"#ffee88\",\"line-width\":[\"interpolate\",[\"linear\"],"
      "[\"zoom\"],10,0.5,18,9]}},"
      "{\"id\":\"b2\",\"type\":\"line\",\"source\":\"roads\",\"filter\":[\"==\",[\"get\","
      "\"name\"],\"中山路\"],\"paint\":{\"line-color\":\"#ff0000\",\"line-width\":2,"
      "\"line-dasharray\":[3,2]}},"
      "{\"id\":\"c\",\"type\":\"circle\",\"source\":\"posts\",\"paint\":{\"circle-radius\":4,"
      "\"circle-color\":\"#00ff00\",\"circle-stroke-width\":1.5}},"
      "{\"id\":\"d\",\"type\":\"symbol\",\"source\":\"roads\",\"layout\":{\"symbol-placement\":"
      "\"line\",\"text-field\":[\"local\",\"name\"]},\"paint\":{\"text-color\":\"#ffffff\","
      "\"text-halo-color\":\"#000000\",\"text-halo-width\":1.5}},"
      "{\"id\":\"e\",\"type\":\"symbol\",\"source\":\"posts\",\"layout\":{\"icon-image\":"
      "\"hospital\",\"text-field\":\"{name}\",\"text-offset\":[0,1.2],\"text-size\":12},"
      "\"paint\":{\"icon-color\":\"#cc0000\",\"text-color\":\"#ffffff\"}}]}";

typedef struct
{
  char *folder;
  WfPack *houses, *roads, *posts;
  WfScene *scene;
} Town;

static WfPack *
finish_pack (const Town *town, WfPackWriter *taken, const char *name)
{
  g_autoptr (WfPackWriter) writer = taken;
  g_autofree char *path = g_build_filename (town->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  WfPack *pack = NULL;

  if (wf_pack_writer_finish (writer, path, &error))
    pack = wf_pack_open (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return pack;
}

static WfPack *
make_houses (const Town *town)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  guint use = wf_pack_writer_add_field (writer, "use", WF_FIELD_TEXT);

  for (int y = 0; y < 40; y++)
    for (int x = 0; x < 40; x++)
      {
        double lon = LON + (x - 20) * 4e-4, lat = LAT + (y - 20) * 3e-4, turn = 0.01 * x;
        WfLonLat ring[5];

        for (int i = 0; i < 5; i++)
          ring[i] = (WfLonLat){ lon + 1.6e-4 * cos (turn + i * 1.2566),
                                lat + 1.2e-4 * sin (turn + i * 1.2566) };
        wf_pack_writer_begin (writer, y * 40 + x);
        wf_pack_writer_add_lonlats (writer, ring, 5);
        wf_pack_writer_set_text (writer, use, x % 3 == 0 ? "home" : x % 3 == 1 ? "shop" : "works");
        wf_pack_writer_end (writer);
      }
  return finish_pack (town, writer, "houses.wfpack");
}

static WfPack *
make_roads (const Town *town)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);

  for (int k = 0; k < 12; k++)
    {
      WfLonLat points[30];

      for (int i = 0; i < 30; i++)
        points[i] = (WfLonLat){ LON + (i - 15) * 6e-4,
                                LAT + (k - 6) * 1.1e-3 + 2e-4 * sin (i * 0.7 + k) };
      wf_pack_writer_begin (writer, k);
      wf_pack_writer_add_lonlats (writer, points, 30);
      wf_pack_writer_set_text (writer, name, k % 2 == 0 ? "中山路" : "Harbour Road");
      wf_pack_writer_end (writer);
    }
  return finish_pack (town, writer, "roads.wfpack");
}

static WfPack *
make_posts (const Town *town)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_POINT);
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);

  for (int k = 0; k < 60; k++)
    {
      WfLonLat p = { LON + 0.008 * sin (k * 2.3), LAT + 0.006 * cos (k * 1.7) };
      g_autofree char *text = g_strdup_printf ("站%d", k);

      wf_pack_writer_begin (writer, k);
      wf_pack_writer_add_lonlats (writer, &p, 1);
      wf_pack_writer_set_text (writer, name, text);
      wf_pack_writer_end (writer);
    }
  return finish_pack (town, writer, "posts.wfpack");
}

static void
town_set_up (Town *town, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style = wf_style_parse (town_style, strlen (town_style), "town", &error);

  g_assert_no_error (error);
  town->folder = g_dir_make_tmp ("watchfloor-frame-XXXXXX", NULL);
  town->houses = make_houses (town);
  town->roads = make_roads (town);
  town->posts = make_posts (town);
  town->scene = wf_scene_new (style, TRUE, 0xff000000);
  wf_scene_add_layer (town->scene, "houses", town->houses, 1);
  wf_scene_add_layer (town->scene, "roads", town->roads, 0.8);
  wf_scene_add_layer (town->scene, "posts", town->posts, 1);
}

static void
town_tear_down (Town *town, gconstpointer data)
{
  wf_scene_unref (town->scene);
  wf_pack_unref (town->houses);
  wf_pack_unref (town->roads);
  wf_pack_unref (town->posts);
  g_rmdir (town->folder);
  g_free (town->folder);
}

static WfView
make_view (double zoom, double rotation, double scale)
{
  WfView view = { .zoom = zoom, .rotation_rad = rotation, .width_px = 501, .height_px = 377 };

  view.scale = scale;
  view.center = wf_mercator_from_lonlat ((WfLonLat){ LON, LAT });
  return view;
}

static GBytes *
draw (guint threads, WfScene *scene, const WfView *view)
{
  g_autoptr (WfRenderer) renderer = wf_renderer_new (threads);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = wf_renderer_draw (renderer, scene, view, NULL, NULL, &error);

  g_assert_no_error (error);
  return bytes;
}

static const WfView *
nth_view (guint i)
{
  static WfView views[6];

  views[0] = make_view (15.37, 0, 1);
  views[1] = make_view (13, 0.4, 1);
  views[2] = make_view (17.8, -1.1, 2);
  views[3] = make_view (10, 0, 1);
  views[4] = make_view (2, 0.1, 1);
  views[5] = make_view (21.5, 3, 1);
  return i < G_N_ELEMENTS (views) ? &views[i] : NULL;
}

static void
test_threads (Town *town, gconstpointer data)
{
  for (guint i = 0; nth_view (i) != NULL; i++)
    {
      g_autoptr (GBytes) first = draw (1, town->scene, nth_view (i));

      for (guint threads = 2; threads <= 5; threads++)
        {
          g_autoptr (GBytes) again = draw (threads, town->scene, nth_view (i));

          g_assert_true (g_bytes_equal (first, again));
        }
    }
}

static void
draw_in_bands (const WfFramePlan *plan, int rows, guint32 *pixels)
{
  WfBand band;
  int height = plan->view.height_px;

  wf_band_init (&band, plan, rows);
  for (int top = 0; top < height; top += rows)
    wf_band_draw (&band, pixels, top, MIN (rows, height - top));
  wf_band_clear (&band);
}

static void
test_bands (Town *town, gconstpointer data)
{
  static const int rows[] = { 5, 48, 101 };
  g_autoptr (WfFrameCache) cache = wf_frame_cache_new ();

  for (guint i = 0; nth_view (i) != NULL; i++)
    {
      g_autoptr (WfFramePlan) plan = wf_frame_plan_new (town->scene, nth_view (i), cache);
      gsize n = (gsize) plan->view.width_px * (gsize) plan->view.height_px;
      g_autofree guint32 *whole = g_new (guint32, n);
      g_autofree guint32 *parts = g_new (guint32, n);

      draw_in_bands (plan, plan->view.height_px, whole);
      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        {
          draw_in_bands (plan, rows[k], parts);
          g_assert_cmpmem (whole, n * 4, parts, n * 4);
        }
    }
}

/* A house, a road, a post and the ground have their colours where they stand. */
static void
test_places (Town *town, gconstpointer data)
{
  WfView view = make_view (19, 0.3, 1);
  g_autoptr (GBytes) frame = NULL;
  WfFrameStats stats;
  g_autoptr (WfRenderer) renderer = wf_renderer_new (2);
  const guint32 *pixels;
  WfPoint at;

  view.center = wf_mercator_from_lonlat ((WfLonLat){ LON + 4e-4, LAT + 3e-4 });
  frame = wf_renderer_draw (renderer, town->scene, &view, NULL, &stats, NULL);
  pixels = g_bytes_get_data (frame, NULL);
  /* House (21, 21) is a "home": 0.9 of #aa8866 over #102030. */
  g_assert_cmphex (pixels[188 * 501 + 250] & 0xf0f0f0, ==, 0x907060);
  at = wf_view_point_to_pixel (&view,
                               wf_mercator_from_lonlat ((WfLonLat){ LON + 6e-4, LAT + 4.6e-4 }));
  g_assert_cmphex (pixels[(int) at.y * 501 + (int) at.x], ==, 0xff102030);
  g_assert_cmpuint (stats.features_drawn, >, 3);
  g_assert_cmpuint (stats.features_drawn, <, 200);
  for (guint i = 0; i < 501 * 377; i++)
    g_assert_cmpuint (pixels[i] >> 24, ==, 255);
}

static void
test_far (Town *town, gconstpointer data)
{
  WfView view = make_view (9, 0, 1);
  g_autoptr (WfRenderer) renderer = wf_renderer_new (2);
  g_autoptr (GBytes) frame = NULL;
  WfFrameStats stats;

  frame = wf_renderer_draw (renderer, town->scene, &view, NULL, &stats, NULL);
  /* All are there though no house fills a pixel. */
  g_assert_cmpuint (stats.features_drawn, >=, 1600);
  view.center = (WfPoint){ 0.1, 0.1 };
  g_clear_pointer (&frame, g_bytes_unref);
  frame = wf_renderer_draw (renderer, town->scene, &view, NULL, &stats, NULL);
  g_assert_cmpuint (stats.features_drawn, ==, 0);
}

static void
test_limits (Town *town, gconstpointer data)
{
  g_autoptr (WfRenderer) renderer = wf_renderer_new (1);
  WfView view = make_view (15, 0, 1);
  g_autoptr (GError) error = NULL;

  view.width_px = 100000;
  g_assert_null (wf_renderer_draw (renderer, town->scene, &view, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_LIMIT);
  g_clear_error (&error);
  view = make_view (NAN, 0, 1);
  g_assert_null (wf_renderer_draw (renderer, town->scene, &view, NULL, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_LIMIT);
}

/* ---- without waiting */

typedef struct
{
  WfRenderer *renderer; /* Borrowed */
  guint n_done, n_cancelled;
} Waiting;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = wf_renderer_draw_finish (waiting->renderer, result, NULL, &error);

  if (bytes == NULL)
    g_assert_error (error, WF_ERROR, WF_ERROR_CANCELLED);
  else
    g_assert_cmpuint (g_bytes_get_size (bytes), ==, 501 * 377 * 4);
  waiting->n_cancelled += bytes == NULL;
  waiting->n_done++;
}

static void
test_async (Town *town, gconstpointer data)
{
  g_autoptr (WfRenderer) renderer = wf_renderer_new (3);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Waiting waiting = { renderer, 0, 0 };
  WfView view = make_view (15, 0, 1);

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 10; i++)
    wf_renderer_draw_async (renderer, town->scene, &view, i % 2 == 0 ? cancellable : NULL, done_cb,
                            &waiting);
  while (waiting.n_done < 10)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (waiting.n_cancelled, ==, 5);
}

static void
test_picture (Town *town, gconstpointer data)
{
  static const guint32 pixels[4] = { 0xffff0000, 0xff00ff00, 0xff0000ff, 0x00000000 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (WfStyle) style = wf_style_default (FALSE);
  g_autoptr (WfScene) scene = wf_scene_new (style, TRUE, 0xff101010);
  WfView view = make_view (10, 0, 1);
  double half = 100 / wf_view_pixels_per_unit (&view);
  WfBox box
      = { view.center.x - half, view.center.y - half, view.center.x + half, view.center.y + half };
  g_autoptr (GBytes) frame = NULL;
  const guint32 *seen;

  wf_scene_add_raster (scene, "relief", bytes, 2, 2, box, 1);
  frame = draw (2, scene, &view);
  seen = g_bytes_get_data (frame, NULL);
  g_assert_cmphex (seen[(188 - 90) * 501 + 250 - 90], ==, 0xffff0000);
  g_assert_cmphex (seen[(188 - 90) * 501 + 250 + 90], ==, 0xff00ff00);
  g_assert_cmphex (seen[(188 + 90) * 501 + 250 - 90], ==, 0xff0000ff);
  g_assert_cmphex (seen[(188 + 90) * 501 + 250 + 90], ==, 0xff101010);
  g_assert_cmphex (seen[20 * 501 + 20], ==, 0xff101010);
}

/* What was chosen for one language is not shown in the other. */
static void
test_language (Town *town, gconstpointer data)
{
  static const char json[] = "{\"layers\":[{\"type\":\"fill\",\"source\":\"houses\",\"filter\":"
                             "[\"==\",[\"lang\"],\"zh\"],\"paint\":{\"fill-color\":\"#ffffff\"}}]}";
  g_autoptr (WfRenderer) renderer = wf_renderer_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style = wf_style_parse (json, strlen (json), "language", &error);
  WfView view = make_view (16, 0, 1);

  g_assert_no_error (error);
  for (int chinese = 1; chinese >= 0; chinese--)
    {
      g_autoptr (WfScene) scene = wf_scene_new (style, chinese, 0xff000000);
      g_autoptr (GBytes) frame = NULL;
      const guint32 *pixels;
      gboolean is_drawn = FALSE;

      wf_scene_add_layer (scene, "houses", town->houses, 1);
      frame = wf_renderer_draw (renderer, scene, &view, NULL, NULL, &error);
      g_assert_no_error (error);
      pixels = g_bytes_get_data (frame, NULL);
      for (guint i = 0; i < 501 * 377; i++)
        is_drawn |= pixels[i] != 0xff000000;
      g_assert_cmpint (is_drawn, ==, chinese);
    }
}

/* ---- a pack of one shape */

static GBytes *
draw_one (const Town *town, WfGeometryKind kind, const WfLonLat *points, guint n_points,
          const char *layers, const WfView *view)
{
  WfPackWriter *writer = wf_pack_writer_new (kind);
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  guint width = wf_pack_writer_add_field (writer, "width", WF_FIELD_INT);
  g_autofree char *json = g_strdelimit (g_strdup (layers), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style = wf_style_parse (json, strlen (json), "one", &error);
  g_autoptr (WfScene) scene = NULL;
  g_autoptr (WfPack) pack = NULL;

  g_assert_no_error (error);
  wf_pack_writer_begin (writer, 1);
  wf_pack_writer_add_lonlats (writer, points, n_points);
  wf_pack_writer_set_text (writer, name, "Nowhere");
  wf_pack_writer_set_int (writer, width, 400);
  wf_pack_writer_end (writer);
  pack = finish_pack (town, writer, "one.wfpack");
  scene = wf_scene_new (style, TRUE, 0xff000000);
  wf_scene_add_layer (scene, "one", pack, 1);
  return draw (2, scene, view);
}

/* A table has no place on the map, not even where the whole world shows. */
static void
test_table (Town *town, gconstpointer data)
{
  WfView view = make_view (0, 0, 1);
  g_autoptr (GBytes) frame = NULL;
  const guint32 *pixels;

  view.center = (WfPoint){ 0.5, 0.5 };
  frame = draw_one (town, WF_GEOMETRY_NONE, NULL, 0,
                    "{'layers':[{'type':'symbol','source':'one','layout':{'text-field':['get',"
                    "'name'],'text-anchor':'left'},'paint':{'text-color':'#ffffff'}}]}",
                    &view);
  pixels = g_bytes_get_data (frame, NULL);
  for (guint i = 0; i < 501 * 377; i++)
    g_assert_cmphex (pixels[i], ==, 0xff000000);
}

/* What is a pixel large and half left of the frame shows its other half. */
static void
test_border_dot (Town *town, gconstpointer data)
{
  WfView view = make_view (12, 0, 1);
  WfPoint corner = wf_view_pixel_to_point (&view, (WfPoint){ -0.4, 99.6 });
  double side = 0.8 / wf_view_pixels_per_unit (&view);
  WfLonLat ring[4];
  g_autoptr (GBytes) frame = NULL;
  const guint32 *pixels;
  guint sum;

  for (int i = 0; i < 4; i++)
    ring[i] = wf_mercator_to_lonlat (
        (WfPoint){ corner.x + (i == 1 || i == 2 ? side : 0), corner.y + (i >= 2 ? side : 0) });
  frame = draw_one (town, WF_GEOMETRY_POLYGON, ring, 4,
                    "{'layers':[{'type':'fill','source':'one','paint':{'fill-color':'#ffffff'}}]}",
                    &view);
  pixels = g_bytes_get_data (frame, NULL);
  sum = (pixels[99 * 501] & 255) + (pixels[100 * 501] & 255);
  g_assert_cmpuint (sum, >, 70); /* 0.4 of 0.8 pixels: 82 */
  g_assert_cmpuint (sum, <, 95);
}

/* As wide as its data ask, but never cut off where a band ends. */
static void
test_wide_line (Town *town, gconstpointer data)
{
  WfView view = make_view (15, 0, 1);
  WfPoint from = wf_view_pixel_to_point (&view, (WfPoint){ 50, 200 });
  WfPoint to = wf_view_pixel_to_point (&view, (WfPoint){ 450, 200 });
  WfLonLat line[2] = { wf_mercator_to_lonlat (from), wf_mercator_to_lonlat (to) };
  g_autoptr (GBytes) frame
      = draw_one (town, WF_GEOMETRY_LINE, line, 2,
                  "{'layers':[{'type':'line','source':'one','paint':{'line-color':'#ffffff',"
                  "'line-width':['get','width']}}]}",
                  &view);
  const guint32 *pixels = g_bytes_get_data (frame, NULL);
  guint above = 0, below = 0;

  while (above < 200 && (pixels[(199 - above) * 501 + 250] & 255) > 127)
    above++;
  while (below < 176 && (pixels[(200 + below) * 501 + 250] & 255) > 127)
    below++;
  g_assert_cmpuint (above, ==, 64);
  g_assert_cmpuint (below, ==, 64);
}

/* ---- what threads yield to */

#define N_LOOKERS 6

typedef struct
{
  GMutex lock;
  GCond all_here;
  guint n_here, n_done;
  int nicest;
} Look;

/* Holds its thread until all have one, so that each is another. */
static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;

  g_mutex_lock (&look->lock);
  look->nicest = MAX (look->nicest, getpriority (PRIO_PROCESS, (id_t) gettid ()));
  look->n_here++;
  g_cond_broadcast (&look->all_here);
  while (look->n_here < N_LOOKERS)
    g_cond_wait (&look->all_here, &look->lock);
  g_mutex_unlock (&look->lock);
  g_task_return_boolean (task, TRUE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Look *) data)->n_done++;
}

/* The console's drawing threads stand back; nobody else's work does, before or after. */
static void
test_yielding (Town *town, gconstpointer data)
{
  WfView view = make_view (15, 0, 1);
  Look look = { .nicest = -100 };

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (WfRenderer) renderer = i < 2 ? wf_renderer_new (3) : wf_renderer_new_yielding (3);
      Waiting waiting = { renderer, 0, 0 };

      wf_renderer_draw_async (renderer, town->scene, &view, NULL, done_cb, &waiting);
      while (waiting.n_done < 1)
        g_main_context_iteration (NULL, TRUE);
    }
  g_mutex_init (&look.lock);
  g_cond_init (&look.all_here);
  for (guint i = 0; i < N_LOOKERS; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, looked_cb, &look);

      g_task_set_task_data (task, &look, NULL);
      g_task_run_in_thread (task, look_thread);
    }
  while (look.n_done < N_LOOKERS)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (look.nicest, ==, getpriority (PRIO_PROCESS, 0));
  g_mutex_clear (&look.lock);
  g_cond_clear (&look.all_here);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Town, NULL, town_set_up, func, town_tear_down)
  ADD ("/frame/threads", test_threads);
  ADD ("/frame/bands", test_bands);
  ADD ("/frame/places", test_places);
  ADD ("/frame/far", test_far);
  ADD ("/frame/limits", test_limits);
  ADD ("/frame/async", test_async);
  ADD ("/frame/picture", test_picture);
  ADD ("/frame/language", test_language);
  ADD ("/frame/table", test_table);
  ADD ("/frame/border-dot", test_border_dot);
  ADD ("/frame/wide-line", test_wide_line);
  ADD ("/frame/yielding", test_yielding);
#undef ADD
  return g_test_run ();
}
