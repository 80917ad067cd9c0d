/* Watchfloor: files without a city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* "watchfloor FILE" needs a desk to lay the file on: a city file without layers, feeds and
 * platform, kept in the operator's own place. Main thread. */
#pragma once

#include <glib.h>

/* Makes it where it is not there, with nothing kept of last time; its path (g_free), NULL where it
 * cannot be written. */
char *wf_plain_city_begin (GError **error);
/* TRUE where @city_path is that one. */
gboolean wf_plain_city_is (const char *city_path);

/* Where the layers an operator opens at the city @city_path are kept. Free with g_free. */
char *wf_plain_city_book_of (const char *city_path);

/* An argument of the command line as a file's full path or a GDAL name. @cwd may be NULL. Free with
 * g_free. */
char *wf_plain_city_resolve (const char *argument, const char *cwd);
