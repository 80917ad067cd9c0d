/* Watchfloor: a raster as the map shows it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The bands that are to be seen become a virtual dataset of the size that is wanted, which reads
 * the source's overviews or averages its pixels; what is left for the warper is to move them. */
#include "config.h"

#include "wf-raster-view.h"

#include "wf-mercator.h"
#include "wf-raster.h"
#include "wf-worker-report.h"

#include <cpl_string.h>
#include <gdal_alg.h>
#include <gdal_utils.h>
#include <math.h>

#define WORLD (M_PI * WF_EARTH_RADIUS_M)
#define PROBES 7 /* each way, of the pixels' size */
#define REDUCE_FROM 1.5 /* times: less is left to the warper */

static int CPL_STDCALL
progress_cb (double fraction, const char *message, void *user_data)
{
  wf_worker_report_progress (fraction * 0.9, "warping");
  return TRUE;
}

static void *
make_transformer (GDALDatasetH dataset)
{
  char **options = CSLSetNameValue (NULL, "DST_SRS", "EPSG:3857");
  void *transformer = GDALCreateGenImgProjTransformer2 (dataset, NULL, options);

  CSLDestroy (options);
  return transformer;
}

/* How long the shorter side of the pixel at (@x, @y) is on the map; HUGE_VAL where it is not on
 * it. */
static double
side_of_pixel (void *transformer, double x, double y)
{
  double xs[3] = { x, x + 1, x }, ys[3] = { y, y, y + 1 }, zs[3] = { 0 };
  int ok[3] = { 0 };
  double side;

  if (!GDALGenImgProjTransform (transformer, FALSE, 3, xs, ys, zs, ok) || !ok[0] || !ok[1] || !ok[2]
      || !(fabs (ys[0]) < WORLD))
    return HUGE_VAL;
  side = MIN (hypot (xs[1] - xs[0], ys[1] - ys[0]), hypot (xs[2] - xs[0], ys[2] - ys[0]));
  return side > 0 ? side : HUGE_VAL;
}

/* Where its pixels are smallest. GDAL's own proposal spreads them evenly over what a pole would
 * take, which is without end. */
static double
find_resolution (GDALDatasetH dataset, void *transformer)
{
  double least = HUGE_VAL;

  for (int j = 0; j < PROBES; j++)
    for (int i = 0; i < PROBES; i++)
      least = MIN (least,
                   side_of_pixel (transformer, GDALGetRasterXSize (dataset) * (i + 0.5) / PROBES,
                                  GDALGetRasterYSize (dataset) * (j + 0.5) / PROBES));
  return least;
}

/* The same of what lies in @box: towards a pole a map's pixels grow. @whole's where nothing of it
 * was met. */
static double
find_resolution_in (GDALDatasetH dataset, WfBox box, double whole)
{
  void *transformer = make_transformer (dataset);
  double least = HUGE_VAL;

  for (int i = 0; transformer != NULL && i < PROBES * PROBES; i++)
    {
      double x = box.min_x + (box.max_x - box.min_x) * (i % PROBES + 0.5) / PROBES;
      double y = box.min_y + (box.max_y - box.min_y) * (i / PROBES + 0.5) / PROBES, z = 0;
      int ok = 0;

      if (GDALGenImgProjTransform (transformer, TRUE, 1, &x, &y, &z, &ok) && ok && x >= 0 && y >= 0
          && x < GDALGetRasterXSize (dataset) && y < GDALGetRasterYSize (dataset))
        least = MIN (least, side_of_pixel (transformer, x, y));
    }
  if (transformer != NULL)
    GDALDestroyGenImgProjTransformer (transformer);
  return least < HUGE_VAL ? MAX (least, whole) : whole;
}

gboolean
wf_raster_view_measure (GDALDatasetH dataset, WfRasterPlace *place)
{
  void *transformer = make_transformer (dataset);
  double geo[6], extent[4], spare;
  int width, height;
  CPLErr problem;

  if (transformer == NULL)
    return FALSE;
  problem = GDALSuggestedWarpOutput2 (dataset, GDALGenImgProjTransform, transformer, geo, &width,
                                      &height, extent, 0);
  place->resolution = find_resolution (dataset, transformer);
  GDALDestroyGenImgProjTransformer (transformer);
  /* It ends at the last whole pixel. */
  spare = fabs (geo[1]);
  place->box = (WfBox){ MAX (extent[0] - spare, -WORLD), MAX (extent[1] - spare, -WORLD),
                        MIN (extent[2] + spare, WORLD), MIN (extent[3] + spare, WORLD) };
  return problem == CE_None && place->box.min_x < place->box.max_x
         && place->box.min_y < place->box.max_y && isfinite (place->resolution);
}

