/* Watchfloor: the frames of JT/T 808.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Between two 0x7E: head, body, exclusive-or of all; 0x7E and 0x7D inside are written as two bytes.
 * The heads of 2011 and 2013 are the same, that of 2019 says so. Big-endian. Pure. */
#pragma once

#include <glib.h>

#define WF_JT_FLAG 0x7e
#define WF_JT_MAX_BODY 1023
/* Of a frame as it is written, without its flags. */
#define WF_JT_MAX_FRAME 2400

typedef struct
{
  guint16 id, serial;
  gboolean is_2019;
  guint8 version; /* 2019: of the protocol */
  guint8 encryption; /* 0 = none */
  guint16 total, index; /* of parts; @total 0 = it is whole. The first is 1 */
  char phone[21]; /* digits, with the zeros that fill the field */
} WfJtHead;

typedef struct
{
  WfJtHead head;
  const guint8 *body; /* borrowed */
  gsize length;
} WfJtFrame;

/* @bytes: what stands between two flags; it is unescaped in place, and @frame borrows it. FALSE
 * with @bad (static, translated) where it is no frame. */
gboolean wf_jt_frame_read (guint8 *bytes, gsize length, WfJtFrame *frame, const char **bad);

/* Appends a frame with its flags; @length at most WF_JT_MAX_BODY. */
void wf_jt_frame_append (GByteArray *out, const WfJtHead *head, const guint8 *body, gsize length);

/* ---- fields */
guint16 wf_jt_u16 (const guint8 *bytes);
guint32 wf_jt_u32 (const guint8 *bytes);
void wf_jt_append_u16 (GByteArray *out, guint16 value);
void wf_jt_append_u32 (GByteArray *out, guint32 value);
/* YY MM DD hh mm ss in BCD, @offset_s ahead of UTC; WF_TIME_NONE where that is no time. */
gint64 wf_jt_time (const guint8 *bcd, int offset_s);
void wf_jt_append_time (GByteArray *out, gint64 time_us, int offset_s);
#define WF_JT_BEIJING_S (8 * 3600)
/* Text in GBK, without what fills the field; NULL where there is none. Free with g_free. */
char *wf_jt_text (const guint8 *bytes, gsize length);
