/* Watchfloor: the city under everything.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread; the drawing itself happens in the renderer's pool. */
#include "config.h"

#include "wf-ground-layer.h"
#include "wf-frame-place.h"
#include "wf-palette.h"
#include "wf-picture.h"
#include "wf-viewport-view.h"

/* The frame is larger than the widget by this share on each side, but not by more than this many
 * logical pixels: a margin is paid for in every frame. */
#define MARGIN_SHARE 0.15
#define MARGIN_MAX_PX 200.0
#define BARE_MARGIN_PX 2.0
#define PATIENT_FRAMES 30
/* While the picture is stretched further than this it is not worth waiting for its job. */
#define HOPELESS_ZOOM 1.0
/* While a hand moves the view a picture stretched less than this will do. */
#define LOOSE_ZOOM 0.3

/* A picture and the view it was made for. */
typedef struct
{
  WfPicture *picture; /* Owned; NULL: none */
  WfView view;
  guint generation;
} Shot;

struct _WfGroundLayer
{
  ShumateLayer parent_instance;

  /* What is shown */
  GListModel *layers; /* WfLayer */
  GPtrArray *watched; /* WfLayer whose notify we listen to */
  WfStyle *style;
  gboolean dark, chinese;
  WfGroundShows shows; /* NULL: what is visible */
  gpointer shows_data; /* Borrowed */
  double span_from, span_to;

  /* The picture shown, and the one that waits until the view has come near to its own */
  Shot shown, next;
  Shot under; /* a further one, behind the shown where that leaves ground bare */
  WfPicture *retired; /* the one before: render nodes still refer to its pixels */
  WfScene *scene; /* of the shown generation at most; NULL: to be built */

  /* Where the view will rest, as far as is known */
  WfView goal;
  gboolean has_goal;
  guint rest_tick, n_still; /* frames since the view moved */

  /* The job in flight */
  WfRenderer *renderer;
  GCancellable *job;
  WfView job_view;
  guint job_generation;

  guint generation; /* counts changes of content */
  guint consider_source;
  gboolean settled;
  double frame_ms;
  guint n_frames;
};

G_DEFINE_FINAL_TYPE (WfGroundLayer, wf_ground_layer, SHUMATE_TYPE_LAYER)

