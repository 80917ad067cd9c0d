/* Watchfloor: incidents on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes are one cairo node each, cut to the widget; pins are pictures painted once for each
 * level. Main thread. */
#include "config.h"

#include "wf-incident-layer.h"
#include "wf-mercator.h"
#include "wf-palette.h"
#include "wf-picture.h"
#include "wf-plate.h"
#include "wf-viewport-view.h"

#include <string.h>

#define PIN_SIZE 48 /* of the sprite; the tip is in its middle */
#define PIN_HALF_W 13.0
#define PIN_TOP 32.0 /* above the tip */
#define PIN_FOOT 8.0 /* from the tip to the body */

struct _WfIncidentLayer
{
  ShumateLayer parent_instance;

  GListModel *incidents;
  GPtrArray *watched; /* WfIncidentRow whose notify we listen to */
  char *selected_id;
  gboolean dark;
  GHashTable *pins; /* level, selection, theme and scale -> WfPicture */
  WfPlates *plates;
};

G_DEFINE_FINAL_TYPE (WfIncidentLayer, wf_incident_layer, SHUMATE_TYPE_LAYER)

static WfView
get_view (WfIncidentLayer *self)
{
  return wf_viewport_logical_view (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                   GTK_WIDGET (self));
}

static WfPoint
to_pixel (const WfView *view, WfLonLat p)
{
  return wf_view_point_to_pixel (view, wf_mercator_from_lonlat (p));
}

/* A closed incident is history, not a thing on the map; unless somebody looks it up. */
static gboolean
is_shown (WfIncidentLayer *self, const WfIncident *incident)
{
  return incident->shape.n_points > 0
         && (g_strcmp0 (incident->state, "closed") != 0
             || g_strcmp0 (incident->id, self->selected_id) == 0);
}

/* ---- pins */
static void
trace_pin (cairo_t *cr)
{
  double top = -PIN_TOP, bottom = -PIN_FOOT, r = 5;

  cairo_new_path (cr);
  cairo_arc (cr, PIN_HALF_W - r, top + r, r, -M_PI / 2, 0);
  cairo_arc (cr, PIN_HALF_W - r, bottom - r, r, 0, M_PI / 2);
  cairo_line_to (cr, 5, bottom);
  cairo_line_to (cr, 0, 0);
  cairo_line_to (cr, -5, bottom);
  cairo_arc (cr, -PIN_HALF_W + r, bottom - r, r, M_PI / 2, M_PI);
  cairo_arc (cr, -PIN_HALF_W + r, top + r, r, M_PI, 3 * M_PI / 2);
  cairo_close_path (cr);
}

static void
draw_numeral (cairo_t *cr, int level)
{
  static const char *const numerals[] = { "–", "I", "II", "III", "IV" };
  const char *text = numerals[CLAMP (level, 0, 4)];
  GdkRGBA ink = wf_palette_level_ink (level);
  cairo_text_extents_t extents;

  cairo_select_font_face (cr, "serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size (cr, 15);
  cairo_text_extents (cr, text, &extents);
  cairo_move_to (cr, -extents.width / 2 - extents.x_bearing,
                 -(PIN_TOP + PIN_FOOT) / 2 - extents.height / 2 - extents.y_bearing);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_show_text (cr, text);
}

static void
paint_pin (cairo_t *cr, int level, gboolean selected, gboolean dark)
{
  GdkRGBA fill = wf_palette_level (level, dark),
          paper = wf_palette_rgb (dark ? 0x1d2228 : 0xffffff);
  GdkRGBA ring = wf_palette_selection (dark);

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  trace_pin (cr);
  if (selected)
    {
      cairo_set_line_width (cr, 8);
      gdk_cairo_set_source_rgba (cr, &ring);
      cairo_stroke_preserve (cr);
    }
  cairo_set_line_width (cr, 3.5);
  gdk_cairo_set_source_rgba (cr, &paper);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill (cr);
  draw_numeral (cr, level);
}

static WfPicture *
get_pin (WfIncidentLayer *self, int level, gboolean selected)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  guint key = ((guint) scale << 8) | ((guint) CLAMP (level, 0, 4) << 2) | (selected ? 2 : 0)
              | (self->dark ? 1 : 0);
  WfPicture *pin = g_hash_table_lookup (self->pins, GUINT_TO_POINTER (key));
  cairo_surface_t *surface;
  cairo_t *cr;

  if (pin != NULL)
    return pin;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, PIN_SIZE * scale, PIN_SIZE * scale);
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, PIN_SIZE / 2.0, PIN_SIZE - 8);
  paint_pin (cr, level, selected, self->dark);
  cairo_destroy (cr);
  pin = wf_picture_new (surface, scale);
  g_hash_table_insert (self->pins, GUINT_TO_POINTER (key), pin);
  return pin;
}

