/* Watchfloor: tables whose columns say where things are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Names are compared in lower case and without blanks; an exact name wins over
 * one that only contains the word ("百度经度", "gcj02_lng"). */
#include "config.h"

#include "wf-table-places.h"

#include "wf-error.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define EXTENT_ROWS 10000
#define LOOK_ROWS 50

/* Pairs that belong together. */
static const char *const exact[][2] = {
  { "lon", "lat" },
  { "lng", "lat" },
  { "long", "lat" },
  { "longitude", "latitude" },
  { "经度", "纬度" },
  { "經度", "緯度" },
  { "x", "y" },
  { "x坐标", "y坐标" },
  { "东坐标", "北坐标" },
  { "横坐标", "纵坐标" },
  { "easting", "northing" },
  { "point_x", "point_y" },
  { "x_coord", "y_coord" },
  { "coord_x", "coord_y" },
  { "xcoord", "ycoord" },
  { "x_lon", "y_lat" },
};

static const char *const contained[][2] = {
  { "经度", "纬度" }, { "經度", "緯度" }, { "longitude", "latitude" },
  { "lng", "lat" },   { "lon", "lat" },
};

static const char *const wkt_names[]
    = { "wkt", "_wkt", "geom", "geometry", "the_geom", "shape_wkt", "wkt_geom", "几何", NULL };

char *
wf_table_places_name (OGRLayerH layer, WfTextDecoder *decoder, int index)
{
  OGRFieldDefnH defn = OGR_FD_GetFieldDefn (OGR_L_GetLayerDefn (layer), index);

  return g_utf8_make_valid (wf_text_decoder_run (decoder, OGR_Fld_GetNameRef (defn)), -1);
}

static GPtrArray *
list_names (OGRLayerH layer, WfTextDecoder *decoder, gboolean folded)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < OGR_FD_GetFieldCount (OGR_L_GetLayerDefn (layer)); i++)
    {
      char *name = wf_table_places_name (layer, decoder, i);

      if (folded)
        {
          g_autofree char *own = g_strstrip (name);

          /* A byte order mark belongs to the file, not to its first column. */
          name = g_utf8_strdown (g_str_has_prefix (own, "\xef\xbb\xbf") ? own + 3 : own, -1);
        }
      g_ptr_array_add (names, name);
    }
  return names;
}

/* "lat" is in "gcj02_lat" but not in "plate". */
static gboolean
has_word (const char *text, const char *word)
{
  const char *at = strstr (text, word);

  if (at == NULL || (guint8) *word > 127)
    return at != NULL;
  return (at == text || !g_ascii_isalpha (at[-1])) && !g_ascii_isalpha (at[strlen (word)]);
}

static int
find_name (const GPtrArray *names, const char *name, gboolean whole)
{
  for (guint i = 0; i < names->len; i++)
    if (whole ? strcmp (names->pdata[i], name) == 0 : has_word (names->pdata[i], name))
      return (int) i;
  return -1;
}

static gboolean
find_pair (const GPtrArray *names, const char *const pairs[][2], guint n, gboolean whole,
           WfTablePlaces *places)
{
  for (guint i = 0; i < n; i++)
    {
      places->x = find_name (names, pairs[i][0], whole);
      places->y = find_name (names, pairs[i][1], whole);
      if (places->x >= 0 && places->y >= 0 && places->x != places->y)
        return TRUE;
    }
  places->x = places->y = -1;
  return FALSE;
}

static void
guess (OGRLayerH layer, WfTextDecoder *decoder, WfTablePlaces *places)
{
  g_autoptr (GPtrArray) names = list_names (layer, decoder, TRUE);

  places->by = WF_SAID_DETECTED;
  if (find_pair (names, exact, G_N_ELEMENTS (exact), TRUE, places)
      || find_pair (names, contained, G_N_ELEMENTS (contained), FALSE, places))
    return;
  for (guint i = 0; wkt_names[i] != NULL && places->x < 0; i++)
    places->x = find_name (names, wkt_names[i], TRUE);
}

static gboolean
find_named (OGRLayerH layer, WfTextDecoder *decoder, const char *name, int *field, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (layer, decoder, FALSE);

  *field = find_name (names, name, TRUE);
  if (*field >= 0)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
               _ ("There is no column %s in it; 'watchfloorctl layers' lists what there is."),
               name);
  return FALSE;
}

gboolean
wf_table_places_find (OGRLayerH layer, WfTextDecoder *decoder, const WfImportOptions *options,
                      WfTablePlaces *places, GError **error)
{
  *places = WF_TABLE_PLACES_NONE;
  if (options->x == NULL && options->wkt == NULL)
    {
      if (OGR_L_GetGeomType (layer) == wkbNone)
        guess (layer, decoder, places);
      return TRUE;
    }
  places->by = WF_SAID_CHOSEN;
  if (options->wkt != NULL)
    return find_named (layer, decoder, options->wkt, &places->x, error);
  return find_named (layer, decoder, options->x, &places->x, error)
         && find_named (layer, decoder, options->y, &places->y, error);
}

