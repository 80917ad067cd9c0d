/* Watchfloor: the forms of an NGSI-LD entity.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An attribute is looked at once and becomes {"type","value"|"object"|"languageMap", ...}. Depth is
 * bounded by wf_json_parse. Pure, any thread. */
#include "config.h"

#include "wf-entity-form.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-point.h"

#include <glib/gi18n.h>
#include <string.h>

#define WF_NULL_URN "urn:ngsi-ld:null"

static gboolean
is_one_of (const char *name, const char *const *names)
{
  return g_strv_contains (names, name);
}

/* Members of an attribute that are not attributes of the attribute. */
static gboolean
is_plain_member (const char *name)
{
  static const char *const plain[]
      = { "type",      "value",      "object",     "languageMap",   "observedAt", "unitCode",
          "datasetId", "instanceId", "createdAt",  "modifiedAt",    "deletedAt",  "lang",
          "vocab",     "json",       "objectType", "previousValue", "@context",   NULL };

  return is_one_of (name, plain);
}

static gboolean
position_is_valid (const json_t *position)
{
  const json_t *lon = json_array_get (position, 0);
  const json_t *lat = json_array_get (position, 1);
  size_t n = json_array_size (position);

  if (n < 2 || n > 4 || !json_is_number (lon) || !json_is_number (lat))
    return FALSE;
  return wf_lonlat_is_valid ((WfLonLat){ json_number_value (lon), json_number_value (lat) });
}

/* @depth 0 = a position, 1 = an array of positions... */
static gboolean
coordinates_are_valid (const json_t *coordinates, guint depth, guint *budget)
{
  const json_t *part;
  size_t i;

  if (!json_is_array (coordinates) || json_array_size (coordinates) == 0)
    return FALSE;
  if (depth == 0)
    return (*budget)-- > 0 && position_is_valid (coordinates);
  json_array_foreach (coordinates, i, part)
    if (*budget == 0 || !coordinates_are_valid (part, depth - 1, budget))
      return FALSE;
  return TRUE;
}

static int
geometry_depth (const char *type)
{
  static const struct
  {
    const char *type;
    int depth;
  } geometries[] = { { "Point", 0 },   { "MultiPoint", 1 },      { "LineString", 1 },
                     { "Polygon", 2 }, { "MultiLineString", 2 }, { "MultiPolygon", 3 } };

  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (geometries); i++)
    if (g_str_equal (type, geometries[i].type))
      return geometries[i].depth;
  return -1;
}

gboolean
wf_geojson_is_geometry (const json_t *value)
{
  int depth = geometry_depth (wf_json_string (value, "type", NULL));
  guint budget = WF_ENTITY_MAX_POSITIONS;

  return depth >= 0
         && coordinates_are_valid (json_object_get (value, "coordinates"), (guint) depth, &budget);
}

/* Looks like GeoJSON, whether its positions are valid or not. */
static gboolean
looks_like_geometry (const json_t *value)
{
  return geometry_depth (wf_json_string (value, "type", NULL)) >= 0
         && json_object_get (value, "coordinates") != NULL;
}

static gboolean
name_is_valid (const char *name)
{
  return *name != '\0' && strlen (name) <= WF_ENTITY_MAX_NAME
         && strpbrk (name, "<>\"'=;(),|&?# \t\r\n") == NULL;
}

static gboolean
means_removal (const json_t *value)
{
  return json_is_null (value)
         || (json_is_string (value) && g_str_equal (json_string_value (value), WF_NULL_URN));
}

/* The NGSI-LD type an attribute object claims; NULL where @attr is a bare value. */
static const char *
claimed_type (const json_t *attr)
{
  static const char *const properties[]
      = { "Property", "DateTime", "Text", "Number", "Integer", "Boolean", "StructuredValue", NULL };
  const char *type = wf_json_string (attr, "type", NULL);

  if (!json_is_object (attr) || looks_like_geometry (attr))
    return NULL;
  if (type != NULL && g_ascii_strcasecmp (type, "GeoProperty") == 0)
    return "GeoProperty";
  if (type != NULL
      && (g_str_equal (type, "Relationship") || g_str_equal (type, "LanguageProperty")))
    return g_str_equal (type, "Relationship") ? "Relationship" : "LanguageProperty";
  if (type != NULL && is_one_of (type, properties)
      && (json_object_get (attr, "value") != NULL || g_str_equal (type, "Property")))
    return looks_like_geometry (json_object_get (attr, "value")) ? "GeoProperty" : "Property";
  if (json_object_get (attr, "value") != NULL)
    return looks_like_geometry (json_object_get (attr, "value")) ? "GeoProperty" : "Property";
  if (json_is_string (json_object_get (attr, "object"))
      || json_is_array (json_object_get (attr, "object")))
    return "Relationship";
  return json_is_object (json_object_get (attr, "languageMap")) ? "LanguageProperty" : NULL;
}

