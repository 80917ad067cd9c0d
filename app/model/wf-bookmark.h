/* Watchfloor: a view of the map with a name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the map stood and which layers it showed, kept by the operator at a city. A GObject because
 * it is a row. Main thread. */
#pragma once

#include "wf-view.h"

#include <gio/gio.h>
#include <jansson.h>

/* Properties: name (string, rw). Signal ::moved: it stands for another view now. */
#define WF_TYPE_BOOKMARK (wf_bookmark_get_type ())
G_DECLARE_FINAL_TYPE (WfBookmark, wf_bookmark, WF, BOOKMARK, GObject)

/* @layers (reference taken): an object of layer ids to whether they are shown. */
WfBookmark *wf_bookmark_new (const char *name, const WfView *view, json_t *layers);

const char *wf_bookmark_get_name (WfBookmark *bookmark);
void wf_bookmark_set_name (WfBookmark *bookmark, const char *name);

/* Gives @view the bookmark's centre, zoom and rotation; its size stays. */
void wf_bookmark_get_view (WfBookmark *bookmark, WfView *view);
void wf_bookmark_set_view (WfBookmark *bookmark, const WfView *view, json_t *layers);
/* FALSE where the bookmark does not know the layer: it was opened later. */
gboolean wf_bookmark_get_layer (WfBookmark *bookmark, const char *id, gboolean *shown);

/* As JSON with name, lon, lat, zoom, rotation (degrees) and layers; new reference. */
json_t *wf_bookmark_save (WfBookmark *bookmark);
/* NULL where @kept is no bookmark. */
WfBookmark *wf_bookmark_load (const json_t *kept);
