/* Watchfloor: making unit grid cells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut, join, group, number, write. One thread. */
#include "config.h"

#include "wf-grid-maker.h"

#include "gen-name.h"
#include "grid-cut.h"
#include "grid-faces.h"
#include "grid-groups.h"
#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-pack-writer.h"
#include "wf-worker.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define CELL_M2 100000.0
#define LEVELS 3 /* 0 district, 1 street, 2 community */
#define LAST_SERIAL 999

/* One of a level: a district, street or community. */
typedef struct
{
  WfPoint centre; /* steps of WfUnit */
  guint32 parent; /* on the level above */
  guint serial; /* within it, from 1 */
  char *zh, *en;
} Unit;

typedef struct
{
  const WfGridPlan *plan;
  double cell_m2;
  WfPack *pack;
  GridFaces *faces;
  Unit *units[LEVELS];
  guint n_units[LEVELS];
  guint32 *community_of; /* by cell */
  guint *serial; /* by cell, within its community */
} Grid;

static void
grid_clear (Grid *grid)
{
  for (guint level = 0; level < LEVELS; level++)
    {
      for (guint i = 0; i < grid->n_units[level]; i++)
        {
          g_free (grid->units[level][i].zh);
          g_free (grid->units[level][i].en);
        }
      g_free (grid->units[level]);
    }
  g_free (grid->community_of);
  g_free (grid->serial);
  grid_faces_free (grid->faces);
  g_clear_pointer (&grid->pack, wf_pack_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grid, grid_clear)

/* ---- cutting */

static gboolean
polygonize (const WfGridPlan *plan, const char *lines, const char *output, GError **error)
{
  const char *argv[8] = { "polygonize", lines, "--output", output };

  if (plan->land_pack != NULL)
    {
      argv[4] = "--land";
      argv[5] = plan->land_pack;
    }
  g_autofree char *said = wf_worker_run (argv, NULL, NULL, error);

  return said != NULL;
}

/* Opens the faces between the lines, wide ones cut once more. */
static WfPack *
cut_land (const WfGridPlan *plan, double cell_m2, const char *output, GError **error)
{
  g_autofree char *faces_path = g_strconcat (output, ".faces", NULL);
  g_autofree char *lines_path = g_strconcat (output, ".lines", NULL);
  g_autoptr (WfPack) lines = wf_pack_open (plan->lines_pack, error);
  g_autoptr (WfPack) faces = NULL;
  guint n_cut = 0;
  gboolean ok;

  if (lines == NULL || !polygonize (plan, plan->lines_pack, faces_path, error))
    return NULL;
  faces = wf_pack_open (faces_path, error);
  ok = faces != NULL
       && grid_cut_write (lines, faces, 14.0 * cell_m2, 7.0 * cell_m2, lines_path, &n_cut, error);
  if (ok && n_cut > 0)
    {
      g_clear_pointer (&faces, wf_pack_unref);
      if (polygonize (plan, lines_path, faces_path, error))
        faces = wf_pack_open (faces_path, error);
    }
  g_unlink (faces_path);
  g_unlink (lines_path);
  return ok ? g_steal_pointer (&faces) : NULL;
}

/* ---- grouping and numbering */

/* The groups of level @level from the graph below, numbered without gaps. */
static void
take_groups (Grid *grid, guint level, const WfPoint *centre, guint n_below, guint32 *group_of,
             guint n_groups)
{
  g_autofree guint32 *number = g_new (guint32, MAX (n_groups, 1));
  g_autofree guint *members = g_new0 (guint, MAX (n_groups, 1));
  guint n = 0;

  memset (number, 0xff, sizeof (guint32) * MAX (n_groups, 1));
  for (guint i = 0; i < n_below; i++)
    if (number[group_of[i]] == G_MAXUINT32)
      number[group_of[i]] = n++;
  grid->units[level] = g_new0 (Unit, MAX (n, 1));
  grid->n_units[level] = n;
  for (guint i = 0; i < n_below; i++)
    {
      Unit *unit = &grid->units[level][group_of[i] = number[group_of[i]]];

      unit->centre.x += centre[i].x;
      unit->centre.y += centre[i].y;
      members[group_of[i]]++;
    }
  for (guint i = 0; i < n; i++)
    {
      grid->units[level][i].centre.x /= members[i];
      grid->units[level][i].centre.y /= members[i];
    }
}

static void
group_cells (Grid *grid)
{
  const WfGridPlan *plan = grid->plan;
  guint per_group[LEVELS]
      = { plan->streets_per_district, plan->communities_per_street, plan->cells_per_community };
  static const guint usual[LEVELS] = { 7, 8, 9 };
  GPtrArray *borders = g_ptr_array_ref (grid->faces->borders);
  WfPoint *centre
      = g_memdup2 (grid->faces->centre, sizeof (WfPoint) * MAX (grid->faces->n_cells, 1));
  guint n = grid->faces->n_cells;

  for (guint level = LEVELS; level-- > 0;)
    {
      guint n_groups;
      guint32 *group_of = grid_groups_make (
          borders, centre, n, per_group[level] > 0 ? per_group[level] : usual[level], &n_groups);
      WfPoint *above;

      take_groups (grid, level, centre, n, group_of, n_groups);
      GPtrArray *contracted
          = grid_groups_contract (borders, centre, n, group_of, grid->n_units[level], &above);

      if (level == LEVELS - 1)
        grid->community_of = group_of;
      else
        for (guint i = 0; i < n; i++)
          grid->units[level + 1][i].parent = group_of[i];
      if (level < LEVELS - 1)
        g_free (group_of);
      g_ptr_array_unref (borders);
      g_free (centre);
      borders = contracted;
      centre = above;
      n = grid->n_units[level];
    }
  g_ptr_array_unref (borders);
  g_free (centre);
}

/* Serial numbers from west to east, row by row from north to south, in each parent. */
static void
number_children (const WfPoint *centre, const guint32 *parent, guint n, guint n_parents,
                 double row_height, guint *serial)
{
  g_autofree guint32 *all = g_new (guint32, MAX (n, 1));
  g_autofree guint *next = g_new0 (guint, MAX (n_parents, 1));

  for (guint32 i = 0; i < n; i++)
    all[i] = i;
  g_autofree guint32 *order = grid_groups_rank (centre, all, n, row_height);

  for (guint i = 0; i < n; i++)
    serial[order[i]] = ++next[parent[order[i]]];
}

static void
number_all (Grid *grid)
{
  double step = grid->faces->metres_per_step;
  double rows[LEVELS] = { 6000.0 / step, 2500.0 / step, 1200.0 / step };

  for (guint level = 0; level < LEVELS; level++)
    {
      guint n = grid->n_units[level];
      g_autofree WfPoint *centre = g_new (WfPoint, MAX (n, 1));
      g_autofree guint32 *parent = g_new (guint32, MAX (n, 1));
      g_autofree guint *serial = g_new (guint, MAX (n, 1));

      for (guint i = 0; i < n; i++)
        {
          centre[i] = grid->units[level][i].centre;
          parent[i] = level > 0 ? grid->units[level][i].parent : 0;
        }
      number_children (centre, parent, n, level > 0 ? grid->n_units[level - 1] : 1, rows[level],
                       serial);
      for (guint i = 0; i < n; i++)
        grid->units[level][i].serial = serial[i];
    }
  grid->serial = g_new (guint, MAX (grid->faces->n_cells, 1));
  number_children (grid->faces->centre, grid->community_of, grid->faces->n_cells,
                   grid->n_units[LEVELS - 1], sqrt (grid->cell_m2) / step, grid->serial);
}

static gboolean
check_serials (const Grid *grid, GError **error)
{
  guint most = 0;

  for (guint i = 0; i < grid->faces->n_cells; i++)
    most = MAX (most, grid->serial[i]);
  for (guint level = 0; level < LEVELS; level++)
    for (guint i = 0; i < grid->n_units[level]; i++)
      most = MAX (most, grid->units[level][i].serial);
  if (most <= LAST_SERIAL && grid->plan->county_base + (int) grid->n_units[0] <= 999999)
    return TRUE;
  g_set_error (
      error, WF_ERROR, WF_ERROR_LIMIT,
      _ ("%u grid cells or communities in one unit do not fit into a three-digit serial number; make the cells larger or the communities smaller."),
      most);
  return FALSE;
}

/* ---- names */

static void
name_unit (Grid *grid, guint level, Unit *unit, GenNamer *namer, GHashTable *given)
{
  static const GenNameKind kinds[LEVELS]
      = { GEN_NAME_DISTRICT, GEN_NAME_SUBDISTRICT, GEN_NAME_COMMUNITY };
  WfLonLat at = wf_mercator_to_lonlat (
      (WfPoint){ unit->centre.x / WF_UNIT_SPAN, unit->centre.y / WF_UNIT_SPAN });

  if (grid->plan->name_at != NULL
      && grid->plan->name_at (at, (int) level, &unit->zh, &unit->en, grid->plan->user_data))
    {
      if (g_hash_table_add (given, g_strdup (unit->zh)))
        return;
      g_clear_pointer (&unit->zh, g_free);
      g_clear_pointer (&unit->en, g_free);
    }
  gen_namer_make (namer, kinds[level], &unit->zh, &unit->en);
}

static void
name_all (Grid *grid)
{
  g_autoptr (GenNamer) namer = gen_namer_new (grid->plan->seed + 17);

  for (guint level = 0; level < LEVELS; level++)
    {
      g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (guint i = 0; i < grid->n_units[level]; i++)
        name_unit (grid, level, &grid->units[level][i], namer, given);
    }
}

/* ---- writing */

static void
add_cell (const Grid *grid, guint32 cell, const guint32 *members, guint n_members,
          WfPackWriter *writer)
{
  const Unit *community = &grid->units[2][grid->community_of[cell]];
  const Unit *street = &grid->units[1][community->parent];
  const Unit *district = &grid->units[0][street->parent];
  g_autoptr (GPtrArray) rings = grid_faces_outline (grid->faces, members, n_members);
  g_autofree char *code
      = g_strdup_printf ("%06u%03u%03u%03u", (guint) grid->plan->county_base + district->serial - 1,
                         street->serial, community->serial, grid->serial[cell]);
  g_autofree char *name = g_strdup_printf ("%s第%u网格", community->zh, grid->serial[cell]);
  g_autofree char *name_en = g_strdup_printf ("%s, cell %u", community->en, grid->serial[cell]);
  const char *texts[] = { code,       name,       name_en,      community->zh, community->en,
                          street->zh, street->en, district->zh, district->en };
  WfPoint c = grid->faces->centre[cell];
  double metres
      = wf_mercator_metres (
            wf_mercator_to_lonlat ((WfPoint){ c.x / WF_UNIT_SPAN, c.y / WF_UNIT_SPAN }).lat)
        / WF_UNIT_SPAN;
  double scale = metres / grid->faces->metres_per_step;

  wf_pack_writer_begin (writer, cell + 1);
  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *ring = g_ptr_array_index (rings, i);

      wf_pack_writer_add_ring (writer, (const WfUnit *) ring->data, ring->len,
                               grid_ring_area2 ((const WfUnit *) ring->data, ring->len) < 0.0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    wf_pack_writer_set_text (writer, i, texts[i]);
  wf_pack_writer_set_real (writer, G_N_ELEMENTS (texts),
                           round (grid->faces->area_m2[cell] * scale * scale));
  wf_pack_writer_end (writer);
}

static gboolean
write_cells (const Grid *grid, const char *output, GError **error)
{
  static const char *const fields[] = { "code",   "name",     "name_en",  "community", "communit_e",
                                        "street", "street_e", "district", "distr_e" };
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  WfPackOrigin origin
      = { .source = grid->plan->lines_pack, .crs = "EPSG:4490", .datum = WF_DATUM_WGS84 };
  guint n = grid->faces->n_cells;
  g_autofree guint32 *first = g_new0 (guint32, n + 2);
  g_autofree guint32 *members = g_new (guint32, MAX (grid->faces->n, 1));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    wf_pack_writer_add_field (writer, fields[i], WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "area_m2", WF_FIELD_REAL);
  for (guint i = 0; i < grid->faces->n; i++)
    first[grid->faces->cell_of[i] + 2]++;
  for (guint i = 2; i < n + 2; i++)
    first[i] += first[i - 1];
  for (guint32 i = 0; i < grid->faces->n; i++)
    members[first[grid->faces->cell_of[i] + 1]++] = i;
  for (guint32 cell = 0; cell < n; cell++)
    add_cell (grid, cell, members + first[cell], first[cell + 1] - first[cell], writer);
  wf_pack_writer_set_origin (writer, &origin);
  return wf_pack_writer_finish (writer, output, error);
}

gboolean
wf_grid_make (const WfGridPlan *plan, const char *output, guint *n_cells, GError **error)
{
  g_auto (Grid) grid = { .plan = plan, .cell_m2 = plan->cell_m2 > 0.0 ? plan->cell_m2 : CELL_M2 };

  grid.pack = cut_land (plan, grid.cell_m2, output, error);
  if (grid.pack == NULL)
    return FALSE;
  if (wf_pack_shapes (grid.pack)->n_features == 0)
    {
      g_set_error (
          error, WF_ERROR, WF_ERROR_INVALID,
          _ ("The lines enclose no land, so there are no grid cells; check the roads and the land."));
      return FALSE;
    }
  grid.faces = grid_faces_new (grid.pack, 0.4 * grid.cell_m2, 2.2 * grid.cell_m2);
  group_cells (&grid);
  number_all (&grid);
  if (!check_serials (&grid, error))
    return FALSE;
  name_all (&grid);
  if (n_cells != NULL)
    *n_cells = grid.faces->n_cells;
  return write_cells (&grid, output, error);
}
