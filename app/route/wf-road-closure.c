/* Watchfloor: closed streets.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pieces of the graph a drawn line crosses or a drawn area holds: orientation tests on the
 * packs' integer coordinates, so that a touch counts. */
#include "config.h"

#include "wf-road-graph-private.h"

/* Twice the signed area of a, b, c: fits 66 bits, hence long double. */
static int
side (WfUnit a, WfUnit b, WfUnit c)
{
  long double v = ((long double) b.x - a.x) * ((long double) c.y - a.y)
                  - ((long double) b.y - a.y) * ((long double) c.x - a.x);

  return (v > 0) - (v < 0);
}

static gboolean
is_within (WfUnit a, WfUnit b, WfUnit p)
{
  return p.x >= MIN (a.x, b.x) && p.x <= MAX (a.x, b.x) && p.y >= MIN (a.y, b.y)
         && p.y <= MAX (a.y, b.y);
}

static gboolean
segments_meet (WfUnit a, WfUnit b, WfUnit c, WfUnit d)
{
  int abc = side (a, b, c), abd = side (a, b, d), cda = side (c, d, a), cdb = side (c, d, b);

  if (abc * abd < 0 && cda * cdb < 0)
    return TRUE;
  return (abc == 0 && is_within (a, b, c)) || (abd == 0 && is_within (a, b, d))
         || (cda == 0 && is_within (c, d, a)) || (cdb == 0 && is_within (c, d, b));
}

static gboolean
piece_meets (const WfRoadGraph *graph, const WfRoadPiece *piece, WfUnit a, WfUnit b)
{
  const WfUnit *c = graph->coords + piece->coord;

  for (guint32 i = 0; i + 1 < piece->n_coords; i++)
    if (segments_meet (c[i], c[i + 1], a, b))
      return TRUE;
  return FALSE;
}

static gboolean
piece_is_closed (const WfRoadGraph *graph, const WfRoadPiece *piece, const WfPack *closures,
                 guint32 feature)
{
  const WfPackShapes *shapes = wf_pack_shapes (closures);
  gboolean is_area = wf_pack_kind (closures) == WF_GEOMETRY_POLYGON;

  if (is_area && wf_pack_polygon_contains (closures, feature, graph->coords[piece->coord]))
    return TRUE;
  for (guint32 p = shapes->part_of[feature]; p < shapes->part_of[feature + 1]; p++)
    {
      guint32 first = shapes->coord_of[p], end = shapes->coord_of[p + 1];

      for (guint32 i = first; i + 1 < end; i++)
        if (piece_meets (graph, piece, shapes->coords[i], shapes->coords[i + 1]))
          return TRUE;
      /* Rings are not closed in the pack. */
      if (is_area && end > first
          && piece_meets (graph, piece, shapes->coords[end - 1], shapes->coords[first]))
        return TRUE;
    }
  return FALSE;
}

guint
wf_road_graph_mark_closed (const WfRoadGraph *graph, const WfPack *closures, guint8 *closed)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n_closures = wf_pack_shapes (closures)->n_features;
  guint n = 0;

  for (guint32 k = 0; k < n_closures; k++)
    {
      g_array_set_size (found, 0);
      wf_pack_search (graph->pack, wf_pack_shapes (closures)->boxes[k], found);
      for (guint i = 0; i < found->len; i++)
        {
          guint32 road = g_array_index (found, guint32, i);

          for (guint32 p = graph->piece_of[road]; p < graph->piece_of[road + 1]; p++)
            if (!closed[p] && piece_is_closed (graph, &graph->pieces[p], closures, k))
              {
                closed[p] = 1;
                n++;
              }
        }
    }
  return n;
}
