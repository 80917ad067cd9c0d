/* Watchfloor: opening a source with GDAL.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-gdal-source.h"

#include "wf-city-dataset.h"
#include "wf-error.h"
#include "wf-sheet-header.h"
#include "wf-source-check.h"
#include "wf-source-name.h"
#include "wf-wfs-axes.h"
#include "wf-worker-report.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <glib/gi18n.h>
#include <string.h>

/* How "EPSG:4326" of WFS 1.1 is read, unless the server means it otherwise. */
#define NORTH_FIRST "CONSIDER_EPSG_AS_URN=YES"

static const char *const file_drivers[] = {
#define WF_DRIVER(name) name,
#define WF_NETWORK_DRIVER(name)
#include "gdal-drivers.def"
#undef WF_DRIVER
#undef WF_NETWORK_DRIVER
  NULL
};

static const char *const network_drivers[] = {
#define WF_DRIVER(name)
#define WF_NETWORK_DRIVER(name) name,
#include "gdal-drivers.def"
#undef WF_DRIVER
#undef WF_NETWORK_DRIVER
  NULL
};

void
wf_gdal_source_prepare (void)
{
  static const char *const settings[][2] = {
    { "GDAL_PAM_ENABLED", "NO" }, /* no .aux.xml beside people's files */
    { "CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO" },
    { "GDAL_DISABLE_READDIR_ON_OPEN", "FALSE" },
    { "GML_SKIP_RESOLVE_ELEMS", "ALL" }, /* no xlink is followed */
    { "GML_SKIP_CORRUPTED_FEATURES", "YES" },
    { "OGR_ARC_STEPSIZE", "4" },
    { "OGR_ENABLE_PARTIAL_REPROJECTION", "NO" },
    { "OGR_SQLITE_LOAD_EXTENSIONS", NULL },
    { "OSM_MAX_TMPFILE_SIZE", "512" },
#ifdef __SANITIZE_ADDRESS__
    { "OGR_CSV_MAX_LINE_SIZE", "1000000" }, /* it grows a line bit by bit, each time a copy */
#endif
    { "SQLITE_USE_OGR_VFS", NULL },
    { "GDAL_CACHEMAX", "256" },
    { "GDAL_HTTP_CONNECTTIMEOUT", "10" },
    { "GDAL_HTTP_TIMEOUT", "60" },
    { "GDAL_HTTP_USERAGENT", "Watchfloor/" WF_VERSION },
  };

  wf_worker_report_catch_gdal ();
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    CPLSetConfigOption (settings[i][0], settings[i][1]);
  CPLSetConfigOption ("CPL_TMPDIR", g_get_tmp_dir ());
  GDALAllRegister ();
}

/* The archive itself where GDAL finds the layer, else the first file of a known kind in it: people
 * pack the folder, not its files. */
static char *
name_in_archive (const char *path)
{
  static const char *const endings[] = { ".gdb/", ".shp", ".gpkg", ".fgb", ".geojson", ".json",
                                         ".kml",  ".gml", ".tab",  ".csv", ".tif",     NULL };
  char *archive = g_strconcat ("/vsizip/", path, NULL);
  char **names = VSIReadDirRecursive (archive);
  char *found = NULL;

  for (guint k = 0; endings[k] != NULL && found == NULL; k++)
    for (int i = 0; names != NULL && names[i] != NULL && found == NULL; i++)
      if (wf_source_has_suffix (names[i], endings[k])
          && (strchr (names[i], '/') != NULL || wf_source_has_suffix (names[i], ".gdb/")))
        found = g_strdup_printf ("%s/%.*s", archive,
                                 (int) strlen (names[i]) - g_str_has_suffix (names[i], "/"),
                                 names[i]);
  CSLDestroy (names);
  if (found == NULL)
    return archive;
  g_free (archive);
  return found;
}

/* A database that does not answer must not be waited for without end. */
static char *
server_name (const char *name)
{
  gboolean plain = g_ascii_strncasecmp (name, "PG:", 3) == 0 && strstr (name, "://") == NULL;

  return g_strconcat (
      name, plain && strstr (name, "connect_timeout") == NULL ? " connect_timeout=10" : "",
      plain && strstr (name, "options=") == NULL ? " options='-c statement_timeout=120000'" : "",
      NULL);
}

