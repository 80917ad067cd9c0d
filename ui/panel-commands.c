/* Watchfloor: the board of commands.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Every command and how far it got; one that is chosen selects its incident everywhere. Main
 * thread. */
#include "config.h"

#include "wf-command-words.h"
#include "wf-line-factory.h"
#include "wf-panel.h"

#include <glib/gi18n.h>

#define WF_TYPE_PANEL_COMMANDS (wf_panel_commands_get_type ())
G_DECLARE_FINAL_TYPE (WfPanelCommands, wf_panel_commands, WF, PANEL_COMMANDS, WfPane)

struct _WfPanelCommands
{
  WfPane parent_instance;

  /* Template */
  GtkDropDown *which;
  GtkStack *stack;
  GtkListView *list;
  AdwStatusPage *empty;

  /* Borrowed */
  GtkListItemFactory *factory;
  GtkFilter *filter;
  GListModel *shown;
  gpointer chosen; /* the item chosen last; only to be compared */
};

G_DEFINE_FINAL_TYPE (WfPanelCommands, wf_panel_commands, WF_TYPE_PANE)

/* Selecting a command selects what it is about. */
static const char *
command_subject (gpointer item)
{
  const WfCommand *command = wf_command_row_get (item);
  const char *incident = wf_command_incident (command);

  return incident != NULL ? incident : command->target;
}

static char *
describe_subject (WfSession *session, WfCommandRow *command_row)
{
  const WfCommand *command = wf_command_row_get (command_row);
  WfRecall recall = wf_command_row_get_recall (command_row, NULL, NULL);
  const char *elsewhere = wf_command_row_get_elsewhere (command_row);
  const char *id = wf_command_incident (command);
  WfIncidentRow *row = id != NULL ? wf_session_find_incident (session, id) : NULL;
  const WfIncident *incident = row != NULL ? wf_incident_row_get (row) : NULL;

  if (elsewhere != NULL)
    /* Translators: a command in a list; %s is a host such as "10.1.2.3:8080" */
    return g_strdup_printf (_ ("At another platform (%s)"), elsewhere);
  if (recall == WF_RECALL_ASKED && !wf_command_state_is_final (command->state))
    return g_strdup (_ ("Being taken back"));
  if (command->reason != NULL && command->reason[0] != '\0')
    return g_strdup (command->reason);
  if (incident == NULL)
    return NULL;
  if (incident->address != NULL && incident->address[0] != '\0')
    return g_strdup_printf ("%s · %s", wf_incident_kind_label (incident->kind), incident->address);
  return g_strdup (wf_incident_kind_label (incident->kind));
}

static void
fill_line (WfListLine *line, gpointer item, gpointer owner)
{
  WfPanelCommands *self = owner;
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  const WfCommand *command = wf_command_row_get (item);
  g_autofree char *words = wf_command_words (session, command);
  g_autofree char *subject = describe_subject (session, item);
  g_autofree char *ago = wf_look_ago (command->changed_us, wf_pane_now (WF_PANE (self)));
  WfLineText text = {
    .icon = wf_look_command_icon (command->state),
    .tone = wf_look_command_tone (command->state),
    .title = words,
    .note = subject,
    .far_title = wf_command_state_label (command->state),
    .far_tone = wf_look_command_tone (command->state),
    .far_note = ago,
  };

  wf_list_line_set (line, &text);
}

static gboolean
matches (gpointer item, gpointer owner)
{
  WfPanelCommands *self = owner;

  return gtk_drop_down_get_selected (self->which) == 0
         || !wf_command_state_is_final (wf_command_row_get (item)->state);
}

static void
show_empty (WfPanelCommands *self)
{
  GListModel *all = wf_session_get_commands (wf_pane_get_session (WF_PANE (self)));
  gboolean none = g_list_model_get_n_items (all) == 0;
  gboolean any = g_list_model_get_n_items (self->shown) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  adw_status_page_set_title (self->empty, none ? _ ("No commands") : _ ("None under way"));
  adw_status_page_set_description (
      self->empty, none ? _ ("Choose an incident and send a unit; each order and its answers are "
                             "kept here.")
                        : _ ("Every command has come to its end."));
}

static void
wf_panel_commands_beat (WfPane *pane)
{
  WfPanelCommands *self = WF_PANEL_COMMANDS (pane);

  wf_filter_follow (wf_session_get_commands (wf_pane_get_session (pane)), self->shown, self->filter,
                    matches, self);
  wf_line_factory_refresh (self->factory);
}

static void
which_cb (WfPanelCommands *self)
{
  if (self->filter == NULL)
    return;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_empty (self);
}

static void
activate_cb (GtkListView *list, guint position, WfPanelCommands *self)
{
  g_autoptr (WfCommandRow) row = g_list_model_get_item (self->shown, position);

  if (row != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-on-map", "s",
                                wf_command_row_get (row)->target);
}

static void
selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, WfPanelCommands *self)
{
  gpointer item = gtk_single_selection_get_selected_item (selection);

  /* The list tells the same item again when others come; the operator has moved on since. */
  if (item == self->chosen)
    return;
  self->chosen = item;
  if (item != NULL)
    g_object_set (wf_pane_get_session (WF_PANE (self)), "selected-id", command_subject (item),
                  NULL);
}

static void
wf_panel_commands_ready (WfPane *pane)
{
  WfPanelCommands *self = WF_PANEL_COMMANDS (pane);
  GListModel *all = g_object_ref (wf_session_get_commands (wf_pane_get_session (pane)));
  g_autoptr (GtkSingleSelection) selection = NULL;
  g_autoptr (GtkListItemFactory) factory = NULL;

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->shown = G_LIST_MODEL (gtk_filter_list_model_new (all, self->filter));
  selection = gtk_single_selection_new (self->shown);
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  /* A new selection begins with its first item chosen. */
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  factory = wf_line_factory_new (fill_line, self, "notify::command");
  self->factory = factory;
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  wf_line_factory_let_copy (self->list);
  g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (selected_cb), self, 0);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (show_empty), self,
                           G_CONNECT_SWAPPED);
  show_empty (self);
}

static void
wf_panel_commands_dispose (GObject *object)
{
  WfPanelCommands *self = WF_PANEL_COMMANDS (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (wf_panel_commands_parent_class)->dispose (object);
}

static void
wf_panel_commands_class_init (WfPanelCommandsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_panel_commands_dispose;
  WF_PANE_CLASS (klass)->ready = wf_panel_commands_ready;
  WF_PANE_CLASS (klass)->beat = wf_panel_commands_beat;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/panel-commands.ui");
  gtk_widget_class_bind_template_child (widget_class, WfPanelCommands, which);
  gtk_widget_class_bind_template_child (widget_class, WfPanelCommands, stack);
  gtk_widget_class_bind_template_child (widget_class, WfPanelCommands, list);
  gtk_widget_class_bind_template_child (widget_class, WfPanelCommands, empty);
  gtk_widget_class_bind_template_callback (widget_class, which_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
wf_panel_commands_init (WfPanelCommands *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static guint
count_under_way (WfSession *session)
{
  GListModel *all = wf_session_get_commands (session);
  guint n = g_list_model_get_n_items (all), open = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfCommandRow) row = g_list_model_get_item (all, i);

      open += !wf_command_state_is_final (wf_command_row_get (row)->state);
    }
  return open;
}

const WfPanel wf_panel_commands = {
  .id = "commands",
  .title = N_ ("Commands"),
  .icon = "wf-command-symbolic",
  .type = wf_panel_commands_get_type,
  .count = count_under_way,
};
