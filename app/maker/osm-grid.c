/* Watchfloor: districts and grid cells of a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Administrative borders where the extract has them; cells are laid along roads, rails, rivers
 * and those borders, within the hull of the roads. Names come from the borders, then from places
 * near by, then from streets: each once a level. */
#include "config.h"

#include "osm-city.h"
#include "wf-error.h"
#include "wf-grid-maker.h"
#include "wf-mercator.h"
#include "wf-pack-near.h"
#include "wf-worker.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>

/* 99 is no province of GB/T 2260: such codes are seen to be made. */
#define COUNTY_BASE 990101
#define NAME_WITHIN_M 1500.0

typedef struct
{
  const OsmCity *city;
  GHashTable *used[3]; /* by level */
} Names;

static int
admin_level (const WfPack *areas, guint32 f)
{
  const char *level = osm_tag (areas, f, "admin_level");

  if (!osm_tag_is (areas, f, "boundary", "administrative") || level == NULL
      || osm_tag (areas, f, "name") == NULL)
    return -1;
  return atoi (level);
}

/* The widest level that divides the city into several parts. */
static int
district_level (const OsmCity *city)
{
  guint counts[13] = { 0 };

  for (guint32 f = 0; f < wf_pack_shapes (city->areas)->n_features; f++)
    {
      int level = admin_level (city->areas, f);

      if (level >= 5 && level <= 12)
        counts[level]++;
    }
  for (int level = 5; level <= 12; level++)
    if (counts[level] >= 2)
      return level;
  return -1;
}

static gboolean
make_districts (OsmCity *city, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  int wanted = district_level (city);

  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name_en", WF_FIELD_TEXT);
  for (guint32 f = 0; wanted > 0 && f < wf_pack_shapes (city->areas)->n_features; f++)
    {
      if (admin_level (city->areas, f) != wanted)
        continue;
      wf_pack_writer_begin (writer, wf_pack_fid (city->areas, f));
      osm_copy_shape (writer, city->areas, f);
      osm_set_names (writer, 0, city->areas, f);
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, "districts", "districts.geojson", FALSE, &city->districts,
                         error);
}

/* ---- names */

static gboolean
take_name (Names *names, int level, const char *zh, const char *en, char **zh_out, char **en_out)
{
  if (zh == NULL || g_hash_table_contains (names->used[level], zh))
    return FALSE;
  g_hash_table_add (names->used[level], g_strdup (zh));
  *zh_out = g_strdup (zh);
  *en_out = g_strdup (en != NULL ? en : zh);
  return TRUE;
}

static gboolean
name_of_border (Names *names, int level, WfLonLat p, char **zh, char **en)
{
  const WfPack *districts = names->city->districts;
  guint32 f
      = districts != NULL ? wf_pack_polygon_at (districts, wf_unit_from_lonlat (p)) : G_MAXUINT32;

  return f != G_MAXUINT32
         && take_name (names, level, osm_tag (districts, f, "name"),
                       osm_tag (districts, f, "name_en"), zh, en);
}

static gboolean
name_of_near (Names *names, int level, const WfPack *pack, const char *tag, const char *values,
              WfLonLat p, char **zh, char **en)
{
  g_autoptr (GArray) hits = wf_pack_near (pack, p, NAME_WITHIN_M, 0);

  for (guint i = 0; i < hits->len; i++)
    {
      guint32 f = g_array_index (hits, WfPackHit, i).feature;
      const char *own_zh, *own_en;

      if (!osm_tag_in (pack, f, tag, values))
        continue;
      osm_tag_names (pack, f, &own_zh, &own_en);
      if (take_name (names, level, own_zh, own_en, zh, en))
        return TRUE;
    }
  return FALSE;
}

static gboolean
name_at_cb (WfLonLat p, int level, char **zh, char **en, gpointer user_data)
{
  static const char *const places[3]
      = { "city|town|borough|suburb|district", "town|suburb|quarter|village|borough",
          "neighbourhood|quarter|hamlet|village|city_block" };
  static const char *const roads[3] = { "motorway|trunk|primary", "primary|secondary|tertiary",
                                        "secondary|tertiary|residential" };
  Names *names = user_data;

  level = CLAMP (level, 0, 2);
  if (level == 0 && name_of_border (names, level, p, zh, en))
    return TRUE;
  return name_of_near (names, level, names->city->points, "place", places[level], p, zh, en)
         || name_of_near (names, level, names->city->roads, "class", roads[level], p, zh, en);
}

/* ---- cells */

