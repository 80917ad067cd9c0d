/* Watchfloor: the columns of a road layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a pack says what a car may do on its lines: our own road layers, extracts with "highway"
 * or "fclass", and GDAL's OpenStreetMap layers, whose further tags stand in one text column. */
#pragma once

#include "wf-city.h"
#include "wf-pack.h"
#include "wf-road-class.h"

typedef struct
{
  const WfPack *pack;
  int class_field, oneway_field, speed_field, access_field, junction_field, no_turn_field;
  int name_field, tags_field; /* each -1 where there is none */
} WfRoadColumns;

/* @fields may be NULL, and so may each name in it: the usual names then. */
WfRoadColumns wf_road_columns_find (const WfPack *pack, const WfCityRoads *fields);
WfRoadUse wf_road_columns_read (const WfRoadColumns *columns, guint32 feature);

/* Copies the value of @key out of '"key"=>"value",...' (the hstore text of GDAL's OSM driver) to
 * @buffer; NULL where it is not there or longer than @size. */
const char *wf_road_tag (const char *tags, const char *key, char *buffer, gsize size);
