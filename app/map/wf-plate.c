/* Watchfloor: small words on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-palette.h"
#include "wf-plate.h"

#include <math.h>

#define MAX_PLATES 3000
#define PAD_X 5
#define PAD_Y 1
#define RADIUS 4
#define FONT_SCALE 0.86

struct _WfPlates
{
  GtkWidget *widget;
  GHashTable *pictures[3][2]; /* text -> WfPicture, by kind and theme */
  int scale; /* they were painted for */
};

WfPlates *
wf_plates_new (GtkWidget *widget)
{
  WfPlates *self = g_new0 (WfPlates, 1);

  self->widget = widget;
  for (guint i = 0; i < G_N_ELEMENTS (self->pictures); i++)
    for (guint dark = 0; dark < 2; dark++)
      self->pictures[i][dark] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                       (GDestroyNotify) wf_picture_unref);
  return self;
}

void
wf_plates_forget (WfPlates *plates)
{
  for (guint i = 0; i < G_N_ELEMENTS (plates->pictures); i++)
    for (guint dark = 0; dark < 2; dark++)
      g_hash_table_remove_all (plates->pictures[i][dark]);
}

void
wf_plates_free (WfPlates *plates)
{
  if (plates == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (plates->pictures); i++)
    for (guint dark = 0; dark < 2; dark++)
      g_hash_table_unref (plates->pictures[i][dark]);
  g_free (plates);
}

static PangoLayout *
make_layout (WfPlates *self, const char *text, WfPlateKind kind)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, text);
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();

  pango_attr_list_insert (attrs, pango_attr_scale_new (FONT_SCALE));
  if (kind != WF_PLATE_FAINT)
    pango_attr_list_insert (
        attrs,
        pango_attr_weight_new (kind == WF_PLATE_STRONG ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_MEDIUM));
  pango_layout_set_attributes (layout, attrs);
  return layout;
}

static void
paint_plate (cairo_t *cr, PangoLayout *layout, WfPlateKind kind, gboolean dark, double width,
             double height)
{
  GdkRGBA ink = wf_palette_ink (dark), plate = wf_palette_plate (dark);

  cairo_arc (cr, width - RADIUS, RADIUS, RADIUS, -M_PI / 2, 0);
  cairo_arc (cr, width - RADIUS, height - RADIUS, RADIUS, 0, M_PI / 2);
  cairo_arc (cr, RADIUS, height - RADIUS, RADIUS, M_PI / 2, M_PI);
  cairo_arc (cr, RADIUS, RADIUS, RADIUS, M_PI, 3 * M_PI / 2);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &plate);
  cairo_fill (cr);
  if (kind == WF_PLATE_FAINT)
    ink = wf_palette_faded (ink, 0.8f);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_move_to (cr, PAD_X, PAD_Y);
  pango_cairo_show_layout (cr, layout);
}

static WfPicture *
make_picture (WfPlates *self, const char *text, WfPlateKind kind, gboolean dark)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text, kind);
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  width += 2 * PAD_X;
  height += 2 * PAD_Y;
  surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * self->scale, height * self->scale);
  cr = cairo_create (surface);
  cairo_scale (cr, self->scale, self->scale);
  paint_plate (cr, layout, kind, dark, width, height);
  cairo_destroy (cr);
  return wf_picture_new (surface, self->scale);
}

static WfPicture *
find_picture (WfPlates *self, const char *text, WfPlateKind kind, gboolean dark)
{
  GHashTable *pictures = self->pictures[kind][!!dark];
  int scale = gtk_widget_get_scale_factor (self->widget);
  WfPicture *picture;

  if (scale != self->scale)
    wf_plates_forget (self);
  self->scale = scale;
  picture = g_hash_table_lookup (pictures, text);
  if (picture != NULL)
    return picture;
  if (g_hash_table_size (pictures) >= MAX_PLATES)
    g_hash_table_remove_all (pictures);
  picture = make_picture (self, text, kind, dark);
  g_hash_table_insert (pictures, g_strdup (text), picture);
  return picture;
}

void
wf_plates_measure (WfPlates *plates, const char *text, WfPlateKind kind, gboolean dark, int *width,
                   int *height)
{
  WfPicture *picture = find_picture (plates, text, kind, dark);

  *width = (int) wf_picture_width (picture);
  *height = (int) wf_picture_height (picture);
}

void
wf_plates_draw (WfPlates *plates, WfPainter *painter, const char *text, WfPlateKind kind,
                gboolean dark, double x, double y)
{
  wf_painter_draw (painter, find_picture (plates, text, kind, dark), round (x), round (y));
}

void
wf_plates_show (WfPlates *plates, GtkSnapshot *snapshot, const char *text, WfPlateKind kind,
                gboolean dark, double x, double y)
{
  WfPainter painter = wf_painter_begin (plates->widget, snapshot, 1);

  wf_plates_draw (plates, &painter, text, kind, dark, x, y);
  wf_painter_end (&painter);
}
