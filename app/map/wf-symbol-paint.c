/* Watchfloor: painting a symbol.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies (the outline that tells the class from afar), signs (what is in it) and marks (heading,
 * doubt). Pure cairo. */
#include "config.h"

#include "wf-palette.h"
#include "wf-symbol-paint.h"

#include <math.h>

#define BODY 10.0 /* half the size of a full body */
#define DOT 2.9
#define SMALL 0.74 /* of a full one */

static void
set_ink (cairo_t *cr, GdkRGBA color)
{
  gdk_cairo_set_source_rgba (cr, &color);
}

/* ---- bodies */
static void
rounded (cairo_t *cr, double half_w, double half_h, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, half_w - radius, -half_h + radius, radius, -M_PI / 2, 0);
  cairo_arc (cr, half_w - radius, half_h - radius, radius, 0, M_PI / 2);
  cairo_arc (cr, -half_w + radius, half_h - radius, radius, M_PI / 2, M_PI);
  cairo_arc (cr, -half_w + radius, -half_h + radius, radius, M_PI, 3 * M_PI / 2);
  cairo_close_path (cr);
}

static void
polygon (cairo_t *cr, int corners, double radius, double turn)
{
  for (int i = 0; i < corners; i++)
    {
      double a = turn + 2 * M_PI * i / corners;

      cairo_line_to (cr, radius * sin (a), -radius * cos (a));
    }
  cairo_close_path (cr);
}

static void
shield (cairo_t *cr)
{
  cairo_move_to (cr, 0, -11);
  cairo_curve_to (cr, 3, -8.5, 6, -8, 9.5, -8);
  cairo_curve_to (cr, 10, 1, 7, 8, 0, 11.5);
  cairo_curve_to (cr, -7, 8, -10, 1, -9.5, -8);
  cairo_curve_to (cr, -6, -8, -3, -8.5, 0, -11);
  cairo_close_path (cr);
}

static void
trace_body (cairo_t *cr, WfTrackClass track_class)
{
  cairo_new_path (cr);
  switch (track_class)
    {
    case WF_TRACK_AMBULANCE:
      cairo_arc (cr, 0, 0, BODY + 0.5, 0, 2 * M_PI);
      break;
    case WF_TRACK_FIRE:
      polygon (cr, 5, BODY + 2.5, 0);
      break;
    case WF_TRACK_POLICE:
      shield (cr);
      break;
    case WF_TRACK_BUS:
      rounded (cr, 8.5, 8.5, 3);
      break;
    case WF_TRACK_SIGNAL:
      rounded (cr, 4.5, 9, 4);
      break;
    case WF_TRACK_SENSOR:
      polygon (cr, 4, BODY, 0);
      break;
    case WF_TRACK_WEATHER:
      polygon (cr, 6, BODY - 0.5, 0);
      break;
    case WF_TRACK_CALL:
      rounded (cr, BODY, BODY - 1, 5);
      break;
    default:
      cairo_arc (cr, 0, 0, 6.5, 0, 2 * M_PI);
      break;
    }
}

/* ---- signs */
static void
sign_flame (cairo_t *cr)
{
  cairo_move_to (cr, 0.5, -7);
  cairo_curve_to (cr, 1.5, -4, 5, -2.5, 5, 1.8);
  cairo_curve_to (cr, 5, 4.8, 2.8, 6.5, 0, 6.5);
  cairo_curve_to (cr, -2.8, 6.5, -5, 4.8, -5, 1.8);
  cairo_curve_to (cr, -5, -0.2, -4, -1.6, -3, -2.8);
  cairo_curve_to (cr, -2.6, -1.4, -2, -0.9, -1.2, -0.7);
  cairo_curve_to (cr, -1.4, -3, -1, -5.2, 0.5, -7);
  cairo_close_path (cr);
}

static void
sign_star (cairo_t *cr)
{
  for (int i = 0; i < 10; i++)
    {
      double r = i % 2 == 0 ? 6 : 2.5, a = M_PI * i / 5;

      cairo_line_to (cr, r * sin (a), -r * cos (a));
    }
  cairo_close_path (cr);
}

/* A bus from the front: window and lamps are holes (even-odd). */
static void
sign_bus (cairo_t *cr)
{
  rounded (cr, 5, 5.2, 1.6);
  cairo_rectangle (cr, -3.6, -3.4, 7.2, 3.9);
  cairo_rectangle (cr, -3.6, 2, 1.8, 1.4);
  cairo_rectangle (cr, 1.8, 2, 1.8, 1.4);
  cairo_rectangle (cr, -4.2, 5.2, 2, 1.6);
  cairo_rectangle (cr, 2.2, 5.2, 2, 1.6);
}

