/* Watchfloor: the list of units.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What moves, by state, name or age, with a chip a state group that filters and counts. Refreshed
 * once a second while on the screen. Main thread. */
#include "config.h"

#include "wf-line-factory.h"
#include "wf-panel.h"
#include "wf-unit-model.h"

#include <glib/gi18n.h>
#include <math.h>

#define WF_TYPE_PANEL_UNITS (wf_panel_units_get_type ())
G_DECLARE_FINAL_TYPE (WfPanelUnits, wf_panel_units, WF, PANEL_UNITS, WfPane)

struct _WfPanelUnits
{
  WfPane parent_instance;

  /* Template */
  GtkBox *chips;
  GtkDropDown *scope, *sort;
  GtkStack *stack;
  GtkListView *list;
  AdwStatusPage *empty;
  GtkLabel *left_out;

  /* Borrowed */
  GtkToggleButton *chip[4];
  GtkLabel *chip_count[4];
  GtkListItemFactory *factory;
  GtkEventControllerMotion *pointer;

  /* Owned */
  WfUnitModel *model;
  gboolean searching;
};

G_DEFINE_FINAL_TYPE (WfPanelUnits, wf_panel_units, WF_TYPE_PANE)

static const char *
unit_id (gpointer item)
{
  return gtk_string_object_get_string (item);
}

/* "en route" of a unit, the speed of a bus, the value of a sensor. */
static char *
describe_state (const WfTrack *track)
{
  if (wf_track_is_unit (track))
    return g_strdup (wf_unit_state_label (track->state));
  if (track->state_code != NULL)
    return g_strdup (track->state_code);
  if (isfinite (track->speed_mps))
    /* Translators: a speed */
    return g_strdup_printf (_ ("%.0f km/h"), (double) track->speed_mps * 3.6);
  return g_strdup ("");
}

static void
fill_line (WfListLine *line, gpointer item, gpointer owner)
{
  WfPanelUnits *self = owner;
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  const WfTrack *track = wf_track_store_find (wf_session_get_tracks (session), unit_id (item));
  WfLineText text = { 0 };
  g_autofree char *state = NULL;
  g_autofree char *ago = NULL;
  WfFreshness freshness;
  gint64 now = wf_pane_now (WF_PANE (self));

  if (track == NULL)
    return;
  freshness = wf_track_freshness (track, now);
  state = describe_state (track);
  ago = wf_look_ago (track->observed_us, now);
  text.icon = wf_look_class_icon (track->class_name);
  text.title = track->label;
  text.note = wf_look_class_label (track->class_name);
  text.far_title = state;
  text.far_note = ago;
  text.far_note_tone = wf_look_freshness_tone (freshness);
  if (wf_track_is_unit (track))
    {
      text.icon = wf_look_group_icon (wf_unit_state_group (track->state));
      text.tone = wf_look_group_tone (wf_unit_state_group (track->state));
      text.far_tone = text.tone;
    }
  text.faded = freshness == WF_LOST;
  wf_list_line_set (line, &text);
}

static void
show_empty (WfPanelUnits *self)
{
  gboolean none = wf_unit_model_total (self->model) == 0;

  adw_status_page_set_title (self->empty, none ? _ ("No positions yet") : _ ("Nothing matches"));
  adw_status_page_set_description (
      self->empty, none ? _ ("Units appear as soon as a feed reports them. The health of the feeds "
                             "is shown at the bottom.")
                        : _ ("Clear the search or the filters to see all."));
}

static void
show_counts (WfPanelUnits *self)
{
  guint left_out = wf_unit_model_left_out (self->model);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", wf_unit_model_count (self->model, i));

      gtk_label_set_text (self->chip_count[i], text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), left_out > 0);
  if (left_out > 0)
    {
      g_autofree char *text
          = g_strdup_printf (ngettext ("%u more is not listed: search for it.",
                                       "%u more are not listed: search for them.", left_out),
                             left_out);

      gtk_label_set_text (self->left_out, text);
    }
}

/* The pointer or the keyboard is in the list. */
static gboolean
is_in_hand (WfPanelUnits *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return gtk_event_controller_motion_contains_pointer (self->pointer)
         || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)));
}

static void
wf_panel_units_beat (WfPane *pane)
{
  WfPanelUnits *self = WF_PANEL_UNITS (pane);
  gboolean any;

  /* What one aims at must not move. */
  wf_unit_model_hold (self->model, is_in_hand (self));
  wf_unit_model_set_tracks (self->model, wf_session_get_tracks (wf_pane_get_session (pane)));
  wf_unit_model_refresh (self->model);
  wf_line_factory_refresh (self->factory);
  any = g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0;
  if (!any)
    show_empty (self);
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  show_counts (self);
}

static void
wf_panel_units_search (WfPane *pane, const char *text)
{
  WfPanelUnits *self = WF_PANEL_UNITS (pane);

  wf_unit_model_set_search (self->model, text);
  wf_panel_units_beat (pane);
}

