/* Watchfloor: blending pixels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-pixels.h"

#include <string.h>

#define BLOCK 16

static gboolean
is_empty (const guint16 *alphas)
{
  guint64 a, b, c, d;

  memcpy (&a, alphas, 8);
  memcpy (&b, alphas + 4, 8);
  memcpy (&c, alphas + 8, 8);
  memcpy (&d, alphas + 12, 8);
  return (a | b | c | d) == 0;
}

WF_WIDE void
wf_pixels_mix_row (guint32 *pixels, const guint16 *alphas, int n, guint32 word)
{
  int x = 0;

  for (; x + BLOCK <= n; x += BLOCK)
    if (!is_empty (alphas + x))
      for (int k = 0; k < BLOCK; k++)
        pixels[x + k] = wf_pixel_mix (pixels[x + k], word, alphas[x + k]);
  for (; x < n; x++)
    pixels[x] = wf_pixel_mix (pixels[x], word, alphas[x]);
}
