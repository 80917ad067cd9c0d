/* Watchfloor: what is selected.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Filled anew once a second and when the selection moves; only what changed is touched. Main
 * thread. */
#include "config.h"

#include "wf-detail-pane.h"

#include "wf-command-ladder.h"
#include "wf-command-words.h"
#include "wf-fact-grid.h"
#include "wf-geodesic.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _WfDetailPane
{
  WfPane parent_instance;

  /* Template */
  GtkStack *stack;
  GtkImage *icon;
  GtkLabel *title, *note, *command_title, *more_commands;
  WfFactGrid *facts;
  WfCommandLadder *ladder;
  GtkBox *commands_box;
  GtkButton *show, *task, *send, *edit, *revoke, *close, *reopen, *offer;

  /* Owned */
  char *id; /* what is shown */
  char *task_id; /* the incident a unit is on; NULL = none */
  WfCommandRow *command; /* whose ladder is shown; NULL = none */
};

G_DEFINE_FINAL_TYPE (WfDetailPane, wf_detail_pane, WF_TYPE_PANE)

static void
set_head (WfDetailPane *self, const char *icon, WfTone tone, const char *title, const char *note)
{
  gtk_image_set_from_icon_name (self->icon, icon);
  wf_tone_apply (GTK_WIDGET (self->icon), tone);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->note, note);
  wf_tone_apply (GTK_WIDGET (self->note), tone);
}

/* The newest command that @is_about says is about what is shown, and how many there are. */
static WfCommandRow *
find_command (WfDetailPane *self, gboolean by_target, guint *n_found)
{
  GListModel *all = wf_session_get_commands (wf_pane_get_session (WF_PANE (self)));
  guint n = g_list_model_get_n_items (all);
  WfCommandRow *newest = NULL;

  *n_found = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfCommandRow) row = g_list_model_get_item (all, i);
      const WfCommand *command = wf_command_row_get (row);
      const char *about = by_target ? command->target : wf_command_incident (command);

      if (g_strcmp0 (about, self->id) != 0)
        continue;
      if (newest == NULL)
        newest = row; /* the model keeps it */
      ++*n_found;
    }
  return newest;
}

static void
show_commands (WfDetailPane *self, gboolean by_target)
{
  guint n;
  WfCommandRow *row = find_command (self, by_target, &n);

  gtk_widget_set_visible (GTK_WIDGET (self->commands_box), row != NULL);
  wf_command_ladder_set_row (self->ladder, row, wf_pane_now (WF_PANE (self)));
  g_set_object (&self->command, row);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "detail.revoke",
      row != NULL && wf_command_may_take_back (row)
          && wf_session_is_live (wf_pane_get_session (WF_PANE (self)), NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->revoke),
                          row != NULL
                              && !wf_command_state_is_final (wf_command_row_get (row)->state));
  if (row != NULL)
    {
      g_autofree char *title
          = wf_command_words (wf_pane_get_session (WF_PANE (self)), wf_command_row_get (row));

      gtk_label_set_text (self->command_title, title);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->more_commands), n > 1);
  if (n > 1)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("and %u earlier command", "and %u earlier commands", n - 1), n - 1);

      gtk_label_set_text (self->more_commands, text);
    }
}

static char *
describe_freshness (const WfTrack *track, gint64 now)
{
  WfFreshness freshness = wf_track_freshness (track, now);
  g_autofree char *ago = wf_look_ago (track->observed_us, now);

  return freshness == WF_FRESH ? g_strdup (ago)
                               : g_strdup_printf ("%s · %s", ago, wf_freshness_label (freshness));
}

static void
add_motion (WfDetailPane *self, const WfTrack *track)
{
  g_autofree char *position = wf_look_position (track->position);
  g_autofree char *speed = NULL;
  g_autofree char *accuracy = NULL;

  if (isfinite (track->speed_mps))
    /* Translators: a speed */
    speed = g_strdup_printf (_ ("%.0f km/h"), (double) track->speed_mps * 3.6);
  if (isfinite (track->accuracy_m) && track->accuracy_m > 0)
    accuracy = g_strdup_printf (_ ("± %.0f m"), (double) track->accuracy_m);
  wf_fact_grid_add (self->facts, _ ("Speed"), speed, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Position"), position, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Accuracy"), accuracy, WF_TONE_PLAIN);
}

