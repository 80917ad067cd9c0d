/* Watchfloor: what kinds of things are tracked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One table; pure, any thread. */
#include "config.h"

#include "wf-track-class.h"

#include <glib/gi18n.h>

#define SECONDS(n) ((n) *WF_SECOND_US)
#define MINUTES(n) SECONDS ((n) *60)

/* clang-format off */
static const WfTrackClassInfo infos[WF_TRACK_N_CLASSES] = {
  /*                      name         ageing        stale          lost          m/s  unit */
  [WF_TRACK_AMBULANCE] = { "ambulance", SECONDS (15), SECONDS (60), MINUTES (5),  55, TRUE },
  [WF_TRACK_FIRE]      = { "fire",      SECONDS (15), SECONDS (60), MINUTES (5),  50, TRUE },
  [WF_TRACK_POLICE]    = { "police",    SECONDS (15), SECONDS (60), MINUTES (5),  65, TRUE },
  [WF_TRACK_BUS]       = { "bus",       SECONDS (30), MINUTES (2),  MINUTES (10), 40, FALSE },
  [WF_TRACK_SIGNAL]    = { "signal",    MINUTES (2),  MINUTES (5),  MINUTES (30), 0,  FALSE },
  [WF_TRACK_SENSOR]    = { "sensor",    MINUTES (10), MINUTES (30), MINUTES (120), 0, FALSE },
  [WF_TRACK_WEATHER]   = { "weather",   MINUTES (30), MINUTES (60), MINUTES (180), 0, FALSE },
  [WF_TRACK_CALL]      = { "call",      G_MAXINT64,   G_MAXINT64,   G_MAXINT64,   90, FALSE },
  [WF_TRACK_OTHER]     = { "other",     MINUTES (1),  MINUTES (5),  MINUTES (30), 90, FALSE },
};
/* clang-format on */

static const char *const labels[WF_TRACK_N_CLASSES] = {
  [WF_TRACK_AMBULANCE] = N_ ("Ambulance"),
  [WF_TRACK_FIRE] = N_ ("Fire engine"),
  [WF_TRACK_POLICE] = N_ ("Police car"),
  [WF_TRACK_BUS] = N_ ("Bus"),
  [WF_TRACK_SIGNAL] = N_ ("Traffic signal"),
  [WF_TRACK_SENSOR] = N_ ("Sensor"),
  [WF_TRACK_WEATHER] = N_ ("Weather station"),
  [WF_TRACK_CALL] = N_ ("Emergency call"),
  [WF_TRACK_OTHER] = N_ ("Other"),
};

const WfTrackClassInfo *
wf_track_class_info (WfTrackClass track_class)
{
  g_return_val_if_fail (track_class < WF_TRACK_N_CLASSES, &infos[WF_TRACK_OTHER]);
  return &infos[track_class];
}

WfTrackClass
wf_track_class_from_name (const char *name)
{
  if (name != NULL)
    for (guint i = 0; i < WF_TRACK_N_CLASSES; i++)
      if (g_str_equal (name, infos[i].name))
        return (WfTrackClass) i;
  return WF_TRACK_OTHER;
}

const char *
wf_track_class_label (WfTrackClass track_class)
{
  g_return_val_if_fail (track_class < WF_TRACK_N_CLASSES, "");
  return _ (labels[track_class]);
}
