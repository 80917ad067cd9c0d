/* Watchfloor: coordinates as people write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of text becomes the places it may mean, the likeliest first; a place becomes the line
 * somebody else can read. Understood: decimal degrees; degrees, minutes and seconds, with N E S W
 * or 北纬 东经; Gauss-Krueger metres of CGCS2000 with or without the zone in front of the easting
 * (EPSG:4491 to 4554); each in WGS 84, CGCS2000, GCJ-02 or BD-09 where a word says so. Full-width
 * signs are taken as their plain ones. Pure; any thread. */
#pragma once

#include "wf-datum.h"
#include "wf-gauss.h"

#include <glib.h>

#define WF_COORDINATE_MAX_TEXT 200 /* bytes of a line that is looked at */
#define WF_COORDINATE_MAX_READINGS 6

typedef struct
{
  WfLonLat place; /* WGS 84 */
  WfDatum datum; /* as it was read */
  gboolean is_grid; /* metres of @gauss, else degrees */
  WfGauss gauss;
  gboolean guessed; /* the datum, the zone or the order was not said */
  gboolean lat_first; /* degrees: the latitude came first */
} WfCoordinateReading;

/* The readings of @text; 0 where it is no coordinate. @near (WGS 84) decides which zone is meant
 * where none is said, and which order where both would do. */
guint wf_coordinate_parse (const char *text, WfLonLat near,
                           WfCoordinateReading readings[WF_COORDINATE_MAX_READINGS]);

/* How it was understood, in one translated line: "GCJ-02, longitude first". Free with g_free. */
char *wf_coordinate_explain (const WfCoordinateReading *reading);

typedef enum
{
  WF_COORDINATE_DECIMAL, /* 121.643600,38.920000 */
  WF_COORDINATE_DMS, /* 38°55′12.0″N 121°38′37.0″E, or 北纬 东经 */
  WF_COORDINATE_GAUSS, /* of 3 degrees, zone in front: X=4310000.00 Y=41470000.00 (EPSG:4529) */
  WF_COORDINATE_GCJ02,
  WF_COORDINATE_BD09,
  WF_COORDINATE_N_FORMS
} WfCoordinateForm;

/* The translated name of a form. */
const char *wf_coordinate_form_label (WfCoordinateForm form);
/* NULL where the form does not reach the place. Free with g_free. What it gives is read back by
 * wf_coordinate_parse, GCJ-02 and BD-09 by their word. */
char *wf_coordinate_format (WfLonLat place, WfCoordinateForm form, gboolean chinese);
