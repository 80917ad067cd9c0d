/* Watchfloor: scenario of platforms that page in their own way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The test is the platform: it caps the size of a page, counts or does not, or gives the same page
 * whatever is asked. All it has is got, each page once, and the question ends. */
#include "config.h"

#include "wf-json.h"
#include "wf-snapshot.h"
#include "wf-test-platform.h"

#include <stdlib.h>

#define HAVE 2500

typedef struct
{
  guint cap; /* entities a page at the most */
  gboolean counts; /* NGSILD-Results-Count is sent */
  gboolean is_deaf; /* the offset is passed over */
} Manner;

typedef struct
{
  const Manner *manner;
  SoupServer *server;
  guint n_asked;
  GHashTable *seen; /* numbers */
  guint n_got;
  char *trouble;
  gboolean has_ended;
} Place;

static guint
number_of (GHashTable *query, const char *name)
{
  const char *text = g_hash_table_lookup (query, name);

  return text != NULL ? (guint) atoi (text) : 0;
}

static void
asked_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  Place *place = data;
  guint first = place->manner->is_deaf ? 0 : MIN (number_of (query, "offset"), HAVE);
  guint end = MIN (first + MIN (number_of (query, "limit"), place->manner->cap), HAVE);
  g_autoptr (GString) text = g_string_new ("[ ");

  place->n_asked++;
  for (guint i = first; i < end; i++)
    g_string_append_printf (text,
                            "%s{\"id\":\"urn:x:%u\",\"type\":\"Vehicle\",\"name\":\"a,[\\\"b\"}",
                            i > first ? ",\n" : "", i);
  g_string_append (text, "]\n");
  if (place->manner->counts)
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "NGSILD-Results-Count", G_STRINGIFY (HAVE));
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text->str,
                                    text->len);
}

static void
page_cb (GBytes *bytes, gpointer data)
{
  Place *place = data;
  g_autoptr (json_t) list
      = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);

  for (gsize i = 0; i < json_array_size (list); i++)
    g_hash_table_add (place->seen, g_strdup (json_string_value (
                                       json_object_get (json_array_get (list, i), "id"))));
  place->n_got += (guint) json_array_size (list);
}

static void
ended_cb (const char *trouble, gpointer data)
{
  Place *place = data;

  place->trouble = g_strdup (trouble);
  place->has_ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  return ((Place *) data)->has_ended;
}

static char *
listen_at (Place *place)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;
  char *url;

  place->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (place->server, NULL, asked_cb, place, NULL);
  g_assert_true (soup_server_listen_local (place->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (place->server);
  url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

static void
test_pages (gconstpointer data)
{
  static const WfSnapshotWatch watch = { page_cb, ended_cb };
  Place place = { .manner = data };
  g_autofree char *url = listen_at (&place);
  char type[] = "Vehicle", *types[] = { type, NULL };
  g_autoptr (WfHttp) http = wf_http_new ();
  WfSnapshot *snapshot = wf_snapshot_new (http, url, types, &watch, &place);

  place.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  wf_snapshot_start (snapshot);
  g_assert_true (wf_test_wait (has_ended, &place, 20));
  if (place.manner->is_deaf)
    g_assert_nonnull (place.trouble);
  else
    {
      g_assert_null (place.trouble);
      g_assert_cmpuint (g_hash_table_size (place.seen), ==, HAVE);
      g_assert_cmpuint (place.n_got, ==, HAVE);
    }
  g_assert_cmpuint (place.n_asked, <=, HAVE / MIN (place.manner->cap, 1000) + 2);
  wf_snapshot_free (snapshot);
  g_hash_table_unref (place.seen);
  g_object_unref (place.server);
  g_free (place.trouble);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    Manner manner;
  } cases[] = {
    { "/snapshot/counted", { 1000, TRUE, FALSE } },
    { "/snapshot/capped", { 100, TRUE, FALSE } },
    { "/snapshot/not-counted", { 1000, FALSE, FALSE } },
    { "/snapshot/neither", { 300, FALSE, FALSE } },
    { "/snapshot/deaf", { 1000, TRUE, TRUE } },
    { "/snapshot/deaf-and-not-counted", { 1000, FALSE, TRUE } },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i].manner, test_pages);
  return g_test_run ();
}
