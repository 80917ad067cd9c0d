/* Watchfloor: a subcommand of watchfloorctl.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A member of the family is one file ctl-NAME.c that defines wf_ctl_NAME, and one line in
 * ctl.def. */
#pragma once

#include "wf-datum.h"

#include <glib.h>

typedef struct
{
  const char *name;
  const char *summary; /* one line, N_() marked */
  const char *synopsis; /* for --help: the argument lines as in the README */
  /* argv[0] is the subcommand's name. Returns TRUE on success; FALSE with @error: exit 1, or 2
   * where the error is a G_OPTION_ERROR (wrong usage). */
  gboolean (*run) (int argc, char **argv, GError **error);
} WfSubcommand;

/* Takes the options of @entries (they end in G_OPTION_ENTRY_NULL) out of @argc and @argv: what
 * stays behind argv[0] are the words that belong to none. --help never comes here. FALSE with a
 * G_OPTION_ERROR. */
gboolean wf_subcommand_parse (const GOptionEntry *entries, int *argc, char ***argv, GError **error);

/* "LON,LAT" in degrees; G_OPTION_ERROR where it is not that, or NULL. @flag is named in the error.
 */
gboolean wf_subcommand_place (const char *text, const char *flag, WfLonLat *p, GError **error);

/* NULL leaves @datum as it is; G_OPTION_ERROR where @name is none. */
gboolean wf_subcommand_datum (const char *name, WfDatum *datum, GError **error);
