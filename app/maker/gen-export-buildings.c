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
  GenExport *out;
  WfPackWriter *writer;
  GArray *buildings, *points;
  guint64 written;
  guint chunks;
  GHashTable *estates; /* estate -> name; owned */
} Build;

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

static const char *
estate_name (Build *build, const GenBlock *block)
{
  gpointer key = GUINT_TO_POINTER (block->estate + 1);
  char *zh = g_hash_table_lookup (build->estates, key), *en;

  if (zh != NULL)
    return zh;
  gen_namer_make (build->out->namer, GEN_NAME_ESTATE, &zh, &en);
  g_free (en);
  g_hash_table_insert (build->estates, key, zh);
  return zh;
}

static void
add_building (Build *build, const GenBlock *block, const GenBuilding *b, guint number)
{
  static const char *const kinds[GEN_USE_N]
      = { NULL,   NULL,   NULL,     NULL,     NULL,     "商厦",   "大厦",
          "厂房", "仓库", "教学楼", "医院楼", "学院楼", "管理房", NULL };
  g_autofree char *id = g_strdup_printf ("HY-%07" G_GUINT64_FORMAT, build->written + 1);
  g_autofree char *name = NULL;

  if (block->use == GEN_USE_VILLAGE)
    name = NULL;
  else if (kinds[block->use] != NULL)
    name = g_strdup_printf ("%s%u号", kinds[block->use], number);
  else
    name = g_strdup_printf ("%s%u号楼", estate_name (build, block), number);
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
  build.estates = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; ok && i < out->city->blocks->len && build.written < out->city->n_buildings; i++)
    ok = add_block (&build, &g_array_index (out->city->blocks, GenBlock, i), error);
  ok = ok && flush (&build, error);
  wf_pack_writer_free (build.writer);
  g_hash_table_unref (build.estates);
  g_array_unref (build.buildings);
  g_array_unref (build.points);
  return ok;
}
