/* Watchfloor: a viewport as a view.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* ShumateViewport is the state the layers of a map share; WfView is what the renderer and our own
 * transforms take. These two turn one into the other. Main thread. */
#pragma once

#include "wf-view.h"

#include <shumate/shumate.h>

/* What a widget of @width x @height logical pixels shows at @scale device pixels each. */
WfView wf_viewport_view (ShumateViewport *viewport, int width, int height, double scale);

/* The view of @widget in its own logical pixels (scale 1): for overlays and pointers. */
WfView wf_viewport_logical_view (ShumateViewport *viewport, GtkWidget *widget);

/* Centre, zoom and rotation of @view; the size stays the widget's. Zoom and centre are kept within
 * what Web Mercator has. */
void wf_viewport_apply (ShumateViewport *viewport, const WfView *view);
