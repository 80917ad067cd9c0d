/* Watchfloor: printing the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet of paper as it will be, beside what can be chosen of it; to a printer or a file (PDF,
 * SVG, PNG). The map goes on moving meanwhile: what is drawn is drawn elsewhere. Main thread. */
#pragma once

#include "wf-session.h"
#include "wf-view.h"

#include <adwaita.h>

#define WF_TYPE_PRINT_WINDOW (wf_print_window_get_type ())
G_DECLARE_FINAL_TYPE (WfPrintWindow, wf_print_window, WF, PRINT_WINDOW, AdwWindow)

/* @view: what the map shows. */
WfPrintWindow *wf_print_window_new (GtkWindow *parent, WfSession *session, const WfView *view);
/* TRUE once the preview shows what is chosen. */
gboolean wf_print_window_is_settled (WfPrintWindow *window);
/* As the file chooser would, to @path. */
void wf_print_window_save (WfPrintWindow *window, const char *path);