/* What GDAL calls the file. Archives are read in place. */
static char *
gdal_name (const char *name, GError **error)
{
  g_autofree char *path = NULL;

  if (wf_source_is_server (name))
    return server_name (name);
  if (g_str_has_prefix (name, "file://"))
    path = g_filename_from_uri (name, NULL, NULL);
  else
    path = g_canonicalize_filename (name, NULL);
  if (path == NULL || g_str_has_prefix (path, "/vsi"))
    {
      wf_source_refuse (error, WF_ERROR_REFUSED,
                        _ ("%s is not a file of this machine; save it as a file and open that."),
                        name);
      return NULL;
    }
  if (!wf_source_check_file (path, error) || !wf_source_check_archive (path, error))
    return NULL;
  if (wf_source_has_suffix (path, ".vrt") || wf_source_has_suffix (path, ".ovf"))
    {
      wf_source_refuse (
          error, WF_ERROR_REFUSED,
          _ ("%s points at other files and is not opened; open those files themselves."), name);
      return NULL;
    }
  if (wf_source_has_suffix (path, ".osm.gz"))
    return g_strconcat ("/vsigzip/", path, NULL);
  if (wf_source_has_suffix (path, ".zip"))
    return name_in_archive (path);
  return g_steal_pointer (&path);
}

static GStrv
driver_options (const char *name, const char *const *options)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (guint i = 0; options != NULL && options[i] != NULL; i++)
    g_strv_builder_add (all, options[i]);
  if (wf_source_has_suffix (name, ".csv"))
    g_strv_builder_add (all, "KEEP_GEOM_COLUMNS=YES");
  if (g_ascii_strncasecmp (name, "OAPIF:", 6) == 0)
    g_strv_builder_add (all, "PAGE_SIZE=1000");
  if (g_ascii_strncasecmp (name, "WFS:", 4) == 0 && strstr (name, "VERSION=1.0") == NULL)
    g_strv_builder_add (all, NORTH_FIRST);
  /* Nothing is written beside people's files. */
  if (wf_source_has_suffix (name, ".gml") || wf_source_has_suffix (name, ".xml"))
    g_strv_builder_add (all, "WRITE_GFS=NO");
  return g_strv_builder_end (all);
}

/* Why a server does not give anything, in one sentence. */
static gboolean
refuse_server (GError **error, const char *name)
{
  static const char *const password[] = { "password", "authentication", "role \"",
                                          "HTTP error code : 401", "HTTP error code : 403" };
  static const char *const unreachable[] = { "onnection refused", "could not translate",
                                             "Could not resolve", "imeout",
                                             "timed out",         "No route",
                                             "onnect to",         "No such file or directory" };
  g_autofree char *server = wf_source_display_name (name);
  const char *said = wf_worker_report_gdal_said ();

  for (guint i = 0; i < G_N_ELEMENTS (password); i++)
    if (strstr (said, password[i]) != NULL)
      {
        g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                     _ ("The server %s did not accept the user or the password; correct them and "
                        "open it again."),
                     server);
        return FALSE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (unreachable); i++)
    if (strstr (said, unreachable[i]) != NULL)
      {
        g_set_error (error, WF_ERROR, WF_ERROR_NETWORK,
                     _ ("The server %s cannot be reached; check its address and the network."),
                     server);
        return FALSE;
      }
  g_set_error (error, WF_ERROR, WF_ERROR_NETWORK,
               _ ("The server %s does not give layers (%s); check its address."), server, said);
  return FALSE;
}

static const char *const *
drivers_for (const char *path)
{
  static const char *streaming[G_N_ELEMENTS (file_drivers)];
  guint n = 0;

  if (wf_source_check_libkml (path))
    return file_drivers;
  for (guint i = 0; file_drivers[i] != NULL; i++)
    if (strcmp (file_drivers[i], "LIBKML") != 0)
      streaming[n++] = file_drivers[i];
  return streaming;
}

/* Opens @name again where the server gives east first. */
static GDALDatasetH
turn_axes (GDALDatasetH dataset, const char *name, unsigned flags, GStrv options)
{
  for (guint i = 0; options[i] != NULL; i++)
    if (g_str_equal (options[i], NORTH_FIRST)
        && wf_wfs_axes_east_first (dataset, name, network_drivers))
      {
        GDALClose (dataset);
        g_free (options[i]);
        options[i] = g_strdup ("CONSIDER_EPSG_AS_URN=NO");
        return GDALOpenEx (name, flags, network_drivers, (const char *const *) options, NULL);
      }
  return dataset;
}

