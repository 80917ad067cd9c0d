/* Watchfloor: drawing labels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage of text and icons into pixels: upright ones as they are, those along lines turned slice
 * by slice. */
#include "config.h"

#include "wf-labels.h"

#include <math.h>

typedef struct
{
  guint32 *pixels; /* Borrowed: of the whole frame */
  int width, top, bottom;
} Target;

static inline void
blend (guint32 *pixel, WfInk ink, guint32 cover)
{
  if (cover != 0)
    *pixel = wf_pixel_mix (*pixel, ink.word, ((cover + (cover >> 7)) * ink.alpha + 128) >> 8);
}

static void
draw_mask (const Target *t, const WfLabel *label, const guint8 *mask, WfInk ink)
{
  const WfTextImage *image = label->image;
  int first = MAX (label->y, t->top), last = MIN (label->y + image->height, t->bottom);
  int left = MAX (label->x, 0), right = MIN (label->x + image->width, t->width);

  if (mask == NULL || ink.alpha == 0)
    return;
  for (int y = first; y < last; y++)
    {
      const guint8 *row = mask + (gsize) (y - label->y) * (gsize) image->width;
      guint32 *line = t->pixels + (gsize) y * (gsize) t->width;

      for (int x = left; x < right; x++)
        blend (&line[x], ink, row[x - label->x]);
    }
}

static void
draw_picture (const Target *t, const WfLabel *label)
{
  const WfTextImage *image = label->image;
  int first = MAX (label->y, t->top), last = MIN (label->y + image->height, t->bottom);
  int left = MAX (label->x, 0), right = MIN (label->x + image->width, t->width);
  guint32 opacity = wf_ink (label->body).alpha;

  for (int y = first; y < last; y++)
    {
      const guint32 *row = image->pixels + (gsize) (y - label->y) * (gsize) image->width;
      guint32 *line = t->pixels + (gsize) y * (gsize) t->width;

      for (int x = left; x < right; x++)
        line[x] = wf_pixel_over (line[x], row[x - label->x], opacity);
    }
}

/* Bilinear; 0 outside. */
static inline guint32
sample_mask (const WfTextImage *image, const guint8 *mask, float u, float v)
{
  float fu = floorf (u - 0.5f), fv = floorf (v - 0.5f);
  int x = (int) fu, y = (int) fv;
  float tx = u - 0.5f - fu, ty = v - 0.5f - fv;
  const guint8 *row = mask + (gssize) y * image->width;

  if (x < 0 || y < 0 || x + 1 >= image->width || y + 1 >= image->height)
    return 0;
  return (guint32) ((row[x] * (1 - tx) + row[x + 1] * tx) * (1 - ty)
                    + (row[x + image->width] * (1 - tx) + row[x + image->width + 1] * tx) * ty
                    + 0.5f);
}

/* @wide: how far the slice reaches beyond its ends (the halo of its glyphs), in the image. */
static void
draw_slice (const Target *t, const WfLabel *label, const WfLabelSlice *slice, const guint8 *mask,
            WfInk ink, float wide)
{
  const WfTextImage *image = label->image;
  float fine = (float) WF_LABEL_FINENESS, middle_v = (float) image->height / 2;
  float from = slice->from - wide, to = slice->to + wide;
  float half_w = MAX (slice->middle - from, to - slice->middle) / fine;
  float half_h = (float) image->height / 2 / fine;
  float reach_x = fabsf (slice->c) * half_w + fabsf (slice->s) * half_h + 1;
  float reach_y = fabsf (slice->s) * half_w + fabsf (slice->c) * half_h + 1;
  int first = MAX ((int) floorf (slice->y - reach_y), t->top);
  int last = MIN ((int) ceilf (slice->y + reach_y), t->bottom);
  int left = MAX ((int) floorf (slice->x - reach_x), 0);
  int right = MIN ((int) ceilf (slice->x + reach_x), t->width);

  for (int y = first; y < last; y++)
    for (int x = left; x < right; x++)
      {
        float dx = ((float) x + 0.5f - slice->x) * fine, dy = ((float) y + 0.5f - slice->y) * fine;
        float u = slice->middle + dx * slice->c + dy * slice->s;
        float v = middle_v + dy * slice->c - dx * slice->s;

        if (u < from || u >= to)
          continue;
        /* The image is softened over the two of its pixels that are one of ours. */
        blend (&t->pixels[(gsize) y * (gsize) t->width + (gsize) x], ink,
               sample_mask (image, mask, u - 0.5f, v - 0.5f));
      }
}

static void
draw_slices (const WfLabels *labels, const Target *t, const WfLabel *label, const guint8 *mask,
             WfInk ink, float wide)
{
  if (mask == NULL || ink.alpha == 0)
    return;
  for (guint32 i = 0; i < label->n_slices; i++)
    draw_slice (t, label, &g_array_index (labels->slices, WfLabelSlice, label->first_slice + i),
                mask, ink, wide);
}

void
wf_labels_draw (const WfLabels *labels, guint32 *frame_pixels, int width, int top, int rows)
{
  Target t = { frame_pixels, width, top, top + rows };

  /* What was chosen first is the most important: it is drawn last. */
  for (guint i = labels->labels->len; i-- > 0;)
    {
      const WfLabel *label = &g_array_index (labels->labels, WfLabel, i);
      WfInk body = wf_ink (label->body), halo = wf_ink (label->halo);

      if (label->n_slices > 0)
        {
          draw_slices (labels, &t, label, label->image->halo, halo, 0);
          draw_slices (labels, &t, label, label->image->body, body, 0);
        }
      else if (label->image->pixels != NULL)
        draw_picture (&t, label);
      else if (label->halo_on_top)
        {
          draw_mask (&t, label, label->image->body, body);
          draw_mask (&t, label, label->image->halo, halo);
        }
      else
        {
          draw_mask (&t, label, label->image->halo, halo);
          draw_mask (&t, label, label->image->body, body);
        }
    }
}
