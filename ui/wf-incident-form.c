/* Watchfloor: the form of an incident.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one draft; what the widgets say is gathered into it at each pause and kept by the session.
 * Of an incident that is open already the draft is a copy, and what differs is sent. Main thread.
 */
#include "config.h"

#include "wf-incident-form.h"

#include "wf-error.h"
#include "wf-fact-grid.h"
#include "wf-incident-chip.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAUSE_MS 600
#define MOST_KINDS 12

struct _WfIncidentForm
{
  WfPane parent_instance;

  /* Template */
  GtkLabel *title, *saved, *missing, *open_word;
  GtkLabel *address_room, *notes_room; /* how much is left, where it is not much */
  GtkButton *discard, *open;
  GtkGrid *kinds;
  GtkBox *levels;
  GtkEntry *address;
  GtkTextView *notes;
  GtkTextBuffer *notes_buffer;
  WfFactGrid *place;

  /* Borrowed */
  GtkToggleButton *kind[MOST_KINDS];
  GtkToggleButton *level[4];

  /* Owned */
  WfIncident *draft; /* NULL while the form is not in use */
  WfIncident *before; /* what is edited, as it was; NULL = the draft is a new incident */
  gboolean placed; /* the draft's shape is one */
  gint64 kept_us; /* when the draft was kept last; 0 = not yet */
  guint pause_id;
};

enum
{
  OPENED,
  DISCARDED,
  EDITED,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WfIncidentForm, wf_incident_form, WF_TYPE_PANE)

static void
gather (WfIncidentForm *self)
{
  const char *const *kinds = wf_incident_kinds ();
  GtkTextIter start, end;

  for (guint i = 0; kinds[i] != NULL && i < MOST_KINDS; i++)
    if (gtk_toggle_button_get_active (self->kind[i]))
      {
        g_free (self->draft->kind);
        self->draft->kind = g_strdup (kinds[i]);
      }
  for (int i = 0; i < 4; i++)
    if (gtk_toggle_button_get_active (self->level[i]))
      self->draft->level = i + 1;
  g_free (self->draft->address);
  self->draft->address = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  gtk_text_buffer_get_bounds (self->notes_buffer, &start, &end);
  g_free (self->draft->notes);
  self->draft->notes = gtk_text_buffer_get_text (self->notes_buffer, &start, &end, FALSE);
}

/* What is too long stays as it was typed, and is said to be. */
static void
show_room (GtkLabel *label, glong n, glong most)
{
  /* Translators: how many characters were typed, of how many that may be */
  g_autofree char *text = g_strdup_printf (_ ("%ld of %ld characters"), n, most);

  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), n > most - most / 10);
  wf_tone_apply (GTK_WIDGET (label), n > most ? WF_TONE_RED : WF_TONE_PLAIN);
}

static void
show_rooms (WfIncidentForm *self)
{
  show_room (self->address_room, gtk_entry_get_text_length (self->address),
             WF_INCIDENT_MAX_ADDRESS);
  show_room (self->notes_room, gtk_text_buffer_get_char_count (self->notes_buffer),
             WF_INCIDENT_MAX_NOTES);
}

static gboolean
fits (WfIncidentForm *self, GError **error)
{
  g_autoptr (json_t) entity = wf_incident_to_entity (self->draft);

  return wf_incident_fits (entity, error);
}

/* Says no more than is true: without a journal the draft is only in this console's memory. */
static void
show_kept (WfIncidentForm *self)
{
  g_autofree char *clock = wf_time_format_clock (self->kept_us);
  g_autofree char *trouble = NULL;
  g_autofree char *text = NULL;

  if (self->draft == NULL || self->kept_us == 0)
    return;
  g_object_get (wf_pane_get_session (WF_PANE (self)), "journal-trouble", &trouble, NULL);
  wf_tone_apply (GTK_WIDGET (self->saved), trouble != NULL ? WF_TONE_AMBER : WF_TONE_GREY);
  if (trouble != NULL)
    text = g_strdup (_ ("Not saved: kept only until this console ends"));
  else
    /* Translators: what was typed is kept; %s is a time of day */
    text = g_strdup_printf (_ ("Draft kept %s"), clock);
  gtk_label_set_text (self->saved, text);
}

static gboolean
pause_cb (gpointer data)
{
  WfIncidentForm *self = data;

  self->pause_id = 0;
  if (self->draft == NULL || self->before != NULL)
    return G_SOURCE_REMOVE;
  gather (self);
  if (!fits (self, NULL))
    {
      gtk_label_set_text (self->saved, _ ("Too long: not kept"));
      return G_SOURCE_REMOVE;
    }
  wf_session_save_draft (wf_pane_get_session (WF_PANE (self)), self->draft);
  self->kept_us = wf_pane_now (WF_PANE (self));
  show_kept (self);
  return G_SOURCE_REMOVE;
}

