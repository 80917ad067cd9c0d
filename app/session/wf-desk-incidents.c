/* Watchfloor: the incidents of a desk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opened here: journal, then outbox, then shared. Opened elsewhere: shown as the platform says,
 * not journalled. The platform's version decides which of two states of one incident is newer. */
#include "config.h"

#include "wf-desk-private.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>

#define MAX_INCIDENTS 20000

void
wf_desk_incident_free (DeskIncident *incident)
{
  g_free (incident->id);
  g_object_unref (incident->row);
  json_decref (incident->changes);
  json_decref (incident->before);
  json_decref (incident->sent);
  g_free (incident);
}

static DeskIncident *
add_entry (WfDesk *desk, const WfIncident *incident, WfSyncState sync, gboolean is_ours)
{
  DeskIncident *entry = g_new0 (DeskIncident, 1);

  entry->id = g_strdup (incident->id);
  entry->row = wf_incident_row_new (incident, sync);
  entry->is_ours = is_ours;
  g_hash_table_insert (desk->incident_by_id, entry->id, entry);
  return entry;
}

/* What this platform never had it cannot have deleted. */
static char *
find_elsewhere (WfDesk *desk, const WfProjectedIncident *known)
{
  g_autofree char *host = NULL;

  if (known->sync != WF_PROJECTED_SHARED || known->platform == NULL || desk->platform_url == NULL
      || g_str_equal (known->platform, desk->platform_url))
    return NULL;
  host = wf_http_host (known->platform);
  return g_strdup_printf (_ ("It was shared with another platform (%s)."), host);
}

void
wf_desk_load_incidents (WfDesk *desk, WfProjection *projection)
{
  static const WfSyncState syncs[] = { [WF_PROJECTED_QUEUED] = WF_SYNC_QUEUED,
                                       [WF_PROJECTED_SHARED] = WF_SYNC_SHARED,
                                       [WF_PROJECTED_REFUSED] = WF_SYNC_REFUSED,
                                       [WF_PROJECTED_LOST] = WF_SYNC_LOST };
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = projection->incidents->len; i-- > 0;)
    {
      const WfProjectedIncident *known = projection->incidents->pdata[i];
      g_autofree char *elsewhere = find_elsewhere (desk, known);
      const char *reason = elsewhere != NULL ? elsewhere : known->reason;
      DeskIncident *entry;

      /* A journal that opened late: the platform told of it, or it was entered anew, meanwhile. */
      if (g_hash_table_contains (desk->incident_by_id, known->incident->id))
        continue;
      entry = add_entry (desk, known->incident, syncs[known->sync], TRUE);
      entry->changes = json_incref (known->changes);
      entry->before = json_incref (known->before);
      entry->is_elsewhere = elsewhere != NULL;
      if (reason != NULL)
        wf_incident_row_set (entry->row, known->incident, syncs[known->sync], reason);
      g_ptr_array_add (rows, entry->row);
    }
  g_list_store_splice (desk->incidents, g_list_model_get_n_items (G_LIST_MODEL (desk->incidents)),
                       0, rows->pdata, rows->len);
}

static void
send_incident (WfDesk *desk, DeskIncident *entry, gboolean ask_first)
{
  g_autoptr (json_t) entity = wf_incident_to_entity (wf_incident_row_get (entry->row));

  if (desk->courier != NULL)
    wf_courier_add (desk->courier, entry->id, entity, WF_TIME_NONE, ask_first);
}

void
wf_desk_resume_incidents (WfDesk *desk)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->incident_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DeskIncident *entry = value;

      if (wf_incident_row_get_sync (entry->row) == WF_SYNC_QUEUED)
        send_incident (desk, entry, TRUE);
      wf_desk_push_changes (desk, entry);
    }
}

static void
set_sync (WfDesk *desk, DeskIncident *entry, WfSyncState sync, const char *trouble)
{
  wf_incident_row_set (entry->row, wf_incident_row_get (entry->row), sync, trouble);
  wf_desk_tell_changed (desk);
}

