/* Watchfloor: following a feed without a screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A link, a decoder, a line of JSON a report; problems go into the same stream. */
#include "config.h"

#include "wf-clock.h"
#include "wf-ctl-link.h"
#include "wf-error.h"
#include "wf-feed-format.h"
#include "wf-report-json.h"
#include "wf-stream-decoder.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define MAX_S 86400.0

typedef struct
{
  GMainLoop *loop;
  WfStreamDecoder *decoder;
  WfLink *link; /* while it is followed */
  guint stream; /* that is decoded now */
  WfFeedSink sink;
  const char *name;
  gint64 n_reports, max_reports; /* 0 = no limit */
  gboolean once;
  char *trouble; /* why it ended, where by an error */
  char *problem; /* the last one */
} Follow;

static void
print_line (json_t *line)
{
  /* Fifteen digits: what a degree was given as, not its binary neighbour. */
  json_dumpf (line, stdout, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION (15));
  json_decref (line);
  putchar ('\n');
  fflush (stdout);
}

static void
report_cb (const WfReport *report, gpointer data)
{
  Follow *follow = data;

  if (follow->max_reports > 0 && follow->n_reports >= follow->max_reports)
    return;
  follow->n_reports++;
  print_line (wf_report_to_json (report, follow->name));
  if (follow->n_reports == follow->max_reports)
    g_main_loop_quit (follow->loop);
}

static void
problem_cb (const char *problem, gpointer data)
{
  Follow *follow = data;
  g_autofree char *at = wf_time_format (g_get_real_time ());

  g_free (follow->problem);
  follow->problem = g_strdup (problem);
  print_line (json_pack ("{s:s, s:s}", "problem", problem, "at", at));
}

static void
reply_cb (const char *bytes, gsize length, gpointer data)
{
  Follow *follow = data;
  g_autoptr (GBytes) reply = g_bytes_new (bytes, length);

  wf_link_reply (follow->link, follow->stream, reply);
}

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  Follow *follow = data;
  gboolean is_recorded = message->received_us != WF_TIME_NONE;

  if (g_strcmp0 (message->event, "reset") == 0)
    {
      problem_cb (_ ("The platform left events out; ask it for all entities."), follow);
      return;
    }
  follow->stream = message->stream;
  wf_stream_decoder_push (follow->decoder, message->stream, message->ends,
                          g_bytes_get_data (message->bytes, NULL),
                          g_bytes_get_size (message->bytes),
                          is_recorded ? message->received_us : g_get_real_time (), &follow->sink);
  /* A link that asks ends by itself, when all of the answer has come. */
  if (follow->once && wf_link_is_push (link) && (message->stream == 0 || message->ends))
    g_main_loop_quit (follow->loop);
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  problem_cb (why, data);
}

static void
state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  Follow *follow = data;

  if (trouble != NULL)
    {
      problem_cb (trouble, follow);
      g_free (follow->trouble);
      follow->trouble = g_strdup (trouble);
    }
  else if (state == WF_LINK_UP)
    g_clear_pointer (&follow->trouble, g_free);
  if (state == WF_LINK_ENDED || (state == WF_LINK_DOWN && follow->once))
    g_main_loop_quit (follow->loop);
}

static gboolean
stop_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* The words of the command line. */
typedef struct
{
  char *format, *datum;
  gint64 reports;
  double seconds;
  gboolean once;
  char **urls;
  WfCtlLinkWords way;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->format);
  g_free (words->datum);
  g_strfreev (words->urls);
  wf_ctl_link_words_clear (&words->way);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (int argc, char **argv, Words *words, GError **error)
{
  const GOptionEntry entries[]
      = { WF_CTL_LINK_ENTRIES (&words->way),
          { "format", 0, 0, G_OPTION_ARG_STRING, &words->format, NULL, NULL },
          { "datum", 0, 0, G_OPTION_ARG_STRING, &words->datum, NULL, NULL },
          { "reports", 0, 0, G_OPTION_ARG_INT64, &words->reports, NULL, NULL },
          { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &words->seconds, NULL, NULL },
          { "once", 0, 0, G_OPTION_ARG_NONE, &words->once, NULL, NULL },
          { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->urls, NULL, NULL },
          { NULL } };

  words->way = WF_CTL_LINK_WORDS_INIT;
  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (words->urls == NULL || words->urls[1] != NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("give one URL; see watchfloorctl feed --help"));
  else if (!(words->seconds >= 0 && words->seconds <= MAX_S) || words->reports < 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--seconds is 0 (no end) to %d, --reports 0 (all) or more"), (int) MAX_S);
  else
    return TRUE;
  return FALSE;
}

static gboolean
make_decoder (const Words *words, WfStreamDecoder **decoder, GError **error)
{
  gboolean is_auto = words->format == NULL || g_str_equal (words->format, "auto");
  const WfFeedFormat *format = is_auto ? NULL : wf_feed_format_find (words->format);
  WfDatum datum = WF_DATUM_WGS84;

  if (!is_auto && format == NULL)
    {
      g_autofree char *names = wf_feed_format_names ();

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("the format '%s' is not known; there are: auto, %s"), words->format, names);
      return FALSE;
    }
  if (!wf_subcommand_datum (words->datum, &datum, error))
    return FALSE;
  *decoder = wf_stream_decoder_new (format, datum);
  return TRUE;
}

