/* Watchfloor: the checksum of a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-checksum.h"

#include <string.h>

/* Odd, without a pattern: fractional bits of sqrt 2, sqrt 3, sqrt 5. */
#define MIX_A G_GUINT64_CONSTANT (0x6a09e667f3bcc909)
#define MIX_B G_GUINT64_CONSTANT (0xbb67ae8584caa73b)
#define MIX_C G_GUINT64_CONSTANT (0x3c6ef372fe94f82b)

static inline guint64
rotate (guint64 v, int by)
{
  return v << by | v >> (64 - by);
}

static inline guint64
mix (guint64 lane, guint64 word)
{
  return rotate ((lane ^ word) * MIX_A, 29) + MIX_B;
}

void
wf_checksum_init (WfChecksum *sum)
{
  *sum = (WfChecksum){ .lanes = { MIX_A, MIX_B, MIX_C, MIX_A ^ MIX_C } };
}

static void
add_blocks (WfChecksum *sum, const guint8 *bytes, gsize n_blocks)
{
  guint64 a = sum->lanes[0], b = sum->lanes[1], c = sum->lanes[2], d = sum->lanes[3];

  for (gsize i = 0; i < n_blocks; i++, bytes += 32)
    {
      guint64 words[4];

      memcpy (words, bytes, 32);
      a = mix (a, words[0]);
      b = mix (b, words[1]);
      c = mix (c, words[2]);
      d = mix (d, words[3]);
    }
  sum->lanes[0] = a;
  sum->lanes[1] = b;
  sum->lanes[2] = c;
  sum->lanes[3] = d;
}

void
wf_checksum_add (WfChecksum *sum, const void *bytes, gsize n)
{
  const guint8 *at = bytes;
  gsize held = sum->length % 32;

  sum->length += n;
  if (held > 0)
    {
      gsize take = MIN (32 - held, n);

      memcpy (sum->rest + held, at, take);
      at += take;
      n -= take;
      if (held + take < 32)
        return;
      add_blocks (sum, sum->rest, 1);
    }
  add_blocks (sum, at, n / 32);
  if (n % 32 != 0)
    memcpy (sum->rest, at + n / 32 * 32, n % 32);
}

guint64
wf_checksum_end (const WfChecksum *sum)
{
  WfChecksum last = *sum;
  gsize held = sum->length % 32;
  guint64 out = sum->length;

  memset (last.rest + held, 0, 32 - held);
  add_blocks (&last, last.rest, 1);
  for (guint i = 0; i < 4; i++)
    out = mix (out, last.lanes[i]);
  return out ^ out >> 31;
}

guint64
wf_checksum_of (const void *bytes, gsize n)
{
  WfChecksum sum;

  wf_checksum_init (&sum);
  wf_checksum_add (&sum, bytes, n);
  return wf_checksum_end (&sum);
}
