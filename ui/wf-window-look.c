/* Watchfloor: looking closer in the main window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Identify at the side, the table under the map, the menu at the pointer; what is picked shows in
 * all of them. While identify is open a click on the map asks again. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include "wf-coordinate.h"
#include "wf-session-look.h"

#include <glib/gi18n.h>
#include <math.h>

#define RADIUS_PX 8.0
#define TABLE_SHARE 0.4 /* of the height */
#define CLOSE_ZOOM 17.0

/* ---- identify */
static gboolean
is_identifying (WfWindow *self)
{
  return self->identify != NULL
         && gtk_stack_get_visible_child (self->side) == GTK_WIDGET (self->identify_slot);
}

static void
identify_closed_cb (WfWindow *self)
{
  wf_window_show_side (self, "lists");
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
identify_at (WfWindow *self, double x, double y)
{
  WfView view = wf_map_view_get_view (self->map);
  WfLonLat p = wf_map_view_place_at (self->map, x, y);

  if (!wf_lonlat_is_valid (p))
    return;
  if (self->identify == NULL)
    {
      self->identify = g_object_new (WF_TYPE_IDENTIFY_PANE, "session", self->session, NULL);
      g_signal_connect_swapped (self->identify, "closed", G_CALLBACK (identify_closed_cb), self);
      adw_bin_set_child (self->identify_slot, GTK_WIDGET (self->identify));
    }
  wf_identify_pane_look (self->identify, p,
                         RADIUS_PX * wf_view_metres_per_pixel (&view) * view.scale);
  if (!is_identifying (self))
    wf_window_show_side (self, "identify");
}

static void
identify_cb (WfMapView *map, double x, double y, WfWindow *self)
{
  identify_at (self, x, y);
  wf_identify_pane_focus (self->identify);
}

static void
empty_click_cb (WfMapView *map, double x, double y, WfWindow *self)
{
  if (is_identifying (self))
    identify_at (self, x, y);
}

static void
identify_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  identify_at (self, gtk_widget_get_width (GTK_WIDGET (self->map)) / 2.0,
               gtk_widget_get_height (GTK_WIDGET (self->map)) / 2.0);
  wf_identify_pane_focus (self->identify);
}

/* ---- tables */
static void
table_closed_cb (WfWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->table_slot), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  int height = gtk_widget_get_height (GTK_WIDGET (self->map_rows));

  if (self->table == NULL)
    {
      self->table = g_object_new (WF_TYPE_TABLE_PANE, "session", self->session, NULL);
      g_signal_connect_swapped (self->table, "closed", G_CALLBACK (table_closed_cb), self);
      adw_bin_set_child (self->table_slot, GTK_WIDGET (self->table));
    }
  if (!gtk_widget_get_visible (GTK_WIDGET (self->table_slot)) && height > 0)
    gtk_paned_set_position (self->map_rows, (int) (height * (1 - TABLE_SHARE)));
  gtk_widget_set_visible (GTK_WIDGET (self->table_slot), TRUE);
  wf_table_pane_show (self->table, g_variant_get_string (parameter, NULL));
  wf_table_pane_focus (self->table);
}

WfTablePane *
wf_window_get_table (WfWindow *self)
{
  return self->table;
}