static void
add_parts (WfPackWriter *lines, const WfPack *pack, guint32 feature)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);

  wf_pack_writer_begin (lines, feature);
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;

      wf_pack_writer_add_part (lines, shapes->coords + first, n);
      if (wf_pack_feature_kind (pack, feature) == WF_GEOMETRY_POLYGON)
        {
          WfUnit close[2] = { shapes->coords[first + n - 1], shapes->coords[first] };

          wf_pack_writer_add_part (lines, close, 2);
        }
    }
  wf_pack_writer_end (lines);
}

static char *
write_lines (const OsmCity *city, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  g_autofree char *path = osm_city_scratch (city, "grid-lines");

  for (guint32 f = 0; f < wf_pack_shapes (city->roads)->n_features; f++)
    if (osm_road_class (city->roads, f) < OSM_SERVICE
        && !osm_tag_is (city->roads, f, "tunnel", "yes"))
      add_parts (writer, city->roads, f);
  for (guint32 f = 0; f < wf_pack_shapes (city->lines)->n_features; f++)
    if ((osm_tag_in (city->lines, f, "railway", "rail|light_rail")
         || osm_tag_in (city->lines, f, "waterway", "river|canal"))
        && !osm_tag_in (city->lines, f, "tunnel", "yes"))
      add_parts (writer, city->lines, f);
  for (guint32 f = 0; city->districts != NULL && f < wf_pack_shapes (city->districts)->n_features;
       f++)
    add_parts (writer, city->districts, f);
  return wf_pack_writer_finish (writer, path, error) ? g_steal_pointer (&path) : NULL;
}

/* Land within the hull of the roads: beyond it nobody walks a beat. */
static char *
write_land (const OsmCity *city, GError **error)
{
  g_autoptr (WfPackWriter) hull = wf_pack_writer_new (WF_GEOMETRY_LINE);
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autofree char *land = osm_city_scratch (city, "land");
  g_autofree char *path = osm_city_scratch (city, "grid-land");
  g_autoptr (WfPack) faces = NULL;
  const WfUnit *corners = (const WfUnit *) (const void *) city->hull->data;

  wf_pack_writer_begin (hull, 0);
  wf_pack_writer_add_part (hull, corners, city->hull->len);
  wf_pack_writer_add_part (hull, (WfUnit[]){ corners[city->hull->len - 1], corners[0] }, 2);
  wf_pack_writer_end (hull);
  faces = osm_city_cut (city, hull, land, "grid-hull", error);
  if (faces == NULL)
    return NULL;
  for (guint32 f = 0; f < wf_pack_shapes (faces)->n_features; f++)
    {
      gint64 x = 0, y = 0;

      wf_pack_int (faces, (guint) wf_pack_find_field (faces, "inside_x"), f, &x);
      wf_pack_int (faces, (guint) wf_pack_find_field (faces, "inside_y"), f, &y);
      if (!osm_ring_holds (city->hull, (WfUnit){ (guint32) x, (guint32) y }))
        continue;
      wf_pack_writer_begin (writer, f);
      osm_copy_shape (writer, faces, f);
      wf_pack_writer_end (writer);
    }
  return wf_pack_writer_finish (writer, path, error) ? g_steal_pointer (&path) : NULL;
}

static gboolean
lay_grid (OsmCity *city, const char *lines, const char *land, GError **error)
{
  Names names = { .city = city };
  g_autofree char *cells = osm_city_scratch (city, "grid");
  g_autofree char *path = g_build_filename (city->dir, "grid.shp", NULL);
  WfGridPlan plan = { .lines_pack = lines,
                      .land_pack = land,
                      .county_base = COUNTY_BASE,
                      .cells_per_community = 8,
                      .communities_per_street = 6,
                      .streets_per_district = 6,
                      .seed = 1,
                      .name_at = name_at_cb,
                      .user_data = &names };
  guint n_cells = 0;
  gboolean ok;

  for (guint i = 0; i < 3; i++)
    names.used[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ok = wf_grid_make (&plan, cells, &n_cells, error)
       && wf_worker_export (cells, path, "grid", "EPSG:4326", NULL, FALSE, error);
  for (guint i = 0; i < 3; i++)
    g_hash_table_unref (names.used[i]);
  if (ok && n_cells > 0)
    osm_city_has (city, "grid", "grid.shp");
  return ok;
}

gboolean
osm_make_grid (OsmCity *city, GError **error)
{
  g_autofree char *lines = NULL;
  g_autofree char *land = NULL;

  if (!make_districts (city, error))
    return FALSE;
  lines = write_lines (city, error);
  if (lines == NULL)
    return FALSE;
  land = write_land (city, error);
  return land != NULL && lay_grid (city, lines, land, error);
}
