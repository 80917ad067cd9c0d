/* Watchfloor: kept views in the main window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping what the map shows under a name, the list of what was kept, and going back there. Main
 * thread. */
#include "config.h"

#include "wf-window-private.h"

#include "wf-name-dialog.h"
#include "wf-session-views.h"
#include "wf-views-pane.h"

#include <glib/gi18n.h>

void
wf_window_show_view (WfWindow *self, WfBookmark *bookmark)
{
  WfView view = wf_map_view_get_view (self->map);

  wf_bookmark_get_view (bookmark, &view);
  wf_session_show_layers_of (self->session, bookmark);
  wf_map_view_fly_to (self->map, &view, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

/* ---- keeping */
static void
named_cb (gpointer data, const char *name)
{
  WfWindow *self = data;
  WfView view;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (self->session == NULL)
    return;
  view = wf_map_view_get_view (self->map);
  if (wf_session_keep_view (self->session, name, &view, &error) == NULL)
    {
      wf_window_tell (self, error->message, FALSE);
      return;
    }
  /* Translators: %s is the name somebody gave a view of the map */
  sentence = g_strdup_printf (_ ("The view “%s” is kept."), name);
  wf_window_tell (self, sentence, FALSE);
}

static void
keep_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  WfView view = wf_map_view_get_view (self->map);
  g_autofree char *now = wf_session_suggest_name (self->session, &view);

  wf_name_dialog_ask (GTK_WINDOW (self), _ ("Keep This View"), _ ("Name of the view"), now,
                      _ ("_Keep"), named_cb, G_OBJECT (self));
}

/* The same without asking, for scripts. */
static void
keep_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  named_cb (widget, g_variant_get_string (parameter, NULL));
}

/* ---- the list */
static void
closed_cb (WfWindow *self)
{
  wf_window_show_side (self, "lists");
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
chosen_cb (WfViewsPane *pane, WfBookmark *bookmark, WfWindow *self)
{
  wf_window_show_view (self, bookmark);
}

static void
moved_cb (WfViewsPane *pane, WfBookmark *bookmark, WfWindow *self)
{
  WfView view = wf_map_view_get_view (self->map);
  g_autofree char *sentence
      /* Translators: %s is the name of a kept view */
      = g_strdup_printf (_ ("“%s” now stands for what the map shows."),
                         wf_bookmark_get_name (bookmark));

  wf_session_move_bookmark (self->session, bookmark, &view);
  wf_window_tell (self, sentence, FALSE);
}

static void
removed_cb (WfViewsPane *pane, WfBookmark *bookmark, WfWindow *self)
{
  GListModel *all = wf_session_get_bookmarks (self->session);
  g_autofree char *sentence
      = g_strdup_printf (_ ("“%s” was removed."), wf_bookmark_get_name (bookmark));

  g_set_object (&self->dropped, bookmark);
  g_list_store_find (G_LIST_STORE (all), bookmark, &self->dropped_at);
  wf_session_drop_bookmark (self->session, bookmark);
  wf_window_offer (self, sentence, _ ("_Undo"), "win.restore-view", NULL);
}

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  if (self->dropped != NULL)
    wf_session_insert_bookmark (self->session, self->dropped_at, self->dropped);
  g_clear_object (&self->dropped);
}

static void
views_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  GtkWidget *pane = adw_bin_get_child (self->views_slot);

  if (pane == NULL)
    {
      pane = g_object_new (WF_TYPE_VIEWS_PANE, "session", self->session, NULL);
      g_signal_connect_swapped (pane, "closed", G_CALLBACK (closed_cb), self);
      g_signal_connect (pane, "chosen", G_CALLBACK (chosen_cb), self);
      g_signal_connect (pane, "moved", G_CALLBACK (moved_cb), self);
      g_signal_connect (pane, "removed", G_CALLBACK (removed_cb), self);
      adw_bin_set_child (self->views_slot, pane);
    }
  wf_window_show_side (self, "views");
  wf_views_pane_focus (WF_VIEWS_PANE (pane));
}

void
wf_window_views_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.keep-view", NULL, keep_action);
  gtk_widget_class_install_action (widget_class, "win.keep-view-as", "s", keep_as_action);
  gtk_widget_class_install_action (widget_class, "win.restore-view", NULL, restore_action);
  gtk_widget_class_install_action (widget_class, "win.views", NULL, views_action);
}
