/* Watchfloor: sending a unit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The ranking is taken anew each few seconds, but the order stands still while a unit is chosen:
 * what one aims at must not move. Main thread. */
#include "config.h"

#include "wf-dispatch-pane.h"

#include "wf-command-ladder.h"
#include "wf-command-words.h"
#include "wf-line-factory.h"

#include <glib/gi18n.h>

#define RANK_EVERY_S 4
#define MOST_FOCUS_TRIES 30

struct _WfDispatchPane
{
  WfPane parent_instance;

  /* Template */
  GtkLabel *subject, *hint, *sentence, *warning, *sent_title;
  GtkStack *stack, *card;
  GtkListView *list;
  GtkDropDown *class_choice;
  WfCommandLadder *ladder;
  GtkButton *confirm, *revoke, *another;

  /* Borrowed */
  GtkSingleSelection *selection;
  GtkListItemFactory *factory;

  /* Owned */
  char *incident_id;
  GtkStringList *ids;
  GArray *ranked; /* WfCandidate, as ranked last */
  GHashTable *by_id; /* id -> WfCandidate in ranked, both borrowed */
  WfProposal *proposal; /* what Confirm would send */
  WfCommandRow *sent;
  guint beats;
  guint focus_tries;
};

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WfDispatchPane, wf_dispatch_pane, WF_TYPE_PANE)

static void
fill_line (WfListLine *line, gpointer item, gpointer owner)
{
  WfDispatchPane *self = owner;
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  const char *id = gtk_string_object_get_string (item);
  const WfCandidate *candidate = g_hash_table_lookup (self->by_id, id);
  const WfTrack *track = wf_track_store_find (wf_session_get_tracks (session), id);
  g_autofree char *far = NULL;
  g_autofree char *ago = NULL;
  WfLineText text = { 0 };

  if (candidate == NULL || track == NULL)
    return;
  far = wf_look_distance (candidate->metres);
  ago = wf_look_ago (track->observed_us, wf_pane_now (WF_PANE (self)));
  text.icon = wf_look_group_icon (wf_unit_state_group (track->state));
  text.tone = wf_look_group_tone (wf_unit_state_group (track->state));
  text.title = track->label;
  text.note = candidate->why_not != NULL ? candidate->why_not : wf_unit_state_label (track->state);
  text.far_title = far;
  text.far_note = ago;
  text.far_note_tone
      = wf_look_freshness_tone (wf_track_freshness (track, wf_pane_now (WF_PANE (self))));
  text.faded = candidate->why_not != NULL;
  wf_list_line_set (line, &text);
}

static const WfIncident *
get_incident (WfDispatchPane *self)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  WfIncidentRow *row
      = self->incident_id != NULL ? wf_session_find_incident (session, self->incident_id) : NULL;

  return row != NULL ? wf_incident_row_get (row) : NULL;
}

static gboolean
same_order (WfDispatchPane *self, GArray *ranked)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->ids)) != ranked->len)
    return FALSE;
  for (guint i = 0; i < ranked->len; i++)
    if (g_strcmp0 (gtk_string_list_get_string (self->ids, i),
                   g_array_index (ranked, WfCandidate, i).id)
        != 0)
      return FALSE;
  return TRUE;
}

static void
show_order (WfDispatchPane *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (same_order (self, self->ranked))
    return;
  for (guint i = 0; i < self->ranked->len; i++)
    g_ptr_array_add (ids, g_array_index (self->ranked, WfCandidate, i).id);
  g_ptr_array_add (ids, NULL);
  gtk_string_list_splice (self->ids, 0, g_list_model_get_n_items (G_LIST_MODEL (self->ids)),
                          (const char *const *) ids->pdata);
}

/* In the order of the drop-down; NULL = all. */
static const char *const classes[] = { "ambulance", "fire", "police", NULL };

