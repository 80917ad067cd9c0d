/* Watchfloor: the feed of Cursor on Target.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream of XML events, each up to its </event>, or of the TAK protocol 1: on a stream 0xBF, a
 * length, a message; on the mesh 0xBF 0x01 0xBF and a message a datagram. Both may be mixed: a
 * sender changes over in mid-stream. Decoder: pure. */
#include "config.h"

#include "wf-cot-event.h"
#include "wf-wire.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAGIC 0xbf
#define END_TAG "</event>"

typedef struct
{
  GByteArray *waiting;
  gsize searched; /* of @waiting, in which no end tag begins */
  gboolean lost; /* skipping to where an event may begin */
} Cot;

/* What stands at the head of the bytes; @used may be of a message that goes on behind them. */
typedef enum
{
  PIECE_NONE, /* more is needed */
  PIECE_XML,
  PIECE_MESSAGE,
  PIECE_SPACE, /* nothing of worth */
  PIECE_JUNK,
} PieceKind;

typedef struct
{
  PieceKind kind;
  gsize used; /* all of it */
  gsize head; /* what comes before a message */
} Piece;

static gsize
count_until_event (const guint8 *bytes, gsize length)
{
  for (gsize i = 1; i < length; i++)
    if (bytes[i] == MAGIC || bytes[i] == '<')
      return i;
  return length;
}

static Piece
find_message (const guint8 *bytes, gsize length, gboolean at_end)
{
  guint64 size = 0;
  gsize used = 0;
  WfWireState state;

  if (length < 3 && !at_end)
    return (Piece){ PIECE_NONE, 0, 0 };
  if (length >= 3 && bytes[1] <= 1 && bytes[2] == MAGIC)
    return at_end ? (Piece){ PIECE_MESSAGE, length, 3 } : (Piece){ PIECE_NONE, 0, 0 };
  state = wf_wire_varint (bytes + 1, length - 1, &size, &used);
  if (state == WF_WIRE_BROKEN || (state == WF_WIRE_WHOLE && size > WF_COT_MAX_EVENT_BYTES))
    return (Piece){ PIECE_JUNK, count_until_event (bytes, length), 0 };
  if (state == WF_WIRE_MORE || 1 + used + size > length)
    return (Piece){ PIECE_NONE, 0, 0 };
  return (Piece){ PIECE_MESSAGE, 1 + used + (gsize) size, 1 + used };
}

/* A declaration or a comment, up to @last. */
static Piece
find_aside (const guint8 *bytes, gsize length, const char *last)
{
  const guint8 *end = memmem (bytes, length, last, strlen (last));

  if (end != NULL)
    return (Piece){ PIECE_SPACE, (gsize) (end - bytes) + strlen (last), 0 };
  return length > WF_COT_MAX_EVENT_BYTES
             ? (Piece){ PIECE_JUNK, count_until_event (bytes, length), 0 }
             : (Piece){ PIECE_NONE, 0, 0 };
}

static Piece
find_event (Cot *cot, const guint8 *bytes, gsize length)
{
  static const char begin[] = "<event";
  gsize most = MIN (length, WF_COT_MAX_EVENT_BYTES), from = MIN (cot->searched, most);
  const guint8 *end;

  if (memcmp (bytes, begin, MIN (length, strlen (begin))) != 0)
    {
      if (memcmp (bytes, "<?", MIN (length, 2)) == 0)
        return find_aside (bytes, length, "?>");
      if (memcmp (bytes, "<!--", MIN (length, 4)) == 0)
        return find_aside (bytes, length, "-->");
      return (Piece){ PIECE_JUNK, count_until_event (bytes, length), 0 };
    }
  end = memmem (bytes + from, most - from, END_TAG, strlen (END_TAG));
  if (end != NULL)
    return (Piece){ PIECE_XML, (gsize) (end - bytes) + strlen (END_TAG), 0 };
  cot->searched = most > strlen (END_TAG) ? most - strlen (END_TAG) : 0;
  if (length > WF_COT_MAX_EVENT_BYTES)
    return (Piece){ PIECE_JUNK, count_until_event (bytes, length), 0 };
  return (Piece){ PIECE_NONE, 0, 0 };
}

