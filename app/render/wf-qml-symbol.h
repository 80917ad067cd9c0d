/* Watchfloor: symbols of QGIS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One <symbol> or the <labeling> of a QML file as style layers of ours. Inside the render layer
 * only. */
#pragma once

#include "wf-style-maker.h"
#include "wf-style-xml.h"

void wf_qml_symbol_add (WfStyleMaker *maker, const WfRule *rule, const xmlNode *symbol);
/* @root: of the document. */
void wf_qml_labels_add (WfStyleMaker *maker, const WfRule *rule, const xmlNode *root);
