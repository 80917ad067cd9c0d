/* Watchfloor: land and sea of a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A coastline has land on its left. An extract cuts it anywhere, so its loose ends are led to the
 * edge of a frame around the city, the frame is cut along it, and each face is land or sea by the
 * direction in which the coast runs along it. Without a coast all is land, far around. What meets
 * the frame goes on far out of sight, so that its edge does not frame the city. */
#include "config.h"

#include "osm-city.h"

#include <math.h>

#define FRAME_M 4000.0
#define INLAND_M 40000.0
#define HULL_M 250.0
#define FAR 134217728.0 /* steps of unit Mercator: a thirty-second of the world */
#define ON_FRAME 200u /* steps; cutting rounds */

typedef struct
{
  WfUnit a, b;
} Edge;

typedef struct
{
  OsmCity *city;
  WfUnitBox frame;
  GArray *edges; /* Edge, land on the left */
  GHashTable *directed; /* Edge in edges -> itself */
  GHashTable *ends; /* point -> how many coast lines end there */
  WfPackWriter *lines;
  WfPackWriter *shown; /* the coast alone, for the map */
} Coast;

static guint
edge_hash (gconstpointer key)
{
  const Edge *edge = key;
  guint64 h = ((guint64) edge->a.x << 32 | edge->a.y) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  h ^= ((guint64) edge->b.x << 32 | edge->b.y) * G_GUINT64_CONSTANT (0xbb67ae8584caa73b);
  return (guint) (h >> 32);
}

static gboolean
edge_equal (gconstpointer x, gconstpointer y)
{
  const Edge *e = x, *f = y;

  return e->a.x == f->a.x && e->a.y == f->a.y && e->b.x == f->b.x && e->b.y == f->b.y;
}

static void
add_line (WfPackWriter *lines, const WfUnit *points, guint n)
{
  wf_pack_writer_begin (lines, 0);
  wf_pack_writer_add_part (lines, points, n);
  wf_pack_writer_end (lines);
}

static void
count_end (Coast *coast, WfUnit p)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) p.x << 32 | p.y);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (coast->ends, key));

  g_hash_table_insert (coast->ends, key, GUINT_TO_POINTER (n + 1));
}

static void
add_coast_line (Coast *coast, const WfUnit *points, guint n)
{
  for (guint i = 0; i + 1 < n; i++)
    {
      Edge edge = { points[i], points[i + 1] };

      g_array_append_val (coast->edges, edge);
    }
  count_end (coast, points[0]);
  count_end (coast, points[n - 1]);
  add_line (coast->lines, points, n);
  add_line (coast->shown, points, n);
}

/* Closed coastlines come as areas: islands, which a pack keeps the other way round. */
static void
add_island (Coast *coast, const WfUnit *ring, guint n)
{
  g_autofree WfUnit *closed = g_new (WfUnit, (gsize) n + 1);

  for (guint i = 0; i <= n; i++)
    closed[i] = ring[(2 * n - i) % n];
  add_coast_line (coast, closed, n + 1);
}

static void
gather_coast (Coast *coast)
{
  const WfPack *packs[] = { coast->city->lines, coast->city->areas };

  for (guint k = 0; k < G_N_ELEMENTS (packs); k++)
    for (guint32 f = 0; f < wf_pack_shapes (packs[k])->n_features; f++)
      {
        const WfPackShapes *shapes = wf_pack_shapes (packs[k]);

        if (!osm_tag_is (packs[k], f, "natural", "coastline"))
          continue;
        for (guint32 part = shapes->part_of[f]; part < shapes->part_of[f + 1]; part++)
          {
            const WfUnit *points = shapes->coords + shapes->coord_of[part];
            guint n = shapes->coord_of[part + 1] - shapes->coord_of[part];

            if (k == 0)
              add_coast_line (coast, points, n);
            else
              add_island (coast, points, n);
          }
      }
}

static WfPoint
middle_of (WfUnitBox frame)
{
  return (WfPoint){ ((double) frame.min_x + frame.max_x) / 2,
                    ((double) frame.min_y + frame.max_y) / 2 };
}

static guint32
far_along (double middle, guint32 v, double times)
{
  return (guint32) CLAMP (middle + (v - middle) * times, 0.0, (double) G_MAXUINT32);
}

/* @p, or a point far out behind it where it lies on the frame. */
static WfUnit
pushed (WfUnit p, WfUnitBox frame)
{
  WfPoint middle = middle_of (frame);
  double half = MAX (frame.max_x - middle.x, frame.max_y - middle.y);
  double times = MAX (FAR / half, 1.0);

  if (p.x > frame.min_x + ON_FRAME && p.x < frame.max_x - ON_FRAME && p.y > frame.min_y + ON_FRAME
      && p.y < frame.max_y - ON_FRAME)
    return p;
  return (WfUnit){ far_along (middle.x, p.x, times), far_along (middle.y, p.y, times) };
}

