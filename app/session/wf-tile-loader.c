/* Watchfloor: layers of tiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry a layer. First its tile set is made (a key may have to be found and a capabilities
 * document fetched), then blocks of tiles are wanted, one at a time: a new one takes the place of
 * the last. */
#include "config.h"

#include "wf-tile-loader.h"

#include "wf-error.h"
#include "wf-tile-set.h"
#include "wf-tile-source.h"

#include <glib/gi18n.h>
#include <string.h>

#define COMPOSE_MS 80 /* tiles that come within are shown together */
#define RETRY_S 10 /* before missing tiles are asked for again */
#define PAD 0.2 /* of the view on each side */
#define MAX_SIDE 4096
#define MAX_TILES 400 /* of a picture */
#define MAX_KEPT 256 /* unpacked tiles a layer */
#define MAX_TILE_BYTES (4 << 20)

typedef struct
{
  WfFollowed base;
  GCancellable *making; /* Owned; while the set is being made */
  WfTileSet *set; /* Owned; NULL: not known yet */
  GHashTable *tiles; /* Owned: key to GBytes, unpacked */
  GQueue order; /* keys, the oldest first; borrowed from @tiles */

  /* The block that is wanted */
  GCancellable *job; /* Owned; NULL: none yet */
  WfTileRange range;
  WfBox box; /* what the picture covers */
  int width_px, height_px;
  guint n_waiting, n_missing, n_old;
  char *why; /* the first tile that failed, why */
  gint64 tried_us;
  guint compose_source;
  gboolean composing, again;
} Entry;

/* ---- entries */

static Entry *
entry_ref (Entry *entry)
{
  wf_followed_ref (&entry->base);
  return entry;
}

static void
clear (WfFollowed *followed)
{
  Entry *entry = (Entry *) followed;

  g_clear_object (&entry->making);
  g_clear_object (&entry->job);
  g_clear_pointer (&entry->set, wf_tile_set_unref);
  g_queue_clear (&entry->order);
  g_hash_table_unref (entry->tiles);
  g_free (entry->why);
}

static void
stop_job (Entry *entry)
{
  if (entry->job != NULL)
    g_cancellable_cancel (entry->job);
  g_clear_object (&entry->job);
  entry->n_waiting = 0;
}

static void
stop (WfFollowed *followed)
{
  Entry *entry = (Entry *) followed;

  g_clear_handle_id (&entry->compose_source, g_source_remove);
  if (entry->making != NULL)
    g_cancellable_cancel (entry->making);
  stop_job (entry);
}

static gboolean
is_busy (const WfFollowed *followed)
{
  const Entry *entry = (const Entry *) followed;

  return entry->making != NULL || entry->n_waiting > 0 || entry->composing
         || entry->compose_source != 0;
}

/* ---- putting together */

typedef struct
{
  WfTileSet *set; /* Owned */
  WfTileRange range;
  WfBox box;
  int width_px, height_px;
  GPtrArray *tiles; /* Owned: GBytes or NULL, by row */
} Picture;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  wf_tile_set_unref (picture->set);
  g_ptr_array_unref (picture->tiles);
  g_free (picture);
}

static const guint32 *
tile_at (guint32 x, guint32 y, gpointer data)
{
  const Picture *picture = data;
  const WfTileRange *range = &picture->range;
  GBytes *tile = g_ptr_array_index (picture->tiles,
                                    (y - range->y0) * (range->x1 - range->x0) + x - range->x0);

  return tile != NULL ? g_bytes_get_data (tile, NULL) : NULL;
}

static void
compose_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Picture *picture = data;

  g_task_return_pointer (task,
                         wf_tile_set_mosaic (picture->set, picture->range, picture->box,
                                             picture->width_px, picture->height_px, tile_at,
                                             picture),
                         (GDestroyNotify) g_bytes_unref);
}

static gint64
key_of (guint level, guint32 x, guint32 y)
{
  return (gint64) level << 58 | (gint64) x << 29 | y;
}

static void compose (Entry *entry);

static void
tell_note (Entry *entry)
{
  g_autofree char *note = NULL;

  if (entry->n_missing > 0)
    /* Translators: why the first of the tiles is missing */
    note = g_strdup_printf (g_dngettext (NULL, "%u tile of the picture is missing (%s)",
                                         "%u tiles of the picture are missing (%s)",
                                         entry->n_missing),
                            entry->n_missing, entry->why);
  else if (entry->n_old > 0)
    note = g_strdup (_ ("The tile server does not answer; what is shown was fetched earlier."));
  wf_layer_set_note (entry->base.layer, note);
}

