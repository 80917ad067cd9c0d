/* Watchfloor: watchfloor-platform.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Started by the others; see the README. */
#include "config.h"

int
main (int argc, char **argv)
{
  (void) argc;
  (void) argv;
  return 0;
}
