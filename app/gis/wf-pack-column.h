/* Watchfloor: a column of a pack being made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of one field in the order they come; text goes through a dictionary without doubles.
 * Owned by the writer; one thread. */
#pragma once

#include "wf-pack.h"

typedef struct
{
  char *name;
  WfFieldType type;

  /* Owned: one of the three is used, by type. */
  GArray *texts; /* guint32 */
  GArray *ints; /* gint64 */
  GArray *reals; /* double */

  /* Owned: the dictionary of a text column. */
  GByteArray *bytes; /* entries with their NULs */
  GArray *starts; /* guint32, one more than there are entries */
  guint64 *slots; /* hash << 32 | entry + 1; 0 is free */
  guint32 n_slots; /* a power of two */
  gboolean full; /* more text than 32 bits can count */
  guint64 n_garbled; /* values that were not UTF-8 */
} WfPackColumn;

WfPackColumn *wf_pack_column_new (const char *name, WfFieldType type);
void wf_pack_column_free (WfPackColumn *column);

/* Makes it @n values long, nulls at the end. */
void wf_pack_column_grow (WfPackColumn *column, guint32 n);

/* The dictionary's index of @length bytes at @text, which are cut at a NUL and made UTF-8. */
guint32 wf_pack_column_intern (WfPackColumn *column, const char *text, gsize length);

/* Many at once, faster: text @i is bytes @offsets[i] .. @offsets[i + 1] of @bytes, for the rows
 * @rows (NULL = 0 .. n_rows - 1), null where bit i of @valid (NULL = all valid) is 0. Appends. */
void wf_pack_column_append_texts (WfPackColumn *column, const gint32 *offsets, const char *bytes,
                                  const guint8 *valid, const guint32 *rows, guint32 n_rows);

/* The writer's column @field, for whoever fills whole batches: it must then be as long as the
 * writer has features. */
typedef struct _WfPackWriter WfPackWriter;
WfPackColumn *wf_pack_writer_column (WfPackWriter *writer, guint field);

/* One value more at the end. @text NULL: null. */
void wf_pack_column_append_text (WfPackColumn *column, const char *text);
void wf_pack_column_append_null (WfPackColumn *column);

/* What a text is as a number or a time: @whole for INT and TIME, @real for REAL. FALSE: none. */
typedef gboolean (*WfPackParse) (const char *text, gint64 *whole, double *real);

/* Makes a TEXT column one of @type where @parse knows each of its texts but "", which becomes null,
 * and there is one. FALSE: it stays as it is. */
gboolean wf_pack_column_retype (WfPackColumn *column, WfFieldType type, WfPackParse parse);
