/* Watchfloor: the roads of a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways for cars with class, direction, lanes and speed, by the tags or by what is usual for the
 * class; the junctions they make; railways. */
#include "config.h"

#include "osm-city.h"

#include <string.h>

static const struct
{
  const char *name;
  const char *values; /* of highway */
  int lanes, km_h;
} classes[OSM_N_ROADS] = {
  { "motorway", "motorway|motorway_link", 3, 110 },
  { "trunk", "trunk|trunk_link", 2, 80 },
  { "primary", "primary|primary_link", 2, 60 },
  { "secondary", "secondary|secondary_link", 2, 50 },
  { "tertiary", "tertiary|tertiary_link", 2, 40 },
  { "residential", "residential|unclassified|living_street|road", 2, 30 },
  { "service", "service", 1, 20 },
};

static OsmRoadClass
class_of_way (const WfPack *lines, guint32 way)
{
  for (guint i = 0; i < OSM_N_ROADS; i++)
    if (osm_tag_in (lines, way, "highway", classes[i].values))
      return (OsmRoadClass) i;
  return OSM_N_ROADS;
}

OsmRoadClass
osm_road_class (const WfPack *pack, guint32 feature)
{
  const char *name = osm_tag (pack, feature, "class");

  for (guint i = 0; i < OSM_N_ROADS; i++)
    if (g_strcmp0 (name, classes[i].name) == 0)
      return (OsmRoadClass) i;
  return OSM_N_ROADS;
}

static gboolean
is_for_cars (const WfPack *lines, guint32 way)
{
  return class_of_way (lines, way) != OSM_N_ROADS && !osm_tag_is (lines, way, "area", "yes")
         && !osm_tag_in (lines, way, "access", "no")
         && !osm_tag_in (lines, way, "motor_vehicle", "no")
         && !osm_tag_in (lines, way, "motorcar", "no");
}

static const char *
direction_of (const WfPack *lines, guint32 way, OsmRoadClass class)
{
  if (osm_tag_in (lines, way, "oneway", "yes|true|1"))
    return "yes";
  if (osm_tag_in (lines, way, "oneway", "-1|reverse"))
    return "-1";
  if (osm_tag_in (lines, way, "oneway", "no|false|0|alternating|reversible"))
    return "no";
  if (class == OSM_MOTORWAY || osm_tag_in (lines, way, "junction", "roundabout|circular"))
    return "yes";
  return "no";
}

/* "50", "50 km/h", "30 mph"; words such as "FR:urban" or "none" leave it to the class. */
static int
speed_of (const WfPack *lines, guint32 way, OsmRoadClass class)
{
  const char *text = osm_tag (lines, way, "maxspeed");
  double value;

  if (osm_tag_number (lines, way, "maxspeed", &value) && value >= 5 && value <= 200)
    return (int) (strstr (text, "mph") != NULL ? value * 1.609344 + 0.5 : value);
  value = classes[class].km_h;
  if (osm_tag (lines, way, "highway") != NULL
      && g_str_has_suffix (osm_tag (lines, way, "highway"), "_link"))
    value = value * 0.6;
  return (int) value;
}

static int
lanes_of (const WfPack *lines, guint32 way, OsmRoadClass class)
{
  double value;

  if (osm_tag_number (lines, way, "lanes", &value) && value >= 1 && value <= 16)
    return (int) value;
  return classes[class].lanes;
}

static const char *
yes_or_no (const WfPack *lines, guint32 way, const char *tag)
{
  return osm_tag (lines, way, tag) != NULL && !osm_tag_in (lines, way, tag, "no|building_passage")
             ? "yes"
             : "no";
}

enum
{
  ROAD_ID,
  ROAD_CLASS,
  ROAD_ONEWAY,
  ROAD_LANES,
  ROAD_MAXSPEED,
  ROAD_NAME,
  ROAD_NAME_EN,
  ROAD_BRIDGE,
  ROAD_TUNNEL,
  ROAD_NO_TURN,
};

static WfPackWriter *
new_roads (void)
{
  static const char *const names[] = { "id",   "class",   "oneway", "lanes",  "maxspeed",
                                       "name", "name_en", "bridge", "tunnel", "no_turn" };
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_LINE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    wf_pack_writer_add_field (writer, names[i],
                              i == ROAD_LANES || i == ROAD_MAXSPEED ? WF_FIELD_INT : WF_FIELD_TEXT);
  return writer;
}

static gboolean
make_roads (OsmCity *city, GError **error)
{
  g_autoptr (WfPackWriter) writer = new_roads ();
  const WfPack *lines = city->lines;

  for (guint32 way = 0; way < wf_pack_shapes (lines)->n_features; way++)
    {
      OsmRoadClass class = class_of_way (lines, way);

      if (!is_for_cars (lines, way))
        continue;
      wf_pack_writer_begin (writer, wf_pack_fid (lines, way));
      osm_copy_shape (writer, lines, way);
      wf_pack_writer_set_text (writer, ROAD_ID, osm_tag (lines, way, "osm_id"));
      wf_pack_writer_set_text (writer, ROAD_CLASS, classes[class].name);
      wf_pack_writer_set_text (writer, ROAD_ONEWAY, direction_of (lines, way, class));
      wf_pack_writer_set_int (writer, ROAD_LANES, lanes_of (lines, way, class));
      wf_pack_writer_set_int (writer, ROAD_MAXSPEED, speed_of (lines, way, class));
      osm_set_names (writer, ROAD_NAME, lines, way);
      wf_pack_writer_set_text (writer, ROAD_BRIDGE, yes_or_no (lines, way, "bridge"));
      wf_pack_writer_set_text (writer, ROAD_TUNNEL, yes_or_no (lines, way, "tunnel"));
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, "roads", "roads.fgb", FALSE, &city->roads, error);
}

