/* Watchfloor: pixels on their way to the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-picture.h"

#include <math.h>

/* From this many pictures on one cairo node is cheaper than a node a picture (llvmpipe). */
#define MANY 250

struct _WfPicture
{
  gatomicrefcount refs;
  cairo_surface_t *surface;
  GBytes *bytes; /* NULL: the surface owns its pixels */
  GdkTexture *texture; /* made when first shown by GL */
  int width_px, height_px;
  double scale;
};

WfPicture *
wf_picture_new (cairo_surface_t *surface, double scale)
{
  WfPicture *self = g_new0 (WfPicture, 1);

  g_atomic_ref_count_init (&self->refs);
  self->surface = surface;
  self->width_px = cairo_image_surface_get_width (surface);
  self->height_px = cairo_image_surface_get_height (surface);
  self->scale = scale;
  return self;
}

WfPicture *
wf_picture_new_for_bytes (GBytes *bytes, int width_px, int height_px, double scale)
{
  /* cairo takes no const, and only reads: nothing is ever drawn on this surface. ARGB32 although it
   * is opaque: pixman shrinks RGB24 eight times slower. */
  guchar *pixels = (guchar *) g_bytes_get_data (bytes, NULL);
  WfPicture *self
      = wf_picture_new (cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, width_px,
                                                             height_px, width_px * 4),
                        scale);

  self->bytes = g_bytes_ref (bytes);
  return self;
}

WfPicture *
wf_picture_ref (WfPicture *picture)
{
  g_atomic_ref_count_inc (&picture->refs);
  return picture;
}

void
wf_picture_unref (WfPicture *picture)
{
  if (picture == NULL || !g_atomic_ref_count_dec (&picture->refs))
    return;
  cairo_surface_destroy (picture->surface);
  g_clear_object (&picture->texture);
  g_clear_pointer (&picture->bytes, g_bytes_unref);
  g_free (picture);
}

double
wf_picture_width (const WfPicture *picture)
{
  return picture->width_px / picture->scale;
}

double
wf_picture_height (const WfPicture *picture)
{
  return picture->height_px / picture->scale;
}

static GdkTexture *
get_texture (WfPicture *self)
{
  gsize stride = (gsize) cairo_image_surface_get_stride (self->surface);
  g_autoptr (GBytes) copy = NULL;

  if (self->texture != NULL)
    return self->texture;
  if (self->bytes == NULL)
    {
      cairo_surface_flush (self->surface);
      copy = g_bytes_new (cairo_image_surface_get_data (self->surface),
                          stride * (gsize) self->height_px);
    }
  self->texture
      = gdk_memory_texture_new (self->width_px, self->height_px, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED,
                                self->bytes != NULL ? self->bytes : copy, stride);
  return self->texture;
}

/* Shows @picture with its left upper corner at (@left, @top), @k logical pixels a pixel of it. Of a
 * picture larger than the widget only what shows is uploaded: GL without a graphics card colours
 * every pixel of a texture in the window, clipped or not, and that costs more than the upload. */
static void
append_shown (const WfPainter *painter, WfPicture *self, double left, double top, double k)
{
  int x0 = (int) CLAMP (floor (-left / k), 0, self->width_px);
  int y0 = (int) CLAMP (floor (-top / k), 0, self->height_px);
  int x1 = (int) CLAMP (ceil ((painter->width - left) / k), 0, self->width_px);
  int y1 = (int) CLAMP (ceil ((painter->height - top) / k), 0, self->height_px);
  gsize stride = (gsize) self->width_px * 4;
  g_autoptr (GdkTexture) part = NULL;

  if (self->bytes != NULL && x1 > x0 && y1 > y0)
    {
      gsize from = (gsize) y0 * stride + (gsize) x0 * 4;
      gsize size = (gsize) (y1 - y0 - 1) * stride + (gsize) (x1 - x0) * 4;
      g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (self->bytes, from, size);

      part = gdk_memory_texture_new (x1 - x0, y1 - y0, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes,
                                     stride);
    }
  else
    {
      x0 = y0 = 0;
      x1 = self->width_px;
      y1 = self->height_px;
      part = g_object_ref (get_texture (self));
    }
  gtk_snapshot_append_texture (painter->snapshot, part,
                               &GRAPHENE_RECT_INIT ((float) (left + x0 * k), (float) (top + y0 * k),
                                                    (float) ((x1 - x0) * k),
                                                    (float) ((y1 - y0) * k)));
}

