/* Watchfloor: how a report is taken.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between a feed and what is kept of it. Main thread. */
#pragma once

#include "wf-track-store.h"

/* What an English desk calls it: the smart data models' alternateName beside a Chinese name. NULL
 * where there is none, or the name can be read as it is. Free with g_free. */
char *wf_taking_english_label (const WfReport *report);

/* Applies @report of @feed to @tracks. @taken is then @report as the history keeps it: with what
 * was found of it, and all that is known of the thing; strings as those of its track. FALSE where
 * it was not taken. */
gboolean wf_taking_apply (WfTrackStore *tracks, const char *feed, const WfReport *report,
                          gint64 now_us, WfReport *taken);
