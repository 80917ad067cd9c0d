/* Watchfloor: the frames of JT/T 808.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-jt-frame.h"

#include "wf-time.h"

#include <glib/gi18n.h>
#include <string.h>

#define ESCAPE 0x7d
#define ATTR_LENGTH 0x03ff
#define ATTR_PARTS 0x2000
#define ATTR_2019 0x4000

guint16
wf_jt_u16 (const guint8 *bytes)
{
  return (guint16) (bytes[0] << 8 | bytes[1]);
}

guint32
wf_jt_u32 (const guint8 *bytes)
{
  return (guint32) wf_jt_u16 (bytes) << 16 | wf_jt_u16 (bytes + 2);
}

void
wf_jt_append_u16 (GByteArray *out, guint16 value)
{
  const guint8 bytes[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (out, bytes, sizeof bytes);
}

void
wf_jt_append_u32 (GByteArray *out, guint32 value)
{
  wf_jt_append_u16 (out, (guint16) (value >> 16));
  wf_jt_append_u16 (out, (guint16) value);
}

static int
bcd_number (guint8 bcd)
{
  return (bcd >> 4) <= 9 && (bcd & 15) <= 9 ? (bcd >> 4) * 10 + (bcd & 15) : -1;
}

gint64
wf_jt_time (const guint8 *bcd, int offset_s)
{
  int n[6];
  g_autoptr (GDateTime) time = NULL;

  for (guint i = 0; i < 6; i++)
    {
      n[i] = bcd_number (bcd[i]);
      if (n[i] < 0)
        return WF_TIME_NONE;
    }
  time = g_date_time_new_utc (2000 + n[0], n[1], n[2], n[3], n[4], n[5]);
  return time != NULL ? (g_date_time_to_unix (time) - offset_s) * WF_SECOND_US : WF_TIME_NONE;
}

void
wf_jt_append_time (GByteArray *out, gint64 time_us, int offset_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / WF_SECOND_US + offset_s);
  const int n[] = { g_date_time_get_year (time) % 100,   g_date_time_get_month (time),
                    g_date_time_get_day_of_month (time), g_date_time_get_hour (time),
                    g_date_time_get_minute (time),       g_date_time_get_second (time) };

  for (guint i = 0; i < G_N_ELEMENTS (n); i++)
    g_byte_array_append (out, (const guint8[]){ (guint8) (n[i] / 10 << 4 | n[i] % 10) }, 1);
}

char *
wf_jt_text (const guint8 *bytes, gsize length)
{
  const guint8 *end = length > 0 ? memchr (bytes, 0, length) : NULL;
  char *text;

  if (end != NULL)
    length = (gsize) (end - bytes);
  if (length == 0)
    return NULL;
  text = g_convert ((const char *) bytes, (gssize) length, "UTF-8", "GB18030", NULL, NULL, NULL);
  if (text == NULL)
    return NULL;
  for (char *c = text; *c != '\0'; c++)
    if ((guchar) *c < 0x20)
      *c = ' ';
  g_strstrip (text);
  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* ---- reading */

/* The new length; 0 where an escape means nothing. */
static gsize
unescape (guint8 *bytes, gsize length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] != ESCAPE)
        bytes[n++] = bytes[i];
      else if (i + 1 < length && (bytes[i + 1] == 1 || bytes[i + 1] == 2))
        bytes[n++] = bytes[++i] == 1 ? ESCAPE : WF_JT_FLAG;
      else
        return 0;
    }
  return n;
}

static gboolean
read_phone (const guint8 *bcd, gsize n, char *phone)
{
  for (gsize i = 0; i < n; i++)
    {
      int number = bcd_number (bcd[i]);

      if (number < 0)
        return FALSE;
      phone[2 * i] = (char) ('0' + number / 10);
      phone[2 * i + 1] = (char) ('0' + number % 10);
    }
  phone[2 * n] = '\0';
  return TRUE;
}

