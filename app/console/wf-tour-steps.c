/* Watchfloor: the steps of the demo shift.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a dispatcher does in a shift, through the window's own actions. Main thread. */
#include "config.h"

#include "wf-tour-private.h"

#include "wf-geodesic.h"

#include <glib/gi18n.h>
#include <math.h>

#define STREET_ZOOM 15.5
#define DISTRICT_ZOOM 13.2
/* A unit may refuse; the next one is asked, as a dispatcher would. */
#define MOST_ORDERS 6

static WfWindow *
get_window (WfTour *self)
{
  return watchfloor_application_get_window (self->application);
}

static WfSession *
get_session (WfTour *self)
{
  return wf_window_get_session (get_window (self));
}

static WfMapView *
get_map (WfTour *self)
{
  return wf_window_get_map (get_window (self));
}

static void
act (WfTour *self, const char *action, const char *text)
{
  if (text != NULL)
    gtk_widget_activate_action (GTK_WIDGET (get_window (self)), action, "s", text);
  else
    gtk_widget_activate_action (GTK_WIDGET (get_window (self)), action, NULL);
}

static gboolean
map_is_ready (WfTour *self)
{
  return get_window (self) != NULL && wf_session_layers_settled (get_session (self))
         && wf_map_view_is_settled (get_map (self)) && wf_window_is_still (get_window (self));
}

static gboolean
map_is_at (WfTour *self, WfLonLat p, double zoom)
{
  WfView view = wf_map_view_get_view (get_map (self));
  WfLonLat center = wf_mercator_to_lonlat (view.center);

  return map_is_ready (self) && fabs (view.zoom - zoom) < 0.05
         && wf_geodesic_distance_m (center, p) < 200.0;
}

/* The demo's platform is still reading its roads while the first picture is there already. */
static gboolean
feeds_are_up (WfTour *self)
{
  GListModel *feeds = wf_session_get_feeds (get_session (self));
  guint n = g_list_model_get_n_items (feeds), up = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfFeedRow) row = g_list_model_get_item (feeds, i);
      WfFeedState state = wf_feed_row_health (row)->state;

      up += state == WF_FEED_LIVE || state == WF_FEED_POLLING;
    }
  return up == n;
}

/* ---- overview: the city is sharp and its units have reported */
static gboolean
overview_ready (WfTour *self)
{
  if (!map_is_ready (self) || self->first_picture_ms < 0 || !feeds_are_up (self))
    return FALSE;
  return self->address != NULL
         || wf_tour_find_place (get_session (self), &self->place, &self->address);
}

static gboolean
layers_begin (WfTour *self)
{
  act (self, "win.layers", NULL);
  act (self, "win.show-panel", "units");
  return TRUE;
}

static gboolean
district_begin (WfTour *self)
{
  act (self, "win.layers", NULL);
  wf_map_view_go_to (get_map (self), self->place, DISTRICT_ZOOM, TRUE);
  return TRUE;
}

static gboolean
district_ready (WfTour *self)
{
  return map_is_at (self, self->place, DISTRICT_ZOOM);
}

static gboolean
street_begin (WfTour *self)
{
  wf_map_view_go_to (get_map (self), self->place, STREET_ZOOM, TRUE);
  return TRUE;
}

static gboolean
street_ready (WfTour *self)
{
  return map_is_at (self, self->place, STREET_ZOOM);
}

/* ---- an incident drawn and told */
static gboolean
draw_begin (WfTour *self)
{
  act (self, "win.draw", "point");
  wf_map_view_add_vertex (get_map (self), self->place);
  wf_incident_form_fill (wf_window_get_form (get_window (self)), "medical", 2,
                         self->address[0] != '\0' ? self->address : NULL,
                         _ ("Man, about 60, has collapsed; breathing, not answering. A passer-by "
                            "is with him."));
  return TRUE;
}

static gboolean
open_begin (WfTour *self)
{
  WfSession *session = get_session (self);

  if (!wf_incident_form_open (wf_window_get_form (get_window (self))))
    return FALSE;
  g_object_get (session, "selected-id", &self->incident_id, NULL);
  return self->incident_id != NULL;
}

static gboolean
open_ready (WfTour *self)
{
  WfIncidentRow *row = wf_session_find_incident (get_session (self), self->incident_id);
  WfDispatchPane *dispatch = wf_window_get_dispatch (get_window (self));

  return map_is_ready (self) && row != NULL && wf_incident_row_get_sync (row) == WF_SYNC_SHARED
         && dispatch != NULL && wf_dispatch_pane_first (dispatch) != NULL;
}

/* ---- a unit sent */
static gboolean
choose_begin (WfTour *self)
{
  WfDispatchPane *dispatch = wf_window_get_dispatch (get_window (self));

  g_free (self->unit_id);
  self->unit_id = g_strdup (wf_dispatch_pane_first (dispatch));
  return self->unit_id != NULL && wf_dispatch_pane_choose (dispatch, self->unit_id);
}

