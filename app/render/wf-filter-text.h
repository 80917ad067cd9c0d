/* Watchfloor: filters as text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of QGIS expressions (SQL's look) that filters are made of, as an expression of ours:
 * "field" and field, 'text', numbers, NULL, TRUE, FALSE, + - * / % ||, = <> != < <= > >=, AND OR
 * NOT, IN (...), NOT IN, IS [NOT] NULL, BETWEEN, brackets. Pure, any thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* New reference; NULL where anything is not understood: 24 levels and 64 kB at most. */
json_t *wf_filter_from_text (const char *text);
