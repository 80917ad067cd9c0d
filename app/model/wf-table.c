/* Watchfloor: a layer as a table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of all rows and the filter are kept apart, so that a new filter does not sort and a new
 * order does not filter. */
#include "config.h"

#include "wf-table.h"

#include "wf-error.h"
#include "wf-pack-filter.h"
#include "wf-pack-sort.h"

#include <math.h>
#include <string.h>

struct _WfTable
{
  GObject parent_instance;

  WfLayer *layer;
  WfPack *pack;
  /* What is asked for */
  int field;
  gboolean descending;
  char *text;
  /* What is shown */
  GBytes *order; /* guint32 of all rows; NULL = pack order */
  GBytes *keep; /* guint8 of all features; NULL = all */
  guint32 *rows; /* NULL = all in pack order */
  guint n_rows;
  guint32 *positions; /* by feature; NULL until asked for */
  GCancellable *cancellable; /* of the job under way, NULL = none */
  char *trouble;
};

enum
{
  PROP_BUSY = 1,
  PROP_TROUBLE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* ---- the list */
static GType
get_item_type (GListModel *model)
{
  return WF_TYPE_FEATURE;
}

static guint
get_n_items (GListModel *model)
{
  return WF_TABLE (model)->n_rows;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WfTable *self = WF_TABLE (model);

  if (position >= self->n_rows)
    return NULL;
  return wf_feature_new (self->layer, self->pack, wf_table_feature_at (self, position), NAN);
}

static void
list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WfTable, wf_table, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_init))

/* ---- the job */
typedef struct
{
  WfPack *pack;
  int field;
  gboolean descending;
  char *text;
  GBytes *order, *keep; /* made where NULL and wanted */
  guint32 *rows;
  guint n_rows;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  wf_pack_unref (job->pack);
  g_free (job->text);
  g_clear_pointer (&job->order, g_bytes_unref);
  g_clear_pointer (&job->keep, g_bytes_unref);
  g_free (job->rows);
  g_free (job);
}

static gboolean
make_order (Job *job, GCancellable *cancellable, GError **error)
{
  gsize n = wf_pack_shapes (job->pack)->n_features;
  guint32 *order;

  if (job->field == WF_TABLE_UNSORTED || job->order != NULL)
    return TRUE;
  order = wf_pack_sort (job->pack, job->field, job->descending, cancellable, error);
  if (order == NULL)
    return FALSE;
  job->order = g_bytes_new_take (order, n * sizeof *order);
  return TRUE;
}

static gboolean
make_keep (Job *job, GCancellable *cancellable, GError **error)
{
  guint8 *keep;

  if (job->text[0] == '\0' || job->keep != NULL)
    return TRUE;
  keep = wf_pack_filter (job->pack, job->text, cancellable, error);
  if (keep == NULL)
    return FALSE;
  job->keep = g_bytes_new_take (keep, wf_pack_shapes (job->pack)->n_features);
  return TRUE;
}

static void
make_rows (Job *job)
{
  guint32 n = wf_pack_shapes (job->pack)->n_features;
  const guint32 *order = job->order != NULL ? g_bytes_get_data (job->order, NULL) : NULL;
  const guint8 *keep = job->keep != NULL ? g_bytes_get_data (job->keep, NULL) : NULL;

  job->rows = g_new (guint32, MAX (n, 1));
  for (guint32 i = 0; i < n; i++)
    {
      guint32 feature = order != NULL ? order[i] : i;

      if (keep == NULL || keep[feature])
        job->rows[job->n_rows++] = feature;
    }
}

static void
job_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (!make_order (job, cancellable, &error) || !make_keep (job, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (job->order != NULL || job->keep != NULL)
    make_rows (job);
  else
    job->n_rows = wf_pack_shapes (job->pack)->n_features;
  g_task_return_boolean (task, TRUE);
}

static void
set_trouble (WfTable *self, const char *trouble)
{
  if (g_strcmp0 (self->trouble, trouble) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TROUBLE]);
}

