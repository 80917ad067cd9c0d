/* Watchfloor: exact area coverage.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The inner loops of the areas of a frame. */
#include "config.h"

#include "wf-area-mask.h"

#include <math.h>
#include <string.h>

#define SUB 256 /* steps a pixel */
#define WHOLE 131072
#define SETTLED_WHOLE 32768
/* What rounding can make of a border that two rings share. */
#define ROUNDING (WHOLE / 128)

static void
clear_rows (WfAreaMask *mask)
{
  mask->first_row = mask->rows;
  mask->end_row = 0;
}

WfAreaMask *
wf_area_mask_new (int width, int height, int max_rows)
{
  WfAreaMask *mask = g_new0 (WfAreaMask, 1);
  gsize n;

  mask->width = width;
  mask->height = height;
  mask->stride = (width + 3 + 15) & ~15;
  n = (gsize) mask->stride * (gsize) max_rows;
  mask->allocated = g_new0 (gint32, n + 2 * (gsize) mask->stride);
  mask->edges = mask->allocated + mask->stride;
  mask->alphas = g_new0 (guint16, mask->stride);
  mask->settled = g_new0 (guint16, n);
  mask->low = g_new (int, 4 * max_rows);
  mask->high = mask->low + max_rows;
  mask->settled_low = mask->high + max_rows;
  mask->settled_high = mask->settled_low + max_rows;
  for (int i = 0; i < max_rows; i++)
    {
      mask->low[i] = mask->settled_low[i] = G_MAXINT;
      mask->high[i] = mask->settled_high[i] = 0;
    }
  mask->rows = max_rows;
  clear_rows (mask);
  return mask;
}

void
wf_area_mask_free (WfAreaMask *mask)
{
  if (mask == NULL)
    return;
  g_free (mask->allocated);
  g_free (mask->alphas);
  g_free (mask->settled);
  g_free (mask->low);
  g_free (mask);
}

void
wf_area_mask_move (WfAreaMask *mask, int top, int rows)
{
  mask->top = top;
  mask->rows = rows;
  clear_rows (mask);
}

static inline void
touch (WfAreaMask *mask, int row, int first, int last)
{
  if (first < mask->low[row])
    mask->low[row] = first;
  if (last + 2 > mask->high[row])
    mask->high[row] = last + 2;
}

static inline void
touch_rows (WfAreaMask *mask, int first, int last)
{
  if (first < mask->first_row)
    mask->first_row = first;
  if (last >= mask->end_row)
    mask->end_row = last + 1;
}

/* An edge within one row, over several pixels; @xa < @xb, @dy its height, which grows by @rise each
 * sub-pixel. Truncating is rounding here: nothing is below 0. */
static inline void
add_wide (gint32 *row, int xa, int xb, int dy, double rise, int sign)
{
  int px = xa >> 8, last = xb >> 8, from = xa & (SUB - 1), to = xb & (SUB - 1), done = 0, part;
  double reach = (SUB - from) * rise + 0.5, step = SUB * rise;

  for (; px < last; px++, from = 0, reach += step)
    {
      int reached = MIN ((int) reach, dy);

      part = (reached - done) * sign;
      row[px] += part * (SUB - from);
      row[px + 1] += part * (SUB + from);
      done = reached;
    }
  part = (dy - done) * sign;
  row[last] += part * (2 * SUB - from - to);
  row[last + 1] += part * (from + to);
}

/* The same over two pixels at most, which is most of what there is: without a branch that nobody
 * could foresee. */
static inline void
add_narrow (gint32 *line, int xa, int xb, int dy, double rise, int sign)
{
  int px = xa >> 8, border = (px + 1) * SUB, right = MIN (xb, border);
  int reached = MIN ((int) ((border - xa) * rise + 0.5), dy);
  int sides = xa + right - 2 * px * SUB, over = xb - right, part, rest;

  reached = over == 0 ? dy : reached;
  part = reached * sign;
  rest = (dy - reached) * sign;
  line[px] += part * (2 * SUB - sides);
  line[px + 1] += part * sides + rest * (2 * SUB - over);
  line[px + 2] += rest * over;
}

/* Rows of the band; all that the loop asks for in registers, since every write might be to any of
 * it. */
