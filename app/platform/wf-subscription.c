/* Watchfloor: a subscription.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading, writing and matching; sending is wf-notifier.c's. Main thread. */
#include "config.h"

#include "wf-subscription.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

static void
entity_unref (gpointer data)
{
  json_decref (data);
}

static void
clear_wishes (WfSubscription *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->json, json_decref);
  g_clear_pointer (&self->query, wf_entity_query_free);
  g_clear_pointer (&self->watched, g_strfreev);
  g_clear_pointer (&self->attributes, g_strfreev);
  g_clear_pointer (&self->uri, g_free);
}

void
wf_subscription_free (WfSubscription *self)
{
  if (self == NULL)
    return;
  clear_wishes (self);
  g_hash_table_unref (self->pending_ids);
  g_ptr_array_unref (self->pending);
  g_free (self->last_error);
  g_free (self);
}

/* ---- reading */

static gboolean
invalid (GError **error, const char *sentence)
{
  g_set_error_literal (error, WF_ERROR, WF_ERROR_INVALID, sentence);
  return FALSE;
}

/* An array of names; absent = NULL. */
static gboolean
parse_names (const json_t *object, const char *name, char ***names, GError **error)
{
  const json_t *array = json_object_get (object, name);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  const json_t *one;
  size_t i;

  if (array == NULL)
    return TRUE;
  if (json_array_size (array) == 0 || json_array_size (array) > WF_ENTITY_MAX_ATTRS)
    return invalid (error, _ ("A list of attributes must be an array of 1 to 256 names."));
  json_array_foreach (array, i, one)
    {
      if (!json_is_string (one))
        return invalid (error, _ ("A list of attributes must hold names."));
      g_ptr_array_add (list, g_strdup (json_string_value (one)));
    }
  g_ptr_array_add (list, NULL);
  *names = (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
  return TRUE;
}

static gboolean
parse_triggers (WfSubscription *self, const json_t *triggers, GError **error)
{
  static const struct
  {
    const char *name;
    guint bits;
  } known[] = { { "entityCreated", 1 << WF_ENTITY_CREATED },
                { "entityUpdated", 1 << WF_ENTITY_UPDATED },
                { "entityDeleted", 1 << WF_ENTITY_DELETED },
                { "attributeCreated", 1 << WF_ENTITY_CREATED | 1 << WF_ENTITY_UPDATED },
                { "attributeUpdated", 1 << WF_ENTITY_UPDATED },
                { "attributeDeleted", 1 << WF_ENTITY_UPDATED } };
  const json_t *one;
  size_t i;

  self->triggers = triggers == NULL ? 1 << WF_ENTITY_CREATED | 1 << WF_ENTITY_UPDATED : 0;
  json_array_foreach (triggers, i, one)
    for (guint k = 0; k < G_N_ELEMENTS (known); k++)
      if (json_is_string (one) && g_str_equal (json_string_value (one), known[k].name))
        self->triggers |= known[k].bits;
  return self->triggers != 0 || invalid (error, _ ("notificationTrigger names no known trigger."));
}

static gboolean
parse_endpoint (WfSubscription *self, const json_t *notification, GError **error)
{
  const json_t *endpoint = json_object_get (notification, "endpoint");
  const char *uri = wf_json_string (endpoint, "uri", "");
  const char *accept = wf_json_string (endpoint, "accept", "application/json");
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const char *scheme = parsed != NULL ? g_uri_get_scheme (parsed) : "";

  if (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https"))
    return invalid (error, _ ("notification.endpoint.uri must be an http or https URL; others are "
                              "not served here."));
  if (g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0')
    return invalid (error, _ ("notification.endpoint.uri names no host."));
  self->uri = g_strdup (uri);
  self->geojson = g_str_equal (accept, "application/geo+json");
  self->form = wf_entity_form_parse (wf_json_string (notification, "format", NULL));
  return parse_names (notification, "attributes", &self->attributes, error);
}

static gboolean
parse_times (WfSubscription *self, const json_t *json, GError **error)
{
  const json_t *expires = json_object_get (json, "expiresAt");
  double throttling_s = wf_json_number (json, "throttling", 0);

  if (expires == NULL)
    expires = json_object_get (json, "expires");
  self->expires_us = G_MAXINT64;
  if (expires != NULL
      && !(json_is_string (expires)
           && wf_time_parse (json_string_value (expires), &self->expires_us)))
    return invalid (error, _ ("expiresAt must be an RFC 3339 time."));
  if (!(throttling_s >= 0 && throttling_s <= 86400))
    return invalid (error, _ ("throttling must be from 0 to 86400 seconds."));
  self->throttling_us = (gint64) (throttling_s * (double) WF_SECOND_US);
  self->paused = !wf_json_boolean (json, "isActive", TRUE);
  return TRUE;
}

static gboolean
parse_query (WfSubscription *self, const json_t *json, GError **error)
{
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);

  if (json_object_get (json, "entities") == NULL
      && json_object_get (json, "watchedAttributes") == NULL)
    return invalid (error, _ ("A subscription needs entities or watchedAttributes."));
  self->query = wf_entity_query_new_from_json (json, none, error);
  return self->query != NULL;
}

/* Fills what a client may wish for; on an error @self is to be thrown away. */
static gboolean
parse (WfSubscription *self, const json_t *json, GError **error)
{
  if (!json_is_object (json)
      || !g_str_equal (wf_json_string (json, "type", "Subscription"), "Subscription"))
    return invalid (error, _ ("A subscription is an object of type Subscription."));
  self->id = g_strdup (wf_json_string (json, "id", NULL));
  if (self->id == NULL)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      self->id = g_strconcat ("urn:ngsi-ld:Subscription:", uuid, NULL);
    }
  self->json = json_deep_copy (json);
  json_object_set_new (self->json, "id", json_string (self->id));
  json_object_set_new (self->json, "type", json_string ("Subscription"));
  json_object_del (self->json, "@context");
  return parse_query (self, json, error)
         && parse_names (json, "watchedAttributes", &self->watched, error)
         && parse_triggers (self, json_object_get (json, "notificationTrigger"), error)
         && parse_times (self, json, error)
         && parse_endpoint (self, json_object_get (json, "notification"), error);
}

WfSubscription *
wf_subscription_new (const json_t *json, GError **error)
{
  g_autoptr (WfSubscription) self = g_new0 (WfSubscription, 1);

  self->pending = g_ptr_array_new_with_free_func (entity_unref);
  self->pending_ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->backoff = WF_BACKOFF_INIT;
  self->last_sent_us = self->last_success_us = self->last_failure_us = WF_TIME_NONE;
  return parse (self, json, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
wf_subscription_patch (WfSubscription *self, const json_t *patch, GError **error)
{
  g_autoptr (json_t) merged = json_deep_copy (self->json);
  WfSubscription fresh = { 0 };

  json_object_update (merged, (json_t *) patch);
  json_object_set_new (merged, "id", json_string (self->id));
  if (!parse (&fresh, merged, error))
    {
      clear_wishes (&fresh);
      return FALSE;
    }
  clear_wishes (self);
  self->id = fresh.id;
  self->json = fresh.json;
  self->query = fresh.query;
  self->watched = fresh.watched;
  self->attributes = fresh.attributes;
  self->uri = fresh.uri;
  self->triggers = fresh.triggers;
  self->form = fresh.form;
  self->geojson = fresh.geojson;
  self->throttling_us = fresh.throttling_us;
  self->expires_us = fresh.expires_us;
  self->paused = fresh.paused;
  return TRUE;
}

/* ---- writing */

gboolean
wf_subscription_is_active (const WfSubscription *self, gint64 now_us)
{
  return !self->paused && now_us < self->expires_us;
}

static void
set_time (json_t *object, const char *name, gint64 time_us)
{
  g_autofree char *text = time_us != WF_TIME_NONE ? wf_time_format (time_us) : NULL;

  if (text != NULL)
    json_object_set_new (object, name, json_string (text));
}

json_t *
wf_subscription_to_json (const WfSubscription *self, gint64 now_us)
{
  json_t *json = json_deep_copy (self->json);
  json_t *notification = json_object_get (json, "notification");
  gboolean failed = self->backoff.failures > 0;

  json_object_set_new (json, "isActive", json_boolean (wf_subscription_is_active (self, now_us)));
  json_object_set_new (json, "status",
                       json_string (self->paused                 ? "paused"
                                    : now_us >= self->expires_us ? "expired"
                                                                 : "active"));
  json_object_set_new (notification, "status", json_string (failed ? "failed" : "ok"));
  json_object_set_new (notification, "timesSent", json_integer ((json_int_t) self->times_sent));
  json_object_set_new (notification, "timesFailed", json_integer ((json_int_t) self->times_failed));
  json_object_set_new (notification, "pending", json_integer ((json_int_t) self->pending->len));
  json_object_set_new (notification, "dropped", json_integer ((json_int_t) self->dropped));
  set_time (notification, "lastNotification", self->last_sent_us);
  set_time (notification, "lastSuccess", self->last_success_us);
  set_time (notification, "lastFailure", self->last_failure_us);
  if (self->last_error != NULL)
    json_object_set_new (notification, "lastError", json_string (self->last_error));
  return json;
}

/* ---- matching */

static gboolean
watches_one_of (const WfSubscription *self, const GPtrArray *attrs)
{
  if (self->watched == NULL)
    return TRUE;
  for (guint i = 0; i < attrs->len; i++)
    if (g_strv_contains ((const char *const *) self->watched, attrs->pdata[i]))
      return TRUE;
  return FALSE;
}

void
wf_subscription_add_pending (WfSubscription *self, json_t *entity)
{
  const char *id = wf_json_string (entity, "id", "");

  if (g_hash_table_contains (self->pending_ids, id))
    return;
  if (self->pending->len >= WF_SUBSCRIPTION_MAX_PENDING)
    {
      self->dropped++;
      return;
    }
  g_ptr_array_add (self->pending, json_incref (entity));
  g_hash_table_add (self->pending_ids, (gpointer) id);
}

/* The entity is another object now (deleted, or made anew): the newer one counts. */
static void
replace_pending (WfSubscription *self, json_t *entity)
{
  const char *id = wf_json_string (entity, "id", "");

  for (guint i = 0; g_hash_table_contains (self->pending_ids, id) && i < self->pending->len; i++)
    if (self->pending->pdata[i] != entity
        && g_str_equal (wf_json_string (self->pending->pdata[i], "id", ""), id))
      {
        g_hash_table_remove (self->pending_ids, id);
        g_ptr_array_remove_index (self->pending, i);
      }
  wf_subscription_add_pending (self, entity);
}

static json_t *
tombstone (const json_t *entity, gint64 now_us)
{
  g_autofree char *now = wf_time_format (now_us);

  return json_pack ("{s:O, s:O, s:s}", "id", json_object_get (entity, "id"), "type",
                    json_object_get (entity, "type"), "deletedAt", now);
}

void
wf_subscription_note (WfSubscription *self, const WfChange *change, gint64 now_us)
{
  g_autoptr (json_t) gone = NULL;

  if (!wf_subscription_is_active (self, now_us) || (self->triggers & (1u << change->change)) == 0
      || !wf_entity_query_matches (self->query, change->entity))
    return;
  if (change->change == WF_ENTITY_DELETED)
    {
      gone = tombstone (change->entity, now_us);
      replace_pending (self, gone);
    }
  else if (!watches_one_of (self, change->attrs))
    return;
  else if (change->change == WF_ENTITY_CREATED)
    replace_pending (self, change->entity);
  else
    wf_subscription_add_pending (self, change->entity);
}

GPtrArray *
wf_subscription_take_pending (WfSubscription *self, guint max)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (entity_unref);
  guint n = MIN (max, self->pending->len);

  for (guint i = 0; i < n; i++)
    {
      g_hash_table_remove (self->pending_ids, wf_json_string (self->pending->pdata[i], "id", ""));
      g_ptr_array_add (taken, json_incref (self->pending->pdata[i]));
    }
  if (n > 0)
    g_ptr_array_remove_range (self->pending, 0, n);
  return taken;
}

json_t *
wf_subscription_notification (const WfSubscription *self, const GPtrArray *entities, guint64 number,
                              gint64 now_us)
{
  const char *const *attrs = (const char *const *) self->attributes;
  g_autofree char *id = g_strdup_printf ("urn:ngsi-ld:Notification:%" G_GUINT64_FORMAT, number);
  g_autofree char *now = wf_time_format (now_us);
  json_t *data = json_array ();

  for (guint i = 0; i < entities->len; i++)
    json_array_append_new (
        data, self->geojson ? wf_entity_to_feature (entities->pdata[i], self->form, NULL, attrs)
                            : wf_entity_in_form (entities->pdata[i], self->form, attrs));
  if (self->geojson)
    data = json_pack ("{s:s, s:o}", "type", "FeatureCollection", "features", data);
  return json_pack ("{s:s, s:s, s:s, s:s, s:o}", "id", id, "type", "Notification", "subscriptionId",
                    self->id, "notifiedAt", now, "data", data);
}
