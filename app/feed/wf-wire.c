/* Watchfloor: the wire format of Protocol Buffers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-wire.h"

enum
{
  VARINT,
  FIXED64,
  LENGTH,
  FIXED32 = 5,
};

static WfWireState
take_fixed (WfWireMember *member, gsize length, gsize head, gsize size)
{
  member->used = head + size;
  return member->used <= length ? WF_WIRE_WHOLE : WF_WIRE_MORE;
}

WfWireState
wf_wire_member (const guint8 *bytes, gsize length, gsize max_length, WfWireMember *member)
{
  guint64 tag, size;
  gsize head = 0, more = 0;
  WfWireState state = wf_wire_varint (bytes, length, &tag, &head);

  *member = (WfWireMember){ 0 };
  if (state != WF_WIRE_WHOLE)
    return state;
  if (tag >> 3 == 0 || tag >> 3 > G_MAXINT32)
    return WF_WIRE_BROKEN;
  member->number = (guint32) (tag >> 3);
  switch (tag & 7)
    {
    case VARINT:
      state = wf_wire_varint (bytes + head, length - head, &member->value, &more);
      member->used = head + more;
      return state;
    case FIXED64:
      return take_fixed (member, length, head, 8);
    case FIXED32:
      return take_fixed (member, length, head, 4);
    case LENGTH:
      state = wf_wire_varint (bytes + head, length - head, &size, &more);
      if (state != WF_WIRE_WHOLE)
        return state;
      if (size > max_length)
        return WF_WIRE_BROKEN;
      member->data = bytes + head + more;
      member->length = (gsize) size;
      return take_fixed (member, length, head + more, (gsize) size);
    default:
      return WF_WIRE_BROKEN;
    }
}
