/* Watchfloor: CityJSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* City models as CityJSON 1.0 to 2.0 and CityJSONSeq (cityjson.org/specs): of each object that has
 * a geometry its footprint on the ground, or its lines or points, and its attributes with those of
 * its parents. GDAL has no driver for it. Pure: bytes in, values out; bounded in size and depth;
 * one thread. */
#pragma once

#include "wf-json.h"

#include <glib.h>

#define WF_CITY_JSON_MAX_BYTES (256u << 20)

typedef enum
{
  WF_CITY_POINTS,
  WF_CITY_LINES,
  WF_CITY_AREAS, /* each surface one outer ring and its holes; they may touch or overlap */
} WfCityShape;

typedef struct
{
  gsize first, n; /* points of the feature's xy */
  gboolean is_hole;
} WfCityPart;

typedef struct
{
  const char *id, *type, *parent; /* @parent NULL: none */
  WfCityShape shape;
  GArray *xy; /* double: x, y, x, y... in the model's CRS */
  GArray *parts; /* WfCityPart; none where no footprint could be made of its geometry */
  GPtrArray *attributes; /* json_t, one a field, NULL where absent; borrowed from the model */
} WfCityFeature;

typedef enum
{
  WF_CITY_TEXT,
  WF_CITY_INT,
  WF_CITY_REAL,
} WfCityFieldType;

typedef struct
{
  char *name;
  WfCityFieldType type; /* INT and REAL: every value is one */
} WfCityField;

/* Immutable. Everything is owned by it. */
typedef struct
{
  char *crs; /* "EPSG:7415"; NULL where it does not say */
  GArray *fields; /* WfCityField */
  GPtrArray *features; /* WfCityFeature */
  GPtrArray *documents; /* json_t */
} WfCityModel;

/* TRUE where the beginning of a file looks like one. */
gboolean wf_city_json_is (const char *head, gsize n);

/* @text need not end with NUL. @what names it in errors. INVALID, LIMIT. */
WfCityModel *wf_city_json_parse (const char *text, gsize length, const char *what, GError **error);
void wf_city_model_free (WfCityModel *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfCityModel, wf_city_model_free)
