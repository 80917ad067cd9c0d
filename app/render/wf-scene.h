/* Watchfloor: scenes inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What wf-frame.h keeps opaque: the layers of a scene with their style layers bound to their
 * columns. Inside the render layer only. Immutable once shared. */
#pragma once

#include "wf-frame.h"
#include "wf-style-layer.h"

/* A style layer bound to a map layer. */
typedef struct
{
  const WfStyleLayer *style; /* Borrowed from the style */
  WfExpression *filter; /* Owned; NULL = all */
  char *filter_key; /* Owned; the same for filters that choose the same of one pack */
  WfExpression *props[WF_N_PROPS]; /* Owned; NULL = the fallback */
} WfBoundLayer;

typedef struct
{
  char *id;
  double opacity;
  WfPack *pack; /* Owned; NULL for a picture */
  WfGeometryKind kind; /* what it shows of the pack: a mixed one makes a layer a kind */
  WfFieldSource fields;
  GBytes *picture; /* Owned; NULL for a pack */
  int picture_width, picture_height;
  WfBox picture_box;
  GPtrArray *bound; /* WfBoundLayer, Owned; document order */
} WfSceneLayer;

struct _WfScene
{
  gatomicrefcount refs;
  WfStyle *style; /* Owned */
  WfStyle *fallback; /* Owned; made when a layer needs it */
  gboolean chinese;
  guint32 background;
  GPtrArray *layers; /* WfSceneLayer, Owned; bottom first */
  GPtrArray *backgrounds; /* WfBoundLayer, Owned */
};

/* One style layer, without its filter, over one feature of @pack whose values are @fields' (copied;
 * its data is borrowed as long as the scene); on nothing. */
WfScene *
wf_scene_new_single (WfStyle *style, guint layer, WfPack *pack, const WfFieldSource *fields);
