/* Watchfloor: everything that moves or measures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Tracks lie packed (the map walks them each frame); an entry at a fixed address belongs to each
 * (rows and the hash hold on to it). What the list model shows is a third array, 'order', that
 * changes only in commit, so that watchers never see a half-merged batch. Main thread. */
#include "config.h"

#include "wf-track-entry.h"

#include <math.h>
#include <string.h>

/* What a feed may make us keep for one thing; longer is cut (text) or passed over (attributes). */
#define MAX_ID 512
#define MAX_TEXT 256
#define MAX_ATTRS 65536
/* Class and state names are interned for ever: a feed that invents them without end gets NULL. */
#define MAX_NAMES 2048

struct _WfTrackStore
{
  GObject parent_instance;

  GArray *tracks; /* WfTrack */
  GPtrArray *entries; /* WfTrackEntry, parallel to tracks; owned until gone */
  GHashTable *by_id; /* entry->id, borrowed -> WfTrackEntry */
  GPtrArray *order; /* WfTrackEntry as the model shows them; may hold gone ones until commit */
  GPtrArray *added; /* borrowed: appended to order by the next commit */
  GPtrArray *dirty; /* borrowed */
  guint n_gone; /* of order */
  GHashTable *names; /* interned names seen */
  WfTrackCounts counts;
  double world_speed;
  gboolean is_told;
  gint64 now_us;
};

