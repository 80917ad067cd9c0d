/* Watchfloor: a feature as JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* For copying and for watchfloorctl. Pure; any thread. */
#pragma once

#include "wf-pack.h"

#include <jansson.h>

/* {"name": value, ...}, null where there is none; times as RFC 3339. A new reference. */
json_t *wf_pack_attributes_json (const WfPack *pack, guint32 feature);

/* A GeoJSON Feature (RFC 7946: WGS 84, outer rings counter-clockwise, 7 decimals). A new
 * reference. */
json_t *wf_pack_feature_json (const WfPack *pack, guint32 feature);
