/* Watchfloor: the history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The owner collects reports into batches; the writer's thread alone holds the chain and the file.
 * Two queues carry batches over and what became of them back. */
#include "config.h"

#include "wf-history.h"

#include "wf-error.h"
#include "wf-history-cursor.h"
#include "wf-history-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define SEGMENT_US (600 * WF_SECOND_US)
#define SEGMENT_REPORTS 1000000 /* what a cursor may have to read through */
#define BLOCK_REPORTS 65536
#define BLOCK_BYTES (4u << 20)
#define BLOCK_US (5 * WF_SECOND_US) /* what a power cut may cost */
#define RETRY_US (30 * WF_SECOND_US)
#define CARRY_US (24 * 3600 * WF_SECOND_US)
#define PRUNE_SEGMENTS 6

typedef struct
{
  const char *feed; /* interned */
  WfReport *report; /* Owned */
} Item;

/* What the writer tells. */
typedef struct
{
  guint64 n_written, n_dropped;
  char *trouble;
} Outcome;

struct _WfHistory
{
  /* Owner's thread */
  char *folder;
  WfHistoryLimits limits;
  int lock_fd;
  gboolean has_ended;
  GArray *batch; /* Item */
  guint n_waiting; /* in the queue */
  WfHistoryStatus status;
  char *trouble;
  GThread *thread;
  /* Both */
  GAsyncQueue *batches; /* GArray of Item */
  GAsyncQueue *outcomes;
  GArray *stop; /* pushed to end the thread */
  /* Writer's thread */
  WfHistoryChain *chain; /* NULL before the first report */
  int fd; /* -1: nothing can be written */
  gint64 begins_us; /* of the segment; WF_TIME_NONE before the first */
  gint64 block_us, retry_us; /* monotonic; of the first report in the block */
  guint n_block, n_segment, n_segments; /* reports, but for those carried over */
};

static void
item_clear (gpointer data)
{
  wf_report_free (((Item *) data)->report);
}

static GArray *
new_batch (void)
{
  GArray *batch = g_array_new (FALSE, FALSE, sizeof (Item));

  g_array_set_clear_func (batch, item_clear);
  return batch;
}

static void
outcome_free (gpointer data)
{
  g_free (((Outcome *) data)->trouble);
  g_free (data);
}

/* ---- the writer's thread */

/* Takes @error. */
static void
tell (WfHistory *history, guint64 n_written, guint64 n_dropped, GError *error)
{
  Outcome *outcome = g_new0 (Outcome, 1);

  outcome->n_written = n_written;
  outcome->n_dropped = n_dropped;
  outcome->trouble = error != NULL ? g_strdup (error->message) : NULL;
  g_clear_error (&error);
  g_async_queue_push (history->outcomes, outcome);
}

