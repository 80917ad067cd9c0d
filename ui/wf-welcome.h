/* Watchfloor: the first page.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which city: those opened before, another one, or the demo; and the page that waits while the
 * demo city is made. Main thread. */
#pragma once

#include <adwaita.h>

/* Actions used: app.open-city, app.open-recent (s), app.start-demo, app.stop-demo. */
#define WF_TYPE_WELCOME (wf_welcome_get_type ())
G_DECLARE_FINAL_TYPE (WfWelcome, wf_welcome, WF, WELCOME, AdwApplicationWindow)

WfWelcome *wf_welcome_new (GtkApplication *application, const char *const *recent);
/* @fraction < 0 = not known. */
void wf_welcome_show_progress (WfWelcome *self, double fraction, const char *words);
/* Back to the choice, with what went wrong (NULL = nothing). */
void wf_welcome_show_choice (WfWelcome *self, const char *trouble);
