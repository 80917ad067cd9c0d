/* Watchfloor: a pane of the window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What panels, forms and details have in common: the session as a property, a beat once a second
 * while on the screen (ages go on), and a text to search for. Main thread. */
#pragma once

#include "wf-session.h"

#include <adwaita.h>

#define WF_TYPE_PANE (wf_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (WfPane, wf_pane, WF, PANE, AdwBin)

struct _WfPaneClass
{
  AdwBinClass parent_class;

  /* Called once the session is set. May be NULL. */
  void (*ready) (WfPane *self);
  /* Once a second while mapped, and when it becomes mapped. May be NULL. */
  void (*beat) (WfPane *self);
  /* The window's search text, "" for none. May be NULL. */
  void (*search) (WfPane *self, const char *text);
};

WfSession *wf_pane_get_session (WfPane *self); /* borrowed; NULL before it is set */
void wf_pane_search (WfPane *self, const char *text);
/* The time that is shown: now, or that of the past. */
gint64 wf_pane_now (WfPane *self);
