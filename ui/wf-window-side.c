/* Watchfloor: the main window's side.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A tab a panel of the family; a panel is made when its tab is first shown. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include <glib/gi18n.h>

static void
add_tab (WfWindow *self, const WfPanel *panel)
{
  GtkWidget *slot = adw_bin_new ();
  AdwViewStackPage *page;

  g_object_set_data (G_OBJECT (slot), "wf-panel", (gpointer) panel);
  page = adw_view_stack_add_titled_with_icon (self->panels, slot, panel->id, _ (panel->title),
                                              panel->icon);
  g_ptr_array_add (self->panel_pages, page);
}

/* The layers' panel is made when the flap first opens. */
static void
flap_cb (WfWindow *self)
{
  if (!adw_flap_get_reveal_flap (self->flap) || adw_bin_get_child (self->layers_slot) != NULL)
    return;
  for (guint i = 0; wf_panels ()[i] != NULL; i++)
    if (wf_panels ()[i]->at_start)
      adw_bin_set_child (self->layers_slot, wf_panel_create (wf_panels ()[i], self->session));
}

void
wf_window_side_beat (WfWindow *self)
{
  for (guint i = 0; i < self->panel_pages->len; i++)
    {
      AdwViewStackPage *page = self->panel_pages->pdata[i];
      GtkWidget *slot = adw_view_stack_page_get_child (page);
      const WfPanel *panel = g_object_get_data (G_OBJECT (slot), "wf-panel");
      guint count = panel->count != NULL ? panel->count (self->session) : 0;

      if (adw_view_stack_page_get_badge_number (page) != count)
        adw_view_stack_page_set_badge_number (page, count);
    }
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_DROP_DOWN (widget))
    return NULL;
  if (GTK_IS_LIST_VIEW (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);
  return found;
}

void
wf_window_focus_list (WfWindow *self)
{
  GtkWidget *list = find_list (GTK_WIDGET (self->panels));
  GtkWidget *row = list != NULL ? gtk_widget_get_first_child (list) : NULL;
  g_autofree char *selected = NULL;

  while (row != NULL && (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) == 0)
    row = gtk_widget_get_next_sibling (row);
  /* The keyboard may come to another row, which selects it: what is selected stays. */
  g_object_get (self->session, "selected-id", &selected, NULL);
  if (!(row != NULL && gtk_widget_grab_focus (row))
      && !(list != NULL && gtk_widget_grab_focus (list)))
    gtk_widget_child_focus (GTK_WIDGET (self->side), GTK_DIR_TAB_FORWARD);
  g_object_set (self->session, "selected-id", selected, NULL);
}

static void
panel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  wf_window_show_side (self, "lists");
  wf_window_drawing_offer_draft (self);
  adw_view_stack_set_visible_child_name (self->panels, g_variant_get_string (parameter, NULL));
}

static void
layers_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (WF_WINDOW (widget)->search));
}

/* The keyboard goes from pane to pane: layers, map, side, health. */
static void
next_pane_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  GtkWidget *panes[] = {
    GTK_WIDGET (self->layers_slot),
    GTK_WIDGET (self->map),
    GTK_WIDGET (self->side),
    GTK_WIDGET (self->status),
  };
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  int n = G_N_ELEMENTS (panes), at = n - 1;

  for (int i = 0; i < n; i++)
    if (focus != NULL && (focus == panes[i] || gtk_widget_is_ancestor (focus, panes[i])))
      at = i;
  for (int step = 1; step <= n; step++)
    {
      GtkWidget *next = panes[(at + step) % n];

      if (next == GTK_WIDGET (self->side) && find_list (GTK_WIDGET (self->panels)) != NULL)
        {
          wf_window_focus_list (self);
          return;
        }
      if (gtk_widget_get_mapped (next)
          && (gtk_widget_grab_focus (next) || gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD)))
        return;
    }
}

void
wf_window_side_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-panel", "s", panel_action);
  gtk_widget_class_install_action (widget_class, "win.layers", NULL, layers_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, next_pane_action);
}

void
wf_window_side_init (WfWindow *self)
{
  for (guint i = 0; wf_panels ()[i] != NULL; i++)
    if (!wf_panels ()[i]->at_start)
      add_tab (self, wf_panels ()[i]);
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (flap_cb), self,
                           G_CONNECT_SWAPPED);
  flap_cb (self);
}
