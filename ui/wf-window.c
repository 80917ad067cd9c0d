/* Watchfloor: the main window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the frame and ties it to the session; the map, the side and the drawing each have a file.
 * Main thread. */
#include "config.h"

#include "wf-look.h"
#include "wf-window-private.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WfWindow, wf_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
clock_cb (gpointer data)
{
  WfWindow *self = data;
  g_autofree char *text
      = wf_time_format_clock (wf_clock_now (wf_session_get_clock (self->session)));

  if (wf_session_get_replay (self->session) != NULL)
    {
      /* Translators: a time of day, while another is shown on the map */
      g_autofree char *now = g_strdup_printf (_ ("Now %s"), text);

      gtk_label_set_text (self->clock_label, now);
    }
  else
    gtk_label_set_text (self->clock_label, text);
  wf_window_side_beat (self);
  wf_window_past_beat (self);
  return G_SOURCE_CONTINUE;
}

static void
show_standing (WfWindow *self)
{
  g_autofree char *trouble = NULL;

  g_object_get (self->session, "journal-trouble", &trouble, NULL);
  if (trouble != NULL)
    gtk_label_set_text (self->standing, trouble);
  gtk_revealer_set_reveal_child (self->standing_revealer, trouble != NULL);
}

AdwToast *
wf_window_toast (const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  return adw_toast_new (markup);
}

void
wf_window_tell (WfWindow *self, const char *sentence, gboolean grave)
{
  AdwToast *toast = wf_window_toast (sentence);

  /* A grave one stays until it is taken away. */
  adw_toast_set_timeout (toast, grave ? 0 : 6);
  /* Seen at once; one that was standing there comes back after it. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
notice_cb (WfSession *session, const char *sentence, gboolean grave, WfWindow *self)
{
  wf_window_tell (self, sentence, grave);
}

static void
tell_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wf_window_tell (WF_WINDOW (widget), g_variant_get_string (parameter, NULL), FALSE);
}

static void
dark_cb (WfWindow *self)
{
  gboolean dark = FALSE;

  g_object_get (self->session, "dark", &dark, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static void
search_cb (WfWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  wf_window_find (self, text);

  for (guint i = 0; i < self->panel_pages->len; i++)
    {
      AdwViewStackPage *page = self->panel_pages->pdata[i];
      GtkWidget *panel = adw_bin_get_child (ADW_BIN (adw_view_stack_page_get_child (page)));

      if (panel != NULL)
        wf_pane_search (WF_PANE (panel), text);
    }
}

/* Enter takes the first that is found, of the text as it is now; without one it goes on to the
 * list.
 */
static void
search_done_cb (WfWindow *self)
{
  if (!wf_finder_has (self->finder, gtk_editable_get_text (GTK_EDITABLE (self->search))))
    search_cb (self);
  if (wf_finder_go (self->finder))
    return;
  wf_window_show_side (self, "lists");
  wf_window_focus_list (self);
}

static void
panel_cb (WfWindow *self)
{
  GtkWidget *slot = adw_view_stack_get_visible_child (self->panels);
  const WfPanel *panel = slot != NULL ? g_object_get_data (G_OBJECT (slot), "wf-panel") : NULL;

  if (self->session == NULL || panel == NULL || adw_bin_get_child (ADW_BIN (slot)) != NULL)
    return;
  adw_bin_set_child (ADW_BIN (slot), wf_panel_create (panel, self->session));
  search_cb (self);
}

static void
wf_window_dispose (GObject *object)
{
  WfWindow *self = WF_WINDOW (object);

  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_weak_pointer (&self->print);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->finder != NULL)
    {
      g_autoptr (GObject) finder = g_object_ref (G_OBJECT (self->finder));

      gtk_widget_unparent (GTK_WIDGET (self->finder));
      /* A search under way keeps it alive: it must not come back to a window that is gone. */
      g_object_run_dispose (finder);
    }
  self->finder = NULL;
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (object), NULL);
  g_clear_pointer (&self->panel_pages, g_ptr_array_unref);
  g_clear_object (&self->removed);
  g_clear_object (&self->dropped);
  g_clear_pointer (&self->discarded, wf_incident_free);
  g_clear_pointer (&self->city_style, wf_style_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (wf_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/watchfloor/Console/wf-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WfWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, city);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, clock_label);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, standing);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, standing_revealer);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, draft);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, draft_revealer);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, hint);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, hint_revealer);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, swipe_revealer);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, past_revealer);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, past_words);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, past_note);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, past_button);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, past_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, layers_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, map_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, detail_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, status_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, form_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, dispatch_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, identify_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, views_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, table_slot);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, map_rows);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, measure_copy);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, side);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, panels);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, search);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, draw_point);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, draw_line);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, draw_area);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, columns);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, rows);
  gtk_widget_class_bind_template_child (widget_class, WfWindow, dark);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, panel_cb);
}

