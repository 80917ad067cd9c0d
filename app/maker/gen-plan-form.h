/* Watchfloor: plan forms of buildings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Footprints within a rectangle. Pure. */
#pragma once

#include "gen-random.h"

typedef enum
{
  GEN_FORM_BAR, /* the rectangle itself */
  GEN_FORM_SLAB, /* a row of flats with its stairs standing out to the north */
  GEN_FORM_STEPPED, /* a corner cut out */
  GEN_FORM_ELL,
  GEN_FORM_TEE,
  GEN_FORM_CROSS,
  GEN_FORM_COURT, /* a U */
  GEN_FORM_COMB, /* an E */
} GenPlanForm;

/* Appends the footprint (WfPoint, counter-clockwise) that fills the rectangle @width along @axis
 * and @depth across it about @middle. */
void gen_plan_form_add (GenPlanForm form, WfPoint middle, WfPoint axis, double width, double depth,
                        GenRandom *random, GArray *points);
