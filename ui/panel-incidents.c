/* Watchfloor: the list of incidents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The session's incidents, filtered and sorted; selecting one selects it everywhere. Main thread.
 */
#include "config.h"

#include "wf-line-factory.h"
#include "wf-panel.h"

#include <glib/gi18n.h>

#define WF_TYPE_PANEL_INCIDENTS (wf_panel_incidents_get_type ())
G_DECLARE_FINAL_TYPE (WfPanelIncidents, wf_panel_incidents, WF, PANEL_INCIDENTS, WfPane)

struct _WfPanelIncidents
{
  WfPane parent_instance;

  /* Template */
  GtkDropDown *which, *sort;
  GtkStack *stack;
  GtkListView *list;
  AdwStatusPage *empty;

  /* Borrowed */
  GtkListItemFactory *factory;
  GtkFilter *filter;
  GtkSorter *sorter;
  GListModel *shown;

  /* Owned */
  char *text; /* casefolded; NULL = none */
};

G_DEFINE_FINAL_TYPE (WfPanelIncidents, wf_panel_incidents, WF_TYPE_PANE)

static const char *
incident_id (gpointer item)
{
  return wf_incident_row_get (item)->id;
}

static char *
describe_place (WfSession *session, const WfIncident *incident)
{
  g_auto (WfPlace) place = { NULL };

  if (incident->address != NULL && incident->address[0] != '\0')
    return g_strdup (incident->address);
  place = wf_session_place_of (session, incident);
  if (place.community != NULL && place.community[0] != '\0')
    return g_steal_pointer (&place.community);
  if (place.district != NULL && place.district[0] != '\0')
    return g_steal_pointer (&place.district);
  return g_strdup (_ ("No address"));
}

static void
fill_line (WfListLine *line, gpointer item, gpointer owner)
{
  WfPanelIncidents *self = owner;
  const WfIncident *incident = wf_incident_row_get (item);
  WfSyncState sync = wf_incident_row_get_sync (item);
  g_autofree char *ago = wf_look_ago (incident->created_us, wf_pane_now (WF_PANE (self)));
  g_autofree char *place = describe_place (wf_pane_get_session (WF_PANE (self)), incident);
  WfLineText text = {
    .icon = wf_look_kind_icon (incident->kind),
    .tone = wf_look_level_tone (incident->level),
    .badge = wf_look_level_numeral (incident->level),
    .title = wf_incident_kind_label (incident->kind),
    .note = place,
    .far_title = wf_incident_state_label (incident->state),
    .far_note = ago,
    .faded = g_strcmp0 (incident->state, "closed") == 0,
  };

  if (sync != WF_SYNC_SHARED && !text.faded)
    {
      text.far_title = wf_look_sync_label (sync);
      text.far_tone = sync >= WF_SYNC_REFUSED ? WF_TONE_RED : WF_TONE_AMBER;
    }
  wf_list_line_set (line, &text);
}

/* As it is shown, and as it was recorded. */
static gboolean
place_has (WfPanelIncidents *self, const WfIncident *incident)
{
  g_auto (WfPlace) shown = wf_session_place_of (wf_pane_get_session (WF_PANE (self)), incident);

  return wf_look_has (shown.community, self->text) || wf_look_has (shown.district, self->text)
         || wf_look_has (shown.grid_code, self->text)
         || wf_look_has (incident->place.community, self->text)
         || wf_look_has (incident->place.district, self->text);
}

static gboolean
matches (gpointer item, gpointer owner)
{
  WfPanelIncidents *self = owner;
  const WfIncident *incident = wf_incident_row_get (item);

  if (gtk_drop_down_get_selected (self->which) == 0 && g_strcmp0 (incident->state, "closed") == 0)
    return FALSE;
  return self->text == NULL || wf_look_has (incident->address, self->text)
         || wf_look_has (incident->notes, self->text) || wf_look_has (incident->id, self->text)
         || place_has (self, incident)
         || wf_look_has (wf_incident_kind_label (incident->kind), self->text);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer owner)
{
  WfPanelIncidents *self = owner;
  const WfIncident *x = wf_incident_row_get ((gpointer) a);
  const WfIncident *y = wf_incident_row_get ((gpointer) b);

  if (gtk_drop_down_get_selected (self->sort) == 1 && x->level != y->level)
    return x->level - y->level;
  return x->created_us > y->created_us ? -1 : x->created_us < y->created_us;
}

