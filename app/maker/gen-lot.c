/* Watchfloor: the buildings on a block.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rectangles are tried in rows or along the edges of a block; one that keeps its distance to every
 * edge and to its neighbours becomes a footprint of some plan form within it. */
#include "config.h"

#include "gen-block.h"
#include "gen-plan-form.h"
#include "gen-shape.h"

/* A rectangle by its middle, its long axis and half its sides. */
typedef struct
{
  WfPoint middle, axis;
  double half_w, half_d;
} Lot;

typedef struct
{
  const GenBlock *block;
  double crowding;
  GArray *ring; /* WfPoint */
  GArray *setbacks; /* double, of the edge that starts at the point */
  GArray *lots; /* Lot: those taken */
  GArray *buildings, *points; /* the caller's */
  GenRandom random;
} Site;

/* How rows of buildings stand. Metres. */
typedef struct
{
  double angle;
  double least_w, most_w, depth, side_gap, row_gap;
  guint least_floors, most_floors;
  GenPlanForm forms[4]; /* one of them by chance */
  double keep; /* the share of places that is used */
} RowPlan;

static WfPoint
corner (const Lot *lot, guint i)
{
  double u = i == 0 || i == 3 ? -lot->half_w : lot->half_w, v = i < 2 ? -lot->half_d : lot->half_d;

  return gen_add (gen_add (lot->middle, lot->axis, u), gen_left (lot->axis), v);
}

static gboolean
keeps_distance (const Site *site, const Lot *lot)
{
  const WfPoint *ring = (const WfPoint *) site->ring->data;
  guint n = site->ring->len;

  if (!gen_ring_contains (ring, n, lot->middle))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      double setback = g_array_index (site->setbacks, double, i);
      WfPoint a = ring[i], b = ring[(i + 1) % n], r = gen_sub (a, lot->middle);
      double u = fabs (gen_dot (r, lot->axis)), v = fabs (gen_cross (lot->axis, r));

      if (u < lot->half_w + setback && v < lot->half_d + setback)
        return FALSE;
      for (guint k = 0; k < 4; k++)
        {
          WfPoint c = corner (lot, k);
          double t, w;

          if (gen_segment_distance (a, b, c) < setback
              || gen_segments_cross (a, b, lot->middle, c, &t, &w))
            return FALSE;
        }
    }
  return TRUE;
}

