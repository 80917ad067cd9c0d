/* Watchfloor: reading the past.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What history and journal say of a time, as values that cross to the main thread. One reader is
 * used by one thread at a time, off the main thread. */
#pragma once

#include "wf-history-cursor.h"
#include "wf-projection.h"
#include "wf-track-store.h"

typedef struct
{
  gint64 begins_us, ends_us;
} WfPastSpan;

typedef enum
{
  WF_PAST_INCIDENT, /* came up, here or at the platform */
  WF_PAST_ORDER,
} WfPastEventKind;

typedef struct
{
  gint64 at_us;
  WfPastEventKind kind;
  char *id; /* of the incident or command */
} WfPastEvent;

/* The newest of the journal; older ones are not shown on the scale. */
#define WF_PAST_MAX_EVENTS 20000

typedef struct _WfPastReader WfPastReader;

/* What was read; free with wf_past_page_free. */
typedef struct
{
  gint64 at_us; /* the time it leads to */
  WfTrackStore *tracks; /* all as it stood at a time; NULL: what came since is in @reports */
  GArray *trail; /* WfUnit: the way of the followed thing before @at_us; NULL where not read */
  GPtrArray *reports; /* WfPastReport, in the order they came */
  WfProjection *projection; /* incidents and commands then; NULL where nothing changed */
  GArray *spans; /* WfPastSpan that are kept, oldest first; NULL where not looked for */
  GArray *events; /* WfPastEvent, oldest first; NULL where not looked for */
  GError *error;
} WfPastPage;

typedef struct
{
  const char *feed; /* interned */
  WfReport *report;
} WfPastReport;

WfPastReader *wf_past_reader_new (const char *history_folder, const char *journal_path);
void wf_past_reader_free (WfPastReader *reader);

/* The way of a thing that is shown: so far back, and so many places at the most. */
#define WF_PAST_TRAIL_US (600 * WF_SECOND_US)
#define WF_PAST_MAX_TRAIL 5000

/* Whose trail is read with the next seek; NULL = none. */
void wf_past_reader_set_trail (WfPastReader *reader, const char *id);
/* Everything at @at_us, or at the first that is kept. The page's error says where there is nothing.
 */
WfPastPage *wf_past_reader_seek (WfPastReader *reader, gint64 at_us);
/* What came after the last reading, until @until_us. */
WfPastPage *wf_past_reader_play (WfPastReader *reader, gint64 until_us);

void wf_past_page_free (WfPastPage *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfPastPage, wf_past_page_free)
