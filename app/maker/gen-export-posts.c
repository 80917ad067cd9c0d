/* Watchfloor: hospitals, stations, signals, cameras, car parks and places of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Points in GeoJSON, as cities publish them. Posts lie beside junctions, apart from one another;
 * signals on the junctions themselves, where the simulation and the routes look for them. */
#include "config.h"

#include "gen-export.h"
#include "gen-shape.h"

/* A node of the network where roads meet. */
typedef struct
{
  guint32 node;
  guint8 arms; /* road ends there */
  GenClass best, second; /* the two greatest classes that meet */
  guint32 way_a, way_b;
  guint32 edge_a, edge_b;
  WfPoint at;
} Junction;

static WfPackWriter *
new_points (const char *const *fields)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_POINT);

  for (guint i = 0; fields[i] != NULL; i++)
    wf_pack_writer_add_field (writer, fields[i],
                              g_str_equal (fields[i], "beds") || g_str_equal (fields[i], "places")
                                  ? WF_FIELD_INT
                                  : WF_FIELD_TEXT);
  return writer;
}

static void
begin_point (WfPackWriter *writer, gint64 fid, WfPoint p, const char *id, const char *name)
{
  WfLonLat at = gen_lonlat (p);

  wf_pack_writer_begin (writer, fid);
  wf_pack_writer_add_lonlats (writer, &at, 1);
  wf_pack_writer_set_text (writer, 0, id);
  wf_pack_writer_set_text (writer, 1, name);
}

static gboolean
export_hospitals (GenExport *out, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", "beds", NULL };
  static const char *const numbers[]
      = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" };
  WfPackWriter *writer = new_points (fields);
  GenRandom random = gen_random (out->city->seed, 1001);
  guint n = 0;

  for (guint i = 0; i < out->city->blocks->len; i++)
    {
      const GenBlock *b = &g_array_index (out->city->blocks, GenBlock, i);

      if (b->use != GEN_USE_HOSPITAL)
        continue;
      g_autofree char *id = g_strdup_printf ("hospital-%02u", ++n);
      g_autofree char *stem = NULL, *stem_en = NULL;

      gen_namer_make (out->namer, GEN_NAME_STOP, &stem, &stem_en);
      g_autofree char *zh = n <= 10 ? g_strdup_printf ("海屿市第%s人民医院", numbers[n - 1])
                                    : g_strconcat (stem, "医院", NULL);
      g_autofree char *en = n <= 10 ? g_strdup_printf ("Haiyu People's Hospital No. %u", n)
                                    : g_strconcat (stem_en, " Hospital", NULL);

      begin_point (writer, n, b->centre, id, zh);
      wf_pack_writer_set_text (writer, 2, en);
      wf_pack_writer_set_int (
          writer, 3, 100 * (gint64) gen_random_range (&random, n < 4 ? 10 : 3, n < 4 ? 24 : 9));
      wf_pack_writer_end (writer);
    }
  return gen_export_layer (out, writer, "hospitals.geojson", "hospitals", NULL, FALSE, error);
}

/* ---- junctions */

static void
note_end (Junction *j, const GenEdge *edge, guint32 road)
{
  j->arms++;
  if (j->arms == 1 || edge->class < j->best)
    {
      if (j->arms > 1 && edge->way != j->way_a)
        {
          j->second = j->best;
          j->way_b = j->way_a;
          j->edge_b = j->edge_a;
        }
      j->best = edge->class;
      j->way_a = edge->way;
      j->edge_a = road;
    }
  else if (edge->way != j->way_a && edge->class < j->second)
    {
      j->second = edge->class;
      j->way_b = edge->way;
      j->edge_b = road;
    }
}

