/* Watchfloor: the demo shift, disturbed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The real console plays the shift on a platform of its own, which is killed while a unit is on
 * its way: it comes back, the incident is offered to it again, the order that was lost ends as
 * failed and is never sent again, and the shift goes on to its end with another order. */
#include "config.h"

#include "wf-json.h"
#include "wf-paths.h"
#include "wf-test-folder.h"
#include "wf-test-platform.h"
#include "wf-test-town-files.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static char *folder, *town_path;

typedef struct
{
  GSubprocess *console;
  char *pictures;
  int platform_pid; /* as found last */
  int killed_pid;
} Shift;

/* The child of the console that is a platform; 0 where there is none. */
static int
find_platform (Shift *shift)
{
  const char *console = g_subprocess_get_identifier (shift->console);
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (console != NULL && (name = g_dir_read_name (processes)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%s/stat", name);
      g_autofree char *stat = NULL;
      int parent = 0;

      if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &stat, NULL, NULL)
          || strstr (stat, "(watchfloor-plat") == NULL)
        continue;
      if (sscanf (strrchr (stat, ')') + 1, " %*c %d", &parent) == 1 && parent == atoi (console))
        return atoi (name);
    }
  return 0;
}

/* "NN-granted.png": which number it has is the tour's affair. */
static gboolean
has_picture (gpointer data)
{
  Shift *shift = data;
  g_autoptr (GDir) dir = g_dir_open (shift->pictures, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, "-granted.png"))
      return TRUE;
  return g_subprocess_get_identifier (shift->console) == NULL;
}

static gboolean
has_another_platform (gpointer data)
{
  Shift *shift = data;

  shift->platform_pid = find_platform (shift);
  return shift->platform_pid != 0 && shift->platform_pid != shift->killed_pid;
}

static gboolean
has_ended (gpointer data)
{
  return g_subprocess_get_identifier (((Shift *) data)->console) == NULL;
}

static void
begin (Shift *shift)
{
  g_autofree char *program = wf_paths_program ("watchfloor");
  g_autoptr (GError) error = NULL;

  shift->pictures = g_build_filename (folder, "pictures", NULL);
  shift->console = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--demo", "--city",
                                     town_path, "--tour", shift->pictures, NULL);
  g_assert_no_error (error);
}

static json_t *
read_report (Shift *shift)
{
  g_autofree char *path = g_build_filename (shift->pictures, "tour.json", NULL);
  g_autoptr (GError) error = NULL;
  json_t *report = wf_json_load (path, 1024 * 1024, &error);

  g_assert_no_error (error);
  return report;
}

/* The text of the one journal of the demo. */
static char *
read_journal (void)
{
  g_autofree char *demos = g_build_filename (folder, "watchfloor", "demo", NULL);
  g_autofree char *program = wf_paths_program ("watchfloorctl");
  g_autoptr (GDir) dir = g_dir_open (demos, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) reader = NULL;
  g_autofree char *path = NULL;
  const char *name;
  char *text = NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".journal"))
      path = g_build_filename (demos, name, NULL);
  reader = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "journal", "export",
                             path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (reader, NULL, NULL, &text, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (reader));
  return text;
}

static guint
count_words (const char *text, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (text, words, -1);

  return g_strv_length (parts) - 1;
}

static void
test_killed_platform (void)
{
  Shift shift = { 0 };
  g_autoptr (json_t) report = NULL;
  const json_t *orders;
  g_autofree char *journal = NULL;
  gsize n;

  begin (&shift);
  g_assert_true (wf_test_wait (has_picture, &shift, 120));
  shift.killed_pid = find_platform (&shift);
  g_assert_cmpint (shift.killed_pid, >, 0);
  g_assert_cmpint (kill (shift.killed_pid, SIGKILL), ==, 0);
  g_assert_true (wf_test_wait (has_another_platform, &shift, 30));
  g_assert_true (wf_test_wait (has_ended, &shift, 200));
  g_assert_true (g_subprocess_get_successful (shift.console));

  report = read_report (&shift);
  orders = json_object_get (report, "commands");
  n = json_array_size (orders);
  g_assert_true (wf_json_boolean (report, "ok", FALSE));
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpstr (wf_json_string (json_array_get (orders, 0), "state", ""), ==, "failed");
  g_assert_cmpstr (wf_json_string (json_array_get (orders, n - 1), "state", ""), ==, "done");
  journal = read_journal ();
  g_assert_cmpuint (count_words (journal, "\"command.ordered\""), ==, n);
  g_assert_cmpuint (count_words (journal, "\"incident.queued\""), ==, 1);
  g_assert_cmpuint (count_words (journal, "\"incident.shared\""), ==, 2);
  g_object_unref (shift.console);
  g_free (shift.pictures);
}

static gboolean
is_on_bus (gpointer data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
      g_variant_new ("(s)", "cn.watchfloor.Console"), G_VARIANT_TYPE ("(b)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean has_owner = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &has_owner);
  return has_owner;
}

/* Whoever starts the program once more does not take the desk away. */
static void
test_second_start (void)
{
  Shift first = { 0 }, second = { 0 };
  g_autofree char *program = wf_paths_program ("watchfloor");
  g_autoptr (GError) error = NULL;

  first.console = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--city", town_path,
                                    "--platform", "http://127.0.0.1:9", NULL);
  g_assert_no_error (error);
  g_assert_true (wf_test_wait (is_on_bus, NULL, 30));
  second.console
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, program, "--demo", NULL);
  g_assert_no_error (error);
  g_assert_true (wf_test_wait (has_ended, &second, 30));
  g_assert_cmpint (g_subprocess_get_exit_status (second.console), ==, 1);
  g_assert_false (has_ended (&first));
  g_subprocess_force_exit (first.console);
  g_assert_true (wf_test_wait (has_ended, &first, 30));
  g_object_unref (first.console);
  g_object_unref (second.console);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  g_test_init (&argc, &argv, NULL);
  town_path = wf_test_town_write (folder);
  g_test_add_func ("/tour/killed-platform", test_killed_platform);
  g_test_add_func ("/tour/second-start", test_second_start);
  status = g_test_run ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}
