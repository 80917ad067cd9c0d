/* Watchfloor: what kinds of things are tracked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One table: the class names of the wire with what the rules of age and motion need to know of
 * each. Pure, any thread. */
#pragma once

#include "wf-time.h"

typedef enum
{
  WF_TRACK_AMBULANCE,
  WF_TRACK_FIRE,
  WF_TRACK_POLICE,
  WF_TRACK_BUS,
  WF_TRACK_SIGNAL,
  WF_TRACK_SENSOR,
  WF_TRACK_WEATHER,
  WF_TRACK_CALL,
  WF_TRACK_OTHER, /* whatever else a feed names */
  WF_TRACK_N_CLASSES
} WfTrackClass;

typedef struct
{
  const char *name; /* on the wire: "ambulance" */
  /* Ages at which a fix is no longer fresh, is stale, is lost; G_MAXINT64 = it does not age. */
  gint64 ageing_us, stale_us, lost_us;
  float fastest_mps; /* faster than this is a jump, not a drive; 0 = does not move */
  gboolean is_unit; /* can be sent */
} WfTrackClassInfo;

const WfTrackClassInfo *wf_track_class_info (WfTrackClass track_class);

/* WF_TRACK_OTHER for names that are none of ours (NULL allowed). */
WfTrackClass wf_track_class_from_name (const char *name);

/* Translated, for the screen: "Ambulance". */
const char *wf_track_class_label (WfTrackClass track_class);
