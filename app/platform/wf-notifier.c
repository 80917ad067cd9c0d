/* Watchfloor: telling subscribers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A delivery is one POST; it knows its subscription by id only, since that may be deleted while it
 * is under way. Main thread. */
#include "config.h"

#include "wf-notifier.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

struct _WfNotifier
{
  GHashTable *by_id; /* id -> WfSubscription, borrowed */
  GPtrArray *all; /* WfSubscription, owned, in order of creation */
  WfClock *clock; /* borrowed */
  WfFaultRules *faults; /* borrowed */
  SoupSession *session;
  GCancellable *cancellable;
  GRand *random;
  GHashTable *waiting; /* Delivery, owned: held back by a fault */
  guint64 number;
  guint tick_id;
};

typedef struct
{
  WfNotifier *notifier; /* borrowed; the session is aborted before it goes */
  char *id; /* of the subscription */
  GPtrArray *entities; /* told of again where it fails; NULL = no matter */
  GBytes *body;
  SoupMessage *message;
  guint wait_id;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  if (delivery == NULL)
    return;
  g_free (delivery->id);
  g_clear_pointer (&delivery->entities, g_ptr_array_unref);
  g_clear_pointer (&delivery->body, g_bytes_unref);
  g_clear_object (&delivery->message);
  if (delivery->wait_id != 0)
    g_source_remove (delivery->wait_id);
  g_free (delivery);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, delivery_free)

/* ---- the outcome */

static void
note_success (WfNotifier *self, WfSubscription *subscription)
{
  subscription->in_flight = FALSE;
  subscription->last_success_us = wf_clock_now (self->clock);
  wf_backoff_succeeded (&subscription->backoff);
}

static void
note_failure (WfNotifier *self, WfSubscription *subscription, const GPtrArray *entities,
              const char *reason)
{
  subscription->in_flight = FALSE;
  subscription->times_failed++;
  subscription->last_failure_us = wf_clock_now (self->clock);
  subscription->retry_mono_us
      = g_get_monotonic_time ()
        + wf_backoff_failed (&subscription->backoff, g_rand_double (self->random));
  g_free (subscription->last_error);
  subscription->last_error = g_strdup (reason);
  for (guint i = 0; entities != NULL && i < entities->len; i++)
    wf_subscription_add_pending (subscription, entities->pdata[i]);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) answer
      = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  WfSubscription *subscription;
  guint status;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  subscription = wf_notifier_get (delivery->notifier, delivery->id);
  /* The status says it all; a body of any length is not read. */
  if (answer != NULL)
    g_input_stream_close_async (answer, G_PRIORITY_LOW, NULL, NULL, NULL);
  if (subscription == NULL || delivery->entities == NULL)
    return;
  status = soup_message_get_status (delivery->message);
  if (error == NULL && status >= 200 && status < 300)
    note_success (delivery->notifier, subscription);
  else
    {
      g_autofree char *reason = g_strdup_printf ("HTTP %u", status);

      note_failure (delivery->notifier, subscription, delivery->entities,
                    error != NULL ? error->message : reason);
    }
}

/* ---- sending */

static void
add_receiver_info (const WfSubscription *subscription, SoupMessageHeaders *headers)
{
  const json_t *endpoint
      = json_object_get (json_object_get (subscription->json, "notification"), "endpoint");
  const json_t *pair;
  size_t i;

  json_array_foreach (json_object_get (endpoint, "receiverInfo"), i, pair)
    {
      const char *key = wf_json_string (pair, "key", "");
      const char *value = wf_json_string (pair, "value", "");

      if (i < 32 && *key != '\0' && strpbrk (key, " :\r\n") == NULL
          && strpbrk (value, "\r\n") == NULL)
        soup_message_headers_replace (headers, key, value);
    }
}

/* @owned is taken. */
static void
post (WfNotifier *self, WfSubscription *subscription, Delivery *owned)
{
  g_autoptr (Delivery) delivery = owned;
  SoupMessageHeaders *headers;

  delivery->message = soup_message_new ("POST", subscription->uri);
  if (delivery->message == NULL)
    {
      note_failure (self, subscription, delivery->entities, _ ("its endpoint is no usable URL"));
      return;
    }
  soup_message_set_request_body_from_bytes (
      delivery->message, subscription->geojson ? "application/geo+json" : "application/json",
      delivery->body);
  headers = soup_message_get_request_headers (delivery->message);
  soup_message_headers_replace (headers, "Ngsild-Attribute-Format",
                                subscription->form == WF_FORM_NORMALIZED ? "Normalized"
                                : subscription->form == WF_FORM_CONCISE  ? "Concise"
                                                                         : "KeyValues");
  add_receiver_info (subscription, headers);
  soup_session_send_async (self->session, delivery->message, G_PRIORITY_DEFAULT, self->cancellable,
                           sent_cb, delivery);
  delivery = NULL;
}

