/* Watchfloor: the courier.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One timer, the outbox's; each request carries an Errand that outlives neither. */
#include "config.h"

#include "wf-courier.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define REQUEST_MS 8000
#define MAX_REASON 300
#define LONGEST_WAIT_MS 1000

typedef struct
{
  guint serial; /* several may be out about one entity */
  char *id;
  json_t *attrs; /* NULL = a question */
  gint64 version; /* -1 = any */
  WfBackoff backoff;
  gint64 next_try_us; /* monotonic */
  gint64 asked_us; /* monotonic; of the last try */
  gboolean is_busy;
} Patch;

struct _WfCourier
{
  WfHttp *http;
  WfClock *clock;
  char *entities_url; /* ".../ngsi-ld/v1/entities" */
  WfCourierWatch watch;
  gpointer user_data;
  WfOutbox *outbox;
  GPtrArray *patches; /* Patch */
  guint last_serial;
  GCancellable *cancellable;
  GSource *timer;
  const char *reason; /* while the outbox tells */
};

typedef struct
{
  WfCourier *courier;
  char *id;
  WfOutboxAct act;
  guint patch; /* serial; 0 = none */
  gboolean is_question;
} Errand;

static void
errand_free (Errand *errand)
{
  g_free (errand->id);
  g_free (errand);
}

static void
patch_free (gpointer data)
{
  Patch *patch = data;

  g_free (patch->id);
  json_decref (patch->attrs);
  g_free (patch);
}

static WfOutboxNow
get_now (WfCourier *courier)
{
  return (WfOutboxNow){ wf_clock_now (courier->clock), wf_clock_monotonic (courier->clock) };
}

char *
wf_courier_reason (const WfHttpAnswer *answer)
{
  gsize length = g_bytes_get_size (answer->body);
  g_autoptr (json_t) problem
      = wf_json_parse (g_bytes_get_data (answer->body, NULL), length, 64 * 1024, "problem", NULL);
  const char *text = wf_json_string (problem, "detail", NULL);

  if (text == NULL)
    text = wf_json_string (problem, "title", NULL);
  if (text == NULL || text[0] == '\0')
    return g_strdup_printf (_ ("the platform answered %u"), answer->status);
  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_REASON));
}

static void
tell_cb (WfOutboxEvent event, const char *id, gpointer data)
{
  WfCourier *courier = data;

  courier->watch.event (event, id, courier->reason, courier->user_data);
}

WfCourier *
wf_courier_new (WfHttp *http, WfClock *clock, const char *platform_url, const WfCourierWatch *watch,
                gpointer user_data)
{
  WfCourier *courier = g_new0 (WfCourier, 1);
  gsize length = strlen (platform_url);

  while (length > 0 && platform_url[length - 1] == '/')
    length--;
  courier->http = http;
  courier->clock = wf_clock_ref (clock);
  courier->entities_url = g_strdup_printf ("%.*s/ngsi-ld/v1/entities", (int) length, platform_url);
  courier->watch = *watch;
  courier->user_data = user_data;
  courier->outbox = wf_outbox_new (tell_cb, courier);
  courier->patches = g_ptr_array_new_with_free_func (patch_free);
  courier->cancellable = g_cancellable_new ();
  return courier;
}

static void
stop_timer (WfCourier *courier)
{
  if (courier->timer != NULL)
    g_source_destroy (courier->timer);
  g_clear_pointer (&courier->timer, g_source_unref);
}

void
wf_courier_free (WfCourier *courier)
{
  if (courier == NULL)
    return;
  g_cancellable_cancel (courier->cancellable);
  stop_timer (courier);
  g_object_unref (courier->cancellable);
  wf_outbox_free (courier->outbox);
  g_ptr_array_unref (courier->patches);
  wf_clock_unref (courier->clock);
  g_free (courier->entities_url);
  g_free (courier);
}

/* ---- what answers mean */