static inline void
add_rows (WfAreaMask *mask, int first, int last, const int from[2], const int to[2], int sign)
{
  double slope = (double) (to[0] - from[0]) / (to[1] - from[1]), start = from[0] + 0.5;
  double rise = to[0] != from[0] ? fabs (1 / slope) : 0;
  int x0 = from[0], y0 = from[1], x1 = to[0], y1 = to[1], stride = mask->stride;
  int ya = MAX (y0, first * SUB), xa = ya == y0 ? x0 : (int) (start + (ya - y0) * slope);
  int *low = mask->low + (first - mask->top), *high = mask->high + (first - mask->top);
  gint32 *line = mask->edges + (gssize) (first - mask->top) * stride;

  for (int row = first; row <= last; row++, line += stride, low++, high++)
    {
      int yb = MIN (y1, (row + 1) * SUB);
      int xb = yb == y1 ? x1 : (int) (start + (yb - y0) * slope);
      int left = MIN (xa, xb), right = MAX (xa, xb), px = left >> 8, end = (right >> 8) + 2;

      if (end <= px + 3)
        add_narrow (line, left, right, yb - ya, rise, sign);
      else
        add_wide (line, left, right, yb - ya, rise, sign);
      *low = MIN (*low, px);
      *high = MAX (*high, end);
      xa = xb;
      ya = yb;
    }
}

/* An edge inside the frame, downward, in sub-pixels; @sign -1 where it was drawn downward. */
static void
add_edge (WfAreaMask *mask, int x0, int y0, int x1, int y1, int sign)
{
  int first = MAX (y0 >> 8, mask->top), last = MIN ((y1 - 1) >> 8, mask->top + mask->rows - 1);
  const int from[2] = { x0, y0 }, to[2] = { x1, y1 };

  if (first > last)
    return;
  touch_rows (mask, first - mask->top, last - mask->top);
  if (sign > 0)
    add_rows (mask, first, last, from, to, 1);
  else
    add_rows (mask, first, last, from, to, -1);
}

static inline int
to_sub (double v)
{
  return (int) (v * SUB + 0.5);
}

/* Downward inside the rows of the frame; what lies left counts along the left border, what lies
 * right of the frame covers nothing in it. */
static void
add_clipped_x (WfAreaMask *mask, double x0, double y0, double x1, double y1, int sign)
{
  double cuts[4] = { y0, y0, y1, y1 }, w = mask->width;
  int n = 1;

  if ((x0 < 0) != (x1 < 0))
    cuts[n++] = y0 + (0 - x0) * (y1 - y0) / (x1 - x0);
  if ((x0 > w) != (x1 > w))
    cuts[n++] = y0 + (w - x0) * (y1 - y0) / (x1 - x0);
  cuts[n] = y1;
  if (n == 3 && cuts[1] > cuts[2])
    {
      double swap = cuts[1];

      cuts[1] = cuts[2];
      cuts[2] = swap;
    }
  for (int i = 0; i < n; i++)
    {
      double ya = CLAMP (cuts[i], y0, y1), yb = CLAMP (cuts[i + 1], y0, y1);
      double xa = x0 + (ya - y0) * (x1 - x0) / (y1 - y0);
      double xb = x0 + (yb - y0) * (x1 - x0) / (y1 - y0);
      int sya = to_sub (ya), syb = to_sub (yb);

      if (sya < syb)
        add_edge (mask, to_sub (CLAMP (xa, 0, w)), sya, to_sub (CLAMP (xb, 0, w)), syb, sign);
    }
}

void
wf_area_mask_edge (WfAreaMask *mask, double x0, double y0, double x1, double y1)
{
  int sign = 1;

  /* Both ways alike, so that neighbours who share an edge share its rounding. */
  if (y0 < y1)
    sign = -1;
  else
    {
      double swap = x0;

      x0 = x1;
      x1 = swap;
      swap = y0;
      y0 = y1;
      y1 = swap;
    }
  if (y1 <= mask->top || y0 >= mask->top + mask->rows)
    return;
  if (y0 >= 0 && y1 <= mask->height && MIN (x0, x1) >= 0 && MAX (x0, x1) <= mask->width)
    {
      int sy0 = to_sub (y0), sy1 = to_sub (y1);

      if (sy0 < sy1)
        add_edge (mask, to_sub (x0), sy0, to_sub (x1), sy1, sign);
      return;
    }
  if (y0 < 0)
    {
      x0 += (0 - y0) * (x1 - x0) / (y1 - y0);
      y0 = 0;
    }
  if (y1 > mask->height)
    {
      x1 = x0 + (mask->height - y0) * (x1 - x0) / (y1 - y0);
      y1 = mask->height;
    }
  if (y0 < y1)
    add_clipped_x (mask, x0, y0, x1, y1, sign);
}

static inline void
add_cell (WfAreaMask *mask, int x, int y, double amount)
{
  int row = y - mask->top, value = (int) (amount + 0.5);

  if (row < 0 || row >= mask->rows || x < 0 || x >= mask->width)
    return;
  mask->edges[(gsize) row * (gsize) mask->stride + (gsize) x] += value;
  mask->edges[(gsize) row * (gsize) mask->stride + (gsize) x + 1] -= value;
  touch (mask, row, x, x);
  touch_rows (mask, row, row);
}

