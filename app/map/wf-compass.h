/* Watchfloor: the compass.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A needle that points north on the turned map; goes into a button that turns north up again.
 * Main thread. */
#pragma once

#include <gtk/gtk.h>

#define WF_TYPE_COMPASS (wf_compass_get_type ())
G_DECLARE_FINAL_TYPE (WfCompass, wf_compass, WF, COMPASS, GtkWidget)

WfCompass *wf_compass_new (void);
void wf_compass_set_rotation (WfCompass *self, double rotation_rad);
