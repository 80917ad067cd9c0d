/* Watchfloor: the inside of the map widget.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of the widget: wf-map-view.c (what is shown),
 * wf-map-navigate.c (where it looks), wf-map-gestures.c (pointer and
 * touch), wf-map-keys.c (keyboard), wf-map-drawing.c (the drawing tool), wf-map-swipe.c (two
 * pictures side by side). Main thread. */
#pragma once

#include "wf-ground-layer.h"
#include "wf-highlight-layer.h"
#include "wf-incident-layer.h"
#include "wf-draw-layer.h"
#include "wf-map-view.h"
#include "wf-motion.h"
#include "wf-swipe.h"
#include "wf-track-layer.h"

#include <shumate/shumate.h>

#define WF_MAP_MIN_ZOOM 2.0
#define WF_MAP_MAX_ZOOM 20.0

struct _WfMapView
{
  GtkWidget parent_instance;

  /* Owned */
  WfClock *clock;
  ShumateViewport *viewport;
  char *selected_id;
  WfSketch *sketch; /* NULL while nothing is drawn */
  GListModel *layers; /* WfLayer; may be NULL */
  WfStyle *style; /* may be NULL */

  /* Children */
  WfGroundLayer *ground;
  WfHighlightLayer *highlight;
  WfTrackLayer *tracks;
  WfIncidentLayer *incidents;
  WfDrawLayer *draw;
  WfGroundLayer *other; /* right of the divider; NULL: there is none */
  WfSwipe *swipe; /* the divider; NULL: there is none */
  GtkWidget *scale_bar;
  GtkWidget *compass;
  GtkWidget *attribution;

  /* Moving about */
  WfMotion motion;
  guint motion_tick;
  guint changed_tick; /* ::view-changed is due */
  guint describe_timer; /* a screen reader is told once the view rests */
  WfBox home_deg; /* empty until known */
  WfBox fit_deg; /* to be fitted once there is a size; empty = none */
  guint fit_source;

  /* Pointer */
  WfPoint pointer_px; /* NAN outside */
  WfView drag_view; /* as the drag began */
  WfPoint drag_start_px;
  gboolean drag_moved, drag_turns;
  gboolean pinching;
  WfView pinch_view;
  double pinch_zoom, pinch_turn;
  WfPoint pinch_px;
  struct
  {
    gint64 at_us;
    double x, y;
  } trail[8]; /* the last places of a drag, for the glide */
  guint n_trail;

  /* Drawing */
  gboolean open; /* more vertices may be set */
  guint drag_vertex; /* G_MAXUINT: no vertex is dragged */
  gboolean by_keys; /* the crosshair is shown */
  WfLonLat next;

  gboolean dark, chinese;
};

/* The viewport moved: tells the layers at once, the listeners once a frame. */
void wf_map_view_moved (WfMapView *self);
/* Stops any movement and shows @view. */
void wf_map_view_show (WfMapView *self, const WfView *view);
/* A hand has let go: the view stays, unless a movement goes on. */
void wf_map_view_rest (WfMapView *self);
/* The present view in logical pixels. */
WfView wf_map_view_logical (WfMapView *self);
void wf_map_view_stop (WfMapView *self);
/* Begins @motion, or ends it at once where the desktop wants no animations. */
void wf_map_view_move (WfMapView *self, WfMotion motion);
/* @steps of zoom about @anchor_px, smoothly; adds up while it runs. */
void wf_map_view_zoom_about (WfMapView *self, double steps, WfPoint anchor_px);
void wf_map_view_go_home (WfMapView *self);
void wf_map_view_click (WfMapView *self, double x, double y, int n_press);

/* The files' parts of init. */
void wf_map_view_add_gestures (WfMapView *self);
void wf_map_view_add_keys (WfMapView *self);
void wf_map_view_add_context (WfMapView *self);

/* Takes the divider and the picture right of it away. */
void wf_map_swipe_drop (WfMapView *self);

/* ---- drawing */
void wf_map_drawing_pointer (WfMapView *self);
/* TRUE where the press at (@x, @y) took hold of a vertex. */
gboolean wf_map_drawing_grab (WfMapView *self, double x, double y);
void wf_map_drawing_drag (WfMapView *self, double x, double y);
void wf_map_drawing_drop (WfMapView *self);
void wf_map_drawing_finish (WfMapView *self);
/* TRUE where the key was the tool's. */
gboolean wf_map_drawing_key (WfMapView *self, guint keyval, GdkModifierType state);
