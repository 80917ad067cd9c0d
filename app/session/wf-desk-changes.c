/* Watchfloor: changes to incidents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A change is journalled with what was there before it, then patched on the version it was based
 * on. After a conflict it is made on top of theirs where the two touch different attributes;
 * nothing is overwritten silently. */
#include "config.h"

#include "wf-desk-private.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>

/* ---- making one */

typedef struct
{
  WfDesk *desk;
  char *id;
  json_t *attrs, *before;
  gboolean makes_ours; /* the first of one that was opened elsewhere */
} Edit;

static void
edit_free (Edit *edit)
{
  json_decref (edit->attrs);
  json_decref (edit->before);
  g_free (edit->id);
  g_free (edit);
}

static void
show_over (DeskIncident *entry, const json_t *attrs)
{
  g_autoptr (json_t) entity = wf_incident_to_entity (wf_incident_row_get (entry->row));
  g_autoptr (WfIncident) changed = NULL;

  json_object_update (entity, (json_t *) attrs);
  changed = wf_incident_from_entity (entity, NULL);
  if (changed != NULL)
    wf_incident_row_set (entry->row, changed, wf_incident_row_get_sync (entry->row),
                         wf_incident_row_get_trouble (entry->row));
}

static void
changed_cb (gboolean saved, gpointer data)
{
  Edit *edit = data;
  WfDesk *desk = edit->desk;
  DeskIncident *entry = g_hash_table_lookup (desk->incident_by_id, edit->id);

  if (!saved || entry == NULL)
    {
      if (entry != NULL && edit->makes_ours)
        entry->is_ours = FALSE; /* nor may what it was be in the journal */
      desk->watch.notice (_ ("The change could not be saved and was not made."), TRUE,
                          desk->user_data);
      edit_free (edit);
      return;
    }
  if (entry->changes == NULL)
    {
      entry->changes = json_object ();
      entry->before = json_object ();
    }
  json_object_update_missing (entry->before, edit->before);
  json_object_update (entry->changes, edit->attrs);
  show_over (entry, edit->attrs);
  wf_desk_push_changes (desk, entry);
  edit_free (edit);
}

/* The values of the attributes @names names in @entity; null where it has none. */
static json_t *
pick (const json_t *entity, const json_t *names)
{
  json_t *values = json_object ();
  const char *name;
  json_t *unused;

  json_object_foreach ((json_t *) names, name, unused)
    {
      json_t *value = json_object_get (entity, name);

      json_object_set (values, name, value != NULL ? value : json_null ());
    }
  return values;
}

gboolean
wf_desk_change_incident (WfDesk *desk, const char *id, const json_t *attrs, GError **error)
{
  DeskIncident *entry = g_hash_table_lookup (desk->incident_by_id, id);
  g_autoptr (json_t) entity = NULL;
  Edit *edit;

  if (entry == NULL || desk->is_stopped)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND, _ ("There is no incident %s here."), id);
      return FALSE;
    }
  if (!wf_incident_fits (attrs, error))
    return FALSE;
  entity = wf_incident_to_entity (wf_incident_row_get (entry->row));
  edit = g_new0 (Edit, 1);
  edit->makes_ours = !entry->is_ours;
  /* Opened elsewhere, it is not in the journal yet, and the change would not survive a restart. */
  if (edit->makes_ours)
    wf_desk_record_received (desk, id, entity, NULL, NULL);
  entry->is_ours = TRUE;
  edit->desk = desk;
  edit->id = g_strdup (id);
  edit->attrs = json_deep_copy (attrs);
  edit->before = pick (entity, attrs);
  wf_ledger_append (desk->ledger, desk->operator_name, "incident.changed", id,
                    json_pack ("{s:O, s:O, s:I}", "attrs", edit->attrs, "before", edit->before,
                               "version", (json_int_t) wf_incident_row_get (entry->row)->version),
                    changed_cb, edit);
  return TRUE;
}

/* What differs between @base and @edited of what an operator may change. New reference. */
static json_t *
find_differences (const json_t *base, const json_t *edited)
{
  static const char *const names[] = { "kind",     "level",     "location", "address",  "notes",
                                       "gridCode", "community", "street",   "district", "state" };
  json_t *differences = json_object ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      json_t *now = json_object_get (edited, names[i]);
      json_t *before = json_object_get (base, names[i]);

      if (now == before || json_equal (now, before))
        continue;
      /* What was emptied; a PATCH cannot take an attribute away. */
      json_object_set_new (differences, names[i],
                           now != NULL ? json_incref (now) : json_string (""));
    }
  return differences;
}

/* What is here of a longer text must not take its place. */
static gboolean
may_replace (const json_t *old, const json_t *attrs, GError **error)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) attrs, name, value)
    if (wf_incident_text_is_cut (wf_json_string (old, name, NULL)))
      {
        g_set_error (error, WF_ERROR, WF_ERROR_TOO_LARGE,
                     _ ("The platform has a longer text than is shown here: change “%s” there."),
                     name);
        return FALSE;
      }
  return TRUE;
}

