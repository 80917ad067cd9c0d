/* Watchfloor: making unit grid cells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays districts, streets, communities and unit grid cells over land that has none: GEOS cuts
 * the land along the roads (in the worker, so that neighbours share every vertex and leave no
 * gap), small faces are joined, faces are grouped into communities, streets and districts, and
 * cells get their 15-digit GB/T 30428 codes, numbered west to east, then north to south. */
#pragma once

#include "wf-pack.h"

typedef struct
{
  const char *lines_pack; /* path of a line pack: roads, rivers, district borders */
  const char *land_pack; /* path of a polygon pack: where cells may be; NULL = the lines' hull */
  int county_base; /* six digits, GB/T 2260: the first district's, 210202... */
  double cell_m2; /* cells are near this size, 100,000 where 0 */
  guint cells_per_community, communities_per_street, streets_per_district;
  guint64 seed; /* of the names, where @name_at gives none */
  /* The name of the place nearest @p at @level (0 district, 1 street, 2 community), or NULL to
   * have one made. zh and en are g_free'd by the caller. */
  gboolean (*name_at) (WfLonLat p, int level, char **zh, char **en, gpointer user_data);
  gpointer user_data;
} WfGridPlan;

/* Writes the cells as a polygon pack with TEXT fields code, name, community, communit_e,
 * street, street_e, district, distr_e and REAL area_m2 to @output. */
gboolean wf_grid_make (const WfGridPlan *plan, const char *output, guint *n_cells, GError **error);
