/* Watchfloor: the city file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What wf-city.c and its reader share; nobody else sees it. */
#pragma once

#include "wf-city.h"

struct _WfCity
{
  gatomicrefcount refs;
  char *path;
  char *folder;
  char *title_zh;
  char *title_en;
  WfBox extent;
  char *platform;
  char *attribution;
  char *style_light;
  char *style_dark;
  GPtrArray *layers; /* WfCityLayer */
  GPtrArray *feeds; /* WfCityFeed */
  WfCityRoads roads;
  WfCityGrid grid;
  WfCityPoints signals;
  WfCityHistory history;
  json_t *simulation;
};

/* An empty city of the file @path, for the reader to fill. */
WfCity *wf_city_new (const char *path);