static WfOutboxAnswer
read_post (const WfHttpAnswer *answer)
{
  switch (answer->status)
    {
    case 201:
    case 204:
      return WF_ANSWER_CREATED;
    case 409:
      return WF_ANSWER_EXISTS;
    case 404: /* a server, but no platform yet */
    case 408:
    case 429:
    case 503:
      return WF_ANSWER_BUSY;
    default:
      return answer->status >= 400 && answer->status < 500 ? WF_ANSWER_REFUSED : WF_ANSWER_LOST;
    }
}

static WfOutboxAnswer
read_ask (WfCourier *courier, const WfHttpAnswer *answer, const char *id)
{
  g_autoptr (json_t) entity = NULL;

  if (answer->status == 404)
    return WF_ANSWER_ABSENT;
  if (answer->status != 200)
    return WF_ANSWER_LOST;
  entity = wf_json_parse (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body),
                          WF_COURIER_MAX_ANSWER, "entity", NULL);
  if (g_strcmp0 (wf_json_string (entity, "id", NULL), id) != 0)
    return WF_ANSWER_LOST;
  return WF_ANSWER_FOUND;
}

static void pump (WfCourier *courier);

/* Told in the order: delivered first, then what the platform says of it. */
static void
take_errand (Errand *errand, const WfHttpAnswer *answer, gboolean maybe_sent, const char *trouble)
{
  WfCourier *courier = errand->courier;
  WfOutboxAnswer what = maybe_sent ? WF_ANSWER_LOST : WF_ANSWER_NOT_SENT;
  g_autofree char *reason = NULL;

  if (answer != NULL && errand->act == WF_OUTBOX_POST)
    what = read_post (answer);
  else if (answer != NULL)
    what = read_ask (courier, answer, errand->id);
  if (answer != NULL && answer->status >= 400)
    reason = wf_courier_reason (answer);
  courier->reason = reason != NULL ? reason : trouble;
  wf_outbox_answer (courier->outbox, errand->id, what, get_now (courier), g_random_double ());
  courier->reason = NULL;
  if (what == WF_ANSWER_FOUND)
    courier->watch.entity (answer->body, errand->id, courier->user_data);
}

static Patch *
find_patch (WfCourier *courier, guint serial)
{
  for (guint i = 0; i < courier->patches->len; i++)
    {
      Patch *patch = courier->patches->pdata[i];

      if (patch->serial == serial)
        return patch;
    }
  return NULL;
}

/* A 404 of the platform itself, not of a server where no platform is (yet). */
static gboolean
is_absent (const WfHttpAnswer *answer)
{
  g_autoptr (json_t) problem
      = wf_json_parse (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body),
                       64 * 1024, "problem", NULL);

  return answer->status == 404
         && g_str_has_suffix (wf_json_string (problem, "type", ""), "/ResourceNotFound");
}

static WfPatchEnd
read_patch (guint status)
{
  if (status == 404)
    return WF_PATCH_ABSENT;
  if (status == 409 || status == 412)
    return WF_PATCH_CONFLICT;
  return status >= 300 || status == 207 ? WF_PATCH_REFUSED : WF_PATCH_TAKEN;
}

