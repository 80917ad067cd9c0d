/* Watchfloor: the past, being kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A history while it is ours, a listing of its folder once a minute. */
#include "config.h"

#include "wf-recorder.h"

#include "wf-error.h"
#include "wf-history-files.h"

#include <string.h>

#define LOOK_US (60 * G_USEC_PER_SEC)
#define FIRST_LOOK_US (10 * G_USEC_PER_SEC) /* after the writer has begun its segment */

struct _WfRecorder
{
  char *folder;
  WfHistoryLimits limits;
  WfHistory *history; /* NULL: not ours, or it cannot be written */
  gboolean is_elsewhere, is_stopped;
  char *trouble; /* of the opening */
  gint64 look_us, retry_us; /* monotonic */
  gint64 since_us;
  guint64 bytes;
  guint64 n_lost; /* while there was no history */
  GCancellable *cancellable; /* of the listing */
};

char *
wf_recorder_folder_of (const char *journal_path)
{
  g_autofree char *stem = g_strdup (journal_path);

  if (g_str_has_suffix (stem, ".journal"))
    stem[strlen (stem) - strlen (".journal")] = '\0';
  return g_strconcat (stem, ".history", NULL);
}

static void
try_open (WfRecorder *recorder)
{
  g_autoptr (GError) error = NULL;

  recorder->history = wf_history_open (recorder->folder, recorder->limits, &error);
  recorder->is_elsewhere = g_error_matches (error, WF_ERROR, WF_ERROR_CONFLICT);
  g_free (recorder->trouble);
  recorder->trouble = error != NULL ? g_strdup (error->message) : NULL;
  recorder->retry_us = g_get_monotonic_time () + LOOK_US;
}

WfRecorder *
wf_recorder_new (const char *folder, WfHistoryLimits limits)
{
  WfRecorder *recorder = g_new0 (WfRecorder, 1);

  recorder->folder = g_strdup (folder);
  recorder->limits = limits;
  recorder->since_us = WF_TIME_NONE;
  recorder->look_us = g_get_monotonic_time () + FIRST_LOOK_US;
  recorder->cancellable = g_cancellable_new ();
  try_open (recorder);
  return recorder;
}

void
wf_recorder_stop (WfRecorder *recorder)
{
  if (recorder->is_stopped)
    return;
  recorder->is_stopped = TRUE;
  g_cancellable_cancel (recorder->cancellable);
  if (recorder->history != NULL)
    wf_history_end (recorder->history);
}

void
wf_recorder_free (WfRecorder *recorder)
{
  if (recorder == NULL)
    return;
  wf_recorder_stop (recorder);
  g_clear_pointer (&recorder->history, wf_history_close);
  g_object_unref (recorder->cancellable);
  g_free (recorder->trouble);
  g_free (recorder->folder);
  g_free (recorder);
}

const char *
wf_recorder_get_folder (WfRecorder *recorder)
{
  return recorder->folder;
}

void
wf_recorder_add (WfRecorder *recorder, const char *feed, const WfReport *report)
{
  if (recorder->history != NULL && !recorder->is_stopped)
    wf_history_add (recorder->history, feed, report);
  else if (!recorder->is_elsewhere)
    recorder->n_lost++;
}

void
wf_recorder_commit (WfRecorder *recorder)
{
  if (recorder->history != NULL && !recorder->is_stopped)
    wf_history_commit (recorder->history);
}

/* ---- what is there */

static void
look_in_thread (GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  g_task_return_pointer (task, wf_history_files_list (folder), (GDestroyNotify) g_ptr_array_unref);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GPtrArray) segments = g_task_propagate_pointer (G_TASK (result), NULL);
  WfRecorder *recorder = data;

  /* Cancelled with the recorder, which may be gone. */
  if (segments == NULL)
    return;
  recorder->bytes = 0;
  recorder->since_us = WF_TIME_NONE;
  for (guint i = 0; i < segments->len; i++)
    {
      const WfHistorySegment *segment = segments->pdata[i];

      if (i == 0)
        recorder->since_us = segment->begins_us;
      recorder->bytes += segment->bytes;
    }
}

static void
look (WfRecorder *recorder)
{
  g_autoptr (GTask) task = g_task_new (NULL, recorder->cancellable, looked_cb, recorder);

  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, g_strdup (recorder->folder), g_free);
  g_task_run_in_thread (task, look_in_thread);
}

void
wf_recorder_tick (WfRecorder *recorder)
{
  gint64 now_us = g_get_monotonic_time ();

  if (recorder->is_stopped)
    return;
  if (recorder->history == NULL && now_us >= recorder->retry_us)
    try_open (recorder);
  if (now_us < recorder->look_us)
    return;
  recorder->look_us = now_us + LOOK_US;
  look (recorder);
}

WfRecorderStatus
wf_recorder_get_status (WfRecorder *recorder)
{
  WfRecorderStatus status = { .since_us = recorder->since_us,
                              .bytes = recorder->bytes,
                              .n_dropped = recorder->n_lost,
                              .limits = recorder->limits,
                              .is_elsewhere = recorder->is_elsewhere,
                              .trouble = recorder->trouble };

  if (recorder->history != NULL)
    {
      WfHistoryStatus written = wf_history_get_status (recorder->history);

      status.n_dropped += written.n_dropped;
      status.trouble = written.trouble;
    }
  return status;
}
