/* Watchfloor: picked features on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One cairo node. What is smaller than a few pixels is a dot, and of very many only the first
 * MOST_DRAWN in the view are traced: more would be one blot. Main thread. */
#include "config.h"

#include "wf-highlight-layer.h"

#include "wf-mercator.h"
#include "wf-palette.h"
#include "wf-viewport-view.h"

#include <math.h>

#define MOST_DRAWN 4000
#define SMALL_PX 5.0
#define DOT_PX 4.5

struct _WfHighlightLayer
{
  ShumateLayer parent_instance;

  WfPicked *picked;
  WfLonLat mark; /* NAN: none */
  gboolean dark;
};

G_DEFINE_FINAL_TYPE (WfHighlightLayer, wf_highlight_layer, SHUMATE_TYPE_LAYER)

/* ---- paths */
static WfPoint
to_pixel (const WfAffine *affine, WfUnit at)
{
  return wf_affine_apply (affine, wf_unit_to_point (at));
}

static void
trace_part (cairo_t *cr, const WfAffine *affine, const WfUnit *points, guint32 n,
            WfGeometryKind kind)
{
  for (guint32 i = 0; i < n; i++)
    {
      WfPoint px = to_pixel (affine, points[i]);

      if (kind == WF_GEOMETRY_POINT)
        {
          cairo_new_sub_path (cr);
          cairo_arc (cr, px.x, px.y, DOT_PX + 3, 0, 2 * M_PI);
        }
      else if (i == 0)
        cairo_move_to (cr, px.x, px.y);
      else
        cairo_line_to (cr, px.x, px.y);
    }
  if (kind == WF_GEOMETRY_POLYGON && n > 0)
    cairo_close_path (cr);
}

/* A dot where the shape would not be seen. */
static void
trace_feature (cairo_t *cr, const WfAffine *affine, WfPack *pack, guint32 feature,
               double pixels_per_step)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  WfUnitBox box = shapes->boxes[feature];
  WfGeometryKind kind = wf_pack_feature_kind (pack, feature);
  double size = MAX (box.max_x - box.min_x, box.max_y - box.min_y) * pixels_per_step;

  if (kind != WF_GEOMETRY_POINT && size < SMALL_PX)
    {
      WfUnit middle
          = { box.min_x + (box.max_x - box.min_x) / 2, box.min_y + (box.max_y - box.min_y) / 2 };
      WfPoint px = to_pixel (affine, middle);

      cairo_new_sub_path (cr);
      cairo_arc (cr, px.x, px.y, DOT_PX, 0, 2 * M_PI);
      return;
    }
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    trace_part (cr, affine, shapes->coords + shapes->coord_of[part],
                shapes->coord_of[part + 1] - shapes->coord_of[part], kind);
}

static void
trace_all (WfHighlightLayer *self, cairo_t *cr, const WfView *view)
{
  WfPack *pack = wf_picked_get_pack (self->picked);
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  WfAffine affine = wf_view_to_pixels (view);
  WfUnitBox seen = wf_unit_box_from_box (wf_view_box (view));
  double pixels_per_step = wf_view_pixels_per_unit (view) / WF_UNIT_SPAN;
  guint n, drawn = 0;
  const guint32 *features = wf_picked_get_features (self->picked, &n);

  cairo_new_path (cr);
  for (guint i = 0; i < n && drawn < MOST_DRAWN; i++)
    if (wf_unit_box_meets (shapes->boxes[features[i]], seen))
      {
        trace_feature (cr, &affine, pack, features[i], pixels_per_step);
        drawn++;
      }
}

/* Legible on any city. */
static void
stroke_cased (WfHighlightLayer *self, cairo_t *cr)
{
  GdkRGBA ring = wf_palette_drawing (self->dark), casing = wf_palette_plate (self->dark);

  cairo_set_line_width (cr, 5.5);
  gdk_cairo_set_source_rgba (cr, &casing);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 2.5);
  gdk_cairo_set_source_rgba (cr, &ring);
  cairo_stroke (cr);
}

