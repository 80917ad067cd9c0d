/* Watchfloor: geometries on their way in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Every count is compared with the bytes that are left before it is believed. */
#include "config.h"

#include "wf-wkb-batch.h"

#include "wf-area-repair.h"
#include "wf-world-edge.h"

#include "wf-mercator.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 8

typedef struct
{
  const guint8 *at, *end;
} Bytes;

enum
{
  WKB_POINT = 1,
  WKB_LINE = 2,
  WKB_POLYGON = 3,
  WKB_COLLECTION = 7, /* 4, 5, 6, 7 hold others; 15, 16 too */
  WKB_POLYHEDRAL = 15,
  WKB_TIN = 16,
  WKB_TRIANGLE = 17,
};

void
wf_wkb_batch_init (WfWkbBatch *batch, gboolean is_table)
{
  *batch = (WfWkbBatch){ .is_table = is_table, .room_points = 1 << 14, .room_units = 1 << 14 };
  batch->x = g_new (double, batch->room_points);
  batch->y = g_new (double, batch->room_points);
  batch->units = g_new (WfUnit, batch->room_units);
  batch->ok = g_new (guint8, batch->room_units);
  batch->parts = g_array_new (FALSE, FALSE, sizeof (WfWkbPart));
  batch->features = g_array_new (FALSE, FALSE, sizeof (WfWkbFeature));
}

void
wf_wkb_batch_clear (WfWkbBatch *batch)
{
  g_clear_pointer (&batch->x, g_free);
  g_clear_pointer (&batch->y, g_free);
  g_clear_pointer (&batch->units, g_free);
  g_clear_pointer (&batch->ok, g_free);
  g_clear_pointer (&batch->parts, g_array_unref);
  g_clear_pointer (&batch->features, g_array_unref);
}

static gboolean
read_u32 (Bytes *bytes, gboolean swap, guint32 *value)
{
  if (bytes->end - bytes->at < 4)
    return FALSE;
  memcpy (value, bytes->at, 4);
  bytes->at += 4;
  if (swap)
    *value = GUINT32_SWAP_LE_BE (*value);
  return TRUE;
}

static inline double
double_at (const guint8 *at, gboolean swap)
{
  guint64 bits;
  double value;

  memcpy (&bits, at, 8);
  if (swap)
    bits = GUINT64_SWAP_LE_BE (bits);
  memcpy (&value, &bits, 8);
  return value;
}

static void
make_room (WfWkbBatch *batch, gsize n)
{
  if (batch->n_points + n <= batch->room_points)
    return;
  while (batch->n_points + n > batch->room_points)
    batch->room_points *= 2;
  batch->x = g_renew (double, batch->x, batch->room_points);
  batch->y = g_renew (double, batch->y, batch->room_points);
}

/* @n points of @stride bytes become a part. */
static gboolean
read_points (WfWkbBatch *batch, Bytes *bytes, gboolean swap, guint32 n, gsize stride,
             WfGeometryKind kind, gboolean is_hole)
{
  WfWkbPart part = { batch->n_points, n, kind, is_hole };
  double check = 0;

  if ((gsize) (bytes->end - bytes->at) / stride < n)
    return FALSE;
  make_room (batch, n);
  for (guint32 i = 0; i < n; i++, bytes->at += stride)
    {
      double x = double_at (bytes->at, swap), y = double_at (bytes->at + 8, swap);

      batch->x[part.first + i] = x;
      batch->y[part.first + i] = y;
      check += x * 0 + y * 0; /* not 0 where one of them is not finite */
    }
  if (n == 0)
    return TRUE;
  if (check != 0)
    batch->bad_number = TRUE;
  batch->n_points += n;
  g_array_append_val (batch->parts, part);
  return TRUE;
}

static gboolean
is_closed (const WfWkbBatch *batch)
{
  const WfWkbPart *part = &g_array_index (batch->parts, WfWkbPart, batch->parts->len - 1);
  gsize last = part->first + part->n - 1;

  return batch->x[part->first] == batch->x[last] && batch->y[part->first] == batch->y[last];
}

