/* Watchfloor: the compass.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-compass.h"
#include "wf-palette.h"

#include <math.h>

#define SIZE_PX 24

struct _WfCompass
{
  GtkWidget parent_instance;

  double rotation_rad;
};

G_DEFINE_FINAL_TYPE (WfCompass, wf_compass, GTK_TYPE_WIDGET)

void
wf_compass_set_rotation (WfCompass *self, double rotation_rad)
{
  if (self->rotation_rad == rotation_rad)
    return;
  self->rotation_rad = rotation_rad;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
wf_compass_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE_PX;
}

static void
draw_half (cairo_t *cr, double tip, GdkRGBA color)
{
  cairo_move_to (cr, 0, tip);
  cairo_line_to (cr, 5, 0);
  cairo_line_to (cr, -5, 0);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_fill (cr);
}

static void
wf_compass_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfCompass *self = WF_COMPASS (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA ink;
  cairo_t *cr;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (cr, width / 2, height / 2);
  cairo_rotate (cr, self->rotation_rad);
  draw_half (cr, -11, wf_palette_rgb (0xff5a4d));
  draw_half (cr, 11, wf_palette_faded (ink, 0.8f));
  cairo_destroy (cr);
}

static void
wf_compass_class_init (WfCompassClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->measure = wf_compass_measure;
  widget_class->snapshot = wf_compass_snapshot;
  gtk_widget_class_set_css_name (widget_class, "compass");
}

static void
wf_compass_init (WfCompass *self)
{
}

WfCompass *
wf_compass_new (void)
{
  return g_object_new (WF_TYPE_COMPASS, NULL);
}
