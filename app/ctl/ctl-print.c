/* Watchfloor: watchfloorctl print.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A map sheet at a paper scale without a screen, by the code of the print window: title, legend,
 * graticule, north, scale bar, source and time. */
#include "config.h"

#include "wf-ctl-scene.h"
#include "wf-legend.h"
#include "wf-sheet.h"
#include "wf-subcommand.h"
#include "wf-time.h"

#include <glib/gi18n.h>
#include <math.h>
#include <sys/resource.h>

#define DEFAULT_DPI 200.0
#define PAPER_ARGB 0xfff5f3eeu
#define FIT_MARGIN 1.05
#define NO_PLACE_SCALE 10000.0 /* where all there is is one point */

typedef struct
{
  char *center, *datum, *paper, *title, *source, *by, *now, *output; /* Owned */
  double scale, dpi;
  int threads;
  gboolean landscape, no_legend, no_graticule, json;
} Words;

typedef struct
{
  Words w;
  WfCtlScene scene;
  WfSheet sheet; /* its strings are borrowed, but for the legend */
  gboolean has_place; /* of the sheet: centre and scale are given */
} Print;

static void
print_clear (Print *print)
{
  Words *w = &print->w;

  g_free (w->center);
  g_free (w->datum);
  g_free (w->paper);
  g_free (w->title);
  g_free (w->source);
  g_free (w->by);
  g_free (w->now);
  g_free (w->output);
  g_clear_pointer (&print->sheet.legend, g_array_unref);
  wf_ctl_scene_clear (&print->scene);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Print, print_clear)

static gboolean
wrong_usage (GError **error, const char *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

/* Words are taken as bytes, for a script may run without a locale: they must be UTF-8. */
static void
make_valid (char **text)
{
  char *valid = *text != NULL ? g_utf8_make_valid (*text, -1) : NULL;

  g_free (*text);
  *text = valid;
}

static gboolean
parse_words (Words *w, WfCtlScene *scene, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[]
      = { WF_CTL_SCENE_ENTRIES (scene),
          { "center", 0, 0, G_OPTION_ARG_STRING, &w->center, NULL, NULL },
          { "datum", 0, 0, G_OPTION_ARG_STRING, &w->datum, NULL, NULL },
          { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &w->scale, NULL, NULL },
          { "paper", 0, 0, G_OPTION_ARG_STRING, &w->paper, NULL, NULL },
          { "landscape", 0, 0, G_OPTION_ARG_NONE, &w->landscape, NULL, NULL },
          { "dpi", 0, 0, G_OPTION_ARG_DOUBLE, &w->dpi, NULL, NULL },
          { "title", 0, 0, G_OPTION_ARG_FILENAME, &w->title, NULL, NULL },
          { "source", 0, 0, G_OPTION_ARG_FILENAME, &w->source, NULL, NULL },
          { "by", 0, 0, G_OPTION_ARG_FILENAME, &w->by, NULL, NULL },
          { "now", 0, 0, G_OPTION_ARG_STRING, &w->now, NULL, NULL },
          { "no-legend", 0, 0, G_OPTION_ARG_NONE, &w->no_legend, NULL, NULL },
          { "no-graticule", 0, 0, G_OPTION_ARG_NONE, &w->no_graticule, NULL, NULL },
          { "threads", 0, 0, G_OPTION_ARG_INT, &w->threads, NULL, NULL },
          { "output", 0, 0, G_OPTION_ARG_FILENAME, &w->output, NULL, NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &w->json, NULL, NULL },
          G_OPTION_ENTRY_NULL };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (argc != 1)
    return wrong_usage (error, _ ("there are words that belong to no option."));
  if (w->output == NULL)
    return wrong_usage (error, _ ("say where to with --output FILE.pdf, .svg or .png."));
  if (!(w->dpi >= 72 && w->dpi <= 600) || w->threads < 0)
    return wrong_usage (error, _ ("--dpi is 72 to 600, --threads at least 0."));
  if (w->scale != 0 && !(w->scale >= 10 && w->scale <= 1e9))
    return wrong_usage (error, _ ("--scale is the N of 1:N, 10 to 1000000000."));
  return TRUE;
}

/* "A3", or "300x200" in millimetres. */
static gboolean
parse_paper (const Words *w, WfSheet *sheet, GError **error)
{
  const char *wanted = w->paper != NULL ? w->paper : "A4";
  guint n;
  const WfPaper *papers = wf_sheet_papers (&n);
  double a = 0, b = 0;
  char rest;

  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (papers[i].name, wanted) == 0)
      {
        a = papers[i].width_mm;
        b = papers[i].height_mm;
      }
  if (a == 0
      && (sscanf (wanted, "%lfx%lf%c", &a, &b, &rest) != 2
          || !(a >= 80 && a <= 2000 && b >= 80 && b <= 2000)))
    return wrong_usage (
        error, _ ("--paper is A4, A3, A2, A1, A0, or WIDTHxHEIGHT in millimetres, 80 to 2000."));
  sheet->width_mm = w->landscape ? b : a;
  sheet->height_mm = w->landscape ? a : b;
  return TRUE;
}

