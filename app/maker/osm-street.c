/* Watchfloor: what stands in the streets of a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals, bus stops and lines, cameras, car parks, places. */
#include "config.h"

#include "osm-city.h"

#include <glib/gi18n.h>

#define SAME_JUNCTION_M 40.0

static WfPackWriter *
new_layer (WfGeometryKind kind, const char *const *fields)
{
  WfPackWriter *writer = wf_pack_writer_new (kind);

  for (guint i = 0; fields[i] != NULL; i++)
    wf_pack_writer_add_field (writer, fields[i],
                              g_str_equal (fields[i], "places") ? WF_FIELD_INT : WF_FIELD_TEXT);
  return writer;
}

static void
begin_point (WfPackWriter *writer, const char *stem, WfUnit at)
{
  guint number = wf_pack_writer_n_features (writer) + 1;
  g_autofree char *id = g_strdup_printf ("%s-%04u", stem, number);

  wf_pack_writer_begin (writer, number);
  wf_pack_writer_add_part (writer, &at, 1);
  wf_pack_writer_set_text (writer, 0, id);
}

/* ---- signals */

/* "A / B" into column @field, of names that may be NULL. */
static void
set_junction_name (WfPackWriter *writer, guint field, const char *a, const char *b)
{
  g_autofree char *both = NULL;

  if (a != NULL && b != NULL && !g_str_equal (a, b))
    both = g_strconcat (a, " / ", b, NULL);
  wf_pack_writer_set_text (writer, field, both != NULL ? both : a != NULL ? a : b);
}

static void
set_junction_names (WfPackWriter *writer, const WfPack *roads, const OsmJunction *junction)
{
  const char *a, *a_en, *b = NULL, *b_en = NULL;

  osm_tag_names (roads, junction->road_a, &a, &a_en);
  if (junction->second < OSM_N_ROADS)
    osm_tag_names (roads, junction->road_b, &b, &b_en);
  set_junction_name (writer, 1, a, b);
  set_junction_name (writer, 2, a_en, b_en);
}

static const OsmJunction *
nearest_junction (const OsmCity *city, WfUnit p, double within_m)
{
  const OsmJunction *best = NULL;
  double reach = osm_steps (p, within_m);

  for (guint i = 0; i < city->junctions->len; i++)
    {
      const OsmJunction *junction = &g_array_index (city->junctions, OsmJunction, i);

      if (osm_is_within (p, junction->at, reach))
        {
          best = junction;
          reach = osm_steps (p, osm_distance_m (p, junction->at));
        }
    }
  return best;
}

static gboolean
is_taken (const GArray *taken, WfUnit p, double within_m)
{
  double reach = osm_steps (p, within_m);

  for (guint i = 0; i < taken->len; i++)
    if (osm_is_within (g_array_index (taken, WfUnit, i), p, reach))
      return TRUE;
  return FALSE;
}

static void
add_signal (const OsmCity *city, WfPackWriter *writer, GArray *taken, WfUnit at,
            const OsmJunction *junction, gboolean made)
{
  begin_point (writer, "signal", at);
  if (junction != NULL)
    set_junction_names (writer, city->roads, junction);
  wf_pack_writer_set_text (writer, 3, made ? "yes" : "no");
  wf_pack_writer_end (writer);
  g_array_append_val (taken, at);
}

/* People map one signal an approach: those of a junction become one, on its node. */
static void
add_mapped_signals (const OsmCity *city, WfPackWriter *writer, GArray *taken)
{
  const WfPack *points = city->points;

  for (guint32 f = 0; f < wf_pack_shapes (points)->n_features; f++)
    {
      const OsmJunction *junction;
      WfUnit at;

      if (!osm_tag_is (points, f, "highway", "traffic_signals"))
        continue;
      at = osm_middle (points, f);
      junction = nearest_junction (city, at, SAME_JUNCTION_M);
      if (junction != NULL)
        at = junction->at;
      if (!is_taken (taken, at, SAME_JUNCTION_M))
        add_signal (city, writer, taken, at, junction, FALSE);
    }
}

/* Where four ends of major roads meet; in a town too small for that, three. */
static void
add_likely_signals (const OsmCity *city, WfPackWriter *writer, GArray *taken)
{
  guint had = taken->len;

  for (guint arms = 4; arms >= 3 && taken->len < had + 4; arms--)
    for (guint i = 0; i < city->junctions->len; i++)
      {
        const OsmJunction *junction = &g_array_index (city->junctions, OsmJunction, i);

        if (junction->major_arms >= arms && !is_taken (taken, junction->at, 2 * SAME_JUNCTION_M))
          add_signal (city, writer, taken, junction->at, junction, TRUE);
      }
}

static gboolean
make_signals (OsmCity *city, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", "made", NULL };
  g_autoptr (WfPackWriter) writer = new_layer (WF_GEOMETRY_POINT, fields);
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (WfUnit));

  add_mapped_signals (city, writer, taken);
  /* A handful in a whole city is a mapper's beginning, not the truth. */
  if (taken->len < 3 + city->junctions->len / 500)
    add_likely_signals (city, writer, taken);
  return osm_city_layer (city, writer, "signals", "signals.geojson", FALSE, NULL, error);
}

