/* Watchfloor: e2e tests of tile layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A tile server of the test's own, good and bad: pictures in their right place for each grid and
 * datum, the rules of HTTP caches kept, pauses kept, nonsense refused, keys told to nobody. */
#include "config.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-session.h"
#include "wf-test-server.h"
#include "wf-tile-client.h"
#include "wf-tile-set.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <libsoup/soup.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KEY "s3cr3t-tile-key"
#define LAT 38.914
#define LON 121.6147

static char *folder;

typedef struct
{
  SoupServer *server;
  char *url;
  guint n_requests, n_unchanged, n_busy;
  gboolean saw_key, saw_name;
  gboolean has_page; /* a page in front of everything, as in a hotel's network */
} Room;

/* Each tile has a colour that tells which it is. */
static guint32
color_of (guint z, guint x, guint y)
{
  return 0xff000000 | (z * 9 & 255) << 16 | (x & 255) << 8 | (y & 255);
}

static void
put_tile (SoupServerMessage *message, guint z, guint x, guint y, int side)
{
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
  char *bytes;
  gsize n;

  gdk_pixbuf_fill (picture, color_of (z, x, y) << 8 | 0xff);
  g_assert_true (gdk_pixbuf_save_to_buffer (picture, &bytes, &n, "png", NULL, NULL));
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_TAKE, bytes, n);
}

static void
put_text (SoupServerMessage *message, const char *text)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/xml", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
put_page (SoupServerMessage *message)
{
  static const char page[] = "<html><body>Please log in</body></html>";

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_STATIC, page,
                                    sizeof page - 1);
}

static void
put_capabilities (Room *room, SoupServerMessage *message)
{
  g_autoptr (GString) text = g_string_new (
      "<Capabilities xmlns='http://www.opengis.net/wmts/1.0' "
      "xmlns:ows='http://www.opengis.net/ows/1.1'><Contents><Layer><ows:Identifier>vec"
      "</ows:Identifier><TileMatrixSetLink><TileMatrixSet>c</TileMatrixSet></TileMatrixSetLink>");

  g_string_append_printf (text,
                          "<ResourceURL resourceType='tile' "
                          "template='%s/plain/{TileMatrix}/{TileCol}/{TileRow}.png'/></Layer>"
                          "<TileMatrixSet><ows:Identifier>c</ows:Identifier><ows:SupportedCRS>"
                          "urn:ogc:def:crs:EPSG::4490</ows:SupportedCRS>",
                          room->url);
  for (guint z = 1; z < 16; z++)
    g_string_append_printf (
        text,
        "<TileMatrix><ows:Identifier>%u</ows:Identifier><ScaleDenominator>%.6f"
        "</ScaleDenominator><TopLeftCorner>90 -180</TopLeftCorner><TileWidth>256</TileWidth>"
        "<TileHeight>256</TileHeight><MatrixWidth>%u</MatrixWidth><MatrixHeight>%u"
        "</MatrixHeight></TileMatrix>",
        z, 591658710.9091312 / (1u << z), 1u << z, 1u << (z - 1));
  g_string_append (text, "</TileMatrixSet></Contents></Capabilities>");
  put_text (message, text->str);
}

static gboolean
more_cb (SoupServerMessage *message, gpointer data)
{
  static const char junk[65536];

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            junk, sizeof junk);
  return TRUE;
}

static void
answer (Room *room, SoupServerMessage *message, const char *way, guint z, guint x, guint y)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *told = soup_server_message_get_response_headers (message);

  if (g_str_equal (way, "tagged"))
    {
      soup_message_headers_replace (told, "ETag", "\"v1\"");
      soup_message_headers_replace (told, "Cache-Control", "max-age=0");
      if (g_strcmp0 (soup_message_headers_get_one (asked, "If-None-Match"), "\"v1\"") == 0)
        {
          room->n_unchanged++;
          soup_server_message_set_status (message, 304, NULL);
          return;
        }
    }
  if (g_str_equal (way, "busy") && room->n_busy++ == 0)
    {
      soup_message_headers_replace (told, "Retry-After", "1");
      soup_server_message_set_status (message, 429, NULL);
    }
  else if (g_str_equal (way, "broken"))
    soup_server_message_set_status (message, 503, NULL);
  else if (g_str_equal (way, "locked"))
    soup_server_message_set_status (message, 403, NULL);
  else if (g_str_equal (way, "none"))
    soup_server_message_set_status (message, 404, NULL);
  else if (g_str_equal (way, "endless"))
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_message_headers_set_encoding (told, SOUP_ENCODING_CHUNKED);
      g_signal_connect (message, "wrote-chunk", G_CALLBACK (more_cb), NULL);
      more_cb (message, NULL);
    }
  else
    put_tile (message, z, x, y, g_str_equal (way, "small") ? 128 : 256);
}

