/* Watchfloor: a row of the journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash that chains rows; pure, any thread. */
#include "config.h"

#include "wf-journal-row.h"

#include <jansson.h>
#include <stdlib.h>

char *
wf_journal_row_hash (const WfJournalRow *row)
{
  json_t *fields = json_pack ("[I, I, s, s, s, s]", (json_int_t) row->seq, (json_int_t) row->at_us,
                              row->by, row->kind, row->entity, row->body);
  char *text = fields != NULL ? json_dumps (fields, JSON_COMPACT) : NULL;
  g_autoptr (GChecksum) sum = NULL;

  json_decref (fields);
  if (text == NULL)
    return NULL;
  sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (sum, (const guchar *) row->prev, -1);
  g_checksum_update (sum, (const guchar *) text, -1);
  free (text);
  return g_strdup (g_checksum_get_string (sum));
}
