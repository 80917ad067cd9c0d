/* Watchfloor: a picture that lies on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The file (.wfras) that watchfloor-gdal makes of a georeferenced raster: warped to Mercator,
 * at most 4096 pixels a side, mapped read-only. A cache like the layer pack. The file is a header
 * of 128 bytes (WfRasterHeader), then height rows of width pixels, top row first, premultiplied
 * BGRA in machine words (cairo ARGB32). Any thread. */
#pragma once

#include "wf-point.h"

#include <glib.h>

#define WF_RASTER_MAGIC "WFRAST\r\n"
#define WF_RASTER_VERSION 1
#define WF_RASTER_BYTE_ORDER 0x01020304u
#define WF_RASTER_MAX_SIDE 4096

typedef struct
{
  char magic[8];
  guint32 version, byte_order;
  guint32 width, height;
  double box[4]; /* unit Mercator: min_x, min_y, max_x, max_y */
  guint64 checksum; /* wf-checksum.h, of the pixels */
  guint64 reserved[8];
} WfRasterHeader;

G_STATIC_ASSERT (sizeof (WfRasterHeader) == 128);

/* The pixels (g_bytes_unref); errors as wf_pack_open. */
GBytes *
wf_raster_open (const char *path, int *width_px, int *height_px, WfBox *box, GError **error);
