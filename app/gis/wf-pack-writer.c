/* Watchfloor: making a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects features into flat arrays; wf-pack-save.c sorts and writes them. One thread. */
#include "config.h"

#include "wf-pack-writer.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-pack-build.h"
#include "wf-pack-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

WfPackWriter *
wf_pack_writer_new (WfGeometryKind kind)
{
  WfPackWriter *writer = g_new0 (WfPackWriter, 1);

  writer->kind = kind;
  writer->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_pack_column_free);
  writer->room_features = writer->room_parts = 256;
  writer->room_coords = 1024;
  writer->coords = g_new (WfUnit, writer->room_coords);
  writer->coord_of = g_new0 (guint32, writer->room_parts + 1);
  writer->part_of = g_new0 (guint32, writer->room_features + 1);
  writer->boxes = g_new (WfUnitBox, writer->room_features);
  writer->fids = g_new (gint64, writer->room_features);
  writer->kinds = g_new (guint8, writer->room_features);
  return writer;
}

void
wf_pack_writer_free (WfPackWriter *writer)
{
  if (writer == NULL)
    return;
  g_free (writer->coords);
  g_free (writer->coord_of);
  g_free (writer->part_of);
  g_free (writer->boxes);
  g_free (writer->fids);
  g_free (writer->kinds);
  g_ptr_array_unref (writer->columns);
  g_free (writer->source);
  g_free (writer->layer);
  g_free (writer->crs);
  g_free (writer->encoding);
  g_free (writer->driver);
  g_free (writer->x_column);
  g_free (writer->y_column);
  g_free (writer);
}

guint
wf_pack_writer_add_field (WfPackWriter *writer, const char *name, WfFieldType type)
{
  g_return_val_if_fail (writer->columns->len < WF_PACK_MAX_FIELDS, 0);
  g_ptr_array_add (writer->columns, wf_pack_column_new (name, type));
  return writer->columns->len - 1;
}

WfPackColumn *
wf_pack_writer_column (WfPackWriter *writer, guint field)
{
  return g_ptr_array_index (writer->columns, field);
}

guint
wf_pack_writer_n_features (const WfPackWriter *writer)
{
  return (guint) writer->n_features;
}

guint64
wf_pack_writer_n_garbled (const WfPackWriter *writer)
{
  guint64 n = 0;

  for (guint i = 0; i < writer->columns->len; i++)
    n += ((const WfPackColumn *) g_ptr_array_index (writer->columns, i))->n_garbled;
  return n;
}

void
wf_pack_writer_begin (WfPackWriter *writer, gint64 fid)
{
  wf_pack_writer_begin_kind (writer, fid, writer->kind);
}

void
wf_pack_writer_begin_kind (WfPackWriter *writer, gint64 fid, WfGeometryKind kind)
{
  g_return_if_fail (kind != WF_GEOMETRY_MIXED
                    && (kind == writer->kind || writer->kind == WF_GEOMETRY_MIXED));
  writer->feature_kind = kind;
  writer->fid = fid;
  writer->first_part = writer->n_parts;
  writer->first_coord = writer->n_coords;
  writer->feature_box = WF_UNIT_BOX_EMPTY;
  writer->has_outer = FALSE;
}

/* Room for @n more points and one more part. */
static gboolean
reserve (WfPackWriter *writer, gsize n)
{
  if (writer->n_coords + n >= G_MAXUINT32 || writer->n_parts + 1 >= G_MAXUINT32)
    {
      writer->too_large = TRUE;
      return FALSE;
    }
  while (writer->n_coords + n > writer->room_coords)
    {
      writer->room_coords *= 2;
      writer->coords = g_renew (WfUnit, writer->coords, writer->room_coords);
    }
  if (writer->n_parts == writer->room_parts)
    {
      writer->room_parts *= 2;
      writer->coord_of = g_renew (guint32, writer->coord_of, writer->room_parts + 1);
    }
  return TRUE;
}

static inline gboolean
same (WfUnit a, WfUnit b)
{
  return a.x == b.x && a.y == b.y;
}

/* Copies without neighbours that are equal; returns how many. */
static gsize
copy_distinct (WfUnit *to, const WfUnit *points, gsize n)
{
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    if (kept == 0 || !same (to[kept - 1], points[i]))
      to[kept++] = points[i];
  return kept;
}

