/* Watchfloor: vehicles as Cursor on Target tells of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* Appends an event of CoT 2.0 without a frame; nothing where @entity has no place. */
void wf_cot_writer_append (GString *xml, const json_t *entity, gint64 now_us);
