/* Watchfloor: pictures at every size.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-pyramid.h"

#define MIN_SIDE 64

static void
add_half (WfPyramid *self)
{
  const WfPyramidLevel *from = &self->levels[self->n_levels - 1];
  WfPyramidLevel *to = &self->levels[self->n_levels];

  to->width = (from->width + 1) / 2;
  to->height = (from->height + 1) / 2;
  to->owned = g_new (guint32, (gsize) to->width * (gsize) to->height);
  to->pixels = to->owned;
  for (int y = 0; y < to->height; y++)
    {
      const guint32 *a = from->pixels + (gsize) (2 * y) * (gsize) from->width;
      const guint32 *b = 2 * y + 1 < from->height ? a + from->width : a;
      guint32 *row = to->owned + (gsize) y * (gsize) to->width;

      for (int x = 0; x < to->width; x++)
        {
          int left = 2 * x, right = MIN (2 * x + 1, from->width - 1);
          guint64 sum = wf_lanes (a[left]) + wf_lanes (a[right]) + wf_lanes (b[left])
                        + wf_lanes (b[right]) + 0x0002000200020002u;

          row[x] = wf_lanes_word (sum >> 2 & 0x00ff00ff00ff00ffu);
        }
    }
  self->n_levels++;
}

WfPyramid *
wf_pyramid_new (GBytes *bytes, int width, int height)
{
  WfPyramid *self = g_new0 (WfPyramid, 1);

  g_atomic_ref_count_init (&self->refs);
  self->bytes = g_bytes_ref (bytes);
  self->levels[0] = (WfPyramidLevel){ width, height, g_bytes_get_data (bytes, NULL), NULL };
  self->n_levels = 1;
  while (self->n_levels < WF_PYRAMID_MAX_LEVELS
         && MAX (self->levels[self->n_levels - 1].width, self->levels[self->n_levels - 1].height)
                > MIN_SIDE)
    add_half (self);
  return self;
}

WfPyramid *
wf_pyramid_ref (WfPyramid *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
wf_pyramid_unref (WfPyramid *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_levels; i++)
    g_free (self->levels[i].owned);
  g_bytes_unref (self->bytes);
  g_free (self);
}

const WfPyramidLevel *
wf_pyramid_level (const WfPyramid *self, double per_px)
{
  guint i = 0;

  while (i + 1 < self->n_levels && per_px > 1.5)
    {
      per_px /= 2;
      i++;
    }
  return &self->levels[i];
}