static gboolean
follow_url (Follow *follow, Words *words, GError **error)
{
  const WfLinkWatch watch = { message_cb, state_cb, dropped_cb };
  g_autoptr (WfHttp) http = wf_http_new ();
  g_autoptr (WfLink) link
      = wf_ctl_link_new (http, words->urls[0], &words->way, words->once, &watch, follow, error);

  if (link == NULL)
    return FALSE;
  follow->link = link;
  wf_link_start (link);
  if (words->seconds > 0)
    g_timeout_add ((guint) (words->seconds * 1000), stop_cb, follow->loop);
  g_main_loop_run (follow->loop);
  return TRUE;
}

/* Where a platform's root was named, at which nothing is: what it says lies below. NULL elsewhere;
 * free with g_free. */
static char *
platform_root (const Follow *follow, const char *url)
{
  const char *plain = g_str_has_prefix (url, "sse+") ? url + strlen ("sse+") : url;
  g_autoptr (GUri) uri = g_uri_parse (plain, G_URI_FLAGS_NONE, NULL);
  const char *path = uri != NULL ? g_uri_get_path (uri) : NULL;

  if (path == NULL || follow->n_reports > 0 || g_uri_get_query (uri) != NULL
      || !g_str_has_prefix (g_uri_get_scheme (uri), "http")
      || (path[0] != '\0' && !g_str_equal (path, "/") && !g_str_equal (path, "/ngsi-ld/v1")))
    return NULL;
  return g_strndup (plain, strlen (plain) - strlen (path));
}

static void
set_trouble (const Follow *follow, const char *url, const char *trouble, GError **error)
{
  g_autofree char *root = platform_root (follow, url);

  if (root != NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_NETWORK,
                 _ ("nothing more came: %s Of an NGSI-LD platform ask for "
                    "%s/ngsi-ld/v1/entities?type=Vehicle or sse+%s/events"),
                 trouble, root, root);
  else
    g_set_error (error, WF_ERROR, WF_ERROR_NETWORK, _ ("nothing more came: %s"), trouble);
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_auto (Words) words = { 0 };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (WfStreamDecoder) decoder = NULL;
  g_autofree char *trouble = NULL;
  g_autofree char *problem = NULL;
  Follow follow = { .loop = loop };
  gboolean ok;

  if (!parse_words (argc, argv, &words, error) || !make_decoder (&words, &decoder, error))
    return FALSE;
  follow.decoder = decoder;
  follow.sink = (WfFeedSink){ report_cb, problem_cb, &follow, reply_cb };
  follow.name = words.urls[0];
  follow.max_reports = words.reports;
  follow.once = words.once;
  ok = follow_url (&follow, &words, error);
  trouble = follow.trouble;
  problem = follow.problem;
  if (ok && trouble == NULL && problem != NULL && follow.n_reports == 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("nothing in it could be read: %s"),
                   problem);
      return FALSE;
    }
  if (ok && trouble != NULL)
    {
      set_trouble (&follow, words.urls[0], trouble, error);
      return FALSE;
    }
  return ok;
}

const WfSubcommand wf_ctl_feed = {
  .name = "feed",
  .summary = N_ ("Print what a feed says, a line of JSON a report"),
  .synopsis
  = "watchfloorctl feed URL [--format auto|ngsi-ld|geojson|gtfs-rt|cap|cot|sta|open311|jt808|jt809]\n"
    "                   [--datum D] [--reports N] [--seconds S] [--once]\n" WF_CTL_LINK_SYNOPSIS
    "Of an NGSI-LD platform: http://HOST:PORT/ngsi-ld/v1/entities?type=Vehicle",
  .run = run,
};
