/* Watchfloor: which junctions reach one another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Strongly connected components by two searches (Kosaraju; Sharir 1981), without recursion. Pure.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint32 from, to;
} GenArc;

/* One byte a node: 1 in the greatest component. g_free. */
guint8 *gen_components_greatest (const GenArc *arcs, guint n_arcs, guint n_nodes);