enum
{
  SETTLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void consider (WfGroundLayer *self);

static double
margin_px (int length)
{
  return ceil (MIN (length * MARGIN_SHARE, MARGIN_MAX_PX));
}

static WfView
get_view (WfGroundLayer *self)
{
  return wf_viewport_logical_view (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                   GTK_WIDGET (self));
}

/* The view that is worth a picture. */
static WfView
get_target (WfGroundLayer *self)
{
  WfView view = get_view (self);

  if (self->has_goal)
    {
      view.center = self->goal.center;
      view.zoom = self->goal.zoom;
      view.rotation_rad = self->goal.rotation_rad;
    }
  return view;
}

/* The view rests and its picture is blurred: each millisecond counts, the margin can wait. */
static gboolean
is_awaited (WfGroundLayer *self)
{
  WfView now = get_view (self), target = get_target (self);

  return self->has_goal && self->shown.picture != NULL && self->shown.generation == self->generation
         && wf_frame_same_sight (&now, &target) && !wf_frame_same_sight (&self->shown.view, &now);
}

/* Device pixels, whole ones, centred where the window will be. */
static WfView
make_job_view (WfGroundLayer *self)
{
  WfView view = get_target (self);
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  gboolean bare = is_awaited (self);
  double x = bare ? BARE_MARGIN_PX : margin_px (view.width_px);
  double y = bare ? BARE_MARGIN_PX : margin_px (view.height_px);

  view.width_px = (int) ((view.width_px + 2 * x) * scale);
  view.height_px = (int) ((view.height_px + 2 * y) * scale);
  view.scale = scale;
  return view;
}

static gboolean
is_sharp (WfGroundLayer *self, const WfView *frame, const WfView *in)
{
  return wf_frame_same_sight (frame, in)
         && frame->scale == gtk_widget_get_scale_factor (GTK_WIDGET (self))
         && wf_frame_covers (frame, in, 0);
}

static gboolean
is_sharp_now (WfGroundLayer *self)
{
  WfView now = get_view (self);

  return self->shown.picture != NULL && self->shown.generation == self->generation
         && is_sharp (self, &self->shown.view, &now);
}

static double
spare_px (const WfView *view)
{
  return MIN (margin_px (view->width_px), margin_px (view->height_px)) / 3;
}

/* Sharp, and with enough to spare that the next move does not reach its edge. */
static gboolean
will_do (WfGroundLayer *self, const WfView *frame)
{
  WfView target = get_target (self);

  return is_sharp (self, frame, &target) && wf_frame_covers (frame, &target, spare_px (&target));
}

static void
set_settled (WfGroundLayer *self, gboolean settled)
{
  if (self->settled == settled)
    return;
  self->settled = settled;
  if (settled)
    g_signal_emit (self, signals[SETTLED], 0);
}

/* Of two pictures that follow one another the one from further away shows more around. */
static void
keep_under (WfGroundLayer *self)
{
  gboolean further
      = self->shown.picture != NULL && self->shown.view.zoom < self->next.view.zoom - LOOSE_ZOOM;

  if (!further && self->under.picture != NULL && self->under.generation == self->next.generation
      && self->under.view.zoom < self->next.view.zoom)
    return;
  g_clear_pointer (&self->under.picture, wf_picture_unref);
  if (further && self->shown.generation == self->next.generation)
    self->under
        = (Shot){ wf_picture_ref (self->shown.picture), self->shown.view, self->shown.generation };
}

/* A picture of where the view will rest comes early: it is shown once it is the better one. */
static void
show_next (WfGroundLayer *self)
{
  WfView now = get_view (self);

  if (self->next.picture == NULL
      || (self->shown.picture != NULL && self->next.generation == self->shown.generation
          && wf_frame_is_nearer (&self->shown.view, &self->next.view, &now)))
    return;
  keep_under (self);
  /* Were the old picture freed at once, cairo would copy its pixels for the node that shows it. */
  g_clear_pointer (&self->retired, wf_picture_unref);
  self->retired = self->shown.picture;
  self->shown = self->next;
  self->next.picture = NULL;
}

static void
take_frame (WfGroundLayer *self, GBytes *pixels)
{
  const WfView *view = &self->job_view;

  g_clear_pointer (&self->next.picture, wf_picture_unref);
  self->next
      = (Shot){ wf_picture_new_for_bytes (pixels, view->width_px, view->height_px, view->scale),
                *view, self->job_generation };
  self->n_frames++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
frame_drawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WfGroundLayer) self = data;
  g_autoptr (GError) error = NULL;
  WfFrameStats stats = { 0 };
  g_autoptr (GBytes) pixels = wf_renderer_draw_finish (self->renderer, result, &stats, &error);
  gboolean dropped = g_cancellable_is_cancelled (self->job);

  g_clear_object (&self->job);
  if (dropped)
    {
      consider (self);
      return;
    }
  if (pixels == NULL)
    {
      /* Keep what is shown; the next change tries again. */
      g_message ("The city could not be drawn: %s", error->message);
      return;
    }
  self->frame_ms = stats.ms;
  take_frame (self, pixels);
  consider (self);
}

static void
start_job (WfGroundLayer *self)
{
  if (self->scene == NULL)
    {
      self->scene = wf_scene_new (self->style, self->chinese, wf_palette_ground (self->dark));
      wf_ground_scene_add (self->scene, self->layers, self->shows, self->shows_data);
    }
  if (self->renderer == NULL)
    self->renderer = wf_renderer_new_yielding (0);
  self->job = g_cancellable_new ();
  /* Of the view shown already only what changed is drawn. */
  self->job_view = self->shown.picture != NULL && will_do (self, &self->shown.view)
                       ? self->shown.view
                       : make_job_view (self);
  self->job_generation = self->generation;
  wf_renderer_draw_async (self->renderer, self->scene, &self->job_view, self->job, frame_drawn_cb,
                          g_object_ref (self));
}

