/* Watchfloor: opening a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer stands in the list at once; what its source holds is asked of the worker, then it loads,
 * asks which of several is meant, or says what is wrong. Main thread. */
#include "config.h"

#include "wf-layer-source.h"
#include "wf-secrets.h"
#include "wf-session-private.h"
#include "wf-tile-source.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  WfSession *session; /* gone where @cancellable is cancelled */
  WfLayer *layer;
  GCancellable *cancellable;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->layer);
  g_object_unref (look->cancellable);
  g_free (look);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

void
wf_session_stop_looking (WfSession *session, WfLayer *layer)
{
  GCancellable *cancellable = g_hash_table_lookup (session->looking, layer);

  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  g_hash_table_remove (session->looking, layer);
}

/* The file's name without its folder and ending; a database's or service's as it is, without what
 * may be a password. Free with g_free. */
static char *
title_of (const char *source)
{
  g_autofree char *name = NULL;
  char *dot, *end;

  if (!g_path_is_absolute (source))
    {
      g_autofree char *shown = wf_secrets_hide (source);
      g_auto (GStrv) words = g_strsplit_set (shown, " '", -1);

      for (guint i = 0; words[i] != NULL; i++)
        if (g_str_has_prefix (words[i], "dbname="))
          return g_strdup (words[i] + strlen ("dbname="));
      end = strpbrk (shown, " ?");
      return end != NULL ? g_strndup (shown, (gsize) (end - shown)) : g_steal_pointer (&shown);
    }
  name = g_path_get_basename (source);
  dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  return g_filename_display_name (name);
}

/* @layer becomes @entry of its source. */
static WfCityLayer *
describe (WfLayer *layer, const WfSourceLayer *entry, gboolean is_only)
{
  WfCityLayer *description = wf_city_layer_copy (wf_layer_get_description (layer));

  g_free (description->layer);
  g_free (description->role);
  description->layer = wf_source_layer_is_raster (entry) ? NULL : g_strdup (entry->name);
  description->role = g_strdup (wf_source_layer_is_raster (entry) ? "raster" : NULL);
  if (!is_only)
    {
      g_free (description->title_zh);
      g_free (description->title_en);
      description->title_zh = g_strdup (entry->name);
      description->title_en = g_strdup (entry->name);
    }
  return description;
}

static void
take_entry (WfSession *session, WfLayer *layer, const WfSourceLayer *entry, gboolean is_only)
{
  g_autoptr (WfCityLayer) description = describe (layer, entry, is_only);

  wf_layer_set_description (layer, description);
  if (!is_only)
    wf_layer_set_title (layer, entry->name);
  wf_session_load_layer (session, layer);
}

/* Its places cannot be told without asking. */
static gboolean
is_unclear (const WfSourceLayer *entry)
{
  return entry->columns[0] != NULL || entry->crs_wanted;
}

static void
ask (WfSession *session, WfLayer *layer, GPtrArray *listing)
{
  g_autofree char *note = NULL;

  if (listing->len > 1)
    note = g_strdup_printf (
        g_dngettext (NULL, "It holds %u layer.", "It holds %u layers.", listing->len),
        listing->len);
  g_hash_table_replace (session->listings, g_object_ref (layer), g_ptr_array_ref (listing));
  wf_layer_ask (layer, note != NULL ? note : _ ("It does not tell where its places are."));
  wf_session_emit_layers_found (session, layer);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Look) look = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) listing = wf_source_list_finish (result, &error);
  WfSession *session = look->session;
  WfLayer *layer = look->layer;

  if (g_cancellable_is_cancelled (look->cancellable))
    return;
  g_hash_table_remove (session->looking, layer);
  if (listing == NULL)
    {
      wf_layer_set_trouble (layer, error->message);
      return;
    }
  if (listing->len == 1 && !is_unclear (listing->pdata[0]))
    take_entry (session, layer, listing->pdata[0], TRUE);
  else
    ask (session, layer, listing);
}

static void
look_progress_cb (double fraction, const char *what, gpointer data)
{
  Look *look = data;

  if (!g_cancellable_is_cancelled (look->cancellable))
    wf_layer_set_progress (look->layer, fraction);
}

