/* Watchfloor: what a search finds on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-finder.h"

#include "wf-coordinate.h"
#include "wf-geodesic.h"
#include "wf-list-line.h"
#include "wf-session-look.h"
#include "wf-session-views.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_FEATURES 12
#define MOST_VIEWS 6
#define MOST_ENTITIES 8
#define FAR_M 100e3 /* from the middle of the map: said of a coordinate */
#define LEAST_CHARACTERS 2
#define DELAY_MS 150

struct _WfFinder
{
  GtkPopover parent_instance;

  GtkWidget *entry; /* Borrowed: the parent */
  GtkListBox *list; /* Borrowed */
  WfSession *session; /* Owned */
  char *text; /* Owned */
  char *words; /* Owned: the text, casefolded */
  WfLonLat near;
  gboolean is_going; /* the first line is chosen as soon as there is one */
  guint delay_id;
  GCancellable *cancellable; /* of the search under way */
};

G_DEFINE_FINAL_TYPE (WfFinder, wf_finder, GTK_TYPE_POPOVER)

/* ---- lines */
static void
add_line (WfFinder *self, const WfLineText *text, const char *key, gpointer data,
          GDestroyNotify destroy)
{
  GtkWidget *line = wf_list_line_new ();

  wf_list_line_set (WF_LIST_LINE (line), text);
  g_object_set_data_full (G_OBJECT (line), key, data, destroy);
  gtk_list_box_append (self->list, line);
}

static void
clear_lines (WfFinder *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

/* ---- what reports, and incidents */
typedef struct
{
  const WfTrack *track; /* of the store, this very moment */
  int rank; /* the whole label, its beginning, some part */
} Match;

static int
rank_label (const char *label, const char *words)
{
  g_autofree char *mine = g_utf8_casefold (label, -1);

  if (g_str_equal (mine, words))
    return 0;
  if (g_str_has_prefix (mine, words))
    return 1;
  return strstr (mine, words) != NULL ? 2 : -1;
}

/* What can be sent before what cannot, the nearest in name first. */
static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const Match *x = a, *y = b;

  if (x->rank != y->rank)
    return x->rank - y->rank;
  if (wf_track_is_unit (x->track) != wf_track_is_unit (y->track))
    return wf_track_is_unit (x->track) ? -1 : 1;
  return strcmp (x->track->label, y->track->label);
}

static void
add_track (WfFinder *self, const WfTrack *track)
{
  WfUnitGroup group = wf_unit_state_group (track->state);
  gboolean is_unit = wf_track_is_unit (track);

  add_line (self,
            &(WfLineText){ .icon = is_unit ? wf_look_group_icon (group)
                                           : wf_look_class_icon (track->class_name),
                           .tone = is_unit ? wf_look_group_tone (group) : WF_TONE_GREY,
                           .title = track->label,
                           .note = wf_look_class_label (track->class_name),
                           .far_title = is_unit ? wf_unit_state_label (track->state) : NULL },
            "wf-entity", g_strdup (track->id), g_free);
}

static void
add_tracks (WfFinder *self)
{
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  guint n;
  const WfTrack *tracks = wf_track_store_tracks (wf_session_get_tracks (self->session), &n);

  for (guint i = 0; i < n; i++)
    {
      Match match = { &tracks[i], rank_label (tracks[i].label, self->words) };

      if (match.rank >= 0)
        g_array_append_val (matches, match);
    }
  g_array_sort (matches, compare_matches);
  for (guint i = 0; i < MIN (matches->len, MOST_ENTITIES); i++)
    add_track (self, g_array_index (matches, Match, i).track);
}

static void
add_incidents (WfFinder *self)
{
  GListModel *all = wf_session_get_incidents (self->session);

  for (guint i = 0, n = 0; i < g_list_model_get_n_items (all) && n < MOST_ENTITIES; i++)
    {
      g_autoptr (WfIncidentRow) row = g_list_model_get_item (all, i);
      const WfIncident *incident = wf_incident_row_get (row);
      const char *kind = wf_incident_kind_label (incident->kind);

      if (!wf_look_has (incident->address, self->words) && !wf_look_has (kind, self->words))
        continue;
      n++;
      add_line (self,
                &(WfLineText){ .icon = wf_look_kind_icon (incident->kind),
                               .tone = wf_look_level_tone (incident->level),
                               .title = kind,
                               .note = incident->address,
                               .far_title = wf_incident_state_label (incident->state) },
                "wf-entity", g_strdup (incident->id), g_free);
    }
}

