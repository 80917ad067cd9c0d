/* Watchfloor: from the drawing to the order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing tool on the map and the form at the side work on one draft; when it is opened as an
 * incident the side goes on to dispatch. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include <glib/gi18n.h>

static const struct
{
  const char *name;
  const char *hint;
} tools[] = {
  [WF_SHAPE_POINT]
  = { "point", N_ ("Click where it happened, or move the cross with the arrow keys and press "
                   "Space. Enter finishes, Esc ends.") },
  [WF_SHAPE_LINE] = { "line", N_ ("Set the points of the line. Enter or a double click finishes, "
                                  "Backspace takes a point back, Esc ends.") },
  [WF_SHAPE_AREA] = { "area", N_ ("Set the corners of the area. Enter or a double click finishes, "
                                  "Backspace takes a point back, Esc ends.") },
};

static GtkToggleButton *
tool_button (WfWindow *self, guint kind)
{
  GtkToggleButton *buttons[] = { self->draw_point, self->draw_line, self->draw_area };

  return buttons[kind];
}

void
wf_window_show_side (WfWindow *self, const char *name)
{
  g_autofree char *selected = NULL;

  /* The keyboard goes back to the row it was on, which selects that row: what is selected stays. */
  g_object_get (self->session, "selected-id", &selected, NULL);
  gtk_stack_set_visible_child_name (self->side, name);
  g_object_set (self->session, "selected-id", selected, NULL);
}

/* -1 = no tool. */
static void
show_tool (WfWindow *self, int kind)
{
  self->ending_drawing = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    gtk_toggle_button_set_active (tool_button (self, i), (int) i == kind);
  self->ending_drawing = FALSE;
  if (kind >= 0)
    gtk_label_set_text (self->hint, _ (tools[kind].hint));
  gtk_revealer_set_reveal_child (self->hint_revealer, kind >= 0);
}

static void
stop_drawing (WfWindow *self)
{
  if (wf_map_view_is_drawing (self->map))
    wf_map_view_cancel_drawing (self->map);
  wf_map_view_end_drawing (self->map);
  show_tool (self, -1);
}

