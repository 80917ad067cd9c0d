/* Watchfloor: the job "raster".
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a georeferenced raster of any size and kind of band, warps it to Web Mercator at no more
 * than WF_RASTER_MAX_SIDE pixels a side (from overviews where there are some), and writes it as
 * wf-raster.h says. */
#include "config.h"

#include "wf-checksum.h"
#include "wf-error.h"
#include "wf-gdal-source.h"
#include "wf-job.h"
#include "wf-mercator.h"
#include "wf-raster.h"
#include "wf-worker-report.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <gdal_alg.h>
#include <gdal_utils.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>

static gboolean
fail_read (const char *name, GError **error)
{
  g_autofree char *base = g_path_get_basename (name);

  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("%s cannot be put on the map (%s); it may be damaged or not georeferenced."),
               base, wf_worker_report_gdal_said ());
  return FALSE;
}

static int CPL_STDCALL
progress_cb (double fraction, const char *message, void *user_data)
{
  wf_worker_report_progress (fraction * 0.9, "warping");
  return TRUE;
}

/* Bytes of RGB, RGBA, grey or grey and alpha, whatever it was: palettes are resolved, other
 * numbers stretched from their smallest to their largest. */
static GDALDatasetH
to_bytes (GDALDatasetH from)
{
  GDALRasterBandH band = GDALGetRasterBand (from, 1);
  char **argv = CSLAddString (NULL, "-of");
  GDALTranslateOptions *options;
  GDALDatasetH to;
  int n_bands = GDALGetRasterCount (from);

  argv = CSLAddString (argv, "VRT");
  if (GDALGetRasterColorTable (band) != NULL && n_bands == 1)
    {
      argv = CSLAddString (argv, "-expand");
      argv = CSLAddString (argv, "rgba");
    }
  else
    {
      for (int i = 1; i <= MIN (n_bands, n_bands == 2 ? 1 : 4); i++)
        {
          g_autofree char *number = g_strdup_printf ("%d", i);

          argv = CSLAddString (argv, "-b");
          argv = CSLAddString (argv, number);
        }
      if (GDALGetRasterDataType (band) != GDT_Byte)
        {
          argv = CSLAddString (argv, "-ot");
          argv = CSLAddString (argv, "Byte");
          argv = CSLAddString (argv, "-scale");
        }
    }
  options = GDALTranslateOptionsNew (argv, NULL);
  to = GDALTranslate ("/vsimem/bytes.vrt", from, options, NULL);
  GDALTranslateOptionsFree (options);
  CSLDestroy (argv);
  return to;
}

/* The size in pixels that keeps the source's detail within the limit. */
static gboolean
choose_size (GDALDatasetH dataset, int *width, int *height)
{
  char **options = CSLSetNameValue (NULL, "DST_SRS", "EPSG:3857");
  void *transformer = GDALCreateGenImgProjTransformer2 (dataset, NULL, options);
  double geo[6], extent[4], over;
  CPLErr problem = CE_Failure;

  CSLDestroy (options);
  if (transformer == NULL)
    return FALSE;
  problem = GDALSuggestedWarpOutput2 (dataset, GDALGenImgProjTransform, transformer, geo, width,
                                      height, extent, 0);
  GDALDestroyGenImgProjTransformer (transformer);
  over = (double) MAX (*width, *height) / WF_RASTER_MAX_SIDE;
  if (problem == CE_None && over > 1)
    {
      *width = MAX (1, (int) (*width / over));
      *height = MAX (1, (int) (*height / over));
    }
  return problem == CE_None && *width > 0 && *height > 0;
}

static GDALDatasetH
warp (GDALDatasetH from)
{
  int width = 0, height = 0, usage_error = 0;
  g_autofree char *w = NULL;
  g_autofree char *h = NULL;
  GDALWarpAppOptions *options;
  GDALDatasetH to;

  if (!choose_size (from, &width, &height))
    return NULL;
  w = g_strdup_printf ("%d", width);
  h = g_strdup_printf ("%d", height);
  {
    const char *argv[] = { "-of",       "MEM", "-t_srs",   "EPSG:3857", "-ts", w,   h,
                           "-dstalpha", "-r",  "bilinear", "-wm",       "256", NULL };

    options = GDALWarpAppOptionsNew ((char **) argv, NULL);
  }
  GDALWarpAppOptionsSetProgress (options, progress_cb, NULL);
  to = GDALWarp ("", NULL, 1, &from, options, &usage_error);
  GDALWarpAppOptionsFree (options);
  return to;
}

