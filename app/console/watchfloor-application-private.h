/* Watchfloor: the application's inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by watchfloor-*.c only. Main thread. */
#pragma once

#include "watchfloor-application.h"

/* Shows the city in file @path, at the platform it names or that was given. */
void watchfloor_application_open_city (WatchfloorApplication *self, const char *path);
/* @city_path may be NULL: the demo city then, made first where there is none. */
void watchfloor_application_start_demo (WatchfloorApplication *self, const char *city_path);
/* Nobody waits for the demo city any more. */
void watchfloor_application_stop_making (WatchfloorApplication *self);
/* The next start speaks it too. */
void watchfloor_application_remember_language (WatchfloorApplication *self, const char *language);

/* watchfloor-actions.c */
void watchfloor_actions_add (WatchfloorApplication *self);
