/* Watchfloor: the family of panels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A member is one file panel-NAME.c with its template panel-NAME.ui that defines
 * wf_panel_NAME, and one line in panels.def. It is made when first shown. */
#pragma once

#include "wf-pane.h"

typedef struct
{
  const char *id;
  const char *title; /* N_() marked */
  const char *icon;
  gboolean at_start; /* left of the map; else a tab at the right */
  GType (*type) (void); /* a WfPane */
  /* What the tab counts; may be NULL. */
  guint (*count) (WfSession *session);
} WfPanel;

/* All members in the order of panels.def; NULL ends. */
const WfPanel *const *wf_panels (void);
GtkWidget *wf_panel_create (const WfPanel *panel, WfSession *session);
