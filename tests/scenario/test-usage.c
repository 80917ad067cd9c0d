/* Watchfloor: scenario of wrong usage.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The four programs, called wrongly: 2 and a sentence for wrong words, 1 and a sentence for work
 * that failed, and what belongs to others is left as it was. Without a display. */
#include "config.h"

#include "wf-paths.h"
#include "wf-test-platform.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

static char *folder;

typedef struct
{
  int code;
  char *output, *trouble;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_free (outcome->output);
  g_free (outcome->trouble);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* Runs "PROGRAM WORDS..."; @words are parted by one space. */
static Outcome
run (const char *words)
{
  g_auto (GStrv) argv = g_strsplit (words, " ", -1);
  g_autofree char *name = g_steal_pointer (&argv[0]);
  g_autoptr (GError) error = NULL;
  Outcome outcome = { 0 };
  int status;

  argv[0] = wf_paths_program (name);
  g_assert_nonnull (argv[0]);
  g_spawn_sync (folder, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &outcome.output, &outcome.trouble,
                &status, &error);
  g_assert_no_error (error);
  if (!WIFEXITED (status))
    g_error ("%s: ended by a signal: %s", words, outcome.trouble);
  outcome.code = WEXITSTATUS (status);
  return outcome;
}

static void
assert_outcome (const char *words, int code)
{
  g_auto (Outcome) outcome = run (words);

  if (outcome.code != code)
    g_error ("%s: %d instead of %d: %s", words, outcome.code, code, outcome.trouble);
  if (*(code == 0 ? outcome.output : outcome.trouble) == 0)
    g_error ("%s: not a word", words);
}

static void
test_exit_codes (void)
{
  static const struct
  {
    const char *words;
    int code;
  } cases[] = {
    { "watchfloor --help", 0 },
    { "watchfloor --nonsense", 2 },
    { "watchfloor --size", 2 },
    { "watchfloor --bench start --size many", 2 },
    { "watchfloor --bench speed", 2 },
    { "watchfloor --lang xx --demo", 2 },
    { "watchfloor --tour pictures", 2 },
    { "watchfloor roads.fgb --tour pictures", 2 }, /* a file has no shift to play */
    { "watchfloor --demo --platform http://127.0.0.1:1", 2 },
    { "watchfloor --demo", 1 }, /* there is no display */
    { "watchfloor-platform --help", 0 },
    { "watchfloor-platform --nonsense", 2 },
    { "watchfloor-platform nonsense", 2 },
    { "watchfloor-platform --ready-fd 99", 2 },
    { "watchfloor-platform --ready-fd -7", 2 },
    { "watchfloor-platform --refuse-share 1.5", 2 },
    { "watchfloor-platform --refuse-share nan", 2 },
    { "watchfloor-platform --silent-share -0.1", 2 },
    { "watchfloor-platform --silent-share some", 2 },
    { "watchfloor-platform --buses 1e9", 2 },
    { "watchfloor-platform --clock slow", 2 },
    { "watchfloor-platform --city nowhere", 1 },
    { "watchfloorctl --help", 0 },
    { "watchfloorctl", 2 },
    { "watchfloorctl nonsense", 2 },
    { "watchfloorctl render --lang xx --layer a.geojson --center 0,0 --size 9x9 --output a.png",
      2 },
    { "watchfloorctl render --nonsense", 2 },
    { "watchfloorctl feed", 2 },
    { "watchfloorctl datum --from wgs84 --to mars 121,38", 2 },
    { "watchfloorctl layers nowhere.geojson", 1 },
    { "watchfloor-gdal --help", 0 },
    { "watchfloor-gdal", 2 },
    { "watchfloor-gdal nonsense", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_outcome (cases[i].words, cases[i].code);
}

static void
test_foreign_journal (void)
{
  static const char text[] = "not yours\n";
  g_autofree char *path = g_build_filename (folder, "notes.txt", NULL);
  g_autofree char *after = NULL;
  g_auto (Outcome) made = { 0 };
  g_auto (Outcome) listed = { 0 };
  g_autoptr (GDir) dir = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  made = run ("watchfloorctl case new --journal notes.txt --at 121.6,38.9");
  listed = run ("watchfloorctl case list --journal notes.txt");
  g_assert_cmpint (made.code, ==, 1);
  g_assert_nonnull (strstr (made.trouble, "notes.txt"));
  g_assert_cmpint (listed.code, ==, 1);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "notes.txt");
  g_assert_null (g_dir_read_name (dir));
  g_unlink (path);
}

/* Who names a platform's root learns which path it is. */
static void
test_root_of_a_platform (void)
{
  WfTestPlatform *platform = wf_test_platform_start (NULL);
  const char *url = wf_test_platform_url (platform);
  g_autofree char *words = g_strdup_printf ("watchfloorctl feed %s --once", url);
  g_autofree char *better = g_strdup_printf ("%s/ngsi-ld/v1/entities?type=Vehicle", url);
  g_autofree char *way = g_strdup_printf ("watchfloorctl feed %s --format ngsi-ld --once", better);
  g_auto (Outcome) outcome = run (words);
  g_auto (Outcome) followed = run (way);

  g_assert_cmpint (outcome.code, ==, 1);
  g_assert_nonnull (strstr (outcome.trouble, better));
  g_assert_cmpint (followed.code, ==, 0);
  wf_test_platform_stop (platform);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  /* Without a display GTK ends with a warning. */
  g_unsetenv ("G_DEBUG");
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  folder = g_dir_make_tmp ("wf-usage-XXXXXX", NULL);
  g_test_add_func ("/usage/exit-codes", test_exit_codes);
  g_test_add_func ("/usage/foreign-journal", test_foreign_journal);
  g_test_add_func ("/usage/root-of-a-platform", test_root_of_a_platform);
  result = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return result;
}
