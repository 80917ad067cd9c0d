/* Watchfloor: the units as a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each refresh sorts pointers into the packed array and tells one items-changed for the part that
 * differs. An id keeps its object as long as it is in the list, so selections hold. */
#include "config.h"

#include "wf-unit-model.h"

#include "wf-look.h"

#include <string.h>

struct _WfUnitModel
{
  GObject parent_instance;

  WfTrackStore *tracks;
  GPtrArray *items; /* GtkStringObject */
  WfUnitScope scope;
  WfUnitSort sort;
  guint groups;
  char *search; /* casefolded; NULL = none */
  guint counts[4];
  guint total, left_out;
  gboolean is_held;
  gboolean is_asked_anew; /* the operator chose another order or filter since the last refresh */
};

static GType
wf_unit_model_get_item_type (GListModel *model)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
wf_unit_model_get_n_items (GListModel *model)
{
  return WF_UNIT_MODEL (model)->items->len;
}

static gpointer
wf_unit_model_get_item (GListModel *model, guint position)
{
  WfUnitModel *self = WF_UNIT_MODEL (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = wf_unit_model_get_item_type;
  iface->get_n_items = wf_unit_model_get_n_items;
  iface->get_item = wf_unit_model_get_item;
}

G_DEFINE_TYPE_WITH_CODE (WfUnitModel, wf_unit_model, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
in_scope (WfUnitModel *self, const WfTrack *track)
{
  gboolean bus = g_strcmp0 (track->class_name, "bus") == 0;
  gboolean unit = wf_track_is_unit (track);

  switch (self->scope)
    {
    case WF_UNIT_SCOPE_UNITS:
      return unit;
    case WF_UNIT_SCOPE_BUSES:
      return bus;
    case WF_UNIT_SCOPE_OTHER:
    default:
      return !unit && !bus;
    }
}

static gboolean
matches (WfUnitModel *self, const WfTrack *track)
{
  WfUnitGroup group = wf_unit_state_group (track->state);

  if (self->scope == WF_UNIT_SCOPE_UNITS && self->groups != 0
      && (self->groups & (1u << group)) == 0)
    return FALSE;
  if (self->search == NULL)
    return TRUE;
  return wf_look_has (track->label, self->search) || wf_look_has (track->id, self->search)
         || (self->scope == WF_UNIT_SCOPE_UNITS
             && wf_look_has (wf_unit_state_label (track->state), self->search));
}

static int
compare_labels (const WfTrack *a, const WfTrack *b)
{
  int order = strcmp (a->label, b->label);

  return order != 0 ? order : strcmp (a->id, b->id);
}

static int
compare_tracks (gconstpointer a, gconstpointer b, gpointer data)
{
  WfUnitModel *self = data;
  const WfTrack *x = *(const WfTrack *const *) a, *y = *(const WfTrack *const *) b;
  int order = 0;

  if (self->sort == WF_UNIT_SORT_STATE)
    order = (int) wf_unit_state_group (x->state) - (int) wf_unit_state_group (y->state);
  else if (self->sort == WF_UNIT_SORT_AGE)
    order = x->observed_us < y->observed_us ? -1 : x->observed_us > y->observed_us;
  return order != 0 ? order : compare_labels (x, y);
}

/* Those that match, and those that are in @places. */
static GPtrArray *
collect (WfUnitModel *self, GHashTable *places)
{
  GPtrArray *found = g_ptr_array_new ();
  guint n;
  const WfTrack *tracks = wf_track_store_tracks (self->tracks, &n);

  memset (self->counts, 0, sizeof self->counts);
  self->total = 0;
  for (guint i = 0; i < n; i++)
    if (in_scope (self, &tracks[i]))
      {
        self->total++;
        self->counts[wf_unit_state_group (tracks[i].state)]++;
        if (matches (self, &tracks[i]) || g_hash_table_contains (places, tracks[i].id))
          g_ptr_array_add (found, (gpointer) &tracks[i]);
      }
  g_ptr_array_sort_with_data (found, compare_tracks, self);
  return found;
}

static void
leave_out (WfUnitModel *self, GPtrArray *found)
{
  self->left_out = found->len > WF_UNIT_MODEL_MOST ? found->len - WF_UNIT_MODEL_MOST : 0;
  if (self->left_out > 0)
    g_ptr_array_set_size (found, WF_UNIT_MODEL_MOST);
}

static const char *
item_id (GPtrArray *items, guint at)
{
  return gtk_string_object_get_string (items->pdata[at]);
}

static guint
place_of (GHashTable *places, gconstpointer track)
{
  gpointer place;

  /* What is new comes after all that was there. */
  return g_hash_table_lookup_extended (places, ((const WfTrack *) track)->id, NULL, &place)
             ? GPOINTER_TO_UINT (place)
             : G_MAXUINT;
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer places)
{
  guint x = place_of (places, *(gconstpointer const *) a);
  guint y = place_of (places, *(gconstpointer const *) b);

  return x < y ? -1 : x > y;
}

/* Where what is listed stands and is to stay: nowhere while the list is not held. */
static GHashTable *
find_places (WfUnitModel *self)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; self->is_held && !self->is_asked_anew && i < self->items->len; i++)
    g_hash_table_insert (places, (gpointer) item_id (self->items, i), GUINT_TO_POINTER (i));
  return places;
}

