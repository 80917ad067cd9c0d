/* Watchfloor: PostgreSQL with PostGIS for e2e tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A cluster of its own in a temporary folder. The server refuses to run as root: root becomes the
 * package's user "postgres" for it. */
#include "config.h"

#include "wf-test-server.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct _WfTestPostgres
{
  GSubprocess *process;
  char *bin, *folder;
  guint port;
};

/* The newest of /usr/lib/postgresql/N/bin with an extension postgis beside it. */
static char *
find_bin (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/usr/lib/postgresql", 0, NULL);
  const char *name;
  int newest = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *server = g_build_filename ("/usr/lib/postgresql", name, "bin/initdb", NULL);
      g_autofree char *postgis
          = g_build_filename ("/usr/share/postgresql", name, "extension/postgis.control", NULL);

      if (g_file_test (server, G_FILE_TEST_EXISTS) && g_file_test (postgis, G_FILE_TEST_EXISTS))
        newest = MAX (newest, atoi (name));
    }
  return newest > 0 ? g_strdup_printf ("/usr/lib/postgresql/%d/bin", newest) : NULL;
}

/* @words with the user the server may run as; ends with NULL, strings borrowed. */
static const char **
as_user (const char *const *words)
{
  static const char *const become[] = { "setpriv",  "--reuid",        "postgres",    "--regid",
                                        "postgres", "--clear-groups", "--pdeathsig", "KILL" };
  GPtrArray *argv = g_ptr_array_new ();

  for (guint i = 0; geteuid () == 0 && i < G_N_ELEMENTS (become); i++)
    g_ptr_array_add (argv, (gpointer) become[i]);
  for (; *words != NULL; words++)
    g_ptr_array_add (argv, (gpointer) *words);
  g_ptr_array_add (argv, NULL);
  return (const char **) g_ptr_array_free (argv, FALSE);
}

static void
make_cluster (WfTestPostgres *postgres)
{
  g_autofree char *initdb = g_build_filename (postgres->bin, "initdb", NULL);
  g_autofree char *data = g_build_filename (postgres->folder, "db", NULL);
  g_autofree char *secret = g_build_filename (postgres->folder, "secret", NULL);
  const char *const words[]
      = { initdb,          "-D", data,   "-U",       "wf", "--pwfile",  secret, "-A",
          "scram-sha-256", "-E", "UTF8", "--locale", "C",  "--no-sync", NULL };
  g_autofree const char **argv = as_user (words);
  const struct passwd *user = geteuid () == 0 ? getpwnam ("postgres") : NULL;

  g_assert_true (g_file_set_contents (secret, WF_TEST_PASSWORD "\n", -1, NULL));
  if (user != NULL)
    {
      g_assert_cmpint (chown (postgres->folder, user->pw_uid, user->pw_gid), ==, 0);
      g_assert_cmpint (chown (secret, user->pw_uid, user->pw_gid), ==, 0);
    }
  g_free (wf_test_run (argv, NULL));
}

WfTestPostgres *
wf_test_postgres_start (void)
{
  g_autofree char *bin = find_bin ();
  g_autofree char *server = NULL;
  g_autofree char *data = NULL;
  g_autofree char *port = NULL;
  g_autofree const char **argv = NULL;
  WfTestPostgres *postgres;

  if (bin == NULL || (geteuid () == 0 && getpwnam ("postgres") == NULL))
    return NULL;
  postgres = g_new0 (WfTestPostgres, 1);
  postgres->bin = g_steal_pointer (&bin);
  postgres->folder = g_dir_make_tmp ("watchfloor-pg-XXXXXX", NULL);
  make_cluster (postgres);
  postgres->port = wf_test_free_port ();
  server = g_build_filename (postgres->bin, "postgres", NULL);
  data = g_build_filename (postgres->folder, "db", NULL);
  port = g_strdup_printf ("%u", postgres->port);
  {
    const char *const words[]
        = { server, "-D", data, "-p", port, "-h", "127.0.0.1", "-k", postgres->folder, "-F", NULL };

    argv = as_user (words);
  }
  postgres->process = wf_test_start (argv);
  g_assert_true (wf_test_wait_port (postgres->port, postgres->process));
  wf_test_postgres_run (postgres, "CREATE EXTENSION postgis");
  return postgres;
}

void
wf_test_postgres_kill (WfTestPostgres *postgres)
{
  /* The postmaster's children watch a pipe of its and end at once. */
  g_clear_pointer (&postgres->process, wf_test_end);
}

void
wf_test_postgres_stop (WfTestPostgres *postgres)
{
  if (postgres == NULL)
    return;
  wf_test_postgres_kill (postgres);
  wf_test_remove (postgres->folder);
  g_free (postgres->bin);
  g_free (postgres->folder);
  g_free (postgres);
}

void
wf_test_postgres_run (WfTestPostgres *postgres, const char *sql)
{
  g_autofree char *psql = g_build_filename (postgres->bin, "psql", NULL);
  g_autofree char *where = g_strdup_printf (
      "postgresql://wf:" WF_TEST_PASSWORD "@127.0.0.1:%u/postgres", postgres->port);
  const char *const argv[] = { psql, "-q", "-X", "-v", "ON_ERROR_STOP=1", where, NULL };
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autofree char *said = NULL;

  /* It listens a moment before it lets anybody in. */
  while (strstr (said != NULL ? said : "starting up", "starting up") != NULL
         && g_get_monotonic_time () < end)
    {
      g_autoptr (GSubprocess) process
          = g_subprocess_newv (argv,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                   | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                               NULL);

      g_clear_pointer (&said, g_free);
      g_subprocess_communicate_utf8 (process, sql, NULL, &said, NULL, NULL);
      if (g_subprocess_get_successful (process))
        return;
    }
  g_error ("psql failed: %s", said);
}

char *
wf_test_postgres_source (WfTestPostgres *postgres, const char *password)
{
  return g_strdup_printf ("PG:host=127.0.0.1 port=%u user=wf dbname=postgres password=%s",
                          postgres->port, password);
}
