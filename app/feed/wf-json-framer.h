/* Watchfloor: JSON texts in a stream.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds whole JSON objects and arrays in bytes that come in pieces: one document, lines (NDJSON),
 * text sequences (RFC 7464) or values one after another. Bounded in size and depth; after garbage
 * it goes on at the next line. Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

#define WF_JSON_FRAMER_MAX_BYTES (32 * 1024 * 1024)

typedef struct _WfJsonFramer WfJsonFramer;

typedef struct
{
  /* @value is borrowed. */
  void (*value) (const json_t *value, gpointer user_data);
  void (*problem) (const char *problem, gpointer user_data);
} WfJsonFramerEach;

WfJsonFramer *wf_json_framer_new (void);
void wf_json_framer_free (WfJsonFramer *framer);
void wf_json_framer_push (WfJsonFramer *framer, const char *bytes, gsize length,
                          const WfJsonFramerEach *each, gpointer user_data);
void wf_json_framer_end (WfJsonFramer *framer, const WfJsonFramerEach *each, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfJsonFramer, wf_json_framer_free)
