/* Watchfloor: the link to a recording.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A regular file, read once as one message. */
#include "config.h"

#include "wf-error.h"
#include "wf-link-type.h"

#include <glib/gi18n.h>

#define DEFAULT_MAX_BYTES (64 * 1024 * 1024)

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  WfLink *link = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes == NULL)
    {
      wf_link_ended (link, error->message);
      return;
    }
  wf_link_up (link);
  wf_link_message (link, NULL, bytes);
  wf_link_ended (link, NULL);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  WfLink *link = data;
  gsize limit;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  limit = wf_link_options (link)->max_bytes;
  if (info == NULL)
    wf_link_ended (link, error->message);
  /* A FIFO or a device would keep us waiting for ever. */
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR
           || (guint64) g_file_info_get_size (info) > (limit > 0 ? limit : DEFAULT_MAX_BYTES))
    wf_link_ended (link, _ ("The recording is not a regular file, or too large."));
  else
    g_file_load_bytes_async (G_FILE (source), wf_link_cancellable (link), loaded_cb, link);
}

static GFile *
find_file (const char *address)
{
  if (g_str_has_prefix (address, "file://"))
    return g_file_new_for_uri (address);
  return g_file_new_for_commandline_arg (address + strlen ("file:"));
}

static void
open_recording (gpointer state)
{
  WfLink *link = state;
  g_autoptr (GFile) file = find_file (wf_link_address (link));

  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           0, G_PRIORITY_DEFAULT, wf_link_cancellable (link), looked_cb, link);
}

static const char *const schemes[] = { "file", NULL };

const WfLinkType wf_link_type_file = {
  .name = "file",
  .schemes = schemes,
  .open = open_recording,
};
