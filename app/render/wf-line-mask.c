/* Watchfloor: coverage of lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The inner loops of the lines of a frame. */
#include "config.h"

#include "wf-line-mask.h"

#include <math.h>
#include <string.h>
#ifdef __SSE2__
#  include <emmintrin.h>
#endif

typedef float FourF __attribute__ ((vector_size (16)));
typedef gint32 Four __attribute__ ((vector_size (16)));

typedef struct
{
  float x0, y0, length;
  float ux, uy; /* direction */
  float reach; /* half the width + 0.5: no pixel centre further away is touched */
  float gain; /* 255 * strength: what a covered pixel gets */
  /* 1 for a round end, 0 for a flat one; and how far a flat one lets cover reach. */
  float round_start, round_end, flat_start, flat_end;
  /* For a row dy below the start, the pixels touched lie in dy * slope + [low, high] of both. */
  float side_slope, side_low, side_high, end_slope, end_low, end_high;
} Segment;

#define FAR_PX 1e9f

WfLineMask *
wf_line_mask_new (int width, int height, int max_rows)
{
  WfLineMask *mask = g_new0 (WfLineMask, 1);

  mask->width = width;
  mask->height = height;
  mask->stride = (width + 8 + 15) & ~15;
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

static inline FourF
root_four (FourF v)
{
#ifdef __SSE2__
  return (FourF) _mm_sqrt_ps ((__m128) v);
#else
  return (FourF){ sqrtf (v[0]), sqrtf (v[1]), sqrtf (v[2]), sqrtf (v[3]) };
#endif
}

static inline FourF
larger (FourF a, FourF b)
{
  Four more = a > b;

  return (FourF) (((Four) a & more) | ((Four) b & ~more));
}

static inline FourF
smaller (FourF a, FourF b)
{
  Four less = a < b;

  return (FourF) (((Four) a & less) | ((Four) b & ~less));
}

static inline FourF
absolute (FourF v)
{
  return (FourF) ((Four) v & 0x7fffffff);
}

/* Four pixels whose centres lie @dx right of the start. */
static inline Four
cover_four (const Segment *s, FourF dx, float dy)
{
  FourF zero = { 0, 0, 0, 0 };
  FourF along = dx * s->ux + dy * s->uy, across = absolute (dy * s->ux - dx * s->uy);
  FourF over = larger (larger (-along * s->round_start, (along - s->length) * s->round_end), zero);
  FourF cover = s->reach - root_four (across * across + over * over);

  cover = smaller (cover, along + s->flat_start);
  cover = smaller (cover, s->flat_end - along);
  cover = smaller (cover, zero + 1.0f);
  return __builtin_convertvector(larger (cover, zero) * s->gain + 0.5f, Four);
}

/* The larger of what the eight pixels have and get. */
static inline void
keep_larger (guint8 *row, Four a, Four b)
{
#ifdef __SSE2__
  __m128i words = _mm_packs_epi32 ((__m128i) a, (__m128i) b);
  __m128i bytes = _mm_packus_epi16 (words, words);

  _mm_storel_epi64 ((__m128i *) (gpointer) row,
                    _mm_max_epu8 (bytes, _mm_loadl_epi64 ((__m128i *) (gpointer) row)));
#else
  for (int k = 0; k < 4; k++)
    {
      row[k] = MAX (row[k], (guint8) a[k]);
      row[k + 4] = MAX (row[k + 4], (guint8) b[k]);
    }
#endif
}

/* Pixels [from, to) of the row whose centres lie at @y; up to seven more are touched. */
static void
cover_row (const Segment *s, guint8 *row, int from, int to, float y)
{
  float dy = y - s->y0;
  FourF dx = (float) from + 0.5f - s->x0 + (FourF){ 0, 1, 2, 3 };

  for (int x = from; x < to; x += 8, dx += 8.0f)
    keep_larger (row + x, cover_four (s, dx, dy), cover_four (s, dx + 4.0f, dy));
}

static void
cover_rows (WfLineMask *mask, const Segment *s, float y_min, float y_max)
{
  int first = MAX ((int) floorf (y_min - s->reach), mask->top);
  int last = MIN ((int) ceilf (y_max + s->reach), mask->top + mask->rows);

  for (int y = first; y < last; y++)
    {
      float cy = (float) y + 0.5f, dy = cy - s->y0;
      float from = MAX (dy * s->side_slope + s->side_low, dy * s->end_slope + s->end_low);
      float to = MIN (dy * s->side_slope + s->side_high, dy * s->end_slope + s->end_high);
      int a, b, row = y - mask->top;

      from = MAX (from + s->x0 - 1.0f, 0);
      to = MIN (to + s->x0 + 1.0f, (float) mask->width);
      if (!(from < to))
        continue;
      a = (int) from;
      b = MIN ((int) to + 1, mask->width);
      cover_row (s, mask->cover + (gsize) row * (gsize) mask->stride, a, b, cy);
      mask->low[row] = MIN (mask->low[row], a);
      /* In whole eights: what is touched beside must be painted too. */
      mask->high[row] = MAX (mask->high[row], MIN (a + ((b - a + 7) & ~7), mask->width));
    }
}

/* Where a row can meet the stroke: the two sides bound it unless it lies level, the two ends
 * unless it stands upright. */
static void
prepare_rows (Segment *s)
{
  s->side_low = s->end_low = -FAR_PX;
  s->side_high = s->end_high = FAR_PX;
  if (fabsf (s->uy) > 1e-4f)
    {
      s->side_slope = s->ux / s->uy;
      s->side_high = s->reach / fabsf (s->uy);
      s->side_low = -s->side_high;
    }
  if (fabsf (s->ux) > 1e-4f)
    {
      float a = -s->reach / s->ux, b = (s->length + s->reach) / s->ux;

      s->end_slope = -s->uy / s->ux;
      s->end_low = MIN (a, b);
      s->end_high = MAX (a, b);
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
  double margin = stroke->width / 2 + 1.5, t0 = 0, t1 = 1, dx = x1 - x0, dy = y1 - y0;
  double length;
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
  dx = x1 - x0;
  dy = y1 - y0;
  length = sqrt (dx * dx + dy * dy);
  s.x0 = (float) x0;
  s.y0 = (float) y0;
  s.length = (float) length;
  s.ux = length > 1e-9 ? (float) (dx / length) : 1;
  s.uy = length > 1e-9 ? (float) (dy / length) : 0;
  s.reach = (float) (MAX (stroke->width, 1.0) / 2 + 0.5);
  s.gain = (float) (255 * stroke->strength * MIN (stroke->width, 1.0));
  s.round_start = stroke->flat_start && t0 == 0 ? 0 : 1;
  s.round_end = stroke->flat_end && t1 == 1 ? 0 : 1;
  s.flat_start = s.round_start > 0 ? FAR_PX : 0.5f;
  s.flat_end = s.length + (s.round_end > 0 ? FAR_PX : 0.5f);
  prepare_rows (&s);
  cover_rows (mask, &s, (float) MIN (y0, y1), (float) MAX (y0, y1));
}

void
wf_line_mask_paint (WfLineMask *mask, guint32 *pixels, int pixels_stride, WfInk ink)
{
  for (int row = 0; row < mask->rows; row++)
    {
      guint8 *cover = mask->cover + (gsize) row * (gsize) mask->stride;
      guint32 *line = pixels + (gsize) row * (gsize) pixels_stride;

      int low = mask->low[row], n = mask->high[row] - low;

      if (n <= 0)
        continue;
      wf_pixels_mix_cover (line + low, cover + low, n, ink);
      /* With the seven beside. */
      memset (cover + low, 0, (gsize) n + 7);
      mask->low[row] = G_MAXINT;
      mask->high[row] = 0;
    }
}
