/* Watchfloor: the outbox.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An array of entries, each with where it stands; see the header. */
#include "config.h"

#include "wf-outbox.h"

typedef enum
{
  READY, /* to be posted at next_try */
  POSTING,
  LOST, /* to be asked for at next_try */
  ASKING,
} EntryState;

typedef struct
{
  char *id;
  json_t *entity;
  EntryState state;
  gint64 wall_end_us, mono_end_us; /* G_MAXINT64 = never */
  gint64 next_try_us; /* monotonic */
  WfBackoff backoff;
  gboolean is_recalled; /* to be posted no more */
} Entry;

struct _WfOutbox
{
  WfOutboxTell tell;
  gpointer user_data;
  GPtrArray *entries; /* Entry, in the order of adding */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->id);
  json_decref (entry->entity);
  g_free (entry);
}

WfOutbox *
wf_outbox_new (WfOutboxTell tell, gpointer user_data)
{
  WfOutbox *outbox = g_new0 (WfOutbox, 1);

  outbox->tell = tell;
  outbox->user_data = user_data;
  outbox->entries = g_ptr_array_new_with_free_func (entry_free);
  return outbox;
}

void
wf_outbox_free (WfOutbox *outbox)
{
  if (outbox == NULL)
    return;
  g_ptr_array_unref (outbox->entries);
  g_free (outbox);
}

static Entry *
find (WfOutbox *outbox, const char *id)
{
  for (guint i = 0; i < outbox->entries->len; i++)
    {
      Entry *entry = outbox->entries->pdata[i];

      if (g_str_equal (entry->id, id))
        return entry;
    }
  return NULL;
}

void
wf_outbox_add (WfOutbox *outbox, const char *id, const json_t *entity, gint64 valid_until_us,
               WfOutboxNow now, gboolean ask_first)
{
  Entry *entry;

  if (find (outbox, id) != NULL)
    return;
  entry = g_new0 (Entry, 1);
  entry->id = g_strdup (id);
  entry->entity = json_deep_copy (entity);
  entry->state = ask_first ? LOST : READY;
  entry->backoff = WF_BACKOFF_INIT;
  entry->next_try_us = now.mono_us;
  entry->wall_end_us = entry->mono_end_us = G_MAXINT64;
  if (valid_until_us != WF_TIME_NONE)
    {
      entry->wall_end_us = valid_until_us;
      entry->mono_end_us = now.mono_us + (valid_until_us - now.wall_us);
    }
  g_ptr_array_add (outbox->entries, entry);
}

/* Takes @entry out, then tells: whoever hears of it may add or remove others. */
static void
end_entry (WfOutbox *outbox, Entry *entry, WfOutboxEvent event)
{
  g_autofree char *id = g_strdup (entry->id);

  g_ptr_array_remove (outbox->entries, entry);
  outbox->tell (event, id, outbox->user_data);
}

gboolean
wf_outbox_remove (WfOutbox *outbox, const char *id)
{
  Entry *entry = find (outbox, id);

  if (entry == NULL)
    return FALSE;
  entry->is_recalled = TRUE;
  if (entry->state != READY)
    return FALSE;
  g_ptr_array_remove (outbox->entries, entry);
  return TRUE;
}

void
wf_outbox_seen (WfOutbox *outbox, const char *id)
{
  Entry *entry = find (outbox, id);

  if (entry != NULL)
    end_entry (outbox, entry, WF_OUTBOX_DELIVERED);
}

static gboolean
has_expired (const Entry *entry, WfOutboxNow now)
{
  return now.wall_us >= entry->wall_end_us || now.mono_us >= entry->mono_end_us;
}

/* Only what surely never left: what may have left is asked for first. */
static void
end_expired (WfOutbox *outbox, WfOutboxNow now)
{
  for (guint i = 0; i < outbox->entries->len;)
    {
      Entry *entry = outbox->entries->pdata[i];

      if (entry->state == READY && has_expired (entry, now))
        {
          end_entry (outbox, entry, WF_OUTBOX_EXPIRED);
          i = 0; /* the array may have changed in any way */
        }
      else
        i++;
    }
}

static guint
count_busy (WfOutbox *outbox)
{
  guint n = 0;

  for (guint i = 0; i < outbox->entries->len; i++)
    {
      const Entry *entry = outbox->entries->pdata[i];

      n += entry->state == POSTING || entry->state == ASKING;
    }
  return n;
}

