/* Watchfloor: scenarios of sources named on the command line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What cannot be known from the source is said in the same words to every subcommand; keys come
 * from elsewhere and are told to nobody; tiles are drawn without a screen. */
#include "config.h"

#include "wf-json.h"
#include "wf-test-ctl.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECRET "s3cr'et"

static char *folder;

/* ---- a table that says nothing of itself */

/* Metres of a projection without a name: 120 E, 38.8333 N and a hundred metres on. */
static char *
write_table (void)
{
  char *path = g_build_filename (folder, "metres.csv", NULL);

  g_assert_true (g_file_set_contents (path, "name,east,north\na,500000,4300000\nb,500100,4300100\n",
                                      -1, NULL));
  return path;
}

static void
test_said (void)
{
  g_autofree char *path = write_table ();
  g_autofree char *output = g_build_filename (folder, "there.geojson", NULL);
  g_autofree char *picture = g_build_filename (folder, "there.png", NULL);
  g_autofree char *written = NULL, *printed = NULL;
  const char *layers[]
      = { "layers", path, "--crs", "EPSG:4549", "--x", "east", "--y", "north", "--json", NULL };
  const char *identify[]
      = { "identify", "--layer", path,    "--crs", "EPSG:4549",       "--x",
          "east",     "--y",     "north", "--at",  "120,38.83331828", "--radius-m",
          "50",       "--json",  NULL };
  const char *export[]
      = { "export", "--layer", path,    "--source-crs", "EPSG:4549", "--x",  "east",
          "--y",    "north",   "--crs", "EPSG:4490",    "--output",  output, NULL };
  const char *render[]
      = { "render",  "--layer",  path,       "--crs",       "EPSG:4549", "--x", "east",
          "--y",     "north",    "--center", "120,38.8333", "--zoom",    "15",  "--size",
          "200x100", "--output", picture,    "--json",      NULL };
  g_autoptr (json_t) listed = wf_test_ctl_json (layers);
  g_autoptr (json_t) found = wf_test_ctl_json (identify);
  g_autoptr (json_t) drawn = wf_test_ctl_json (render);
  const json_t *one = json_array_get (json_object_get (drawn, "layers"), 0);

  g_assert_cmpstr (wf_json_string (json_array_get (listed, 0), "geometry", ""), ==, "Point");
  g_assert_cmpuint (json_array_size (found), ==, 1);
  g_assert_cmpstr (
      wf_json_string (json_object_get (json_array_get (found, 0), "attributes"), "name", ""), ==,
      "a");
  g_assert_cmpint (wf_json_integer (one, "features", 0), ==, 2);
  g_assert_cmpint (wf_test_ctl (export, &printed, NULL), ==, 0);
  g_assert_true (g_file_get_contents (output, &written, NULL, NULL));
  g_assert_nonnull (strstr (written, "38.8333182"));
}

/* Without a word it is asked for, in one sentence. */
static void
test_unsaid (void)
{
  g_autofree char *path = g_build_filename (folder, "unsaid.csv", NULL);
  g_autofree char *printed = NULL, *trouble = NULL;
  const char *identify[] = { "identify", "--layer", path, "--at", "120,38.8", NULL };

  g_assert_true (g_file_set_contents (path, "x,y,name\n500000,4300000,a\n", -1, NULL));
  g_assert_cmpint (wf_test_ctl (identify, &printed, &trouble), ==, 1);
  g_assert_cmpuint (strlen (trouble), >, 20);
}

/* ---- a server */

typedef struct
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  char *url;
  /* Written by the server's thread, read once it has ended. */
  guint n_tiles, n_with_key;
  gboolean saw_wfs;
} Server;

/* A tile that is all of one colour. */
static void
put_tile (SoupServerMessage *message)
{
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 256, 256);
  g_autofree char *bytes = NULL;
  gsize n;

  gdk_pixbuf_fill (picture, 0x2060c0ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (picture, &bytes, &n, "png", NULL, NULL));
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, bytes, n);
  soup_server_message_set_status (message, 200, NULL);
}

static void
asked_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  Server *server = data;
  const char *key = query != NULL ? g_hash_table_lookup (query, "token") : NULL;

  server->n_with_key += g_strcmp0 (key, SECRET) == 0;
  server->saw_wfs |= g_str_has_prefix (path, "/wfs");
  if (g_str_has_prefix (path, "/tiles/"))
    {
      server->n_tiles++;
      put_tile (message);
    }
  else
    soup_server_message_set_status (message, 403, NULL);
}

