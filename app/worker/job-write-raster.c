/* Watchfloor: the job "write-raster".
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a GeoTIFF with overviews of raw pixels: the city maker's relief. RAW holds width * height
 * bytes (grey) or four times as many (BGRA, alpha not multiplied in), top row first. */
#include "config.h"

#include "wf-error.h"
#include "wf-job.h"
#include "wf-worker-report.h"

#include <cpl_string.h>
#include <gdal.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <ogr_srs_api.h>

typedef struct
{
  int width, height;
  char *bbox, *crs, *output;
} Options;

static gboolean
set_place (GDALDatasetH dataset, const Options *options, GError **error)
{
  double w, s, e, n, geo[6];
  OGRSpatialReferenceH srs = OSRNewSpatialReference (NULL);
  gboolean ok
      = OSRSetFromUserInput (srs, options->crs != NULL ? options->crs : "EPSG:4490") == OGRERR_NONE;

  ok = ok && options->bbox != NULL && sscanf (options->bbox, "%lf,%lf,%lf,%lf", &w, &s, &e, &n) == 4
       && w < e && s < n;
  if (ok)
    {
      geo[0] = w;
      geo[1] = (e - w) / options->width;
      geo[2] = 0;
      geo[3] = n;
      geo[4] = 0;
      geo[5] = (s - n) / options->height;
      GDALSetGeoTransform (dataset, geo);
      GDALSetSpatialRef (dataset, srs);
    }
  else
    g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                 _ ("write-raster needs --bbox west,south,east,north and a known --crs."));
  OSRRelease (srs);
  return ok;
}

static gboolean
write_file (const Options *options, const guint8 *raw, int n_channels, GError **error)
{
  g_autofree char *temporary = g_strconcat (options->output, ".tmp.tif", NULL);
  int n_bands = n_channels == 4 ? 3 : 1, levels[] = { 2, 4, 8, 16 };
  /* GDAL counts bands from the pixel's first byte on: BGR to RGB by walking backwards. */
  int bands[3] = { n_bands == 3 ? 3 : 1, 2, 1 };
  char **creation = CSLSetNameValue (NULL, "COMPRESS", "DEFLATE");
  GDALDatasetH dataset;
  gboolean ok;

  creation = CSLSetNameValue (creation, "TILED", "YES");
  creation = CSLSetNameValue (creation, "PREDICTOR", "2");
  dataset = GDALCreate (GDALGetDriverByName ("GTiff"), temporary, options->width, options->height,
                        n_bands, GDT_Byte, creation);
  CSLDestroy (creation);
  ok = dataset != NULL && set_place (dataset, options, error);
  ok = ok
       && GDALDatasetRasterIO (dataset, GF_Write, 0, 0, options->width, options->height,
                               (void *) raw, options->width, options->height, GDT_Byte, n_bands,
                               bands, n_channels, options->width * n_channels, 1)
              == CE_None
       && GDALBuildOverviews (dataset, "AVERAGE", G_N_ELEMENTS (levels), levels, 0, NULL, NULL,
                              NULL)
              == CE_None;
  if (dataset != NULL)
    GDALClose (dataset);
  ok = ok && g_rename (temporary, options->output) == 0;
  if (!ok)
    {
      g_unlink (temporary);
      if (error != NULL && *error == NULL)
        g_set_error (error, WF_ERROR, WF_ERROR_IO,
                     _ ("%s cannot be written (%s); check the folder and the space left."),
                     options->output, wf_worker_report_gdal_said ());
    }
  return ok;
}

static json_t *
write_raster (const char *raw_path, const Options *options, GError **error)
{
  g_autoptr (GMappedFile) raw = g_mapped_file_new (raw_path, FALSE, error);
  gsize n_pixels = (gsize) options->width * (gsize) options->height, size;

  if (raw == NULL)
    return NULL;
  size = g_mapped_file_get_length (raw);
  if (size != n_pixels && size != n_pixels * 4)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s is not %d x %d pixels of one or four bytes."), raw_path, options->width,
                   options->height);
      return NULL;
    }
  if (!write_file (options, (const guint8 *) g_mapped_file_get_contents (raw),
                   size == n_pixels ? 1 : 4, error))
    return NULL;
  return json_pack ("{s:s}", "output", options->output);
}

static json_t *
run (int argc, char **argv, GError **error)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = g_option_context_new ("RAW");
  GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &options.width, NULL, "PIXELS" },
    { "height", 0, 0, G_OPTION_ARG_INT, &options.height, NULL, "PIXELS" },
    { "bbox", 0, 0, G_OPTION_ARG_STRING, &options.bbox, NULL, "W,S,E,N" },
    { "crs", 0, 0, G_OPTION_ARG_STRING, &options.crs, NULL, "EPSG:N" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options.output, NULL, "FILE.tif" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;
  if (argc != 2 || options.output == NULL || options.width < 1 || options.height < 1
      || options.width > 65536 || options.height > 65536)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("write-raster needs one RAW, --width, --height, --bbox and --output."));
      return NULL;
    }
  return write_raster (argv[1], &options, error);
}

const WfJob wf_job_write_raster = {
  .name = "write-raster",
  .synopsis = "RAW --width N --height N --bbox W,S,E,N [--crs EPSG:N] --output FILE.tif",
  .memory = G_GUINT64_CONSTANT (8) << 30,
  .cpu_s = 600,
  .run = run,
};