gboolean
wf_outbox_next (WfOutbox *outbox, WfOutboxNow now, WfOutboxTask *task)
{
  end_expired (outbox, now);
  if (count_busy (outbox) >= WF_OUTBOX_MAX_BUSY)
    return FALSE;
  for (guint i = 0; i < outbox->entries->len; i++)
    {
      Entry *entry = outbox->entries->pdata[i];

      if ((entry->state != READY && entry->state != LOST) || entry->next_try_us > now.mono_us)
        continue;
      task->act = entry->state == READY ? WF_OUTBOX_POST : WF_OUTBOX_ASK;
      task->id = entry->id;
      task->entity = entry->entity;
      task->left_us = G_MAXINT64;
      if (entry->wall_end_us != G_MAXINT64)
        task->left_us = MIN (entry->wall_end_us - now.wall_us, entry->mono_end_us - now.mono_us);
      entry->state = entry->state == READY ? POSTING : ASKING;
      return TRUE;
    }
  return FALSE;
}

gint64
wf_outbox_wait_us (WfOutbox *outbox, WfOutboxNow now)
{
  gboolean may_start = count_busy (outbox) < WF_OUTBOX_MAX_BUSY;
  gint64 wait = G_MAXINT64;

  for (guint i = 0; i < outbox->entries->len; i++)
    {
      const Entry *entry = outbox->entries->pdata[i];

      if (entry->state != READY && entry->state != LOST)
        continue;
      if (may_start)
        wait = MIN (wait, MAX (entry->next_try_us - now.mono_us, 0));
      if (entry->state == READY && entry->wall_end_us != G_MAXINT64)
        {
          wait = MIN (wait, MAX (entry->wall_end_us - now.wall_us, 0));
          wait = MIN (wait, MAX (entry->mono_end_us - now.mono_us, 0));
        }
    }
  return wait == G_MAXINT64 ? -1 : wait;
}

/* @state again after the backoff; said once, when it comes to be. */
static void
try_again (WfOutbox *outbox, Entry *entry, EntryState state, WfOutboxEvent event, WfOutboxNow now,
           double random)
{
  g_autofree char *id = g_strdup (entry->id);
  gboolean is_news
      = entry->backoff.failures == 0 || (event == WF_OUTBOX_UNKNOWN && entry->state == POSTING);

  if (state == READY && entry->is_recalled)
    {
      end_entry (outbox, entry, WF_OUTBOX_RECALLED);
      return;
    }
  entry->state = state;
  entry->next_try_us = now.mono_us + wf_backoff_failed (&entry->backoff, random);
  if (is_news)
    outbox->tell (event, id, outbox->user_data);
}

/* Not at the platform: it may be posted, if it still may. */
static void
requeue (WfOutbox *outbox, Entry *entry, WfOutboxNow now)
{
  g_autofree char *id = g_strdup (entry->id);

  if (entry->is_recalled)
    {
      end_entry (outbox, entry, WF_OUTBOX_RECALLED);
      return;
    }
  entry->state = READY;
  entry->next_try_us = now.mono_us;
  wf_backoff_succeeded (&entry->backoff);
  outbox->tell (WF_OUTBOX_REQUEUED, id, outbox->user_data);
}

void
wf_outbox_answer (WfOutbox *outbox, const char *id, WfOutboxAnswer answer, WfOutboxNow now,
                  double random)
{
  Entry *entry = find (outbox, id);
  gboolean was_ask;

  if (entry == NULL || (entry->state != POSTING && entry->state != ASKING))
    return;
  was_ask = entry->state == ASKING;
  switch (answer)
    {
    case WF_ANSWER_CREATED:
    case WF_ANSWER_EXISTS:
    case WF_ANSWER_FOUND:
      end_entry (outbox, entry, WF_OUTBOX_DELIVERED);
      break;
    case WF_ANSWER_REFUSED:
      end_entry (outbox, entry, WF_OUTBOX_REFUSED);
      break;
    case WF_ANSWER_ABSENT:
      requeue (outbox, entry, now);
      break;
    case WF_ANSWER_BUSY:
      /* Whether a recalled one is there decides what the operator is told: ask. */
      try_again (outbox, entry, was_ask || entry->is_recalled ? LOST : READY, WF_OUTBOX_DELAYED,
                 now, random);
      break;
    case WF_ANSWER_NOT_SENT:
      try_again (outbox, entry, was_ask ? LOST : READY, WF_OUTBOX_DELAYED, now, random);
      break;
    case WF_ANSWER_LOST:
    default:
      try_again (outbox, entry, LOST, was_ask ? WF_OUTBOX_DELAYED : WF_OUTBOX_UNKNOWN, now, random);
      break;
    }
}

void
wf_outbox_hurry (WfOutbox *outbox)
{
  for (guint i = 0; i < outbox->entries->len; i++)
    {
      Entry *entry = outbox->entries->pdata[i];

      entry->next_try_us = 0;
    }
}

guint
wf_outbox_n_entries (WfOutbox *outbox)
{
  return outbox->entries->len;
}