static const char *
content_member (const char *type)
{
  if (g_str_equal (type, "Relationship"))
    return "object";
  return g_str_equal (type, "LanguageProperty") ? "languageMap" : "value";
}

static gboolean
check_content (const char *name, const char *type, const json_t *content, GError **error)
{
  const char *trouble = NULL;

  if (content == NULL)
    trouble = _ ("it has no value");
  else if (g_str_equal (type, "GeoProperty") && !means_removal (content)
           && !wf_geojson_is_geometry (content))
    trouble = _ ("its value is no GeoJSON geometry with lon -180..180 and lat -90..90");
  else if (g_str_equal (type, "Relationship") && !json_is_string (content)
           && !json_is_array (content))
    trouble = _ ("its object is no identifier");
  if (trouble != NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("Attribute %s cannot be taken: %s."), name,
                 trouble);
  return trouble == NULL;
}

static json_t *normalize_attr (const char *name, json_t *attr, gint64 observed_us, GError **error);

/* Attributes of the attribute, and its plain members except type and content. */
static gboolean
copy_members (json_t *to, const json_t *attr, const char *content, GError **error)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) attr, name, value)
    {
      json_t *sub;

      if (g_str_equal (name, "type") || g_str_equal (name, content))
        continue;
      if (is_plain_member (name))
        {
          json_object_set (to, name, value);
          continue;
        }
      sub = normalize_attr (name, value, WF_TIME_NONE, error);
      if (sub == NULL)
        return FALSE;
      json_object_set_new (to, name, sub);
    }
  return TRUE;
}

static gboolean
check_observed (const char *name, const json_t *attr, GError **error)
{
  const json_t *observed = json_object_get (attr, "observedAt");
  gint64 time_us;

  if (observed == NULL
      || (json_is_string (observed) && wf_time_parse (json_string_value (observed), &time_us)))
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
               _ ("Attribute %s cannot be taken: its observedAt is no RFC 3339 time."), name);
  return FALSE;
}

static json_t *
normalize_attr (const char *name, json_t *attr, gint64 observed_us, GError **error)
{
  const char *type = claimed_type (attr);
  g_autoptr (json_t) result = NULL;
  json_t *content;

  if (!name_is_valid (name))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("An attribute has a name that is not "
                      "allowed in NGSI-LD."));
      return NULL;
    }
  if (type == NULL)
    {
      type = looks_like_geometry (attr) ? "GeoProperty" : "Property";
      content = attr;
      result = json_pack ("{s:s, s:O}", "type", type, "value", content);
    }
  else
    {
      const char *member = content_member (type);

      content = json_object_get (attr, member);
      result = json_pack ("{s:s}", "type", type);
      if (content != NULL)
        json_object_set (result, member, content);
      if (!copy_members (result, attr, member, error) || !check_observed (name, attr, error))
        return NULL;
    }
  if (!check_content (name, type, content, error))
    return NULL;
  if (means_removal (content))
    return json_null ();
  if (observed_us != WF_TIME_NONE && json_object_get (result, "observedAt") == NULL)
    {
      g_autofree char *text = wf_time_format (observed_us);

      json_object_set_new (result, "observedAt", json_string (text));
    }
  return g_steal_pointer (&result);
}

/* Several instances of one attribute (datasetId): the one without datasetId, else the first. */
static json_t *
default_instance (json_t *attr)
{
  json_t *instance;
  size_t i;

  if (!json_is_array (attr) || claimed_type (json_array_get (attr, 0)) == NULL
      || json_object_get (json_array_get (attr, 0), "type") == NULL)
    return attr;
  json_array_foreach (attr, i, instance)
    if (json_object_get (instance, "datasetId") == NULL)
      return instance;
  return json_array_get (attr, 0);
}

static gboolean
is_not_attribute (const char *name)
{
  static const char *const others[]
      = { "id", "type", "@id", "@type", "@context", "createdAt", "modifiedAt", "deletedAt", NULL };

  return is_one_of (name, others);
}

