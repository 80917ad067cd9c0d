/* Watchfloor: the roads of a made city as a network for cars.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the plane graph and the layer: bridges, tunnels, one-way streets, junctions, and which
 * roads hang together. One thread. */
#pragma once

#include "gen-city.h"

/* A road of the layer: a run of half-edges with the same properties. */
typedef struct
{
  GArray *nodes; /* guint32; with GEN_UPPER where it passes over the node */
  GenEdge edge;
} GenRoad;

/* Passes over or under: no junction. */
#define GEN_UPPER 0x80000000u

/* Splits off the bridges and marks the tunnels; before lanes are cut. */
void gen_road_span (GenCity *city);

/* After the lanes: chooses one-way streets and joins edges into roads (GenRoad), all of them in
 * one strongly connected network; what is not is left out. */
GPtrArray *gen_road_collect (GenCity *city);
void gen_road_free (GenRoad *road);

/* The point of a road's node, aside by half a metre where it passes over. */
WfPoint gen_road_point (const GenCity *city, guint32 node);

/* Number of the roads' ends at each node by class rank, for signals. */
gboolean gen_road_is_road (const GenEdge *edge);
