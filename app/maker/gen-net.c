/* Watchfloor: lines into one plane graph.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where lines cross or nearly touch they get a common node; then loose ends are cut off and what
 * hangs together with nothing is left out. A grid of cells finds the neighbours. Coasts are not
 * moved: only they must lie where the water is drawn. */
#include "config.h"

#include "gen-city.h"
#include "gen-shape.h"

#include <string.h>

#define SNAP_M 14.0
#define CELL_M 120.0

typedef struct
{
  guint32 a, b;
  GenEdge edge;
} Piece;

typedef struct
{
  GArray *nodes; /* WfPoint */
  GArray *pieces; /* Piece */
  guint w, h;
  GArray **near_nodes; /* guint32 by cell */
} Net;

typedef struct
{
  guint32 piece, node;
  double t;
} Cut;

static guint
column (double x)
{
  return (guint) (MAX (x + GEN_HALF_W + 400.0, 0.0) / CELL_M);
}

static guint
row (double y)
{
  return (guint) (MAX (y + GEN_HALF_H + 400.0, 0.0) / CELL_M);
}

static guint32
node_near (const Net *net, WfPoint p, double within)
{
  guint32 best = GEN_NONE;

  for (guint y = row (p.y - within); y <= MIN (row (p.y + within), net->h - 1); y++)
    for (guint x = column (p.x - within); x <= MIN (column (p.x + within), net->w - 1); x++)
      {
        const GArray *cell = net->near_nodes[y * net->w + x];

        for (guint i = 0; cell != NULL && i < cell->len; i++)
          {
            double d = gen_distance (
                g_array_index (net->nodes, WfPoint, g_array_index (cell, guint32, i)), p);

            if (d <= within)
              {
                within = d;
                best = g_array_index (cell, guint32, i);
              }
          }
      }
  return best;
}

static guint32
node_for (Net *net, WfPoint p, double snap)
{
  guint32 node = node_near (net, p, snap);

  if (node != GEN_NONE)
    return node;
  node = net->nodes->len;
  g_array_append_val (net->nodes, p);
  GArray **cell
      = &net->near_nodes[MIN (row (p.y), net->h - 1) * net->w + MIN (column (p.x), net->w - 1)];

  if (*cell == NULL)
    *cell = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (*cell, node);
  return node;
}

static void
add_line (Net *net, const GenLine *line, guint32 way)
{
  GenEdge edge = { .class = line->class, .way = way, .forward_is_land = line->class == GEN_COAST };
  guint n = line->points->len;
  guint32 before = GEN_NONE;

  for (guint i = 0; i < n + (line->closed ? 1 : 0); i++)
    {
      guint32 node = node_for (net, g_array_index (line->points, WfPoint, i % n),
                               line->class == GEN_COAST ? 0.01 : SNAP_M);
      Piece piece = { before, node, edge };

      if (before != GEN_NONE && before != node)
        g_array_append_val (net->pieces, piece);
      before = node;
    }
}

/* The pieces that pass through each cell. */
static GArray **
sort_pieces (const Net *net)
{
  GArray **cells = g_new0 (GArray *, (gsize) net->w * net->h);

  for (guint32 i = 0; i < net->pieces->len; i++)
    {
      const Piece *p = &g_array_index (net->pieces, Piece, i);
      WfPoint a = g_array_index (net->nodes, WfPoint, p->a),
              b = g_array_index (net->nodes, WfPoint, p->b);
      guint x1 = MIN (column (MAX (a.x, b.x) + SNAP_M), net->w - 1),
            y1 = MIN (row (MAX (a.y, b.y) + SNAP_M), net->h - 1);

      for (guint y = row (MIN (a.y, b.y) - SNAP_M); y <= y1; y++)
        for (guint x = column (MIN (a.x, b.x) - SNAP_M); x <= x1; x++)
          {
            WfPoint middle = { (x + 0.5) * CELL_M - GEN_HALF_W - 400.0,
                               (y + 0.5) * CELL_M - GEN_HALF_H - 400.0 };

            if (gen_segment_distance (a, b, middle) > CELL_M * M_SQRT1_2 + SNAP_M)
              continue;
            if (cells[y * net->w + x] == NULL)
              cells[y * net->w + x] = g_array_new (FALSE, FALSE, sizeof (guint32));
            g_array_append_val (cells[y * net->w + x], i);
          }
    }
  return cells;
}

static void
add_cut (const Net *net, GArray *cuts, guint32 piece, guint32 node)
{
  const Piece *p = &g_array_index (net->pieces, Piece, piece);
  WfPoint a = g_array_index (net->nodes, WfPoint, p->a),
          b = g_array_index (net->nodes, WfPoint, p->b);
  WfPoint d = gen_sub (b, a);
  Cut cut = { piece, node,
              gen_dot (gen_sub (g_array_index (net->nodes, WfPoint, node), a), d)
                  / MAX (gen_dot (d, d), 1e-9) };

  if (node != p->a && node != p->b)
    g_array_append_val (cuts, cut);
}

