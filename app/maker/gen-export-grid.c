/* Watchfloor: grid cells, districts and place names of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid follows the main streets, rivers and the coast; districts are drawn round their cells
 * and places named where they lie. grid.shp carries its attributes in GBK, as real ones do. */
#include "config.h"

#include "gen-export.h"
#include "gen-shape.h"
#include "grid-faces.h"
#include "wf-grid-maker.h"
#include "wf-mercator.h"
#include "wf-worker.h"

#include <glib/gstdio.h>

static const char *const district_names[][2] = {
  { "老港区", "Laogang District" },  { "云海区", "Yunhai District" },
  { "港湾区", "Gangwan District" },  { "新屿区", "Xinyu District" },
  { "学林区", "Xuelin District" },   { "北浦区", "Beipu District" },
  { "金坨区", "Jintuo District" },   { "西澜区", "Xilan District" },
  { "东麓区", "Donglu District" },   { "石岬区", "Shijia District" },
  { "松平区", "Songping District" }, { "望海区", "Wanghai District" },
};

static gboolean
name_district (WfLonLat p, int level, char **zh, char **en, gpointer user_data)
{
  const GenCity *city = user_data;
  WfPoint at = gen_from_lonlat (p);
  guint best = 0;

  if (level != 0)
    return FALSE;
  for (guint i = 0; i < city->centres->len; i++)
    if (gen_distance (at, g_array_index (city->centres, GenCentre, i).at)
        < gen_distance (at, g_array_index (city->centres, GenCentre, best).at))
      best = i;
  *zh = g_strdup (district_names[best % G_N_ELEMENTS (district_names)][0]);
  *en = g_strdup (district_names[best % G_N_ELEMENTS (district_names)][1]);
  return TRUE;
}

/* The lines that part cells: streets wide enough to be a border, water, railways. */
static gboolean
write_lines (const GenExport *out, const char *path, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  const GenMesh *mesh = out->city->mesh;

  for (guint32 h = 0; h < mesh->halves->len; h += 2)
    {
      WfPoint ends[2] = { gen_mesh_point (mesh, gen_mesh_from (mesh, h)),
                          gen_mesh_point (mesh, gen_mesh_to (mesh, h)) };
      GenClass class = gen_mesh_edge (mesh, h)->class;

      if (class > GEN_RESIDENTIAL && class != GEN_RIVER && class != GEN_RAIL)
        continue;
      wf_pack_writer_begin (writer, h);
      gen_export_ring (writer, ends, 2);
      wf_pack_writer_end (writer);
    }
  return wf_pack_writer_finish (writer, path, error);
}

static gboolean
write_land (const GenExport *out, const char *path, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  const GPtrArray *coasts = out->city->terrain->coasts;

  for (guint i = 0; i < coasts->len; i++)
    {
      const GArray *ring = g_ptr_array_index (coasts, i);

      if (gen_ring_area ((const WfPoint *) ring->data, ring->len) <= 0.0)
        continue;
      wf_pack_writer_begin (writer, i);
      gen_export_ring (writer, (const WfPoint *) ring->data, ring->len);
      /* Lagoons come right after: those inside this ring are its holes. */
      for (guint k = 0; k < coasts->len; k++)
        {
          const GArray *hole = g_ptr_array_index (coasts, k);

          if (gen_ring_area ((const WfPoint *) hole->data, hole->len) < 0.0
              && gen_ring_contains ((const WfPoint *) ring->data, ring->len,
                                    g_array_index (hole, WfPoint, 0)))
            gen_export_ring (writer, (const WfPoint *) hole->data, hole->len);
        }
      wf_pack_writer_end (writer);
    }
  return wf_pack_writer_finish (writer, path, error);
}

/* ---- districts and places out of the cells */

typedef struct
{
  const WfPack *cells;
  GridFaces *faces; /* the cells again, now as faces to be grouped */
  WfPackWriter *areas, *places;
  gint64 fid, place;
} Regions;

static WfPoint
middle_of (const Regions *r, const GArray *members)
{
  WfPoint sum = { 0, 0 }, best = sum;
  double weight = 0.0, nearest = 1e300;

  for (guint i = 0; i < members->len; i++)
    {
      guint32 m = g_array_index (members, guint32, i);
      double w = sqrt (r->faces->area_m2[m]);

      sum = gen_add (sum, r->faces->centre[m], w);
      weight += w;
    }
  sum = (WfPoint){ sum.x / weight, sum.y / weight };
  /* A label lies on a cell of its own, not in the bay between. */
  for (guint i = 0; i < members->len; i++)
    {
      WfPoint c = r->faces->centre[g_array_index (members, guint32, i)];

      if (gen_distance (c, sum) < nearest)
        {
          nearest = gen_distance (c, sum);
          best = c;
        }
    }
  return best;
}

