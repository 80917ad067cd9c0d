/* Watchfloor: expanded names made short.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Recursion is bounded by wf_json_parse. */
#include "config.h"

#include "wf-short-name.h"

#include <glib.h>
#include <string.h>

#define CORE "https://uri.etsi.org/ngsi-ld/"
#define DEFAULT "default-context/"

const char *
wf_short_name (const char *name)
{
  const char *rest;

  if (name == NULL || !g_str_has_prefix (name, CORE))
    return name;
  rest = name + strlen (CORE);
  if (g_str_has_prefix (rest, DEFAULT))
    rest += strlen (DEFAULT);
  return *rest != '\0' && strchr (rest, '/') == NULL ? rest : name;
}

void
wf_short_names (char **names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const char *rest = wf_short_name (names[i]);

      memmove (names[i], rest, strlen (rest) + 1);
    }
}

/* Members whose text is the name of a type or an attribute. */
static gboolean
holds_names (const char *member)
{
  static const char *const members[]
      = { "type",       "@type",       "attrs",    "watchedAttributes",
          "attributes", "geoproperty", "typeList", NULL };

  return member != NULL && g_strv_contains (members, member);
}

static json_t *
shortened (json_t *value, const char *member)
{
  json_t *result, *part;
  const char *name;
  size_t i;

  if (json_is_string (value) && holds_names (member))
    return json_string (wf_short_name (json_string_value (value)));
  if (json_is_array (value))
    {
      result = json_array ();
      json_array_foreach (value, i, part)
        json_array_append_new (result, shortened (part, member));
      return result;
    }
  if (!json_is_object (value))
    return json_incref (value);
  result = json_object ();
  json_object_foreach (value, name, part)
    json_object_set_new (result, wf_short_name (name), shortened (part, name));
  return result;
}

/* What says who the entity is must not hide under another name from those who guard it. */
static void
name_plainly (json_t *entity)
{
  static const char *const members[][2] = { { "@id", "id" }, { "@type", "type" } };
  json_t *type;

  for (guint i = 0; json_is_object (entity) && i < G_N_ELEMENTS (members); i++)
    {
      json_t *value = json_object_get (entity, members[i][0]);

      if (value != NULL && json_object_get (entity, members[i][1]) == NULL)
        json_object_set (entity, members[i][1], value);
      json_object_del (entity, members[i][0]);
    }
  type = json_object_get (entity, "type");
  if (json_is_array (type) && json_array_size (type) == 1)
    json_object_set (entity, "type", json_array_get (type, 0));
}

json_t *
wf_short_body (json_t *body)
{
  json_t *result = shortened (body, NULL);
  json_t *one;
  size_t i;

  name_plainly (result);
  json_array_foreach (result, i, one)
    name_plainly (one);
  return result;
}
