/* Watchfloor: incidents and orders of the session.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk keeps, with what the tracks and layers know of units and places. */
#include "config.h"

#include "wf-session-private.h"

#include "wf-command-kind.h"
#include "wf-error.h"
#include "wf-geodesic.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <math.h>

/* ---- incidents */

void
wf_session_save_draft (WfSession *session, const WfIncident *incident)
{
  wf_desk_save_draft (session->desk, incident);
}

WfIncident *
wf_session_get_draft (WfSession *session)
{
  return wf_desk_get_draft (session->desk);
}

void
wf_session_drop_draft (WfSession *session)
{
  wf_desk_drop_draft (session->desk);
}

void
wf_session_offer_again (WfSession *session)
{
  wf_desk_offer_again (session->desk);
}

gboolean
wf_session_open_incident (WfSession *session, const WfIncident *incident, GError **error)
{
  return wf_session_is_live (session, error)
         && wf_desk_open_incident (session->desk, incident, error);
}

gboolean
wf_session_change_incident (WfSession *session, const WfIncident *base, const WfIncident *edited,
                            GError **error)
{
  g_return_val_if_fail (g_strcmp0 (base->id, edited->id) == 0, FALSE);
  return wf_session_is_live (session, error)
         && wf_desk_edit_incident (session->desk, base, edited, error);
}

gboolean
wf_session_close_incident (WfSession *session, const char *id, gboolean closed, GError **error)
{
  g_autoptr (json_t) attrs = json_pack ("{s:s}", "state", closed ? "closed" : "open");

  return wf_session_is_live (session, error)
         && wf_desk_change_incident (session->desk, id, attrs, error);
}

gboolean
wf_session_send_incident (WfSession *session, const char *id, GError **error)
{
  return wf_session_is_live (session, error) && wf_desk_offer_incident (session->desk, id, error);
}

/* ---- units */

static void
clear_candidate (gpointer data)
{
  g_clear_pointer (&((WfCandidate *) data)->id, g_free);
}

/* Interned, translated; NULL where it may be sent. */
static const char *
why_not (WfSession *session, const WfTrack *track)
{
  gint64 now_us = wf_clock_now (session->clock);

  if (session->replay != NULL)
    return _ ("The past is shown");
  if (!wf_unit_state_is_available (track->state))
    return wf_unit_state_label (track->state);
  if (isnan (track->position.lon))
    return _ ("Position unknown");
  if (wf_track_freshness (track, now_us) == WF_LOST)
    return _ ("Not heard of for long");
  if (wf_desk_find_busy (session->desk, "sendUnit", track->id) != NULL)
    return _ ("An order is under way");
  return NULL;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const WfCandidate *left = a, *right = b;

  if ((left->why_not == NULL) != (right->why_not == NULL))
    return left->why_not == NULL ? -1 : 1;
  if (left->metres < right->metres || left->metres > right->metres)
    return left->metres < right->metres ? -1 : 1;
  return g_strcmp0 (left->id, right->id);
}

GArray *
wf_session_rank_units (WfSession *session, WfLonLat p)
{
  GArray *ranked = g_array_new (FALSE, TRUE, sizeof (WfCandidate));
  const WfTrack *tracks;
  guint n_tracks;

  g_array_set_clear_func (ranked, clear_candidate);
  tracks = wf_track_store_tracks (session->tracks, &n_tracks);
  for (guint i = 0; i < n_tracks; i++)
    {
      WfCandidate candidate;

      if (!wf_track_is_unit (&tracks[i]))
        continue;
      candidate.id = g_strdup (tracks[i].id);
      candidate.metres = isnan (tracks[i].position.lon)
                             ? (double) INFINITY
                             : wf_geodesic_distance_m (tracks[i].position, p);
      candidate.why_not = why_not (session, &tracks[i]);
      g_array_append_val (ranked, candidate);
    }
  g_array_sort (ranked, compare_candidates);
  return ranked;
}

/* ---- orders */

/* The name of the station in the unit's attributes; NULL where unknown. Free with g_free. */
static char *
station_of (WfSession *session, const WfTrack *track)
{
  g_autoptr (json_t) attrs = track->attrs != NULL ? json_loads (track->attrs, 0, NULL) : NULL;
  const char *id = wf_json_string (attrs, "refStation", NULL);
  const char *name = wf_session_name_of (session, "stations", id);

  return g_strdup (name != NULL ? name : wf_json_string (attrs, "stationName", NULL));
}