/* Twice the area; positive clockwise on the screen (y down). */
static double
ring_area (const WfUnit *ring, gsize n)
{
  double area = 0, x0 = ring[0].x, y0 = ring[0].y;
  double ax = 0, ay = 0;

  for (gsize i = 1; i < n; i++)
    {
      double bx = ring[i].x - x0, by = ring[i].y - y0;

      area += ax * by - bx * ay;
      ax = bx;
      ay = by;
    }
  return area;
}

static void
turn_ring (WfUnit *ring, gsize n)
{
  for (gsize i = 0, j = n - 1; i < j; i++, j--)
    {
      WfUnit spare = ring[i];

      ring[i] = ring[j];
      ring[j] = spare;
    }
}

static void
accept_part (WfPackWriter *writer, gsize n)
{
  for (gsize i = 0; i < n; i++)
    wf_unit_box_add (&writer->feature_box, writer->coords[writer->n_coords + i]);
  writer->n_coords += n;
  writer->coord_of[++writer->n_parts] = (guint32) writer->n_coords;
}

void
wf_pack_writer_add_ring (WfPackWriter *writer, const WfUnit *points, guint n_points,
                         gboolean is_hole)
{
  WfUnit *ring;
  gsize n;

  if (!reserve (writer, n_points))
    return;
  ring = writer->coords + writer->n_coords;
  n = copy_distinct (ring, points, n_points);
  while (n > 1 && same (ring[0], ring[n - 1]))
    n--;
  /* A hole whose outer ring was too small to keep is a ring of nothing. */
  if (n < 3 || (is_hole && !writer->has_outer))
    return;
  if ((ring_area (ring, n) < 0) != is_hole)
    turn_ring (ring, n);
  writer->has_outer = TRUE;
  accept_part (writer, n);
}

/* Even-odd over one ring, by doubles: only to guess which rings are holes. */
static gboolean
ring_holds (const WfUnit *ring, gsize n, double x, double y)
{
  gboolean inside = FALSE;

  for (gsize i = 0, j = n - 1; i < n; j = i++)
    if ((ring[i].y > y) != (ring[j].y > y)
        && x < ((double) ring[j].x - ring[i].x) * (y - ring[i].y) / ((double) ring[j].y - ring[i].y)
                   + ring[i].x)
      inside = !inside;
  return inside;
}

/* A hole may touch its outer ring in a point or two: most of its corners decide. */
static gboolean
lies_in_feature (const WfPackWriter *writer, const WfUnit *points, guint n_points)
{
  guint inside = 0, step = MAX (1, n_points / 7), asked = 0;

  for (guint i = 0; i < n_points; i += step, asked++)
    {
      gboolean in = FALSE;

      for (gsize part = writer->first_part; part < writer->n_parts; part++)
        in ^= ring_holds (writer->coords + writer->coord_of[part],
                          writer->coord_of[part + 1] - writer->coord_of[part], points[i].x,
                          points[i].y);
      inside += in;
    }
  return inside * 2 > asked;
}

void
wf_pack_writer_add_part (WfPackWriter *writer, const WfUnit *points, guint n_points)
{
  gsize n;

  if (writer->feature_kind == WF_GEOMETRY_POLYGON)
    {
      wf_pack_writer_add_ring (writer, points, n_points,
                               writer->has_outer && lies_in_feature (writer, points, n_points));
      return;
    }
  if (writer->feature_kind == WF_GEOMETRY_NONE || n_points == 0 || !reserve (writer, n_points))
    return;
  if (writer->feature_kind == WF_GEOMETRY_POINT)
    {
      memcpy (writer->coords + writer->n_coords, points, n_points * sizeof *points);
      accept_part (writer, n_points);
      return;
    }
  n = copy_distinct (writer->coords + writer->n_coords, points, n_points);
  if (n >= 2)
    accept_part (writer, n);
}

void
wf_pack_writer_add_lonlats (WfPackWriter *writer, const WfLonLat *points, guint n_points)
{
  g_autofree WfUnit *units = g_new (WfUnit, MAX (1, n_points));

  for (guint i = 0; i < n_points; i++)
    units[i] = wf_unit_from_lonlat (points[i]);
  wf_pack_writer_add_part (writer, units, n_points);
}

static WfPackColumn *
open_column (WfPackWriter *writer, guint field)
{
  WfPackColumn *column = g_ptr_array_index (writer->columns, field);

  wf_pack_column_grow (column, (guint32) writer->n_features + 1);
  return column;
}

void
wf_pack_writer_set_text_n (WfPackWriter *writer, guint field, const char *value, gsize length)
{
  WfPackColumn *column;

  g_return_if_fail (field < writer->columns->len);
  column = open_column (writer, field);
  g_return_if_fail (column->texts != NULL);
  if (value != NULL)
    g_array_index (column->texts, guint32, writer->n_features)
        = wf_pack_column_intern (column, value, length);
}

