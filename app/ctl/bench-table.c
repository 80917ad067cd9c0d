/* Watchfloor: the benchmark of tables.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A million rows (or a given pack) sorted by each column, filtered by conditions and by words, and
 * identified at scattered places. The rows are made here: footprints' identities as a city has
 * them, all different, beside columns of few values. */
#include "config.h"

#include "wf-benchmark.h"
#include "wf-mercator.h"
#include "wf-pack-filter.h"
#include "wf-pack-near.h"
#include "wf-pack-sort.h"
#include "wf-pack-writer.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <time.h>

#define RADIUS_PX 6

enum
{
  BIM,
  NAME,
  USE,
  FLOORS,
  HEIGHT,
  BUILT
};

static void
add_row (WfPackWriter *writer, GRand *rand, gint64 i)
{
  static const char *const uses[] = { "住宅", "办公", "商业", "工业", "学校", "医院", "仓储" };
  double lon = 121.4 + 0.45 * g_rand_double (rand), lat = 38.75 + 0.4 * g_rand_double (rand);
  WfLonLat ring[4]
      = { { lon, lat }, { lon + 2e-4, lat }, { lon + 2e-4, lat + 1.5e-4 }, { lon, lat + 1.5e-4 } };
  g_autofree char *bim = g_strdup_printf ("BIM-210203-%08X", (guint) g_rand_int (rand));
  g_autofree char *name = g_strdup_printf ("人民路%d号%d幢", g_rand_int_range (rand, 1, 2000),
                                           g_rand_int_range (rand, 1, 40));

  wf_pack_writer_begin (writer, i);
  wf_pack_writer_add_lonlats (writer, ring, 4);
  wf_pack_writer_set_text (writer, BIM, bim);
  wf_pack_writer_set_text (writer, NAME, name);
  wf_pack_writer_set_text (writer, USE, uses[g_rand_int_range (rand, 0, G_N_ELEMENTS (uses))]);
  wf_pack_writer_set_int (writer, FLOORS, g_rand_int_range (rand, 1, 60));
  wf_pack_writer_set_real (writer, HEIGHT, 3 + 150 * g_rand_double (rand));
  wf_pack_writer_set_int (writer, BUILT, (gint64) g_rand_int (rand) * G_GINT64_CONSTANT (1000000));
  wf_pack_writer_end (writer);
}

static WfPack *
make_pack (int n, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("watchfloor-bench-XXXXXX", error);
  g_autofree char *path = NULL;
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  GRand *rand = g_rand_new_with_seed (20261120);
  WfPack *pack = NULL;

  wf_pack_writer_add_field (writer, "bim_id", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "use", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "floors", WF_FIELD_INT);
  wf_pack_writer_add_field (writer, "height", WF_FIELD_REAL);
  wf_pack_writer_add_field (writer, "built", WF_FIELD_TIME);
  for (int i = 0; i < n; i++)
    add_row (writer, rand, i);
  g_rand_free (rand);
  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, "table.wfpack", NULL);
  if (wf_pack_writer_finish (writer, path, error))
    pack = wf_pack_open (path, error);
  /* Mapped: it stays readable, and nothing is left behind. */
  g_unlink (path);
  g_rmdir (folder);
  return pack;
}

/* ---- the figures */
typedef struct
{
  json_t *samples, *cases; /* Borrowed */
  int repeat;
  clock_t cpu; /* as the case began */
} Meter;

/* Wall clock, and the processors' time beside it: a busy machine shows in the difference. */
static void
note_case (Meter *meter, const char *what, const char *of, double *times)
{
  clock_t now = clock ();
  double cpu_ms = (double) (now - meter->cpu) * 1000 / CLOCKS_PER_SEC / meter->repeat;

  meter->cpu = now;
  for (int i = 0; i < meter->repeat; i++)
    json_array_append_new (meter->samples, json_real (times[i]));
  json_array_append_new (meter->cases,
                         json_pack ("{s:s, s:s, s:f, s:f, s:f}", "case", what, "of", of, "cpu_ms",
                                    cpu_ms, "median_ms",
                                    wf_bench_quantile (times, (guint) meter->repeat, 0.5), "max_ms",
                                    wf_bench_quantile (times, (guint) meter->repeat, 1)));
}

