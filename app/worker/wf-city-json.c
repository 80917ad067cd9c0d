/* Watchfloor: CityJSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. A Seq is a line of JSON with what all share and then a line an object; a whole
 * model is one document. Both become the same list of features. */
#include "config.h"

#include "wf-city-json.h"

#include "wf-city-surface.h"
#include "wf-error.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_FIELDS 500
#define MAX_PARENTS 4
#define MAX_CELLS (64u << 20) /* fields times features */
#define OWN_FIELDS 3 /* id, type, parent */

typedef struct
{
  double scale[3], translate[3];
} Transform;

typedef struct
{
  WfCityModel *model;
  Transform transform;
  GHashTable *field_of; /* Owned: name (of the model's) -> index + 1 */
  const char *what;
  guint64 n_cells;
} Reader;

static void
feature_free (gpointer data)
{
  WfCityFeature *feature = data;

  g_array_unref (feature->xy);
  g_array_unref (feature->parts);
  g_ptr_array_unref (feature->attributes);
  g_free (feature);
}

static void
clear_field (gpointer data)
{
  g_free (((WfCityField *) data)->name);
}

static void
document_free (gpointer data)
{
  json_decref (data);
}

void
wf_city_model_free (WfCityModel *model)
{
  if (model == NULL)
    return;
  g_free (model->crs);
  g_array_unref (model->fields);
  g_ptr_array_unref (model->features);
  g_ptr_array_unref (model->documents);
  g_free (model);
}

/* A feature of GeoJSON may have the words among its values. */
gboolean
wf_city_json_is (const char *head, gsize n)
{
  g_autoptr (GRegex) marks
      = g_regex_new ("^[\\s\\xBB-\\xFF]*\\{.*?(\"type\"\\s*:\\s*\"CityJSON\"|\"CityObjects\"\\s*:)",
                     G_REGEX_RAW | G_REGEX_DOTALL, 0, NULL);

  return g_regex_match_full (marks, head, (gssize) n, 0, 0, NULL, NULL);
}

/* ---- what all objects share */

static void
read_three (const json_t *array, double to[3])
{
  for (guint i = 0; i < 3 && json_array_size (array) == 3; i++)
    to[i] = json_number_value (json_array_get (array, i));
}

/* "urn:ogc:def:crs:EPSG::7415", "https://www.opengis.net/def/crs/EPSG/0/7415", "EPSG:7415". */
static char *
read_crs (const json_t *root)
{
  const char *name = wf_json_string (json_object_get (root, "metadata"), "referenceSystem", "");
  gsize end = strlen (name), start = end;

  while (start > 0 && g_ascii_isdigit (name[start - 1]))
    start--;
  if (start == end || end - start > 6 || strstr (name, "EPSG") == NULL)
    return NULL;
  return g_strconcat ("EPSG:", name + start, NULL);
}

static void
read_header (Reader *reader, const json_t *root)
{
  const json_t *transform = json_object_get (root, "transform");

  read_three (json_object_get (transform, "scale"), reader->transform.scale);
  read_three (json_object_get (transform, "translate"), reader->transform.translate);
  if (reader->model->crs == NULL)
    reader->model->crs = read_crs (root);
}

/* @n triples; a vertex that is none becomes NaN, and so what stands on it is left out. */
static double *
read_vertices (const Reader *reader, const json_t *root, gsize *n)
{
  const json_t *vertices = json_object_get (root, "vertices"), *vertex;
  const Transform *t = &reader->transform;
  double *xyz;
  size_t i;

  *n = json_array_size (vertices);
  xyz = g_new (double, 3 * MAX (*n, 1));
  json_array_foreach (vertices, i, vertex)
    for (guint k = 0; k < 3; k++)
      {
        const json_t *number = json_array_get (vertex, k);

        xyz[3 * i + k] = json_is_number (number)
                             ? json_number_value (number) * t->scale[k] + t->translate[k]
                             : (double) NAN;
      }
  return xyz;
}

/* ---- attributes */

static guint
add_field (Reader *reader, const char *name)
{
  WfCityField field = { g_strdup (name), WF_CITY_INT };

  g_array_append_val (reader->model->fields, field);
  g_hash_table_insert (reader->field_of, g_strdup (name),
                       GUINT_TO_POINTER (reader->model->fields->len));
  return reader->model->fields->len - 1;
}

static void
widen (WfCityField *field, const json_t *value)
{
  if (json_is_real (value) && field->type == WF_CITY_INT)
    field->type = WF_CITY_REAL;
  else if (!json_is_number (value))
    field->type = WF_CITY_TEXT;
}

/* Nearer relatives win: what is set stays. */
static void
take_attributes (Reader *reader, WfCityFeature *feature, json_t *object)
{
  const char *name;
  json_t *value;

  json_object_foreach (json_object_get (object, "attributes"), name, value)
    {
      gpointer known = g_hash_table_lookup (reader->field_of, name);
      guint field;

      if (json_is_null (value) || reader->n_cells > MAX_CELLS
          || (known == NULL && reader->model->fields->len >= OWN_FIELDS + MAX_FIELDS))
        continue;
      field = known != NULL ? GPOINTER_TO_UINT (known) - 1 : add_field (reader, name);
      if (feature->attributes->len <= field)
        g_ptr_array_set_size (feature->attributes, (int) field + 1);
      if (feature->attributes->pdata[field] != NULL)
        continue;
      feature->attributes->pdata[field] = value;
      widen (&g_array_index (reader->model->fields, WfCityField, field), value);
    }
}

