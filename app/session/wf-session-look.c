/* Watchfloor: looking closer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-session-look.h"

#include "wf-error.h"
#include "wf-pack-filter.h"
#include "wf-pack-near.h"
#include "wf-session-private.h"

#include <glib/gi18n.h>
#include <math.h>

WfPicked *
wf_session_get_picked (WfSession *session)
{
  if (session->picked == NULL)
    session->picked = wf_picked_new ();
  return session->picked;
}

/* ---- at a place */
static void
add_hits (GListStore *found, WfLayer *layer, WfLonLat p, double radius_m)
{
  WfPack *pack = wf_layer_get_pack (layer);
  g_autoptr (GArray) hits = NULL;

  if (pack == NULL || !wf_layer_get_visible (layer))
    return;
  hits = wf_pack_near (pack, p, radius_m, WF_SESSION_MOST_FOUND);
  for (guint i = 0; i < hits->len; i++)
    {
      WfPackHit hit = g_array_index (hits, WfPackHit, i);
      g_autoptr (WfFeature) feature = wf_feature_new (layer, pack, hit.feature, hit.distance_m);

      g_list_store_append (found, feature);
    }
}

static double
extent_of (WfFeature *feature)
{
  WfBox box = wf_feature_extent (feature);

  return (box.max_x - box.min_x) * (box.max_y - box.min_y);
}

/* The house before the district it stands in. */
static int
compare_distances (gconstpointer a, gconstpointer b, gpointer data)
{
  double x = wf_feature_get_distance_m ((WfFeature *) a);
  double y = wf_feature_get_distance_m ((WfFeature *) b);

  if (x == y)
    {
      x = extent_of ((WfFeature *) a);
      y = extent_of ((WfFeature *) b);
    }
  return (x > y) - (x < y);
}

GListStore *
wf_session_identify (WfSession *session, WfLonLat p, double radius_m)
{
  GListModel *layers = G_LIST_MODEL (session->layers);
  GListStore *found = g_list_store_new (WF_TYPE_FEATURE);

  for (guint i = g_list_model_get_n_items (layers); i-- > 0;)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      add_hits (found, layer, p, radius_m);
    }
  /* Stable: the layers came from the top. */
  g_list_store_sort (found, compare_distances, NULL);
  return found;
}

/* ---- by a value */
typedef struct
{
  char *text;
  guint most;
  GPtrArray *layers; /* WfLayer: only carried */
  GPtrArray *packs; /* WfPack */
  GArray *found; /* Hit */
} Search;

typedef struct
{
  guint layer;
  WfPackFound what;
} Hit;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free (search->text);
  g_ptr_array_unref (search->layers);
  g_ptr_array_unref (search->packs);
  g_array_unref (search->found);
  g_free (search);
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *x = a, *y = b;

  if (x->what.rank != y->what.rank)
    return x->what.rank < y->what.rank ? -1 : 1;
  if (x->layer != y->layer)
    return x->layer < y->layer ? -1 : 1;
  return (x->what.feature > y->what.feature) - (x->what.feature < y->what.feature);
}

static void
search_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *search = data;

  for (guint i = 0; i < search->packs->len; i++)
    {
      g_autoptr (GArray) found
          = wf_pack_find (search->packs->pdata[i], search->text, search->most, cancellable);

      for (guint k = 0; k < found->len; k++)
        {
          Hit hit = { i, g_array_index (found, WfPackFound, k) };

          g_array_append_val (search->found, hit);
        }
    }
  g_array_sort (search->found, compare_hits);
  g_task_return_boolean (task, TRUE);
}

void
wf_session_find_async (WfSession *session, const char *text, guint most, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  GListModel *layers = G_LIST_MODEL (session->layers);
  Search *search = g_new0 (Search, 1);

  search->text = g_strdup (text);
  search->most = most;
  search->layers = g_ptr_array_new_with_free_func (g_object_unref);
  search->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_pack_unref);
  search->found = g_array_new (FALSE, FALSE, sizeof (Hit));
  for (guint i = g_list_model_get_n_items (layers); i-- > 0;)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      if (wf_layer_get_pack (layer) == NULL)
        continue;
      g_ptr_array_add (search->packs, wf_pack_ref (wf_layer_get_pack (layer)));
      g_ptr_array_add (search->layers, g_steal_pointer (&layer));
    }
  g_task_set_source_tag (task, wf_session_find_async);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, search_thread);
}

GPtrArray *
wf_session_find_finish (GAsyncResult *result, GError **error)
{
  GTask *task = G_TASK (result);
  const Search *search = g_task_get_task_data (task);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *features;

  if (!g_task_propagate_boolean (task, error))
    return NULL;
  features = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < search->found->len && features->len < search->most; i++)
    {
      Hit hit = g_array_index (search->found, Hit, i);

      /* Once, though several columns have it. */
      if (g_hash_table_add (seen, g_strdup_printf ("%u %u", hit.layer, hit.what.feature)))
        g_ptr_array_add (features,
                         wf_feature_new (search->layers->pdata[hit.layer],
                                         search->packs->pdata[hit.layer], hit.what.feature, NAN));
    }
  return features;
}
