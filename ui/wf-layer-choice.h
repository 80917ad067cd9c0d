/* Watchfloor: choosing layers of a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A source with several layers: which of them are wanted, told apart by name, geometry, count,
 * reference system and encoding; searched, all or none at once. Main thread. */
#pragma once

#include "wf-session.h"

#include <adwaita.h>

/* Asks about @layer, whose source the session has listed, and tells the session the answer. Closed
 * without one, the layer goes on asking in its row. Borrowed. */
GtkWidget *wf_layer_choice_show (GtkWindow *parent, WfSession *session, WfLayer *layer);
