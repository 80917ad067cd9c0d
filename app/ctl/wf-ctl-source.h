/* Watchfloor: how a source named on the command line is read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that all subcommands which open a SOURCE share: its encoding, its coordinate system
 * where it does not say, and the columns that hold a table's places. Pure. */
#pragma once

#include "wf-worker.h"

typedef struct
{
  char *encoding, *crs, *x, *y, *wkt; /* Words of the options; owned */
} WfCtlSource;

/* The options, for a subcommand's entries; @crs_flag is "crs", or another word where that means
 * something else. */
#define WF_CTL_SOURCE_ENTRIES(s, crs_flag)                                                         \
  { "encoding", 0, 0, G_OPTION_ARG_STRING, &(s)->encoding, NULL, NULL },                           \
      { crs_flag, 0, 0, G_OPTION_ARG_STRING, &(s)->crs, NULL, NULL },                              \
      { "x", 0, 0, G_OPTION_ARG_STRING, &(s)->x, NULL, NULL },                                     \
      { "y", 0, 0, G_OPTION_ARG_STRING, &(s)->y, NULL, NULL },                                     \
  {                                                                                                \
    "wkt", 0, 0, G_OPTION_ARG_STRING, &(s)->wkt, NULL, NULL                                        \
  }

/* Says it of @source; the strings stay @self's. @self may be NULL. */
void wf_ctl_source_say (const WfCtlSource *self, WfSource *source);
void wf_ctl_source_clear (WfCtlSource *self);
