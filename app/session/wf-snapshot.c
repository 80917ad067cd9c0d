/* Watchfloor: asking a platform for all its entities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages by limit and offset. A platform may give fewer at a time than it was asked for: the next
 * page begins where this one ends. Its count says when to stop, or, without one, an empty page. */
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
  GBytes *last; /* page; NULL before the first */
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
  g_clear_pointer (&snapshot->last, g_bytes_unref);
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
  g_clear_pointer (&snapshot->last, g_bytes_unref);
  snapshot->watch.ended (trouble, snapshot->user_data);
}

static void ask_page (WfSnapshot *snapshot);

/* What the list in @bytes holds, by its commas, for the whole is decoded elsewhere; -1 where it is
 * no list: that is not half an answer, the whole question failed. */
static gint64
count_items (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  gboolean in_string = FALSE, is_empty = TRUE;
  gint64 n_commas = 0;
  guint depth = 0;
  char last = '\0';

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (in_string)
        {
          i += c == '\\';
          in_string = c != '"';
          continue;
        }
      if (g_ascii_isspace (c))
        continue;
      if (last == '\0' && c != '[')
        return -1;
      is_empty &= last == '\0' || (depth == 1 && c == ']');
      in_string = c == '"';
      n_commas += c == ',' && depth == 1;
      depth += c == '[' || c == '{';
      depth -= (c == ']' || c == '}') && depth > 0;
      last = c;
    }
  return last != ']' ? -1 : is_empty ? 0 : n_commas + 1;
}

static char *
find_trouble (WfSnapshot *snapshot, const WfHttpAnswer *answer, gint64 n_items)
{
  if (answer->status != 200)
    return g_strdup_printf (_ ("%s answered %u."), snapshot->host, answer->status);
  if (n_items < 0)
    return g_strdup_printf (_ ("%s answered with something that is no list of entities."),
                            snapshot->host);
  if (n_items > 0 && snapshot->last != NULL && g_bytes_equal (snapshot->last, answer->body))
    return g_strdup_printf (_ ("%s gives the same entities whatever offset is asked for: have its "
                               "paging mended, or name fewer types."),
                            snapshot->host);
  return NULL;
}

static void
take_page (WfSnapshot *snapshot, const WfHttpAnswer *answer)
{
  gint64 n_items = answer->status == 200 ? count_items (answer->body) : -1;
  g_autofree char *trouble = find_trouble (snapshot, answer, n_items);
  gboolean more;

  if (trouble != NULL)
    {
      end (snapshot, trouble);
      return;
    }
  snapshot->offset += (guint) n_items;
  more = n_items > 0 && snapshot->offset < MAX_ENTITIES
         && (answer->n_results < 0 || answer->n_results > (gint64) snapshot->offset);
  g_clear_pointer (&snapshot->last, g_bytes_unref);
  snapshot->last = g_bytes_ref (answer->body);
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
