/* Watchfloor: opening a source with GDAL.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Refuses what is not a regular file (or a .gdb folder, or a server the caller named), opens
 * with the drivers of gdal-drivers.def only, and knows each driver's ways. One thread. */
#pragma once

#include <gdal.h>
#include <glib.h>
#include <ogr_api.h>

/* Registers the drivers and sets GDAL's configuration for the whole process. */
void wf_gdal_source_prepare (void);

typedef struct
{
  GDALDatasetH dataset;
  const char *driver; /* short name */
  gboolean is_server;
  gboolean one_pass; /* OSM: layers can only be read together, front to back */
} WfGdalSource;

/* Opens for reading; @raster or vector. @options (NULL or NULL-terminated "KEY=VALUE") go to the
 * driver. Errors: NOT_FOUND, INVALID, REFUSED. */
gboolean wf_gdal_source_open (WfGdalSource *source, const char *name, gboolean raster,
                              const char *const *options, GError **error);
void wf_gdal_source_close (WfGdalSource *source);

/* The layer called @name (NULL = the first that has geometry, or the first). */
OGRLayerH wf_gdal_source_layer (const WfGdalSource *source, const char *name, GError **error);

/* The next feature of @layer (free with OGR_F_Destroy), NULL at the end. Rewind first by
 * wf_gdal_source_rewind. */
OGRFeatureH wf_gdal_source_next (const WfGdalSource *source, OGRLayerH layer, double *fraction);
void wf_gdal_source_rewind (const WfGdalSource *source, OGRLayerH layer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfGdalSource, wf_gdal_source_close)
