/* Watchfloor: a seat at the console for tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-test-seat.h"

#include "wf-list-line.h"

#include <string.h>

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited 60 s in vain");
  return G_SOURCE_REMOVE;
}

guint
wf_seat_begin_wait (void)
{
  return g_timeout_add_seconds (60, give_up_cb, NULL);
}

void
wf_seat_prepare (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  adw_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/cn/watchfloor/Console/icons");
}

void
wf_seat_start_platform (WfSeat *seat, const char *city_path, const char *speed)
{
  g_autofree char *dir = g_path_get_dirname (city_path);
  const char *arguments[] = { "--city", dir, "--speed", speed, NULL };

  seat->platform = wf_test_platform_start (arguments);
}

void
wf_seat_take (WfSeat *seat, const char *folder, const char *city_path, const char *url)
{
  WfSessionOptions options = {
    .city_path = city_path, .platform_url = url, .operator_name = "desk 1", .chinese = seat->chinese
  };
  static guint n_seats;
  g_autoptr (GError) error = NULL;

  if (seat->journal == NULL)
    seat->journal = g_strdup_printf ("%s/seat-%u.journal", folder, n_seats++);
  options.journal_path = seat->journal;
  if (seat->clock == NULL)
    seat->clock = wf_clock_new_system (1);
  seat->session = wf_session_new (seat->clock, &options, &error);
  g_assert_no_error (error);
  wf_session_start (seat->session);
}

void
wf_seat_leave (WfSeat *seat)
{
  wf_session_stop (seat->session);
  g_clear_object (&seat->session);
  g_clear_pointer (&seat->clock, wf_clock_unref);
  g_clear_pointer (&seat->platform, wf_test_platform_kill);
  g_clear_pointer (&seat->journal, g_free);
}

void
wf_seat_show (WfSeat *seat, GtkWidget *widget)
{
  seat->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (seat->window), 420, 700);
  gtk_window_set_child (GTK_WINDOW (seat->window), widget);
  gtk_window_present (GTK_WINDOW (seat->window));
  WAIT_UNTIL (gtk_widget_get_mapped (widget));
}

void
wf_seat_hide (WfSeat *seat)
{
  g_clear_pointer ((GtkWindow **) &seat->window, gtk_window_destroy);
}

static gboolean
is_saying (GtkWidget *widget, const char *words)
{
  g_autofree char *line = NULL;

  if (GTK_IS_LABEL (widget))
    return strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL;
  if (!WF_IS_LIST_LINE (widget))
    return FALSE;
  line = wf_list_line_get_text (WF_LIST_LINE (widget), ", ");
  return strstr (line, words) != NULL;
}

GtkWidget *
wf_seat_find (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = wf_seat_find (child, type);
  return found;
}

gboolean
wf_seat_says (GtkWidget *widget, const char *words)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (is_saying (widget, words))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (wf_seat_says (child, words))
      return TRUE;
  return FALSE;
}

guint
wf_seat_count_lines (GtkWidget *widget)
{
  guint n = WF_IS_LIST_LINE (widget) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += wf_seat_count_lines (child);
  return n;
}

/* NULL before one has reported. */
static const WfTrack *
find_unit (WfSeat *seat)
{
  guint n;
  const WfTrack *tracks = wf_track_store_tracks (wf_session_get_tracks (seat->session), &n);

  for (guint i = 0; i < n; i++)
    if (wf_track_is_unit (&tracks[i]))
      return &tracks[i];
  return NULL;
}

char *
wf_seat_open_incident (WfSeat *seat)
{
  g_autoptr (WfIncident) incident = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (WfShape) shape = { 0 };
  WfLonLat p;

  WAIT_UNTIL (find_unit (seat) != NULL);
  p = find_unit (seat)->position;
  shape = wf_shape_new (WF_SHAPE_POINT, &p, 1);
  incident = wf_incident_new (&shape, "desk 1", wf_clock_now (seat->clock));
  g_free (incident->kind);
  incident->kind = g_strdup ("medical");
  incident->address = g_strdup ("Test Street 1");
  wf_session_open_incident (seat->session, incident, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (wf_session_find_incident (seat->session, incident->id) != NULL);
  return g_strdup (incident->id);
}
