/* Watchfloor: the feed of JT/T 809.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What another platform says of its vehicles (editions 2011 and 2019), and what it is answered. A
 * position says itself whether it went through the secrecy plug-in: then it is GCJ-02, else as the
 * feed is labelled. Every platform is let in: who may call is the network's affair. Pure. */
#include "config.h"

#include "wf-feed-format.h"
#include "wf-json.h"
#include "wf-jt-frame.h"
#include "wf-jt-place.h"

#include <glib/gi18n.h>
#include <string.h>

#define BEGIN 0x5b
#define END 0x5d
#define MAX_MESSAGE (64 * 1024)
#define HEAD 22
#define HEAD_2019 30 /* with a time */
#define PLATE_BYTES 21
#define VEHICLE_HEAD (PLATE_BYTES + 1 + 2 + 4)
#define PLACE_2011 36
#define MAX_MILEAGE_KM 10e6

enum
{
  ID_LOGIN = 0x1001,
  ID_LOGGED_IN = 0x1002,
  ID_LOGOUT = 0x1003,
  ID_LOGGED_OUT = 0x1004,
  ID_ALIVE = 0x1005,
  ID_ALSO_ALIVE = 0x1006,
  ID_VEHICLE = 0x1200,
  SUB_PLACE = 0x1202,
  SUB_PLACES = 0x1203,
};

typedef struct
{
  GByteArray *message; /* since the last begin, as written */
  gboolean inside, lost;
  guint32 serial; /* ours */
} Jt;

/* A message, its head behind it. */
typedef struct
{
  const guint8 *head;
  gsize head_size;
  guint16 id;
  guint32 platform;
  const guint8 *body;
  gsize length;
} Message;

static void
tell (const WfFeedSink *sink, const char *who, const char *what)
{
  g_autofree char *text = g_strdup_printf (_ ("%s: %s."), who, what);

  sink->problem (text, sink->user_data);
}

/* CRC-16/CCITT-FALSE. */
static guint16
crc_of (const guint8 *bytes, gsize length)
{
  guint16 crc = 0xffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= (guint16) (bytes[i] << 8);
      for (guint bit = 0; bit < 8; bit++)
        crc = (guint16) ((crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1);
    }
  return crc;
}

/* ---- answers */

static void
append_escaped (GByteArray *out, guint8 byte)
{
  if (byte == 0x5a || byte == BEGIN)
    g_byte_array_append (out, (const guint8[]){ 0x5a, byte == BEGIN ? 1 : 2 }, 2);
  else if (byte == 0x5e || byte == END)
    g_byte_array_append (out, (const guint8[]){ 0x5e, byte == END ? 1 : 2 }, 2);
  else
    g_byte_array_append (out, &byte, 1);
}

static void
answer (Jt *jt, const Message *to, guint16 id, const guint8 *body, gsize length,
        const WfFeedSink *sink)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) frame = g_byte_array_new ();

  if (sink->reply == NULL)
    return;
  wf_jt_append_u32 (plain, (guint32) (to->head_size + length + 4));
  wf_jt_append_u32 (plain, jt->serial++);
  wf_jt_append_u16 (plain, id);
  /* The platform, its version, nothing encrypted; the time of 2019 is theirs. */
  g_byte_array_append (plain, to->head + 10, 7);
  g_byte_array_append (plain, (const guint8[]){ 0, 0, 0, 0, 0 }, 5);
  if (to->head_size > HEAD)
    g_byte_array_append (plain, to->head + HEAD, HEAD_2019 - HEAD);
  if (length > 0)
    g_byte_array_append (plain, body, (guint) length);
  wf_jt_append_u16 (plain, crc_of (plain->data, plain->len));
  g_byte_array_append (frame, (const guint8[]){ BEGIN }, 1);
  for (guint i = 0; i < plain->len; i++)
    append_escaped (frame, plain->data[i]);
  g_byte_array_append (frame, (const guint8[]){ END }, 1);
  sink->reply ((const char *) frame->data, frame->len, sink->user_data);
}

/* ---- vehicles */

/* 36 bytes: dd mm yyyy hh mm ss, lon, lat, two speeds, mileage, course, height, state, alarm. */
static WfJtPlace
read_place_2011 (const guint8 *bytes, json_t *attrs)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (wf_jt_u16 (bytes + 3), bytes[2], bytes[1],
                                                    bytes[5], bytes[6], bytes[7]);
  double mileage_km = wf_jt_u32 (bytes + 20);
  WfJtPlace place = { .alarm = wf_jt_u32 (bytes + 32),
                      .status = wf_jt_u32 (bytes + 28),
                      .lon = wf_jt_u32 (bytes + 8) * 1e-6,
                      .lat = wf_jt_u32 (bytes + 12) * 1e-6,
                      .speed_kmh = wf_jt_u16 (bytes + 16),
                      .course_deg = wf_jt_u16 (bytes + 24),
                      .altitude_m = wf_jt_u16 (bytes + 26),
                      .observed_us = WF_TIME_NONE };

  if (time != NULL)
    place.observed_us = (g_date_time_to_unix (time) - WF_JT_BEIJING_S) * WF_SECOND_US;
  if (mileage_km < MAX_MILEAGE_KM)
    json_object_set_new (attrs, "mileage_km", json_real (mileage_km));
  /* Who sends no state at all has a fix where there is a place. */
  if (place.status == 0 && (place.lon != 0 || place.lat != 0))
    place.status = WF_JT_STATUS_FIX;
  return place;
}

