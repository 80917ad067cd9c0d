/* Watchfloor: what may be believed of a track.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of age and motion. Pure: time is a parameter. The distances here are compared with
 * thresholds of tens of metres and made a hundred thousand times a second, so they are taken on
 * the Mercator plane, not on the ellipsoid. */
#include "config.h"

#include "wf-track-entry.h"

#include <glib/gi18n.h>
#include <math.h>

/* Standing this long while claiming speed, or while on the way, is not standing at a light. */
#define STUCK_WITH_SPEED_US (20 * WF_SECOND_US)
#define STUCK_ON_THE_WAY_US (180 * WF_SECOND_US)
#define STUCK_MIN_SPEED_MPS 1.5f

/* Two fixes of the same place differ by the receiver's noise; a jump must be beyond it. */
#define JUMP_SLACK_M 100.0

gboolean
wf_track_position_is_usable (WfLonLat p)
{
  return isfinite (p.lon) && isfinite (p.lat) && wf_lonlat_is_valid (p)
         && !(p.lon == 0 && p.lat == 0);
}

static double
plane_distance_m (WfUnit a, WfUnit b)
{
  double metres = wf_mercator_metres (wf_unit_to_lonlat (b).lat) / WF_UNIT_SPAN;

  return hypot ((double) a.x - b.x, (double) a.y - b.y) * metres;
}

static double
known_accuracy (float accuracy_m)
{
  return isfinite (accuracy_m) && accuracy_m > 0 ? (double) accuracy_m : 0;
}

static gboolean
jumped (const WfTrackEntry *entry, const WfTrack *track, const WfReport *report, gint64 order_us,
        double world_speed)
{
  const WfTrackClassInfo *info = wf_track_class_info (track->track_class);
  WfUnit to = wf_unit_from_lonlat (report->position);
  double seconds = (double) (order_us - entry->position_order_us) / 1e6;
  double reach = (double) info->fastest_mps * world_speed * MAX (seconds, 1.0) + JUMP_SLACK_M
                 + known_accuracy (track->accuracy_m) + known_accuracy (report->accuracy_m);

  if (to.x == track->at.x && to.y == track->at.y)
    return FALSE;
  return plane_distance_m (track->at, to) > reach;
}

/* A vehicle on its way, or one that does not say how fast it is: should have moved by now. */
static gint64
patience_us (const WfTrack *track, const WfReport *report)
{
  const WfTrackClassInfo *info = wf_track_class_info (track->track_class);
  WfUnitState state
      = report->state != NULL ? wf_unit_state_from_code (report->state) : track->state;

  if (info->fastest_mps <= 0)
    return G_MAXINT64;
  if (report->speed_mps >= STUCK_MIN_SPEED_MPS)
    return STUCK_WITH_SPEED_US;
  if (info->is_unit && (state == WF_UNIT_EN_ROUTE || state == WF_UNIT_PATIENT_ABOARD))
    return STUCK_ON_THE_WAY_US;
  return G_MAXINT64;
}

static gboolean
stuck (const WfTrackEntry *entry, const WfTrack *track, const WfReport *report, gint64 order_us)
{
  WfUnit to = wf_unit_from_lonlat (report->position);

  if (to.x != track->at.x || to.y != track->at.y || entry->still_since_us == WF_TIME_NONE)
    return FALSE;
  return order_us - entry->still_since_us >= patience_us (track, report);
}

WfReportFlags
wf_track_judge (const WfTrackEntry *entry, const WfTrack *track, const WfReport *report,
                gint64 order_us, gint64 now_us, double world_speed)
{
  gboolean has_position = isfinite (report->position.lon);
  gint64 shown_us = has_position ? entry->position_order_us : entry->status_order_us;
  gboolean is_known = isfinite (track->position.lon) && entry->position_order_us != WF_TIME_NONE;
  WfReportFlags flags = report->flags;

  if (shown_us != WF_TIME_NONE && order_us < shown_us)
    return flags | WF_REPORT_FLAG_BACKFILL;
  if (report->observed_us != WF_TIME_NONE && report->observed_us - WF_TRACK_SKEW_US > now_us)
    flags |= WF_REPORT_FLAG_FUTURE;
  if (!has_position || !is_known)
    return flags;
  if (jumped (entry, track, report, order_us, world_speed))
    flags |= WF_REPORT_FLAG_JUMP;
  if (stuck (entry, track, report, order_us))
    flags |= WF_REPORT_FLAG_STUCK;
  return flags;
}

gint64
wf_track_age_us (const WfTrack *track, gint64 now_us)
{
  gint64 at_us = track->observed_us;

  /* A stamp ahead of the clock says nothing about age; when it came in does. */
  if (at_us == WF_TIME_NONE || (track->flags & WF_REPORT_FLAG_FUTURE) != 0)
    at_us = track->placed_us != WF_TIME_NONE ? track->placed_us : track->received_us;
  if (at_us == WF_TIME_NONE)
    return G_MAXINT64;
  return MAX (now_us - at_us, 0);
}

WfFreshness
wf_track_freshness (const WfTrack *track, gint64 now_us)
{
  const WfTrackClassInfo *info = wf_track_class_info (track->track_class);
  gint64 age_us = wf_track_age_us (track, now_us);
  WfFreshness freshness = WF_FRESH;

  if (age_us >= info->ageing_us || (track->flags & WF_REPORT_FLAG_FUTURE) != 0)
    freshness = WF_AGEING;
  if (age_us >= info->stale_us || (track->flags & WF_REPORT_FLAG_STALE) != 0)
    freshness = WF_STALE;
  if (age_us >= info->lost_us && info->lost_us != G_MAXINT64)
    freshness = WF_LOST;
  return freshness;
}

const char *
wf_freshness_label (WfFreshness freshness)
{
  static const char *const labels[] = { N_ ("Live"), N_ ("Ageing"), N_ ("Stale"), N_ ("Lost") };

  g_return_val_if_fail (freshness < G_N_ELEMENTS (labels), "");
  return _ (labels[freshness]);
}

char *
wf_track_flags_text (WfReportFlags flags)
{
  static const struct
  {
    WfReportFlags flag;
    const char *label;
  } words[] = {
    { WF_REPORT_FLAG_STUCK, N_ ("does not move") },
    { WF_REPORT_FLAG_FUTURE, N_ ("its clock is ahead") },
    { WF_REPORT_FLAG_JUMP, N_ ("jumped") },
    { WF_REPORT_FLAG_BACKFILL, N_ ("late reports") },
    { WF_REPORT_FLAG_STALE, N_ ("the source says it is old") },
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if ((flags & words[i].flag) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", _ (words[i].label));
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

gboolean
wf_track_is_unit (const WfTrack *track)
{
  return wf_track_class_info (track->track_class)->is_unit;
}

const char *
wf_track_state_label (const WfTrack *track)
{
  static const struct
  {
    WfTrackClass track_class;
    const char *code;
    const char *label;
  } words[] = {
    { WF_TRACK_SIGNAL, "NS", N_ ("Green north and south") },
    { WF_TRACK_SIGNAL, "EW", N_ ("Green east and west") },
    { WF_TRACK_SIGNAL, "allRed", N_ ("All red") },
    { WF_TRACK_CALL, "ringing", N_ ("Ringing") },
    { WF_TRACK_CALL, "answered", N_ ("Answered") },
    { WF_TRACK_CALL, "closed", N_ ("Closed") },
  };

  if (wf_track_is_unit (track))
    return wf_unit_state_label (track->state);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].track_class == track->track_class
        && g_strcmp0 (words[i].code, track->state_code) == 0)
      return _ (words[i].label);
  return track->state_code;
}