static void
queue_save (WfIncidentForm *self)
{
  if (self->draft == NULL || self->before != NULL)
    return;
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE_MS, pause_cb, self);
  g_source_set_name_by_id (self->pause_id, "wf-form-pause");
}

static void
typed_cb (WfIncidentForm *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->missing), FALSE);
  show_rooms (self);
  queue_save (self);
}

static void
show_place (WfIncidentForm *self)
{
  g_auto (WfPlace) place = wf_session_place_of (wf_pane_get_session (WF_PANE (self)), self->draft);
  g_autofree char *at = NULL;

  wf_fact_grid_begin (self->place);
  if (!self->placed)
    wf_fact_grid_add (self->place, _ ("Position"), _ ("Not yet on the map"), WF_TONE_AMBER);
  else
    {
      at = wf_look_position (wf_shape_anchor (&self->draft->shape));
      wf_fact_grid_add (self->place, _ ("Position"), at, WF_TONE_PLAIN);
      wf_fact_grid_add (self->place, _ ("Grid cell"),
                        place.grid_code != NULL ? place.grid_code : _ ("No cell here"),
                        place.grid_code != NULL ? WF_TONE_PLAIN : WF_TONE_AMBER);
      wf_fact_grid_add (self->place, _ ("Community"), place.community, WF_TONE_PLAIN);
      wf_fact_grid_add (self->place, _ ("Street"), place.street, WF_TONE_PLAIN);
      wf_fact_grid_add (self->place, _ ("District"), place.district, WF_TONE_PLAIN);
    }
  wf_fact_grid_end (self->place);
}

static void
show_words (WfIncidentForm *self)
{
  gboolean is_edit = self->before != NULL;
  const char *open = is_edit ? _ ("Save changes") : _ ("Open incident");

  gtk_label_set_text (self->title, is_edit ? _ ("Edit the incident") : _ ("New incident"));
  gtk_button_set_label (self->discard, is_edit ? _ ("_Cancel") : _ ("_Discard"));
  gtk_label_set_text (self->open_word, open);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open), GTK_ACCESSIBLE_PROPERTY_LABEL, open,
                                  -1);
}

static void
show_draft (WfIncidentForm *self)
{
  const char *const *kinds = wf_incident_kinds ();

  show_words (self);
  for (guint i = 0; kinds[i] != NULL && i < MOST_KINDS; i++)
    gtk_toggle_button_set_active (self->kind[i], g_strcmp0 (kinds[i], self->draft->kind) == 0);
  for (int i = 0; i < 4; i++)
    gtk_toggle_button_set_active (self->level[i], self->draft->level == i + 1);
  gtk_editable_set_text (GTK_EDITABLE (self->address),
                         self->draft->address != NULL ? self->draft->address : "");
  gtk_text_buffer_set_text (self->notes_buffer,
                            self->draft->notes != NULL ? self->draft->notes : "", -1);
  gtk_label_set_text (self->saved, "");
  self->kept_us = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->missing), FALSE);
  show_place (self);
}

static void
end_draft (WfIncidentForm *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_pointer (&self->draft, wf_incident_free);
  g_clear_pointer (&self->before, wf_incident_free);
  self->placed = FALSE;
}

/* What was typed since the last pause is kept, too. */
static void
keep_draft (WfIncidentForm *self)
{
  if (self->pause_id == 0)
    return;
  g_clear_handle_id (&self->pause_id, g_source_remove);
  pause_cb (self);
}

static void
say_missing (WfIncidentForm *self, const char *sentence)
{
  gtk_label_set_text (self->missing, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->missing), TRUE);
}

/* What was empty before and still is has not changed. */
static void
keep_empty (char **now, const char *before)
{
  if (before == NULL && *now != NULL && *now[0] == '\0')
    g_clear_pointer (now, g_free);
}

static gboolean
save_edit (WfIncidentForm *self)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  WfIncidentRow *row = wf_session_find_incident (session, self->before->id);
  g_autoptr (GError) error = NULL;

  keep_empty (&self->draft->address, self->before->address);
  keep_empty (&self->draft->notes, self->before->notes);
  if (wf_session_change_incident (session, self->before, self->draft, &error))
    {
      end_draft (self);
      g_signal_emit (self, signals[EDITED], 0);
      return TRUE;
    }
  say_missing (self, error->message);
  if (row != NULL && g_error_matches (error, WF_ERROR, WF_ERROR_CONFLICT))
    {
      say_missing (self, _ ("Somebody else changed the same field meanwhile. Cancel to see theirs, "
                            "or save again to put yours in its place."));
      wf_incident_free (self->before);
      self->before = wf_incident_copy (wf_incident_row_get (row));
    }
  return FALSE;
}