static void
composed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) pixels = g_task_propagate_pointer (G_TASK (result), NULL);
  const Picture *picture = g_task_get_task_data (G_TASK (result));
  Entry *entry = data;

  entry->composing = FALSE;
  if (entry->base.follower != NULL)
    {
      wf_layer_take_raster (entry->base.layer, g_steal_pointer (&pixels), picture->width_px,
                            picture->height_px, picture->box);
      if (entry->n_waiting > 0)
        wf_layer_set_progress (entry->base.layer, -1);
      else
        tell_note (entry);
      if (entry->n_missing + entry->n_old > 0)
        wf_follower_look_later (entry->base.follower, RETRY_S + 1);
      if (entry->again)
        compose (entry);
      else
        wf_follower_tell_settled (entry->base.follower);
    }
  wf_followed_unref (entry);
}

static void
compose (Entry *entry)
{
  const WfTileRange *range = &entry->range;
  g_autoptr (GTask) task = NULL;
  Picture *picture;

  entry->again = entry->composing;
  if (entry->composing)
    return;
  entry->composing = TRUE;
  picture = g_new0 (Picture, 1);
  *picture = (Picture){ wf_tile_set_ref (entry->set),
                        *range,
                        entry->box,
                        entry->width_px,
                        entry->height_px,
                        g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref) };
  for (guint32 y = range->y0; y < range->y1; y++)
    for (guint32 x = range->x0; x < range->x1; x++)
      {
        gint64 key = key_of (range->level, x, y);
        GBytes *tile = g_hash_table_lookup (entry->tiles, &key);

        g_ptr_array_add (picture->tiles, tile != NULL ? g_bytes_ref (tile) : NULL);
      }
  task = g_task_new (NULL, NULL, composed_cb, entry_ref (entry));
  g_task_set_source_tag (task, compose_thread);
  g_task_set_task_data (task, picture, picture_free);
  g_task_run_in_thread (task, compose_thread);
}

static gboolean
compose_cb (gpointer data)
{
  Entry *entry = data;

  entry->compose_source = 0;
  compose (entry);
  return G_SOURCE_REMOVE;
}

static void
queue_compose (Entry *entry)
{
  if (entry->compose_source != 0)
    return;
  entry->compose_source = g_timeout_add (entry->n_waiting > 0 ? COMPOSE_MS : 0, compose_cb, entry);
  g_source_set_name_by_id (entry->compose_source, "tile-loader-compose");
}

/* ---- one tile */

typedef struct
{
  Entry *entry; /* Owned */
  GCancellable *job; /* Owned */
  gint64 key;
  guint side;
  GBytes *packed; /* Owned */
  gboolean is_old;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  wf_followed_unref (wanted->entry);
  g_object_unref (wanted->job);
  g_clear_pointer (&wanted->packed, g_bytes_unref);
  g_free (wanted);
}

static void
keep_tile (Entry *entry, gint64 key, GBytes *tile)
{
  gint64 *own = g_memdup2 (&key, sizeof key);

  if (g_hash_table_contains (entry->tiles, own))
    {
      g_free (own);
      return;
    }
  g_hash_table_insert (entry->tiles, own, g_bytes_ref (tile));
  g_queue_push_tail (&entry->order, own);
  /* What the picture needs came last and stays. */
  while (g_queue_get_length (&entry->order) > MAX_KEPT + MAX_TILES)
    g_hash_table_remove (entry->tiles, g_queue_pop_head (&entry->order));
}

static void
count_tile (Wanted *wanted, GBytes *tile, const GError *error)
{
  Entry *entry = wanted->entry;

  if (tile != NULL)
    keep_tile (entry, wanted->key, tile);
  if (wanted->job != entry->job || entry->base.follower == NULL)
    return;
  entry->n_waiting--;
  entry->n_old += tile != NULL && wanted->is_old;
  /* The edge of what a server covers is no trouble. */
  if (error != NULL && !g_error_matches (error, WF_ERROR, WF_ERROR_NOT_FOUND))
    {
      entry->n_missing++;
      if (entry->why == NULL)
        entry->why = g_strdup (error->message);
    }
  queue_compose (entry);
}

static void
decode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  GError *error = NULL;
  GBytes *tile = wf_tile_decode (wanted->packed, wanted->side, &error);

  if (tile != NULL)
    g_task_return_pointer (task, tile, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) tile = g_task_propagate_pointer (G_TASK (result), &error);

  count_tile (data, tile, error);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) decode = NULL;

  wanted->packed = wf_tile_client_get_finish (result, &wanted->is_old, &error);
  if (wanted->packed == NULL)
    {
      count_tile (wanted, NULL, error);
      wanted_free (wanted);
      return;
    }
  decode = g_task_new (NULL, NULL, decoded_cb, wanted);
  g_task_set_source_tag (decode, decode_thread);
  g_task_set_task_data (decode, wanted, wanted_free);
  g_task_run_in_thread (decode, decode_thread);
}

static void
want_tile (Entry *entry, guint32 x, guint32 y)
{
  const WfTileLevel *level = &g_array_index (entry->set->levels, WfTileLevel, entry->range.level);
  g_autofree char *url = wf_tile_set_address (entry->set, entry->range.level, x, y);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->entry = entry_ref (entry);
  wanted->job = g_object_ref (entry->job);
  wanted->key = key_of (entry->range.level, x, y);
  wanted->side = level->tile_px;
  entry->n_waiting++;
  wf_tile_client_get_async (wf_follower_shared (entry->base.follower), url, MAX_TILE_BYTES,
                            entry->job, fetched_cb, wanted);
}

