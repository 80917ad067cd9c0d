/* Watchfloor: writing a city file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects the layers a maker has made and writes NAME.city.json beside them, with the shipped
 * styles copied into DIR/styles. */
#pragma once

#include "wf-city.h"

typedef struct _WfCityWriter WfCityWriter;

WfCityWriter *
wf_city_writer_new (const char *dir, const char *name, const char *title_zh, const char *title_en);
void wf_city_writer_free (WfCityWriter *writer);
void wf_city_writer_set_extent (WfCityWriter *writer, WfBox extent_deg);
/* Whom the data is owed to, for the corner of the map. */
void wf_city_writer_set_attribution (WfCityWriter *writer, const char *text);
/* Bottom first. @file relative to the folder; @layer and @encoding may be NULL. */
void wf_city_writer_add_layer (WfCityWriter *writer, const char *id, const char *role,
                               const char *title_zh, const char *title_en, const char *file,
                               const char *layer, const char *encoding, gboolean visible);
/* What only the embedded platform reads; @simulation is taken. */
void wf_city_writer_take_simulation (WfCityWriter *writer, json_t *simulation);
/* Roads, grid, signals are found by role; their fields are those of wf-city.h's makers:
 * class, oneway, maxspeed, name, bridge, tunnel / code, community, street, district / id, name. */
gboolean wf_city_writer_finish (WfCityWriter *writer, char **city_path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfCityWriter, wf_city_writer_free)
