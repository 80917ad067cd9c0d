/* Watchfloor: the journal as the session uses it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ledger.h"

#include "wf-backoff.h"
#include "wf-error.h"
#include "wf-json.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

/* Reads a journal in a thread of its own. */
typedef struct
{
  WfLedger *ledger;
  char *path;
  gint64 now_us;
  WfProjection *projection;
  WfJournal *journal;
  char *set_aside;
  GError *error;
  GThread *thread;
  GSource *done; /* attached by the thread at its end */
  GMainContext *context;
} Opening;

struct _WfLedger
{
  WfClock *clock;
  char *path; /* NULL: in memory by choice */
  WfJournal *journal; /* NULL: not open (yet) */
  char *trouble;
  gint64 n_lost; /* rows since the last that was saved */
  GQueue untold; /* Waiting, of rows that went into no journal */
  GSource *tell;
  GQueue kept; /* Kept, until the journal is open */
  Opening *opening; /* NULL unless one is under way */
  GSource *retry;
  WfBackoff backoff;
  gboolean is_closed;
  WfLedgerWatch watch;
  gpointer user_data;
};

typedef struct
{
  WfLedger *ledger;
  WfLedgerThen then;
  gpointer user_data;
  gboolean is_refused; /* too large for any journal */
  gint64 n_rows; /* that are lost where this one is: its own, or those a gap tells of */
} Waiting;

typedef struct
{
  gint64 at_us;
  char *by, *kind, *entity;
  json_t *body;
  Waiting *waiting;
} Kept;

static void
kept_free (Kept *kept)
{
  g_free (kept->by);
  g_free (kept->kind);
  g_free (kept->entity);
  json_decref (kept->body);
  g_free (kept->waiting);
  g_free (kept);
}

static void
opening_free (Opening *opening)
{
  g_source_destroy (opening->done);
  g_source_unref (opening->done);
  g_main_context_unref (opening->context);
  wf_projection_free (opening->projection);
  g_clear_error (&opening->error);
  g_free (opening->set_aside);
  g_free (opening->path);
  g_free (opening);
}

static void
set_trouble (WfLedger *ledger, const char *trouble)
{
  char *copy;

  if (g_strcmp0 (ledger->trouble, trouble) == 0)
    return;
  copy = g_strdup (trouble);
  g_free (ledger->trouble);
  ledger->trouble = copy;
  if (!ledger->is_closed)
    ledger->watch.changed (ledger->user_data);
}

static void
set_unsaved (WfLedger *ledger, const GError *error)
{
  g_autofree char *trouble = g_strdup_printf (
      _ ("Nothing is being saved. %s It is tried again by itself."), error->message);

  set_trouble (ledger, trouble);
}

/* ---- trying again */

static void
stop_retry (WfLedger *ledger)
{
  if (ledger->retry != NULL)
    g_source_destroy (ledger->retry);
  g_clear_pointer (&ledger->retry, g_source_unref);
}

static void write_row (WfLedger *ledger, gint64 at_us, const char *by, const char *kind,
                       const char *entity, json_t *body, Waiting *waiting);

/* The disk takes rows again, or is tried: how many it did not take is a row itself. */
static void
note_gap (WfLedger *ledger)
{
  gint64 n_lost = ledger->n_lost;
  Waiting *waiting = g_new0 (Waiting, 1);

  ledger->n_lost = 0;
  waiting->ledger = ledger;
  waiting->n_rows = n_lost;
  write_row (ledger, wf_clock_now (ledger->clock), "desk", "journal.gap", NULL,
             json_pack ("{s:I}", "rows", (json_int_t) n_lost), waiting);
}

static gboolean
retry_cb (gpointer data)
{
  WfLedger *ledger = data;

  g_clear_pointer (&ledger->retry, g_source_unref);
  if (ledger->journal == NULL)
    wf_ledger_open (ledger, TRUE);
  else if (ledger->trouble != NULL)
    note_gap (ledger);
  return G_SOURCE_REMOVE;
}

static void
retry_later (WfLedger *ledger)
{
  if (ledger->retry != NULL || ledger->is_closed)
    return;
  ledger->retry = g_timeout_source_new (
      (guint) (wf_backoff_failed (&ledger->backoff, g_random_double ()) / 1000));
  g_source_set_static_name (ledger->retry, "ledger-retry");
  g_source_set_callback (ledger->retry, retry_cb, ledger, NULL);
  g_source_attach (ledger->retry, g_main_context_get_thread_default ());
}

/* ---- telling */

