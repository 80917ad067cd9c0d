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

#define AGES_FROM_ZOOM 12.0 /* of stale units; others with the labels */
#define MAX_LABELS 160 /* more cannot be read, and each costs */
#define MAX_OBSTACLES 800
#define LABEL_GAP_PX 13.0f
#define RING_PX 20.0f /* about what is selected */

typedef struct
{
  float x0, y0, x1, y1;
} Place;

struct _WfTrackLayer
{
  ShumateLayer parent_instance;

  WfTrackStore *tracks;
  WfClock *clock;
  char *selected_id;
  gboolean dark;
  guint age_timer;

  GArray *spots; /* WfSpot */
  GArray *trail; /* WfUnit */
  gboolean planned; /* spots fit the tracks and the view */
  WfSymbols *symbols;
  WfPlates *plates;
  GArray *taken; /* Place: what labels of this snapshot may not cover */
  guint n_labels;
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
/* From which zoom the names of a class are shown: first of what can be sent. */
static double
labels_from_zoom (WfTrackClass track_class)
{
  if (wf_track_class_info (track_class)->is_unit || track_class == WF_TRACK_CALL)
    return 13.5;
  if (track_class == WF_TRACK_SIGNAL)
    return 17;
  return track_class == WF_TRACK_BUS ? 15 : 14.5;
}

static gboolean
is_taken (WfTrackLayer *self, const Place *place)
{
  const Place *taken = (const Place *) self->taken->data;

  for (guint i = 0; i < self->taken->len; i++)
    if (taken[i].x0 < place->x1 && place->x0 < taken[i].x1 && taken[i].y0 < place->y1
        && place->y0 < taken[i].y1)
      return TRUE;
  return FALSE;
}

/* Half a name at the edge of the map is no name. */
static gboolean
is_cut_off (WfTrackLayer *self, const Place *place)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  float height = (float) gtk_widget_get_height (GTK_WIDGET (self));

  return place->x0 < 0 || place->y0 < 0 || place->x1 > width || place->y1 > height;
}

/* A label may cover neither a symbol nor another label. */
static void
take_symbols (WfTrackLayer *self)
{
  g_array_set_size (self->taken, 0);
  for (guint i = 0; i < self->spots->len && self->taken->len < MAX_OBSTACLES; i++)
    {
      const WfSpot *spot = &g_array_index (self->spots, WfSpot, i);
      Place place = { spot->x - 11, spot->y - 10, spot->x + 11, spot->y + 10 };

      if (spot->kind != WF_SPOT_DOT)
        g_array_append_val (self->taken, place);
    }
}

typedef struct
{
  float x, y; /* of a label's middle, in half sizes from the symbol's edge */
} Side;

/* To the right of the symbol; where that is taken to the left, below, above. What heads to the
 * right starts on the left: its arrow is not to be covered. */
static void
draw_words (WfTrackLayer *self, WfPainter *painter, const char *text, WfPlateKind kind,
            const WfSpot *spot, double turn_rad, gboolean must)
{
  static const Side orders[][4] = { { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } },
                                    { { -1, 0 }, { 0, 1 }, { 0, -1 }, { 1, 0 } } };
  const Side *sides = orders[isfinite (turn_rad) && sin (turn_rad) > 0.5];
  float gap = must ? RING_PX + 2 : LABEL_GAP_PX;
  int width, height;

  wf_plates_measure (self->plates, text, kind, self->dark, &width, &height);
  for (guint i = 0; i < G_N_ELEMENTS (orders[0]); i++)
    {
      float w = (float) width / 2, h = (float) height / 2;
      float x = spot->x + sides[i].x * (w + gap);
      float y = spot->y + sides[i].y * (h + gap);
      Place place = { x - w, y - h, x + w, y + h };

      if ((is_taken (self, &place) || is_cut_off (self, &place)) && !(must && i == 3))
        continue;
      g_array_append_val (self->taken, place);
      wf_plates_draw (self->plates, painter, text, kind, self->dark, (double) place.x0,
                      (double) place.y0);
      self->n_labels++;
      return;
    }
}

static void
draw_crowd_count (WfTrackLayer *self, WfPainter *painter, const WfSpot *spot)
{
  g_autofree char *text = g_strdup_printf ("%u", spot->count);
  int width, height;

  wf_plates_measure (self->plates, text, WF_PLATE_STRONG, self->dark, &width, &height);
  wf_plates_draw (self->plates, painter, text, WF_PLATE_STRONG, self->dark, (double) spot->x + 5,
                  (double) spot->y - 6 - height / 2.0);
}

