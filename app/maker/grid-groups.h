/* Watchfloor: grouping neighbours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the nodes of a border graph into connected, compact groups: Lloyd's algorithm (1982) with
 * distances along the graph. Used for communities, streets and districts. Pure. */
#pragma once

#include "grid-faces.h"

/* @borders: by node, GArray of GridBorder; @centre and @weight by node. Each group has about
 * @per_group nodes. Returns the group of each node (g_free), groups 0 .. *@n_groups - 1. */
guint32 *grid_groups_make (const GPtrArray *borders, const WfPoint *centre, guint n,
                           guint per_group, guint *n_groups);

/* The graph of the groups: new borders (free with g_ptr_array_unref) and centres (g_free). */
GPtrArray *grid_groups_contract (const GPtrArray *borders, const WfPoint *centre, guint n,
                                 const guint32 *group_of, guint n_groups, WfPoint **group_centre);

/* Ranks points from west to east in rows from north to south, rows @row_height high: the order
 * in which codes are given. Returns point indices in order (g_free). */
guint32 *grid_groups_rank (const WfPoint *at, const guint32 *which, guint n, double row_height);
