/* Watchfloor: conditions as people write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* "floors > 6 and use = 'office'" becomes the JSON of wf-expression.h, so that there is one engine
 * that evaluates. Understood: = != <> < <= > >=, contains, like 'A%', in (1, 2), is null, is not
 * null, and, or, not, brackets; the Chinese words 且 或 非 包含 为空 不为空; text in '...', field
 * names bare or in "..." or [...]. Words of the language may be in either case. Pure; any thread.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#define WF_CONDITION_MAX_TEXT 2000 /* bytes */

/* A new reference. WF_ERROR_INVALID with what is wrong where. */
json_t *wf_condition_parse (const char *text, GError **error);

/* TRUE where @text looks like a condition and not like words to search for: it has a sign such as
 * <, or it is a condition. */
gboolean wf_condition_is_likely (const char *text);