void
wf_area_mask_dot (WfAreaMask *mask, double x0, double y0, double x1, double y1, double area)
{
  int left = (int) floor (x0), top = (int) floor (y0);
  double amount = area * WHOLE;
  double w, h;

  if (x1 <= left + 1 && y1 <= top + 1)
    {
      add_cell (mask, left, top, amount);
      return;
    }
  w = MAX (x1 - x0, 1e-6);
  h = MAX (y1 - y0, 1e-6);
  for (int y = top; y < y1; y++)
    for (int x = left; x < x1; x++)
      {
        double part_x = (MIN (x1, x + 1) - MAX (x0, x)) / w;
        double part_y = (MIN (y1, y + 1) - MAX (y0, y)) / h;

        add_cell (mask, x, y, amount * part_x * part_y);
      }
}

/* The running sum of a row into what its pixels have; the row is clean then. */
static inline void
settle_row (gint32 *edges, guint16 *settled, int n, gboolean most, guint32 strength)
{
  gint32 sum = 0;

  for (int x = 0; x < n; x++)
    {
      guint32 cover;

      sum += edges[x];
      edges[x] = 0;
      cover = MIN ((guint32) ABS (sum), WHOLE) >> 2;
      cover = most ? MAX ((cover * strength) >> 8, settled[x])
                   : MIN (cover + settled[x], SETTLED_WHOLE);
      settled[x] = (guint16) cover;
    }
}

/* Row @row of @from into row @to of @mask. */
static inline void
settle (WfAreaMask *mask, int to, WfAreaMask *from, int row, gboolean most, guint32 strength)
{
  int low = from->low[row], n = from->high[row] - low;

  if (n <= 0)
    return;
  settle_row (from->edges + (gsize) row * (gsize) from->stride + low,
              mask->settled + (gsize) to * (gsize) mask->stride + low, n, most, strength);
  mask->settled_low[to] = MIN (mask->settled_low[to], low);
  mask->settled_high[to] = MAX (mask->settled_high[to], from->high[row]);
  from->low[row] = G_MAXINT;
  from->high[row] = 0;
}

void
wf_area_mask_join (WfAreaMask *mask, double strength)
{
  guint32 parts = (guint32) (CLAMP (strength, 0, 1) * 256 + 0.5);

  for (int row = mask->first_row; row < mask->end_row; row++)
    settle (mask, row, mask, row, TRUE, parts);
  clear_rows (mask);
  mask->has_settled = TRUE;
}

/* ---- for shapes with their own winding */

gboolean
wf_area_mask_row_is_crossed (const WfAreaMask *mask, int y)
{
  int row = y - mask->top, high = mask->high[row];
  const gint32 *edges = mask->edges + (gsize) row * (gsize) mask->stride;
  gint32 sum = 0, least = 0, most = 0;

  for (int x = mask->low[row]; x < high; x++)
    {
      sum += edges[x];
      least = MIN (least, sum);
      most = MAX (most, sum);
    }
  /* Clockwise or, where nobody turned the rings, against it. */
  return most - least > WHOLE + ROUNDING || (least < -ROUNDING && most > ROUNDING);
}

void
wf_area_mask_clear_row (WfAreaMask *mask, int y)
{
  int row = y - mask->top, low = mask->low[row], n = mask->high[row] - low;

  if (n > 0)
    memset (mask->edges + (gsize) row * (gsize) mask->stride + low, 0, (gsize) n * sizeof (gint32));
  mask->low[row] = G_MAXINT;
  mask->high[row] = 0;
}

void
wf_area_mask_step (WfAreaMask *mask, int y, double x, int sign, int parts)
{
  int row = y - mask->top, at = to_sub (CLAMP (x, 0, mask->width)), px = at >> 8;
  int over = 2 * (at & (SUB - 1)), amount = sign * (SUB / parts);
  gint32 *line = mask->edges + (gsize) row * (gsize) mask->stride;

  line[px] += amount * (2 * SUB - over);
  line[px + 1] += amount * over;
  touch (mask, row, px, px);
  touch_rows (mask, row, row);
}

void
wf_area_mask_take (WfAreaMask *mask, WfAreaMask *from)
{
  for (int row = from->first_row; row < from->end_row; row++)
    {
      int to = from->top + row - mask->top;

      if (to >= 0 && to < mask->rows)
        settle (mask, to, from, row, FALSE, 0);
      else
        wf_area_mask_clear_row (from, from->top + row);
    }
  clear_rows (from);
  mask->has_settled = TRUE;
}

void
wf_area_mask_touch (WfAreaMask *mask, int left, int right)
{
  for (int row = 0; row < mask->rows && left <= right; row++)
    {
      mask->low[row] = MIN (mask->low[row], left);
      mask->high[row] = MAX (mask->high[row], right + 3);
    }
  touch_rows (mask, 0, mask->rows - 1);
}