enum
{
  COMMITTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
free_entry (WfTrackEntry *entry)
{
  if (entry->row != NULL)
    wf_track_row_detach (entry->row);
  g_free (entry->id);
  g_free (entry->label);
  g_free (entry->attrs);
  g_free (entry);
}

static GType
get_item_type (GListModel *model)
{
  return WF_TYPE_TRACK_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return WF_TRACK_STORE (model)->order->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WfTrackStore *self = WF_TRACK_STORE (model);
  WfTrackEntry *entry;

  if (position >= self->order->len)
    return NULL;
  entry = g_ptr_array_index (self->order, position);
  if (entry->row != NULL)
    return g_object_ref (entry->row);
  entry->row = wf_track_row_new (self, entry);
  return entry->row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WfTrackStore, wf_track_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* g_intern_string never forgets: only so many names, and none absurdly long. */
static const char *
intern_name (WfTrackStore *self, const char *name)
{
  const char *known = g_hash_table_lookup (self->names, name);

  if (known != NULL)
    return known;
  if (strlen (name) > MAX_TEXT || g_hash_table_size (self->names) >= MAX_NAMES)
    return NULL;
  known = g_intern_string (name);
  g_hash_table_add (self->names, (char *) known);
  return known;
}

static void
mark_dirty (WfTrackStore *self, WfTrackEntry *entry)
{
  if (entry->dirty)
    return;
  entry->dirty = TRUE;
  g_ptr_array_add (self->dirty, entry);
}

static WfTrackEntry *
add_entry (WfTrackStore *self, const WfReport *report)
{
  WfTrackEntry *entry = g_new0 (WfTrackEntry, 1);
  WfTrack track = { .position = { NAN, NAN },
                    .state = WF_UNIT_UNKNOWN,
                    .speed_mps = NAN,
                    .heading_deg = NAN,
                    .accuracy_m = NAN,
                    .observed_us = WF_TIME_NONE,
                    .received_us = WF_TIME_NONE,
                    .placed_us = WF_TIME_NONE };

  entry->id = g_strdup (report->id);
  entry->position_order_us = entry->status_order_us = WF_TIME_NONE;
  entry->still_since_us = WF_TIME_NONE;
  entry->index = self->tracks->len;
  entry->is_new = TRUE;
  track.id = track.label = entry->id;
  track.class_name = "other";
  track.track_class = WF_TRACK_OTHER;
  g_array_append_val (self->tracks, track);
  g_ptr_array_add (self->entries, entry);
  g_ptr_array_add (self->added, entry);
  g_hash_table_insert (self->by_id, entry->id, entry);
  return entry;
}

/* The last track takes the place of the one that goes; commit frees its entry. */
static void
remove_entry (WfTrackStore *self, WfTrackEntry *entry)
{
  guint last = self->tracks->len - 1;
  WfTrackEntry *moved = g_ptr_array_index (self->entries, last);

  g_hash_table_remove (self->by_id, entry->id);
  g_array_remove_index_fast (self->tracks, entry->index);
  g_ptr_array_remove_index_fast (self->entries, entry->index);
  moved->index = entry->index;
  entry->index = WF_TRACK_GONE;
  if (!entry->is_new)
    self->n_gone++;
}

static void
replace_text (char **owned, const char *text)
{
  if (g_strcmp0 (*owned, text) == 0)
    return;
  g_free (*owned);
  *owned = g_strdup (text);
}

static void
merge_words (WfTrackStore *self, WfTrackEntry *entry, WfTrack *track, const WfReport *report)
{
  const char *class_name
      = report->class_name != NULL ? intern_name (self, report->class_name) : NULL;

  if (class_name != NULL && class_name != track->class_name)
    {
      track->class_name = class_name;
      track->track_class = wf_track_class_from_name (class_name);
    }
  if (report->label != NULL && report->label[0] != '\0')
    {
      /* Cut by bytes, which may leave half a character behind. */
      g_autofree char *valid
          = g_utf8_make_valid (report->label, (gssize) strnlen (report->label, MAX_TEXT));

      replace_text (&entry->label, valid);
      track->label = entry->label;
    }
  if (report->state != NULL)
    {
      track->state_code = intern_name (self, report->state);
      track->state = wf_unit_state_from_code (report->state);
    }
  if (report->attrs != NULL && strlen (report->attrs) <= MAX_ATTRS)
    {
      if (entry->attrs == NULL)
        entry->attrs = g_strdup (report->attrs);
      else if (strcmp (entry->attrs, report->attrs) != 0)
        {
          g_autofree char *known = g_steal_pointer (&entry->attrs);

          entry->attrs = wf_track_attrs_merge (known, report->attrs, MAX_ATTRS);
        }
      track->attrs = entry->attrs;
    }
}

static void
merge_position (WfTrackEntry *entry, WfTrack *track, const WfReport *report, gint64 order_us)
{
  WfUnit at = wf_unit_from_lonlat (report->position);

  if (!isfinite (track->position.lon) || at.x != track->at.x || at.y != track->at.y)
    entry->still_since_us = order_us;
  track->position = report->position;
  track->at = at;
  track->observed_us = report->observed_us;
  track->placed_us = track->received_us;
  entry->position_order_us = order_us;
  if (isfinite (report->accuracy_m))
    track->accuracy_m = report->accuracy_m;
}

/* A position stamped ahead of our clock may not push aside one that is still good. */
static gboolean
is_held_back (const WfTrack *track, WfReportFlags flags, gint64 now_us)
{
  return (flags & WF_REPORT_FLAG_FUTURE) != 0 && (track->flags & WF_REPORT_FLAG_FUTURE) == 0
         && isfinite (track->position.lon) && wf_track_freshness (track, now_us) < WF_STALE;
}

static void
merge (WfTrackStore *self, WfTrackEntry *entry, const WfReport *report, WfReportFlags flags,
       gint64 order_us)
{
  WfTrack *track = &g_array_index (self->tracks, WfTrack, entry->index);
  gboolean held_back = is_held_back (track, flags, self->now_us);

  merge_words (self, entry, track, report);
  entry->status_order_us = order_us;
  if (isfinite (report->speed_mps))
    track->speed_mps = report->speed_mps;
  if (isfinite (report->heading_deg))
    track->heading_deg = report->heading_deg;
  if (isfinite (report->position.lon) && !held_back)
    {
      merge_position (entry, track, report, order_us);
      track->flags = flags;
    }
  else if (!isfinite (track->position.lon) && report->observed_us != WF_TIME_NONE)
    track->observed_us = report->observed_us;
}

/* What came late is all that is known where nothing came before. */
static WfReportFlags
find_flags (WfTrackStore *self, const WfTrackEntry *entry, const WfTrack *track,
            const WfReport *report, gint64 order_us)
{
  if (!self->is_told)
    return wf_track_judge (entry, track, report, order_us, self->now_us, self->world_speed);
  if (isfinite (track->position.lon) || !isfinite (report->position.lon))
    return report->flags;
  return report->flags & ~(guint) WF_REPORT_FLAG_BACKFILL;
}

static WfReportFlags
apply_to_entry (WfTrackStore *self, WfTrackEntry *entry, const WfReport *report, const char *feed)
{
  WfTrack *track = &g_array_index (self->tracks, WfTrack, entry->index);
  gint64 received_us = report->received_us != WF_TIME_NONE ? MIN (report->received_us, self->now_us)
                                                           : self->now_us;
  gint64 order_us = report->observed_us != WF_TIME_NONE ? report->observed_us : received_us;
  WfReportFlags flags;

  /* What claims to come from the future is ordered by when it came, or a single wrong stamp would
   * turn everything after it into the past. */
  order_us = MIN (order_us, self->now_us);
  flags = find_flags (self, entry, track, report, order_us);
  if ((flags & WF_REPORT_FLAG_BACKFILL) != 0)
    {
      self->counts.n_backfilled++;
      track->flags |= WF_REPORT_FLAG_BACKFILL;
    }
  else
    {
      if ((flags & WF_REPORT_FLAG_FUTURE) != 0)
        self->counts.n_future++;
      track->received_us = received_us;
      track->feed = feed;
      merge (self, entry, report, flags, order_us);
    }
  mark_dirty (self, entry);
  return flags;
}

WfReportFlags
wf_track_store_apply (WfTrackStore *store, const char *feed, const WfReport *report, gint64 now_us)
{
  WfTrackEntry *entry;
  WfReport copy;

  g_return_val_if_fail (WF_IS_TRACK_STORE (store), 0);
  g_return_val_if_fail (report != NULL && report->id != NULL, 0);
  store->now_us = now_us;
  if (report->kind == WF_REPORT_ENTITY)
    return report->flags;
  entry = g_hash_table_lookup (store->by_id, report->id);
  if (report->kind == WF_REPORT_DELETE)
    {
      if (entry != NULL)
        remove_entry (store, entry);
      return report->flags;
    }
  copy = *report;
  if (!isnan (copy.position.lon) && !wf_track_position_is_usable (copy.position))
    {
      store->counts.n_out_of_range++;
      copy.position = (WfLonLat){ NAN, NAN };
    }
  if (entry == NULL)
    {
      if (store->tracks->len >= WF_TRACK_MAX || strlen (report->id) > MAX_ID)
        {
          store->counts.n_overflow++;
          return report->flags;
        }
      entry = add_entry (store, report);
    }
  return apply_to_entry (store, entry, &copy, feed != NULL ? intern_name (store, feed) : NULL);
}

/* Closes the gaps the gone ones leave; @first and @end bound the range touched. */
static void
drop_gone (WfTrackStore *self, GPtrArray *gone, guint *first, guint *end)
{
  guint kept = 0;

  for (guint i = 0; i < self->order->len; i++)
    {
      WfTrackEntry *entry = g_ptr_array_index (self->order, i);

      if (entry->index != WF_TRACK_GONE)
        {
          g_ptr_array_index (self->order, kept++) = entry;
          continue;
        }
      *first = MIN (*first, i);
      *end = i + 1;
      g_ptr_array_add (gone, entry);
    }
  g_ptr_array_set_size (self->order, (int) kept);
}

/* Takes the gone ones out of 'order' and appends the new; one signal over the range touched. */
static void
publish_order (WfTrackStore *self)
{
  guint old_len = self->order->len, first = old_len, end = old_len;
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func ((GDestroyNotify) free_entry);

  if (self->n_gone > 0)
    drop_gone (self, gone, &first, &end);
  for (guint i = 0; i < self->added->len; i++)
    {
      WfTrackEntry *entry = g_ptr_array_index (self->added, i);

      entry->is_new = FALSE;
      /* What came and went between two commits nobody ever saw. */
      g_ptr_array_add (entry->index == WF_TRACK_GONE ? gone : self->order, entry);
      end = old_len;
    }
  g_ptr_array_set_size (self->added, 0);
  self->n_gone = 0;
  if (end > first || self->order->len != old_len)
    g_list_model_items_changed (G_LIST_MODEL (self), first, end - first,
                                self->order->len - first - (old_len - end));
}

static void
notify_rows (WfTrackStore *self)
{
  for (guint i = 0; i < self->dirty->len; i++)
    {
      WfTrackEntry *entry = g_ptr_array_index (self->dirty, i);
      g_autoptr (WfTrackRow) row = entry->row != NULL ? g_object_ref (entry->row) : NULL;

      entry->dirty = FALSE;
      if (row != NULL)
        wf_track_row_notify_changed (row);
    }
  g_ptr_array_set_size (self->dirty, 0);
}

gboolean
wf_track_store_commit (WfTrackStore *store)
{
  g_return_val_if_fail (WF_IS_TRACK_STORE (store), FALSE);
  if (store->dirty->len == 0 && store->added->len == 0 && store->n_gone == 0)
    return FALSE;
  notify_rows (store);
  if (store->added->len > 0 || store->n_gone > 0)
    publish_order (store);
  g_signal_emit (store, signals[COMMITTED], 0);
  return TRUE;
}

const WfTrack *
wf_track_store_tracks (WfTrackStore *store, guint *n_tracks)
{
  g_return_val_if_fail (WF_IS_TRACK_STORE (store), NULL);
  *n_tracks = store->tracks->len;
  return (const WfTrack *) store->tracks->data;
}

const WfTrack *
wf_track_store_find (WfTrackStore *store, const char *id)
{
  WfTrackEntry *entry;

  g_return_val_if_fail (WF_IS_TRACK_STORE (store), NULL);
  entry = id != NULL ? g_hash_table_lookup (store->by_id, id) : NULL;
  return entry != NULL ? wf_track_store_at (store, entry->index) : NULL;
}

const WfTrack *
wf_track_store_at (WfTrackStore *store, guint index)
{
  return index < store->tracks->len ? &g_array_index (store->tracks, WfTrack, index) : NULL;
}

gint64
wf_track_store_get_now (WfTrackStore *store)
{
  return store->now_us;
}

void
wf_track_store_set_now (WfTrackStore *store, gint64 now_us)
{
  g_return_if_fail (WF_IS_TRACK_STORE (store));
  store->now_us = now_us;
  for (guint i = 0; i < store->entries->len; i++)
    {
      WfTrackEntry *entry = g_ptr_array_index (store->entries, i);
      g_autoptr (WfTrackRow) row = entry->row != NULL ? g_object_ref (entry->row) : NULL;

      if (row != NULL)
        wf_track_row_notify_age (row);
    }
}

void
wf_track_store_set_world_speed (WfTrackStore *store, double speed)
{
  g_return_if_fail (WF_IS_TRACK_STORE (store));
  g_return_if_fail (speed > 0);
  store->world_speed = speed;
}

WfTrackCounts
wf_track_store_get_counts (WfTrackStore *store)
{
  g_return_val_if_fail (WF_IS_TRACK_STORE (store), (WfTrackCounts){ 0 });
  return store->counts;
}

void
wf_track_store_forget_row (WfTrackEntry *entry)
{
  entry->row = NULL;
}

static void
free_gone (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      WfTrackEntry *entry = g_ptr_array_index (entries, i);

      if (entry->index == WF_TRACK_GONE)
        free_entry (entry);
    }
}

static void
wf_track_store_finalize (GObject *object)
{
  WfTrackStore *self = WF_TRACK_STORE (object);

  free_gone (self->order);
  free_gone (self->added);
  g_ptr_array_foreach (self->entries, (GFunc) (void (*) (void)) free_entry, NULL);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->order);
  g_ptr_array_unref (self->added);
  g_ptr_array_unref (self->dirty);
  g_array_unref (self->tracks);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->names);
  G_OBJECT_CLASS (wf_track_store_parent_class)->finalize (object);
}

static void
wf_track_store_class_init (WfTrackStoreClass *class)
{
  G_OBJECT_CLASS (class)->finalize = wf_track_store_finalize;
  /* After items-changed: what is in the packed array is what the lists show. */
  signals[COMMITTED] = g_signal_new ("committed", WF_TYPE_TRACK_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static void
wf_track_store_init (WfTrackStore *self)
{
  self->tracks = g_array_new (FALSE, FALSE, sizeof (WfTrack));
  self->entries = g_ptr_array_new ();
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->order = g_ptr_array_new ();
  self->added = g_ptr_array_new ();
  self->dirty = g_ptr_array_new ();
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  self->world_speed = 1;
}

WfTrackStore *
wf_track_store_new (void)
{
  return g_object_new (WF_TYPE_TRACK_STORE, NULL);
}

WfTrackStore *
wf_track_store_new_told (void)
{
  WfTrackStore *store = wf_track_store_new ();

  store->is_told = TRUE;
  return store;
}
