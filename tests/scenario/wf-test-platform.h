/* Watchfloor: a platform for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the real watchfloor-platform on a port of its own, talks HTTP to it, and ends it. All
 * calls wait (30 s at most) and fail the test where things go wrong. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <libsoup/soup.h>

typedef struct _WfTestPlatform WfTestPlatform;

/* @arguments: further options, NULL-terminated; may be NULL. Ready when it returns. */
WfTestPlatform *wf_test_platform_start (const char *const *arguments);

/* Asks it to end and asserts that it did so cleanly. */
void wf_test_platform_stop (WfTestPlatform *platform);

/* Ends it at once, as a crash would (SIGKILL). */
void wf_test_platform_kill (WfTestPlatform *platform);

const char *wf_test_platform_url (WfTestPlatform *platform);
int wf_test_platform_pid (WfTestPlatform *platform);

/* One request; returns the HTTP status, 0 where the connection broke. @body is JSON text or NULL.
 * @answer (may be NULL) gets the parsed answer or NULL; a new reference. */
guint wf_test_platform_send (WfTestPlatform *platform, const char *method, const char *path,
                             const char *body, json_t **answer);

/* The same with all its parts; @headers: name, value, ..., NULL (may be NULL). @response (may be
 * NULL) is the message, for its headers (g_object_unref). Returns the body; NULL where the
 * connection broke. */
GBytes *
wf_test_platform_exchange (WfTestPlatform *platform, const char *method, const char *path,
                           const char *const *headers, GBytes *body, SoupMessage **response);

/* The state of the platform: GET /admin/state. */
json_t *wf_test_platform_state (WfTestPlatform *platform);

/* Runs the main context until @done returns TRUE; FALSE after @timeout_s. */
gboolean wf_test_wait (gboolean (*done) (gpointer user_data), gpointer user_data, guint timeout_s);
