/* Watchfloor: the window at every size.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* At the sizes of real screens, with ordinary and with large text, the window fits and no word in
 * it is cut off. */
#include "config.h"

#include "wf-list-line.h"
#include "wf-paths.h"
#include "wf-test-seat.h"
#include "wf-window.h"

#include <glib/gi18n.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>

static char *folder, *town_path;

#define SHADOW_PX 16

/* A window that asks for more than these does not fit the screen of the row. */
static const struct
{
  double text_scale;
  int width, height;
} screens[] = {
  { 1.0, 1024, 700 }, { 1.0, 1366, 768 }, { 1.0, 1600, 1000 },
  { 1.5, 1280, 720 }, { 1.5, 1366, 768 }, { 1.5, 1600, 1000 },
};

static void
set_text_scale (double scale)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (96 * 1024 * scale), NULL);
}

static void
speak (const char *language)
{
  g_autofree char *locale = wf_paths_locale ();

  g_setenv ("LANGUAGE", language, TRUE);
  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* A few frames: what was changed is laid out and drawn. */
static void
settle (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gint64 from = gdk_frame_clock_get_frame_counter (clock);

  gtk_widget_queue_draw (window);
  gdk_frame_clock_begin_updating (clock);
  WAIT_UNTIL (gdk_frame_clock_get_frame_counter (clock) > from + 3);
  gdk_frame_clock_end_updating (clock);
}

/* The text of @widget where some of it is not on the screen; free with g_free. */
static char *
find_cut (GtkWidget *widget)
{
  char *cut = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget)
      && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    return g_strdup (gtk_label_get_text (GTK_LABEL (widget)));
  if (WF_IS_LIST_LINE (widget) && wf_list_line_is_cut (WF_LIST_LINE (widget)))
    return wf_list_line_get_text (WF_LIST_LINE (widget), ", ");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && cut == NULL;
       child = gtk_widget_get_next_sibling (child))
    cut = find_cut (child);
  return cut;
}

static void
check_screens (GtkWidget *window, const char *where)
{
  for (guint i = 0; i < G_N_ELEMENTS (screens); i++)
    {
      int width, height;
      g_autofree char *cut = NULL;

      set_text_scale (screens[i].text_scale);
      gtk_window_set_default_size (GTK_WINDOW (window), screens[i].width, screens[i].height);
      /* The frame's shadow is part of what was asked for. */
      WAIT_UNTIL (abs (gtk_widget_get_width (window) + SHADOW_PX - screens[i].width) < SHADOW_PX);
      settle (window);
      gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      gtk_widget_measure (window, GTK_ORIENTATION_VERTICAL, screens[i].width, &height, NULL, NULL,
                          NULL);
      g_test_message ("%s: text x %.1f needs %d x %d", where, screens[i].text_scale, width, height);
      g_assert_cmpint (width, <=, screens[i].width);
      g_assert_cmpint (height, <=, screens[i].height);
      cut = find_cut (window);
      if (cut != NULL)
        g_error ("%s: at %d x %d, text x %.1f, “%s” is cut off", where, screens[i].width,
                 screens[i].height, screens[i].text_scale, cut);
    }
}

static void
act (GtkWidget *window, const char *name, const char *target)
{
  g_assert_true (gtk_widget_activate_action (window, name, target != NULL ? "s" : NULL, target));
  settle (window);
}

static void
check_lists (GtkWidget *window)
{
  static const char *const panels[] = { "incidents", "units", "commands" };

  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    {
      act (window, "win.show-panel", panels[i]);
      check_screens (window, panels[i]);
    }
}

static void
test_fits (gconstpointer language)
{
  WfSeat seat = { 0 };
  WfDispatchPane *pane;
  WfWindow *window;
  g_autofree char *incident = NULL;

  speak (language);
  wf_seat_start_platform (&seat, town_path, "1");
  wf_seat_take (&seat, folder, town_path, wf_test_platform_url (seat.platform));
  window = wf_window_new (NULL, seat.session);
  seat.window = GTK_WIDGET (window);
  gtk_window_present (GTK_WINDOW (window));
  check_lists (seat.window);
  act (seat.window, "win.draw", "point");
  check_screens (seat.window, "form");
  incident = wf_seat_open_incident (&seat);
  g_object_set (seat.session, "selected-id", incident, NULL);
  act (seat.window, "win.send-unit", NULL);
  pane = wf_window_get_dispatch (window);
  WAIT_UNTIL (wf_dispatch_pane_first (pane) != NULL);
  wf_dispatch_pane_choose (pane, wf_dispatch_pane_first (pane));
  check_screens (seat.window, "proposal");
  g_assert_nonnull (wf_dispatch_pane_confirm (pane));
  check_screens (seat.window, "sent");
  check_lists (seat.window);
  wf_seat_hide (&seat);
  set_text_scale (1);
  wf_seat_leave (&seat);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  wf_seat_prepare (&argc, &argv);
  town_path = wf_test_town_write (folder);
  g_test_add_data_func ("/layout/en", "en", test_fits);
  g_test_add_data_func ("/layout/zh", "zh_CN", test_fits);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}
