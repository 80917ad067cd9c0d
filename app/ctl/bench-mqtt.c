/* Watchfloor: the benchmark of MQTT.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of a vehicle's size through a broker and back, at --rate a second: the samples are the
 * time of each from its publishing to its arrival in the main loop. */
#include "config.h"

#include "wf-address.h"
#include "wf-benchmark.h"
#include "wf-error.h"
#include "wf-link.h"
#include "wf-mqtt.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/resource.h>

#define PAYLOAD_BYTES 200
#define SAMPLE_EVERY 10
#define PATIENCE_US (10 * G_USEC_PER_SEC)

typedef struct
{
  GMainLoop *loop;
  WfMqtt *mouth;
  WfAddress address;
  json_t *samples;
  int n, rate; /* to be sent, a second */
  int n_sent, n_heard, n_dropped;
  gint64 began_us, heard_us; /* monotonic */
  gboolean ear_is_up, mouth_is_up;
  char *trouble;
} Bench;

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  Bench *bench = data;
  gint64 sent_us = g_ascii_strtoll (g_bytes_get_data (message->bytes, NULL), NULL, 10);

  bench->heard_us = g_get_monotonic_time ();
  if (bench->n_heard++ % SAMPLE_EVERY == 0)
    json_array_append_new (bench->samples, json_real ((double) (bench->heard_us - sent_us) / 1000));
  if (bench->n_heard == bench->n)
    g_main_loop_quit (bench->loop);
}

static void
give_up (Bench *bench, const char *trouble)
{
  if (bench->trouble == NULL)
    bench->trouble = g_strdup (trouble);
  g_main_loop_quit (bench->loop);
}

/* As many as are due by now. */
static gboolean
publish_cb (gpointer data)
{
  Bench *bench = data;
  gint64 now_us = g_get_monotonic_time ();
  double due = (double) (now_us - bench->began_us) / G_USEC_PER_SEC * bench->rate;

  while (bench->n_sent < MIN (bench->n, (int) due))
    {
      char text[PAYLOAD_BYTES + 1];

      memset (text, ' ', sizeof text);
      g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, g_get_monotonic_time ());
      if (!wf_mqtt_publish (bench->mouth, bench->address.path, text, PAYLOAD_BYTES, 0, FALSE))
        break;
      bench->n_sent++;
    }
  if (now_us - MAX (bench->heard_us, bench->began_us) > PATIENCE_US)
    g_main_loop_quit (bench->loop);
  return G_SOURCE_CONTINUE;
}

static void
begin_if_ready (Bench *bench)
{
  if (!bench->ear_is_up || !bench->mouth_is_up || bench->began_us != 0)
    return;
  bench->began_us = g_get_monotonic_time ();
  g_timeout_add (1, publish_cb, bench);
}

static void
state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  Bench *bench = data;

  bench->ear_is_up = state == WF_LINK_UP;
  if (trouble != NULL)
    give_up (bench, trouble);
  else
    begin_if_ready (bench);
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  ((Bench *) data)->n_dropped += (int) n;
}

static void
mouth_up_cb (gpointer data)
{
  ((Bench *) data)->mouth_is_up = TRUE;
  begin_if_ready (data);
}

static void
mouth_ended_cb (const char *trouble, gboolean unauthorized, gpointer data)
{
  give_up (data, trouble);
}

static double
cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
run_bench (Bench *bench, const char *url, json_t *report, GError **error)
{
  const WfLinkWatch watch = { message_cb, state_cb, dropped_cb };
  const WfMqttWatch mouth = { .up = mouth_up_cb, .ended = mouth_ended_cb };
  const WfMqttOptions options
      = { .host = bench->address.host, .port = bench->address.port, .keep_alive_s = 60 };
  g_autoptr (WfHttp) http = wf_http_new ();
  g_autoptr (WfLink) ear = wf_link_new (http, &(WfLinkOptions){ .url = url }, &watch, bench, error);
  double before_s = cpu_s (), seconds;

  if (ear == NULL)
    return FALSE;
  bench->mouth = wf_mqtt_new (&options, &mouth, bench);
  wf_link_start (ear);
  g_main_loop_run (bench->loop);
  wf_mqtt_free (bench->mouth);
  if (bench->trouble != NULL)
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_NETWORK, bench->trouble);
      return FALSE;
    }
  seconds = (double) (bench->heard_us - bench->began_us) / G_USEC_PER_SEC;
  json_object_set_new (report, "sent", json_integer (bench->n_sent));
  json_object_set_new (report, "lost", json_integer (bench->n_sent - bench->n_heard));
  json_object_set_new (report, "dropped", json_integer (bench->n_dropped));
  json_object_set_new (report, "messages_per_s", json_real (bench->n_heard / MAX (seconds, 1e-3)));
  /* Of both sides, publishing and hearing. */
  json_object_set_new (report, "cpu_s", json_real (cpu_s () - before_s));
  return TRUE;
}

static gboolean
run (int argc, char **argv, json_t *samples, json_t *report, GError **error)
{
  g_autofree char *url = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Bench bench = { .loop = loop, .samples = samples, .n = 250000, .rate = 50000 };
  const GOptionEntry entries[] = { { "url", 0, 0, G_OPTION_ARG_STRING, &url, NULL, NULL },
                                   { "size", 0, 0, G_OPTION_ARG_INT, &bench.n, NULL, NULL },
                                   { "rate", 0, 0, G_OPTION_ARG_INT, &bench.rate, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };
  gboolean ok;

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (url == NULL || bench.n < 1 || bench.rate < 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("name a broker and a topic: --url mqtt://HOST:PORT/TOPIC"));
      return FALSE;
    }
  if (!wf_address_parse (url, 1883, &bench.address, error))
    return FALSE;
  ok = run_bench (&bench, url, report, error);
  wf_address_clear (&bench.address);
  g_free (bench.trouble);
  return ok;
}

const WfBench wf_bench_mqtt = {
  .name = "mqtt",
  .summary = N_ ("Messages through a broker and back: --url URL [--size N] [--rate N]"),
  .unit = "ms",
  .run = run,
};
