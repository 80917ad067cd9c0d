/* Watchfloor: a raster as the map shows it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a raster a picture needs, warped to Web Mercator: read from overviews where there are
 * some, else averaged on the way. One thread. */
#pragma once

#include "wf-point.h"

#include <gdal.h>
#include <glib.h>

/* Metres of EPSG:3857, y north. */
typedef struct
{
  WfBox box;
  double resolution; /* a pixel's side */
} WfRasterPlace;

/* Where @dataset lies, as far as the map's square reaches, and how large its pixels are there. */
gboolean wf_raster_view_measure (GDALDatasetH dataset, WfRasterPlace *place);

/* The part of @whole that lies in @window (NULL: all of it), no finer than @resolution (0: as it
 * is) and no larger than a picture may be: its pixels in @width and @height. FALSE where nothing
 * of it lies there. */
gboolean wf_raster_view_choose (const WfRasterPlace *whole, const WfBox *window, double resolution,
                                WfRasterPlace *place, int *width, int *height);

/* How many pixels of @dataset would have to be read for @place. */
double
wf_raster_view_cost (GDALDatasetH dataset, const WfRasterPlace *whole, const WfRasterPlace *place);

/* The pixels of @place: premultiplied BGRA, into @pixels (4 * width * height bytes). Palettes are
 * resolved, numbers that are no bytes stretched from their smallest to their largest. */
gboolean wf_raster_view_read (GDALDatasetH dataset, const WfRasterPlace *whole,
                              const WfRasterPlace *place, int width, int height, guint8 *pixels);