static void
saved_cb (const WfJournalRow *row, const GError *error, gpointer data)
{
  g_autofree Waiting *waiting = data;
  WfLedger *ledger = waiting->ledger;
  gboolean had_trouble = ledger->trouble != NULL;

  if (row == NULL)
    {
      ledger->n_lost += waiting->n_rows;
      set_unsaved (ledger, error);
      retry_later (ledger);
    }
  else
    {
      wf_backoff_succeeded (&ledger->backoff);
      set_trouble (ledger, NULL);
      if (ledger->n_lost > 0 && !ledger->is_closed)
        note_gap (ledger);
    }
  if (waiting->then != NULL)
    waiting->then (row != NULL, waiting->user_data);
  if (row != NULL && had_trouble && !ledger->is_closed)
    ledger->watch.recovered (ledger->user_data);
}

/* In memory by choice is as saved as was asked for. */
static gboolean
tell_untold_cb (gpointer data)
{
  WfLedger *ledger = data;
  Waiting *waiting;

  g_clear_pointer (&ledger->tell, g_source_unref);
  while ((waiting = g_queue_pop_head (&ledger->untold)) != NULL)
    {
      if (waiting->then != NULL)
        waiting->then (ledger->path == NULL && !waiting->is_refused, waiting->user_data);
      g_free (waiting);
    }
  return G_SOURCE_REMOVE;
}

static void
tell_later (WfLedger *ledger, Waiting *waiting)
{
  g_queue_push_tail (&ledger->untold, waiting);
  if (ledger->tell != NULL)
    return;
  ledger->tell = g_idle_source_new ();
  g_source_set_priority (ledger->tell, G_PRIORITY_DEFAULT);
  g_source_set_static_name (ledger->tell, "ledger-tell");
  g_source_set_callback (ledger->tell, tell_untold_cb, ledger, NULL);
  g_source_attach (ledger->tell, g_main_context_get_thread_default ());
}

/* ---- rows */

/* No trouble of the disk: the journal says what kind of entry it was, and goes on. */
static void
refuse_row (WfLedger *ledger, const char *kind, const char *entity, Waiting *waiting,
            const GError *error)
{
  g_autoptr (json_t) body = json_pack ("{s:s, s:s}", "kind", kind, "reason", error->message);

  waiting->is_refused = TRUE;
  tell_later (ledger, waiting);
  wf_journal_append (ledger->journal, wf_clock_now (ledger->clock), "desk", "journal.refused",
                     entity, body, NULL, NULL, NULL);
  if (!ledger->is_closed)
    ledger->watch.refused (error->message, ledger->user_data);
}

/* Takes @body and @waiting. */
static void
write_row (WfLedger *ledger, gint64 at_us, const char *by, const char *kind, const char *entity,
           json_t *body, Waiting *waiting)
{
  g_autoptr (json_t) owned = body;
  g_autoptr (GError) error = NULL;

  if (wf_journal_append (ledger->journal, at_us, by, kind, entity, owned, saved_cb, waiting,
                         &error))
    return;
  if (g_error_matches (error, WF_ERROR, WF_ERROR_TOO_LARGE))
    {
      refuse_row (ledger, kind, entity, waiting, error);
      return;
    }
  ledger->n_lost += waiting->n_rows;
  set_trouble (ledger, error->message);
  retry_later (ledger);
  tell_later (ledger, waiting);
}

/* What is told as lost must stay so; what nobody is told of waits for the journal. */
static gboolean
may_keep (WfLedger *ledger, const Waiting *waiting)
{
  return !ledger->is_closed && ledger->kept.length < WF_JOURNAL_MAX_WAITING
         && (waiting->then == NULL || (ledger->opening != NULL && ledger->trouble == NULL));
}

void
wf_ledger_append (WfLedger *ledger, const char *by, const char *kind, const char *entity,
                  json_t *body, WfLedgerThen then, gpointer user_data)
{
  gint64 now_us = wf_clock_now (ledger->clock);
  Waiting *waiting = g_new0 (Waiting, 1);
  Kept *kept;

  waiting->ledger = ledger;
  waiting->then = then;
  waiting->user_data = user_data;
  waiting->n_rows = 1;
  if (ledger->journal != NULL)
    {
      write_row (ledger, now_us, by, kind, entity, body, waiting);
      return;
    }
  if (ledger->path == NULL || !may_keep (ledger, waiting))
    {
      ledger->n_lost += ledger->path != NULL;
      json_decref (body);
      tell_later (ledger, waiting);
      return;
    }
  kept = g_new0 (Kept, 1);
  *kept = (Kept){ now_us, g_strdup (by), g_strdup (kind), g_strdup (entity), body, waiting };
  g_queue_push_tail (&ledger->kept, kept);
}

static void
write_kept (WfLedger *ledger)
{
  Kept *kept;

  while ((kept = g_queue_pop_head (&ledger->kept)) != NULL)
    {
      write_row (ledger, kept->at_us, kept->by, kept->kind, kept->entity,
                 g_steal_pointer (&kept->body), g_steal_pointer (&kept->waiting));
      kept_free (kept);
    }
}

