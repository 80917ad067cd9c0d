/* Watchfloor: coverage of lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The inner loops of the lines of a frame. */
#include "config.h"

#include "wf-line-mask.h"

#include <math.h>

typedef struct
{
  float x0, y0, length;
  float ux, uy; /* direction */
  float half; /* width / 2 */
  float most; /* coverage of the middle of a thin line, times 255 */
  float reach; /* half + 0.5: no pixel centre further away is touched */
  float gain; /* 255 * strength */
  gboolean flat_start, flat_end;
} Segment;

WfLineMask *
wf_line_mask_new (int width, int height, int max_rows)
{
  WfLineMask *mask = g_new0 (WfLineMask, 1);

  mask->width = width;
  mask->height = height;
  mask->stride = (width + 15) & ~15;
  mask->cover = g_malloc0 ((gsize) mask->stride * (gsize) max_rows);
  mask->low = g_new (int, max_rows);
  mask->high = g_new (int, max_rows);
  for (int i = 0; i < max_rows; i++)
    {
      mask->low[i] = G_MAXINT;
      mask->high[i] = 0;
    }
  return mask;
}

void
wf_line_mask_free (WfLineMask *mask)
{
  if (mask == NULL)
    return;
  g_free (mask->cover);
  g_free (mask->low);
  g_free (mask->high);
  g_free (mask);
}

void
wf_line_mask_move (WfLineMask *mask, int top, int rows)
{
  mask->top = top;
  mask->rows = rows;
}

/* Distance coverage of one pixel beyond the ends of the segment. */
static inline float
end_cover (const Segment *s, float along, float across)
{
  float over = along < 0 ? -along : along - s->length;
  gboolean flat = along < 0 ? s->flat_start : s->flat_end;
  float side = s->reach - fabsf (across);

  if (flat)
    return MIN (MIN (side, 1.0f), 0.5f - over);
  return s->reach - sqrtf (over * over + across * across);
}

static inline float
body_cover (const Segment *s, float along, float across)
{
  float cover = s->reach - fabsf (across);

  /* A flat end runs through pixels on both of its sides. */
  if (s->flat_start && along < 0.5f)
    cover = MIN (cover, along + 0.5f);
  if (s->flat_end && s->length - along < 0.5f)
    cover = MIN (cover, s->length - along + 0.5f);
  return cover;
}

static inline guint8
to_byte (const Segment *s, float cover)
{
  float value = cover * s->gain;

  value = value > s->most ? s->most : value;
  return value > 0 ? (guint8) (value + 0.5f) : 0;
}

/* Pixels [from, to) of the row whose centres lie at @y. */
static void
cover_row (const Segment *s, guint8 *row, int from, int to, float y)
{
  float dy = y - s->y0;

  for (int x = from; x < to; x++)
    {
      float dx = (float) x + 0.5f - s->x0;
      float along = dx * s->ux + dy * s->uy, across = dy * s->ux - dx * s->uy;
      float cover = along < 0 || along > s->length ? end_cover (s, along, across)
                                                   : body_cover (s, along, across);
      guint8 value = to_byte (s, cover);

      row[x] = MAX (row[x], value);
    }
}

/* Narrows [*from, *to] to where  lo <= rate * x + offset <= hi. */
static inline gboolean
narrow (float rate, float offset, float lo, float hi, float *from, float *to)
{
  float a, b;

  if (fabsf (rate) < 1e-6f)
    return offset >= lo && offset <= hi;
  a = (lo - offset) / rate;
  b = (hi - offset) / rate;
  *from = MAX (*from, MIN (a, b));
  *to = MIN (*to, MAX (a, b));
  return *from <= *to;
}