/* The shape of the face, what lies on the frame pushed out. */
static void
add_pushed (WfPackWriter *writer, const WfPack *faces, guint32 face, WfUnitBox frame)
{
  const WfPackShapes *shapes = wf_pack_shapes (faces);

  for (guint32 part = shapes->part_of[face]; part < shapes->part_of[face + 1]; part++)
    {
      const WfUnit *ring = shapes->coords + shapes->coord_of[part];
      guint32 n = shapes->coord_of[part + 1] - shapes->coord_of[part];
      g_autofree WfUnit *out = g_new (WfUnit, n);

      for (guint32 i = 0; i < n; i++)
        out[i] = pushed (ring[i], frame);
      wf_pack_writer_add_part (writer, out, n);
    }
}

/* Where the way from the middle of the frame through @p leaves it: coasts mostly lead away. */
static WfUnit
out_on_frame (WfUnitBox frame, WfUnit p)
{
  WfPoint middle = middle_of (frame);
  double dx = p.x - middle.x, dy = p.y - middle.y;
  double tx = dx != 0 ? (frame.max_x - middle.x) / fabs (dx) : HUGE_VAL;
  double ty = dy != 0 ? (frame.max_y - middle.y) / fabs (dy) : HUGE_VAL;
  double t = MIN (tx, ty);

  if (t == HUGE_VAL)
    return (WfUnit){ frame.min_x, p.y };
  if (tx < ty)
    return (WfUnit){ dx < 0 ? frame.min_x : frame.max_x, far_along (middle.y, p.y, t) };
  return (WfUnit){ far_along (middle.x, p.x, t), dy < 0 ? frame.min_y : frame.max_y };
}

static void
lead_ends_out (Coast *coast)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, coast->ends);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      WfUnit p = { (guint32) (GPOINTER_TO_SIZE (key) >> 32), (guint32) GPOINTER_TO_SIZE (key) };
      WfUnit line[2] = { p };

      if (GPOINTER_TO_UINT (value) != 1 || !wf_unit_box_contains (coast->frame, p))
        continue;
      line[1] = out_on_frame (coast->frame, p);
      add_line (coast->lines, line, 2);
    }
}

static void
add_frame (Coast *coast)
{
  WfUnitBox f = coast->frame;
  WfUnit ring[5] = { { f.min_x, f.min_y },
                     { f.max_x, f.min_y },
                     { f.max_x, f.max_y },
                     { f.min_x, f.max_y },
                     { f.min_x, f.min_y } };

  add_line (coast->lines, ring, 5);
}

/* A ring of a pack has its inside on the right. */
static gboolean
is_sea (const Coast *coast, const WfPack *faces, guint32 face)
{
  const WfPackShapes *shapes = wf_pack_shapes (faces);
  double land = 0, sea = 0;

  for (guint32 part = shapes->part_of[face]; part < shapes->part_of[face + 1]; part++)
    {
      guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;

      for (guint32 i = 0; i < n; i++)
        {
          Edge along = { shapes->coords[first + i], shapes->coords[first + (i + 1) % n] };
          Edge against = { along.b, along.a };

          if (g_hash_table_contains (coast->directed, &along))
            sea += osm_distance_m (along.a, along.b);
          if (g_hash_table_contains (coast->directed, &against))
            land += osm_distance_m (along.a, along.b);
        }
    }
  return sea > land;
}

static WfPackWriter *
new_areas (void)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);

  wf_pack_writer_add_field (writer, "kind", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name_en", WF_FIELD_TEXT);
  return writer;
}

static void
sort_faces (const Coast *coast, const WfPack *faces, WfPackWriter *land, WfPackWriter *around,
            WfPackWriter *sea)
{
  int x_field = wf_pack_find_field (faces, "inside_x");
  int y_field = wf_pack_find_field (faces, "inside_y");

  for (guint32 face = 0; face < wf_pack_shapes (faces)->n_features; face++)
    {
      gint64 x = 0, y = 0;
      WfPackWriter *writer;

      wf_pack_int (faces, (guint) x_field, face, &x);
      wf_pack_int (faces, (guint) y_field, face, &y);
      if (!wf_unit_box_contains (coast->frame, (WfUnit){ (guint32) x, (guint32) y }))
        continue;
      writer = is_sea (coast, faces, face) ? sea : land;
      wf_pack_writer_begin (writer, face);
      osm_copy_shape (writer, faces, face);
      wf_pack_writer_set_text (writer, 0, writer == sea ? "sea" : "land");
      wf_pack_writer_end (writer);
      if (writer == sea)
        continue;
      wf_pack_writer_begin (around, face);
      add_pushed (around, faces, face, coast->frame);
      wf_pack_writer_set_text (around, 0, "hinterland");
      wf_pack_writer_end (around);
    }
}