void
wf_pack_writer_set_text (WfPackWriter *writer, guint field, const char *value)
{
  wf_pack_writer_set_text_n (writer, field, value, value != NULL ? strlen (value) : 0);
}

void
wf_pack_writer_set_int (WfPackWriter *writer, guint field, gint64 value)
{
  WfPackColumn *column;

  g_return_if_fail (field < writer->columns->len);
  column = open_column (writer, field);
  g_return_if_fail (column->ints != NULL);
  g_array_index (column->ints, gint64, writer->n_features) = value;
}

void
wf_pack_writer_set_real (WfPackWriter *writer, guint field, double value)
{
  WfPackColumn *column;

  g_return_if_fail (field < writer->columns->len);
  column = open_column (writer, field);
  g_return_if_fail (column->reals != NULL);
  g_array_index (column->reals, double, writer->n_features) = value;
}

static void
forget_feature (WfPackWriter *writer)
{
  writer->n_empty++;
  writer->n_parts = writer->first_part;
  writer->n_coords = writer->first_coord;
  for (guint i = 0; i < writer->columns->len; i++)
    {
      WfPackColumn *column = g_ptr_array_index (writer->columns, i);
      GArray *values = column->texts ? column->texts : column->ints ? column->ints : column->reals;

      if (values->len > writer->n_features)
        g_array_set_size (values, (guint) writer->n_features);
    }
}

gboolean
wf_pack_writer_end (WfPackWriter *writer)
{
  if (writer->n_features + 2 >= G_MAXUINT32)
    writer->too_large = TRUE;
  if (writer->too_large
      || (writer->feature_kind != WF_GEOMETRY_NONE && writer->n_parts == writer->first_part))
    {
      forget_feature (writer);
      return FALSE;
    }
  if (writer->n_features == writer->room_features)
    {
      writer->room_features *= 2;
      writer->part_of = g_renew (guint32, writer->part_of, writer->room_features + 1);
      writer->boxes = g_renew (WfUnitBox, writer->boxes, writer->room_features);
      writer->fids = g_renew (gint64, writer->fids, writer->room_features);
      writer->kinds = g_renew (guint8, writer->kinds, writer->room_features);
    }
  writer->boxes[writer->n_features] = writer->feature_box;
  writer->fids[writer->n_features] = writer->fid;
  writer->kinds[writer->n_features] = (guint8) writer->feature_kind;
  writer->part_of[++writer->n_features] = (guint32) writer->n_parts;
  return TRUE;
}

static void
keep_string (char **own, const char **shown, const char *given)
{
  g_free (*own);
  *own = g_utf8_make_valid (given != NULL ? given : "", -1);
  *shown = *own;
}

void
wf_pack_writer_set_origin (WfPackWriter *writer, const WfPackOrigin *origin)
{
  WfPackOrigin kept = *origin;

  keep_string (&writer->source, &kept.source, origin->source);
  keep_string (&writer->layer, &kept.layer, origin->layer);
  keep_string (&writer->crs, &kept.crs, origin->crs);
  keep_string (&writer->encoding, &kept.encoding, origin->encoding);
  keep_string (&writer->driver, &kept.driver, origin->driver);
  keep_string (&writer->x_column, &kept.x_column, origin->x_column);
  keep_string (&writer->y_column, &kept.y_column, origin->y_column);
  writer->origin = kept;
}

/* All columns as long as the layer; FALSE where the whole cannot be written. */
static gboolean
complete (WfPackWriter *writer, const char *what, GError **error)
{
  gboolean full = writer->too_large;

  for (guint i = 0; i < writer->columns->len; i++)
    {
      WfPackColumn *column = g_ptr_array_index (writer->columns, i);

      wf_pack_column_grow (column, (guint32) writer->n_features);
      full |= column->full;
    }
  if (full)
    g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                 _ ("%s is larger than one layer pack can hold; open a part of it."),
                 writer->source != NULL && *writer->source ? writer->source : what);
  return !full;
}

gboolean
wf_pack_writer_finish (WfPackWriter *writer, const char *path, GError **error)
{
  return complete (writer, path, error) && wf_pack_save (writer, path, error);
}

WfPack *
wf_pack_writer_finish_in_memory (WfPackWriter *writer, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!complete (writer, "", error) || (bytes = wf_pack_save_in_memory (writer, error)) == NULL)
    return NULL;
  return wf_pack_new_from_bytes (bytes, "memory", error);
}
