/* Watchfloor: /open311/v2.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Incidents as service requests of Open311 GeoReport v2, read only: discovery.json, services.json,
 * requests.json (service_request_id, service_code, status, start_date, end_date, page, page_size),
 * requests/ID.json. Newest first. Main thread. */
#include "config.h"

#include "wf-exchange.h"
#include "wf-incident.h"
#include "wf-json.h"
#include "wf-platform-server.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_PAGE 1000

typedef struct
{
  const char *ids, *codes, *status; /* comma-separated lists; NULL = all */
  gint64 from_us, to_us; /* of the request; WF_TIME_NONE = any */
} Filter;

static void
reply_trouble (WfExchange *exchange, guint status, const char *sentence)
{
  wf_exchange_reply_json (
      exchange, status, json_pack ("[{s:i, s:s}]", "code", (int) status, "description", sentence));
}

static json_t *
discovery (WfExchange *exchange)
{
  g_autofree char *url
      = g_strconcat (wf_platform_server_url (exchange->platform->server), "/open311/v2", NULL);
  g_autofree char *since = wf_time_format (exchange->platform->started_us);

  return json_pack ("{s:s, s:s, s:[{s:s, s:s, s:s, s:s, s:[s]}]}", "changeset", since, "contact",
                    _ ("Read only; incidents are reported by NGSI-LD."), "endpoints",
                    "specification", "http://wiki.open311.org/GeoReport_v2", "url", url,
                    "changeset", since, "type", "test", "formats", "application/json");
}

static json_t *
services (void)
{
  const char *const *kinds = wf_incident_kinds ();
  json_t *list = json_array ();

  for (guint i = 0; kinds[i] != NULL; i++)
    {
      const char *label = wf_incident_kind_label (kinds[i]);

      json_array_append_new (list, json_pack ("{s:s, s:s, s:s, s:b, s:s, s:s, s:s}", "service_code",
                                              kinds[i], "service_name", label, "description", label,
                                              "metadata", 0, "type", "realtime", "keywords",
                                              kinds[i], "group", "incident"));
    }
  return list;
}

static const char *
status_of (const WfIncident *incident)
{
  return g_strcmp0 (incident->state, "closed") == 0 ? "closed" : "open";
}

static void
set_text (json_t *request, const char *name, const char *text)
{
  json_object_set_new (request, name, text != NULL ? json_string (text) : json_null ());
}

static void
set_time (json_t *request, const char *name, gint64 time_us)
{
  g_autofree char *text = time_us != WF_TIME_NONE ? wf_time_format (time_us) : NULL;

  set_text (request, name, text);
}

static json_t *
service_request (WfEntityStore *store, const WfIncident *incident)
{
  WfLonLat at = wf_shape_anchor (&incident->shape);
  gint64 created_us = WF_TIME_NONE, modified_us = WF_TIME_NONE;
  json_t *request = json_object ();

  wf_entity_store_times (store, incident->id, &created_us, &modified_us);
  set_text (request, "service_request_id", incident->id);
  set_text (request, "status", status_of (incident));
  set_text (request, "status_notes", incident->state);
  set_text (request, "service_name", wf_incident_kind_label (incident->kind));
  set_text (request, "service_code", incident->kind);
  set_text (request, "description", incident->notes);
  set_text (request, "agency_responsible", incident->created_by);
  set_time (request, "requested_datetime",
            incident->created_us != WF_TIME_NONE ? incident->created_us : created_us);
  set_time (request, "updated_datetime", modified_us);
  set_text (request, "expected_datetime", NULL);
  set_text (request, "address", incident->address);
  set_text (request, "address_id", incident->place.grid_code);
  set_text (request, "zipcode", NULL);
  json_object_set_new (request, "lat", json_real (at.lat));
  json_object_set_new (request, "long", json_real (at.lon));
  set_text (request, "media_url", NULL);
  return request;
}

static WfIncident *
incident_of (const json_t *entity)
{
  g_autoptr (json_t) plain = wf_entity_to_key_values (entity);

  return wf_incident_from_entity (plain, NULL);
}

