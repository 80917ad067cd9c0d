/* Watchfloor: scenario of terminals that call.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The platform's vehicles are terminals of JT/T 808, of both editions, and call the console: it is
 * away at first, and once more in the middle. Each is registered under its plate, and what it could
 * not tell comes as back-fill. */
#include "config.h"

#include "wf-json.h"
#include "wf-link.h"
#include "wf-stream-decoder.h"
#include "wf-test-platform.h"

#define N_VEHICLES 6

static WfTestPlatform *platform;
static guint16 port;

/* ---- the console */
typedef struct
{
  WfHttp *http;
  WfLink *link;
  WfStreamDecoder *decoder;
  guint stream; /* that is decoded now */
  GHashTable *plates, *backfilled, *live; /* of vehicles: label, or nothing */
  double lon; /* of the last live one */
  guint n_problems;
} Desk;

static void
report_cb (const WfReport *report, gpointer data)
{
  Desk *desk = data;

  if (report->kind == WF_REPORT_STATUS)
    g_hash_table_insert (desk->plates, g_strdup (report->id), g_strdup (report->label));
  else if ((report->flags & WF_REPORT_FLAG_BACKFILL) != 0)
    g_hash_table_add (desk->backfilled, g_strdup (report->id));
  else
    {
      g_hash_table_add (desk->live, g_strdup (report->id));
      desk->lon = report->position.lon;
    }
}

static void
problem_cb (const char *problem, gpointer data)
{
  ((Desk *) data)->n_problems++;
  g_test_message ("%s", problem);
}

static void
reply_cb (const char *bytes, gsize length, gpointer data)
{
  Desk *desk = data;
  g_autoptr (GBytes) reply = g_bytes_new (bytes, length);

  g_assert_true (wf_link_reply (desk->link, desk->stream, reply));
}

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  Desk *desk = data;
  const WfFeedSink sink = { report_cb, problem_cb, desk, reply_cb, 0 };

  desk->stream = message->stream;
  wf_stream_decoder_push (desk->decoder, message->stream, message->ends,
                          g_bytes_get_data (message->bytes, NULL),
                          g_bytes_get_size (message->bytes), g_get_real_time (), &sink);
}

static void
state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  g_assert_cmpstr (trouble, ==, NULL);
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  g_error ("%s", why);
}

static void
desk_open (Desk *desk)
{
  const WfLinkWatch watch = { message_cb, state_cb, dropped_cb };
  g_autofree char *url = g_strdup_printf ("tcp-listen://127.0.0.1:%u", port);

  *desk = (Desk){ .http = wf_http_new () };
  /* The format is found out. */
  desk->decoder = wf_stream_decoder_new (NULL, WF_DATUM_WGS84);
  desk->plates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  desk->backfilled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  desk->live = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  desk->link = wf_link_new (desk->http, &(WfLinkOptions){ .url = url }, &watch, desk, NULL);
  g_assert_nonnull (desk->link);
  wf_link_start (desk->link);
}

static void
desk_clear (Desk *desk)
{
  wf_link_free (desk->link);
  wf_http_free (desk->http);
  wf_stream_decoder_free (desk->decoder);
  g_hash_table_unref (desk->plates);
  g_hash_table_unref (desk->backfilled);
  g_hash_table_unref (desk->live);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

/* ---- the city */

static void
drive (double lon)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (guint i = 0; i < N_VEHICLES; i++)
    g_string_append_printf (text,
                            "%s{\"id\":\"urn:ngsi-ld:Vehicle:t%u\",\"type\":\"Vehicle\","
                            "\"vehicleType\":\"bus\",\"vehiclePlateIdentifier\":\"辽B%05u\","
                            "\"speed\":36,\"heading\":90,\"location\":{\"type\":\"Point\","
                            "\"coordinates\":[%.6f,38.75]}}",
                            i > 0 ? "," : "", i, i, lon);
  g_string_append_c (text, ']');
  g_assert_cmpuint (wf_test_platform_send (platform, "POST", "/ngsi-ld/v1/entityOperations/upsert",
                                           text->str, NULL)
                        / 100,
                    ==, 2);
}

static int
state_of (const char *name)
{
  g_autoptr (json_t) state = wf_test_platform_state (platform);

  return (int) wf_json_integer (json_object_get (state, "terminals"), name, -1);
}

static gboolean
all_kept (gpointer data)
{
  return state_of ("kept") >= N_VEHICLES;
}

static gboolean
all_backfilled (gpointer data)
{
  return g_hash_table_size (((Desk *) data)->backfilled) == N_VEHICLES
         && state_of ("ready") == N_VEHICLES && state_of ("kept") == 0;
}

static gboolean
all_live (gpointer data)
{
  return g_hash_table_size (((Desk *) data)->live) == N_VEHICLES;
}

static void
test_call (void)
{
  const char *label;

  drive (121.5);
  g_assert_true (wf_test_wait (all_kept, NULL, 30));
  for (guint round = 0; round < 2; round++)
    {
      g_auto (Desk) desk = { 0 };
      GHashTableIter iter;

      desk_open (&desk);
      g_assert_true (wf_test_wait (all_backfilled, &desk, 60));
      g_assert_cmpuint (g_hash_table_size (desk.plates), ==, N_VEHICLES);
      g_hash_table_iter_init (&iter, desk.plates);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &label))
        g_assert_true (g_str_has_prefix (label, "辽B0000"));
      drive (121.6 + round);
      g_assert_true (wf_test_wait (all_live, &desk, 30));
      g_assert_cmpfloat_with_epsilon (desk.lon, 121.6 + round, 1e-6);
      g_assert_cmpuint (desk.n_problems, ==, 0);
      wf_link_free (g_steal_pointer (&desk.link));
      drive (121.7 + round);
      g_assert_true (wf_test_wait (all_kept, NULL, 30));
    }
}

static guint16
free_port (void)
{
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, any, TRUE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

int
main (int argc, char **argv)
{
  g_autofree char *where = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  port = free_port ();
  where = g_strdup_printf ("127.0.0.1:%u", port);
  platform = wf_test_platform_start ((const char *const[]){ "--jt808", where, NULL });
  g_test_add_func ("/platform/jt808/call", test_call);
  result = g_test_run ();
  wf_test_platform_stop (platform);
  return result;
}
