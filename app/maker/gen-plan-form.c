/* Watchfloor: plan forms of buildings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each form is a list of corners in the unit square, from its lower left corner on. Pure. */
#include "config.h"

#include "gen-plan-form.h"

#include "gen-shape.h"

#define FORM(...)                                                                                  \
  {                                                                                                \
    G_N_ELEMENTS (((const double[][2]){ __VA_ARGS__ })), (const double[][2])                       \
    {                                                                                              \
      __VA_ARGS__                                                                                  \
    }                                                                                              \
  }

static const struct
{
  guint n;
  const double (*corners)[2];
} forms[] = {
  [GEN_FORM_BAR] = FORM ({ 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 }),
  [GEN_FORM_STEPPED] = FORM ({ 0, 0 }, { 1, 0 }, { 1, .7 }, { .68, .7 }, { .68, 1 }, { 0, 1 }),
  [GEN_FORM_ELL] = FORM ({ 0, 0 }, { 1, 0 }, { 1, .45 }, { .42, .45 }, { .42, 1 }, { 0, 1 }),
  [GEN_FORM_TEE] = FORM ({ 0, 0 }, { 1, 0 }, { 1, .55 }, { .7, .55 }, { .7, 1 }, { .3, 1 },
                         { .3, .55 }, { 0, .55 }),
  [GEN_FORM_CROSS]
  = FORM ({ .25, 0 }, { .75, 0 }, { .75, .22 }, { 1, .22 }, { 1, .78 }, { .75, .78 }, { .75, 1 },
          { .25, 1 }, { .25, .78 }, { 0, .78 }, { 0, .22 }, { .25, .22 }),
  [GEN_FORM_COURT]
  = FORM ({ 0, 0 }, { 1, 0 }, { 1, 1 }, { .74, 1 }, { .74, .4 }, { .26, .4 }, { .26, 1 }, { 0, 1 }),
  [GEN_FORM_COMB]
  = FORM ({ 0, 0 }, { 1, 0 }, { 1, 1 }, { .82, 1 }, { .82, .36 }, { .59, .36 }, { .59, .9 },
          { .41, .9 }, { .41, .36 }, { .18, .36 }, { .18, 1 }, { 0, 1 }),
};

static void
add_corner (WfPoint middle, WfPoint axis, double u, double v, GArray *points)
{
  WfPoint p = gen_add (gen_add (middle, axis, u), gen_left (axis), v);

  g_array_append_val (points, p);
}

/* One stairwell for each sixteen metres or so. */
static void
add_slab (WfPoint middle, WfPoint axis, double width, double depth, GArray *points)
{
  guint stairs = (guint) CLAMP (width / 15.0, 1, 4);
  double back = depth / 2 - 1.4, pitch = width / stairs;

  add_corner (middle, axis, -width / 2, -depth / 2, points);
  add_corner (middle, axis, width / 2, -depth / 2, points);
  add_corner (middle, axis, width / 2, back, points);
  for (guint i = stairs; i > 0; i--)
    {
      double u = -width / 2 + (i - 0.5) * pitch;

      add_corner (middle, axis, u + 2.6, back, points);
      add_corner (middle, axis, u + 2.6, depth / 2, points);
      add_corner (middle, axis, u - 2.6, depth / 2, points);
      add_corner (middle, axis, u - 2.6, back, points);
    }
  add_corner (middle, axis, -width / 2, back, points);
}

void
gen_plan_form_add (GenPlanForm form, WfPoint middle, WfPoint axis, double width, double depth,
                   GenRandom *random, GArray *points)
{
  guint64 turn = gen_random_next (random) >> 62;
  double flip_u = turn & 1 ? -1.0 : 1.0, flip_v = turn & 2 ? -1.0 : 1.0;

  if (form == GEN_FORM_SLAB)
    {
      add_slab (middle, axis, width, depth, points);
      return;
    }
  for (guint i = 0; i < forms[form].n; i++)
    {
      /* Mirrored once the corners run the other way round: taken from the end they run right. */
      guint k = flip_u * flip_v > 0.0 ? i : forms[form].n - 1 - i;

      add_corner (middle, axis, flip_u * (forms[form].corners[k][0] - 0.5) * width,
                  flip_v * (forms[form].corners[k][1] - 0.5) * depth, points);
    }
}
