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
  int fd = memfd_create ("fuzz-raster", MFD_CLOEXEC), width, height;
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) pixels = NULL;
  WfRasterHeader header;
  WfBox box;

  if (size >= sizeof header)
    {
      memcpy (&header, copy, sizeof header);
      header.checksum = wf_checksum_of (copy + sizeof header, size - sizeof header);
      memcpy (copy, &header, sizeof header);
    }
  g_assert_cmpint (write (fd, copy, size), ==, (ssize_t) size);
  pixels = wf_raster_open (path, &width, &height, &box, NULL);
  close (fd);
  if (pixels == NULL)
    return 0;
  g_assert_cmpuint (g_bytes_get_size (pixels), ==, (gsize) width * (gsize) height * 4);
  g_assert_true (isfinite (box.min_x) && isfinite (box.max_x) && isfinite (box.min_y)
                 && isfinite (box.max_y));
  return 0;
}
