/* Watchfloor: tests of strokes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Widths, joins, caps, closed lines and lines beside their path against cairo at sixteen times the
 * size; the same bytes however the frame is cut into bands. */
#include "config.h"

#include "wf-reference.h"
#include "wf-stroker.h"

#include <math.h>
#include <string.h>

#define SIDE 96
/* Of 255: what may differ. Sharp corners: where two sides cross inside a pixel, their parts are
 * summed. */
#define FAITHFUL 3
#define CORNERS 12

typedef struct
{
  const char *name;
  double width, offset;
  WfCap cap;
  WfJoin join;
  gboolean closed;
  guint n;
  WfPoint points[6];
  int max;
} Line;

static const Line lines[] = {
  { "level",
    1,
    0,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    FALSE,
    2,
    { { 10.5, 20.5 }, { 80.5, 20.5 } },
    FAITHFUL },
  { "hairline",
    0.3,
    0,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    FALSE,
    2,
    { { 10.3, 15.2 }, { 85.4, 70.6 } },
    FAITHFUL },
  { "thin",
    1,
    0,
    WF_CAP_ROUND,
    WF_JOIN_ROUND,
    FALSE,
    2,
    { { 10.3, 15.2 }, { 85.4, 70.6 } },
    FAITHFUL },
  { "thin, bent",
    1.3,
    0,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    FALSE,
    4,
    { { 8, 12 }, { 60, 30.5 }, { 66.2, 70 }, { 88, 84 } },
    FAITHFUL },
  { "square ends",
    7,
    0,
    WF_CAP_SQUARE,
    WF_JOIN_BEVEL,
    FALSE,
    2,
    { { 20.4, 15.5 }, { 70.2, 80.1 } },
    FAITHFUL },
  { "miter",
    9,
    0,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    FALSE,
    3,
    { { 15, 80 }, { 48, 25 }, { 80, 80 } },
    FAITHFUL },
  { "too sharp for a miter",
    9,
    0,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    FALSE,
    3,
    { { 38, 85 }, { 48, 15 }, { 58, 85 } },
    FAITHFUL },
  { "bevel",
    9,
    0,
    WF_CAP_BUTT,
    WF_JOIN_BEVEL,
    FALSE,
    3,
    { { 15, 80 }, { 48, 25 }, { 80, 80 } },
    FAITHFUL },
  { "round",
    9,
    0,
    WF_CAP_ROUND,
    WF_JOIN_ROUND,
    FALSE,
    4,
    { { 12, 14 }, { 70, 20.5 }, { 30.2, 70 }, { 84, 80 } },
    FAITHFUL },
  { "short pieces",
    8,
    0,
    WF_CAP_ROUND,
    WF_JOIN_ROUND,
    FALSE,
    6,
    { { 20, 30 }, { 40, 32 }, { 42, 34 }, { 41, 37 }, { 45, 41 }, { 70, 80 } },
    CORNERS },
  { "closed",
    5,
    0,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    TRUE,
    4,
    { { 20, 20.5 }, { 75.3, 25 }, { 70, 80.2 }, { 25, 70 } },
    FAITHFUL },
  { "closed the other way",
    5,
    0,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    TRUE,
    4,
    { { 25, 70 }, { 70, 80.2 }, { 75.3, 25 }, { 20, 20.5 } },
    FAITHFUL },
  { "beside",
    3,
    6,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    FALSE,
    3,
    { { 15, 40 }, { 48, 45 }, { 80, 20 } },
    FAITHFUL },
  { "beside, the other side",
    3,
    -6,
    WF_CAP_BUTT,
    WF_JOIN_MITER,
    FALSE,
    3,
    { { 15, 40 }, { 48, 45 }, { 80, 20 } },
    FAITHFUL },
  { "across the world",
    4,
    0,
    WF_CAP_ROUND,
    WF_JOIN_ROUND,
    FALSE,
    2,
    { { -1e6, 30 }, { 1e6, 50 } },
    FAITHFUL },
};