/* ---- coordinates, views, features */
static void
add_places (WfFinder *self)
{
  WfCoordinateReading readings[WF_COORDINATE_MAX_READINGS];
  gboolean chinese = wf_session_get_chinese (self->session);
  guint n = wf_coordinate_parse (self->text, self->near, readings);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title
          = wf_coordinate_format (readings[i].place, WF_COORDINATE_DECIMAL, chinese);
      g_autofree char *note = wf_coordinate_explain (&readings[i]);
      WfLonLat *place = g_memdup2 (&readings[i].place, sizeof (WfLonLat));
      double metres = wf_geodesic_distance_m (self->near, *place);
      g_autofree char *far = metres > FAR_M ? wf_look_distance (metres) : NULL;

      add_line (self,
                &(WfLineText){ .icon = "wf-locate-symbolic",
                               .tone = WF_TONE_BLUE,
                               .title = title,
                               .note = note,
                               .far_title = far,
                               .far_tone = WF_TONE_AMBER },
                "wf-place", place, g_free);
    }
}

static void
add_views (WfFinder *self)
{
  GListModel *all = wf_session_get_bookmarks (self->session);

  for (guint i = 0, n = 0; i < g_list_model_get_n_items (all) && n < MOST_VIEWS; i++)
    {
      g_autoptr (WfBookmark) bookmark = g_list_model_get_item (all, i);

      if (!wf_look_has (wf_bookmark_get_name (bookmark), self->words))
        continue;
      n++;
      add_line (self,
                &(WfLineText){ .icon = "user-bookmarks-symbolic",
                               .tone = WF_TONE_BLUE,
                               .title = wf_bookmark_get_name (bookmark),
                               .note = _ ("Kept view") },
                "wf-view", g_object_ref (bookmark), g_object_unref);
    }
}

static void
add_features (WfFinder *self, GPtrArray *features)
{
  gboolean chinese = wf_session_get_chinese (self->session);

  for (guint i = 0; i < features->len; i++)
    {
      WfFeature *feature = features->pdata[i];
      g_autofree char *title = wf_feature_title (feature, chinese);

      add_line (self,
                &(WfLineText){ .icon = "wf-layers-symbolic",
                               .tone = WF_TONE_GREY,
                               .title = title,
                               .note = wf_layer_get_title (wf_feature_get_layer (feature)) },
                "wf-feature", g_object_ref (feature), g_object_unref);
    }
}

/* What Enter would choose stands out. */
static void
show_lines (WfFinder *self)
{
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  if (gtk_list_box_get_row_at_index (self->list, 0) == NULL || !gtk_widget_get_mapped (self->entry))
    gtk_popover_popdown (GTK_POPOVER (self));
  else if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_popover_popup (GTK_POPOVER (self));
}

/* ---- choosing */
static void
choose (WfFinder *self, GtkListBoxRow *row)
{
  GtkWidget *line = gtk_list_box_row_get_child (row);
  const WfLonLat *place = g_object_get_data (G_OBJECT (line), "wf-place");
  const char *entity = g_object_get_data (G_OBJECT (line), "wf-entity");
  WfFeature *feature = g_object_get_data (G_OBJECT (line), "wf-feature");
  WfBookmark *view = g_object_get_data (G_OBJECT (line), "wf-view");

  gtk_popover_popdown (GTK_POPOVER (self));
  if (place != NULL)
    g_signal_emit_by_name (self, "place", place->lon, place->lat);
  else if (entity != NULL)
    g_signal_emit_by_name (self, "entity", entity);
  else if (view != NULL)
    g_signal_emit_by_name (self, "view", view);
  else if (feature != NULL)
    g_signal_emit_by_name (self, "feature", feature);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, WfFinder *self)
{
  choose (self, row);
}

gboolean
wf_finder_go (WfFinder *self)
{
  GtkListBoxRow *first;

  g_return_val_if_fail (WF_IS_FINDER (self), FALSE);
  first = gtk_list_box_get_row_at_index (self->list, 0);
  self->is_going = first == NULL && wf_finder_n_found (self) < 0;
  if (first != NULL)
    choose (self, first);
  return first != NULL || self->is_going;
}

