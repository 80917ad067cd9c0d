/* Watchfloor: the bar of the past.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-past-bar.h"

#include "wf-time-scale.h"

#include <glib/gi18n.h>

#define STEP_US (10 * WF_SECOND_US)

struct _WfPastBar
{
  WfPane parent_instance;

  /* Template */
  GtkButton *play;
  GtkDropDown *speed, *span;
  GtkEntry *time;
  GtkToggleButton *follow;
  AdwBin *scale_slot;

  WfTimeScale *scale; /* Borrowed: a child */
  WfReplay *replay; /* Owned; NULL while it is live */
};

G_DEFINE_FINAL_TYPE (WfPastBar, wf_past_bar, WF_TYPE_PANE)

static const double speeds[] = { 1, 2, 5, 10, 30, 60 };
static const int spans_s[] = { 600, 3600, 6 * 3600, 86400, 7 * 86400 };

static void
show_time (WfPastBar *self)
{
  g_autoptr (GDateTime) time
      = g_date_time_new_from_unix_local (wf_replay_get_time (self->replay) / WF_SECOND_US);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%d %H:%M:%S");

  /* Not while somebody types into it. */
  if ((gtk_widget_get_state_flags (GTK_WIDGET (self->time)) & GTK_STATE_FLAG_FOCUS_WITHIN) == 0)
    gtk_editable_set_text (GTK_EDITABLE (self->time), text);
}

static void
moved_cb (WfPastBar *self)
{
  gboolean playing = wf_replay_is_playing (self->replay);
  const char *words = playing ? _ ("Pause") : _ ("Play");

  show_time (self);
  gtk_button_set_icon_name (self->play, playing ? "media-playback-pause-symbolic"
                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "past.next-event",
                                 wf_replay_find_event (self->replay, TRUE) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "past.previous-event",
                                 wf_replay_find_event (self->replay, FALSE) != NULL);
}

static void
past_cb (WfPastBar *self)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  WfReplay *replay = wf_session_get_replay (session);

  if (replay == self->replay)
    return;
  if (self->replay != NULL)
    g_signal_handlers_disconnect_by_func (self->replay, moved_cb, self);
  g_set_object (&self->replay, replay);
  wf_time_scale_set_replay (self->scale, replay, wf_session_get_clock (session));
  if (replay == NULL)
    return;
  g_signal_connect_object (replay, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  wf_replay_set_speed (replay, speeds[gtk_drop_down_get_selected (self->speed)]);
  moved_cb (self);
}

static void
go_to (WfPastBar *self, gint64 at_us)
{
  if (self->replay != NULL)
    wf_replay_go_to (self->replay, at_us);
}

static void
chosen_cb (WfTimeScale *scale, gint64 at_us, WfPastBar *self)
{
  go_to (self, at_us);
}

static void
play_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfPastBar *self = WF_PAST_BAR (widget);

  if (self->replay != NULL)
    wf_replay_set_playing (self->replay, !wf_replay_is_playing (self->replay));
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfPastBar *self = WF_PAST_BAR (widget);

  if (self->replay != NULL)
    go_to (self, wf_replay_get_time (self->replay)
                     + (g_str_equal (name, "past.back") ? -STEP_US : STEP_US));
}

static void
event_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfPastBar *self = WF_PAST_BAR (widget);
  const WfPastEvent *event
      = self->replay != NULL
            ? wf_replay_find_event (self->replay, g_str_equal (name, "past.next-event"))
            : NULL;

  if (event == NULL)
    return;
  if (event->kind == WF_PAST_INCIDENT)
    g_object_set (wf_pane_get_session (WF_PANE (self)), "selected-id", event->id, NULL);
  go_to (self, event->at_us);
}

static void
speed_cb (WfPastBar *self)
{
  if (self->replay != NULL)
    wf_replay_set_speed (self->replay, speeds[gtk_drop_down_get_selected (self->speed)]);
}

