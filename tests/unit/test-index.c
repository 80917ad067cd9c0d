/* Watchfloor: tests of the packed index.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-index.h"

#include <glib.h>

/* Each point of a grid once, and each next one beside the last: that is the Hilbert curve. */
static void
test_curve (void)
{
  enum
  {
    SIDE = 64
  };
  g_autofree guint32 *at = g_new (guint32, SIDE * SIDE);

  for (guint32 x = 0; x < SIDE; x++)
    for (guint32 y = 0; y < SIDE; y++)
      {
        guint32 key = wf_index_hilbert (x, y);

        g_assert_cmpuint (key, <, SIDE * SIDE);
        at[key] = x << 16 | y;
      }
  for (guint32 key = 1; key < SIDE * SIDE; key++)
    {
      int dx = (int) (at[key] >> 16) - (int) (at[key - 1] >> 16);
      int dy = (int) (at[key] & 0xffff) - (int) (at[key - 1] & 0xffff);

      g_assert_cmpint (ABS (dx) + ABS (dy), ==, 1);
    }
}

static WfUnitBox *
make_boxes (GRand *rand, guint32 n)
{
  WfUnitBox *boxes = g_new (WfUnitBox, MAX (1, n));

  for (guint32 i = 0; i < n; i++)
    {
      guint32 x = g_rand_int (rand) / 2, y = g_rand_int (rand) / 2;

      boxes[i] = (WfUnitBox){ x, y, x + g_rand_int (rand) / 64, y + g_rand_int (rand) / 64 };
    }
  return boxes;
}

static WfUnitBox *
sort_boxes (const WfUnitBox *boxes, guint32 n)
{
  g_autofree guint32 *order = g_new (guint32, MAX (1, n));
  g_autofree guint8 *seen = g_new0 (guint8, MAX (1, n));
  WfUnitBox *sorted = g_new (WfUnitBox, MAX (1, n));

  g_assert_true (wf_index_sort (boxes, n, WF_UNIT_BOX_WORLD, order));
  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpuint (order[i], <, n);
      g_assert_cmpuint (seen[order[i]]++, ==, 0);
      sorted[i] = boxes[order[i]];
    }
  return sorted;
}

/* The table walk of the sort agrees with the plain definition. */
static void
test_sort (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autofree WfUnitBox *boxes = make_boxes (rand, 5000);
  g_autofree WfUnitBox *sorted = sort_boxes (boxes, 5000);
  guint32 last = 0;

  for (guint32 i = 0; i < 5000; i++)
    {
      double k = 65535.0 / 4294967296.0;
      guint32 x = (guint32) (((double) sorted[i].min_x + sorted[i].max_x) / 2 * k);
      guint32 y = (guint32) (((double) sorted[i].min_y + sorted[i].max_y) / 2 * k);
      guint32 key = wf_index_hilbert (x, y);

      g_assert_cmpuint (key, >=, last);
      last = key;
    }
}

typedef struct
{
  guint8 *hits;
  guint32 next;
} Found;

static bool
mark (uint32_t first, uint32_t count, void *user_data)
{
  Found *found = user_data;

  g_assert_cmpuint (first, >=, found->next);
  for (uint32_t i = 0; i < count; i++)
    found->hits[first + i]++;
  found->next = first + count;
  return true;
}

static void
search_like_a_scan (GRand *rand, guint32 n)
{
  g_autofree WfUnitBox *boxes = make_boxes (rand, n);
  g_autofree WfUnitBox *sorted = sort_boxes (boxes, n);
  WfIndexLayout layout = wf_index_layout (n);
  g_autofree WfUnitBox *nodes = g_new (WfUnitBox, MAX (1, layout.n_nodes));

  wf_index_build (&layout, 0, sorted, nodes);
  for (guint round = 0; round < 50; round++)
    {
      g_autofree guint8 *hits = g_new0 (guint8, MAX (1, n));
      guint32 x = g_rand_int (rand) / 2, y = g_rand_int (rand) / 2;
      guint32 size = g_rand_int (rand) >> g_rand_int_range (rand, 1, 12);
      WfUnitBox box = { x, y, x + size, y + size };
      Found found = { hits, 0 };

      wf_index_search (&layout, sorted, nodes, box, mark, &found);
      for (guint32 i = 0; i < n; i++)
        g_assert_cmpuint (hits[i], ==, wf_unit_box_meets (sorted[i], box) ? 1 : 0);
    }
}

static void
test_search (void)
{
  static const guint32 sizes[] = { 0, 1, 2, 15, 16, 17, 255, 256, 257, 4096, 4097, 7000 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    search_like_a_scan (rand, sizes[i]);
}

static void
test_layout (void)
{
  WfIndexLayout layout = wf_index_layout (G_MAXUINT32);

  g_assert_cmpuint (layout.n_levels, ==, WF_INDEX_MAX_LEVELS);
  g_assert_cmpuint (layout.count[WF_INDEX_MAX_LEVELS - 1], ==, 1);
  g_assert_cmpuint (wf_index_layout (0).n_nodes, ==, 0);
  g_assert_cmpuint (wf_index_layout (1).n_nodes, ==, 1);
  g_assert_cmpuint (wf_index_layout (17).n_nodes, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index/curve", test_curve);
  g_test_add_func ("/index/sort", test_sort);
  g_test_add_func ("/index/search", test_search);
  g_test_add_func ("/index/layout", test_layout);
  return g_test_run ();
}
