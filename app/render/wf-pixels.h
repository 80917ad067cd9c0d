/* Watchfloor: blending pixels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One colour over premultiplied BGRA words. Integer arithmetic only, so that the same coverage
 * gives the same bytes everywhere. */
#pragma once

#include <glib.h>

/* For loops over pixels: compiled twice where the processor may be newer than the target. The bytes
 * are the same, only the lanes are wider. (A sanitizer is not ready when it is asked which, and the
 * clones of clang 14 do not link.) */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)                                \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#  define WF_WIDE __attribute__ ((target_clones ("avx2", "default")))
#else
#  define WF_WIDE
#endif

/* A colour with its alpha 0..256; words as in the frame, alpha byte full. */
typedef struct
{
  guint32 word;
  guint32 alpha;
} WfInk;

static inline WfInk
wf_ink (guint32 argb)
{
  guint32 a = argb >> 24;

  return (WfInk){ argb | 0xff000000u, a + (a >> 7) };
}

/* @a 0..256: how much of @word replaces what is there. */
static inline guint32
wf_pixel_mix (guint32 below, guint32 word, guint32 a)
{
  guint32 rb = below & 0xff00ff, ag = below >> 8 & 0xff00ff;
  guint32 wrb = word & 0xff00ff, wag = word >> 8 & 0xff00ff;

  rb = (rb * (256 - a) + wrb * a + 0x800080) >> 8 & 0xff00ff;
  ag = (ag * (256 - a) + wag * a + 0x800080) & 0xff00ff00;
  return rb | ag;
}

/* A premultiplied pixel @word over @below, times @opacity 0..256. */
static inline guint32
wf_pixel_over (guint32 below, guint32 word, guint32 opacity)
{
  guint32 rb = word & 0xff00ff, ag = word >> 8 & 0xff00ff, keep;
  guint32 brb = below & 0xff00ff, bag = below >> 8 & 0xff00ff;

  rb = (rb * opacity + 0x800080) >> 8 & 0xff00ff;
  ag = (ag * opacity + 0x800080) >> 8 & 0xff00ff;
  keep = 256 - ((ag >> 16) + (ag >> 23));
  brb = (brb * keep + 0x800080) >> 8 & 0xff00ff;
  bag = (bag * keep + 0x800080) >> 8 & 0xff00ff;
  return (rb + brb) | (ag + bag) << 8;
}

/* wf_pixel_mix over @n pixels; runs without cover cost next to nothing. */
void wf_pixels_mix_row (guint32 *pixels, const guint16 *alphas, int n, guint32 word);