static void
cut_pair (Net *net, guint32 i, guint32 j, GArray *cuts)
{
  Piece p = g_array_index (net->pieces, Piece, i), q = g_array_index (net->pieces, Piece, j);
  double t, u;

  if (p.a == q.a || p.a == q.b || p.b == q.a || p.b == q.b)
    return;
  WfPoint a = g_array_index (net->nodes, WfPoint, p.a),
          b = g_array_index (net->nodes, WfPoint, p.b);
  WfPoint c = g_array_index (net->nodes, WfPoint, q.a),
          d = g_array_index (net->nodes, WfPoint, q.b);

  if (!gen_segments_cross (a, b, c, d, &t, &u))
    return;
  guint32 node = node_for (net, gen_add (a, gen_sub (b, a), t),
                           p.edge.class == GEN_COAST || q.edge.class == GEN_COAST ? 3.0 : SNAP_M);

  add_cut (net, cuts, i, node);
  add_cut (net, cuts, j, node);
}

/* A node beside a piece belongs on it. */
static void
cut_at_nodes (const Net *net, guint32 i, const GArray *nodes, GArray *cuts)
{
  const Piece *p = &g_array_index (net->pieces, Piece, i);
  WfPoint a = g_array_index (net->nodes, WfPoint, p->a),
          b = g_array_index (net->nodes, WfPoint, p->b);
  double within = p->edge.class == GEN_COAST ? 0.5 : SNAP_M * 0.75;

  for (guint k = 0; nodes != NULL && k < nodes->len; k++)
    {
      guint32 node = g_array_index (nodes, guint32, k);

      if (node != p->a && node != p->b
          && gen_segment_distance (a, b, g_array_index (net->nodes, WfPoint, node)) < within)
        add_cut (net, cuts, i, node);
    }
}

static int
compare_cuts (gconstpointer a, gconstpointer b)
{
  const Cut *c = a, *d = b;

  if (c->piece != d->piece)
    return c->piece < d->piece ? -1 : 1;
  if (c->t != d->t)
    return c->t < d->t ? -1 : 1;
  return c->node < d->node ? -1 : c->node > d->node;
}

static int
compare_pieces (gconstpointer a, gconstpointer b)
{
  const Piece *p = a, *q = b;
  guint32 pl = MIN (p->a, p->b), ql = MIN (q->a, q->b), ph = MAX (p->a, p->b),
          qh = MAX (q->a, q->b);

  if (pl != ql)
    return pl < ql ? -1 : 1;
  if (ph != qh)
    return ph < qh ? -1 : 1;
  /* The coast stays where a road runs on it, else the greater road does. */
  if ((p->edge.class == GEN_COAST) != (q->edge.class == GEN_COAST))
    return p->edge.class == GEN_COAST ? -1 : 1;
  if (p->edge.class != q->edge.class)
    return p->edge.class < q->edge.class ? -1 : 1;
  return p->edge.way < q->edge.way ? -1 : p->edge.way > q->edge.way;
}

static void
apply_cuts (Net *net, GArray *cuts)
{
  GArray *pieces = g_array_sized_new (FALSE, FALSE, sizeof (Piece), net->pieces->len + cuts->len);
  guint c = 0, kept = 0;

  g_array_sort (cuts, compare_cuts);
  for (guint32 i = 0; i < net->pieces->len; i++)
    {
      Piece piece = g_array_index (net->pieces, Piece, i);
      guint32 last = piece.b;

      for (; c < cuts->len && g_array_index (cuts, Cut, c).piece == i; c++)
        {
          piece.b = g_array_index (cuts, Cut, c).node;
          if (piece.a != piece.b)
            g_array_append_val (pieces, piece);
          piece.a = piece.b;
        }
      piece.b = last;
      if (piece.a != piece.b)
        g_array_append_val (pieces, piece);
    }
  g_array_sort (pieces, compare_pieces);
  for (guint i = 0; i < pieces->len; i++)
    {
      Piece *p = &g_array_index (pieces, Piece, i),
            *k = &g_array_index (pieces, Piece, MAX (kept, 1) - 1);

      if (kept == 0 || MIN (p->a, p->b) != MIN (k->a, k->b) || MAX (p->a, p->b) != MAX (k->a, k->b))
        g_array_index (pieces, Piece, kept++) = *p;
    }
  g_array_set_size (pieces, kept);
  g_array_unref (net->pieces);
  net->pieces = pieces;
}

/* One pass; TRUE where something was cut. */
static gboolean
cut_all (Net *net)
{
  GArray **cells = sort_pieces (net);
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (Cut));

  for (gsize c = 0; c < (gsize) net->w * net->h; c++)
    {
      for (guint i = 0; cells[c] != NULL && i < cells[c]->len; i++)
        for (guint j = i + 1; j < cells[c]->len; j++)
          cut_pair (net, g_array_index (cells[c], guint32, i), g_array_index (cells[c], guint32, j),
                    cuts);
    }
  for (gsize c = 0; c < (gsize) net->w * net->h; c++)
    {
      for (guint i = 0; cells[c] != NULL && i < cells[c]->len; i++)
        cut_at_nodes (net, g_array_index (cells[c], guint32, i), net->near_nodes[c], cuts);
      g_clear_pointer (&cells[c], g_array_unref);
    }
  g_free (cells);
  apply_cuts (net, cuts);
  return cuts->len > 0;
}

