/* Watchfloor: from a source's coordinates to the pack's.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A logarithm and a sine for each of millions of points would cost more than reading them:
 * the Mercator ordinate comes from a table of cubic Taylor polynomials, 32 a degree, which stays
 * within 1e-11 of the formula (a step of the pack is 2.3e-10). */
#include "config.h"

#include "wf-projector.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-worker-report.h"

#include <cpl_conv.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define NODES_PER_DEGREE 32
#define TABLE_MAX_LAT 85.0
#define N_NODES ((int) (2 * TABLE_MAX_LAT * NODES_PER_DEGREE) + 1)
#define EDGE_DEG 1e-6 /* rounding beyond the edge of the world */

typedef enum
{
  FROM_DEGREES,
  FROM_MERCATOR,
  FROM_ANY,
} Way;

struct _WfProjector
{
  Way way;
  WfDatum datum;
  gboolean swapped, wraps;
  OGRCoordinateTransformationH transform; /* Owned: FROM_ANY */
  double (*table)[4]; /* Owned */
};

/* y = 1/2 - gd^-1(lat) / (2 pi); derivatives of gd^-1: sec, sec tan, sec (1 + 2 tan^2). */
static void
fill_table (double (*table)[4])
{
  for (int i = 0; i < N_NODES; i++)
    {
      double lat = ((double) i / NODES_PER_DEGREE - TABLE_MAX_LAT) * (M_PI / 180);
      double sec = 1 / cos (lat), tan_lat = tan (lat), k = -1 / (2 * M_PI), r = M_PI / 180;

      table[i][0] = wf_mercator_from_lonlat ((WfLonLat){ 0, lat / r }).y;
      table[i][1] = k * sec * r;
      table[i][2] = k * sec * tan_lat * r * r / 2;
      table[i][3] = k * sec * (1 + 2 * tan_lat * tan_lat) * r * r * r / 6;
    }
}

static inline double
mercator_y (const WfProjector *projector, double lat)
{
  double at = (lat + TABLE_MAX_LAT) * NODES_PER_DEGREE;
  const double *c;
  double d;
  int node;

  if (!(lat > -TABLE_MAX_LAT && lat < TABLE_MAX_LAT))
    return wf_mercator_from_lonlat ((WfLonLat){ 0, lat }).y;
  node = (int) (at + 0.5);
  c = projector->table[node];
  d = (at - node) / NODES_PER_DEGREE;
  return c[0] + d * (c[1] + d * (c[2] + d * c[3]));
}

static gboolean
is_epsg (OGRSpatialReferenceH srs, const char *const *codes)
{
  const char *authority = OSRGetAuthorityName (srs, NULL), *code = OSRGetAuthorityCode (srs, NULL);

  if (g_strcmp0 (authority, "OGC") == 0 && g_strcmp0 (code, "CRS84") == 0)
    return g_strv_contains (codes, "CRS84");
  return g_strcmp0 (authority, "EPSG") == 0 && code != NULL && g_strv_contains (codes, code);
}

static Way
find_way (OGRSpatialReferenceH srs)
{
  static const char *const degrees[] = { "CRS84", "4326", "4979", "4490", "4480", NULL };
  static const char *const mercator[] = { "3857", "900913", NULL };

  if (srs == NULL || is_epsg (srs, degrees))
    return FROM_DEGREES;
  return is_epsg (srs, mercator) ? FROM_MERCATOR : FROM_ANY;
}

WfProjector *
wf_projector_new (OGRSpatialReferenceH srs, WfDatum datum, gboolean swapped, GError **error)
{
  g_autoptr (WfProjector) projector = g_new0 (WfProjector, 1);

  projector->way = find_way (srs);
  projector->datum = datum;
  projector->swapped = swapped;
  projector->wraps = projector->way == FROM_ANY && OSRIsProjected (srs);
  projector->table = g_malloc_n (N_NODES, sizeof *projector->table);
  fill_table (projector->table);
  if (projector->way == FROM_ANY)
    {
      OGRSpatialReferenceH from = OSRClone (srs), to = OSRNewSpatialReference (NULL);

      /* Heights are left out, so they need no grid of a geoid. */
      if (OSRIsCompound (from))
        OSRStripVertical (from);
      OSRImportFromEPSG (to, 4326);
      OSRSetAxisMappingStrategy (from, OAMS_TRADITIONAL_GIS_ORDER);
      OSRSetAxisMappingStrategy (to, OAMS_TRADITIONAL_GIS_ORDER);
      projector->transform = OCTNewCoordinateTransformation (from, to);
      OSRRelease (from);
      OSRRelease (to);
      if (projector->transform == NULL)
        {
          g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                       _ ("Its coordinate system cannot be turned into longitude and latitude "
                          "(%s); ask its maker for EPSG:4490 or EPSG:4326."),
                       wf_worker_report_gdal_said ());
          return NULL;
        }
    }
  return g_steal_pointer (&projector);
}

void
wf_projector_free (WfProjector *projector)
{
  if (projector == NULL)
    return;
  if (projector->transform != NULL)
    OCTDestroyCoordinateTransformation (projector->transform);
  g_free (projector->table);
  g_free (projector);
}

