/* Watchfloor: the job "export".
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the features of a layer pack in a GDAL vector format, through a temporary name unless
 * it adds to what is there. */
#include "config.h"

#include "wf-csv-cell.h"
#include "wf-error.h"
#include "wf-gdal-source.h"
#include "wf-job.h"
#include "wf-export-choice.h"
#include "wf-pack-shaper.h"
#include "wf-paths.h"
#include "wf-worker-report.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <ogr_srs_api.h>
#include <string.h>

typedef struct
{
  char *output, *layer_name, *crs, *encoding, *bbox, *where, *features, *aside;
  gboolean append;
} Options;

typedef struct
{
  const WfPack *pack;
  OGRLayerH layer;
  gboolean for_sheets; /* a spreadsheet will open it */
  WfPackShaper shaper;
  GArray *columns; /* int: the field in the output, -1 where the format would not take it */
} Export;

static const char *
driver_for (const char *path)
{
  static const char *const table[][2] = {
    { ".gpkg", "GPKG" },
    { ".fgb", "FlatGeobuf" },
    { ".geojson", "GeoJSON" },
    { ".json", "GeoJSON" },
    { ".geojsonl", "GeoJSONSeq" },
    { ".shp", "ESRI Shapefile" },
    { ".csv", "CSV" },
    { ".kml", "KML" },
    { ".kmz", "LIBKML" },
    { ".gml", "GML" },
    { ".sqlite", "SQLite" },
    { ".dxf", "DXF" },
    { ".tab", "MapInfo File" },
    { ".xlsx", "XLSX" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_has_suffix (path, table[i][0]))
      return table[i][1];
  return NULL;
}

static void
set_text (const Export *export, OGRFeatureH to, int column, const char *text)
{
  g_autofree char *safe
      = export->for_sheets && wf_csv_cell_is_formula (text) ? g_strconcat ("'", text, NULL) : NULL;

  OGR_F_SetFieldString (to, column, safe != NULL ? safe : text);
}

static void
set_values (Export *export, OGRFeatureH to, guint32 feature)
{
  for (guint field = 0; field < export->columns->len; field++)
    {
      int column = g_array_index (export->columns, int, field);
      WfPackField info = wf_pack_field (export->pack, field);
      const char *text;
      gint64 whole;
      double real;

      if (column < 0)
        continue;
      if (info.type == WF_FIELD_TEXT && (text = wf_pack_text (export->pack, field, feature)))
        set_text (export, to, column, text);
      else if (wf_pack_int (export->pack, field, feature, &whole))
        {
          g_autoptr (GDateTime) time = NULL;

          if (info.type == WF_FIELD_INT)
            OGR_F_SetFieldInteger64 (to, column, whole);
          else if ((time = g_date_time_new_from_unix_utc (whole / 1000000)) != NULL)
            OGR_F_SetFieldDateTimeEx (
                to, column, g_date_time_get_year (time), g_date_time_get_month (time),
                g_date_time_get_day_of_month (time), g_date_time_get_hour (time),
                g_date_time_get_minute (time),
                (float) g_date_time_get_second (time) + (float) (whole % 1000000) / 1e6f, 100);
        }
      else if (wf_pack_real (export->pack, field, feature, &real))
        OGR_F_SetFieldDouble (to, column, real);
    }
}

static OGRFieldType
ogr_type (const WfPack *pack, guint field, guint32 *width)
{
  gint64 value;

  *width = 0;
  switch (wf_pack_field (pack, field).type)
    {
    case WF_FIELD_INT:
      for (guint32 i = 0; i < wf_pack_shapes (pack)->n_features; i++)
        if (wf_pack_int (pack, field, i, &value) && (value > G_MAXINT32 || value < G_MININT32))
          return OFTInteger64;
      return OFTInteger;
    case WF_FIELD_REAL:
      return OFTReal;
    case WF_FIELD_TIME:
      return OFTDateTime;
    case WF_FIELD_TEXT:
    default:
      for (guint32 i = 0; i < wf_pack_field (pack, field).n_values; i++)
        *width = MAX (*width, (guint32) strlen (wf_pack_text_value (pack, field, i)));
      return OFTString;
    }
}

/* A field that is there already (append) is used; the driver may shorten a new one's name. */
static void
add_fields (Export *export, const char *driver)
{
  gboolean fixed_width = strcmp (driver, "ESRI Shapefile") == 0;

  for (guint field = 0; field < wf_pack_n_fields (export->pack); field++)
    {
      const char *name = wf_pack_field (export->pack, field).name;
      OGRFeatureDefnH definition = OGR_L_GetLayerDefn (export->layer);
      int column = OGR_FD_GetFieldIndex (definition, name), had;
      guint32 width;
      OGRFieldDefnH defn;

      if (column < 0 && strcmp (driver, "LIBKML") == 0)
        column = OGR_L_FindFieldIndex (export->layer, name, FALSE);
      if (column < 0)
        {
          defn = OGR_Fld_Create (name, ogr_type (export->pack, field, &width));
          if (fixed_width && width > 0)
            OGR_Fld_SetWidth (defn, (int) MIN (width, 254));
          had = OGR_FD_GetFieldCount (definition);
          if (OGR_L_CreateField (export->layer, defn, TRUE) == OGRERR_NONE
              && OGR_FD_GetFieldCount (OGR_L_GetLayerDefn (export->layer)) > had)
            column = had;
          OGR_Fld_Destroy (defn);
        }
      g_array_append_val (export->columns, column);
    }
}

static gboolean
broke_off (GError **error)
{
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("Writing broke off (%s); free some space or choose another format."),
               wf_worker_report_gdal_said ());
  return FALSE;
}

