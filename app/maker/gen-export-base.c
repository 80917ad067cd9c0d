/* Watchfloor: land, water, green, land use and railways of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Into base.gpkg, one layer each, and rail.fgb. */
#include "config.h"

#include "gen-export.h"
#include "gen-shape.h"
#include "wf-mercator.h"

#define FAR 25.0 /* times the map's own half */
#define LEAST_MAINLAND_M2 30e6 /* smaller land is an island, which ends somewhere */

static void
add_ring (WfPackWriter *writer, const GArray *ring, gboolean is_hole)
{
  g_autofree WfUnit *units = g_new (WfUnit, MAX (ring->len, 1));

  for (guint i = 0; i < ring->len; i++)
    units[i] = wf_unit_from_lonlat (gen_lonlat (g_array_index (ring, WfPoint, i)));
  wf_pack_writer_add_ring (writer, units, ring->len, is_hole);
}

/* Each outer ring with the holes in it as one feature; @zh may be NULL. */
static void
add_areas (WfPackWriter *writer, const GPtrArray *rings, gint64 *fid, const char *kind,
           const char *zh, const char *en)
{
  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *outer = g_ptr_array_index (rings, i);

      if (gen_ring_area ((const WfPoint *) outer->data, outer->len) <= 0.0)
        continue;
      wf_pack_writer_begin (writer, (*fid)++);
      add_ring (writer, outer, FALSE);
      for (guint k = 0; k < rings->len; k++)
        {
          const GArray *hole = g_ptr_array_index (rings, k);

          if (gen_ring_area ((const WfPoint *) hole->data, hole->len) < 0.0
              && gen_ring_contains ((const WfPoint *) outer->data, outer->len,
                                    g_array_index (hole, WfPoint, 0)))
            add_ring (writer, hole, TRUE);
        }
      wf_pack_writer_set_text (writer, 0, kind);
      wf_pack_writer_set_text (writer, 1, zh);
      wf_pack_writer_set_text (writer, 2, en);
      wf_pack_writer_end (writer);
    }
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

static gboolean
is_on_frame (WfPoint p)
{
  return fabs (p.x) > GEN_HALF_W - 1.0 || fabs (p.y) > GEN_HALF_H - 1.0;
}

/* Land and sea go on beyond the map, far out of sight: their edge must not frame the city. */
static void
push_out (GArray *ring)
{
  for (guint i = 0; i < ring->len; i++)
    {
      WfPoint *p = &g_array_index (ring, WfPoint, i);
      double times = is_on_frame (*p) ? FAR : 1.0;

      *p = (WfPoint){ p->x * times, p->y * times };
    }
}

static gboolean
export_land (GenExport *out, GError **error)
{
  WfPackWriter *writer = new_areas ();
  gint64 fid = 1;

  add_areas (writer, out->city->terrain->coasts, &fid, "land", NULL, NULL);
  return gen_export_layer (out, writer, "base.gpkg", "land", NULL, FALSE, error);
}

/* The shores without the frame. */
static gboolean
export_coastline (GenExport *out, GError **error)
{
  const GPtrArray *coasts = out->city->terrain->coasts;
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  gint64 fid = 1;

  for (guint k = 0; k < coasts->len; k++)
    {
      const GArray *ring = g_ptr_array_index (coasts, k);
      const WfPoint *points = (const WfPoint *) ring->data;
      g_autoptr (GArray) run = g_array_new (FALSE, FALSE, sizeof (WfPoint));

      for (guint i = 0; i <= ring->len; i++)
        {
          WfPoint p = points[i % ring->len];
          gboolean ends = i == ring->len || (is_on_frame (p) && run->len > 0);

          g_array_append_val (run, p);
          if (!ends)
            continue;
          wf_pack_writer_begin (writer, fid++);
          if (run->len > 2 || !is_on_frame (p))
            gen_export_ring (writer, (const WfPoint *) run->data, run->len);
          wf_pack_writer_end (writer);
          g_array_set_size (run, 0);
          g_array_append_val (run, p);
        }
    }
  return gen_export_layer (out, writer, "base.gpkg", "coastline", NULL, TRUE, error);
}

/* The land once more, with what lies around the city. */
static gboolean
export_hinterland (GenExport *out, GError **error)
{
  const GPtrArray *coasts = out->city->terrain->coasts;
  g_autoptr (GPtrArray) rings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  WfPackWriter *writer = new_areas ();
  gint64 fid = 1;

  for (guint i = 0; i < coasts->len; i++)
    {
      GArray *ring = g_array_copy (g_ptr_array_index (coasts, i));

      g_ptr_array_add (rings, ring);
      if (fabs (gen_ring_area ((const WfPoint *) ring->data, ring->len)) > LEAST_MAINLAND_M2)
        push_out (ring);
    }
  add_areas (writer, rings, &fid, "hinterland", NULL, NULL);
  return gen_export_layer (out, writer, "base.gpkg", "hinterland", NULL, TRUE, error);
}

