/* Watchfloor: map tiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the tiles of a server lie: levels of a grid in Web Mercator metres (Tianditu "_w", most
 * XYZ servers) or in degrees (Tianditu "_c", EPSG:4490 and 4326), in any of our datums. Scale
 * denominators and corners as in OGC 07-057r7 (WMTS 1.0.0). Reference-counted, immutable once
 * shared; any thread. */
#pragma once

#include "wf-datum.h"
#include "wf-point.h"

#include <glib.h>

typedef enum
{
  WF_TILES_MERCATOR, /* metres, EPSG:3857 */
  WF_TILES_DEGREES,
} WfTilePlane;

#define WF_TILE_MAX_PX 1024
#define WF_TILE_MAX_LEVELS 32

typedef struct
{
  char *id; /* what the URL calls it */
  double per_px; /* metres or degrees */
  double left, top; /* the corner of tile 0, 0 */
  guint tile_px; /* a side */
  guint32 n_x, n_y;
} WfTileLevel;

typedef struct
{
  gatomicrefcount refs;
  WfTilePlane plane;
  WfDatum datum;
  char *url; /* {z} {x} {y} {-y} {s}, as WMTS says {TileMatrix} {TileCol} {TileRow} */
  char **hosts; /* what {s} stands for; NULL: none */
  GArray *levels; /* WfTileLevel, coarsest first */
} WfTileSet;

/* Tiles in a block of one level. */
typedef struct
{
  guint level;
  guint32 x0, y0, x1, y1; /* [x0, x1) */
} WfTileRange;

/* An empty one of @url (copied). */
WfTileSet *wf_tile_set_new (const char *url, WfTilePlane plane, WfDatum datum);
/* Appends a level; FALSE where its numbers make no sense or there are too many. */
gboolean wf_tile_set_add_level (WfTileSet *set, const char *id, double per_px, double left,
                                double top, guint tile_px, guint32 n_x, guint32 n_y);
/* The usual levels @min_zoom to @max_zoom of tiles of @tile_px; degrees: two tiles at level 1, as
 * Tianditu counts them. */
void wf_tile_set_add_zooms (WfTileSet *set, guint tile_px, guint min_zoom, guint max_zoom);
WfTileSet *wf_tile_set_ref (WfTileSet *set);
void wf_tile_set_unref (WfTileSet *set);

/* The pixels of @level from its corner at @p (unit Mercator, WGS 84). */
WfPoint wf_tile_set_place (const WfTileSet *set, guint level, WfPoint p);
/* What one pixel of @level spans in unit Mercator, east to west. */
double wf_tile_set_unit_per_px (const WfTileSet *set, guint level);
/* The coarsest level whose pixels are at most 1.4 pixels of a view of @px_per_unit. */
guint wf_tile_set_choose (const WfTileSet *set, double px_per_unit);
/* The tiles that @box (unit Mercator) needs. */
WfTileRange wf_tile_set_range (const WfTileSet *set, guint level, WfBox box);
/* The address of a tile (g_free). */
char *wf_tile_set_address (const WfTileSet *set, guint level, guint32 x, guint32 y);

/* Gives the pixels of a tile (premultiplied BGRA words, tile_px a side), NULL where there is none;
 * borrowed. */
typedef const guint32 *(*WfTileLookup) (guint32 x, guint32 y, gpointer user_data);

/* Tiles of @range put together over @box, resampled to unit Mercator of @width x @height pixels:
 * the datum is undone on a grid of 16 pixels, between which places are interpolated (error under
 * 0.1 pixel). Missing tiles are clear. */
GBytes *wf_tile_set_mosaic (const WfTileSet *set, WfTileRange range, WfBox box, int width,
                            int height, WfTileLookup lookup, gpointer user_data);

/* PNG, JPEG or WebP to @side x @side premultiplied BGRA. Errors: INVALID, of another size too. */
GBytes *wf_tile_decode (GBytes *picture, guint side, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfTileSet, wf_tile_set_unref)