/* While a hand moves the view on, one picture after another arrives, each a little late; a running
 * job is only given up where its picture would be of no use. Once it is known where the view will
 * rest, a picture of another place is none, unless what is shown is worse still. */
static gboolean
is_useless (WfGroundLayer *self)
{
  WfView now = get_view (self);
  WfPoint center = wf_view_point_to_pixel (&now, self->job_view.center);

  if (self->job_generation != self->generation)
    return TRUE;
  if (self->has_goal)
    return !will_do (self, &self->job_view)
           && fabs (self->shown.view.zoom - now.zoom) < HOPELESS_ZOOM;
  return fabs (self->job_view.zoom - now.zoom) > HOPELESS_ZOOM || center.x < 0 || center.y < 0
         || center.x > now.width_px || center.y > now.height_px;
}

/* TRUE where a picture is worth drawing although the view may move on. */
static gboolean
is_worn (WfGroundLayer *self)
{
  WfView now = get_view (self);

  return fabs (self->shown.view.zoom - now.zoom) > LOOSE_ZOOM
         || !wf_frame_covers (&self->shown.view, &now, spare_px (&now));
}

static void
consider (WfGroundLayer *self)
{
  const Shot *latest;

  if (gtk_widget_get_width (GTK_WIDGET (self)) <= 0)
    return;
  if (self->style == NULL)
    {
      set_settled (self, TRUE); /* empty ground has nothing to wait for */
      return;
    }
  show_next (self);
  set_settled (self, is_sharp_now (self));
  latest = self->next.picture != NULL ? &self->next : &self->shown;
  if (self->job != NULL && is_useless (self))
    g_cancellable_cancel (self->job);
  if (self->job != NULL)
    return;
  if (latest->picture == NULL || latest->generation != self->generation
      || (!will_do (self, &latest->view) && (self->has_goal || is_worn (self))))
    start_job (self);
}

static gboolean
consider_cb (gpointer data)
{
  WfGroundLayer *self = data;

  self->consider_source = 0;
  consider (self);
  return G_SOURCE_REMOVE;
}

static void
queue_consider (WfGroundLayer *self)
{
  if (self->consider_source != 0)
    return;
  self->consider_source = g_idle_add_full (G_PRIORITY_DEFAULT, consider_cb, self, NULL);
  g_source_set_name_by_id (self->consider_source, "wf-ground-layer-consider");
}

void
wf_ground_layer_queue_frame (WfGroundLayer *self)
{
  g_return_if_fail (WF_IS_GROUND_LAYER (self));
  self->generation++;
  g_clear_pointer (&self->scene, wf_scene_unref);
  set_settled (self, FALSE);
  queue_consider (self);
}

void
wf_ground_layer_set_goal (WfGroundLayer *self, const WfView *goal)
{
  g_return_if_fail (WF_IS_GROUND_LAYER (self));
  self->has_goal = goal != NULL;
  if (goal != NULL)
    self->goal = *goal;
  queue_consider (self);
}

/* A frame without a move: the view rests, if it was not only a stutter on the way elsewhere. */
static gboolean
rest_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfGroundLayer *self = WF_GROUND_LAYER (widget);
  WfView now = get_view (self), target = get_target (self);
  gboolean elsewhere = !wf_frame_same_sight (&now, &target) || now.center.x != target.center.x
                       || now.center.y != target.center.y;

  if (self->n_still++ < (self->has_goal && elsewhere ? PATIENT_FRAMES : 1))
    return G_SOURCE_CONTINUE;
  self->rest_tick = 0;
  wf_ground_layer_set_goal (self, &now);
  return G_SOURCE_REMOVE;
}

