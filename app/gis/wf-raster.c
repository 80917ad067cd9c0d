/* Watchfloor: a picture that lies on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-raster.h"

#include "wf-checksum.h"
#include "wf-error.h"
#include "wf-mapped.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SAME 1.1 /* times: a picture so much coarser than its source shows the same */

static gboolean
is_sound (const WfRasterHeader *header, gsize size)
{
  const guint8 *pixels = (const guint8 *) header + sizeof *header;

  return memcmp (header->magic, WF_RASTER_MAGIC, sizeof header->magic) == 0
         && header->version == WF_RASTER_VERSION && header->byte_order == WF_RASTER_BYTE_ORDER
         && header->width >= 1 && header->width <= WF_RASTER_MAX_SIDE && header->height >= 1
         && header->height <= WF_RASTER_MAX_SIDE
         && (guint64) header->width * header->height <= WF_RASTER_MAX_PIXELS
         && size == sizeof *header + (gsize) header->width * header->height * 4
         && header->box[0] < header->box[2] && header->box[1] < header->box[3]
         && isfinite (header->box[0] + header->box[1] + header->box[2] + header->box[3])
         && header->full_px_per_unit > 0 && isfinite (header->full_px_per_unit)
         && wf_checksum_of (pixels, size - sizeof *header) == header->checksum;
}

static WfRaster *
describe (const WfRasterHeader *header)
{
  WfRaster *raster = g_new0 (WfRaster, 1);
  double coarser;

  raster->width_px = (int) header->width;
  raster->height_px = (int) header->height;
  raster->box = (WfBox){ header->box[0], header->box[1], header->box[2], header->box[3] };
  raster->px_per_unit = header->width / (raster->box.max_x - raster->box.min_x);
  coarser = header->full_px_per_unit / raster->px_per_unit;
  raster->facts.n_matched = -1;
  raster->facts.one_in = coarser > SAME ? (gint64) CLAMP (ceil (coarser), 2, 1e9) : 1;
  raster->facts.cut = header->too_large != 0;
  return raster;
}

WfRaster *
wf_raster_open (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = wf_mapped_open (path, sizeof (WfRasterHeader), error);
  const WfRasterHeader *header;
  WfRaster *raster;
  gsize size;

  if (bytes == NULL)
    return NULL;
  header = g_bytes_get_data (bytes, &size);
  if (!is_sound (header, size))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED,
                   _ ("%s is damaged; delete it and open the layer again."), path);
      return NULL;
    }
  raster = describe (header);
  raster->pixels = g_bytes_new_from_bytes (bytes, sizeof *header, size - sizeof *header);
  return raster;
}

void
wf_raster_free (WfRaster *raster)
{
  if (raster == NULL)
    return;
  g_bytes_unref (raster->pixels);
  g_free (raster);
}