static gboolean
waited_cb (gpointer user_data)
{
  Delivery *delivery = user_data;
  WfNotifier *self = delivery->notifier;
  WfSubscription *subscription = wf_notifier_get (self, delivery->id);

  delivery->wait_id = 0;
  g_hash_table_steal (self->waiting, delivery);
  if (subscription != NULL)
    post (self, subscription, delivery);
  else
    delivery_free (delivery);
  return G_SOURCE_REMOVE;
}

static void
wait_and_post (WfNotifier *self, Delivery *delivery, guint delay_ms)
{
  delivery->wait_id = g_timeout_add (delay_ms, waited_cb, delivery);
  g_hash_table_add (self->waiting, delivery);
}

static Delivery *
delivery_new (WfNotifier *self, const WfSubscription *subscription, GPtrArray *entities,
              GBytes *body)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->notifier = self;
  delivery->id = g_strdup (subscription->id);
  delivery->entities = entities != NULL ? g_ptr_array_ref (entities) : NULL;
  delivery->body = g_bytes_ref (body);
  return delivery;
}

/* What a fault makes of the body. */
static GBytes *
spoilt (WfNotifier *self, const WfFaultPlan *plan, GBytes *body)
{
  gsize length = g_bytes_get_size (body);

  if (plan->kind == WF_FAULT_TRUNCATE)
    return g_bytes_new_from_bytes (body, 0, length / 2);
  if (plan->kind == WF_FAULT_GARBAGE || plan->kind == WF_FAULT_ENDLESS)
    return g_bytes_new_take (wf_fault_rules_garbage (self->faults, length), length);
  return g_bytes_ref (body);
}

static void
deliver (WfNotifier *self, WfSubscription *subscription, const WfFaultPlan *plan,
         GPtrArray *entities, GBytes *whole)
{
  g_autoptr (GBytes) body = spoilt (self, plan, whole);
  Delivery *delivery = delivery_new (self, subscription, entities, body);

  switch (plan->kind)
    {
    case WF_FAULT_DROP:
      delivery_free (delivery);
      note_success (self, subscription);
      return;
    case WF_FAULT_ERROR:
    case WF_FAULT_RATE_LIMIT:
    case WF_FAULT_HALF_OPEN:
      delivery_free (delivery);
      note_failure (self, subscription, entities, _ ("made to fail by a fault rule"));
      return;
    case WF_FAULT_DELAY:
      wait_and_post (self, delivery, plan->delay_ms);
      return;
    case WF_FAULT_REORDER:
      /* Behind the next: that one need not wait for this. */
      g_clear_pointer (&delivery->entities, g_ptr_array_unref);
      wait_and_post (self, delivery, 3 * WF_CHANGE_FEED_MS);
      note_success (self, subscription);
      return;
    case WF_FAULT_DUPLICATE:
      post (self, subscription, delivery_new (self, subscription, NULL, body));
      break;
    case WF_FAULT_NONE:
    case WF_FAULT_TRUNCATE:
    case WF_FAULT_GARBAGE:
    case WF_FAULT_ENDLESS:
    case WF_FAULT_CLOCK_SKEW:
    case WF_FAULT_WRONG_DATUM:
    case WF_FAULT_N:
    default:
      break;
    }
  post (self, subscription, delivery);
}

static char **
types_of (const GPtrArray *entities)
{
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < entities->len; i++)
    {
      const char *type = wf_json_string (entities->pdata[i], "type", "");

      if (g_hash_table_add (types, (gpointer) type))
        g_ptr_array_add (names, g_strdup (type));
    }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/* The text with the content faults: the attributes are shared with the store, hence the copy. */
