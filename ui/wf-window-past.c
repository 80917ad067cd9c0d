/* Watchfloor: the past in the main window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The map and the lists show another time; a frame and a banner in a colour of their own say so,
 * and what sends or changes cannot be pressed. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* How far back the first look goes. */
#define FIRST_LOOK_US (60 * WF_SECOND_US)

static const char *const sending[]
    = { "win.draw", "win.send-unit", "win.edit-incident", "win.resume-draft" };

/* "You are looking at 14:03:20, 12 min ago." Free with g_free. */
static char *
describe_time (gint64 at_us, gint64 now_us)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (at_us / WF_SECOND_US);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / WF_SECOND_US);
  gboolean is_today = g_date_time_get_year (then) == g_date_time_get_year (now)
                      && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now);
  g_autofree char *time = g_date_time_format (then, is_today ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S");
  g_autofree char *age = wf_time_format_age (now_us - at_us);

  /* Translators: a time of day, or with the date before it; an age such as "12 min" */
  return g_strdup_printf (_ ("You are looking at %s, %s ago"), time, age);
}

void
wf_window_past_beat (WfWindow *self)
{
  WfReplay *replay = wf_session_get_replay (self->session);
  const char *trouble = replay != NULL ? wf_replay_get_trouble (replay) : NULL;
  g_autofree char *words = NULL;

  if (replay == NULL)
    return;
  words = describe_time (wf_replay_get_time (replay),
                         wf_clock_now (wf_session_get_clock (self->session)));
  gtk_label_set_text (self->past_words, words);
  gtk_label_set_text (self->past_note,
                      trouble != NULL ? trouble
                                      : _ ("Nothing can be sent or changed. Incidents and commands "
                                           "are as this desk knew them; map layers as today."));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->past_note), gtk_label_get_text (self->past_note));
}

static void
follow (WfWindow *self)
{
  g_autofree char *id = NULL;
  const WfTrack *track;

  g_object_get (self->session, "selected-id", &id, NULL);
  track = id != NULL ? wf_track_store_find (wf_session_get_tracks (self->session), id) : NULL;
  if (track != NULL && isfinite (track->position.lon))
    wf_map_view_go_to (self->map, track->position, wf_map_view_get_view (self->map).zoom, FALSE);
}

static void
show_trail (WfWindow *self)
{
  WfReplay *replay = wf_session_get_replay (self->session);
  const GArray *trail = replay != NULL ? wf_replay_get_trail (replay) : NULL;

  wf_map_view_set_trail (self->map,
                         trail != NULL ? (const WfUnit *) (gconstpointer) trail->data : NULL,
                         trail != NULL ? trail->len : 0);
}

static void
selected_cb (WfWindow *self)
{
  g_autofree char *id = NULL;

  if (wf_session_get_replay (self->session) == NULL)
    return;
  g_object_get (self->session, "selected-id", &id, NULL);
  wf_replay_set_trail_of (wf_session_get_replay (self->session), id);
}

static void
moved_cb (WfWindow *self)
{
  wf_window_past_beat (self);
  show_trail (self);
  if (wf_past_bar_is_following (self->past))
    follow (self);
}

static void
let_send (WfWindow *self, gboolean live)
{
  GtkWidget *tools[] = { GTK_WIDGET (self->draw_point), GTK_WIDGET (self->draw_line),
                         GTK_WIDGET (self->draw_area) };
  g_autoptr (GError) why = NULL;

  wf_session_is_live (self->session, &why);
  for (guint i = 0; i < G_N_ELEMENTS (sending); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), sending[i], live);
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      char *usual = g_object_get_data (G_OBJECT (tools[i]), "wf-usual-tip");

      if (usual == NULL)
        {
          usual = gtk_widget_get_tooltip_text (tools[i]) != NULL
                      ? g_strdup (gtk_widget_get_tooltip_text (tools[i]))
                      : g_strdup ("");
          g_object_set_data_full (G_OBJECT (tools[i]), "wf-usual-tip", usual, g_free);
        }
      gtk_widget_set_sensitive (tools[i], live);
      gtk_widget_set_tooltip_text (tools[i], live ? usual : why->message);
    }
}

static void
show_frame (WfWindow *self, gboolean live)
{
  gtk_revealer_set_reveal_child (self->past_revealer, !live);
  gtk_widget_set_visible (GTK_WIDGET (self->past_slot), !live);
  if (live)
    gtk_widget_remove_css_class (GTK_WIDGET (self->flap), "wf-past-frame");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->flap), "wf-past-frame");
}

/* The map was given the session's lists once: those go with it. */
static void
past_cb (WfWindow *self)
{
  WfReplay *replay = wf_session_get_replay (self->session);

  wf_map_view_set_clock (self->map, wf_session_get_shown_clock (self->session));
  wf_map_view_set_tracks (self->map, wf_session_get_tracks (self->session));
  let_send (self, replay == NULL);
  show_frame (self, replay == NULL);
  show_trail (self);
  if (replay == NULL)
    return;
  if (self->past == NULL)
    {
      self->past = g_object_new (WF_TYPE_PAST_BAR, "session", self->session, NULL);
      adw_bin_set_child (self->past_slot, GTK_WIDGET (self->past));
    }
  g_signal_handlers_disconnect_by_func (replay, moved_cb, self);
  g_signal_connect_object (replay, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  moved_cb (self);
  selected_cb (self);
}

/* What is half entered is of now. */
static gboolean
is_busy (WfWindow *self)
{
  const char *side = gtk_stack_get_visible_child_name (self->side);

  return g_str_equal (side, "form") || g_str_equal (side, "dispatch")
         || (wf_map_view_is_drawing (self->map) && !self->measuring);
}

static void
past_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  gint64 now_us = wf_clock_now (wf_session_get_clock (self->session));
  g_autoptr (GError) error = NULL;

  if (wf_session_get_replay (self->session) != NULL)
    wf_session_leave_past (self->session);
  else if (is_busy (self))
    wf_window_tell (self, _ ("Finish or close what you are entering first, then look at the past."),
                    FALSE);
  else if (!wf_session_enter_past (self->session, now_us - FIRST_LOOK_US, &error))
    wf_window_tell (self, error->message, FALSE);
}

void
wf_window_past_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.past", NULL, past_action);
}

void
wf_window_past_init (WfWindow *self)
{
  g_signal_connect_object (self->session, "notify::selected-id", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "past-changed", G_CALLBACK (past_cb), self,
                           G_CONNECT_SWAPPED);
}
