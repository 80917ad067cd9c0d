/* Watchfloor: how far a command got.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rungs are list lines, kept and refilled. Main thread. */
#include "config.h"

#include "wf-command-ladder.h"

#include <glib/gi18n.h>

#define MOST_RUNGS 16
/* Its validity ends so soon that one should look. */
#define SOON_US (15 * WF_SECOND_US)

struct _WfCommandLadder
{
  GtkWidget parent_instance;

  WfCommandRow *row; /* owned */
  gint64 now_us; /* as last told */
  GtkWidget *rungs[MOST_RUNGS]; /* children; made as needed */
};

G_DEFINE_FINAL_TYPE (WfCommandLadder, wf_command_ladder, GTK_TYPE_WIDGET)

static void
show_rung (WfCommandLadder *self, guint at, const WfLineText *text)
{
  if (self->rungs[at] == NULL)
    {
      self->rungs[at] = wf_list_line_new ();
      gtk_widget_set_parent (self->rungs[at], GTK_WIDGET (self));
    }
  wf_list_line_set (WF_LIST_LINE (self->rungs[at]), text);
  gtk_widget_set_visible (self->rungs[at], TRUE);
}

static void
show_step (WfCommandLadder *self, guint at, const WfCommandStep *step, gint64 before_us)
{
  g_autofree char *clock = wf_time_format_clock (step->at_us);
  g_autofree char *after = before_us != WF_TIME_NONE && step->at_us - before_us >= WF_SECOND_US
                               ? wf_time_format_age (step->at_us - before_us)
                               : NULL;
  /* Translators: how long after the step before; %s is a duration such as "3 s" */
  g_autofree char *plus = after != NULL ? g_strdup_printf (_ ("+%s"), after) : NULL;
  g_autofree char *when
      = plus != NULL ? g_strdup_printf ("%s   %s", plus, clock) : g_strdup (clock);
  WfLineText text = {
    .icon = wf_look_command_icon (step->state),
    .tone = wf_look_command_tone (step->state),
    .title = wf_command_state_label (step->state),
    .note = step->reason != NULL && step->reason[0] != '\0' ? step->reason : NULL,
    .far_title = when,
    .whole_note = TRUE,
  };

  show_rung (self, at, &text);
}

/* What is still to come after @state on the way to done. */
static guint
show_future (WfCommandLadder *self, guint at, WfCommandState state)
{
  WfLineText text = { .icon = "wf-step-symbolic", .tone = WF_TONE_GREY, .faded = TRUE };

  if (wf_command_state_is_final (state) || state == WF_COMMAND_UNKNOWN)
    return at;
  for (guint next = state + 1; next <= WF_COMMAND_DONE && at < MOST_RUNGS; next++)
    {
      text.title = wf_command_state_label (next);
      show_rung (self, at++, &text);
    }
  return at;
}

/* Until when it may still be carried out; one that is in progress does not lapse any more. */
static guint
show_validity (WfCommandLadder *self, guint at, const WfCommand *command)
{
  gint64 left_us = command->valid_until_us - self->now_us;
  g_autofree char *age = NULL;
  g_autofree char *title = NULL;
  WfLineText text = { .icon = "wf-queued-symbolic", .tone = WF_TONE_GREY, .whole_note = TRUE };

  if (wf_command_state_is_final (command->state) || command->state == WF_COMMAND_IN_PROGRESS
      || command->valid_until_us == WF_TIME_NONE || at >= MOST_RUNGS)
    return at;
  age = wf_time_format_age (ABS (left_us));
  if (left_us > 0)
    /* Translators: an order that nobody has carried out yet; %s is a duration such as "43 s" */
    title = g_strdup_printf (_ ("Lapses in %s"), age);
  else
    {
      /* Translators: %s is a duration such as "43 s" */
      title = g_strdup_printf (_ ("Its validity passed %s ago"), age);
      text.icon = "wf-expired-symbolic";
      text.note = _ ("Nobody has said what became of it. Ask the unit before you send another.");
    }
  if (left_us <= 0)
    text.tone = WF_TONE_RED;
  else if (left_us < SOON_US)
    text.tone = WF_TONE_AMBER;
  text.title = title;
  show_rung (self, at, &text);
  return at + 1;
}

