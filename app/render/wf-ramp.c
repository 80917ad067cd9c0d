/* Watchfloor: colour ramps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ramp.h"

#include <math.h>
#include <string.h>

/* By lightness: any number of classes. */
#define ORDERED 256

static const WfRamp ramps[] = {
  { "Blues",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfff7fbff, 0xffdeebf7, 0xffc6dbef, 0xff9ecae1, 0xff6baed6, 0xff4292c6, 0xff2171b5,
      0xff08519c, 0xff08306b } },
  { "Greens",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfff7fcf5, 0xffe5f5e0, 0xffc7e9c0, 0xffa1d99b, 0xff74c476, 0xff41ab5d, 0xff238b45,
      0xff006d2c, 0xff00441b } },
  { "Greys",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xffffffff, 0xfff0f0f0, 0xffd9d9d9, 0xffbdbdbd, 0xff969696, 0xff737373, 0xff525252,
      0xff252525, 0xff000000 } },
  { "Oranges",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfffff5eb, 0xfffee6ce, 0xfffdd0a2, 0xfffdae6b, 0xfffd8d3c, 0xfff16913, 0xffd94801,
      0xffa63603, 0xff7f2704 } },
  { "Purples",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfffcfbfd, 0xffefedf5, 0xffdadaeb, 0xffbcbddc, 0xff9e9ac8, 0xff807dba, 0xff6a51a3,
      0xff54278f, 0xff3f007d } },
  { "Reds",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfffff5f0, 0xfffee0d2, 0xfffcbba1, 0xfffc9272, 0xfffb6a4a, 0xffef3b2c, 0xffcb181d,
      0xffa50f15, 0xff67000d } },
  { "BuGn",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfff7fcfd, 0xffe5f5f9, 0xffccece6, 0xff99d8c9, 0xff66c2a4, 0xff41ae76, 0xff238b45,
      0xff006d2c, 0xff00441b } },
  { "BuPu",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfff7fcfd, 0xffe0ecf4, 0xffbfd3e6, 0xff9ebcda, 0xff8c96c6, 0xff8c6bb1, 0xff88419d,
      0xff810f7c, 0xff4d004b } },
  { "GnBu",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfff7fcf0, 0xffe0f3db, 0xffccebc5, 0xffa8ddb5, 0xff7bccc4, 0xff4eb3d3, 0xff2b8cbe,
      0xff0868ac, 0xff084081 } },
  { "OrRd",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfffff7ec, 0xfffee8c8, 0xfffdd49e, 0xfffdbb84, 0xfffc8d59, 0xffef6548, 0xffd7301f,
      0xffb30000, 0xff7f0000 } },
  { "PuBu",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfffff7fb, 0xffece7f2, 0xffd0d1e6, 0xffa6bddb, 0xff74a9cf, 0xff3690c0, 0xff0570b0,
      0xff045a8d, 0xff023858 } },
  { "PuBuGn",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfffff7fb, 0xffece2f0, 0xffd0d1e6, 0xffa6bddb, 0xff67a9cf, 0xff3690c0, 0xff02818a,
      0xff016c59, 0xff014636 } },
  { "PuRd",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfff7f4f9, 0xffe7e1ef, 0xffd4b9da, 0xffc994c7, 0xffdf65b0, 0xffe7298a, 0xffce1256,
      0xff980043, 0xff67001f } },
  { "RdPu",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xfffff7f3, 0xfffde0dd, 0xfffcc5c0, 0xfffa9fb5, 0xfff768a1, 0xffdd3497, 0xffae017e,
      0xff7a0177, 0xff49006a } },
  { "YlGn",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xffffffe5, 0xfff7fcb9, 0xffd9f0a3, 0xffaddd8e, 0xff78c679, 0xff41ab5d, 0xff238443,
      0xff006837, 0xff004529 } },
  { "YlGnBu",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xffffffd9, 0xffedf8b1, 0xffc7e9b4, 0xff7fcdbb, 0xff41b6c4, 0xff1d91c0, 0xff225ea8,
      0xff253494, 0xff081d58 } },
  { "YlOrBr",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xffffffe5, 0xfffff7bc, 0xfffee391, 0xfffec44f, 0xfffe9929, 0xffec7014, 0xffcc4c02,
      0xff993404, 0xff662506 } },
  { "YlOrRd",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    9,
    { 0xffffffcc, 0xffffeda0, 0xfffed976, 0xfffeb24c, 0xfffd8d3c, 0xfffc4e2a, 0xffe31a1c,
      0xffbd0026, 0xff800026 } },
  { "viridis",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    10,
    { 0xff440154, 0xff482878, 0xff3e4989, 0xff31688e, 0xff26828e, 0xff1f9e89, 0xff35b779,
      0xff6ece58, 0xffb5de2b, 0xfffde725 } },
  { "cividis",
    WF_RAMP_SEQUENTIAL,
    ORDERED,
    10,
    { 0xff00224e, 0xff123570, 0xff3b496c, 0xff575d6d, 0xff707173, 0xff8a8678, 0xffa59c74,
      0xffc3b369, 0xffe1cc55, 0xfffee838 } },
  { "BrBG",
    WF_RAMP_DIVERGING,
    ORDERED,
    11,
    { 0xff543005, 0xff8c510a, 0xffbf812d, 0xffdfc27d, 0xfff6e8c3, 0xfff5f5f5, 0xffc7eae5,
      0xff80cdc1, 0xff35978f, 0xff01665e, 0xff003c30 } },
  { "PiYG",
    WF_RAMP_DIVERGING,
    ORDERED,
    11,
    { 0xff8e0152, 0xffc51b7d, 0xffde77ae, 0xfff1b6da, 0xfffde0ef, 0xfff7f7f7, 0xffe6f5d0,
      0xffb8e186, 0xff7fbc41, 0xff4d9221, 0xff276419 } },
  { "PRGn",
    WF_RAMP_DIVERGING,
    ORDERED,
    11,
    { 0xff40004b, 0xff762a83, 0xff9970ab, 0xffc2a5cf, 0xffe7d4e8, 0xfff7f7f7, 0xffd9f0d3,
      0xffa6dba0, 0xff5aae61, 0xff1b7837, 0xff00441b } },
  { "PuOr",
    WF_RAMP_DIVERGING,
    ORDERED,
    11,
    { 0xff7f3b08, 0xffb35806, 0xffe08214, 0xfffdb863, 0xfffee0b6, 0xfff7f7f7, 0xffd8daeb,
      0xffb2abd2, 0xff8073ac, 0xff542788, 0xff2d004b } },
  { "RdBu",
    WF_RAMP_DIVERGING,
    ORDERED,
    11,
    { 0xff67001f, 0xffb2182b, 0xffd6604d, 0xfff4a582, 0xfffddbc7, 0xfff7f7f7, 0xffd1e5f0,
      0xff92c5de, 0xff4393c3, 0xff2166ac, 0xff053061 } },
  { "RdYlBu",
    WF_RAMP_DIVERGING,
    ORDERED,
    11,
    { 0xffa50026, 0xffd73027, 0xfff46d43, 0xfffdae61, 0xfffee090, 0xffffffbf, 0xffe0f3f8,
      0xffabd9e9, 0xff74add1, 0xff4575b4, 0xff313695 } },
  { "RdGy",
    WF_RAMP_DIVERGING,
    0,
    11,
    { 0xff67001f, 0xffb2182b, 0xffd6604d, 0xfff4a582, 0xfffddbc7, 0xffffffff, 0xffe0e0e0,
      0xffbababa, 0xff878787, 0xff4d4d4d, 0xff1a1a1a } },
  { "RdYlGn",
    WF_RAMP_DIVERGING,
    0,
    11,
    { 0xffa50026, 0xffd73027, 0xfff46d43, 0xfffdae61, 0xfffee08b, 0xffffffbf, 0xffd9ef8b,
      0xffa6d96a, 0xff66bd63, 0xff1a9850, 0xff006837 } },
  { "Spectral",
    WF_RAMP_DIVERGING,
    0,
    11,
    { 0xff9e0142, 0xffd53e4f, 0xfff46d43, 0xfffdae61, 0xfffee08b, 0xffffffbf, 0xffe6f598,
      0xffabdda4, 0xff66c2a5, 0xff3288bd, 0xff5e4fa2 } },
  { "okabe-ito",
    WF_RAMP_QUALITATIVE,
    8,
    8,
    { 0xffe69f00, 0xff56b4e9, 0xff009e73, 0xfff0e442, 0xff0072b2, 0xffd55e00, 0xffcc79a7,
      0xff000000 } },
  { "Dark2",
    WF_RAMP_QUALITATIVE,
    3,
    8,
    { 0xff1b9e77, 0xffd95f02, 0xff7570b3, 0xffe7298a, 0xff66a61e, 0xffe6ab02, 0xffa6761d,
      0xff666666 } },
  { "Set2",
    WF_RAMP_QUALITATIVE,
    3,
    8,
    { 0xff66c2a5, 0xfffc8d62, 0xff8da0cb, 0xffe78ac3, 0xffa6d854, 0xffffd92f, 0xffe5c494,
      0xffb3b3b3 } },
  { "Paired",
    WF_RAMP_QUALITATIVE,
    4,
    12,
    { 0xffa6cee3, 0xff1f78b4, 0xffb2df8a, 0xff33a02c, 0xfffb9a99, 0xffe31a1c, 0xfffdbf6f,
      0xffff7f00, 0xffcab2d6, 0xff6a3d9a, 0xffffff99, 0xffb15928 } },
  { "Set1",
    WF_RAMP_QUALITATIVE,
    0,
    9,
    { 0xffe41a1c, 0xff377eb8, 0xff4daf4a, 0xff984ea3, 0xffff7f00, 0xffffff33, 0xffa65628,
      0xfff781bf, 0xff999999 } },
  { "Set3",
    WF_RAMP_QUALITATIVE,
    0,
    12,
    { 0xff8dd3c7, 0xffffffb3, 0xffbebada, 0xfffb8072, 0xff80b1d3, 0xfffdb462, 0xffb3de69,
      0xfffccde5, 0xffd9d9d9, 0xffbc80bd, 0xffccebc5, 0xffffed6f } },
  { "Pastel1",
    WF_RAMP_QUALITATIVE,
    0,
    9,
    { 0xfffbb4ae, 0xffb3cde3, 0xffccebc5, 0xffdecbe4, 0xfffed9a6, 0xffffffcc, 0xffe5d8bd,
      0xfffddaec, 0xfff2f2f2 } },
  { "Accent",
    WF_RAMP_QUALITATIVE,
    0,
    8,
    { 0xff7fc97f, 0xffbeaed4, 0xfffdc086, 0xffffff99, 0xff386cb0, 0xfff0027f, 0xffbf5b17,
      0xff666666 } },
};

