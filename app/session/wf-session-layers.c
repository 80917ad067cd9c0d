/* Watchfloor: the session's layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of them: order, adding, removing, reading again. Main thread. */
#include "config.h"

#include "wf-session-private.h"

#include <glib/gi18n.h>
#include <string.h>

static void
layer_notify_cb (WfLayer *layer, GParamSpec *pspec, gpointer data)
{
  WfSession *session = data;
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "title"))
    wf_layer_book_touch (session->book);
  if (!g_str_equal (name, "visible") && !g_str_equal (name, "opacity")
      && !g_str_equal (name, "state"))
    return;
  /* What it is drawn as depends on its kind, which is known only now. */
  if (g_str_equal (name, "state") && wf_layer_get_state (layer) == WF_LAYER_READY
      && wf_session_get_layer_style (session, layer) != NULL)
    wf_session_forget_styles (session);
  if (g_str_equal (name, "state") && session->watch != NULL
      && (wf_layer_get_state (layer) == WF_LAYER_READY
          || wf_layer_get_state (layer) == WF_LAYER_FAILED))
    wf_layer_watch_follow (session->watch, layer);
  wf_session_emit_layers_changed (session);
}

void
wf_session_insert_layer (WfSession *session, guint at, WfLayer *layer)
{
  g_signal_connect_object (layer, "notify", G_CALLBACK (layer_notify_cb), session, 0);
  g_list_store_insert (session->layers, at, layer);
}

void
wf_session_layers_init (WfSession *session)
{
  session->layer_styles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                 (GDestroyNotify) wf_layer_style_free);
  session->listings
      = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_ptr_array_unref);
  session->watch = wf_layer_watch_new (session);
  session->looking = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

void
wf_session_layers_stop (WfSession *session)
{
  GHashTableIter iter;
  gpointer cancellable;

  g_clear_pointer (&session->watch, wf_layer_watch_free);
  g_hash_table_iter_init (&iter, session->looking);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_cancellable_cancel (cancellable);
  g_hash_table_remove_all (session->looking);
}

void
wf_session_layers_finalize (WfSession *session)
{
  g_hash_table_unref (session->layer_styles);
  g_hash_table_unref (session->listings);
  g_hash_table_unref (session->looking);
  for (guint i = 0; i < G_N_ELEMENTS (session->styles); i++)
    {
      g_clear_pointer (&session->styles[i], wf_style_unref);
      g_clear_pointer (&session->city_styles[i], json_decref);
    }
}

/* G_MAXUINT where it is not in the list. */
static guint
position_of (WfSession *session, WfLayer *layer)
{
  guint at;

  return g_list_store_find (session->layers, layer, &at) ? at : G_MAXUINT;
}

WfLayer *
wf_session_find_layer (WfSession *session, const char *id)
{
  GListModel *model = G_LIST_MODEL (session->layers);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (model, i);

      if (g_strcmp0 (wf_layer_get_id (layer), id) == 0)
        return layer; /* the list holds it */
    }
  return NULL;
}

void
wf_session_move_layer (WfSession *session, guint from, guint to)
{
  GListModel *model = G_LIST_MODEL (session->layers);
  g_autoptr (GPtrArray) order = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (model);
  guint first = MIN (from, to);
  gpointer moved;

  if (from >= n || to >= n || from == to)
    return;
  for (guint i = first; i <= MAX (from, to); i++)
    g_ptr_array_add (order, g_list_model_get_item (model, i));
  moved = g_ptr_array_steal_index (order, from - first);
  g_ptr_array_insert (order, (int) (to - first), moved);
  g_list_store_splice (session->layers, first, order->len, order->pdata, order->len);
  wf_session_emit_layers_changed (session);
}

gboolean
wf_session_layers_settled (WfSession *session)
{
  return session->is_started && session->loader != NULL && g_hash_table_size (session->looking) == 0
         && wf_layer_loader_is_settled (session->loader);
}

void
wf_session_set_view (WfSession *session, const WfView *view)
{
  g_return_if_fail (WF_IS_SESSION (session));
  if (session->loader != NULL)
    wf_layer_loader_set_view (session->loader, view);
}

static void
opened_cb (WfLayer *layer, GParamSpec *pspec, gpointer data)
{
  WfSession *session = data;

  if (wf_layer_get_state (layer) != WF_LAYER_READY)
    return;
  g_signal_handlers_disconnect_by_func (layer, opened_cb, session);
  wf_session_emit_layer_opened (session, layer);
}

