/* Watchfloor: a shape with its own winding.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-area-shape.h"

#include <string.h>

#define LINES 64 /* a row, where the outline crosses itself */
/* A row of more edges is left as it was summed: nobody sees a crossing there. */
#define MAX_EDGES 4096
#define FEW_CROSSINGS 64

typedef struct
{
  double x;
  int sign;
} Crossing;

WfAreaShape *
wf_area_shape_new (int width, int height, int max_rows)
{
  WfAreaShape *self = g_new0 (WfAreaShape, 1);

  self->winding = wf_area_mask_new (width, height, max_rows + 2);
  self->edges = g_array_new (FALSE, FALSE, sizeof (WfShapeEdge));
  self->active = g_array_new (FALSE, FALSE, sizeof (WfShapeEdge));
  self->crossings = g_array_new (FALSE, FALSE, sizeof (Crossing));
  self->crossed = g_malloc0 ((gsize) max_rows + 2);
  return self;
}

void
wf_area_shape_free (WfAreaShape *self)
{
  if (self == NULL)
    return;
  wf_area_mask_free (self->winding);
  g_array_unref (self->edges);
  g_array_unref (self->active);
  g_array_unref (self->crossings);
  g_free (self->crossed);
  g_free (self);
}

void
wf_area_shape_move (WfAreaShape *self, int top, int rows)
{
  wf_area_mask_move (self->winding, top - 1, rows + 2);
}

void
wf_area_shape_edge (WfAreaShape *self, double x0, double y0, double x1, double y1)
{
  WfShapeEdge edge = { x0, y0, x1, y1, 1 };

  if (y1 < y0)
    edge = (WfShapeEdge){ x1, y1, x0, y0, -1 };
  if (edge.y1 <= self->winding->top || edge.y0 >= self->winding->top + self->winding->rows)
    return;
  g_array_append_val (self->edges, edge);
  wf_area_mask_edge (self->winding, x0, y0, x1, y1);
}

/* Those that reach the row; how many. */
static guint
choose_edges (WfAreaShape *self, int y)
{
  g_array_set_size (self->active, 0);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const WfShapeEdge *edge = &g_array_index (self->edges, WfShapeEdge, i);

      if (edge->y0 < y + 1 && edge->y1 > y)
        g_array_append_vals (self->active, edge, 1);
    }
  return self->active->len;
}

static int
compare_crossings (gconstpointer a, gconstpointer b)
{
  double x = ((const Crossing *) a)->x, y = ((const Crossing *) b)->x;

  return (x > y) - (x < y);
}

static void
sort_crossings (GArray *crossings)
{
  Crossing *all = (Crossing *) (gpointer) crossings->data;

  if (crossings->len > FEW_CROSSINGS)
    g_array_sort (crossings, compare_crossings);
  else
    for (guint i = 1; i < crossings->len; i++)
      {
        Crossing one = all[i];
        guint at = i;

        for (; at > 0 && all[at - 1].x > one.x; at--)
          all[at] = all[at - 1];
        all[at] = one;
      }
}

/* Where the line at @y meets the outline, from left to right. */
static void
cross_line (WfAreaShape *self, double y)
{
  g_array_set_size (self->crossings, 0);
  for (guint i = 0; i < self->active->len; i++)
    {
      const WfShapeEdge *edge = &g_array_index (self->active, WfShapeEdge, i);
      Crossing crossing = { 0, edge->sign };

      if (edge->y0 > y || edge->y1 <= y)
        continue;
      crossing.x = edge->x0 + (y - edge->y0) * (edge->x1 - edge->x0) / (edge->y1 - edge->y0);
      g_array_append_val (self->crossings, crossing);
    }
  sort_crossings (self->crossings);
}

/* The row again, covered once where the rule says so. */
static void
sweep_row (WfAreaShape *self, int y, gboolean even_odd)
{
  if (choose_edges (self, y) > MAX_EDGES)
    return;
  wf_area_mask_clear_row (self->winding, y);
  for (int line = 0; line < LINES; line++)
    {
      int winding = 0;

      cross_line (self, y + (line + 0.5) / LINES);
      for (guint i = 0; i < self->crossings->len; i++)
        {
          const Crossing *crossing = &g_array_index (self->crossings, Crossing, i);
          gboolean was = even_odd ? winding & 1 : winding != 0, is;

          winding += crossing->sign;
          is = even_odd ? winding & 1 : winding != 0;
          if (was != is)
            wf_area_mask_step (self->winding, y, crossing->x, is ? 1 : -1, LINES);
        }
    }
}

void
wf_area_shape_settle (WfAreaShape *self, WfAreaMask *mask, gboolean even_odd)
{
  int top = self->winding->top, rows = self->winding->rows;

  for (int row = 0; row < rows; row++)
    self->crossed[row] = wf_area_mask_row_is_crossed (self->winding, top + row);
  /* Where two lobes meet, the pixel of the crossing may look sound: its neighbours tell. */
  for (int row = 1; row + 1 < rows; row++)
    if (self->crossed[row - 1] | self->crossed[row] | self->crossed[row + 1])
      sweep_row (self, top + row, even_odd);
  wf_area_mask_take (mask, self->winding);
  g_array_set_size (self->edges, 0);
}