/* ---- shapes */
static void
draw_shape (WfIncidentLayer *self, GtkSnapshot *snapshot, const WfIncident *incident,
            const WfView *view)
{
  const WfShape *shape = &incident->shape;
  GdkRGBA color = wf_palette_level (incident->level, self->dark);
  GdkRGBA wash = wf_palette_faded (color, 0.18f);
  GdkRGBA casing = wf_palette_plate (self->dark);
  gboolean selected = g_strcmp0 (incident->id, self->selected_id) == 0;
  graphene_rect_t bounds,
      all = GRAPHENE_RECT_INIT (0, 0, (float) view->width_px, (float) view->height_px);
  WfBox box = WF_BOX_EMPTY;
  cairo_t *cr;

  for (guint i = 0; i < shape->n_points; i++)
    {
      WfPoint px = to_pixel (view, shape->points[i]);

      wf_box_add (&box, px.x, px.y);
    }
  graphene_rect_init (&bounds, (float) box.min_x - 8, (float) box.min_y - 8,
                      (float) (box.max_x - box.min_x) + 16, (float) (box.max_y - box.min_y) + 16);
  if (!graphene_rect_intersection (&bounds, &all, &bounds))
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (guint i = 0; i < shape->n_points; i++)
    {
      WfPoint px = to_pixel (view, shape->points[i]);

      cairo_line_to (cr, px.x, px.y);
    }
  if (shape->kind == WF_SHAPE_AREA)
    {
      cairo_close_path (cr);
      gdk_cairo_set_source_rgba (cr, &wash);
      cairo_fill_preserve (cr);
    }
  cairo_set_line_width (cr, selected ? 8 : 5.5);
  gdk_cairo_set_source_rgba (cr, &casing);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, selected ? 4 : 2.5);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_pin (WfIncidentLayer *self, GtkSnapshot *snapshot, const WfIncident *incident,
          const WfView *view)
{
  gboolean selected = g_strcmp0 (incident->id, self->selected_id) == 0;
  WfPoint px = to_pixel (view, wf_shape_anchor (&incident->shape));
  const char *words = incident->kind != NULL ? wf_incident_kind_label (incident->kind) : NULL;
  WfPainter painter;

  if (px.x < -PIN_SIZE || px.y < -PIN_SIZE || px.x > view->width_px + PIN_SIZE
      || px.y > view->height_px + PIN_SIZE)
    return;
  painter = wf_painter_begin (GTK_WIDGET (self), snapshot, 1);
  wf_painter_draw (&painter, get_pin (self, incident->level, selected),
                   round (px.x - PIN_SIZE / 2.0), round (px.y - PIN_SIZE + 8));
  wf_painter_end (&painter);
  if (words != NULL && (selected || view->zoom >= 13))
    wf_plates_show (self->plates, snapshot, words, selected ? WF_PLATE_STRONG : WF_PLATE_PLAIN,
                    self->dark, px.x + PIN_HALF_W + 6, px.y - PIN_TOP + 2);
}

static void
wf_incident_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfIncidentLayer *self = WF_INCIDENT_LAYER (widget);
  WfView view = get_view (self);

  for (guint pass = 0; pass < 2; pass++)
    /* Newest first in the model: drawn last, so that it lies above. */
    for (guint i = self->watched->len; i-- > 0;)
      {
        const WfIncident *incident = wf_incident_row_get (g_ptr_array_index (self->watched, i));

        if (!is_shown (self, incident))
          continue;
        if (pass == 0 && incident->shape.kind != WF_SHAPE_POINT)
          draw_shape (self, snapshot, incident, &view);
        else if (pass == 1)
          draw_pin (self, snapshot, incident, &view);
      }
}