/* The edition of 2019 carries the body of JT/T 808 behind its length. FALSE where it is neither. */
static gboolean
read_place (const guint8 *bytes, gsize length, WfJtPlace *place, json_t *attrs)
{
  gsize size = length >= 5 ? wf_jt_u32 (bytes + 1) : 0;

  if (length == PLACE_2011)
    *place = read_place_2011 (bytes, attrs);
  else if (size >= WF_JT_PLACE_BYTES && size <= length - 5)
    {
      *place = wf_jt_place_read (bytes + 5);
      wf_jt_place_items (bytes + 5 + WF_JT_PLACE_BYTES, size - WF_JT_PLACE_BYTES, attrs);
    }
  else
    return FALSE;
  place->is_shifted = place->is_shifted || bytes[0] == 1;
  return TRUE;
}

typedef struct
{
  const Message *message;
  const char *plate;
  guint8 colour;
  const WfFeedSink *sink;
} Vehicle;

static void
take_place (const Vehicle *vehicle, const guint8 *bytes, gsize length, gboolean is_backfill)
{
  g_autoptr (json_t) attrs = json_object ();
  WfJtPlace place;

  if (!read_place (bytes, length, &place, attrs))
    {
      tell (vehicle->sink, vehicle->plate, _ ("its position has a length that is none"));
      return;
    }
  place.is_backfill = is_backfill;
  if (place.observed_us == WF_TIME_NONE)
    tell (vehicle->sink, vehicle->plate, _ ("its time is none"));
  json_object_set_new (attrs, "plateColour", json_integer (vehicle->colour));
  json_object_set_new (attrs, "platform", json_integer (vehicle->message->platform));
  wf_jt_place_emit (&place, vehicle->plate, vehicle->plate, attrs, vehicle->sink);
}

static void
take_vehicle (const Message *message, const WfFeedSink *sink)
{
  const guint8 *body = message->body, *data = body + VEHICLE_HEAD;
  gsize length = message->length - VEHICLE_HEAD;
  g_autofree char *plate = wf_jt_text (body, PLATE_BYTES);
  guint16 sub = wf_jt_u16 (body + PLATE_BYTES + 1);
  const Vehicle vehicle = { message, plate, body[PLATE_BYTES], sink };

  if (plate == NULL)
    tell (sink, _ ("A vehicle"), _ ("its plate is none"));
  else if (sub == SUB_PLACE)
    take_place (&vehicle, data, length, FALSE);
  else if (sub == SUB_PLACES && length >= 1 && (length - 1) % PLACE_2011 == 0
           && (length - 1) / PLACE_2011 == data[0])
    for (guint i = 0; i < data[0]; i++)
      take_place (&vehicle, data + 1 + i * PLACE_2011, PLACE_2011, TRUE);
  else if (sub == SUB_PLACES)
    tell (sink, plate, _ ("its position has a length that is none"));
}

/* ---- messages */

static gboolean
is_vehicle_at (const guint8 *bytes, gsize length, gsize head)
{
  return length >= head + VEHICLE_HEAD
         && wf_jt_u32 (bytes + head + PLATE_BYTES + 1 + 2) == length - head - VEHICLE_HEAD;
}

/* The edition is nowhere said in a way all keep to: what is in the message shows it. 0 where
 * neither fits. */
static gsize
head_size_of (const guint8 *bytes, gsize length)
{
  guint16 id = wf_jt_u16 (bytes + 8);

  if (id == ID_VEHICLE)
    return is_vehicle_at (bytes, length, HEAD)        ? HEAD
           : is_vehicle_at (bytes, length, HEAD_2019) ? HEAD_2019
                                                      : 0;
  if (id == ID_LOGIN)
    return length == HEAD + 46 ? HEAD : length >= HEAD_2019 + 46 ? HEAD_2019 : 0;
  return length >= HEAD_2019 ? HEAD_2019 : HEAD;
}

