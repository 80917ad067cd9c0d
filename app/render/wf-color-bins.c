/* Watchfloor: drawing by colour.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-color-bins.h"

typedef struct
{
  guint32 colors[WF_COLOR_BINS];
  guint32 counts[WF_COLOR_BINS];
  guint n;
} Bins;

static guint
distance (guint32 a, guint32 b)
{
  guint sum = 0;

  for (guint shift = 0; shift < 32; shift += 8)
    {
      int d = (int) (a >> shift & 255) - (int) (b >> shift & 255);

      sum += (guint) (d * d);
    }
  return sum;
}

static guint
find_bin (Bins *bins, guint32 color)
{
  guint best = 0;

  for (guint i = 0; i < bins->n; i++)
    if (bins->colors[i] == color)
      return i;
  if (bins->n < WF_COLOR_BINS)
    {
      bins->colors[bins->n] = color;
      return bins->n++;
    }
  for (guint i = 1; i < bins->n; i++)
    if (distance (bins->colors[i], color) < distance (bins->colors[best], color))
      best = i;
  return best;
}

/* Where each bin begins. By colour, not by who came first: that differs from band to band. */
static void
place_bins (const Bins *bins, guint32 *at)
{
  for (guint b = 0; b < bins->n; b++)
    for (guint k = 0; k < bins->n; k++)
      if (bins->colors[k] < bins->colors[b])
        at[b] += bins->counts[k];
}

void
wf_color_bins_sort (GArray *items)
{
  WfColorItem *from = (WfColorItem *) (gpointer) items->data;
  g_autofree WfColorItem *sorted = g_new (WfColorItem, MAX (items->len, 1));
  guint32 at[WF_COLOR_BINS] = { 0 };
  Bins bins = { .n = 0 };
  guint last = 0;

  for (guint i = 0; i < items->len; i++)
    {
      if (bins.n == 0 || bins.colors[last] != from[i].color)
        last = find_bin (&bins, from[i].color);
      from[i].bin = (guint8) last;
      bins.counts[last]++;
    }
  place_bins (&bins, at);
  for (guint i = 0; i < items->len; i++)
    {
      WfColorItem *to = &sorted[at[from[i].bin]++];

      *to = from[i];
      to->color = bins.colors[from[i].bin];
    }
  for (guint i = 0; i < items->len; i++)
    from[i] = sorted[i];
}
