/* Watchfloor: recording a feed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a link says, as it says it, with its times; watchfloorctl feed file:NAME.wfrec plays it. */
#include "config.h"

#include "wf-ctl-link.h"
#include "wf-error.h"
#include "wf-recording.h"
#include "wf-subcommand.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  GMainLoop *loop;
  FILE *file;
  gint64 n_messages, max_messages, n_bytes, n_dropped; /* max 0 = no limit */
  int write_error; /* an errno */
  char *trouble; /* why nothing more comes */
} Tape;

static void
write_bytes (Tape *tape, const void *bytes, gsize length)
{
  if (tape->write_error == 0
      && (fwrite (bytes, 1, length, tape->file) != length || fflush (tape->file) != 0))
    tape->write_error = errno;
}

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  Tape *tape = data;
  g_autoptr (GBytes) frame = NULL;

  if (tape->max_messages > 0 && tape->n_messages >= tape->max_messages)
    return;
  frame = wf_recording_frame (message, g_get_real_time ());
  write_bytes (tape, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
  tape->n_messages++;
  tape->n_bytes += (gint64) g_bytes_get_size (message->bytes);
  if (tape->write_error != 0 || tape->n_messages == tape->max_messages)
    g_main_loop_quit (tape->loop);
}

static void
state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  Tape *tape = data;

  if (trouble != NULL)
    {
      g_printerr ("%s\n", trouble);
      g_free (tape->trouble);
      tape->trouble = g_strdup (trouble);
    }
  else if (state == WF_LINK_UP)
    g_clear_pointer (&tape->trouble, g_free);
  if (state == WF_LINK_ENDED)
    g_main_loop_quit (tape->loop);
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  ((Tape *) data)->n_dropped += n;
  g_printerr ("%s\n", why);
}

static gboolean
stop_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
record (Tape *tape, const char *url, WfCtlLinkWords *words, double seconds, GError **error)
{
  const WfLinkWatch watch = { message_cb, state_cb, dropped_cb };
  g_autoptr (WfHttp) http = wf_http_new ();
  g_autoptr (WfLink) link = wf_ctl_link_new (http, url, words, FALSE, &watch, tape, error);

  if (link == NULL)
    return FALSE;
  write_bytes (tape, WF_RECORDING_MAGIC, strlen (WF_RECORDING_MAGIC));
  wf_link_start (link);
  if (seconds > 0)
    g_timeout_add ((guint) (seconds * 1000), stop_cb, tape->loop);
  /* Ctrl-C ends a recording; it is whole. */
  g_unix_signal_add (SIGINT, stop_cb, tape->loop);
  g_unix_signal_add (SIGTERM, stop_cb, tape->loop);
  g_main_loop_run (tape->loop);
  return TRUE;
}

static gboolean
tell_result (Tape *tape, const char *output, GError **error)
{
  g_autofree char *trouble = tape->trouble;

  if (tape->write_error != 0)
    g_set_error (error, WF_ERROR, WF_ERROR_IO, _ ("%s cannot be written (%s)."), output,
                 g_strerror (tape->write_error));
  else if (tape->n_messages == 0 && trouble != NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_NETWORK, _ ("nothing was recorded: %s"), trouble);
  else
    {
      printf ("{\"messages\":%" G_GINT64_FORMAT ",\"bytes\":%" G_GINT64_FORMAT
              ",\"dropped\":%" G_GINT64_FORMAT "}\n",
              tape->n_messages, tape->n_bytes, tape->n_dropped);
      return TRUE;
    }
  return FALSE;
}

static gboolean
record_to (Tape *tape, const char *url, const char *output, WfCtlLinkWords *words, double seconds,
           GError **error)
{
  gboolean ok;

  tape->file = fopen (output, "wb");
  if (tape->file == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO, _ ("%s cannot be written (%s)."), output,
                   g_strerror (errno));
      return FALSE;
    }
  ok = record (tape, url, words, seconds, error);
  if (fclose (tape->file) != 0 && tape->write_error == 0)
    tape->write_error = errno;
  return ok && tell_result (tape, output, error);
}

static gboolean
run (int argc, char **argv, GError **error)
{
  WfCtlLinkWords words = WF_CTL_LINK_WORDS_INIT;
  g_autofree char *output = NULL;
  g_auto (GStrv) urls = NULL;
  double seconds = 0;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Tape tape = { .loop = loop };
  gboolean ok = FALSE;
  const GOptionEntry entries[]
      = { WF_CTL_LINK_ENTRIES (&words),
          { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, NULL, NULL },
          { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, NULL, NULL },
          { "messages", 0, 0, G_OPTION_ARG_INT64, &tape.max_messages, NULL, NULL },
          { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &urls, NULL, NULL },
          { NULL } };

  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    ok = FALSE;
  else if (urls == NULL || urls[1] != NULL || output == NULL || !(seconds >= 0 && seconds <= 864000)
           || tape.max_messages < 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("give one URL and --output FILE.wfrec; see watchfloorctl record --help"));
  else
    ok = record_to (&tape, urls[0], output, &words, seconds, error);
  wf_ctl_link_words_clear (&words);
  return ok;
}

const WfSubcommand wf_ctl_record = {
  .name = "record",
  .summary = N_ ("Record what a feed says, with its times"),
  .synopsis = "watchfloorctl record URL --output FILE.wfrec [--seconds S] [--messages N]\n"
              "watchfloorctl feed file:FILE.wfrec plays it\n" WF_CTL_LINK_SYNOPSIS,
  .run = run,
};
