/* Watchfloor: what stands around a map on paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All in points, as vector. */
#include "config.h"

#include "wf-sheet-private.h"

#include "wf-legend.h"
#include "wf-style-layer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <pango/pangocairo.h>

#define GROUND 0.91, 0.90, 0.88
#define INK 0.1, 0.1, 0.1
#define MOST_ENTRIES 24
#define ENTRY_PT 13.0
#define SWATCH_W 22
#define SWATCH_H 11

typedef enum
{
  AT_START,
  AT_MIDDLE,
  AT_END
} At;

static PangoLayout *
make_layout (cairo_t *cr, const char *text, double size, gboolean bold)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Noto Sans CJK SC, Noto Sans");

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  return layout;
}

/* One line of @text at @x, its top at @y; returns its width. @most 0: any width. */
static double
show_text (cairo_t *cr, const char *text, double size, gboolean bold, double x, double y, At at,
           double most)
{
  PangoLayout *layout = make_layout (cr, text, size, bold);
  PangoRectangle box;

  if (most > 0)
    {
      pango_layout_set_width (layout, (int) (most * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_extents (layout, NULL, &box);
  if (at != AT_START)
    x -= (double) box.width / PANGO_SCALE / (at == AT_MIDDLE ? 2 : 1);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
  return (double) box.width / PANGO_SCALE;
}

void
wf_sheet_draw_title (const WfSheet *sheet, cairo_t *cr, WfSheetBox box)
{
  cairo_set_source_rgb (cr, INK);
  show_text (cr, sheet->title, 20, TRUE, box.x, box.y + (box.height - 30) / 2 - 2, AT_START,
             box.width);
}

/* ---- graticule */

/* Seconds of arc; of the sizes people count in the one that gives about five lines. */
static double
choose_step (double span_deg)
{
  static const double steps[] = { 1,   2,   5,    10,   15,   30,    60,    120,   300,
                                  600, 900, 1800, 3600, 7200, 18000, 36000, 72000, 108000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (span_deg * 3600 / steps[i] <= 6)
      return steps[i];
  return 162000;
}

static char *
degrees_text (double seconds, const char *positive, const char *negative)
{
  gint64 s = (gint64) llround (fabs (seconds));
  int degrees = (int) (s / 3600), minutes = (int) (s / 60 % 60), rest = (int) (s % 60);
  const char *side = seconds < 0 ? negative : positive;

  if (rest != 0)
    return g_strdup_printf ("%d°%02d′%02d″%s", degrees, minutes, rest, side);
  return minutes != 0 ? g_strdup_printf ("%d°%02d′%s", degrees, minutes, side)
                      : g_strdup_printf ("%d°%s", degrees, side);
}

static void
label_on_plate (cairo_t *cr, const char *text, double x, double y)
{
  PangoLayout *layout = make_layout (cr, text, 7, FALSE);
  PangoRectangle box;

  pango_layout_get_extents (layout, NULL, &box);
  g_object_unref (layout);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.8);
  cairo_rectangle (cr, x - 1.5, y + 0.5, (double) box.width / PANGO_SCALE + 3, 10);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, INK);
  show_text (cr, text, 7, FALSE, x, y, AT_START, 0);
}

void
wf_sheet_draw_graticule (const WfSheet *sheet, cairo_t *cr, WfSheetBox map)
{
  WfView view = wf_sheet_view (sheet);
  WfBox seen = wf_view_box (&view);
  WfLonLat nw = wf_mercator_to_lonlat ((WfPoint){ seen.min_x, seen.min_y });
  WfLonLat se = wf_mercator_to_lonlat ((WfPoint){ seen.max_x, seen.max_y });
  double step = choose_step (MAX (se.lon - nw.lon, nw.lat - se.lat));

  cairo_save (cr);
  cairo_rectangle (cr, map.x, map.y, map.width, map.height);
  cairo_clip (cr);
  cairo_set_line_width (cr, 0.35);
  for (double s = ceil (nw.lon * 3600 / step) * step; s <= se.lon * 3600; s += step)
    {
      WfPoint px
          = wf_view_point_to_pixel (&view, wf_mercator_from_lonlat ((WfLonLat){ s / 3600, 0 }));
      double x = map.x + px.x * 72 / sheet->dpi;
      g_autofree char *text = degrees_text (s, "E", "W");

      cairo_set_source_rgba (cr, 0.1, 0.1, 0.1, 0.55);
      cairo_move_to (cr, x, map.y);
      cairo_line_to (cr, x, map.y + map.height);
      cairo_stroke (cr);
      label_on_plate (cr, text, x + 3, map.y + map.height - 12);
    }
  for (double s = ceil (se.lat * 3600 / step) * step; s <= nw.lat * 3600; s += step)
    {
      WfPoint px = wf_view_point_to_pixel (
          &view, wf_mercator_from_lonlat ((WfLonLat){ sheet->center.lon, s / 3600 }));
      double y = map.y + px.y * 72 / sheet->dpi;
      g_autofree char *text = degrees_text (s, "N", "S");

      cairo_set_source_rgba (cr, 0.1, 0.1, 0.1, 0.55);
      cairo_move_to (cr, map.x, y);
      cairo_line_to (cr, map.x + map.width, y);
      cairo_stroke (cr);
      label_on_plate (cr, text, map.x + 3, y - 12);
    }
  cairo_restore (cr);
}

/* ---- north */
void
wf_sheet_draw_north (cairo_t *cr, WfSheetBox map)
{
  double x = map.x + map.width - 26, y = map.y + 14;

  cairo_set_source_rgba (cr, 1, 1, 1, 0.85);
  cairo_arc (cr, x, y + 17, 22, 0, 2 * M_PI);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, INK);
  show_text (cr, "N", 10, TRUE, x, y - 5, AT_MIDDLE, 0);
  cairo_move_to (cr, x, y + 9);
  cairo_line_to (cr, x + 7, y + 33);
  cairo_line_to (cr, x, y + 27);
  cairo_line_to (cr, x - 7, y + 33);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* ---- legend */
static void
draw_swatch (cairo_t *cr, const WfLegendEntry *entry, double x, double y)
{
  const int scale = 4;
  g_autoptr (GBytes) pixels = wf_legend_swatch (entry, SWATCH_W * scale, SWATCH_H * scale, scale);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (guchar *) g_bytes_get_data (pixels, NULL), CAIRO_FORMAT_ARGB32, SWATCH_W * scale,
      SWATCH_H * scale, SWATCH_W * scale * 4);
  cairo_surface_t *copy
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SWATCH_W * scale, SWATCH_H * scale);
  cairo_t *to = cairo_create (copy);

  /* Files keep the picture longer than we keep the pixels. */
  cairo_set_source_surface (to, surface, 0, 0);
  cairo_paint (to);
  cairo_destroy (to);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  cairo_set_source_surface (cr, copy, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (copy);
  cairo_surface_destroy (surface);
}

/* What shows at the sheet's scale; a heading goes with its classes. */
static GPtrArray *
choose_entries (const WfSheet *sheet)
{
  GPtrArray *chosen = g_ptr_array_new ();
  double zoom = wf_sheet_view (sheet).zoom;

  for (guint i = 0; i < sheet->legend->len; i++)
    {
      WfLegendEntry *entry = &g_array_index (sheet->legend, WfLegendEntry, i);
      const WfStyleLayer *layer = wf_style_layer (entry->style, entry->layer);

      if (zoom >= layer->min_zoom && zoom < layer->max_zoom)
        g_ptr_array_add (chosen, entry);
    }
  return chosen;
}

static void
draw_entry (cairo_t *cr, const WfLegendEntry *entry, double x, double y, double width)
{
  if (!entry->is_heading)
    {
      /* Ground under it: white roads are seen on it as they are on the map. */
      cairo_set_source_rgb (cr, GROUND);
      cairo_rectangle (cr, x, y, SWATCH_W, SWATCH_H);
      cairo_fill (cr);
      draw_swatch (cr, entry, x, y);
    }
  cairo_set_source_rgb (cr, INK);
  if (entry->is_heading)
    show_text (cr, entry->label, 7.5, TRUE, x, y - 1, AT_START, width);
  else
    show_text (cr, entry->label, 7.5, FALSE, x + 28, y - 1, AT_START, width - 28);
}

void
wf_sheet_draw_legend (const WfSheet *sheet, cairo_t *cr, WfSheetBox map)
{
  g_autoptr (GPtrArray) entries = choose_entries (sheet);
  guint most = (guint) MAX ((map.height * 0.7 - 30) / ENTRY_PT, 1);
  guint n = MIN (MIN (entries->len, MOST_ENTRIES), most);
  double width = MIN (130, map.width * 0.35), height = 24 + n * ENTRY_PT;
  double x = map.x + map.width - width - 8, y = map.y + map.height - height - 8;

  if (n == 0)
    return;
  cairo_set_source_rgba (cr, 1, 1, 1, 0.92);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0.1, 0.1, 0.1, 0.6);
  cairo_set_line_width (cr, 0.4);
  cairo_stroke (cr);
  cairo_set_source_rgb (cr, INK);
  show_text (cr, _ ("Legend"), 9, TRUE, x + 6, y + 3, AT_START, width - 12);
  for (guint i = 0; i < n; i++)
    draw_entry (cr, entries->pdata[i], x + 6, y + 19 + i * ENTRY_PT, width - 12);
}

