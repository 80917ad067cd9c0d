/* Watchfloor: where things lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The XDG places, and the programs and data beside us, whether installed or run from the build
 * folder. All returned strings are the caller's (g_free). */
#pragma once

#include <glib.h>

/* A file shipped with the program: @name is relative to data/. $WATCHFLOOR_DATA_DIR overrides. */
char *wf_paths_data (const char *name);

/* The program @name, one of ours, beside the running one. */
char *wf_paths_program (const char *name);

/* Translations: the build folder's while run from there. */
char *wf_paths_locale (void);

/* $XDG_CACHE_HOME/watchfloor/@name: may be deleted at any time. The folder is made; where it
 * cannot be written, a folder of ours in the temporary place serves. */
char *wf_paths_cache (const char *name);

/* A folder of ours in the temporary place; NULL where it cannot be made or written. */
char *wf_paths_temporary (const char *name);

/* $XDG_STATE_HOME/watchfloor/@name (journal, logs). The folder is made with mode 0700. */
char *wf_paths_state (const char *name);

/* A new folder beside the file @output, for what is to be moved there: hidden, and without an
 * ending, which some of GDAL's drivers take for an archive wherever in a path it stands. NULL where
 * none can be made. */
char *wf_paths_make_beside (const char *output);

/* Removes @folder with the files in it; a folder in it stays, and so @folder does. */
void wf_paths_remove_folder (const char *folder);