/* ---- which */

static gboolean
list_has (const char *list, const char *item)
{
  g_auto (GStrv) items = list != NULL ? g_strsplit (list, ",", MAX_PAGE) : NULL;

  return items == NULL || g_strv_contains ((const char *const *) items, item);
}

static gboolean
passes (const Filter *filter, const WfIncident *incident)
{
  return list_has (filter->ids, incident->id) && list_has (filter->codes, incident->kind)
         && list_has (filter->status, status_of (incident))
         && (filter->from_us == WF_TIME_NONE || incident->created_us >= filter->from_us)
         && (filter->to_us == WF_TIME_NONE || incident->created_us <= filter->to_us);
}

static gboolean
read_time (WfExchange *exchange, const char *name, gint64 *time_us)
{
  const char *text = wf_exchange_query (exchange, name);

  *time_us = WF_TIME_NONE;
  if (text == NULL || wf_time_parse (text, time_us))
    return TRUE;
  reply_trouble (exchange, 400, _ ("start_date and end_date must be RFC 3339 times."));
  return FALSE;
}

static void
collect (const json_t *entity, gpointer incidents)
{
  g_ptr_array_add (incidents, (gpointer) entity);
}

static void
reply_requests (WfExchange *exchange)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  WfEntityStore *store = exchange->platform->store;
  Filter filter
      = { wf_exchange_query (exchange, "service_request_id"),
          wf_exchange_query (exchange, "service_code"), wf_exchange_query (exchange, "status") };
  guint page, page_size, n_passed = 0;
  json_t *list;

  if (!read_time (exchange, "start_date", &filter.from_us)
      || !read_time (exchange, "end_date", &filter.to_us)
      || !wf_exchange_query_uint (exchange, "page", 1, 1, 1000000, &page)
      || !wf_exchange_query_uint (exchange, "page_size", 100, 1, MAX_PAGE, &page_size))
    return;
  list = json_array ();
  wf_entity_store_foreach (store, "Incident", collect, all);
  for (guint i = all->len; i > 0 && json_array_size (list) < page_size; i--)
    {
      g_autoptr (WfIncident) incident = incident_of (all->pdata[i - 1]);

      if (incident != NULL && passes (&filter, incident) && n_passed++ / page_size == page - 1)
        json_array_append_new (list, service_request (store, incident));
    }
  wf_exchange_reply_json (exchange, 200, list);
}

static void
reply_request (WfExchange *exchange, const char *file)
{
  WfEntityStore *store = exchange->platform->store;
  g_autofree char *id
      = g_str_has_suffix (file, ".json") ? g_strndup (file, strlen (file) - 5) : g_strdup ("");
  const json_t *entity = wf_entity_store_get (store, id);
  g_autoptr (WfIncident) incident = NULL;

  if (entity != NULL && g_str_equal (wf_json_string (entity, "type", ""), "Incident"))
    incident = incident_of (entity);
  if (incident == NULL)
    reply_trouble (exchange, 404, _ ("There is no such service request."));
  else
    wf_exchange_reply_json (exchange, 200, json_pack ("[o]", service_request (store, incident)));
}

static void
handle (WfExchange *exchange)
{
  const char *name = exchange->n_rest > 0 ? exchange->rest[0] : "";

  if (!wf_exchange_is (exchange, "GET"))
    wf_exchange_reply_not_allowed (exchange, "GET");
  else if (exchange->n_rest == 2 && g_str_equal (name, "requests"))
    reply_request (exchange, exchange->rest[1]);
  else if (exchange->n_rest == 1 && g_str_equal (name, "requests.json"))
    reply_requests (exchange);
  else if (exchange->n_rest == 1 && g_str_equal (name, "services.json"))
    wf_exchange_reply_json (exchange, 200, services ());
  else if (exchange->n_rest == 1 && g_str_equal (name, "discovery.json"))
    wf_exchange_reply_json (exchange, 200, discovery (exchange));
  else
    reply_trouble (exchange, 404, _ ("There is nothing at this path."));
}

const WfApi wf_api_open311 = { "/open311/v2", handle };
