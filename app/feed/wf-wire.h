/* Watchfloor: the wire format of Protocol Buffers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Only what finds the members of a message that is still arriving: protobuf-c reads whole messages,
 * and one bad member would cost all. Source: protobuf.dev, "Encoding". Pure. */
#pragma once

#include <glib.h>

typedef enum
{
  WF_WIRE_WHOLE,
  WF_WIRE_MORE, /* it goes on behind the bytes there are */
  WF_WIRE_BROKEN,
} WfWireState;

typedef struct
{
  guint32 number; /* of the field */
  const guint8 *data; /* NULL where it is a plain number */
  gsize length;
  guint64 value; /* where it is a varint */
  gsize used; /* bytes of the member, its head included */
} WfWireMember;

/* A number in groups of seven bits; @used counts its bytes. */
static inline WfWireState
wf_wire_varint (const guint8 *bytes, gsize length, guint64 *value, gsize *used)
{
  *value = 0;
  for (gsize i = 0; i < MIN (length, 10); i++)
    {
      *value |= (guint64) (bytes[i] & 0x7f) << (7 * i);
      *used = i + 1;
      if ((bytes[i] & 0x80) == 0)
        return WF_WIRE_WHOLE;
    }
  return length < 10 ? WF_WIRE_MORE : WF_WIRE_BROKEN;
}

/* The member that begins at @bytes; one longer than @max_length is broken. */
WfWireState
wf_wire_member (const guint8 *bytes, gsize length, gsize max_length, WfWireMember *member);
