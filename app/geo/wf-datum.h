/* Watchfloor: the datums of Chinese maps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* WGS 84 and CGCS2000 (equal here: they differ by decimetres), GCJ-02 (the shifted system of
 * published Chinese maps) and BD-09 (Baidu's further shift). Formulas: gcoord and eviltransform,
 * a = 6378245, ee = 0.00669342162296594323. Inside the program everything is WGS 84. */
#pragma once

#include "wf-point.h"

typedef enum
{
  WF_DATUM_WGS84,
  WF_DATUM_CGCS2000,
  WF_DATUM_GCJ02,
  WF_DATUM_BD09,
  WF_DATUM_N
} WfDatum;

/* The wire name: "wgs84", "cgcs2000", "gcj02", "bd09". */
const char *wf_datum_name (WfDatum datum);

/* FALSE where @name is none of ours; case does not matter. */
bool wf_datum_parse (const char *name, WfDatum *datum);

/* @p in @datum to WGS 84; the inverse is iterated to under 0.1 mm. Points outside China, where
 * the shift does not apply, come back as they are. */
WfLonLat wf_datum_to_wgs84 (WfDatum datum, WfLonLat p);
WfLonLat wf_datum_from_wgs84 (WfDatum datum, WfLonLat p);

/* TRUE inside the outline (a polygon, not the box) where GCJ-02 is defined. */
bool wf_datum_in_china (WfLonLat p);
