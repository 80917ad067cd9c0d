/* Watchfloor: styles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A documented subset of the MapLibre style specification (data/styles/style.md). One document
 * styles all layers of a city: a style layer's "source" is a map layer's id. Immutable and
 * reference-counted; errors carry the JSON path. */
#pragma once

#include "wf-pack.h"

#include <jansson.h>

typedef struct _WfStyle WfStyle;

WfStyle *wf_style_load (const char *path, GError **error);
/* Of a document that is parsed already. */
WfStyle *wf_style_build (const json_t *root, const char *what, GError **error);
WfStyle *wf_style_parse (const char *json, gsize length, const char *what, GError **error);
/* For layers no style speaks of: one quiet rule by kind of geometry, with labels from a "name"
 * field where there is one. */
WfStyle *wf_style_default (gboolean dark);
WfStyle *wf_style_ref (WfStyle *style);
void wf_style_unref (WfStyle *style);

/* What the document asks for and is not drawn here (line-offset, icon-rotate...), as JSON paths
 * ("layers[3].paint.line-offset"). Free with g_strfreev. wf_style_load says it in the log. */
char **wf_style_unsupported (const WfStyle *style);

/* Where the document's own SVG symbols lie ("sprite": a folder beside it); NULL: nowhere. */
const char *wf_style_symbols (const WfStyle *style);

/* TRUE where a style layer speaks of @source. */
gboolean wf_style_covers (const WfStyle *style, const char *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfStyle, wf_style_unref)