/* ---- opening */

typedef struct
{
  WfDesk *desk;
  char *id;
  WfSyncState sync; /* to show once it is saved */
  char *reason;
} SyncStep;

static SyncStep *
sync_step_new (WfDesk *desk, const char *id, WfSyncState sync, const char *reason)
{
  SyncStep *step = g_new0 (SyncStep, 1);

  step->desk = desk;
  step->id = g_strdup (id);
  step->sync = sync;
  step->reason = g_strdup (reason);
  return step;
}

static void
sync_step_free (SyncStep *step)
{
  g_free (step->id);
  g_free (step->reason);
  g_free (step);
}

static void
opened_cb (gboolean saved, gpointer data)
{
  SyncStep *step = data;
  WfDesk *desk = step->desk;
  DeskIncident *entry = g_hash_table_lookup (desk->incident_by_id, step->id);

  entry->is_unsaved = !saved;
  if (saved)
    {
      set_sync (desk, entry, WF_SYNC_QUEUED, NULL);
      send_incident (desk, entry, FALSE);
    }
  else
    {
      set_sync (desk, entry, WF_SYNC_LOCAL, _ ("It could not be saved and is only here."));
      desk->watch.notice (_ ("The incident could not be saved: it is only on this screen and was "
                             "not shared. Pass it on by voice."),
                          TRUE, desk->user_data);
    }
  sync_step_free (step);
}

static void
show_new (WfDesk *desk, const WfIncident *incident, const char *trouble)
{
  DeskIncident *entry = add_entry (desk, incident, WF_SYNC_LOCAL, TRUE);

  entry->is_unsaved = trouble != NULL;
  if (trouble != NULL)
    wf_incident_row_set (entry->row, incident, WF_SYNC_LOCAL, trouble);
  g_list_store_insert (desk->incidents, 0, entry->row);
  wf_desk_tell_changed (desk);
}

gboolean
wf_desk_open_incident (WfDesk *desk, const WfIncident *incident, GError **error)
{
  g_autoptr (WfIncident) opened = wf_incident_copy (incident);
  g_autoptr (json_t) entity = wf_incident_to_entity (incident);

  if (!wf_incident_fits (entity, error))
    return FALSE;
  if (g_hash_table_contains (desk->incident_by_id, incident->id))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT,
                   _ ("This incident is open already. Begin a new one."));
      return FALSE;
    }
  if (g_strcmp0 (opened->state, "draft") == 0 || opened->state == NULL)
    {
      g_free (opened->state);
      opened->state = g_strdup ("open");
    }
  if (desk->draft != NULL && g_str_equal (desk->draft->id, incident->id))
    g_clear_pointer (&desk->draft, wf_incident_free);
  if (!wf_ledger_can_save (desk->ledger) || desk->is_stopped)
    {
      show_new (desk, opened, _ ("It could not be saved and is only here."));
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("The incident cannot be saved: it is only on this screen. %s"),
                   wf_desk_get_trouble (desk) != NULL ? wf_desk_get_trouble (desk) : "");
      return FALSE;
    }
  show_new (desk, opened, NULL);
  wf_ledger_append (desk->ledger, desk->operator_name, "incident.opened", opened->id,
                    wf_incident_to_entity (opened), opened_cb,
                    sync_step_new (desk, opened->id, WF_SYNC_QUEUED, NULL));
  return TRUE;
}

/* ---- the way to the platform */

static DeskIncident *
find_entry (const SyncStep *step)
{
  return g_hash_table_lookup (step->desk->incident_by_id, step->id);
}

static void
synced_cb (gboolean saved, gpointer data)
{
  SyncStep *step = data;
  DeskIncident *entry = find_entry (step);

  entry->is_sync_unsaved = !saved;
  set_sync (step->desk, entry, step->sync, step->reason);
  wf_desk_push_changes (step->desk, entry);
  sync_step_free (step);
}

