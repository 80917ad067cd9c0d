/* Watchfloor: an NGSI-LD entity as it comes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ngsi-entity.h"

#include "wf-feed-value.h"
#include "wf-incident.h"

#include <string.h>

#define MAX_VALUE_BYTES (256 * 1024)

static const char *const attribute_types[]
    = { "Property",     "GeoProperty",     "Relationship",     "LanguageProperty", "VocabProperty",
        "JsonProperty", "ListProperty",    "TemporalProperty", "ListRelationship", "Text",
        "Number",       "StructuredValue", "geo:json",         "DateTime",         "Boolean" };

/* Published entities write "Geoproperty" and NGSI v2 types. */
static gboolean
is_attribute_type (const char *type)
{
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (attribute_types); i++)
    if (g_ascii_strcasecmp (type, attribute_types[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_meta (const char *name)
{
  static const char *const metas[]
      = { "value",      "object",    "languageMap", "observedAt", "unitCode",
          "datasetId",  "createdAt", "modifiedAt",  "type",       "previousValue",
          "instanceId", "valueType", "providedBy",  NULL };

  return g_strv_contains (metas, name);
}

/* The member that holds the value of @attribute; NULL where it is itself the value. Concise drops
 * the type: then it is an attribute only if everything in it is of an attribute. */
static const char *
value_member (const json_t *attribute)
{
  static const char *const members[]
      = { "value", "object", "languageMap", "vocab", "json", "valueList", "objectList" };
  const json_t *type = json_object_get (attribute, "type");
  const char *found = NULL, *name;
  json_t *value;

  for (guint i = 0; i < G_N_ELEMENTS (members) && found == NULL; i++)
    if (json_object_get (attribute, members[i]) != NULL)
      found = members[i];
  if (found == NULL || type != NULL)
    return is_attribute_type (json_string_value (type)) ? found : NULL;
  json_object_foreach ((json_t *) attribute, name, value)
    if (!is_meta (name) && !g_str_equal (name, found) && !json_is_object (value))
      return NULL;
  return found;
}

/* Of several instances the one without a datasetId, else the first. */
static const json_t *
attribute_of (const json_t *entity, const char *name)
{
  const json_t *attribute = json_object_get (entity, name);
  const json_t *first = json_array_get (attribute, 0);

  if (!json_is_object (first) || value_member (first) == NULL)
    return attribute;
  for (gsize i = 0; i < json_array_size (attribute); i++)
    if (json_object_get (json_array_get (attribute, i), "datasetId") == NULL)
      return json_array_get (attribute, i);
  return first;
}

static const json_t *
plain_value (const json_t *attribute)
{
  const char *member = json_is_object (attribute) ? value_member (attribute) : NULL;
  const json_t *value = member != NULL ? json_object_get (attribute, member) : attribute;

  if (json_is_object (value) && json_object_get (value, "@value") != NULL)
    value = json_object_get (value, "@value");
  return json_is_null (value) ? NULL : value;
}

const json_t *
wf_ngsi_value (const json_t *entity, const char *name)
{
  return plain_value (attribute_of (entity, name));
}

gint64
wf_ngsi_observed_us (const json_t *entity, const char *name)
{
  const json_t *attribute = attribute_of (entity, name);

  return json_is_object (attribute) ? wf_feed_time (json_object_get (attribute, "observedAt"))
                                    : WF_TIME_NONE;
}

const char *
wf_ngsi_unit (const json_t *entity, const char *name)
{
  const json_t *attribute = attribute_of (entity, name);

  return json_is_object (attribute) ? json_string_value (json_object_get (attribute, "unitCode"))
                                    : NULL;
}

gint64
wf_ngsi_newest_us (const json_t *entity)
{
  gint64 newest = WF_TIME_NONE;
  const char *name;
  json_t *attribute;

  json_object_foreach ((json_t *) entity, name, attribute)
    newest = MAX (newest, wf_ngsi_observed_us (entity, name));
  return newest;
}

const char *
wf_ngsi_type (const json_t *entity)
{
  const char *type = wf_feed_text (json_object_get (entity, "type"));
  const char *tail = type;

  for (; type != NULL && *type != '\0'; type++)
    if ((*type == '/' || *type == '#' || *type == ':') && type[1] != '\0')
      tail = type + 1;
  return tail;
}

json_t *
wf_ngsi_key_values (const json_t *entity)
{
  json_t *plain = json_object ();
  const char *name;
  json_t *attribute;

  json_object_foreach ((json_t *) entity, name, attribute)
    {
      const json_t *value;

      if (g_str_equal (name, "@context"))
        continue;
      if (g_str_equal (name, "id") || g_str_equal (name, "type"))
        value = attribute;
      else
        value = wf_ngsi_value (entity, name);
      if (value != NULL)
        json_object_set (plain, name, (json_t *) value);
    }
  return plain;
}

/* NULL where it is fit as it is, else what is put in its place. */
static json_t *
trimmed (const json_t *value)
{
  const char *text = json_string_value (value);

  if (text != NULL && g_utf8_strlen (text, -1) > WF_INCIDENT_MAX_NOTES)
    {
      g_autofree char *cut = wf_incident_cut_text (text);

      return json_string (cut);
    }
  if (text == NULL && json_dumpb (value, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY) > MAX_VALUE_BYTES)
    return json_null ();
  return NULL;
}

gboolean
wf_ngsi_trim (json_t *plain)
{
  gboolean is_less = FALSE;
  const char *name;
  json_t *value;

  json_object_foreach (plain, name, value)
    {
      json_t *less = trimmed (value);

      if (less == NULL)
        continue;
      is_less = TRUE;
      json_object_set_new (plain, name, less);
    }
  return is_less;
}