/* ---- foot */

/* 1, 2 or 5 times a power of ten, at most @metres. */
static double
round_length (double metres)
{
  double power = pow (10, floor (log10 (metres)));

  return power * (metres >= 5 * power ? 5 : metres >= 2 * power ? 2 : 1);
}

static void
draw_scale_bar (const WfSheet *sheet, cairo_t *cr, double x, double y)
{
  double metres = round_length (sheet->scale * 0.045), mm = metres / sheet->scale * 1000;
  double width = mm * WF_PT_PER_MM;
  /* Translators: lengths on the scale bar of a printed map */
  g_autofree char *text = metres < 1000 ? g_strdup_printf (_ ("%.0f m"), metres)
                                        : g_strdup_printf (_ ("%.0f km"), metres / 1000);

  cairo_set_line_width (cr, 0.6);
  for (int i = 0; i < 4; i++)
    {
      cairo_rectangle (cr, x + i * width / 4, y, width / 4, 4);
      cairo_set_source_rgb (cr, i % 2 == 0 ? 0.1 : 1, i % 2 == 0 ? 0.1 : 1, i % 2 == 0 ? 0.1 : 1);
      cairo_fill_preserve (cr);
      cairo_set_source_rgb (cr, INK);
      cairo_stroke (cr);
    }
  show_text (cr, "0", 7, FALSE, x, y + 5, AT_MIDDLE, 0);
  show_text (cr, text, 7, FALSE, x + width, y + 5, AT_MIDDLE, 0);
}

void
wf_sheet_draw_foot (const WfSheet *sheet, cairo_t *cr, WfSheetBox box)
{
  /* Translators: the scale of a printed map */
  g_autofree char *scale = g_strdup_printf (_ ("Scale 1 : %'.0f"), sheet->scale);
  double right = box.x + box.width, half = box.width * 0.55;

  draw_scale_bar (sheet, cr, box.x + 4, box.y + 9);
  cairo_set_source_rgb (cr, INK);
  show_text (cr, scale, 9, TRUE, box.x, box.y + 27, AT_START, 0);
  if (sheet->source != NULL)
    show_text (cr, sheet->source, 7, FALSE, right, box.y + 6, AT_END, half);
  if (sheet->made != NULL)
    show_text (cr, sheet->made, 7, FALSE, right, box.y + 17, AT_END, half);
  show_text (cr, _ ("WGS 84 / CGCS2000, Web Mercator; scale true at the centre"), 7, FALSE, right,
             box.y + 28, AT_END, half);
}
