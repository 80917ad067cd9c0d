/* Watchfloor: one event of Cursor on Target.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The same report from both writings: XML (version 2.0) and Protocol Buffers (TAK protocol 1). Of
 * one thing the latest 'time' counts; a number over 9,000,000 is "not known". Pure. */
#pragma once

#include "wf-feed-format.h"

#define WF_COT_MAX_EVENT_BYTES (256 * 1024)

void wf_cot_decode_xml (const char *text, gsize length, const WfFeedSink *sink);
/* @bytes: a TakMessage. */
void wf_cot_decode_message (const guint8 *bytes, gsize length, const WfFeedSink *sink);