static void
server_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer data)
{
  Room *room = data;
  g_auto (GStrv) parts = g_strsplit (path + 1, "/", -1);
  const char *name = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "User-Agent");

  room->n_requests++;
  room->saw_name |= name != NULL && g_str_has_prefix (name, "Watchfloor/");
  room->saw_key |= query != NULL && g_strcmp0 (g_hash_table_lookup (query, "tk"), KEY) == 0;
  if (room->has_page)
    put_page (message);
  else if (g_str_equal (path, "/wmts"))
    put_capabilities (room, message);
  else if (g_strv_length (parts) == 4)
    answer (room, message, parts[0], (guint) atoi (parts[1]), (guint) atoi (parts[2]),
            (guint) atoi (parts[3]));
  else
    soup_server_message_set_status (message, 404, NULL);
}

static void
set_up (Room *room, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  room->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (room->server, NULL, server_cb, room, NULL);
  soup_server_listen_local (room->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (room->server);
  room->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
close_server (Room *room)
{
  if (room->server != NULL)
    soup_server_disconnect (room->server);
  g_clear_object (&room->server);
}

static void
tear_down (Room *room, gconstpointer data)
{
  close_server (room);
  g_free (room->url);
}

/* ---- layers in a session */

static WfSession *
open_city (const char *source, const char *more)
{
  static guint number;
  g_autofree char *path = g_strdup_printf ("%s/%u.city.json", folder, ++number);
  g_autofree char *journal = g_strdup_printf ("%s/%u.journal", folder, number);
  g_autofree char *text = g_strdup_printf (
      "{\"name\":{\"zh\":\"试\",\"en\":\"T\"},\"extent\":[121,38.5,122,39.2],\"layers\":["
      "{\"id\":\"base\",\"title\":{\"zh\":\"底图\",\"en\":\"Base\"},\"source\":\"%s\"%s}]}",
      source, more);
  g_autoptr (WfClock) clock = wf_clock_new_system (1);
  WfSessionOptions options = { .city_path = path, .journal_path = journal, .operator_name = "t" };
  WfPoint center = wf_mercator_from_lonlat ((WfLonLat){ LON, LAT });
  const WfView view
      = { .center = center, .zoom = 12, .width_px = 600, .height_px = 400, .scale = 1 };
  g_autoptr (GError) error = NULL;
  WfSession *session;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  session = wf_session_new (clock, &options, &error);
  g_assert_no_error (error);
  wf_session_set_view (session, &view);
  wf_session_start (session);
  return session;
}

static WfLayer *
wait_layer (WfSession *session)
{
  WfLayer *layer = g_list_model_get_item (wf_session_get_layers (session), 0);
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (!(wf_session_layers_settled (session)
           && (wf_layer_get_state (layer) == WF_LAYER_READY
               || wf_layer_get_state (layer) == WF_LAYER_FAILED))
         && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (layer); /* the session's */
  return layer;
}

static guint32
pixel_of (WfLayer *layer, WfLonLat p)
{
  WfPoint at = wf_mercator_from_lonlat (p);
  int width, height;
  WfBox box;
  GBytes *raster = wf_layer_get_raster (layer, &width, &height, &box);
  const guint32 *pixels;
  int x, y;

  g_assert_nonnull (raster);
  pixels = g_bytes_get_data (raster, NULL);
  x = (int) ((at.x - box.min_x) / (box.max_x - box.min_x) * width);
  y = (int) ((at.y - box.min_y) / (box.max_y - box.min_y) * height);
  g_assert_true (x >= 0 && y >= 0 && x < width && y < height);
  return pixels[y * width + x];
}

typedef struct
{
  const char *scheme, *path, *more;
  WfDatum datum;
  gboolean degrees;
} Case;

static const Case cases[] = {
  { "XYZ:", "/plain/{z}/{x}/{y}.png", "", WF_DATUM_WGS84, FALSE },
  { "XYZ:", "/plain/{z}/{x}/{y}.png", ",\"datum\":\"gcj02\"", WF_DATUM_GCJ02, FALSE },
  { "XYZ:", "/plain/{z}/{x}/{y}.png", ",\"datum\":\"bd09\"", WF_DATUM_BD09, FALSE },
  { "XYZ:", "/plain/{z}/{x}/{y}.png", ",\"tiles\":{\"grid\":\"degrees\",\"min_zoom\":1}",
    WF_DATUM_WGS84, TRUE },
  { "WMTS:", "/wmts", ",\"layer\":\"vec\"", WF_DATUM_CGCS2000, TRUE },
};

/* All around the centre the colour is that of the tile the place lies in. */
static void
test_place (Room *room, gconstpointer data)
{
  const Case *one = data;
  g_autofree char *source = g_strconcat (one->scheme, room->url, one->path, NULL);
  g_autoptr (WfSession) session = open_city (source, one->more);
  WfLayer *layer = wait_layer (session);
  guint n = 0;

  g_assert_cmpstr (wf_layer_get_trouble (layer), ==, NULL);
  g_assert_cmpstr (wf_layer_get_note (layer), ==, NULL);
  for (int i = 0; i < 49; i++)
    {
      WfLonLat p = { LON + (i % 7 - 3) * 0.012, LAT + (i / 7 - 3) * 0.008 };
      WfLonLat q = wf_datum_from_wgs84 (one->datum, p);
      WfPoint m = wf_mercator_from_lonlat (q);
      double x = one->degrees ? (q.lon + 180) / 360 * 4096 : m.x * 4096;
      double y = one->degrees ? (90 - q.lat) / 360 * 4096 : m.y * 4096;

      /* Not within a pixel of an edge. */
      if (fabs (x - round (x)) < 0.01 || fabs (y - round (y)) < 0.01)
        continue;
      g_assert_cmphex (pixel_of (layer, p), ==, color_of (12, (guint) x, (guint) y));
      n++;
    }
  g_assert_cmpuint (n, >, 30);
  g_assert_true (room->saw_name);
  wf_session_stop (session);
}

/* The key reaches the server and nothing else. */
static void
test_key (Room *room, gconstpointer data)
{
  g_autofree char *source
      = g_strdup_printf ("XYZ:%s/locked/{z}/{x}/{y}.png?tk={key:test}", room->url);
  g_autofree char *cache = g_build_filename (folder, "cache", NULL);
  g_autoptr (WfSession) session = NULL;
  const char *const grep[] = { "sh", "-c", "! grep -r \"$1\" \"$2\"", "sh", KEY, cache, NULL };
  WfLayer *layer;

  g_setenv ("WATCHFLOOR_KEY_TEST", KEY, TRUE);
  session = open_city (source, "");
  layer = wait_layer (session);
  g_assert_true (room->saw_key);
  g_assert_nonnull (wf_layer_get_note (layer));
  g_assert_null (strstr (wf_layer_get_note (layer), KEY));
  g_assert_null (strstr (wf_layer_get_source (layer), KEY));
  g_free (wf_test_run (grep, NULL));
  wf_session_stop (session);
}

/* ---- one tile */

typedef struct
{
  gboolean done, is_old;
  GBytes *bytes;
  GError *error;
} Got;

static void
got_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Got *got = data;

  got->bytes = wf_tile_client_get_finish (result, &got->is_old, &got->error);
  got->done = TRUE;
}

static Got
get (WfTileClient *client, Room *room, const char *way)
{
  g_autofree char *url = g_strdup_printf ("%s/%s/1/0/0", room->url, way);
  Got got = { 0 };

  wf_tile_client_get_async (client, url, 1 << 20, NULL, got_cb, &got);
  while (!got.done)
    g_main_context_iteration (NULL, TRUE);
  return got;
}

static void
got_clear (Got *got)
{
  g_clear_pointer (&got->bytes, g_bytes_unref);
  g_clear_error (&got->error);
}

/* Asked again by its tag; shown though old once the server is gone. */
static void
test_kept (Room *room, gconstpointer data)
{
  WfTileClient *client = wf_tile_client_new ();
  Got first = get (client, room, "tagged"), second, third;

  g_assert_no_error (first.error);
  second = get (client, room, "tagged");
  g_assert_no_error (second.error);
  g_assert_cmpuint (room->n_unchanged, ==, 1);
  g_assert_true (g_bytes_equal (first.bytes, second.bytes));
  g_assert_false (second.is_old);
  close_server (room);
  third = get (client, room, "tagged");
  g_assert_no_error (third.error);
  g_assert_true (third.is_old);
  g_assert_true (g_bytes_equal (first.bytes, third.bytes));
  got_clear (&first);
  got_clear (&second);
  got_clear (&third);
  wf_tile_client_free (client);
}

/* What says nothing of its age is fresh for a day: not asked for twice. */
static void
test_fresh (Room *room, gconstpointer data)
{
  WfTileClient *client = wf_tile_client_new ();

  for (guint i = 0; i < 3; i++)
    {
      Got got = get (client, room, "plain");

      g_assert_no_error (got.error);
      got_clear (&got);
    }
  g_assert_cmpuint (room->n_requests, ==, 1);
  wf_tile_client_free (client);
}

/* A page is no tile: it is not kept, and what is kept goes on being shown. */
static void
test_page (Room *room, gconstpointer data)
{
  WfTileClient *client = wf_tile_client_new ();
  Got first = get (client, room, "tagged"), second, third;

  g_assert_no_error (first.error);
  room->has_page = TRUE;
  second = get (client, room, "tagged");
  g_assert_no_error (second.error);
  g_assert_true (second.is_old);
  g_assert_true (g_bytes_equal (first.bytes, second.bytes));
  wf_tile_client_free (client);
  client = wf_tile_client_new ();
  third = get (client, room, "plain");
  g_assert_error (third.error, WF_ERROR, WF_ERROR_NETWORK);
  got_clear (&third);
  wf_tile_client_free (client);
  client = wf_tile_client_new ();
  room->has_page = FALSE;
  third = get (client, room, "plain");
  g_assert_no_error (third.error);
  got_clear (&first);
  got_clear (&second);
  got_clear (&third);
  wf_tile_client_free (client);
}

static void
test_busy (Room *room, gconstpointer data)
{
  WfTileClient *client = wf_tile_client_new ();
  gint64 start = g_get_monotonic_time ();
  Got got = get (client, room, "busy");

  g_assert_error (got.error, WF_ERROR, WF_ERROR_NETWORK);
  /* Left alone until it may be asked again. */
  while (got.bytes == NULL && g_get_monotonic_time () - start < 20 * G_USEC_PER_SEC)
    {
      got_clear (&got);
      got = get (client, room, "busy");
    }
  g_assert_no_error (got.error);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);
  g_assert_cmpuint (room->n_requests, ==, 2);
  got_clear (&got);
  wf_tile_client_free (client);
}

static void
test_bad (Room *room, gconstpointer data)
{
  static const struct
  {
    const char *way;
    int code;
  } bad[] = { { "none", WF_ERROR_NOT_FOUND },
              { "locked", WF_ERROR_REFUSED },
              { "endless", WF_ERROR_LIMIT },
              { "broken", WF_ERROR_NETWORK } };
  WfTileClient *client = wf_tile_client_new ();
  g_autoptr (GError) error = NULL;
  Got small;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      Got got = get (client, room, bad[i].way);

      g_assert_error (got.error, WF_ERROR, bad[i].code);
      g_assert_null (got.bytes);
      got_clear (&got);
    }
  wf_tile_client_free (client);
  client = wf_tile_client_new ();
  small = get (client, room, "small");
  g_assert_no_error (small.error);
  g_assert_null (wf_tile_decode (small.bytes, 256, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  got_clear (&small);
  wf_tile_client_free (client);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "mercator", "gcj02", "bd09", "degrees", "wmts" };
  g_autofree char *cache = NULL;
  int code;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("watchfloor-e2e-XXXXXX", NULL);
  cache = g_build_filename (folder, "cache", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_setenv ("XDG_STATE_HOME", cache, TRUE);
  g_setenv ("LANGUAGE", "C", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/tiles/", names[i], NULL);

      g_test_add (path, Room, &cases[i], set_up, test_place, tear_down);
    }
  g_test_add ("/tiles/key", Room, NULL, set_up, test_key, tear_down);
  g_test_add ("/tiles/kept", Room, NULL, set_up, test_kept, tear_down);
  g_test_add ("/tiles/fresh", Room, NULL, set_up, test_fresh, tear_down);
  g_test_add ("/tiles/page", Room, NULL, set_up, test_page, tear_down);
  g_test_add ("/tiles/busy", Room, NULL, set_up, test_busy, tear_down);
  g_test_add ("/tiles/bad", Room, NULL, set_up, test_bad, tear_down);
  code = g_test_run ();
  wf_test_remove (folder);
  g_free (folder);
  return code;
}