static void
take_patch (Errand *errand, const WfHttpAnswer *answer)
{
  WfCourier *courier = errand->courier;
  Patch *patch = find_patch (courier, errand->patch);
  gint64 asked_us = patch != NULL ? patch->asked_us : 0;
  gboolean is_over
      = answer != NULL && answer->status < 500 && answer->status != 408 && answer->status != 429;
  g_autofree char *reason = NULL;

  if (patch == NULL)
    return;
  patch->is_busy = FALSE;
  if (answer != NULL && answer->status == 404)
    is_over = is_absent (answer);
  else if (patch->attrs == NULL && answer != NULL)
    is_over = read_ask (courier, answer, errand->id) == WF_ANSWER_FOUND;
  if (!is_over)
    {
      patch->next_try_us
          = g_get_monotonic_time () + wf_backoff_failed (&patch->backoff, g_random_double ());
      return;
    }
  if (patch->attrs == NULL && answer->status == 200)
    {
      g_ptr_array_remove (courier->patches, patch);
      courier->watch.entity (answer->body, errand->id, courier->user_data);
      return;
    }
  g_ptr_array_remove (courier->patches, patch);
  if (answer->status >= 300 || answer->status == 207)
    reason = wf_courier_reason (answer);
  courier->watch.patched (errand->id, read_patch (answer->status), reason, asked_us,
                          courier->user_data);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean maybe_sent;
  g_autoptr (WfHttpAnswer) answer = wf_http_send_finish (result, &maybe_sent, &error);
  Errand *errand = data;
  WfCourier *courier = errand->courier;

  /* The courier is gone: nobody waits. */
  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    {
      errand_free (errand);
      return;
    }
  if (errand->patch != 0)
    take_patch (errand, answer);
  else if (!errand->is_question)
    take_errand (errand, answer, maybe_sent, error != NULL ? error->message : NULL);
  else if (answer != NULL && read_ask (courier, answer, errand->id) == WF_ANSWER_FOUND)
    courier->watch.entity (answer->body, errand->id, courier->user_data);
  errand_free (errand);
  pump (courier);
}

/* ---- sending */

static void
send_errand (WfCourier *courier, Errand *errand, const char *method, const char *path,
             const json_t *body, gint64 version, guint timeout_ms)
{
  g_autofree char *match
      = version >= 0 ? g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", version) : NULL;
  g_autofree char *escaped = g_uri_escape_string (errand->id, ":", FALSE);
  g_autofree char *url = path == NULL
                             ? g_strdup (courier->entities_url)
                             : g_strdup_printf ("%s/%s%s", courier->entities_url, escaped, path);
  g_autofree char *text = body != NULL ? wf_json_canonical (body) : NULL;
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  const WfHttpRequest request = { .method = method,
                                  .url = url,
                                  .accept = "application/json",
                                  .content_type = "application/json",
                                  .body = bytes,
                                  .if_match = match,
                                  .max_bytes = WF_COURIER_MAX_ANSWER,
                                  .timeout_ms = timeout_ms };

  errand->courier = courier;
  wf_http_send_async (courier->http, &request, courier->cancellable, answered_cb, errand);
}

static void
run_task (WfCourier *courier, const WfOutboxTask *task)
{
  Errand *errand = g_new0 (Errand, 1);
  gint64 left_ms = MAX (task->left_us / 1000, 1);

  errand->id = g_strdup (task->id);
  errand->act = task->act;
  /* A POST is over when the validity is: what hangs must not arrive late. */
  if (task->act == WF_OUTBOX_POST)
    send_errand (courier, errand, "POST", NULL, task->entity, -1,
                 (guint) MIN (left_ms, REQUEST_MS));
  else
    send_errand (courier, errand, "GET", "", NULL, -1, REQUEST_MS);
}

static gint64
run_patches (WfCourier *courier)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 wait_us = -1;

  for (guint i = 0; i < courier->patches->len; i++)
    {
      Patch *patch = courier->patches->pdata[i];

      if (patch->is_busy)
        continue;
      if (patch->next_try_us <= now_us)
        {
          Errand *errand = g_new0 (Errand, 1);

          patch->is_busy = TRUE;
          patch->asked_us = now_us;
          errand->id = g_strdup (patch->id);
          errand->patch = patch->serial;
          if (patch->attrs != NULL)
            send_errand (courier, errand, "PATCH", "/attrs", patch->attrs, patch->version,
                         REQUEST_MS);
          else
            send_errand (courier, errand, "GET", "", NULL, -1, REQUEST_MS);
        }
      else if (wait_us < 0 || patch->next_try_us - now_us < wait_us)
        wait_us = patch->next_try_us - now_us;
    }
  return wait_us;
}

static gboolean
pump_cb (gpointer data)
{
  pump (data);
  return G_SOURCE_REMOVE;
}

