/* Watchfloor: the form of an incident.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind, level, address and notes beside the drawing on the map; the place is found from the map.
 * What is typed is kept at each pause. Main thread. */
#pragma once

#include "wf-pane.h"

/* Signals: ::opened (id), ::discarded, ::edited (of an edit: made or given up). */
#define WF_TYPE_INCIDENT_FORM (wf_incident_form_get_type ())
G_DECLARE_FINAL_TYPE (WfIncidentForm, wf_incident_form, WF, INCIDENT_FORM, WfPane)

/* Starts a new draft; the shape comes by set_shape. */
void wf_incident_form_begin (WfIncidentForm *self, WfShapeKind kind);
/* Goes on with @draft (copied). */
void wf_incident_form_resume (WfIncidentForm *self, const WfIncident *draft);
/* Changes kind, level, address and notes of @incident (copied), which is open already. A draft the
 * form holds is kept by the session. */
void wf_incident_form_edit (WfIncidentForm *self, const WfIncident *incident);
/* TRUE while an open incident is changed. */
gboolean wf_incident_form_is_editing (WfIncidentForm *self);
/* The drawing changed; NULL while it has too few points. Copied. */
void wf_incident_form_set_shape (WfIncidentForm *self, const WfShape *shape);
/* TRUE while there is a draft of a new incident. */
gboolean wf_incident_form_is_active (WfIncidentForm *self);
/* As typed by hand; for the tour and tests. NULL leaves a field as it is. */
void wf_incident_form_fill (WfIncidentForm *self, const char *kind, int level, const char *address,
                            const char *notes);
/* As Ctrl+Enter would. FALSE where something is missing: the form says what. */
gboolean wf_incident_form_open (WfIncidentForm *self);
/* Puts the keyboard where typing begins. */
void wf_incident_form_focus (WfIncidentForm *self);
