/* Watchfloor: the layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers from the mapped file, which wf-pack-check.c has found sound. Any thread. */
#include "config.h"

#include "wf-pack.h"

#include "wf-error.h"
#include "wf-mapped.h"
#include "wf-pack-format.h"
#include "wf-pack-read.h"
#include "wf-time.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

__extension__ typedef __int128 Wide;

WfPack *
wf_pack_new_from_bytes (GBytes *bytes, const char *what, GError **error)
{
  g_autoptr (WfPack) pack = g_new0 (WfPack, 1);
  const char *wrong = NULL;

  pack->refs = 1;
  pack->bytes = g_bytes_ref (bytes);
  if (wf_pack_check (pack, &wrong))
    return g_steal_pointer (&pack);
  g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED,
               _ ("%s is damaged (%s); delete it and open the layer again."), what, wrong);
  return NULL;
}

/* Gives the memory of a mapped file back to the system; what is touched again comes back from its
 * cache. */
static void
trim (const WfPack *pack)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (pack->bytes, &size);

  madvise ((gpointer) bytes, size, MADV_DONTNEED);
}

WfPack *
wf_pack_open (const char *path, GError **error)
{
  return wf_pack_open_as (path, path, error);
}

WfPack *
wf_pack_open_as (const char *path, const char *what, GError **error)
{
  g_autoptr (GBytes) bytes = wf_mapped_open (path, 1, error);
  WfPack *pack = bytes != NULL ? wf_pack_new_from_bytes (bytes, what, error) : NULL;

  /* Every byte was read to be checked; few are needed next. */
  if (pack != NULL)
    trim (pack);
  return pack;
}

GBytes *
wf_pack_get_bytes (WfPack *pack)
{
  return pack->bytes;
}

WfPack *
wf_pack_ref (WfPack *pack)
{
  g_atomic_int_inc (&pack->refs);
  return pack;
}

void
wf_pack_unref (WfPack *pack)
{
  if (pack == NULL || !g_atomic_int_dec_and_test (&pack->refs))
    return;
  g_bytes_unref (pack->bytes);
  g_free (pack->columns);
  free ((gpointer) pack->shapes.boxes);
  free ((gpointer) pack->shapes.areas);
  free (pack->tree);
  if (pack->owns_part_of)
    free ((gpointer) pack->shapes.part_of);
  g_free (pack);
}

WfGeometryKind
wf_pack_kind (const WfPack *pack)
{
  return pack->kind;
}

WfGeometryKind
wf_pack_feature_kind (const WfPack *pack, guint32 feature)
{
  WfGeometryKind kind = WF_GEOMETRY_NONE;

  while (kind < WF_GEOMETRY_POLYGON && feature >= pack->first_of_kind[kind + 1])
    kind++;
  return kind;
}

void
wf_pack_kind_range (const WfPack *pack, WfGeometryKind kind, guint32 *first, guint32 *end)
{
  g_return_if_fail (kind < WF_GEOMETRY_MIXED);
  *first = pack->first_of_kind[kind];
  *end = pack->first_of_kind[kind + 1];
}

const char *
wf_said_name (WfSaid said)
{
  static const char *const names[WF_SAID_N] = { "declared", "detected", "chosen" };

  return names[said];
}

const WfPackShapes *
wf_pack_shapes (const WfPack *pack)
{
  return &pack->shapes;
}

gint64
wf_pack_fid (const WfPack *pack, guint32 feature)
{
  return pack->small_fids != NULL ? pack->small_fids[feature] : pack->fids[feature];
}

const WfPackOrigin *
wf_pack_origin (const WfPack *pack)
{
  return &pack->origin;
}

WfUnitBox
wf_pack_box (const WfPack *pack)
{
  return pack->box;
}

guint
wf_pack_n_fields (const WfPack *pack)
{
  return pack->n_fields;
}

WfPackField
wf_pack_field (const WfPack *pack, guint field)
{
  g_return_val_if_fail (field < pack->n_fields, ((WfPackField){ .name = "" }));
  return (WfPackField){ pack->columns[field].name, pack->columns[field].type,
                        pack->columns[field].n_texts };
}

int
wf_pack_find_field (const WfPack *pack, const char *name)
{
  for (guint i = 0; name != NULL && i < pack->n_fields; i++)
    if (strcmp (pack->columns[i].name, name) == 0)
      return (int) i;
  return -1;
}

guint32
wf_pack_text_index (const WfPack *pack, guint field, guint32 feature)
{
  if (field >= pack->n_fields || feature >= pack->shapes.n_features
      || pack->columns[field].texts == NULL)
    return G_MAXUINT32;
  return pack->columns[field].texts[feature];
}

