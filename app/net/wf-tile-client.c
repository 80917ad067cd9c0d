/* Watchfloor: fetching map tiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Look on the disk (in a thread), ask the server, keep what it gave (in a thread). */
#include "config.h"

#include "wf-tile-client.h"

#include "wf-error.h"
#include "wf-http.h"
#include "wf-tile-cache.h"

#include <glib/gi18n.h>
#include <string.h>

#define TIMEOUT_MS 20000
#define FIRST_PAUSE_S 2
#define MAX_PAUSE_S 300

struct _WfTileClient
{
  gatomicrefcount refs; /* the owner's and each fetch's, whose last may go in a thread */
  WfHttp *http; /* Owned; NULL: the owner has gone */
  GHashTable *hosts; /* Owned: name to Host */
  GCancellable *cancellable;
};

/* A server that wants to be left alone. */
typedef struct
{
  gint64 until_us; /* monotonic */
  guint pause_s; /* the next one, doubled at each failure */
} Host;

typedef struct
{
  WfTileClient *client; /* Owned */
  char *url, *host;
  gsize max_bytes;
  WfTileEntry *entry; /* Owned; what is kept, NULL: nothing */
  gboolean is_old;
} Fetch;

static void
client_unref (WfTileClient *client)
{
  if (!g_atomic_ref_count_dec (&client->refs))
    return;
  g_hash_table_unref (client->hosts);
  g_object_unref (client->cancellable);
  g_free (client);
}

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  client_unref (fetch->client);
  wf_tile_entry_free (fetch->entry);
  g_free (fetch->url);
  g_free (fetch->host);
  g_free (fetch);
}

WfTileClient *
wf_tile_client_new (void)
{
  WfTileClient *client = g_new0 (WfTileClient, 1);

  g_atomic_ref_count_init (&client->refs);
  client->http = wf_http_new_polite ();
  client->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  client->cancellable = g_cancellable_new ();
  return client;
}

void
wf_tile_client_free (WfTileClient *client)
{
  if (client == NULL)
    return;
  g_cancellable_cancel (client->cancellable);
  g_clear_pointer (&client->http, wf_http_free);
  client_unref (client);
}

/* ---- pauses */

static gboolean
is_paused (const Fetch *fetch)
{
  const Host *host = g_hash_table_lookup (fetch->client->hosts, fetch->host);

  return host != NULL && g_get_monotonic_time () < host->until_us;
}

static void
pause_host (const Fetch *fetch, guint asked_s)
{
  Host *host = g_hash_table_lookup (fetch->client->hosts, fetch->host);

  if (host == NULL)
    {
      host = g_new0 (Host, 1);
      g_hash_table_insert (fetch->client->hosts, g_strdup (fetch->host), host);
    }
  /* Requests of one burst that fail together are one failure. */
  if (g_get_monotonic_time () >= host->until_us)
    host->pause_s = CLAMP (host->pause_s * 2, FIRST_PAUSE_S, MAX_PAUSE_S);
  host->until_us = MAX (host->until_us,
                        g_get_monotonic_time ()
                            + (gint64) (asked_s > 0 ? asked_s : host->pause_s) * G_USEC_PER_SEC);
}

/* ---- answers */

static void
return_body (GTask *task, gboolean is_old)
{
  Fetch *fetch = g_task_get_task_data (task);

  fetch->is_old = is_old;
  g_task_return_pointer (task, g_bytes_ref (fetch->entry->body), (GDestroyNotify) g_bytes_unref);
}

/* What is kept, though old; else the reason. */
static void
return_old (GTask *task, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->entry == NULL || g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  g_error_free (error);
  return_body (task, TRUE);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Fetch *fetch = data;

  wf_tile_cache_save (fetch->url, fetch->entry);
  g_task_return_pointer (task, g_bytes_ref (fetch->entry->body), (GDestroyNotify) g_bytes_unref);
}

static void
take_answer (GTask *task, const WfHttpAnswer *answer)
{
  Fetch *fetch = g_task_get_task_data (task);
  gboolean is_new = answer->status == 200;

  g_hash_table_remove (fetch->client->hosts, fetch->host);
  if (is_new)
    {
      g_clear_pointer (&fetch->entry, wf_tile_entry_free);
      fetch->entry = g_new0 (WfTileEntry, 1);
      fetch->entry->body = g_bytes_ref (answer->body);
      fetch->entry->etag = g_strdup (answer->etag);
      fetch->entry->last_modified = g_strdup (answer->last_modified);
    }
  fetch->entry->fresh_until_s = g_get_real_time () / G_USEC_PER_SEC + MAX (0, answer->fresh_s);
  if (answer->fresh_s < 0)
    return_body (task, FALSE);
  else
    g_task_run_in_thread (task, save_thread);
}

