/* Watchfloor: the layers an operator keeps at a city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-layer-book.h"

#include "wf-session-private.h"
#include "wf-session-views.h"

#include "wf-json.h"
#include "wf-secrets.h"

#include <string.h>

#define MAX_BYTES (8 * 1024 * 1024)
#define MAX_LAYERS 200
#define MOST_RECENT 10
#define SAVE_MS 1000

struct _WfLayerBook
{
  WfSession *session; /* borrowed */
  char *path; /* NULL: nothing is kept */
  GPtrArray *recent; /* char *, the newest first */
  char *saved; /* what the file says */
  guint save_id;
};

WfLayerBook *
wf_layer_book_new (WfSession *session, const char *path)
{
  WfLayerBook *book = g_new0 (WfLayerBook, 1);

  book->session = session;
  book->path = g_strdup (path);
  book->recent = g_ptr_array_new_with_free_func (g_free);
  return book;
}

static gboolean
has_secret (const char *source)
{
  g_autofree char *shown = wf_secrets_hide (source);

  return !g_str_equal (shown, source);
}

/* ---- to the file */

static json_t *
pack_layer (WfLayerBook *book, WfLayer *layer, guint at)
{
  const WfCityLayer *description = wf_layer_get_description (layer);
  const WfLayerStyle *style = wf_session_get_layer_style (book->session, layer);
  json_t *kept = json_pack (
      "{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s, s:s, s:b, s:f, s:i}", "id",
      description->id, "source", description->source, "layer", description->layer, "encoding",
      description->encoding, "role", description->role, "crs", description->crs, "x",
      description->x, "y", description->y, "datum", wf_datum_name (description->datum), "title",
      wf_layer_get_title (layer), "visible", wf_layer_get_visible (layer), "opacity",
      wf_layer_get_opacity (layer), "at", (int) at);

  if (style != NULL)
    json_object_set_new (kept, "style", wf_layer_style_save (style, WF_GEOMETRY_NONE));
  return kept;
}

/* What the operator changed of a layer of the city; NULL: nothing. */
static json_t *
pack_looks (WfLayer *layer)
{
  const WfCityLayer *description = wf_layer_get_description (layer);

  if (wf_layer_get_visible (layer) == description->visible
      && wf_layer_get_opacity (layer) == description->opacity)
    return NULL;
  return json_pack ("{s:b, s:f}", "visible", wf_layer_get_visible (layer), "opacity",
                    wf_layer_get_opacity (layer));
}

/* The city's layers, bottom first; empty where they stand as the city has them. */
static json_t *
pack_order (WfLayerBook *book)
{
  GListModel *model = wf_session_get_layers (book->session);
  WfCity *city = wf_session_get_city (book->session);
  json_t *order = json_array ();
  gboolean is_moved = FALSE;

  for (guint i = 0, at = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (model, i);

      if (wf_layer_is_own (layer))
        continue;
      is_moved |= g_strcmp0 (wf_city_layer (city, at++)->id, wf_layer_get_id (layer)) != 0;
      json_array_append_new (order, json_string (wf_layer_get_id (layer)));
    }
  if (!is_moved)
    json_array_clear (order);
  return order;
}

static json_t *
pack_bookmarks (WfLayerBook *book)
{
  GListModel *model = wf_session_get_bookmarks (book->session);
  json_t *views = json_array ();

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfBookmark) bookmark = g_list_model_get_item (model, i);

      json_array_append_new (views, wf_bookmark_save (bookmark));
    }
  return views;
}

