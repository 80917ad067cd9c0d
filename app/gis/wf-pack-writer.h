/* Watchfloor: making a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects features in any order, sorts them along the Hilbert curve, writes the pack under a
 * temporary name and renames it. Used by the importer and by the city makers. One thread. */
#pragma once

#include "wf-pack.h"

typedef struct _WfPackWriter WfPackWriter;

/* @kind MIXED: features begin with wf_pack_writer_begin_kind, and the pack's kind is theirs where
 * all are alike. */
WfPackWriter *wf_pack_writer_new (WfGeometryKind kind);
void wf_pack_writer_free (WfPackWriter *writer);

/* Before the first feature. Returns the field's index. */
guint wf_pack_writer_add_field (WfPackWriter *writer, const char *name, WfFieldType type);

/* One feature: begin, parts, values (unset = null), end. Rings are turned, the closing point and
 * points equal to their neighbour dropped here; a feature without a usable part (three points a
 * ring, two a line) is counted as empty and left out, unless its kind is NONE. A ring that
 * begins inside the feature's last outer ring is taken for a hole. */
void wf_pack_writer_begin (WfPackWriter *writer, gint64 fid);
void wf_pack_writer_begin_kind (WfPackWriter *writer, gint64 fid, WfGeometryKind kind);
void wf_pack_writer_add_part (WfPackWriter *writer, const WfUnit *points, guint n_points);
/* The same for a ring known to be a hole or not. */
void wf_pack_writer_add_ring (WfPackWriter *writer, const WfUnit *points, guint n_points,
                              gboolean is_hole);
/* A part in WGS 84 degrees. */
void wf_pack_writer_add_lonlats (WfPackWriter *writer, const WfLonLat *points, guint n_points);
void wf_pack_writer_set_text (WfPackWriter *writer, guint field, const char *value);
void wf_pack_writer_set_text_n (WfPackWriter *writer, guint field, const char *value, gsize length);
/* INT and TIME. */
void wf_pack_writer_set_int (WfPackWriter *writer, guint field, gint64 value);
void wf_pack_writer_set_real (WfPackWriter *writer, guint field, double value);
/* TRUE where the feature is in. */
gboolean wf_pack_writer_end (WfPackWriter *writer);
guint wf_pack_writer_n_features (const WfPackWriter *writer);
/* Values so far whose text was not UTF-8. */
guint64 wf_pack_writer_n_garbled (const WfPackWriter *writer);

/* Copied; strings may be NULL. What the writer itself found empty or garbled is
 * added to the counts. */
void wf_pack_writer_set_origin (WfPackWriter *writer, const WfPackOrigin *origin);

/* Writes all to @path. The writer is used up either way and still the caller's to free. */
gboolean wf_pack_writer_finish (WfPackWriter *writer, const char *path, GError **error);
/* The same without a file: the pack lives in memory. */
WfPack *wf_pack_writer_finish_in_memory (WfPackWriter *writer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfPackWriter, wf_pack_writer_free)
