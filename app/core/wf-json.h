/* Watchfloor: JSON from outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* jansson with our limits and errors an operator can act on. Errors
 * name the document and the line.
 * Pure, any thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

#define WF_JSON_MAX_DEPTH 64

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

/* Parses @length bytes. Refuses more than @max_bytes, depth over WF_JSON_MAX_DEPTH, duplicate
 * keys and trailing text. @what names the document in errors. Returns a new reference. */
json_t *
wf_json_parse (const char *text, gsize length, gsize max_bytes, const char *what, GError **error);

/* The same for the file @path. */
json_t *wf_json_load (const char *path, gsize max_bytes, GError **error);

/* Compact text with sorted keys: the canonical form. Free with g_free. */
char *wf_json_canonical (const json_t *value);

/* Typed look-ups in an object; the fallback where the member is absent, null or of another type. */
const char *wf_json_string (const json_t *object, const char *name, const char *fallback);
double wf_json_number (const json_t *object, const char *name, double fallback);
gint64 wf_json_integer (const json_t *object, const char *name, gint64 fallback);
gboolean wf_json_boolean (const json_t *object, const char *name, gboolean fallback);

/* Writes @value as indented JSON to @path by a temporary name and a rename. */
gboolean wf_json_save (const json_t *value, const char *path, GError **error);

/* The line (from 1) of @text, valid JSON, where the value at @path ("layers[2].opacity") begins;
 * the line of the nearest container that is there where the value is not. */
guint wf_json_line_of (const char *text, const char *path);