/* ---- the finder */
static void
go_to (WfWindow *self, WfLonLat place)
{
  WfView view = wf_map_view_get_view (self->map);

  wf_map_view_set_mark (self->map, place);
  wf_map_view_go_to (self->map, place, MAX (view.zoom, CLOSE_ZOOM - 1), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
place_cb (WfFinder *finder, double lon, double lat, WfWindow *self)
{
  go_to (self, (WfLonLat){ lon, lat });
}

static void
feature_cb (WfFinder *finder, WfFeature *feature, WfWindow *self)
{
  guint32 number = wf_feature_get_number (feature);

  wf_picked_set (wf_session_get_picked (self->session), wf_feature_get_layer (feature),
                 wf_feature_get_pack (feature), &number, 1);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-picked", NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

/* Its tab stands behind it; a form that is being filled stays. */
static void
entity_cb (WfFinder *finder, const char *id, WfWindow *self)
{
  const char *panel = wf_session_find_incident (self->session, id) != NULL ? "incidents" : "units";

  adw_view_stack_set_visible_child_name (self->panels, panel);
  g_object_set (self->session, "selected-id", id, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-on-map", "s", id);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
nothing_cb (WfFinder *finder, WfWindow *self)
{
  wf_window_show_side (self, "lists");
  wf_window_focus_list (self);
}

static void
view_cb (WfFinder *finder, WfBookmark *bookmark, WfWindow *self)
{
  wf_window_show_view (self, bookmark);
}

/* The finder hangs over the map: the lists that the same text filters stay in sight. */
static void
keep_side_in_sight (WfWindow *self)
{
  GtkWidget *entry = GTK_WIDGET (self->search);
  double x = 0, y;
  gboolean beside
      = gtk_widget_get_mapped (GTK_WIDGET (self->side))
        && gtk_widget_translate_coordinates (GTK_WIDGET (self->side), entry, 0, 0, &x, &y);
  GdkRectangle below = { beside ? (int) x - 1 : 0, gtk_widget_get_height (entry), 1, 1 };

  gtk_popover_set_pointing_to (GTK_POPOVER (self->finder), &below);
}

void
wf_window_find (WfWindow *self, const char *text)
{
  WfView view;

  /* The entry tells again of what Enter did not wait for. */
  if (self->finder == NULL || wf_finder_has (self->finder, text))
    return;
  view = wf_map_view_get_view (self->map);
  if (*text == '\0')
    wf_map_view_set_mark (self->map, (WfLonLat){ NAN, NAN });
  keep_side_in_sight (self);
  wf_finder_search (self->finder, text, wf_mercator_to_lonlat (view.center));
}

static void
init_finder (WfWindow *self)
{
  self->finder = wf_finder_new (GTK_WIDGET (self->search), self->session);
  g_signal_connect_object (self->finder, "entity", G_CALLBACK (entity_cb), self, 0);
  g_signal_connect_object (self->finder, "nothing", G_CALLBACK (nothing_cb), self, 0);
  g_signal_connect_object (self->finder, "place", G_CALLBACK (place_cb), self, 0);
  g_signal_connect_object (self->finder, "feature", G_CALLBACK (feature_cb), self, 0);
  g_signal_connect_object (self->finder, "view", G_CALLBACK (view_cb), self, 0);
}

/* ---- what is picked */
static void
show_picked_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  WfBox extent = wf_picked_extent (wf_session_get_picked (self->session));
  WfLonLat middle = { (extent.min_x + extent.max_x) / 2, (extent.min_y + extent.max_y) / 2 };

  if (wf_box_is_empty (extent))
    return;
  /* A point, or hardly more, is shown among its neighbours. */
  if (extent.max_x - extent.min_x < 2e-3 && extent.max_y - extent.min_y < 2e-3)
    {
      WfView view = wf_map_view_get_view (self->map);

      wf_map_view_go_to (self->map, middle, MAX (view.zoom, CLOSE_ZOOM), TRUE);
    }
  else
    wf_map_view_fit (self->map, extent, TRUE);
}

/* ---- the menu at the pointer */
static void
copy_place_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *text = g_variant_get_string (parameter, NULL);
  /* Translators: %s is a coordinate or a code */
  g_autofree char *sentence = g_strdup_printf (_ ("Copied: %s"), text);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  wf_window_tell (WF_WINDOW (widget), sentence, FALSE);
}

static void
add_copy (GMenu *menu, const char *text)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (text, NULL);

  g_menu_item_set_action_and_target (item, "win.copy-place", "s", text);
  g_menu_append_item (menu, item);
}

/* The place as text in every form: what is shown is what is copied. */
static GMenu *
make_copies (WfWindow *self, WfLonLat p)
{
  GMenu *menu = g_menu_new ();
  WfPlace place = wf_session_place_at (self->session, p);

  for (int form = 0; form < WF_COORDINATE_N_FORMS; form++)
    {
      g_autofree char *text = wf_coordinate_format (p, (WfCoordinateForm) form,
                                                    wf_session_get_chinese (self->session));

      if (text != NULL)
        add_copy (menu, text);
    }
  if (place.grid_code != NULL)
    add_copy (menu, place.grid_code);
  wf_place_clear (&place);
  return menu;
}

static GMenuModel *
make_menu (WfWindow *self, double x, double y)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) look = g_menu_new ();
  g_autoptr (GMenu) copies = make_copies (self, wf_map_view_place_at (self->map, x, y));
  g_autoptr (GMenuItem) here = g_menu_item_new (_ ("_What Is Here"), NULL);

  g_menu_item_set_action_and_target (here, "win.identify-at", "(dd)", x, y);
  g_menu_append_item (look, here);
  g_menu_append (look, _ ("Measure a _Length"), "win.measure::line");
  g_menu_append (look, _ ("Measure an _Area"), "win.measure::area");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  g_menu_append_section (menu, _ ("Copy the position"), G_MENU_MODEL (copies));
  return G_MENU_MODEL (menu);
}

static void
identify_at_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  double x, y;

  g_variant_get (parameter, "(dd)", &x, &y);
  identify_cb (NULL, x, y, WF_WINDOW (widget));
}

static gboolean
unparent_cb (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* Not at once: the action of the item that was chosen is still to come. */
static void
menu_closed_cb (GtkWidget *popover)
{
  g_idle_add (unparent_cb, popover);
}

static void
menu_cb (WfMapView *map, double x, double y, WfWindow *self)
{
  g_autoptr (GMenuModel) menu = make_menu (self, x, y);
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  /* The map places its children over all of itself: the menu hangs on what holds the map. */
  gtk_widget_set_parent (popover, GTK_WIDGET (self->map_slot));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (menu_closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

void
wf_window_look_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.identify", NULL, identify_action);
  gtk_widget_class_install_action (widget_class, "win.identify-at", "(dd)", identify_at_action);
  gtk_widget_class_install_action (widget_class, "win.table", "s", table_action);
  gtk_widget_class_install_action (widget_class, "win.show-picked", NULL, show_picked_action);
  gtk_widget_class_install_action (widget_class, "win.copy-place", "s", copy_place_action);
}

void
wf_window_look_init (WfWindow *self)
{
  init_finder (self);
  wf_map_view_set_picked (self->map, wf_session_get_picked (self->session));
  g_signal_connect_object (self->map, "identify", G_CALLBACK (identify_cb), self, 0);
  g_signal_connect_object (self->map, "empty-click", G_CALLBACK (empty_click_cb), self, 0);
  g_signal_connect_object (self->map, "context-menu", G_CALLBACK (menu_cb), self, 0);
}
