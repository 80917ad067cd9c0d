/* Watchfloor: the list of colour ramps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All ramps as strips of colour, those that the colour-blind can tell apart first. Main thread. */
#pragma once

#include "wf-ramp.h"

#include <adwaita.h>

/* Gives @row the list. */
void wf_ramp_list_attach (AdwComboRow *row);
/* The ramp at a place of the list; never NULL. */
const WfRamp *wf_ramp_list_get (guint place);
/* The place of a ramp; 0 where there is none of that name. */
guint wf_ramp_list_find (const char *name);
/* The place of the first one of @kind. */
guint wf_ramp_list_first (WfRampKind kind);