guint
wf_ramp_count (void)
{
  return G_N_ELEMENTS (ramps);
}

const WfRamp *
wf_ramp_get (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (ramps), NULL);
  return &ramps[i];
}

const WfRamp *
wf_ramp_find (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (ramps); i++)
    if (strcmp (ramps[i].name, name) == 0)
      return &ramps[i];
  return NULL;
}

/* @t 0..1 along the ramp. */
static guint32
color_at (const WfRamp *ramp, double t)
{
  double place = t * (ramp->n_colors - 1);
  guint i = MIN ((guint) place, ramp->n_colors - 2);
  guint32 a = ramp->colors[i], b = ramp->colors[i + 1], out = 0xff000000u;
  double part = place - i;

  for (guint shift = 0; shift < 24; shift += 8)
    {
      double x = a >> shift & 255, y = b >> shift & 255;

      out |= (guint32) lround (x + (y - x) * part) << shift;
    }
  return out;
}

/* An order is not begun at white or black: its ends are kept for many classes. */
static double
place_of (const WfRamp *ramp, guint i, guint n)
{
  double inset = ramp->kind == WF_RAMP_SEQUENTIAL && n < 9 ? 0.5 / (n + 1) : 0;

  return n == 1 ? 0.5 : inset + (1 - 2 * inset) * i / (n - 1);
}

void
wf_ramp_colors (const WfRamp *ramp, guint n, gboolean reversed, guint32 *colors)
{
  for (guint i = 0; i < n; i++)
    {
      guint32 *color = &colors[reversed ? n - 1 - i : i];

      if (ramp->kind == WF_RAMP_QUALITATIVE)
        *color = ramp->colors[i % ramp->n_colors];
      else
        *color = color_at (ramp, place_of (ramp, i, n));
    }
}
