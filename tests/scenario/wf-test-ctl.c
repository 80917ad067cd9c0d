/* Watchfloor: watchfloorctl for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-test-ctl.h"

#include <sys/wait.h>

int
wf_test_ctl (const char *const *words, char **output, char **trouble)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "..", "watchfloorctl", NULL);
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_ptr_array_add (argv, program);
  for (; *words != NULL; words++)
    g_ptr_array_add (argv, (gpointer) *words);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, output, trouble,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

json_t *
wf_test_ctl_json (const char *const *words)
{
  g_autofree char *output = NULL, *trouble = NULL;
  json_error_t problem;
  json_t *answer;

  if (wf_test_ctl (words, &output, &trouble) != 0)
    g_error ("%s", trouble);
  answer = json_loads (output, 0, &problem);
  if (answer == NULL)
    g_error ("%s: %s", problem.text, output);
  return answer;
}
