/* Watchfloor: pixels on their way to the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels of ours that each of GTK's renderers can show fast. With GL a picture is a texture,
 * uploaded once. The cairo renderer of GTK 4.8 converts every GdkMemoryTexture through floats each
 * time it is drawn (20 ms for a full window; measured), but paints a cairo surface in one; and
 * with either, thousands of texture nodes a frame cost more than painting them into one cairo
 * node. A painter picks the way. Main thread. */
#pragma once

#include <gtk/gtk.h>

typedef struct _WfPicture WfPicture;

/* Takes the image @surface. @scale: its device pixels a logical pixel. */
WfPicture *wf_picture_new (cairo_surface_t *surface, double scale);
/* Opaque pixels, premultiplied BGRA rows of @width_px * 4 bytes; @bytes is referenced. */
WfPicture *wf_picture_new_for_bytes (GBytes *bytes, int width_px, int height_px, double scale);
WfPicture *wf_picture_ref (WfPicture *picture);
void wf_picture_unref (WfPicture *picture);
/* Logical pixels. */
double wf_picture_width (const WfPicture *picture);
double wf_picture_height (const WfPicture *picture);

typedef struct
{
  GtkSnapshot *snapshot;
  cairo_t *cr; /* NULL: each picture is a node of its own */
  int width, height; /* of the widget */
} WfPainter;

/* Draws on all of @widget. @n_pictures: about how many will come. */
WfPainter wf_painter_begin (GtkWidget *widget, GtkSnapshot *snapshot, guint n_pictures);
/* Left upper corner at (@x, @y), logical pixels. */
void wf_painter_draw (WfPainter *painter, WfPicture *picture, double x, double y);
/* Its middle at (@x, @y), stretched and turned. */
void wf_painter_draw_turned (WfPainter *painter, WfPicture *picture, double x, double y,
                             double stretch, double turn_rad);
void wf_painter_end (WfPainter *painter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfPicture, wf_picture_unref)
