/* Watchfloor: a report as JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The line that `watchfloorctl feed` prints and the feed tests compare. Pure. */
#pragma once

#include "wf-report.h"

#include <jansson.h>

/* {"feed","kind","id","class","label","state","lon","lat","speed_mps","heading_deg","accuracy_m",
 * "observed","received","flags","attrs"}; null where not known. @feed may be NULL. New reference.
 */
json_t *wf_report_to_json (const WfReport *report, const char *feed);
