/* Watchfloor: the files of the history.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-history-files.h"

#include "wf-error.h"
#include "wf-time.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "WFHIST1\n"
#define MAX_SEGMENTS 100000

static void
segment_free (gpointer data)
{
  WfHistorySegment *segment = data;

  g_free (segment->path);
  g_free (segment);
}

static char *
segment_path (const char *folder, gint64 begins_us)
{
  gint64 s = begins_us / WF_SECOND_US;
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (s);
  g_autofree char *day = g_date_time_format (when, "%Y%m%dT%H%M%S");
  g_autofree char *name
      = g_strdup_printf ("%s.%06dZ" WF_HISTORY_SUFFIX, day, (int) (begins_us - s * WF_SECOND_US));

  return g_build_filename (folder, name, NULL);
}

static gboolean
parse_name (const char *name, gint64 *begins_us)
{
  int year, month, day, hour, minute, second, us, end = 0;
  g_autoptr (GDateTime) when = NULL;

  if (sscanf (name, "%4d%2d%2dT%2d%2d%2d.%6dZ" WF_HISTORY_SUFFIX "%n", &year, &month, &day, &hour,
              &minute, &second, &us, &end)
          != 7
      || end == 0 || name[end] != '\0')
    return FALSE;
  when = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (when == NULL || us < 0)
    return FALSE;
  *begins_us = g_date_time_to_unix (when) * WF_SECOND_US + us;
  return TRUE;
}

static int
compare_segments (gconstpointer a, gconstpointer b)
{
  const WfHistorySegment *x = *(WfHistorySegment *const *) a, *y = *(WfHistorySegment *const *) b;

  return (x->begins_us > y->begins_us) - (x->begins_us < y->begins_us);
}

GPtrArray *
wf_history_files_list (const char *folder)
{
  GPtrArray *segments = g_ptr_array_new_with_free_func (segment_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gint64 begins_us;

  while (dir != NULL && segments->len < MAX_SEGMENTS && (name = g_dir_read_name (dir)) != NULL)
    if (parse_name (name, &begins_us))
      {
        WfHistorySegment *segment = g_new0 (WfHistorySegment, 1);
        GStatBuf facts;

        segment->path = g_build_filename (folder, name, NULL);
        segment->begins_us = segment->ends_us = begins_us;
        if (g_stat (segment->path, &facts) == 0)
          {
            segment->ends_us = MAX (begins_us, (gint64) facts.st_mtim.tv_sec * WF_SECOND_US
                                                   + facts.st_mtim.tv_nsec / 1000);
            segment->bytes = (guint64) facts.st_size;
          }
        g_ptr_array_add (segments, segment);
      }
  g_ptr_array_sort (segments, compare_segments);
  return segments;
}

int
wf_history_files_find (const GPtrArray *segments, gint64 at_us)
{
  int low = 0, high = (int) segments->len;

  while (low < high)
    {
      int middle = (low + high) / 2;
      const WfHistorySegment *segment = segments->pdata[middle];

      if (segment->begins_us <= at_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low - 1;
}

int
wf_history_files_begin (const char *folder, gint64 begins_us, GError **error)
{
  g_autofree char *path = segment_path (folder, begins_us);
  guint8 head[WF_HISTORY_HEAD];
  gint64 number = GINT64_TO_LE (begins_us);
  int fd;

  memcpy (head, MAGIC, 8);
  memcpy (head + 8, &number, 8);
  fd = g_mkdir_with_parents (folder, 0700) == 0
           ? g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600)
           : -1;
  if (fd >= 0 && write (fd, head, sizeof head) == sizeof head)
    return fd;
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("The history cannot be written to %s (%s); make room or correct the rights."),
               folder, g_strerror (errno));
  if (fd >= 0)
    {
      close (fd);
      g_unlink (path);
    }
  return -1;
}

int
wf_history_files_open (const WfHistorySegment *segment, GError **error)
{
  guint8 head[WF_HISTORY_HEAD];
  int fd = g_open (segment->path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO, _ ("%s cannot be read (%s)."), segment->path,
                   g_strerror (errno));
      return -1;
    }
  if (read (fd, head, sizeof head) == sizeof head && memcmp (head, MAGIC, 8) == 0)
    return fd;
  close (fd);
  g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED,
               _ ("%s is no part of a history, or it is damaged; it is left out."), segment->path);
  return -1;
}

void
wf_history_files_prune (const char *folder, guint64 max_bytes, gint64 oldest_us)
{
  g_autoptr (GPtrArray) segments = wf_history_files_list (folder);
  guint64 sum = 0;

  for (guint i = segments->len; i-- > 0;)
    {
      const WfHistorySegment *segment = segments->pdata[i];

      sum += segment->bytes;
      if (sum > max_bytes || segment->ends_us < oldest_us)
        g_unlink (segment->path);
    }
}