/* Not of one that is only here. What goes out anew does so on top of nothing: version 0. */
static void
record_sync (WfDesk *desk, DeskIncident *entry, WfSyncState sync, const char *by,
             const char *reason, WfLedgerThen then)
{
  static const char *const kinds[] = { [WF_SYNC_QUEUED] = "incident.queued",
                                       [WF_SYNC_SHARED] = "incident.shared",
                                       [WF_SYNC_REFUSED] = "incident.refused",
                                       [WF_SYNC_LOST] = "incident.lost" };
  json_t *body = json_pack ("{s:s?}", "reason", reason);

  entry->is_sync_unsaved = FALSE;
  if (sync == WF_SYNC_SHARED)
    json_object_set_new (body, "platform", json_string (desk->platform_url));
  if (sync == WF_SYNC_QUEUED)
    json_object_set_new (body, "version", json_integer (0));
  wf_ledger_append (desk->ledger, by, kinds[sync], entry->id, body, then,
                    sync_step_new (desk, entry->id, sync, reason));
}

static void
saved_again_cb (gboolean saved, gpointer data)
{
  SyncStep *step = data;

  if (!saved)
    find_entry (step)->is_sync_unsaved = TRUE;
  sync_step_free (step);
}

void
wf_desk_save_incidents (WfDesk *desk)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->incident_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DeskIncident *entry = value;

      if (entry->is_sync_unsaved)
        record_sync (desk, entry, wf_incident_row_get_sync (entry->row), "desk",
                     wf_incident_row_get_trouble (entry->row), saved_again_cb);
      if (!entry->is_unsaved)
        continue;
      entry->is_unsaved = FALSE;
      wf_ledger_append (desk->ledger, desk->operator_name, "incident.opened", entry->id,
                        wf_incident_to_entity (wf_incident_row_get (entry->row)), opened_cb,
                        sync_step_new (desk, entry->id, WF_SYNC_QUEUED, NULL));
    }
}

static void
take_delivered (WfDesk *desk, DeskIncident *entry)
{
  if (entry->offer == WF_OFFER_SAVING)
    return; /* it goes out once that is saved */
  if (entry->offer == WF_OFFER_OUT)
    {
      entry->offer = WF_OFFER_ASKED;
      send_incident (desk, entry, TRUE);
      return;
    }
  entry->offer = WF_OFFER_NONE;
  entry->shared_us = g_get_monotonic_time ();
  record_sync (desk, entry, WF_SYNC_SHARED, "platform", NULL, synced_cb);
}

void
wf_desk_incident_event (WfDesk *desk, DeskIncident *entry, WfOutboxEvent event, const char *reason)
{
  switch (event)
    {
    case WF_OUTBOX_DELIVERED:
      take_delivered (desk, entry);
      break;
    case WF_OUTBOX_REFUSED:
      if (entry->offer == WF_OFFER_SAVING)
        break;
      entry->offer = WF_OFFER_NONE;
      record_sync (desk, entry, WF_SYNC_REFUSED, "platform", reason, synced_cb);
      desk->watch.notice (_ ("The platform refuses an incident. Look at its line for the reason."),
                          TRUE, desk->user_data);
      break;
    case WF_OUTBOX_DELAYED:
    case WF_OUTBOX_UNKNOWN:
      set_sync (desk, entry, WF_SYNC_QUEUED, reason);
      break;
    case WF_OUTBOX_EXPIRED:
    case WF_OUTBOX_REQUEUED:
    default:
      break;
    }
}

/* Others' goes from the screen; ours is asked for by its id, for a list may lack what is there. */
void
wf_desk_miss_incident (WfDesk *desk, DeskIncident *entry)
{
  const WfIncident *incident = wf_incident_row_get (entry->row);
  gboolean is_closed = g_strcmp0 (incident->state, "closed") == 0;

  if (wf_incident_row_get_sync (entry->row) != WF_SYNC_SHARED || is_closed || entry->is_elsewhere
      || entry->offer != WF_OFFER_NONE)
    return;
  if (entry->is_ours)
    {
      if (desk->courier != NULL)
        wf_courier_patch (desk->courier, entry->id, NULL, -1);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (desk->incidents)); i++)
    {
      g_autoptr (WfIncidentRow) row = g_list_model_get_item (G_LIST_MODEL (desk->incidents), i);

      if (row != entry->row)
        continue;
      g_list_store_remove (desk->incidents, i);
      g_hash_table_remove (desk->incident_by_id, entry->id);
      return;
    }
}