/* Where the operator reads English, "alternateLineName" rather than "lineName". */
static const char *
text_in_language (WfDetailPane *self, const json_t *attrs, const char *key)
{
  const char *text = wf_json_string (attrs, key, NULL);
  g_autofree char *other = g_strdup_printf ("alternate%c%s", g_ascii_toupper (key[0]), key + 1);

  if (wf_session_get_chinese (wf_pane_get_session (WF_PANE (self))))
    return text;
  return wf_json_string (attrs, other, text);
}

/* What the feed says beyond position and state, as far as we have a word for it. */
static void
add_attributes (WfDetailPane *self, const WfTrack *track)
{
  static const struct
  {
    const char *key, *label;
  } known[] = {
    { "vehiclePlateIdentifier", N_ ("Plate") }, { "lineName", N_ ("Bus line") },
    { "capability", N_ ("Capability") },        { "phase", N_ ("Signal phase") },
    { "description", N_ ("Description") },
  };
  g_autoptr (json_t) attrs
      = track->attrs != NULL
            ? wf_json_parse (track->attrs, strlen (track->attrs), 65536, "attributes", NULL)
            : NULL;

  g_clear_pointer (&self->task_id, g_free);
  for (guint i = 0; attrs != NULL && i < G_N_ELEMENTS (known); i++)
    wf_fact_grid_add (self->facts, _ (known[i].label), text_in_language (self, attrs, known[i].key),
                      WF_TONE_PLAIN);
  if (attrs != NULL)
    self->task_id = g_strdup (wf_json_string (attrs, "refIncident", NULL));
}

static void
show_incident_actions (WfDetailPane *self, WfIncidentRow *row)
{
  WfSyncState sync = row != NULL ? wf_incident_row_get_sync (row) : WF_SYNC_SHARED;
  gboolean is_closed = row != NULL && g_strcmp0 (wf_incident_row_get (row)->state, "closed") == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->send), row != NULL && !is_closed);
  gtk_widget_set_visible (GTK_WIDGET (self->edit), row != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->close), row != NULL && !is_closed);
  gtk_widget_set_visible (GTK_WIDGET (self->reopen), is_closed);
  gtk_widget_set_visible (GTK_WIDGET (self->offer), !is_closed && sync >= WF_SYNC_REFUSED);
}

static void
show_track (WfDetailPane *self, const WfTrack *track)
{
  gint64 now = wf_pane_now (WF_PANE (self));
  WfUnitGroup group = wf_unit_state_group (track->state);
  g_autofree char *fresh = describe_freshness (track, now);
  gboolean unit = wf_track_is_unit (track);

  set_head (self, unit ? wf_look_group_icon (group) : wf_look_class_icon (track->class_name),
            unit ? wf_look_group_tone (group) : WF_TONE_PLAIN, track->label,
            unit ? wf_unit_state_label (track->state) : wf_look_class_label (track->class_name));
  wf_fact_grid_begin (self->facts);
  wf_fact_grid_add (self->facts, _ ("Kind"), wf_look_class_label (track->class_name),
                    WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Last report"), fresh,
                    wf_look_freshness_tone (wf_track_freshness (track, now)));
  add_motion (self, track);
  add_attributes (self, track);
  wf_fact_grid_end (self->facts);
  show_commands (self, TRUE);
  show_incident_actions (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->task), self->task_id != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->show), isfinite (track->position.lon));
}

static char *
describe_extent (const WfShape *shape)
{
  double m;

  if (shape->kind == WF_SHAPE_LINE && shape->n_points >= 2)
    return wf_look_distance (wf_geodesic_length_m (shape->points, shape->n_points));
  if (shape->kind != WF_SHAPE_AREA || shape->n_points < 3)
    return NULL;
  m = wf_geodesic_area_m2 (shape->points, shape->n_points);
  /* Translators: an area in hectares; then in square kilometres */
  return m < 1e6 ? g_strdup_printf (_ ("%.1f ha"), m / 1e4)
                 : g_strdup_printf (_ ("%.2f km²"), m / 1e6);
}