gboolean
wf_incident_form_open (WfIncidentForm *self)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  if (self->draft == NULL)
    return FALSE;
  gather (self);
  if (self->before == NULL && !fits (self, &error))
    {
      say_missing (self, error->message);
      return FALSE;
    }
  if (self->before != NULL)
    return save_edit (self);
  if (!self->placed)
    {
      say_missing (self, _ ("Show the place on the map first."));
      return FALSE;
    }
  id = g_strdup (self->draft->id);
  /* Kept by the journal or shown as only here: either way it is in the list, say what is wrong. */
  if (!wf_session_open_incident (session, self->draft, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
  if (wf_session_find_incident (session, id) == NULL)
    {
      say_missing (self, error != NULL ? error->message : _ ("It could not be kept."));
      return FALSE;
    }
  end_draft (self);
  wf_session_drop_draft (session);
  g_signal_emit (self, signals[OPENED], 0, id);
  return TRUE;
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wf_incident_form_open (WF_INCIDENT_FORM (widget));
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfIncidentForm *self = WF_INCIDENT_FORM (widget);
  gboolean is_edit = self->before != NULL;

  end_draft (self);
  if (is_edit)
    {
      g_signal_emit (self, signals[EDITED], 0);
      return;
    }
  wf_session_drop_draft (wf_pane_get_session (WF_PANE (self)));
  g_signal_emit (self, signals[DISCARDED], 0);
}

/* Nothing was said yet: there is nothing to keep. */
static gboolean
is_blank (WfIncidentForm *self)
{
  return !self->placed && self->draft->address[0] == '\0' && self->draft->notes[0] == '\0';
}

static gboolean
is_changed (WfIncidentForm *self)
{
  g_autoptr (json_t) now = NULL;
  g_autoptr (json_t) before = wf_incident_to_entity (self->before);

  keep_empty (&self->draft->address, self->before->address);
  keep_empty (&self->draft->notes, self->before->notes);
  now = wf_incident_to_entity (self->draft);
  return !json_equal (now, before);
}

/* Asks nothing: what was typed is kept, an edit in this form, a new incident as its draft. */
static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfIncidentForm *self = WF_INCIDENT_FORM (widget);
  const char *kept = NULL;
  g_autoptr (GError) error = NULL;

  if (self->draft == NULL)
    return;
  gather (self);
  if (!fits (self, &error))
    {
      say_missing (self, error->message);
      return;
    }
  if (self->before != NULL && is_changed (self))
    kept = _ ("Not sent. Your changes are kept until you edit or draw another incident.");
  else if (self->before == NULL && !is_blank (self))
    {
      g_clear_handle_id (&self->pause_id, g_source_remove);
      pause_cb (self);
      kept = _ ("Not opened. The draft is kept above the lists.");
    }
  else if (self->before == NULL)
    wf_session_drop_draft (wf_pane_get_session (WF_PANE (self)));
  if (kept != NULL)
    gtk_widget_activate_action (widget, "win.tell", "s", kept);
  if (self->before == NULL || kept == NULL)
    end_draft (self);
  g_signal_emit (self, signals[LEFT], 0);
}

static void
add_kind (WfIncidentForm *self, guint at, const char *kind)
{
  GtkToggleButton *button = wf_incident_chip_kind (kind);

  if (at > 0)
    gtk_toggle_button_set_group (button, self->kind[0]);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (typed_cb), self);
  gtk_grid_attach (self->kinds, GTK_WIDGET (button), (int) at % 4, (int) at / 4, 1, 1);
  self->kind[at] = button;
}

static void
add_level (WfIncidentForm *self, int level)
{
  GtkToggleButton *button = wf_incident_chip_level (level);

  if (level > 1)
    gtk_toggle_button_set_group (button, self->level[0]);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (typed_cb), self);
  gtk_box_append (self->levels, GTK_WIDGET (button));
  self->level[level - 1] = button;
}

/* Whoever leaves the form, or the console, in the middle of a word: others may keep the widget
 * alive until the session has ended. */
static void
wf_incident_form_unmap (GtkWidget *widget)
{
  keep_draft (WF_INCIDENT_FORM (widget));
  GTK_WIDGET_CLASS (wf_incident_form_parent_class)->unmap (widget);
}