static void
scope_cb (WfPanelUnits *self)
{
  guint scope = gtk_drop_down_get_selected (self->scope);

  if (self->model == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->chips), scope == WF_UNIT_SCOPE_UNITS);
  wf_unit_model_set_scope (self->model, scope);
  wf_panel_units_beat (WF_PANE (self));
}

static void
sort_cb (WfPanelUnits *self)
{
  if (self->model == NULL)
    return;
  wf_unit_model_set_sort (self->model, gtk_drop_down_get_selected (self->sort));
  wf_panel_units_beat (WF_PANE (self));
}

static void
chip_cb (WfPanelUnits *self)
{
  guint groups = 0;

  for (guint i = 0; i < 4; i++)
    if (gtk_toggle_button_get_active (self->chip[i]))
      groups |= 1u << i;
  wf_unit_model_set_groups (self->model, groups);
  wf_panel_units_beat (WF_PANE (self));
}

static void
activate_cb (GtkListView *list, guint position, WfPanelUnits *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-on-map", "s", unit_id (item));
}

/* Icon and number above, the word below: shape, colour and word say the same. */
static void
make_chip (WfPanelUnits *self, WfUnitGroup group)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (wf_look_group_icon (group));
  GtkWidget *count = gtk_label_new ("0");
  GtkWidget *word = gtk_label_new (wf_look_group_label (group));

  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  wf_tone_apply (icon, wf_look_group_tone (group));
  gtk_widget_add_css_class (count, "wf-figure");
  gtk_widget_add_css_class (word, "caption");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), count);
  gtk_box_append (GTK_BOX (column), row);
  gtk_box_append (GTK_BOX (column), word);
  gtk_button_set_child (GTK_BUTTON (button), column);
  gtk_widget_add_css_class (button, "wf-chip");
  gtk_widget_set_tooltip_text (button, _ ("Show only these"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  wf_look_group_label (group), -1);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (chip_cb), self);
  gtk_box_append (self->chips, button);
  self->chip[group] = GTK_TOGGLE_BUTTON (button);
  self->chip_count[group] = GTK_LABEL (count);
}

static void
wf_panel_units_ready (WfPane *pane)
{
  WfPanelUnits *self = WF_PANEL_UNITS (pane);
  WfSession *session = wf_pane_get_session (pane);
  GtkSingleSelection *selection;

  self->model = wf_unit_model_new (wf_session_get_tracks (session));
  self->factory = wf_line_factory_new (fill_line, self, NULL);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_list_view_set_factory (self->list, self->factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  wf_line_factory_let_copy (self->list);
  wf_selection_tie (selection, session, unit_id);
  g_object_unref (selection);
  g_object_unref (self->factory);
}

static void
wf_panel_units_dispose (GObject *object)
{
  WfPanelUnits *self = WF_PANEL_UNITS (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->model);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (wf_panel_units_parent_class)->dispose (object);
}

static void
wf_panel_units_class_init (WfPanelUnitsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_panel_units_dispose;
  WF_PANE_CLASS (klass)->ready = wf_panel_units_ready;
  WF_PANE_CLASS (klass)->beat = wf_panel_units_beat;
  WF_PANE_CLASS (klass)->search = wf_panel_units_search;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/panel-units.ui");
  gtk_widget_class_bind_template_child (widget_class, WfPanelUnits, chips);
  gtk_widget_class_bind_template_child (widget_class, WfPanelUnits, scope);
  gtk_widget_class_bind_template_child (widget_class, WfPanelUnits, sort);
  gtk_widget_class_bind_template_child (widget_class, WfPanelUnits, stack);
  gtk_widget_class_bind_template_child (widget_class, WfPanelUnits, list);
  gtk_widget_class_bind_template_child (widget_class, WfPanelUnits, empty);
  gtk_widget_class_bind_template_child (widget_class, WfPanelUnits, left_out);
  gtk_widget_class_bind_template_callback (widget_class, scope_cb);
  gtk_widget_class_bind_template_callback (widget_class, sort_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
wf_panel_units_init (WfPanelUnits *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->pointer = GTK_EVENT_CONTROLLER_MOTION (gtk_event_controller_motion_new ());
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (self->pointer));
  for (guint i = 0; i < 4; i++)
    make_chip (self, i);
}

static guint
count_units (WfSession *session)
{
  guint n, units = 0;
  const WfTrack *tracks = wf_track_store_tracks (wf_session_get_tracks (session), &n);

  for (guint i = 0; i < n; i++)
    units += wf_track_is_unit (&tracks[i]);
  return units;
}

const WfPanel wf_panel_units = {
  .id = "units",
  .title = N_ ("Units"),
  .icon = "wf-unit-symbolic",
  .type = wf_panel_units_get_type,
  .count = count_units,
};