static const char *
parent_of (const json_t *object)
{
  return json_string_value (json_array_get (json_object_get (object, "parents"), 0));
}

static void
take_all_attributes (Reader *reader, WfCityFeature *feature, const json_t *objects, json_t *object)
{
  take_attributes (reader, feature, object);
  for (guint i = 0; i < MAX_PARENTS; i++)
    {
      const char *parent = parent_of (object);

      object = parent != NULL ? json_object_get (objects, parent) : NULL;
      if (object == NULL)
        return;
      take_attributes (reader, feature, object);
    }
}

/* ---- objects */

static void
add_object (Reader *reader, const json_t *objects, const char *id, json_t *object,
            WfCityVertices vertices)
{
  const json_t *geometries = json_object_get (object, "geometry");
  WfCityFeature *feature;

  if (json_array_size (geometries) == 0)
    return;
  feature = g_new0 (WfCityFeature, 1);
  feature->id = id;
  feature->type = wf_json_string (object, "type", "");
  feature->parent = parent_of (object);
  feature->xy = g_array_new (FALSE, FALSE, sizeof (double));
  feature->parts = g_array_new (FALSE, FALSE, sizeof (WfCityPart));
  feature->attributes = g_ptr_array_new ();
  wf_city_surface_add (feature, geometries, vertices);
  take_all_attributes (reader, feature, objects, object);
  reader->n_cells += feature->attributes->len;
  g_ptr_array_add (reader->model->features, feature);
}

/* Takes @root. */
static void
add_document (Reader *reader, json_t *root)
{
  json_t *objects = json_object_get (root, "CityObjects"), *object;
  WfCityVertices vertices = { NULL, 0 };
  g_autofree double *xyz = NULL;
  const char *id;

  g_ptr_array_add (reader->model->documents, root);
  xyz = read_vertices (reader, root, &vertices.n);
  vertices.xyz = xyz;
  json_object_foreach (objects, id, object)
    add_object (reader, objects, id, object, vertices);
}

static gboolean
refuse (Reader *reader, GError **error)
{
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("%s is not CityJSON, or of another version than 1.0 to 2.0; get it again."),
               reader->what);
  return FALSE;
}

static gboolean
is_city_json (const json_t *root)
{
  const char *version = wf_json_string (root, "version", "");

  return strcmp (wf_json_string (root, "type", ""), "CityJSON") == 0
         && (g_str_has_prefix (version, "1.") || g_str_has_prefix (version, "2."));
}

static gboolean
read_lines (Reader *reader, const char *text, gsize length, GError **error)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *stop = memchr (text, '\n', (gsize) (end - text));
      gsize n = (gsize) ((stop != NULL ? stop : end) - text);
      json_t *root;

      if (n > 0 && !(n == 1 && *text == '\r'))
        {
          root = wf_json_parse (text, n, WF_CITY_JSON_MAX_BYTES, reader->what, error);
          if (root == NULL)
            return FALSE;
          if (reader->model->documents->len == 0 && !is_city_json (root))
            {
              json_decref (root);
              return refuse (reader, error);
            }
          if (reader->model->documents->len == 0)
            read_header (reader, root);
          add_document (reader, root);
        }
      text += n + 1;
    }
  return TRUE;
}

/* A Seq has the whole of its first object on its first line. */
static gboolean
is_sequence (const char *text, gsize length)
{
  const char *stop = memchr (text, '\n', length);
  json_error_t problem;
  json_t *root;

  if (stop == NULL || text[0] != '{' || stop == text || stop[-(stop[-1] == '\r') - 1] != '}')
    return FALSE;
  while (stop < text + length && g_ascii_isspace (*stop))
    stop++;
  if (stop == text + length || *stop != '{')
    return FALSE;
  root = json_loadb (text, (gsize) (stop - text), 0, &problem);
  json_decref (root);
  return root != NULL;
}

static gboolean
read_all (Reader *reader, const char *text, gsize length, GError **error)
{
  json_t *root;

  if (is_sequence (text, length))
    return read_lines (reader, text, length, error);
  root = wf_json_parse (text, length, WF_CITY_JSON_MAX_BYTES, reader->what, error);
  if (root == NULL)
    return FALSE;
  if (!is_city_json (root))
    {
      json_decref (root);
      return refuse (reader, error);
    }
  read_header (reader, root);
  add_document (reader, root);
  return TRUE;
}

WfCityModel *
wf_city_json_parse (const char *text, gsize length, const char *what, GError **error)
{
  g_autoptr (WfCityModel) model = g_new0 (WfCityModel, 1);
  g_autoptr (GHashTable) field_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reader reader = { model, { { 1, 1, 1 }, { 0, 0, 0 } }, field_of, what };
  static const char *const own[OWN_FIELDS] = { "id", "type", "parent" };

  model->fields = g_array_new (FALSE, FALSE, sizeof (WfCityField));
  g_array_set_clear_func (model->fields, clear_field);
  model->features = g_ptr_array_new_with_free_func (feature_free);
  model->documents = g_ptr_array_new_with_free_func (document_free);
  for (guint i = 0; i < OWN_FIELDS; i++)
    {
      WfCityField field = { g_strdup (own[i]), WF_CITY_TEXT };

      g_array_append_val (model->fields, field);
    }
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  return read_all (&reader, text, length, error) ? g_steal_pointer (&model) : NULL;
}
