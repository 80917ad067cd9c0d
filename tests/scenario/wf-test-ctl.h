/* Watchfloor: watchfloorctl for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the real watchfloorctl of this build and waits for its end. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* @words: what follows the program's name, NULL-terminated. Returns the exit code; what it printed
 * (each may be NULL) is to be freed with g_free. */
int wf_test_ctl (const char *const *words, char **output, char **trouble);

/* Fails the test where the exit code is not 0 or the output no JSON. New reference. */
json_t *wf_test_ctl_json (const char *const *words);
