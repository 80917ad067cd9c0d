/* Watchfloor: ways through the roads in the making.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The maker's own shortest ways, for bus lines, on the roads it has just collected. One thread. */
#pragma once

#include "gen-road.h"

typedef struct
{
  guint32 to; /* vertex */
  guint32 road;
  double metres, seconds;
} GenLink;

typedef struct
{
  GArray *at; /* WfPoint, by vertex */
  GArray *fan; /* guint32, by vertex: first link; one more at the end */
  GArray *links; /* GenLink */
} GenRoute;

/* Only roads of a class a bus takes: @most or greater, without fast roads. */
GenRoute *gen_route_new (const GenCity *city, const GPtrArray *roads, GenClass most);
void gen_route_free (GenRoute *route);
/* The vertex nearest to @p that has links. */
guint32 gen_route_nearest (const GenRoute *route, WfPoint p);
/* Vertices (guint32) from @from to @to, NULL where there is no way. @load by link makes a link
 * that others use already dearer; may be NULL. @links (may be NULL) gets the links used. */
GArray *
gen_route_find (const GenRoute *route, guint32 from, guint32 to, const float *load, GArray *links);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GenRoute, gen_route_free)
