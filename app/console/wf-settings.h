/* Watchfloor: what is remembered between shifts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk's own settings by GSettings, found in the build folder too. Where the schema is
 * missing nothing is remembered and nothing breaks. Main thread. */
#pragma once

#include <gio/gio.h>

/* NULL where the schema is not installed. */
GSettings *wf_settings_open (void);
/* @settings may be NULL in all of these. Paths, newest first; free with g_strfreev. */
char **wf_settings_recent (GSettings *settings);
void wf_settings_add_recent (GSettings *settings, const char *city_path);
gboolean wf_settings_get_boolean (GSettings *settings, const char *key, gboolean fallback);
void wf_settings_set_boolean (GSettings *settings, const char *key, gboolean value);