static gboolean
is_drawn_by_cairo (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  return renderer != NULL && g_str_equal (G_OBJECT_TYPE_NAME (renderer), "GskCairoRenderer");
}

WfPainter
wf_painter_begin (GtkWidget *widget, GtkSnapshot *snapshot, guint n_pictures)
{
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                            (float) gtk_widget_get_height (widget));
  gboolean by_cairo = n_pictures > 0 && (n_pictures >= MANY || is_drawn_by_cairo (widget));

  return (WfPainter){ snapshot, by_cairo ? gtk_snapshot_append_cairo (snapshot, &all) : NULL,
                      gtk_widget_get_width (widget), gtk_widget_get_height (widget) };
}

void
wf_painter_draw (WfPainter *painter, WfPicture *picture, double x, double y)
{
  double width = wf_picture_width (picture), height = wf_picture_height (picture);

  if (painter->cr == NULL)
    {
      append_shown (painter, picture, x, y, 1 / picture->scale);
      return;
    }
  cairo_save (painter->cr);
  cairo_translate (painter->cr, x, y);
  cairo_rectangle (painter->cr, 0, 0, width, height);
  cairo_scale (painter->cr, 1 / picture->scale, 1 / picture->scale);
  cairo_set_source_surface (painter->cr, picture->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (painter->cr), CAIRO_FILTER_NEAREST);
  cairo_fill (painter->cr);
  cairo_restore (painter->cr);
}

void
wf_painter_draw_turned (WfPainter *painter, WfPicture *picture, double x, double y, double stretch,
                        double turn_rad)
{
  double width = wf_picture_width (picture), height = wf_picture_height (picture);

  if (painter->cr == NULL && turn_rad == 0)
    {
      append_shown (painter, picture, x - width * stretch / 2, y - height * stretch / 2,
                    stretch / picture->scale);
      return;
    }
  if (painter->cr == NULL)
    {
      gtk_snapshot_save (painter->snapshot);
      gtk_snapshot_translate (painter->snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
      gtk_snapshot_rotate (painter->snapshot, (float) (turn_rad * 180 / M_PI));
      gtk_snapshot_scale (painter->snapshot, (float) stretch, (float) stretch);
      gtk_snapshot_append_texture (painter->snapshot, get_texture (picture),
                                   &GRAPHENE_RECT_INIT ((float) (-width / 2), (float) (-height / 2),
                                                        (float) width, (float) height));
      gtk_snapshot_restore (painter->snapshot);
      return;
    }
  cairo_save (painter->cr);
  cairo_translate (painter->cr, x, y);
  cairo_rotate (painter->cr, turn_rad);
  cairo_scale (painter->cr, stretch / picture->scale, stretch / picture->scale);
  cairo_set_source_surface (painter->cr, picture->surface, -picture->width_px / 2.0,
                            -picture->height_px / 2.0);
  /* Turned and smooth costs pixman 30 ms for a window, turned alone 3; it is seen for a moment. */
  cairo_pattern_set_filter (cairo_get_source (painter->cr),
                            turn_rad == 0 ? CAIRO_FILTER_BILINEAR : CAIRO_FILTER_NEAREST);
  cairo_paint (painter->cr);
  cairo_restore (painter->cr);
}

void
wf_painter_end (WfPainter *painter)
{
  g_clear_pointer (&painter->cr, cairo_destroy);
}
