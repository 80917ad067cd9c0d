/* Watchfloor: how a source is to be read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What "import" and "layers" decide the same way: how it is opened and how its text is encoded. */
#pragma once

#include "wf-gdal-source.h"

/* Opens vector @name with the options its driver needs; which tags of OpenStreetMap become fields
 * is said in data/osmconf.ini. */
gboolean wf_import_options_open (WfGdalSource *source, const char *name, GError **error);

/* The encoding of @layer's text: @wanted where it is not NULL, else what the source says where
 * its bytes agree, else what they look like. Free with g_free. */
char *wf_import_options_encoding (const WfGdalSource *source, OGRLayerH layer, const char *wanted);