static void
say_elsewhere (WfDesk *desk, DeskIncident *entry)
{
  if (entry->changes != NULL)
    desk->watch.notice (_ ("The platform does not know this incident: the change is kept here, and "
                           "goes to the platform that has it. Pass it on by voice."),
                        TRUE, desk->user_data);
}

/* Deleted there by somebody, or lost with all the platform knew: who needs help cannot tell the
 * difference. It stays open until the operator closes it or sends it again. */
void
wf_desk_incident_gone (WfDesk *desk, DeskIncident *entry)
{
  const WfIncident *shown = wf_incident_row_get (entry->row);

  if (entry->is_elsewhere)
    {
      say_elsewhere (desk, entry);
      return;
    }
  if (wf_incident_row_get_sync (entry->row) != WF_SYNC_SHARED || entry->offer != WF_OFFER_NONE
      || g_strcmp0 (shown->state, "closed") == 0)
    return;
  record_sync (desk, entry, WF_SYNC_LOST, "platform",
               _ ("It was deleted there, or the platform has lost it."), synced_cb);
  desk->watch.notice (_ ("The platform no longer has an incident of this desk. It stays open here: "
                         "send it again, or close it."),
                      TRUE, desk->user_data);
}

/* What is shown goes out as it is, on top of nothing: version 0. */
static void
offered_cb (gboolean saved, gpointer data)
{
  SyncStep *step = data;
  WfDesk *desk = step->desk;
  DeskIncident *entry = find_entry (step);
  g_autoptr (WfIncident) anew = wf_incident_copy (wf_incident_row_get (entry->row));

  anew->version = 0;
  entry->is_sync_unsaved = !saved;
  entry->offer = WF_OFFER_OUT;
  wf_incident_row_set (entry->row, anew, step->sync, step->reason);
  send_incident (desk, entry, FALSE);
  wf_desk_tell_changed (desk);
  sync_step_free (step);
}

/* Also what is on its way: the answer may have been given before, and that it was shared may be on
 * its way to the disk. */
static gboolean
may_offer (const DeskIncident *entry)
{
  WfSyncState sync = wf_incident_row_get_sync (entry->row);

  return entry->is_ours && !entry->is_elsewhere && entry->offer != WF_OFFER_SAVING
         && (sync == WF_SYNC_SHARED || sync == WF_SYNC_QUEUED)
         && g_strcmp0 (wf_incident_row_get (entry->row)->state, "closed") != 0;
}

void
wf_desk_offer_again (WfDesk *desk)
{
  const char *reason = _ ("The platform began anew without it.");
  GHashTableIter iter;
  gpointer value;

  desk->must_offer = !desk->is_loaded;
  g_hash_table_iter_init (&iter, desk->incident_by_id);
  while (!desk->is_stopped && g_hash_table_iter_next (&iter, NULL, &value))
    {
      DeskIncident *entry = value;

      if (!may_offer (entry))
        continue;
      entry->offer = WF_OFFER_SAVING;
      record_sync (desk, entry, WF_SYNC_QUEUED, "desk", reason, offered_cb);
    }
}

gboolean
wf_desk_offer_incident (WfDesk *desk, const char *id, GError **error)
{
  DeskIncident *entry = g_hash_table_lookup (desk->incident_by_id, id);
  WfSyncState sync = entry != NULL ? wf_incident_row_get_sync (entry->row) : WF_SYNC_SHARED;

  if ((sync != WF_SYNC_LOST && sync != WF_SYNC_REFUSED) || entry->offer == WF_OFFER_SAVING
      || desk->is_stopped)
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_REFUSED,
                           _ ("The platform has this incident, or it is on its way there."));
      return FALSE;
    }
  entry->offer = WF_OFFER_SAVING;
  record_sync (desk, entry, WF_SYNC_QUEUED, desk->operator_name, NULL, offered_cb);
  return TRUE;
}

