/* Watchfloor: the layers an operator keeps at a city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What was opened beside the city's own layers, in which style, and what was opened before: a small
 * JSON file, written a moment after something changed and at the end. A source with a password in
 * it is not kept. Main thread. */
#pragma once

#include "wf-session.h"

typedef struct _WfLayerBook WfLayerBook;

/* @session is borrowed. @path NULL: nothing is kept. */
WfLayerBook *wf_layer_book_new (WfSession *session, const char *path);
/* Writes what is not written yet. */
void wf_layer_book_free (WfLayerBook *book);

/* Gives the session the layers and styles of last time; a damaged file is as good as none. */
void wf_layer_book_restore (WfLayerBook *book);
/* Something changed. */
void wf_layer_book_touch (WfLayerBook *book);

void wf_layer_book_add_recent (WfLayerBook *book, const char *source);
/* The newest first; free with g_strfreev. */
char **wf_layer_book_list_recent (WfLayerBook *book);
