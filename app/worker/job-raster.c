/* Watchfloor: the job "raster".
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a georeferenced raster of any size and kind of band, or a window of it, and writes it as
 * wf-raster.h says. What would take too long to read, for there are no overviews, is left empty. */
#include "config.h"

#include "wf-checksum.h"
#include "wf-error.h"
#include "wf-gdal-source.h"
#include "wf-import-window.h"
#include "wf-job.h"
#include "wf-mercator.h"
#include "wf-raster-view.h"
#include "wf-raster.h"
#include "wf-worker-report.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_COST 2e9 /* pixels read for a picture: about a minute */

typedef struct
{
  char *output, *window;
  double resolution;
} Options;

static gboolean
fail_read (const char *name, GError **error)
{
  g_autofree char *base = g_path_get_basename (name);

  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("%s cannot be put on the map (%s); it may be damaged or not georeferenced."),
               base, wf_worker_report_gdal_said ());
  return FALSE;
}

static WfRasterHeader
make_header (const WfRasterPlace *place, const WfRasterPlace *whole, int width, int height)
{
  const double k = 1 / (2 * M_PI * WF_EARTH_RADIUS_M);
  WfRasterHeader header = { .version = WF_RASTER_VERSION, .byte_order = WF_RASTER_BYTE_ORDER };

  memcpy (header.magic, WF_RASTER_MAGIC, sizeof header.magic);
  header.width = (guint32) width;
  header.height = (guint32) height;
  header.box[0] = 0.5 + place->box.min_x * k;
  header.box[1] = 0.5 - place->box.max_y * k;
  header.box[2] = 0.5 + place->box.max_x * k;
  header.box[3] = 0.5 - place->box.min_y * k;
  header.full_px_per_unit = 1 / (whole->resolution * k);
  return header;
}

/* By a temporary name and a rename. */
static gboolean
save (GByteArray *file, WfRasterHeader *header, const char *output, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  header->checksum = wf_checksum_of (file->data + sizeof *header, file->len - sizeof *header);
  memcpy (file->data, header, sizeof *header);
  if (g_file_set_contents (output, (const char *) file->data, file->len, &trouble))
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("%s cannot be written: %s. Free some space or choose another folder."), output,
               trouble->message);
  return FALSE;
}

/* One pixel of nothing. */
static json_t *
write_nothing (const WfRasterPlace *place, const WfRasterPlace *whole, gboolean too_large,
               const char *output, GError **error)
{
  WfRasterHeader header = make_header (place, whole, 1, 1);
  g_autoptr (GByteArray) file = g_byte_array_new ();

  g_byte_array_set_size (file, sizeof header + 4);
  memset (file->data, 0, file->len);
  header.too_large = too_large;
  return save (file, &header, output, error) ? json_pack ("{s:i, s:i}", "width", 1, "height", 1)
                                             : NULL;
}

static json_t *
write_part (GDALDatasetH dataset, const char *name, const WfRasterPlace *whole, const WfBox *window,
            const Options *options, GError **error)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  WfRasterHeader header;
  WfRasterPlace place;
  int width, height;

  if (!wf_raster_view_choose (whole, window, options->resolution, &place, &width, &height))
    {
      place.box = *window;
      return write_nothing (&place, whole, FALSE, options->output, error);
    }
  if (wf_raster_view_cost (dataset, whole, &place) > MAX_COST)
    return write_nothing (&place, whole, TRUE, options->output, error);
  header = make_header (&place, whole, width, height);
  g_byte_array_set_size (file, (guint) (sizeof header + (gsize) width * (gsize) height * 4));
  if (!wf_raster_view_read (dataset, whole, &place, width, height, file->data + sizeof header))
    {
      fail_read (name, error);
      return NULL;
    }
  if (!save (file, &header, options->output, error))
    return NULL;
  return json_pack ("{s:i, s:i}", "width", width, "height", height);
}

/* Degrees to the map's metres. */
static WfBox
to_metres (WfBox degrees)
{
  const double k = 2 * M_PI * WF_EARTH_RADIUS_M;
  WfPoint a = wf_mercator_from_lonlat ((WfLonLat){ degrees.min_x, degrees.min_y });
  WfPoint b = wf_mercator_from_lonlat ((WfLonLat){ degrees.max_x, degrees.max_y });

  return (WfBox){ (a.x - 0.5) * k, (0.5 - a.y) * k, (b.x - 0.5) * k, (0.5 - b.y) * k };
}

static json_t *
read_raster (const char *name, const Options *options, GError **error)
{
  g_auto (WfGdalSource) source = { 0 };
  WfRasterPlace whole;
  WfBox window;

  if (options->window != NULL && !wf_import_window_parse (options->window, &window, error))
    return NULL;
  if (!wf_gdal_source_open (&source, name, TRUE, NULL, error))
    return NULL;
  if (GDALGetRasterCount (source.dataset) == 0
      || (GDALGetSpatialRef (source.dataset) == NULL && GDALGetGCPCount (source.dataset) == 0))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s does not say where it lies on the earth; georeference it first."), name);
      return NULL;
    }
  if (!wf_raster_view_measure (source.dataset, &whole))
    {
      fail_read (name, error);
      return NULL;
    }
  if (options->window != NULL)
    window = to_metres (window);
  return write_part (source.dataset, name, &whole, options->window != NULL ? &window : NULL,
                     options, error);
}

static json_t *
run (int argc, char **argv, GError **error)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = g_option_context_new ("SOURCE");
  GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options.output, NULL, "FILE.wfras" },
    { "window", 0, 0, G_OPTION_ARG_STRING, &options.window, NULL, "W,S,E,N" },
    { "resolution", 0, 0, G_OPTION_ARG_DOUBLE, &options.resolution, NULL, "METRES" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;
  if (argc != 2 || options.output == NULL || !(options.resolution >= 0))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("raster needs one SOURCE and --output FILE.wfras."));
      return NULL;
    }
  return read_raster (argv[1], &options, error);
}

const WfJob wf_job_raster = {
  .name = "raster",
  .synopsis = "SOURCE [--window W,S,E,N --resolution METRES] --output FILE.wfras",
  .memory = G_GUINT64_CONSTANT (8) << 30,
  .cpu_s = 600,
  .run = run,
};
