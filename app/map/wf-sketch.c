/* Watchfloor: a shape being drawn.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo keeps whole vertex lists: a hand draws tens of vertices, not thousands. Main thread. */
#include "config.h"

#include "wf-sketch.h"
#include "wf-geodesic.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_POINTS 2000
#define MAX_UNDO 200

struct _WfSketch
{
  WfShapeKind kind;
  GArray *points; /* WfLonLat */
  GPtrArray *undo, *redo; /* GArray of WfLonLat each */
};

static WfSketch *
new_sketch (WfShapeKind kind)
{
  WfSketch *self = g_new0 (WfSketch, 1);

  self->kind = kind;
  self->points = g_array_new (FALSE, FALSE, sizeof (WfLonLat));
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return self;
}

WfSketch *
wf_sketch_new (WfShapeKind kind)
{
  return new_sketch (kind);
}

WfSketch *
wf_sketch_new_from_shape (const WfShape *shape)
{
  WfSketch *self = new_sketch (shape->kind);

  g_array_append_vals (self->points, shape->points, MIN (shape->n_points, MAX_POINTS));
  return self;
}

void
wf_sketch_free (WfSketch *sketch)
{
  if (sketch == NULL)
    return;
  g_array_unref (sketch->points);
  g_ptr_array_unref (sketch->undo);
  g_ptr_array_unref (sketch->redo);
  g_free (sketch);
}

WfShapeKind
wf_sketch_kind (const WfSketch *sketch)
{
  return sketch->kind;
}

const WfLonLat *
wf_sketch_points (const WfSketch *sketch, guint *n_points)
{
  *n_points = sketch->points->len;
  return (const WfLonLat *) sketch->points->data;
}

static void
remember (WfSketch *self)
{
  g_ptr_array_add (self->undo, g_array_copy (self->points));
  if (self->undo->len > MAX_UNDO)
    g_ptr_array_remove_index (self->undo, 0);
  g_ptr_array_set_size (self->redo, 0);
}

gboolean
wf_sketch_insert (WfSketch *sketch, guint at, WfLonLat p)
{
  if (sketch->points->len >= MAX_POINTS || at > sketch->points->len)
    return FALSE;
  remember (sketch);
  g_array_insert_val (sketch->points, at, p);
  return TRUE;
}

gboolean
wf_sketch_add (WfSketch *sketch, WfLonLat p)
{
  if (sketch->kind == WF_SHAPE_POINT && sketch->points->len > 0)
    {
      remember (sketch);
      g_array_index (sketch->points, WfLonLat, 0) = p;
      return TRUE;
    }
  return wf_sketch_insert (sketch, sketch->points->len, p);
}

void
wf_sketch_remove (WfSketch *sketch, guint at)
{
  g_return_if_fail (at < sketch->points->len);
  remember (sketch);
  g_array_remove_index (sketch->points, at);
}

void
wf_sketch_begin_move (WfSketch *sketch)
{
  remember (sketch);
}

void
wf_sketch_move (WfSketch *sketch, guint at, WfLonLat p)
{
  g_return_if_fail (at < sketch->points->len);
  g_array_index (sketch->points, WfLonLat, at) = p;
}

static gboolean
swap_state (WfSketch *self, GPtrArray *from, GPtrArray *to)
{
  if (from->len == 0)
    return FALSE;
  g_ptr_array_add (to, self->points);
  self->points = g_ptr_array_steal_index (from, from->len - 1);
  return TRUE;
}

gboolean
wf_sketch_undo (WfSketch *sketch)
{
  return swap_state (sketch, sketch->undo, sketch->redo);
}

gboolean
wf_sketch_redo (WfSketch *sketch)
{
  return swap_state (sketch, sketch->redo, sketch->undo);
}

gboolean
wf_sketch_is_complete (const WfSketch *sketch)
{
  static const guint needed[] = { 1, 2, 3 };

  return sketch->points->len >= needed[sketch->kind];
}

gboolean
wf_sketch_get_shape (const WfSketch *sketch, WfShape *shape)
{
  if (!wf_sketch_is_complete (sketch))
    return FALSE;
  *shape
      = wf_shape_new (sketch->kind, (const WfLonLat *) sketch->points->data, sketch->points->len);
  return TRUE;
}

char *
wf_sketch_measure (const WfSketch *sketch, const WfLonLat *pointer)
{
  g_autoptr (GArray) points = g_array_copy (sketch->points);
  const WfLonLat *p;
  g_autofree char *length = NULL;
  g_autofree char *area = NULL;

  if (pointer != NULL)
    g_array_append_val (points, *pointer);
  p = (const WfLonLat *) points->data;
  if (sketch->kind == WF_SHAPE_POINT || points->len < 2)
    return NULL;
  if (sketch->kind == WF_SHAPE_LINE || points->len == 2)
    return wf_format_length (wf_geodesic_length_m (p, points->len));
  area = wf_format_area (wf_geodesic_area_m2 (p, points->len));
  length = wf_format_length (wf_geodesic_length_m (p, points->len)
                             + wf_geodesic_distance_m (p[points->len - 1], p[0]));
  /* Translators: an area and the length of its outline: "4.2 ha · 850 m around" */
  return g_strdup_printf (_ ("%s · %s around"), area, length);
}

char *
wf_format_length (double metres)
{
  if (metres < 999.5)
    /* Translators: a length in metres, beside the pointer */
    return g_strdup_printf (_ ("%.0f m"), metres);
  if (metres < 99950)
    /* Translators: a length in kilometres, beside the pointer */
    return g_strdup_printf (_ ("%.2f km"), metres / 1000);
  return g_strdup_printf (_ ("%.0f km"), metres / 1000);
}

char *
wf_format_area (double square_metres)
{
  if (square_metres < 9999.5)
    /* Translators: an area in square metres, beside the pointer */
    return g_strdup_printf (_ ("%.0f m²"), square_metres);
  if (square_metres < 999500)
    /* Translators: an area in hectares, beside the pointer */
    return g_strdup_printf (_ ("%.2f ha"), square_metres / 1e4);
  /* Translators: an area in square kilometres, beside the pointer */
  return g_strdup_printf (_ ("%.2f km²"), square_metres / 1e6);
}
