/* Watchfloor: faces that become unit grid cells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "grid-faces.h"

#include "wf-mercator.h"

#include <string.h>

/* A segment of a ring, with its face on the left where y grows upwards. */
typedef struct
{
  guint64 a, b; /* x << 32 | y */
  guint32 face;
} Side;

static guint64
key_of (WfUnit p)
{
  return (guint64) p.x << 32 | p.y;
}

static WfUnit
unit_of (guint64 key)
{
  return (WfUnit){ (guint32) (key >> 32), (guint32) key };
}

double
grid_ring_area2 (const WfUnit *points, guint n)
{
  double sum = 0.0, x0 = points[0].x, y0 = points[0].y;

  for (guint i = 0, j = n - 1; i < n; j = i++)
    sum += (points[j].x - x0) * (points[i].y - y0) - (points[i].x - x0) * (points[j].y - y0);
  return sum;
}

static void
append_sides (const WfPackShapes *shapes, guint32 face, GArray *sides)
{
  for (guint32 part = shapes->part_of[face]; part < shapes->part_of[face + 1]; part++)
    {
      const WfUnit *ring = shapes->coords + shapes->coord_of[part];
      guint32 n = shapes->coord_of[part + 1] - shapes->coord_of[part];

      for (guint32 i = 0; i < n; i++)
        {
          Side side = { key_of (ring[i]), key_of (ring[(i + 1) % n]), face };

          g_array_append_val (sides, side);
        }
    }
}

static int
compare_sides (gconstpointer x, gconstpointer y)
{
  const Side *s = x, *t = y;

  if (s->a != t->a)
    return s->a < t->a ? -1 : 1;
  if (s->b != t->b)
    return s->b < t->b ? -1 : 1;
  return s->face < t->face ? -1 : s->face > t->face;
}

static const Side *
find_side (const GArray *sides, guint64 a, guint64 b)
{
  guint low = 0, high = sides->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      const Side *s = &g_array_index (sides, Side, middle);

      if (s->a < a || (s->a == a && s->b < b))
        low = middle + 1;
      else
        high = middle;
    }
  if (low == sides->len)
    return NULL;
  const Side *s = &g_array_index (sides, Side, low);

  return s->a == a && s->b == b ? s : NULL;
}

static void
add_border (GArray *borders, guint32 other, double metres)
{
  for (guint i = 0; i < borders->len; i++)
    if (g_array_index (borders, GridBorder, i).other == other)
      {
        g_array_index (borders, GridBorder, i).metres += metres;
        return;
      }
  GridBorder border = { other, metres };

  g_array_append_val (borders, border);
}

static void
find_borders (GridFaces *f)
{
  const WfPackShapes *shapes = wf_pack_shapes (f->pack);
  g_autoptr (GArray) sides = g_array_new (FALSE, FALSE, sizeof (Side));

  for (guint32 face = 0; face < f->n; face++)
    append_sides (shapes, face, sides);
  g_array_sort (sides, compare_sides);
  for (guint i = 0; i < sides->len; i++)
    {
      const Side *s = &g_array_index (sides, Side, i);
      const Side *back = find_side (sides, s->b, s->a);
      WfUnit a = unit_of (s->a), b = unit_of (s->b);

      if (back != NULL && back->face != s->face)
        add_border (g_ptr_array_index (f->borders, s->face), back->face,
                    hypot ((double) a.x - (double) b.x, (double) a.y - (double) b.y)
                        * f->metres_per_step);
    }
}

static void
measure_face (GridFaces *f, guint32 face)
{
  const WfPackShapes *shapes = wf_pack_shapes (f->pack);
  double area2 = 0.0, x = 0.0, y = 0.0;
  WfUnit origin = shapes->coords[shapes->coord_of[shapes->part_of[face]]];

  for (guint32 part = shapes->part_of[face]; part < shapes->part_of[face + 1]; part++)
    {
      const WfUnit *ring = shapes->coords + shapes->coord_of[part];
      guint32 n = shapes->coord_of[part + 1] - shapes->coord_of[part];

      for (guint32 i = 0, j = n - 1; i < n; j = i++)
        {
          double ax = (double) ring[j].x - origin.x, ay = (double) ring[j].y - origin.y;
          double bx = (double) ring[i].x - origin.x, by = (double) ring[i].y - origin.y;
          double c = ax * by - bx * ay;

          area2 += c;
          x += c * (ax + bx);
          y += c * (ay + by);
        }
    }
  f->area_m2[face] = area2 * 0.5 * f->metres_per_step * f->metres_per_step;
  f->centre[face] = area2 > 0.0
                        ? (WfPoint){ origin.x + x / (3 * area2), origin.y + y / (3 * area2) }
                        : (WfPoint){ origin.x, origin.y };
}