static gboolean
read_rings (WfWkbBatch *batch, Bytes *bytes, gboolean swap, gsize stride)
{
  guint32 n_rings, n;

  if (!read_u32 (bytes, swap, &n_rings))
    return FALSE;
  for (guint32 i = 0; i < n_rings; i++)
    {
      if (!read_u32 (bytes, swap, &n)
          || !read_points (batch, bytes, swap, n, stride, WF_GEOMETRY_POLYGON, i > 0))
        return FALSE;
      if (n > 0 && !is_closed (batch))
        batch->open_ring = TRUE;
    }
  return TRUE;
}

static WfWkbOutcome read_geometry (WfWkbBatch *batch, Bytes *bytes, guint depth);

static WfWkbOutcome
read_members (WfWkbBatch *batch, Bytes *bytes, gboolean swap, guint depth)
{
  guint32 n;

  /* A member is at least five bytes, so n is bounded by what is there. */
  if (depth >= MAX_DEPTH || !read_u32 (bytes, swap, &n))
    return WF_WKB_BROKEN;
  for (guint32 i = 0; i < n; i++)
    {
      WfWkbOutcome outcome = read_geometry (batch, bytes, depth + 1);

      if (outcome != WF_WKB_READ)
        return outcome;
    }
  return WF_WKB_READ;
}

/* Writers put an empty point as NaN, NaN. */
static gboolean
read_point (WfWkbBatch *batch, Bytes *bytes, gboolean swap, gsize stride)
{
  if ((gsize) (bytes->end - bytes->at) >= stride && isnan (double_at (bytes->at, swap)))
    {
      bytes->at += stride;
      return TRUE;
    }
  return read_points (batch, bytes, swap, 1, stride, WF_GEOMETRY_POINT, FALSE);
}

static gboolean
read_simple (WfWkbBatch *batch, Bytes *bytes, gboolean swap, guint32 type, gsize stride)
{
  guint32 n;

  if (type == WKB_POINT)
    return read_point (batch, bytes, swap, stride);
  if (type == WKB_LINE)
    return read_u32 (bytes, swap, &n)
           && read_points (batch, bytes, swap, n, stride, WF_GEOMETRY_LINE, FALSE);
  return read_rings (batch, bytes, swap, stride);
}

static WfWkbOutcome
read_geometry (WfWkbBatch *batch, Bytes *bytes, guint depth)
{
  gboolean swap, has_z, has_m;
  guint32 type, srid;

  if (bytes->end - bytes->at < 5 || bytes->at[0] > 1)
    return WF_WKB_BROKEN;
  swap = (*bytes->at++ == 1) != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
  if (!read_u32 (bytes, swap, &type))
    return WF_WKB_BROKEN;
  has_z = (type & 0x80000000u) != 0;
  has_m = (type & 0x40000000u) != 0;
  if ((type & 0x20000000u) && !read_u32 (bytes, swap, &srid))
    return WF_WKB_BROKEN;
  type &= 0x0fffffffu;
  has_z |= type / 1000 == 1 || type / 1000 == 3;
  has_m |= type / 1000 == 2 || type / 1000 == 3;
  type %= 1000;
  batch->has_z |= has_z || has_m;
  if (type == WKB_TRIANGLE)
    type = WKB_POLYGON;
  if (type >= WKB_POINT && type <= WKB_POLYGON)
    return read_simple (batch, bytes, swap, type, 16 + 8 * (gsize) has_z + 8 * (gsize) has_m)
               ? WF_WKB_READ
               : WF_WKB_BROKEN;
  if ((type > WKB_POLYGON && type <= WKB_COLLECTION) || type == WKB_POLYHEDRAL || type == WKB_TIN)
    return read_members (batch, bytes, swap, depth);
  return type < WKB_POLYHEDRAL ? WF_WKB_CURVED : WF_WKB_BROKEN;
}

