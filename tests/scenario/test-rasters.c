/* Watchfloor: scenarios of large and of far-away rasters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rasters as flat files (EHdr, no overviews): far larger than a picture, across 180 degrees, over
 * the poles, with heights and holes. The real worker reads them; a loader follows a view. */
#include "config.h"

#include "wf-layer-loader.h"
#include "wf-mercator.h"
#include "wf-worker.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define CHECK 8 /* pixels a square of the pattern is wide */
#define PATTERN 512 /* pixels the pattern is wide */

static char *folder;

typedef struct
{
  const char *name;
  int side; /* pixels, both ways */
  double west, north, degrees; /* a pixel's */
  int bits;
  const char *more; /* of the header */
} Flat;

/* NAME.bil with what GDAL needs to know of it; a hole until it is written. Free with g_free. */
static char *
make_flat (const Flat *flat, int *fd)
{
  static const char prj[]
      = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,"
        "298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
  char *path = g_strdup_printf ("%s/%s.bil", folder, flat->name);
  g_autofree char *hdr = g_strdup_printf ("%s/%s.hdr", folder, flat->name);
  g_autofree char *beside = g_strdup_printf ("%s/%s.prj", folder, flat->name);
  g_autofree char *text = g_strdup_printf (
      "NROWS %d\nNCOLS %d\nNBANDS 1\nNBITS %d\nBYTEORDER I\nLAYOUT BIL\nULXMAP %.12f\n"
      "ULYMAP %.12f\nXDIM %.12f\nYDIM %.12f\n%s",
      flat->side, flat->side, flat->bits, flat->west + flat->degrees / 2,
      flat->north - flat->degrees / 2, flat->degrees, flat->degrees, flat->more);

  g_assert_true (g_file_set_contents (hdr, text, -1, NULL));
  g_assert_true (g_file_set_contents (beside, prj, -1, NULL));
  *fd = g_open (path, O_CREAT | O_RDWR | O_TRUNC, 0600);
  g_assert_cmpint (*fd, >=, 0);
  g_assert_cmpint (ftruncate (*fd, (off_t) flat->side * flat->side * flat->bits / 8), ==, 0);
  return path;
}

/* 12,000 x 12,000 pixels of 1/100,000 degree: nothing but a chequered square in the middle. */
static const Flat large = { "large", 12000, 121.6, 39.0, 1e-5, 8, "" };

static char *
make_large (void)
{
  int fd;
  char *path = make_flat (&large, &fd);
  guint8 row[PATTERN];
  int at = (large.side - PATTERN) / 2;

  for (int y = 0; y < PATTERN; y++)
    {
      for (int x = 0; x < PATTERN; x++)
        row[x] = (x / CHECK + y / CHECK) % 2 != 0 ? 255 : 55;
      g_assert_cmpint (pwrite (fd, row, sizeof row, (off_t) (at + y) * large.side + at), ==,
                       sizeof row);
    }
  close (fd);
  return path;
}

static WfPoint
middle_of_large (void)
{
  double half = large.side / 2 * large.degrees;

  return wf_mercator_from_lonlat ((WfLonLat){ large.west + half, large.north - half });
}

static WfRaster *
read_picture (const char *path, WfSourceWindow window)
{
  g_autoptr (GError) error = NULL;
  WfSource source = { .source = path, .window = window, .is_raster = TRUE };
  WfRaster *raster = wf_worker_open_raster (&source, TRUE, NULL, NULL, &error);

  g_assert_no_error (error);
  return raster;
}

static guint32
pixel_at (const guint32 *pixels, int width, int height, WfBox box, WfPoint p)
{
  int x = (int) floor ((p.x - box.min_x) / (box.max_x - box.min_x) * width);
  int y = (int) floor ((p.y - box.min_y) / (box.max_y - box.min_y) * height);

  return x >= 0 && y >= 0 && x < width && y < height ? pixels[y * width + x] : 0;
}

static guint32
look (const WfRaster *raster, double lon, double lat)
{
  return pixel_at (g_bytes_get_data (raster->pixels, NULL), raster->width_px, raster->height_px,
                   raster->box, wf_mercator_from_lonlat ((WfLonLat){ lon, lat }));
}

static guint
grey_at (const WfRaster *raster, double lon, double lat)
{
  guint32 pixel = look (raster, lon, lat);

  g_assert_cmphex (pixel >> 24, ==, 0xff);
  return pixel & 0xff;
}

/* Share of the pixels around the middle that are one of the pattern's two values. */
static double
sharpness (GBytes *bytes, int width, int height, WfBox box)
{
  const guint32 *pixels = g_bytes_get_data (bytes, NULL);
  WfPoint middle = middle_of_large ();
  double step = large.degrees / 360 / 2;
  guint n = 0, pure = 0;

  for (int y = -200; y < 200; y++)
    for (int x = -200; x < 200; x++, n++)
      {
        WfPoint p = { middle.x + x * step, middle.y + y * step };
        guint value = pixel_at (pixels, width, height, box, p) & 0xff;

        pure += value >= 250 || (value >= 50 && value <= 60);
      }
  return (double) pure / n;
}