static gboolean
parse_sheet (Print *print, GError **error)
{
  Words *w = &print->w;
  WfSheet *sheet = &print->sheet;
  WfDatum datum = WF_DATUM_WGS84;

  make_valid (&w->title);
  make_valid (&w->source);
  make_valid (&w->by);
  sheet->dpi = w->dpi;
  sheet->scale = w->scale;
  sheet->title = w->title;
  sheet->source = w->source;
  sheet->graticule = !w->no_graticule;
  if (!parse_paper (w, sheet, error) || !wf_subcommand_datum (w->datum, &datum, error))
    return FALSE;
  if (w->center != NULL && !wf_subcommand_place (w->center, "--center", &sheet->center, error))
    return FALSE;
  sheet->center = wf_datum_to_wgs84 (datum, sheet->center);
  print->has_place = w->center != NULL && w->scale > 0;
  return TRUE;
}

/* Two figures, the next above: 8,341 becomes 8,400. */
static double
round_up (double scale)
{
  double power = pow (10, floor (log10 (scale)) - 1);

  return ceil (scale / power - 1e-9) * power;
}

/* The city says how far it reaches: its ground may go on beyond. */
static WfBox
extent_of (const WfCtlScene *scene)
{
  WfBox deg = scene->city != NULL ? wf_city_extent (scene->city) : WF_BOX_EMPTY;
  WfPoint nw, se;

  if (wf_box_is_empty (deg))
    return scene->extent;
  nw = wf_mercator_from_lonlat ((WfLonLat){ deg.min_x, deg.max_y });
  se = wf_mercator_from_lonlat ((WfLonLat){ deg.max_x, deg.min_y });
  return (WfBox){ nw.x, nw.y, se.x, se.y };
}

/* What is not given is made to show all there is. */
static gboolean
fit (Print *print, GError **error)
{
  WfSheet *sheet = &print->sheet;
  WfBox all = extent_of (&print->scene);
  WfView view;
  double share;

  if (print->has_place)
    return TRUE;
  if (wf_box_is_empty (all))
    return wrong_usage (
        error, _ ("there is nothing to fit the sheet to: say where with --center and --scale."));
  if (print->w.center == NULL)
    sheet->center = wf_mercator_to_lonlat (
        (WfPoint){ (all.min_x + all.max_x) / 2, (all.min_y + all.max_y) / 2 });
  if (sheet->scale > 0)
    return TRUE;
  sheet->scale = NO_PLACE_SCALE;
  view = wf_sheet_view (sheet);
  share = MAX ((all.max_x - all.min_x) / view.width_px, (all.max_y - all.min_y) / view.height_px)
          * wf_view_pixels_per_unit (&view);
  if (share > 0)
    sheet->scale = round_up (CLAMP (sheet->scale * share * FIT_MARGIN, 10, 1e9));
  return TRUE;
}

static void
make_legend (Print *print)
{
  WfCtlScene *scene = &print->scene;
  gboolean chinese = wf_ctl_scene_is_chinese (scene);
  WfSheet *sheet = &print->sheet;

  sheet->legend = wf_legend_new ();
  for (guint i = scene->ids->len; i-- > 0;)
    {
      const char *id = scene->ids->pdata[i];
      const WfCityLayer *layer = scene->city != NULL ? wf_city_layer_by_id (scene->city, id) : NULL;
      const char *title = layer == NULL ? id : chinese ? layer->title_zh : layer->title_en;

      wf_legend_add_layer (sheet->legend, scene->style, id, title != NULL ? title : id, chinese);
    }
}

