/* Watchfloor: a file in memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What layer packs and rasters are read from: files of our own cache, which appear by a rename and
 * are never written again (see wf-worker-guest.h for those of others). Any thread. */
#pragma once

#include <glib.h>

/* The whole of the regular file @path, mapped; a name that is replaced afterwards does not matter,
 * a file that is cut short does. WF_ERROR_NOT_FOUND, WF_ERROR_IO; WF_ERROR_DAMAGED where it is no
 * regular file or has less than @least bytes. */
GBytes *wf_mapped_open (const char *path, gsize least, GError **error);
