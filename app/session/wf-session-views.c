/* Watchfloor: views an operator keeps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header; wf-layer-book.c writes them down. */
#include "config.h"

#include "wf-session-views.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-session-private.h"

#include <glib/gi18n.h>

GListModel *
wf_session_get_bookmarks (WfSession *session)
{
  g_return_val_if_fail (WF_IS_SESSION (session), NULL);
  return G_LIST_MODEL (session->bookmarks);
}

static void
changed_cb (WfSession *session)
{
  wf_layer_book_touch (session->book);
}

void
wf_session_insert_bookmark (WfSession *session, guint at, WfBookmark *bookmark)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (session->bookmarks));

  g_signal_connect_object (bookmark, "notify::name", G_CALLBACK (changed_cb), session,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmark, "moved", G_CALLBACK (changed_cb), session, G_CONNECT_SWAPPED);
  g_list_store_insert (session->bookmarks, MIN (at, n), bookmark);
  changed_cb (session);
}

/* Which layers are shown now. */
static json_t *
pack_layers (WfSession *session)
{
  json_t *layers = json_object ();
  GListModel *model = G_LIST_MODEL (session->layers);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (model, i);

      json_object_set_new (layers, wf_layer_get_id (layer),
                           json_boolean (wf_layer_get_visible (layer)));
    }
  return layers;
}

WfBookmark *
wf_session_keep_view (WfSession *session, const char *name, const WfView *view, GError **error)
{
  g_autoptr (json_t) layers = pack_layers (session);
  g_autoptr (WfBookmark) bookmark = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (session->bookmarks));

  if (n >= WF_SESSION_MOST_BOOKMARKS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("There are %d views already; remove one that is no longer needed."),
                   WF_SESSION_MOST_BOOKMARKS);
      return NULL;
    }
  bookmark = wf_bookmark_new (name, view, layers);
  wf_session_insert_bookmark (session, n, bookmark);
  return bookmark; /* the list holds it */
}

void
wf_session_move_bookmark (WfSession *session, WfBookmark *bookmark, const WfView *view)
{
  g_autoptr (json_t) layers = pack_layers (session);

  wf_bookmark_set_view (bookmark, view, layers);
}

void
wf_session_drop_bookmark (WfSession *session, WfBookmark *bookmark)
{
  guint at;

  if (!g_list_store_find (session->bookmarks, bookmark, &at))
    return;
  g_signal_handlers_disconnect_by_data (bookmark, session);
  g_list_store_remove (session->bookmarks, at);
  changed_cb (session);
}

void
wf_session_show_layers_of (WfSession *session, WfBookmark *bookmark)
{
  GListModel *model = G_LIST_MODEL (session->layers);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (model, i);
      gboolean shown;

      if (wf_bookmark_get_layer (bookmark, wf_layer_get_id (layer), &shown))
        wf_layer_set_visible (layer, shown);
    }
}

/* ---- names */
static gboolean
is_taken (WfSession *session, const char *name)
{
  GListModel *model = G_LIST_MODEL (session->bookmarks);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfBookmark) bookmark = g_list_model_get_item (model, i);

      if (g_strcmp0 (wf_bookmark_get_name (bookmark), name) == 0)
        return TRUE;
    }
  return FALSE;
}

char *
wf_session_suggest_name (WfSession *session, const WfView *view)
{
  WfPlace place = wf_session_place_at (session, wf_mercator_to_lonlat (view->center));
  g_autofree char *base = g_strdup (
      place.community != NULL  ? place.community
      : place.street != NULL   ? place.street
      : place.district != NULL ? place.district
                               /* Translators: the name a kept view of the map begins with */
                               : _ ("View"));
  char *name = g_strdup (base);

  wf_place_clear (&place);
  for (guint i = 2; is_taken (session, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", base, i);
    }
  return name;
}