static void
wf_incident_form_ready (WfPane *pane)
{
  g_signal_connect_object (wf_pane_get_session (pane), "notify::journal-trouble",
                           G_CALLBACK (show_kept), pane, G_CONNECT_SWAPPED);
}

static void
wf_incident_form_dispose (GObject *object)
{
  WfIncidentForm *self = WF_INCIDENT_FORM (object);

  keep_draft (self);
  end_draft (self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (wf_incident_form_parent_class)->dispose (object);
}

static void
wf_incident_form_class_init (WfIncidentFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (WF_TYPE_FACT_GRID);
  G_OBJECT_CLASS (klass)->dispose = wf_incident_form_dispose;
  WF_PANE_CLASS (klass)->ready = wf_incident_form_ready;
  widget_class->unmap = wf_incident_form_unmap;
  signals[OPENED] = g_signal_new ("opened", WF_TYPE_INCIDENT_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DISCARDED] = g_signal_new ("discarded", WF_TYPE_INCIDENT_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  signals[EDITED] = g_signal_new ("edited", WF_TYPE_INCIDENT_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[LEFT] = g_signal_new ("left", WF_TYPE_INCIDENT_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "form.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "form.leave", NULL, leave_action);
  gtk_widget_class_install_action (widget_class, "form.discard", NULL, discard_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-incident-form.ui");
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, title);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, open_word);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, discard);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, open);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, saved);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, missing);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, kinds);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, levels);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, address);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, address_room);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, notes);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, notes_room);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, notes_buffer);
  gtk_widget_class_bind_template_child (widget_class, WfIncidentForm, place);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
wf_incident_form_init (WfIncidentForm *self)
{
  const char *const *kinds = wf_incident_kinds ();

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; kinds[i] != NULL && i < MOST_KINDS; i++)
    add_kind (self, i, kinds[i]);
  for (int i = 1; i <= 4; i++)
    add_level (self, i);
}

void
wf_incident_form_begin (WfIncidentForm *self, WfShapeKind kind)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  WfShape shape = { .kind = kind };

  /* Another tool for the same draft keeps what was typed. */
  if (self->draft != NULL && self->before == NULL)
    {
      wf_incident_form_set_shape (self, NULL);
      return;
    }
  end_draft (self);
  self->draft
      = wf_incident_new (&shape, wf_session_get_operator (session), wf_pane_now (WF_PANE (self)));
  show_draft (self);
}

void
wf_incident_form_resume (WfIncidentForm *self, const WfIncident *draft)
{
  end_draft (self);
  self->draft = wf_incident_copy (draft);
  self->placed = draft->shape.n_points > 0;
  show_draft (self);
}

void
wf_incident_form_edit (WfIncidentForm *self, const WfIncident *incident)
{
  /* It was left in the middle: what was typed is there still. */
  if (self->before != NULL && g_str_equal (self->before->id, incident->id))
    return;
  keep_draft (self);
  end_draft (self);
  self->draft = wf_incident_copy (incident);
  self->before = wf_incident_copy (incident);
  self->placed = incident->shape.n_points > 0;
  show_draft (self);
}

gboolean
wf_incident_form_is_editing (WfIncidentForm *self)
{
  return self->before != NULL;
}

void
wf_incident_form_set_shape (WfIncidentForm *self, const WfShape *shape)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));

  if (self->draft == NULL || self->before != NULL)
    return;
  self->placed = shape != NULL && shape->n_points > 0;
  if (self->placed)
    {
      wf_shape_clear (&self->draft->shape);
      self->draft->shape = wf_shape_copy (shape);
      wf_place_clear (&self->draft->place);
      self->draft->place = wf_session_place_at (session, wf_shape_anchor (shape));
    }
  show_place (self);
  typed_cb (self);
}

gboolean
wf_incident_form_is_active (WfIncidentForm *self)
{
  return self->draft != NULL && self->before == NULL;
}

void
wf_incident_form_fill (WfIncidentForm *self, const char *kind, int level, const char *address,
                       const char *notes)
{
  const char *const *kinds = wf_incident_kinds ();

  for (guint i = 0; kind != NULL && kinds[i] != NULL && i < MOST_KINDS; i++)
    if (g_str_equal (kind, kinds[i]))
      gtk_toggle_button_set_active (self->kind[i], TRUE);
  if (level >= 1 && level <= 4)
    gtk_toggle_button_set_active (self->level[level - 1], TRUE);
  if (address != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->address), address);
  if (notes != NULL)
    gtk_text_buffer_set_text (self->notes_buffer, notes, -1);
}

void
wf_incident_form_focus (WfIncidentForm *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
}
