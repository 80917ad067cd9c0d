/* Watchfloor: pictures drawn by SVG files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-svg.h"

#include <librsvg/rsvg.h>
#include <math.h>
#include <string.h>

#define MAX_BYTES (1024 * 1024)
#define MAX_SIDE_PX 2048.0

static RsvgHandle *
load (const char *folder, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".svg", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree guint8 *bytes = g_malloc (MAX_BYTES);
  gsize size;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such file");
      return NULL;
    }
  stream = g_file_read (source, NULL, error);
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, MAX_BYTES, &size, NULL, error))
    return NULL;
  if (size == MAX_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "larger than 1 MB");
      return NULL;
    }
  /* Of data, without a place: it has nowhere to look for more. */
  return rsvg_handle_new_from_data (bytes, size, error);
}

/* Width over height. */
static double
shape_of (RsvgHandle *handle)
{
  gboolean has_width, has_height, has_box;
  RsvgLength width, height;
  RsvgRectangle box;

  rsvg_handle_get_intrinsic_dimensions (handle, &has_width, &width, &has_height, &height, &has_box,
                                        &box);
  if (has_box && box.width > 0 && box.height > 0)
    return box.width / box.height;
  if (has_width && has_height && width.length > 0 && height.length > 0)
    return width.length / height.length;
  return 1;
}

static void
take_pixels (WfTextImage *image, cairo_surface_t *surface)
{
  const guint8 *from;

  cairo_surface_flush (surface);
  from = cairo_image_surface_get_data (surface);
  image->pixels = g_new (guint32, (gsize) image->width * (gsize) image->height);
  for (int y = 0; y < image->height; y++)
    memcpy (image->pixels + (gsize) y * (gsize) image->width,
            from + (gsize) y * (gsize) cairo_image_surface_get_stride (surface),
            (gsize) image->width * sizeof *image->pixels);
}

static WfTextImage *
draw (RsvgHandle *handle, double size_px, double rotate_rad, GError **error)
{
  double shape = CLAMP (shape_of (handle), 0.01, 100);
  double w = shape >= 1 ? size_px : size_px * shape, h = shape >= 1 ? size_px / shape : size_px;
  double c = fabs (cos (rotate_rad)), s = fabs (sin (rotate_rad));
  RsvgRectangle place = { -w / 2, -h / 2, w, h };
  WfTextImage *image
      = wf_text_image_new ((int) ceil (w * c + h * s) + 2, (int) ceil (w * s + h * c) + 2);
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, image->width, image->height);
  cairo_t *cr = cairo_create (surface);

  cairo_translate (cr, image->width / 2.0, image->height / 2.0);
  cairo_rotate (cr, rotate_rad);
  if (rsvg_handle_render_document (handle, cr, &place, error))
    take_pixels (image, surface);
  else
    g_clear_pointer (&image, wf_text_image_unref);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (image != NULL)
    {
      image->logical_width = w;
      image->logical_height = h;
    }
  return image;
}

WfTextImage *
wf_svg_draw (const char *folder, const char *name, double size_px, double rotate_rad)
{
  g_autoptr (GError) error = NULL;
  RsvgHandle *handle;
  WfTextImage *image = NULL;

  if (name[0] == '.' || strchr (name, '/') != NULL)
    return NULL;
  handle = load (folder, name, &error);
  if (handle != NULL)
    image = draw (handle, MIN (size_px, MAX_SIDE_PX), rotate_rad, &error);
  g_clear_object (&handle);
  if (image == NULL)
    g_message ("symbol %s.svg in %s is not drawn: %s", name, folder, error->message);
  return image;
}