/* Before the start come those of last time, which kept views know by their ids. */
static char *
choose_id (WfSession *session, const char *last)
{
  guint n;

  if (session->is_started || last == NULL || sscanf (last, "own-%u", &n) != 1
      || wf_session_find_layer (session, last) != NULL)
    return g_strdup_printf ("own-%u", ++session->n_opened);
  session->n_opened = MAX (session->n_opened, n);
  return g_strdup (last);
}

WfLayer *
wf_session_insert_own (WfSession *session, guint at, const WfCityLayer *description,
                       const WfLayerStyle *style)
{
  g_autoptr (WfLayerStyle) own = NULL;
  g_autoptr (WfLayer) layer = NULL;
  g_autoptr (WfCityLayer) named = wf_city_layer_copy (description);

  g_free (named->id);
  named->id = choose_id (session, description->id);
  layer = wf_layer_new_own (named, session->chinese);
  own = style != NULL ? wf_layer_style_copy (style)
                      : wf_layer_style_new (wf_layer_style_color (session->n_opened - 1));
  g_hash_table_replace (session->layer_styles, g_strdup (named->id), g_steal_pointer (&own));
  g_signal_connect_object (layer, "notify::state", G_CALLBACK (opened_cb), session, 0);
  wf_session_insert_layer (session, at, layer);
  wf_session_forget_styles (session);
  return layer; /* the list holds it */
}

void
wf_session_load_layer (WfSession *session, WfLayer *layer)
{
  if (session->loader != NULL)
    wf_layer_loader_add (session->loader, layer);
}

WfLayer *
wf_session_add_layer (WfSession *session, const WfCityLayer *description, const WfLayerStyle *style)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (session->layers));
  WfLayer *layer = wf_session_insert_own (session, n, description, style);

  /* Before the start all that is in the list is loaded by it. */
  if (session->is_started)
    wf_session_load_layer (session, layer);
  return layer;
}

void
wf_session_cancel_layer (WfSession *session, WfLayer *layer)
{
  WfLayerState state = wf_layer_get_state (layer);

  wf_session_stop_looking (session, layer);
  if (session->loader != NULL)
    wf_layer_loader_cancel (session->loader, layer);
  if (state == WF_LAYER_LOADING || state == WF_LAYER_WAITING || state == WF_LAYER_ASKING)
    wf_layer_set_trouble (layer, _ ("Cancelled before it was read; try again when you want it."));
}

void
wf_session_remove_layer (WfSession *session, WfLayer *layer)
{
  guint at = position_of (session, layer);

  if (at == G_MAXUINT || !wf_layer_is_own (layer))
    return;
  wf_session_stop_looking (session, layer);
  if (session->loader != NULL)
    wf_layer_loader_cancel (session->loader, layer);
  if (session->watch != NULL)
    wf_layer_watch_forget (session->watch, layer);
  g_signal_handlers_disconnect_by_func (layer, layer_notify_cb, session);
  g_list_store_remove (session->layers, at);
  wf_session_emit_layers_changed (session);
}

void
wf_session_restore_layer (WfSession *session, WfLayer *layer, guint position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (session->layers));

  if (position_of (session, layer) != G_MAXUINT)
    return;
  wf_session_insert_layer (session, MIN (position, n), layer);
  wf_session_forget_styles (session);
  wf_session_emit_layers_changed (session);
  if (wf_layer_get_pack (layer) == NULL)
    wf_session_reload_layer (session, layer);
  else if (session->watch != NULL)
    wf_layer_watch_follow (session->watch, layer);
}

WfLayer *
wf_session_duplicate_layer (WfSession *session, WfLayer *layer)
{
  g_autoptr (WfCityLayer) description = wf_city_layer_copy (wf_layer_get_description (layer));
  guint at = position_of (session, layer);
  WfLayer *copy;

  if (at == G_MAXUINT)
    return NULL;
  g_free (description->title_zh);
  g_free (description->title_en);
  /* Translators: the name of a second copy of a layer */
  description->title_zh = g_strdup_printf (_ ("%s (copy)"), wf_layer_get_title (layer));
  description->title_en = g_strdup (description->title_zh);
  description->visible = TRUE;
  description->opacity = wf_layer_get_opacity (layer);
  copy = wf_session_insert_own (session, at + 1, description,
                                wf_session_get_layer_style (session, layer));
  wf_session_load_layer (session, copy);
  return copy;
}