static gboolean
write_whole (int fd, GBytes *bytes)
{
  gsize size, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  while (done < size)
    {
      gssize n = write (fd, data + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return fdatasync (fd) == 0;
}

static void
close_segment (WfHistory *history)
{
  if (history->fd >= 0)
    close (history->fd);
  history->fd = -1;
}

/* A segment that was not written to its end is not gone on with: the next begins with all that is
 * known. */
static void
write_block (WfHistory *history)
{
  guint n = history->n_block;
  g_autoptr (GBytes) block
      = history->chain != NULL ? wf_history_chain_take_block (history->chain) : NULL;

  if (block == NULL)
    return;
  history->n_block = 0;
  if (history->fd < 0)
    tell (history, 0, n, NULL);
  else if (write_whole (history->fd, block))
    tell (history, n, 0, NULL);
  else
    {
      tell (history, 0, n,
            g_error_new (WF_ERROR, WF_ERROR_IO,
                         _ ("The history cannot be written to %s (%s); make room or correct the "
                            "rights."),
                         history->folder, g_strerror (errno)));
      close_segment (history);
      history->retry_us = g_get_monotonic_time () + RETRY_US;
    }
}

typedef struct
{
  WfHistoryChain *chain;
  gint64 oldest_us;
} Carrying;

static void
carry_cb (const WfHistoryEntry *entry, gpointer data)
{
  const Carrying *carrying = data;
  WfHistoryEntry carried = *entry;

  carried.is_carried = TRUE;
  if (entry->report.received_us >= carrying->oldest_us)
    wf_history_chain_add (carrying->chain, &carried);
}

/* What was known when the history was last closed. */
static void
carry_from_disk (WfHistory *history, Carrying *carrying)
{
  g_autoptr (WfHistoryCursor) cursor = wf_history_cursor_new (history->folder);

  wf_history_cursor_seek (cursor, G_MAXINT64, carry_cb, carrying, NULL);
}

/* After all that are there, though the clock has been put back. */
static gint64
find_beginning (WfHistory *history, gint64 received_us)
{
  if (history->begins_us == WF_TIME_NONE)
    {
      g_autoptr (GPtrArray) there = wf_history_files_list (history->folder);
      const WfHistorySegment *last = there->len > 0 ? there->pdata[there->len - 1] : NULL;

      history->begins_us = last != NULL ? last->begins_us : received_us - 1;
    }
  return MAX (received_us, history->begins_us + 1);
}

static void
begin_segment (WfHistory *history, gint64 received_us)
{
  gint64 begins_us = find_beginning (history, received_us);
  WfHistoryChain *chain = wf_history_chain_new (begins_us);
  Carrying carrying = { chain, begins_us - CARRY_US };
  GError *error = NULL;

  if (history->chain != NULL)
    wf_history_chain_each (history->chain, carry_cb, &carrying);
  else
    carry_from_disk (history, &carrying);
  g_clear_pointer (&history->chain, wf_history_chain_free);
  history->chain = chain;
  close_segment (history);
  history->fd = wf_history_files_begin (history->folder, begins_us, &error);
  history->begins_us = begins_us;
  history->block_us = g_get_monotonic_time ();
  history->retry_us = history->block_us + RETRY_US;
  history->n_segment = 0;
  if (error != NULL)
    tell (history, 0, 0, error);
  if (history->n_segments++ % PRUNE_SEGMENTS == 0)
    wf_history_files_prune (history->folder, history->limits.max_bytes,
                            begins_us - history->limits.max_age_us);
}

static gboolean
wants_segment (WfHistory *history, gint64 received_us)
{
  return history->chain == NULL || received_us - history->begins_us >= SEGMENT_US
         || history->n_segment >= SEGMENT_REPORTS
         || (history->fd < 0 && g_get_monotonic_time () >= history->retry_us);
}

static void
write_report (WfHistory *history, const Item *item)
{
  const WfHistoryEntry entry = { .feed = item->feed, .report = *item->report };

  if (wants_segment (history, item->report->received_us))
    {
      write_block (history);
      begin_segment (history, item->report->received_us);
    }
  if (history->n_block == 0)
    history->block_us = g_get_monotonic_time ();
  if (!wf_history_chain_add (history->chain, &entry))
    {
      write_block (history);
      begin_segment (history, item->report->received_us);
      wf_history_chain_add (history->chain, &entry);
    }
  history->n_block++;
  history->n_segment++;
  if (wf_history_chain_n_waiting (history->chain) >= BLOCK_REPORTS
      || wf_history_chain_waiting_bytes (history->chain) >= BLOCK_BYTES)
    write_block (history);
}

static gpointer
run_writer (gpointer data)
{
  WfHistory *history = data;
  GArray *batch;

  while ((batch = g_async_queue_timeout_pop (history->batches, WF_SECOND_US)) != history->stop)
    {
      for (guint i = 0; batch != NULL && i < batch->len; i++)
        write_report (history, &g_array_index (batch, Item, i));
      if (history->chain != NULL && g_get_monotonic_time () - history->block_us >= BLOCK_US)
        write_block (history);
      g_clear_pointer (&batch, g_array_unref);
    }
  write_block (history);
  close_segment (history);
  g_clear_pointer (&history->chain, wf_history_chain_free);
  return NULL;
}

/* ---- the owner's */

/* One writer a folder. */
static int
lock_folder (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd = g_mkdir_with_parents (folder, 0700) == 0
               ? g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)
               : -1;

  if (fd < 0)
    g_set_error (error, WF_ERROR, WF_ERROR_IO,
                 _ ("The history cannot be written to %s (%s); make room or correct the rights."),
                 folder, g_strerror (errno));
  else if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT,
                   _ ("Another console keeps the history in %s; it is shown here, too."), folder);
      close (fd);
      fd = -1;
    }
  return fd;
}