/* ---- joining */

static guint32
root_of (guint32 *parent, guint32 i)
{
  while (parent[i] != i)
    i = parent[i] = parent[parent[i]];
  return i;
}

/* Joins @small to @large: borders, area and middle. */
static void
join (GridFaces *f, guint32 *parent, guint32 large, guint32 small)
{
  GArray *to = g_ptr_array_index (f->borders, large), *from = g_ptr_array_index (f->borders, small);
  double a = f->area_m2[large], b = f->area_m2[small];

  parent[small] = large;
  f->centre[large] = (WfPoint){ (f->centre[large].x * a + f->centre[small].x * b) / (a + b),
                                (f->centre[large].y * a + f->centre[small].y * b) / (a + b) };
  f->area_m2[large] = a + b;
  for (guint i = 0; i < from->len; i++)
    add_border (to, g_array_index (from, GridBorder, i).other,
                g_array_index (from, GridBorder, i).metres);
  g_array_set_size (from, 0);
}

/* The neighbour of @cell with the longest common border that leaves room; borders are brought up
 * to date on the way. */
static guint32
best_neighbour (GridFaces *f, guint32 *parent, guint32 cell, double most_m2)
{
  GArray *old = g_ptr_array_index (f->borders, cell);
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (GridBorder));
  guint32 best = G_MAXUINT32;
  double longest = 0.0;

  for (guint i = 0; i < old->len; i++)
    {
      GridBorder b = g_array_index (old, GridBorder, i);
      guint32 other = root_of (parent, b.other);

      if (other != cell)
        add_border (fresh, other, b.metres);
    }
  g_array_set_size (old, 0);
  g_array_append_vals (old, fresh->data, fresh->len);
  for (guint i = 0; i < old->len; i++)
    {
      GridBorder b = g_array_index (old, GridBorder, i);

      if (b.metres > longest && f->area_m2[b.other] + f->area_m2[cell] <= most_m2)
        {
          longest = b.metres;
          best = b.other;
        }
    }
  return best;
}

typedef struct
{
  double area;
  guint32 face;
} Sized;

static int
compare_sizes (gconstpointer x, gconstpointer y)
{
  const Sized *a = x, *b = y;

  if (a->area != b->area)
    return a->area < b->area ? -1 : 1;
  return a->face < b->face ? -1 : 1;
}

/* Smallest first; a face that fits nowhere under @most_m2 goes to a neighbour all the same when
 * it is a mere sliver. */
static void
join_small (GridFaces *f, guint32 *parent, double least_m2, double most_m2)
{
  g_autofree Sized *order = g_new (Sized, MAX (f->n, 1));

  for (guint pass = 0; pass < 4; pass++)
    {
      guint n = 0;

      for (guint32 i = 0; i < f->n; i++)
        if (parent[i] == i && f->area_m2[i] < least_m2)
          order[n++] = (Sized){ f->area_m2[i], i };
      qsort (order, n, sizeof (Sized), compare_sizes);
      for (guint k = 0; k < n; k++)
        {
          guint32 cell = order[k].face, other;

          if (parent[cell] != cell || f->area_m2[cell] >= least_m2)
            continue;
          other = best_neighbour (f, parent, cell, most_m2);
          if (other == G_MAXUINT32 && f->area_m2[cell] < 0.25 * least_m2)
            other = best_neighbour (f, parent, cell, 1e18);
          if (other != G_MAXUINT32)
            join (f, parent, other, cell);
        }
    }
}

static int
compare_borders (gconstpointer x, gconstpointer y)
{
  const GridBorder *a = x, *b = y;

  return a->other < b->other ? -1 : a->other > b->other;
}

/* Numbers the cells that are left without gaps. */
static void
renumber (GridFaces *f, guint32 *parent)
{
  g_autofree guint32 *number = g_new (guint32, MAX (f->n, 1));
  GPtrArray *borders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint32 i = 0; i < f->n; i++)
    if (parent[i] == i)
      {
        f->area_m2[f->n_cells] = f->area_m2[i];
        f->centre[f->n_cells] = f->centre[i];
        number[i] = f->n_cells++;
      }
  for (guint32 i = 0; i < f->n; i++)
    {
      f->cell_of[i] = number[root_of (parent, i)];
      if (parent[i] != i)
        continue;
      const GArray *old = g_ptr_array_index (f->borders, i);
      GArray *fresh = g_array_new (FALSE, FALSE, sizeof (GridBorder));

      for (guint k = 0; k < old->len; k++)
        {
          guint32 other = number[root_of (parent, g_array_index (old, GridBorder, k).other)];

          if (other != number[i])
            add_border (fresh, other, g_array_index (old, GridBorder, k).metres);
        }
      g_array_sort (fresh, compare_borders);
      g_ptr_array_add (borders, fresh);
    }
  g_ptr_array_unref (f->borders);
  f->borders = borders;
}

