/* Watchfloor: an incident in a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The incident and how far it got on its way to the platform. A GObject because it is a row.
 * Emits notify::incident when anything of it changes. Main thread.
 * Properties, read-only: incident (pointer, as wf_incident_row_get); id, title ("Fire · Harbour
 * Road 12"), kind-label, level-label, state-label, address (or the smallest place known),
 * opened-text ("14:03:09"), sync-label, trouble (string); level (int), sync (uint). */
#pragma once

#include "wf-incident.h"

#include <gio/gio.h>

typedef enum
{
  WF_SYNC_LOCAL, /* only here: a draft, or the journal could not be written */
  WF_SYNC_QUEUED, /* in the journal, on its way */
  WF_SYNC_SHARED, /* the platform has it */
  WF_SYNC_REFUSED, /* the platform will not have it; the reason is in trouble */
  WF_SYNC_LOST, /* the platform had it and has it no more */
} WfSyncState;

#define WF_TYPE_INCIDENT_ROW (wf_incident_row_get_type ())
G_DECLARE_FINAL_TYPE (WfIncidentRow, wf_incident_row, WF, INCIDENT_ROW, GObject)

WfIncidentRow *wf_incident_row_new (const WfIncident *incident, WfSyncState sync);
const WfIncident *wf_incident_row_get (WfIncidentRow *row);
WfSyncState wf_incident_row_get_sync (WfIncidentRow *row);
const char *wf_incident_row_get_trouble (WfIncidentRow *row);
void wf_incident_row_set (WfIncidentRow *row, const WfIncident *incident, WfSyncState sync,
                          const char *trouble);
/* Translated, for the screen. */
const char *wf_sync_state_label (WfSyncState sync);
