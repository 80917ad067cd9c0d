/* Watchfloor: coordinates that do not say their system.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From the numbers alone, for places in and around China. Pure. */
#pragma once

#include "wf-point.h"

#include <stdbool.h>

/* The EPSG code @extent speaks for: 4326 degrees; 4513-4533 CGCS2000 Gauss-Kruger in 3-degree and
 * 4491-4501 in 6-degree zones where the easting carries its zone; 3857 Web Mercator; 0 unknown.
 * @swapped: the northing stands in x, as Chinese surveyors write it. */
int wf_crs_guess (WfBox extent, bool *swapped);
