/* Watchfloor: fuzz target of the history's blocks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes as a block, and as what a block with a right checksum holds. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-history-chain.h"

#include <string.h>
#include <zstd.h>

static void
count_cb (const WfHistoryEntry *entry, gpointer data)
{
  *(gsize *) data += strlen (entry->report.id);
}

static void
read_block (const guint8 *block, gsize size)
{
  g_autoptr (WfHistoryChain) chain = wf_history_chain_new (0);
  WfHistoryEntry entry;
  gsize n = 0;

  for (guint i = 0; i < 2; i++) /* the second goes on from what the first left */
    if (wf_history_chain_load (chain, block, size, NULL))
      while (wf_history_chain_next (chain, G_MAXINT64, &entry))
        count_cb (&entry, &n);
  wf_history_chain_each (chain, count_cb, &n);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize most = ZSTD_compressBound (size);
  g_autofree guint8 *block = g_malloc (WF_HISTORY_BLOCK_HEAD + most);
  guint32 packed, raw = GUINT32_TO_LE ((guint32) size);

  packed = (guint32) ZSTD_compress (block + WF_HISTORY_BLOCK_HEAD, most, data, size, 1);
  memcpy (block, "WHB1", 4);
  most = WF_HISTORY_BLOCK_HEAD + packed;
  packed = GUINT32_TO_LE (packed);
  memcpy (block + 4, &packed, 4);
  memcpy (block + 8, &raw, 4);
  read_block (block, most);
  read_block (data, size);
  return 0;
}