static void
append_points (WfWkbBatch *batch, const double *xy, gsize n, WfGeometryKind kind, gboolean is_hole)
{
  WfWkbPart part = { batch->n_points, n, kind, is_hole };

  make_room (batch, n);
  for (gsize i = 0; i < n; i++)
    {
      batch->x[part.first + i] = xy[2 * i];
      batch->y[part.first + i] = xy[2 * i + 1];
    }
  batch->n_points += n;
  g_array_append_val (batch->parts, part);
}

void
wf_wkb_batch_append_ring (WfWkbBatch *batch, const double *xy, gsize n, gboolean is_hole)
{
  append_points (batch, xy, n, WF_GEOMETRY_POLYGON, is_hole);
}

void
wf_wkb_batch_append_line (WfWkbBatch *batch, const double *xy, gsize n)
{
  append_points (batch, xy, n, WF_GEOMETRY_LINE, FALSE);
}

/* @feature's parts are the batch's last. */
static void
add_feature (WfWkbBatch *batch, WfWkbFeature feature)
{
  if (feature.kind == WF_GEOMETRY_POLYGON)
    {
      WfAreaOutcome outcome = wf_area_repair (batch, feature.first_part);

      batch->n_unrepaired += outcome == WF_AREA_UNREPAIRED;
      batch->n_repaired += outcome == WF_AREA_REPAIRED || batch->open_ring;
      feature.n_parts = batch->parts->len - feature.first_part;
    }
  g_array_append_val (batch->features, feature);
}

/* The parts from @feature's first on, kind by kind. */
static void
add_features (WfWkbBatch *batch, WfWkbFeature feature)
{
  gsize n = batch->parts->len - feature.first_part, at = feature.first_part;
  guint n_of_kind[4] = { 0 };
  g_autofree WfWkbPart *parts = NULL;

  for (gsize i = at; i < batch->parts->len; i++)
    n_of_kind[g_array_index (batch->parts, WfWkbPart, i).kind]++;
  feature.n_parts = n;
  feature.kind = n > 0 ? g_array_index (batch->parts, WfWkbPart, at).kind : WF_GEOMETRY_NONE;
  if (n_of_kind[feature.kind] == n)
    {
      add_feature (batch, feature);
      return;
    }
  batch->n_split++;
  parts = g_memdup2 (&g_array_index (batch->parts, WfWkbPart, at), n * sizeof *parts);
  for (feature.kind = WF_GEOMETRY_POINT; feature.kind < WF_GEOMETRY_MIXED; feature.kind++)
    {
      feature.first_part = at;
      feature.n_parts = n_of_kind[feature.kind];
      for (gsize i = 0; i < n; i++)
        if (parts[i].kind == feature.kind)
          g_array_index (batch->parts, WfWkbPart, at++) = parts[i];
      if (feature.n_parts > 0 && feature.kind == WF_GEOMETRY_POLYGON)
        add_feature (batch, feature);
      else if (feature.n_parts > 0)
        g_array_append_val (batch->features, feature);
    }
}

WfWkbOutcome
wf_wkb_batch_add (WfWkbBatch *batch, gint64 fid, guint32 row, const guint8 *wkb, gsize size)
{
  WfWkbFeature feature = { fid, row, WF_GEOMETRY_NONE, batch->parts->len, 0 };
  gsize n_points = batch->n_points;
  Bytes bytes = { wkb, wkb != NULL ? wkb + size : NULL };
  WfWkbOutcome outcome = WF_WKB_READ;

  batch->has_z = batch->open_ring = batch->bad_number = FALSE;
  if (size > 0 && !batch->is_table)
    outcome = read_geometry (batch, &bytes, 0);
  if (outcome != WF_WKB_READ || batch->bad_number)
    {
      g_array_set_size (batch->parts, (guint) feature.first_part);
      batch->n_points = n_points;
      if (outcome == WF_WKB_CURVED)
        return outcome;
      batch->n_invalid++;
      return WF_WKB_BROKEN;
    }
  if (batch->parts->len == feature.first_part && !batch->is_table)
    {
      batch->n_empty++;
      return WF_WKB_READ;
    }
  batch->n_z_dropped += batch->has_z;
  add_features (batch, feature);
  return WF_WKB_READ;
}

