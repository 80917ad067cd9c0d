/* Watchfloor: the health of a feed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The public struct belongs to whoever runs the feed; this only carries the news of it. */
#include "config.h"

#include "wf-feed-row.h"

#include <glib/gi18n.h>
#include <math.h>

#define RATE_S 10

struct _WfFeedRow
{
  GObject parent_instance;

  WfFeedHealth health;
  guint changed_source;
  guint second; /* of the ring */
  guint counts[RATE_S];
};

G_DEFINE_FINAL_TYPE (WfFeedRow, wf_feed_row, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_TITLE,
  PROP_STATE_LABEL,
  PROP_TROUBLE,
  PROP_STATE,
  PROP_RATE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
wf_feed_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const WfFeedHealth *health = &WF_FEED_ROW (object)->health;

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, health->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, health->title);
      break;
    case PROP_STATE_LABEL:
      g_value_set_string (value, wf_feed_state_label (health->state));
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, health->trouble);
      break;
    case PROP_STATE:
      g_value_set_uint (value, health->state);
      break;
    case PROP_RATE:
      g_value_set_double (value, health->rate);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wf_feed_row_dispose (GObject *object)
{
  g_clear_handle_id (&WF_FEED_ROW (object)->changed_source, g_source_remove);
  G_OBJECT_CLASS (wf_feed_row_parent_class)->dispose (object);
}

static void
wf_feed_row_finalize (GObject *object)
{
  WfFeedRow *self = WF_FEED_ROW (object);

  g_free (self->health.id);
  g_free (self->health.title);
  g_free (self->health.trouble);
  G_OBJECT_CLASS (wf_feed_row_parent_class)->finalize (object);
}

static void
wf_feed_row_class_init (WfFeedRowClass *class)
{
  static const char *const texts[] = { "id", "title", "state-label", "trouble" };
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = wf_feed_row_get_property;
  object_class->dispose = wf_feed_row_dispose;
  object_class->finalize = wf_feed_row_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    props[PROP_ID + i] = g_param_spec_string (texts[i], NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, WF_FEED_DOWN, 0, flags);
  props[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", WF_TYPE_FEED_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
wf_feed_row_init (WfFeedRow *self)
{
  self->health.state = WF_FEED_CONNECTING;
  self->health.connected_us = WF_TIME_NONE;
  self->health.last_message_us = WF_TIME_NONE;
  self->health.next_try_us = WF_TIME_NONE;
}

WfFeedRow *
wf_feed_row_new (const char *id, const char *title)
{
  WfFeedRow *self = g_object_new (WF_TYPE_FEED_ROW, NULL);

  self->health.id = g_strdup (id);
  self->health.title = g_strdup (title);
  return self;
}

WfFeedHealth *
wf_feed_row_health (WfFeedRow *row)
{
  g_return_val_if_fail (WF_IS_FEED_ROW (row), NULL);
  return &row->health;
}

void
wf_feed_row_set_trouble (WfFeedRow *row, const char *trouble)
{
  g_return_if_fail (WF_IS_FEED_ROW (row));
  if (g_strcmp0 (row->health.trouble, trouble) == 0)
    return;
  g_free (row->health.trouble);
  row->health.trouble = g_strdup (trouble);
  wf_feed_row_changed (row);
}

static gboolean
tell_changed_cb (gpointer data)
{
  g_autoptr (WfFeedRow) self = g_object_ref (data);

  self->changed_source = 0;
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_STATE_LABEL; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

void
wf_feed_row_changed (WfFeedRow *row)
{
  g_return_if_fail (WF_IS_FEED_ROW (row));
  if (row->changed_source != 0)
    return;
  row->changed_source = g_idle_add (tell_changed_cb, row);
  g_source_set_name_by_id (row->changed_source, "wf-feed-row-changed");
}

void
wf_feed_row_count (WfFeedRow *row, guint n_reports)
{
  g_return_if_fail (WF_IS_FEED_ROW (row));
  row->health.n_reports += n_reports;
  row->counts[row->second] += n_reports;
}

void
wf_feed_row_tick (WfFeedRow *row)
{
  guint total = 0;
  double rate;

  g_return_if_fail (WF_IS_FEED_ROW (row));
  for (guint i = 0; i < RATE_S; i++)
    total += row->counts[i];
  row->second = (row->second + 1) % RATE_S;
  row->counts[row->second] = 0;
  rate = total / (double) RATE_S;
  if (fabs (rate - row->health.rate) < 1e-9)
    return;
  row->health.rate = rate;
  wf_feed_row_changed (row);
}

const char *
wf_feed_state_label (WfFeedState state)
{
  static const char *const labels[]
      = { N_ ("Connecting"), N_ ("Live"), N_ ("Polling"), N_ ("Unreadable"), N_ ("Down") };

  g_return_val_if_fail (state < G_N_ELEMENTS (labels), "");
  return _ (labels[state]);
}