static gboolean
read_head (const guint8 *bytes, gsize length, WfJtFrame *frame, const char **bad)
{
  WfJtHead *head = &frame->head;
  guint16 attr = wf_jt_u16 (bytes + 2);
  gsize n_phone = (attr & ATTR_2019) != 0 ? 10 : 6;
  gsize at = 4 + ((attr & ATTR_2019) != 0 ? 1u : 0u);
  gsize size = at + n_phone + 2 + ((attr & ATTR_PARTS) != 0 ? 4u : 0u);

  *head = (WfJtHead){ .id = wf_jt_u16 (bytes), .is_2019 = (attr & ATTR_2019) != 0 };
  if (length < size || length - size != (attr & ATTR_LENGTH))
    {
      *bad = _ ("its length is another than it says");
      return FALSE;
    }
  if (!read_phone (bytes + at, n_phone, head->phone))
    {
      *bad = _ ("its number is none");
      return FALSE;
    }
  head->version = head->is_2019 ? bytes[4] : 0;
  head->encryption = attr >> 10 & 7;
  head->serial = wf_jt_u16 (bytes + at + n_phone);
  if ((attr & ATTR_PARTS) != 0)
    {
      head->total = wf_jt_u16 (bytes + size - 4);
      head->index = wf_jt_u16 (bytes + size - 2);
    }
  frame->body = bytes + size;
  frame->length = length - size;
  return TRUE;
}

gboolean
wf_jt_frame_read (guint8 *bytes, gsize length, WfJtFrame *frame, const char **bad)
{
  guint8 sum = 0;
  gsize n = unescape (bytes, length);

  /* The shortest head, and the sum. */
  if (n < 13)
    {
      *bad = n == 0 ? _ ("its escapes are none") : _ ("it is too short");
      return FALSE;
    }
  for (gsize i = 0; i + 1 < n; i++)
    sum ^= bytes[i];
  if (sum != bytes[n - 1])
    {
      *bad = _ ("its checksum is wrong");
      return FALSE;
    }
  return read_head (bytes, n - 1, frame, bad);
}

/* ---- writing */

static void
append_escaped (GByteArray *out, guint8 byte)
{
  if (byte == WF_JT_FLAG || byte == ESCAPE)
    g_byte_array_append (out, (const guint8[]){ ESCAPE, byte == ESCAPE ? 1 : 2 }, 2);
  else
    g_byte_array_append (out, &byte, 1);
}

void
wf_jt_frame_append (GByteArray *out, const WfJtHead *head, const guint8 *body, gsize length)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  gsize n_phone = head->is_2019 ? 10 : 6, n_digits = strlen (head->phone);
  guint8 sum = 0;

  wf_jt_append_u16 (plain, head->id);
  wf_jt_append_u16 (plain, (guint16) ((length & ATTR_LENGTH) | (head->is_2019 ? ATTR_2019 : 0)
                                      | (head->total > 0 ? ATTR_PARTS : 0)));
  if (head->is_2019)
    g_byte_array_append (plain, (const guint8[]){ MAX (head->version, 1) }, 1);
  for (gsize i = 0; i < 2 * n_phone; i += 2)
    {
      gsize skip = 2 * n_phone - MIN (n_digits, 2 * n_phone),
            from = n_digits - MIN (n_digits, 2 * n_phone);
      guint8 high = i < skip ? 0 : (guint8) (head->phone[from + i - skip] - '0');
      guint8 low = i + 1 < skip ? 0 : (guint8) (head->phone[from + i + 1 - skip] - '0');

      g_byte_array_append (plain, (const guint8[]){ (guint8) (high << 4 | low) }, 1);
    }
  wf_jt_append_u16 (plain, head->serial);
  if (head->total > 0)
    {
      wf_jt_append_u16 (plain, head->total);
      wf_jt_append_u16 (plain, head->index);
    }
  if (length > 0)
    g_byte_array_append (plain, body, (guint) length);
  g_byte_array_append (out, (const guint8[]){ WF_JT_FLAG }, 1);
  for (guint i = 0; i < plain->len; i++)
    {
      sum ^= plain->data[i];
      append_escaped (out, plain->data[i]);
    }
  append_escaped (out, sum);
  g_byte_array_append (out, (const guint8[]){ WF_JT_FLAG }, 1);
}
