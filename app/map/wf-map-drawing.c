/* Watchfloor: the drawing tool of the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointer and keys set, move and take back the vertices of a sketch. Main thread. */
#include "config.h"

#include "wf-map-private.h"

#include <math.h>

#define CROSSHAIR_STEP_PX 12.0
#define CROSSHAIR_EDGE_PX 48.0

static void
tell_changed (WfMapView *self)
{
  wf_draw_layer_changed (self->draw);
  g_signal_emit_by_name (self, "drawing-changed");
}

static void
begin (WfMapView *self, WfSketch *sketch, gboolean open)
{
  wf_draw_layer_set_sketch (self->draw, sketch, open);
  g_clear_pointer (&self->sketch, wf_sketch_free);
  self->sketch = sketch;
  self->open = open;
  self->by_keys = FALSE;
  self->drag_vertex = G_MAXUINT;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), open ? "crosshair" : NULL);
  wf_map_drawing_pointer (self);
  tell_changed (self);
}

void
wf_map_view_start_drawing (WfMapView *self, WfShapeKind kind)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  begin (self, wf_sketch_new (kind), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
wf_map_view_edit_shape (WfMapView *self, const WfShape *shape)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  g_return_if_fail (shape != NULL);
  begin (self, wf_sketch_new_from_shape (shape), FALSE);
}

void
wf_map_view_end_drawing (WfMapView *self)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_draw_layer_set_sketch (self->draw, NULL, FALSE);
  g_clear_pointer (&self->sketch, wf_sketch_free);
  self->open = FALSE;
  self->drag_vertex = G_MAXUINT;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), NULL);
}

void
wf_map_view_cancel_drawing (WfMapView *self)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  if (self->sketch == NULL)
    return;
  wf_map_view_end_drawing (self);
  g_signal_emit_by_name (self, "drawing-changed");
}

gboolean
wf_map_view_is_drawing (WfMapView *self)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), FALSE);
  return self->sketch != NULL;
}

gboolean
wf_map_view_get_drawing (WfMapView *self, WfShape *shape)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), FALSE);
  return self->sketch != NULL && wf_sketch_get_shape (self->sketch, shape);
}

void
wf_map_view_add_vertex (WfMapView *self, WfLonLat p)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  if (self->sketch == NULL || !wf_lonlat_is_valid (p) || !wf_sketch_add (self->sketch, p))
    return;
  tell_changed (self);
}

gboolean
wf_map_view_undo_vertex (WfMapView *self)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), FALSE);
  if (self->sketch == NULL || !wf_sketch_undo (self->sketch))
    return FALSE;
  tell_changed (self);
  return TRUE;
}

gboolean
wf_map_view_redo_vertex (WfMapView *self)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), FALSE);
  if (self->sketch == NULL || !wf_sketch_redo (self->sketch))
    return FALSE;
  tell_changed (self);
  return TRUE;
}

void
wf_map_drawing_finish (WfMapView *self)
{
  if (self->sketch == NULL || !self->open || !wf_sketch_is_complete (self->sketch))
    return;
  self->open = FALSE;
  self->by_keys = FALSE;
  wf_draw_layer_set_sketch (self->draw, self->sketch, FALSE);
  wf_draw_layer_set_next (self->draw, NULL, FALSE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), NULL);
  g_signal_emit_by_name (self, "drawing-finished");
}

/* The next vertex follows the pointer; the crosshair of the keys gives way to it. */
void
wf_map_drawing_pointer (WfMapView *self)
{
  gboolean inside = !isnan (self->pointer_px.x);

  if (self->sketch == NULL)
    return;
  if (self->by_keys || !self->open)
    {
      wf_draw_layer_set_next (self->draw, self->by_keys ? &self->next : NULL, self->by_keys);
      return;
    }
  if (inside)
    self->next = wf_map_view_place_at (self, self->pointer_px.x, self->pointer_px.y);
  wf_draw_layer_set_next (self->draw, inside ? &self->next : NULL, FALSE);
}

