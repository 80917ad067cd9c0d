/* Watchfloor: a city in the making.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the steps of wf_city_make hand to one another, in the order they fill it. Owned by
 * wf_city_make; one thread. */
#pragma once

#include "gen-mesh.h"
#include "gen-random.h"
#include "gen-terrain.h"

typedef enum
{
  GEN_CENTRE_OLD, /* the historic middle: radial squares, dense perimeter blocks */
  GEN_CENTRE_BUSINESS,
  GEN_CENTRE_PORT,
  GEN_CENTRE_NEW, /* a planned grid */
  GEN_CENTRE_CAMPUS,
  GEN_CENTRE_FACTORY,
  GEN_CENTRE_TOWN,
} GenCentreKind;

typedef struct
{
  WfPoint at;
  double weight; /* 0..1 */
  double radius_m;
  double angle; /* of its street grid, radians */
  GenCentreKind kind;
  guint district; /* index in the district names */
} GenCentre;

/* A road, river, railway or coast before it is cut into edges. */
typedef struct
{
  GenClass class;
  gboolean closed;
  GArray *points; /* WfPoint */
  guint name; /* 0 = none yet; else a way of its own, shared by all its edges */
} GenLine;

typedef struct
{
  guint64 seed;
  guint n_buildings; /* wanted */
  GenTerrain *terrain;
  GArray *centres; /* GenCentre */
  GArray *hamlets; /* WfPoint: villages out in the country */
  GenRaster urban; /* 0..1: how much of a city a place is */
  GenRaster cos2, sin2; /* twice the angle of the streets' main direction */
  double threshold; /* of urban: built above it */
  double crowding; /* how many buildings a hectare against a common city */
  double room; /* land for the city against what was reckoned */
  GPtrArray *lines; /* GenLine */
  GPtrArray *lakes; /* GArray of WfPoint: rings */
  GenMesh *mesh;
  GArray *blocks; /* GenBlock, see gen-block.h */
  GPtrArray *way_zh, *way_en; /* names by GenLine.name */
} GenCity;

void gen_line_free (GenLine *line);
GenLine *gen_city_add_line (GenCity *city, GenClass class, gboolean closed, GArray *points);

/* gen-field.c: centres, urban, threshold and the street directions. */
void gen_field_make (GenCity *city);
void gen_field_clear (GenCity *city);
double gen_field_urban (const GenCity *city, WfPoint p);
/* Angle of the streets' main direction at @p, radians, modulo half a turn. */
double gen_field_angle (const GenCity *city, WfPoint p);

/* gen-path.c: the ways that cross the country: rivers, rail, motorways, trunk and town roads. */
void gen_path_make (GenCity *city);

/* gen-trace.c: arterials and collectors along the field. */
void gen_trace_make (GenCity *city);

/* gen-net.c: all lines into one plane graph. */
void gen_net_make (GenCity *city);