/* Cuts roads off back to their last junction; the ways to the map's edge end on its coast. */
static void
prune (Net *net)
{
  g_autofree guint32 *degree = g_new (guint32, net->nodes->len);
  gboolean changed = TRUE;

  while (changed)
    {
      guint kept = 0;

      memset (degree, 0, net->nodes->len * sizeof (guint32));
      for (guint i = 0; i < net->pieces->len; i++)
        {
          degree[g_array_index (net->pieces, Piece, i).a]++;
          degree[g_array_index (net->pieces, Piece, i).b]++;
        }
      for (guint i = 0; i < net->pieces->len; i++)
        {
          Piece p = g_array_index (net->pieces, Piece, i);

          /* A river has a spring and a railway a terminus: blocks keep clear of those too. */
          if ((degree[p.a] > 1 && degree[p.b] > 1) || p.edge.class == GEN_RIVER
              || p.edge.class == GEN_RAIL)
            g_array_index (net->pieces, Piece, kept++) = p;
        }
      changed = kept < net->pieces->len;
      g_array_set_size (net->pieces, kept);
    }
}

static guint32
root_of (guint32 *parent, guint32 i)
{
  while (parent[i] != i)
    i = parent[i] = parent[parent[i]];
  return i;
}

/* Leaves the greatest piece of the graph, and the coasts of the islands. */
static void
keep_connected (Net *net)
{
  guint n = net->nodes->len, kept = 0;
  g_autofree guint32 *parent = g_new (guint32, n);
  g_autofree guint32 *size = g_new0 (guint32, n);
  guint32 best = 0;

  for (guint32 i = 0; i < n; i++)
    parent[i] = i;
  for (guint i = 0; i < net->pieces->len; i++)
    {
      guint32 a = root_of (parent, g_array_index (net->pieces, Piece, i).a);
      guint32 b = root_of (parent, g_array_index (net->pieces, Piece, i).b);

      parent[MAX (a, b)] = MIN (a, b);
    }
  for (guint i = 0; i < net->pieces->len; i++)
    if (g_array_index (net->pieces, Piece, i).edge.class != GEN_COAST)
      size[root_of (parent, g_array_index (net->pieces, Piece, i).a)]++;
  for (guint32 i = 0; i < n; i++)
    if (size[i] > size[best])
      best = i;
  for (guint i = 0; i < net->pieces->len; i++)
    {
      Piece p = g_array_index (net->pieces, Piece, i);

      if (p.edge.class == GEN_COAST || root_of (parent, p.a) == best)
        g_array_index (net->pieces, Piece, kept++) = p;
    }
  g_array_set_size (net->pieces, kept);
}

static void
build_mesh (GenCity *city, const Net *net)
{
  g_autofree guint32 *number = g_new (guint32, net->nodes->len);

  memset (number, 0xff, net->nodes->len * sizeof (guint32));
  for (guint i = 0; i < net->pieces->len; i++)
    {
      const Piece *p = &g_array_index (net->pieces, Piece, i);
      guint32 ends[2] = { p->a, p->b };

      for (guint k = 0; k < 2; k++)
        if (number[ends[k]] == GEN_NONE)
          number[ends[k]]
              = gen_mesh_add_node (city->mesh, g_array_index (net->nodes, WfPoint, ends[k]));
      gen_mesh_add_edge (city->mesh, number[p->a], number[p->b], p->edge);
    }
  gen_mesh_link (city->mesh);
}

void
gen_net_make (GenCity *city)
{
  Net net = { .w = column (GEN_HALF_W + 400.0) + 1, .h = row (GEN_HALF_H + 400.0) + 1 };

  net.nodes = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  net.pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  net.near_nodes = g_new0 (GArray *, (gsize) net.w * net.h);
  /* Coasts first, so that nothing moves them. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < city->lines->len; i++)
      {
        const GenLine *line = g_ptr_array_index (city->lines, i);

        if ((line->class == GEN_COAST) == (pass == 0))
          add_line (&net, line, i);
      }
  for (guint pass = 0; pass < 8 && cut_all (&net); pass++)
    ;
  prune (&net);
  keep_connected (&net);
  prune (&net);
  city->mesh = gen_mesh_new ();
  build_mesh (city, &net);
  for (gsize c = 0; c < (gsize) net.w * net.h; c++)
    g_clear_pointer (&net.near_nodes[c], g_array_unref);
  g_free (net.near_nodes);
  g_array_unref (net.nodes);
  g_array_unref (net.pieces);
}
