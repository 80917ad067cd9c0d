/* Watchfloor: CityJSON as a GDAL dataset.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What wf-city-json.h read goes into a dataset in memory, so that all that reads layers reads it
 * too. One thread. */
#pragma once

#include <gdal.h>
#include <glib.h>

/* TRUE where the file @path (a regular one) begins like a city model. */
gboolean wf_city_dataset_is (const char *path);

/* Its one layer is named by the file. INVALID, LIMIT, IO. */
GDALDatasetH wf_city_dataset_open (const char *path, GError **error);
