/* Watchfloor: the made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A coastal city that nobody has surveyed, in the place of Dalian and in EPSG:4490, with the
 * layers, formats and field names a real city hands over. The same seed and number make the same
 * city on every machine. */
#pragma once

#include <glib.h>

/* @fraction 0..1; @what is a translated step, for people. */
typedef void (*WfCityProgress) (double fraction, const char *what, gpointer user_data);

/* Writes the city with @n_buildings (within 1 %; 500 to 2,000,000) into the folder @dir, which is
 * made; files of an earlier city there are replaced. Blocks for seconds (minutes over a million);
 * needs watchfloor-gdal. @progress may be NULL. @city_path (may be NULL) gets the city file's
 * path (g_free). Errors: WF_ERROR_INVALID, WF_ERROR_IO, and those of the worker. */
gboolean wf_city_make (const char *dir, guint64 seed, guint n_buildings, WfCityProgress progress,
                       gpointer user_data, char **city_path, GError **error);
