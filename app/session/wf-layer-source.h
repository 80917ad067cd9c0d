/* Watchfloor: where a layer is read from.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the worker is told of a layer, from its description. */
#pragma once

#include "wf-layer.h"
#include "wf-worker.h"

/* All of it; the texts are the layer's. */
static inline WfSource
wf_layer_source (WfLayer *layer)
{
  const WfCityLayer *description = wf_layer_get_description (layer);

  return (WfSource){ .source = description->source,
                     .layer = description->layer,
                     .encoding = description->encoding,
                     .datum = description->datum,
                     .crs = description->crs,
                     .x = description->x,
                     .y = description->y };
}
