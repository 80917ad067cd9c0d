/* Watchfloor: the application.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the command line, opens a city, the demo or the first page, and holds what outlives a
 * window: the session, the demo's processes, the settings. Main thread. */
#pragma once

#include "wf-window.h"

#include <adwaita.h>

#define WF_APPLICATION_ID "cn.watchfloor.Console"

#define WATCHFLOOR_TYPE_APPLICATION (watchfloor_application_get_type ())
G_DECLARE_FINAL_TYPE (WatchfloorApplication, watchfloor_application, WATCHFLOOR, APPLICATION,
                      AdwApplication)

/* Looks into @argv only for what must be known before registering. */
WatchfloorApplication *watchfloor_application_new (int argc, char **argv);

/* NULL while there is none. */
WfWindow *watchfloor_application_get_window (WatchfloorApplication *self);
/* Opens the window anew in "zh_CN" or "en", at the same place; a turn of the loop later. */
void watchfloor_application_set_language (WatchfloorApplication *self, const char *language);
/* Ends with @status once the loop is idle. */
void watchfloor_application_end (WatchfloorApplication *self, int status);
/* What the program returns. */
int watchfloor_application_get_status (WatchfloorApplication *self);
