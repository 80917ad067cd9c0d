/* Watchfloor: vehicles as JT/T 808 tells of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* The eleven digits a terminal in @id would have, always the same. */
void wf_jt_writer_phone (const char *id, char phone[21]);

/* Appends the body of a position (0x0200); FALSE where @entity has no place. */
gboolean wf_jt_writer_place (GByteArray *out, const json_t *entity, gint64 now_us);

/* Appends a whole message of the edition of 2013 to @out; nothing where @entity has no place. */
void wf_jt_writer_append (GString *out, const json_t *entity, gint64 now_us);
