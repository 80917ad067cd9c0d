/* Watchfloor: what follows from a pack's points.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The box and the area of every feature, the tree above the boxes, and the part table where it is
 * plain: made again at each opening, which costs no more than comparing them with a copy in the
 * file would, and leaves nothing to be wrong. Pieces of the layer are shared out over the
 * processors; a feature's offsets are compared with the file before its points are touched. */
#include "config.h"

#include "wf-pack-format.h"
#include "wf-pack-read.h"
#include "wf-share.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PIECE 8192u /* features */
#define AREA_SCALE (0.5 / 4294967296.0)
#define HUGE_PAGE (1u << 21)

typedef gint32 Four __attribute__ ((vector_size (16)));
typedef guint32 Bits __attribute__ ((vector_size (16)));
typedef guint64 TwoWords __attribute__ ((vector_size (16)));
typedef double Two __attribute__ ((vector_size (16)));

G_STATIC_ASSERT (PIECE % WF_INDEX_FAN == 0);

typedef struct
{
  WfPack *pack;
  guint32 *part_of; /* NULL where the file's is used */
  WfUnitBox *boxes;
  float *areas; /* NULL: no polygons */
  gint is_wrong; /* Atomic */
} Derivation;

/* Not cleared; freed with free. Of whole large pages where it is worth it: there are some thousand
 * page faults less in the way of the first picture. */
static gpointer
allocate (guint64 n, gsize size)
{
  gsize bytes = MAX (1, n * size);
  gpointer memory = NULL;

  if (bytes < 2 * HUGE_PAGE)
    return malloc (bytes);
  if (posix_memalign (&memory, HUGE_PAGE, bytes) != 0)
    return NULL;
  madvise (memory, bytes, MADV_HUGEPAGE);
  return memory;
}

/* Twice the area of a ring, positive clockwise on the screen, steps. */
static double
ring_area (const WfUnit *p, guint32 n)
{
  double area = 0, ax = 0, ay = 0;

  for (guint32 i = 1; i < n; i++)
    {
      double bx = (double) p[i].x - p[0].x, by = (double) p[i].y - p[0].y;

      area += ax * by - bx * ay;
      ax = bx;
      ay = by;
    }
  return area;
}

/* What a feature's points say so far: the least of x, y, ~x and ~y, all with the upper bit turned
 * because vectors compare signed; and the two halves of twice the area. */
typedef struct
{
  Four least;
  Two area;
} Measure;

static const Four turned = { G_MININT32, G_MININT32, G_MAXINT32, G_MAXINT32 };

static inline Four
load (const WfUnit *p)
{
  guint64 word;

  memcpy (&word, p, sizeof word);
  return (Four) (TwoWords){ word, word } ^ turned;
}

/* What is further apart than 31 bits tell wraps around, and is measured by wide_area. */
static inline Four
apart (Four a, Four b)
{
  return (Four) ((Bits) a - (Bits) b);
}

/* One ring, line or bunch of points, round its first. */
static inline void
measure_part (Measure *m, const WfUnit *p, guint32 n)
{
  Four first = load (p), least = m->least;
  Two a = { 0, 0 }, area = m->area;

  for (guint32 i = 0; i < n; i++)
    {
      Four at = load (p + i), is_less = at < least, from = apart (at, first);
      Two b = { from[0], from[1] };

      least = (at & is_less) | (least & ~is_less);
      area += a * (Two){ b[1], b[0] };
      a = b;
    }
  m->least = least;
  m->area = area;
}

static WfUnitBox
box_of (Four least)
{
  least ^= turned;
  return (WfUnitBox){ (guint32) least[0], (guint32) least[1], (guint32) least[2],
                      (guint32) least[3] };
}

/* Of what is too wide for differences of 32 bits. */
static double
wide_area (const WfPackShapes *shapes, guint32 part, guint32 end)
{
  double area = 0;

  for (; part < end; part++)
    area += ring_area (shapes->coords + shapes->coord_of[part],
                       shapes->coord_of[part + 1] - shapes->coord_of[part]);
  return area;
}