static json_t *
pack_book (WfLayerBook *book)
{
  GListModel *model = wf_session_get_layers (book->session);
  json_t *layers = json_array (), *styles = json_object (), *recent = json_array ();
  json_t *looks = json_object ();

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (model, i);
      const WfLayerStyle *style = wf_session_get_layer_style (book->session, layer);

      if (wf_layer_is_own (layer) && !has_secret (wf_layer_get_source (layer)))
        json_array_append_new (layers, pack_layer (book, layer, i));
      if (wf_layer_is_own (layer))
        continue;
      if (style != NULL)
        json_object_set_new (styles, wf_layer_get_id (layer),
                             wf_layer_style_save (style, WF_GEOMETRY_NONE));
      json_object_set_new (looks, wf_layer_get_id (layer), pack_looks (layer));
    }
  for (guint i = 0; i < book->recent->len; i++)
    json_array_append_new (recent, json_string (book->recent->pdata[i]));
  return json_pack ("{s:o, s:o, s:o, s:o, s:o, s:o}", "layers", layers, "styles", styles, "recent",
                    recent, "looks", looks, "order", pack_order (book), "views",
                    pack_bookmarks (book));
}

/* New text where the file says something else; else NULL. Free with g_free. */
static char *
take_news (WfLayerBook *book)
{
  g_autoptr (json_t) kept = pack_book (book);
  g_autofree char *text = wf_json_canonical (kept);

  if (g_strcmp0 (text, book->saved) == 0)
    return NULL;
  g_free (book->saved);
  book->saved = g_strdup (text);
  return g_steal_pointer (&text);
}

static void
saved_cb (GObject *file, GAsyncResult *result, gpointer text)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    g_message ("%s", error->message);
  g_free (text);
}

static gboolean
save_cb (gpointer data)
{
  WfLayerBook *book = data;
  g_autoptr (GFile) file = g_file_new_for_path (book->path);
  char *text = take_news (book);

  book->save_id = 0;
  if (text != NULL)
    g_file_replace_contents_async (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_PRIVATE,
                                   NULL, saved_cb, text);
  return G_SOURCE_REMOVE;
}

void
wf_layer_book_touch (WfLayerBook *book)
{
  if (book == NULL || book->path == NULL || book->save_id != 0)
    return;
  book->save_id = g_timeout_add (SAVE_MS, save_cb, book);
  g_source_set_name_by_id (book->save_id, "layer-book");
}

void
wf_layer_book_free (WfLayerBook *book)
{
  g_autofree char *text = NULL;

  if (book == NULL)
    return;
  if (book->save_id != 0)
    text = take_news (book);
  g_clear_handle_id (&book->save_id, g_source_remove);
  if (text != NULL)
    g_file_set_contents_full (book->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  g_ptr_array_unref (book->recent);
  g_free (book->saved);
  g_free (book->path);
  g_free (book);
}

/* ---- from the file */

static WfLayerStyle *
read_style (const json_t *document)
{
  return json_is_object (document) ? wf_layer_style_load (document, "style", NULL) : NULL;
}

static void
restore_layer (WfLayerBook *book, const json_t *kept)
{
  const char *source = wf_json_string (kept, "source", NULL);
  g_autoptr (WfCityLayer) description = NULL;
  g_autoptr (WfLayerStyle) style = read_style (json_object_get (kept, "style"));
  guint n = g_list_model_get_n_items (wf_session_get_layers (book->session));
  gint64 at = wf_json_integer (kept, "at", n);

  if (source == NULL)
    return;
  description = wf_city_layer_new (wf_json_string (kept, "id", NULL), source);
  description->layer = g_strdup (wf_json_string (kept, "layer", NULL));
  description->encoding = g_strdup (wf_json_string (kept, "encoding", NULL));
  description->crs = g_strdup (wf_json_string (kept, "crs", NULL));
  description->x = g_strdup (wf_json_string (kept, "x", NULL));
  description->y = g_strdup (wf_json_string (kept, "y", NULL));
  description->role = g_strdup (wf_json_string (kept, "role", NULL));
  description->title_zh = g_strdup (wf_json_string (kept, "title", source));
  description->title_en = g_strdup (description->title_zh);
  wf_datum_parse (wf_json_string (kept, "datum", ""), &description->datum);
  description->visible = wf_json_boolean (kept, "visible", TRUE);
  description->opacity = CLAMP (wf_json_number (kept, "opacity", 1), 0, 1);
  wf_session_insert_own (book->session, (guint) CLAMP (at, 0, (gint64) n), description, style);
}

/* The city's layers as they were left. */
static void
restore_looks (WfLayerBook *book, const json_t *looks)
{
  GListModel *model = wf_session_get_layers (book->session);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (model, i);
      const json_t *look = json_object_get (looks, wf_layer_get_id (layer));

      wf_layer_set_visible (layer, wf_json_boolean (look, "visible", wf_layer_get_visible (layer)));
      wf_layer_set_opacity (layer, wf_json_number (look, "opacity", wf_layer_get_opacity (layer)));
    }
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer data)
{
  guint x = GPOINTER_TO_UINT (g_hash_table_lookup (data, a));
  guint y = GPOINTER_TO_UINT (g_hash_table_lookup (data, b));

  return (x > y) - (x < y);
}

