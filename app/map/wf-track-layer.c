/* Watchfloor: what moves, on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-palette.h"
#include "wf-plate.h"
#include "wf-symbol.h"
#include "wf-track-layer.h"
#include "wf-viewport-view.h"

#include <glib/gi18n.h>

#define LABELS_FROM_ZOOM 14.0
#define AGES_FROM_ZOOM 12.0 /* of stale units; others with the labels */
#define MAX_LABELS 160 /* more cannot be read, and each costs */
#define LABEL_GAP_PX 13.0

struct _WfTrackLayer
{
  ShumateLayer parent_instance;

  WfTrackStore *tracks;
  WfClock *clock;
  char *selected_id;
  gboolean dark;
  guint age_timer;

  GArray *spots; /* WfSpot */
  gboolean planned; /* spots fit the tracks and the view */
  WfSymbols *symbols;
  WfPlates *plates;
  GArray *taken; /* graphene_rect_t: where labels lie in this snapshot */
  double plan_ms, draw_ms;
};

G_DEFINE_FINAL_TYPE (WfTrackLayer, wf_track_layer, SHUMATE_TYPE_LAYER)

static WfView
get_view (WfTrackLayer *self)
{
  return wf_viewport_logical_view (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                   GTK_WIDGET (self));
}

static void
replan (WfTrackLayer *self)
{
  WfView view = get_view (self);
  gint64 start_us = g_get_monotonic_time ();
  const WfTrack *selected;
  const WfTrack *tracks;
  guint n = 0;

  if (self->planned)
    return;
  self->planned = TRUE;
  g_array_set_size (self->spots, 0);
  if (self->tracks == NULL || view.width_px <= 0)
    return;
  tracks = wf_track_store_tracks (self->tracks, &n);
  selected = wf_track_store_find (self->tracks, self->selected_id);
  wf_track_plan (tracks, n, &view, selected != NULL ? (guint) (selected - tracks) : WF_NO_TRACK,
                 self->spots);
  self->plan_ms = (double) (g_get_monotonic_time () - start_us) / 1e3;
}

static void
queue_plan (WfTrackLayer *self)
{
  self->planned = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const WfSpot *
wf_track_layer_pick (WfTrackLayer *self, double x, double y, const WfTrack **track)
{
  const WfSpot *spot;
  guint n = 0;

  g_return_val_if_fail (WF_IS_TRACK_LAYER (self), NULL);
  if (self->tracks == NULL)
    return NULL;
  replan (self);
  spot = wf_track_plan_pick (self->spots, x, y);
  if (spot == NULL)
    return NULL;
  *track = wf_track_store_tracks (self->tracks, &n) + spot->track;
  return spot;
}

char *
wf_track_describe (const WfTrack *track, gint64 now_us)
{
  g_autoptr (GString) text = g_string_new (track->label);
  const char *state = wf_track_state_label (track);
  gint64 age_us = wf_track_age_us (track, now_us);
  g_autofree char *age = wf_time_format_age (MIN (age_us, 86400 * 365 * WF_SECOND_US));
  g_autofree char *doubts = wf_track_flags_text (track->flags);

  g_string_append_printf (text, " · %s",
                          track->track_class == WF_TRACK_OTHER
                              ? track->class_name
                              : wf_track_class_label (track->track_class));
  if (state != NULL)
    g_string_append_printf (text, "\n%s", state);
  if (isfinite (track->speed_mps) && track->speed_mps >= 0)
    g_string_append_printf (text, " · %.0f km/h", (double) track->speed_mps * 3.6);
  g_string_append_c (text, '\n');
  /* Translators: freshness of a position and its age: "Stale, 4 min old" */
  g_string_append_printf (text, _ ("%s, %s old"),
                          wf_freshness_label (wf_track_freshness (track, now_us)), age);
  if (doubts != NULL)
    g_string_append_printf (text, "\n%s", doubts);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- drawing */
/* FALSE where the place is taken; takes it. */
static gboolean
take_place (WfTrackLayer *self, double x, double y, int width, int height)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height);

  for (guint i = 0; i < self->taken->len; i++)
    if (graphene_rect_intersection (&place, &g_array_index (self->taken, graphene_rect_t, i), NULL))
      return FALSE;
  g_array_append_val (self->taken, place);
  return TRUE;
}

static void
draw_words (WfTrackLayer *self, GtkSnapshot *snapshot, const char *text, WfPlateKind kind,
            const WfSpot *spot, gboolean must)
{
  int width, height;
  double x = (double) spot->x + LABEL_GAP_PX, y;

  wf_plates_measure (self->plates, text, kind, &width, &height);
  y = (double) spot->y - height / 2.0;
  if (take_place (self, x, y, width, height) || must)
    wf_plates_draw (self->plates, snapshot, text, kind, self->dark, x, y);
}

