/* Watchfloor: how a report is taken.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-taking.h"

#include "wf-json.h"

#include <math.h>
#include <string.h>

char *
wf_taking_english_label (const WfReport *report)
{
  g_autoptr (json_t) attrs = NULL;

  if (report->label == NULL || g_str_is_ascii (report->label) || report->attrs == NULL
      || strstr (report->attrs, "\"alternateName\"") == NULL)
    return NULL;
  attrs = wf_json_parse (report->attrs, strlen (report->attrs), 65536, "attributes", NULL);
  return g_strdup (wf_json_string (attrs, "alternateName", NULL));
}

gboolean
wf_taking_apply (WfTrackStore *tracks, const char *feed, const WfReport *report, gint64 now_us,
                 WfReport *taken)
{
  const WfTrack *track;

  *taken = *report;
  taken->flags = wf_track_store_apply (tracks, feed, report, now_us);
  if (taken->received_us == WF_TIME_NONE)
    taken->received_us = now_us;
  if (!wf_track_position_is_usable (taken->position))
    taken->position = (WfLonLat){ NAN, NAN };
  track = wf_track_store_find (tracks, report->id);
  if (track == NULL)
    return report->kind == WF_REPORT_DELETE; /* or beyond what the store holds */
  taken->class_name = track->class_name;
  taken->label = track->label;
  taken->state = track->state_code;
  taken->attrs = track->attrs;
  return TRUE;
}