static void
show_empty (WfPanelIncidents *self)
{
  GListModel *all = wf_session_get_incidents (wf_pane_get_session (WF_PANE (self)));
  gboolean any = g_list_model_get_n_items (self->shown) > 0;
  const char *title = _ ("No incidents");
  const char *what_to_do = _ ("Draw one on the map: a point, a line or an area.");

  if (self->text != NULL && g_list_model_get_n_items (all) > 0)
    {
      title = _ ("No incident matches");
      what_to_do = _ ("Clear the search or list all incidents.");
    }
  else if (g_list_model_get_n_items (all) > 0)
    {
      title = _ ("No open incidents");
      what_to_do = _ ("Those that are closed are listed under All incidents.");
    }
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, what_to_do);
}

static void
wf_panel_incidents_beat (WfPane *pane)
{
  WfPanelIncidents *self = WF_PANEL_INCIDENTS (pane);

  wf_filter_follow (wf_session_get_incidents (wf_pane_get_session (pane)), self->shown,
                    self->filter, matches, self);
  /* A level may have been changed. */
  if (gtk_drop_down_get_selected (self->sort) == 1)
    gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  wf_line_factory_refresh (self->factory);
}

static void
wf_panel_incidents_search (WfPane *pane, const char *text)
{
  WfPanelIncidents *self = WF_PANEL_INCIDENTS (pane);

  g_clear_pointer (&self->text, g_free);
  if (text[0] != '\0')
    self->text = g_utf8_casefold (text, -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_empty (self);
}

static void
which_cb (WfPanelIncidents *self)
{
  if (self->filter == NULL)
    return;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_empty (self);
}

static void
sort_cb (WfPanelIncidents *self)
{
  if (self->sorter != NULL)
    gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static void
activate_cb (GtkListView *list, guint position, WfPanelIncidents *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (self->shown, position);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-on-map", "s", incident_id (item));
}

static void
wf_panel_incidents_ready (WfPane *pane)
{
  WfPanelIncidents *self = WF_PANEL_INCIDENTS (pane);
  WfSession *session = wf_pane_get_session (pane);
  GListModel *all = g_object_ref (wf_session_get_incidents (session));
  g_autoptr (GtkSingleSelection) selection = NULL;
  g_autoptr (GtkListItemFactory) factory = NULL;
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  filtered = gtk_filter_list_model_new (all, self->filter);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), self->sorter);
  self->shown = G_LIST_MODEL (sorted);
  selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  factory = wf_line_factory_new (fill_line, self, "notify::incident");
  self->factory = factory;
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  wf_line_factory_let_copy (self->list);
  wf_selection_tie (selection, session, incident_id);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (show_empty), self,
                           G_CONNECT_SWAPPED);
  show_empty (self);
}

static void
wf_panel_incidents_dispose (GObject *object)
{
  WfPanelIncidents *self = WF_PANEL_INCIDENTS (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (wf_panel_incidents_parent_class)->dispose (object);
}

static void
wf_panel_incidents_class_init (WfPanelIncidentsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_panel_incidents_dispose;
  WF_PANE_CLASS (klass)->ready = wf_panel_incidents_ready;
  WF_PANE_CLASS (klass)->beat = wf_panel_incidents_beat;
  WF_PANE_CLASS (klass)->search = wf_panel_incidents_search;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/panel-incidents.ui");
  gtk_widget_class_bind_template_child (widget_class, WfPanelIncidents, which);
  gtk_widget_class_bind_template_child (widget_class, WfPanelIncidents, sort);
  gtk_widget_class_bind_template_child (widget_class, WfPanelIncidents, stack);
  gtk_widget_class_bind_template_child (widget_class, WfPanelIncidents, list);
  gtk_widget_class_bind_template_child (widget_class, WfPanelIncidents, empty);
  gtk_widget_class_bind_template_callback (widget_class, which_cb);
  gtk_widget_class_bind_template_callback (widget_class, sort_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
wf_panel_incidents_init (WfPanelIncidents *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static guint
count_open (WfSession *session)
{
  GListModel *all = wf_session_get_incidents (session);
  guint n = g_list_model_get_n_items (all), open = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfIncidentRow) row = g_list_model_get_item (all, i);

      open += g_strcmp0 (wf_incident_row_get (row)->state, "closed") != 0;
    }
  return open;
}

const WfPanel wf_panel_incidents = {
  .id = "incidents",
  .title = N_ ("Incidents"),
  .icon = "wf-incident-symbolic",
  .type = wf_panel_incidents_get_type,
  .count = count_open,
};
