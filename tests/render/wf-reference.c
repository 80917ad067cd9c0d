/* Watchfloor: the reference rasteriser of the tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-reference.h"

guint8 *
wf_reference_cover (int width, int height, WfReferencePaint paint, gconstpointer data)
{
  const int fine = WF_REFERENCE_FINENESS;
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_A8, width * fine, height * fine);
  cairo_t *cr = cairo_create (surface);
  guint8 *cover = g_malloc0 ((gsize) width * (gsize) height);
  const guint8 *bytes;
  int stride;

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_BEST);
  cairo_scale (cr, fine, fine);
  paint (cr, data);
  cairo_surface_flush (surface);
  bytes = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint sum = 0;

        for (int v = 0; v < fine; v++)
          for (int u = 0; u < fine; u++)
            sum += bytes[(y * fine + v) * stride + x * fine + u];
        cover[y * width + x] = (guint8) ((sum + (guint) (fine * fine) / 2) / (guint) (fine * fine));
      }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return cover;
}

WfReferenceError
wf_reference_compare (const guint8 *cover, const guint32 *pixels, int width, int height)
{
  WfReferenceError error = { 0, 0 };

  for (int i = 0; i < width * height; i++)
    {
      int d = ABS ((int) cover[i] - (int) (pixels[i] & 255));

      error.max = MAX (error.max, d);
      error.mean += d;
    }
  error.mean /= width * height;
  return error;
}