/* What is mostly sent to such an incident: where the list begins, not where it ends. */
static guint
class_for (const char *kind)
{
  static const char *const by_kind[][2] = {
    { "medical", "ambulance" }, { "fire", "fire" },      { "flood", "fire" },
    { "gas", "fire" },          { "traffic", "police" }, { "crowd", "police" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (by_kind); i++)
    for (guint c = 0; classes[c] != NULL && g_strcmp0 (kind, by_kind[i][0]) == 0; c++)
      if (g_str_equal (classes[c], by_kind[i][1]))
        return c;
  return G_N_ELEMENTS (classes) - 1;
}

static void
keep_class (WfDispatchPane *self)
{
  WfTrackStore *tracks = wf_session_get_tracks (wf_pane_get_session (WF_PANE (self)));
  guint choice = gtk_drop_down_get_selected (self->class_choice);
  const char *wanted = choice < G_N_ELEMENTS (classes) ? classes[choice] : NULL;

  for (guint i = self->ranked->len; wanted != NULL && i-- > 0;)
    {
      const WfTrack *track
          = wf_track_store_find (tracks, g_array_index (self->ranked, WfCandidate, i).id);

      if (track == NULL || g_strcmp0 (track->class_name, wanted) != 0)
        g_array_remove_index (self->ranked, i);
    }
}

/* Those that may be sent first, each part by distance. */
static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const WfCandidate *x = a, *y = b;

  if ((x->why_not == NULL) != (y->why_not == NULL))
    return x->why_not == NULL ? -1 : 1;
  return x->metres < y->metres ? -1 : x->metres > y->metres;
}

static void
rank (WfDispatchPane *self)
{
  const WfIncident *incident = get_incident (self);
  gboolean chosen
      = gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION;

  if (incident == NULL)
    return;
  g_hash_table_remove_all (self->by_id);
  g_clear_pointer (&self->ranked, g_array_unref);
  self->ranked = wf_session_rank_units (wf_pane_get_session (WF_PANE (self)),
                                        wf_shape_anchor (&incident->shape));
  keep_class (self);
  g_array_sort (self->ranked, compare_candidates);
  for (guint i = 0; i < self->ranked->len; i++)
    {
      WfCandidate *candidate = &g_array_index (self->ranked, WfCandidate, i);

      g_hash_table_insert (self->by_id, candidate->id, candidate);
    }
  if (!chosen)
    show_order (self);
  gtk_stack_set_visible_child_name (self->stack, self->ranked->len > 0 ? "list" : "empty");
}

static void
wf_dispatch_pane_beat (WfPane *pane)
{
  WfDispatchPane *self = WF_DISPATCH_PANE (pane);

  if (self->incident_id == NULL)
    return;
  if (self->beats++ % RANK_EVERY_S == 0)
    rank (self);
  if (self->sent != NULL)
    wf_command_ladder_set_row (self->ladder, self->sent, wf_pane_now (pane));
  wf_line_factory_refresh (self->factory);
}

static void
show_hint (WfDispatchPane *self, const char *text, gboolean trouble)
{
  gtk_label_set_text (self->hint, text);
  if (trouble)
    gtk_widget_remove_css_class (GTK_WIDGET (self->hint), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");
  wf_tone_apply (GTK_WIDGET (self->hint), trouble ? WF_TONE_RED : WF_TONE_PLAIN);
  gtk_stack_set_visible_child_name (self->card, "hint");
}

static void
show_proposal (WfDispatchPane *self)
{
  const char *warning = self->proposal->warning;

  gtk_label_set_text (self->sentence, self->proposal->sentence);
  gtk_label_set_text (self->warning, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning), warning != NULL);
  gtk_stack_set_visible_child_name (self->card, "confirm");
}

static void
propose (WfDispatchPane *self, const char *unit_id)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->proposal, wf_proposal_free);
  self->proposal = wf_session_propose (session, "sendUnit", unit_id, self->incident_id, &error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dispatch.confirm", self->proposal != NULL);
  if (self->proposal == NULL)
    show_hint (self, error->message, TRUE);
  else
    show_proposal (self);
}

static void
selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, WfDispatchPane *self)
{
  gpointer item = gtk_single_selection_get_selected_item (selection);

  if (item != NULL && self->sent == NULL)
    propose (self, gtk_string_object_get_string (item));
}

