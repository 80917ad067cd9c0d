/* Watchfloor: the ground surfaces of a CityJSON geometry.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure; one thread. */
#pragma once

#include "wf-city-json.h"

typedef struct
{
  const double *xyz;
  gsize n;
} WfCityVertices;

/* Adds to @feature what @geometries (of one object) leave on the ground. Of the levels of detail
 * the lowest is taken: of level 0 all of it, of a higher one its ground surfaces where it names
 * them, else those that face down, else those that are not walls. FALSE where nothing is left. */
gboolean
wf_city_surface_add (WfCityFeature *feature, const json_t *geometries, WfCityVertices vertices);
