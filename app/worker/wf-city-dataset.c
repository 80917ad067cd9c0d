/* Watchfloor: CityJSON as a GDAL dataset.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The surfaces of a footprint, often triangles, are joined here. */
#include "config.h"

#include "wf-city-dataset.h"

#include "wf-city-json.h"
#include "wf-error.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_BYTES 65536

gboolean
wf_city_dataset_is (const char *path)
{
  static const char *const endings[] = { ".json", ".jsonl", ".cityjson", ".geojsonl" };
  g_autofree char *head = NULL;
  gboolean named = FALSE;
  ssize_t n;
  int fd;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    named |= g_str_has_suffix (path, endings[i]);
  fd = named ? open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
  if (fd < 0)
    return FALSE;
  head = g_malloc (HEAD_BYTES);
  n = read (fd, head, HEAD_BYTES);
  close (fd);
  return n > 0 && wf_city_json_is (head, (gsize) n);
}

static OGRLayerH
create_layer (GDALDatasetH dataset, const WfCityModel *model, const char *name)
{
  OGRSpatialReferenceH srs = NULL;
  OGRLayerH layer;

  if (model->crs != NULL)
    {
      srs = OSRNewSpatialReference (NULL);
      OSRSetFromUserInput (srs, model->crs);
      OSRSetAxisMappingStrategy (srs, OAMS_TRADITIONAL_GIS_ORDER);
    }
  layer = GDALDatasetCreateLayer (dataset, name, srs, wkbUnknown, NULL);
  if (srs != NULL)
    OSRRelease (srs);
  for (guint i = 0; i < model->fields->len; i++)
    {
      static const OGRFieldType types[] = { OFTString, OFTInteger64, OFTReal };
      const WfCityField *field = &g_array_index (model->fields, WfCityField, i);
      OGRFieldDefnH defn = OGR_Fld_Create (field->name, types[field->type]);

      OGR_L_CreateField (layer, defn, TRUE);
      OGR_Fld_Destroy (defn);
    }
  return layer;
}

static void
set_points (OGRGeometryH geometry, const WfCityFeature *feature, const WfCityPart *part)
{
  const double *xy = &g_array_index (feature->xy, double, 2 * part->first);

  for (gsize i = 0; i < part->n; i++)
    OGR_G_AddPoint_2D (geometry, xy[2 * i], xy[2 * i + 1]);
}

static OGRGeometryH
make_points (const WfCityFeature *feature)
{
  OGRGeometryH all = OGR_G_CreateGeometry (wkbMultiPoint);

  for (guint i = 0; i + 1 < feature->xy->len; i += 2)
    {
      OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);

      OGR_G_SetPoint_2D (point, 0, g_array_index (feature->xy, double, i),
                         g_array_index (feature->xy, double, i + 1));
      OGR_G_AddGeometryDirectly (all, point);
    }
  return all;
}

static OGRGeometryH
make_lines (const WfCityFeature *feature)
{
  OGRGeometryH all = OGR_G_CreateGeometry (wkbMultiLineString);

  for (guint i = 0; i < feature->parts->len; i++)
    {
      OGRGeometryH line = OGR_G_CreateGeometry (wkbLineString);

      set_points (line, feature, &g_array_index (feature->parts, WfCityPart, i));
      OGR_G_AddGeometryDirectly (all, line);
    }
  return all;
}