/* Enter takes the line that is framed; it sends nothing. */
static void
activate_cb (GtkListView *list, guint position, WfDispatchPane *self)
{
  gtk_single_selection_set_selected (self->selection, position);
}

static void
sent_changed_cb (WfDispatchPane *self)
{
  WfCommandState state = wf_command_row_get (self->sent)->state;
  gboolean ended = wf_command_state_is_final (state);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dispatch.revoke",
                                 wf_command_may_take_back (self->sent));
  gtk_widget_set_visible (GTK_WIDGET (self->revoke), !ended);
  /* It came to nothing: the incident still waits for somebody. */
  if (ended && state != WF_COMMAND_DONE)
    gtk_widget_add_css_class (GTK_WIDGET (self->another), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->another), "suggested-action");
}

static void
forget_sent (WfDispatchPane *self)
{
  if (self->sent != NULL)
    g_signal_handlers_disconnect_by_data (self->sent, self);
  g_clear_object (&self->sent);
  wf_command_ladder_set_row (self->ladder, NULL, 0);
}

static void
unchoose (WfDispatchPane *self)
{
  forget_sent (self);
  g_clear_pointer (&self->proposal, wf_proposal_free);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dispatch.confirm", FALSE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->class_choice), TRUE);
  show_hint (self, _ ("Choose a unit. Nothing is sent before you confirm."), FALSE);
  self->beats = 0;
  wf_dispatch_pane_beat (WF_PANE (self));
}

static void
class_cb (WfDispatchPane *self)
{
  if (self->incident_id != NULL && self->sent == NULL)
    unchoose (self);
}

static void
show_sent (WfDispatchPane *self, WfCommandRow *row)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  g_autofree char *title = wf_command_words (session, wf_command_row_get (row));

  self->sent = g_object_ref (row);
  g_signal_connect_swapped (row, "notify::command", G_CALLBACK (sent_changed_cb), self);
  gtk_label_set_text (self->sent_title, title);
  wf_command_ladder_set_row (self->ladder, row, wf_pane_now (WF_PANE (self)));
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->class_choice), FALSE);
  gtk_stack_set_visible_child_name (self->card, "ladder");
  sent_changed_cb (self);
  /* The list does not take the keyboard any more; here Esc still closes and Enter does no harm. */
  gtk_widget_grab_focus (GTK_WIDGET (self->another));
}

WfCommandRow *
wf_dispatch_pane_confirm (WfDispatchPane *self)
{
  g_autoptr (WfProposal) proposal = g_steal_pointer (&self->proposal);
  g_autoptr (GError) error = NULL;
  WfCommandRow *row;

  /* Whatever happens, one proposal is confirmed once. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dispatch.confirm", FALSE);
  if (proposal == NULL)
    return NULL;
  row = wf_session_confirm (wf_pane_get_session (WF_PANE (self)), proposal, &error);
  if (row == NULL)
    show_hint (self, error->message, TRUE);
  else
    show_sent (self, row);
  return row;
}

static void
confirm_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wf_dispatch_pane_confirm (WF_DISPATCH_PANE (widget));
}

static void
unchoose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  unchoose (WF_DISPATCH_PANE (widget));
  gtk_widget_grab_focus (GTK_WIDGET (WF_DISPATCH_PANE (widget)->list));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[CLOSED], 0);
}

static void
revoke_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfDispatchPane *self = WF_DISPATCH_PANE (widget);

  if (self->sent == NULL)
    return;
  wf_command_take_back (widget, wf_pane_get_session (WF_PANE (self)), self->sent);
  /* The button cannot be pressed twice; the keyboard goes on from its neighbour. */
  gtk_widget_grab_focus (GTK_WIDGET (self->another));
}

