/* Watchfloor: the plane graph of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "gen-mesh.h"

#include "gen-shape.h"

GenMesh *
gen_mesh_new (void)
{
  GenMesh *mesh = g_new0 (GenMesh, 1);

  mesh->nodes = g_array_new (FALSE, FALSE, sizeof (WfPoint));
  mesh->halves = g_array_new (FALSE, FALSE, sizeof (GenHalf));
  mesh->edges = g_array_new (FALSE, FALSE, sizeof (GenEdge));
  mesh->faces = g_array_new (FALSE, FALSE, sizeof (guint32));
  return mesh;
}

void
gen_mesh_free (GenMesh *mesh)
{
  if (mesh == NULL)
    return;
  g_array_unref (mesh->nodes);
  g_array_unref (mesh->halves);
  g_array_unref (mesh->edges);
  g_array_unref (mesh->faces);
  g_free (mesh);
}

guint32
gen_mesh_add_node (GenMesh *mesh, WfPoint p)
{
  g_array_append_val (mesh->nodes, p);
  return mesh->nodes->len - 1;
}

guint32
gen_mesh_add_edge (GenMesh *mesh, guint32 from, guint32 to, GenEdge edge)
{
  GenHalf pair[2] = { { from, GEN_NONE, GEN_NONE }, { to, GEN_NONE, GEN_NONE } };

  g_array_append_vals (mesh->halves, pair, 2);
  g_array_append_val (mesh->edges, edge);
  return mesh->halves->len - 2;
}

typedef struct
{
  guint32 node, half;
  double angle;
} Spoke;

static int
compare_spokes (gconstpointer a, gconstpointer b)
{
  const Spoke *s = a, *t = b;

  if (s->node != t->node)
    return s->node < t->node ? -1 : 1;
  if (s->angle != t->angle)
    return s->angle < t->angle ? -1 : 1;
  return s->half < t->half ? -1 : 1;
}

/* At each node the way on from a half-edge that comes in is the next one clockwise from its
 * twin: that keeps the face on the left. */
static void
link_nexts (GenMesh *mesh)
{
  guint n = mesh->halves->len;
  g_autofree Spoke *spokes = g_new (Spoke, MAX (n, 1));

  for (guint32 h = 0; h < n; h++)
    {
      WfPoint d = gen_sub (gen_mesh_point (mesh, gen_mesh_to (mesh, h)),
                           gen_mesh_point (mesh, gen_mesh_from (mesh, h)));

      spokes[h] = (Spoke){ gen_mesh_from (mesh, h), h, atan2 (d.y, d.x) };
    }
  qsort (spokes, n, sizeof (Spoke), compare_spokes);
  for (guint i = 0; i < n;)
    {
      guint end = i;

      while (end < n && spokes[end].node == spokes[i].node)
        end++;
      for (guint k = i; k < end; k++)
        gen_mesh_half (mesh, spokes[k].half ^ 1)->next = spokes[k > i ? k - 1 : end - 1].half;
      i = end;
    }
}

void
gen_mesh_link (GenMesh *mesh)
{
  link_nexts (mesh);
  g_array_set_size (mesh->faces, 0);
  for (guint32 h = 0; h < mesh->halves->len; h++)
    gen_mesh_half (mesh, h)->face = GEN_NONE;
  for (guint32 h = 0; h < mesh->halves->len; h++)
    {
      guint32 face = mesh->faces->len, at = h;

      if (gen_mesh_half (mesh, h)->face != GEN_NONE)
        continue;
      g_array_append_val (mesh->faces, h);
      do
        {
          gen_mesh_half (mesh, at)->face = face;
          at = gen_mesh_half (mesh, at)->next;
        }
      while (at != h);
    }
}

guint32
gen_mesh_split_edge (GenMesh *mesh, guint32 half, WfPoint p)
{
  guint32 node = gen_mesh_add_node (mesh, p);
  guint32 old = half, back = half ^ 1;
  GenEdge edge = *gen_mesh_edge (mesh, half);
  guint32 to = gen_mesh_from (mesh, back);
  /* The new edge lies the same way round as the old: its even half runs with the old even half. */
  guint32 even = half & 1 ? gen_mesh_add_edge (mesh, to, node, edge)
                          : gen_mesh_add_edge (mesh, node, to, edge);
  guint32 on = half & 1 ? even ^ 1 : even, on_back = on ^ 1;
  GenHalf *h = gen_mesh_half (mesh, old), *b = gen_mesh_half (mesh, back);
  GenHalf *n = gen_mesh_half (mesh, on), *m = gen_mesh_half (mesh, on_back);
  guint32 before = back;

  n->next = h->next == back ? on_back : h->next;
  n->face = h->face;
  h->next = on;
  m->next = back;
  m->face = b->face;
  b->from = node;
  if (n->next == on_back)
    return node;
  /* Whoever led to the old back half now leads to the new one. */
  do
    before = gen_mesh_half (mesh, before)->next;
  while (gen_mesh_half (mesh, before)->next != back);
  gen_mesh_half (mesh, before)->next = on_back;
  return node;
}

static guint32
half_before (const GenMesh *mesh, guint32 half)
{
  guint32 before = half;

  while (gen_mesh_half (mesh, before)->next != half)
    before = gen_mesh_half (mesh, before)->next;
  return before;
}

guint32
gen_mesh_split_face (GenMesh *mesh, guint32 a, guint32 b, GenEdge edge)
{
  guint32 before_a = half_before (mesh, a), before_b = half_before (mesh, b);
  guint32 half = gen_mesh_add_edge (mesh, gen_mesh_from (mesh, a), gen_mesh_from (mesh, b), edge);
  guint32 old_face = gen_mesh_half (mesh, a)->face, new_face = mesh->faces->len, at;
  GenHalf *there = gen_mesh_half (mesh, half), *back = gen_mesh_half (mesh, half ^ 1);

  there->next = b;
  back->next = a;
  gen_mesh_half (mesh, before_a)->next = half;
  gen_mesh_half (mesh, before_b)->next = half ^ 1;
  there->face = old_face;
  g_array_index (mesh->faces, guint32, old_face) = half;
  guint32 other = half ^ 1;

  g_array_append_val (mesh->faces, other);
  at = other;
  do
    {
      gen_mesh_half (mesh, at)->face = new_face;
      at = gen_mesh_half (mesh, at)->next;
    }
  while (at != other);
  return half;
}

void
gen_mesh_walk (const GenMesh *mesh, guint32 face, GArray *halves)
{
  guint32 first = g_array_index (mesh->faces, guint32, face), at = first;

  g_array_set_size (halves, 0);
  do
    {
      g_array_append_val (halves, at);
      at = gen_mesh_half (mesh, at)->next;
    }
  while (at != first);
}

void
gen_mesh_ring (const GenMesh *mesh, guint32 face, GArray *points)
{
  guint32 first = g_array_index (mesh->faces, guint32, face), at = first;

  g_array_set_size (points, 0);
  do
    {
      WfPoint p = gen_mesh_point (mesh, gen_mesh_from (mesh, at));

      g_array_append_val (points, p);
      at = gen_mesh_half (mesh, at)->next;
    }
  while (at != first);
}