static void
draw_label (WfTrackLayer *self, WfPainter *painter, const WfSpot *spot, const WfTrack *track,
            const WfView *view, gint64 now_us)
{
  gboolean selected = spot->rank == WF_SPOT_N_RANKS - 1;
  gboolean named = selected || view->zoom >= labels_from_zoom (track->track_class);
  gboolean old = wf_track_freshness (track, now_us) >= WF_STALE
                 && (named || (view->zoom >= AGES_FROM_ZOOM && wf_track_is_unit (track)));
  g_autofree char *age = NULL;
  g_autofree char *both = NULL;

  if (spot->kind == WF_SPOT_CROWD)
    draw_crowd_count (self, painter, spot);
  if ((spot->kind != WF_SPOT_SYMBOL && spot->kind != WF_SPOT_SMALL) || (!named && !old))
    return;
  if (self->n_labels >= MAX_LABELS && !selected)
    return;
  if (old)
    age = wf_time_format_age (wf_track_age_us (track, now_us));
  if (old && named)
    both = g_strdup_printf ("%s · %s", track->label, age);
  draw_words (self, painter,
              both != NULL ? both
              : named      ? track->label
                           : age,
              selected ? WF_PLATE_STRONG
              : named  ? WF_PLATE_PLAIN
                       : WF_PLATE_FAINT,
              spot, (double) track->heading_deg * M_PI / 180 + view->rotation_rad, selected);
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
  draw_ring (snapshot, (double) spot->x, (double) spot->y, (double) RING_PX, 5,
             wf_palette_faded (wf_palette_plate (self->dark), 0.9f));
  draw_ring (snapshot, (double) spot->x, (double) spot->y, (double) RING_PX - 1, 3, ink);
}

static WfPicture *
sprite_of (WfTrackLayer *self, const WfSpot *spot, const WfTrack *track, const WfView *view,
           gint64 now_us)
{
  WfLook look = wf_look_of (track, (WfSpotKind) spot->kind, now_us, view->rotation_rad);

  look.dark = (guint8) self->dark;
  look.scale = (guint8) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  return wf_symbols_get (self->symbols, look);
}

/* Leaves @painter open for the labels: each cairo node costs a window full of pixels. */
static void
draw_spots (WfTrackLayer *self, WfPainter *painter, const WfTrack *tracks, const WfView *view,
            gint64 now_us)
{
  double half = WF_SYMBOL_SIZE / 2.0;

  for (guint i = 0; i < self->spots->len; i++)
    {
      const WfSpot *spot = &g_array_index (self->spots, WfSpot, i);
      const WfTrack *track = &tracks[spot->track];

      if (spot->rank == WF_SPOT_N_RANKS - 1)
        {
          /* The last of all: the ring goes under it, above the others. */
          wf_painter_end (painter);
          draw_selection (self, painter->snapshot, spot, track, view);
          *painter = wf_painter_begin (GTK_WIDGET (self), painter->snapshot, 1);
        }
      wf_painter_draw (painter, sprite_of (self, spot, track, view, now_us),
                       round ((double) spot->x - half), round ((double) spot->y - half));
    }
}

/* Under what moves: a dark line on a light casing shows on any ground. */
static void
draw_trail (WfTrackLayer *self, GtkSnapshot *snapshot, const WfView *view)
{
  cairo_t *cr;

  if (self->trail->len < 2)
    return;
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) view->width_px, (float) view->height_px));
  for (guint i = 0; i < self->trail->len; i++)
    {
      WfPoint at = wf_unit_to_point (g_array_index (self->trail, WfUnit, i));
      WfPoint px = wf_view_point_to_pixel (view, at);

      cairo_line_to (cr, px.x, px.y);
    }
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.85);
  cairo_set_line_width (cr, 6);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgba (cr, 0.48, 0.25, 0.71, 1);
  cairo_set_line_width (cr, 3);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
wf_track_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfTrackLayer *self = WF_TRACK_LAYER (widget);
  WfView view = get_view (self);
  const WfTrack *tracks;
  WfPainter painter;
  gint64 now_us, start_us = g_get_monotonic_time ();
  guint n = 0;

  if (self->tracks == NULL)
    return;
  replan (self);
  tracks = wf_track_store_tracks (self->tracks, &n);
  now_us = wf_clock_now (self->clock);
  draw_trail (self, snapshot, &view);
  painter = wf_painter_begin (widget, snapshot, self->spots->len);
  draw_spots (self, &painter, tracks, &view, now_us);
  take_symbols (self);
  self->n_labels = 0;
  /* The uppermost choose their places first. */
  for (guint i = self->spots->len; i-- > 0;)
    {
      const WfSpot *spot = &g_array_index (self->spots, WfSpot, i);

      draw_label (self, &painter, spot, &tracks[spot->track], &view, now_us);
    }
  wf_painter_end (&painter);
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
wf_track_layer_set_trail (WfTrackLayer *self, const WfUnit *points, guint n)
{
  g_return_if_fail (WF_IS_TRACK_LAYER (self));
  if (n == 0 && self->trail->len == 0)
    return;
  g_array_set_size (self->trail, 0);
  if (n > 0)
    g_array_append_vals (self->trail, points, n);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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
  g_array_unref (self->trail);
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
  self->trail = g_array_new (FALSE, FALSE, sizeof (WfUnit));
  self->taken = g_array_new (FALSE, FALSE, sizeof (Place));
  self->symbols = wf_symbols_new ();
  self->plates = wf_plates_new (GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

WfTrackLayer *
wf_track_layer_new (ShumateViewport *viewport)
{
  return g_object_new (WF_TYPE_TRACK_LAYER, "viewport", viewport, NULL);
}
