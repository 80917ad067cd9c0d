/* Watchfloor: a town in files for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder with the GeoJSON layers and the city file of a small town, as a real city has them:
 * streets, a station, two grid cells, a platform feed, and one layer whose file is missing. */
#pragma once

#include <glib.h>

/* Makes the town in a new folder under @parent; returns the city file's path (g_free). */
char *wf_test_town_write (const char *parent);
