/* Watchfloor: asking a platform for all its entities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of PAGE by limit and offset; the platform's count says when to stop, or a page that is
 * not a full one. */
#include "config.h"

#include "wf-snapshot.h"

#include "wf-error.h"

#include <glib/gi18n.h>

#define PAGE 1000
#define MAX_ENTITIES 1000000
#define PAGE_BYTES (16 * 1024 * 1024)
#define PAGE_MS 20000

struct _WfSnapshot
{
  WfHttp *http;
  char *url; /* with types and limit */
  char *host;
  WfSnapshotWatch watch;
  gpointer user_data;
  GCancellable *cancellable; /* of the question under way */
  guint offset;
};

WfSnapshot *
wf_snapshot_new (WfHttp *http, const char *entities_url, char **types, const WfSnapshotWatch *watch,
                 gpointer user_data)
{
  WfSnapshot *snapshot = g_new0 (WfSnapshot, 1);
  g_autofree char *list = g_strjoinv (",", types);
  g_autofree char *escaped = g_uri_escape_string (list, ",", FALSE);

  snapshot->http = http;
  snapshot->url = g_strdup_printf ("%s?type=%s&limit=%d&count=true", entities_url, escaped, PAGE);
  snapshot->host = wf_http_host (entities_url);
  snapshot->watch = *watch;
  snapshot->user_data = user_data;
  return snapshot;
}

static void
give_up (WfSnapshot *snapshot)
{
  if (snapshot->cancellable != NULL)
    g_cancellable_cancel (snapshot->cancellable);
  g_clear_object (&snapshot->cancellable);
}

void
wf_snapshot_free (WfSnapshot *snapshot)
{
  if (snapshot == NULL)
    return;
  give_up (snapshot);
  g_free (snapshot->url);
  g_free (snapshot->host);
  g_free (snapshot);
}

gboolean
wf_snapshot_is_running (WfSnapshot *snapshot)
{
  return snapshot->cancellable != NULL;
}

static void
end (WfSnapshot *snapshot, const char *trouble)
{
  g_clear_object (&snapshot->cancellable);
  snapshot->watch.ended (trouble, snapshot->user_data);
}

static void ask_page (WfSnapshot *snapshot);

/* A page that is not JSON at all is not half an answer: the whole question failed. */
static gboolean
is_list (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  while (length > 0 && g_ascii_isspace (text[0]))
    {
      text++;
      length--;
    }
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return length >= 2 && text[0] == '[' && text[length - 1] == ']';
}

static void
take_page (WfSnapshot *snapshot, const WfHttpAnswer *answer)
{
  g_autofree char *trouble = NULL;
  gboolean more;

  if (answer->status != 200)
    trouble = g_strdup_printf (_ ("%s answered %u."), snapshot->host, answer->status);
  else if (!is_list (answer->body))
    trouble = g_strdup_printf (_ ("%s answered with something that is no list of entities."),
                               snapshot->host);
  if (trouble != NULL)
    {
      end (snapshot, trouble);
      return;
    }
  snapshot->offset += PAGE;
  more = answer->n_results > (gint64) snapshot->offset && snapshot->offset < MAX_ENTITIES;
  snapshot->watch.page (answer->body, snapshot->user_data);
  if (more)
    ask_page (snapshot);
  else
    end (snapshot, NULL);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfHttpAnswer) answer = wf_http_send_finish (result, NULL, &error);
  WfSnapshot *snapshot = data;

  /* Given up: @snapshot may be gone. */
  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    end (snapshot, error->message);
  else
    take_page (snapshot, answer);
}

static void
ask_page (WfSnapshot *snapshot)
{
  g_autofree char *url = g_strdup_printf ("%s&offset=%u", snapshot->url, snapshot->offset);
  const WfHttpRequest request = {
    .url = url, .accept = "application/json", .max_bytes = PAGE_BYTES, .timeout_ms = PAGE_MS
  };

  wf_http_send_async (snapshot->http, &request, snapshot->cancellable, answered_cb, snapshot);
}

void
wf_snapshot_start (WfSnapshot *snapshot)
{
  give_up (snapshot);
  snapshot->cancellable = g_cancellable_new ();
  snapshot->offset = 0;
  ask_page (snapshot);
}
