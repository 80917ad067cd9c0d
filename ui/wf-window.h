/* Watchfloor: the main window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One city on one screen: map in the middle, layers at the left, lists, details, form and
 * dispatch at the right, health at the bottom. It connects the map and the panes to the session.
 * Main thread. */
#pragma once

#include "wf-dispatch-pane.h"
#include "wf-incident-form.h"
#include "wf-map-view.h"
#include "wf-print-window.h"
#include "wf-session.h"
#include "wf-table-pane.h"

#include <adwaita.h>

#define WF_TYPE_WINDOW (wf_window_get_type ())
G_DECLARE_FINAL_TYPE (WfWindow, wf_window, WF, WINDOW, AdwApplicationWindow)

/* Actions (win.): draw (s: point, line, area), stop-drawing, undo-vertex, redo-vertex,
 * show-on-map (s), select (s), send-unit, tell (s), show-panel (s), layers, fit, zoom-in, zoom-out,
 * north, next-pane, search, back, open-files, open-service, open-source (s), zoom-to-layer (s: its
 * id), style-layer (s), color-layer-by (id, field), choose-layers (s), remove-layer (s),
 * restore-layer. */
WfWindow *wf_window_new (GtkApplication *application, WfSession *session);

WfSession *wf_window_get_session (WfWindow *self);
WfMapView *wf_window_get_map (WfWindow *self);
/* NULL until first used. */
WfIncidentForm *wf_window_get_form (WfWindow *self);
WfDispatchPane *wf_window_get_dispatch (WfWindow *self);
WfTablePane *wf_window_get_table (WfWindow *self);
WfPrintWindow *wf_window_get_print (WfWindow *self);
/* TRUE while nothing of the frame itself moves. */
gboolean wf_window_is_still (WfWindow *self);
/* A sentence for the operator: a toast, or the standing bar where @grave. */
void wf_window_tell (WfWindow *self, const char *sentence, gboolean grave);
/* Opens a file or a GDAL name as a layer and goes there once it is read. */
void wf_window_open (WfWindow *self, const char *source);