static void
span_cb (WfPastBar *self)
{
  if (self->scale != NULL)
    wf_time_scale_set_span (self->scale,
                            spans_s[gtk_drop_down_get_selected (self->span)] * WF_SECOND_US);
}

/* "14:03", "14:03:20" of the day that is shown, or with a day before it. */
static gboolean
parse_time (WfPastBar *self, const char *text, gint64 *at_us)
{
  g_autoptr (GDateTime) shown
      = g_date_time_new_from_unix_local (wf_replay_get_time (self->replay) / WF_SECOND_US);
  int year = g_date_time_get_year (shown), month = g_date_time_get_month (shown);
  int day = g_date_time_get_day_of_month (shown), hour = 0, minute = 0, second = 0;
  g_autoptr (GDateTime) time = NULL;

  if (sscanf (text, "%4d-%2d-%2d %2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) < 5)
    {
      year = g_date_time_get_year (shown);
      month = g_date_time_get_month (shown);
      day = g_date_time_get_day_of_month (shown);
      second = 0;
      if (sscanf (text, "%2d:%2d:%2d", &hour, &minute, &second) < 2)
        return FALSE;
    }
  time = g_date_time_new_local (year, month, day, hour, minute, second);
  if (time != NULL)
    *at_us = g_date_time_to_unix (time) * WF_SECOND_US;
  return time != NULL;
}

static void
time_cb (WfPastBar *self)
{
  gint64 at_us;

  if (self->replay == NULL)
    return;
  if (parse_time (self, gtk_editable_get_text (GTK_EDITABLE (self->time)), &at_us))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->scale));
      go_to (self, at_us);
    }
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s",
                                _ ("Enter a time as 14:03 or 2026-01-31 14:03:20."));
}

gboolean
wf_past_bar_is_following (WfPastBar *self)
{
  return gtk_toggle_button_get_active (self->follow);
}

static void
wf_past_bar_ready (WfPane *pane)
{
  WfPastBar *self = WF_PAST_BAR (pane);

  self->scale = WF_TIME_SCALE (wf_time_scale_new ());
  adw_bin_set_child (self->scale_slot, GTK_WIDGET (self->scale));
  g_signal_connect (self->scale, "chosen", G_CALLBACK (chosen_cb), self);
  g_signal_connect_object (wf_pane_get_session (pane), "past-changed", G_CALLBACK (past_cb), self,
                           G_CONNECT_SWAPPED);
  past_cb (self);
}

static void
wf_past_bar_dispose (GObject *object)
{
  WfPastBar *self = WF_PAST_BAR (object);

  adw_bin_set_child (ADW_BIN (object), NULL);
  self->scale = NULL;
  g_clear_object (&self->replay);
  G_OBJECT_CLASS (wf_past_bar_parent_class)->dispose (object);
}

static void
wf_past_bar_class_init (WfPastBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_past_bar_dispose;
  WF_PANE_CLASS (klass)->ready = wf_past_bar_ready;
  gtk_widget_class_install_action (widget_class, "past.play", NULL, play_action);
  gtk_widget_class_install_action (widget_class, "past.back", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "past.forward", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "past.previous-event", NULL, event_action);
  gtk_widget_class_install_action (widget_class, "past.next-event", NULL, event_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-past-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WfPastBar, play);
  gtk_widget_class_bind_template_child (widget_class, WfPastBar, speed);
  gtk_widget_class_bind_template_child (widget_class, WfPastBar, span);
  gtk_widget_class_bind_template_child (widget_class, WfPastBar, time);
  gtk_widget_class_bind_template_child (widget_class, WfPastBar, follow);
  gtk_widget_class_bind_template_child (widget_class, WfPastBar, scale_slot);
  gtk_widget_class_bind_template_callback (widget_class, speed_cb);
  gtk_widget_class_bind_template_callback (widget_class, span_cb);
  gtk_widget_class_bind_template_callback (widget_class, time_cb);
}

static void
wf_past_bar_init (WfPastBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