/* A layer the city has got since stays behind the one it comes after in the city's file. */
static void
restore_order (WfLayerBook *book, const json_t *order)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  GListModel *model = wf_session_get_layers (book->session);
  guint place = 0;

  if (json_array_size (order) == 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (model, i);

      for (gsize k = 0; k < json_array_size (order); k++)
        if (g_strcmp0 (json_string_value (json_array_get (order, k)), wf_layer_get_id (layer)) == 0)
          place = (guint) k + 1;
      g_hash_table_insert (places, layer, GUINT_TO_POINTER (place));
    }
  g_list_store_sort (G_LIST_STORE (model), compare_places, places);
}

static void
restore_bookmarks (WfLayerBook *book, const json_t *views)
{
  for (gsize i = 0; i < MIN (json_array_size (views), WF_SESSION_MOST_BOOKMARKS); i++)
    {
      g_autoptr (WfBookmark) bookmark = wf_bookmark_load (json_array_get (views, i));

      if (bookmark != NULL)
        wf_session_insert_bookmark (book->session, G_MAXUINT, bookmark);
    }
}

void
wf_layer_book_restore (WfLayerBook *book)
{
  g_autoptr (json_t) kept = book->path != NULL ? wf_json_load (book->path, MAX_BYTES, NULL) : NULL;
  json_t *layers = json_object_get (kept, "layers"), *styles = json_object_get (kept, "styles");
  json_t *recent = json_object_get (kept, "recent"), *document;
  const char *id;

  restore_looks (book, json_object_get (kept, "looks"));
  restore_order (book, json_object_get (kept, "order"));
  restore_bookmarks (book, json_object_get (kept, "views"));
  for (gsize i = 0; i < MIN (json_array_size (layers), MAX_LAYERS); i++)
    restore_layer (book, json_array_get (layers, i));
  json_object_foreach (styles, id, document)
    {
      g_autoptr (WfLayerStyle) style = read_style (document);
      WfLayer *layer = wf_session_find_layer (book->session, id);

      if (style != NULL && layer != NULL)
        wf_session_set_layer_style (book->session, layer, style);
    }
  for (gsize i = 0; i < MIN (json_array_size (recent), MOST_RECENT); i++)
    if (json_is_string (json_array_get (recent, i)))
      g_ptr_array_add (book->recent, g_strdup (json_string_value (json_array_get (recent, i))));
}

/* ---- opened before */

void
wf_layer_book_add_recent (WfLayerBook *book, const char *source)
{
  if (book == NULL || has_secret (source))
    return;
  for (guint i = 0; i < book->recent->len; i++)
    if (g_str_equal (book->recent->pdata[i], source))
      g_ptr_array_remove_index (book->recent, i--);
  g_ptr_array_insert (book->recent, 0, g_strdup (source));
  if (book->recent->len > MOST_RECENT)
    g_ptr_array_set_size (book->recent, MOST_RECENT);
  wf_layer_book_touch (book);
}

char **
wf_layer_book_list_recent (WfLayerBook *book)
{
  g_autoptr (GStrvBuilder) sources = g_strv_builder_new ();

  for (guint i = 0; book != NULL && i < book->recent->len; i++)
    g_strv_builder_add (sources, book->recent->pdata[i]);
  return g_strv_builder_end (sources);
}
