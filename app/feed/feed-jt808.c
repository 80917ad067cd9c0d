/* Watchfloor: the feed of JT/T 808.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What terminals in vehicles say (editions 2011, 2013, 2019), and what they are answered: a
 * terminal that is not answered sends again, and keeps for later what is new. Every terminal is
 * let in: who may call is the network's affair. Decoder: pure. */
#include "config.h"

#include "wf-feed-format.h"
#include "wf-json.h"
#include "wf-jt-frame.h"
#include "wf-jt-place.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_PARTS 256
#define MAX_PENDING 4 /* messages whose parts are awaited */
#define MAX_PLATES 1000

enum
{
  ID_ANSWER = 0x0001,
  ID_HEARTBEAT = 0x0002,
  ID_LOGOUT = 0x0003,
  ID_ASK_TIME = 0x0004,
  ID_REGISTER = 0x0100,
  ID_AUTHENTICATE = 0x0102,
  ID_PLACE = 0x0200,
  ID_PLACES = 0x0704,
  ID_OUR_ANSWER = 0x8001,
  ID_OUR_TIME = 0x8004,
  ID_REGISTERED = 0x8100,
};

enum
{
  RESULT_OK = 0,
  RESULT_BAD = 2,
  RESULT_UNKNOWN = 3,
};

typedef struct
{
  guint16 id, base; /* serial of the first part */
  char phone[21];
  guint16 total, n;
  GByteArray *parts[MAX_PARTS];
} Pending;

typedef struct
{
  GByteArray *frame; /* since the last flag */
  gboolean lost; /* the frame is too long: skipping to the next flag */
  gboolean begun; /* a flag was seen */
  guint16 serial; /* ours */
  GPtrArray *pending; /* Pending, the oldest first */
  GHashTable *plates; /* by id */
} Jt;

static void
tell (const WfFeedSink *sink, const char *who, const char *what)
{
  g_autofree char *text = g_strdup_printf (_ ("%s: %s."), who, what);

  sink->problem (text, sink->user_data);
}

/* ---- answers */

static void
answer (Jt *jt, const WfJtHead *to, guint16 id, const GByteArray *body, const WfFeedSink *sink)
{
  g_autoptr (GByteArray) frame = NULL;
  WfJtHead head = *to;

  if (sink->reply == NULL)
    return;
  head.id = id;
  head.serial = jt->serial++;
  head.total = head.index = 0;
  frame = g_byte_array_new ();
  wf_jt_frame_append (frame, &head, body->data, body->len);
  sink->reply ((const char *) frame->data, frame->len, sink->user_data);
}

static void
acknowledge (Jt *jt, const WfJtHead *to, guint8 result, const WfFeedSink *sink)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  wf_jt_append_u16 (body, to->serial);
  wf_jt_append_u16 (body, to->id);
  g_byte_array_append (body, &result, 1);
  answer (jt, to, ID_OUR_ANSWER, body, sink);
}

static void
tell_time (Jt *jt, const WfJtHead *to, const WfFeedSink *sink)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  wf_jt_append_time (body, sink->received_us, 0);
  answer (jt, to, ID_OUR_TIME, body, sink);
}

/* ---- messages */

/* Without the zeros that fill the field, which differ by edition. */
static const char *
id_of (const WfJtHead *head)
{
  const char *id = head->phone + strspn (head->phone, "0");

  return *id != '\0' ? id : "0";
}

/* Where the plate begins, by edition; the colour stands before it. */
static gsize
plate_at (const WfJtFrame *message)
{
  if (message->head.is_2019)
    return 2 + 2 + 11 + 30 + 30 + 1;
  return message->length >= 2 + 2 + 5 + 20 + 7 + 1 ? 2 + 2 + 5 + 20 + 7 + 1 : 2 + 2 + 5 + 8 + 7 + 1;
}

static void
take_register (Jt *jt, const WfJtFrame *message, const WfFeedSink *sink)
{
  gsize at = plate_at (message);
  char *plate = message->length > at ? wf_jt_text (message->body + at, message->length - at) : NULL;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  const char *code = id_of (&message->head);
  WfReport report = wf_report_init ();

  if (plate != NULL && g_hash_table_size (jt->plates) < MAX_PLATES)
    g_hash_table_insert (jt->plates, g_strdup (code), plate);
  else
    g_free (plate);
  report.kind = WF_REPORT_STATUS;
  report.id = code;
  report.class_name = "vehicle";
  report.label = g_hash_table_lookup (jt->plates, code);
  sink->report (&report, sink->user_data);
  wf_jt_append_u16 (body, message->head.serial);
  g_byte_array_append (body, (const guint8[]){ RESULT_OK }, 1);
  g_byte_array_append (body, (const guint8 *) code, (guint) strlen (code));
  answer (jt, &message->head, ID_REGISTERED, body, sink);
}

