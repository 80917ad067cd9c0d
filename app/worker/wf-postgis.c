/* Watchfloor: windows of PostGIS tables.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The planner's estimate comes from PostGIS's own statistics (EXPLAIN), the sample from TABLESAMPLE
 * SYSTEM (www.postgresql.org/docs/15/sql-select.html), which reads only the pages it takes. */
#include "config.h"

#include "wf-postgis.h"

#include "wf-json.h"

#include <cpl_conv.h>
#include <math.h>
#include <string.h>

#define THIN_FROM 1.5
#define SPREAD_ROWS 1.5e6 /* of pages that are read to choose rows from: a second or two */

typedef struct
{
  char *table; /* "schema"."table", quoted */
  char *column; /* quoted */
  char *where;
} Table;

static void
table_clear (Table *table)
{
  g_free (table->table);
  g_free (table->column);
  g_free (table->where);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

gboolean
wf_postgis_is (const WfGdalSource *source)
{
  return g_strcmp0 (source->driver, "PostgreSQL") == 0;
}

static char *
quote (const char *name, char with)
{
  const char doubled[] = { with, with, '\0' }, one[] = { with, '\0' };
  g_auto (GStrv) parts = g_strsplit (name, one, -1);
  g_autofree char *inside = g_strjoinv (doubled, parts);

  return g_strconcat (one, inside, one, NULL);
}

/* The first value of the first row; NULL where the server has nothing to say. */
static char *
ask (GDALDatasetH dataset, const char *sql)
{
  OGRLayerH answer = GDALDatasetExecuteSQL (dataset, sql, NULL, NULL);
  OGRFeatureH row = answer != NULL ? OGR_L_GetNextFeature (answer) : NULL;
  char *text = row != NULL ? g_strdup (OGR_F_GetFieldAsString (row, 0)) : NULL;

  if (row != NULL)
    OGR_F_Destroy (row);
  if (answer != NULL)
    GDALDatasetReleaseResultSet (dataset, answer);
  return text;
}

/* GDAL calls a table "table", "schema.table" or "table(column)". Free with g_free. */
static char *
table_name (OGRLayerH layer)
{
  g_autofree char *name = g_strdup (OGR_L_GetName (layer));
  char *bracket = g_str_has_suffix (name, ")") ? strrchr (name, '(') : NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (bracket != NULL)
    *bracket = '\0';
  parts = g_strsplit (name, ".", 2);
  first = quote (parts[0], '"');
  second = parts[1] != NULL ? quote (parts[1], '"') : NULL;
  return second != NULL ? g_strconcat (first, ".", second, NULL) : g_steal_pointer (&first);
}

static gboolean
find_table (const WfImport *import, Table *table)
{
  const char *column = OGR_L_GetGeometryColumn (import->layer);
  const WfBox *box = &import->window;
  g_autofree char *column_text = NULL;
  g_autofree char *regclass = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *srid = NULL;

  if (column == NULL || *column == '\0')
    return FALSE;
  table->table = table_name (import->layer);
  table->column = quote (column, '"');
  regclass = quote (table->table, '\'');
  column_text = quote (column, '\'');
  sql = g_strdup_printf ("SELECT postgis_typmod_srid(atttypmod) AS srid FROM pg_attribute WHERE "
                         "attrelid = %s::regclass AND attname = %s",
                         regclass, column_text);
  srid = ask (import->source.dataset, sql);
  if (srid == NULL)
    return FALSE;
  table->where = g_strdup_printf ("%s && ST_MakeEnvelope(%.12g,%.12g,%.12g,%.12g,%d)",
                                  table->column, MAX (box->min_x, -1e12), MAX (box->min_y, -1e12),
                                  MIN (box->max_x, 1e12), MIN (box->max_y, 1e12), atoi (srid));
  return TRUE;
}

static gint64
estimate_rows (const WfGdalSource *source, const char *table, const char *where)
{
  g_autofree char *sql
      = g_strdup_printf ("EXPLAIN (FORMAT JSON) SELECT 1 FROM %s WHERE %s", table, where);
  g_autofree char *plan = ask (source->dataset, sql);
  g_autoptr (json_t) value
      = plan != NULL ? wf_json_parse (plan, strlen (plan), 1 << 20, "plan", NULL) : NULL;

  return (gint64) wf_json_number (json_object_get (json_array_get (value, 0), "Plan"), "Plan Rows",
                                  -1);
}

gint64
wf_postgis_estimate (const WfGdalSource *source, OGRLayerH layer)
{
  g_autofree char *table = table_name (layer);

  return estimate_rows (source, table, "TRUE");
}

/* Rows by the index, or pages of the whole table: whichever reads less. Rows of a page are often
 * neighbours, so that more pages than needed are taken and their rows chosen by a hash of their
 * number. */
static char *
sample_sql (const WfImport *import, const Table *table, double excess)
{
  const char *fid = OGR_L_GetFIDColumn (import->layer);
  double total = (double) wf_postgis_estimate (&import->source, import->layer);
  double pages = MIN (100, 100 * MAX (1 / excess, MIN (8 / excess, SPREAD_ROWS / total)));
  g_autofree char *number = fid != NULL && *fid != '\0' ? quote (fid, '"') : NULL;
  g_autofree char *sample = NULL;

  if (number == NULL)
    return g_strdup_printf ("SELECT * FROM %s TABLESAMPLE SYSTEM (%.6f) REPEATABLE (1) WHERE %s",
                            table->table, 100 / excess, table->where);
  if (total * pages / 100 < (double) import->n_window)
    {
      sample = g_strdup_printf ("TABLESAMPLE SYSTEM (%.6f) REPEATABLE (1)", pages);
      excess *= pages / 100;
    }
  return g_strdup_printf ("SELECT * FROM %s %s WHERE %s AND hashint8(%s::bigint) & 65535 < %d",
                          table->table, sample != NULL ? sample : "", table->where, number,
                          MAX (1, (int) (65536 / excess)));
}

void
wf_postgis_narrow (WfImport *import, gint64 at_most)
{
  g_auto (Table) table = { 0 };
  g_autofree char *sql = NULL;
  double excess;
  OGRLayerH sample;

  if (!find_table (import, &table))
    return;
  import->n_window = estimate_rows (&import->source, table.table, table.where);
  excess = (double) import->n_window / (double) at_most;
  if (excess <= THIN_FROM)
    return;
  sql = sample_sql (import, &table, excess);
  CPLSetConfigOption ("PGSQL_OGR_FID", OGR_L_GetFIDColumn (import->layer));
  sample = GDALDatasetExecuteSQL (import->source.dataset, sql, NULL, NULL);
  if (sample == NULL)
    return;
  import->layer = sample; /* lives as long as the process */
  import->sampled_there = TRUE;
  import->every = (gint64) ceil (excess);
}
