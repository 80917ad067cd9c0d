/* Watchfloor: windows of large sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A tile is at most half as long as the view's long side, so that a window is at most twice the
 * view each way. */
#include "config.h"

#include "wf-source-window.h"

#include "wf-mercator.h"
#include "wf-source-name.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_LEVEL 24
#define MAX_DETAIL 80
#define LARGE_FILE (G_GUINT64_CONSTANT (4) << 30)

/* Tiles along one axis: enough that the view, wherever in the middle tile its centre lies, is
 * inside. */
static void
place_axis (double low, double high, guint32 n_tiles, guint32 *first, guint32 *n)
{
  double a = CLAMP (low, 0, 1) * n_tiles, b = CLAMP (high, 0, 1) * n_tiles;
  double want = ceil (b - a) + 1;
  double from = CLAMP (floor ((a + b) / 2 - want / 2 + 0.5), 0, n_tiles - 1.0);

  *first = (guint32) from;
  *n = (guint32) CLAMP (want, 1, n_tiles - from);
}

WfSourceWindow
wf_source_window_for (WfBox box)
{
  double side = MAX (MAX (box.max_x - box.min_x, box.max_y - box.min_y), 1e-9);
  WfSourceWindow window = { .level = (guint) CLAMP (ceil (log2 (2 / side)), 0, MAX_LEVEL) };
  guint32 n_tiles = 1u << window.level;

  place_axis (box.min_x, box.max_x, n_tiles, &window.x, &window.nx);
  place_axis (box.min_y, box.max_y, n_tiles, &window.y, &window.ny);
  return window;
}

WfSourceWindow
wf_source_window_for_picture (WfBox box, double px_per_unit)
{
  WfSourceWindow window = wf_source_window_for (box);

  window.detail = (guint) CLAMP (ceil (2 * log2 (MAX (px_per_unit, 1)) - 1e-6), 1, MAX_DETAIL);
  return window;
}

double
wf_source_window_resolution (WfSourceWindow window)
{
  return 2 * M_PI * WF_EARTH_RADIUS_M * exp2 (window.detail / -2.0);
}

WfBox
wf_source_window_box (WfSourceWindow window)
{
  double tile = exp2 (-(double) window.level);

  return (WfBox){ window.x * tile, window.y * tile, (window.x + window.nx) * tile,
                  (window.y + window.ny) * tile };
}

gboolean
wf_source_window_holds (WfSourceWindow window, WfBox box)
{
  WfBox own = wf_source_window_box (window);

  return window.nx > 0 && own.min_x <= MAX (box.min_x, 0) && own.min_y <= MAX (box.min_y, 0)
         && own.max_x >= MIN (box.max_x, 1) && own.max_y >= MIN (box.max_y, 1);
}

gboolean
wf_source_window_equal (WfSourceWindow a, WfSourceWindow b)
{
  return a.level == b.level && a.x == b.x && a.y == b.y && a.nx == b.nx && a.ny == b.ny
         && a.detail == b.detail;
}

gboolean
wf_source_window_does_for (WfSourceWindow has, const WfWindowFacts *facts, WfSourceWindow wanted,
                           WfBox view)
{
  if (!wf_source_window_holds (has, view))
    return FALSE;
  return wf_source_window_facts_complete (facts)
         || (wanted.detail > 0 ? wanted.detail <= has.detail : wanted.level <= has.level);
}

char *
wf_source_window_degrees (WfSourceWindow window)
{
  WfBox box = wf_source_window_box (window);
  WfLonLat nw = wf_mercator_to_lonlat ((WfPoint){ box.min_x, box.min_y });
  WfLonLat se = wf_mercator_to_lonlat ((WfPoint){ box.max_x, box.max_y });
  char numbers[4][G_ASCII_DTOSTR_BUF_SIZE];
  double values[4] = { nw.lon, se.lat, se.lon, nw.lat };

  for (guint i = 0; i < 4; i++)
    g_ascii_formatd (numbers[i], sizeof numbers[i], "%.9f", values[i]);
  return g_strjoin (",", numbers[0], numbers[1], numbers[2], numbers[3], NULL);
}

char *
wf_source_window_facts_sentence (const WfWindowFacts *facts)
{
  if (facts->is_old)
    return g_strdup (_ ("The server does not answer; what is shown was read earlier."));
  if (facts->one_in > 1)
    return g_strdup_printf (_ ("Too many to show: one of about %lld is drawn. Zoom in to see all."),
                            (long long) facts->one_in);
  if (facts->cut)
    return g_strdup (_ ("The source has more here than is shown. Zoom in to see all."));
  return NULL;
}

char *
wf_source_window_picture_sentence (const WfWindowFacts *facts)
{
  if (!facts->cut)
    return NULL;
  return g_strdup (_ ("It is too large to be drawn from afar, for it has no overviews. Zoom in to "
                      "see it, or have gdaladdo make them."));
}

gboolean
wf_source_window_wanted (const char *source)
{
  static const char *const services[] = { "PG:", "postgresql://", "postgres://", "WFS:", "OAPIF:" };
  static const char *const indexed[] = { ".fgb", ".gpkg" };
  GStatBuf st;

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_ascii_strncasecmp (source, services[i], strlen (services[i])) == 0)
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (indexed); i++)
    if (g_str_has_suffix (source, indexed[i]))
      return g_stat (source, &st) == 0 && (guint64) st.st_size > LARGE_FILE;
  return FALSE;
}
