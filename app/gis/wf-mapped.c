/* Watchfloor: a file in memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-mapped.h"

#include "wf-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static GBytes *
map (int fd, const char *path, gsize least, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  struct stat st;

  if (fstat (fd, &st) != 0 || !S_ISREG (st.st_mode) || (guint64) st.st_size < MAX (least, 1))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED,
                   _ ("%s is empty or no regular file; open the layer from its source again."),
                   path);
      return NULL;
    }
  file = g_mapped_file_new_from_fd (fd, FALSE, NULL);
  if (file == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO, _ ("%s cannot be mapped into memory: %s."), path,
                   g_strerror (errno));
      return NULL;
    }
  madvise (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), MADV_WILLNEED);
  return g_mapped_file_get_bytes (file);
}

GBytes *
wf_mapped_open (const char *path, gsize least, GError **error)
{
  /* Non-blocking: a FIFO of that name must not hold us up. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  GBytes *bytes;

  if (fd < 0)
    {
      g_set_error (error, WF_ERROR, errno == ENOENT ? WF_ERROR_NOT_FOUND : WF_ERROR_IO,
                   _ ("%s cannot be opened: %s."), path, g_strerror (errno));
      return NULL;
    }
  bytes = map (fd, path, least, error);
  close (fd);
  return bytes;
}
