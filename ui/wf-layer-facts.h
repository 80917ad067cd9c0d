/* Watchfloor: the properties of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A window beside the map: where a layer comes from, how it was read and what was changed on the
 * way in; encoding and datum can be set otherwise, which reads it again. Main thread. */
#pragma once

#include "wf-session.h"

#include <adwaita.h>

/* Shows it; follows the layer until it is closed. Borrowed. */
GtkWidget *wf_layer_facts_show (GtkWindow *parent, WfSession *session, WfLayer *layer);