gboolean
wf_map_drawing_grab (WfMapView *self, double x, double y)
{
  guint index = 0;
  WfHandleKind kind
      = self->sketch != NULL ? wf_draw_layer_pick (self->draw, x, y, &index) : WF_HANDLE_NONE;

  if (kind == WF_HANDLE_NONE)
    return FALSE;
  if (kind == WF_HANDLE_VERTEX)
    wf_sketch_begin_move (self->sketch);
  else if (!wf_sketch_insert (self->sketch, ++index, wf_map_view_place_at (self, x, y)))
    return FALSE;
  self->drag_vertex = index;
  return TRUE;
}

void
wf_map_drawing_drag (WfMapView *self, double x, double y)
{
  guint n;

  if (self->sketch == NULL || self->drag_vertex == G_MAXUINT)
    return;
  /* An undo by key while the button is down may have taken the vertex away. */
  wf_sketch_points (self->sketch, &n);
  if (self->drag_vertex >= n)
    return;
  wf_sketch_move (self->sketch, self->drag_vertex, wf_map_view_place_at (self, x, y));
  tell_changed (self);
}

void
wf_map_drawing_drop (WfMapView *self)
{
  self->drag_vertex = G_MAXUINT;
}

/* Keeps the crosshair in sight: near the edge the map moves instead. */
static void
move_crosshair (WfMapView *self, double dx, double dy)
{
  WfView view = wf_map_view_logical (self);
  WfPoint px = { view.width_px / 2.0, view.height_px / 2.0 };
  double over_x, over_y;

  if (self->by_keys)
    px = wf_map_view_pixel_of (self, self->next);
  else if (!isnan (self->pointer_px.x))
    px = self->pointer_px;
  px = (WfPoint){ px.x + dx, px.y + dy };
  over_x = px.x - CLAMP (px.x, CROSSHAIR_EDGE_PX, view.width_px - CROSSHAIR_EDGE_PX);
  over_y = px.y - CLAMP (px.y, CROSSHAIR_EDGE_PX, view.height_px - CROSSHAIR_EDGE_PX);
  self->next = wf_map_view_place_at (self, px.x, px.y);
  self->by_keys = TRUE;
  if (over_x != 0 || over_y != 0)
    {
      wf_view_pan (&view, -over_x, -over_y);
      wf_map_view_show (self, &view);
    }
  wf_map_drawing_pointer (self);
}

static gboolean
set_by_key (WfMapView *self)
{
  if (!self->open)
    return FALSE;
  if (!self->by_keys)
    move_crosshair (self, 0, 0);
  wf_map_view_add_vertex (self, self->next);
  return TRUE;
}

static gboolean
edit_key (WfMapView *self, guint keyval, GdkModifierType state)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if (keyval == GDK_KEY_BackSpace && !control)
    wf_map_view_undo_vertex (self);
  else if (control && (keyval == GDK_KEY_z || keyval == GDK_KEY_Z) && !shift)
    wf_map_view_undo_vertex (self);
  else if (control && (keyval == GDK_KEY_z || keyval == GDK_KEY_Z || keyval == GDK_KEY_y))
    wf_map_view_redo_vertex (self);
  else if (keyval == GDK_KEY_Escape)
    wf_map_view_cancel_drawing (self);
  else if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && !control)
    wf_map_drawing_finish (self);
  else if (keyval == GDK_KEY_space)
    return set_by_key (self);
  else
    return FALSE;
  return TRUE;
}

gboolean
wf_map_drawing_key (WfMapView *self, guint keyval, GdkModifierType state)
{
  double step = CROSSHAIR_STEP_PX;

  if (self->sketch == NULL)
    return FALSE;
  if (edit_key (self, keyval, state))
    return TRUE;
  if (!self->open || (state & GDK_ALT_MASK) != 0)
    return FALSE;
  /* Fine with Ctrl, far with Shift. */
  if (state & GDK_CONTROL_MASK)
    step = 1;
  else if (state & GDK_SHIFT_MASK)
    step *= 5;
  switch (keyval)
    {
    case GDK_KEY_Left:
      move_crosshair (self, -step, 0);
      return TRUE;
    case GDK_KEY_Right:
      move_crosshair (self, step, 0);
      return TRUE;
    case GDK_KEY_Up:
      move_crosshair (self, 0, -step);
      return TRUE;
    case GDK_KEY_Down:
      move_crosshair (self, 0, step);
      return TRUE;
    default:
      return FALSE;
    }
}