static void
take_message (Jt *jt, const guint8 *bytes, gsize length, const WfFeedSink *sink)
{
  static const guint8 welcome[5] = { 0 };
  Message message = { .head = bytes,
                      .head_size = head_size_of (bytes, length),
                      .id = wf_jt_u16 (bytes + 8),
                      .platform = wf_jt_u32 (bytes + 10) };

  if (bytes[17] != 0)
    {
      tell (sink, _ ("A message"), _ ("it is encrypted; ask for its keys or for plain ones"));
      return;
    }
  if (message.head_size == 0)
    {
      tell (sink, _ ("A message"), _ ("its length is another than it says"));
      return;
    }
  message.body = bytes + message.head_size;
  message.length = length - message.head_size;
  if (message.id == ID_LOGIN)
    answer (jt, &message, ID_LOGGED_IN, welcome, sizeof welcome, sink);
  else if (message.id == ID_LOGOUT)
    answer (jt, &message, ID_LOGGED_OUT, NULL, 0, sink);
  else if (message.id == ID_ALIVE)
    answer (jt, &message, ID_ALSO_ALIVE, NULL, 0, sink);
  else if (message.id == ID_VEHICLE)
    take_vehicle (&message, sink);
}

/* ---- frames */

/* In place; 0 where an escape means nothing. */
static gsize
unescape (guint8 *bytes, gsize length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = bytes[i];

      if (byte == 0x5a || byte == 0x5e)
        {
          if (i + 1 >= length || bytes[i + 1] < 1 || bytes[i + 1] > 2)
            return 0;
          byte = (guint8) (bytes[++i] == 2 ? byte : byte == 0x5a ? BEGIN : END);
        }
      bytes[n++] = byte;
    }
  return n;
}

/* What stands between begin and end to head and body; 0 with @bad where it is damaged. */
static gsize
open_frame (guint8 *bytes, gsize length, const char **bad)
{
  gsize n = unescape (bytes, length);

  if (n < HEAD + 2)
    *bad = n == 0 ? _ ("its escapes are none") : _ ("it is too short");
  else if (crc_of (bytes, n - 2) != wf_jt_u16 (bytes + n - 2))
    *bad = _ ("its checksum is wrong");
  else if (wf_jt_u32 (bytes) != n + 2)
    *bad = _ ("its length is another than it says");
  else
    return n - 2;
  return 0;
}

static void
end_frame (Jt *jt, const WfFeedSink *sink)
{
  const char *bad = NULL;
  gsize length = open_frame (jt->message->data, jt->message->len, &bad);

  if (length > 0)
    take_message (jt, jt->message->data, length, sink);
  else
    tell (sink, _ ("A message"), bad);
}

static void
take_byte (Jt *jt, guint8 byte, const WfFeedSink *sink)
{
  if (byte == BEGIN || (byte == END && jt->inside))
    {
      if (jt->inside && !jt->lost && byte == BEGIN)
        tell (sink, _ ("A message"), _ ("its end is missing"));
      else if (jt->inside && !jt->lost)
        end_frame (jt, sink);
      jt->inside = byte == BEGIN;
      jt->lost = FALSE;
      g_byte_array_set_size (jt->message, 0);
    }
  else if (jt->inside && !jt->lost)
    {
      jt->lost = jt->message->len >= MAX_MESSAGE;
      if (jt->lost)
        tell (sink, _ ("A message"), _ ("it is too long"));
      else
        g_byte_array_append (jt->message, &byte, 1);
    }
}

static void
push (gpointer state, const char *bytes, gsize length, const WfFeedSink *sink)
{
  for (gsize i = 0; i < length; i++)
    take_byte (state, (guint8) bytes[i], sink);
}

static void
end (gpointer state, const WfFeedSink *sink)
{
  Jt *jt = state;

  if (jt->inside && !jt->lost)
    sink->problem (_ ("The feed ends in the middle of a message."), sink->user_data);
  jt->inside = jt->lost = FALSE;
  g_byte_array_set_size (jt->message, 0);
}

static guint
sniff (const char *bytes, gsize length)
{
  const char *last = length > 1 ? memchr (bytes + 1, END, length - 1) : NULL;
  g_autofree guint8 *copy = NULL;
  const char *bad;
  gsize n;

  if (length == 0 || (guint8) bytes[0] != BEGIN || last == NULL)
    return 0;
  n = (gsize) (last - bytes) - 1;
  copy = g_memdup2 (bytes + 1, n);
  return open_frame (copy, n, &bad) > 0 ? 95 : 0;
}

static gpointer
create (void)
{
  Jt *jt = g_new0 (Jt, 1);

  jt->message = g_byte_array_new ();
  return jt;
}

static void
destroy (gpointer state)
{
  Jt *jt = state;

  g_byte_array_unref (jt->message);
  g_free (jt);
}

const WfFeedFormat wf_feed_jt809 = {
  .name = "jt809",
  .summary = N_ ("JT/T 809: another platform's vehicles, editions 2011 and 2019"),
  .sniff = sniff,
  .create = create,
  .destroy = destroy,
  .push = push,
  .end = end,
};