static void
add_place (WfDetailPane *self, const WfIncident *incident)
{
  g_autofree char *position = wf_look_position (wf_shape_anchor (&incident->shape));
  g_autofree char *extent = describe_extent (&incident->shape);
  g_auto (WfPlace) place = wf_session_place_of (wf_pane_get_session (WF_PANE (self)), incident);

  wf_fact_grid_add (self->facts, _ ("Address"), incident->address, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Grid cell"), place.grid_code, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Community"), place.community, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Street"), place.street, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("District"), place.district, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Position"), position, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Extent"), extent, WF_TONE_PLAIN);
}

static void
show_incident (WfDetailPane *self, WfIncidentRow *row)
{
  const WfIncident *incident = wf_incident_row_get (row);
  WfSyncState sync = wf_incident_row_get_sync (row);
  g_autofree char *when = wf_look_when (incident->created_us, wf_pane_now (WF_PANE (self)));
  g_autofree char *note = g_strdup_printf ("%s · %s", wf_incident_level_label (incident->level),
                                           wf_incident_state_label (incident->state));

  set_head (self, wf_look_kind_icon (incident->kind), wf_look_level_tone (incident->level),
            wf_incident_kind_label (incident->kind), note);
  wf_fact_grid_begin (self->facts);
  add_place (self, incident);
  wf_fact_grid_add (self->facts, _ ("Notes"), incident->notes, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Opened"), when, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("By"), incident->created_by, WF_TONE_PLAIN);
  wf_fact_grid_add (self->facts, _ ("Delivery"), wf_look_sync_label (sync),
                    sync == WF_SYNC_SHARED    ? WF_TONE_PLAIN
                    : sync >= WF_SYNC_REFUSED ? WF_TONE_RED
                                              : WF_TONE_AMBER);
  wf_fact_grid_add (self->facts, _ ("Trouble"), wf_incident_row_get_trouble (row), WF_TONE_RED);
  wf_fact_grid_end (self->facts);
  show_commands (self, FALSE);
  show_incident_actions (self, row);
  gtk_widget_set_visible (GTK_WIDGET (self->task), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->show), TRUE);
}

static void
wf_detail_pane_beat (WfPane *pane)
{
  WfDetailPane *self = WF_DETAIL_PANE (pane);
  WfSession *session = wf_pane_get_session (pane);
  const WfTrack *track
      = self->id != NULL ? wf_track_store_find (wf_session_get_tracks (session), self->id) : NULL;
  WfIncidentRow *incident
      = self->id != NULL && track == NULL ? wf_session_find_incident (session, self->id) : NULL;

  if (track != NULL)
    show_track (self, track);
  else if (incident != NULL)
    show_incident (self, incident);
  gtk_stack_set_visible_child_name (self->stack,
                                    track != NULL || incident != NULL ? "some" : "none");
}

static void
selected_cb (WfDetailPane *self)
{
  g_clear_pointer (&self->id, g_free);
  g_object_get (wf_pane_get_session (WF_PANE (self)), "selected-id", &self->id, NULL);
  wf_detail_pane_beat (WF_PANE (self));
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfDetailPane *self = WF_DETAIL_PANE (widget);

  if (self->id != NULL)
    gtk_widget_activate_action (widget, "win.show-on-map", "s", self->id);
}

static void
task_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfDetailPane *self = WF_DETAIL_PANE (widget);
  g_autofree char *id = g_strdup (self->task_id);

  if (id != NULL)
    g_object_set (wf_pane_get_session (WF_PANE (self)), "selected-id", id, NULL);
}

static void
revoke_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfDetailPane *self = WF_DETAIL_PANE (widget);

  if (self->command == NULL)
    return;
  wf_command_take_back (widget, wf_pane_get_session (WF_PANE (self)), self->command);
  /* The button cannot be pressed twice; the keyboard goes on from its neighbour. */
  gtk_widget_grab_focus (GTK_WIDGET (self->show));
  wf_detail_pane_beat (WF_PANE (self));
}