/* Where a line beside its path would have been drawn by hand. */
static WfPoint
moved (const Line *line, guint i)
{
  WfPoint p = line->points[i], n[2];
  guint from = i > 0 ? i - 1 : 0, to = MIN (i + 1, line->n - 1);
  double scale;

  for (guint k = 0; k < 2; k++)
    {
      WfPoint a = line->points[k == 0 ? from : i], b = line->points[k == 0 ? i : to];
      double length = hypot (b.x - a.x, b.y - a.y);

      n[k] = length > 0 ? (WfPoint){ -(b.y - a.y) / length, (b.x - a.x) / length }
                        : (WfPoint){ 0, 0 };
    }
  if (from == i)
    n[0] = n[1];
  if (to == i)
    n[1] = n[0];
  /* m . n0 = m . n1 = offset */
  scale = line->offset / (1 + n[0].x * n[1].x + n[0].y * n[1].y);
  return (WfPoint){ p.x + (n[0].x + n[1].x) * scale, p.y + (n[0].y + n[1].y) * scale };
}

static void
paint_line (cairo_t *cr, gconstpointer data)
{
  static const cairo_line_cap_t caps[]
      = { CAIRO_LINE_CAP_BUTT, CAIRO_LINE_CAP_ROUND, CAIRO_LINE_CAP_SQUARE };
  static const cairo_line_join_t joins[]
      = { CAIRO_LINE_JOIN_MITER, CAIRO_LINE_JOIN_BEVEL, CAIRO_LINE_JOIN_ROUND };
  const Line *line = data;

  cairo_set_line_width (cr, line->width);
  cairo_set_line_cap (cr, caps[line->cap]);
  cairo_set_line_join (cr, joins[line->join]);
  cairo_set_miter_limit (cr, 2);
  cairo_set_tolerance (cr, 0.01);
  for (guint i = 0; i < line->n; i++)
    {
      WfPoint p = line->offset != 0 ? moved (line, i) : line->points[i];

      /* cairo's own numbers end at 32767 pixels. */
      if (fabs (p.x) > 1e5)
        p = (WfPoint){ p.x / 1e4, 40 + (p.y - 40) / 1e4 };
      cairo_line_to (cr, p.x, p.y);
    }
  if (line->closed)
    cairo_close_path (cr);
  cairo_stroke (cr);
}

static guint32 *
draw_line (const Line *line, int band_rows)
{
  guint32 *pixels = g_new (guint32, SIDE * SIDE);
  WfAreaMask *mask = wf_area_mask_new (SIDE, SIDE, band_rows);
  WfStrokeShape shape = { line->offset - line->width / 2, line->offset + line->width / 2, line->cap,
                          line->join, 2 };
  WfStroker stroker;

  for (int i = 0; i < SIDE * SIDE; i++)
    pixels[i] = 0xff000000u;
  wf_stroker_init (&stroker, mask);
  for (int top = 0; top < SIDE; top += band_rows)
    {
      wf_area_mask_move (mask, top, MIN (band_rows, SIDE - top));
      wf_stroker_add (&stroker, line->points, line->n, line->closed, &shape);
      wf_area_mask_paint (mask, pixels + top * SIDE, SIDE, wf_ink (0xffffffff));
    }
  wf_stroker_clear (&stroker);
  wf_area_mask_free (mask);
  return pixels;
}

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree guint8 *cover = wf_reference_cover (SIDE, SIDE, paint_line, &lines[i]);
      g_autofree guint32 *pixels = draw_line (&lines[i], SIDE);
      WfReferenceError error = wf_reference_compare (cover, pixels, SIDE, SIDE);

      g_test_message ("%s: mean %.3f, max %d", lines[i].name, error.mean, error.max);
      g_assert_cmpint (error.max, <=, lines[i].max);
      g_assert_cmpfloat (error.mean, <, 0.5);
      for (int rows = 1; rows < SIDE; rows = rows * 5 + 2)
        {
          g_autofree guint32 *parts = draw_line (&lines[i], rows);

          g_assert_cmpmem (pixels, SIDE * SIDE * 4, parts, SIDE * SIDE * 4);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/strokes/lines", test_lines);
  return g_test_run ();
}
