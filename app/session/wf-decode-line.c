/* Watchfloor: decoding off the main thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Two queues carry jobs over and back; the decoder belongs to the thread. */
#include "config.h"

#include "wf-decode-line.h"

#include "wf-queue-source.h"
#include "wf-stream-decoder.h"

/* Below drawing (120), above idle work: a flood of reports does not hold back a frame. */
#define TELL_PRIORITY 130
#define TURN_US 4000

typedef struct
{
  WfDecoded decoded;
  GBytes *bytes;
  gboolean ends;
  gint64 received_us;
} Job;

struct _WfDecodeLine
{
  /* Owner's thread */
  WfDecodedFunc tell;
  gpointer user_data;
  guint n_waiting;
  gsize waiting_bytes;
  GMainContext *context;
  GThread *thread;
  GSource *source;
  /* Both */
  GAsyncQueue *waiting;
  GAsyncQueue *ended;
  gint stopping; /* atomic */
  Job stop;
  /* Decoder's thread */
  WfStreamDecoder *decoder;
};

static void
job_free (Job *job)
{
  g_clear_pointer (&job->decoded.reports, g_ptr_array_unref);
  g_clear_pointer (&job->decoded.problems, g_ptr_array_unref);
  g_clear_pointer (&job->decoded.replies, g_ptr_array_unref);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job);
}

static void
report_cb (const WfReport *report, gpointer data)
{
  g_ptr_array_add (((Job *) data)->decoded.reports, wf_report_copy (report));
}

static void
problem_cb (const char *problem, gpointer data)
{
  g_ptr_array_add (((Job *) data)->decoded.problems, g_strdup (problem));
}

static void
reply_cb (const char *bytes, gsize length, gpointer data)
{
  g_ptr_array_add (((Job *) data)->decoded.replies, g_bytes_new (bytes, length));
}

static void
decode (WfDecodeLine *line, Job *job)
{
  const WfFeedSink sink = { report_cb, problem_cb, job, reply_cb };

  wf_stream_decoder_push (line->decoder, job->decoded.stream, job->ends,
                          g_bytes_get_data (job->bytes, NULL), g_bytes_get_size (job->bytes),
                          job->received_us, &sink);
}

static gpointer
run_decoder (gpointer data)
{
  WfDecodeLine *line = data;
  Job *job;

  while ((job = g_async_queue_pop (line->waiting)) != &line->stop)
    {
      if (!g_atomic_int_get (&line->stopping))
        decode (line, job);
      g_async_queue_push (line->ended, job);
      g_main_context_wakeup (line->context);
    }
  return NULL;
}

static gboolean
tell_cb (gpointer data)
{
  WfDecodeLine *line = data;
  gint64 until_us = g_get_monotonic_time () + TURN_US;
  Job *job;

  while ((job = g_async_queue_try_pop (line->ended)) != NULL)
    {
      line->n_waiting--;
      line->waiting_bytes -= g_bytes_get_size (job->bytes);
      line->tell (&job->decoded, line->user_data);
      job_free (job);
      if (g_get_monotonic_time () > until_us)
        break;
    }
  return G_SOURCE_CONTINUE;
}

WfDecodeLine *
wf_decode_line_new (const WfFeedFormat *format, WfDatum datum, WfDecodedFunc decoded,
                    gpointer user_data)
{
  WfDecodeLine *line = g_new0 (WfDecodeLine, 1);

  line->tell = decoded;
  line->user_data = user_data;
  line->context = g_main_context_ref_thread_default ();
  line->waiting = g_async_queue_new ();
  line->ended = g_async_queue_new ();
  line->decoder = wf_stream_decoder_new (format, datum);
  line->source = wf_queue_source_new (line->ended, "decoded");
  g_source_set_priority (line->source, TELL_PRIORITY);
  g_source_set_callback (line->source, tell_cb, line, NULL);
  g_source_attach (line->source, line->context);
  line->thread = g_thread_new ("decode", run_decoder, line);
  return line;
}

void
wf_decode_line_free (WfDecodeLine *line)
{
  Job *job;

  if (line == NULL)
    return;
  g_source_destroy (line->source);
  g_atomic_int_set (&line->stopping, TRUE);
  g_async_queue_push (line->waiting, &line->stop);
  g_thread_join (line->thread);
  while ((job = g_async_queue_try_pop (line->ended)) != NULL)
    job_free (job);
  g_source_unref (line->source);
  g_async_queue_unref (line->waiting);
  g_async_queue_unref (line->ended);
  g_main_context_unref (line->context);
  wf_stream_decoder_free (line->decoder);
  g_free (line);
}

gboolean
wf_decode_line_push (WfDecodeLine *line, const WfUndecoded *undecoded)
{
  gsize length = g_bytes_get_size (undecoded->bytes);
  Job *job;

  if (!undecoded->ends
      && (line->n_waiting >= WF_DECODE_LINE_MAX_WAITING
          || line->waiting_bytes + length > WF_DECODE_LINE_MAX_BYTES))
    return FALSE;
  job = g_new0 (Job, 1);
  job->decoded.tag = undecoded->tag;
  job->decoded.stream = undecoded->stream;
  job->decoded.reports = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_report_free);
  job->decoded.problems = g_ptr_array_new_with_free_func (g_free);
  job->decoded.replies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  job->bytes = g_bytes_ref (undecoded->bytes);
  job->ends = undecoded->ends;
  job->received_us = undecoded->received_us;
  line->n_waiting++;
  line->waiting_bytes += length;
  g_async_queue_push (line->waiting, job);
  return TRUE;
}
