/* Watchfloor: labels of a frame.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Icons and text of the plan's symbol steps: chosen so that none covers another (what is styled
 * later goes first), then drawn over the finished map. One thread; the same picture for any number
 * of drawing threads. */
#pragma once

#include "wf-frame-plan.h"
#include "wf-label-grid.h"
#include "wf-text-cache.h"

/* A slice of a label set along a line. */
typedef struct
{
  float x, y; /* pixels: where the middle of the slice stands */
  float c, s; /* its direction */
  float from, to, middle; /* in the image, along its text */
} WfLabelSlice;

typedef struct
{
  WfTextImage *image; /* Owned */
  guint32 body, halo; /* colours */
  gboolean halo_on_top; /* icons: the sign lies on the badge */
  int x, y; /* upright: the image's corner */
  guint32 first_slice, n_slices; /* n_slices > 0: along a line, image at WF_LABEL_FINENESS */
} WfLabel;

typedef struct
{
  GArray *labels; /* WfLabel; drawn first to last */
  GArray *slices; /* WfLabelSlice */
} WfLabels;

/* Images set along lines are drawn this much larger and sampled down. */
#define WF_LABEL_FINENESS 2.0

WfLabels *wf_labels_place (const WfFramePlan *plan, WfTextCache *cache, GCancellable *cancellable);
void wf_labels_free (WfLabels *labels);
/* Draws into rows [top, top + rows). */
void wf_labels_draw (const WfLabels *labels, guint32 *frame_pixels, int width, int top, int rows);

/* ---- shared by wf-labels.c and wf-label-lines.c */

typedef struct
{
  const WfFramePlan *plan; /* Borrowed */
  const WfDrawStep *step; /* Borrowed */
  WfTextCache *cache; /* Borrowed */
  WfLabelGrid *grid; /* Borrowed */
  WfLabels *labels; /* Borrowed */
  GCancellable *cancellable; /* Borrowed */
  GStringChunk *strings; /* Borrowed: text of this step */
} WfLabelJob;

/* The text of one feature with its look; FALSE where it has none. */
gboolean
wf_label_job_wish (const WfLabelJob *job, guint32 feature, double fineness, WfTextWish *wish);
void wf_labels_place_along_lines (const WfLabelJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfLabels, wf_labels_free)