/* All nodes with three arms or more, by node. */
static GArray *
find_junctions (const GenExport *out)
{
  guint n = out->city->mesh->nodes->len;
  g_autofree Junction *all = g_new0 (Junction, n);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Junction));

  for (guint i = 0; i < n; i++)
    all[i].second = GEN_N_ROADS;
  for (guint32 r = 0; r < out->roads->len; r++)
    {
      const GenRoad *road = g_ptr_array_index (out->roads, r);

      for (guint k = 0; k < road->nodes->len; k++)
        {
          guint32 node = g_array_index (road->nodes, guint32, k);

          if (node & GEN_UPPER)
            continue;
          note_end (&all[node], &road->edge, r);
          if (k > 0 && k + 1 < road->nodes->len)
            note_end (&all[node], &road->edge, r);
        }
    }
  for (guint32 i = 0; i < n; i++)
    if (all[i].arms >= 3)
      {
        all[i].node = i;
        all[i].at = gen_mesh_point (out->city->mesh, i);
        g_array_append_val (found, all[i]);
      }
  return found;
}

/* "A与B路口" and "A / B" into columns 1 and 2. */
static void
set_junction_names (GenExport *out, const Junction *j, WfPackWriter *writer)
{
  const char *a, *b, *a_en, *b_en;
  g_autofree char *zh = NULL, *en = NULL;

  gen_export_road_name (out, &((GenRoad *) g_ptr_array_index (out->roads, j->edge_a))->edge, &a,
                        &a_en);
  gen_export_road_name (out, &((GenRoad *) g_ptr_array_index (out->roads, j->edge_b))->edge, &b,
                        &b_en);
  zh = g_strconcat (a != NULL ? a : "", a != NULL && b != NULL ? "与" : "", b != NULL ? b : "",
                    "路口", NULL);
  en = g_strconcat (a_en != NULL   ? a_en
                    : b_en != NULL ? b_en
                                   : "Junction",
                    a_en != NULL && b_en != NULL ? " / " : "",
                    a_en != NULL && b_en != NULL ? b_en : "", NULL);
  wf_pack_writer_set_text (writer, 1, zh);
  wf_pack_writer_set_text (writer, 2, en);
}

/* Appends to @chosen up to @wanted junctions that lie at least @apart_m apart, greatest first. */
static void
choose_apart (const GArray *junctions, GenClass least, guint wanted, double apart_m, GArray *chosen)
{
  for (double apart = apart_m; chosen->len < wanted && apart > 120.0; apart *= 0.75)
    for (guint i = 0; i < junctions->len && chosen->len < wanted; i++)
      {
        const Junction *j = &g_array_index (junctions, Junction, i);
        gboolean fits = j->best <= least && j->best >= GEN_PRIMARY && j->second < GEN_SERVICE;

        for (guint k = 0; fits && k < chosen->len; k++)
          fits = gen_distance (g_array_index (chosen, Junction, k).at, j->at) > apart;
        if (fits)
          g_array_append_vals (chosen, j, 1);
      }
}

/* Great crossings everywhere, lesser ones only in the city. */
static gboolean
has_signal (const GenCity *city, const Junction *j)
{
  gboolean street = j->best >= GEN_PRIMARY && j->best <= GEN_TERTIARY && j->second <= GEN_TERTIARY;

  return street && (j->arms > 3 || j->best <= GEN_SECONDARY)
         && (j->best <= GEN_SECONDARY || gen_field_urban (city, j->at) > city->threshold);
}

static gboolean
export_signals (GenExport *out, const GArray *junctions, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", NULL };
  WfPackWriter *writer = new_points (fields);
  guint n = 0;

  for (guint i = 0; i < junctions->len; i++)
    {
      const Junction *j = &g_array_index (junctions, Junction, i);

      if (!has_signal (out->city, j))
        continue;
      g_autofree char *id = g_strdup_printf ("signal-%04u", ++n);

      begin_point (writer, n, j->at, id, NULL);
      set_junction_names (out, j, writer);
      wf_pack_writer_end (writer);
    }
  return gen_export_layer (out, writer, "signals.geojson", "signals", NULL, FALSE, error);
}

