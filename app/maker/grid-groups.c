/* Watchfloor: grouping neighbours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "grid-groups.h"

#include "gen-heap.h"

#include <math.h>

#define ROUNDS 8

static double
distance (WfPoint a, WfPoint b)
{
  return hypot (a.x - b.x, a.y - b.y);
}

/* Every node goes to the seed that is nearest along the graph. */
static void
spread (const GPtrArray *borders, const WfPoint *centre, guint n, const guint32 *seeds,
        guint n_seeds, guint32 *group)
{
  g_autofree double *far = g_new (double, n);
  g_autoptr (GArray) heap = gen_heap_new ();

  for (guint i = 0; i < n; i++)
    {
      far[i] = 1e300;
      group[i] = G_MAXUINT32;
    }
  for (guint s = 0; s < n_seeds; s++)
    {
      far[seeds[s]] = 0.0;
      group[seeds[s]] = s;
      gen_heap_push (heap, 0.0, seeds[s]);
    }
  while (heap->len > 0)
    {
      GenQueued r = gen_heap_pop (heap);
      const GArray *near = g_ptr_array_index (borders, r.node);

      if (r.cost > far[r.node])
        continue;
      for (guint i = 0; i < near->len; i++)
        {
          guint32 other = g_array_index (near, GridBorder, i).other;
          double there = r.cost + distance (centre[r.node], centre[other]);

          if (there >= far[other])
            continue;
          far[other] = there;
          group[other] = group[r.node];
          gen_heap_push (heap, there, other);
        }
    }
}

/* Moves each seed to the node nearest to the middle of its group. */
static void
recentre (const WfPoint *centre, guint n, guint32 *seeds, guint n_seeds, const guint32 *group)
{
  g_autofree WfPoint *middle = g_new0 (WfPoint, n_seeds);
  g_autofree guint *members = g_new0 (guint, n_seeds);
  g_autofree double *best = g_new (double, n_seeds);

  for (guint i = 0; i < n; i++)
    if (group[i] != G_MAXUINT32)
      {
        middle[group[i]].x += centre[i].x;
        middle[group[i]].y += centre[i].y;
        members[group[i]]++;
      }
  for (guint s = 0; s < n_seeds; s++)
    {
      middle[s].x /= MAX (members[s], 1);
      middle[s].y /= MAX (members[s], 1);
      best[s] = 1e300;
    }
  for (guint i = 0; i < n; i++)
    {
      guint32 s = group[i];

      if (s != G_MAXUINT32 && distance (centre[i], middle[s]) < best[s])
        {
          best[s] = distance (centre[i], middle[s]);
          seeds[s] = i;
        }
    }
}

/* Islands that no seed reached belong where the nearest node on the other side does. */
static void
take_islands (const WfPoint *centre, guint n, guint32 *group)
{
  g_autofree guint32 *taken = g_new (guint32, n);

  for (guint i = 0; i < n; i++)
    {
      double best = 1e300;

      taken[i] = group[i];
      for (guint k = 0; group[i] == G_MAXUINT32 && k < n; k++)
        if (group[k] != G_MAXUINT32 && distance (centre[i], centre[k]) < best)
          {
            best = distance (centre[i], centre[k]);
            taken[i] = group[k];
          }
    }
  for (guint i = 0; i < n; i++)
    group[i] = taken[i];
}

guint32 *
grid_groups_make (const GPtrArray *borders, const WfPoint *centre, guint n, guint per_group,
                  guint *n_groups)
{
  guint n_seeds = CLAMP ((n + per_group / 2) / MAX (per_group, 1), 1, MAX (n, 1));
  g_autofree guint32 *seeds = g_new (guint32, n_seeds);
  g_autofree guint32 *all = g_new (guint32, MAX (n, 1));
  guint32 *group = g_new0 (guint32, MAX (n, 1));

  *n_groups = n > 0 ? n_seeds : 0;
  if (n == 0)
    return group;
  for (guint32 i = 0; i < n; i++)
    all[i] = i;
  /* Every so many along rows of the map: near to even from the start. */
  g_autofree guint32 *rank = grid_groups_rank (centre, all, n, sqrt ((double) per_group) * 40000.0);

  for (guint s = 0; s < n_seeds; s++)
    seeds[s] = rank[(guint) ((s + 0.5) * n / n_seeds)];
  for (guint round = 0; round < ROUNDS; round++)
    {
      spread (borders, centre, n, seeds, n_seeds, group);
      if (round + 1 < ROUNDS)
        recentre (centre, n, seeds, n_seeds, group);
    }
  take_islands (centre, n, group);
  return group;
}

GPtrArray *
grid_groups_contract (const GPtrArray *borders, const WfPoint *centre, guint n,
                      const guint32 *group_of, guint n_groups, WfPoint **group_centre)
{
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autofree guint *members = g_new0 (guint, MAX (n_groups, 1));

  *group_centre = g_new0 (WfPoint, MAX (n_groups, 1));
  for (guint g = 0; g < n_groups; g++)
    g_ptr_array_add (out, g_array_new (FALSE, FALSE, sizeof (GridBorder)));
  for (guint i = 0; i < n; i++)
    {
      const GArray *near = g_ptr_array_index (borders, i);
      GArray *mine = g_ptr_array_index (out, group_of[i]);

      (*group_centre)[group_of[i]].x += centre[i].x;
      (*group_centre)[group_of[i]].y += centre[i].y;
      members[group_of[i]]++;
      for (guint k = 0; k < near->len; k++)
        {
          GridBorder b = { group_of[g_array_index (near, GridBorder, k).other],
                           g_array_index (near, GridBorder, k).metres };
          guint at = 0;

          while (at < mine->len && g_array_index (mine, GridBorder, at).other != b.other)
            at++;
          if (b.other == group_of[i])
            continue;
          if (at < mine->len)
            g_array_index (mine, GridBorder, at).metres += b.metres;
          else
            g_array_append_val (mine, b);
        }
    }
  for (guint g = 0; g < n_groups; g++)
    {
      (*group_centre)[g].x /= MAX (members[g], 1);
      (*group_centre)[g].y /= MAX (members[g], 1);
    }
  return out;
}

typedef struct
{
  double row, x;
  guint32 which;
} Ranked;

static int
compare_ranked (gconstpointer x, gconstpointer y)
{
  const Ranked *a = x, *b = y;

  if (a->row != b->row)
    return a->row < b->row ? -1 : 1;
  if (a->x != b->x)
    return a->x < b->x ? -1 : 1;
  return a->which < b->which ? -1 : a->which > b->which;
}

guint32 *
grid_groups_rank (const WfPoint *at, const guint32 *which, guint n, double row_height)
{
  g_autofree Ranked *ranked = g_new (Ranked, MAX (n, 1));
  guint32 *order = g_new (guint32, MAX (n, 1));
  double top = 1e300;

  for (guint i = 0; i < n; i++)
    top = MIN (top, at[which[i]].y);
  for (guint i = 0; i < n; i++)
    ranked[i] = (Ranked){ floor ((at[which[i]].y - top) / row_height), at[which[i]].x, which[i] };
  qsort (ranked, n, sizeof (Ranked), compare_ranked);
  for (guint i = 0; i < n; i++)
    order[i] = ranked[i].which;
  return order;
}
