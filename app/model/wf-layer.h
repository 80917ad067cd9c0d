/* Watchfloor: a map layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the layer panel shows and the map draws: a pack with its place in the picture, or the
 * reason why there is none. A GObject because it is a row. Main thread. */
#pragma once

#include "wf-city.h"
#include "wf-pack.h"

#include <gio/gio.h>

typedef enum
{
  WF_LAYER_WAITING,
  WF_LAYER_LOADING,
  WF_LAYER_READY,
  WF_LAYER_ASKING, /* the operator must say something first: which of its layers... */
  WF_LAYER_FAILED,
} WfLayerState;

/* Properties: id, title (rw), visible (rw), opacity (rw, 0..1), state (uint), progress (0..1, -1
 * unknown, WF_WORKER_STALLED), trouble (sentence or NULL), note (what happened that is no trouble:
 * read again, what is asked; sentence or NULL). notify::state also tells of a new pack or raster.
 */
#define WF_TYPE_LAYER (wf_layer_get_type ())
G_DECLARE_FINAL_TYPE (WfLayer, wf_layer, WF, LAYER, GObject)

/* A layer of the city. @description is copied. */
WfLayer *wf_layer_new (const WfCityLayer *description, gboolean chinese);
/* A layer the operator opened. */
WfLayer *wf_layer_new_own (const WfCityLayer *description, gboolean chinese);
/* TRUE for what the operator opened: it may be removed. */
gboolean wf_layer_is_own (WfLayer *layer);

const char *wf_layer_get_id (WfLayer *layer);
const char *wf_layer_get_title (WfLayer *layer);
void wf_layer_set_title (WfLayer *layer, const char *title);
const char *wf_layer_get_role (WfLayer *layer); /* may be NULL */
/* The file or GDAL name it is read from. */
const char *wf_layer_get_source (WfLayer *layer);
/* How it is read: source, layer, encoding, datum, role. Its title, visibility and opacity are those
 * it began with. Borrowed until it is set anew. */
const WfCityLayer *wf_layer_get_description (WfLayer *layer);
/* Reads it otherwise from the next load on; id and title stay. */
void wf_layer_set_description (WfLayer *layer, const WfCityLayer *description);
WfLayerState wf_layer_get_state (WfLayer *layer);
const char *wf_layer_get_trouble (WfLayer *layer);
gboolean wf_layer_get_visible (WfLayer *layer);
void wf_layer_set_visible (WfLayer *layer, gboolean visible);
double wf_layer_get_opacity (WfLayer *layer);
void wf_layer_set_opacity (WfLayer *layer, double opacity);
WfPack *wf_layer_get_pack (WfLayer *layer); /* borrowed; NULL until ready */
/* A raster layer's picture instead of a pack; NULL for vector layers. */
GBytes *wf_layer_get_raster (WfLayer *layer, int *width_px, int *height_px, WfBox *box);

/* For whoever loads it. */
/* Waiting again, as after "try again": pack, raster and trouble are dropped. */
void wf_layer_reset (WfLayer *layer);
/* Asks: @note says what. */
void wf_layer_ask (WfLayer *layer, const char *note);
void wf_layer_set_note (WfLayer *layer, const char *note);
const char *wf_layer_get_note (WfLayer *layer);
/* Where the layer lies, degrees; FALSE until it is ready or where it is empty. */
gboolean wf_layer_get_extent (WfLayer *layer, WfBox *degrees);
/* Loading, what it showed stays meanwhile; @fraction as a WfWorkerProgress says it. */
void wf_layer_set_progress (WfLayer *layer, double fraction);
void wf_layer_take_pack (WfLayer *layer, WfPack *pack);
void wf_layer_take_raster (WfLayer *layer, GBytes *bytes, int width_px, int height_px, WfBox box);
/* Where all of it lies (unit Mercator), though what it takes is a part. */
void wf_layer_set_extent (WfLayer *layer, WfBox box);
void wf_layer_set_trouble (WfLayer *layer, const char *trouble);