gboolean
wf_raster_view_choose (const WfRasterPlace *whole, const WfBox *window, double resolution,
                       WfRasterPlace *place, int *width, int *height)
{
  double w, h;

  *place = *whole;
  if (window != NULL)
    place->box
        = (WfBox){ MAX (whole->box.min_x, window->min_x), MAX (whole->box.min_y, window->min_y),
                   MIN (whole->box.max_x, window->max_x), MIN (whole->box.max_y, window->max_y) };
  w = place->box.max_x - place->box.min_x;
  h = place->box.max_y - place->box.min_y;
  if (!(w > 0 && h > 0))
    return FALSE;
  place->resolution
      = MAX (MAX (whole->resolution, resolution),
             MAX (MAX (w, h) / WF_RASTER_MAX_SIDE, sqrt (w * h / WF_RASTER_MAX_PIXELS)));
  *width = CLAMP ((int) (w / place->resolution + 0.5), 1, WF_RASTER_MAX_SIDE);
  *height = CLAMP ((int) (h / place->resolution + 0.5), 1, WF_RASTER_MAX_PIXELS / *width);
  return TRUE;
}

static double
area (WfBox box)
{
  return (box.max_x - box.min_x) * (box.max_y - box.min_y);
}

double
wf_raster_view_cost (GDALDatasetH dataset, const WfRasterPlace *whole, const WfRasterPlace *place)
{
  GDALRasterBandH band = GDALGetRasterBand (dataset, 1);
  double full = (double) GDALGetRasterXSize (dataset) * GDALGetRasterYSize (dataset);
  double share = area (place->box) / area (whole->box), pixels = full;
  double least = full * pow (whole->resolution / place->resolution, 2);

  for (int i = 0; i < GDALGetOverviewCount (band); i++)
    {
      GDALRasterBandH overview = GDALGetOverview (band, i);
      double has = (double) GDALGetRasterBandXSize (overview) * GDALGetRasterBandYSize (overview);

      if (has >= least * 0.9)
        pixels = MIN (pixels, has);
    }
  return pixels * share;
}

/* ---- bands */

static void
add_number (char ***argv, const char *format, double value)
{
  char text[64];

  *argv = CSLAddString (*argv, g_ascii_formatd (text, sizeof text, format, value));
}

/* Grey or three colours, and what says how dense they are; the rest of a satellite's bands is
 * nothing for the eye. */
static char **
add_bands (char **argv, GDALDatasetH from)
{
  int n_bands = GDALGetRasterCount (from), n_colors = n_bands >= 3 ? 3 : 1;

  if (n_bands == 1 && GDALGetRasterColorTable (GDALGetRasterBand (from, 1)) != NULL)
    return CSLAddString (CSLAddString (argv, "-expand"), "rgba");
  for (int i = 1; i <= n_bands; i++)
    if (i <= n_colors
        || GDALGetRasterColorInterpretation (GDALGetRasterBand (from, i)) == GCI_AlphaBand)
      {
        argv = CSLAddString (argv, "-b");
        add_number (&argv, "%.0f", i);
      }
  return argv;
}

/* @reduce: pixels of the source that become one, each way. */
static GDALDatasetH
to_bands (GDALDatasetH from, double reduce)
{
  gboolean palette = GDALGetRasterColorTable (GDALGetRasterBand (from, 1)) != NULL;
  char **argv = CSLAddString (CSLAddString (NULL, "-of"), "VRT");
  GDALTranslateOptions *options;
  GDALDatasetH to;

  argv = add_bands (argv, from);
  if (reduce >= REDUCE_FROM)
    {
      argv = CSLAddString (argv, "-outsize");
      add_number (&argv, "%.0f", MAX (1, ceil (GDALGetRasterXSize (from) / reduce)));
      add_number (&argv, "%.0f", MAX (1, ceil (GDALGetRasterYSize (from) / reduce)));
      argv = CSLAddString (CSLAddString (argv, "-r"), palette ? "nearest" : "average");
    }
  options = GDALTranslateOptionsNew (argv, NULL);
  to = GDALTranslate ("/vsimem/bands.vrt", from, options, NULL);
  GDALTranslateOptionsFree (options);
  CSLDestroy (argv);
  return to;
}

