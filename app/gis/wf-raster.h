/* Watchfloor: a picture that lies on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The file (.wfras) that watchfloor-gdal makes of a georeferenced raster: warped to Mercator, the
 * whole of it or a window (wf-source-window.h), mapped read-only. A cache like the layer pack. The
 * file is a header of 128 bytes (WfRasterHeader), then height rows of width pixels, top row first,
 * premultiplied BGRA in machine words (cairo ARGB32). Any thread. */
#pragma once

#include "wf-source-window.h"

#define WF_RASTER_MAGIC "WFRAST\r\n"
#define WF_RASTER_VERSION 2
#define WF_RASTER_BYTE_ORDER 0x01020304u
#define WF_RASTER_MAX_SIDE 8192
#define WF_RASTER_MAX_PIXELS (4096 * 4096)

typedef struct
{
  char magic[8];
  guint32 version, byte_order;
  guint32 width, height;
  double box[4]; /* unit Mercator: min_x, min_y, max_x, max_y */
  guint64 checksum; /* wf-checksum.h, of the pixels */
  double full_px_per_unit; /* of the source itself; the picture may be coarser */
  guint64 too_large; /* 1: reading the source for this would take too long, the picture is empty */
  guint64 reserved[6];
} WfRasterHeader;

G_STATIC_ASSERT (sizeof (WfRasterHeader) == 128);

typedef struct
{
  GBytes *pixels;
  int width_px, height_px;
  WfBox box; /* unit Mercator: what the picture covers */
  double px_per_unit; /* the picture's */
  /* one_in: pixels of the source that became one, each way; cut: too large, the picture is empty */
  WfWindowFacts facts;
} WfRaster;

/* Errors as wf_pack_open. */
WfRaster *wf_raster_open (const char *path, GError **error);
void wf_raster_free (WfRaster *raster);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfRaster, wf_raster_free)
