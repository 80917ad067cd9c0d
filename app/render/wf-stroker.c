/* Watchfloor: strokes as outlines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The left side is walked forward, the right side back: the outline runs clockwise
 * on the screen whichever way the line turns. */
#include "config.h"

#include "wf-stroker.h"

#include <math.h>

/* How far an arc may lie from its chords, pixels. */
#define ARC_ERROR_PX 0.008
/* Below this sine two segments are one. */
#define STRAIGHT 1e-9

typedef struct
{
  WfPoint at;
  WfPoint in, out; /* directions of the segments before and after, of length 1 */
  double in_length, out_length;
} Corner;

void
wf_stroker_init (WfStroker *self, WfAreaMask *mask)
{
  self->mask = mask;
  self->outline = g_array_new (FALSE, FALSE, sizeof (WfPoint));
}

void
wf_stroker_clear (WfStroker *self)
{
  g_clear_pointer (&self->outline, g_array_unref);
}

static void
put (WfStroker *self, double x, double y)
{
  WfPoint p = { x, y };

  g_array_append_val (self->outline, p);
}

/* @along and @beside of @at, in the frame of @direction (beside: to its right). */
static void
put_beside (WfStroker *self, WfPoint at, WfPoint direction, double along, double beside)
{
  put (self, at.x + direction.x * along - direction.y * beside,
       at.y + direction.y * along + direction.x * beside);
}

/* From beside @from to beside @to by @angle, without the two ends. */
static void
put_arc (WfStroker *self, WfPoint at, WfPoint from, double beside, double angle)
{
  double r = fabs (beside), step = r > ARC_ERROR_PX ? 2 * acos (1 - ARC_ERROR_PX / r) : G_PI;
  int n = (int) ceil (fabs (angle) / MIN (step, G_PI / 3));

  for (int i = 1; i < n; i++)
    {
      double c = cos (angle * i / n), s = sin (angle * i / n);
      WfPoint turned = { from.x * c - from.y * s, from.x * s + from.y * c };

      put_beside (self, at, turned, 0, beside);
    }
}

static Corner
corner_at (const WfPoint *points, guint n, guint i)
{
  WfPoint before = points[(i + n - 1) % n], at = points[i], after = points[(i + 1) % n];
  Corner c = { .at = at };

  c.in = (WfPoint){ at.x - before.x, at.y - before.y };
  c.out = (WfPoint){ after.x - at.x, after.y - at.y };
  c.in_length = sqrt (c.in.x * c.in.x + c.in.y * c.in.y);
  c.out_length = sqrt (c.out.x * c.out.x + c.out.y * c.out.y);
  c.in.x /= c.in_length;
  c.in.y /= c.in_length;
  c.out.x /= c.out_length;
  c.out.y /= c.out_length;
  return c;
}

static Corner
turn_back (Corner c)
{
  return (Corner){ c.at, { -c.out.x, -c.out.y }, { -c.in.x, -c.in.y }, c.out_length, c.in_length };
}

/* One side of a corner, in the direction of travel; @other is the other side's offset. */
static void
put_corner (WfStroker *self, Corner c, double beside, double other, const WfStrokeShape *shape)
{
  double cross = c.in.x * c.out.y - c.in.y * c.out.x, dot = c.in.x * c.out.x + c.in.y * c.out.y;
  /* Where the two sides meet, along the way out: the tangent of half the turn. */
  double along = dot > -1 + 1e-12 ? beside * cross / (1 + dot) : G_MAXDOUBLE;
  double middle = (beside + other) / 2;
  gboolean inner = beside * cross > 0;

  if (fabs (cross) < STRAIGHT && dot > 0)
    put_beside (self, c.at, c.out, 0, beside);
  else if (inner && fabs (along) <= MIN (c.in_length, c.out_length))
    put_beside (self, c.at, c.out, along, beside);
  else if (inner)
    {
      /* The sides miss each other: by way of the line. */
      put_beside (self, c.at, c.in, 0, beside);
      put_beside (self, c.at, c.in, 0, middle);
      put_beside (self, c.at, c.out, 0, middle);
      put_beside (self, c.at, c.out, 0, beside);
    }
  else if (shape->join == WF_JOIN_MITER && 2 <= shape->miter_limit * shape->miter_limit * (1 + dot))
    put_beside (self, c.at, c.out, along, beside);
  else
    {
      put_beside (self, c.at, c.in, 0, beside);
      if (shape->join == WF_JOIN_ROUND)
        put_arc (self, c.at, c.in, beside, atan2 (cross, dot));
      put_beside (self, c.at, c.out, 0, beside);
    }
}

static void
fill_outline (WfStroker *self)
{
  const WfPoint *p = (const WfPoint *) (gconstpointer) self->outline->data;
  guint n = self->outline->len;

  for (guint i = 0; i < n; i++)
    {
      const WfPoint *next = &p[i + 1 < n ? i + 1 : 0];

      wf_area_mask_edge (self->mask, p[i].x, p[i].y, next->x, next->y);
    }
  g_array_set_size (self->outline, 0);
}

/* The end of a line that arrives in @direction: from its left side to its right. */
static void
put_cap (WfStroker *self, WfPoint at, WfPoint direction, double left, double right, WfCap cap)
{
  double half = (right - left) / 2, middle = (left + right) / 2;
  double along = cap == WF_CAP_SQUARE ? half : 0;
  WfPoint center = { at.x - direction.y * middle, at.y + direction.x * middle };

  put_beside (self, at, direction, along, left);
  if (cap == WF_CAP_ROUND)
    put_arc (self, center, direction, -half, G_PI);
  put_beside (self, at, direction, along, right);
}

static void
add_closed (WfStroker *self, const WfPoint *points, guint n, const WfStrokeShape *shape)
{
  for (guint i = 0; i < n; i++)
    put_corner (self, corner_at (points, n, i), shape->left, shape->right, shape);
  fill_outline (self);
  for (guint i = n; i-- > 0;)
    put_corner (self, turn_back (corner_at (points, n, i)), -shape->right, -shape->left, shape);
  fill_outline (self);
}

void
wf_stroker_add (WfStroker *self, const WfPoint *points, guint n, gboolean closed,
                const WfStrokeShape *shape)
{
  Corner first, last;

  if (n < 2 || !(shape->left < shape->right))
    return;
  if (closed && n > 2)
    {
      add_closed (self, points, n, shape);
      return;
    }
  first = corner_at (points, n, 0);
  last = corner_at (points, n, n - 1);
  for (guint i = 1; i + 1 < n; i++)
    put_corner (self, corner_at (points, n, i), shape->left, shape->right, shape);
  put_cap (self, points[n - 1], last.in, shape->left, shape->right, shape->cap);
  for (guint i = n - 1; i-- > 1;)
    put_corner (self, turn_back (corner_at (points, n, i)), -shape->right, -shape->left, shape);
  first = turn_back (first);
  put_cap (self, points[0], first.in, -shape->right, -shape->left, shape->cap);
  fill_outline (self);
}
