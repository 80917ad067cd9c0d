/* Watchfloor: importing a part of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A window of a layer too large to be taken whole: what lies in a box, and where that is more than
 * asked for, an even sample of it. One thread. */
#pragma once

#include "wf-import-options.h"
#include "wf-import.h"

#include <jansson.h>

/* "W,S,E,N" in degrees. */
gboolean wf_import_window_parse (const char *text, WfBox *box, GError **error);

/* Limits @import, whose layer is chosen and nothing of it read, to @window ("W,S,E,N" in degrees,
 * WGS 84) and to about @at_most features; @place is the layer's. Tables with an index and
 * databases are sampled; what can only be read from its beginning is cut. Where columns give the
 * places (import->places) nothing is limited. */
gboolean wf_import_window_narrow (WfImport *import, const char *window, gint64 at_most,
                                  const WfImportPlace *place, GError **error);

/* Begins at its first feature, and has each area of a sample drawn for those it stands for, up to
 * some pixels of a view of @window (NULL: nothing); once the batch is there. */
void wf_import_window_stand (WfImport *import, const char *window);

/* From the first again. */
void wf_import_window_rewind (WfImport *import);

/* The next feature to be read; free with OGR_F_Destroy. NULL at the end. */
OGRFeatureH wf_import_window_next (WfImport *import, double *fraction);

/* What was left out, for the job's result: {"matched":n,"one_in":k,"cut":false}; new reference. */
json_t *wf_import_window_describe (const WfImport *import);
