/* Watchfloor: a command in a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of the command with the steps it went through. Main thread. */
#include "config.h"

#include "wf-command-row.h"

struct _WfCommandRow
{
  GObject parent_instance;

  WfCommand *command;
  GArray *steps; /* WfCommandStep */
  WfRecall recall;
  gint64 recall_us;
  char *recall_reason; /* may be NULL */
  char *elsewhere; /* NULL = here */
};

G_DEFINE_FINAL_TYPE (WfCommandRow, wf_command_row, G_TYPE_OBJECT)

enum
{
  PROP_COMMAND = 1,
  PROP_ID,
  PROP_KIND,
  PROP_TARGET,
  PROP_STATE_LABEL,
  PROP_REASON,
  PROP_CHANGED_TEXT,
  PROP_STATE,
  PROP_IS_FINAL,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
clear_step (gpointer data)
{
  WfCommandStep *step = data;

  g_clear_pointer (&step->by, g_free);
  g_clear_pointer (&step->reason, g_free);
}

static void
wf_command_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const WfCommand *command = WF_COMMAND_ROW (object)->command;

  switch (id)
    {
    case PROP_COMMAND:
      g_value_set_pointer (value, (gpointer) command);
      break;
    case PROP_ID:
      g_value_set_string (value, command->id);
      break;
    case PROP_KIND:
      g_value_set_string (value, command->kind);
      break;
    case PROP_TARGET:
      g_value_set_string (value, command->target);
      break;
    case PROP_STATE_LABEL:
      g_value_set_string (value, wf_command_state_label (command->state));
      break;
    case PROP_REASON:
      g_value_set_string (value, command->reason);
      break;
    case PROP_CHANGED_TEXT:
      g_value_take_string (value, wf_time_format_clock (command->changed_us));
      break;
    case PROP_STATE:
      g_value_set_uint (value, command->state);
      break;
    case PROP_IS_FINAL:
      g_value_set_boolean (value, wf_command_state_is_final (command->state));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wf_command_row_finalize (GObject *object)
{
  WfCommandRow *self = WF_COMMAND_ROW (object);

  g_clear_pointer (&self->command, wf_command_free);
  g_clear_pointer (&self->steps, g_array_unref);
  g_clear_pointer (&self->recall_reason, g_free);
  g_clear_pointer (&self->elsewhere, g_free);
  G_OBJECT_CLASS (wf_command_row_parent_class)->finalize (object);
}

static void
wf_command_row_class_init (WfCommandRowClass *class)
{
  static const char *const texts[]
      = { "id", "kind", "target", "state-label", "reason", "changed-text" };
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = wf_command_row_get_property;
  object_class->finalize = wf_command_row_finalize;
  props[PROP_COMMAND] = g_param_spec_pointer ("command", NULL, NULL, flags);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    props[PROP_ID + i] = g_param_spec_string (texts[i], NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, WF_COMMAND_N_STATES - 1, 0, flags);
  props[PROP_IS_FINAL] = g_param_spec_boolean ("is-final", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wf_command_row_init (WfCommandRow *self)
{
  self->steps = g_array_new (FALSE, TRUE, sizeof (WfCommandStep));
  g_array_set_clear_func (self->steps, clear_step);
}

WfCommandRow *
wf_command_row_new (const WfCommand *command)
{
  WfCommandRow *self;

  g_return_val_if_fail (command != NULL, NULL);
  self = g_object_new (WF_TYPE_COMMAND_ROW, NULL);
  self->command = wf_command_copy (command);
  return self;
}

const WfCommand *
wf_command_row_get (WfCommandRow *row)
{
  g_return_val_if_fail (WF_IS_COMMAND_ROW (row), NULL);
  return row->command;
}

GArray *
wf_command_row_get_steps (WfCommandRow *row)
{
  g_return_val_if_fail (WF_IS_COMMAND_ROW (row), NULL);
  return row->steps;
}

void
wf_command_row_step (WfCommandRow *row, WfCommandState state, gint64 at_us, const char *by,
                     const char *reason)
{
  WfCommandStep step = { state, at_us, NULL, NULL };

  g_return_if_fail (WF_IS_COMMAND_ROW (row));
  g_return_if_fail (state < WF_COMMAND_N_STATES);
  step.by = g_strdup (by);
  step.reason = g_strdup (reason);
  g_array_append_val (row->steps, step);
  if (wf_command_state_may (row->command->state, state))
    {
      row->command->state = state;
      row->command->changed_us = at_us;
      g_free (row->command->reason);
      row->command->reason = g_strdup (reason);
    }
  g_object_freeze_notify (G_OBJECT (row));
  g_object_notify_by_pspec (G_OBJECT (row), props[PROP_COMMAND]);
  for (guint i = PROP_STATE_LABEL; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (row), props[i]);
  g_object_thaw_notify (G_OBJECT (row));
}

void
wf_command_row_recall (WfCommandRow *row, WfRecall recall, gint64 at_us, const char *reason)
{
  char *copy = g_strdup (reason);

  g_return_if_fail (WF_IS_COMMAND_ROW (row));
  row->recall = recall;
  row->recall_us = at_us;
  g_free (row->recall_reason);
  row->recall_reason = copy;
  g_object_notify_by_pspec (G_OBJECT (row), props[PROP_COMMAND]);
}

WfRecall
wf_command_row_get_recall (WfCommandRow *row, gint64 *at_us, const char **reason)
{
  g_return_val_if_fail (WF_IS_COMMAND_ROW (row), WF_RECALL_NONE);
  if (at_us != NULL)
    *at_us = row->recall_us;
  if (reason != NULL)
    *reason = row->recall_reason;
  return row->recall;
}

void
wf_command_row_set_elsewhere (WfCommandRow *row, const char *host)
{
  char *copy = g_strdup (host);

  g_return_if_fail (WF_IS_COMMAND_ROW (row));
  g_free (row->elsewhere);
  row->elsewhere = copy;
  g_object_notify_by_pspec (G_OBJECT (row), props[PROP_COMMAND]);
}

const char *
wf_command_row_get_elsewhere (WfCommandRow *row)
{
  g_return_val_if_fail (WF_IS_COMMAND_ROW (row), NULL);
  return row->elsewhere;
}
