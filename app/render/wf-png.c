/* Watchfloor: a frame as a PNG file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* cairo writes it. */
#include "config.h"

#include "wf-png.h"

#include "wf-error.h"

#include <cairo.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

gboolean
wf_png_save (GBytes *pixels, int width_px, int height_px, const char *path, GError **error)
{
  cairo_surface_t *surface;
  cairo_status_t status;

  g_return_val_if_fail (g_bytes_get_size (pixels) >= (gsize) width_px * (gsize) height_px * 4,
                        FALSE);
  surface = cairo_image_surface_create_for_data ((guchar *) g_bytes_get_data (pixels, NULL),
                                                 CAIRO_FORMAT_ARGB32, width_px, height_px,
                                                 width_px * 4);
  status = cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  /* Half a picture is none; a device is not ours to remove. */
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    g_unlink (path);
  g_set_error (error, WF_ERROR, WF_ERROR_IO, _ ("%s cannot be written (%s)."), path,
               cairo_status_to_string (status));
  return FALSE;
}