static OGRGeometryH
make_areas (const WfCityFeature *feature)
{
  OGRGeometryH all = OGR_G_CreateGeometry (wkbMultiPolygon), polygon = NULL, joined;

  for (guint i = 0; i < feature->parts->len; i++)
    {
      const WfCityPart *part = &g_array_index (feature->parts, WfCityPart, i);
      OGRGeometryH ring = OGR_G_CreateGeometry (wkbLinearRing);

      if (!part->is_hole)
        {
          polygon = OGR_G_CreateGeometry (wkbPolygon);
          OGR_G_AddGeometryDirectly (all, polygon);
        }
      set_points (ring, feature, part);
      OGR_G_CloseRings (ring);
      OGR_G_AddGeometryDirectly (polygon, ring);
    }
  if (OGR_G_GetGeometryCount (all) < 2)
    return all;
  joined = OGR_G_UnionCascaded (all);
  if (joined == NULL || OGR_G_IsEmpty (joined))
    {
      OGR_G_DestroyGeometry (joined);
      return all;
    }
  OGR_G_DestroyGeometry (all);
  return joined;
}

static OGRGeometryH
make_geometry (const WfCityFeature *feature)
{
  if (feature->parts->len == 0)
    return NULL;
  switch (feature->shape)
    {
    case WF_CITY_POINTS:
      return make_points (feature);
    case WF_CITY_LINES:
      return make_lines (feature);
    case WF_CITY_AREAS:
    default:
      return make_areas (feature);
    }
}

static void
set_value (OGRFeatureH to, int field, WfCityFieldType type, const json_t *value)
{
  if (value == NULL)
    return;
  if (type == WF_CITY_INT)
    OGR_F_SetFieldInteger64 (to, field, json_integer_value (value));
  else if (type == WF_CITY_REAL)
    OGR_F_SetFieldDouble (to, field, json_number_value (value));
  else if (json_is_string (value))
    OGR_F_SetFieldString (to, field, json_string_value (value));
  else
    {
      g_autofree char *text = wf_json_canonical (value);

      OGR_F_SetFieldString (to, field, text);
    }
}

static void
add_feature (OGRLayerH layer, const WfCityModel *model, const WfCityFeature *feature)
{
  OGRFeatureH to = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  OGRGeometryH geometry = make_geometry (feature);
  const char *const own[] = { feature->id, feature->type, feature->parent };

  for (int i = 0; i < (int) G_N_ELEMENTS (own); i++)
    if (own[i] != NULL)
      OGR_F_SetFieldString (to, i, own[i]);
  for (guint i = G_N_ELEMENTS (own); i < feature->attributes->len; i++)
    set_value (to, (int) i, g_array_index (model->fields, WfCityField, i).type,
               feature->attributes->pdata[i]);
  if (geometry != NULL)
    OGR_F_SetGeometryDirectly (to, geometry);
  if (OGR_L_CreateFeature (layer, to) != OGRERR_NONE)
    g_debug ("%s was not taken", feature->id);
  OGR_F_Destroy (to);
}

static char *
load (const char *path, gsize *length, GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  struct stat st;
  char *text = NULL;

  if (stat (path, &st) == 0 && st.st_size > WF_CITY_JSON_MAX_BYTES)
    g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                 _ ("%s is larger than %u MB, more than a city model may be; open its parts."),
                 base, WF_CITY_JSON_MAX_BYTES >> 20);
  else if (!g_file_get_contents (path, &text, length, NULL))
    g_set_error (error, WF_ERROR, WF_ERROR_IO, _ ("%s cannot be read; check who may read it."),
                 base);
  return text;
}

GDALDatasetH
wf_city_dataset_open (const char *path, GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  gsize length = 0;
  g_autofree char *text = load (path, &length, error);
  g_autoptr (WfCityModel) model
      = text != NULL ? wf_city_json_parse (text, length, base, error) : NULL;
  GDALDatasetH dataset;
  OGRLayerH layer;
  char *dot;

  if (model == NULL)
    return NULL;
  dot = strchr (base, '.');
  if (dot != NULL && dot != base)
    *dot = '\0';
  dataset = GDALCreate (GDALGetDriverByName ("Memory"), base, 0, 0, 0, GDT_Unknown, NULL);
  layer = create_layer (dataset, model, base);
  for (guint i = 0; i < model->features->len; i++)
    add_feature (layer, model, model->features->pdata[i]);
  return dataset;
}
