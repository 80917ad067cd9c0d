/* Watchfloor: a seat at the console for tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session with a journal of its own, perhaps a real platform, and a window to show widgets in.
 * What waits, waits for its condition and fails the test after 60 s. */
#pragma once

#include "wf-session.h"
#include "wf-test-folder.h"
#include "wf-test-platform.h"
#include "wf-test-town-files.h"

#include <adwaita.h>

typedef struct
{
  WfTestPlatform *platform;
  WfClock *clock; /* NULL before the seat is taken = the machine's */
  WfSession *session;
  GtkWidget *window;
  gboolean chinese; /* the next session */
  char *journal; /* kept between sessions of one seat */
} WfSeat;

guint wf_seat_begin_wait (void);

#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint limit = wf_seat_begin_wait ();                                                           \
                                                                                                   \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (limit);                                                                       \
  }                                                                                                \
  G_STMT_END

/* For main: GTK, libadwaita and our icons. */
void wf_seat_prepare (int *argc, char ***argv);
/* The platform of the city at @city_path; its world runs @speed times as fast as ours. */
void wf_seat_start_platform (WfSeat *seat, const char *city_path, const char *speed);
/* @url NULL = no platform. */
void wf_seat_take (WfSeat *seat, const char *folder, const char *city_path, const char *url);
void wf_seat_leave (WfSeat *seat);
/* Shows @widget in a window. */
void wf_seat_show (WfSeat *seat, GtkWidget *widget);
void wf_seat_hide (WfSeat *seat);

/* The first widget of @type in @widget or below that is on the screen; NULL where there is none. */
GtkWidget *wf_seat_find (GtkWidget *widget, GType type);
/* TRUE where @words are on the screen in @widget or below. */
gboolean wf_seat_says (GtkWidget *widget, const char *words);
guint wf_seat_count_lines (GtkWidget *widget);
/* An incident where the first unit is, opened; its id (g_free). Waits for a unit. */
char *wf_seat_open_incident (WfSeat *seat);
