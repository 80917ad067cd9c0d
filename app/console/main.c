/* Watchfloor: the console.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The thin main of the console. */
#include "config.h"

int
main (int argc, char **argv)
{
  (void) argc;
  (void) argv;
  return 0;
}
