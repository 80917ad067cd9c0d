/* Watchfloor: a map on paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet at a true scale: title, map in a frame, graticule with its degrees, legend, north, scale
 * bar, source and time. The city is drawn at the resolution of the paper, band by band within a
 * bound of memory; all else is vector. Any thread; draws on what cairo can: PDF, SVG, PNG, printer.
 */
#pragma once

#include "wf-frame.h"

#include <cairo.h>

#define WF_SHEET_MAX_BYTES (96 * 1024 * 1024) /* pixels held at once */

typedef struct
{
  double width_mm, height_mm;
  double dpi; /* of the city's pixels */
  WfLonLat center; /* of the map */
  double scale; /* 1 : scale at the centre */
  const char *title; /* may be NULL or empty */
  const char *source, *made; /* whom the data is owed to; when and by whom; may be NULL */
  GArray *legend; /* WfLegendEntry; NULL = none */
  gboolean graticule;
} WfSheet;

/* The papers there are, by name ("A4" ...), upright. */
typedef struct
{
  const char *name;
  double width_mm, height_mm;
} WfPaper;

const WfPaper *wf_sheet_papers (guint *n);
/* "2026-03-01 14:05, by desk 1", in local time; g_free. */
char *wf_sheet_describe_making (gint64 now_us, const char *by);

/* @cr has a unit of one point (1/72 inch) and its origin at the top left corner of the sheet. FALSE
 * with WF_ERROR_CANCELLED. */
gboolean wf_sheet_draw (const WfSheet *sheet, cairo_t *cr, WfRenderer *renderer, WfScene *scene,
                        GCancellable *cancellable, GError **error);

/* The same to @path, whose ending says the format: .pdf, .svg or .png (at sheet->dpi). Nothing is
 * left where it fails. WF_ERROR_IO, WF_ERROR_INVALID, WF_ERROR_CANCELLED. */
gboolean wf_sheet_save (const WfSheet *sheet, const char *path, WfRenderer *renderer,
                        WfScene *scene, GCancellable *cancellable, GError **error);

/* The view of the map on the sheet: its pixels are sheet->dpi. */
WfView wf_sheet_view (const WfSheet *sheet);
/* The scale at which @view (of a screen, 96 pixels an inch) is shown now. */
double wf_sheet_scale_of (const WfView *view);