static GDALDatasetH
warp (GDALDatasetH from, const WfRasterPlace *place, int width, int height)
{
  const char *fixed[]
      = { "-of", "MEM", "-t_srs", "EPSG:3857",         "-dstalpha", "-r", "bilinear",
          "-wm", "64",  "-wo",    "DST_ALPHA_MAX=255", "-te",       NULL };
  char **argv = CSLDuplicate ((char **) fixed);
  GDALWarpAppOptions *options;
  GDALDatasetH to;
  int usage_error = 0;

  add_number (&argv, "%.9f", place->box.min_x);
  add_number (&argv, "%.9f", place->box.min_y);
  add_number (&argv, "%.9f", place->box.max_x);
  add_number (&argv, "%.9f", place->box.max_y);
  argv = CSLAddString (argv, "-ts");
  add_number (&argv, "%.0f", width);
  add_number (&argv, "%.0f", height);
  options = GDALWarpAppOptionsNew (argv, NULL);
  CSLDestroy (argv);
  GDALWarpAppOptionsSetProgress (options, progress_cb, NULL);
  to = GDALWarp ("", NULL, 1, &from, options, &usage_error);
  GDALWarpAppOptionsFree (options);
  return to;
}

/* ---- pixels */

typedef struct
{
  double from, factor; /* byte = (value - from) * factor */
} Stretch;

static Stretch
stretch_of (GDALDatasetH source, int number)
{
  GDALRasterBandH band = GDALGetRasterBand (source, MIN (number, GDALGetRasterCount (source)));
  double range[2] = { 0, 255 };

  if (GDALGetRasterDataType (band) == GDT_Byte
      || GDALComputeRasterMinMax (band, TRUE, range) != CE_None || !(range[0] < range[1]))
    return (Stretch){ 0, 1 };
  return (Stretch){ range[0], 255 / (range[1] - range[0]) };
}

static inline guint8
premultiply (double value, const Stretch *stretch, double alpha)
{
  double v = CLAMP ((value - stretch->from) * stretch->factor, 0, 255);

  return (guint8) (v * CLAMP (alpha, 0, 255) / 255 + 0.5);
}

/* Row by row, for numbers may need four times the room of bytes. */
static gboolean
take_pixels (GDALDatasetH warped, GDALDatasetH source, guint8 *pixels)
{
  int width = GDALGetRasterXSize (warped), height = GDALGetRasterYSize (warped);
  int n_bands = GDALGetRasterCount (warped);
  /* The last band is the warper's alpha; before it are one (grey) or three. */
  int bands[4] = { n_bands >= 4 ? 3 : 1, n_bands >= 4 ? 2 : 1, 1, n_bands };
  g_autofree float *row = g_new (float, (gsize) width * 4);
  Stretch stretch[3];

  for (guint c = 0; c < 3; c++)
    stretch[c] = stretch_of (source, bands[c]);
  for (int y = 0; y < height; y++)
    {
      if (GDALDatasetRasterIO (warped, GF_Read, 0, y, width, 1, row, width, 1, GDT_Float32, 4,
                               bands, 4 * sizeof (float), 0, sizeof (float))
          != CE_None)
        return FALSE;
      for (int x = 0; x < width; x++, pixels += 4)
        {
          const float *p = row + 4 * x;

          for (guint c = 0; c < 3; c++)
            pixels[c] = p[3] > 0 ? premultiply (p[c], &stretch[c], p[3]) : 0;
          pixels[3] = (guint8) (CLAMP (p[3], 0.0f, 255.0f) + 0.5f);
        }
    }
  return TRUE;
}

gboolean
wf_raster_view_read (GDALDatasetH dataset, const WfRasterPlace *whole, const WfRasterPlace *place,
                     int width, int height, guint8 *pixels)
{
  double own = find_resolution_in (dataset, place->box, whole->resolution);
  GDALDatasetH bands = to_bands (dataset, place->resolution / own);
  GDALDatasetH warped = bands != NULL ? warp (bands, place, width, height) : NULL;
  gboolean ok = warped != NULL && take_pixels (warped, dataset, pixels);

  if (warped != NULL)
    GDALClose (warped);
  if (bands != NULL)
    GDALClose (bands);
  return ok;
}
