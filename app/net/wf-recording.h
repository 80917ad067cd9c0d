/* Watchfloor: a feed on disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording (NAME.wfrec) begins with WF_RECORDING_MAGIC; each message then is a line of JSON and
 * its bytes as they came, with a line's end behind them:
 *
 *   {"at":"2026-01-01T00:00:00.250Z","ends":false,"event":null,"length":5,"stream":0}
 *   hello
 *
 * Pure. */
#pragma once

#include "wf-link.h"

#define WF_RECORDING_MAGIC "watchfloor-recording 1\n"
#define WF_RECORDING_MAX_MESSAGE (64 * 1024 * 1024)

/* @message as it is written; one that has no time of its own came at @now_us. */
GBytes *wf_recording_frame (const WfLinkMessage *message, gint64 now_us);

typedef struct _WfRecording WfRecording;

WfRecording *wf_recording_new (void);
void wf_recording_free (WfRecording *recording);

void wf_recording_push (WfRecording *recording, const char *bytes, gsize length);
/* The next message, which lives until the next call. FALSE where more bytes are needed, and with
 * @error (WF_ERROR_INVALID) where they are no recording. */
gboolean wf_recording_next (WfRecording *recording, WfLinkMessage *message, GError **error);
/* Something stands there that is not a whole message. */
gboolean wf_recording_is_half (const WfRecording *recording);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfRecording, wf_recording_free)