static void
draw_crowd_count (WfTrackLayer *self, GtkSnapshot *snapshot, const WfSpot *spot)
{
  g_autofree char *text = g_strdup_printf ("%u", spot->count);
  int width, height;

  wf_plates_measure (self->plates, text, WF_PLATE_STRONG, &width, &height);
  wf_plates_draw (self->plates, snapshot, text, WF_PLATE_STRONG, self->dark, (double) spot->x + 5,
                  (double) spot->y - 6 - height / 2.0);
}

static void
draw_label (WfTrackLayer *self, GtkSnapshot *snapshot, const WfSpot *spot, const WfTrack *track,
            double zoom, gint64 now_us)
{
  gboolean selected = spot->rank == WF_SPOT_N_RANKS - 1;
  gboolean named = selected || (zoom >= LABELS_FROM_ZOOM && track->track_class != WF_TRACK_SIGNAL);
  gboolean old = wf_track_freshness (track, now_us) >= WF_STALE
                 && (named || (zoom >= AGES_FROM_ZOOM && wf_track_is_unit (track)));
  g_autofree char *age = NULL;
  g_autofree char *both = NULL;

  if (spot->kind == WF_SPOT_CROWD)
    draw_crowd_count (self, snapshot, spot);
  if (spot->kind != WF_SPOT_SYMBOL || (!named && !old))
    return;
  if (self->taken->len >= MAX_LABELS && !selected)
    return;
  if (old)
    age = wf_time_format_age (wf_track_age_us (track, now_us));
  if (old && named)
    both = g_strdup_printf ("%s · %s", track->label, age);
  draw_words (self, snapshot,
              both != NULL ? both
              : named      ? track->label
                           : age,
              selected ? WF_PLATE_STRONG
              : named  ? WF_PLATE_PLAIN
                       : WF_PLATE_FAINT,
              spot, selected);
}

static void
draw_ring (GtkSnapshot *snapshot, double x, double y, double radius, double width, GdkRGBA color)
{
  GskRoundedRect ring;
  float w = (float) width;

  gsk_rounded_rect_init_from_rect (&ring,
                                   &GRAPHENE_RECT_INIT ((float) (x - radius), (float) (y - radius),
                                                        (float) (2 * radius), (float) (2 * radius)),
                                   (float) radius);
  gtk_snapshot_append_border (snapshot, &ring, (float[4]){ w, w, w, w },
                              (GdkRGBA[4]){ color, color, color, color });
}

/* The ring of the selection, and how far off the position may be. */
static void
draw_selection (WfTrackLayer *self, GtkSnapshot *snapshot, const WfSpot *spot, const WfTrack *track,
                const WfView *view)
{
  GdkRGBA ink = wf_palette_selection (self->dark);
  double radius_px = (double) track->accuracy_m / wf_view_metres_per_pixel (view);

  if (isfinite (radius_px) && radius_px > 20 && radius_px < 20000)
    {
      GdkRGBA wash = wf_palette_faded (ink, 0.08f);
      GskRoundedRect disc;

      gsk_rounded_rect_init_from_rect (&disc,
                                       &GRAPHENE_RECT_INIT ((float) ((double) spot->x - radius_px),
                                                            (float) ((double) spot->y - radius_px),
                                                            (float) (2 * radius_px),
                                                            (float) (2 * radius_px)),
                                       (float) radius_px);
      gtk_snapshot_push_rounded_clip (snapshot, &disc);
      gtk_snapshot_append_color (snapshot, &wash, &disc.bounds);
      gtk_snapshot_pop (snapshot);
      draw_ring (snapshot, (double) spot->x, (double) spot->y, radius_px, 1.5,
                 wf_palette_faded (ink, 0.5f));
    }
  draw_ring (snapshot, (double) spot->x, (double) spot->y, 20, 5,
             wf_palette_faded (wf_palette_plate (self->dark), 0.9f));
  draw_ring (snapshot, (double) spot->x, (double) spot->y, 19, 3, ink);
}

static void
draw_spots (WfTrackLayer *self, GtkSnapshot *snapshot, const WfTrack *tracks, const WfView *view,
            gint64 now_us)
{
  guint8 scale = (guint8) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  float half = WF_SYMBOL_SIZE / 2.0f;

  for (guint i = 0; i < self->spots->len; i++)
    {
      const WfSpot *spot = &g_array_index (self->spots, WfSpot, i);
      WfLook look
          = wf_look_of (&tracks[spot->track], (WfSpotKind) spot->kind, now_us, view->rotation_rad);

      look.dark = (guint8) self->dark;
      look.scale = scale;
      if (spot->rank == WF_SPOT_N_RANKS - 1)
        draw_selection (self, snapshot, spot, &tracks[spot->track], view);
      gtk_snapshot_append_texture (snapshot, wf_symbols_get (self->symbols, look),
                                   &GRAPHENE_RECT_INIT (roundf (spot->x - half),
                                                        roundf (spot->y - half), WF_SYMBOL_SIZE,
                                                        WF_SYMBOL_SIZE));
    }
}

