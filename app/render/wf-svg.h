/* Watchfloor: pictures drawn by SVG files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A city's own symbols, one file a symbol, drawn by librsvg at the very size and turn they are
 * needed in. Nothing is fetched from elsewhere: references outside the file are not followed. */
#pragma once

#include "wf-text-cache.h"

/* The file @folder/@name.svg with its longer side @size_px, turned clockwise. NULL, said in the
 * log, where it is missing, larger than 1 MB or no SVG. A name with a slash or a dot first is
 * missing. */
WfTextImage *wf_svg_draw (const char *folder, const char *name, double size_px, double rotate_rad);