static gboolean
confirm (WfTour *self)
{
  WfCommandRow *row = wf_dispatch_pane_confirm (wf_window_get_dispatch (get_window (self)));

  if (row == NULL)
    return FALSE;
  g_free (self->command_id);
  self->command_id = g_strdup (wf_command_row_get (row)->id);
  self->n_orders++;
  return TRUE;
}

static WfCommandRow *
find_command (WfTour *self)
{
  GListModel *all = wf_session_get_commands (get_session (self));
  guint n = g_list_model_get_n_items (all);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfCommandRow) row = g_list_model_get_item (all, i);

      if (g_strcmp0 (wf_command_row_get (row)->id, self->command_id) == 0)
        return row; /* the model keeps it */
    }
  return NULL;
}

static gboolean
has_reached (WfTour *self, WfCommandState state)
{
  WfCommandRow *row = find_command (self);
  WfCommandState now = row != NULL ? wf_command_row_get (row)->state : WF_COMMAND_DRAFT;

  return now >= state && now <= WF_COMMAND_DONE;
}

static json_t *
describe_command (WfTour *self, WfCommandRow *row)
{
  const WfCommand *command = wf_command_row_get (row);
  GArray *steps = wf_command_row_get_steps (row);
  json_t *states = json_array ();

  for (guint i = 0; i < steps->len; i++)
    {
      WfCommandStep *step = &g_array_index (steps, WfCommandStep, i);
      g_autofree char *at = wf_time_format (step->at_us);
      json_t *entry
          = json_pack ("{s:s, s:s}", "state", wf_command_state_code (step->state), "at", at);

      if (step->by != NULL)
        json_object_set_new (entry, "by", json_string (step->by));
      if (step->reason != NULL)
        json_object_set_new (entry, "reason", json_string (step->reason));
      json_array_append_new (states, entry);
    }
  return json_pack ("{s:s, s:s, s:s, s:s, s:o}", "id", command->id, "kind", command->kind, "target",
                    command->target, "state", wf_command_state_code (command->state), "history",
                    states);
}

/* Refused, late or lost: written down once, and the next unit is asked as soon as there is one. */
static void
ask_next (WfTour *self, WfCommandRow *row)
{
  WfDispatchPane *dispatch;

  if (self->n_orders >= MOST_ORDERS)
    {
      self->problem = g_strdup ("six units in turn were asked and none came");
      return;
    }
  if (json_array_size (self->orders) < self->n_orders)
    {
      json_array_append_new (self->orders, describe_command (self, row));
      g_object_set (get_session (self), "selected-id", self->incident_id, NULL);
      act (self, "win.send-unit", NULL);
    }
  dispatch = wf_window_get_dispatch (get_window (self));
  if (feeds_are_up (self) && open_ready (self))
    {
      gtk_widget_activate_action (GTK_WIDGET (dispatch), "dispatch.unchoose", NULL);
      if (choose_begin (self))
        confirm (self);
    }
}

static gboolean
reach (WfTour *self, WfCommandState state)
{
  WfCommandRow *row = find_command (self);

  if (row != NULL && wf_command_state_is_final (wf_command_row_get (row)->state)
      && wf_command_row_get (row)->state != WF_COMMAND_DONE)
    {
      ask_next (self, row);
      return FALSE;
    }
  return has_reached (self, state) && map_is_ready (self);
}

static gboolean
sent_ready (WfTour *self)
{
  return reach (self, WF_COMMAND_SENT);
}

static gboolean
granted_ready (WfTour *self)
{
  return reach (self, WF_COMMAND_GRANTED);
}

static gboolean
driving_begin (WfTour *self)
{
  g_object_set (get_session (self), "selected-id", self->unit_id, NULL);
  act (self, "win.show-panel", "commands");
  return TRUE;
}

/* On its way, and seen to move. */
static gboolean
driving_ready (WfTour *self)
{
  const WfTrack *unit
      = wf_track_store_find (wf_session_get_tracks (get_session (self)), self->unit_id);

  return reach (self, WF_COMMAND_IN_PROGRESS)
         && (has_reached (self, WF_COMMAND_DONE) || (unit != NULL && unit->speed_mps > 2.0f));
}

static gboolean
done_ready (WfTour *self)
{
  if (!reach (self, WF_COMMAND_DONE))
    return FALSE;
  if (json_array_size (self->orders) < self->n_orders)
    {
      json_array_append_new (self->orders, describe_command (self, find_command (self)));
      g_object_set (get_session (self), "selected-id", self->incident_id, NULL);
    }
  return TRUE;
}

/* ---- the same at night, and in English */
static gboolean
dark_begin (WfTour *self)
{
  g_object_set (get_session (self), "dark", TRUE, NULL);
  act (self, "win.show-panel", "incidents");
  return TRUE;
}

static gboolean
dark_city_begin (WfTour *self)
{
  act (self, "win.show-panel", "units");
  act (self, "win.fit", NULL);
  return TRUE;
}

