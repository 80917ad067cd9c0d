/* Watchfloor: values as feeds write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, times and places out of JSON that is not always what the standard says: numbers in
 * quotes, times inside {"@type", "@value"}, geometry types in lower case. Pure. */
#pragma once

#include "wf-point.h"
#include "wf-time.h"

#include <jansson.h>

/* NAN where @value (NULL allowed) is no finite number, also not as text. */
double wf_feed_number (const json_t *value);

/* WF_TIME_NONE where @value is no time with a zone. Numbers are seconds or milliseconds since
 * 1970. */
gint64 wf_feed_time (const json_t *value);

/* The text of @value: a string, the first string of a list, or of {"zh","en"}; NULL where none. */
const char *wf_feed_text (const json_t *value);

/* One position that stands for the GeoJSON @geometry: the point, else the middle of its box.
 * FALSE where it has none; @bad then says why (static, translated), NULL where there simply is no
 * geometry. */
gboolean wf_feed_position (const json_t *geometry, WfLonLat *position, const char **bad);

/* @degrees within 0 <= heading < 360; NAN where it is none (negative = unknown in smart data
 * models). */
float wf_feed_heading (double degrees);

/* A position's accuracy in metres; NAN where @value (NULL allowed) is none or none that can be. */
float wf_feed_accuracy (const json_t *value);