static void
measure_sorts (Meter *meter, WfPack *pack)
{
  g_autofree double *times = g_new (double, meter->repeat);

  for (guint field = 0; field < wf_pack_n_fields (pack); field++)
    {
      for (int i = 0; i < meter->repeat; i++)
        {
          gint64 start_us = g_get_monotonic_time ();
          g_autofree guint32 *order = wf_pack_sort (pack, (int) field, i % 2 == 1, NULL, NULL);

          times[i] = (double) (g_get_monotonic_time () - start_us) / 1000;
        }
      note_case (meter, "sort", wf_pack_field (pack, field).name, times);
    }
}

static gboolean
measure_filters (Meter *meter, WfPack *pack, char **filters, GError **error)
{
  g_autofree double *times = g_new (double, meter->repeat);

  for (guint f = 0; filters[f] != NULL; f++)
    {
      for (int i = 0; i < meter->repeat; i++)
        {
          gint64 start_us = g_get_monotonic_time ();
          g_autofree guint8 *keep = wf_pack_filter (pack, filters[f], NULL, error);

          if (keep == NULL)
            return FALSE;
          times[i] = (double) (g_get_monotonic_time () - start_us) / 1000;
        }
      note_case (meter, "filter", filters[f], times);
    }
  return TRUE;
}

/* Under a pointer of RADIUS_PX, from the street to the whole city. */
static void
measure_identify (Meter *meter, WfPack *pack)
{
  static const double metres_a_pixel[] = { 0.6, 10, 120 };
  WfUnitBox box = wf_pack_box (pack);
  g_autofree double *times = g_new (double, meter->repeat);

  for (guint zoom = 0; zoom < G_N_ELEMENTS (metres_a_pixel); zoom++)
    {
      g_autofree char *of = g_strdup_printf ("%g m/px", metres_a_pixel[zoom]);

      for (int i = 0; i < meter->repeat; i++)
        {
          double share = (i + 0.5) / meter->repeat;
          WfUnit at = { box.min_x + (guint32) (share * (box.max_x - box.min_x)),
                        box.min_y + (guint32) (share * (box.max_y - box.min_y)) };
          gint64 start_us = g_get_monotonic_time ();
          g_autoptr (GArray) hits
              = wf_pack_near (pack, wf_unit_to_lonlat (at), RADIUS_PX * metres_a_pixel[zoom], 200);

          times[i] = (double) (g_get_monotonic_time () - start_us) / 1000;
        }
      note_case (meter, "identify", of, times);
    }
}

static gboolean
run_table (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  int n = 1000000, repeat = 5;
  g_autofree char *layer = NULL;
  g_auto (GStrv) filters = NULL;
  const GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_INT, &n, NULL, NULL },
    { "repeat", 0, 0, G_OPTION_ARG_INT, &repeat, NULL, NULL },
    { "layer", 0, 0, G_OPTION_ARG_FILENAME, &layer, NULL, NULL },
    { "filter", 0, 0, G_OPTION_ARG_STRING_ARRAY, &filters, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  static const char *const usual[] = { "floors > 30",
                                       "floors > 30 and use = '办公'",
                                       "name contains '路7号'",
                                       "BIM-210203-7F",
                                       "人民路17号",
                                       NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (WfPack) pack = NULL;
  Meter meter = { samples, json_array (), 1, 0 };

  json_object_set_new (report, "cases", meter.cases);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  meter.repeat = CLAMP (repeat, 1, 1000);
  pack = layer != NULL ? wf_pack_open (layer, error) : make_pack (CLAMP (n, 1, 20000000), error);
  if (pack == NULL)
    return FALSE;
  if (filters == NULL && layer == NULL)
    filters = g_strdupv ((char **) usual);
  json_object_set_new (report, "rows", json_integer (wf_pack_shapes (pack)->n_features));
  meter.cpu = clock ();
  measure_sorts (&meter, pack);
  if (filters != NULL && !measure_filters (&meter, pack, filters, error))
    return FALSE;
  measure_identify (&meter, pack);
  return TRUE;
}

const WfBench wf_bench_table = {
  .name = "table",
  .summary = N_ ("Rows sorted, filtered and identified: [--size N] [--layer FILE.wfpack] "
                 "[--filter TEXT] [--repeat N]"),
  .unit = "ms",
  .run = run_table,
};
