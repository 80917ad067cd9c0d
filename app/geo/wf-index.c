/* Watchfloor: the packed Hilbert R-tree.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The curve is walked four levels at a time through a table made for each sort;
 * keys are sorted by three counting passes. */
#include "config.h"

#include "wf-index.h"

#include <stdlib.h>
#include <string.h>

#define RADIX_BITS 11
#define RADIX (1u << RADIX_BITS)

/* One level of the curve: the quadrant's bits become a digit, and the axes of the next level are
 * exchanged (bit 0 of the state) or reversed (bit 1). */
static inline uint32_t
step (uint32_t *state, uint32_t bit_x, uint32_t bit_y)
{
  uint32_t flip = *state >> 1, rx, ry;

  bit_x ^= flip;
  bit_y ^= flip;
  rx = (*state & 1) ? bit_y : bit_x;
  ry = (*state & 1) ? bit_x : bit_y;
  if (ry == 0)
    *state ^= 1 | rx << 1;
  return (3 * rx) ^ ry;
}

uint32_t
wf_index_hilbert (uint32_t x, uint32_t y)
{
  uint32_t state = 0, key = 0;

  for (int bit = 15; bit >= 0; bit--)
    key = key << 2 | step (&state, x >> bit & 1, y >> bit & 1);
  return key;
}

/* Entry [state][x nibble << 4 | y nibble]: the eight bits of key, and the state after in bits 8-9.
 */
typedef struct
{
  uint16_t entries[4][256];
} CurveTable;

static void
fill_curve_table (CurveTable *table)
{
  for (uint32_t start = 0; start < 4; start++)
    for (uint32_t xy = 0; xy < 256; xy++)
      {
        uint32_t state = start, key = 0;

        for (int bit = 3; bit >= 0; bit--)
          key = key << 2 | step (&state, xy >> (bit + 4) & 1, xy >> bit & 1);
        table->entries[start][xy] = (uint16_t) (key | state << 8);
      }
}

static inline uint32_t
curve_key (const CurveTable *table, uint32_t x, uint32_t y)
{
  uint32_t state = 0, key = 0;

  for (int shift = 12; shift >= 0; shift -= 4)
    {
      uint32_t entry = table->entries[state][(x >> shift & 15) << 4 | (y >> shift & 15)];

      key = key << 8 | (entry & 255);
      state = entry >> 8;
    }
  return key;
}

static void
fill_keys (const WfUnitBox *boxes, uint32_t n, WfUnitBox extent, uint64_t *keys)
{
  double to_x = 65535.0 / ((double) extent.max_x - extent.min_x + 1.0);
  double to_y = 65535.0 / ((double) extent.max_y - extent.min_y + 1.0);
  CurveTable table;

  fill_curve_table (&table);
  for (uint32_t i = 0; i < n; i++)
    {
      double x = ((double) boxes[i].min_x + boxes[i].max_x) / 2 - extent.min_x;
      double y = ((double) boxes[i].min_y + boxes[i].max_y) / 2 - extent.min_y;
      uint32_t qx = x > 0 ? (uint32_t) (x * to_x) : 0, qy = y > 0 ? (uint32_t) (y * to_y) : 0;

      qx = qx > 65535 ? 65535 : qx;
      qy = qy > 65535 ? 65535 : qy;
      keys[i] = (uint64_t) curve_key (&table, qx, qy) << 32 | i;
    }
}

static void
sort_pass (const uint64_t *from, uint64_t *to, uint32_t n, int shift)
{
  uint32_t starts[RADIX] = { 0 }, total = 0;

  for (uint32_t i = 0; i < n; i++)
    starts[from[i] >> shift & (RADIX - 1)]++;
  for (uint32_t digit = 0; digit < RADIX; digit++)
    {
      uint32_t count = starts[digit];

      starts[digit] = total;
      total += count;
    }
  for (uint32_t i = 0; i < n; i++)
    to[starts[from[i] >> shift & (RADIX - 1)]++] = from[i];
}

bool
wf_index_sort (const WfUnitBox *boxes, uint32_t n, WfUnitBox extent, uint32_t *order)
{
  uint64_t *keys = malloc (((size_t) n * 2 + 1) * sizeof *keys);
  uint64_t *spare = keys + n;

  if (keys == NULL)
    return false;
  fill_keys (boxes, n, extent, keys);
  sort_pass (keys, spare, n, 32);
  sort_pass (spare, keys, n, 32 + RADIX_BITS);
  sort_pass (keys, spare, n, 32 + 2 * RADIX_BITS);
  for (uint32_t i = 0; i < n; i++)
    order[i] = (uint32_t) spare[i];
  free (keys);
  return true;
}

