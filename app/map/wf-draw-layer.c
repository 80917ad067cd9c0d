/* Watchfloor: the drawing on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One cairo node as large as the sketch on the screen: there is one sketch, redrawn only while a
 * hand moves it. Main thread. */
#include "config.h"

#include "wf-draw-layer.h"
#include "wf-palette.h"
#include "wf-plate.h"
#include "wf-viewport-view.h"

#define VERTEX_RADIUS 5.5
#define MIDDLE_RADIUS 3.5
#define PICK_RADIUS 11.0
/* Neighbours closer than this on the screen have no handle between them. */
#define MIDDLE_MIN_PX 36.0

struct _WfDrawLayer
{
  ShumateLayer parent_instance;

  const WfSketch *sketch; /* borrowed */
  gboolean open;
  gboolean dark;
  gboolean has_next, crosshair;
  WfLonLat next;
  WfPlates *plates;
};

G_DEFINE_FINAL_TYPE (WfDrawLayer, wf_draw_layer, SHUMATE_TYPE_LAYER)

static WfPoint
to_pixel (WfDrawLayer *self, WfLonLat p)
{
  WfView view = wf_viewport_logical_view (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                          GTK_WIDGET (self));

  return wf_view_point_to_pixel (&view, wf_mercator_from_lonlat (p));
}

/* Segments that are fixed: of an area the closing one too, once no more vertices follow. */
static guint
n_segments (WfDrawLayer *self)
{
  WfShapeKind kind = wf_sketch_kind (self->sketch);
  guint n;

  wf_sketch_points (self->sketch, &n);
  if (n < 2 || kind == WF_SHAPE_POINT)
    return 0;
  return kind == WF_SHAPE_AREA && n > 2 && !self->open ? n : n - 1;
}

static gboolean
middle_of (WfDrawLayer *self, guint segment, WfPoint *middle)
{
  guint n;
  const WfLonLat *points = wf_sketch_points (self->sketch, &n);
  WfPoint a = to_pixel (self, points[segment]);
  WfPoint b = to_pixel (self, points[(segment + 1) % n]);

  *middle = (WfPoint){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
  return hypot (a.x - b.x, a.y - b.y) >= MIDDLE_MIN_PX;
}

WfHandleKind
wf_draw_layer_pick (WfDrawLayer *self, double x, double y, guint *index)
{
  double best = PICK_RADIUS;
  WfHandleKind kind = WF_HANDLE_NONE;
  const WfLonLat *points;
  guint n;

  g_return_val_if_fail (WF_IS_DRAW_LAYER (self), WF_HANDLE_NONE);
  if (self->sketch == NULL)
    return WF_HANDLE_NONE;
  points = wf_sketch_points (self->sketch, &n);
  for (guint i = 0; i < n; i++)
    {
      WfPoint px = to_pixel (self, points[i]);

      if (hypot (px.x - x, px.y - y) > best)
        continue;
      best = hypot (px.x - x, px.y - y);
      kind = WF_HANDLE_VERTEX;
      *index = i;
    }
  for (guint i = 0; kind == WF_HANDLE_NONE && i < n_segments (self); i++)
    {
      WfPoint px;

      if (!middle_of (self, i, &px) || hypot (px.x - x, px.y - y) > best)
        continue;
      kind = WF_HANDLE_MIDDLE;
      *index = i;
    }
  return kind;
}

static void
set_source (cairo_t *cr, GdkRGBA color)
{
  gdk_cairo_set_source_rgba (cr, &color);
}

static void
trace (WfDrawLayer *self, cairo_t *cr, gboolean with_next, gboolean closed)
{
  guint n;
  const WfLonLat *points = wf_sketch_points (self->sketch, &n);

  cairo_new_path (cr);
  for (guint i = 0; i < n; i++)
    {
      WfPoint px = to_pixel (self, points[i]);

      cairo_line_to (cr, px.x, px.y);
    }
  if (with_next)
    {
      WfPoint px = to_pixel (self, self->next);

      cairo_line_to (cr, px.x, px.y);
    }
  if (closed)
    cairo_close_path (cr);
}

static void
draw_line (WfDrawLayer *self, cairo_t *cr)
{
  static const double dashes[] = { 6, 5 };
  GdkRGBA ink = wf_palette_drawing (self->dark);
  gboolean leads_on = self->open && self->has_next;
  gboolean is_area = wf_sketch_kind (self->sketch) == WF_SHAPE_AREA;

  if (wf_sketch_kind (self->sketch) == WF_SHAPE_POINT)
    return;
  if (is_area)
    {
      trace (self, cr, leads_on, TRUE);
      set_source (cr, wf_palette_faded (ink, 0.16f));
      cairo_fill (cr);
    }
  if (leads_on)
    {
      trace (self, cr, TRUE, is_area);
      cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
      cairo_set_line_width (cr, 1.5);
      set_source (cr, ink);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  /* While it leads on, only what is set is a firm line. */
  trace (self, cr, FALSE, is_area && !leads_on);
  cairo_set_line_width (cr, 4.5);
  set_source (cr, wf_palette_faded (wf_palette_plate (self->dark), 0.8f));
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 2.5);
  set_source (cr, ink);
  cairo_stroke (cr);
}

static void
draw_dot (cairo_t *cr, WfPoint px, double radius, GdkRGBA fill, GdkRGBA edge, double edge_width)
{
  cairo_new_path (cr);
  cairo_arc (cr, px.x, px.y, radius, 0, 2 * M_PI);
  set_source (cr, fill);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, edge_width);
  set_source (cr, edge);
  cairo_stroke (cr);
}

