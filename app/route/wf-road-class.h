/* Watchfloor: what a car may do on a road.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the words of road layers (OpenStreetMap's tags). Pure, any thread. */
#pragma once

#include <glib.h>

enum
{
  WF_TURN_LEFT = 1 << 0,
  WF_TURN_RIGHT = 1 << 1,
  WF_TURN_STRAIGHT = 1 << 2,
  WF_TURN_BACK = 1 << 3,
};

typedef struct
{
  gboolean forward, backward; /* neither: not for cars */
  float kmh; /* driven on an empty road */
  guint8 no_turn_start, no_turn_end; /* WF_TURN_ bits forbidden when leaving over that end */
} WfRoadUse;

/* Each word may be NULL: the layer does not say. */
WfRoadUse wf_road_use_read (const char *class_name, const char *oneway, const char *maxspeed,
                            const char *access, const char *junction, const char *no_turn);

/* The limit in km/h of "50", "30 mph"; 0 where @text is no number. */
double wf_road_speed_parse (const char *text);
