/* Watchfloor: the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One widget: the city's layers drawn by the renderer, what moves above them, incidents, the
 * drawing tool, and the ways to move about by mouse, touchpad and keys. It knows models, not the
 * session; windows connect the two. */
#pragma once

#include "wf-clock.h"
#include "wf-incident.h"
#include "wf-layer.h"
#include "wf-picked.h"
#include "wf-style.h"
#include "wf-track-store.h"
#include "wf-view.h"

#include <gtk/gtk.h>

/* Property selected-id (string, rw).
 * Signals:
 *   ::pointer-moved (lon, lat)   NAN, NAN when the pointer leaves
 *   ::view-changed               once a frame at most
 *   ::drawing-changed            a vertex set, moved or undone
 *   ::drawing-finished           by Enter or double click; wf_map_view_get_drawing has it
 *   ::settled                    the city is sharp for the present view
 *   ::activated (id)             Enter or double click on a track or incident
 *   ::context-menu (x, y)        a menu is asked for at a point of the widget
 *   ::identify (x, y)            what is there is asked for
 *   ::empty-click (x, y)         a click where no track or incident is
 *   ::swipe-ended                by Escape or by wf_map_view_end_swipe */
#define WF_TYPE_MAP_VIEW (wf_map_view_get_type ())
G_DECLARE_FINAL_TYPE (WfMapView, wf_map_view, WF, MAP_VIEW, GtkWidget)

GtkWidget *wf_map_view_new (WfClock *clock);

/* What is shown. Models are referenced and watched. */
void wf_map_view_set_layers (WfMapView *self, GListModel *layers); /* WfLayer */
/* Whose ages are by another clock. */
void wf_map_view_set_clock (WfMapView *self, WfClock *clock);
void wf_map_view_set_tracks (WfMapView *self, WfTrackStore *tracks);
/* The way something came, oldest first; copied. None where @n is 0. */
void wf_map_view_set_trail (WfMapView *self, const WfUnit *points, guint n);
void wf_map_view_set_incidents (WfMapView *self, GListModel *incidents); /* WfIncidentRow */
void wf_map_view_set_picked (WfMapView *self, WfPicked *picked);
/* A cross at a place somebody went to; NAN, NAN takes it away. */
void wf_map_view_set_mark (WfMapView *self, WfLonLat mark);
void wf_map_view_set_style (WfMapView *self, WfStyle *style, gboolean dark, gboolean chinese);
/* A layer's visibility, opacity, order or pack changed. */
void wf_map_view_queue_city (WfMapView *self);

WfView wf_map_view_get_view (WfMapView *self);
gboolean wf_map_view_is_settled (WfMapView *self);
void wf_map_view_go_to (WfMapView *self, WfLonLat center, double zoom, gboolean animate);
/* The centre, zoom and rotation of @view; its size is the widget's. */
void wf_map_view_fly_to (WfMapView *self, const WfView *view, gboolean animate);
void wf_map_view_fit (WfMapView *self, WfBox extent_deg, gboolean animate);
void wf_map_view_zoom_by (WfMapView *self, double steps);
void wf_map_view_rotate_to (WfMapView *self, double rotation_rad);
/* What the Home key shows; the first extent fitted until told. Degrees, as wf_city_extent. */
void wf_map_view_set_home (WfMapView *self, WfBox extent_deg);
/* The place under a point of the widget (logical pixels), and the other way. */
WfLonLat wf_map_view_place_at (WfMapView *self, double x, double y);
WfPoint wf_map_view_pixel_of (WfMapView *self, WfLonLat p);
/* The id of the track or incident under a point of the widget, NULL where there is none; borrowed
 * until the models change. */
const char *wf_map_view_pick (WfMapView *self, double x, double y);
/* The line of small print in the corner ("© OpenStreetMap contributors"); NULL = none. */
void wf_map_view_set_attribution (WfMapView *self, const char *text);

/* ---- two pictures of the city, left and right of a divider that is dragged */
/* Whether a side shows @layer. */
typedef gboolean (*WfMapShows) (WfLayer *layer, gpointer data);

/* Both sides show what the map did; the divider has the keyboard. */
void wf_map_view_start_swipe (WfMapView *self);
/* @side 0 is left, 1 right. @data is borrowed until the end; wf_map_view_set_style is for both. */
void wf_map_view_set_swipe_side (WfMapView *self, guint side, WfStyle *style, WfMapShows shows,
                                 gpointer data);
/* 0 left to 1 right. */
void wf_map_view_set_swipe_share (WfMapView *self, double share);
void wf_map_view_end_swipe (WfMapView *self);
gboolean wf_map_view_is_swiping (WfMapView *self);

/* ---- drawing */
void wf_map_view_start_drawing (WfMapView *self, WfShapeKind kind);
/* Takes an existing shape to edit its vertices. */
void wf_map_view_edit_shape (WfMapView *self, const WfShape *shape);
/* As a click at @p would (keyboard and tests). */
void wf_map_view_add_vertex (WfMapView *self, WfLonLat p);
gboolean wf_map_view_undo_vertex (WfMapView *self);
gboolean wf_map_view_redo_vertex (WfMapView *self);
void wf_map_view_cancel_drawing (WfMapView *self);
gboolean wf_map_view_is_drawing (WfMapView *self);
/* FALSE while there are too few vertices. @shape is the caller's (wf_shape_clear). */
gboolean wf_map_view_get_drawing (WfMapView *self, WfShape *shape);
/* Leaves the drawn shape on the map or takes it away. */
void wf_map_view_end_drawing (WfMapView *self);
