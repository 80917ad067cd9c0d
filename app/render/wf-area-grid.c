/* Watchfloor: footprints by the square.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Each row of pixels is computed by itself: the same in any band. */
#include "config.h"

#include "wf-area-grid.h"

#include "wf-share.h"

#include <math.h>

/* Fewer shapes are drawn as fast one by one. */
#define WORTH_SHAPES 100000
#define ROWS_A_PIECE 64 /* pairs that a processor sums at a time */
#define MAX_CELLS (32u << 20)
#define CELL_WHOLE 16384.0f
#define MASK_WHOLE 131072.0
/* Of a pixel: a square must be no larger to be drawn from. */
#define LARGEST_PX 0.75

static void
add_level (WfAreaGrid *grid, guint shift, WfUnitBox all)
{
  WfAreaGridLevel *level = &grid->levels[grid->n_levels++];

  level->shift = shift;
  /* Even, so that squares come in fours. */
  level->x0 = (all.min_x >> shift) & ~1u;
  level->y0 = (all.min_y >> shift) & ~1u;
  level->width = ((all.max_x >> shift) | 1) - level->x0 + 1;
  level->height = ((all.max_y >> shift) | 1) - level->y0 + 1;
  level->per_area = ldexpf (CELL_WHOLE, 32 - 2 * (int) shift);
  level->cells = g_new0 (guint16, (gsize) level->width * (gsize) level->height);
}

static guint
finest_shift (WfUnitBox all, guint32 n)
{
  double w = (double) (all.max_x - all.min_x) + 1, h = (double) (all.max_y - all.min_y) + 1;
  double side = sqrt (w * h / MIN (8.0 * n, MAX_CELLS));

  return (guint) CLAMP (ceil (log2 (side)), 4, 31);
}

/* To the finest level it is small for. */
static inline void
add_shape (const WfAreaGrid *grid, const WfUnitBox *box, float area)
{
  guint32 w = box->max_x - box->min_x, h = box->max_y - box->min_y, x, y, sum;
  guint bits = 32 - (guint) __builtin_clz (w | h | 1), finest = grid->levels->shift;
  const WfAreaGridLevel *level = &grid->levels[MAX (bits, finest) - finest];
  guint16 *cell;

  if (level >= grid->levels + grid->n_levels)
    return;
  x = ((box->min_x + w / 2) >> level->shift) - level->x0;
  y = ((box->min_y + h / 2) >> level->shift) - level->y0;
  cell = &level->cells[(gsize) y * level->width + x];
  sum = *cell + (guint32) MIN (area * level->per_area + 0.5f, G_MAXUINT16);
  *cell = (guint16) MIN (sum, G_MAXUINT16);
}

/* Four squares into one: pairs of rows of the finer level. */
static void
add_finer (gpointer data, guint32 from, guint32 to)
{
  const WfAreaGridLevel *fine = data, *coarse = fine + 1;
  guint32 dx = fine->x0 / 2 - coarse->x0, dy = fine->y0 / 2 - coarse->y0, n = fine->width / 2;

  for (guint32 y = from; y < to; y++)
    {
      const guint16 *a = fine->cells + (gsize) 2 * y * fine->width, *b = a + fine->width;
      guint16 *sums = coarse->cells + (gsize) (y + dy) * coarse->width + dx;

      for (guint32 x = 0; x < n; x++)
        {
          guint32 four = (guint32) a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1];

          sums[x] = (guint16) MIN (sums[x] + (four + 2) / 4, G_MAXUINT16);
        }
    }
}

gboolean
wf_area_grid_helps (WfUnitBox all, guint32 n, double px_per_step)
{
  return n >= WORTH_SHAPES && ldexp (px_per_step, (int) finest_shift (all, n)) <= LARGEST_PX;
}

WfAreaGrid *
wf_area_grid_new (const WfUnitBox *boxes, const float *areas, guint32 n, WfUnitBox all)
{
  WfAreaGrid *grid = g_new0 (WfAreaGrid, 1);

  for (guint shift = finest_shift (all, n); shift < 32 && grid->n_levels < WF_AREA_GRID_LEVELS;
       shift++)
    add_level (grid, shift, all);
  for (guint32 i = 0; i < n; i++)
    add_shape (grid, &boxes[i], areas[i]);
  for (guint i = 0; i + 1 < grid->n_levels; i++)
    wf_share_out (grid->levels[i].height / 2, ROWS_A_PIECE, add_finer, &grid->levels[i], NULL);
  return grid;
}