/* Separating axes of two rectangles that must lie @gap apart. */
static gboolean
overlap (const Lot *a, const Lot *b, double gap)
{
  WfPoint d = gen_sub (b->middle, a->middle);

  for (guint k = 0; k < 2; k++)
    {
      const Lot *l = k ? b : a, *m = k ? a : b;
      double c = fabs (gen_dot (l->axis, m->axis)), s = fabs (gen_cross (l->axis, m->axis));

      if (fabs (gen_dot (d, l->axis)) > l->half_w + c * m->half_w + s * m->half_d + gap
          || fabs (gen_cross (l->axis, d)) > l->half_d + s * m->half_w + c * m->half_d + gap)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_free (const Site *site, const Lot *lot, double gap)
{
  for (guint i = 0; i < site->lots->len; i++)
    if (overlap (&g_array_index (site->lots, Lot, i), lot, gap))
      return FALSE;
  return TRUE;
}

static void
build (Site *site, const Lot *lot, GenPlanForm form, guint least_floors, guint most_floors)
{
  GenBuilding b = { .first = site->points->len, .use = site->block->use };

  b.floors
      = (guint8) CLAMP (gen_random_range (&site->random, least_floors, most_floors + 1.0), 1, 99);
  b.height_m
      = (float) (b.floors
                     * (site->block->use == GEN_USE_FACTORY || site->block->use == GEN_USE_HARBOUR
                            ? 7.5
                        : site->block->use == GEN_USE_OFFICES || site->block->use == GEN_USE_SHOPS
                            ? 3.9
                            : 3.0)
                 + 0.6);
  gen_plan_form_add (form, lot->middle, lot->axis, 2 * lot->half_w, 2 * lot->half_d, &site->random,
                     site->points);
  b.n = site->points->len - b.first;
  g_array_append_val (site->buildings, b);
  g_array_append_val (site->lots, *lot);
}

static void
build_rows (Site *site, const RowPlan *plan, gboolean check)
{
  WfPoint d = gen_direction (plan->angle), side = gen_left (d);
  double u0 = 1e18, u1 = -1e18, v0 = 1e18, v1 = -1e18;
  double pitch = plan->depth + plan->row_gap;

  for (guint i = 0; i < site->ring->len; i++)
    {
      WfPoint p = gen_sub (g_array_index (site->ring, WfPoint, i), site->block->centre);

      u0 = MIN (u0, gen_dot (p, d));
      u1 = MAX (u1, gen_dot (p, d));
      v0 = MIN (v0, gen_dot (p, side));
      v1 = MAX (v1, gen_dot (p, side));
    }
  for (double v = v0 + 8.0 + plan->depth / 2 + pitch * 0.25 * gen_random_unit (&site->random);
       v < v1; v += pitch)
    for (double u = u0 + 6.0; u < u1 - plan->least_w;)
      {
        double w = gen_random_range (&site->random, plan->least_w, plan->most_w);
        Lot lot = { gen_add (gen_add (site->block->centre, d, u + w / 2), side, v), d, w / 2,
                    plan->depth / 2 };

        if (!keeps_distance (site, &lot) || (check && !is_free (site, &lot, plan->side_gap)))
          {
            u += 7.0;
            continue;
          }
        if (gen_random_unit (&site->random) < plan->keep)
          build (site, &lot, plan->forms[gen_random_below (&site->random, 4)], plan->least_floors,
                 plan->most_floors);
        u += w + plan->side_gap;
      }
}

/* Buildings that stand on the street, edge by edge: the courtyard stays free. */
static void
build_perimeter (Site *site, double depth, double least_w, double most_w, guint least_floors,
                 guint most_floors)
{
  guint n = site->ring->len;

  for (guint i = 0; i < n; i++)
    {
      WfPoint a = g_array_index (site->ring, WfPoint, i),
              b = g_array_index (site->ring, WfPoint, (i + 1) % n);
      WfPoint d = gen_normal (gen_sub (b, a)), in = gen_left (d);
      double length = gen_distance (a, b),
             setback = g_array_index (site->setbacks, double, i) + 1.0;

      for (double u = 3.0; u < length - least_w;)
        {
          double w = MIN (gen_random_range (&site->random, least_w, most_w), length - u);
          Lot lot = { gen_add (gen_add (a, d, u + w / 2), in, setback + depth / 2), d, w / 2,
                      depth / 2 };

          if (!keeps_distance (site, &lot) || !is_free (site, &lot, 0.6))
            {
              u += 4.0;
              continue;
            }
          build (site, &lot,
                 gen_random_unit (&site->random) < 0.7 ? GEN_FORM_BAR : GEN_FORM_STEPPED,
                 least_floors, most_floors);
          u += w + (gen_random_unit (&site->random) < 0.6 ? 0.8 : 9.0);
        }
    }
}

/* The direction of the longest edge, turned so that rows run as nearly east and west as they can:
 * flats want the sun. */
static double
row_angle (const Site *site)
{
  guint n = site->ring->len, longest = 0;
  double best = 0.0;

  for (guint i = 0; i < n; i++)
    {
      double length = gen_distance (g_array_index (site->ring, WfPoint, i),
                                    g_array_index (site->ring, WfPoint, (i + 1) % n));

      if (length > best)
        {
          best = length;
          longest = i;
        }
    }
  WfPoint d = gen_sub (g_array_index (site->ring, WfPoint, (longest + 1) % n),
                       g_array_index (site->ring, WfPoint, longest));
  double angle = atan2 (d.y, d.x);

  return angle - M_PI_2 * floor (angle / M_PI_2 + 0.5);
}

/* How each kind of building stands; the angle comes with the site. By decade: six floors without
 * a lift, eleven with one, eighteen and more. */
static const RowPlan slab_rows = {
  0, 38, 66, 12.5, 9, 21, 5, 6, { GEN_FORM_SLAB, GEN_FORM_SLAB, GEN_FORM_SLAB, GEN_FORM_BAR }, 0.96
};
static const RowPlan old_rows = {
  0, 18, 40, 12.5, 9, 14, 4, 6, { GEN_FORM_SLAB, GEN_FORM_SLAB, GEN_FORM_SLAB, GEN_FORM_BAR }, 0.96
};
static const RowPlan lift_rows = {
  0,   32, 58, 14.5, 13, 30, 9, 11, { GEN_FORM_SLAB, GEN_FORM_SLAB, GEN_FORM_BAR, GEN_FORM_SLAB },
  0.96
};
static const RowPlan tower_rows = {
  0,   25, 31, 22, 17, 27, 17, 33, { GEN_FORM_CROSS, GEN_FORM_TEE, GEN_FORM_CROSS, GEN_FORM_SLAB },
  0.93
};
static const RowPlan villa_rows = {
  0, 10, 15, 11, 7, 13, 2, 3, { GEN_FORM_ELL, GEN_FORM_STEPPED, GEN_FORM_BAR, GEN_FORM_TEE }, 0.94
};
static const RowPlan village_rows = {
  0, 8, 14, 8, 7, 10, 1, 3, { GEN_FORM_BAR, GEN_FORM_BAR, GEN_FORM_ELL, GEN_FORM_BAR }, 0.93
};
static const RowPlan crowded_rows
    = { 0,   8, 14, 8, 2.2, 5.5, 1, 4, { GEN_FORM_BAR, GEN_FORM_BAR, GEN_FORM_ELL, GEN_FORM_BAR },
        0.95 };
static const RowPlan packed_rows
    = { 0,   7, 11, 7.5, 1.4, 3.4, 2, 6, { GEN_FORM_BAR, GEN_FORM_BAR, GEN_FORM_BAR, GEN_FORM_BAR },
        0.98 };
static const RowPlan mall_rows = {
  0,  60, 120, 62, 12, 16, 3, 6, { GEN_FORM_STEPPED, GEN_FORM_BAR, GEN_FORM_ELL, GEN_FORM_STEPPED },
  1.0
};
static const RowPlan factory_rows = {
  0, 50, 125, 42, 14, 18, 1, 2, { GEN_FORM_BAR, GEN_FORM_BAR, GEN_FORM_STEPPED, GEN_FORM_ELL }, 0.93
};
static const RowPlan shed_rows
    = { 0,   24, 44, 18, 10, 12, 1, 2, { GEN_FORM_BAR, GEN_FORM_BAR, GEN_FORM_BAR, GEN_FORM_ELL },
        0.85 };
static const RowPlan school_rows = {
  0, 48, 70, 34, 18, 70, 4, 5, { GEN_FORM_COMB, GEN_FORM_COURT, GEN_FORM_COMB, GEN_FORM_ELL }, 1.0
};
static const RowPlan campus_rows
    = { 0,  45, 85, 30, 26, 34, 3, 8, { GEN_FORM_COURT, GEN_FORM_ELL, GEN_FORM_COMB, GEN_FORM_BAR },
        0.8 };
static const RowPlan ward_rows = {
  0,  55, 80, 34, 18, 24, 6, 18, { GEN_FORM_COMB, GEN_FORM_COURT, GEN_FORM_TEE, GEN_FORM_STEPPED },
  1.0
};
static const RowPlan pavilion_rows
    = { 0,   12, 20, 12, 60, 80, 1, 1, { GEN_FORM_BAR, GEN_FORM_TEE, GEN_FORM_ELL, GEN_FORM_CROSS },
        0.35 };
static const RowPlan office_rows = {
  0, 28, 46, 30, 14, 20, 5, 8, { GEN_FORM_BAR, GEN_FORM_STEPPED, GEN_FORM_CROSS, GEN_FORM_TEE }, 0.9
};

static void
build_plan (Site *site, const RowPlan *plan, double angle, gboolean check)
{
  RowPlan here = *plan;

  here.angle = angle;
  build_rows (site, &here, check);
}

/* The less room there is, the more blocks have houses wall by wall. */
static const RowPlan *
village_plan (const Site *site)
{
  double dice = (double) (site->block->seed >> 40) * 0x1p-24;

  if (site->crowding < 1.4)
    return &village_rows;
  return dice < (site->crowding - 3.5) / 3.0 ? &packed_rows : &crowded_rows;
}

static void
build_homes (Site *site)
{
  double angle = row_angle (site), tall = gen_random_unit (&site->random);

  switch (site->block->use)
    {
    case GEN_USE_TOWERS:
      build_perimeter (site, 13, 30, 60, 2, 3);
      build_plan (site, &tower_rows, angle, TRUE);
      return;
    case GEN_USE_OLD:
      build_perimeter (site, 12, 14, 42, 3, 7);
      build_plan (site, &old_rows, angle, TRUE);
      return;
    case GEN_USE_VILLAS:
      build_plan (site, &villa_rows, angle, FALSE);
      return;
    case GEN_USE_VILLAGE:
      build_plan (site, village_plan (site), angle, FALSE);
      return;
    default:
      if (tall < 0.25 && site->block->urban > 0.5)
        build_perimeter (site, 11, 24, 50, 1, 2);
      build_plan (site, tall < 0.62 ? &slab_rows : &lift_rows, angle, TRUE);
    }
}

/* The nearer to the middle, the higher. */
static void
build_offices (Site *site, double angle)
{
  guint top = (guint) (8 + 30 * site->block->urban * site->block->urban);
  RowPlan offices = office_rows;

  offices.least_floors = MAX (5, top / 3);
  offices.most_floors = top;
  build_perimeter (site, 24, 28, 60, top / 4 + 3, top);
  build_plan (site, &offices, angle, TRUE);
}

static void
build_work (Site *site)
{
  double angle = row_angle (site);

  switch (site->block->use)
    {
    case GEN_USE_SHOPS:
      if (site->block->area_m2 > 12000.0)
        build_plan (site, &mall_rows, angle, FALSE);
      build_perimeter (site, 15, 22, 52, 3, 9);
      return;
    case GEN_USE_OFFICES:
      build_offices (site, angle);
      return;
    case GEN_USE_SCHOOL:
      build_plan (site, &school_rows, angle, FALSE);
      return;
    case GEN_USE_CAMPUS:
      build_plan (site, &campus_rows, angle, FALSE);
      return;
    case GEN_USE_HOSPITAL:
      build_plan (site, &ward_rows, angle, FALSE);
      return;
    case GEN_USE_FACTORY:
    case GEN_USE_HARBOUR:
      build_plan (site, &factory_rows, angle, FALSE);
      build_plan (site, &shed_rows, angle, TRUE);
      return;
    default:
      build_plan (site, &pavilion_rows, angle, FALSE);
    }
}

static void
read_site (const GenCity *city, Site *site)
{
  g_autoptr (GArray) halves = g_array_new (FALSE, FALSE, sizeof (guint32));

  gen_mesh_ring (city->mesh, site->block->face, site->ring);
  gen_mesh_walk (city->mesh, site->block->face, halves);
  for (guint i = 0; i < halves->len; i++)
    {
      double setback = gen_class_setback (
          gen_mesh_edge (city->mesh, g_array_index (halves, guint32, i))->class);

      g_array_append_val (site->setbacks, setback);
    }
}

void
gen_lot_fill (const GenCity *city, const GenBlock *block, GArray *buildings, GArray *points)
{
  Site site = { .block = block,
                .crowding = city->crowding,
                .buildings = buildings,
                .points = points,
                .random = gen_random (block->seed, 801) };

  if (block->use == GEN_USE_OPEN || block->use == GEN_USE_SQUARE)
    return;
  site.ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  site.setbacks = g_array_new (FALSE, FALSE, sizeof (double));
  site.lots = g_array_new (FALSE, FALSE, sizeof (Lot));
  read_site (city, &site);
  if (block->use <= GEN_USE_VILLAGE)
    build_homes (&site);
  else
    build_work (&site);
  g_array_unref (site.ring);
  g_array_unref (site.setbacks);
  g_array_unref (site.lots);
}