json_t *
wf_entity_normalize_attrs (const json_t *attrs, gint64 observed_us, GError **error)
{
  g_autoptr (json_t) result = json_object ();
  const char *name;
  json_t *value;

  if (!json_is_object (attrs) || json_object_size (attrs) > WF_ENTITY_MAX_ATTRS)
    {
      g_set_error (error, WF_ERROR, json_is_object (attrs) ? WF_ERROR_LIMIT : WF_ERROR_INVALID,
                   _ ("An entity is a JSON object with at most %d attributes."),
                   WF_ENTITY_MAX_ATTRS);
      return NULL;
    }
  json_object_foreach ((json_t *) attrs, name, value)
    {
      json_t *attr;

      if (is_not_attribute (name))
        continue;
      attr = normalize_attr (name, default_instance (value), observed_us, error);
      if (attr == NULL)
        return NULL;
      json_object_set_new (result, name, attr);
    }
  return g_steal_pointer (&result);
}

static const char *
entity_type (const json_t *entity)
{
  json_t *type = json_object_get (entity, "type");

  if (type == NULL)
    type = json_object_get (entity, "@type");
  if (json_is_array (type) && json_array_size (type) == 1)
    type = json_array_get (type, 0);
  return json_is_string (type) ? json_string_value (type) : NULL;
}

static gboolean
id_is_uri (const char *id)
{
  const char *colon = id != NULL ? strchr (id, ':') : NULL;

  return colon != NULL && colon > id && colon[1] != '\0' && strlen (id) <= 1024
         && g_ascii_isalpha (*id) && strpbrk (id, " \t\r\n<>\"{}") == NULL;
}

json_t *
wf_entity_normalize (const json_t *entity, gint64 observed_us, GError **error)
{
  const char *id = wf_json_string (entity, "id", wf_json_string (entity, "@id", NULL));
  const char *type = entity_type (entity);
  g_autoptr (json_t) attrs = NULL;
  json_t *result;
  const char *name;
  json_t *value;

  if (!id_is_uri (id) || type == NULL || !name_is_valid (type))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("An entity needs an \"id\" that is a URI and a \"type\"."));
      return NULL;
    }
  attrs = wf_entity_normalize_attrs (entity, observed_us, error);
  if (attrs == NULL)
    return NULL;
  result = json_pack ("{s:s, s:s}", "id", id, "type", type);
  json_object_foreach (attrs, name, value)
    if (!json_is_null (value))
      json_object_set (result, name, value);
  return result;
}

static json_t *
attr_key_value (json_t *attr)
{
  json_t *content = json_object_get (attr, content_member (wf_json_string (attr, "type", "")));

  return content != NULL ? json_incref (content) : json_null ();
}

static json_t *
attr_concise (json_t *attr)
{
  json_t *result = json_object ();
  const char *name;
  json_t *value;

  json_object_foreach (attr, name, value)
    {
      if (g_str_equal (name, "type"))
        continue;
      json_object_set_new (result, name,
                           is_plain_member (name) ? json_incref (value) : attr_concise (value));
    }
  /* A value alone needs no object around it, unless it would be taken for something else. */
  if (json_object_size (result) == 1 && json_object_get (result, "value") != NULL
      && claimed_type (json_object_get (result, "value")) == NULL)
    {
      json_t *bare = json_incref (json_object_get (result, "value"));

      json_decref (result);
      return bare;
    }
  return result;
}

static json_t *
attr_in_form (json_t *attr, WfEntityForm form)
{
  if (form == WF_FORM_KEY_VALUES)
    return attr_key_value (attr);
  return form == WF_FORM_CONCISE ? attr_concise (attr) : json_incref (attr);
}

json_t *
wf_entity_in_form (const json_t *normalized, WfEntityForm form, const char *const *attrs)
{
  json_t *result = json_object ();
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) normalized, name, value)
    {
      if (is_not_attribute (name))
        json_object_set (result, name, value);
      else if (attrs == NULL || g_strv_contains (attrs, name))
        json_object_set_new (result, name, attr_in_form (value, form));
    }
  return result;
}

WfEntityForm
wf_entity_form_parse (const char *options)
{
  g_auto (GStrv) names = g_strsplit (options != NULL ? options : "", ",", 8);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "keyValues") || g_str_equal (names[i], "simplified"))
      return WF_FORM_KEY_VALUES;
    else if (g_str_equal (names[i], "concise"))
      return WF_FORM_CONCISE;
  return WF_FORM_NORMALIZED;
}

json_t *
wf_entity_to_feature (const json_t *normalized, WfEntityForm form, const char *geoproperty,
                      const char *const *attrs)
{
  const char *geo = geoproperty != NULL ? geoproperty : "location";
  json_t *location = json_object_get (json_object_get (normalized, geo), "value");
  json_t *properties = wf_entity_in_form (normalized, form, attrs);

  json_object_del (properties, "id");
  return json_pack ("{s:O, s:s, s:o, s:o}", "id", json_object_get (normalized, "id"), "type",
                    "Feature", "geometry", location != NULL ? json_incref (location) : json_null (),
                    "properties", properties);
}
