/* Watchfloor: blending pixels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Compiled twice where the processor may be newer than the target: the bytes are
 * the same, only the lanes are wider. */
#include "config.h"

#include "wf-pixels.h"

#include <string.h>

/* Which of the two is asked before a sanitizer is ready for it. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__)                     \
    && !defined(__SANITIZE_THREAD__)
#  define WIDE __attribute__ ((target_clones ("avx2", "default")))
#else
#  define WIDE
#endif

#define BLOCK 16

static gboolean
is_empty (const guint16 *alphas)
{
  guint64 part[BLOCK / 4];

  memcpy (part, alphas, sizeof part);
  return (part[0] | part[1] | part[2] | part[3]) == 0;
}

WIDE void
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

static inline guint32
mix_cover (guint32 below, guint32 cover, WfInk ink)
{
  guint32 full = cover + (cover >> 7);

  return wf_pixel_mix (below, ink.word, (full * ink.alpha + 128) >> 8);
}

WIDE void
wf_pixels_mix_cover (guint32 *pixels, const guint8 *cover, int n, WfInk ink)
{
  int x = 0;

  for (; x + 8 <= n; x += 8)
    {
      guint64 eight;

      memcpy (&eight, cover + x, sizeof eight);
      if (eight != 0)
        for (int k = 0; k < 8; k++)
          pixels[x + k] = mix_cover (pixels[x + k], cover[x + k], ink);
    }
  for (; x < n; x++)
    pixels[x] = mix_cover (pixels[x], cover[x], ink);
}
