/* Watchfloor: tiles become a picture.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding and putting together; see wf-tile-set.h. Pixels are mixed bilinearly; where the grid of
 * the tiles is that of the picture they are copied as they are, for their centres meet. */
#include "config.h"

#include "wf-tile-set.h"

#include "wf-error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define CELL 16 /* pixels between places that are computed */

typedef struct
{
  WfTileRange range;
  guint side;
  WfTileLookup lookup;
  gpointer user_data;
  /* The tile met last: neighbours mostly share it. */
  guint32 x, y;
  const guint32 *pixels;
} Sampler;

static guint32
pixel_at (Sampler *s, gint64 px, gint64 py)
{
  gint64 x, y;

  px = CLAMP (px, (gint64) s->range.x0 * s->side, (gint64) s->range.x1 * s->side - 1);
  py = CLAMP (py, (gint64) s->range.y0 * s->side, (gint64) s->range.y1 * s->side - 1);
  x = px / s->side;
  y = py / s->side;
  if (s->x != x || s->y != y)
    {
      s->x = (guint32) x;
      s->y = (guint32) y;
      s->pixels = s->lookup (s->x, s->y, s->user_data);
    }
  return s->pixels != NULL ? s->pixels[(py - y * s->side) * s->side + (px - x * s->side)] : 0;
}

static guint32
mix (guint32 a, guint32 b, guint t)
{
  guint32 rb = ((a & 0xff00ff) * (256 - t) + (b & 0xff00ff) * t) >> 8 & 0xff00ff;
  guint32 ag = ((a >> 8 & 0xff00ff) * (256 - t) + (b >> 8 & 0xff00ff) * t) & 0xff00ff00;

  return rb | ag;
}

static guint32
sample (Sampler *s, double x, double y)
{
  gint64 u = (gint64) floor ((x - 0.5) * 256 + 0.5), v = (gint64) floor ((y - 0.5) * 256 + 0.5);
  gint64 px = u >> 8, py = v >> 8;
  guint tx = (guint) (u & 255), ty = (guint) (v & 255);

  if (tx == 0 && ty == 0)
    return pixel_at (s, px, py);
  return mix (mix (pixel_at (s, px, py), pixel_at (s, px + 1, py), tx),
              mix (pixel_at (s, px, py + 1), pixel_at (s, px + 1, py + 1), tx), ty);
}

static WfPoint
between (WfPoint a, WfPoint b, double t)
{
  return (WfPoint){ a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

/* Pixels x0..x0 + w of the rows y0..y0 + h, the places of whose corners are @c. */
static void
fill_cell (Sampler *s, const WfPoint c[4], int w, int h, guint32 *out, int stride)
{
  for (int y = 0; y < h; y++)
    {
      WfPoint left = between (c[0], c[2], (y + 0.5) / CELL);
      WfPoint right = between (c[1], c[3], (y + 0.5) / CELL);

      for (int x = 0; x < w; x++)
        {
          WfPoint p = between (left, right, (x + 0.5) / CELL);

          out[y * stride + x] = sample (s, p.x, p.y);
        }
    }
}

GBytes *
wf_tile_set_mosaic (const WfTileSet *set, WfTileRange range, WfBox box, int width, int height,
                    WfTileLookup lookup, gpointer user_data)
{
  Sampler sampler = { .range = range,
                      .side = g_array_index (set->levels, WfTileLevel, range.level).tile_px,
                      .lookup = lookup,
                      .user_data = user_data,
                      .x = G_MAXUINT32 };
  guint32 *pixels = g_new0 (guint32, (gsize) width * (gsize) height);
  double kx = (box.max_x - box.min_x) / width, ky = (box.max_y - box.min_y) / height;

  if (range.x0 < range.x1 && range.y0 < range.y1)
    for (int y = 0; y < height; y += CELL)
      for (int x = 0; x < width; x += CELL)
        {
          WfPoint c[4];

          for (int i = 0; i < 4; i++)
            c[i] = wf_tile_set_place (set, range.level,
                                      (WfPoint){ box.min_x + (x + (i & 1 ? CELL : 0)) * kx,
                                                 box.min_y + (y + (i & 2 ? CELL : 0)) * ky });
          fill_cell (&sampler, c, MIN (CELL, width - x), MIN (CELL, height - y),
                     pixels + (gsize) y * (gsize) width + x, width);
        }
  return g_bytes_new_take (pixels, (gsize) width * (gsize) height * 4);
}

/* ---- decoding */

static const char *
format_of (const guint8 *bytes, gsize n)
{
  if (n > 8 && memcmp (bytes, "\211PNG\r\n\032\n", 8) == 0)
    return "png";
  if (n > 3 && memcmp (bytes, "\377\330\377", 3) == 0)
    return "jpeg";
  if (n > 12 && memcmp (bytes, "RIFF", 4) == 0 && memcmp (bytes + 8, "WEBP", 4) == 0)
    return "webp";
  return NULL;
}

/* A picture of another size is not unpacked: it may be a bomb. */
static void
size_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  guint *side = data;

  if (width != (int) *side || height != (int) *side)
    {
      *side = 0;
      gdk_pixbuf_loader_set_size (loader, 1, 1);
    }
}

static GBytes *
to_words (GdkPixbuf *picture, guint side)
{
  guint32 *words = g_new (guint32, (gsize) side * side);
  gboolean alpha = gdk_pixbuf_get_has_alpha (picture);
  int channels = alpha ? 4 : 3, stride = gdk_pixbuf_get_rowstride (picture);
  const guint8 *rows = gdk_pixbuf_read_pixels (picture);

  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      {
        const guint8 *p = rows + (gsize) y * (gsize) stride + (gsize) x * (gsize) channels;
        guint32 a = alpha ? p[3] : 255;

        words[y * side + x] = a << 24 | (p[0] * a + 127) / 255 << 16 | (p[1] * a + 127) / 255 << 8
                              | (p[2] * a + 127) / 255;
      }
  return g_bytes_new_take (words, (gsize) side * side * 4);
}

GBytes *
wf_tile_decode (GBytes *bytes, guint side, GError **error)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);
  const char *format = format_of (data, n);
  g_autoptr (GdkPixbufLoader) loader
      = format != NULL ? gdk_pixbuf_loader_new_with_type (format, NULL) : NULL;
  guint wanted = side;
  gboolean whole = FALSE;

  if (loader != NULL)
    {
      g_signal_connect (loader, "size-prepared", G_CALLBACK (size_cb), &wanted);
      whole = gdk_pixbuf_loader_write (loader, data, n, NULL);
      whole = gdk_pixbuf_loader_close (loader, NULL) && whole;
    }
  if (whole && wanted == side && gdk_pixbuf_loader_get_pixbuf (loader) != NULL)
    return to_words (gdk_pixbuf_loader_get_pixbuf (loader), side);
  g_set_error_literal (error, WF_ERROR, WF_ERROR_INVALID,
                       wanted != side ? _ ("A tile has another size than its server said.")
                                      : _ ("A tile is no picture that can be read."));
  return NULL;
}