/* ---- buses */

static gboolean
make_bus_stops (OsmCity *city, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", "line", NULL };
  g_autoptr (WfPackWriter) writer = new_layer (WF_GEOMETRY_POINT, fields);
  const WfPack *points = city->points;

  for (guint32 f = 0; f < wf_pack_shapes (points)->n_features; f++)
    {
      if (!osm_tag_is (points, f, "highway", "bus_stop")
          && !(osm_tag_in (points, f, "public_transport", "platform|stop_position")
               && osm_tag_is (points, f, "bus", "yes")))
        continue;
      begin_point (writer, "stop", osm_middle (points, f));
      osm_set_names (writer, 1, points, f);
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, "bus_stops", "bus_stops.geojson", FALSE, NULL, error);
}

static gboolean
make_bus_lines (OsmCity *city, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", NULL };
  g_autoptr (WfPackWriter) writer = new_layer (WF_GEOMETRY_LINE, fields);
  const WfPack *routes = city->routes;

  for (guint32 f = 0; f < wf_pack_shapes (routes)->n_features; f++)
    {
      const char *number = osm_tag (routes, f, "ref");
      g_autofree char *id = NULL;
      const char *zh, *en;

      if (!osm_tag_in (routes, f, "route", "bus|trolleybus"))
        continue;
      id = g_strdup_printf ("line-%03u", wf_pack_writer_n_features (writer) + 1);
      osm_tag_names (routes, f, &zh, &en);
      wf_pack_writer_begin (writer, wf_pack_fid (routes, f));
      osm_copy_shape (writer, routes, f);
      wf_pack_writer_set_text (writer, 0, id);
      wf_pack_writer_set_text (writer, 1, number != NULL ? number : zh);
      wf_pack_writer_set_text (writer, 2, number != NULL ? number : en);
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, "bus_lines", "bus_lines.geojson", FALSE, NULL, error);
}

/* ---- places */

static const char *
kind_of_place (const WfPack *points, guint32 f)
{
  if (osm_tag_in (points, f, "place", "city|town"))
    return "city";
  if (osm_tag_in (points, f, "place", "suburb|borough|district|village|quarter"))
    return "district";
  return osm_tag_in (points, f, "place", "neighbourhood|hamlet|city_block") ? "street" : NULL;
}

static gboolean
make_places (OsmCity *city, GError **error)
{
  static const char *const fields[] = { "name", "name_en", "kind", NULL };
  g_autoptr (WfPackWriter) writer = new_layer (WF_GEOMETRY_POINT, fields);
  const WfPack *points = city->points;

  for (guint32 f = 0; f < wf_pack_shapes (points)->n_features; f++)
    {
      const char *kind = kind_of_place (points, f);
      WfUnit at;

      if (kind == NULL || osm_tag (points, f, "name") == NULL)
        continue;
      at = osm_middle (points, f);
      wf_pack_writer_begin (writer, wf_pack_fid (points, f));
      wf_pack_writer_add_part (writer, &at, 1);
      osm_set_names (writer, 0, points, f);
      wf_pack_writer_set_text (writer, 2, kind);
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, "places", "places.geojson", FALSE, NULL, error);
}

/* ---- cameras and car parks */

static gboolean
make_cameras (OsmCity *city, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", NULL };
  g_autoptr (WfPackWriter) writer = new_layer (WF_GEOMETRY_POINT, fields);
  const WfPack *points = city->points;

  for (guint32 f = 0; f < wf_pack_shapes (points)->n_features; f++)
    if (osm_tag_is (points, f, "man_made", "surveillance"))
      {
        begin_point (writer, "camera", osm_middle (points, f));
        osm_set_names (writer, 1, points, f);
        wf_pack_writer_end (writer);
      }
  return osm_city_layer (city, writer, "cameras", "cameras.geojson", FALSE, NULL, error);
}

static gboolean
make_parking (OsmCity *city, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", "places", NULL };
  g_autoptr (WfPackWriter) writer = new_layer (WF_GEOMETRY_POINT, fields);
  const WfPack *packs[] = { city->areas, city->points };

  for (guint k = 0; k < G_N_ELEMENTS (packs); k++)
    for (guint32 f = 0; f < wf_pack_shapes (packs[k])->n_features; f++)
      {
        double capacity;

        if (!osm_tag_is (packs[k], f, "amenity", "parking"))
          continue;
        begin_point (writer, "parking", osm_middle (packs[k], f));
        osm_set_names (writer, 1, packs[k], f);
        if (osm_tag_number (packs[k], f, "capacity", &capacity) && capacity > 0)
          wf_pack_writer_set_int (writer, 3, (gint64) MIN (capacity, 100000));
        wf_pack_writer_end (writer);
      }
  return osm_city_layer (city, writer, "parking", "parking.geojson", FALSE, NULL, error);
}

gboolean
osm_make_street (OsmCity *city, GError **error)
{
  return make_bus_lines (city, error) && make_bus_stops (city, error) && make_signals (city, error)
         && make_cameras (city, error) && make_parking (city, error) && make_places (city, error);
}