static void
add_one_area (GenExport *out, WfPackWriter *writer, GArray *ring, gint64 *fid, const char *kind,
              const char *zh, const char *en)
{
  g_autoptr (GPtrArray) rings = g_ptr_array_new ();

  g_ptr_array_add (rings, ring);
  add_areas (writer, rings, fid, kind, zh, en);
}

static gboolean
export_water (GenExport *out, GError **error)
{
  static const char *const rivers[][2] = { { "马澜河", "Malan River" },
                                           { "青坨河", "Qingtuo River" },
                                           { "柳汀河", "Liuting River" },
                                           { "石渚河", "Shizhu River" },
                                           { "云溪", "Yun Creek" } };
  WfPackWriter *writer = new_areas ();
  GenRaster sea = gen_raster_new (out->city->terrain->shore.cell_m);
  gint64 fid = 1;
  guint n_rivers = 0;

  for (gsize i = 0; i < (gsize) sea.w * sea.h; i++)
    sea.at[i] = -out->city->terrain->shore.at[i];
  g_autoptr (GPtrArray) rings = gen_contour_rings (&sea, 0.0, 30000.0);

  gen_raster_clear (&sea);
  for (guint i = 0; i < rings->len; i++)
    push_out (g_ptr_array_index (rings, i));
  add_areas (writer, rings, &fid, "sea", "海澜湾", "Hailan Bay");
  for (guint i = 0; i < out->city->lakes->len; i++)
    {
      char *zh, *en;

      gen_namer_make (out->namer, GEN_NAME_STOP, &zh, &en);
      g_autofree char *lake_zh = g_strconcat (zh, "水库", NULL),
                      *lake_en = g_strconcat (en, " Reservoir", NULL);

      add_one_area (out, writer, g_ptr_array_index (out->city->lakes, i), &fid, "reservoir",
                    lake_zh, lake_en);
      g_free (zh);
      g_free (en);
    }
  for (guint i = 0; i < out->city->lines->len; i++)
    {
      const GenLine *line = g_ptr_array_index (out->city->lines, i);

      if (line->class != GEN_RIVER)
        continue;
      g_autoptr (GArray) ribbon
          = gen_line_ribbon ((const WfPoint *) line->points->data, line->points->len, 5.0, 26.0);
      const char *const *name = rivers[n_rivers++ % G_N_ELEMENTS (rivers)];

      add_one_area (out, writer, ribbon, &fid, "river", name[0], name[1]);
    }
  return gen_export_layer (out, writer, "base.gpkg", "water", NULL, TRUE, error);
}

/* A copy of the block's ring drawn in towards its middle by about @inset metres. */
static GArray *
shrunk_ring (const GenCity *city, const GenBlock *block, double inset)
{
  GArray *ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  double k = MIN (inset / MAX (sqrt (block->area_m2) * 0.5, 1.0), 0.5);

  gen_mesh_ring (city->mesh, block->face, ring);
  for (guint i = 0; i < ring->len; i++)
    {
      WfPoint *p = &g_array_index (ring, WfPoint, i);

      *p = gen_add (*p, gen_sub (block->centre, *p), k);
    }
  return ring;
}

/* Takes the ground of @block, and a little around it, out of the woods. */
static void
clear_block (const GenCity *city, const GenBlock *block, GArray *ring, GenRaster *wood)
{
  WfPoint low = block->centre, high = block->centre;

  gen_mesh_ring (city->mesh, block->face, ring);
  for (guint i = 0; i < ring->len; i++)
    {
      WfPoint p = g_array_index (ring, WfPoint, i);

      low = (WfPoint){ MIN (low.x, p.x), MIN (low.y, p.y) };
      high = (WfPoint){ MAX (high.x, p.x), MAX (high.y, p.y) };
    }
  for (double y = low.y - 50.0; y < high.y + 50.0; y += wood->cell_m)
    for (double x = low.x - 50.0; x < high.x + 50.0; x += wood->cell_m)
      {
        guint i = (guint) CLAMP ((x + GEN_HALF_W) / wood->cell_m + 0.5, 0, wood->w - 1);
        guint j = (guint) CLAMP ((y + GEN_HALF_H) / wood->cell_m + 0.5, 0, wood->h - 1);
        WfPoint p = gen_raster_point (wood, i, j);

        if (gen_ring_contains ((const WfPoint *) ring->data, ring->len, p)
            || gen_ring_distance ((const WfPoint *) ring->data, ring->len, p) < 40.0)
          wood->at[(gsize) j * wood->w + i] = -20.0f;
      }
}