/* Opens @path again where a spreadsheet's heads were taken for a row. */
static GDALDatasetH
take_heads (GDALDatasetH dataset, const char *path, unsigned flags, GStrv options)
{
  if (!(wf_source_has_suffix (path, ".xlsx") || wf_source_has_suffix (path, ".ods"))
      || !wf_sheet_header_is_missed (dataset))
    return dataset;
  GDALClose (dataset);
  CPLSetConfigOption ("OGR_XLSX_HEADERS", "FORCE");
  CPLSetConfigOption ("OGR_ODS_HEADERS", "FORCE");
  return GDALOpenEx (path, flags, file_drivers, (const char *const *) options, NULL);
}

gboolean
wf_gdal_source_open (WfGdalSource *source, const char *name, gboolean raster,
                     const char *const *options, GError **error)
{
  gboolean network = wf_source_is_server (name);
  g_autofree char *path = gdal_name (name, error);
  g_auto (GStrv) open_options = path != NULL ? driver_options (path, options) : NULL;
  unsigned flags
      = (raster ? GDAL_OF_RASTER : GDAL_OF_VECTOR) | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;

  *source = (WfGdalSource){ 0 };
  if (path == NULL)
    return FALSE;
  if (!network && !raster && wf_city_dataset_is (path))
    {
      source->driver = "CityJSON";
      source->dataset = wf_city_dataset_open (path, error);
      return source->dataset != NULL;
    }
  wf_worker_report_forget ();
  source->dataset = GDALOpenEx (path, flags, network ? network_drivers : drivers_for (path),
                                (const char *const *) open_options, NULL);
  if (source->dataset != NULL && network)
    source->dataset = turn_axes (source->dataset, path, flags, open_options);
  else if (source->dataset != NULL && !raster)
    source->dataset = take_heads (source->dataset, path, flags, open_options);
  if (source->dataset == NULL && network)
    return refuse_server (error, name);
  if (source->dataset == NULL)
    {
      g_autofree char *base = g_path_get_basename (name);

      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s is not a layer that can be read here, or it is broken (%s)."), base,
                   wf_worker_report_gdal_said ());
      return FALSE;
    }
  source->driver = GDALGetDriverShortName (GDALGetDatasetDriver (source->dataset));
  source->is_server = network;
  source->one_pass = g_strcmp0 (source->driver, "OSM") == 0;
  return TRUE;
}

void
wf_gdal_source_close (WfGdalSource *source)
{
  if (source->dataset != NULL)
    GDALClose (source->dataset);
  source->dataset = NULL;
}

/* The first with geometry that has something in it, as a GPX file has five layers and fills one;
 * else the first with geometry; else the first. */
static OGRLayerH
first_layer (const WfGdalSource *source)
{
  OGRLayerH empty = NULL;

  for (int i = 0; i < GDALDatasetGetLayerCount (source->dataset); i++)
    {
      OGRLayerH layer = GDALDatasetGetLayer (source->dataset, i);

      if (layer == NULL || OGR_L_GetGeomType (layer) == wkbNone)
        continue;
      /* A server would count millions of rows. */
      if (source->one_pass || source->is_server || OGR_L_GetFeatureCount (layer, TRUE) != 0)
        return layer;
      if (empty == NULL)
        empty = layer;
    }
  return empty != NULL ? empty : GDALDatasetGetLayer (source->dataset, 0);
}

OGRLayerH
wf_gdal_source_layer (const WfGdalSource *source, const char *name, GError **error)
{
  OGRLayerH layer = name != NULL && *name != '\0'
                        ? GDALDatasetGetLayerByName (source->dataset, name)
                        : first_layer (source);

  if (layer != NULL)
    return layer;
  if (name != NULL && *name != '\0')
    g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                 _ ("There is no layer %s in it; 'watchfloorctl layers' lists what there is."),
                 name);
  else
    g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("There is no layer in it."));
  return NULL;
}

OGRFeatureH
wf_gdal_source_next (const WfGdalSource *source, OGRLayerH layer, double *fraction)
{
  OGRFeatureH feature;
  OGRLayerH of = NULL;

  *fraction = -1;
  if (!source->one_pass)
    return OGR_L_GetNextFeature (layer);
  while ((feature = GDALDatasetGetNextFeature (source->dataset, &of, fraction, NULL, NULL)) != NULL)
    {
      if (of == layer || layer == NULL)
        return feature;
      OGR_F_Destroy (feature);
    }
  return NULL;
}

void
wf_gdal_source_rewind (const WfGdalSource *source, OGRLayerH layer)
{
  if (source->one_pass)
    GDALDatasetResetReading (source->dataset);
  else
    OGR_L_ResetReading (layer);
}
