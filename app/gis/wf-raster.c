/* Watchfloor: a picture that lies on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-raster.h"

#include "wf-checksum.h"
#include "wf-error.h"
#include "wf-mapped.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_sound (const WfRasterHeader *header, gsize size)
{
  const guint8 *pixels = (const guint8 *) header + sizeof *header;

  return memcmp (header->magic, WF_RASTER_MAGIC, sizeof header->magic) == 0
         && header->version == WF_RASTER_VERSION && header->byte_order == WF_RASTER_BYTE_ORDER
         && header->width >= 1 && header->width <= WF_RASTER_MAX_SIDE && header->height >= 1
         && header->height <= WF_RASTER_MAX_SIDE
         && size == sizeof *header + (gsize) header->width * header->height * 4
         && header->box[0] < header->box[2] && header->box[1] < header->box[3]
         && wf_checksum_of (pixels, size - sizeof *header) == header->checksum;
}

GBytes *
wf_raster_open (const char *path, int *width_px, int *height_px, WfBox *box, GError **error)
{
  g_autoptr (GBytes) bytes = wf_mapped_open (path, sizeof (WfRasterHeader), error);
  const WfRasterHeader *header;
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
  *width_px = (int) header->width;
  *height_px = (int) header->height;
  *box = (WfBox){ header->box[0], header->box[1], header->box[2], header->box[3] };
  return g_bytes_new_from_bytes (bytes, sizeof *header, size - sizeof *header);
}
