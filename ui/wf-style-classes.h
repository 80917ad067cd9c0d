/* Watchfloor: the classes of a style.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the style panel that colours by a field: how its values are cut, how many classes,
 * which ramp, and a row a class with its colour and count. Cut in a thread. Main thread. */
#pragma once

#include "wf-session.h"

#include <adwaita.h>

/* Signal ::changed: the classes are others now, see write. */
#define WF_TYPE_STYLE_CLASSES (wf_style_classes_get_type ())
G_DECLARE_FINAL_TYPE (WfStyleClasses, wf_style_classes, WF, STYLE_CLASSES, AdwBin)

GtkWidget *wf_style_classes_new (WfLayer *layer);
/* Shows the classes of @style, without ::changed. */
void wf_style_classes_show (WfStyleClasses *self, const WfLayerStyle *style);
/* Gives @style the classes that are shown. */
void wf_style_classes_write (WfStyleClasses *self, WfLayerStyle *style);
/* As if @field were chosen by hand. */
void wf_style_classes_choose (WfStyleClasses *self, const char *field);
