/* Watchfloor: the buildings of a made city, written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* buildings.gpkg, block by block from the densest, in chunks, so that a city of millions never
 * stands in memory at once. */
#include "config.h"

#include "gen-export.h"
#include "gen-shape.h"

#include <glib/gi18n.h>

#define CHUNK 250000

typedef struct
{
  char *zh;
  guint n; /* houses numbered so far */
} Estate;

typedef struct
{
  GenExport *out;
  WfPackWriter *writer;
  GArray *buildings, *points;
  guint64 written;
  guint chunks;
  GHashTable *estates; /* Estate; owned */
} Build;

static void
estate_free (gpointer data)
{
  Estate *estate = data;

  g_free (estate->zh);
  g_free (estate);
}

static WfPackWriter *
new_chunk (void)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);

  wf_pack_writer_add_field (writer, "bim_id", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "floors", WF_FIELD_INT);
  wf_pack_writer_add_field (writer, "height", WF_FIELD_REAL);
  wf_pack_writer_add_field (writer, "use", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  return writer;
}

static gboolean
flush (Build *build, GError **error)
{
  gboolean append = build->chunks++ > 0;

  return gen_export_layer (build->out, g_steal_pointer (&build->writer), "buildings.gpkg",
                           "buildings", NULL, append, error);
}

/* Homes share the name of their estate, other blocks have one of their own. */
static Estate *
estate_of (Build *build, const GenBlock *block)
{
  gboolean homes = block->use <= GEN_USE_VILLAGE;
  /* Faces and blocks are numbered apart: an odd key is an estate of homes. */
  gpointer key = GUINT_TO_POINTER (2 * (homes ? block->estate : block->face) + (homes ? 1 : 2));
  Estate *estate = g_hash_table_lookup (build->estates, key);
  g_autofree char *en = NULL;

  if (estate != NULL)
    return estate;
  estate = g_new0 (Estate, 1);
  gen_namer_make (build->out->namer, homes ? GEN_NAME_ESTATE : GEN_NAME_STOP, &estate->zh, &en);
  g_hash_table_insert (build->estates, key, estate);
  return estate;
}

/* What stands on a plate at the door; NULL for what has none. */
static char *
name_building (Build *build, const GenBlock *block, const GenBuilding *b, guint number)
{
  static const char *const works[]
      = { "机械", "电子", "食品", "船舶配件", "轴承", "服装", "制药", "塑料" };
  Estate *estate = estate_of (build, block);
  const char *zh = estate->zh;
  double length = gen_distance (g_array_index (build->points, WfPoint, b->first),
                                g_array_index (build->points, WfPoint, b->first + 1));

  switch (block->use)
    {
    case GEN_USE_SHOPS:
      return number == 1 ? g_strconcat (zh, length > 55.0 ? "购物中心" : "商厦", NULL) : NULL;
    case GEN_USE_OFFICES:
      return b->floors >= 12 ? g_strdup_printf ("%s大厦%c座", zh, 'A' + (int) (number - 1) % 26)
                             : NULL;
    case GEN_USE_FACTORY:
      return g_strdup_printf ("%s%s厂%u号厂房", zh, works[block->face % G_N_ELEMENTS (works)],
                              number);
    case GEN_USE_HARBOUR:
      return g_strdup_printf ("%s码头%u号库", zh, number);
    case GEN_USE_SCHOOL:
      return g_strdup_printf ("%s%s%u号教学楼", zh, block->face % 3 == 0 ? "中学" : "小学", number);
    case GEN_USE_CAMPUS:
      return g_strdup_printf ("%s学院%u号楼", zh, number);
    case GEN_USE_HOSPITAL:
      return g_strdup_printf ("%u号住院楼", number);
    case GEN_USE_PARK:
    case GEN_USE_SQUARE:
    case GEN_USE_VILLAGE:
      return NULL;
    default:
      return g_strdup_printf ("%s%u号楼", zh, ++estate->n);
    }
}

static void
add_building (Build *build, const GenBlock *block, const GenBuilding *b, guint number)
{
  g_autofree char *id = g_strdup_printf ("HY-%07" G_GUINT64_FORMAT, build->written + 1);
  g_autofree char *name = name_building (build, block, b, number);

  wf_pack_writer_begin (build->writer, (gint64) ++build->written);
  gen_export_ring (build->writer, &g_array_index (build->points, WfPoint, b->first), b->n);
  wf_pack_writer_set_text (build->writer, 0, id);
  wf_pack_writer_set_int (build->writer, 1, b->floors);
  wf_pack_writer_set_real (build->writer, 2, round ((double) b->height_m * 10.0) / 10.0);
  wf_pack_writer_set_text (build->writer, 3, gen_use_name (block->use));
  wf_pack_writer_set_text (build->writer, 4, name);
  wf_pack_writer_end (build->writer);
}

static gboolean
add_block (Build *build, const GenBlock *block, GError **error)
{
  guint64 wanted = build->out->city->n_buildings;

  g_array_set_size (build->buildings, 0);
  g_array_set_size (build->points, 0);
  gen_lot_fill (build->out->city, block, build->buildings, build->points);
  for (guint i = 0; i < build->buildings->len && build->written < wanted; i++)
    {
      add_building (build, block, &g_array_index (build->buildings, GenBuilding, i), i + 1);
      if (build->written % CHUNK == 0)
        {
          if (!flush (build, error))
            return FALSE;
          build->writer = new_chunk ();
          gen_export_tell (build->out, 0.35 + 0.6 * (double) build->written / (double) wanted,
                           _ ("Putting up buildings"));
        }
    }
  return TRUE;
}

gboolean
gen_export_buildings (GenExport *out, GError **error)
{
  Build build = { .out = out, .writer = new_chunk () };
  gboolean ok = TRUE;

  build.buildings = g_array_new (FALSE, FALSE, sizeof (GenBuilding));
  build.points = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  build.estates = g_hash_table_new_full (NULL, NULL, NULL, estate_free);
  for (guint i = 0; ok && i < out->city->blocks->len && build.written < out->city->n_buildings; i++)
    ok = add_block (&build, &g_array_index (out->city->blocks, GenBlock, i), error);
  ok = ok && flush (&build, error);
  wf_pack_writer_free (build.writer);
  g_hash_table_unref (build.estates);
  g_array_unref (build.buildings);
  g_array_unref (build.points);
  return ok;
}
