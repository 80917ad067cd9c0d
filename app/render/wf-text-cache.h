/* Watchfloor: text and icons as coverage.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels and icons drawn once by Pango and cairo into bytes of coverage and kept, up to a bound of
 * memory. Owned by the renderer, used by one thread at a time. */
#pragma once

#include <glib.h>

/* Coverage 0..255; @body is the glyphs or the badge, @halo what lies around and under it (text),
 * or the pictogram on the badge (icons). Row stride is @width. */
typedef struct
{
  gatomicrefcount refs;
  int width, height;
  guint8 *body, *halo; /* NULL in a picture of its own colours */
  guint32 *pixels; /* such a picture: premultiplied words as a frame's; else NULL */
  double origin_x, origin_y; /* of the logical box in the image */
  double logical_width, logical_height;
  /* Along lines: where each cluster begins, from the logical left; n_clusters + 1. */
  guint n_clusters;
  float *cluster_x;
} WfTextImage;

typedef struct
{
  const char *text;
  double size_px, halo_px, wrap_px, spacing_px; /* wrap 0: one line */
  gboolean bold, italic;
  gboolean soft; /* each byte the mean of itself and those right, below and both: for sampling */
} WfTextWish;

typedef struct _WfTextCache WfTextCache;

WfTextCache *wf_text_cache_new (void);
void wf_text_cache_free (WfTextCache *cache);
/* Opens the fonts, which takes a tenth of a second, before the first label needs them. */
void wf_text_cache_warm_up (WfTextCache *cache);
/* New reference. */
WfTextImage *wf_text_cache_text (WfTextCache *cache, const WfTextWish *wish);

typedef struct
{
  const char *name; /* one of ours, or a file in @folder */
  const char *folder; /* of the city's own SVG symbols; NULL: none */
  double size_px, halo_px, rotate_rad;
} WfIconWish;

/* New reference; NULL where there is no icon of that name. The icon's middle is the image's. */
WfTextImage *wf_text_cache_icon (WfTextCache *cache, const WfIconWish *wish);
/* After a frame: keeps the bound. */
void wf_text_cache_tick (WfTextCache *cache);

/* Empty, without coverage; sides are kept within bounds. */
WfTextImage *wf_text_image_new (int width, int height);
void wf_text_image_unref (WfTextImage *image);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfTextCache, wf_text_cache_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfTextImage, wf_text_image_unref)