static void
refuse (GTask *task, const WfHttpAnswer *answer)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (answer->status == 204 || answer->status == 404 || answer->status == 410)
    g_task_return_new_error (task, WF_ERROR, WF_ERROR_NOT_FOUND, _ ("%s has no such tile."),
                             fetch->host);
  else if (answer->status == 200)
    {
      pause_host (fetch, 0);
      return_old (task, g_error_new (WF_ERROR, WF_ERROR_NETWORK,
                                     _ ("%s answered with a web page; log in to the network or "
                                        "check the address."),
                                     fetch->host));
    }
  else if (answer->status == 401 || answer->status == 403)
    return_old (task, g_error_new (WF_ERROR, WF_ERROR_REFUSED,
                                   _ ("%s does not give its tiles (%u); check the key."),
                                   fetch->host, answer->status));
  else
    {
      pause_host (fetch, answer->retry_after_s);
      return_old (task, g_error_new (WF_ERROR, WF_ERROR_NETWORK,
                                     _ ("%s answered %u and is left alone for a while."),
                                     fetch->host, answer->status));
    }
}

/* Of a network that wants a log-in first, or of a server in trouble that does not say so. */
static gboolean
is_page (const WfHttpAnswer *answer)
{
  return g_str_equal (answer->content_type, "text/html");
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (WfHttpAnswer) answer = wf_http_send_finish (result, NULL, &error);

  if (answer == NULL)
    {
      if (g_error_matches (error, WF_ERROR, WF_ERROR_NETWORK)
          || g_error_matches (error, WF_ERROR, WF_ERROR_TIMEOUT))
        pause_host (fetch, 0);
      return_old (task, error);
    }
  else if ((answer->status == 200 && !is_page (answer))
           || (answer->status == 304 && fetch->entry != NULL))
    take_answer (task, answer);
  else
    refuse (task, answer);
}

static void
ask (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  const WfTileEntry *entry = fetch->entry;
  const WfHttpRequest request
      = { .url = fetch->url,
          .max_bytes = fetch->max_bytes,
          .timeout_ms = TIMEOUT_MS,
          .if_none_match = entry != NULL ? entry->etag : NULL,
          .if_modified_since = entry != NULL ? entry->last_modified : NULL };
  GCancellable *own = g_task_get_cancellable (task);

  wf_http_send_async (fetch->client->http, &request, own != NULL ? own : fetch->client->cancellable,
                      answered_cb, g_object_ref (task));
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Fetch *fetch = data;

  g_task_return_pointer (task, wf_tile_cache_load (fetch->url),
                         (GDestroyNotify) wf_tile_entry_free);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);

  fetch->entry = g_task_propagate_pointer (G_TASK (result), NULL);
  if (fetch->entry != NULL && fetch->entry->fresh_until_s > g_get_real_time () / G_USEC_PER_SEC)
    return_body (task, FALSE);
  else if (fetch->client->http == NULL)
    g_task_return_new_error (task, WF_ERROR, WF_ERROR_CANCELLED,
                             _ ("The request to %s was cancelled."), fetch->host);
  else if (is_paused (fetch))
    return_old (task,
                g_error_new (WF_ERROR, WF_ERROR_NETWORK,
                             _ ("%s failed before and is left alone for a while."), fetch->host));
  else
    ask (task);
}

void
wf_tile_client_get_async (WfTileClient *client, const char *url, gsize max_bytes,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTask) load = g_task_new (NULL, NULL, loaded_cb, task);
  Fetch *fetch = g_new0 (Fetch, 1);

  g_atomic_ref_count_inc (&client->refs);
  fetch->client = client;
  fetch->url = g_strdup (url);
  fetch->host = wf_http_host (url);
  fetch->max_bytes = max_bytes;
  g_task_set_source_tag (task, wf_tile_client_get_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, fetch, fetch_free);
  g_task_set_source_tag (load, load_thread);
  g_task_set_task_data (load, fetch, NULL); /* Borrowed: the outer task holds it */
  g_task_run_in_thread (load, load_thread);
}

GBytes *
wf_tile_client_get_finish (GAsyncResult *result, gboolean *is_old, GError **error)
{
  const Fetch *fetch = g_task_get_task_data (G_TASK (result));

  if (is_old != NULL)
    *is_old = fetch->is_old;
  return g_task_propagate_pointer (G_TASK (result), error);
}
