/* Watchfloor: what a source holds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs "watchfloor-gdal layers" and reads its answer. */
#include "config.h"

#include "wf-source-list.h"

#include "wf-error.h"
#include "wf-worker-process.h"

#include <glib/gi18n.h>

static void
source_layer_free (gpointer data)
{
  WfSourceLayer *layer = data;

  g_free (layer->name);
  g_free (layer->geometry);
  g_free (layer->crs);
  g_free (layer->encoding);
  g_strfreev (layer->fields);
  g_strfreev (layer->columns);
  g_strfreev (layer->encodings);
  g_strfreev (layer->samples);
  g_free (layer);
}

gboolean
wf_source_layer_is_raster (const WfSourceLayer *layer)
{
  return g_str_equal (layer->geometry, "raster");
}

static WfBox
read_extent (const json_t *list)
{
  double v[4];

  if (json_array_size (list) != 4)
    return WF_BOX_EMPTY;
  for (guint i = 0; i < 4; i++)
    v[i] = json_number_value (json_array_get (list, i));
  return (WfBox){ v[0], v[1], v[2], v[3] };
}

/* Of objects what they have as @member, of texts themselves. */
static char **
read_texts (const json_t *list, const char *member)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *one = json_array_get (list, i);
      const char *name
          = json_is_string (one) ? json_string_value (one) : wf_json_string (one, member, "");

      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

static WfSourceLayer *
read_layer (const json_t *json)
{
  WfSourceLayer *layer = g_new0 (WfSourceLayer, 1);

  layer->name = g_strdup (wf_json_string (json, "name", ""));
  layer->geometry = g_strdup (wf_json_string (json, "geometry", "none"));
  layer->n_features = wf_json_integer (json, "features", -1);
  layer->crs = g_strdup (wf_json_string (json, "crs", ""));
  layer->encoding = g_strdup (wf_json_string (json, "encoding", ""));
  wf_datum_parse (wf_json_string (json, "datum", "wgs84"), &layer->datum);
  layer->extent = read_extent (json_object_get (json, "extent"));
  layer->fields = read_texts (json_object_get (json, "fields"), "name");
  layer->columns = read_texts (json_object_get (json, "columns"), "name");
  layer->encodings = read_texts (json_object_get (json, "encodings"), "name");
  layer->samples = read_texts (json_object_get (json, "encodings"), "sample");
  layer->crs_wanted = wf_json_boolean (json, "crs_wanted", FALSE);
  return layer;
}

GPtrArray *
wf_source_list_read (const json_t *answer)
{
  GPtrArray *layers = g_ptr_array_new_with_free_func (source_layer_free);

  for (gsize i = 0; i < json_array_size (answer); i++)
    g_ptr_array_add (layers, read_layer (json_array_get (answer, i)));
  return layers;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (json_t) answer = wf_worker_process_finish (result, &error);
  GPtrArray *layers;

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  layers = wf_source_list_read (answer);
  if (layers->len > 0)
    {
      g_task_return_pointer (task, layers, (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  g_ptr_array_unref (layers);
  g_task_return_new_error (task, WF_ERROR, WF_ERROR_INVALID, _ ("%s holds no layers."),
                           (const char *) g_task_get_task_data (task));
}

void
wf_source_list_async (const WfSource *source, WfWorkerProgress progress, gpointer progress_data,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  WfSource said = *source;
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, wf_source_list_async);
  g_task_set_task_data (task, g_path_get_basename (source->source), g_free);
  said.layer = NULL;
  g_ptr_array_add (argv, (gpointer) "layers");
  g_ptr_array_add (argv, (gpointer) source->source);
  wf_source_add_options (&said, argv);
  g_ptr_array_add (argv, NULL);
  wf_worker_process_async ((const char *const *) argv->pdata, source->source, progress,
                           progress_data, cancellable, listed_cb, task);
}

GPtrArray *
wf_source_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
