/* Watchfloor: small geometry in metres.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the maker needs of lines and rings (GArray of WfPoint, rings not closed). Overlays and
 * validity are GEOS's work in the worker; nothing here tries them. Pure. */
#pragma once

#include "wf-point.h"

#include <glib.h>
#include <math.h>

static inline WfPoint
gen_add (WfPoint a, WfPoint b, double k)
{
  return (WfPoint){ a.x + k * b.x, a.y + k * b.y };
}

static inline WfPoint
gen_sub (WfPoint a, WfPoint b)
{
  return (WfPoint){ a.x - b.x, a.y - b.y };
}

static inline double
gen_dot (WfPoint a, WfPoint b)
{
  return a.x * b.x + a.y * b.y;
}

static inline double
gen_cross (WfPoint a, WfPoint b)
{
  return a.x * b.y - a.y * b.x;
}

static inline double
gen_distance (WfPoint a, WfPoint b)
{
  return hypot (a.x - b.x, a.y - b.y);
}

static inline WfPoint
gen_direction (double angle)
{
  return (WfPoint){ cos (angle), sin (angle) };
}

/* Turned left by a right angle. */
static inline WfPoint
gen_left (WfPoint a)
{
  return (WfPoint){ -a.y, a.x };
}

/* Of length 1; (1, 0) for nothing. */
WfPoint gen_normal (WfPoint a);

/* Counter-clockwise is positive. */
double gen_ring_area (const WfPoint *points, guint n);
WfPoint gen_ring_centre (const WfPoint *points, guint n);
gboolean gen_ring_contains (const WfPoint *points, guint n, WfPoint p);
/* From @p to the nearest point of the ring's outline. */
double gen_ring_distance (const WfPoint *points, guint n, WfPoint p);
double gen_segment_distance (WfPoint a, WfPoint b, WfPoint p);
/* TRUE where a-b and c-d cross inside both; @t and @u (0..1) say where on each. */
gboolean gen_segments_cross (WfPoint a, WfPoint b, WfPoint c, WfPoint d, double *t, double *u);

/* Chaikin's corner cutting, @times over. New arrays. */
GArray *gen_ring_smooth (const WfPoint *points, guint n, guint times);
GArray *gen_line_smooth (const WfPoint *points, guint n, guint times);
/* Drops points that lie within @tolerance of the line without them (Douglas-Peucker). */
void gen_ring_thin (GArray *ring, double tolerance);
void gen_line_thin (GArray *line, double tolerance);
/* A new line with points every @step metres, ends kept. */
GArray *gen_line_even (const WfPoint *points, guint n, double step);
double gen_line_length (const WfPoint *points, guint n);
/* The point @distance along the line; @direction (may be NULL) gets the unit heading there. */
WfPoint gen_line_at (const WfPoint *points, guint n, double distance, WfPoint *direction);
/* The ring @half_width wide on both sides of the line; @half_width_end at its end. */
GArray *gen_line_ribbon (const WfPoint *points, guint n, double half_width, double half_width_end);