static void
add_place (Regions *r, WfUnit at, const char *kind, const char *zh, const char *en)
{
  wf_pack_writer_begin (r->places, ++r->place);
  wf_pack_writer_add_part (r->places, &at, 1);
  wf_pack_writer_set_text (r->places, 0, zh);
  wf_pack_writer_set_text (r->places, 1, en);
  wf_pack_writer_set_text (r->places, 2, kind);
  wf_pack_writer_end (r->places);
}

static void
add_area (Regions *r, const GArray *members, const char *zh, const char *en)
{
  g_autoptr (GPtrArray) rings
      = grid_faces_outline (r->faces, (const guint32 *) members->data, members->len);

  wf_pack_writer_begin (r->areas, ++r->fid);
  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *ring = g_ptr_array_index (rings, i);

      wf_pack_writer_add_part (r->areas, (const WfUnit *) ring->data, ring->len);
    }
  wf_pack_writer_set_text (r->areas, 0, zh);
  wf_pack_writer_set_text (r->areas, 1, en);
  wf_pack_writer_end (r->areas);
}

/* One feature and one label for each value of @field. */
static void
add_regions (Regions *r, const char *field, const char *field_en, const char *kind, gboolean area)
{
  guint zh = (guint) wf_pack_find_field (r->cells, field),
        en = (guint) wf_pack_find_field (r->cells, field_en);
  guint n = wf_pack_field (r->cells, zh).n_values;

  for (guint v = 0; v < n; v++)
    {
      g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint32));

      for (guint32 i = 0; i < r->faces->n; i++)
        if (wf_pack_text_index (r->cells, zh, i) == v)
          g_array_append_val (members, i);
      if (members->len == 0)
        continue;
      WfPoint m = middle_of (r, members);
      const char *name = wf_pack_text_value (r->cells, zh, v);
      const char *name_en = wf_pack_text (r->cells, en, g_array_index (members, guint32, 0));

      if (area)
        add_area (r, members, name, name_en);
      add_place (r, (WfUnit){ (guint32) m.x, (guint32) m.y }, kind, name, name_en);
    }
}

static gboolean
export_regions (GenExport *out, const WfPack *cells, GError **error)
{
  Regions r = { .cells = cells,
                .areas = wf_pack_writer_new (WF_GEOMETRY_POLYGON),
                .places = wf_pack_writer_new (WF_GEOMETRY_POINT) };
  gboolean ok;

  wf_pack_writer_add_field (r.areas, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (r.areas, "name_en", WF_FIELD_TEXT);
  wf_pack_writer_add_field (r.places, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (r.places, "name_en", WF_FIELD_TEXT);
  wf_pack_writer_add_field (r.places, "kind", WF_FIELD_TEXT);
  r.faces = grid_faces_new (cells, 0.0, 0.0);
  add_place (&r,
             wf_unit_from_lonlat (gen_lonlat (g_array_index (out->city->centres, GenCentre, 1).at)),
             "city", "海屿市", "Haiyu");
  add_regions (&r, "district", "distr_e", "district", TRUE);
  add_regions (&r, "street", "street_e", "street", FALSE);
  grid_faces_free (r.faces);
  ok = gen_export_layer (out, r.areas, "districts.geojson", "districts", NULL, FALSE, error);
  if (!ok)
    {
      wf_pack_writer_free (r.places);
      return FALSE;
    }
  return gen_export_layer (out, r.places, "places.geojson", "places", NULL, FALSE, error);
}

gboolean
gen_export_grid (GenExport *out, GError **error)
{
  g_autofree char *lines = gen_export_temporary (out, "grid-lines"),
                  *land = gen_export_temporary (out, "grid-land");
  g_autofree char *cells_path = gen_export_temporary (out, "grid-cells");
  g_autofree char *shp = g_build_filename (out->dir, "grid.shp", NULL);
  WfGridPlan plan = { .lines_pack = lines,
                      .land_pack = land,
                      .county_base = 210271,
                      .seed = out->city->seed,
                      .name_at = name_district,
                      .user_data = out->city };
  g_autoptr (WfPack) cells = NULL;
  gboolean ok = write_lines (out, lines, error) && write_land (out, land, error)
                && wf_grid_make (&plan, cells_path, &out->n_grid_cells, error)
                && (cells = wf_pack_open (cells_path, error)) != NULL
                && wf_worker_export (cells_path, shp, "grid", "EPSG:4490", "GBK", FALSE, error)
                && export_regions (out, cells, error);

  g_unlink (lines);
  g_unlink (land);
  g_unlink (cells_path);
  return ok;
}