/* A ring and a cross that leaves the place itself free. */
static void
draw_mark (WfHighlightLayer *self, GtkSnapshot *snapshot, const WfView *view)
{
  WfPoint px = wf_view_point_to_pixel (view, wf_mercator_from_lonlat (self->mark));
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) px.x - 30, (float) px.y - 30, 60, 60));

  cairo_new_path (cr);
  cairo_arc (cr, px.x, px.y, 13, 0, 2 * M_PI);
  for (int i = 0; i < 4; i++)
    {
      double c = cos (i * M_PI / 2), s = sin (i * M_PI / 2);

      cairo_move_to (cr, px.x + 7 * c, px.y + 7 * s);
      cairo_line_to (cr, px.x + 22 * c, px.y + 22 * s);
    }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  stroke_cased (self, cr);
  cairo_destroy (cr);
}

static void
draw_picked (WfHighlightLayer *self, GtkSnapshot *snapshot, WfView view)
{
  WfPack *pack = self->picked != NULL ? wf_picked_get_pack (self->picked) : NULL;
  GdkRGBA wash = wf_palette_faded (wf_palette_drawing (self->dark), 0.2f);
  cairo_t *cr;

  if (pack == NULL || wf_pack_kind (pack) == WF_GEOMETRY_NONE || view.width_px <= 0)
    return;
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) view.width_px, (float) view.height_px));
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  trace_all (self, cr, &view);
  if (wf_pack_kind (pack) != WF_GEOMETRY_LINE)
    {
      cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
      gdk_cairo_set_source_rgba (cr, &wash);
      cairo_fill_preserve (cr);
    }
  stroke_cased (self, cr);
  cairo_destroy (cr);
}

static void
wf_highlight_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfHighlightLayer *self = WF_HIGHLIGHT_LAYER (widget);
  WfView view
      = wf_viewport_logical_view (shumate_layer_get_viewport (SHUMATE_LAYER (self)), widget);

  draw_picked (self, snapshot, view);
  if (isfinite (self->mark.lon))
    draw_mark (self, snapshot, &view);
}

/* ---- what it shows */
static void
changed_cb (WfHighlightLayer *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_highlight_layer_set_picked (WfHighlightLayer *self, WfPicked *picked)
{
  g_return_if_fail (WF_IS_HIGHLIGHT_LAYER (self));
  if (self->picked != NULL)
    g_signal_handlers_disconnect_by_func (self->picked, changed_cb, self);
  g_set_object (&self->picked, picked);
  if (picked != NULL)
    g_signal_connect_swapped (picked, "changed", G_CALLBACK (changed_cb), self);
  changed_cb (self);
}

void
wf_highlight_layer_set_mark (WfHighlightLayer *self, WfLonLat mark)
{
  g_return_if_fail (WF_IS_HIGHLIGHT_LAYER (self));
  self->mark = mark;
  changed_cb (self);
}

void
wf_highlight_layer_set_dark (WfHighlightLayer *self, gboolean dark)
{
  g_return_if_fail (WF_IS_HIGHLIGHT_LAYER (self));
  self->dark = dark;
  changed_cb (self);
}

static void
wf_highlight_layer_dispose (GObject *object)
{
  wf_highlight_layer_set_picked (WF_HIGHLIGHT_LAYER (object), NULL);
  G_OBJECT_CLASS (wf_highlight_layer_parent_class)->dispose (object);
}

static void
wf_highlight_layer_class_init (WfHighlightLayerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = wf_highlight_layer_dispose;
  GTK_WIDGET_CLASS (class)->snapshot = wf_highlight_layer_snapshot;
}

static void
wf_highlight_layer_init (WfHighlightLayer *self)
{
  self->mark = (WfLonLat){ NAN, NAN };
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

WfHighlightLayer *
wf_highlight_layer_new (ShumateViewport *viewport)
{
  return g_object_new (WF_TYPE_HIGHLIGHT_LAYER, "viewport", viewport, NULL);
}
