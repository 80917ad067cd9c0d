/* Watchfloor: a map on paper, inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by wf-sheet.c (the page and the city) and wf-sheet-furniture.c (what stands around it). */
#pragma once

#include "wf-sheet.h"

#define WF_PT_PER_MM (72.0 / 25.4)

/* Points. */
typedef struct
{
  double x, y, width, height;
} WfSheetBox;

void wf_sheet_draw_title (const WfSheet *sheet, cairo_t *cr, WfSheetBox box);
void wf_sheet_draw_graticule (const WfSheet *sheet, cairo_t *cr, WfSheetBox map);
void wf_sheet_draw_north (cairo_t *cr, WfSheetBox map);
void wf_sheet_draw_legend (const WfSheet *sheet, cairo_t *cr, WfSheetBox map);
void wf_sheet_draw_foot (const WfSheet *sheet, cairo_t *cr, WfSheetBox box);