/* Hills are wooded, and so are patches of the plain; the city is not. */
static GPtrArray *
find_woods (const GenCity *city)
{
  GenRaster wood = gen_raster_new (city->terrain->height.cell_m);
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));

  for (guint j = 0; j < wood.h; j++)
    for (guint i = 0; i < wood.w; i++)
      {
        gsize k = (gsize) j * wood.w + i;
        WfPoint p = gen_raster_point (&wood, i, j);
        double grove
            = 70.0 * (gen_fractal (city->seed + 601, p.x / 1300, p.y / 1300, 4, 0.5) - 0.30);
        double shore = (double) city->terrain->shore.at[k];

        wood.at[k] = (float) MIN (MAX ((double) city->terrain->height.at[k] - 40.0, grove),
                                  (shore - 60.0) * 0.3);
      }
  for (guint i = 0; i < city->blocks->len; i++)
    clear_block (city, &g_array_index (city->blocks, GenBlock, i), ring, &wood);
  GPtrArray *rings = gen_contour_rings (&wood, 0.0, 15000.0);

  gen_raster_clear (&wood);
  return rings;
}

static gboolean
export_green (GenExport *out, GError **error)
{
  WfPackWriter *writer = new_areas ();
  gint64 fid = 1;
  g_autoptr (GPtrArray) hills = find_woods (out->city);

  add_areas (writer, hills, &fid, "forest", NULL, NULL);
  for (guint i = 0; i < out->city->blocks->len; i++)
    {
      const GenBlock *b = &g_array_index (out->city->blocks, GenBlock, i);

      if (b->use != GEN_USE_PARK && b->use != GEN_USE_SQUARE)
        continue;
      g_autoptr (GArray) ring = shrunk_ring (out->city, b, 9.0);
      g_autofree char *zh = NULL, *en = NULL;

      if (b->area_m2 > 20000.0)
        gen_namer_make (out->namer, GEN_NAME_PARK, &zh, &en);
      add_one_area (out, writer, ring, &fid, b->use == GEN_USE_PARK ? "park" : "square", zh, en);
    }
  return gen_export_layer (out, writer, "base.gpkg", "green", NULL, TRUE, error);
}

static gboolean
export_landuse (GenExport *out, GError **error)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  guint use = wf_pack_writer_add_field (writer, "kind", WF_FIELD_TEXT);

  for (guint i = 0; i < out->city->blocks->len; i++)
    {
      const GenBlock *b = &g_array_index (out->city->blocks, GenBlock, i);

      gen_mesh_ring (out->city->mesh, b->face, ring);
      wf_pack_writer_begin (writer, i + 1);
      gen_export_ring (writer, (const WfPoint *) ring->data, ring->len);
      wf_pack_writer_set_text (writer, use, gen_use_name (b->use));
      wf_pack_writer_end (writer);
    }
  return gen_export_layer (out, writer, "base.gpkg", "landuse", NULL, TRUE, error);
}

static gboolean
export_rail (GenExport *out, GError **error)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  guint class = wf_pack_writer_add_field (writer, "class", WF_FIELD_TEXT);
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  guint name_en = wf_pack_writer_add_field (writer, "name_en", WF_FIELD_TEXT);

  for (guint i = 0; i < out->city->lines->len; i++)
    {
      const GenLine *line = g_ptr_array_index (out->city->lines, i);

      if (line->class != GEN_RAIL)
        continue;
      wf_pack_writer_begin (writer, i);
      gen_export_ring (writer, (const WfPoint *) line->points->data, line->points->len);
      wf_pack_writer_set_text (writer, class, "rail");
      wf_pack_writer_set_text (writer, name, "海澜铁路");
      wf_pack_writer_set_text (writer, name_en, "Hailan Railway");
      wf_pack_writer_end (writer);
    }
  return gen_export_layer (out, writer, "rail.fgb", "rail", NULL, FALSE, error);
}

gboolean
gen_export_base (GenExport *out, GError **error)
{
  return export_land (out, error) && export_hinterland (out, error) && export_coastline (out, error)
         && export_water (out, error) && export_green (out, error) && export_landuse (out, error)
         && export_rail (out, error);
}