static void
wf_track_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfTrackLayer *self = WF_TRACK_LAYER (widget);
  WfView view = get_view (self);
  const WfTrack *tracks;
  gint64 now_us, start_us = g_get_monotonic_time ();
  guint n = 0;

  if (self->tracks == NULL)
    return;
  replan (self);
  tracks = wf_track_store_tracks (self->tracks, &n);
  now_us = wf_clock_now (self->clock);
  draw_spots (self, snapshot, tracks, &view, now_us);
  g_array_set_size (self->taken, 0);
  /* The uppermost choose their places first. */
  for (guint i = self->spots->len; i-- > 0;)
    {
      const WfSpot *spot = &g_array_index (self->spots, WfSpot, i);

      draw_label (self, snapshot, spot, &tracks[spot->track], view.zoom, now_us);
    }
  self->draw_ms = (double) (g_get_monotonic_time () - start_us) / 1e3;
}

guint
wf_track_layer_cost (WfTrackLayer *self, double *plan_ms, double *draw_ms)
{
  g_return_val_if_fail (WF_IS_TRACK_LAYER (self), 0);
  *plan_ms = self->plan_ms;
  *draw_ms = self->draw_ms;
  return self->spots->len;
}

/* ---- what it shows */
static void
committed_cb (WfTrackLayer *self)
{
  queue_plan (self);
}

/* Ages grow without any report; nobody needs them finer than a second. */
static gboolean
age_cb (gpointer data)
{
  WfTrackLayer *self = data;

  if (self->spots->len > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_CONTINUE;
}

void
wf_track_layer_set_tracks (WfTrackLayer *self, WfTrackStore *tracks, WfClock *clock)
{
  g_return_if_fail (WF_IS_TRACK_LAYER (self));
  if (self->tracks != NULL)
    g_signal_handlers_disconnect_by_func (self->tracks, committed_cb, self);
  g_set_object (&self->tracks, tracks);
  g_clear_pointer (&self->clock, wf_clock_unref);
  g_clear_handle_id (&self->age_timer, g_source_remove);
  g_array_set_size (self->spots, 0);
  queue_plan (self);
  if (tracks == NULL)
    return;
  self->clock = wf_clock_ref (clock);
  g_signal_connect_swapped (tracks, "committed", G_CALLBACK (committed_cb), self);
  self->age_timer = g_timeout_add_seconds (1, age_cb, self);
  g_source_set_name_by_id (self->age_timer, "wf-track-layer-ages");
}

void
wf_track_layer_set_selected (WfTrackLayer *self, const char *id)
{
  g_return_if_fail (WF_IS_TRACK_LAYER (self));
  if (g_strcmp0 (self->selected_id, id) == 0)
    return;
  g_free (self->selected_id);
  self->selected_id = g_strdup (id);
  queue_plan (self);
}

void
wf_track_layer_set_dark (WfTrackLayer *self, gboolean dark)
{
  g_return_if_fail (WF_IS_TRACK_LAYER (self));
  self->dark = dark;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_track_layer_view_changed (WfTrackLayer *self)
{
  g_return_if_fail (WF_IS_TRACK_LAYER (self));
  queue_plan (self);
}

static void
wf_track_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (wf_track_layer_parent_class)->size_allocate (widget, width, height, baseline);
  WF_TRACK_LAYER (widget)->planned = FALSE;
}

static void
wf_track_layer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (wf_track_layer_parent_class)->css_changed (widget, change);
  wf_plates_forget (WF_TRACK_LAYER (widget)->plates);
}

static void
wf_track_layer_dispose (GObject *object)
{
  wf_track_layer_set_tracks (WF_TRACK_LAYER (object), NULL, NULL);
  G_OBJECT_CLASS (wf_track_layer_parent_class)->dispose (object);
}

static void
wf_track_layer_finalize (GObject *object)
{
  WfTrackLayer *self = WF_TRACK_LAYER (object);

  g_free (self->selected_id);
  g_array_unref (self->spots);
  g_array_unref (self->taken);
  wf_symbols_free (self->symbols);
  wf_plates_free (self->plates);
  G_OBJECT_CLASS (wf_track_layer_parent_class)->finalize (object);
}

static void
wf_track_layer_class_init (WfTrackLayerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = wf_track_layer_dispose;
  object_class->finalize = wf_track_layer_finalize;
  widget_class->snapshot = wf_track_layer_snapshot;
  widget_class->size_allocate = wf_track_layer_size_allocate;
  widget_class->css_changed = wf_track_layer_css_changed;
}

static void
wf_track_layer_init (WfTrackLayer *self)
{
  self->spots = g_array_new (FALSE, FALSE, sizeof (WfSpot));
  self->taken = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  self->symbols = wf_symbols_new ();
  self->plates = wf_plates_new (GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

WfTrackLayer *
wf_track_layer_new (ShumateViewport *viewport)
{
  return g_object_new (WF_TYPE_TRACK_LAYER, "viewport", viewport, NULL);
}
