/* Watchfloor: the queue of a search.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "gen-heap.h"

GArray *
gen_heap_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (GenQueued));
}

void
gen_heap_push (GArray *heap, double cost, guint32 node)
{
  const GenQueued item = { cost, node };
  guint i = heap->len;
  GenQueued *a;

  g_array_append_val (heap, item);
  a = (GenQueued *) (void *) heap->data;
  for (; i > 0 && a[(i - 1) / 2].cost > cost; i = (i - 1) / 2)
    a[i] = a[(i - 1) / 2];
  a[i] = item;
}

GenQueued
gen_heap_pop (GArray *heap)
{
  GenQueued *a = (GenQueued *) (void *) heap->data, top = a[0], last = a[heap->len - 1];
  guint n = heap->len - 1, i = 0;

  g_array_set_size (heap, n);
  for (guint k; (k = 2 * i + 1) < n; i = k)
    {
      if (k + 1 < n && a[k + 1].cost < a[k].cost)
        k++;
      if (a[k].cost >= last.cost)
        break;
      a[i] = a[k];
    }
  if (n > 0)
    a[i] = last;
  return top;
}
