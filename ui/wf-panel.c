/* Watchfloor: the family of panels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table made of panels.def. */
#include "config.h"

#include "wf-panel.h"

#define WF_PANEL(name) extern const WfPanel wf_panel_##name;
#include "panels.def"
#undef WF_PANEL

static const WfPanel *const panels[] = {
#define WF_PANEL(name) &wf_panel_##name,
#include "panels.def"
#undef WF_PANEL
  NULL
};

const WfPanel *const *
wf_panels (void)
{
  return panels;
}

GtkWidget *
wf_panel_create (const WfPanel *panel, WfSession *session)
{
  return g_object_new (panel->type (), "session", session, NULL);
}
