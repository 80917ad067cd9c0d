/* Watchfloor: coordinates in words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How a typed coordinate was understood, and a place in the forms other programs take. */
#include "config.h"

#include "wf-coordinate.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *
datum_label (WfDatum datum)
{
  static const char *const labels[WF_DATUM_N] = { "WGS 84", "CGCS2000", "GCJ-02", "BD-09" };

  return labels[datum];
}

static char *
explain_grid (const WfCoordinateReading *reading)
{
  const WfGauss *gauss = &reading->gauss;
  g_autofree char *system = g_strdup_printf (
      /* Translators: a projected coordinate system; zone width in degrees, zone, its meridian */
      _ ("CGCS2000 Gauss-Krüger, %d° zone %d (%d° E), EPSG:%d"), gauss->width_deg, gauss->zone,
      gauss->meridian_deg, gauss->epsg);

  if (!reading->guessed)
    return g_steal_pointer (&system);
  /* Translators: %s is a coordinate system */
  return g_strdup_printf (_ ("%s; the zone is guessed from the map"), system);
}

char *
wf_coordinate_explain (const WfCoordinateReading *reading)
{
  const char *order = reading->lat_first ? _ ("latitude first") : _ ("longitude first");

  if (reading->is_grid)
    return explain_grid (reading);
  if (reading->guessed)
    /* Translators: a datum, then "longitude first" */
    return g_strdup_printf (_ ("If it is %s, %s"), datum_label (reading->datum), order);
  /* Translators: a datum, then "longitude first" */
  return g_strdup_printf (_ ("%s, %s"), datum_label (reading->datum), order);
}

const char *
wf_coordinate_form_label (WfCoordinateForm form)
{
  switch (form)
    {
    case WF_COORDINATE_DECIMAL:
      return _ ("WGS 84, decimal");
    case WF_COORDINATE_DMS:
      return _ ("WGS 84, degrees, minutes, seconds");
    case WF_COORDINATE_GAUSS:
      return _ ("CGCS2000 Gauss-Krüger");
    case WF_COORDINATE_GCJ02:
      return "GCJ-02";
    case WF_COORDINATE_BD09:
      return "BD-09";
    case WF_COORDINATE_N_FORMS:
    default:
      return "";
    }
}

/* Tenths of a second, carried over so that there is never a 60. */
static void
append_dms (GString *text, double deg, const char *before, const char *behind)
{
  gint64 tenths = (gint64) llround (fabs (deg) * 36000);

  g_string_append_printf (text, "%s%d°%02d′%02d.%d″%s", before, (int) (tenths / 36000),
                          (int) (tenths / 600 % 60), (int) (tenths / 10 % 60), (int) (tenths % 10),
                          behind);
}

static char *
format_dms (WfLonLat p, gboolean chinese)
{
  GString *text = g_string_new (NULL);

  append_dms (text, p.lat,
              !chinese    ? ""
              : p.lat < 0 ? "南纬"
                          : "北纬",
              chinese     ? ""
              : p.lat < 0 ? "S"
                          : "N");
  g_string_append_c (text, ' ');
  append_dms (text, p.lon,
              !chinese    ? ""
              : p.lon < 0 ? "西经"
                          : "东经",
              chinese     ? ""
              : p.lon < 0 ? "W"
                          : "E");
  return g_string_free (text, FALSE);
}

static char *
format_degrees (WfLonLat p, const char *behind)
{
  char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (lon, sizeof lon, "%.7f", p.lon);
  g_ascii_formatd (lat, sizeof lat, "%.7f", p.lat);
  return g_strconcat (lon, ",", lat, behind, NULL);
}

static char *
format_gauss (WfLonLat p)
{
  char north[G_ASCII_DTOSTR_BUF_SIZE], east[G_ASCII_DTOSTR_BUF_SIZE];
  double northing, easting;
  WfGauss gauss;

  if (!wf_gauss_around (p.lon, 3, true, &gauss)
      || !wf_gauss_from_lonlat (&gauss, p, &northing, &easting))
    return NULL;
  g_ascii_formatd (north, sizeof north, "%.3f", northing);
  g_ascii_formatd (east, sizeof east, "%.3f", easting);
  return g_strdup_printf ("X=%s Y=%s (EPSG:%d)", north, east, gauss.epsg);
}

char *
wf_coordinate_format (WfLonLat place, WfCoordinateForm form, gboolean chinese)
{
  if (!wf_lonlat_is_valid (place))
    return NULL;
  switch (form)
    {
    case WF_COORDINATE_DECIMAL:
      return format_degrees (place, "");
    case WF_COORDINATE_DMS:
      return format_dms (place, chinese);
    case WF_COORDINATE_GAUSS:
      return format_gauss (place);
    case WF_COORDINATE_GCJ02:
      return format_degrees (wf_datum_from_wgs84 (WF_DATUM_GCJ02, place), " GCJ-02");
    case WF_COORDINATE_BD09:
      return format_degrees (wf_datum_from_wgs84 (WF_DATUM_BD09, place), " BD-09");
    case WF_COORDINATE_N_FORMS:
    default:
      return NULL;
    }
}
