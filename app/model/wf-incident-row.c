/* Watchfloor: an incident in a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of the incident with the words lists show of it. Main thread. */
#include "config.h"

#include "wf-incident-row.h"

#include <glib/gi18n.h>

struct _WfIncidentRow
{
  GObject parent_instance;

  WfIncident *incident;
  WfSyncState sync;
  char *trouble;
};

G_DEFINE_FINAL_TYPE (WfIncidentRow, wf_incident_row, G_TYPE_OBJECT)

enum
{
  PROP_INCIDENT = 1,
  PROP_ID,
  PROP_TITLE,
  PROP_KIND_LABEL,
  PROP_LEVEL_LABEL,
  PROP_STATE_LABEL,
  PROP_ADDRESS,
  PROP_OPENED_TEXT,
  PROP_SYNC_LABEL,
  PROP_TROUBLE,
  PROP_LEVEL,
  PROP_SYNC,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* Where it is as people say it: the address, or the smallest place known. */
static const char *
where (const WfIncident *incident)
{
  const char *const words[] = { incident->address, incident->place.community,
                                incident->place.street, incident->place.district };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i] != NULL && words[i][0] != '\0')
      return words[i];
  return "";
}

static void
get_words (WfIncidentRow *self, guint id, GValue *value)
{
  const WfIncident *incident = self->incident;
  const char *kind = incident->kind != NULL ? wf_incident_kind_label (incident->kind) : "";

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, incident->id);
      break;
    case PROP_TITLE:
      g_value_take_string (value, where (incident)[0] != '\0'
                                      ? g_strdup_printf ("%s · %s", kind, where (incident))
                                      : g_strdup (kind));
      break;
    case PROP_KIND_LABEL:
      g_value_set_string (value, kind);
      break;
    case PROP_LEVEL_LABEL:
      g_value_set_string (value, wf_incident_level_label (incident->level));
      break;
    case PROP_STATE_LABEL:
      g_value_set_string (value,
                          incident->state != NULL ? wf_incident_state_label (incident->state) : "");
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, where (incident));
      break;
    default:
      g_value_take_string (value, wf_time_format_clock (incident->created_us));
      break;
    }
}

static void
wf_incident_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WfIncidentRow *self = WF_INCIDENT_ROW (object);

  switch (id)
    {
    case PROP_INCIDENT:
      g_value_set_pointer (value, self->incident);
      break;
    case PROP_SYNC_LABEL:
      g_value_set_string (value, wf_sync_state_label (self->sync));
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, self->trouble);
      break;
    case PROP_LEVEL:
      g_value_set_int (value, self->incident->level);
      break;
    case PROP_SYNC:
      g_value_set_uint (value, self->sync);
      break;
    default:
      if (id < N_PROPS)
        get_words (self, id, value);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wf_incident_row_finalize (GObject *object)
{
  WfIncidentRow *self = WF_INCIDENT_ROW (object);

  g_clear_pointer (&self->incident, wf_incident_free);
  g_free (self->trouble);
  G_OBJECT_CLASS (wf_incident_row_parent_class)->finalize (object);
}

static void
wf_incident_row_class_init (WfIncidentRowClass *class)
{
  static const char *const texts[]
      = { "id",      "title",       "kind-label", "level-label", "state-label",
          "address", "opened-text", "sync-label", "trouble" };
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = wf_incident_row_get_property;
  object_class->finalize = wf_incident_row_finalize;
  props[PROP_INCIDENT] = g_param_spec_pointer ("incident", NULL, NULL, flags);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    props[PROP_ID + i] = g_param_spec_string (texts[i], NULL, NULL, NULL, flags);
  props[PROP_LEVEL] = g_param_spec_int ("level", NULL, NULL, 0, 4, 0, flags);
  props[PROP_SYNC] = g_param_spec_uint ("sync", NULL, NULL, 0, WF_SYNC_LOST, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wf_incident_row_init (WfIncidentRow *self)
{
}

WfIncidentRow *
wf_incident_row_new (const WfIncident *incident, WfSyncState sync)
{
  WfIncidentRow *self;

  g_return_val_if_fail (incident != NULL, NULL);
  self = g_object_new (WF_TYPE_INCIDENT_ROW, NULL);
  self->incident = wf_incident_copy (incident);
  self->sync = sync;
  return self;
}

const WfIncident *
wf_incident_row_get (WfIncidentRow *row)
{
  g_return_val_if_fail (WF_IS_INCIDENT_ROW (row), NULL);
  return row->incident;
}

WfSyncState
wf_incident_row_get_sync (WfIncidentRow *row)
{
  g_return_val_if_fail (WF_IS_INCIDENT_ROW (row), WF_SYNC_LOCAL);
  return row->sync;
}

const char *
wf_incident_row_get_trouble (WfIncidentRow *row)
{
  g_return_val_if_fail (WF_IS_INCIDENT_ROW (row), NULL);
  return row->trouble;
}

void
wf_incident_row_set (WfIncidentRow *row, const WfIncident *incident, WfSyncState sync,
                     const char *trouble)
{
  WfIncident *copy;
  char *words;

  g_return_if_fail (WF_IS_INCIDENT_ROW (row));
  g_return_if_fail (incident != NULL);
  /* @incident and @trouble may be the row's own. */
  copy = wf_incident_copy (incident);
  words = g_strdup (trouble);
  wf_incident_free (row->incident);
  g_free (row->trouble);
  row->incident = copy;
  row->trouble = words;
  row->sync = sync;
  g_object_freeze_notify (G_OBJECT (row));
  for (guint i = PROP_INCIDENT; i < N_PROPS; i++)
    if (i != PROP_ID)
      g_object_notify_by_pspec (G_OBJECT (row), props[i]);
  g_object_thaw_notify (G_OBJECT (row));
}

const char *
wf_sync_state_label (WfSyncState sync)
{
  static const char *const labels[]
      = { N_ ("Only here"), N_ ("On its way"), N_ ("Shared"), N_ ("Refused by the platform") };

  g_return_val_if_fail (sync < G_N_ELEMENTS (labels), "");
  return _ (labels[sync]);
}
