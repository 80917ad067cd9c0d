/* Watchfloor: what a WMTS server says of itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Its capabilities document (OGC 07-057r7, WMTS 1.0.0) becomes a tile set. No network, no entities,
 * no DTD; a few megabytes at most. Pure; any thread. */
#pragma once

#include "wf-tile-set.h"

#define WF_WMTS_MAX_BYTES (4 << 20)

typedef struct
{
  const char *layer; /* NULL: the first */
  const char *matrix_set; /* NULL: the first of the layer that can be drawn */
  const char *service; /* the address asked, without its query: for servers that give no template */
  const char *query; /* "tk=..." of that address, kept in each tile's; may be NULL */
  WfDatum datum;
} WfWmtsChoice;

/* Errors: INVALID (no such document, layer or set; the sentence says which there are), LIMIT. */
WfTileSet *
wf_wmts_parse (const char *text, gsize length, const WfWmtsChoice *choice, GError **error);
