/* Watchfloor: the bytes of a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the writer and the reader only. A file is: header (192 bytes), section table, then
 * the sections, each aligned to 64 bytes, zero between. Numbers are of the machine that wrote
 * it; a pack of another byte order is refused (it is a cache). Sections, in this order:
 *
 * - COORDS WfUnit[n_coords], COORD_OF guint32[n_parts + 1], PART_OF guint32[n_features + 1], empty
 *   where every feature has one part (or none, in a table)
 * - FIDS guint32[n_features] or, where one of them does not fit, gint64[n_features]
 * - NAMES NUL-terminated UTF-8: source, layer, crs, encoding, driver, x column, y column, then a
 *   name a field; TYPES guint32[n_fields] (WfFieldType)
 * - for each field VALUES: TEXT guint32[n_features] (dictionary index, NULL_TEXT null), INT and
 *   TIME gint64[n_features] (NULL_INT null), REAL double[n_features] (NaN null)
 * - of TEXT also TEXT_OF guint32[n + 1] (where each dictionary entry begins in TEXTS) and TEXTS
 *   (the entries, each with its NUL)
 *
 * Boxes, areas and the tree above them follow from the points; whoever opens the file makes them as
 * he checks it. */
#pragma once

#include "wf-pack.h"

#define WF_PACK_MAGIC "WFPACK\r\n"
#define WF_PACK_VERSION 3
#define WF_PACK_BYTE_ORDER 0x01020304u
#define WF_PACK_ALIGN 64
#define WF_PACK_MAX_FIELDS 1024
#define WF_PACK_NULL_TEXT G_MAXUINT32
#define WF_PACK_NULL_INT G_MININT64

typedef struct
{
  char magic[8];
  guint32 version;
  guint32 byte_order;
  guint64 file_size;
  guint64 body_checksum; /* of all bytes after the section table */
  guint64 head_checksum; /* of header and table, this field being 0 */
  guint32 n_sections;
  guint32 kind;
  guint32 n_features, n_parts, n_coords, n_fields;
  guint32 n_of_kind[4]; /* by WfGeometryKind; features stand in this order */
  guint32 datum;
  guint32 crs_by, encoding_by;
  guint32 reserved;
  WfUnitBox box;
  guint64 n_empty, n_invalid, n_out_of_range, n_repaired, n_unrepaired;
  guint64 n_z_dropped, n_linearized, n_split, n_cut, n_garbled;
} WfPackHeader;

G_STATIC_ASSERT (sizeof (WfPackHeader) == 192);

typedef enum
{
  WF_PACK_COORDS = 1,
  WF_PACK_COORD_OF,
  WF_PACK_PART_OF,
  WF_PACK_FIDS,
  WF_PACK_NAMES,
  WF_PACK_TYPES,
  WF_PACK_VALUES,
  WF_PACK_TEXT_OF,
  WF_PACK_TEXTS,
} WfPackSectionId;

/* Whether PART_OF says nothing that the counts do not. */
static inline gboolean
wf_pack_parts_are_plain (guint32 kind, guint32 n_features, guint32 n_parts)
{
  return kind == WF_GEOMETRY_NONE ? n_parts == 0 : n_parts == n_features;
}

typedef struct
{
  guint32 id;
  guint32 field; /* VALUES, TEXT_OF, TEXTS; else 0 */
  guint64 offset; /* from the start of the file */
  guint64 size; /* bytes, without the padding */
} WfPackSection;

G_STATIC_ASSERT (sizeof (WfPackSection) == 24);

/* Sections that are there once: those before VALUES. */
#define WF_PACK_N_FIXED_SECTIONS (WF_PACK_VALUES - 1)
/* The number of strings of NAMES before the fields' names. */
#define WF_PACK_N_ORIGIN_NAMES 7
