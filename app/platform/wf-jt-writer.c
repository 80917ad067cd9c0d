/* Watchfloor: vehicles as JT/T 808 tells of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-jt-writer.h"

#include "wf-json.h"
#include "wf-jt-frame.h"
#include "wf-jt-place.h"
#include "wf-time.h"

#include <math.h>

#define PLACE 0x0200

static const json_t *
value_of (const json_t *entity, const char *name)
{
  return json_object_get (json_object_get (entity, name), "value");
}

static double
number_of (const json_t *entity, const char *name, double most)
{
  const json_t *value = value_of (entity, name);

  return json_is_number (value) ? CLAMP (json_number_value (value), 0, most) : 0;
}

void
wf_jt_writer_phone (const char *id, char phone[21])
{
  guint32 hash = 2166136261u; /* FNV-1a */

  for (; *id != '\0'; id++)
    hash = (hash ^ (guint8) *id) * 16777619u;
  g_snprintf (phone, 21, "139%08u", hash % 100000000);
}

gboolean
wf_jt_writer_place (GByteArray *out, const json_t *entity, gint64 now_us)
{
  const json_t *place = json_object_get (value_of (entity, "location"), "coordinates");
  const json_t *east = json_array_get (place, 0), *north = json_array_get (place, 1);
  double lon = json_number_value (east), lat = json_number_value (north);
  gint64 seen_us = now_us;

  if (!json_is_number (east) || !json_is_number (north))
    return FALSE;
  wf_time_parse (wf_json_string (json_object_get (entity, "location"), "observedAt", ""), &seen_us);
  wf_jt_append_u32 (out, 0);
  wf_jt_append_u32 (out, WF_JT_STATUS_ACC | WF_JT_STATUS_FIX | (lat < 0 ? WF_JT_STATUS_SOUTH : 0)
                             | (lon < 0 ? WF_JT_STATUS_WEST : 0));
  wf_jt_append_u32 (out, (guint32) lround (fabs (lat) * 1e6));
  wf_jt_append_u32 (out, (guint32) lround (fabs (lon) * 1e6));
  wf_jt_append_u16 (out, 0);
  wf_jt_append_u16 (out, (guint16) lround (number_of (entity, "speed", 6000) * 10));
  wf_jt_append_u16 (out, (guint16) lround (number_of (entity, "heading", 359)));
  wf_jt_append_time (out, seen_us, WF_JT_BEIJING_S);
  return TRUE;
}

void
wf_jt_writer_append (GString *out, const json_t *entity, gint64 now_us)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  WfJtHead head = { .id = PLACE };

  if (!wf_jt_writer_place (body, entity, now_us))
    return;
  wf_jt_writer_phone (wf_json_string (entity, "id", ""), head.phone);
  wf_jt_frame_append (frame, &head, body->data, body->len);
  g_string_append_len (out, (const char *) frame->data, frame->len);
}