static inline guint8
premultiply (guint v, guint alpha)
{
  return (guint8) ((v * alpha + 127) / 255);
}

/* The bands as premultiplied BGRA. */
static guint8 *
read_pixels (GDALDatasetH dataset, gsize n)
{
  int width = GDALGetRasterXSize (dataset), height = GDALGetRasterYSize (dataset);
  int n_bands = GDALGetRasterCount (dataset);
  /* The last band is the warper's alpha; before it are one (grey) or three. */
  int bands[4] = { n_bands >= 4 ? 3 : 1, n_bands >= 4 ? 2 : 1, 1, n_bands };
  g_autofree guint8 *pixels = g_try_malloc (n * 4);

  if (pixels == NULL
      || GDALDatasetRasterIO (dataset, GF_Read, 0, 0, width, height, pixels, width, height,
                              GDT_Byte, 4, bands, 4, width * 4, 1)
             != CE_None)
    return NULL;
  for (gsize i = 0; i < n; i++)
    {
      guint8 *p = pixels + 4 * i;

      if (p[3] != 255)
        for (guint c = 0; c < 3; c++)
          p[c] = premultiply (p[c], p[3]);
    }
  return g_steal_pointer (&pixels);
}

static gboolean
save (GDALDatasetH dataset, const char *output, WfRasterHeader *header, GError **error)
{
  double geo[6], k = 1 / (2 * M_PI * WF_EARTH_RADIUS_M);
  gsize n;
  g_autofree guint8 *pixels = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GByteArray) file = NULL;

  *header = (WfRasterHeader){ .version = WF_RASTER_VERSION, .byte_order = WF_RASTER_BYTE_ORDER };
  memcpy (header->magic, WF_RASTER_MAGIC, sizeof header->magic);
  header->width = (guint32) GDALGetRasterXSize (dataset);
  header->height = (guint32) GDALGetRasterYSize (dataset);
  GDALGetGeoTransform (dataset, geo);
  header->box[0] = 0.5 + geo[0] * k;
  header->box[1] = 0.5 - geo[3] * k;
  header->box[2] = 0.5 + (geo[0] + geo[1] * header->width) * k;
  header->box[3] = 0.5 - (geo[3] + geo[5] * header->height) * k;
  n = (gsize) header->width * header->height;
  pixels = read_pixels (dataset, n);
  if (pixels == NULL)
    return fail_read (output, error);
  header->checksum = wf_checksum_of (pixels, n * 4);
  file = g_byte_array_sized_new ((guint) (sizeof *header + n * 4));
  g_byte_array_append (file, (const guint8 *) header, sizeof *header);
  g_byte_array_append (file, pixels, (guint) (n * 4));
  /* By a temporary name and a rename. */
  if (g_file_set_contents (output, (const char *) file->data, file->len, &trouble))
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("%s cannot be written: %s. Free some space or choose another folder."), output,
               trouble->message);
  return FALSE;
}

static json_t *
read_raster (const char *name, const char *output, GError **error)
{
  g_auto (WfGdalSource) source = { 0 };
  GDALDatasetH bytes, warped = NULL;
  WfRasterHeader header;
  gboolean ok = FALSE;

  if (!wf_gdal_source_open (&source, name, TRUE, NULL, error))
    return NULL;
  if (GDALGetRasterCount (source.dataset) == 0
      || (GDALGetSpatialRef (source.dataset) == NULL && GDALGetGCPCount (source.dataset) == 0))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s does not say where it lies on the earth; georeference it first."), name);
      return NULL;
    }
  bytes = to_bytes (source.dataset);
  if (bytes != NULL)
    warped = warp (bytes);
  if (warped == NULL)
    fail_read (name, error);
  else
    ok = save (warped, output, &header, error);
  if (warped != NULL)
    GDALClose (warped);
  if (bytes != NULL)
    GDALClose (bytes);
  return ok ? json_pack ("{s:i, s:i}", "width", (int) header.width, "height", (int) header.height)
            : NULL;
}

static json_t *
run (int argc, char **argv, GError **error)
{
  g_autofree char *output = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("SOURCE");
  GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, NULL, "FILE.wfras" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;
  if (argc != 2 || output == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("raster needs one SOURCE and --output FILE.wfras."));
      return NULL;
    }
  return read_raster (argv[1], output, error);
}

const WfJob wf_job_raster = {
  .name = "raster",
  .synopsis = "SOURCE --output FILE.wfras",
  .memory = G_GUINT64_CONSTANT (8) << 30,
  .cpu_s = 600,
  .run = run,
};
