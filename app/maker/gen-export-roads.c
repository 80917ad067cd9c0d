/* Watchfloor: the roads of a made city, written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* roads.fgb, with the field names and values of OpenStreetMap. */
#include "config.h"

#include "gen-export.h"
#include "gen-shape.h"

static const struct
{
  const char *name;
  int lanes, maxspeed;
} classes[GEN_N_ROADS] = {
  { "motorway", 6, 100 }, { "trunk", 6, 80 },       { "primary", 6, 60 }, { "secondary", 4, 50 },
  { "tertiary", 2, 40 },  { "residential", 2, 30 }, { "service", 1, 20 },
};

typedef struct
{
  char *zh, *en;
} RoadName;

static void
road_name_free (gpointer data)
{
  RoadName *name = data;

  g_free (name->zh);
  g_free (name->en);
  g_free (name);
}

GHashTable *
gen_export_road_names_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, road_name_free);
}

static gboolean
name_great_way (const GenExport *out, guint32 way, RoadName *name)
{
  static const char *const great[][2] = {
    { NULL, NULL },
    { "海澜快速环路", "Hailan Ring Expressway" },
    { "新区环路", "New District Ring Road" },
    { "沈澜高速公路", "Shenlan Expressway" },
    { "澜西高速公路", "Lanxi Expressway" },
    { "疏港高架路", "Harbour Elevated Road" },
    { "跨海大桥", "Cross-Bay Bridge" },
    { "东部快速路", "Eastern Expressway" },
  };
  const GenLine *line
      = way < out->city->lines->len ? g_ptr_array_index (out->city->lines, way) : NULL;

  if (line == NULL || line->name == 0 || line->name >= G_N_ELEMENTS (great))
    return FALSE;
  name->zh = g_strdup (great[line->name][0]);
  name->en = g_strdup (great[line->name][1]);
  return TRUE;
}

/* In this city, as in some others, a 街 runs more or less north and south, a 路 across. */
static GenNameKind
kind_of (const GenExport *out, const GenEdge *edge)
{
  const GenLine *line
      = edge->way < out->city->lines->len ? g_ptr_array_index (out->city->lines, edge->way) : NULL;
  gboolean north = edge->way % 2;

  if (line != NULL && line->points->len > 1)
    {
      WfPoint d = gen_sub (g_array_index (line->points, WfPoint, line->points->len - 1),
                           g_array_index (line->points, WfPoint, 0));

      north = fabs (d.y) > fabs (d.x);
    }
  if (edge->class == GEN_PRIMARY)
    return north ? GEN_NAME_AVENUE : GEN_NAME_ROAD;
  if (edge->class <= GEN_TERTIARY)
    return north ? GEN_NAME_STREET : GEN_NAME_ROAD;
  return GEN_NAME_LANE;
}

void
gen_export_road_name (GenExport *out, const GenEdge *edge, const char **zh, const char **en)
{
  RoadName *name = g_hash_table_lookup (out->road_names, GUINT_TO_POINTER (edge->way + 1));

  *zh = *en = NULL;
  if (edge->class == GEN_SERVICE)
    return;
  if (name == NULL)
    {
      name = g_new0 (RoadName, 1);
      if (!name_great_way (out, edge->way, name))
        gen_namer_make (out->road_namer, kind_of (out, edge), &name->zh, &name->en);
      g_hash_table_insert (out->road_names, GUINT_TO_POINTER (edge->way + 1), name);
    }
  *zh = name->zh;
  *en = name->en;
}

/* One byte a node: whether a primary road passes. */
static guint8 *
find_primaries (const GenExport *out)
{
  guint8 *passes = g_malloc0 (MAX (out->city->mesh->nodes->len, 1));

  for (guint i = 0; i < out->roads->len; i++)
    {
      const GenRoad *road = g_ptr_array_index (out->roads, i);

      for (guint k = 0; road->edge.class == GEN_PRIMARY && k < road->nodes->len; k++)
        passes[g_array_index (road->nodes, guint32, k) & ~GEN_UPPER] = 1;
    }
  return passes;
}

/* Nobody turns left out of some lesser streets into a wide one; a street of several junctions has
 * another way out. */
static char *
forbidden_turns (const GenExport *out, const GenRoad *road, const guint8 *primaries)
{
  guint32 first = g_array_index (road->nodes, guint32, 0);
  guint32 last = g_array_index (road->nodes, guint32, road->nodes->len - 1);
  guint64 dice = gen_mix (out->city->seed + first);

  if (road->edge.class != GEN_TERTIARY || road->nodes->len < 5 || ((first | last) & GEN_UPPER)
      || dice % 3 > 0)
    return NULL;
  return primaries[last]    ? g_strdup ("left@end")
         : primaries[first] ? g_strdup ("left@start")
                            : NULL;
}

static void
add_road (GenExport *out, WfPackWriter *writer, guint i, const guint8 *primaries)
{
  const GenRoad *road = g_ptr_array_index (out->roads, i);
  g_autofree WfLonLat *points = g_new (WfLonLat, road->nodes->len);
  g_autofree char *no_turn = forbidden_turns (out, road, primaries);
  const char *zh, *en;

  for (guint k = 0; k < road->nodes->len; k++)
    points[k] = gen_lonlat (gen_road_point (out->city, g_array_index (road->nodes, guint32, k)));
  gen_export_road_name (out, &road->edge, &zh, &en);
  wf_pack_writer_begin (writer, i + 1);
  wf_pack_writer_add_lonlats (writer, points, road->nodes->len);
  wf_pack_writer_set_text (writer, 0, classes[road->edge.class].name);
  wf_pack_writer_set_text (writer, 1,
                           road->edge.oneway == 0  ? "no"
                           : road->edge.oneway > 0 ? "yes"
                                                   : "-1");
  wf_pack_writer_set_int (writer, 2, classes[road->edge.class].lanes);
  wf_pack_writer_set_int (writer, 3, classes[road->edge.class].maxspeed);
  wf_pack_writer_set_text (writer, 4, zh);
  wf_pack_writer_set_text (writer, 5, en);
  wf_pack_writer_set_text (writer, 6, road->edge.bridge ? "yes" : "no");
  wf_pack_writer_set_text (writer, 7, road->edge.tunnel ? "yes" : "no");
  wf_pack_writer_set_text (writer, 8, no_turn);
  wf_pack_writer_end (writer);
}

gboolean
gen_export_roads (GenExport *out, GError **error)
{
  static const struct
  {
    const char *name;
    WfFieldType type;
  } fields[] = {
    { "class", WF_FIELD_TEXT },   { "oneway", WF_FIELD_TEXT }, { "lanes", WF_FIELD_INT },
    { "maxspeed", WF_FIELD_INT }, { "name", WF_FIELD_TEXT },   { "name_en", WF_FIELD_TEXT },
    { "bridge", WF_FIELD_TEXT },  { "tunnel", WF_FIELD_TEXT }, { "no_turn", WF_FIELD_TEXT },
  };
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  g_autofree guint8 *primaries = find_primaries (out);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    wf_pack_writer_add_field (writer, fields[i].name, fields[i].type);
  for (guint i = 0; i < out->roads->len; i++)
    add_road (out, writer, i, primaries);
  return gen_export_layer (out, writer, "roads.fgb", "roads", NULL, FALSE, error);
}
