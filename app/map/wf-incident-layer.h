/* Watchfloor: incidents on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A pin with its level in Roman numerals stands for each incident, a line or an area is drawn as
 * well. They stand still: level and place are enough, nothing blinks. Main thread. */
#pragma once

#include "wf-incident-row.h"

#include <shumate/shumate.h>

#define WF_TYPE_INCIDENT_LAYER (wf_incident_layer_get_type ())
G_DECLARE_FINAL_TYPE (WfIncidentLayer, wf_incident_layer, WF, INCIDENT_LAYER, ShumateLayer)

WfIncidentLayer *wf_incident_layer_new (ShumateViewport *viewport);

/* (element-type WfIncidentRow), watched; may be NULL. */
void wf_incident_layer_set_incidents (WfIncidentLayer *self, GListModel *incidents);
void wf_incident_layer_set_selected (WfIncidentLayer *self, const char *id); /* NULL = none */
void wf_incident_layer_set_dark (WfIncidentLayer *self, gboolean dark);
/* The viewport moved. */
void wf_incident_layer_view_changed (WfIncidentLayer *self);

/* The incident whose pin is under (@x, @y), logical pixels; borrowed; NULL where there is none. */
const WfIncident *wf_incident_layer_pick (WfIncidentLayer *self, double x, double y);