static gboolean
write_features (Export *export, const GArray *chosen, GError **error)
{
  export->shaper.type = OGR_L_GetGeomType (export->layer);
  if (OGR_L_StartTransaction (export->layer) != OGRERR_NONE)
    return broke_off (error);
  for (guint i = 0; i < chosen->len; i++)
    {
      guint32 feature = g_array_index (chosen, guint32, i);
      OGRFeatureH to = OGR_F_Create (OGR_L_GetLayerDefn (export->layer));
      OGRErr problem;

      OGR_F_SetGeometryDirectly (to, wf_pack_shaper_run (&export->shaper, feature));
      set_values (export, to, feature);
      problem = OGR_L_CreateFeature (export->layer, to);
      OGR_F_Destroy (to);
      if (problem != OGRERR_NONE)
        return broke_off (error);
      wf_worker_report_progress ((double) i / chosen->len, "writing");
    }
  return OGR_L_CommitTransaction (export->layer) == OGRERR_NONE || broke_off (error);
}

static OGRLayerH
create_layer (GDALDatasetH dataset, const char *driver, const Options *options,
              OGRSpatialReferenceH srs, const WfPack *pack, GError **error)
{
  char **creation = NULL;
  OGRLayerH layer;

  if (strcmp (driver, "ESRI Shapefile") == 0)
    creation = CSLSetNameValue (creation, "ENCODING",
                                options->encoding != NULL ? options->encoding : "UTF-8");
  if (strcmp (driver, "GeoJSON") == 0)
    creation = CSLSetNameValue (creation, "COORDINATE_PRECISION", "9");
  if (strcmp (driver, "GeoJSON") == 0 && options->crs == NULL)
    creation = CSLSetNameValue (creation, "RFC7946", "YES");
  if (strcmp (driver, "CSV") == 0)
    creation = CSLSetNameValue (creation, "GEOMETRY",
                                wf_pack_kind (pack) == WF_GEOMETRY_POINT ? "AS_XY" : "AS_WKT");
  layer = GDALDatasetCreateLayer (dataset, options->layer_name, srs, wf_pack_shaper_type (pack),
                                  creation);
  CSLDestroy (creation);
  if (layer == NULL)
    broke_off (error);
  return layer;
}