WfIndexLayout
wf_index_layout (uint32_t n_items)
{
  WfIndexLayout layout = { .n_items = n_items };
  uint32_t below = n_items;

  while (below > 1 || (below == 1 && layout.n_levels == 0))
    {
      uint32_t count = below / WF_INDEX_FAN + (below % WF_INDEX_FAN != 0);

      layout.first[layout.n_levels] = layout.n_nodes;
      layout.count[layout.n_levels++] = count;
      layout.n_nodes += count;
      below = count;
    }
  return layout;
}

WfUnitBox
wf_index_union (const WfUnitBox *boxes, uint32_t n)
{
  WfUnitBox all = WF_UNIT_BOX_EMPTY;

  for (uint32_t i = 0; i < n; i++)
    {
      all.min_x = boxes[i].min_x < all.min_x ? boxes[i].min_x : all.min_x;
      all.min_y = boxes[i].min_y < all.min_y ? boxes[i].min_y : all.min_y;
      all.max_x = boxes[i].max_x > all.max_x ? boxes[i].max_x : all.max_x;
      all.max_y = boxes[i].max_y > all.max_y ? boxes[i].max_y : all.max_y;
    }
  return all;
}

/* The union over the children of node @i of @level. */
static WfUnitBox
box_of_children (const WfIndexLayout *layout, const WfUnitBox *items, const WfUnitBox *nodes,
                 uint32_t level, uint32_t i)
{
  const WfUnitBox *below = level == 0 ? items : nodes + layout->first[level - 1];
  uint32_t n_below = level == 0 ? layout->n_items : layout->count[level - 1];
  uint32_t start = i * WF_INDEX_FAN, left = n_below - start;

  return wf_index_union (below + start, left < WF_INDEX_FAN ? left : WF_INDEX_FAN);
}

void
wf_index_build (const WfIndexLayout *layout, uint32_t level, const WfUnitBox *items,
                WfUnitBox *nodes)
{
  for (; level < layout->n_levels; level++)
    for (uint32_t i = 0; i < layout->count[level]; i++)
      nodes[layout->first[level] + i] = box_of_children (layout, items, nodes, level, i);
}

typedef struct
{
  const WfIndexLayout *layout;
  const WfUnitBox *items, *nodes;
  WfUnitBox box;
  WfIndexVisit visit;
  void *user_data;
} Search;

static bool
holds (WfUnitBox outer, WfUnitBox inner)
{
  return outer.min_x <= inner.min_x && outer.min_y <= inner.min_y && outer.max_x >= inner.max_x
         && outer.max_y >= inner.max_y;
}

/* A node wholly inside: all its items in one run. */
static bool
visit_all (const Search *search, uint32_t level, uint32_t i)
{
  uint64_t span = 1, first, end;

  for (uint32_t l = 0; l <= level; l++)
    span *= WF_INDEX_FAN;
  first = i * span;
  end = first + span < search->layout->n_items ? first + span : search->layout->n_items;
  return search->visit ((uint32_t) first, (uint32_t) (end - first), search->user_data);
}

static bool
visit_items (const Search *search, uint32_t first, uint32_t end)
{
  uint32_t run = first;

  for (uint32_t i = first; i < end; i++)
    if (!wf_unit_box_meets (search->items[i], search->box))
      {
        if (i > run && !search->visit (run, i - run, search->user_data))
          return false;
        run = i + 1;
      }
  return end == run || search->visit (run, end - run, search->user_data);
}

static bool
visit_node (const Search *search, uint32_t level, uint32_t i)
{
  const WfIndexLayout *layout = search->layout;
  WfUnitBox box = search->nodes[layout->first[level] + i];
  uint32_t n_below = level == 0 ? layout->n_items : layout->count[level - 1];
  uint32_t first = i * WF_INDEX_FAN;
  uint32_t end = n_below - first < WF_INDEX_FAN ? n_below : first + WF_INDEX_FAN;

  if (!wf_unit_box_meets (box, search->box))
    return true;
  if (holds (search->box, box))
    return visit_all (search, level, i);
  if (level == 0)
    return visit_items (search, first, end);
  for (uint32_t child = first; child < end; child++)
    if (!visit_node (search, level - 1, child))
      return false;
  return true;
}

void
wf_index_search (const WfIndexLayout *layout, const WfUnitBox *items, const WfUnitBox *nodes,
                 WfUnitBox box, WfIndexVisit visit, void *user_data)
{
  Search search = { layout, items, nodes, box, visit, user_data };

  if (layout->n_levels > 0)
    visit_node (&search, layout->n_levels - 1, 0);
}