GridFaces *
grid_faces_new (const WfPack *pack, double least_m2, double most_m2)
{
  GridFaces *f = g_new0 (GridFaces, 1);
  WfUnitBox box = wf_pack_box (pack);
  WfUnit middle = { box.min_x / 2 + box.max_x / 2, box.min_y / 2 + box.max_y / 2 };

  f->pack = pack;
  f->n = wf_pack_shapes (pack)->n_features;
  f->metres_per_step = wf_mercator_metres (wf_unit_to_lonlat (middle).lat) / WF_UNIT_SPAN;
  f->cell_of = g_new (guint32, MAX (f->n, 1));
  f->area_m2 = g_new (double, MAX (f->n, 1));
  f->centre = g_new (WfPoint, MAX (f->n, 1));
  f->borders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autofree guint32 *parent = g_new (guint32, MAX (f->n, 1));

  for (guint32 i = 0; i < f->n; i++)
    {
      parent[i] = i;
      g_ptr_array_add (f->borders, g_array_new (FALSE, FALSE, sizeof (GridBorder)));
      measure_face (f, i);
    }
  find_borders (f);
  join_small (f, parent, least_m2, most_m2);
  renumber (f, parent);
  return f;
}

void
grid_faces_free (GridFaces *f)
{
  if (f == NULL)
    return;
  g_free (f->cell_of);
  g_free (f->area_m2);
  g_free (f->centre);
  g_ptr_array_unref (f->borders);
  g_free (f);
}

/* ---- outlines */

/* How far one turns clockwise from the way back to the way @to, seen from @at: 0 < angle. */
static double
turn_from (WfUnit at, WfUnit from, WfUnit to)
{
  double back = atan2 ((double) from.y - (double) at.y, (double) from.x - (double) at.x);
  double on = atan2 ((double) to.y - (double) at.y, (double) to.x - (double) at.x);
  double turn = back - on;

  return turn <= 1e-12 ? turn + 2 * M_PI : turn;
}

/* The side that goes on at the end of @side: where cells touch in a point, the one that stays
 * with the same corner. */
static guint
next_side (const GArray *sides, const guint8 *used, const Side *side)
{
  guint low = 0, high = sides->len, best = G_MAXUINT;
  double least = 100.0;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (sides, Side, middle).a < side->b)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < sides->len && g_array_index (sides, Side, low).a == side->b; low++)
    {
      double turn = turn_from (unit_of (side->b), unit_of (side->a),
                               unit_of (g_array_index (sides, Side, low).b));

      if (!used[low] && turn < least)
        {
          least = turn;
          best = low;
        }
    }
  return best;
}

static int
compare_rings (gconstpointer x, gconstpointer y)
{
  const GArray *r = *(GArray *const *) x, *s = *(GArray *const *) y;
  double a = grid_ring_area2 ((const WfUnit *) r->data, r->len),
         b = grid_ring_area2 ((const WfUnit *) s->data, s->len);

  return a > b ? -1 : a < b;
}

GPtrArray *
grid_faces_outline (const GridFaces *f, const guint32 *members, guint n_members)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Side));
  g_autoptr (GArray) outer = g_array_new (FALSE, FALSE, sizeof (Side));
  GPtrArray *rings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint i = 0; i < n_members; i++)
    append_sides (wf_pack_shapes (f->pack), members[i], all);
  g_array_sort (all, compare_sides);
  for (guint i = 0; i < all->len; i++)
    {
      const Side *s = &g_array_index (all, Side, i);

      if (find_side (all, s->b, s->a) == NULL)
        g_array_append_vals (outer, s, 1);
    }
  g_autofree guint8 *used = g_malloc0 (MAX (outer->len, 1));

  for (guint first = 0; first < outer->len; first++)
    {
      if (used[first])
        continue;
      GArray *ring = g_array_new (FALSE, FALSE, sizeof (WfUnit));

      for (guint at = first; at != G_MAXUINT;
           at = next_side (outer, used, &g_array_index (outer, Side, at)))
        {
          WfUnit p = unit_of (g_array_index (outer, Side, at).a);

          used[at] = 1;
          g_array_append_val (ring, p);
        }
      g_ptr_array_add (rings, ring);
    }
  g_ptr_array_sort (rings, compare_rings);
  return rings;
}