static inline gboolean
is_wide (const WfUnitBox *box)
{
  return box->max_x - box->min_x > G_MAXINT32 || box->max_y - box->min_y > G_MAXINT32;
}

/* FALSE where the offsets leave the file or do not rise. */
static gboolean
derive_feature (const Derivation *d, guint32 feature)
{
  const WfPackShapes *shapes = &d->pack->shapes;
  gboolean is_table = d->pack->kind == WF_GEOMETRY_NONE;
  guint32 part, end;
  Measure m = { { G_MAXINT32, G_MAXINT32, G_MAXINT32, G_MAXINT32 }, { 0, 0 } };

  if (d->part_of != NULL)
    {
      part = is_table ? 0 : feature;
      d->part_of[feature + 1] = end = is_table ? 0 : feature + 1;
    }
  else
    {
      part = shapes->part_of[feature];
      end = shapes->part_of[feature + 1];
    }
  if (end > shapes->n_parts || (end <= part && !is_table))
    return FALSE;
  for (guint32 i = part; i < end; i++)
    {
      guint32 first = shapes->coord_of[i], last = shapes->coord_of[i + 1];

      if (first >= last || last > shapes->n_coords)
        return FALSE;
      measure_part (&m, shapes->coords + first, last - first);
    }
  d->boxes[feature] = box_of (m.least);
  if (d->areas == NULL)
    return TRUE;
  if (is_wide (&d->boxes[feature]))
    m.area = (Two){ wide_area (shapes, part, end), 0 };
  if (feature < d->pack->first_of_kind[WF_GEOMETRY_POLYGON])
    m.area = (Two){ 0, 0 };
  d->areas[feature] = (float) (fabs (m.area[0] - m.area[1]) * AREA_SCALE);
  return TRUE;
}

static void
derive_piece (gpointer data, guint32 from, guint32 to)
{
  Derivation *d = data;
  WfPack *pack = d->pack;

  for (guint32 i = from; i < to; i++)
    if (!derive_feature (d, i))
      {
        g_atomic_int_set (&d->is_wrong, TRUE);
        return;
      }
  for (guint32 i = from; i < to; i += WF_INDEX_FAN)
    pack->tree[i / WF_INDEX_FAN] = wf_index_union (d->boxes + i, MIN (WF_INDEX_FAN, to - i));
}

static gboolean
make_room (Derivation *d)
{
  WfPack *pack = d->pack;
  WfPackShapes *shapes = &pack->shapes;

  shapes->boxes = d->boxes = allocate (shapes->n_features, sizeof *d->boxes);
  pack->tree = allocate (pack->layout.n_nodes, sizeof *pack->tree);
  if (pack->first_of_kind[WF_GEOMETRY_POLYGON] < shapes->n_features)
    shapes->areas = d->areas = allocate (shapes->n_features, sizeof *d->areas);
  if (shapes->part_of == NULL)
    {
      shapes->part_of = d->part_of = allocate (shapes->n_features + (guint64) 1, 4);
      pack->owns_part_of = TRUE;
      if (d->part_of != NULL)
        d->part_of[0] = 0;
    }
  return shapes->boxes != NULL && pack->tree != NULL && shapes->part_of != NULL
         && (d->areas != NULL || pack->first_of_kind[WF_GEOMETRY_POLYGON] == shapes->n_features);
}

gboolean
wf_pack_derive (WfPack *pack, const char **wrong)
{
  const WfPackShapes *shapes = &pack->shapes;
  Derivation d = { .pack = pack };

  if (!make_room (&d))
    {
      *wrong = "larger than memory";
      return FALSE;
    }
  *wrong = "offsets";
  if (shapes->coord_of[0] != 0 || shapes->coord_of[shapes->n_parts] != shapes->n_coords
      || (d.part_of == NULL
          && (shapes->part_of[0] != 0 || shapes->part_of[shapes->n_features] != shapes->n_parts)))
    return FALSE;
  wf_share_out (shapes->n_features, PIECE, derive_piece, &d, NULL);
  if (d.is_wrong)
    return FALSE;
  wf_index_build (&pack->layout, 1, shapes->boxes, pack->tree);
  return TRUE;
}