static void
sign_waves (cairo_t *cr)
{
  for (int i = -1; i <= 1; i += 2)
    {
      double y = i * 2;

      cairo_move_to (cr, -5, y - 0.8);
      cairo_curve_to (cr, -3, y - 3, -1.5, y + 1.2, 0, y - 0.4);
      cairo_curve_to (cr, 1.5, y - 2, 3, y + 1.6, 5, y - 0.8);
      cairo_line_to (cr, 5, y + 0.8);
      cairo_curve_to (cr, 3, y + 3.2, 1.5, y - 0.4, 0, y + 1.2);
      cairo_curve_to (cr, -1.5, y + 2.8, -3, y - 1.4, -5, y + 0.8);
      cairo_close_path (cr);
    }
}

static void
sign_cloud (cairo_t *cr)
{
  cairo_arc (cr, -2.4, 1, 2.6, M_PI / 2, 3 * M_PI / 2);
  cairo_arc (cr, 0, -1.4, 3, -M_PI * 0.9, -M_PI * 0.1);
  cairo_arc (cr, 3, 1.2, 2.4, -M_PI / 2, M_PI / 2);
  cairo_close_path (cr);
}

/* A handset lying aslant. */
static void
sign_handset (cairo_t *cr)
{
  cairo_save (cr);
  cairo_rotate (cr, -M_PI / 4);
  cairo_move_to (cr, -6, -2);
  cairo_curve_to (cr, -4, -4.4, 4, -4.4, 6, -2);
  cairo_line_to (cr, 6, 1.6);
  cairo_line_to (cr, 2.8, 1.6);
  cairo_line_to (cr, 2.8, -0.6);
  cairo_curve_to (cr, 1.4, -1.3, -1.4, -1.3, -2.8, -0.6);
  cairo_line_to (cr, -2.8, 1.6);
  cairo_line_to (cr, -6, 1.6);
  cairo_close_path (cr);
  cairo_restore (cr);
}

void
wf_symbol_sign (cairo_t *cr, WfTrackClass track_class)
{
  cairo_new_path (cr);
  switch (track_class)
    {
    case WF_TRACK_AMBULANCE:
      cairo_rectangle (cr, -1.8, -6, 3.6, 4.2);
      cairo_rectangle (cr, -6, -1.8, 12, 3.6);
      cairo_rectangle (cr, -1.8, 1.8, 3.6, 4.2);
      break;
    case WF_TRACK_FIRE:
      sign_flame (cr);
      break;
    case WF_TRACK_POLICE:
      sign_star (cr);
      break;
    case WF_TRACK_BUS:
      sign_bus (cr);
      break;
    case WF_TRACK_SIGNAL:
      for (int i = -1; i <= 1; i++)
        {
          cairo_new_sub_path (cr);
          cairo_arc (cr, 0, i * 5, 1.7, 0, 2 * M_PI);
        }
      break;
    case WF_TRACK_SENSOR:
      sign_waves (cr);
      break;
    case WF_TRACK_WEATHER:
      sign_cloud (cr);
      break;
    case WF_TRACK_CALL:
      sign_handset (cr);
      break;
    default:
      cairo_arc (cr, 0, 0, 2.5, 0, 2 * M_PI);
      break;
    }
}

static void
sign_question (cairo_t *cr)
{
  cairo_new_path (cr);
  cairo_set_line_width (cr, 2);
  cairo_arc (cr, 0, -2.4, 2.8, -M_PI, M_PI * 0.35);
  cairo_line_to (cr, 0, 2);
  cairo_stroke (cr);
  cairo_arc (cr, 0, 5, 1.3, 0, 2 * M_PI);
  cairo_fill (cr);
}

/* ---- marks */
static void
draw_heading (cairo_t *cr, const WfLook *look, GdkRGBA color, GdkRGBA halo)
{
  if (look->heading == 0)
    return;
  cairo_save (cr);
  cairo_rotate (cr, 2 * M_PI * (look->heading - 1) / WF_HEADING_BUCKETS);
  if (look->track_class == WF_TRACK_OTHER)
    cairo_translate (cr, 0, 4); /* its body is smaller */
  else if (look->track_class == WF_TRACK_BUS)
    cairo_translate (cr, 0, 1.5);
  cairo_new_path (cr);
  cairo_move_to (cr, 0, -20);
  cairo_line_to (cr, 5.5, -11.5);
  cairo_curve_to (cr, 3, -13.4, -3, -13.4, -5.5, -11.5);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 2.4);
  set_ink (cr, halo);
  cairo_stroke_preserve (cr);
  set_ink (cr, color);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* An amber triangle with a bar and a point: look here. */