static WfView
view_at (WfPoint center, double zoom)
{
  return (WfView){ .center = center, .zoom = zoom, .width_px = 800, .height_px = 500, .scale = 1 };
}

/* All of it fits a picture and is bounded; a window is as sharp as the source. */
static void
test_windows (void)
{
  g_autofree char *path = make_large ();
  g_autoptr (WfRaster) whole = read_picture (path, (WfSourceWindow){ 0 });
  WfView view = view_at (middle_of_large (), 18);
  WfSourceWindow window
      = wf_source_window_for_picture (wf_view_box (&view), wf_view_pixels_per_unit (&view));
  g_autoptr (WfRaster) near = read_picture (path, window);

  g_assert_cmpint (whole->facts.one_in, >=, 3);
  g_assert_cmpint (whole->width_px * whole->height_px, <=, WF_RASTER_MAX_PIXELS);
  g_assert_false (wf_source_window_facts_complete (&whole->facts));
  /* Averaged, not picked: hardly anything has one of the two values. */
  g_assert_cmpfloat (sharpness (whole->pixels, whole->width_px, whole->height_px, whole->box), <,
                     0.3);
  g_assert_true (wf_source_window_facts_complete (&near->facts));
  g_assert_true (wf_source_window_does_for (window, &near->facts, window, wf_view_box (&view)));
  g_assert_cmpint (near->width_px * near->height_px, <, 4 * 1000 * 1000);
  g_assert_cmpfloat (sharpness (near->pixels, near->width_px, near->height_px, near->box), >, 0.7);
}

/* Without overviews and too large to be read for one picture: near it shows, from afar it says
 * so. */
static void
test_too_large (void)
{
  static const Flat huge = { "huge", 60000, 100, 40, 1e-5, 8, "" };
  int fd;
  g_autofree char *path = make_flat (&huge, &fd);
  g_autoptr (WfRaster) whole = read_picture (path, (WfSourceWindow){ 0 });
  WfView view = view_at (wf_mercator_from_lonlat ((WfLonLat){ 100.3, 39.7 }), 18);
  WfSourceWindow window
      = wf_source_window_for_picture (wf_view_box (&view), wf_view_pixels_per_unit (&view));
  g_autoptr (WfRaster) near = read_picture (path, window);
  g_autofree char *sentence = wf_source_window_picture_sentence (&whole->facts);

  close (fd);
  g_assert_true (whole->facts.cut);
  g_assert_nonnull (sentence);
  g_assert_cmpint (whole->width_px, ==, 1);
  /* It says where it lies all the same. */
  g_assert_cmpfloat (fabs (wf_mercator_to_lonlat ((WfPoint){ whole->box.min_x, 0 }).lon - 100), <,
                     1e-3);
  g_assert_false (near->facts.cut);
  g_assert_cmpuint (grey_at (near, 100.3, 39.7), ==, 0);
}

/* ---- followed by a loader */

static void
settled_cb (gpointer data)
{
  g_main_context_wakeup (NULL);
}

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited 60 s in vain");
  return G_SOURCE_REMOVE;
}

static double
px_per_unit (WfLayer *layer)
{
  int width, height;
  WfBox box;

  return wf_layer_get_raster (layer, &width, &height, &box) != NULL
             ? width / (box.max_x - box.min_x)
             : 0;
}

