/* Watchfloor: colours as styles write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* CSS colour text to 0xAARRGGBB, not premultiplied, sRGB. Pure, any thread. */
#pragma once

#include <glib.h>

/* "#rgb" "#rgba" "#rrggbb" "#rrggbbaa" "rgb(...)" "rgba(...)" "hsl(...)" "hsla(...)" and the
 * basic names. FALSE where @text is none of these. */
gboolean wf_color_parse (const char *text, guint32 *argb);

/* Each part between @a and @b by @t in 0..1, weighted by alpha so that a transparent end lends no
 * colour. */
guint32 wf_color_mix (guint32 a, guint32 b, double t);

/* @argb with its alpha times @opacity (0..1). */
guint32 wf_color_fade (guint32 argb, double opacity);

/* "#rrggbb", or "#rrggbbaa" where it is not opaque. Free with g_free. */
char *wf_color_to_text (guint32 argb);
