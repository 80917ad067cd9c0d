/* Watchfloor: asking for entities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsed once, then asked of each entity; a scan stops at its deadline. Main thread. */
#include "config.h"

#include "wf-entity-query.h"

#include "wf-error.h"
#include "wf-geo-query.h"
#include "wf-json.h"
#include "wf-query-expr.h"
#include "wf-short-name.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_RUN_US (2 * G_USEC_PER_SEC)
#define MAX_SELECTORS 64

/* One of "entities" in a POSTed query or subscription; NULL = any. */
typedef struct
{
  char *type;
  char *id;
  GRegex *id_pattern;
} Selector;

struct _WfEntityQuery
{
  char **types; /* from the URL, NULL = all */
  char **ids; /* NULL = all */
  GRegex *id_pattern;
  GArray *selectors; /* Selector; NULL = all */
  WfQueryExpr *expr;
  WfGeoQuery *geo;
  char **attrs; /* NULL = all */
  char *geoproperty; /* of the Features */
  WfEntityForm form;
  gboolean geojson, count, sys_attrs;
  guint limit, offset;
};

static void
selector_clear (gpointer data)
{
  Selector *selector = data;

  g_free (selector->type);
  g_free (selector->id);
  g_clear_pointer (&selector->id_pattern, g_regex_unref);
}

void
wf_entity_query_free (WfEntityQuery *query)
{
  if (query == NULL)
    return;
  g_strfreev (query->types);
  g_strfreev (query->ids);
  g_strfreev (query->attrs);
  g_free (query->geoproperty);
  g_clear_pointer (&query->id_pattern, g_regex_unref);
  g_clear_pointer (&query->selectors, g_array_unref);
  wf_query_expr_free (query->expr);
  wf_geo_query_free (query->geo);
  g_free (query);
}

/* @text, split at commas; NULL with an error where an item is empty or there are too many. */
static gboolean
parse_list (GHashTable *parameters, const char *name, char ***list, GError **error)
{
  const char *text = g_hash_table_lookup (parameters, name);
  g_auto (GStrv) items = NULL;

  if (text == NULL)
    return TRUE;
  items = g_strsplit (text, ",", WF_QUERY_MAX_IDS + 2);
  if (g_strv_length (items) > WF_QUERY_MAX_IDS || g_strv_contains ((const char **) items, "")
      || items[0] == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s must be a comma-separated list of at most %d names."), name,
                   WF_QUERY_MAX_IDS);
      return FALSE;
    }
  *list = g_steal_pointer (&items);
  return TRUE;
}

static gboolean
parse_number (GHashTable *parameters, const char *name, guint fallback, guint max, guint *number,
              GError **error)
{
  const char *text = g_hash_table_lookup (parameters, name);
  guint64 value = fallback;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, max, &value, NULL))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("%s must be a whole number from 0 to %u."),
                   name, max);
      return FALSE;
    }
  *number = (guint) value;
  return TRUE;
}

