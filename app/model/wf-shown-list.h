/* Watchfloor: a list that shows another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A GListModel that passes another on, and can be given a different one: who watches it sees all
 * items change and need not know. Main thread. */
#pragma once

#include <gio/gio.h>

#define WF_TYPE_SHOWN_LIST (wf_shown_list_get_type ())
G_DECLARE_FINAL_TYPE (WfShownList, wf_shown_list, WF, SHOWN_LIST, GObject)

WfShownList *wf_shown_list_new (GListModel *model);
void wf_shown_list_set_model (WfShownList *self, GListModel *model);