/* ---- blocks of tiles */

/* The picture's pixels are those of the level, laid on its grid: plain tiles are then copied. */
static void
lay_picture (Entry *entry, WfBox box)
{
  double unit = wf_tile_set_unit_per_px (entry->set, entry->range.level);
  double w = box.max_x - box.min_x, h = box.max_y - box.min_y;

  unit = MAX (unit, MAX (w, h) / (MAX_SIDE - 2));
  entry->box.min_x = floor (box.min_x / unit) * unit;
  entry->box.min_y = floor (box.min_y / unit) * unit;
  entry->width_px = (int) ceil ((box.max_x - entry->box.min_x) / unit);
  entry->height_px = (int) ceil ((box.max_y - entry->box.min_y) / unit);
  entry->box.max_x = entry->box.min_x + entry->width_px * unit;
  entry->box.max_y = entry->box.min_y + entry->height_px * unit;
}

static WfBox
padded (WfBox box)
{
  double w = (box.max_x - box.min_x) * PAD, h = (box.max_y - box.min_y) * PAD;

  return (WfBox){ MAX (0, box.min_x - w), MAX (0, box.min_y - h), MIN (1, box.max_x + w),
                  MIN (1, box.max_y + h) };
}

static void
want_block (Entry *entry, guint level, WfBox view)
{
  WfBox box = padded (view);
  WfTileRange range = wf_tile_set_range (entry->set, level, box);

  while (level > 0 && (guint64) (range.x1 - range.x0) * (range.y1 - range.y0) > MAX_TILES)
    range = wf_tile_set_range (entry->set, --level, box);
  stop_job (entry);
  entry->job = g_cancellable_new ();
  entry->range = range;
  entry->n_missing = entry->n_old = 0;
  entry->tried_us = g_get_monotonic_time ();
  g_clear_pointer (&entry->why, g_free);
  lay_picture (entry, box);
  for (guint32 y = range.y0; y < range.y1; y++)
    for (guint32 x = range.x0; x < range.x1; x++)
      {
        gint64 key = key_of (range.level, x, y);

        if (!g_hash_table_contains (entry->tiles, &key))
          want_tile (entry, x, y);
      }
  if (entry->n_waiting > 0)
    wf_layer_set_progress (entry->base.layer, -1);
  queue_compose (entry);
}

static void
look (WfFollowed *followed, const WfView *view)
{
  Entry *entry = (Entry *) followed;
  WfBox box = wf_view_box (view);
  guint level;

  if (entry->set == NULL || !wf_layer_get_visible (entry->base.layer) || box.max_x <= 0
      || box.min_x >= 1)
    return;
  level = wf_tile_set_choose (entry->set, wf_view_pixels_per_unit (view));
  if (entry->job != NULL && level == entry->range.level && entry->box.min_x <= MAX (box.min_x, 0)
      && entry->box.min_y <= MAX (box.min_y, 0) && entry->box.max_x >= MIN (box.max_x, 1)
      && entry->box.max_y >= MIN (box.max_y, 1)
      && (entry->n_missing == 0 || entry->n_waiting > 0
          || g_get_monotonic_time () - entry->tried_us < RETRY_S * G_USEC_PER_SEC))
    return;
  want_block (entry, level, box);
}

static void
end_making (Entry *entry, WfTileSet *set, const GError *error)
{
  g_clear_object (&entry->making);
  entry->set = set;
  if (entry->base.follower == NULL)
    return;
  if (set == NULL)
    wf_layer_set_trouble (entry->base.layer, error->message);
  else
    wf_follower_queue_look (entry->base.follower);
  wf_follower_tell_settled (entry->base.follower);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Entry *entry = data;
  g_autoptr (GError) error = NULL;

  end_making (entry, wf_tile_source_make_finish (result, &error), error);
  wf_followed_unref (entry);
}

static void
begin (WfFollowed *followed, gpointer nothing)
{
  Entry *entry = (Entry *) followed;

  entry->tiles
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_queue_init (&entry->order);
  entry->making = g_cancellable_new ();
  wf_layer_set_progress (followed->layer, -1);
  wf_tile_source_make_async (wf_follower_shared (followed->follower),
                             wf_layer_get_description (followed->layer), entry->making, made_cb,
                             entry_ref (entry));
}

static gpointer
open_client (void)
{
  return wf_tile_client_new ();
}

static void
close_client (gpointer client)
{
  wf_tile_client_free (client);
}

const WfFollowerKind wf_tile_loader = { .size = sizeof (Entry),
                                        .open = open_client,
                                        .close = close_client,
                                        .begin = begin,
                                        .look = look,
                                        .stop = stop,
                                        .clear = clear,
                                        .is_busy = is_busy };