/* What has been heard of it is not what has become of it. */
static guint
show_elsewhere (WfCommandLadder *self, guint at)
{
  const char *host = wf_command_row_get_elsewhere (self->row);
  g_autofree char *title = NULL;
  WfLineText text = { .icon = "wf-unknown-symbolic", .tone = WF_TONE_AMBER, .whole_note = TRUE };

  if (host == NULL || at >= MOST_RUNGS)
    return at;
  title = g_strdup_printf (_ ("At another platform (%s)"), host);
  text.title = title;
  text.note
      = _ ("It was given there, and here nothing is heard of it. To follow it or take it back, "
           "start the console with that platform, or call the unit.");
  show_rung (self, at, &text);
  return at + 1;
}

static guint
show_recall (WfCommandLadder *self, guint at, const WfCommand *command)
{
  gint64 at_us;
  const char *reason;
  WfRecall recall = wf_command_row_get_recall (self->row, &at_us, &reason);
  gboolean ended = wf_command_state_is_final (command->state);
  g_autofree char *clock = NULL;
  WfLineText text = { .icon = "wf-revoked-symbolic", .tone = WF_TONE_AMBER, .whole_note = TRUE };

  if (recall == WF_RECALL_NONE || command->state == WF_COMMAND_REVOKED || at >= MOST_RUNGS)
    return at;
  clock = wf_time_format_clock (at_us);
  text.far_title = clock;
  text.title = recall == WF_RECALL_ASKED && !ended ? _ ("Being taken back") : _ ("Not taken back");
  if (recall == WF_RECALL_REFUSED)
    {
      text.tone = WF_TONE_RED;
      text.note = reason;
    }
  else if (ended)
    text.note = _ ("The order had ended before the platform took it back.");
  else
    text.note = _ ("The platform is asked; until it answers, the order stands.");
  show_rung (self, at, &text);
  return at + 1;
}

static void
show_row (WfCommandLadder *self)
{
  GArray *steps = self->row != NULL ? wf_command_row_get_steps (self->row) : NULL;
  const WfCommand *command = self->row != NULL ? wf_command_row_get (self->row) : NULL;
  guint at = 0, n = steps != NULL ? steps->len : 0;
  guint first = n > MOST_RUNGS ? n - MOST_RUNGS : 0;
  gint64 before_us = WF_TIME_NONE;

  for (guint i = first; i < n && at < MOST_RUNGS; i++)
    {
      const WfCommandStep *step = &g_array_index (steps, WfCommandStep, i);

      if (step->state == WF_COMMAND_DRAFT)
        continue;
      show_step (self, at++, step, before_us);
      before_us = step->at_us;
    }
  if (command != NULL)
    {
      at = show_elsewhere (self, at);
      at = show_recall (self, at, command);
      at = show_validity (self, at, command);
      if (wf_command_row_get_elsewhere (self->row) == NULL)
        at = show_future (self, at, command->state);
    }
  for (; at < MOST_RUNGS; at++)
    if (self->rungs[at] != NULL)
      gtk_widget_set_visible (self->rungs[at], FALSE);
}

static void
wf_command_ladder_dispose (GObject *object)
{
  WfCommandLadder *self = WF_COMMAND_LADDER (object);

  for (guint i = 0; i < MOST_RUNGS; i++)
    g_clear_pointer (&self->rungs[i], gtk_widget_unparent);
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_clear_object (&self->row);
  G_OBJECT_CLASS (wf_command_ladder_parent_class)->dispose (object);
}

static void
wf_command_ladder_class_init (WfCommandLadderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_command_ladder_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "wfladder");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
wf_command_ladder_init (WfCommandLadder *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("How far the command got"), -1);
}

GtkWidget *
wf_command_ladder_new (void)
{
  return g_object_new (WF_TYPE_COMMAND_LADDER, NULL);
}

void
wf_command_ladder_set_row (WfCommandLadder *self, WfCommandRow *row, gint64 now_us)
{
  g_return_if_fail (WF_IS_COMMAND_LADDER (self));
  self->now_us = now_us;
  if (self->row != row)
    {
      if (self->row != NULL)
        g_signal_handlers_disconnect_by_data (self->row, self);
      g_set_object (&self->row, row);
      if (row != NULL)
        g_signal_connect_swapped (row, "notify::command", G_CALLBACK (show_row), self);
    }
  show_row (self);
}
