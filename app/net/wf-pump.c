/* Watchfloor: one connection, read and written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes under way hold the streams themselves; when they find themselves cancelled the
 * pump is gone. */
#include "config.h"

#include "wf-pump.h"

#include <glib/gi18n.h>

#define CHUNK_BYTES (32 * 1024)

struct _WfPump
{
  GInputStream *input;
  GOutputStream *output;
  GObject *owner;
  GCancellable *cancellable;
  GSource *silence;
  gint64 silence_us;
  WfPumpWatch watch;
  gpointer user_data;
  GQueue waiting; /* GBytes */
  gsize waiting_bytes;
  gboolean writing;
};

static void
end (WfPump *pump, WfPumpEnd how, const GError *error)
{
  g_cancellable_cancel (pump->cancellable);
  g_source_destroy (pump->silence);
  pump->watch.ended (how, error, pump->user_data);
}

static gboolean
silent_cb (gpointer data)
{
  end (data, WF_PUMP_SILENT, NULL);
  return G_SOURCE_REMOVE;
}

static void read_more (WfPump *pump);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  WfPump *pump = data;
  g_autoptr (GCancellable) cancellable = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      end (pump, bytes == NULL ? WF_PUMP_BROKEN : WF_PUMP_CLOSED, error);
      return;
    }
  cancellable = g_object_ref (pump->cancellable);
  pump->watch.piece (bytes, pump->user_data);
  if (!g_cancellable_is_cancelled (cancellable))
    read_more (pump);
}

static void
read_more (WfPump *pump)
{
  g_source_set_ready_time (pump->silence, g_get_monotonic_time () + pump->silence_us);
  g_input_stream_read_bytes_async (pump->input, CHUNK_BYTES, G_PRIORITY_DEFAULT_IDLE,
                                   pump->cancellable, read_cb, pump);
}

/* A source that is ready at its time, which moves on with each piece. */
static gboolean
silence_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs silence_funcs = { NULL, NULL, silence_dispatch, NULL, NULL, NULL };

WfPump *
wf_pump_new (GInputStream *input, GOutputStream *output, GObject *owner, double silence_s,
             const WfPumpWatch *watch, gpointer user_data)
{
  WfPump *pump = g_new0 (WfPump, 1);

  pump->input = g_object_ref (input);
  pump->output = output != NULL ? g_object_ref (output) : NULL;
  pump->owner = owner != NULL ? g_object_ref (owner) : NULL;
  pump->cancellable = g_cancellable_new ();
  pump->silence_us = (gint64) (silence_s * G_USEC_PER_SEC);
  pump->watch = *watch;
  pump->user_data = user_data;
  g_queue_init (&pump->waiting);
  pump->silence = g_source_new (&silence_funcs, sizeof (GSource));
  g_source_set_static_name (pump->silence, "silence");
  g_source_set_callback (pump->silence, silent_cb, pump, NULL);
  g_source_attach (pump->silence, g_main_context_get_thread_default ());
  read_more (pump);
  return pump;
}

void
wf_pump_free (WfPump *pump)
{
  if (pump == NULL)
    return;
  g_cancellable_cancel (pump->cancellable);
  g_source_destroy (pump->silence);
  g_source_unref (pump->silence);
  g_queue_clear_full (&pump->waiting, (GDestroyNotify) g_bytes_unref);
  g_object_unref (pump->input);
  g_clear_object (&pump->output);
  g_clear_object (&pump->owner);
  g_object_unref (pump->cancellable);
  g_free (pump);
}

/* ---- writing */

static void write_next (WfPump *pump);

/* The bytes live as long as their write, and the pump only if it was not cancelled. */
typedef struct
{
  WfPump *pump;
  GBytes *bytes;
} Write;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Write *write = data;
  WfPump *pump = write->pump;
  g_autoptr (GError) error = NULL;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);
  gsize length = g_bytes_get_size (write->bytes);

  g_bytes_unref (write->bytes);
  g_free (write);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  pump->writing = FALSE;
  pump->waiting_bytes -= length;
  if (ok)
    write_next (pump);
  else
    end (pump, WF_PUMP_BROKEN, error);
}

static void
write_next (WfPump *pump)
{
  Write *write;

  if (pump->writing || g_queue_is_empty (&pump->waiting))
    return;
  write = g_new0 (Write, 1);
  write->pump = pump;
  write->bytes = g_queue_pop_head (&pump->waiting);
  pump->writing = TRUE;
  g_output_stream_write_all_async (pump->output, g_bytes_get_data (write->bytes, NULL),
                                   g_bytes_get_size (write->bytes), G_PRIORITY_DEFAULT,
                                   pump->cancellable, written_cb, write);
}

gboolean
wf_pump_send (WfPump *pump, GBytes *bytes)
{
  if (pump->output == NULL || g_cancellable_is_cancelled (pump->cancellable)
      || pump->waiting_bytes + g_bytes_get_size (bytes) > WF_PUMP_MAX_BEHIND)
    return FALSE;
  pump->waiting_bytes += g_bytes_get_size (bytes);
  g_queue_push_tail (&pump->waiting, g_bytes_ref (bytes));
  write_next (pump);
  return TRUE;
}

char *
wf_pump_trouble (WfPumpEnd how, const GError *error, const char *host, double silence_s)
{
  if (how == WF_PUMP_SILENT)
    return g_strdup_printf (_ ("%s has said nothing for %.0f s."), host, silence_s);
  if (how == WF_PUMP_BROKEN)
    return g_strdup_printf (_ ("The connection to %s broke (%s)."), host, error->message);
  return g_strdup_printf (_ ("%s closed the connection."), host);
}
