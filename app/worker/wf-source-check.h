/* Watchfloor: what a source is before it is opened.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looked at by name, size and directory only, so that what could wait for ever, grow without bound
 * or reach out is refused before a driver reads its first byte. One thread. */
#pragma once

#include "wf-error.h"

#include <glib.h>

/* TRUE for a regular file with something in it, and for a .gdb folder. NOT_FOUND, REFUSED,
 * INVALID, IO. */
gboolean wf_source_check_file (const char *path, GError **error);

/* TRUE where @path is no archive (zip, kmz, xlsx, ods, shz), or one that unpacks to no more than an
 * honest one would. LIMIT. */
gboolean wf_source_check_archive (const char *path, GError **error);

/* TRUE where the driver LIBKML, which takes the whole document into memory, may open @path. */
gboolean wf_source_check_libkml (const char *path);

/* Whatever the letters' case. */
gboolean wf_source_has_suffix (const char *name, const char *suffix);
/* FALSE, with @sentence for an error: its one %s is what @name, a path, ends in. */
gboolean
wf_source_refuse (GError **error, WfErrorCode code, const char *sentence, const char *name);