static gboolean
cut_coast (Coast *coast, WfPackWriter *land, WfPackWriter *around, WfPackWriter *sea,
           GError **error)
{
  g_autoptr (WfPack) faces = NULL;

  for (guint i = 0; i < coast->edges->len; i++)
    g_hash_table_add (coast->directed, &g_array_index (coast->edges, Edge, i));
  lead_ends_out (coast);
  add_frame (coast);
  faces = osm_city_cut (coast->city, coast->lines, NULL, "coast", error);
  if (faces == NULL)
    return FALSE;
  sort_faces (coast, faces, land, around, sea);
  return TRUE;
}

static GArray *
road_points (const WfPack *roads)
{
  const WfPackShapes *shapes = wf_pack_shapes (roads);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (WfUnit));

  g_array_append_vals (points, shapes->coords, shapes->n_coords);
  return points;
}

static WfUnitBox
widen (WfUnitBox box, double metres)
{
  WfUnit nw = osm_move ((WfUnit){ box.min_x, box.min_y }, -metres, metres);
  WfUnit se = osm_move ((WfUnit){ box.max_x, box.max_y }, metres, -metres);

  return (WfUnitBox){ nw.x, nw.y, se.x, se.y };
}

/* The sea is written with the other waters: a pack in the scratch folder until then. */
static gboolean
keep_sea (OsmCity *city, WfPackWriter *sea, GError **error)
{
  g_autofree char *path = osm_city_scratch (city, "sea");

  if (wf_pack_writer_n_features (sea) == 0)
    return TRUE;
  if (!wf_pack_writer_finish (sea, path, error))
    return FALSE;
  city->sea = wf_pack_open (path, error);
  return city->sea != NULL;
}

static gboolean
make_coastal (OsmCity *city, Coast *coast, GError **error)
{
  g_autoptr (WfPackWriter) land = new_areas ();
  g_autoptr (WfPackWriter) around = new_areas ();
  g_autoptr (WfPackWriter) sea = new_areas ();

  return cut_coast (coast, land, around, sea, error) && keep_sea (city, sea, error)
         && osm_city_layer (city, land, "land", "base.gpkg", FALSE, &city->land, error)
         && osm_city_layer (city, around, "hinterland", "base.gpkg", TRUE, NULL, error)
         && osm_city_layer (city, coast->shown, "coastline", "base.gpkg", TRUE, NULL, error);
}

static void
add_box (WfPackWriter *writer, WfUnitBox box, const char *kind)
{
  wf_pack_writer_begin (writer, 0);
  wf_pack_writer_add_part (writer,
                           (WfUnit[]){ { box.min_x, box.min_y },
                                       { box.max_x, box.min_y },
                                       { box.max_x, box.max_y },
                                       { box.min_x, box.max_y } },
                           4);
  wf_pack_writer_set_text (writer, 0, kind);
  wf_pack_writer_end (writer);
}

static gboolean
make_inland (OsmCity *city, GError **error)
{
  g_autoptr (WfPackWriter) land = new_areas ();
  g_autoptr (WfPackWriter) around = new_areas ();
  WfUnitBox box = widen (wf_pack_box (city->roads), INLAND_M);
  WfUnit nw, se;

  add_box (land, box, "land");
  nw = pushed ((WfUnit){ box.min_x, box.min_y }, box);
  se = pushed ((WfUnit){ box.max_x, box.max_y }, box);
  add_box (around, (WfUnitBox){ nw.x, nw.y, se.x, se.y }, "hinterland");
  return osm_city_layer (city, land, "land", "base.gpkg", FALSE, &city->land, error)
         && osm_city_layer (city, around, "hinterland", "base.gpkg", TRUE, NULL, error);
}

gboolean
osm_make_land (OsmCity *city, GError **error)
{
  g_autoptr (GArray) points = road_points (city->roads);
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  g_autoptr (GHashTable) directed = g_hash_table_new (edge_hash, edge_equal);
  g_autoptr (GHashTable) ends = g_hash_table_new (NULL, NULL);
  g_autoptr (WfPackWriter) lines = wf_pack_writer_new (WF_GEOMETRY_LINE);
  g_autoptr (WfPackWriter) shown = wf_pack_writer_new (WF_GEOMETRY_LINE);
  Coast coast = { .city = city,
                  .frame = widen (wf_pack_box (city->roads), FRAME_M),
                  .edges = edges,
                  .directed = directed,
                  .ends = ends,
                  .lines = lines,
                  .shown = shown };

  city->hull = osm_hull (points, HULL_M);
  gather_coast (&coast);
  return edges->len > 0 ? make_coastal (city, &coast, error) : make_inland (city, error);
}