void
wf_projector_to_degrees (WfProjector *projector, gsize n, double *x, double *y)
{
  for (gsize i = 0; projector->swapped && i < n; i++)
    {
      double spare = x[i];

      x[i] = y[i];
      y[i] = spare;
    }
  if (projector->way == FROM_MERCATOR)
    {
      double k = 1 / (2 * M_PI * WF_EARTH_RADIUS_M);

      for (gsize i = 0; i < n; i++)
        {
          WfLonLat p = wf_mercator_to_lonlat ((WfPoint){ 0.5 + x[i] * k, 0.5 - y[i] * k });

          x[i] = p.lon;
          y[i] = p.lat;
        }
    }
  else if (projector->way == FROM_ANY)
    {
      /* Points that fail become HUGE_VAL, the others are still done. */
      for (gsize first = 0; first < n; first += 1u << 20)
        OCTTransform (projector->transform, (int) MIN (n - first, 1u << 20), x + first, y + first,
                      NULL);
    }
  if (projector->datum == WF_DATUM_GCJ02 || projector->datum == WF_DATUM_BD09)
    for (gsize i = 0; i < n; i++)
      {
        WfLonLat p = wf_datum_to_wgs84 (projector->datum, (WfLonLat){ x[i], y[i] });

        x[i] = p.lon;
        y[i] = p.lat;
      }
}

void
wf_projector_to_units (const WfProjector *projector, gsize n, const double *lon, const double *lat,
                       WfUnit *units, guint8 *ok)
{
  const double limit_x = 180 + EDGE_DEG, limit_y = 90 + EDGE_DEG;

  for (gsize i = 0; i < n; i++)
    {
      /* FALSE for NaN too. */
      ok[i] = lon[i] >= -limit_x && lon[i] <= limit_x && lat[i] >= -limit_y && lat[i] <= limit_y;
      units[i].x = wf_unit_clamp (ok[i] ? lon[i] / 360.0 + 0.5 : 0);
      units[i].y = wf_unit_clamp (ok[i] ? mercator_y (projector, lat[i]) : 0);
    }
}

gboolean
wf_projector_wraps (const WfProjector *projector)
{
  return projector->wraps;
}

gboolean
wf_projector_extent (WfProjector *projector, WfBox extent, WfBox *degrees)
{
  enum
  {
    EDGE = 21
  };
  double x[EDGE * EDGE], y[EDGE * EDGE];

  if (wf_box_is_empty (extent))
    return FALSE;
  for (int i = 0; i < EDGE * EDGE; i++)
    {
      x[i] = extent.min_x + (extent.max_x - extent.min_x) * (i % EDGE) / (EDGE - 1);
      y[i] = extent.min_y + (extent.max_y - extent.min_y) * (i / EDGE) / (EDGE - 1);
    }
  wf_projector_to_degrees (projector, EDGE * EDGE, x, y);
  *degrees = WF_BOX_EMPTY;
  for (int i = 0; i < EDGE * EDGE; i++)
    if (isfinite (x[i]) && isfinite (y[i]) && fabs (x[i]) <= 180.001 && fabs (y[i]) <= 90.001)
      wf_box_add (degrees, x[i], y[i]);
  return !wf_box_is_empty (*degrees);
}

/* A .prj is as Chinese programs write it: with names in GBK. */
static char *
to_utf8 (const char *text)
{
  char *converted = g_utf8_validate (text, -1, NULL)
                        ? g_strdup (text)
                        : g_convert (text, -1, "UTF-8", "GB18030", NULL, NULL, NULL);

  return converted != NULL ? converted : g_utf8_make_valid (text, -1);
}

char *
wf_projector_crs_name (OGRSpatialReferenceH srs)
{
  static const char *const options[] = { "FORMAT=WKT2_2019", NULL };
  const char *authority = srs != NULL ? OSRGetAuthorityName (srs, NULL) : NULL;
  const char *code = srs != NULL ? OSRGetAuthorityCode (srs, NULL) : NULL;
  char *wkt = NULL, *copy;

  if (srs == NULL)
    return g_strdup ("");
  if (authority == NULL || code == NULL)
    {
      /* ESRI's .prj files carry no code; one that PROJ knows to be the same is as good. */
      OGRSpatialReferenceH own = OSRClone (srs);

      if (OSRAutoIdentifyEPSG (own) == OGRERR_NONE && OSRGetAuthorityCode (own, NULL) != NULL)
        copy = g_strdup_printf ("%s:%s", OSRGetAuthorityName (own, NULL),
                                OSRGetAuthorityCode (own, NULL));
      else
        {
          OSRExportToWktEx (own, &wkt, options);
          copy = to_utf8 (wkt != NULL ? wkt : "");
          CPLFree (wkt);
        }
      OSRRelease (own);
      return copy;
    }
  return g_strdup_printf ("%s:%s", authority, code);
}

WfDatum
wf_projector_crs_datum (OGRSpatialReferenceH srs)
{
  const char *datum = srs != NULL ? OSRGetAttrValue (srs, "DATUM", 0) : NULL;

  if (datum != NULL
      && (strstr (datum, "China_2000") != NULL || strstr (datum, "CGCS2000") != NULL
          || strstr (datum, "China Geodetic Coordinate System 2000") != NULL
          || strstr (datum, "China_Geodetic_Coordinate_System_2000") != NULL
          || strstr (datum, "D_China_2000") != NULL))
    return WF_DATUM_CGCS2000;
  return WF_DATUM_WGS84;
}
