/* Watchfloor: bus lines and stops of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines run between far places by way of a middle one, along the vertices of the roads, and shun
 * streets that other lines serve already; stops lie every half kilometre or so. */
#include "config.h"

#include "gen-export.h"
#include "gen-route.h"
#include "gen-shape.h"

#define STOP_EVERY_M 520.0

typedef struct
{
  GenExport *out;
  const GenRoute *route;
  WfPackWriter *lines, *stops;
  GPtrArray *known; /* StopPlace: stops shared by lines */
  guint n_stops;
} Buses;

typedef struct
{
  WfPoint at;
  char *zh, *en;
} StopPlace;

static void
stop_place_free (gpointer data)
{
  StopPlace *stop = data;

  g_free (stop->zh);
  g_free (stop->en);
  g_free (stop);
}

/* Stops of several lines within a hundred metres share a name. */
static const StopPlace *
stop_place (Buses *buses, WfPoint at)
{
  StopPlace *stop;

  for (guint i = 0; i < buses->known->len; i++)
    {
      stop = g_ptr_array_index (buses->known, i);
      if (gen_distance (stop->at, at) < 160.0)
        return stop;
    }
  stop = g_new0 (StopPlace, 1);
  stop->at = at;
  gen_namer_make (buses->out->namer, GEN_NAME_STOP, &stop->zh, &stop->en);
  g_ptr_array_add (buses->known, stop);
  return stop;
}

static WfPoint
way_point (const Buses *buses, const GArray *way, guint i)
{
  return g_array_index (buses->route->at, WfPoint, g_array_index (way, guint32, i));
}

/* TRUE where @p lies on the way, some stretches before or after its point @i. */
static gboolean
is_on_way (const Buses *buses, const GArray *way, guint i, WfPoint p)
{
  for (guint k = MAX (i, 9) - 8; k < MIN (i + 9, way->len); k++)
    if (gen_segment_distance (way_point (buses, way, k - 1), way_point (buses, way, k), p) < 6.0)
      return TRUE;
  return FALSE;
}

/* A stop of another line on the way near @at, which lies before point @i of it, else @at itself:
 * lines that run along the same street share their stops. */
static WfPoint
shared_stop (const Buses *buses, const GArray *way, guint i, WfPoint at)
{
  for (guint k = 0; k < buses->known->len; k++)
    {
      const StopPlace *stop = g_ptr_array_index (buses->known, k);

      if (gen_distance (stop->at, at) < 230.0 && is_on_way (buses, way, i, stop->at))
        return stop->at;
    }
  return at;
}

static void
add_stop (Buses *buses, WfPoint at, const char *line_id)
{
  const StopPlace *place = stop_place (buses, at);
  g_autofree char *id = g_strdup_printf ("stop-%04u", ++buses->n_stops);
  WfLonLat p = gen_lonlat (at);

  wf_pack_writer_begin (buses->stops, buses->n_stops);
  wf_pack_writer_add_lonlats (buses->stops, &p, 1);
  wf_pack_writer_set_text (buses->stops, 0, id);
  wf_pack_writer_set_text (buses->stops, 1, place->zh);
  wf_pack_writer_set_text (buses->stops, 2, place->en);
  wf_pack_writer_set_text (buses->stops, 3, line_id);
  wf_pack_writer_end (buses->stops);
}

/* Stops along the stretch that ends at point @i of the way and begins @gone metres from its start;
 * the first one is due at @due metres. Returns where the next one is. */
static double
add_stops (Buses *buses, const GArray *way, guint i, double gone, double due, const char *line_id)
{
  WfPoint a = way_point (buses, way, i - 1), b = way_point (buses, way, i);
  double d = gen_distance (a, b);

  /* Not in the middle of a junction. */
  if (d < 30.0)
    return due;
  for (; due < gone + d; due += STOP_EVERY_M)
    {
      WfPoint at = gen_add (a, gen_normal (gen_sub (b, a)), CLAMP (due - gone, 12.0, d - 12.0));

      add_stop (buses, shared_stop (buses, way, i, at), line_id);
    }
  return due;
}

