/* Watchfloor: one feature of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What identify and search give and tables show. It keeps the pack it was found in: a layer that is
 * read again meanwhile changes nothing here. Main thread. */
#pragma once

#include "wf-layer.h"

/* A GObject because it is a row. */
#define WF_TYPE_FEATURE (wf_feature_get_type ())
G_DECLARE_FINAL_TYPE (WfFeature, wf_feature, WF, FEATURE, GObject)

/* @distance_m from the place asked about, NAN where none was. The layer must have a pack. */
WfFeature *wf_feature_new (WfLayer *layer, WfPack *pack, guint32 number, double distance_m);

WfLayer *wf_feature_get_layer (WfFeature *feature); /* borrowed */
WfPack *wf_feature_get_pack (WfFeature *feature); /* borrowed */
guint32 wf_feature_get_number (WfFeature *feature); /* in the pack */
double wf_feature_get_distance_m (WfFeature *feature);

/* Its name in the language, or its code, or "Buildings 17". Free with g_free. */
char *wf_feature_title (WfFeature *feature, gboolean chinese);
/* "name: value", a line each; NULL and empty values left out. Free with g_free. */
char *wf_feature_to_text (WfFeature *feature);
/* GeoJSON. Free with g_free. */
char *wf_feature_to_geojson (WfFeature *feature);
/* West, south, east, north in degrees. */
WfBox wf_feature_extent (WfFeature *feature);

/* The column that names features: name_zh or name_en, name, 名称, title, code, id; -1: none. */
int wf_feature_name_field (const WfPack *pack, gboolean chinese);
