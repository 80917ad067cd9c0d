/* Watchfloor: servers of others for e2e tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts what a test needs on a free loopback port, in a temporary folder, and ends it with the
 * test, or with the test's process. */
#pragma once

#include <gio/gio.h>

/* A port nobody listens on at the moment. */
guint wf_test_free_port (void);

/* Waits until 127.0.0.1:@port answers, or @process ends; at most 60 s. */
gboolean wf_test_wait_port (guint port, GSubprocess *process);

/* Runs @argv with @input (may be NULL) and returns its output (g_free); aborts where it fails. */
char *wf_test_run (const char *const *argv, const char *input);

/* Starts @argv; it is killed when this process ends. */
GSubprocess *wf_test_start (const char *const *argv);
void wf_test_end (GSubprocess *process);

/* Removes a folder and all in it. */
void wf_test_remove (const char *folder);

/* ---- PostgreSQL with PostGIS */
typedef struct _WfTestPostgres WfTestPostgres;

#define WF_TEST_PASSWORD "open-sesame-7Q"

/* NULL where it is not installed. */
WfTestPostgres *wf_test_postgres_start (void);
void wf_test_postgres_stop (WfTestPostgres *postgres); /* NULL too */
/* At once, as a machine that loses power. */
void wf_test_postgres_kill (WfTestPostgres *postgres);
void wf_test_postgres_run (WfTestPostgres *postgres, const char *sql);
/* "PG:..." for @password (g_free). */
char *wf_test_postgres_source (WfTestPostgres *postgres, const char *password);