/* Decimal, with a decimal comma where the file is of such a country. */
static gboolean
parse_number (const char *text, double *value)
{
  char buffer[64];
  char *end, *comma;

  while (g_ascii_isspace (*text))
    text++;
  if (*text == '\0' || g_strlcpy (buffer, text, sizeof buffer) >= sizeof buffer)
    return FALSE;
  comma = strchr (buffer, ',');
  if (comma != NULL)
    *comma = '.';
  *value = g_ascii_strtod (buffer, &end);
  while (g_ascii_isspace (*end))
    end++;
  return end != buffer && *end == '\0' && isfinite (*value);
}

static gboolean
read_number (OGRFeatureH feature, int field, double *value)
{
  if (!OGR_F_IsFieldSetAndNotNull (feature, field))
    return FALSE;
  if (OGR_Fld_GetType (OGR_F_GetFieldDefnRef (feature, field)) == OFTReal)
    {
      *value = OGR_F_GetFieldAsDouble (feature, field);
      return isfinite (*value);
    }
  return parse_number (OGR_F_GetFieldAsString (feature, field), value);
}

static OGRGeometryH
parse_wkt (const char *text)
{
  char *rest = (char *) text;
  OGRGeometryH geometry = NULL;

  if (OGR_G_CreateFromWkt (&rest, NULL, &geometry) == OGRERR_NONE)
    return geometry;
  return NULL;
}

OGRGeometryH
wf_table_places_geometry (const WfTablePlaces *places, OGRFeatureH feature)
{
  OGRGeometryH point;
  double x, y;

  if (places->y < 0)
    return OGR_F_IsFieldSetAndNotNull (feature, places->x)
               ? parse_wkt (OGR_F_GetFieldAsString (feature, places->x))
               : NULL;
  if (!read_number (feature, places->x, &x) || !read_number (feature, places->y, &y))
    return NULL;
  point = OGR_G_CreateGeometry (wkbPoint);
  OGR_G_SetPoint_2D (point, 0, x, y);
  return point;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* A few rows of every table hold nonsense. */
static void
trim (GArray *numbers, double *min, double *max)
{
  guint over = numbers->len / 100;

  g_array_sort (numbers, compare_numbers);
  *min = g_array_index (numbers, double, over);
  *max = g_array_index (numbers, double, numbers->len - 1 - over);
}

WfBox
wf_table_places_extent (const WfTablePlaces *places, const WfGdalSource *source, OGRLayerH layer)
{
  g_autoptr (GArray) x = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) y = g_array_new (FALSE, FALSE, sizeof (double));
  WfBox box = WF_BOX_EMPTY;
  OGRFeatureH feature;
  double fraction;

  wf_gdal_source_rewind (source, layer);
  for (guint n = 0; n < EXTENT_ROWS && (feature = wf_gdal_source_next (source, layer, &fraction));
       n++)
    {
      OGRGeometryH geometry = wf_table_places_geometry (places, feature);
      OGREnvelope e;

      if (geometry != NULL && !OGR_G_IsEmpty (geometry))
        {
          OGR_G_GetEnvelope (geometry, &e);
          g_array_append_vals (x, (double[]){ e.MinX, e.MaxX }, 2);
          g_array_append_vals (y, (double[]){ e.MinY, e.MaxY }, 2);
        }
      OGR_G_DestroyGeometry (geometry);
      OGR_F_Destroy (feature);
    }
  if (x->len > 0)
    {
      trim (x, &box.min_x, &box.max_x);
      trim (y, &box.min_y, &box.max_y);
    }
  return box;
}

static gboolean
looks_like_place (OGRFeatureH feature, int field)
{
  OGRGeometryH geometry;
  double value;

  if (read_number (feature, field, &value))
    return TRUE;
  geometry = parse_wkt (OGR_F_GetFieldAsString (feature, field));
  OGR_G_DestroyGeometry (geometry);
  return geometry != NULL;
}

json_t *
wf_table_places_columns (const WfGdalSource *source, OGRLayerH layer, WfTextDecoder *decoder)
{
  int n_fields = OGR_FD_GetFieldCount (OGR_L_GetLayerDefn (layer));
  g_autofree gboolean *could = g_new0 (gboolean, MAX (1, n_fields));
  json_t *columns = json_array ();
  OGRFeatureH feature;
  double fraction;

  wf_gdal_source_rewind (source, layer);
  for (guint n = 0; n < LOOK_ROWS && (feature = wf_gdal_source_next (source, layer, &fraction));
       n++)
    {
      for (int i = 0; i < n_fields; i++)
        could[i] |= looks_like_place (feature, i);
      OGR_F_Destroy (feature);
    }
  for (int i = 0; i < n_fields; i++)
    {
      g_autofree char *name = wf_table_places_name (layer, decoder, i);

      if (could[i])
        json_array_append_new (columns, json_string (name));
    }
  return columns;
}