static void
opened_cb (WfIncidentForm *form, const char *id, WfWindow *self)
{
  stop_drawing (self);
  wf_window_drawing_offer_draft (self);
  adw_view_stack_set_visible_child_name (self->panels, "incidents");
  g_object_set (self->session, "selected-id", id, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.send-unit", NULL);
}

static void
discarded_cb (WfIncidentForm *form, WfWindow *self)
{
  stop_drawing (self);
  wf_window_drawing_offer_draft (self);
  wf_window_show_side (self, "lists");
}

/* A draft that had to make room for the edit is offered again. */
static void
edited_cb (WfIncidentForm *form, WfWindow *self)
{
  wf_window_show_side (self, "lists");
  wf_window_focus_list (self);
  wf_window_drawing_offer_draft (self);
}

static void
left_cb (WfIncidentForm *form, WfWindow *self)
{
  stop_drawing (self);
  edited_cb (form, self);
}

static WfIncidentForm *
ensure_form (WfWindow *self)
{
  if (self->form != NULL)
    return self->form;
  self->form = g_object_new (WF_TYPE_INCIDENT_FORM, "session", self->session, NULL);
  g_signal_connect (self->form, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect (self->form, "discarded", G_CALLBACK (discarded_cb), self);
  g_signal_connect (self->form, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect (self->form, "left", G_CALLBACK (left_cb), self);
  adw_bin_set_child (self->form_slot, GTK_WIDGET (self->form));
  return self->form;
}

static void
dispatch_closed_cb (WfDispatchPane *pane, WfWindow *self)
{
  wf_window_show_side (self, "lists");
  wf_window_focus_list (self);
}

static WfDispatchPane *
ensure_dispatch (WfWindow *self)
{
  if (self->dispatch != NULL)
    return self->dispatch;
  self->dispatch = g_object_new (WF_TYPE_DISPATCH_PANE, "session", self->session, NULL);
  g_signal_connect (self->dispatch, "closed", G_CALLBACK (dispatch_closed_cb), self);
  adw_bin_set_child (self->dispatch_slot, GTK_WIDGET (self->dispatch));
  return self->dispatch;
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  g_autofree char *id = NULL;

  g_object_get (self->session, "selected-id", &id, NULL);
  if (id == NULL || wf_session_find_incident (self->session, id) == NULL)
    {
      wf_window_tell (self, _ ("Select an incident first."), FALSE);
      return;
    }
  wf_dispatch_pane_begin (ensure_dispatch (self), id);
  wf_window_show_side (self, "dispatch");
  wf_dispatch_pane_focus (self->dispatch);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  g_autofree char *id = NULL;
  WfIncidentRow *row;

  g_object_get (self->session, "selected-id", &id, NULL);
  row = id != NULL ? wf_session_find_incident (self->session, id) : NULL;
  if (row == NULL)
    {
      wf_window_tell (self, _ ("Select an incident first."), FALSE);
      return;
    }
  wf_incident_form_edit (ensure_form (self), wf_incident_row_get (row));
  stop_drawing (self);
  wf_window_show_side (self, "form");
  wf_incident_form_focus (self->form);
}

static void
take_drawing (WfWindow *self)
{
  g_auto (WfShape) shape = { 0 };

  if (self->form == NULL || !wf_incident_form_is_active (self->form))
    return;
  if (wf_map_view_get_drawing (self->map, &shape))
    wf_incident_form_set_shape (self->form, &shape);
  else
    wf_incident_form_set_shape (self->form, NULL);
  /* Esc on the map takes the drawing away. */
  if (!wf_map_view_is_drawing (self->map))
    show_tool (self, -1);
}

static void
finished_cb (WfWindow *self)
{
  take_drawing (self);
  show_tool (self, -1);
  if (self->form != NULL && wf_incident_form_is_active (self->form))
    wf_incident_form_focus (self->form);
}

static void
begin_drawing (WfWindow *self, WfShapeKind kind)
{
  wf_incident_form_begin (ensure_form (self), kind);
  wf_window_show_side (self, "form");
  wf_map_view_start_drawing (self->map, kind);
  show_tool (self, (int) kind);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

/* What the form's button says, wherever the keyboard is. */
static void
open_drawn_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  if (self->form == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->form)))
    return;
  take_drawing (self);
  wf_incident_form_open (self->form);
}

static void
draw_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *tool = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    if (g_str_equal (tool, tools[i].name))
      begin_drawing (WF_WINDOW (widget), (WfShapeKind) i);
}

/* Ends the tool; the form with its draft stays. */
static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  if (wf_map_view_is_drawing (self->map))
    wf_map_view_cancel_drawing (self->map);
  show_tool (self, -1);
  take_drawing (self);
}

static void
toggled_cb (GtkToggleButton *button, WfWindow *self)
{
  if (self->ending_drawing)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    if (tool_button (self, i) == button && gtk_toggle_button_get_active (button))
      {
        begin_drawing (self, (WfShapeKind) i);
        return;
      }
  stop_action (GTK_WIDGET (self), NULL, NULL);
}

static void
vertex_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  if (g_str_equal (name, "win.undo-vertex"))
    wf_map_view_undo_vertex (self->map);
  else
    wf_map_view_redo_vertex (self->map);
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  g_autoptr (WfIncident) draft = wf_session_get_draft (self->session);

  gtk_revealer_set_reveal_child (self->draft_revealer, FALSE);
  /* The form may still hold it, with what was typed since. */
  if (self->form != NULL && wf_incident_form_is_active (self->form))
    wf_window_show_side (self, "form");
  else if (draft != NULL)
    {
      wf_incident_form_resume (ensure_form (self), draft);
      wf_window_show_side (self, "form");
      if (draft->shape.n_points > 0)
        {
          wf_map_view_edit_shape (self->map, &draft->shape);
          wf_map_view_go_to (self->map, wf_shape_anchor (&draft->shape), 16, FALSE);
          show_tool (self, (int) draft->shape.kind);
        }
    }
  else
    return;
  wf_incident_form_focus (self->form);
}

