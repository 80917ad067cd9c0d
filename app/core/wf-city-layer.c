/* Watchfloor: a layer's description.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See wf-city.h. Any thread. */
#include "config.h"

#include "wf-city.h"

WfCityLayer *
wf_city_layer_new (const char *id, const char *source)
{
  WfCityLayer *layer = g_new0 (WfCityLayer, 1);

  layer->id = g_strdup (id);
  layer->source = g_strdup (source);
  layer->visible = TRUE;
  layer->opacity = 1;
  return layer;
}

WfCityLayer *
wf_city_layer_copy (const WfCityLayer *layer)
{
  WfCityLayer *copy = g_new (WfCityLayer, 1);

  *copy = *layer;
  copy->id = g_strdup (layer->id);
  copy->title_zh = g_strdup (layer->title_zh);
  copy->title_en = g_strdup (layer->title_en);
  copy->source = g_strdup (layer->source);
  copy->layer = g_strdup (layer->layer);
  copy->encoding = g_strdup (layer->encoding);
  copy->crs = g_strdup (layer->crs);
  copy->x = g_strdup (layer->x);
  copy->y = g_strdup (layer->y);
  copy->role = g_strdup (layer->role);
  copy->tiles.hosts = g_strdup (layer->tiles.hosts);
  copy->tiles.matrix_set = g_strdup (layer->tiles.matrix_set);
  return copy;
}

void
wf_city_layer_free (WfCityLayer *layer)
{
  if (layer == NULL)
    return;
  g_free (layer->id);
  g_free (layer->title_zh);
  g_free (layer->title_en);
  g_free (layer->source);
  g_free (layer->layer);
  g_free (layer->encoding);
  g_free (layer->crs);
  g_free (layer->x);
  g_free (layer->y);
  g_free (layer->role);
  g_free (layer->tiles.hosts);
  g_free (layer->tiles.matrix_set);
  g_free (layer);
}
