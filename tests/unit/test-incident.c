/* Watchfloor: tests of the incident and its shapes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-incident.h"
#include "wf-json.h"

#include <string.h>

static void
test_entity_round_trip (void)
{
  static const WfLonLat square[] = { { 121, 38 }, { 122, 38 }, { 122, 39 }, { 121, 39 } };

  for (guint kind = WF_SHAPE_POINT; kind <= WF_SHAPE_AREA; kind++)
    {
      guint n = kind == WF_SHAPE_POINT ? 1 : kind == WF_SHAPE_LINE ? 2 : 4;
      g_auto (WfShape) shape = wf_shape_new ((WfShapeKind) kind, square, n);
      g_autoptr (WfIncident) incident = wf_incident_new (&shape, "desk 1", 1700000000000000);
      g_autoptr (WfIncident) back = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (json_t) entity = NULL;

      incident->notes = g_strdup ("三楼, \"后门\"");
      incident->place.grid_code = g_strdup ("210202001001001");
      entity = wf_incident_to_entity (incident);
      back = wf_incident_from_entity (entity, &error);
      g_assert_no_error (error);
      g_assert_cmpint (back->shape.kind, ==, kind);
      g_assert_cmpmem (back->shape.points, back->shape.n_points * sizeof (WfLonLat), square,
                       n * sizeof (WfLonLat));
      g_assert_cmpstr (back->notes, ==, incident->notes);
      g_assert_cmpstr (back->place.grid_code, ==, incident->place.grid_code);
      g_assert_cmpint (back->created_us, ==, incident->created_us);
    }
}

static void
test_anchor (void)
{
  static const WfLonLat bent[] = { { 0, 0 }, { 3, 0 }, { 3, 1 } };
  static const WfLonLat area[] = { { 120, 30 }, { 122, 30 }, { 122, 31 }, { 120, 31 } };
  g_auto (WfShape) line = wf_shape_new (WF_SHAPE_LINE, bent, 3);
  g_auto (WfShape) ring = wf_shape_new (WF_SHAPE_AREA, area, 4);
  WfLonLat middle = wf_shape_anchor (&line), centre = wf_shape_anchor (&ring);

  g_assert_cmpfloat_with_epsilon (middle.lon, 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (middle.lat, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (centre.lon, 121, 1e-9);
  g_assert_cmpfloat_with_epsilon (centre.lat, 30.5, 1e-9);
}

static void
test_bad_geometry (void)
{
  static const char *const bad[] = {
    "null",
    "{\"type\":\"Point\",\"coordinates\":[200,0]}",
    "{\"type\":\"Point\",\"coordinates\":[\"1\",2]}",
    "{\"type\":\"LineString\",\"coordinates\":[[1,2]]}",
    "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[0,0]]]}",
    "{\"type\":\"Polygon\",\"coordinates\":[]}",
    "{\"type\":\"MultiPoint\",\"coordinates\":[[0,0]]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (WfShape) shape = { 0 };
      g_autoptr (json_t) geometry = wf_json_parse (bad[i], strlen (bad[i]), 1000, "test", NULL);

      g_assert_nonnull (geometry);
      g_assert_false (wf_shape_from_geojson (geometry, &shape, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incident/entity-round-trip", test_entity_round_trip);
  g_test_add_func ("/incident/anchor", test_anchor);
  g_test_add_func ("/incident/bad-geometry", test_bad_geometry);
  return g_test_run ();
}
