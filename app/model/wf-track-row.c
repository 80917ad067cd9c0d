/* Watchfloor: a track in a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A handle: the values are read from the store's packed array when asked for. The store knows a
 * row weakly, the row holds the store. Main thread. */
#include "config.h"

#include "wf-track-entry.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WfTrackRow
{
  GObject parent_instance;

  WfTrackStore *store;
  WfTrackEntry *entry; /* NULL once the track is gone */
  char *id;
  char *age_text; /* as last notified */
  WfFreshness freshness; /* as last notified */
};

G_DEFINE_FINAL_TYPE (WfTrackRow, wf_track_row, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_LABEL,
  PROP_CLASS_NAME,
  PROP_CLASS_LABEL,
  PROP_STATE_LABEL,
  PROP_AGE_TEXT,
  PROP_FLAGS_TEXT,
  PROP_SPEED_TEXT,
  PROP_TRACK_CLASS,
  PROP_STATE,
  PROP_GROUP,
  PROP_FRESHNESS,
  PROP_AVAILABLE,
  PROP_IS_UNIT,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static char *
make_age_text (const WfTrack *track, gint64 now_us)
{
  gint64 age_us = wf_track_age_us (track, now_us);

  return age_us == G_MAXINT64 ? g_strdup ("–") : wf_time_format_age (age_us);
}

static char *
make_speed_text (const WfTrack *track)
{
  if (!isfinite (track->speed_mps) || track->speed_mps < 0)
    return NULL;
  /* Translators: a speed in kilometres an hour, shown in a narrow column */
  return g_strdup_printf (_ ("%.0f km/h"), (double) track->speed_mps * 3.6);
}

static void
get_words (const WfTrack *track, gint64 now_us, guint id, GValue *value)
{
  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, track->label);
      break;
    case PROP_CLASS_NAME:
      g_value_set_string (value, track->class_name);
      break;
    case PROP_CLASS_LABEL:
      g_value_set_string (value, track->track_class == WF_TRACK_OTHER
                                     ? track->class_name
                                     : wf_track_class_label (track->track_class));
      break;
    case PROP_STATE_LABEL:
      g_value_set_string (value, wf_track_state_label (track));
      break;
    case PROP_AGE_TEXT:
      g_value_take_string (value, make_age_text (track, now_us));
      break;
    case PROP_FLAGS_TEXT:
      g_value_take_string (value, wf_track_flags_text (track->flags));
      break;
    default:
      g_value_take_string (value, make_speed_text (track));
      break;
    }
}

static void
get_numbers (const WfTrack *track, gint64 now_us, guint id, GValue *value)
{
  gboolean is_unit = wf_track_is_unit (track);

  switch (id)
    {
    case PROP_TRACK_CLASS:
      g_value_set_uint (value, track->track_class);
      break;
    case PROP_STATE:
      g_value_set_uint (value, track->state);
      break;
    case PROP_GROUP:
      g_value_set_uint (value, wf_unit_state_group (track->state));
      break;
    case PROP_FRESHNESS:
      g_value_set_uint (value, wf_track_freshness (track, now_us));
      break;
    case PROP_AVAILABLE:
      g_value_set_boolean (value, is_unit && wf_unit_state_is_available (track->state));
      break;
    default:
      g_value_set_boolean (value, is_unit);
      break;
    }
}

static void
wf_track_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WfTrackRow *self = WF_TRACK_ROW (object);
  const WfTrack *track = wf_track_row_get_track (self);

  if (id == PROP_ID || (id == PROP_LABEL && track == NULL))
    g_value_set_string (value, self->id);
  else if (id >= N_PROPS)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (track == NULL)
    g_value_reset (value);
  else if (id < PROP_TRACK_CLASS)
    get_words (track, wf_track_store_get_now (self->store), id, value);
  else
    get_numbers (track, wf_track_store_get_now (self->store), id, value);
}

static void
wf_track_row_finalize (GObject *object)
{
  WfTrackRow *self = WF_TRACK_ROW (object);

  if (self->entry != NULL)
    wf_track_store_forget_row (self->entry);
  g_clear_object (&self->store);
  g_free (self->id);
  g_free (self->age_text);
  G_OBJECT_CLASS (wf_track_row_parent_class)->finalize (object);
}

static void
wf_track_row_class_init (WfTrackRowClass *class)
{
  static const char *const texts[] = { [PROP_ID] = "id",
                                       [PROP_LABEL] = "label",
                                       [PROP_CLASS_NAME] = "class-name",
                                       [PROP_CLASS_LABEL] = "class-label",
                                       [PROP_STATE_LABEL] = "state-label",
                                       [PROP_AGE_TEXT] = "age-text",
                                       [PROP_FLAGS_TEXT] = "flags-text",
                                       [PROP_SPEED_TEXT] = "speed-text" };
  static const char *const numbers[] = { "track-class", "state", "group", "freshness" };
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = wf_track_row_get_property;
  object_class->finalize = wf_track_row_finalize;
  for (guint i = PROP_ID; i <= PROP_SPEED_TEXT; i++)
    props[i] = g_param_spec_string (texts[i], NULL, NULL, NULL, flags);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    props[PROP_TRACK_CLASS + i]
        = g_param_spec_uint (numbers[i], NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE, flags);
  props[PROP_IS_UNIT] = g_param_spec_boolean ("is-unit", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wf_track_row_init (WfTrackRow *self)
{
}

WfTrackRow *
wf_track_row_new (WfTrackStore *store, WfTrackEntry *entry)
{
  WfTrackRow *self = g_object_new (WF_TYPE_TRACK_ROW, NULL);

  self->store = g_object_ref (store);
  self->entry = entry;
  self->id = g_strdup (entry->id);
  return self;
}

const char *
wf_track_row_get_id (WfTrackRow *row)
{
  g_return_val_if_fail (WF_IS_TRACK_ROW (row), NULL);
  return row->id;
}

const WfTrack *
wf_track_row_get_track (WfTrackRow *row)
{
  g_return_val_if_fail (WF_IS_TRACK_ROW (row), NULL);
  return row->entry != NULL ? wf_track_store_at (row->store, row->entry->index) : NULL;
}

void
wf_track_row_notify_changed (WfTrackRow *row)
{
  static const guint changing[] = { PROP_LABEL, PROP_STATE_LABEL, PROP_FLAGS_TEXT, PROP_SPEED_TEXT,
                                    PROP_STATE, PROP_GROUP,       PROP_AVAILABLE };

  g_object_freeze_notify (G_OBJECT (row));
  for (guint i = 0; i < G_N_ELEMENTS (changing); i++)
    g_object_notify_by_pspec (G_OBJECT (row), props[changing[i]]);
  wf_track_row_notify_age (row);
  g_object_thaw_notify (G_OBJECT (row));
}

void
wf_track_row_notify_age (WfTrackRow *row)
{
  const WfTrack *track = wf_track_row_get_track (row);
  gint64 now_us = wf_track_store_get_now (row->store);
  g_autofree char *text = track != NULL ? make_age_text (track, now_us) : NULL;
  WfFreshness freshness = track != NULL ? wf_track_freshness (track, now_us) : WF_LOST;

  if (freshness != row->freshness)
    {
      row->freshness = freshness;
      g_object_notify_by_pspec (G_OBJECT (row), props[PROP_FRESHNESS]);
    }
  if (g_strcmp0 (text, row->age_text) == 0)
    return;
  g_free (row->age_text);
  row->age_text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (row), props[PROP_AGE_TEXT]);
}

void
wf_track_row_detach (WfTrackRow *row)
{
  row->entry = NULL;
}
