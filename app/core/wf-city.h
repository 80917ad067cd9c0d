/* Watchfloor: the city file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* NAME.city.json (schema: data/city.schema.json) says what the console shows of one city: its
 * layers, styles, feeds and which layers are its roads, signals and grid. Immutable and
 * reference-counted once loaded; paths in it are made absolute against the file's folder. */
#pragma once

#include "wf-datum.h"
#include "wf-point.h"

#include <glib.h>
#include <jansson.h>

typedef struct _WfCity WfCity;

/* How a tile server's tiles lie, where its source ("XYZ:https://.../{z}/{x}/{y}.png" or
 * "WMTS:https://...") does not say it. */
typedef struct
{
  char *hosts; /* XYZ: what {s} stands for, separated by commas; NULL = none */
  char *matrix_set; /* WMTS: the grid; NULL = the first that can be drawn */
  gboolean degrees; /* XYZ: a grid of degrees, not of Mercator metres */
  guint tile_px, min_zoom, max_zoom; /* XYZ: 0 = 256, 0, 18 */
} WfCityTiles;

typedef struct
{
  char *id; /* "buildings": the style's "source" */
  char *title_zh;
  char *title_en;
  char *source; /* absolute path, or a GDAL name such as PG:... */
  char *layer; /* name inside the source; NULL = the first */
  char *encoding; /* NULL = as the source says */
  char *crs; /* "EPSG:4528"; NULL = as the source says */
  char *x, *y; /* columns of a table that hold the places; NULL = those with the usual names */
  char *role; /* "buildings", "roads", "grid", "hospitals", "stations", "signals", "water",
                 "green", "rail", "land", "places", "raster"... ; NULL = none */
  WfDatum datum; /* of the coordinates after their CRS is undone */
  WfCityTiles tiles; /* of a layer of tiles */
  gboolean windows; /* read what the view needs of it, not the whole */
  gboolean visible;
  double opacity; /* 0..1 */
} WfCityLayer;

/* How a feed is asked by one who may; the secret is a key of the Secret Service, "{key:NAME}". */
typedef struct
{
  char *kind; /* "bearer", "basic", "oauth2"; NULL = nobody needs to be anybody */
  char *user; /* of basic; the client's id of oauth2 */
  char *secret;
  char *token_url, *scope; /* of oauth2 */
} WfCityAuth;

typedef struct
{
  char *id;
  char *title_zh;
  char *title_en;
  char *format; /* "ngsi-ld"... */
  char *url; /* "{platform}" is replaced by the platform's URL */
  char **types; /* entity types asked for; NULL-terminated, may be NULL */
  WfDatum datum;
  double poll_s; /* how often to ask where nothing is pushed */
  gboolean plain_text; /* it may be spoken to in the clear, also on another machine */
  char *ca_file; /* absolute; the authorities trusted for it; NULL = the system's */
  char *proxy; /* NULL = the system's */
  double silence_s; /* who says nothing for so long is half open; 0 = the link's own */
  guint max_peers; /* where devices call; 0 = the link's own */
  WfCityAuth auth;
  guint mqtt_version, mqtt_qos; /* 5, else 3.1.1; 0 to 2 */
  char *mqtt_session; /* the broker keeps what this client missed; NULL = it does not */
  char *mqtt_will_topic, *mqtt_will_text; /* said by the broker should we vanish; NULL = nothing */
} WfCityFeed;

/* Field names in the layer that plays a part; NULL where the layer has no such field. */
typedef struct
{
  char *layer; /* id; NULL where the city has none */
  char *class_field, *oneway_field, *speed_field, *name_field, *bridge_field, *tunnel_field;
} WfCityRoads;

typedef struct
{
  char *layer;
  char *code_field, *community_field, *street_field, *district_field;
} WfCityGrid;

typedef struct
{
  char *layer;
  char *id_field, *name_field;
} WfCityPoints;

/* How much of the past is kept. */
typedef struct
{
  double days; /* 0 = nothing */
  double gigabytes;
} WfCityHistory;

/* A description of one's own: shown and opaque. @id and @source are copied. */
WfCityLayer *wf_city_layer_new (const char *id, const char *source);
WfCityLayer *wf_city_layer_copy (const WfCityLayer *layer);
void wf_city_layer_free (WfCityLayer *layer);

/* Errors name the line and the field: "dalian.city.json, line 14, layers[2].opacity: ..." */
WfCity *wf_city_load (const char *path, GError **error);
WfCity *wf_city_ref (WfCity *city);
void wf_city_unref (WfCity *city);

const char *wf_city_path (const WfCity *city);
const char *wf_city_title (const WfCity *city, gboolean chinese);
/* Degrees WGS 84: west, south, east, north in min_x, min_y, max_x, max_y. */
WfBox wf_city_extent (const WfCity *city);
/* Whom the map's data is owed to, as its licence wants it shown on the map; may be NULL. */
const char *wf_city_attribution (const WfCity *city);
const char *wf_city_platform (const WfCity *city); /* URL, may be NULL */
const char *wf_city_style (const WfCity *city, gboolean dark); /* absolute path, may be NULL */
guint wf_city_n_layers (const WfCity *city);
const WfCityLayer *wf_city_layer (const WfCity *city, guint i);
/* NULL where there is none. */
const WfCityLayer *wf_city_layer_by_id (const WfCity *city, const char *id);
const WfCityLayer *wf_city_layer_by_role (const WfCity *city, const char *role);
guint wf_city_n_feeds (const WfCity *city);
const WfCityFeed *wf_city_feed (const WfCity *city, guint i);
const WfCityRoads *wf_city_roads (const WfCity *city);
/* The layer "roads" names, else the one with that role; NULL where there is none. */
const WfCityLayer *wf_city_roads_layer (const WfCity *city);
const WfCityGrid *wf_city_grid (const WfCity *city);
const WfCityPoints *wf_city_signals (const WfCity *city);
const WfCityHistory *wf_city_history (const WfCity *city);
/* The part of the file under "simulation" that only the embedded platform reads; may be NULL. */
const json_t *wf_city_simulation (const WfCity *city);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfCity, wf_city_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfCityLayer, wf_city_layer_free)
