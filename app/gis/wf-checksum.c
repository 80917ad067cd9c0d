/* Watchfloor: the checksum of a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-checksum.h"

#include "wf-share.h"

#include <string.h>

#define BLOCK (1u << 18) /* bytes: what a processor takes at a time */
#define SHARED_BLOCKS 8 /* less is summed where it is */

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

static void
begin_block (WfChecksum *sum)
{
  static const guint64 lanes[4] = { MIX_A, MIX_B, MIX_C, MIX_A ^ MIX_C };

  memcpy (sum->lanes, lanes, sizeof lanes);
}

void
wf_checksum_init (WfChecksum *sum)
{
  *sum = (WfChecksum){ .blocks = MIX_B };
  begin_block (sum);
}

static void
add_words (WfChecksum *sum, const guint8 *bytes, gsize n)
{
  guint64 a = sum->lanes[0], b = sum->lanes[1], c = sum->lanes[2], d = sum->lanes[3];

  for (gsize i = 0; i < n; i++, bytes += 32)
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

static guint64
fold_lanes (const WfChecksum *sum, guint64 into)
{
  for (guint i = 0; i < 4; i++)
    into = mix (into, sum->lanes[i]);
  return into;
}

/* At most up to the end of the block. */
static void
add_to_block (WfChecksum *sum, const guint8 *at, gsize n)
{
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
      add_words (sum, sum->rest, 1);
    }
  add_words (sum, at, n / 32);
  if (n % 32 != 0)
    memcpy (sum->rest, at + n / 32 * 32, n % 32);
}

void
wf_checksum_add (WfChecksum *sum, const void *bytes, gsize n)
{
  const guint8 *at = bytes;

  while (n > 0)
    {
      gsize some = MIN (n, BLOCK - sum->length % BLOCK);

      add_to_block (sum, at, some);
      at += some;
      n -= some;
      if (sum->length % BLOCK == 0)
        {
          sum->blocks = mix (sum->blocks, fold_lanes (sum, 0));
          begin_block (sum);
        }
    }
}

guint64
wf_checksum_end (const WfChecksum *sum)
{
  WfChecksum last = *sum;
  gsize held = sum->length % 32;
  guint64 out;

  memset (last.rest + held, 0, 32 - held);
  add_words (&last, last.rest, 1);
  out = fold_lanes (&last, mix (sum->length, sum->blocks));
  return out ^ out >> 31;
}

/* ---- all at once */

typedef struct
{
  const guint8 *bytes;
  guint64 *sums; /* by block */
} Blocks;

static void
sum_blocks (gpointer data, guint32 from, guint32 to)
{
  const Blocks *blocks = data;

  for (guint32 i = from; i < to; i++)
    {
      WfChecksum sum;

      begin_block (&sum);
      add_words (&sum, blocks->bytes + (gsize) i * BLOCK, BLOCK / 32);
      blocks->sums[i] = fold_lanes (&sum, 0);
    }
}

guint64
wf_checksum_of (const void *bytes, gsize n)
{
  guint32 n_blocks = (guint32) (n / BLOCK);
  g_autofree guint64 *sums = NULL;
  WfChecksum sum;

  wf_checksum_init (&sum);
  if (n_blocks >= SHARED_BLOCKS)
    {
      Blocks blocks = { bytes, sums = g_new (guint64, n_blocks) };

      wf_share_out (n_blocks, 1, sum_blocks, &blocks, NULL);
      for (guint32 i = 0; i < n_blocks; i++)
        sum.blocks = mix (sum.blocks, sums[i]);
      sum.length = (guint64) n_blocks * BLOCK;
    }
  wf_checksum_add (&sum, (const guint8 *) bytes + sum.length, n - sum.length);
  return wf_checksum_end (&sum);
}
