/* Watchfloor: pictures at every size.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A georeferenced picture with its halves, quarters and so on, so that a pixel of the frame always
 * stands for about one pixel of some size of it. Immutable, reference-counted. */
#pragma once

#include <glib.h>

#define WF_PYRAMID_MAX_LEVELS 14

typedef struct
{
  int width, height;
  const guint32 *pixels;
  guint32 *owned; /* NULL for the picture itself */
} WfPyramidLevel;

typedef struct
{
  gatomicrefcount refs;
  GBytes *bytes; /* Owned */
  guint n_levels;
  WfPyramidLevel levels[WF_PYRAMID_MAX_LEVELS]; /* 0: the picture */
} WfPyramid;

WfPyramid *wf_pyramid_new (GBytes *bytes, int width, int height);
WfPyramid *wf_pyramid_ref (WfPyramid *picture);
void wf_pyramid_unref (WfPyramid *picture);

/* The level whose pixels are at most the size of the frame's, where one of the frame's spans
 * @per_px of the picture's. */
const WfPyramidLevel *wf_pyramid_level (const WfPyramid *picture, double per_px);

/* The four channels of a word in lanes of sixteen bits, and back. */
static inline guint64
wf_lanes (guint32 word)
{
  return (word & 0xff00ff) | (guint64) (word & 0xff00ff00) << 24;
}

static inline guint32
wf_lanes_word (guint64 lanes)
{
  return (guint32) (lanes & 0xff00ff) | (guint32) (lanes >> 24 & 0xff00ff00);
}

/* @t 0..256 */
static inline guint64
wf_lanes_mix (guint64 a, guint64 b, guint64 t)
{
  return (a * (256 - t) + b * t) >> 8 & 0x00ff00ff00ff00ffu;
}
