/* Watchfloor: the link to a recording.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A regular file, read once as one message; or a recording (.wfrec), of which each message comes
 * as it came then: at once, or as fast as options.speed says. */
#include "config.h"

#include "wf-error.h"
#include "wf-link-type.h"
#include "wf-recording.h"
#include "wf-time.h"

#include <glib/gi18n.h>

#define DEFAULT_MAX_BYTES (64 * 1024 * 1024)
#define CHUNK_BYTES (64 * 1024)

typedef struct
{
  WfLink *link;
  /* Of a recording; NULL elsewhere. */
  WfRecording *recording;
  GInputStream *stream;
  GSource *pace;
  gint64 first_us, began_us; /* of the recording's clock and of ours */
  WfLinkMessage next; /* waits for its time */
} File;

static gpointer
create (WfLink *link)
{
  File *file = g_new0 (File, 1);

  file->link = link;
  file->first_us = WF_TIME_NONE;
  return file;
}

static void
destroy (gpointer state)
{
  File *file = state;

  if (file->pace != NULL)
    g_source_destroy (file->pace);
  g_clear_pointer (&file->pace, g_source_unref);
  g_clear_object (&file->stream);
  wf_recording_free (file->recording);
  g_free (file);
}

/* ---- a recording */

static void read_on (File *file);

/* How long until @message is due. */
static gint64
wait_of (File *file, const WfLinkMessage *message)
{
  double speed = wf_link_options (file->link)->speed;
  gint64 now_us = g_get_monotonic_time ();

  if (!(speed > 0) || message->received_us == WF_TIME_NONE)
    return 0;
  if (file->first_us == WF_TIME_NONE)
    {
      file->first_us = message->received_us;
      file->began_us = now_us;
    }
  return file->began_us + (gint64) ((double) (message->received_us - file->first_us) / speed)
         - now_us;
}

static gboolean
due_cb (gpointer data)
{
  File *file = data;

  g_clear_pointer (&file->pace, g_source_unref);
  wf_link_recorded (file->link, &file->next);
  read_on (file);
  return G_SOURCE_REMOVE;
}

static void
call_after (File *file, gint64 wait_us)
{
  file->pace = g_timeout_source_new ((guint) (CLAMP (wait_us, 0, 86400 * WF_SECOND_US) / 1000));
  g_source_set_static_name (file->pace, "replay");
  g_source_set_priority (file->pace, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (file->pace, due_cb, file, NULL);
  g_source_attach (file->pace, g_main_context_get_thread_default ());
}

static void
chunk_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  File *file = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes == NULL)
    wf_link_ended (file->link, error->message);
  else if (g_bytes_get_size (bytes) == 0)
    wf_link_ended (file->link, wf_recording_is_half (file->recording)
                                   ? _ ("The recording ends in the middle of a message.")
                                   : NULL);
  else
    {
      wf_recording_push (file->recording, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      read_on (file);
    }
}

/* One message a turn, so that the longest recording holds nobody up. */
static void
read_on (File *file)
{
  g_autoptr (GError) error = NULL;

  if (wf_recording_next (file->recording, &file->next, &error))
    call_after (file, wait_of (file, &file->next));
  else if (error != NULL)
    wf_link_ended (file->link, error->message);
  else
    g_input_stream_read_bytes_async (file->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT_IDLE,
                                     wf_link_cancellable (file->link), chunk_cb, file);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GFileInputStream *stream = g_file_read_finish (G_FILE (source), result, &error);
  File *file = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (stream == NULL)
    {
      wf_link_ended (file->link, error->message);
      return;
    }
  file->stream = G_INPUT_STREAM (stream);
  file->recording = wf_recording_new ();
  wf_link_up (file->link);
  read_on (file);
}

/* ---- a document */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  File *file = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes == NULL)
    {
      wf_link_ended (file->link, error->message);
      return;
    }
  wf_link_up (file->link);
  wf_link_message (file->link, NULL, bytes);
  wf_link_ended (file->link, NULL);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  File *file = data;
  gsize limit;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  limit = wf_link_options (file->link)->max_bytes;
  if (info == NULL)
    wf_link_ended (file->link, error->message);
  /* A FIFO or a device would keep us waiting for ever. */
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    wf_link_ended (file->link, _ ("The recording is not a regular file, or too large."));
  else if (g_str_has_suffix (wf_link_address (file->link), ".wfrec"))
    g_file_read_async (G_FILE (source), G_PRIORITY_DEFAULT_IDLE, wf_link_cancellable (file->link),
                       opened_cb, file);
  else if ((guint64) g_file_info_get_size (info) > (limit > 0 ? limit : DEFAULT_MAX_BYTES))
    wf_link_ended (file->link, _ ("The recording is not a regular file, or too large."));
  else
    g_file_load_bytes_async (G_FILE (source), wf_link_cancellable (file->link), loaded_cb, file);
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
  File *own = state;
  g_autoptr (GFile) file = find_file (wf_link_address (own->link));

  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           0, G_PRIORITY_DEFAULT, wf_link_cancellable (own->link), looked_cb, own);
}

static const char *const schemes[] = { "file", NULL };

const WfLinkType wf_link_type_file = {
  .name = "file",
  .schemes = schemes,
  .create = create,
  .destroy = destroy,
  .open = open_recording,
};
