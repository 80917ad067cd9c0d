/* Watchfloor: a city from OpenStreetMap, being made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the osm-*.c files share. One thread; blocks. */
#pragma once

#include "wf-city-writer.h"
#include "wf-osm-city.h"
#include "wf-pack-writer.h"

#define OSM_N_LAYERS 19

/* Greatest first; the names are OpenStreetMap's. */
typedef enum
{
  OSM_MOTORWAY,
  OSM_TRUNK,
  OSM_PRIMARY,
  OSM_SECONDARY,
  OSM_TERTIARY,
  OSM_RESIDENTIAL,
  OSM_SERVICE,
  OSM_N_ROADS,
} OsmRoadClass;

typedef struct
{
  WfUnit at;
  guint arms, major_arms;
  OsmRoadClass best, second;
  guint32 road_a, road_b; /* features of the roads pack, the second of another name */
} OsmJunction;

typedef struct
{
  const char *osm, *dir;
  char *scratch; /* Owned: a folder for packs in between */
  WfCityWriter *file; /* Owned */
  const char *files[OSM_N_LAYERS]; /* interned; NULL: the city has no such layer */
  WfCityProgress progress;
  gpointer user_data;

  /* Owned: the extract as GDAL sees it. */
  WfPack *points, *lines, *areas, *routes;

  /* Owned: made on the way. */
  WfPack *roads; /* what roads.fgb holds */
  WfPack *land, *sea;
  WfPack *districts; /* NULL: the extract has none */
  GArray *hull; /* WfUnit: around the roads */
  WfPack *hospitals;
  GArray *junctions; /* OsmJunction */
  guint n_stations[3]; /* ambulance, fire, police */
} OsmCity;

void osm_city_tell (const OsmCity *city, double fraction, const char *what);

/* Has the worker cut the land @land (path, may be NULL) along @lines (used up) and opens the faces:
 * REAL area_m2, INT inside_x, inside_y. */
WfPack *osm_city_cut (const OsmCity *city, WfPackWriter *lines, const char *land, const char *name,
                      GError **error);

/* A path in the scratch folder; g_free. */
char *osm_city_scratch (const OsmCity *city, const char *name);

/* Writes the pack (used up) as FILE, layer @layer, and adds it to the city file unless it is
 * empty: then it is left out. @kept (may be NULL) gets the pack, opened. */
gboolean osm_city_layer (OsmCity *city, WfPackWriter *writer, const char *id, const char *file,
                         gboolean append, WfPack **kept, GError **error);

/* Notes that FILE holds the layer @id, for the city file. */
void osm_city_has (OsmCity *city, const char *id, const char *file);

/* osm-tags.c. Fields by name, NULL and 0 where absent. */
const char *osm_tag (const WfPack *pack, guint32 feature, const char *name);
gboolean osm_tag_is (const WfPack *pack, guint32 feature, const char *name, const char *value);
/* Whether the tag is one of the '|'-separated @values. */
gboolean osm_tag_in (const WfPack *pack, guint32 feature, const char *name, const char *values);
/* A number at the tag's start; FALSE where there is none. */
gboolean osm_tag_number (const WfPack *pack, guint32 feature, const char *name, double *value);
/* What people call it: zh has name:zh or name, en has name:en or name. Borrowed, may be NULL. */
void osm_tag_names (const WfPack *pack, guint32 feature, const char **zh, const char **en);
void osm_set_names (WfPackWriter *writer, guint zh_field, const WfPack *pack, guint32 feature);

/* osm-shape.c */
void osm_copy_shape (WfPackWriter *writer, const WfPack *pack, guint32 feature);
/* A place that stands for the feature: its point, its middle, or a point inside. */
WfUnit osm_middle (const WfPack *pack, guint32 feature);
double osm_distance_m (WfUnit a, WfUnit b);
/* Steps of the pack that are @metres at @at, and whether two places are closer than so many: for
 * loops over many places, where a distance each would take minutes. */
double osm_steps (WfUnit at, double metres);
gboolean osm_is_within (WfUnit a, WfUnit b, double reach_steps);
WfUnit osm_move (WfUnit from, double east_m, double north_m);
/* The convex hull of @points (WfUnit), widened by @margin_m; clockwise on the screen. */
GArray *osm_hull (const GArray *points, double margin_m);
gboolean osm_ring_holds (const GArray *ring, WfUnit p);

/* Each fills its layers. */
gboolean osm_make_roads (OsmCity *city, GError **error); /* osm-roads.c: roads, junctions, rail */
OsmRoadClass osm_road_class (const WfPack *pack, guint32 feature);
gboolean osm_make_land (OsmCity *city, GError **error); /* osm-land.c: land and sea */
gboolean osm_make_water (OsmCity *city, GError **error); /* osm-water.c */
gboolean osm_make_areas (OsmCity *city, GError **error); /* osm-areas.c: green to buildings */
gboolean osm_make_posts (OsmCity *city, GError **error); /* osm-posts.c: hospitals, stations */
gboolean osm_make_street (OsmCity *city, GError **error); /* osm-street.c: signals to parking */
gboolean osm_make_grid (OsmCity *city, GError **error); /* osm-grid.c: districts, grid */
