/* Watchfloor: fuzz target of the raster's reader.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sum is set right first, so that what lies behind it is tried. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-checksum.h"
#include "wf-raster.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("fuzz-raster", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (WfRaster) raster = NULL;
  WfRasterHeader header;

  if (size >= sizeof header)
    {
      memcpy (&header, copy, sizeof header);
      header.checksum = wf_checksum_of (copy + sizeof header, size - sizeof header);
      memcpy (copy, &header, sizeof header);
    }
  g_assert_cmpint (write (fd, copy, size), ==, (ssize_t) size);
  raster = wf_raster_open (path, NULL);
  close (fd);
  if (raster == NULL)
    return 0;
  g_assert_cmpuint (g_bytes_get_size (raster->pixels), ==,
                    (gsize) raster->width_px * (gsize) raster->height_px * 4);
  g_assert_true (isfinite (raster->box.min_x) && isfinite (raster->box.max_x)
                 && isfinite (raster->box.min_y) && isfinite (raster->box.max_y));
  g_assert_cmpint (raster->facts.one_in, >=, 1);
  return 0;
}
