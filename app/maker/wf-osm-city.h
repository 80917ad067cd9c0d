/* Watchfloor: a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Any extract becomes a folder with the same layer ids, roles and field names as a made city, so
 * that styles and simulation serve both. What the extract lacks and a city cannot do without
 * (signals, stations, grid cells) is derived from its roads and marked made = "yes". */
#pragma once

#include "wf-city-maker.h"

/* @osm: .osm, .osm.gz, .osm.bz2's unpacked, or .pbf. @name (may be NULL) is the city's title.
 * Blocks; needs watchfloor-gdal. @city_path (may be NULL) gets the city file's path (g_free). */
gboolean
wf_osm_city_make (const char *osm, const char *dir, const char *name, WfCityProgress progress,
                  gpointer user_data, char **city_path, GError **error);