static gboolean
make_rail (OsmCity *city, GError **error)
{
  static const char *const names[] = { "class", "name", "name_en", "bridge", "tunnel" };
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  const WfPack *lines = city->lines;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    wf_pack_writer_add_field (writer, names[i], WF_FIELD_TEXT);
  for (guint32 way = 0; way < wf_pack_shapes (lines)->n_features; way++)
    {
      if (!osm_tag_in (lines, way, "railway",
                       "rail|light_rail|subway|tram|narrow_gauge|funicular|monorail"))
        continue;
      wf_pack_writer_begin (writer, wf_pack_fid (lines, way));
      osm_copy_shape (writer, lines, way);
      wf_pack_writer_set_text (writer, 0, osm_tag (lines, way, "railway"));
      osm_set_names (writer, 1, lines, way);
      wf_pack_writer_set_text (writer, 3, yes_or_no (lines, way, "bridge"));
      wf_pack_writer_set_text (writer, 4, yes_or_no (lines, way, "tunnel"));
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, "rail", "rail.fgb", FALSE, NULL, error);
}

/* ---- junctions */

static gboolean
same_street (const WfPack *roads, guint32 a, guint32 b)
{
  const char *x = osm_tag (roads, a, "name"), *y = osm_tag (roads, b, "name");

  return a == b || (x != NULL && g_strcmp0 (x, y) == 0);
}

static void
note_arms (OsmJunction *junction, const WfPack *roads, guint32 road, guint arms)
{
  OsmRoadClass class = osm_road_class (roads, road);

  junction->arms += arms;
  if (class <= OSM_TERTIARY)
    junction->major_arms += arms;
  if (class < junction->best)
    {
      if (junction->best != OSM_N_ROADS && !same_street (roads, junction->road_a, road))
        {
          junction->second = junction->best;
          junction->road_b = junction->road_a;
        }
      junction->best = class;
      junction->road_a = road;
    }
  else if (class < junction->second && !same_street (roads, junction->road_a, road))
    {
      junction->second = class;
      junction->road_b = road;
    }
}

static void
note_road (GHashTable *at, GArray *all, const WfPack *roads, guint32 road)
{
  const WfPackShapes *shapes = wf_pack_shapes (roads);

  for (guint32 part = shapes->part_of[road]; part < shapes->part_of[road + 1]; part++)
    for (guint32 i = shapes->coord_of[part]; i < shapes->coord_of[part + 1]; i++)
      {
        WfUnit p = shapes->coords[i];
        gpointer key = GSIZE_TO_POINTER ((gsize) p.x << 32 | p.y);
        guint index = GPOINTER_TO_UINT (g_hash_table_lookup (at, key));
        gboolean is_end = i == shapes->coord_of[part] || i + 1 == shapes->coord_of[part + 1];

        if (index == 0)
          {
            OsmJunction fresh = { .at = p, .best = OSM_N_ROADS, .second = OSM_N_ROADS };

            g_array_append_val (all, fresh);
            index = all->len;
            g_hash_table_insert (at, key, GUINT_TO_POINTER (index));
          }
        note_arms (&g_array_index (all, OsmJunction, index - 1), roads, road, is_end ? 1 : 2);
      }
}

static int
compare_junctions (gconstpointer a, gconstpointer b)
{
  const OsmJunction *x = a, *y = b;

  if (x->best + x->second != y->best + y->second)
    return x->best + x->second < y->best + y->second ? -1 : 1;
  if (x->arms != y->arms)
    return x->arms > y->arms ? -1 : 1;
  return x->at.x != y->at.x ? (x->at.x < y->at.x ? -1 : 1) : (x->at.y < y->at.y ? -1 : 1);
}

/* Three road ends or more meet, of service roads too few to matter; the greatest first. */
static GArray *
find_junctions (const WfPack *roads)
{
  g_autoptr (GHashTable) at = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (OsmJunction));
  GArray *found = g_array_new (FALSE, FALSE, sizeof (OsmJunction));

  for (guint32 road = 0; road < wf_pack_shapes (roads)->n_features; road++)
    note_road (at, all, roads, road);
  for (guint i = 0; i < all->len; i++)
    {
      const OsmJunction *junction = &g_array_index (all, OsmJunction, i);

      if (junction->arms >= 3 && junction->best < OSM_SERVICE)
        g_array_append_vals (found, junction, 1);
    }
  g_array_sort (found, compare_junctions);
  return found;
}

gboolean
osm_make_roads (OsmCity *city, GError **error)
{
  if (!make_roads (city, error) || !make_rail (city, error))
    return FALSE;
  city->junctions = find_junctions (city->roads);
  return TRUE;
}
