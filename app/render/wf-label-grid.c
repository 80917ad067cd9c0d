/* Watchfloor: what labels have taken.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-label-grid.h"

#include <math.h>

#define CELL_PX 64

/* Chains of links through the cells, all in two arrays. */
typedef struct
{
  guint32 box, next;
} Link;

struct _WfLabelGrid
{
  int columns, rows;
  guint32 *heads; /* Owned: columns * rows; an index into links + 1 */
  GArray *links; /* Link */
  GArray *boxes; /* WfLabelBox */
};

typedef struct
{
  int x0, y0, x1, y1;
} CellRange;

WfLabelGrid *
wf_label_grid_new (int width_px, int height_px)
{
  WfLabelGrid *self = g_new0 (WfLabelGrid, 1);

  self->columns = width_px / CELL_PX + 1;
  self->rows = height_px / CELL_PX + 1;
  self->heads = g_new0 (guint32, (gsize) self->columns * (gsize) self->rows);
  self->links = g_array_new (FALSE, FALSE, sizeof (Link));
  self->boxes = g_array_new (FALSE, FALSE, sizeof (WfLabelBox));
  return self;
}

void
wf_label_grid_free (WfLabelGrid *self)
{
  if (self == NULL)
    return;
  g_free (self->heads);
  g_array_unref (self->links);
  g_array_unref (self->boxes);
  g_free (self);
}

static int
to_cell (float v, int n)
{
  return (int) CLAMP (floorf (v / CELL_PX), 0.0f, (float) (n - 1));
}

static CellRange
cells_of (const WfLabelGrid *self, const WfLabelBox *box)
{
  return (CellRange){ to_cell (box->x0, self->columns), to_cell (box->y0, self->rows),
                      to_cell (box->x1, self->columns), to_cell (box->y1, self->rows) };
}

static gboolean
meet (const WfLabelBox *a, const WfLabelBox *b)
{
  return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

gboolean
wf_label_grid_is_free (const WfLabelGrid *self, const WfLabelBox *box)
{
  CellRange r = cells_of (self, box);

  for (int y = r.y0; y <= r.y1; y++)
    for (int x = r.x0; x <= r.x1; x++)
      for (guint32 at = self->heads[y * self->columns + x]; at != 0;)
        {
          const Link *link = &g_array_index (self->links, Link, at - 1);

          if (meet (&g_array_index (self->boxes, WfLabelBox, link->box), box))
            return FALSE;
          at = link->next;
        }
  return TRUE;
}

void
wf_label_grid_take (WfLabelGrid *self, const WfLabelBox *box)
{
  CellRange r = cells_of (self, box);

  g_array_append_vals (self->boxes, box, 1);
  for (int y = r.y0; y <= r.y1; y++)
    for (int x = r.x0; x <= r.x1; x++)
      {
        guint32 *head = &self->heads[y * self->columns + x];
        Link link = { self->boxes->len - 1, *head };

        g_array_append_val (self->links, link);
        *head = self->links->len;
      }
}
