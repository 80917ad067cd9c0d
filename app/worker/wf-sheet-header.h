/* Watchfloor: the heads of spreadsheets' columns.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GDAL knows a first row for the heads by the numbers that stand in the second: where all cells are
 * text, as many programs write them, the heads become a row of values. */
#pragma once

#include <gdal.h>
#include <glib.h>

/* Whether a sheet of @dataset has its heads among its rows, and no sheet has none at all. */
gboolean wf_sheet_header_is_missed (GDALDatasetH dataset);
