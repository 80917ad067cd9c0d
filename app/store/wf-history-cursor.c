/* Watchfloor: reading the history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-history-cursor.h"

#include "wf-error.h"
#include "wf-history-files.h"

#include <glib/gi18n.h>
#include <unistd.h>

struct _WfHistoryCursor
{
  char *folder;
  GPtrArray *segments;
  int current; /* of segments; -1: none */
  int fd;
  WfHistoryChain *chain; /* of the current */
  GByteArray *block;
  gint64 offset; /* of the next block */
  guint n_damaged;
};

WfHistoryCursor *
wf_history_cursor_new (const char *folder)
{
  WfHistoryCursor *cursor = g_new0 (WfHistoryCursor, 1);

  cursor->folder = g_strdup (folder);
  cursor->segments = wf_history_files_list (folder);
  cursor->current = cursor->fd = -1;
  cursor->block = g_byte_array_new ();
  return cursor;
}

static void
close_segment (WfHistoryCursor *cursor)
{
  g_clear_pointer (&cursor->chain, wf_history_chain_free);
  if (cursor->fd >= 0)
    close (cursor->fd);
  cursor->fd = -1;
}

void
wf_history_cursor_free (WfHistoryCursor *cursor)
{
  close_segment (cursor);
  g_byte_array_unref (cursor->block);
  g_ptr_array_unref (cursor->segments);
  g_free (cursor->folder);
  g_free (cursor);
}

static gboolean
open_segment (WfHistoryCursor *cursor, int which, GError **error)
{
  const WfHistorySegment *segment = cursor->segments->pdata[which];

  close_segment (cursor);
  cursor->current = which;
  cursor->offset = WF_HISTORY_HEAD;
  cursor->chain = wf_history_chain_new (segment->begins_us);
  cursor->fd = wf_history_files_open (segment, error);
  cursor->n_damaged += cursor->fd < 0;
  return cursor->fd >= 0;
}

static void
list_again (WfHistoryCursor *cursor)
{
  const WfHistorySegment *segment
      = cursor->current >= 0 ? cursor->segments->pdata[cursor->current] : NULL;
  gint64 begins_us = segment != NULL ? segment->begins_us : G_MININT64;

  g_ptr_array_unref (cursor->segments);
  cursor->segments = wf_history_files_list (cursor->folder);
  cursor->current = wf_history_files_find (cursor->segments, begins_us);
}

static gboolean
read_at (WfHistoryCursor *cursor, guint8 *to, gsize size, gint64 at)
{
  gsize done = 0;
  gssize n = 1;

  for (; done < size && n > 0; done += (gsize) MAX (n, 0))
    n = pread (cursor->fd, to + done, size - done, at + (gint64) done);
  return done == size;
}

/* FALSE where there is no whole block; that may be because it is being written. */
static gboolean
read_block (WfHistoryCursor *cursor)
{
  guint8 head[WF_HISTORY_BLOCK_HEAD];
  gsize size;

  if (cursor->fd < 0 || wf_history_chain_has_failed (cursor->chain)
      || !read_at (cursor, head, sizeof head, cursor->offset))
    return FALSE;
  size = wf_history_block_size (head) + sizeof head;
  g_byte_array_set_size (cursor->block, (guint) size);
  if (size > sizeof head && !read_at (cursor, cursor->block->data, size, cursor->offset))
    return FALSE;
  cursor->offset += (gint64) size;
  if (wf_history_chain_load (cursor->chain, cursor->block->data, size, NULL))
    return TRUE;
  cursor->n_damaged++;
  return FALSE;
}

/* The segment after this one, if it begins by @until_us. */
static gboolean
turn_page (WfHistoryCursor *cursor, gint64 until_us)
{
  const WfHistorySegment *next;

  if (cursor->current + 1 >= (int) cursor->segments->len)
    list_again (cursor);
  if (cursor->current + 1 >= (int) cursor->segments->len)
    return FALSE;
  next = cursor->segments->pdata[cursor->current + 1];
  if (next->begins_us > until_us)
    return FALSE;
  open_segment (cursor, cursor->current + 1, NULL);
  return TRUE;
}

static gboolean
next_entry (WfHistoryCursor *cursor, gint64 until_us, WfHistoryEntry *entry)
{
  do
    {
      if (wf_history_chain_next (cursor->chain, until_us, entry))
        return TRUE;
      if (wf_history_chain_has_more (cursor->chain))
        return FALSE;
    }
  while (read_block (cursor));
  return FALSE;
}

gboolean
wf_history_cursor_seek (WfHistoryCursor *cursor, gint64 at_us, WfHistoryVisit visit,
                        gpointer user_data, GError **error)
{
  WfHistoryEntry entry;
  int which;

  list_again (cursor);
  which = wf_history_files_find (cursor->segments, at_us);
  if (which < 0)
    {
      const WfHistorySegment *first = cursor->segments->len > 0 ? cursor->segments->pdata[0] : NULL;
      g_autofree char *begins = first != NULL ? wf_time_format (first->begins_us) : NULL;

      if (first == NULL)
        g_set_error_literal (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                             _ ("Nothing has been kept of the past yet."));
      else
        g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                     _ ("The history begins at %s; choose a later time."), begins);
      return FALSE;
    }
  if (!open_segment (cursor, which, error))
    return FALSE;
  while (next_entry (cursor, at_us, &entry))
    ;
  wf_history_chain_each (cursor->chain, visit, user_data);
  return TRUE;
}

void
wf_history_cursor_play (WfHistoryCursor *cursor, gint64 until_us, WfHistoryVisit visit,
                        gpointer user_data)
{
  WfHistoryEntry entry;

  if (cursor->chain == NULL)
    return;
  do
    while (next_entry (cursor, until_us, &entry))
      if (!entry.is_carried) /* is known from the segment before */
        visit (&entry, user_data);
  while (turn_page (cursor, until_us));
}

guint
wf_history_cursor_n_damaged (WfHistoryCursor *cursor)
{
  return cursor->n_damaged;
}
