/* Watchfloor: the areas of a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Green, land use and buildings. */
#include "config.h"

#include "osm-city.h"

#include <math.h>
#include <string.h>

#define FLOOR_M 3.0

/* One layer of areas: which value of which tag becomes what. First match counts. */
typedef struct
{
  const char *tag, *values, *kind;
} Rule;

static const char *
match (const WfPack *areas, guint32 area, const Rule *rules)
{
  for (guint i = 0; rules[i].tag != NULL; i++)
    if (osm_tag_in (areas, area, rules[i].tag, rules[i].values))
      return rules[i].kind;
  return NULL;
}

static gboolean
make_layer (OsmCity *city, const Rule *rules, const char *id, const char *kind_field,
            GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  const WfPack *areas = city->areas;

  wf_pack_writer_add_field (writer, kind_field, WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name_en", WF_FIELD_TEXT);
  for (guint32 area = 0; area < wf_pack_shapes (areas)->n_features; area++)
    {
      const char *kind = match (areas, area, rules);

      if (kind == NULL)
        continue;
      wf_pack_writer_begin (writer, wf_pack_fid (areas, area));
      osm_copy_shape (writer, areas, area);
      wf_pack_writer_set_text (writer, 0, kind);
      osm_set_names (writer, 1, areas, area);
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, id, "base.gpkg", TRUE, NULL, error);
}

static gboolean
make_green (OsmCity *city, GError **error)
{
  static const Rule rules[] = {
    { "leisure", "park|garden|nature_reserve|common|dog_park", "park" },
    { "leisure", "pitch|golf_course|playground|sports_centre", "sport" },
    { "landuse", "forest", "forest" },
    { "natural", "wood|scrub|heath", "forest" },
    { "landuse", "grass|village_green|recreation_ground|meadow|flowerbed", "grass" },
    { "natural", "grassland|fell", "grass" },
    { "landuse", "orchard|vineyard|farmland|allotments|plant_nursery", "farm" },
    { "landuse", "cemetery", "cemetery" },
    { NULL, NULL, NULL },
  };

  return make_layer (city, rules, "green", "kind", error);
}

static gboolean
make_landuse (OsmCity *city, GError **error)
{
  static const Rule rules[] = {
    { "landuse", "residential", "residential" },
    { "landuse", "commercial|retail", "commercial" },
    { "landuse", "industrial|railway|port|quarry", "industrial" },
    { "landuse", "construction|brownfield|greenfield", "construction" },
    { "amenity", "school|kindergarten|college", "school" },
    { "amenity", "university", "university" },
    { "amenity", "hospital|clinic", "hospital" },
    { "aeroway", "aerodrome|helipad|apron", "industrial" },
    { "natural", "beach|sand", "open" },
    { NULL, NULL, NULL },
  };

  return make_layer (city, rules, "landuse", "use", error);
}

static const char *
use_of (const WfPack *areas, guint32 area)
{
  static const Rule rules[] = {
    { "amenity", "hospital|clinic", "hospital" },
    { "amenity", "school|kindergarten|college", "school" },
    { "amenity", "university", "university" },
    { "building", "hospital", "hospital" },
    { "building", "school|kindergarten|college", "school" },
    { "building", "university", "university" },
    { "building", "office|government", "office" },
    { "building", "commercial|retail|hotel|supermarket|kiosk|shop", "commercial" },
    { "building", "industrial|factory|manufacture|hangar", "industrial" },
    { "building", "warehouse|garage|garages|parking|shed|farm_auxiliary|barn", "warehouse" },
    { "building", "public|civic|church|cathedral|chapel|mosque|temple|train_station|stadium|museum",
      "public" },
    { "building", "apartments|residential|house|detached|terrace|dormitory|semidetached_house|hut",
      "residential" },
    { NULL, NULL, NULL },
  };
  const char *use = match (areas, area, rules);

  if (use != NULL)
    return use;
  if (osm_tag (areas, area, "office") != NULL)
    return "office";
  if (osm_tag (areas, area, "shop") != NULL || osm_tag (areas, area, "tourism") != NULL)
    return "commercial";
  return osm_tag (areas, area, "amenity") != NULL ? "public" : "residential";
}

/* Levels, else height, else what the ground area suggests. */
static void
set_height (WfPackWriter *writer, guint floors_field, const WfPack *areas, guint32 area)
{
  double floors = 0, height = 0;

  osm_tag_number (areas, area, "building_levels", &floors);
  osm_tag_number (areas, area, "height", &height);
  floors = floors >= 1 && floors <= 200 ? floors : 0;
  height = height > 0 && height <= 1000 ? height : 0;
  if (floors == 0)
    floors = height > 0 ? MAX (1, round (height / FLOOR_M)) : 2;
  if (height == 0)
    height = floors * FLOOR_M;
  wf_pack_writer_set_int (writer, floors_field, (gint64) floors);
  wf_pack_writer_set_real (writer, floors_field + 1, height);
}

static gboolean
make_buildings (OsmCity *city, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  const WfPack *areas = city->areas;

  wf_pack_writer_add_field (writer, "bim_id", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "floors", WF_FIELD_INT);
  wf_pack_writer_add_field (writer, "height", WF_FIELD_REAL);
  wf_pack_writer_add_field (writer, "use", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name_en", WF_FIELD_TEXT);
  for (guint32 area = 0; area < wf_pack_shapes (areas)->n_features; area++)
    {
      const char *relation = osm_tag (areas, area, "osm_id");
      const char *way = osm_tag (areas, area, "osm_way_id");
      g_autofree char *id = NULL;

      if (osm_tag (areas, area, "building") == NULL || osm_tag_is (areas, area, "building", "no"))
        continue;
      id = relation != NULL ? g_strconcat ("OSM-R", relation, NULL)
                            : g_strconcat ("OSM-W", way != NULL ? way : "", NULL);
      wf_pack_writer_begin (writer, wf_pack_fid (areas, area));
      osm_copy_shape (writer, areas, area);
      wf_pack_writer_set_text (writer, 0, id);
      set_height (writer, 1, areas, area);
      wf_pack_writer_set_text (writer, 3, use_of (areas, area));
      osm_set_names (writer, 4, areas, area);
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, "buildings", "buildings.gpkg", FALSE, NULL, error);
}

gboolean
osm_make_areas (OsmCity *city, GError **error)
{
  return make_green (city, error) && make_landuse (city, error) && make_buildings (city, error);
}