gboolean
wf_desk_edit_incident (WfDesk *desk, const WfIncident *base, const WfIncident *edited,
                       GError **error)
{
  DeskIncident *entry = g_hash_table_lookup (desk->incident_by_id, base->id);
  g_autoptr (json_t) old = wf_incident_to_entity (base);
  g_autoptr (json_t) new = wf_incident_to_entity (edited);
  g_autoptr (json_t) attrs = find_differences (old, new);
  g_autoptr (json_t) shown
      = entry != NULL ? wf_incident_to_entity (wf_incident_row_get (entry->row)) : NULL;
  const char *name;
  json_t *value;

  json_object_foreach (attrs, name, value)
    {
      json_t *now = json_object_get (shown, name);
      json_t *before = json_object_get (old, name);

      if (entry == NULL || now == before || json_equal (now, before) || json_equal (now, value))
        continue;
      g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT,
                   _ ("somebody else changed “%s” meanwhile; theirs is shown"), name);
      return FALSE;
    }
  if (entry != NULL && json_object_size (attrs) == 0)
    return TRUE;
  if (!may_replace (old, attrs, error))
    return FALSE;
  return wf_desk_change_incident (desk, base->id, attrs, error);
}

/* ---- the way to the platform */

void
wf_desk_push_changes (WfDesk *desk, DeskIncident *entry)
{
  gint64 version;
  if (entry->changes == NULL || entry->is_patching || desk->courier == NULL
      || entry->offer != WF_OFFER_NONE || wf_incident_row_get_sync (entry->row) != WF_SYNC_SHARED)
    return;
  version = wf_incident_row_get (entry->row)->version;
  /* Version 0 is one of ours that was never heard back: first see what it has become. */
  if (version <= 0 || entry->is_elsewhere)
    {
      wf_courier_patch (desk->courier, entry->id, NULL, -1);
      return;
    }
  entry->is_patching = TRUE;
  g_clear_pointer (&entry->sent, json_decref);
  entry->sent = json_deep_copy (entry->changes);
  wf_courier_patch (desk->courier, entry->id, entry->changes, version);
}

static void
end_changes (WfDesk *desk, DeskIncident *entry, const char *reason)
{
  g_clear_pointer (&entry->changes, json_decref);
  g_clear_pointer (&entry->before, json_decref);
  g_clear_pointer (&entry->sent, json_decref);
  wf_ledger_append (desk->ledger, "platform", "incident.merged", entry->id,
                    json_pack ("{s:s?}", "reason", reason), NULL, NULL);
}

/* The platform has what was sent. What was changed here meanwhile is still to be sent, over it. */
static void
take_sent (WfDesk *desk, DeskIncident *entry)
{
  g_autoptr (json_t) sent = g_steal_pointer (&entry->sent);
  json_t *taken = json_array ();
  const char *name;
  json_t *value;

  json_object_foreach (sent, name, value)
    {
      if (json_equal (json_object_get (entry->changes, name), value))
        {
          json_array_append_new (taken, json_string (name));
          json_object_del (entry->changes, name);
          json_object_del (entry->before, name);
        }
      else
        json_object_set (entry->before, name, value);
    }
  if (json_object_size (entry->changes) == 0)
    {
      json_decref (taken);
      end_changes (desk, entry, NULL);
      return;
    }
  wf_ledger_append (desk->ledger, "platform", "incident.merged", entry->id,
                    json_pack ("{s:o}", "attrs", taken), NULL, NULL);
}

static void
give_up (WfDesk *desk, DeskIncident *entry, const char *reason)
{
  g_autofree char *sentence = g_strdup_printf (_ ("A change was not made: %s."), reason);

  show_over (entry, entry->before);
  end_changes (desk, entry, reason);
  desk->watch.notice (sentence, TRUE, desk->user_data);
}

void
wf_desk_incident_patched (WfDesk *desk, DeskIncident *entry, WfPatchEnd end, const char *trouble,
                          gint64 asked_us)
{
  entry->is_patching = FALSE;
  if (end == WF_PATCH_ABSENT && entry->shared_us >= asked_us)
    {
      wf_courier_patch (desk->courier, entry->id, NULL, -1); /* it has come to be there since */
      return;
    }
  if (end == WF_PATCH_ABSENT)
    {
      wf_desk_incident_gone (desk, entry);
      return;
    }
  if (entry->changes == NULL)
    return;
  if (end == WF_PATCH_TAKEN)
    take_sent (desk, entry);
  else if (end == WF_PATCH_REFUSED)
    give_up (desk, entry, trouble);
  /* Taken: its new version; conflict: what it has instead. */
  wf_courier_patch (desk->courier, entry->id, NULL, -1);
}

/* ---- the merge */

/* The attribute both changed, each to a value of their own; NULL where there is none. */
static const char *
find_clash (DeskIncident *entry, const json_t *theirs)
{
  const char *name;
  json_t *ours;

  json_object_foreach (entry->changes, name, ours)
    {
      json_t *now = json_object_get (theirs, name);
      json_t *before = json_object_get (entry->before, name);
      gboolean is_untouched
          = now == NULL ? before == NULL || json_is_null (before) : json_equal (now, before);

      /* What we sent is ours too, though it was changed again since. */
      if (!is_untouched && !json_equal (now, ours)
          && (now == NULL || !json_equal (now, json_object_get (entry->sent, name))))
        return name;
    }
  return NULL;
}

void
wf_desk_merge_changes (WfDesk *desk, DeskIncident *entry, const WfIncident *theirs)
{
  g_autoptr (json_t) entity = wf_incident_to_entity (theirs);
  const char *clash = find_clash (entry, entity);
  g_autoptr (json_t) ours = json_incref (entry->changes);

  wf_incident_row_set (entry->row, theirs, WF_SYNC_SHARED, NULL);
  if (clash != NULL)
    {
      g_autofree char *reason
          = g_strdup_printf (_ ("somebody else changed “%s” meanwhile; theirs is shown"), clash);

      end_changes (desk, entry, reason);
      desk->watch.notice (reason, TRUE, desk->user_data);
      return;
    }
  show_over (entry, ours);
  wf_desk_push_changes (desk, entry);
}
