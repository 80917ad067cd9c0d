/* Watchfloor: the checksum of a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* 64 bits over a stream of bytes, four multiply-and-rotate lanes of eight bytes each, as wide as
 * memory is fast; block after block, so that several processors can share what is in memory. Every
 * step is a bijection of the lane, so a change confined to one word is always found. Against
 * accidents, not against forgery. Pure; a value by the caller. */
#pragma once

#include <glib.h>

typedef struct
{
  guint64 lanes[4]; /* of the block that is not full yet */
  guint64 blocks; /* of those before it */
  guint64 length;
  guint8 rest[32]; /* what did not fill the four lanes yet: length % 32 bytes */
} WfChecksum;

void wf_checksum_init (WfChecksum *sum);
void wf_checksum_add (WfChecksum *sum, const void *bytes, gsize n);
guint64 wf_checksum_end (const WfChecksum *sum);

/* All at once; of much, by all processors. */
guint64 wf_checksum_of (const void *bytes, gsize n);
