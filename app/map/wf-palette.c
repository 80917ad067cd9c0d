/* Watchfloor: the colours of what lies on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chosen to stand apart on a pale and on a dark city, and for the common kinds of colour
 * blindness by lightness as well as hue. */
#include "config.h"

#include "wf-palette.h"

GdkRGBA
wf_palette_rgb (guint32 rgb)
{
  return (GdkRGBA){ (float) ((rgb >> 16) & 255) / 255, (float) ((rgb >> 8) & 255) / 255,
                    (float) (rgb & 255) / 255, 1 };
}

GdkRGBA
wf_palette_faded (GdkRGBA color, float alpha)
{
  color.alpha *= alpha;
  return color;
}

GdkRGBA
wf_palette_group (WfUnitGroup group, gboolean dark)
{
  static const guint32 colors[][2] = { [WF_UNIT_GROUP_BUSY] = { 0xc8202f, 0xf0524f },
                                       [WF_UNIT_GROUP_FREE_AWAY] = { 0x1a5fb4, 0x5b9df0 },
                                       [WF_UNIT_GROUP_FREE_HOME] = { 0x1d7f43, 0x4bc07a },
                                       [WF_UNIT_GROUP_OUT] = { 0x5e6670, 0x98a2ae } };

  return wf_palette_rgb (colors[group][dark]);
}

GdkRGBA
wf_palette_class (WfTrackClass track_class, gboolean dark)
{
  static const guint32 colors[WF_TRACK_N_CLASSES][2]
      = { [WF_TRACK_AMBULANCE] = { 0x5e6670, 0x98a2ae }, [WF_TRACK_FIRE] = { 0x5e6670, 0x98a2ae },
          [WF_TRACK_POLICE] = { 0x5e6670, 0x98a2ae },    [WF_TRACK_BUS] = { 0x3a6f7d, 0x6fb3c4 },
          [WF_TRACK_SIGNAL] = { 0x39424d, 0x8d99a8 },    [WF_TRACK_SENSOR] = { 0x6a4c9c, 0xb395e6 },
          [WF_TRACK_WEATHER] = { 0x3d5a80, 0x8fb4dd },   [WF_TRACK_CALL] = { 0xa6145a, 0xf06aa6 },
          [WF_TRACK_OTHER] = { 0x5e6670, 0x98a2ae } };

  return wf_palette_rgb (colors[track_class][dark]);
}

GdkRGBA
wf_palette_level (int level, gboolean dark)
{
  static const guint32 colors[][2] = { { 0x5e6670, 0x98a2ae },
                                       { 0xd01c2a, 0xe5383f },
                                       { 0xe8710a, 0xf08a2e },
                                       { 0xf5c518, 0xf7d24a },
                                       { 0x1f6fd0, 0x3f8ef0 } };

  return wf_palette_rgb (colors[CLAMP (level, 0, 4)][dark]);
}

GdkRGBA
wf_palette_level_ink (int level)
{
  return wf_palette_rgb (level == 3 || level == 2 ? 0x231a00 : 0xffffff);
}

GdkRGBA
wf_palette_selection (gboolean dark)
{
  return wf_palette_rgb (dark ? 0xffffff : 0x101418);
}

GdkRGBA
wf_palette_drawing (gboolean dark)
{
  return wf_palette_rgb (dark ? 0xe58cff : 0x8a1fb0);
}

GdkRGBA
wf_palette_ink (gboolean dark)
{
  return wf_palette_rgb (dark ? 0xe9edf2 : 0x1b2027);
}

GdkRGBA
wf_palette_plate (gboolean dark)
{
  GdkRGBA color = wf_palette_rgb (dark ? 0x1d2228 : 0xffffff);

  return wf_palette_faded (color, 0.88f);
}

guint32
wf_palette_ground (gboolean dark)
{
  return dark ? 0xff14181d : 0xfff2efe9;
}
