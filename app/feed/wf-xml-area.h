/* Watchfloor: areas of alerts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* CAP 1.2, 3.2.4: polygons "lat,lon lat,lon" and circles "lat,lon radius_km"; GeoRSS points and
 * polygons "lat lon lat lon" of an index. Pure. */
#pragma once

#include "wf-point.h"

#include <glib.h>
#include <jansson.h>
#include <libxml/tree.h>

#define WF_XML_AREA_MAX_POINTS 20000

/* Puts the areas of @node (an info, or an entry; NULL = none) into @attrs: "areaDesc", and "areas",
 * a list of {"desc", "polygons": [[[lon, lat], ...]], "circles": [{"lon", "lat", "radius_m"}]}; and
 * the middle of them all to @position, which is left alone where there are none. FALSE where
 * something in them is no place on Earth, or more than WF_XML_AREA_MAX_POINTS: that is left out. */
gboolean wf_xml_areas (const xmlNode *node, json_t *attrs, WfLonLat *position);
