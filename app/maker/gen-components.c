/* Watchfloor: which junctions reach one another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "gen-components.h"

/* Arcs by their start (or end), as offsets into a list of the other ends. */
typedef struct
{
  guint32 *offset, *to;
} Fan;

static Fan
fan_out (const GenArc *arcs, guint n_arcs, guint n_nodes, gboolean backwards)
{
  Fan fan = { g_new0 (guint32, n_nodes + 2), g_new (guint32, MAX (n_arcs, 1)) };

  for (guint i = 0; i < n_arcs; i++)
    fan.offset[(backwards ? arcs[i].to : arcs[i].from) + 2]++;
  for (guint i = 2; i < n_nodes + 2; i++)
    fan.offset[i] += fan.offset[i - 1];
  for (guint i = 0; i < n_arcs; i++)
    fan.to[fan.offset[(backwards ? arcs[i].to : arcs[i].from) + 1]++]
        = backwards ? arcs[i].from : arcs[i].to;
  return fan;
}

static void
fan_clear (Fan *fan)
{
  g_free (fan->offset);
  g_free (fan->to);
}

/* Depth first from @start; nodes are appended to @left (where not NULL) as they are left. Returns
 * how many were reached. */
static guint
search (const Fan *fan, guint32 start, guint32 mark, guint32 *marks, guint32 *next, GArray *left)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n = 1;

  marks[start] = mark;
  g_array_append_val (stack, start);
  while (stack->len > 0)
    {
      guint32 at = g_array_index (stack, guint32, stack->len - 1);

      if (next[at] == fan->offset[at + 1])
        {
          if (left != NULL)
            g_array_append_val (left, at);
          g_array_set_size (stack, stack->len - 1);
          continue;
        }
      guint32 to = fan->to[next[at]++];

      if (marks[to] != 0)
        continue;
      marks[to] = mark;
      n++;
      g_array_append_val (stack, to);
    }
  return n;
}

guint8 *
gen_components_greatest (const GenArc *arcs, guint n_arcs, guint n_nodes)
{
  guint8 *in = g_malloc0 (MAX (n_nodes, 1));
  Fan out = fan_out (arcs, n_arcs, n_nodes, FALSE), back = fan_out (arcs, n_arcs, n_nodes, TRUE);
  g_autofree guint32 *marks = g_new0 (guint32, MAX (n_nodes, 1));
  g_autofree guint32 *next = g_memdup2 (out.offset, sizeof (guint32) * (n_nodes + 1));
  g_autofree guint32 *next_back = g_memdup2 (back.offset, sizeof (guint32) * (n_nodes + 1));
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint best = 0;
  guint32 best_mark = 0;

  for (guint32 i = 0; i < n_nodes; i++)
    if (marks[i] == 0)
      search (&out, i, 1, marks, next, order);
  for (guint32 i = 0; i < n_nodes; i++)
    marks[i] = 0;
  for (guint i = order->len; i > 0; i--)
    {
      guint32 at = g_array_index (order, guint32, i - 1);

      if (marks[at] != 0)
        continue;
      guint n = search (&back, at, i, marks, next_back, NULL);

      if (n > best)
        {
          best = n;
          best_mark = i;
        }
    }
  for (guint32 i = 0; i < n_nodes; i++)
    in[i] = best_mark != 0 && marks[i] == best_mark;
  fan_clear (&out);
  fan_clear (&back);
  return in;
}