static void
cover_rows (WfLineMask *mask, const Segment *s, float y_min, float y_max)
{
  int first = MAX ((int) floorf (y_min - s->reach), mask->top);
  int last = MIN ((int) ceilf (y_max + s->reach), mask->top + mask->rows);

  for (int y = first; y < last; y++)
    {
      float cy = (float) y + 0.5f, dy = cy - s->y0;
      float from = 0, to = (float) mask->width;
      int a, b, row = y - mask->top;

      /* x here is relative to x0: across = dy * ux - x * uy, along = x * ux + dy * uy */
      from -= s->x0;
      to -= s->x0;
      if (!narrow (-s->uy, dy * s->ux, -s->reach, s->reach, &from, &to)
          || !narrow (s->ux, dy * s->uy, -s->reach, s->length + s->reach, &from, &to))
        continue;
      a = MAX ((int) floorf (from + s->x0 - 0.5f), 0);
      b = MIN ((int) ceilf (to + s->x0 + 0.5f), mask->width);
      if (a >= b)
        continue;
      cover_row (s, mask->cover + (gsize) row * (gsize) mask->stride, a, b, cy);
      mask->low[row] = MIN (mask->low[row], a);
      mask->high[row] = MAX (mask->high[row], b);
    }
}

/* Cuts [*t0, *t1] of the segment to @lo..@hi in one axis. FALSE: nothing is left. */
static gboolean
cut (double p, double d, double lo, double hi, double *t0, double *t1)
{
  double a, b;

  if (d == 0)
    return p >= lo && p <= hi;
  a = (lo - p) / d;
  b = (hi - p) / d;
  *t0 = MAX (*t0, MIN (a, b));
  *t1 = MIN (*t1, MAX (a, b));
  return *t0 <= *t1;
}

void
wf_line_mask_segment (WfLineMask *mask, double x0, double y0, double x1, double y1,
                      const WfStroke *stroke)
{
  double margin = stroke->width / 2 + 1.5, t0 = 0, t1 = 1, dx = x1 - x0, dy = y1 - y0, length;
  Segment s = { 0 };

  if (MAX (y0, y1) + margin <= mask->top || MIN (y0, y1) - margin >= mask->top + mask->rows)
    return;
  /* Against the frame, not the band: the numbers must not depend on the band. */
  margin *= 2;
  if (!cut (x0, dx, -margin, mask->width + margin, &t0, &t1)
      || !cut (y0, dy, -margin, mask->height + margin, &t0, &t1))
    return;
  x1 = x0 + dx * t1;
  y1 = y0 + dy * t1;
  x0 += dx * t0;
  y0 += dy * t0;
  length = hypot (x1 - x0, y1 - y0);
  s.flat_start = stroke->flat_start && t0 == 0;
  s.flat_end = stroke->flat_end && t1 == 1;
  s.x0 = (float) x0;
  s.y0 = (float) y0;
  s.length = (float) length;
  s.ux = length > 1e-9 ? (float) ((x1 - x0) / length) : 1;
  s.uy = length > 1e-9 ? (float) ((y1 - y0) / length) : 0;
  s.half = (float) MAX (stroke->width / 2, 0.5);
  s.reach = (float) (MAX (stroke->width, 1.0) / 2 + 0.5);
  s.gain = (float) (255 * stroke->strength * MIN (stroke->width, 1.0));
  s.most = s.gain;
  cover_rows (mask, &s, (float) MIN (y0, y1), (float) MAX (y0, y1));
}

void
wf_line_mask_paint (WfLineMask *mask, guint32 *pixels, int pixels_stride, WfInk ink)
{
  for (int row = 0; row < mask->rows; row++)
    {
      guint8 *cover = mask->cover + (gsize) row * (gsize) mask->stride;
      guint32 *line = pixels + (gsize) row * (gsize) pixels_stride;

      for (int x = mask->low[row]; x < mask->high[row]; x++)
        if (cover[x] != 0)
          {
            guint32 full = cover[x] + (cover[x] >> 7);

            line[x] = wf_pixel_mix (line[x], ink.word, (full * ink.alpha + 128) >> 8);
            cover[x] = 0;
          }
      mask->low[row] = G_MAXINT;
      mask->high[row] = 0;
    }
}
