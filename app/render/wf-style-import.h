/* Watchfloor: styles of other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* QGIS layer styles (QML) and OGC Styled Layer Descriptors (SLD 1.0, SE 1.1) become a style
 * document of ours: single, categorised, graduated and rule-based symbols, hatches, labels, scales.
 * What is not understood is listed, never guessed. Pure, any thread. */
#pragma once

#include "wf-layer-style.h"

#include <jansson.h>

/* The style in the file @path: ".qml" and ".sld" (any case) are converted for every map layer
 * ("source": "*"), anything else is ours. *@notes (may be NULL): sentences on what was left out,
 * free with g_strfreev; empty for our own. */
WfStyle *wf_style_open (const char *path, char ***notes, GError **error);

/* The same as the style of one layer, with its notes. WF_ERROR_INVALID, WF_ERROR_LIMIT, or of
 * files. */
WfLayerStyle *wf_layer_style_open (const char *path, GError **error);

/* The document made of a QML or SLD text; @what names it in errors. Sentences are appended to
 * @notes (char *, g_free). New reference. WF_ERROR_INVALID, WF_ERROR_LIMIT. */
json_t *wf_style_from_qml (const char *xml, gsize length, const char *what, const char *source,
                           GPtrArray *notes, GError **error);
json_t *wf_style_from_sld (const char *xml, gsize length, const char *what, const char *source,
                           GPtrArray *notes, GError **error);
