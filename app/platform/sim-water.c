/* Watchfloor: the water gauges of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A gauge at the shore of each of the largest waters, where a road comes near, and none near
 * another; fountains and ponds have none. The level follows a tide of twelve hours and wanders. */
#include "config.h"

#include "wf-ground.h"
#include "wf-mercator.h"
#include "wf-sim-private.h"

#include <glib/gi18n.h>

#define MAX_GAUGES 10
#define SAMPLES 48
#define LEAST_APART_M 500.0
#define LEAST_POND_M2 20000.0 /* of its box, where its kind is no waterway */
#define TIDE_S (12.42 * 3600)
#define EVERY_S 60.0
#define LEAST_WALL_US (5 * WF_SECOND_US)

typedef struct
{
  char *id;
  WfLonLat at;
  double mean_m, tide_m, phase, drift_m;
} Gauge;

typedef struct
{
  WfSimRandom random;
  GArray *gauges; /* Gauge */
  double next_s;
  gint64 told_us;
} Water;

typedef struct
{
  guint32 feature;
  double size;
} Candidate;

static void
gauge_clear (gpointer data)
{
  g_free (((Gauge *) data)->id);
}

static int
compare_size (gconstpointer a, gconstpointer b)
{
  double x = ((const Candidate *) a)->size, y = ((const Candidate *) b)->size;

  return (x < y) - (x > y);
}

/* Where a level says something: the sea, what flows, and waters of some size. */
static gboolean
is_worth_a_gauge (const WfPack *pack, guint32 feature)
{
  static const char *const kinds[] = { "sea", "river", "canal", "dock", "stream", NULL };
  WfUnitBox box = wf_pack_shapes (pack)->boxes[feature];
  WfUnit nw = { box.min_x, box.min_y }, ne = { box.max_x, box.min_y },
         sw = { box.min_x, box.max_y };

  return g_strv_contains (kinds, wf_sim_world_text (pack, feature, "kind", ""))
         || wf_ground_unit_m (nw, ne) * wf_ground_unit_m (nw, sw) >= LEAST_POND_M2;
}

static gboolean
is_apart (const Water *water, WfLonLat p)
{
  for (guint i = 0; i < water->gauges->len; i++)
    if (wf_ground_m (g_array_index (water->gauges, Gauge, i).at, p) < LEAST_APART_M)
      return FALSE;
  return TRUE;
}

static GArray *
largest_first (const WfPack *pack)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  const WfPackShapes *shapes = wf_pack_shapes (pack);

  for (guint32 i = 0; i < shapes->n_features; i++)
    {
      WfUnitBox box = shapes->boxes[i];
      Candidate candidate
          = { i, ((double) box.max_x - box.min_x) * ((double) box.max_y - box.min_y) };

      if (is_worth_a_gauge (pack, i))
        g_array_append_val (candidates, candidate);
    }
  g_array_sort (candidates, compare_size);
  return candidates;
}

/* The vertex of the water nearest to a road, of a sample of them; FALSE where none is near. */
static gboolean
find_shore (WfSim *sim, guint32 feature, WfLonLat *shore)
{
  const WfPackShapes *shapes = wf_pack_shapes (sim->world->water);
  guint32 first = shapes->coord_of[shapes->part_of[feature]];
  guint32 end = shapes->coord_of[shapes->part_of[feature + 1]];
  guint32 stride = MAX ((end - first) / SAMPLES, 1);
  double nearest = 300;

  for (guint32 i = first; i < end; i += stride)
    {
      WfLonLat p = wf_unit_to_lonlat (shapes->coords[i]);
      WfRoadSnap snap;

      if (wf_road_graph_snap (sim->graph, p, &snap) && snap.away_m < nearest)
        {
          nearest = snap.away_m;
          *shore = p;
        }
    }
  return nearest < 300;
}

static json_t *
level (const WfSim *sim, const Gauge *gauge)
{
  double tide = gauge->tide_m * sin (sim->now_s / TIDE_S * 2 * M_PI + gauge->phase);

  return wf_sim_number (gauge->mean_m + tide + gauge->drift_m, 2, "MTR");
}

static void
add_gauge (WfSim *sim, Water *water, guint32 feature, WfLonLat shore)
{
  guint number = water->gauges->len + 1;
  Gauge gauge = { g_strdup_printf ("urn:ngsi-ld:Device:water-%02u", number) };
  g_autofree char *usual = g_strdup_printf (_ ("Water gauge %u"), number);
  json_t *entity = wf_sim_entity (gauge.id, "Device");

  gauge.at = shore;
  gauge.mean_m = wf_sim_random_range (&water->random, 1.2, 2.4);
  gauge.tide_m = wf_sim_random_range (&water->random, 0.3, 0.9);
  gauge.phase = wf_sim_random_range (&water->random, 0, 2 * M_PI);
  wf_sim_set_names (entity, sim->world->water, feature, "name", usual);
  json_object_set_new (entity, "controlledProperty", wf_sim_text ("waterLevel"));
  json_object_set_new (entity, "location", wf_sim_location (shore));
  json_object_set_new (entity, "value", level (sim, &gauge));
  wf_sim_create (sim, entity);
  g_array_append_val (water->gauges, gauge);
}

static gpointer
water_start (WfSim *sim)
{
  const WfPack *pack = sim->world->water;
  g_autoptr (GArray) candidates = NULL;
  Water *water;

  if (pack == NULL || wf_pack_kind (pack) == WF_GEOMETRY_NONE)
    return NULL;
  water = g_new0 (Water, 1);
  water->random = wf_sim_random (sim, "water");
  water->gauges = g_array_new (FALSE, FALSE, sizeof (Gauge));
  water->next_s = sim->now_s + EVERY_S;
  water->told_us = sim->now_us;
  g_array_set_clear_func (water->gauges, gauge_clear);
  candidates = largest_first (pack);
  for (guint i = 0; i < MIN (candidates->len, 4 * MAX_GAUGES) && water->gauges->len < MAX_GAUGES;
       i++)
    {
      guint32 feature = g_array_index (candidates, Candidate, i).feature;
      WfLonLat shore = { 0 };

      if (find_shore (sim, feature, &shore) && is_apart (water, shore))
        add_gauge (sim, water, feature, shore);
    }
  return water;
}

static void
water_step (WfSim *sim, gpointer part)
{
  Water *water = part;

  if (sim->now_s < water->next_s || sim->now_us - water->told_us < LEAST_WALL_US)
    return;
  water->next_s = sim->now_s + EVERY_S;
  water->told_us = sim->now_us;
  for (guint i = 0; i < water->gauges->len; i++)
    {
      Gauge *gauge = &g_array_index (water->gauges, Gauge, i);
      json_t *attrs = json_object ();

      gauge->drift_m
          = CLAMP (gauge->drift_m + wf_sim_random_bell (&water->random) * 0.01, -0.4, 0.8);
      json_object_set_new (attrs, "value", level (sim, gauge));
      wf_sim_patch (sim, gauge->id, attrs);
    }
}

static void
water_stop (gpointer part)
{
  Water *water = part;

  g_array_unref (water->gauges);
  g_free (water);
}

const WfSimPart wf_sim_part_water = { "water", water_start, water_step, NULL, water_stop };