static inline guint16
cover_alpha (gint32 sum, guint32 alpha)
{
  guint32 cover = MIN ((guint32) ABS (sum), WHOLE) >> 2;

  return (guint16) ((cover * alpha + SETTLED_WHOLE / 2) / SETTLED_WHOLE);
}

static inline gboolean
is_clean (gconstpointer bytes)
{
  const guint8 *at = bytes;
  guint64 a, b, c, d;

  memcpy (&a, at, 8);
  memcpy (&b, at + 8, 8);
  memcpy (&c, at + 16, 8);
  memcpy (&d, at + 24, 8);
  return (a | b | c | d) == 0;
}

/* The running sum of a row as alphas; the row is clean then. */
static WF_WIDE void
sum_row (gint32 *edges, guint16 *alphas, int n, guint32 alpha)
{
  gint32 sum = 0, sums[8];
  guint16 last = 0;
  int x = 0;

  for (; x + 8 <= n; x += 8)
    {
      /* Runs without an edge, empty or covered, are most of a picture. */
      if (is_clean (edges + x))
        {
          for (int k = 0; k < 8; k++)
            alphas[x + k] = last;
          continue;
        }
      for (int k = 0; k < 8; k++)
        sums[k] = sum += edges[x + k];
      for (int k = 0; k < 8; k++)
        alphas[x + k] = cover_alpha (sums[k], alpha);
      last = alphas[x + 7];
    }
  for (; x < n; x++)
    alphas[x] = cover_alpha (sum += edges[x], alpha);
  memset (edges, 0, (gsize) n * sizeof *edges);
}

static inline guint16
settled_alpha (gint32 sum, guint32 settled, guint32 alpha)
{
  guint32 cover = MIN (((guint32) ABS (sum) >> 2) + settled, SETTLED_WHOLE);

  return (guint16) ((cover * alpha + SETTLED_WHOLE / 2) / SETTLED_WHOLE);
}

static WF_WIDE void
sum_row_settled (gint32 *edges, guint16 *settled, guint16 *alphas, int n, guint32 alpha)
{
  gint32 sum = 0;
  int x = 0;

  for (; x + 16 <= n; x += 16)
    if (!is_clean (edges + x) || !is_clean (edges + x + 8))
      for (int k = 0; k < 16; k++)
        {
          sum += edges[x + k];
          alphas[x + k] = settled_alpha (sum, settled[x + k], alpha);
        }
    else if (sum == 0 && is_clean (settled + x))
      memset (alphas + x, 0, 16 * sizeof *alphas);
    else
      for (int k = 0; k < 16; k++)
        alphas[x + k] = settled_alpha (sum, settled[x + k], alpha);
  for (; x < n; x++)
    {
      sum += edges[x];
      alphas[x] = settled_alpha (sum, settled[x], alpha);
    }
  memset (edges, 0, (gsize) n * sizeof *edges);
  memset (settled, 0, (gsize) n * sizeof *settled);
}

void
wf_area_mask_paint (WfAreaMask *mask, guint32 *pixels, int pixels_stride, WfInk ink)
{
  wf_area_mask_paint_pattern (mask, pixels, pixels_stride, ink, NULL);
}

void
wf_area_mask_paint_pattern (WfAreaMask *mask, guint32 *pixels, int pixels_stride, WfInk ink,
                            const WfPattern *pattern)
{
  for (int row = 0; row < mask->rows; row++)
    {
      gsize at = (gsize) row * (gsize) mask->stride;
      int low = MIN (mask->low[row], mask->settled_low[row]);
      int end = MAX (mask->high[row], mask->settled_high[row]), high = MIN (end, mask->width);
      guint32 *line = pixels + (gsize) row * (gsize) pixels_stride;

      if (low >= end)
        continue;
      at += (gsize) low;
      if (mask->has_settled)
        sum_row_settled (mask->edges + at, mask->settled + at, mask->alphas, high - low, ink.alpha);
      else
        sum_row (mask->edges + at, mask->alphas, high - low, ink.alpha);
      if (pattern != NULL)
        wf_pattern_thin (pattern, low, mask->top + row, mask->alphas, high - low);
      wf_pixels_mix_row (line + low, mask->alphas, high - low, ink.word);
      at -= (gsize) low;
      /* What fell on the columns right of the frame. */
      memset (mask->edges + at + mask->width, 0, 2 * sizeof (gint32));
      memset (mask->settled + at + mask->width, 0, 2 * sizeof (guint16));
      mask->low[row] = mask->settled_low[row] = G_MAXINT;
      mask->high[row] = mask->settled_high[row] = 0;
    }
  mask->has_settled = FALSE;
  clear_rows (mask);
  memset (mask->edges - mask->stride, 0, (gsize) mask->stride * sizeof *mask->edges);
  memset (mask->edges + (gsize) mask->rows * (gsize) mask->stride, 0,
          (gsize) mask->stride * sizeof *mask->edges);
}
