/* Watchfloor: the journal as the session uses it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ledger.h"

#include "wf-json.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

struct _WfLedger
{
  WfClock *clock;
  WfJournal *journal; /* NULL: in memory */
  gboolean in_memory; /* by choice */
  char *trouble;
  guint64 n_lost; /* rows since the last that was saved */
  GQueue untold; /* Waiting, of rows that went into no journal */
  GSource *tell;
  void (*changed) (gpointer user_data);
  gpointer changed_data;
};

typedef struct
{
  WfLedger *ledger;
  WfLedgerThen then;
  gpointer user_data;
} Waiting;

static void
set_trouble (WfLedger *ledger, const char *trouble)
{
  char *copy;

  if (g_strcmp0 (ledger->trouble, trouble) == 0)
    return;
  copy = g_strdup (trouble);
  g_free (ledger->trouble);
  ledger->trouble = copy;
  if (ledger->changed != NULL)
    ledger->changed (ledger->changed_data);
}

WfLedger *
wf_ledger_new (WfClock *clock, const char *path, WfProjection *projection, char **set_aside)
{
  WfLedger *ledger = g_new0 (WfLedger, 1);
  g_autoptr (GError) error = NULL;

  ledger->clock = wf_clock_ref (clock);
  ledger->in_memory = path == NULL;
  if (path == NULL)
    return ledger;
  ledger->journal = wf_journal_open (path, wf_clock_now (clock), wf_projection_apply, projection,
                                     set_aside, &error);
  if (ledger->journal == NULL)
    ledger->trouble = g_strdup_printf (_ ("Nothing is being saved. %s"), error->message);
  return ledger;
}

/* The disk takes rows again: how many it did not take is a row itself. */
static void
note_gap (WfLedger *ledger)
{
  json_t *body = json_pack ("{s:I}", "rows", (json_int_t) ledger->n_lost);

  ledger->n_lost = 0;
  wf_ledger_append (ledger, "desk", "journal.gap", NULL, body, NULL, NULL);
}

static void
saved_cb (const WfJournalRow *row, const GError *error, gpointer data)
{
  g_autofree Waiting *waiting = data;
  WfLedger *ledger = waiting->ledger;

  if (row == NULL)
    {
      g_autofree char *trouble = g_strdup_printf (_ ("Nothing is being saved. %s"), error->message);

      ledger->n_lost++;
      set_trouble (ledger, trouble);
    }
  else
    {
      set_trouble (ledger, NULL);
      if (ledger->n_lost > 0 && ledger->journal != NULL)
        note_gap (ledger);
    }
  if (waiting->then != NULL)
    waiting->then (row != NULL, waiting->user_data);
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
        waiting->then (ledger->in_memory, waiting->user_data);
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

void
wf_ledger_close (WfLedger *ledger)
{
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
  ledger->changed = NULL;
  wf_ledger_close (ledger);
  wf_clock_unref (ledger->clock);
  g_free (ledger->trouble);
  g_free (ledger);
}

void
wf_ledger_append (WfLedger *ledger, const char *by, const char *kind, const char *entity,
                  json_t *body, WfLedgerThen then, gpointer user_data)
{
  g_autoptr (json_t) owned = body;
  g_autoptr (GError) error = NULL;
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->ledger = ledger;
  waiting->then = then;
  waiting->user_data = user_data;
  if (ledger->journal == NULL)
    {
      tell_later (ledger, waiting);
      return;
    }
  if (wf_journal_append (ledger->journal, wf_clock_now (ledger->clock), by, kind, entity, owned,
                         saved_cb, waiting, &error))
    return;
  ledger->n_lost++;
  set_trouble (ledger, error->message);
  tell_later (ledger, waiting);
}

gboolean
wf_ledger_can_save (WfLedger *ledger)
{
  return ledger->journal != NULL || ledger->in_memory;
}

gboolean
wf_ledger_is_idle (WfLedger *ledger)
{
  return g_queue_is_empty (&ledger->untold)
         && (ledger->journal == NULL || wf_journal_n_waiting (ledger->journal) == 0);
}

const char *
wf_ledger_get_trouble (WfLedger *ledger)
{
  return ledger->trouble;
}

void
wf_ledger_watch_trouble (WfLedger *ledger, void (*changed) (gpointer user_data), gpointer user_data)
{
  ledger->changed = changed;
  ledger->changed_data = user_data;
}