WfHistory *
wf_history_open (const char *folder, WfHistoryLimits limits, GError **error)
{
  int lock_fd = lock_folder (folder, error);
  WfHistory *history;

  if (lock_fd < 0)
    return NULL;
  history = g_new0 (WfHistory, 1);
  history->folder = g_strdup (folder);
  history->limits = limits;
  history->lock_fd = lock_fd;
  history->begins_us = WF_TIME_NONE;
  history->fd = -1;
  history->batch = new_batch ();
  history->stop = new_batch ();
  history->batches = g_async_queue_new_full ((GDestroyNotify) g_array_unref);
  history->outcomes = g_async_queue_new_full (outcome_free);
  history->thread = g_thread_new ("history", run_writer, history);
  return history;
}

void
wf_history_end (WfHistory *history)
{
  if (history->has_ended)
    return;
  wf_history_commit (history);
  history->has_ended = TRUE;
  g_async_queue_push (history->batches, history->stop);
}

void
wf_history_close (WfHistory *history)
{
  wf_history_end (history);
  g_thread_join (history->thread);
  close (history->lock_fd);
  g_array_unref (history->stop);
  g_array_unref (history->batch);
  g_async_queue_unref (history->batches);
  g_async_queue_unref (history->outcomes);
  g_free (history->trouble);
  g_free (history->folder);
  g_free (history);
}

gboolean
wf_history_forget (const char *folder)
{
  int lock_fd = lock_folder (folder, NULL);
  g_autofree char *lock = g_build_filename (folder, "lock", NULL);

  if (lock_fd < 0)
    return FALSE;
  wf_history_files_prune (folder, 0, G_MAXINT64);
  g_unlink (lock);
  close (lock_fd);
  return g_rmdir (folder) == 0;
}

void
wf_history_add (WfHistory *history, const char *feed, const WfReport *report)
{
  Item item = { g_intern_string (feed), NULL };

  if (report->kind == WF_REPORT_ENTITY || report->id == NULL || history->has_ended)
    return;
  if (history->n_waiting + history->batch->len >= WF_HISTORY_MAX_WAITING)
    {
      history->status.n_dropped++;
      return;
    }
  item.report = wf_report_copy (report);
  g_array_append_val (history->batch, item);
}

static void
take_outcomes (WfHistory *history)
{
  Outcome *outcome;

  while ((outcome = g_async_queue_try_pop (history->outcomes)) != NULL)
    {
      guint64 n = outcome->n_written + outcome->n_dropped;

      history->status.n_written += outcome->n_written;
      history->status.n_dropped += outcome->n_dropped;
      history->n_waiting -= (guint) MIN (n, history->n_waiting);
      if (outcome->trouble != NULL || outcome->n_written > 0)
        {
          g_free (history->trouble);
          history->trouble = g_steal_pointer (&outcome->trouble);
        }
      outcome_free (outcome);
    }
}

void
wf_history_commit (WfHistory *history)
{
  take_outcomes (history);
  if (history->batch->len == 0 || history->has_ended)
    return;
  history->n_waiting += history->batch->len;
  g_async_queue_push (history->batches, history->batch);
  history->batch = new_batch ();
}

WfHistoryStatus
wf_history_get_status (WfHistory *history)
{
  take_outcomes (history);
  history->status.trouble = history->trouble;
  return history->status;
}
