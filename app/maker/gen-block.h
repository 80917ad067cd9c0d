/* Watchfloor: the blocks of a made city and what stands on them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks are faces of the graph after the lanes have been cut into it. Their buildings are made
 * when they are asked for, always the same ones, so that a city of millions fits in memory. */
#pragma once

#include "gen-city.h"

typedef enum
{
  GEN_USE_SLABS, /* rows of flats that look south: the common estate */
  GEN_USE_TOWERS,
  GEN_USE_OLD, /* perimeter blocks with courtyards */
  GEN_USE_VILLAS,
  GEN_USE_VILLAGE,
  GEN_USE_SHOPS,
  GEN_USE_OFFICES,
  GEN_USE_FACTORY,
  GEN_USE_HARBOUR,
  GEN_USE_SCHOOL,
  GEN_USE_HOSPITAL,
  GEN_USE_CAMPUS,
  GEN_USE_PARK,
  GEN_USE_SQUARE,
  GEN_USE_N,
  GEN_USE_OPEN = GEN_USE_N, /* nothing is built there */
} GenUse;

typedef struct
{
  guint32 face;
  GenUse use;
  double urban; /* at its middle */
  double area_m2;
  WfPoint centre;
  guint64 seed;
  guint32 estate; /* blocks of one estate share its name */
} GenBlock;

/* A footprint: points_of[first] .. n of them, counter-clockwise. */
typedef struct
{
  guint32 first, n;
  guint8 floors;
  float height_m;
  GenUse use;
} GenBuilding;

/* Cuts the lanes, chooses uses and special places; fills city->blocks, densest first. */
void gen_block_make (GenCity *city);

/* The buildings of @block after those in @buildings (GenBuilding) and @points (WfPoint). */
void gen_lot_fill (const GenCity *city, const GenBlock *block, GArray *buildings, GArray *points);

/* Half the width that edge @class takes, with its footway, in metres. */
double gen_class_setback (GenClass class);

/* "residential", "commercial"... for the buildings' field use. */
const char *gen_use_name (GenUse use);