/* ---- what the platform says of one */

static void
received_cb (gboolean saved, gpointer data)
{
  WfDesk *desk = ((gpointer *) data)[0];
  WfIncident *incident = ((gpointer *) data)[1];
  DeskIncident *entry = g_hash_table_lookup (desk->incident_by_id, incident->id);

  if (entry != NULL)
    wf_incident_row_set (entry->row, incident, WF_SYNC_SHARED, NULL);
  wf_desk_tell_changed (desk);
  wf_incident_free (incident);
  g_free (data);
}

void
wf_desk_record_received (WfDesk *desk, const char *id, const json_t *entity, WfLedgerThen then,
                         gpointer user_data)
{
  json_t *body = json_copy ((json_t *) entity);

  if (desk->platform_url != NULL)
    json_object_set_new (body, "platform", json_string (desk->platform_url));
  wf_ledger_append (desk->ledger, "platform", "incident.received", id, body, then, user_data);
}

static void
record_received (WfDesk *desk, WfIncident *incident)
{
  gpointer *pair = g_new0 (gpointer, 2);
  g_autoptr (json_t) entity = wf_incident_to_entity (incident);

  pair[0] = desk;
  pair[1] = incident;
  wf_desk_record_received (desk, incident->id, entity, received_cb, pair);
}

static gboolean
same_incident (const WfIncident *a, const WfIncident *b)
{
  g_autoptr (json_t) left = wf_incident_to_entity (a);
  g_autoptr (json_t) right = wf_incident_to_entity (b);

  return json_equal (left, right);
}

void
wf_desk_hear_incident (WfDesk *desk, const json_t *entity)
{
  g_autoptr (WfIncident) incident = wf_incident_from_entity (entity, NULL);
  gboolean was_elsewhere;
  DeskIncident *entry;
  const WfIncident *shown;

  if (incident == NULL || desk->is_stopped)
    return;
  entry = g_hash_table_lookup (desk->incident_by_id, incident->id);
  if (entry == NULL)
    {
      if (g_hash_table_size (desk->incident_by_id) >= MAX_INCIDENTS)
        return;
      entry = add_entry (desk, incident, WF_SYNC_SHARED, FALSE);
      g_list_store_insert (desk->incidents, 0, entry->row);
      entry->shared_us = g_get_monotonic_time ();
      return;
    }
  /* From before it began anew, or of what is asked for by itself. */
  if (entry->offer != WF_OFFER_NONE)
    return;
  entry->shared_us = g_get_monotonic_time ();
  shown = wf_incident_row_get (entry->row);
  if (wf_incident_row_get_sync (entry->row) == WF_SYNC_LOST) /* it has it after all */
    record_sync (desk, entry, WF_SYNC_SHARED, "platform", NULL, synced_cb);
  /* The event may overtake the answer to our own POST. */
  if (wf_incident_row_get_sync (entry->row) == WF_SYNC_QUEUED && desk->courier != NULL)
    wf_courier_seen (desk->courier, entry->id);
  /* The other platform counted its own versions. */
  was_elsewhere = entry->is_elsewhere;
  entry->is_elsewhere = FALSE;
  if (!was_elsewhere && (incident->version < shown->version || same_incident (incident, shown)))
    {
      wf_desk_push_changes (desk, entry);
      return;
    }
  /* Our own change is not there yet: it is not taken off the screen, but merged. */
  if (entry->changes != NULL)
    {
      wf_desk_merge_changes (desk, entry, incident);
      return;
    }
  if (entry->is_ours)
    record_received (desk, g_steal_pointer (&incident));
  else
    wf_incident_row_set (entry->row, incident, WF_SYNC_SHARED, NULL);
}