static gboolean
export_cameras (GenExport *out, const GArray *junctions, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", NULL };
  WfPackWriter *writer = new_points (fields);
  guint n = 0;

  for (guint i = 0; i < junctions->len; i++)
    {
      const Junction *j = &g_array_index (junctions, Junction, i);

      if (j->best < GEN_PRIMARY || j->best > GEN_SECONDARY || j->second > GEN_TERTIARY
          || gen_mix (out->city->seed + j->node) % 3 == 0)
        continue;
      g_autofree char *id = g_strdup_printf ("camera-%04u", ++n);

      begin_point (writer, n, gen_add (j->at, (WfPoint){ 14.0, 14.0 }, 1.0), id, NULL);
      set_junction_names (out, j, writer);
      wf_pack_writer_end (writer);
    }
  return gen_export_layer (out, writer, "cameras.geojson", "cameras", NULL, FALSE, error);
}

/* ---- stations */

static gboolean
export_stations (GenExport *out, const GArray *junctions, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", "kind", NULL };
  static const struct
  {
    const char *kind, *zh, *en;
    guint wanted;
    double apart_m, dx, dy;
  } kinds[] = {
    { "ambulance", "急救站", "Ambulance Station", 24, 2400, 32, 30 },
    { "fire", "消防救援站", "Fire Station", 15, 3000, -34, 31 },
    { "police", "派出所", "Police Station", 25, 2200, 33, -33 },
  };
  WfPackWriter *writer = new_points (fields);
  gint64 fid = 0;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (Junction));

      choose_apart (junctions, GEN_TERTIARY, kinds[k].wanted, kinds[k].apart_m, chosen);
      for (guint i = 0; i < chosen->len; i++)
        {
          WfPoint at = gen_add (g_array_index (chosen, Junction, i).at,
                                (WfPoint){ kinds[k].dx, kinds[k].dy }, 1.0);
          g_autofree char *id = g_strdup_printf ("%s-%02u", kinds[k].kind, i + 1);
          g_autofree char *stem = NULL, *stem_en = NULL;

          gen_namer_make (out->namer, GEN_NAME_STOP, &stem, &stem_en);
          g_autofree char *zh = g_strconcat (stem, kinds[k].zh, NULL),
                          *en = g_strconcat (stem_en, " ", kinds[k].en, NULL);

          begin_point (writer, ++fid, at, id, zh);
          wf_pack_writer_set_text (writer, 2, en);
          wf_pack_writer_set_text (writer, 3, kinds[k].kind);
          wf_pack_writer_end (writer);
        }
    }
  return gen_export_layer (out, writer, "stations.geojson", "stations", NULL, FALSE, error);
}

static gboolean
export_parking (GenExport *out, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", "places", NULL };
  WfPackWriter *writer = new_points (fields);
  guint n = 0;

  for (guint i = 0; i < out->city->blocks->len; i++)
    {
      const GenBlock *b = &g_array_index (out->city->blocks, GenBlock, i);
      gboolean busy
          = b->use == GEN_USE_SHOPS || b->use == GEN_USE_OFFICES || b->use == GEN_USE_HOSPITAL;

      if (!busy || b->seed % 8 > 0)
        continue;
      g_autofree char *id = g_strdup_printf ("parking-%03u", ++n);
      g_autofree char *stem = NULL, *stem_en = NULL;

      gen_namer_make (out->namer, GEN_NAME_STOP, &stem, &stem_en);
      g_autofree char *zh = g_strconcat (stem, "停车场", NULL),
                      *en = g_strconcat (stem_en, " Car Park", NULL);

      begin_point (writer, n, b->centre, id, zh);
      wf_pack_writer_set_text (writer, 2, en);
      wf_pack_writer_set_int (writer, 3, 60 + 20 * (gint64) (b->seed % 40));
      wf_pack_writer_end (writer);
    }
  return gen_export_layer (out, writer, "parking.geojson", "parking", NULL, FALSE, error);
}

gboolean
gen_export_posts (GenExport *out, GError **error)
{
  g_autoptr (GArray) junctions = find_junctions (out);

  return export_hospitals (out, error) && export_stations (out, junctions, error)
         && export_signals (out, junctions, error) && export_cameras (out, junctions, error)
         && export_parking (out, error);
}
