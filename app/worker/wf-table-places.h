/* Watchfloor: tables whose columns say where things are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files and spreadsheets know no geometry: two columns hold coordinates, or one holds WKT.
 * Which they are is named by the caller or known by their usual names, Chinese and English. */
#pragma once

#include "wf-import-options.h"
#include "wf-text-encoding.h"

#include <jansson.h>

typedef struct
{
  int x, y; /* fields of the layer; y -1: x holds WKT; x -1: a table without places */
  WfSaid by;
} WfTablePlaces;

#define WF_TABLE_PLACES_NONE ((WfTablePlaces){ -1, -1, WF_SAID_DETECTED })

/* The columns named in @options, else those with the usual names. Layers with a geometry of their
 * own have none. NOT_FOUND where a named column is not there. */
gboolean
wf_table_places_find (OGRLayerH layer, WfTextDecoder *decoder, const WfImportOptions *options,
                      WfTablePlaces *places, GError **error);

/* A new geometry, NULL where the feature's values are no place. */
OGRGeometryH wf_table_places_geometry (const WfTablePlaces *places, OGRFeatureH feature);

/* Of the first ten thousand places, without the outermost hundredth on each side. */
WfBox
wf_table_places_extent (const WfTablePlaces *places, const WfGdalSource *source, OGRLayerH layer);

/* The names of the columns that could hold coordinates, for a caller to choose from: numbers or
 * WKT in the first rows. */
json_t *
wf_table_places_columns (const WfGdalSource *source, OGRLayerH layer, WfTextDecoder *decoder);

/* The name of field @index as people see it. Free with g_free. */
char *wf_table_places_name (OGRLayerH layer, WfTextDecoder *decoder, int index);
