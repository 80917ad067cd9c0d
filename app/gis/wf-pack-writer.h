/* Watchfloor: making a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects features in any order, sorts them along the Hilbert curve, writes the pack under a
 * temporary name and renames it. Used by the importer and by the city makers. One thread. */
#pragma once

#include "wf-pack.h"

typedef struct _WfPackWriter WfPackWriter;

WfPackWriter *wf_pack_writer_new (WfGeometryKind kind);
void wf_pack_writer_free (WfPackWriter *writer);

/* Before the first feature. Returns the field's index. */
guint wf_pack_writer_add_field (WfPackWriter *writer, const char *name, WfFieldType type);

/* One feature: begin, parts, values (unset = null), end. Rings are turned and closed points
 * dropped here; a feature without a usable part is counted as empty and left out. */
void wf_pack_writer_begin (WfPackWriter *writer, gint64 fid);
void wf_pack_writer_add_part (WfPackWriter *writer, const WfUnit *points, guint n_points);
/* The same in WGS 84 degrees. */
void wf_pack_writer_add_lonlats (WfPackWriter *writer, const WfLonLat *points, guint n_points);
void wf_pack_writer_set_text (WfPackWriter *writer, guint field, const char *value);
void wf_pack_writer_set_int (WfPackWriter *writer, guint field, gint64 value);
void wf_pack_writer_set_real (WfPackWriter *writer, guint field, double value);
void wf_pack_writer_end (WfPackWriter *writer);

/* Copied. */
void wf_pack_writer_set_origin (WfPackWriter *writer, const WfPackOrigin *origin);

/* Writes all to @path. The writer is used up either way. */
gboolean wf_pack_writer_finish (WfPackWriter *writer, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfPackWriter, wf_pack_writer_free)