const char *
wf_pack_text_value (const WfPack *pack, guint field, guint32 index)
{
  if (field >= pack->n_fields || index >= pack->columns[field].n_texts)
    return NULL;
  return pack->columns[field].bytes + pack->columns[field].text_of[index];
}

const char *
wf_pack_text (const WfPack *pack, guint field, guint32 feature)
{
  return wf_pack_text_value (pack, field, wf_pack_text_index (pack, field, feature));
}

gboolean
wf_pack_int (const WfPack *pack, guint field, guint32 feature, gint64 *value)
{
  if (field >= pack->n_fields || feature >= pack->shapes.n_features
      || pack->columns[field].ints == NULL)
    return FALSE;
  *value = pack->columns[field].ints[feature];
  return *value != WF_PACK_NULL_INT;
}

gboolean
wf_pack_real (const WfPack *pack, guint field, guint32 feature, double *value)
{
  gint64 whole;

  if (wf_pack_int (pack, field, feature, &whole))
    {
      *value = (double) whole;
      return TRUE;
    }
  if (field >= pack->n_fields || feature >= pack->shapes.n_features
      || pack->columns[field].reals == NULL)
    return FALSE;
  *value = pack->columns[field].reals[feature];
  return !isnan (*value);
}

/* The fewest digits that read back as the same number, with a point in every locale. */
static char *
real_to_string (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 6; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  return g_strdup (text);
}

char *
wf_pack_value_to_string (const WfPack *pack, guint field, guint32 feature)
{
  gint64 whole;
  double real;

  if (field >= pack->n_fields)
    return NULL;
  if (pack->columns[field].type == WF_FIELD_TEXT)
    return g_strdup (wf_pack_text (pack, field, feature));
  if (wf_pack_int (pack, field, feature, &whole))
    return pack->columns[field].type == WF_FIELD_TIME
               ? wf_time_format (whole)
               : g_strdup_printf ("%" G_GINT64_FORMAT, whole);
  if (wf_pack_real (pack, field, feature, &real))
    return real_to_string (real);
  return NULL;
}

static bool
append_run (uint32_t first, uint32_t count, void *user_data)
{
  GArray *found = user_data;
  guint had = found->len;

  g_array_set_size (found, had + count);
  for (uint32_t i = 0; i < count; i++)
    g_array_index (found, guint32, had + i) = first + i;
  return true;
}

void
wf_pack_search (const WfPack *pack, WfUnitBox box, GArray *found)
{
  wf_index_search (&pack->layout, pack->shapes.boxes, pack->tree, box, append_run, found);
}

/* Exact, so that of two polygons that share a border one and only one holds a point on it. */
static gboolean
ring_crosses (const WfUnit *ring, guint32 n, WfUnit p)
{
  gboolean odd = FALSE;

  for (guint32 i = 0, j = n - 1; i < n; j = i++)
    {
      WfUnit a = ring[i].y < ring[j].y ? ring[i] : ring[j];
      WfUnit b = ring[i].y < ring[j].y ? ring[j] : ring[i];
      gint64 dx = (gint64) b.x - a.x, dy = (gint64) b.y - a.y;

      if (a.y > p.y || b.y <= p.y)
        continue;
      /* The edge passes to the right of the point. */
      if ((Wide) ((gint64) p.x - a.x) * dy < (Wide) ((gint64) p.y - a.y) * dx)
        odd = !odd;
    }
  return odd;
}

gboolean
wf_pack_polygon_contains (const WfPack *pack, guint32 feature, WfUnit p)
{
  const WfPackShapes *shapes = &pack->shapes;
  gboolean inside = FALSE;

  if (feature < pack->first_of_kind[WF_GEOMETRY_POLYGON] || feature >= shapes->n_features
      || !wf_unit_box_contains (shapes->boxes[feature], p))
    return FALSE;
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    inside ^= ring_crosses (shapes->coords + shapes->coord_of[part],
                            shapes->coord_of[part + 1] - shapes->coord_of[part], p);
  return inside;
}

typedef struct
{
  const WfPack *pack;
  WfUnit p;
  guint32 found;
} At;

static bool
stop_where_inside (uint32_t first, uint32_t count, void *user_data)
{
  At *at = user_data;

  for (uint32_t i = 0; i < count && at->found == G_MAXUINT32; i++)
    if (wf_pack_polygon_contains (at->pack, first + i, at->p))
      at->found = first + i;
  return at->found == G_MAXUINT32;
}

guint32
wf_pack_polygon_at (const WfPack *pack, WfUnit p)
{
  At at = { pack, p, G_MAXUINT32 };
  WfUnitBox box = { p.x, p.y, p.x, p.y };

  wf_index_search (&pack->layout, pack->shapes.boxes, pack->tree, box, stop_where_inside, &at);
  return at.found;
}
