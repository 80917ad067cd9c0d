/* Watchfloor: facts as name and value.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Two columns of labels, names dim, values selectable; rows are kept and refilled. Main thread. */
#pragma once

#include "wf-look.h"

#define WF_TYPE_FACT_GRID (wf_fact_grid_get_type ())
G_DECLARE_FINAL_TYPE (WfFactGrid, wf_fact_grid, WF, FACT_GRID, GtkWidget)

GtkWidget *wf_fact_grid_new (void);
/* Shows facts from the first on: begin, add each, end. A NULL or empty @value is left out. */
void wf_fact_grid_begin (WfFactGrid *grid);
void wf_fact_grid_add (WfFactGrid *grid, const char *name, const char *value, WfTone tone);
void wf_fact_grid_end (WfFactGrid *grid);