static GBytes *
notification_bytes (const WfFaultPlan *plan, json_t *notification)
{
  g_autoptr (json_t) copy = NULL;
  char *text;

  if (plan->n_content > 0)
    {
      copy = json_deep_copy (notification);
      wf_fault_plan_mangle (plan, copy);
    }
  text = json_dumps (copy != NULL ? copy : notification, JSON_COMPACT | JSON_REAL_PRECISION (15));
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

static void
notify (WfNotifier *self, WfSubscription *subscription)
{
  gint64 now_us = wf_clock_now (self->clock);
  g_autoptr (GPtrArray) entities
      = wf_subscription_take_pending (subscription, WF_NOTIFIER_MAX_ENTITIES);
  g_auto (GStrv) types = types_of (entities);
  g_autoptr (GUri) uri = g_uri_parse (subscription->uri, G_URI_FLAGS_NONE, NULL);
  g_auto (WfFaultPlan) plan
      = wf_fault_rules_plan (self->faults, WF_FAULT_ON_NOTIFICATION, "POST", g_uri_get_path (uri),
                             (const char *const *) types, now_us);
  g_autoptr (json_t) notification
      = wf_subscription_notification (subscription, entities, ++self->number, now_us);
  g_autoptr (GBytes) body = notification_bytes (&plan, notification);

  subscription->in_flight = TRUE;
  subscription->times_sent++;
  subscription->last_sent_us = now_us;
  deliver (self, subscription, &plan, entities, body);
}

static gboolean
is_due (WfNotifier *self, const WfSubscription *subscription, gint64 now_us)
{
  return subscription->pending->len > 0 && !subscription->in_flight
         && wf_subscription_is_active (subscription, now_us)
         && g_get_monotonic_time () >= subscription->retry_mono_us
         && (subscription->last_sent_us == WF_TIME_NONE
             || now_us - subscription->last_sent_us >= subscription->throttling_us);
}

static void
pump (WfNotifier *self)
{
  gint64 now_us = wf_clock_now (self->clock);

  for (guint i = 0; i < self->all->len; i++)
    if (is_due (self, self->all->pdata[i], now_us))
      notify (self, self->all->pdata[i]);
}

static gboolean
tick_cb (gpointer user_data)
{
  pump (user_data);
  return G_SOURCE_CONTINUE;
}

static void
changes_cb (const GPtrArray *changes, gpointer user_data)
{
  WfNotifier *self = user_data;
  gint64 now_us = wf_clock_now (self->clock);

  for (guint i = 0; i < self->all->len; i++)
    for (guint k = 0; k < changes->len; k++)
      wf_subscription_note (self->all->pdata[i], changes->pdata[k], now_us);
  pump (self);
}

/* ---- the table */

static void
subscription_free (gpointer data)
{
  wf_subscription_free (data);
}

WfNotifier *
wf_notifier_new (WfChangeFeed *feed, WfClock *clock, WfFaultRules *faults)
{
  WfNotifier *self = g_new0 (WfNotifier, 1);

  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->all = g_ptr_array_new_with_free_func (subscription_free);
  self->waiting = g_hash_table_new_full (NULL, NULL, delivery_free, NULL);
  self->clock = clock;
  self->faults = faults;
  self->random = g_rand_new ();
  self->cancellable = g_cancellable_new ();
  self->session = soup_session_new_with_options ("max-conns", 64, "max-conns-per-host", 16,
                                                 "timeout", WF_NOTIFIER_TIMEOUT_S, "user-agent",
                                                 "watchfloor-platform/" WF_VERSION, NULL);
  self->tick_id = g_timeout_add (WF_CHANGE_FEED_MS, tick_cb, self);
  wf_change_feed_add_sink (feed, changes_cb, self);
  return self;
}

void
wf_notifier_free (WfNotifier *self)
{
  if (self == NULL)
    return;
  g_source_remove (self->tick_id);
  g_cancellable_cancel (self->cancellable);
  soup_session_abort (self->session);
  /* The aborted deliveries are told so, and freed, in the next iterations. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->session);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->waiting);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->all);
  g_rand_free (self->random);
  g_free (self);
}

/* One that has expired is shown as such until its place is needed. */
static void
forget_expired (WfNotifier *self)
{
  gint64 now_us = wf_clock_now (self->clock);

  for (guint i = self->all->len; i > 0; i--)
    {
      const WfSubscription *subscription = self->all->pdata[i - 1];

      if (now_us < subscription->expires_us)
        continue;
      g_hash_table_remove (self->by_id, subscription->id);
      g_ptr_array_remove_index (self->all, i - 1);
    }
}

gboolean
wf_notifier_add (WfNotifier *self, WfSubscription *subscription, GError **error)
{
  g_autoptr (WfSubscription) owned = subscription;

  if (g_hash_table_contains (self->by_id, owned->id))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT, _ ("Subscription %s exists already."),
                   owned->id);
      return FALSE;
    }
  if (self->all->len >= WF_NOTIFIER_MAX_SUBSCRIPTIONS)
    forget_expired (self);
  if (self->all->len >= WF_NOTIFIER_MAX_SUBSCRIPTIONS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("There are %d subscriptions already; delete one first."),
                   WF_NOTIFIER_MAX_SUBSCRIPTIONS);
      return FALSE;
    }
  g_hash_table_insert (self->by_id, g_strdup (owned->id), owned);
  g_ptr_array_add (self->all, g_steal_pointer (&owned));
  return TRUE;
}

gboolean
wf_notifier_remove (WfNotifier *self, const char *id)
{
  WfSubscription *subscription = wf_notifier_get (self, id);

  if (subscription == NULL)
    return FALSE;
  g_hash_table_remove (self->by_id, id);
  g_ptr_array_remove (self->all, subscription);
  return TRUE;
}

WfSubscription *
wf_notifier_get (WfNotifier *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

json_t *
wf_notifier_list (WfNotifier *self, guint offset, guint limit, guint *total)
{
  json_t *list = json_array ();
  gint64 now_us = wf_clock_now (self->clock);

  *total = self->all->len;
  for (guint i = offset; i < self->all->len && i - offset < limit; i++)
    json_array_append_new (list, wf_subscription_to_json (self->all->pdata[i], now_us));
  return list;
}
