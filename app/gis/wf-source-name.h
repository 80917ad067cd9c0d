/* Watchfloor: the names of sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A source is a file or a server by GDAL's name for it: "PG:host=... dbname=...",
 * "WFS:https://...", "OAPIF:https://...". Pure; any thread. */
#pragma once

#include <glib.h>

/* Instead of a source in the worker's arguments: it comes as a line on stdin. */
#define WF_SOURCE_ON_STDIN "@-"
#define WF_SOURCE_MAX_LENGTH 8192

/* TRUE where @source names a server. */
gboolean wf_source_is_server (const char *source);

/* TRUE where what @source ends in is a kind of picture, not of features. */
gboolean wf_source_is_picture (const char *source);

/* What people call it: a file by its base name, a database as "parcels@db.example", a service by
 * its host. Without secrets. Free with g_free. */
char *wf_source_display_name (const char *source);

/* "PATH#NAME" into its two parts; @name is NULL without '#'. Free both with g_free. */
void wf_source_split (const char *text, char **path, char **name);
