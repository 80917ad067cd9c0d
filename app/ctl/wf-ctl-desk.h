/* Watchfloor: a desk for one subcommand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What `command` and `case` share: the words of the command line, a desk on a journal, waiting for
 * what becomes of things. One thread, its default main context. */
#pragma once

#include "wf-desk.h"
#include "wf-projection.h"

#include <jansson.h>

/* The words; owned. */
typedef struct
{
  char *platform, *journal, *by;
  char *kind, *target, *at, *datum, *level, *address, *notes, *profile, *shape;
  char **params; /* "K=V" */
  char **sets; /* "K=V" */
  double valid_s, seconds; /* above 0; 0 = not given */
  gboolean wait, json;
  char **rest; /* verb first; never NULL once parsed */
} WfCtlWords;

/* FALSE with a G_OPTION_ERROR, also where a level or a time is none. At least one word (the verb)
 * must remain. */
gboolean wf_ctl_words_parse (int argc, char **argv, WfCtlWords *words, GError **error);
void wf_ctl_words_clear (WfCtlWords *words);

/* What a first word does. A table of them ends in one without a verb. */
typedef struct
{
  const char *verb;
  gboolean (*run) (const WfCtlWords *words, GError **error);
} WfCtlVerb;

/* The one of @verbs that the first word names. NULL with a G_OPTION_ERROR that lists them. */
const WfCtlVerb *
wf_ctl_words_verb (const WfCtlWords *words, const WfCtlVerb *verbs, GError **error);

/* What the journal the words name holds, read without opening it for writing. NULL where it cannot
 * be read or none is named (a G_OPTION_ERROR). */
WfProjection *wf_ctl_words_read_journal (const WfCtlWords *words, GError **error);

/* {"K": V} of "K=V" words: numbers, true and false as such, all else text. NULL with a
 * G_OPTION_ERROR. New reference. */
json_t *wf_ctl_words_pairs (char **pairs, GError **error);

typedef struct _WfCtlDesk WfCtlDesk;

/* Opens the journal the words name (none: kept in memory) and starts. NULL where it cannot be
 * written. */
WfCtlDesk *wf_ctl_desk_new (const WfCtlWords *words, GError **error);
void wf_ctl_desk_free (WfCtlDesk *desk);
WfDesk *wf_ctl_desk_get (WfCtlDesk *desk);
WfClock *wf_ctl_desk_clock (WfCtlDesk *desk);

/* Runs the loop until @done; asks the platform for command @ask_id (may be NULL) twice a second.
 * FALSE after @seconds. */
gboolean wf_ctl_desk_wait (WfCtlDesk *desk, gboolean (*done) (gpointer user_data),
                           gpointer user_data, const char *ask_id, double seconds);

/* The last grave notice of the desk; NULL where there was none. Borrowed. */
const char *wf_ctl_desk_notice (WfCtlDesk *desk);

/* GETs entity @id in keyValues form from the platform, waiting. New reference. */
json_t *
wf_ctl_desk_get_entity (WfCtlDesk *desk, const char *platform, const char *id, GError **error);

/* Prints @value as one line, and drops it. */
void wf_ctl_print_json (json_t *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfCtlWords, wf_ctl_words_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfCtlDesk, wf_ctl_desk_free)