static void
pump (WfCourier *courier)
{
  WfOutboxTask task;
  gint64 wait_us, patch_wait_us;

  stop_timer (courier);
  while (wf_outbox_next (courier->outbox, get_now (courier), &task))
    run_task (courier, &task);
  wait_us = wf_outbox_wait_us (courier->outbox, get_now (courier));
  patch_wait_us = run_patches (courier);
  if (wait_us < 0 || (patch_wait_us >= 0 && patch_wait_us < wait_us))
    wait_us = patch_wait_us;
  /* Whoever was told may have pumped as well. */
  stop_timer (courier);
  if (wait_us < 0)
    return;
  /* A date set forward or a sleep ends a validity earlier than the timer knows. */
  courier->timer = g_timeout_source_new ((guint) MIN (wait_us / 1000 + 1, LONGEST_WAIT_MS));
  g_source_set_static_name (courier->timer, "courier");
  g_source_set_callback (courier->timer, pump_cb, courier, NULL);
  g_source_attach (courier->timer, g_main_context_get_thread_default ());
}

/* From a fresh turn of the loop: a caller is never told before its own call has returned. */
static void
pump_soon (WfCourier *courier)
{
  stop_timer (courier);
  courier->timer = g_idle_source_new ();
  g_source_set_priority (courier->timer, G_PRIORITY_DEFAULT);
  g_source_set_static_name (courier->timer, "courier");
  g_source_set_callback (courier->timer, pump_cb, courier, NULL);
  g_source_attach (courier->timer, g_main_context_get_thread_default ());
}

/* ---- the owner's side */

void
wf_courier_add (WfCourier *courier, const char *id, const json_t *entity, gint64 valid_until_us,
                gboolean ask_first)
{
  wf_outbox_add (courier->outbox, id, entity, valid_until_us, get_now (courier), ask_first);
  pump_soon (courier);
}

gboolean
wf_courier_remove (WfCourier *courier, const char *id)
{
  return wf_outbox_remove (courier->outbox, id);
}

void
wf_courier_seen (WfCourier *courier, const char *id)
{
  wf_outbox_seen (courier->outbox, id);
}

void
wf_courier_hurry (WfCourier *courier)
{
  wf_outbox_hurry (courier->outbox);
  for (guint i = 0; i < courier->patches->len; i++)
    ((Patch *) courier->patches->pdata[i])->next_try_us = 0;
  pump_soon (courier);
}

guint
wf_courier_n_entries (WfCourier *courier)
{
  return wf_outbox_n_entries (courier->outbox);
}

/* Not what is out already: its answer may be older than the wish. */
static gboolean
is_waiting (WfCourier *courier, const char *id, const json_t *attrs)
{
  for (guint i = 0; i < courier->patches->len; i++)
    {
      const Patch *patch = courier->patches->pdata[i];

      if (!patch->is_busy && g_str_equal (patch->id, id)
          && (attrs == NULL ? patch->attrs == NULL : json_equal (attrs, patch->attrs)))
        return TRUE;
    }
  return FALSE;
}

void
wf_courier_patch (WfCourier *courier, const char *id, const json_t *attrs, gint64 version)
{
  Patch *patch;

  if (is_waiting (courier, id, attrs))
    return;
  patch = g_new0 (Patch, 1);
  patch->serial = ++courier->last_serial;
  patch->id = g_strdup (id);
  patch->attrs = attrs != NULL ? json_deep_copy (attrs) : NULL;
  patch->version = version;
  patch->backoff = WF_BACKOFF_INIT;
  g_ptr_array_add (courier->patches, patch);
  pump_soon (courier);
}

void
wf_courier_ask (WfCourier *courier, const char *id)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->id = g_strdup (id);
  errand->is_question = TRUE;
  send_errand (courier, errand, "GET", "", NULL, -1, REQUEST_MS);
}

gboolean
wf_courier_is_idle (WfCourier *courier)
{
  return wf_outbox_n_entries (courier->outbox) == 0 && courier->patches->len == 0;
}