static void
tell (WfDetailPane *self, gboolean done, const GError *error)
{
  if (!done)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
  wf_detail_pane_beat (WF_PANE (self));
}

static void
set_closed (WfDetailPane *self, const char *id, gboolean closed)
{
  g_autoptr (GError) error = NULL;
  gboolean done
      = wf_session_close_incident (wf_pane_get_session (WF_PANE (self)), id, closed, &error);

  tell (self, done, error);
}

static void
close_cb (AdwMessageDialog *dialog, const char *response, WfDetailPane *self)
{
  if (g_str_equal (response, "close"))
    set_closed (self, g_object_get_data (G_OBJECT (dialog), "incident"), TRUE);
}

static gboolean
has_units_under_way (WfDetailPane *self)
{
  GListModel *all = wf_session_get_commands (wf_pane_get_session (WF_PANE (self)));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (WfCommandRow) row = g_list_model_get_item (all, i);
      const WfCommand *command = wf_command_row_get (row);

      if (g_strcmp0 (wf_command_incident (command), self->id) == 0
          && !wf_command_state_is_final (command->state))
        return TRUE;
    }
  return FALSE;
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfDetailPane *self = WF_DETAIL_PANE (widget);
  GtkWidget *dialog;

  if (self->id == NULL)
    return;
  dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Close this incident?"),
      has_units_under_way (self) ? _ ("Orders about it are under way. They go on: closing "
                                      "calls nobody back.")
                                 : _ ("It leaves the open incidents of all desks, and can "
                                      "be opened again."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "close",
                                    _ ("_Close incident"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close",
                                              has_units_under_way (self) ? ADW_RESPONSE_DESTRUCTIVE
                                                                         : ADW_RESPONSE_SUGGESTED);
  g_object_set_data_full (G_OBJECT (dialog), "incident", g_strdup (self->id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
reopen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfDetailPane *self = WF_DETAIL_PANE (widget);

  if (self->id != NULL)
    set_closed (self, self->id, FALSE);
}

static void
offer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfDetailPane *self = WF_DETAIL_PANE (widget);
  g_autoptr (GError) error = NULL;
  gboolean done
      = self->id != NULL
        && wf_session_send_incident (wf_pane_get_session (WF_PANE (self)), self->id, &error);

  if (self->id != NULL)
    tell (self, done, error);
}

static void
wf_detail_pane_ready (WfPane *pane)
{
  g_signal_connect_object (wf_pane_get_session (pane), "notify::selected-id",
                           G_CALLBACK (selected_cb), pane, G_CONNECT_SWAPPED);
  selected_cb (WF_DETAIL_PANE (pane));
}

static void
wf_detail_pane_dispose (GObject *object)
{
  WfDetailPane *self = WF_DETAIL_PANE (object);

  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->task_id, g_free);
  g_clear_object (&self->command);
  G_OBJECT_CLASS (wf_detail_pane_parent_class)->dispose (object);
}

static void
wf_detail_pane_class_init (WfDetailPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (WF_TYPE_FACT_GRID);
  g_type_ensure (WF_TYPE_COMMAND_LADDER);
  G_OBJECT_CLASS (klass)->dispose = wf_detail_pane_dispose;
  WF_PANE_CLASS (klass)->ready = wf_detail_pane_ready;
  WF_PANE_CLASS (klass)->beat = wf_detail_pane_beat;
  gtk_widget_class_install_action (widget_class, "detail.show", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "detail.task", NULL, task_action);
  gtk_widget_class_install_action (widget_class, "detail.revoke", NULL, revoke_action);
  gtk_widget_class_install_action (widget_class, "detail.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "detail.reopen", NULL, reopen_action);
  gtk_widget_class_install_action (widget_class, "detail.offer", NULL, offer_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-detail-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, stack);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, icon);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, title);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, note);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, facts);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, ladder);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, commands_box);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, command_title);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, more_commands);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, show);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, task);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, send);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, edit);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, revoke);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, close);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, reopen);
  gtk_widget_class_bind_template_child (widget_class, WfDetailPane, offer);
}

static void
wf_detail_pane_init (WfDetailPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
