/* Watchfloor: what a source does not say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks where the places of a table are, or in which system coordinates without a name are meant.
 * Main thread. */
#pragma once

#include "wf-session.h"

#include <adwaita.h>

/* Asks about @layer, whose source the session has listed with one layer that needs it, and tells
 * the session. Closed without an answer, the layer goes on asking in its row. Borrowed. */
GtkWidget *wf_layer_asking_show (GtkWindow *parent, WfSession *session, WfLayer *layer);
