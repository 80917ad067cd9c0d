/* Watchfloor: a scale of time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn in one snapshot from the replay's arrays. The scale ends now; where the replay stands
 * further back than it reaches, it is in the middle. */
#include "config.h"

#include "wf-time-scale.h"

#include "wf-look.h"

#include <glib/gi18n.h>

#define BAR_TOP 16.0f
#define BAR_HEIGHT 10.0f
#define TICK_PX 90.0f /* between two labels, at least */
#define HEIGHT 48
#define STEP_US (10 * WF_SECOND_US)
#define PAGE_US (300 * WF_SECOND_US)

struct _WfTimeScale
{
  GtkWidget parent_instance;

  WfReplay *replay; /* Owned; NULL = none */
  WfClock *live; /* Owned */
  gint64 span_us;
  gint64 begins_us; /* of what is shown; stands still while it is dragged */
  gboolean dragging;
};

G_DEFINE_FINAL_TYPE (WfTimeScale, wf_time_scale, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
place_range (WfTimeScale *self)
{
  gint64 now_us = wf_clock_now (self->live);
  gint64 at_us = wf_replay_get_time (self->replay);

  if (self->dragging)
    return;
  self->begins_us = now_us - self->span_us;
  if (at_us < self->begins_us + self->span_us / 50)
    self->begins_us = at_us - self->span_us / 2;
}

static float
x_of (WfTimeScale *self, gint64 at_us)
{
  double share = (double) (at_us - self->begins_us) / (double) self->span_us;

  return (float) (share * gtk_widget_get_width (GTK_WIDGET (self)));
}

static gint64
time_at (WfTimeScale *self, double x)
{
  int width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);

  return self->begins_us + (gint64) (CLAMP (x / width, 0.0, 1.0) * (double) self->span_us);
}

/* ---- drawing */

static void
fill (GtkSnapshot *snapshot, const GdkRGBA *color, float x0, float x1, float y, float height)
{
  if (x1 > x0)
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x0, y, x1 - x0, height));
}

static void
draw_spans (WfTimeScale *self, GtkSnapshot *snapshot, GdkRGBA color)
{
  const GArray *spans = wf_replay_get_spans (self->replay);
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  GdkRGBA none = color;

  none.alpha = 0.14f;
  color.alpha = 0.75f;
  fill (snapshot, &none, 0, width, BAR_TOP + BAR_HEIGHT / 2 - 1, 2);
  for (guint i = 0; i < spans->len; i++)
    {
      const WfPastSpan *span = &g_array_index (spans, WfPastSpan, i);
      /* What is being written goes on to now. */
      gint64 ends_us = i + 1 == spans->len ? MAX (span->ends_us, wf_replay_get_time (self->replay))
                                           : span->ends_us;

      fill (snapshot, &color, MAX (x_of (self, span->begins_us), 0),
            MIN (x_of (self, ends_us), width), BAR_TOP, BAR_HEIGHT);
    }
}

static void
draw_events (WfTimeScale *self, GtkSnapshot *snapshot)
{
  const GArray *events = wf_replay_get_events (self->replay);
  GdkRGBA incident = wf_tone_color (GTK_WIDGET (self), WF_TONE_RED);
  GdkRGBA order = wf_tone_color (GTK_WIDGET (self), WF_TONE_BLUE);
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  float last[2] = { -9, -9 };

  for (guint i = 0; i < events->len; i++)
    {
      const WfPastEvent *event = &g_array_index (events, WfPastEvent, i);
      float x = x_of (self, event->at_us);

      /* Those that fall into one pixel are one mark. */
      if (x < 0 || x > width || x - last[event->kind] < 1)
        continue;
      last[event->kind] = x;
      fill (snapshot, event->kind == WF_PAST_INCIDENT ? &incident : &order, x - 1.5f, x + 1.5f,
            event->kind == WF_PAST_INCIDENT ? BAR_TOP - 12 : BAR_TOP - 7,
            event->kind == WF_PAST_INCIDENT ? 11 : 6);
    }
}

static gint64
find_step (WfTimeScale *self)
{
  static const int steps_s[]
      = { 60, 120, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800 };
  int width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
  double least_us = (double) self->span_us * (double) TICK_PX / width;

  for (guint i = 0; i < G_N_ELEMENTS (steps_s); i++)
    if ((double) steps_s[i] * 1e6 >= least_us)
      return steps_s[i] * WF_SECOND_US;
  return 7 * 86400 * WF_SECOND_US;
}