static Piece
find_piece (Cot *cot, const guint8 *bytes, gsize length, gboolean at_end)
{
  if (bytes[0] == MAGIC)
    return find_message (bytes, length, at_end);
  if (bytes[0] == '<')
    return find_event (cot, bytes, length);
  return (Piece){ g_ascii_isspace (bytes[0]) ? PIECE_SPACE : PIECE_JUNK, 1, 0 };
}

static void
take_piece (Cot *cot, const Piece *piece, const guint8 *bytes, const WfFeedSink *sink)
{
  if (piece->kind == PIECE_JUNK && !cot->lost)
    sink->problem (_ ("Something that is no event was left out."), sink->user_data);
  if (piece->kind != PIECE_SPACE)
    cot->lost = piece->kind == PIECE_JUNK;
  if (piece->kind == PIECE_XML)
    wf_cot_decode_xml ((const char *) bytes, piece->used, sink);
  else if (piece->kind == PIECE_MESSAGE)
    wf_cot_decode_message (bytes + piece->head, piece->used - piece->head, sink);
}

static void
take_all (Cot *cot, gboolean at_end, const WfFeedSink *sink)
{
  gsize at = 0;

  while (at < cot->waiting->len)
    {
      const guint8 *bytes = cot->waiting->data + at;
      Piece piece = find_piece (cot, bytes, cot->waiting->len - at, at_end);

      if (piece.kind == PIECE_NONE)
        break;
      take_piece (cot, &piece, bytes, sink);
      at += piece.used;
      /* Where no end tag began none begins now, or what is no event would be searched at each of
       * its letters. */
      cot->searched
          = piece.kind == PIECE_JUNK && cot->searched > piece.used ? cot->searched - piece.used : 0;
    }
  g_byte_array_remove_range (cot->waiting, 0, (guint) at);
}

static void
push (gpointer state, const char *bytes, gsize length, const WfFeedSink *sink)
{
  Cot *cot = state;

  /* In steps, so that what is kept of one event stays bounded however much comes at once. */
  while (length > 0)
    {
      gsize n = MIN (length, 65536);

      g_byte_array_append (cot->waiting, (const guint8 *) bytes, (guint) n);
      take_all (cot, FALSE, sink);
      bytes += n;
      length -= n;
    }
}

static void
end (gpointer state, const WfFeedSink *sink)
{
  Cot *cot = state;

  take_all (cot, TRUE, sink);
  if (cot->waiting->len > 0)
    sink->problem (_ ("The feed ends in the middle of an event."), sink->user_data);
  g_byte_array_set_size (cot->waiting, 0);
  cot->searched = 0;
  cot->lost = FALSE;
}

static guint
sniff (const char *bytes, gsize length)
{
  if (length >= 3 && (guint8) bytes[0] == MAGIC)
    return 60;
  return g_strstr_len (bytes, (gssize) length, "<event ") != NULL
                 && g_strstr_len (bytes, (gssize) length, "uid=") != NULL
             ? 85
             : 0;
}

static gpointer
create (void)
{
  Cot *cot = g_new0 (Cot, 1);

  cot->waiting = g_byte_array_new ();
  return cot;
}

static void
destroy (gpointer state)
{
  Cot *cot = state;

  g_byte_array_unref (cot->waiting);
  g_free (cot);
}

const WfFeedFormat wf_feed_cot = {
  .name = "cot",
  .summary = N_ ("Cursor on Target: XML events, or the TAK protocol 1"),
  .sniff = sniff,
  .create = create,
  .destroy = destroy,
  .push = push,
  .end = end,
};
