/* Watchfloor: what a style could not take over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that opens to the sentences on what a style of another program has and ours has not, to be
 * read and copied; hidden where there is none. Main thread. */
#pragma once

#include <adwaita.h>

#define WF_TYPE_STYLE_NOTES (wf_style_notes_get_type ())
G_DECLARE_FINAL_TYPE (WfStyleNotes, wf_style_notes, WF, STYLE_NOTES, AdwBin)

/* @notes may be NULL. */
void wf_style_notes_show (WfStyleNotes *self, char **notes);