static void
add_line (Buses *buses, const GArray *way, guint number)
{
  g_autofree WfLonLat *points = g_new (WfLonLat, way->len);
  g_autofree char *id = g_strdup_printf ("bus-%u", number), *zh = g_strdup_printf ("%u路", number);
  g_autofree char *en = g_strdup_printf ("%u", number);
  double gone = 0.0, due = 0.0;

  for (guint i = 0; i < way->len; i++)
    {
      points[i] = gen_lonlat (way_point (buses, way, i));
      if (i == 0)
        continue;
      due = add_stops (buses, way, i, gone, due, id);
      gone += gen_distance (way_point (buses, way, i - 1), way_point (buses, way, i));
    }
  wf_pack_writer_begin (buses->lines, number);
  wf_pack_writer_add_lonlats (buses->lines, points, way->len);
  wf_pack_writer_set_text (buses->lines, 0, id);
  wf_pack_writer_set_text (buses->lines, 1, zh);
  wf_pack_writer_set_text (buses->lines, 2, en);
  wf_pack_writer_end (buses->lines);
}

/* A busy block, sooner the nearer to a middle. */
static WfPoint
pick_place (const GenCity *city, GenRandom *random)
{
  double u = gen_random_unit (random);

  return g_array_index (city->blocks, GenBlock, (guint) (pow (u, 1.3) * city->blocks->len)).centre;
}

/* From @a by @via to @b; FALSE where it would run in circles. */
static GArray *
find_way (const Buses *buses, WfPoint a, WfPoint via, WfPoint b, float *load)
{
  const GenRoute *route = buses->route;
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 va = gen_route_nearest (route, a), vm = gen_route_nearest (route, via),
          vb = gen_route_nearest (route, b);

  if (va == vm || vm == vb || va == GEN_NONE)
    return NULL;
  g_autoptr (GArray) first = gen_route_find (route, va, vm, load, links),
                     rest = gen_route_find (route, vm, vb, load, links);
  double length = 0.0;

  if (first == NULL || rest == NULL)
    return NULL;
  for (guint i = 0; i < links->len; i++)
    length += g_array_index (route->links, GenLink, g_array_index (links, guint32, i)).metres;
  if (length < 2500.0 || length > 30000.0 || length > 2.2 * gen_distance (a, b))
    return NULL;
  for (guint i = 0; i < links->len; i++)
    load[g_array_index (links, guint32, i)] += 0.35f;
  g_array_append_vals (first, &g_array_index (rest, guint32, 1), rest->len - 1);
  return g_steal_pointer (&first);
}

static void
draw_lines (Buses *buses, guint wanted)
{
  const GenCity *city = buses->out->city;
  GenRandom random = gen_random (city->seed, 1101);
  g_autofree float *load = g_new0 (float, MAX (buses->route->links->len, 1));
  guint made = 0;

  for (guint try = 0; try < wanted * 12 && made < wanted; try++)
    {
      WfPoint a = pick_place (city, &random), b = pick_place (city, &random),
              via = pick_place (city, &random);
      double d = gen_distance (a, b);

      if (d < 1800.0 || d > 14000.0 || gen_distance (a, via) + gen_distance (via, b) > 1.35 * d)
        continue;
      g_autoptr (GArray) way = find_way (buses, a, via, b, load);

      if (way != NULL)
        add_line (buses, way, ++made);
    }
}

gboolean
gen_export_buses (GenExport *out, GError **error)
{
  g_autoptr (GenRoute) route = gen_route_new (out->city, out->roads, GEN_TERTIARY);
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (stop_place_free);
  Buses buses = { .out = out, .route = route, .known = known };
  static const char *const fields[] = { "id", "name", "name_en" };

  buses.lines = wf_pack_writer_new (WF_GEOMETRY_LINE);
  buses.stops = wf_pack_writer_new (WF_GEOMETRY_POINT);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      wf_pack_writer_add_field (buses.lines, fields[i], WF_FIELD_TEXT);
      wf_pack_writer_add_field (buses.stops, fields[i], WF_FIELD_TEXT);
    }
  wf_pack_writer_add_field (buses.stops, "line", WF_FIELD_TEXT);
  if (out->city->blocks->len > 0 && route->links->len > 0)
    draw_lines (&buses, CLAMP (out->city->n_buildings / 1500, 4, 60));
  if (!gen_export_layer (out, buses.lines, "bus_lines.geojson", "bus_lines", NULL, FALSE, error))
    {
      wf_pack_writer_free (buses.stops);
      return FALSE;
    }
  return gen_export_layer (out, buses.stops, "bus_stops.geojson", "bus_stops", NULL, FALSE, error);
}