static gboolean
parse_paging (WfEntityQuery *query, GHashTable *parameters, GError **error)
{
  const char *options = g_hash_table_lookup (parameters, "options");
  const char *count = g_hash_table_lookup (parameters, "count");
  const char *format = g_hash_table_lookup (parameters, "format");

  if (!parse_number (parameters, "limit", 20, WF_QUERY_MAX_LIMIT, &query->limit, error)
      || !parse_number (parameters, "offset", 0, G_MAXINT, &query->offset, error))
    return FALSE;
  query->form = wf_entity_form_parse (options != NULL ? options : format);
  query->sys_attrs = options != NULL && strstr (options, "sysAttrs") != NULL;
  query->count
      = g_strcmp0 (count, "true") == 0 || (options != NULL && strstr (options, "count") != NULL);
  if (query->limit == 0 && !query->count)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("limit=0 needs count=true."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_geo (WfEntityQuery *query, GHashTable *parameters, GError **error)
{
  const char *georel = g_hash_table_lookup (parameters, "georel");
  const char *coordinates = g_hash_table_lookup (parameters, "coordinates");
  g_autoptr (json_t) json = NULL;

  query->geoproperty
      = g_strdup (wf_short_name (g_hash_table_lookup (parameters, "geometryProperty")));
  if (georel == NULL && coordinates == NULL)
    return TRUE;
  if (coordinates != NULL)
    json = wf_json_parse (coordinates, strlen (coordinates), 65536, "coordinates", error);
  if (coordinates != NULL && json == NULL)
    return FALSE;
  query->geo
      = wf_geo_query_new (georel, g_hash_table_lookup (parameters, "geometry"), json,
                          wf_short_name (g_hash_table_lookup (parameters, "geoproperty")), error);
  return query->geo != NULL;
}

WfEntityQuery *
wf_entity_query_new (GHashTable *parameters, GError **error)
{
  g_autoptr (WfEntityQuery) query = g_new0 (WfEntityQuery, 1);
  const char *pattern = g_hash_table_lookup (parameters, "idPattern");
  const char *q = g_hash_table_lookup (parameters, "q");

  if (!parse_list (parameters, "type", &query->types, error)
      || !parse_list (parameters, "id", &query->ids, error)
      || !parse_list (parameters, "attrs", &query->attrs, error)
      || !parse_paging (query, parameters, error) || !parse_geo (query, parameters, error))
    return NULL;
  wf_short_names (query->types);
  wf_short_names (query->attrs);
  if (pattern != NULL && (query->id_pattern = wf_query_pattern_new (pattern, error)) == NULL)
    return NULL;
  if (q != NULL && (query->expr = wf_query_expr_parse (q, error)) == NULL)
    return NULL;
  return g_steal_pointer (&query);
}

static gboolean
parse_selector (const json_t *json, Selector *selector, GError **error)
{
  const char *pattern = wf_json_string (json, "idPattern", NULL);
  const char *type = wf_json_string (json, "type", NULL);

  selector->type = g_strdup (g_strcmp0 (type, "*") == 0 ? NULL : type);
  selector->id = g_strdup (wf_json_string (json, "id", NULL));
  if (type == NULL && selector->id == NULL && pattern == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("Each of entities needs a type, an id or an idPattern."));
      return FALSE;
    }
  if (pattern == NULL)
    return TRUE;
  selector->id_pattern = wf_query_pattern_new (pattern, error);
  return selector->id_pattern != NULL;
}

static gboolean
parse_selectors (WfEntityQuery *query, const json_t *entities, GError **error)
{
  const json_t *json;
  size_t i;

  if (entities == NULL)
    return TRUE;
  if (!json_is_array (entities) || json_array_size (entities) == 0
      || json_array_size (entities) > MAX_SELECTORS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("entities must be an array of 1 to %d selectors."), MAX_SELECTORS);
      return FALSE;
    }
  query->selectors = g_array_new (FALSE, TRUE, sizeof (Selector));
  g_array_set_clear_func (query->selectors, selector_clear);
  json_array_foreach (entities, i, json)
    {
      g_array_set_size (query->selectors, (guint) i + 1);
      if (!parse_selector (json, &g_array_index (query->selectors, Selector, i), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_attrs_json (WfEntityQuery *query, const json_t *attrs, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const json_t *name;
  size_t i;

  if (attrs == NULL)
    return TRUE;
  json_array_foreach (attrs, i, name)
    if (json_is_string (name) && i < WF_QUERY_MAX_IDS)
      g_ptr_array_add (names, g_strdup (json_string_value (name)));
  if (names->len != json_array_size (attrs) || names->len == 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("attrs must be an array of names."));
      return FALSE;
    }
  g_ptr_array_add (names, NULL);
  query->attrs = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
  return TRUE;
}

WfEntityQuery *
wf_entity_query_new_from_json (const json_t *body, GHashTable *parameters, GError **error)
{
  g_autoptr (WfEntityQuery) query = g_new0 (WfEntityQuery, 1);
  const json_t *geo = json_object_get (body, "geoQ");
  const char *q = wf_json_string (body, "q", NULL);

  if (!json_is_object (body))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("A query is a JSON object."));
      return NULL;
    }
  if (!parse_selectors (query, json_object_get (body, "entities"), error)
      || !parse_attrs_json (query, json_object_get (body, "attrs"), error)
      || !parse_paging (query, parameters, error))
    return NULL;
  if (q != NULL && (query->expr = wf_query_expr_parse (q, error)) == NULL)
    return NULL;
  if (geo != NULL
      && (query->geo = wf_geo_query_new (wf_json_string (geo, "georel", NULL),
                                         wf_json_string (geo, "geometry", NULL),
                                         json_object_get (geo, "coordinates"),
                                         wf_json_string (geo, "geoproperty", NULL), error))
             == NULL)
    return NULL;
  return g_steal_pointer (&query);
}

gboolean
wf_entity_query_is_empty (const WfEntityQuery *query)
{
  return query->types == NULL && query->ids == NULL && query->id_pattern == NULL
         && query->selectors == NULL && query->expr == NULL && query->geo == NULL
         && query->attrs == NULL;
}

gboolean
wf_entity_query_wants_count (const WfEntityQuery *query)
{
  return query->count;
}

void
wf_entity_query_set_geojson (WfEntityQuery *query, gboolean geojson)
{
  query->geojson = geojson;
}

static gboolean
has_one_of (const json_t *entity, char **attrs)
{
  for (guint i = 0; attrs[i] != NULL; i++)
    if (json_object_get (entity, attrs[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
selected (const WfEntityQuery *query, const char *id, const char *type)
{
  for (guint i = 0; i < query->selectors->len; i++)
    {
      const Selector *selector = &g_array_index (query->selectors, Selector, i);

      if ((selector->type == NULL || g_str_equal (selector->type, type))
          && (selector->id == NULL || g_str_equal (selector->id, id))
          && (selector->id_pattern == NULL || g_regex_match (selector->id_pattern, id, 0, NULL)))
        return TRUE;
    }
  return FALSE;
}

gboolean
wf_entity_query_matches (const WfEntityQuery *query, const json_t *entity)
{
  const char *id = wf_json_string (entity, "id", "");
  const char *type = wf_json_string (entity, "type", "");

  return (query->types == NULL || g_strv_contains ((const char **) query->types, type))
         && (query->ids == NULL || g_strv_contains ((const char **) query->ids, id))
         && (query->id_pattern == NULL || g_regex_match (query->id_pattern, id, 0, NULL))
         && (query->selectors == NULL || selected (query, id, type))
         && (query->attrs == NULL || has_one_of (entity, query->attrs))
         && (query->expr == NULL || wf_query_expr_matches (query->expr, entity))
         && (query->geo == NULL || wf_geo_query_matches (query->geo, entity));
}

static void
add_system_times (json_t *shaped, WfEntityStore *store, const char *id)
{
  gint64 created_us, modified_us;
  g_autofree char *created = NULL;
  g_autofree char *modified = NULL;

  if (!wf_entity_store_times (store, id, &created_us, &modified_us))
    return;
  created = wf_time_format (created_us);
  modified = wf_time_format (modified_us);
  json_object_set_new (shaped, "createdAt", json_string (created));
  json_object_set_new (shaped, "modifiedAt", json_string (modified));
}

json_t *
wf_entity_query_shape (const WfEntityQuery *query, WfEntityStore *store, const json_t *normalized)
{
  const char *const *attrs = (const char *const *) query->attrs;
  json_t *shaped;

  if (query->geojson)
    return wf_entity_to_feature (normalized, query->form, query->geoproperty, attrs);
  shaped = wf_entity_in_form (normalized, query->form, attrs);
  if (query->sys_attrs)
    add_system_times (shaped, store, wf_json_string (normalized, "id", ""));
  return shaped;
}

/* ---- running */

typedef struct
{
  const WfEntityQuery *query;
  WfEntityStore *store;
  json_t *page;
  GPtrArray *ids; /* collected in place of the page; NULL = not */
  guint n_seen, n_matched;
  gint64 deadline_us; /* monotonic */
  gboolean late;
} Run;

static gboolean
run_one (const json_t *entity, gpointer user_data)
{
  Run *run = user_data;
  const WfEntityQuery *query = run->query;

  if (++run->n_seen % 64 == 0 && g_get_monotonic_time () > run->deadline_us)
    {
      run->late = TRUE;
      return FALSE;
    }
  if (!wf_entity_query_matches (query, entity))
    return TRUE;
  if (run->ids != NULL)
    {
      g_ptr_array_add (run->ids, g_strdup (wf_json_string (entity, "id", "")));
      return TRUE;
    }
  if (run->n_matched >= query->offset && json_array_size (run->page) < query->limit)
    json_array_append_new (run->page, wf_entity_query_shape (query, run->store, entity));
  run->n_matched++;
  return query->count || json_array_size (run->page) < query->limit;
}

/* One type: its own list. Ids: straight to them. Else all. */
static void
run_scan (Run *run)
{
  const WfEntityQuery *query = run->query;
  const char *only = query->types != NULL && query->types[1] == NULL ? query->types[0] : NULL;

  if (query->selectors != NULL && query->selectors->len == 1)
    only = g_array_index (query->selectors, Selector, 0).type;
  if (query->ids == NULL)
    {
      wf_entity_store_scan (run->store, only, run_one, run);
      return;
    }
  for (guint i = 0; query->ids[i] != NULL; i++)
    {
      const json_t *entity = wf_entity_store_get (run->store, query->ids[i]);

      if (entity != NULL && !run_one (entity, run))
        return;
    }
}

static gboolean
run_whole (Run *run, GError **error)
{
  run->deadline_us = g_get_monotonic_time () + MAX_RUN_US;
  run_scan (run);
  if (run->late)
    g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                 _ ("The query took longer than 2 s and was given up; narrow it by type."));
  return !run->late;
}

GPtrArray *
wf_entity_query_ids (const WfEntityQuery *query, WfEntityStore *store, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  Run run = { .query = query, .store = store, .ids = ids };

  return run_whole (&run, error) ? g_steal_pointer (&ids) : NULL;
}

json_t *
wf_entity_query_run (const WfEntityQuery *query, WfEntityStore *store, guint *total, GError **error)
{
  g_autoptr (json_t) page = json_array ();
  Run run = { .query = query, .store = store, .page = page };

  if (!run_whole (&run, error))
    return NULL;
  *total = query->count ? run.n_matched : 0;
  return g_steal_pointer (&page);
}