static OGRSpatialReferenceH
output_srs (const Options *options, Export *export, GError **error)
{
  OGRSpatialReferenceH srs = OSRNewSpatialReference (NULL), wgs84;

  if (OSRSetFromUserInput (srs, options->crs != NULL ? options->crs : "EPSG:4326") != OGRERR_NONE)
    {
      OSRRelease (srs);
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("There is no coordinate system called %s; write it as EPSG:4490."),
                   options->crs);
      return NULL;
    }
  OSRSetAxisMappingStrategy (srs, OAMS_TRADITIONAL_GIS_ORDER);
  if (options->crs != NULL && strcmp (options->crs, "EPSG:4326") != 0
      && strcmp (options->crs, "EPSG:4490") != 0)
    {
      wgs84 = OSRNewSpatialReference (NULL);
      OSRImportFromEPSG (wgs84, 4326);
      OSRSetAxisMappingStrategy (wgs84, OAMS_TRADITIONAL_GIS_ORDER);
      export->shaper.to_crs = OCTNewCoordinateTransformation (wgs84, srs);
      OSRRelease (wgs84);
    }
  return srs;
}

static GDALDatasetH
open_output (const char *driver, const char *path, gboolean append, GError **error)
{
  const char *const only[] = { driver, NULL };
  GDALDatasetH dataset;

  wf_worker_report_forget ();
  if (append && g_file_test (path, G_FILE_TEST_EXISTS))
    dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, only, NULL, NULL);
  else
    dataset = GDALCreate (GDALGetDriverByName (driver), path, 0, 0, 0, GDT_Unknown, NULL);
  if (dataset == NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_IO,
                 _ ("%s cannot be written (%s); check the folder and its rights."), path,
                 wf_worker_report_gdal_said ());
  return dataset;
}

static gboolean
write_dataset (Export *export, const Options *options, const char *driver, const char *path,
               const GArray *chosen, GError **error)
{
  OGRSpatialReferenceH srs = output_srs (options, export, error);
  GDALDatasetH dataset = srs != NULL ? open_output (driver, path, options->append, error) : NULL;
  gboolean ok = FALSE;

  if (dataset != NULL)
    {
      if (options->append)
        export->layer = GDALDatasetGetLayerByName (dataset, options->layer_name);
      if (export->layer == NULL)
        export->layer = create_layer (dataset, driver, options, srs, export->pack, error);
      if (export->layer != NULL)
        {
          add_fields (export, driver);
          ok = write_features (export, chosen, error);
        }
      wf_worker_report_forget ();
      GDALClose (dataset);
      if (ok && *wf_worker_report_gdal_said () != '\0')
        ok = broke_off (error);
    }
  if (srs != NULL)
    OSRRelease (srs);
  return ok;
}

/* Some drivers do not look whether what they write is taken: a full disk left an empty GeoJSON
 * behind and no word of it. So what was written is read again. */
static gboolean
check_written (const char *path, gint64 n_wanted, GError **error)
{
  g_autofree char *table = g_strdup_printf ("%.*s.dbf", (int) strlen (path) - 4, path);
  gboolean is_table = g_str_has_suffix (path, ".shp") && !g_file_test (path, G_FILE_TEST_EXISTS);
  /* The first row has the names, though they look like the values below. */
  const char *const headed[] = { "HEADERS=YES", NULL };
  GDALDatasetH dataset;
  OGRLayerH layer;
  gint64 n_found;

  CPLSetConfigOption ("OGR_XLSX_HEADERS", "FORCE");
  /* Without shapes a Shapefile is its table alone. */
  dataset = GDALOpenEx (is_table ? table : path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL,
                        g_str_has_suffix (path, ".csv") ? headed : NULL, NULL);
  layer = dataset != NULL ? GDALDatasetGetLayer (dataset, 0) : NULL;
  n_found = layer != NULL ? OGR_L_GetFeatureCount (layer, TRUE) : 0;

  if (dataset != NULL)
    GDALClose (dataset);
  if (n_found == n_wanted)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("Of %u features %u could be written; free some space or choose another format, "
                  "such as .gpkg."),
               (guint) n_wanted, (guint) n_found);
  return FALSE;
}

/* Several files may stand for one (.shp .dbf .shx .prj .cpg): all share the stem. */
static gboolean
move_all (const char *from_folder, const char *to_path, GError **error)
{
  g_autofree char *to_folder = g_path_get_dirname (to_path);
  g_autoptr (GDir) dir = g_dir_open (from_folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *from = g_build_filename (from_folder, name, NULL);
      g_autofree char *to = g_build_filename (to_folder, name, NULL);

      if (g_rename (from, to) != 0)
        {
          g_set_error (error, WF_ERROR, WF_ERROR_IO,
                       _ ("%s cannot be written; check the folder and its rights."), to);
          return FALSE;
        }
    }
  return TRUE;
}