static void
show_job (WfTable *self, Job *job)
{
  guint had = self->n_rows;

  g_clear_pointer (&self->order, g_bytes_unref);
  g_clear_pointer (&self->keep, g_bytes_unref);
  g_clear_pointer (&self->positions, g_free);
  g_free (self->rows);
  self->order = g_steal_pointer (&job->order);
  self->keep = g_steal_pointer (&job->keep);
  self->rows = g_steal_pointer (&job->rows);
  self->n_rows = job->n_rows;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, had, self->n_rows);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  WfTable *self = WF_TABLE (source);
  GTask *task = G_TASK (result);
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (task, &error);

  /* Another was asked for since. */
  if (g_task_get_cancellable (task) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  set_trouble (self, ok ? NULL : error->message);
  if (ok)
    show_job (self, g_task_get_task_data (task));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

/* @same_order, @same_filter: what is there can be used again. */
static void
begin (WfTable *self, gboolean same_order, gboolean same_filter)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  job->pack = wf_pack_ref (self->pack);
  job->field = self->field;
  job->descending = self->descending;
  job->text = g_strdup (self->text);
  if (same_order && self->order != NULL)
    job->order = g_bytes_ref (self->order);
  if (same_filter && self->keep != NULL)
    job->keep = g_bytes_ref (self->keep);
  task = g_task_new (self, self->cancellable, done_cb, NULL);
  g_task_set_source_tag (task, begin);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
  g_task_run_in_thread (task, job_thread);
}

void
wf_table_sort (WfTable *self, int field, gboolean descending)
{
  g_return_if_fail (WF_IS_TABLE (self));
  if (self->field == field && !self->descending == !descending)
    return;
  self->field = field;
  self->descending = descending;
  /* A filter that is still under way is asked for again. */
  begin (self, FALSE, self->cancellable == NULL);
}

void
wf_table_filter (WfTable *self, const char *text)
{
  g_return_if_fail (WF_IS_TABLE (self));
  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  begin (self, self->cancellable == NULL, FALSE);
}

/* ---- asked */
guint
wf_table_n_all (WfTable *self)
{
  return wf_pack_shapes (self->pack)->n_features;
}

gboolean
wf_table_is_busy (WfTable *self)
{
  return self->cancellable != NULL;
}

const char *
wf_table_get_trouble (WfTable *self)
{
  return self->trouble;
}

WfLayer *
wf_table_get_layer (WfTable *self)
{
  return self->layer;
}

WfPack *
wf_table_get_pack (WfTable *self)
{
  return self->pack;
}

guint32
wf_table_feature_at (WfTable *self, guint position)
{
  return self->rows != NULL ? self->rows[position] : position;
}

guint
wf_table_position_of (WfTable *self, guint32 feature)
{
  guint32 n = wf_table_n_all (self);

  if (feature >= n)
    return G_MAXUINT;
  if (self->rows == NULL)
    return feature;
  if (self->positions == NULL)
    {
      self->positions = g_new (guint32, n);
      memset (self->positions, 0xff, n * sizeof *self->positions);
      for (guint i = 0; i < self->n_rows; i++)
        self->positions[self->rows[i]] = i;
    }
  return self->positions[feature];
}

/* ---- the object */
static void
wf_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WfTable *self = WF_TABLE (object);

  if (id == PROP_BUSY)
    g_value_set_boolean (value, wf_table_is_busy (self));
  else if (id == PROP_TROUBLE)
    g_value_set_string (value, self->trouble);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wf_table_dispose (GObject *object)
{
  WfTable *self = WF_TABLE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (wf_table_parent_class)->dispose (object);
}

static void
wf_table_finalize (GObject *object)
{
  WfTable *self = WF_TABLE (object);

  g_clear_object (&self->layer);
  g_clear_pointer (&self->pack, wf_pack_unref);
  g_clear_pointer (&self->order, g_bytes_unref);
  g_clear_pointer (&self->keep, g_bytes_unref);
  g_free (self->rows);
  g_free (self->positions);
  g_free (self->text);
  g_free (self->trouble);
  G_OBJECT_CLASS (wf_table_parent_class)->finalize (object);
}

static void
wf_table_class_init (WfTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = wf_table_get_property;
  object_class->dispose = wf_table_dispose;
  object_class->finalize = wf_table_finalize;
  props[PROP_BUSY]
      = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_TROUBLE] = g_param_spec_string ("trouble", NULL, NULL, NULL,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wf_table_init (WfTable *self)
{
  self->field = WF_TABLE_UNSORTED;
  self->text = g_strdup ("");
}

WfTable *
wf_table_new (WfLayer *layer)
{
  WfPack *pack = wf_layer_get_pack (layer);
  WfTable *self;

  g_return_val_if_fail (pack != NULL, NULL);
  self = g_object_new (WF_TYPE_TABLE, NULL);
  self->layer = g_object_ref (layer);
  self->pack = wf_pack_ref (pack);
  self->n_rows = wf_pack_shapes (pack)->n_features;
  return self;
}