static gboolean
day_begin (WfTour *self)
{
  g_object_set (get_session (self), "dark", FALSE, NULL);
  return TRUE;
}

static gboolean
reopen_begin (WfTour *self)
{
  watchfloor_application_set_language (self->application, "en");
  return TRUE;
}

/* The window in the other language shows the same incident and how it ended. */
static gboolean
english_incident_begin (WfTour *self)
{
  g_object_set (get_session (self), "selected-id", self->incident_id, NULL);
  act (self, "win.show-panel", "incidents");
  wf_map_view_go_to (get_map (self), self->place, STREET_ZOOM, FALSE);
  return TRUE;
}

static gboolean
english_incident_ready (WfTour *self)
{
  guint n;

  wf_track_store_tracks (wf_session_get_tracks (get_session (self)), &n);
  return map_is_at (self, self->place, STREET_ZOOM) && n > 0 && feeds_are_up (self);
}

static gboolean
english_begin (WfTour *self)
{
  wf_map_view_go_to (get_map (self), self->place, DISTRICT_ZOOM + 1, FALSE);
  return TRUE;
}

static gboolean
english_ready (WfTour *self)
{
  guint n;

  wf_track_store_tracks (wf_session_get_tracks (get_session (self)), &n);
  return map_is_at (self, self->place, DISTRICT_ZOOM + 1) && n > 0 && feeds_are_up (self);
}

const WfTourStep wf_tour_steps[] = {
  { "overview", NULL, overview_ready, 90, TRUE, 2100 },
  { "layers", layers_begin, map_is_ready, 30, TRUE },
  { "file", wf_tour_file_begin, wf_tour_file_ready, 30, TRUE },
  { "style", wf_tour_style_begin, wf_tour_style_ready, 30, TRUE },
  { "swipe", wf_tour_swipe_begin, wf_tour_swipe_ready, 30, TRUE },
  { "views", wf_tour_views_begin, map_is_ready, 30, TRUE },
  { "file-away", wf_tour_views_end, map_is_ready, 30, FALSE },
  { "district", district_begin, district_ready, 30, TRUE },
  { "street", street_begin, street_ready, 30, FALSE },
  { "incident", draw_begin, map_is_ready, 30, TRUE },
  { "opened", open_begin, open_ready, 60, TRUE },
  { "chosen", choose_begin, map_is_ready, 30, TRUE },
  { "sent", confirm, sent_ready, 60, TRUE },
  { "granted", NULL, granted_ready, 180, TRUE },
  { "driving", driving_begin, driving_ready, 180, TRUE },
  { "done", NULL, done_ready, 600, TRUE, 2100 },
  { "identify", wf_tour_identify_begin, map_is_ready, 30, TRUE },
  { "table", wf_tour_table_begin, wf_tour_table_ready, 30, TRUE },
  { "print", wf_tour_print_begin, wf_tour_print_ready, 60, TRUE },
  { "looked", wf_tour_look_end, map_is_ready, 30, FALSE },
  { "past", wf_tour_past_begin, wf_tour_past_ready, 60, TRUE, 2100 },
  { "live-again", wf_tour_past_end, map_is_ready, 30, FALSE },
  { "dark", dark_begin, map_is_ready, 30, TRUE },
  { "dark-city", dark_city_begin, map_is_ready, 30, TRUE },
  { "day", day_begin, map_is_ready, 30, FALSE },
  { "reopen", reopen_begin, map_is_ready, 60, FALSE },
  { "english-incident", english_incident_begin, english_incident_ready, 60, TRUE, 2100 },
  { "english-dark", dark_begin, map_is_ready, 30, TRUE },
  { "english-day", day_begin, map_is_ready, 30, FALSE },
  { "english", english_begin, english_ready, 60, TRUE, 2100 },
  { NULL },
};

json_t *
wf_tour_describe (WfTour *self)
{
  WfWindow *window = get_window (self);
  WfIncidentRow *row = window != NULL && self->incident_id != NULL
                           ? wf_session_find_incident (get_session (self), self->incident_id)
                           : NULL;
  json_t *report = json_pack ("{s:O, s:O}", "steps", self->steps, "commands", self->orders);

  if (window != NULL)
    json_object_set_new (
        report, "city",
        json_string (wf_city_title (wf_session_get_city (get_session (self)), FALSE)));
  if (row != NULL)
    {
      const WfIncident *incident = wf_incident_row_get (row);

      json_object_set_new (report, "incident", wf_incident_to_entity (incident));
      json_object_set_new (report, "grid_code",
                           incident->place.grid_code != NULL
                               ? json_string (incident->place.grid_code)
                               : json_null ());
    }
  json_object_set_new (
      report, "state",
      json_array_size (self->orders) > 0 ? json_incref (json_object_get (
          json_array_get (self->orders, json_array_size (self->orders) - 1), "state"))
                                         : json_null ());
  return report;
}
