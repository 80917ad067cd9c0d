/* Watchfloor: the scale bar.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-palette.h"
#include "wf-scale-bar.h"
#include "wf-sketch.h"
#include "wf-viewport-view.h"

#include <glib/gi18n.h>

#define MAX_BAR_PX 120
#define TICK_PX 6

struct _WfScaleBar
{
  GtkWidget parent_instance;

  ShumateViewport *viewport;
  GtkWidget *label;
  gboolean dark;
  double bar_px;
  double metres;
};

G_DEFINE_FINAL_TYPE (WfScaleBar, wf_scale_bar, GTK_TYPE_WIDGET)

double
wf_scale_bar_step (double metres_per_px, double max_px)
{
  static const double steps[] = { 5, 2, 1 };
  double most = metres_per_px * max_px;
  double power;

  if (!(most > 0))
    return 0;
  power = pow (10, floor (log10 (most)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power <= most * (1 + 1e-12))
      return steps[i] * power;
  return power;
}

void
wf_scale_bar_update (WfScaleBar *self)
{
  WfView view = wf_viewport_view (self->viewport, 1, 1, 1);
  double metres_per_px = wf_view_metres_per_pixel (&view);
  double metres = wf_scale_bar_step (metres_per_px, MAX_BAR_PX);
  g_autofree char *text = NULL;

  if (fabs (metres / metres_per_px - self->bar_px) > 0.01)
    {
      self->bar_px = metres / metres_per_px;
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  if (metres == self->metres)
    return;
  self->metres = metres;
  text = metres < 1000 ? wf_format_length (metres) : g_strdup_printf (_ ("%.0f km"), metres / 1000);
  gtk_label_set_text (GTK_LABEL (self->label), text);
}

void
wf_scale_bar_set_dark (WfScaleBar *self, gboolean dark)
{
  self->dark = dark;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
wf_scale_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  WfScaleBar *self = WF_SCALE_BAR (widget);

  gtk_widget_measure (self->label, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MAX_BAR_PX + 8;
  else
    *minimum = *natural = *natural + TICK_PX + 4;
}

static void
wf_scale_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkAllocation place = { 0, 0, width, height - TICK_PX - 2 };

  gtk_widget_size_allocate (WF_SCALE_BAR (widget)->label, &place, -1);
}

static void
append_bar (GtkSnapshot *snapshot, GdkRGBA color, double x, double y, double length)
{
  const graphene_rect_t parts[] = {
    GRAPHENE_RECT_INIT ((float) x, (float) y, (float) length, 2),
    GRAPHENE_RECT_INIT ((float) x, (float) (y - TICK_PX), 2, TICK_PX),
    GRAPHENE_RECT_INIT ((float) (x + length - 2), (float) (y - TICK_PX), 2, TICK_PX),
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_snapshot_append_color (snapshot, &color, &parts[i]);
}

/* Behind bar and words, so that both stay legible over the names of the map. */
static void
append_plate (GtkSnapshot *snapshot, GdkRGBA color, float width, float height)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, height), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &color, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
wf_scale_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfScaleBar *self = WF_SCALE_BAR (widget);
  double y = gtk_widget_get_height (widget) - 4;
  double length = round (self->bar_px);

  append_plate (snapshot, wf_palette_plate (self->dark), (float) length + 8,
                (float) gtk_widget_get_height (widget));
  append_bar (snapshot, wf_palette_ink (self->dark), 4, y, length);
  gtk_widget_snapshot_child (widget, self->label, snapshot);
}

static void
wf_scale_bar_dispose (GObject *object)
{
  WfScaleBar *self = WF_SCALE_BAR (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_object (&self->viewport);
  G_OBJECT_CLASS (wf_scale_bar_parent_class)->dispose (object);
}

static void
wf_scale_bar_class_init (WfScaleBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = wf_scale_bar_dispose;
  widget_class->measure = wf_scale_bar_measure;
  widget_class->size_allocate = wf_scale_bar_size_allocate;
  widget_class->snapshot = wf_scale_bar_snapshot;
  gtk_widget_class_set_css_name (widget_class, "scalebar");
}

static void
wf_scale_bar_init (WfScaleBar *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_margin_start (self->label, 8);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

WfScaleBar *
wf_scale_bar_new (ShumateViewport *viewport)
{
  WfScaleBar *self = g_object_new (WF_TYPE_SCALE_BAR, NULL);

  self->viewport = g_object_ref (viewport);
  return self;
}