static void
draw_handles (WfDrawLayer *self, cairo_t *cr)
{
  GdkRGBA ink = wf_palette_drawing (self->dark);
  GdkRGBA paper = wf_palette_rgb (self->dark ? 0x1d2228 : 0xffffff);
  guint n;
  const WfLonLat *points = wf_sketch_points (self->sketch, &n);

  for (guint i = 0; i < n_segments (self); i++)
    {
      WfPoint px;

      if (middle_of (self, i, &px))
        draw_dot (cr, px, MIDDLE_RADIUS, wf_palette_faded (ink, 0.5f), paper, 1);
    }
  for (guint i = 0; i < n; i++)
    {
      gboolean newest = i == n - 1;

      draw_dot (cr, to_pixel (self, points[i]), VERTEX_RADIUS, newest ? ink : paper,
                newest ? paper : ink, 2);
    }
}

static void
draw_crosshair (WfDrawLayer *self, cairo_t *cr)
{
  WfPoint px = to_pixel (self, self->next);
  double x = floor (px.x) + 0.5, y = floor (px.y) + 0.5;
  GdkRGBA inks[] = { wf_palette_plate (self->dark), wf_palette_drawing (self->dark) };

  for (guint i = 0; i < G_N_ELEMENTS (inks); i++)
    {
      cairo_set_line_width (cr, i == 0 ? 4 : 1.5);
      cairo_new_path (cr);
      for (int side = -1; side <= 1; side += 2)
        {
          cairo_move_to (cr, x + side * 4, y);
          cairo_line_to (cr, x + side * 16, y);
          cairo_move_to (cr, x, y + side * 4);
          cairo_line_to (cr, x, y + side * 16);
        }
      set_source (cr, inks[i]);
      cairo_stroke (cr);
    }
}

/* What the drawing covers on the screen, cut to the widget. */
static gboolean
find_bounds (WfDrawLayer *self, graphene_rect_t *bounds)
{
  WfBox box = WF_BOX_EMPTY;
  guint n;
  const WfLonLat *points = wf_sketch_points (self->sketch, &n);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (GTK_WIDGET (self)),
                                            (float) gtk_widget_get_height (GTK_WIDGET (self)));

  for (guint i = 0; i < n; i++)
    {
      WfPoint px = to_pixel (self, points[i]);

      wf_box_add (&box, px.x, px.y);
    }
  if (self->has_next)
    {
      WfPoint px = to_pixel (self, self->next);

      wf_box_add (&box, px.x, px.y);
    }
  if (wf_box_is_empty (box))
    return FALSE;
  graphene_rect_init (bounds, (float) box.min_x - 20, (float) box.min_y - 20,
                      (float) (box.max_x - box.min_x) + 40, (float) (box.max_y - box.min_y) + 40);
  return graphene_rect_intersection (bounds, &all, bounds);
}

static void
draw_measure (WfDrawLayer *self, GtkSnapshot *snapshot)
{
  gboolean leads_on = self->open && self->has_next;
  g_autofree char *text = wf_sketch_measure (self->sketch, leads_on ? &self->next : NULL);
  guint n;
  const WfLonLat *points = wf_sketch_points (self->sketch, &n);
  WfPoint px;
  int width, height;

  if (text == NULL)
    return;
  px = to_pixel (self, leads_on ? self->next : points[n - 1]);
  wf_plates_measure (self->plates, text, WF_PLATE_STRONG, self->dark, &width, &height);
  px.x = MIN (px.x + 16, gtk_widget_get_width (GTK_WIDGET (self)) - width - 8);
  px.y = MIN (px.y + 16, gtk_widget_get_height (GTK_WIDGET (self)) - height - 8);
  wf_plates_show (self->plates, snapshot, text, WF_PLATE_STRONG, self->dark, MAX (px.x, 8),
                  MAX (px.y, 8));
}

static void
wf_draw_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfDrawLayer *self = WF_DRAW_LAYER (widget);
  graphene_rect_t bounds;
  cairo_t *cr;

  if (self->sketch == NULL || !find_bounds (self, &bounds))
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  draw_line (self, cr);
  draw_handles (self, cr);
  if (self->has_next && self->crosshair)
    draw_crosshair (self, cr);
  cairo_destroy (cr);
  draw_measure (self, snapshot);
}

static void
wf_draw_layer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (wf_draw_layer_parent_class)->css_changed (widget, change);
  wf_plates_forget (WF_DRAW_LAYER (widget)->plates);
}

static void
wf_draw_layer_finalize (GObject *object)
{
  wf_plates_free (WF_DRAW_LAYER (object)->plates);
  G_OBJECT_CLASS (wf_draw_layer_parent_class)->finalize (object);
}

static void
wf_draw_layer_class_init (WfDrawLayerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = wf_draw_layer_finalize;
  GTK_WIDGET_CLASS (class)->snapshot = wf_draw_layer_snapshot;
  GTK_WIDGET_CLASS (class)->css_changed = wf_draw_layer_css_changed;
}

static void
wf_draw_layer_init (WfDrawLayer *self)
{
  self->plates = wf_plates_new (GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

WfDrawLayer *
wf_draw_layer_new (ShumateViewport *viewport)
{
  return g_object_new (WF_TYPE_DRAW_LAYER, "viewport", viewport, NULL);
}

void
wf_draw_layer_set_sketch (WfDrawLayer *self, const WfSketch *sketch, gboolean open)
{
  self->sketch = sketch;
  self->open = open;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_draw_layer_set_dark (WfDrawLayer *self, gboolean dark)
{
  self->dark = dark;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_draw_layer_set_next (WfDrawLayer *self, const WfLonLat *next, gboolean crosshair)
{
  self->has_next = next != NULL;
  self->crosshair = crosshair;
  if (next != NULL)
    self->next = *next;
  if (self->sketch != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_draw_layer_changed (WfDrawLayer *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