const WfIncident *
wf_incident_layer_pick (WfIncidentLayer *self, double x, double y)
{
  WfView view;

  g_return_val_if_fail (WF_IS_INCIDENT_LAYER (self), NULL);
  view = get_view (self);
  for (guint i = 0; i < self->watched->len; i++)
    {
      const WfIncident *incident = wf_incident_row_get (g_ptr_array_index (self->watched, i));
      WfPoint px;

      if (!is_shown (self, incident))
        continue;
      px = to_pixel (&view, wf_shape_anchor (&incident->shape));
      if (fabs (px.x - x) <= PIN_HALF_W + 2 && y >= px.y - PIN_TOP - 2 && y <= px.y + 3)
        return incident;
    }
  return NULL;
}

/* ---- what it shows */
static void
row_changed_cb (WfIncidentLayer *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
watch_rows (WfIncidentLayer *self)
{
  guint n = self->incidents != NULL ? g_list_model_get_n_items (self->incidents) : 0;

  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->watched, i), row_changed_cb,
                                          self);
  g_ptr_array_set_size (self->watched, 0);
  for (guint i = 0; i < n; i++)
    {
      WfIncidentRow *row = g_list_model_get_item (self->incidents, i);

      g_signal_connect_swapped (row, "notify::incident", G_CALLBACK (row_changed_cb), self);
      g_ptr_array_add (self->watched, row);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_incident_layer_set_incidents (WfIncidentLayer *self, GListModel *incidents)
{
  g_return_if_fail (WF_IS_INCIDENT_LAYER (self));
  if (self->incidents != NULL)
    g_signal_handlers_disconnect_by_func (self->incidents, watch_rows, self);
  g_set_object (&self->incidents, incidents);
  if (incidents != NULL)
    g_signal_connect_swapped (incidents, "items-changed", G_CALLBACK (watch_rows), self);
  watch_rows (self);
}

void
wf_incident_layer_set_selected (WfIncidentLayer *self, const char *id)
{
  g_return_if_fail (WF_IS_INCIDENT_LAYER (self));
  g_free (self->selected_id);
  self->selected_id = g_strdup (id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_incident_layer_set_dark (WfIncidentLayer *self, gboolean dark)
{
  g_return_if_fail (WF_IS_INCIDENT_LAYER (self));
  self->dark = dark;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
wf_incident_layer_view_changed (WfIncidentLayer *self)
{
  g_return_if_fail (WF_IS_INCIDENT_LAYER (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
wf_incident_layer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (wf_incident_layer_parent_class)->css_changed (widget, change);
  wf_plates_forget (WF_INCIDENT_LAYER (widget)->plates);
}

static void
wf_incident_layer_dispose (GObject *object)
{
  wf_incident_layer_set_incidents (WF_INCIDENT_LAYER (object), NULL);
  G_OBJECT_CLASS (wf_incident_layer_parent_class)->dispose (object);
}

static void
wf_incident_layer_finalize (GObject *object)
{
  WfIncidentLayer *self = WF_INCIDENT_LAYER (object);

  g_ptr_array_unref (self->watched);
  g_free (self->selected_id);
  g_hash_table_unref (self->pins);
  wf_plates_free (self->plates);
  G_OBJECT_CLASS (wf_incident_layer_parent_class)->finalize (object);
}

static void
wf_incident_layer_class_init (WfIncidentLayerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = wf_incident_layer_dispose;
  object_class->finalize = wf_incident_layer_finalize;
  widget_class->snapshot = wf_incident_layer_snapshot;
  widget_class->css_changed = wf_incident_layer_css_changed;
}

static void
wf_incident_layer_init (WfIncidentLayer *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->pins = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) wf_picture_unref);
  self->plates = wf_plates_new (GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

WfIncidentLayer *
wf_incident_layer_new (ShumateViewport *viewport)
{
  return g_object_new (WF_TYPE_INCIDENT_LAYER, "viewport", viewport, NULL);
}