static gboolean
draw (Print *print, GError **error)
{
  const Words *w = &print->w;
  WfSheet *sheet = &print->sheet;
  WfCtlScene *scene = &print->scene;
  g_autoptr (WfRenderer) renderer = wf_renderer_new ((guint) w->threads);
  g_autofree char *made = NULL;
  gint64 now_us = g_get_real_time ();

  if (w->now != NULL && !wf_time_parse (w->now, &now_us))
    return wrong_usage (error, _ ("--now takes a time such as 2026-03-01T14:05:00+08:00."));
  made = wf_sheet_describe_making (now_us, w->by != NULL ? w->by : g_get_user_name ());
  sheet->made = made;
  if (scene->city != NULL && sheet->title == NULL)
    sheet->title = wf_city_title (scene->city, wf_ctl_scene_is_chinese (scene));
  if (scene->city != NULL && sheet->source == NULL)
    sheet->source = wf_city_attribution (scene->city);
  if (!w->no_legend)
    make_legend (print);
  return wf_sheet_save (sheet, w->output, renderer, scene->scene, NULL, error);
}

static void
print_json (Print *print, gint64 start_us)
{
  const WfSheet *sheet = &print->sheet;
  struct rusage usage = { 0 };
  json_t *report;
  char *text;

  getrusage (RUSAGE_SELF, &usage);
  report = json_pack ("{s:O, s:[f, f], s:f, s:[f, f], s:f, s:i, s:f, s:I}", "layers",
                      print->scene.told, "paper_mm", sheet->width_mm, sheet->height_mm, "scale",
                      sheet->scale, "center", sheet->center.lon, sheet->center.lat, "dpi",
                      sheet->dpi, "legend", sheet->legend != NULL ? (int) sheet->legend->len : 0,
                      "ms", (double) (g_get_monotonic_time () - start_us) / 1000.0, "peak_rss_kb",
                      (json_int_t) usage.ru_maxrss);
  text = json_dumps (report, JSON_COMPACT | JSON_REAL_PRECISION (10));
  g_print ("%s\n", text);
  free (text);
  json_decref (report);
}

static gboolean
run_print (int argc, char **argv, GError **error)
{
  g_auto (Print) print = { .w = { .dpi = DEFAULT_DPI } };
  gint64 start_us = g_get_monotonic_time ();
  WfView view;

  wf_ctl_scene_init (&print.scene);
  if (!parse_words (&print.w, &print.scene, argc, argv, error)
      || !wf_ctl_scene_check (&print.scene, error) || !parse_sheet (&print, error))
    return FALSE;
  if (print.has_place)
    view = wf_sheet_view (&print.sheet);
  if (!wf_ctl_scene_open (&print.scene, print.has_place ? &view : NULL, PAPER_ARGB, error)
      || !fit (&print, error) || !draw (&print, error))
    return FALSE;
  if (print.w.json)
    print_json (&print, start_us);
  return TRUE;
}

const WfSubcommand wf_ctl_print = {
  .name = "print",
  .summary = N_ ("Draw a map sheet at a paper scale, as PDF, SVG or PNG"),
  .synopsis
  = "watchfloorctl print --layer SOURCE[#NAME] ... [--city FILE.city.json] [--style FILE.json|.qml|.sld]\n"
    "    [--center LON,LAT] [--scale N] [--paper A4|A3|A2|A1|A0|WxH] [--landscape] [--dpi N]\n"
    "    [--title TEXT] [--source TEXT] [--by NAME] [--now TIME] [--no-legend] [--no-graticule]\n"
    "    [--encoding E] [--crs EPSG:N] [--x COLUMN --y COLUMN | --wkt COLUMN] [--datum D]\n"
    "    [--lang zh|en] [--dark] [--no-cache] [--windows] [--threads N]\n"
    "    --output FILE.(pdf|svg|png) [--json]",
  .run = run_print,
};