/* The words of the order name the place in the operator's language. */
static WfIncident *
in_language (WfSession *session, const WfIncident *incident)
{
  WfIncident *copy = wf_incident_copy (incident);

  wf_place_clear (&copy->place);
  copy->place = wf_session_place_of (session, incident);
  return copy;
}

static gboolean
plan_order (WfSession *session, const WfCommandKind *kind, const WfTrack *track,
            const WfIncident *incident, WfOrderPlan *plan, GError **error)
{
  gint64 now_us = wf_clock_now (session->clock);
  WfFreshness freshness = wf_track_freshness (track, now_us);
  g_autofree char *station = station_of (session, track);
  g_autofree char *doubt = wf_track_flags_text (track->flags);
  g_autoptr (WfIncident) there = incident != NULL ? in_language (session, incident) : NULL;
  const WfOrderTarget target = {
    .id = track->id,
    .class_name = track->class_name,
    .label = track->label,
    .station = station,
    .is_unit = wf_track_is_unit (track),
    .state = track->state,
    .position = track->position,
    .age_us = wf_track_age_us (track, now_us),
    .is_stale = freshness == WF_STALE || freshness == WF_LOST,
    .position_trouble = doubt,
  };
  const WfOrder order = { .target = &target, .incident = there };

  return wf_command_kind_plan (kind, &order, plan, error);
}

/* A platform that is away may still come back within the validity: a warning, no refusal. */
static gboolean
is_platform_away (WfSession *session)
{
  GListModel *feeds = G_LIST_MODEL (session->feeds);

  for (guint i = 0; i < g_list_model_get_n_items (feeds); i++)
    {
      g_autoptr (WfFeedRow) row = g_list_model_get_item (feeds, i);

      if (wf_feed_row_health (row)->state == WF_FEED_DOWN)
        return TRUE;
    }
  return FALSE;
}

static WfProposal *
make_proposal (WfSession *session, const WfCommandKind *kind, const char *target, WfOrderPlan *plan)
{
  WfProposal *proposal = g_new0 (WfProposal, 1);

  proposal->command
      = wf_command_new (kind->kind, target, g_steal_pointer (&plan->params), session->operator_name,
                        wf_clock_now (session->clock), kind->valid_us);
  proposal->sentence = g_steal_pointer (&plan->sentence);
  proposal->warning = g_steal_pointer (&plan->warning);
  if (proposal->warning == NULL && is_platform_away (session))
    proposal->warning = g_strdup (_ ("The platform does not answer now: the order is sent when it "
                                     "does, while it is valid."));
  return proposal;
}

WfProposal *
wf_session_propose (WfSession *session, const char *kind_name, const char *target,
                    const char *incident_id, GError **error)
{
  const WfCommandKind *kind = wf_command_kind_find (kind_name);
  const WfTrack *track = wf_track_store_find (session->tracks, target);
  WfIncidentRow *row = wf_session_find_incident (session, incident_id);
  g_auto (WfOrderPlan) plan = { NULL };

  if (!wf_session_is_live (session, error))
    return NULL;
  if (kind == NULL || track == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                   kind == NULL ? _ ("This kind of order is not known.")
                                : _ ("The unit is no longer there. Choose another."));
      return NULL;
    }
  if (wf_desk_find_busy (session->desk, kind_name, target) != NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_CONFLICT,
                   _ ("The same order is under way to %s. Wait for it or take it back."),
                   track->label);
      return NULL;
    }
  if (!plan_order (session, kind, track, row != NULL ? wf_incident_row_get (row) : NULL, &plan,
                   error))
    return NULL;
  return make_proposal (session, kind, target, &plan);
}

void
wf_proposal_free (WfProposal *proposal)
{
  if (proposal == NULL)
    return;
  wf_command_free (proposal->command);
  g_free (proposal->sentence);
  g_free (proposal->warning);
  g_free (proposal);
}

/* The validity counts from the confirmation, not from when the question was put. */
WfCommandRow *
wf_session_confirm (WfSession *session, const WfProposal *proposal, GError **error)
{
  g_autoptr (WfCommand) command = wf_command_copy (proposal->command);
  gint64 valid_us = command->valid_until_us - command->issued_us;

  if (!wf_session_is_live (session, error))
    return NULL;
  command->issued_us = wf_clock_now (session->clock);
  command->valid_until_us = command->issued_us + valid_us;
  return wf_desk_order (session->desk, command, error);
}

gboolean
wf_session_revoke (WfSession *session, const char *command_id, GError **error)
{
  return wf_session_is_live (session, error) && wf_desk_revoke (session->desk, command_id, error);
}