/* Written in a folder beside the target, then moved: nobody sees half a file. Who may kill us makes
 * the folder, to be able to clear it away. */
static gboolean
write_aside (Export *export, const Options *options, const char *driver, const GArray *chosen,
             GError **error)
{
  g_autofree char *base = g_path_get_basename (options->output);
  g_autofree char *folder = options->aside != NULL ? g_strdup (options->aside) : NULL;
  g_autofree char *path = NULL;
  gboolean ok;

  if (options->append && g_file_test (options->output, G_FILE_TEST_EXISTS))
    return write_dataset (export, options, driver, options->output, chosen, error);
  if (folder == NULL && (folder = wf_paths_make_beside (options->output)) == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("%s cannot be written; check the folder and its rights."), options->output);
      return FALSE;
    }
  path = g_build_filename (folder, base, NULL);
  ok = write_dataset (export, options, driver, path, chosen, error)
       && check_written (path, chosen->len, error) && move_all (folder, options->output, error);
  wf_paths_remove_folder (folder);
  return ok;
}

static json_t *
export_pack (const char *pack_path, Options *options, GError **error)
{
  const char *driver = driver_for (options->output);
  g_autoptr (WfPack) pack = wf_pack_open (pack_path, error);
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) chosen = NULL;
  Export export = { .pack = pack, .shaper = { .pack = pack }, .columns = columns };
  gboolean ok;

  if (pack == NULL)
    return NULL;
  if (driver == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s: there is no such format; end the name with .gpkg, .fgb, .geojson, .shp, "
                      ".csv or .kml."),
                   options->output);
      return NULL;
    }
  export.for_sheets = g_str_equal (driver, "CSV") || g_str_equal (driver, "XLSX");
  chosen = options->features != NULL
               ? wf_export_read_list (pack, options->features, error)
               : wf_export_choose (pack, options->bbox, options->where, error);
  if (chosen == NULL)
    return NULL;
  ok = write_aside (&export, options, driver, chosen, error);
  wf_pack_shaper_clear (&export.shaper);
  return ok ? json_pack ("{s:I, s:s, s:s}", "features", (json_int_t) chosen->len, "output",
                         options->output, "driver", driver)
            : NULL;
}

static json_t *
run (int argc, char **argv, GError **error)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = g_option_context_new ("PACK");
  g_autofree char *base = NULL;
  GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options.output, NULL, "FILE" },
    { "layer-name", 0, 0, G_OPTION_ARG_STRING, &options.layer_name, NULL, "N" },
    { "crs", 0, 0, G_OPTION_ARG_STRING, &options.crs, NULL, "EPSG:N" },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &options.encoding, NULL, "E" },
    { "append", 0, 0, G_OPTION_ARG_NONE, &options.append, NULL, NULL },
    { "bbox", 0, 0, G_OPTION_ARG_STRING, &options.bbox, NULL, "W,S,E,N" },
    { "where", 0, 0, G_OPTION_ARG_STRING, &options.where, NULL, "EXPR" },
    { "features", 0, 0, G_OPTION_ARG_FILENAME, &options.features, NULL, "FILE" },
    { "aside", 0, 0, G_OPTION_ARG_FILENAME, &options.aside, NULL, "FOLDER" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;
  if (argc != 2 || options.output == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("export needs one PACK and --output FILE."));
      return NULL;
    }
  if (options.layer_name == NULL)
    {
      base = g_path_get_basename (options.output);
      base[strcspn (base, ".")] = '\0';
      options.layer_name = base;
    }
  return export_pack (argv[1], &options, error);
}

const WfJob wf_job_export = {
  .name = "export",
  .synopsis = "PACK --output FILE [--layer-name N] [--crs EPSG:N] [--encoding E] [--append] "
              "[--bbox W,S,E,N] [--where EXPR] [--features FILE] [--aside FOLDER]",
  .memory = G_GUINT64_CONSTANT (8) << 30,
  .cpu_s = 1800,
  .run = run,
};
