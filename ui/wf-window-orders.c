/* Watchfloor: orders that came to nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever sent a unit and went on to other work learns at once that it was refused, failed or
 * expired, with the way to its incident. However many there are, one toast stands. Main thread. */
#include "config.h"

#include "wf-command-words.h"
#include "wf-window-private.h"

#include <glib/gi18n.h>

static gboolean
came_to_nothing (WfCommandState state)
{
  return state == WF_COMMAND_REFUSED || state == WF_COMMAND_FAILED || state == WF_COMMAND_EXPIRED;
}

/* "Send 120-07: Refused. The crew is at the end of its shift." */
static char *
describe (WfSession *session, const WfCommand *command)
{
  g_autofree char *words = wf_command_words (session, command);

  if (command->reason == NULL || command->reason[0] == '\0')
    /* Translators: an order and how it ended, such as "Send 120-07: Expired." */
    return g_strdup_printf (_ ("%s: %s."), words, wf_command_state_label (command->state));
  /* Translators: the same with a sentence why */
  return g_strdup_printf (_ ("%s: %s. %s"), words, wf_command_state_label (command->state),
                          command->reason);
}

static void
dismissed_cb (WfWindow *self, AdwToast *toast)
{
  if (self->order_toast == toast)
    self->order_toast = NULL;
}

static void
show_toast (WfWindow *self, const char *sentence, const char *action, const char *target)
{
  AdwToast *toast = wf_window_toast (sentence);

  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, _ ("_Show"));
  adw_toast_set_action_name (toast, action);
  adw_toast_set_action_target_value (toast, g_variant_new_string (target));
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), self, G_CONNECT_SWAPPED);
  self->order_toast = toast;
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
tell (WfWindow *self, const WfCommand *command)
{
  const char *incident = wf_command_incident (command);
  AdwToast *standing = g_steal_pointer (&self->order_toast);
  g_autofree char *sentence = NULL;

  self->n_order_troubles = standing != NULL ? self->n_order_troubles + 1 : 1;
  if (standing != NULL)
    adw_toast_dismiss (standing);
  if (self->n_order_troubles == 1)
    sentence = describe (self->session, command);
  else
    sentence = g_strdup_printf (ngettext ("%u order came to nothing.", "%u orders came to nothing.",
                                          self->n_order_troubles),
                                self->n_order_troubles);
  if (self->n_order_troubles == 1)
    show_toast (self, sentence, "win.select", incident != NULL ? incident : command->target);
  else
    show_toast (self, sentence, "win.show-panel", "commands");
}

/* The operator looks at its ladder. */
static gboolean
is_watched (WfWindow *self, WfCommandRow *row)
{
  return self->dispatch != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->dispatch))
         && wf_dispatch_pane_get_sent (self->dispatch) == row;
}

static void
changed_cb (WfCommandRow *row, GParamSpec *pspec, WfWindow *self)
{
  const WfCommand *command = wf_command_row_get (row);

  if (!wf_command_state_is_final (command->state))
    return;
  g_signal_handlers_disconnect_by_func (row, changed_cb, self);
  if (came_to_nothing (command->state) && !is_watched (self, row))
    tell (self, command);
}

/* What had ended when it came from the journal was told in its time. */
static void
added_cb (GListModel *all, guint position, guint removed, guint added, WfWindow *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (WfCommandRow) row = g_list_model_get_item (all, i);

      if (!wf_command_state_is_final (wf_command_row_get (row)->state))
        g_signal_connect_object (row, "notify::command", G_CALLBACK (changed_cb), self, 0);
    }
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  wf_window_show_side (self, "lists");
  g_object_set (self->session, "selected-id", g_variant_get_string (parameter, NULL), NULL);
}

void
wf_window_orders_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.select", "s", select_action);
}

void
wf_window_orders_init (WfWindow *self)
{
  GListModel *all = wf_session_get_live_commands (self->session);

  g_signal_connect_object (all, "items-changed", G_CALLBACK (added_cb), self, 0);
  added_cb (all, 0, 0, g_list_model_get_n_items (all), self);
}
