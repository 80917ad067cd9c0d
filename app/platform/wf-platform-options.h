/* Watchfloor: how watchfloor-platform was called.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line as a value. */
#pragma once

#include <glib.h>

typedef struct
{
  char *listen; /* "127.0.0.1:0" */
  char *city; /* folder or city file; may be NULL */
  char *make_city; /* folder; may be NULL */
  char *faults; /* file; may be NULL */
  char *mqtt; /* URL; may be NULL */
  guint64 seed;
  guint n_buildings;
  int n_ambulances, n_buses; /* -1: as the city file says */
  double refuse_share, silent_share; /* of orders, 0 to 1; -1: as the city file says */
  double speed;
  int cot_port; /* -1: no CoT; 0: any */
  int jt808_port; /* -1 = none */
  char *jt808_to; /* HOST:PORT that vehicles call; NULL = none */
  char *mqtt_ca; /* may be NULL */
  gboolean fake_clock;
  int ready_fd; /* -1 = none */
} WfPlatformOptions;

/* Errors are G_OPTION_ERROR. */
gboolean
wf_platform_options_parse (WfPlatformOptions *options, int *argc, char ***argv, GError **error);
void wf_platform_options_clear (WfPlatformOptions *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfPlatformOptions, wf_platform_options_clear)