void
wf_ground_layer_view_changed (WfGroundLayer *self)
{
  g_return_if_fail (WF_IS_GROUND_LAYER (self));
  self->n_still = 0;
  if (self->rest_tick == 0)
    self->rest_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), rest_cb, NULL, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  queue_consider (self);
}

static void
layer_notify_cb (WfLayer *layer, GParamSpec *pspec, WfGroundLayer *self)
{
  static const char *const seen[] = { "visible", "opacity", "state" };

  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    if (g_str_equal (pspec->name, seen[i]))
      wf_ground_layer_queue_frame (self);
}

static void
watch_layers (WfGroundLayer *self)
{
  guint n = self->layers != NULL ? g_list_model_get_n_items (self->layers) : 0;

  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->watched, i), layer_notify_cb,
                                          self);
  g_ptr_array_set_size (self->watched, 0);
  for (guint i = 0; i < n; i++)
    {
      WfLayer *layer = g_list_model_get_item (self->layers, i);

      g_signal_connect (layer, "notify", G_CALLBACK (layer_notify_cb), self);
      g_ptr_array_add (self->watched, layer);
    }
}

static void
layers_changed_cb (GListModel *layers, guint position, guint removed, guint added,
                   WfGroundLayer *self)
{
  watch_layers (self);
  wf_ground_layer_queue_frame (self);
}

void
wf_ground_layer_set_layers (WfGroundLayer *self, GListModel *layers)
{
  g_return_if_fail (WF_IS_GROUND_LAYER (self));
  if (self->layers != NULL)
    g_signal_handlers_disconnect_by_func (self->layers, layers_changed_cb, self);
  g_set_object (&self->layers, layers);
  if (layers != NULL)
    g_signal_connect (layers, "items-changed", G_CALLBACK (layers_changed_cb), self);
  watch_layers (self);
  wf_ground_layer_queue_frame (self);
}

void
wf_ground_layer_set_style (WfGroundLayer *self, WfStyle *style, gboolean dark, gboolean chinese)
{
  g_return_if_fail (WF_IS_GROUND_LAYER (self));
  if (style != NULL)
    wf_style_ref (style);
  g_clear_pointer (&self->style, wf_style_unref);
  self->style = style;
  self->dark = dark;
  self->chinese = chinese;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  wf_ground_layer_queue_frame (self);
}

void
wf_ground_layer_set_shows (WfGroundLayer *self, WfGroundShows shows, gpointer data)
{
  g_return_if_fail (WF_IS_GROUND_LAYER (self));
  self->shows = shows;
  self->shows_data = data;
  wf_ground_layer_queue_frame (self);
}