static void
look_into (WfSession *session, WfLayer *layer)
{
  const WfCityLayer *description = wf_layer_get_description (layer);
  WfSource source = wf_layer_source (layer);
  Look *look;

  source.layer = NULL; /* which there are is the question */
  /* Nothing to be listed: a server says what it has when it is drawn. */
  if (wf_tile_source_is (description->source))
    {
      wf_session_load_layer (session, layer);
      return;
    }
  look = g_new0 (Look, 1);

  wf_session_stop_looking (session, layer);
  look->session = session;
  look->layer = g_object_ref (layer);
  look->cancellable = g_cancellable_new ();
  g_hash_table_replace (session->looking, g_object_ref (layer), g_object_ref (look->cancellable));
  wf_layer_set_progress (layer, -1);
  wf_source_list_async (&source, look_progress_cb, look, look->cancellable, listed_cb, look);
}

WfLayer *
wf_session_open_source (WfSession *session, const char *source)
{
  gboolean is_name = strchr (source, ':') != NULL && !g_file_test (source, G_FILE_TEST_EXISTS);
  g_autofree char *path = is_name ? g_strdup (source) : g_canonicalize_filename (source, NULL);
  g_autoptr (WfCityLayer) description = wf_city_layer_new (NULL, path);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (session->layers));
  WfLayer *layer;

  description->title_zh = title_of (path);
  description->title_en = g_strdup (description->title_zh);
  layer = wf_session_insert_own (session, n, description, NULL);
  wf_session_reload_layer (session, layer);
  wf_layer_book_add_recent (session->book, path);
  return layer;
}

char **
wf_session_list_recent (WfSession *session)
{
  return wf_layer_book_list_recent (session->book);
}

GPtrArray *
wf_session_get_listing (WfSession *session, WfLayer *layer)
{
  return g_hash_table_lookup (session->listings, layer);
}

void
wf_session_choose_layers (WfSession *session, WfLayer *layer, const guint *indices, guint n)
{
  GPtrArray *held = g_hash_table_lookup (session->listings, layer);
  g_autoptr (GPtrArray) listing = held != NULL ? g_ptr_array_ref (held) : NULL;
  g_autoptr (WfLayer) first = g_object_ref (layer);

  if (listing == NULL || n == 0)
    return;
  g_hash_table_remove (session->listings, layer);
  wf_layer_set_note (layer, NULL);
  for (guint i = 1; i < n; i++)
    {
      g_autoptr (WfCityLayer) description = NULL;

      g_return_if_fail (indices[i] < listing->len);
      description = describe (layer, listing->pdata[indices[i]], FALSE);
      wf_session_add_layer (session, description, NULL);
    }
  take_entry (session, layer, listing->pdata[indices[0]], FALSE);
}

void
wf_session_answer_layer (WfSession *session, WfLayer *layer, const WfCityLayer *how)
{
  GPtrArray *held = g_hash_table_lookup (session->listings, layer);
  g_autoptr (GPtrArray) listing = held != NULL ? g_ptr_array_ref (held) : NULL;

  if (listing == NULL || listing->len != 1)
    return;
  g_hash_table_remove (session->listings, layer);
  wf_layer_set_description (layer, how);
  wf_layer_set_note (layer, NULL);
  take_entry (session, layer, listing->pdata[0], TRUE);
}

/* What was not listed yet has no layer of its source chosen; a pack is one layer. */
static gboolean
is_unlisted (WfLayer *layer)
{
  const WfCityLayer *description = wf_layer_get_description (layer);

  return wf_layer_is_own (layer) && description->layer == NULL && description->role == NULL
         && !g_str_has_suffix (description->source, ".wfpack");
}

void
wf_session_reload_layer (WfSession *session, WfLayer *layer)
{
  if (session->loader == NULL)
    return;
  wf_layer_set_note (layer, NULL);
  if (is_unlisted (layer))
    look_into (session, layer);
  else
    wf_session_load_layer (session, layer);
}
