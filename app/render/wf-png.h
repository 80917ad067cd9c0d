/* Watchfloor: a frame as a PNG file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Any thread. */
#pragma once

#include <glib.h>

/* @pixels as a frame's. WF_ERROR_IO. */
gboolean
wf_png_save (GBytes *pixels, int width_px, int height_px, const char *path, GError **error);