/* "An unfinished incident ...", its kind and where it is; free with g_free. */
static char *
describe_draft (WfWindow *self, const WfIncident *draft)
{
  g_autofree char *clock = wf_time_format_clock (draft->created_us);
  g_autofree char *text = g_strdup_printf (_ ("An unfinished incident from %s was kept."), clock);
  g_auto (WfPlace) place = wf_session_place_of (self->session, draft);
  const char *where = draft->address != NULL && draft->address[0] != '\0' ? draft->address
                      : draft->shape.n_points > 0                         ? place.community
                                                                          : NULL;
  const char *kind = wf_incident_kind_label (draft->kind);

  if (where == NULL)
    return g_strdup_printf ("%s\n%s", text, kind);
  return g_strdup_printf ("%s\n%s · %s", text, kind, where);
}

static void
discard_draft_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  g_autoptr (WfIncident) draft = wf_session_get_draft (self->session);

  if (draft == NULL)
    return;
  g_clear_pointer (&self->discarded, wf_incident_free);
  self->discarded = g_steal_pointer (&draft);
  /* The form may still hold it. */
  if (self->form != NULL && wf_incident_form_is_active (self->form))
    gtk_widget_activate_action (GTK_WIDGET (self->form), "form.discard", NULL);
  wf_session_drop_draft (self->session);
  wf_window_drawing_offer_draft (self);
  wf_window_offer (self, _ ("The draft was discarded."), _ ("_Undo"), "win.restore-draft", NULL);
}

static void
restore_draft_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  g_autoptr (WfIncident) newer = wf_session_get_draft (self->session);

  /* There is one draft: one that was begun since is not put aside for it. */
  if (self->discarded != NULL && newer != NULL)
    wf_window_tell (self, _ ("Another draft was begun since; the discarded one is gone."), FALSE);
  else if (self->discarded != NULL)
    wf_session_save_draft (self->session, self->discarded);
  g_clear_pointer (&self->discarded, wf_incident_free);
  wf_window_drawing_offer_draft (self);
}

void
wf_window_drawing_offer_draft (WfWindow *self)
{
  g_autoptr (WfIncident) draft = wf_session_get_draft (self->session);
  g_autofree char *text = draft != NULL ? describe_draft (self, draft) : NULL;

  if (text != NULL)
    gtk_label_set_text (self->draft, text);
  gtk_revealer_set_reveal_child (self->draft_revealer, text != NULL);
}

void
wf_window_drawing_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.draw", "s", draw_action);
  gtk_widget_class_install_action (widget_class, "win.stop-drawing", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "win.undo-vertex", NULL, vertex_action);
  gtk_widget_class_install_action (widget_class, "win.redo-vertex", NULL, vertex_action);
  gtk_widget_class_install_action (widget_class, "win.send-unit", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "win.resume-draft", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "win.discard-draft", NULL, discard_draft_action);
  gtk_widget_class_install_action (widget_class, "win.restore-draft", NULL, restore_draft_action);
  gtk_widget_class_install_action (widget_class, "win.open-drawn", NULL, open_drawn_action);
  gtk_widget_class_install_action (widget_class, "win.edit-incident", NULL, edit_action);
}

/* What nothing nearer to the keyboard took: an entry takes its signs, a list its Enter. */
static void
add_keys (WfWindow *self)
{
  static const char *const keys[][2] = {
    { "<Control>Return|<Control>KP_Enter", "action(win.open-drawn)" },
    { "plus|equal|KP_Add", "action(win.zoom-in)" },
    { "minus|underscore|KP_Subtract", "action(win.zoom-out)" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i][0]),
                          gtk_shortcut_action_parse_string (keys[i][1])));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

void
wf_window_drawing_init (WfWindow *self)
{
  add_keys (self);
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    g_signal_connect (tool_button (self, i), "toggled", G_CALLBACK (toggled_cb), self);
  g_signal_connect_object (self->map, "drawing-changed", G_CALLBACK (take_drawing), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "drawing-finished", G_CALLBACK (finished_cb), self,
                           G_CONNECT_SWAPPED);
  wf_window_drawing_offer_draft (self);
}