/* Until what the layer shows is @fine or no longer so. */
static void
wait_for (WfLayer *layer, double fine, gboolean wanted)
{
  guint limit = g_timeout_add_seconds (60, give_up_cb, NULL);

  while (wf_layer_get_state (layer) != WF_LAYER_READY || (px_per_unit (layer) >= fine) != wanted)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static void
test_followed (void)
{
  g_autofree char *path = make_large ();
  g_autoptr (WfCityLayer) description = wf_city_layer_new ("relief", path);
  g_autoptr (WfLayer) layer = NULL;
  WfLayerLoader *loader = wf_layer_loader_new (settled_cb, NULL);
  WfView far = view_at (middle_of_large (), 10), near = view_at (middle_of_large (), 17);
  WfView away = view_at (wf_mercator_from_lonlat ((WfLonLat){ 20, 20 }), 18);
  double fine = wf_view_pixels_per_unit (&near) / 1.5;
  GBytes *pixels;
  int width, height;
  WfBox box, before, after;

  description->role = g_strdup ("raster");
  layer = wf_layer_new_own (description, FALSE);
  wf_layer_loader_set_view (loader, &far);
  wf_layer_loader_add (loader, layer);
  wait_for (layer, fine, FALSE);
  g_assert_true (wf_layer_get_extent (layer, &before));
  wf_layer_loader_set_view (loader, &near);
  wait_for (layer, fine, TRUE);
  pixels = wf_layer_get_raster (layer, &width, &height, &box);
  g_assert_cmpfloat (sharpness (pixels, width, height, box), >, 0.6);
  g_assert_cmpfloat (box.max_x - box.min_x, <, (before.max_x - before.min_x) / 4);
  /* Zooming to the layer still means all of it. */
  g_assert_true (wf_layer_get_extent (layer, &after));
  g_assert_cmpfloat (after.min_x, ==, before.min_x);
  g_assert_cmpfloat (after.max_y, ==, before.max_y);
  wf_layer_loader_set_view (loader, &far);
  wait_for (layer, fine, FALSE);
  /* Nothing is read for what is not in sight. */
  wf_layer_loader_set_view (loader, &near);
  wait_for (layer, fine, TRUE);
  wf_layer_loader_set_view (loader, &away);
  wait_for (layer, fine, FALSE);
  g_assert_true (wf_layer_loader_is_settled (loader));
  wf_layer_loader_free (loader);
}

/* ---- the edges of the world */

/* Pixels that say their column. */
static char *
make_columns (const Flat *flat)
{
  g_autofree guint8 *row = g_new (guint8, flat->side);
  int fd;
  char *path = make_flat (flat, &fd);

  for (int x = 0; x < flat->side; x++)
    row[x] = (guint8) (x * 256 / flat->side);
  for (int y = 0; y < flat->side; y++)
    g_assert_cmpint (write (fd, row, (gsize) flat->side), ==, flat->side);
  close (fd);
  return path;
}

static void
test_antimeridian (void)
{
  static const Flat rasters[]
      = { { "east", 400, 170, 10, 0.05, 8, "" }, { "west", 400, -190, 10, 0.05, 8, "" } };

  for (guint i = 0; i < G_N_ELEMENTS (rasters); i++)
    {
      g_autofree char *path = make_columns (&rasters[i]);
      g_autoptr (WfRaster) raster = read_picture (path, (WfSourceWindow){ 0 });

      g_assert_cmpfloat (fabs (grey_at (raster, 175, 0) - 64.0), <, 3);
      g_assert_cmpfloat (fabs (grey_at (raster, 179.9, 0) - 126.7), <, 3);
      g_assert_cmpfloat (fabs (grey_at (raster, -179.9, 0) - 129.2), <, 3);
      g_assert_cmpfloat (fabs (grey_at (raster, -175, 0) - 192.0), <, 3);
      g_assert_cmphex (look (raster, 0, 0) >> 24, ==, 0);
      g_assert_cmphex (look (raster, 165, 0) >> 24, ==, 0);
    }
}

/* A grid from 0 to 360 degrees and from pole to pole: as sharp as one that ends before them. */
static void
test_all_the_world (void)
{
  static const Flat world = { "world", 720, 0, 90, 0.5, 8, "" };
  g_autofree char *path = make_columns (&world);
  g_autoptr (WfRaster) raster = read_picture (path, (WfSourceWindow){ 0 });

  g_assert_cmpint (raster->width_px, >=, 700);
  g_assert_cmpfloat (fabs (grey_at (raster, 90, 0) - 64.0), <, 2);
  g_assert_cmpfloat (fabs (grey_at (raster, -90, 45) - 192.0), <, 2);
  g_assert_cmpfloat (fabs (grey_at (raster, 90, -84.9) - 64.0), <, 2);
  g_assert_cmpfloat (grey_at (raster, 0.3, 0), <=, 3);
  g_assert_cmpfloat (grey_at (raster, -0.3, 0), >=, 250);
  g_assert_cmphex (look (raster, -179.99, 0) >> 24, ==, 0xff);
  g_assert_cmphex (look (raster, 179.99, 0) >> 24, ==, 0xff);
  g_assert_cmpfloat (raster->box.min_y, >=, 0);
  g_assert_cmpfloat (raster->box.max_y, <=, 1);
}

/* Heights: holes are holes, and the lowest place is not one. */
static void
test_heights (void)
{
  static const Flat heights
      = { "heights", 200, 121, 39, 0.001, 16, "PIXELTYPE SIGNEDINT\nNODATA -32768\n" };
  int fd;
  g_autofree char *path = make_flat (&heights, &fd);
  g_autoptr (WfRaster) raster = NULL;
  gint16 row[200];

  for (int y = 0; y < 200; y++)
    {
      for (int x = 0; x < 200; x++)
        row[x] = (gint16) (x < 100 ? x * 10 - 20 : -32768);
      g_assert_cmpint (write (fd, row, sizeof row), ==, sizeof row);
    }
  close (fd);
  raster = read_picture (path, (WfSourceWindow){ 0 });
  g_assert_cmpuint (grey_at (raster, 121.0015, 38.9), <=, 4);
  g_assert_cmpuint (grey_at (raster, 121.095, 38.9), >=, 240);
  g_assert_cmphex (look (raster, 121.15, 38.9), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  folder = g_dir_make_tmp ("wf-rasters-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  remove = g_strdup_printf ("rm -r '%s'", folder);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rasters/windows", test_windows);
  g_test_add_func ("/rasters/too-large", test_too_large);
  g_test_add_func ("/rasters/followed", test_followed);
  g_test_add_func ("/rasters/antimeridian", test_antimeridian);
  g_test_add_func ("/rasters/world", test_all_the_world);
  g_test_add_func ("/rasters/heights", test_heights);
  status = g_test_run ();
  if (system (remove) != 0)
    g_printerr ("%s is left behind\n", folder);
  g_free (folder);
  return status;
}