static void
draw_labels (WfTimeScale *self, GtkSnapshot *snapshot, GdkRGBA color)
{
  g_autoptr (GDateTime) begins = g_date_time_new_from_unix_local (self->begins_us / WF_SECOND_US);
  gint64 zone_us = g_date_time_get_utc_offset (begins);
  gint64 step_us = find_step (self);
  gint64 at_us = (self->begins_us + zone_us) / step_us * step_us + step_us - zone_us;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  GdkRGBA tick = color;

  tick.alpha = 0.4f;
  color.alpha = 0.75f;
  for (; at_us < self->begins_us + self->span_us; at_us += step_us)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (at_us / WF_SECOND_US);
      g_autofree char *text
          = g_date_time_format (time, step_us >= 43200 * WF_SECOND_US ? "%m-%d %H:%M" : "%H:%M");
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
      float x = x_of (self, at_us);
      int w, h;

      pango_layout_get_pixel_size (layout, &w, &h);
      fill (snapshot, &tick, x, x + 1, BAR_TOP + BAR_HEIGHT, 4);
      if (x - (float) w / 2 < 0 || x + (float) w / 2 > (float) width)
        continue;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT (x - (float) w / 2, BAR_TOP + BAR_HEIGHT + 4));
      gtk_snapshot_append_layout (snapshot, layout, &color);
      gtk_snapshot_restore (snapshot);
    }
}

static void
wf_time_scale_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfTimeScale *self = WF_TIME_SCALE (widget);
  GdkRGBA color, accent = { 0.48f, 0.25f, 0.71f, 1 };
  float x;

  if (self->replay == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "wf_past", &accent);
  place_range (self);
  draw_spans (self, snapshot, accent);
  draw_events (self, snapshot);
  draw_labels (self, snapshot, color);
  x = x_of (self, wf_replay_get_time (self->replay));
  fill (snapshot, &color, x - 1.5f, x + 1.5f, 0, BAR_TOP + BAR_HEIGHT + 4);
  fill (snapshot, &color, x - 5, x + 5, 0, 5);
}

static void
wf_time_scale_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : HEIGHT;
}

/* ---- moving */

static void
choose (WfTimeScale *self, gint64 at_us)
{
  if (self->replay != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, at_us);
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, WfTimeScale *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->dragging = TRUE;
  choose (self, time_at (self, x));
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, WfTimeScale *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (drag, &x, &y))
    choose (self, time_at (self, x + dx));
}

static void
drag_end_cb (GtkGestureDrag *drag, double dx, double dy, WfTimeScale *self)
{
  self->dragging = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state,
        WfTimeScale *self)
{
  static const struct
  {
    guint key;
    gint64 step_us;
  } steps[] = {
    { GDK_KEY_Left, -STEP_US }, { GDK_KEY_Right, STEP_US },      { GDK_KEY_Down, -STEP_US },
    { GDK_KEY_Up, STEP_US },    { GDK_KEY_Page_Down, -PAGE_US }, { GDK_KEY_Page_Up, PAGE_US },
  };

  if (self->replay == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].key == key)
      {
        choose (self, wf_replay_get_time (self->replay) + steps[i].step_us);
        return TRUE;
      }
  if (key != GDK_KEY_Home && key != GDK_KEY_End)
    return FALSE;
  choose (self, key == GDK_KEY_Home ? self->begins_us : self->begins_us + self->span_us);
  return TRUE;
}

/* ---- what is shown */

static void
moved_cb (WfTimeScale *self)
{
  gint64 at_us = wf_replay_get_time (self->replay);
  g_autofree char *text = wf_time_format_clock (at_us);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) at_us / 1e6, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_time_scale_set_replay (WfTimeScale *self, WfReplay *replay, WfClock *live)
{
  g_return_if_fail (WF_IS_TIME_SCALE (self));
  if (self->replay != NULL)
    g_signal_handlers_disconnect_by_func (self->replay, moved_cb, self);
  g_clear_pointer (&self->live, wf_clock_unref);
  self->live = wf_clock_ref (live);
  self->dragging = FALSE;
  g_set_object (&self->replay, replay);
  if (replay == NULL)
    return;
  g_signal_connect_object (replay, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  moved_cb (self);
}

void
wf_time_scale_set_span (WfTimeScale *self, gint64 span_us)
{
  g_return_if_fail (WF_IS_TIME_SCALE (self));
  self->span_us = span_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
wf_time_scale_finalize (GObject *object)
{
  WfTimeScale *self = WF_TIME_SCALE (object);

  g_clear_object (&self->replay);
  g_clear_pointer (&self->live, wf_clock_unref);
  G_OBJECT_CLASS (wf_time_scale_parent_class)->finalize (object);
}

static void
wf_time_scale_class_init (WfTimeScaleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = wf_time_scale_finalize;
  widget_class->snapshot = wf_time_scale_snapshot;
  widget_class->measure = wf_time_scale_measure;
  gtk_widget_class_set_css_name (widget_class, "wftimescale");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  signals[CHOSEN] = g_signal_new ("chosen", WF_TYPE_TIME_SCALE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
wf_time_scale_init (WfTimeScale *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->span_us = 3600 * WF_SECOND_US;
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Time that is shown"), -1);
}

GtkWidget *
wf_time_scale_new (void)
{
  return g_object_new (WF_TYPE_TIME_SCALE, NULL);
}