void
wf_area_grid_free (WfAreaGrid *grid)
{
  if (grid == NULL)
    return;
  for (guint i = 0; i < grid->n_levels; i++)
    g_free (grid->levels[i].cells);
  g_free (grid);
}

const WfAreaGridLevel *
wf_area_grid_level (const WfAreaGrid *grid, double px_per_step)
{
  const WfAreaGridLevel *found = NULL;

  for (guint i = 0; i < grid->n_levels; i++)
    if (ldexp (px_per_step, (int) grid->levels[i].shift) <= LARGEST_PX)
      found = &grid->levels[i];
  return found;
}

/* Squares along an axis: those from @first on, @n of them, meet the frame. */
typedef struct
{
  double from, per_px; /* where pixel 0 begins, squares from the first; a pixel's size */
  guint32 first, n;
} Axis;

static Axis
make_axis (double px_per_square, double origin_px, guint32 corner, guint32 n, int low, int high)
{
  Axis axis = { .per_px = 1 / px_per_square };
  double begin, end;

  axis.from = -origin_px / px_per_square - corner;
  begin = floor (axis.from + low * axis.per_px);
  end = ceil (axis.from + high * axis.per_px);
  axis.first = (guint32) CLAMP (begin, 0, (double) n);
  axis.n = (guint32) CLAMP (end, 0, (double) n) - axis.first;
  return axis;
}

/* The squares of the rows that meet a row of pixels, each by the part that does. */
static gboolean
gather_row (const WfAreaGridLevel *level, const Axis *across, double low, double high, float *sums)
{
  gint64 first = (gint64) MAX (floor (low), 0);
  gint64 end = (gint64) MIN (ceil (high), (double) level->height);

  for (guint32 i = 0; i < across->n; i++)
    sums[i] = 0;
  for (gint64 row = first; row < end; row++)
    {
      const guint16 *cells = level->cells + (gsize) row * level->width + across->first;
      float part = (float) (MIN (high, (double) row + 1) - MAX (low, (double) row));

      for (guint32 i = 0; i < across->n; i++)
        sums[i] += part * (float) cells[i];
    }
  return first < end;
}

/* The sum of all squares left of @at. */
static inline double
sum_before (const double *before, const float *sums, double at, guint32 n)
{
  guint32 i;

  if (at <= 0)
    return 0;
  if (at >= n)
    return before[n];
  i = (guint32) at;
  return before[i] + (double) sums[i] * (at - i);
}

static void
add_row (const Axis *across, const float *sums, double *before, double amount, gint32 *edges,
         int width)
{
  double last;
  gint32 had = 0;

  before[0] = 0;
  for (guint32 i = 0; i < across->n; i++)
    before[i + 1] = before[i] + (double) sums[i];
  last = sum_before (before, sums, across->from - across->first, across->n);
  for (int x = 0; x < width; x++)
    {
      double at = across->from + (x + 1) * across->per_px - across->first;
      double sum = sum_before (before, sums, at, across->n);
      gint32 cover = (gint32) ((sum - last) * amount + 0.5);

      edges[x] += cover - had;
      had = cover;
      last = sum;
    }
  edges[width] -= had;
}

void
wf_area_grid_draw (const WfAreaGridLevel *level, WfAreaMask *mask, double px_per_step, double x0,
                   double y0)
{
  double side = ldexp (px_per_step, (int) level->shift);
  Axis across = make_axis (side, x0, level->x0, level->width, 0, mask->width);
  Axis down = make_axis (side, y0, level->y0, level->height, mask->top, mask->top + mask->rows);
  double amount = MASK_WHOLE / (double) CELL_WHOLE * side * side;
  g_autofree float *sums = NULL;
  g_autofree double *before = NULL;

  if (across.n == 0 || down.n == 0)
    return;
  sums = g_new (float, across.n);
  before = g_new (double, (gsize) across.n + 1);
  for (int row = 0; row < mask->rows; row++)
    {
      double low = down.from + (mask->top + row) * down.per_px;

      if (gather_row (level, &across, low, low + down.per_px, sums))
        add_row (&across, sums, before, amount, mask->edges + (gsize) row * (gsize) mask->stride,
                 mask->width);
    }
  wf_area_mask_touch (mask, 0, mask->width - 1);
}
