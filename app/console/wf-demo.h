/* Watchfloor: the demo.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the demo city where there is none and runs the embedded platform for it, both as
 * processes of their own that end with us. Main thread. */
#pragma once

#include <gio/gio.h>

/* Signals:
 *   ::progress (fraction, words)  while the city is made; fraction < 0 = not known
 *   ::restarting (sentence)       the platform ended; it comes back at the same URL, with nothing
 *                                 of what it knew
 *   ::failed (sentence)           the platform ended and stays away */
#define WF_TYPE_DEMO (wf_demo_get_type ())
G_DECLARE_FINAL_TYPE (WfDemo, wf_demo, WF, DEMO, GObject)

WfDemo *wf_demo_new (void);

/* The demo city's file, NULL where it is not made yet. Free with g_free. */
char *wf_demo_find_city (void);
/* Makes it; finish gives its path. */
void wf_demo_make_city_async (WfDemo *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
char *wf_demo_make_city_finish (WfDemo *self, GAsyncResult *result, GError **error);

/* Starts the platform for @city_path, the simulated world @speed times as fast, its crews all
 * @willing or as the city file says, and returns at once with the URL it will answer at. Where it
 * ends by itself it is started again there. NULL where it cannot be started. */
const char *
wf_demo_run (WfDemo *self, const char *city_path, double speed, gboolean willing, GError **error);
void wf_demo_stop (WfDemo *self);

/* A path for this run's journal: what was played is kept apart from the city's own journal, so
 * that it neither haunts the next demo, whose platform begins anew, nor ever reaches a real
 * platform. Free with g_free. */
char *wf_demo_new_journal (void);
