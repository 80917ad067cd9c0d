/* Watchfloor: the axis order of a WFS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A CRS named "urn:ogc:def:crs:EPSG::4326" has latitude first, for everybody. Named "EPSG:4326",
 * WFS 1.1 servers differ: MapServer and QGIS Server to 3.22 give latitude first, as the standard
 * asks, QGIS Server 3.40 and GeoServer longitude first. What the server gives is held against the
 * longitudes and latitudes it declares (ows:WGS84BoundingBox). One thread. */
#pragma once

#include <gdal.h>
#include <glib.h>

/* Whether the short names of @dataset, opened as @name with CONSIDER_EPSG_AS_URN=YES, mean east
 * first after all. Asks the server for a few features where its names leave it open. */
gboolean
wf_wfs_axes_east_first (GDALDatasetH dataset, const char *name, const char *const *drivers);