/* The new list, with the old objects where the id was there before. */
static GPtrArray *
make_items (WfUnitModel *self, GPtrArray *found)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) old = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->items->len; i++)
    g_hash_table_insert (old, (gpointer) item_id (self->items, i), self->items->pdata[i]);
  for (guint i = 0; i < found->len; i++)
    {
      const WfTrack *track = found->pdata[i];
      gpointer known = g_hash_table_lookup (old, track->id);

      g_ptr_array_add (items,
                       known != NULL ? g_object_ref (known) : gtk_string_object_new (track->id));
    }
  return items;
}

static void
replace_items (WfUnitModel *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->items);
  guint head = 0, tail = 0, least = MIN (old->len, items->len);

  while (head < least && old->pdata[head] == items->pdata[head])
    head++;
  while (tail < least - head
         && old->pdata[old->len - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;
  self->items = items;
  if (old->len - head - tail > 0 || items->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                items->len - head - tail);
}

static void
wf_unit_model_finalize (GObject *object)
{
  WfUnitModel *self = WF_UNIT_MODEL (object);

  g_clear_object (&self->tracks);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->search, g_free);
  G_OBJECT_CLASS (wf_unit_model_parent_class)->finalize (object);
}

static void
wf_unit_model_class_init (WfUnitModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wf_unit_model_finalize;
}

static void
wf_unit_model_init (WfUnitModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

WfUnitModel *
wf_unit_model_new (WfTrackStore *tracks)
{
  WfUnitModel *self = g_object_new (WF_TYPE_UNIT_MODEL, NULL);

  self->tracks = g_object_ref (tracks);
  return self;
}

void
wf_unit_model_set_scope (WfUnitModel *self, WfUnitScope scope)
{
  self->scope = scope;
  self->is_asked_anew = TRUE;
}

void
wf_unit_model_set_sort (WfUnitModel *self, WfUnitSort sort)
{
  self->sort = sort;
  self->is_asked_anew = TRUE;
}

void
wf_unit_model_set_search (WfUnitModel *self, const char *text)
{
  self->is_asked_anew = TRUE;
  g_clear_pointer (&self->search, g_free);
  if (text != NULL && text[0] != '\0')
    self->search = g_utf8_casefold (text, -1);
}

void
wf_unit_model_set_groups (WfUnitModel *self, guint groups)
{
  self->groups = groups;
  self->is_asked_anew = TRUE;
}

void
wf_unit_model_hold (WfUnitModel *self, gboolean hold)
{
  self->is_held = hold;
}

void
wf_unit_model_refresh (WfUnitModel *self)
{
  g_autoptr (GHashTable) places = find_places (self);
  g_autoptr (GPtrArray) found = collect (self, places);

  /* The sort is stable. */
  if (g_hash_table_size (places) > 0)
    g_ptr_array_sort_with_data (found, compare_places, places);
  self->is_asked_anew = FALSE;
  leave_out (self, found);
  replace_items (self, make_items (self, found));
}

guint
wf_unit_model_count (WfUnitModel *self, WfUnitGroup group)
{
  g_return_val_if_fail (group < G_N_ELEMENTS (self->counts), 0);
  return self->counts[group];
}

guint
wf_unit_model_total (WfUnitModel *self)
{
  return self->total;
}

guint
wf_unit_model_left_out (WfUnitModel *self)
{
  return self->left_out;
}

void
wf_unit_model_set_tracks (WfUnitModel *model, WfTrackStore *tracks)
{
  g_set_object (&model->tracks, tracks);
}
