/* Watchfloor: the packed Hilbert R-tree.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes sorted along a Hilbert curve, and above them levels of boxes, each the union of
 * WF_INDEX_FAN neighbours of the level below (I. Kamel, C. Faloutsos, Hilbert R-tree, VLDB 1994).
 * Which children a node has follows from its number, so there is no pointer that could be wrong.
 * Pure C11 without allocation but for the sort; any thread. */
#pragma once

#include "wf-point.h"

#define WF_INDEX_FAN 16
#define WF_INDEX_MAX_LEVELS 8 /* 16^8 = 2^32 items */

/* Level 0 is the first above the items, the last has one node. Node @i of level @l stands at
 * nodes[first[l] + i] and covers the nodes (items, for level 0) FAN * i ... FAN * i + FAN - 1. */
typedef struct
{
  uint32_t n_items;
  uint32_t n_levels;
  uint32_t n_nodes;
  uint32_t first[WF_INDEX_MAX_LEVELS];
  uint32_t count[WF_INDEX_MAX_LEVELS];
} WfIndexLayout;

WfIndexLayout wf_index_layout (uint32_t n_items);

/* Writes to @order the numbers of the @n @boxes along the Hilbert curve of their centres (16 bits
 * an axis over @extent; equal keys keep their order). FALSE where there is no memory. */
bool wf_index_sort (const WfUnitBox *boxes, uint32_t n, WfUnitBox extent, uint32_t *order);

/* Fills @nodes (layout->n_nodes of them) from @items in their final order: the levels from @level
 * on, those below being there. */
void wf_index_build (const WfIndexLayout *layout, uint32_t level, const WfUnitBox *items,
                     WfUnitBox *nodes);

/* What a node over @n boxes must be. */
WfUnitBox wf_index_union (const WfUnitBox *boxes, uint32_t n);

/* Called with runs of items, in ascending order; FALSE ends the search. */
typedef bool (*WfIndexVisit) (uint32_t first, uint32_t count, void *user_data);

/* Visits every item whose box meets @box. */
void wf_index_search (const WfIndexLayout *layout, const WfUnitBox *items, const WfUnitBox *nodes,
                      WfUnitBox box, WfIndexVisit visit, void *user_data);

/* Where (@x, @y), 16 bits each, lies on the Hilbert curve: 32 bits. */
uint32_t wf_index_hilbert (uint32_t x, uint32_t y);