static gpointer
serve (gpointer data)
{
  Server *server = data;

  g_main_context_push_thread_default (server->context);
  g_main_loop_run (server->loop);
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

static void
server_setup (Server *server, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  server->context = g_main_context_new ();
  server->loop = g_main_loop_new (server->context, FALSE);
  g_main_context_push_thread_default (server->context);
  server->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server->server, NULL, asked_cb, server, NULL);
  soup_server_listen_local (server->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_main_context_pop_thread_default (server->context);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server->server);
  server->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  server->thread = g_thread_new ("server", serve, server);
}

static void
end_serving (Server *server)
{
  if (server->thread == NULL)
    return;
  g_main_loop_quit (server->loop);
  g_thread_join (g_steal_pointer (&server->thread));
}

static void
server_teardown (Server *server, gconstpointer data)
{
  end_serving (server);
  soup_server_disconnect (server->server);
  g_object_unref (server->server);
  g_main_loop_unref (server->loop);
  g_main_context_unref (server->context);
  g_free (server->url);
}

/* What a key stands for reaches the server, and nothing that is printed or kept. */
static void
test_key (Server *server, gconstpointer data)
{
  g_autofree char *source = g_strdup_printf ("WFS:%s/wfs?token={key:probe}", server->url);
  g_autofree char *output = NULL, *trouble = NULL;
  const char *words[] = { "layers", source, "--json", NULL };

  g_setenv ("WATCHFLOOR_KEY_PROBE", SECRET, TRUE);
  g_assert_cmpint (wf_test_ctl (words, &output, &trouble), ==, 1);
  end_serving (server);
  g_assert_true (server->saw_wfs);
  g_assert_cmpuint (server->n_with_key, >, 0);
  g_assert_null (strstr (trouble, SECRET));
  g_assert_null (strstr (output, SECRET));
}

static void
test_unknown_key (Server *server, gconstpointer data)
{
  g_autofree char *printed = NULL, *trouble = NULL;
  const char *words[] = { "layers", "PG:host=127.0.0.1 dbname=x password={key:nobody}", NULL };

  g_assert_cmpint (wf_test_ctl (words, &printed, &trouble), ==, 1);
  g_assert_nonnull (strstr (trouble, "nobody"));
  g_assert_nonnull (strstr (trouble, "secret-tool"));
}

static void
test_tiles (Server *server, gconstpointer data)
{
  g_autofree char *source
      = g_strdup_printf ("XYZ:%s/tiles/{z}/{x}/{y}.png?token={key:probe}", server->url);
  g_autofree char *picture = g_build_filename (folder, "tiles.png", NULL);
  const char *words[] = { "render", "--layer", source,     "--center", "121.6,38.9", "--zoom", "12",
                          "--size", "300x200", "--output", picture,    "--json",     NULL };
  g_autoptr (json_t) drawn = NULL;
  g_autoptr (GdkPixbuf) seen = NULL;
  const guint8 *pixels;

  g_setenv ("WATCHFLOOR_KEY_PROBE", SECRET, TRUE);
  drawn = wf_test_ctl_json (words);
  end_serving (server);
  g_assert_cmpuint (server->n_tiles, >=, 4);
  g_assert_cmpuint (server->n_with_key, ==, server->n_tiles);
  seen = gdk_pixbuf_new_from_file (picture, NULL);
  g_assert_cmpint (gdk_pixbuf_get_width (seen), ==, 300);
  pixels = gdk_pixbuf_read_pixels (seen);
  for (int y = 0; y < 200; y += 50)
    for (int x = 0; x < 300; x += 50)
      {
        const guint8 *p
            = pixels + y * gdk_pixbuf_get_rowstride (seen) + x * gdk_pixbuf_get_n_channels (seen);

        g_assert_cmpint (p[0], ==, 0x20);
        g_assert_cmpint (p[1], ==, 0x60);
        g_assert_cmpint (p[2], ==, 0xc0);
      }
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  folder = g_dir_make_tmp ("wf-ctl-sources-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  /* No Secret Service here. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  remove = g_strdup_printf ("rm -r '%s'", folder);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-sources/said", test_said);
  g_test_add_func ("/ctl-sources/unsaid", test_unsaid);
  g_test_add ("/ctl-sources/key", Server, NULL, server_setup, test_key, server_teardown);
  g_test_add ("/ctl-sources/unknown-key", Server, NULL, server_setup, test_unknown_key,
              server_teardown);
  g_test_add ("/ctl-sources/tiles", Server, NULL, server_setup, test_tiles, server_teardown);
  status = g_test_run ();
  if (system (remove) != 0)
    g_printerr ("%s is left behind\n", folder);
  g_free (folder);
  return status;
}
