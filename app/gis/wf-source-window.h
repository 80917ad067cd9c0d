/* Watchfloor: windows of large sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A source too large or too far away to be taken whole is read a window at a time: a block of
 * whole tiles of a grid that halves the unit Mercator square @level times, large enough to hold the
 * view and a margin of at least a quarter of it on one side. The same view gives the same window,
 * so that windows can be kept; while the view stays inside, none is read. Pure; any thread. */
#pragma once

#include "wf-point.h"

#include <glib.h>

typedef struct
{
  guint level;
  guint32 x, y; /* the first tile, from the north-west */
  guint32 nx, ny; /* tiles; 0: no window, the whole source */
  guint detail; /* of a picture: sqrt (2)^detail pixels across the world; 0 of features */
} WfSourceWindow;

/* What a window's pack does not show. */
typedef struct
{
  gint64 n_matched; /* features in the window, about; < 0 not known */
  gint64 one_in; /* 1: all of them are there; 250: one of 250 */
  gboolean cut; /* the source had more and gave no sample: the first ones are there */
  gboolean is_old; /* the source could not be asked: from the cache, read earlier */
} WfWindowFacts;

/* The window for a view of @box (unit Mercator). */
WfSourceWindow wf_source_window_for (WfBox box);
/* The same of a picture for a view of @px_per_unit pixels a unit: at least as fine, at most half as
 * fine again. */
WfSourceWindow wf_source_window_for_picture (WfBox box, double px_per_unit);
/* Metres of EPSG:3857 that a pixel of it is wide. */
double wf_source_window_resolution (WfSourceWindow window);
/* What it covers, unit Mercator. */
WfBox wf_source_window_box (WfSourceWindow window);
/* TRUE where @window holds all of @box that lies on the map. */
gboolean wf_source_window_holds (WfSourceWindow window, WfBox box);
gboolean wf_source_window_equal (WfSourceWindow a, WfSourceWindow b);

/* "W,S,E,N" in degrees, for the worker. Free with g_free. */
char *wf_source_window_degrees (WfSourceWindow window);

/* TRUE where all the features of the window are in its pack. */
static inline gboolean
wf_source_window_facts_complete (const WfWindowFacts *facts)
{
  return facts->one_in <= 1 && !facts->cut && !facts->is_old;
}

/* TRUE where a window like @has, whose facts these are, shows all that one like @wanted would. */
gboolean wf_source_window_does_for (WfSourceWindow has, const WfWindowFacts *facts,
                                    WfSourceWindow wanted, WfBox view);

/* What is not shown, as a sentence for the operator; NULL where all is. Free with g_free. */
char *wf_source_window_facts_sentence (const WfWindowFacts *facts);
/* The same of a picture, where being coarser than its source is no fault. */
char *wf_source_window_picture_sentence (const WfWindowFacts *facts);

/* TRUE where @source is to be read by windows: a server of features, or a file with a spatial index
 * larger than 4 GiB. */
gboolean wf_source_window_wanted (const char *source);
