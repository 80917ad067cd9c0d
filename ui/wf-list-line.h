/* Watchfloor: a line in a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An icon, a title with a note under it, and the same at the far end, drawn by one widget: a list
 * of two hundred costs two hundred widgets, not two thousand. Its accessible name is all its
 * words. Main thread. */
#pragma once

#include "wf-look.h"

typedef struct
{
  const char *icon; /* NULL = none */
  WfTone tone; /* of the icon and the badge */
  const char *badge; /* a few letters in place of the icon; NULL = the icon */
  const char *title;
  const char *note; /* NULL = one line */
  const char *far_title; /* may be NULL */
  WfTone far_tone;
  const char *far_note; /* may be NULL */
  WfTone far_note_tone;
  gboolean faded;
  gboolean whole_note; /* the note goes on in further lines where it is long; not in list views */
} WfLineText;

#define WF_TYPE_LIST_LINE (wf_list_line_get_type ())
G_DECLARE_FINAL_TYPE (WfListLine, wf_list_line, WF, LIST_LINE, GtkWidget)

GtkWidget *wf_list_line_new (void);
/* Copies what it shows; redraws only where something changed. */
void wf_list_line_set (WfListLine *line, const WfLineText *text);
/* TRUE where some of it did not fit when it was last drawn; its tooltip has all of it then. */
gboolean wf_list_line_is_cut (WfListLine *line);
/* All it shows with @between in between; free with g_free. */
char *wf_list_line_get_text (WfListLine *line, const char *between);
