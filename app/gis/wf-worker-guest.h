/* Watchfloor: packs from elsewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Only files of our own cache are mapped: they appear by a rename and are never written again. A
 * pack that lies anywhere else may be cut short by another program while its pages are in use,
 * which ends whoever reads them (SIGBUS); so it is copied into the cache first. Private to the
 * client; any thread. */
#pragma once

#include "wf-pack.h"

/* Opens the copy of @source at @path, a name in the cache; makes it where there is none. Where the
 * cache cannot take it, it is read into memory. Errors as wf_pack_open; they name @source. */
WfPack *wf_worker_guest_open (const char *source, const char *path, GError **error);