/* Those who wait are told; what nobody waits for goes on waiting. */
static void
give_up_kept (WfLedger *ledger)
{
  guint n = ledger->kept.length;

  for (guint i = 0; i < n; i++)
    {
      Kept *kept = g_queue_pop_head (&ledger->kept);

      if (kept->waiting->then == NULL && !ledger->is_closed)
        {
          g_queue_push_tail (&ledger->kept, kept);
          continue;
        }
      ledger->n_lost++;
      tell_later (ledger, g_steal_pointer (&kept->waiting));
      kept_free (kept);
    }
}

/* ---- opening */

static gpointer
run_opening (gpointer data)
{
  Opening *opening = data;

  opening->journal = wf_journal_open (opening->path, opening->now_us, wf_projection_apply,
                                      opening->projection, &opening->set_aside, &opening->error);
  g_source_attach (opening->done, opening->context);
  return NULL;
}

static void
take_opening (WfLedger *ledger)
{
  Opening *opening = g_steal_pointer (&ledger->opening);
  gboolean had_trouble = ledger->trouble != NULL;

  ledger->journal = opening->journal;
  if (ledger->journal == NULL)
    {
      set_unsaved (ledger, opening->error);
      give_up_kept (ledger);
      retry_later (ledger);
      opening_free (opening);
      return;
    }
  wf_journal_adopt (ledger->journal);
  wf_backoff_succeeded (&ledger->backoff);
  set_trouble (ledger, NULL);
  if (!ledger->is_closed)
    ledger->watch.opened (opening->projection, opening->set_aside, ledger->user_data);
  write_kept (ledger);
  if (ledger->n_lost > 0)
    note_gap (ledger);
  if (had_trouble && !ledger->is_closed)
    ledger->watch.recovered (ledger->user_data);
  opening_free (opening);
}

static gboolean
opened_cb (gpointer data)
{
  WfLedger *ledger = data;

  g_clear_pointer (&ledger->opening->thread, g_thread_join);
  take_opening (ledger);
  return G_SOURCE_REMOVE;
}

WfLedger *
wf_ledger_new (WfClock *clock, const char *path, const WfLedgerWatch *watch, gpointer user_data)
{
  WfLedger *ledger = g_new0 (WfLedger, 1);

  ledger->clock = wf_clock_ref (clock);
  ledger->path = g_strdup (path);
  ledger->watch = *watch;
  ledger->user_data = user_data;
  ledger->backoff = WF_BACKOFF_INIT;
  return ledger;
}

void
wf_ledger_open (WfLedger *ledger, gboolean in_background)
{
  Opening *opening;

  if (ledger->path == NULL || ledger->journal != NULL || ledger->opening != NULL)
    return;
  opening = g_new0 (Opening, 1);
  opening->ledger = ledger;
  opening->path = g_strdup (ledger->path);
  opening->now_us = wf_clock_now (ledger->clock);
  opening->projection = wf_projection_new ();
  opening->context = g_main_context_ref_thread_default ();
  opening->done = g_idle_source_new ();
  g_source_set_priority (opening->done, G_PRIORITY_DEFAULT);
  g_source_set_static_name (opening->done, "ledger-opened");
  g_source_set_callback (opening->done, opened_cb, ledger, NULL);
  ledger->opening = opening;
  opening->thread = g_thread_new ("journal-open", run_opening, opening);
  if (in_background)
    return;
  g_clear_pointer (&opening->thread, g_thread_join);
  take_opening (ledger);
}

/* ---- ending */

void
wf_ledger_close (WfLedger *ledger)
{
  ledger->is_closed = TRUE;
  stop_retry (ledger);
  if (ledger->opening != NULL)
    {
      g_clear_pointer (&ledger->opening->thread, g_thread_join);
      take_opening (ledger);
    }
  give_up_kept (ledger);
  g_clear_pointer (&ledger->journal, wf_journal_close);
  if (ledger->tell != NULL)
    {
      g_source_destroy (ledger->tell);
      tell_untold_cb (ledger);
    }
}

void
wf_ledger_free (WfLedger *ledger)
{
  if (ledger == NULL)
    return;
  wf_ledger_close (ledger);
  wf_clock_unref (ledger->clock);
  g_free (ledger->trouble);
  g_free (ledger->path);
  g_free (ledger);
}

/* ---- how it stands */

gboolean
wf_ledger_can_save (WfLedger *ledger)
{
  return ledger->journal != NULL || ledger->path == NULL
         || (ledger->opening != NULL && ledger->trouble == NULL);
}

gboolean
wf_ledger_is_idle (WfLedger *ledger)
{
  return g_queue_is_empty (&ledger->untold) && ledger->opening == NULL
         && (ledger->journal == NULL || wf_journal_n_waiting (ledger->journal) == 0);
}

const char *
wf_ledger_get_trouble (WfLedger *ledger)
{
  return ledger->trouble;
}
