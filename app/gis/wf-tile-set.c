/* Watchfloor: map tiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-tile-set.h"

#include "wf-mercator.h"

#include <string.h>

#define HALF_WORLD_M (M_PI * WF_EARTH_RADIUS_M)
#define SHARP 1.4
#define PROBES 9 /* along each side of a box, to find its tiles */

static void
level_clear (gpointer data)
{
  g_free (((WfTileLevel *) data)->id);
}

WfTileSet *
wf_tile_set_new (const char *url, WfTilePlane plane, WfDatum datum)
{
  WfTileSet *set = g_new0 (WfTileSet, 1);

  g_atomic_ref_count_init (&set->refs);
  set->url = g_strdup (url);
  set->plane = plane;
  set->datum = datum;
  set->levels = g_array_new (FALSE, FALSE, sizeof (WfTileLevel));
  g_array_set_clear_func (set->levels, level_clear);
  return set;
}

WfTileSet *
wf_tile_set_ref (WfTileSet *set)
{
  g_atomic_ref_count_inc (&set->refs);
  return set;
}

void
wf_tile_set_unref (WfTileSet *set)
{
  if (set == NULL || !g_atomic_ref_count_dec (&set->refs))
    return;
  g_free (set->url);
  g_strfreev (set->hosts);
  g_array_unref (set->levels);
  g_free (set);
}

static const WfTileLevel *
level_at (const WfTileSet *set, guint level)
{
  return &g_array_index (set->levels, WfTileLevel, level);
}

static int
compare_levels (gconstpointer a, gconstpointer b)
{
  double x = ((const WfTileLevel *) a)->per_px, y = ((const WfTileLevel *) b)->per_px;

  return x > y ? -1 : x < y;
}

gboolean
wf_tile_set_add_level (WfTileSet *set, const char *id, double per_px, double left, double top,
                       guint tile_px, guint32 n_x, guint32 n_y)
{
  WfTileLevel level = { NULL, per_px, left, top, tile_px, n_x, n_y };

  if (!(per_px > 0 && per_px < 1e8) || !isfinite (left) || !isfinite (top) || tile_px < 16
      || tile_px > WF_TILE_MAX_PX || n_x == 0 || n_y == 0 || n_x > 1u << 30 || n_y > 1u << 30
      || set->levels->len >= WF_TILE_MAX_LEVELS)
    return FALSE;
  level.id = g_strdup (id);
  g_array_append_val (set->levels, level);
  g_array_sort (set->levels, compare_levels);
  return TRUE;
}

void
wf_tile_set_add_zooms (WfTileSet *set, guint tile_px, guint min_zoom, guint max_zoom)
{
  gboolean metres = set->plane == WF_TILES_MERCATOR;

  for (guint z = min_zoom; z <= MIN (max_zoom, 24); z++)
    {
      g_autofree char *id = g_strdup_printf ("%u", z);
      double across = metres ? 2 * HALF_WORLD_M : 360;
      guint32 n = 1u << z, n_y = metres ? n : MAX (1, n / 2);

      wf_tile_set_add_level (set, id, across / n / tile_px, metres ? -HALF_WORLD_M : -180,
                             metres ? HALF_WORLD_M : 90, tile_px, n, n_y);
    }
}

WfPoint
wf_tile_set_place (const WfTileSet *set, guint at, WfPoint p)
{
  const WfTileLevel *level = level_at (set, at);
  double x, y;

  if (set->datum == WF_DATUM_GCJ02 || set->datum == WF_DATUM_BD09)
    p = wf_mercator_from_lonlat (wf_datum_from_wgs84 (set->datum, wf_mercator_to_lonlat (p)));
  if (set->plane == WF_TILES_MERCATOR)
    {
      x = (p.x - 0.5) * 2 * HALF_WORLD_M;
      y = (0.5 - p.y) * 2 * HALF_WORLD_M;
    }
  else
    {
      WfLonLat degrees = wf_mercator_to_lonlat (p);

      x = degrees.lon;
      y = degrees.lat;
    }
  return (WfPoint){ (x - level->left) / level->per_px, (level->top - y) / level->per_px };
}

double
wf_tile_set_unit_per_px (const WfTileSet *set, guint level)
{
  return level_at (set, level)->per_px / (set->plane == WF_TILES_MERCATOR ? 2 * HALF_WORLD_M : 360);
}

guint
wf_tile_set_choose (const WfTileSet *set, double px_per_unit)
{
  guint level = 0;

  while (level + 1 < set->levels->len && wf_tile_set_unit_per_px (set, level) * px_per_unit > SHARP)
    level++;
  return level;
}

WfTileRange
wf_tile_set_range (const WfTileSet *set, guint at, WfBox box)
{
  const WfTileLevel *level = level_at (set, at);
  WfBox px = WF_BOX_EMPTY;
  double side = level->tile_px;

  for (int i = 0; i < PROBES * PROBES; i++)
    {
      double u = (double) (i % PROBES) / (PROBES - 1), v = (double) (i / PROBES) / (PROBES - 1);
      WfPoint p
          = { box.min_x + u * (box.max_x - box.min_x), box.min_y + v * (box.max_y - box.min_y) };
      WfPoint q = wf_tile_set_place (set, at, (WfPoint){ CLAMP (p.x, 0, 1), CLAMP (p.y, 0, 1) });

      wf_box_add (&px, q.x, q.y);
    }
  return (WfTileRange){ at, (guint32) CLAMP (floor (px.min_x / side), 0, level->n_x),
                        (guint32) CLAMP (floor (px.min_y / side), 0, level->n_y),
                        (guint32) CLAMP (ceil (px.max_x / side), 0, level->n_x),
                        (guint32) CLAMP (ceil (px.max_y / side), 0, level->n_y) };
}

static void
replace (GString *text, const char *name, const char *value)
{
  g_string_replace (text, name, value, 0);
}

char *
wf_tile_set_address (const WfTileSet *set, guint at, guint32 x, guint32 y)
{
  const WfTileLevel *level = level_at (set, at);
  g_autoptr (GString) text = g_string_new (set->url);
  char column[16], row[16], flipped[16];

  g_snprintf (column, sizeof column, "%u", x);
  g_snprintf (row, sizeof row, "%u", y);
  g_snprintf (flipped, sizeof flipped, "%u", level->n_y - 1 - y);
  replace (text, "{z}", level->id);
  replace (text, "{x}", column);
  replace (text, "{y}", row);
  replace (text, "{-y}", flipped);
  replace (text, "{TileMatrix}", level->id);
  replace (text, "{TileCol}", column);
  replace (text, "{TileRow}", row);
  if (set->hosts != NULL && set->hosts[0] != NULL)
    replace (text, "{s}", set->hosts[(x + y) % g_strv_length (set->hosts)]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