static void
wf_window_class_init (WfWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_window_dispose;
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell_action);
  wf_window_drawing_install (widget_class);
  wf_window_map_install (widget_class);
  wf_window_opening_install (widget_class);
  wf_window_look_install (widget_class);
  wf_window_measure_install (widget_class);
  wf_window_paper_install (widget_class);
  wf_window_past_install (widget_class);
  wf_window_swipe_install (widget_class);
  wf_window_views_install (widget_class);
  wf_window_side_install (widget_class);
  wf_window_orders_install (widget_class);
  bind_template (widget_class);
}

static void
wf_window_init (WfWindow *self)
{
  self->panel_pages = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  wf_look_name_buttons (GTK_WIDGET (self));
}

static void
follow_session (WfWindow *self)
{
  g_signal_connect (self->session, "notice", G_CALLBACK (notice_cb), self);
  g_signal_connect_object (self->session, "draft-found", G_CALLBACK (wf_window_drawing_offer_draft),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->session, "notify::journal-trouble", G_CALLBACK (show_standing),
                            self);
  g_signal_connect_swapped (self->session, "notify::dark", G_CALLBACK (dark_cb), self);
  g_object_bind_property (self->session, "dark", self->dark, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  show_standing (self);
  dark_cb (self);
}

WfWindow *
wf_window_new (GtkApplication *application, WfSession *session)
{
  WfWindow *self = g_object_new (WF_TYPE_WINDOW, "application", application, NULL);
  gboolean chinese = wf_session_get_chinese (session);

  self->session = g_object_ref (session);
  gtk_label_set_text (self->city, wf_city_title (wf_session_get_city (session), chinese));
  self->status = g_object_new (WF_TYPE_STATUS_BAR, "session", session, NULL);
  adw_bin_set_child (self->status_slot, GTK_WIDGET (self->status));
  adw_bin_set_child (self->detail_slot,
                     g_object_new (WF_TYPE_DETAIL_PANE, "session", session, NULL));
  wf_window_map_init (self);
  wf_window_opening_init (self);
  wf_window_look_init (self);
  wf_window_side_init (self);
  wf_window_drawing_init (self);
  wf_window_measure_init (self);
  wf_window_orders_init (self);
  wf_window_past_init (self);
  follow_session (self);
  clock_cb (self);
  self->clock_id = g_timeout_add_seconds (1, clock_cb, self);
  g_source_set_name_by_id (self->clock_id, "wf-window-clock");
  return self;
}

WfSession *
wf_window_get_session (WfWindow *self)
{
  return self->session;
}

WfMapView *
wf_window_get_map (WfWindow *self)
{
  return self->map;
}

WfIncidentForm *
wf_window_get_form (WfWindow *self)
{
  return self->form;
}

WfDispatchPane *
wf_window_get_dispatch (WfWindow *self)
{
  return self->dispatch;
}

gboolean
wf_window_is_still (WfWindow *self)
{
  double progress = adw_flap_get_reveal_progress (self->flap);

  return (progress <= 0.0 || progress >= 1.0)
         && gtk_revealer_get_child_revealed (self->hint_revealer)
                == gtk_revealer_get_reveal_child (self->hint_revealer);
}