/* ---- search */
static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WfFinder) self = data;
  g_autoptr (GPtrArray) features = wf_session_find_finish (result, NULL);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (features != NULL)
    add_features (self, features);
  add_places (self);
  show_lines (self);
  if (self->is_going && !wf_finder_go (self))
    g_signal_emit_by_name (self, "nothing");
}

static gboolean
due_cb (gpointer data)
{
  WfFinder *self = data;

  self->delay_id = 0;
  self->cancellable = g_cancellable_new ();
  wf_session_find_async (self->session, self->text, MOST_FEATURES, self->cancellable, found_cb,
                         g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
give_up (WfFinder *self)
{
  g_clear_handle_id (&self->delay_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
wf_finder_search (WfFinder *self, const char *text, WfLonLat near)
{
  gboolean is_short;

  g_return_if_fail (WF_IS_FINDER (self));
  give_up (self);
  g_free (self->text);
  g_free (self->words);
  self->text = g_strstrip (g_strdup (text));
  self->words = g_utf8_casefold (self->text, -1);
  self->near = near;
  self->is_going = FALSE;
  is_short = g_utf8_strlen (self->text, -1) < LEAST_CHARACTERS;
  clear_lines (self);
  if (!is_short)
    {
      add_tracks (self);
      add_incidents (self);
    }
  if (self->text[0] != '\0')
    add_views (self);
  show_lines (self);
  if (is_short)
    return;
  self->delay_id = g_timeout_add (DELAY_MS, due_cb, self);
  g_source_set_name_by_id (self->delay_id, "wf-finder");
}

int
wf_finder_n_found (WfFinder *self)
{
  int n = 0;

  if (self->delay_id != 0 || self->cancellable != NULL)
    return -1;
  while (gtk_list_box_get_row_at_index (self->list, n) != NULL)
    n++;
  return n;
}

gboolean
wf_finder_has (WfFinder *self, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return g_str_equal (stripped, self->text);
}

/* ---- keys */
static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, WfFinder *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  if (key != GDK_KEY_Down || first == NULL || !gtk_widget_get_visible (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (first));
  return GDK_EVENT_STOP;
}

static gboolean
close_key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state,
              WfFinder *self)
{
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_grab_focus (self->entry);
  return GDK_EVENT_STOP;
}

static void
stopped_cb (WfFinder *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* The keyboard went neither to the lines nor back. */
static void
focus_cb (GtkEventControllerFocus *focus, WfFinder *self)
{
  GtkRoot *root = gtk_widget_get_root (self->entry);
  GtkWidget *now = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (now == NULL || !gtk_widget_is_ancestor (now, self->entry))
    gtk_popover_popdown (GTK_POPOVER (self));
}

/* ---- the widget */
static void
wf_finder_dispose (GObject *object)
{
  WfFinder *self = WF_FINDER (object);

  give_up (self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->words, g_free);
  G_OBJECT_CLASS (wf_finder_parent_class)->dispose (object);
}

static void
wf_finder_class_init (WfFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wf_finder_dispose;
  g_signal_new ("entity", WF_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("nothing", WF_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("place", WF_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  g_signal_new ("feature", WF_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                WF_TYPE_FEATURE);
  g_signal_new ("view", WF_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                WF_TYPE_BOOKMARK);
}

static void
wf_finder_init (WfFinder *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->text = g_strdup ("");
  self->words = g_strdup ("");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "wf-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Found on the map"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (scroll, 360, -1);
  gtk_popover_set_child (GTK_POPOVER (self), scroll);
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_END);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (close_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

WfFinder *
wf_finder_new (GtkWidget *entry, WfSession *session)
{
  WfFinder *self = g_object_new (WF_TYPE_FINDER, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = entry;
  self->session = g_object_ref (session);
  gtk_widget_set_parent (GTK_WIDGET (self), entry);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_cb), self, G_CONNECT_AFTER);
  g_signal_connect_object (entry, "stop-search", G_CALLBACK (stopped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, keys);
  gtk_widget_add_controller (entry, focus);
  return self;
}