static void
wf_dispatch_pane_ready (WfPane *pane)
{
  WfDispatchPane *self = WF_DISPATCH_PANE (pane);
  g_autoptr (GtkSingleSelection) selection
      = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->ids)));
  g_autoptr (GtkListItemFactory) factory = wf_line_factory_new (fill_line, self, NULL);

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  self->selection = selection;
  self->factory = factory;
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  wf_line_factory_let_copy (self->list);
  g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (selected_cb), self, 0);
}

static void
wf_dispatch_pane_dispose (GObject *object)
{
  WfDispatchPane *self = WF_DISPATCH_PANE (object);

  if (self->ladder != NULL)
    forget_sent (self);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&self->incident_id, g_free);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->ranked, g_array_unref);
  g_clear_pointer (&self->proposal, wf_proposal_free);
  g_clear_object (&self->ids);
  G_OBJECT_CLASS (wf_dispatch_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-dispatch-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, subject);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, hint);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, sentence);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, warning);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, sent_title);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, stack);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, card);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, list);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, class_choice);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, ladder);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, confirm);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, revoke);
  gtk_widget_class_bind_template_child (widget_class, WfDispatchPane, another);
  gtk_widget_class_bind_template_callback (widget_class, class_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
wf_dispatch_pane_class_init (WfDispatchPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (WF_TYPE_COMMAND_LADDER);
  G_OBJECT_CLASS (klass)->dispose = wf_dispatch_pane_dispose;
  WF_PANE_CLASS (klass)->ready = wf_dispatch_pane_ready;
  WF_PANE_CLASS (klass)->beat = wf_dispatch_pane_beat;
  signals[CLOSED] = g_signal_new ("closed", WF_TYPE_DISPATCH_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "dispatch.confirm", NULL, confirm_action);
  gtk_widget_class_install_action (widget_class, "dispatch.unchoose", NULL, unchoose_action);
  gtk_widget_class_install_action (widget_class, "dispatch.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "dispatch.revoke", NULL, revoke_action);
  bind_template (widget_class);
}

static void
wf_dispatch_pane_init (WfDispatchPane *self)
{
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->ids = gtk_string_list_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dispatch.confirm", FALSE);
}

void
wf_dispatch_pane_begin (WfDispatchPane *self, const char *incident_id)
{
  const WfIncident *incident;
  g_autofree char *subject = NULL;

  g_free (self->incident_id);
  self->incident_id = g_strdup (incident_id);
  incident = get_incident (self);
  if (incident != NULL)
    subject = incident->address != NULL && incident->address[0] != '\0'
                  ? g_strdup_printf ("%s · %s", wf_incident_kind_label (incident->kind),
                                     incident->address)
                  : g_strdup (wf_incident_kind_label (incident->kind));
  gtk_label_set_text (self->subject, subject != NULL ? subject : "");
  forget_sent (self);
  if (incident != NULL)
    gtk_drop_down_set_selected (self->class_choice, class_for (incident->kind));
  unchoose (self);
}

/* Rows are made by the first layout of the list, a frame or two from now. */
static gboolean
focus_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfDispatchPane *self = WF_DISPATCH_PANE (widget);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  if (row == NULL && ++self->focus_tries < MOST_FOCUS_TRIES)
    return G_SOURCE_CONTINUE;
  self->focus_tries = 0;
  if (row == NULL || !gtk_widget_grab_focus (row))
    gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

void
wf_dispatch_pane_focus (WfDispatchPane *self)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_cb, NULL, NULL);
}

gboolean
wf_dispatch_pane_choose (WfDispatchPane *self, const char *unit_id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->ids));

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (gtk_string_list_get_string (self->ids, i), unit_id) == 0)
      {
        gtk_single_selection_set_selected (self->selection, i);
        return TRUE;
      }
  return FALSE;
}

const char *
wf_dispatch_pane_first (WfDispatchPane *self)
{
  WfCandidate *first = self->ranked != NULL && self->ranked->len > 0
                           ? &g_array_index (self->ranked, WfCandidate, 0)
                           : NULL;

  return first != NULL && first->why_not == NULL ? first->id : NULL;
}

WfCommandRow *
wf_dispatch_pane_get_sent (WfDispatchPane *self)
{
  return self->sent;
}
