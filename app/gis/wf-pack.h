/* Watchfloor: the layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One immutable file (.wfpack), mapped read-only: what GDAL read of one layer, in the form the
 * renderer, the router and the look-ups use. Features lie in Hilbert order of their boxes. A pack
 * is checked byte by byte before it is trusted. Reference-counted; any thread may read. */
#pragma once

#include "wf-datum.h"
#include "wf-index.h"
#include "wf-point.h"

#include <glib.h>

typedef struct _WfPack WfPack;

typedef enum
{
  WF_GEOMETRY_NONE,
  WF_GEOMETRY_POINT, /* each part is one or more points */
  WF_GEOMETRY_LINE, /* each part is one polyline */
  WF_GEOMETRY_POLYGON, /* each part is one ring, not closed (the last point is not repeated);
                          outer rings have positive area (x right, y down: clockwise on the
                          screen), holes negative and follow their outer ring */
  WF_GEOMETRY_MIXED, /* of a pack only: features of more than one kind, points first, then lines,
                        then polygons, each in Hilbert order; a feature has one kind */
} WfGeometryKind;

typedef enum
{
  WF_FIELD_TEXT,
  WF_FIELD_INT,
  WF_FIELD_REAL,
  WF_FIELD_TIME, /* microseconds since 1970 UTC, as INT */
} WfFieldType;

typedef struct
{
  const char *name;
  WfFieldType type;
  guint32 n_values; /* TEXT: size of the dictionary */
} WfPackField;

/* Flat views; valid as long as the pack. A feature's parts are
 * part_of[f] .. part_of[f + 1], a part's points coord_of[p] .. coord_of[p + 1]. */
typedef struct
{
  guint32 n_features, n_parts, n_coords;
  const WfUnit *coords;
  const guint32 *coord_of; /* n_parts + 1 */
  const guint32 *part_of; /* n_features + 1 */
  const WfUnitBox *boxes; /* n_features */
  const float *areas; /* n_features: within the rings, 2^32 square steps; 0 of points and lines.
                         NULL where no feature has an area */
} WfPackShapes;

/* How something about a source is known. */
typedef enum
{
  WF_SAID_DECLARED, /* by the source or its format */
  WF_SAID_DETECTED, /* here, from what the source looks like */
  WF_SAID_CHOSEN, /* by whoever opened it */
  WF_SAID_N,
} WfSaid;

/* "declared", "detected", "chosen": for JSON, not translated. */
const char *wf_said_name (WfSaid said);

/* What was lost or changed on the way in, and where it came from; owned by the pack. */
typedef struct
{
  const char *source; /* as given */
  const char *layer; /* name in the source */
  const char *crs; /* "EPSG:4490", or WKT where it has no code; "" unknown */
  const char *encoding; /* of the attributes */
  const char *driver;
  const char *x_column, *y_column; /* of a table whose columns give the places; y "": WKT in x */
  WfDatum datum;
  WfSaid crs_by, encoding_by;
  /* Features left out: without geometry or a usable part, unreadable, off the map. */
  guint64 n_empty, n_invalid, n_out_of_range;
  /* Features changed: rings closed or crossings undone, still crossing themselves (drawn as they
   * are), heights left out, curves made linear, collections of several kinds that became a feature
   * a kind, cut where the map ends (180 degrees). */
  guint64 n_repaired, n_unrepaired, n_z_dropped, n_linearized, n_split, n_cut;
  guint64 n_garbled; /* values with bytes that mean nothing in the encoding */
} WfPackOrigin;

/* Features of the source that are not in the pack. */
static inline guint64
wf_pack_origin_dropped (const WfPackOrigin *origin)
{
  return origin->n_empty + origin->n_invalid + origin->n_out_of_range;
}

/* Errors: WF_ERROR_NOT_FOUND, WF_ERROR_DAMAGED (delete and import again), WF_ERROR_IO. */
WfPack *wf_pack_open (const char *path, GError **error);
/* The same; errors call it @what. */
WfPack *wf_pack_open_as (const char *path, const char *what, GError **error);
/* The same of bytes in memory (referenced); @what names them in errors. */
WfPack *wf_pack_new_from_bytes (GBytes *bytes, const char *what, GError **error);
/* All of it, as in its file; borrowed. */
GBytes *wf_pack_get_bytes (WfPack *pack);
WfPack *wf_pack_ref (WfPack *pack);
void wf_pack_unref (WfPack *pack);

WfGeometryKind wf_pack_kind (const WfPack *pack);
/* The kind of one feature: never MIXED. */
WfGeometryKind wf_pack_feature_kind (const WfPack *pack, guint32 feature);
/* The features of @kind: @first up to but not @end; empty where there are none. */
void wf_pack_kind_range (const WfPack *pack, WfGeometryKind kind, guint32 *first, guint32 *end);
const WfPackShapes *wf_pack_shapes (const WfPack *pack);
/* The source's id of a feature. */
gint64 wf_pack_fid (const WfPack *pack, guint32 feature);
const WfPackOrigin *wf_pack_origin (const WfPack *pack);
WfUnitBox wf_pack_box (const WfPack *pack);
guint wf_pack_n_fields (const WfPack *pack);
WfPackField wf_pack_field (const WfPack *pack, guint field);
int wf_pack_find_field (const WfPack *pack, const char *name); /* -1: none (NULL name too) */

/* Values of one feature. NULL / FALSE where the value is null or of another type. A REAL is also
 * given for INT fields. Text lives as long as the pack. */
const char *wf_pack_text (const WfPack *pack, guint field, guint32 feature);
gboolean wf_pack_int (const WfPack *pack, guint field, guint32 feature, gint64 *value);
gboolean wf_pack_real (const WfPack *pack, guint field, guint32 feature, double *value);
/* The dictionary index of a TEXT value (to compare or to colour by), G_MAXUINT32 where null. */
guint32 wf_pack_text_index (const WfPack *pack, guint field, guint32 feature);
const char *wf_pack_text_value (const WfPack *pack, guint field, guint32 index);
/* Any value as text for people, NULL where null. Free with g_free. */
char *wf_pack_value_to_string (const WfPack *pack, guint field, guint32 feature);

/* Appends the features whose boxes meet @box to @found (guint32), in pack order. */
void wf_pack_search (const WfPack *pack, WfUnitBox box, GArray *found);

/* TRUE where the polygon feature holds @p (even-odd over all its rings). */
gboolean wf_pack_polygon_contains (const WfPack *pack, guint32 feature, WfUnit p);

/* The polygon feature that holds @p, G_MAXUINT32 where none does. */
guint32 wf_pack_polygon_at (const WfPack *pack, WfUnit p);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfPack, wf_pack_unref)