static gboolean
all_ok (const WfWkbBatch *batch, const WfWkbFeature *feature)
{
  for (gsize i = 0; i < feature->n_parts; i++)
    {
      const WfWkbPart *part = &g_array_index (batch->parts, WfWkbPart, feature->first_part + i);

      if (part->n > 0 && memchr (batch->ok + part->first, 0, part->n) != NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_feature (const WfWkbBatch *batch, const WfWkbFeature *feature, WfPackWriter *writer)
{
  wf_pack_writer_begin_kind (writer, feature->fid, feature->kind);
  for (gsize i = 0; i < feature->n_parts; i++)
    {
      const WfWkbPart *part = &g_array_index (batch->parts, WfWkbPart, feature->first_part + i);

      if (feature->kind == WF_GEOMETRY_POLYGON)
        wf_pack_writer_add_ring (writer, batch->units + part->first, (guint) part->n,
                                 part->is_hole);
      else
        wf_pack_writer_add_part (writer, batch->units + part->first, (guint) part->n);
    }
  return wf_pack_writer_end (writer);
}

static void
swell (const WfWkbBatch *batch, const WfWkbFeature *feature)
{
  const WfWkbPart *parts = &g_array_index (batch->parts, WfWkbPart, feature->first_part);
  WfUnitBox box = WF_UNIT_BOX_EMPTY;
  double side, by, x, y;

  for (gsize p = 0; p < feature->n_parts; p++)
    for (gsize i = parts[p].first; i < parts[p].first + parts[p].n; i++)
      wf_unit_box_add (&box, batch->units[i]);
  side = MAX ((double) box.max_x - box.min_x, (double) box.max_y - box.min_y);
  by = MIN (sqrt ((double) batch->stands_for), batch->stands_steps / MAX (side, 1));
  x = ((double) box.min_x + box.max_x) / 2;
  y = ((double) box.min_y + box.max_y) / 2;
  for (gsize p = 0; by > 1 && p < feature->n_parts; p++)
    for (gsize i = parts[p].first; i < parts[p].first + parts[p].n; i++)
      {
        WfUnit *u = &batch->units[i];

        u->x = wf_unit_clamp ((x + (u->x - x) * by) / WF_UNIT_SPAN);
        u->y = wf_unit_clamp ((y + (u->y - y) * by) / WF_UNIT_SPAN);
      }
}

static void
project (WfWkbBatch *batch, WfProjector *projector)
{
  wf_projector_to_degrees (projector, batch->n_points, batch->x, batch->y);
  if (wf_world_edge_is_near (batch->x, batch->y, batch->n_points))
    for (guint i = 0; i < batch->features->len; i++)
      batch->n_cut += wf_world_edge_cut (batch, i, wf_projector_wraps (projector));
  if (batch->n_points > batch->room_units)
    {
      batch->room_units = batch->room_points;
      batch->units = g_renew (WfUnit, batch->units, batch->room_units);
      batch->ok = g_renew (guint8, batch->ok, batch->room_units);
    }
  wf_projector_to_units (projector, batch->n_points, batch->x, batch->y, batch->units, batch->ok);
}

void
wf_wkb_batch_flush (WfWkbBatch *batch, WfProjector *projector, WfPackWriter *writer, GArray *kept)
{
  project (batch, projector);
  for (guint i = 0; i < batch->features->len; i++)
    {
      const WfWkbFeature *feature = &g_array_index (batch->features, WfWkbFeature, i);

      if (!all_ok (batch, feature))
        {
          batch->n_out_of_range++;
          continue;
        }
      if (batch->stands_for > 1 && feature->kind == WF_GEOMETRY_POLYGON)
        swell (batch, feature);
      if (write_feature (batch, feature, writer))
        g_array_append_val (kept, feature->row);
    }
  batch->n_points = 0;
  g_array_set_size (batch->parts, 0);
  g_array_set_size (batch->features, 0);
}
