/* Watchfloor: points and boxes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain shapes every layer passes by value. Order is always lon, lat and x, y. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Degrees; which datum is said by whoever carries it (WGS 84 inside the program). */
typedef struct
{
  double lon, lat;
} WfLonLat;

/* Unit Web Mercator: x 0 at 180 W to 1 at 180 E, y 0 at the north edge to 1 at the south edge. */
typedef struct
{
  double x, y;
} WfPoint;

typedef struct
{
  double min_x, min_y, max_x, max_y;
} WfBox;

/* Unit Web Mercator in 32-bit steps: one step is 9.3 mm at the equator. */
typedef struct
{
  uint32_t x, y;
} WfUnit;

typedef struct
{
  uint32_t min_x, min_y, max_x, max_y;
} WfUnitBox;

#define WF_BOX_EMPTY ((WfBox){ 1e300, 1e300, -1e300, -1e300 })
#define WF_UNIT_BOX_EMPTY ((WfUnitBox){ UINT32_MAX, UINT32_MAX, 0, 0 })
#define WF_UNIT_BOX_WORLD ((WfUnitBox){ 0, 0, UINT32_MAX, UINT32_MAX })

static inline bool
wf_box_is_empty (WfBox box)
{
  return !(box.min_x <= box.max_x && box.min_y <= box.max_y);
}

static inline void
wf_box_add (WfBox *box, double x, double y)
{
  if (x < box->min_x)
    box->min_x = x;
  if (y < box->min_y)
    box->min_y = y;
  if (x > box->max_x)
    box->max_x = x;
  if (y > box->max_y)
    box->max_y = y;
}

static inline void
wf_unit_box_add (WfUnitBox *box, WfUnit p)
{
  if (p.x < box->min_x)
    box->min_x = p.x;
  if (p.y < box->min_y)
    box->min_y = p.y;
  if (p.x > box->max_x)
    box->max_x = p.x;
  if (p.y > box->max_y)
    box->max_y = p.y;
}

static inline bool
wf_unit_box_meets (WfUnitBox a, WfUnitBox b)
{
  return a.min_x <= b.max_x && b.min_x <= a.max_x && a.min_y <= b.max_y && b.min_y <= a.max_y;
}

static inline bool
wf_unit_box_contains (WfUnitBox box, WfUnit p)
{
  return p.x >= box.min_x && p.x <= box.max_x && p.y >= box.min_y && p.y <= box.max_y;
}

static inline bool
wf_lonlat_is_valid (WfLonLat p)
{
  return p.lon >= -180 && p.lon <= 180 && p.lat >= -90 && p.lat <= 90;
}
