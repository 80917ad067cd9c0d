/* Watchfloor: how the console was called.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line as a value. Main thread. */
#pragma once

#include <glib.h>

typedef struct
{
  char *city, *tour; /* paths, as given */
  char *platform; /* URL */
  char *lang; /* "zh_CN" or "en" */
  char *bench; /* what to measure */
  char **files;
  gboolean demo, json;
  int size; /* tracks; 0 = as usual */
  double seconds; /* 0 = as usual */
} WfConsoleOptions;

/* Reads @arguments, the program's name first (left as they are). Errors are G_OPTION_ERROR.
 * @may_help: --help prints and ends the program. */
gboolean wf_console_options_parse (WfConsoleOptions *options, char **arguments, gboolean may_help,
                                   GError **error);
void wf_console_options_clear (WfConsoleOptions *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfConsoleOptions, wf_console_options_clear)