void
wf_ground_layer_set_span (WfGroundLayer *self, double from, double to)
{
  g_return_if_fail (WF_IS_GROUND_LAYER (self));
  self->span_from = from;
  self->span_to = to;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
wf_ground_layer_is_settled (WfGroundLayer *self)
{
  g_return_val_if_fail (WF_IS_GROUND_LAYER (self), FALSE);
  /* A move that was not looked at yet has unsettled it all the same. */
  if (self->style == NULL)
    return TRUE;
  return self->settled && is_sharp_now (self);
}

double
wf_ground_layer_frame_ms (WfGroundLayer *self, guint *n_frames)
{
  g_return_val_if_fail (WF_IS_GROUND_LAYER (self), 0);
  if (n_frames != NULL)
    *n_frames = self->n_frames;
  return self->frame_ms;
}

static void
snapshot_shot (WfGroundLayer *self, const Shot *shown, GtkSnapshot *snapshot, const WfView *now)
{
  WfFramePlace place = wf_frame_place (&shown->view, now);
  WfPainter painter = wf_painter_begin (GTK_WIDGET (self), snapshot, 1);
  double scale = shown->view.scale;

  if (is_sharp (self, &shown->view, now))
    {
      /* On whole device pixels, or a panned picture would blur. */
      double x = place.center.x - wf_picture_width (shown->picture) / 2;
      double y = place.center.y - wf_picture_height (shown->picture) / 2;

      wf_painter_draw (&painter, shown->picture, round (x * scale) / scale,
                       round (y * scale) / scale);
    }
  else
    wf_painter_draw_turned (&painter, shown->picture, place.center.x, place.center.y, place.stretch,
                            place.turn_rad);
  wf_painter_end (&painter);
}

static void
wf_ground_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfGroundLayer *self = WF_GROUND_LAYER (widget);
  WfView now = get_view (self);
  guint32 ground = wf_palette_ground (self->dark);
  GdkRGBA color = { (float) ((ground >> 16) & 255) / 255, (float) ((ground >> 8) & 255) / 255,
                    (float) (ground & 255) / 255, 1 };
  float left = (float) round (self->span_from * now.width_px);
  float right = (float) round (self->span_to * now.width_px);
  gboolean bare;
  graphene_rect_t all = GRAPHENE_RECT_INIT (left, 0, right - left, (float) now.height_px);

  show_next (self);
  gtk_snapshot_push_clip (snapshot, &all);
  bare = self->shown.picture == NULL || !wf_frame_covers (&self->shown.view, &now, 0);
  if (bare)
    gtk_snapshot_append_color (snapshot, &color, &all);
  if (bare && self->under.picture != NULL)
    snapshot_shot (self, &self->under, snapshot, &now);
  if (self->shown.picture != NULL)
    snapshot_shot (self, &self->shown, snapshot, &now);
  gtk_snapshot_pop (snapshot);
}

static void
wf_ground_layer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (wf_ground_layer_parent_class)->size_allocate (widget, width, height, baseline);
  queue_consider (WF_GROUND_LAYER (widget));
}

static void
wf_ground_layer_dispose (GObject *object)
{
  WfGroundLayer *self = WF_GROUND_LAYER (object);

  wf_ground_layer_set_layers (self, NULL);
  g_clear_pointer (&self->style, wf_style_unref);
  g_clear_handle_id (&self->consider_source, g_source_remove);
  if (self->job != NULL)
    g_cancellable_cancel (self->job);
  G_OBJECT_CLASS (wf_ground_layer_parent_class)->dispose (object);
}

/* A job in flight holds a reference on the layer: here there is none. */
static void
wf_ground_layer_finalize (GObject *object)
{
  WfGroundLayer *self = WF_GROUND_LAYER (object);

  g_clear_handle_id (&self->consider_source, g_source_remove);
  g_ptr_array_unref (self->watched);
  /* Freed while the node that shows it lives, its pixels would be copied once more. */
  if (self->shown.picture != NULL)
    g_idle_add_once ((GSourceOnceFunc) wf_picture_unref, g_steal_pointer (&self->shown.picture));
  g_clear_pointer (&self->next.picture, wf_picture_unref);
  g_clear_pointer (&self->under.picture, wf_picture_unref);
  g_clear_pointer (&self->retired, wf_picture_unref);
  g_clear_pointer (&self->scene, wf_scene_unref);
  g_clear_pointer (&self->renderer, wf_renderer_free);
  G_OBJECT_CLASS (wf_ground_layer_parent_class)->finalize (object);
}

static void
wf_ground_layer_class_init (WfGroundLayerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = wf_ground_layer_dispose;
  object_class->finalize = wf_ground_layer_finalize;
  widget_class->snapshot = wf_ground_layer_snapshot;
  widget_class->size_allocate = wf_ground_layer_size_allocate;
  signals[SETTLED] = g_signal_new ("settled", WF_TYPE_GROUND_LAYER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
wf_ground_layer_init (WfGroundLayer *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->span_to = 1;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

WfGroundLayer *
wf_ground_layer_new (ShumateViewport *viewport)
{
  return g_object_new (WF_TYPE_GROUND_LAYER, "viewport", viewport, NULL);
}