static void
draw_doubt (cairo_t *cr, GdkRGBA halo)
{
  cairo_save (cr);
  cairo_translate (cr, 10, 9);
  cairo_new_path (cr);
  polygon (cr, 3, 6.8, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 3);
  set_ink (cr, halo);
  cairo_stroke_preserve (cr);
  set_ink (cr, wf_palette_rgb (0xf5a700));
  cairo_fill (cr);
  set_ink (cr, wf_palette_rgb (0x231a00));
  cairo_rectangle (cr, -0.8, -3.2, 1.6, 3.4);
  cairo_rectangle (cr, -0.8, 1, 1.6, 1.5);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* ---- together */
typedef struct
{
  GdkRGBA body, edge, sign, halo, arrow;
  gboolean broken_edge, inner_ring, struck;
} Coat;

static Coat
choose_coat (const WfLook *look)
{
  gboolean is_unit = wf_track_class_info (look->track_class)->is_unit;
  GdkRGBA color = is_unit ? wf_palette_group (look->group, look->dark)
                          : wf_palette_class (look->track_class, look->dark);
  GdkRGBA paper = wf_palette_rgb (look->dark ? 0x1d2228 : 0xffffff);
  /* On dark ground the fills are light, and a dark sign reads better on them. */
  GdkRGBA on_fill = wf_palette_rgb (look->dark ? 0x10141a : 0xffffff);
  Coat coat = { color, paper, on_fill, wf_palette_faded (paper, 0.9f), color, FALSE, FALSE, FALSE };

  if (is_unit && look->group == WF_UNIT_GROUP_FREE_HOME)
    coat = (Coat){ paper, color, color, coat.halo, color, FALSE, FALSE, FALSE };
  else if (is_unit && look->group == WF_UNIT_GROUP_FREE_AWAY)
    coat.inner_ring = TRUE;
  else if (is_unit && look->group == WF_UNIT_GROUP_OUT)
    coat = (Coat){ paper, color, color, coat.halo, color, FALSE, FALSE, TRUE };
  if (look->freshness >= WF_STALE)
    {
      coat.body = wf_palette_faded (paper, 0.72f);
      coat.arrow = coat.edge = coat.sign
          = wf_palette_faded (color, look->freshness == WF_LOST ? 0.6f : 0.8f);
      coat.broken_edge = TRUE;
      coat.inner_ring = FALSE;
    }
  return coat;
}

static void
draw_body (cairo_t *cr, const WfLook *look, const Coat *coat)
{
  static const double dashes[] = { 3, 2.4 };

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  trace_body (cr, look->track_class);
  cairo_set_line_width (cr, 4.5);
  set_ink (cr, coat->halo);
  if (!coat->broken_edge)
    cairo_stroke_preserve (cr);
  set_ink (cr, coat->body);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1.8);
  set_ink (cr, coat->edge);
  if (coat->broken_edge)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  if (coat->inner_ring)
    {
      cairo_save (cr);
      cairo_scale (cr, 0.8, 0.8);
      trace_body (cr, look->track_class);
      cairo_restore (cr);
      cairo_set_line_width (cr, 1);
      set_ink (cr, coat->sign);
      cairo_stroke (cr);
    }
}

static void
draw_sign (cairo_t *cr, const WfLook *look, const Coat *coat)
{
  set_ink (cr, coat->sign);
  if (look->freshness == WF_LOST)
    {
      sign_question (cr);
      return;
    }
  cairo_save (cr);
  if (coat->inner_ring)
    cairo_scale (cr, 0.85, 0.85);
  wf_symbol_sign (cr, look->track_class);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill (cr);
  cairo_restore (cr);
  if (coat->struck)
    {
      cairo_new_path (cr);
      cairo_move_to (cr, -7.5, 7.5);
      cairo_line_to (cr, 7.5, -7.5);
      cairo_set_line_width (cr, 4);
      set_ink (cr, coat->body);
      cairo_stroke_preserve (cr);
      cairo_set_line_width (cr, 2);
      set_ink (cr, coat->edge);
      cairo_stroke (cr);
    }
}

static void
draw_dot (cairo_t *cr, const WfLook *look, const Coat *coat)
{
  gboolean stale = look->freshness >= WF_STALE;

  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, DOT, 0, 2 * M_PI);
  set_ink (cr, coat->body);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, stale ? 1.2 : 1);
  set_ink (cr, coat->edge);
  cairo_stroke (cr);
}

void
wf_symbol_paint (cairo_t *cr, const WfLook *look)
{
  Coat coat = choose_coat (look);

  if (look->kind == WF_SPOT_DOT)
    {
      draw_dot (cr, look, &coat);
      return;
    }
  if (look->kind == WF_SPOT_SMALL)
    cairo_scale (cr, SMALL, SMALL);
  draw_heading (cr, look, coat.arrow, coat.halo);
  draw_body (cr, look, &coat);
  draw_sign (cr, look, &coat);
  if (look->doubtful)
    draw_doubt (cr, coat.halo);
}
