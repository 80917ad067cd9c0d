/* Watchfloor: a shape being drawn.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The vertices of the drawing tool with their undo. A plain value without widgets; the drawing
 * layer shows it, the map's gestures and keys change it. Main thread. */
#pragma once

#include "wf-incident.h"

typedef struct _WfSketch WfSketch;

WfSketch *wf_sketch_new (WfShapeKind kind);
/* An existing shape, to be edited; undo goes back to it and no further. */
WfSketch *wf_sketch_new_from_shape (const WfShape *shape);
void wf_sketch_free (WfSketch *sketch);

WfShapeKind wf_sketch_kind (const WfSketch *sketch);
const WfLonLat *wf_sketch_points (const WfSketch *sketch, guint *n_points);

/* A point has one vertex: adding moves it. FALSE where the sketch is full. */
gboolean wf_sketch_add (WfSketch *sketch, WfLonLat p);
gboolean wf_sketch_insert (WfSketch *sketch, guint at, WfLonLat p);
void wf_sketch_remove (WfSketch *sketch, guint at);
/* A drag: begin remembers for undo, move may be called any number of times. */
void wf_sketch_begin_move (WfSketch *sketch);
void wf_sketch_move (WfSketch *sketch, guint at, WfLonLat p);

gboolean wf_sketch_undo (WfSketch *sketch);
gboolean wf_sketch_redo (WfSketch *sketch);

/* TRUE where there are vertices enough for the kind (1, 2, 3). */
gboolean wf_sketch_is_complete (const WfSketch *sketch);

/* The shape as it is (caller's; wf_shape_clear). FALSE while it is not complete. */
gboolean wf_sketch_get_shape (const WfSketch *sketch, WfShape *shape);

/* Length, or area and its outline's length, in words, with @pointer (may be NULL) as the next
 * vertex; NULL while there is nothing to measure. Geodesic. Free with g_free. */
char *wf_sketch_measure (const WfSketch *sketch, const WfLonLat *pointer);

/* "850 m", "1.24 km" and "320 m²", "4.2 ha", "3.1 km²". Free with g_free. */
char *wf_format_length (double metres);
char *wf_format_area (double square_metres);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfSketch, wf_sketch_free)