static gboolean
take_place (Jt *jt, const WfJtHead *head, const guint8 *body, gsize length, gboolean is_backfill,
            const WfFeedSink *sink)
{
  g_autoptr (json_t) attrs = json_object ();
  const char *id = id_of (head);
  WfJtPlace place;

  if (length < WF_JT_PLACE_BYTES)
    {
      tell (sink, id, _ ("its position is too short"));
      return FALSE;
    }
  place = wf_jt_place_read (body);
  place.is_backfill = is_backfill;
  if (place.observed_us == WF_TIME_NONE)
    tell (sink, id, _ ("its time is none"));
  if (!wf_jt_place_items (body + WF_JT_PLACE_BYTES, length - WF_JT_PLACE_BYTES, attrs))
    tell (sink, id, _ ("the items behind its position are cut off"));
  wf_jt_place_emit (&place, id, g_hash_table_lookup (jt->plates, id), attrs, sink);
  return TRUE;
}

static gboolean
take_places (Jt *jt, const WfJtFrame *message, const WfFeedSink *sink)
{
  gsize at = 3;
  guint n, i;

  if (message->length < at)
    {
      tell (sink, id_of (&message->head), _ ("its position is too short"));
      return FALSE;
    }
  n = wf_jt_u16 (message->body);
  for (i = 0; i < n && message->length - at >= 2; i++)
    {
      gsize size = wf_jt_u16 (message->body + at);

      at += 2;
      if (message->length - at < size)
        break;
      take_place (jt, &message->head, message->body + at, size, message->body[2] == 1, sink);
      at += size;
    }
  if (i < n)
    tell (sink, id_of (&message->head), _ ("it says fewer positions than it counts"));
  return i == n;
}

static void
take_message (Jt *jt, const WfJtFrame *message, const WfFeedSink *sink)
{
  const WfJtHead *head = &message->head;
  gboolean ok = TRUE;

  switch (head->id)
    {
    case ID_ANSWER:
      return;
    case ID_REGISTER:
      take_register (jt, message, sink);
      return;
    case ID_ASK_TIME:
      tell_time (jt, head, sink);
      return;
    case ID_HEARTBEAT:
    case ID_LOGOUT:
    case ID_AUTHENTICATE:
      break;
    case ID_PLACE:
      ok = take_place (jt, head, message->body, message->length, FALSE, sink);
      break;
    case ID_PLACES:
      ok = take_places (jt, message, sink);
      break;
    default:
      acknowledge (jt, head, RESULT_UNKNOWN, sink);
      return;
    }
  acknowledge (jt, head, ok ? RESULT_OK : RESULT_BAD, sink);
}

/* ---- parts */

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  for (guint i = 0; i < MAX_PARTS; i++)
    g_clear_pointer (&pending->parts[i], g_byte_array_unref);
  g_free (pending);
}

static Pending *
find_pending (Jt *jt, const WfJtHead *head, const WfFeedSink *sink)
{
  guint16 base = (guint16) (head->serial - (head->index - 1));
  Pending *pending;

  for (guint i = 0; i < jt->pending->len; i++)
    {
      pending = jt->pending->pdata[i];
      if (pending->id == head->id && pending->base == base && pending->total == head->total
          && g_str_equal (pending->phone, head->phone))
        return pending;
    }
  if (jt->pending->len >= MAX_PENDING)
    {
      tell (sink, ((Pending *) jt->pending->pdata[0])->phone,
            _ ("a message was given up because parts of it did not come"));
      g_ptr_array_remove_index (jt->pending, 0);
    }
  pending = g_new0 (Pending, 1);
  pending->id = head->id;
  pending->base = base;
  pending->total = head->total;
  g_strlcpy (pending->phone, head->phone, sizeof pending->phone);
  g_ptr_array_add (jt->pending, pending);
  return pending;
}

static void
join (Jt *jt, Pending *pending, const WfJtHead *head, const WfFeedSink *sink)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  WfJtFrame message = { .head = *head };

  for (guint i = 0; i < pending->total; i++)
    g_byte_array_append (body, pending->parts[i]->data, pending->parts[i]->len);
  g_ptr_array_remove (jt->pending, pending);
  message.body = body->data;
  message.length = body->len;
  take_message (jt, &message, sink);
}

