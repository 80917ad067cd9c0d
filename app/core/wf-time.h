/* Watchfloor: instants.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An instant is microseconds since 1970-01-01T00:00:00Z in a gint64; WF_TIME_NONE is "not known".
 */
#pragma once

#include <glib.h>

#define WF_TIME_NONE G_MININT64
#define WF_SECOND_US ((gint64) 1000000)

/* Parses RFC 3339 (a zone is required) into @time_us. FALSE where @text is not such a time. */
gboolean wf_time_parse (const char *text, gint64 *time_us);

/* "2026-01-01T00:00:00.123Z"; milliseconds only where there are any. Free with g_free. */
char *wf_time_format (gint64 time_us);

/* "14:03:09" of the local day, for lists. Free with g_free. */
char *wf_time_format_clock (gint64 time_us);

/* An age in words, short and translated: "3 s", "12 min", "5 h". Free with g_free. */
char *wf_time_format_age (gint64 age_us);