static void
take_part (Jt *jt, const WfJtFrame *frame, const WfFeedSink *sink)
{
  const WfJtHead *head = &frame->head;
  Pending *pending;

  if (head->index < 1 || head->index > head->total || head->total > MAX_PARTS)
    {
      tell (sink, id_of (head), _ ("a part of a message has a number that cannot be"));
      return;
    }
  pending = find_pending (jt, head, sink);
  if (pending->parts[head->index - 1] == NULL)
    {
      GByteArray *part = g_byte_array_new ();

      if (frame->length > 0)
        g_byte_array_append (part, frame->body, (guint) frame->length);
      pending->parts[head->index - 1] = part;
      pending->n++;
    }
  if (pending->n == pending->total)
    join (jt, pending, head, sink);
  else
    acknowledge (jt, head, RESULT_OK, sink);
}

/* ---- frames */

static void
take_frame (Jt *jt, const WfFeedSink *sink)
{
  WfJtFrame frame;
  const char *bad = NULL;

  if (!wf_jt_frame_read (jt->frame->data, jt->frame->len, &frame, &bad))
    {
      tell (sink, _ ("A message"), bad);
      return;
    }
  if (frame.head.encryption != 0)
    {
      tell (sink, id_of (&frame.head), _ ("it is encrypted; ask for its keys or for plain ones"));
      return;
    }
  if (frame.head.total > 0)
    take_part (jt, &frame, sink);
  else
    take_message (jt, &frame, sink);
}

static void
take_flag (Jt *jt, const WfFeedSink *sink)
{
  if (jt->frame->len > 0 && !jt->lost)
    {
      if (jt->begun)
        take_frame (jt, sink);
      else
        tell (sink, _ ("A message"), _ ("its begin is missing"));
    }
  jt->begun = TRUE;
  jt->lost = FALSE;
  g_byte_array_set_size (jt->frame, 0);
}

static void
push (gpointer state, const char *bytes, gsize length, const WfFeedSink *sink)
{
  Jt *jt = state;

  while (length > 0)
    {
      const char *flag = memchr (bytes, WF_JT_FLAG, length);
      gsize n = flag != NULL ? (gsize) (flag - bytes) : length;
      gsize room = WF_JT_MAX_FRAME - jt->frame->len;

      if (!jt->lost && n > room)
        {
          tell (sink, _ ("A message"), _ ("it is too long"));
          jt->lost = TRUE;
          g_byte_array_set_size (jt->frame, 0);
        }
      else if (!jt->lost && n > 0)
        g_byte_array_append (jt->frame, (const guint8 *) bytes, (guint) n);
      if (flag != NULL)
        {
          take_flag (jt, sink);
          n++;
        }
      bytes += n;
      length -= n;
    }
}

static void
reset (Jt *jt)
{
  g_byte_array_set_size (jt->frame, 0);
  g_ptr_array_set_size (jt->pending, 0);
  jt->begun = jt->lost = FALSE;
}

static void
end (gpointer state, const WfFeedSink *sink)
{
  Jt *jt = state;

  if (jt->frame->len > 0 || jt->pending->len > 0)
    sink->problem (_ ("The feed ends in the middle of a message."), sink->user_data);
  reset (jt);
}

static guint
sniff (const char *bytes, gsize length)
{
  const char *flag = length > 1 ? memchr (bytes + 1, WF_JT_FLAG, length - 1) : NULL;
  g_autofree guint8 *copy = NULL;
  WfJtFrame frame;
  const char *bad;
  gsize n;

  if (length == 0 || (guint8) bytes[0] != WF_JT_FLAG)
    return 0;
  n = flag != NULL ? (gsize) (flag - bytes) - 1 : 0;
  copy = g_memdup2 (bytes + 1, n);
  return flag != NULL && wf_jt_frame_read (copy, n, &frame, &bad) ? 95 : 30;
}

static gpointer
create (void)
{
  Jt *jt = g_new0 (Jt, 1);

  jt->frame = g_byte_array_new ();
  jt->pending = g_ptr_array_new_with_free_func (pending_free);
  jt->plates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return jt;
}

static void
destroy (gpointer state)
{
  Jt *jt = state;

  g_byte_array_unref (jt->frame);
  g_ptr_array_unref (jt->pending);
  g_hash_table_unref (jt->plates);
  g_free (jt);
}

const WfFeedFormat wf_feed_jt808 = {
  .name = "jt808",
  .summary = N_ ("JT/T 808: terminals in vehicles, editions 2011 to 2019"),
  .sniff = sniff,
  .create = create,
  .destroy = destroy,
  .push = push,
  .end = end,
};
