/* Watchfloor: a map on paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-sheet-private.h"

#include "wf-error.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#define MARGIN_MM 10.0
#define TITLE_MM 12.0
#define FOOT_MM 16.0
#define SCREEN_DPI 96.0
/* Drawn beyond a band on both sides, so that words at its edge are the same in both. */
#define BAND_MARGIN_PX 160
#define MAX_SIDE_PX 32000

const WfPaper *
wf_sheet_papers (guint *n)
{
  static const WfPaper papers[] = {
    { "A4", 210, 297 }, { "A3", 297, 420 },  { "A2", 420, 594 },
    { "A1", 594, 841 }, { "A0", 841, 1189 },
  };

  *n = G_N_ELEMENTS (papers);
  return papers;
}

char *
wf_sheet_describe_making (gint64 now_us, const char *by)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autofree char *when = g_date_time_format (now, "%Y-%m-%d %H:%M");

  /* Translators: when a map was printed and who did */
  return g_strdup_printf (_ ("%s, by %s"), when, by);
}

static gboolean
has_title (const WfSheet *sheet)
{
  return sheet->title != NULL && sheet->title[0] != '\0';
}

static WfSheetBox
map_box (const WfSheet *sheet)
{
  double top = MARGIN_MM + (has_title (sheet) ? TITLE_MM : 0);

  return (WfSheetBox){ MARGIN_MM * WF_PT_PER_MM, top * WF_PT_PER_MM,
                       MAX (sheet->width_mm - 2 * MARGIN_MM, 10) * WF_PT_PER_MM,
                       MAX (sheet->height_mm - top - FOOT_MM - MARGIN_MM, 10) * WF_PT_PER_MM };
}

WfView
wf_sheet_view (const WfSheet *sheet)
{
  WfSheetBox box = map_box (sheet);
  double metres_per_pixel = sheet->scale * 0.0254 / sheet->dpi;
  WfView view = { .center = wf_mercator_from_lonlat (sheet->center),
                  .scale = sheet->dpi / SCREEN_DPI,
                  .width_px = (int) MIN (ceil (box.width / 72 * sheet->dpi), MAX_SIDE_PX),
                  .height_px = (int) MIN (ceil (box.height / 72 * sheet->dpi), MAX_SIDE_PX) };

  view.zoom = log2 (wf_mercator_metres (sheet->center.lat) / (256 * view.scale * metres_per_pixel));
  return view;
}

double
wf_sheet_scale_of (const WfView *view)
{
  return wf_view_metres_per_pixel (view) * view->scale * SCREEN_DPI / 0.0254;
}

/* Rows @from to @to of @whole, with margins that are not painted. */
static gboolean
draw_band (const WfView *whole, int from, int to, cairo_t *cr, WfRenderer *renderer, WfScene *scene,
           GCancellable *cancellable, GError **error)
{
  int top = MAX (from - BAND_MARGIN_PX, 0), bottom = MIN (to + BAND_MARGIN_PX, whole->height_px);
  WfView view = *whole;
  g_autoptr (GBytes) pixels = NULL;
  WfFrameStats stats;
  cairo_surface_t *surface;

  view.height_px = bottom - top;
  view.center.y
      += ((top + bottom) / 2.0 - whole->height_px / 2.0) / wf_view_pixels_per_unit (whole);
  pixels = wf_renderer_draw (renderer, scene, &view, cancellable, &stats, error);
  if (pixels == NULL)
    return FALSE;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, view.width_px, to - from);
  for (int row = from; row < to; row++)
    memcpy (cairo_image_surface_get_data (surface)
                + (gsize) (row - from) * (gsize) cairo_image_surface_get_stride (surface),
            (const guchar *) g_bytes_get_data (pixels, NULL)
                + (gsize) (row - top) * (gsize) view.width_px * 4,
            (gsize) view.width_px * 4);
  cairo_surface_mark_dirty (surface);
  cairo_set_source_surface (cr, surface, 0, from);
  cairo_paint (cr);
  cairo_surface_destroy (surface);
  return TRUE;
}

static gboolean
draw_city (const WfSheet *sheet, cairo_t *cr, WfSheetBox box, WfRenderer *renderer, WfScene *scene,
           GCancellable *cancellable, GError **error)
{
  WfView view = wf_sheet_view (sheet);
  int rows = (int) (WF_SHEET_MAX_BYTES / 8 / MAX (view.width_px, 1)) - 2 * BAND_MARGIN_PX;
  gboolean ok = TRUE;

  rows = CLAMP (rows, BAND_MARGIN_PX, view.height_px);
  cairo_save (cr);
  cairo_rectangle (cr, box.x, box.y, box.width, box.height);
  cairo_clip (cr);
  cairo_translate (cr, box.x, box.y);
  cairo_scale (cr, 72 / sheet->dpi, 72 / sheet->dpi);
  for (int from = 0; ok && from < view.height_px; from += rows)
    ok = draw_band (&view, from, MIN (from + rows, view.height_px), cr, renderer, scene,
                    cancellable, error);
  cairo_restore (cr);
  return ok;
}

gboolean
wf_sheet_draw (const WfSheet *sheet, cairo_t *cr, WfRenderer *renderer, WfScene *scene,
               GCancellable *cancellable, GError **error)
{
  WfSheetBox map = map_box (sheet);
  double margin = MARGIN_MM * WF_PT_PER_MM;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  if (!draw_city (sheet, cr, map, renderer, scene, cancellable, error))
    return FALSE;
  if (sheet->graticule)
    wf_sheet_draw_graticule (sheet, cr, map);
  if (sheet->legend != NULL && sheet->legend->len > 0)
    wf_sheet_draw_legend (sheet, cr, map);
  wf_sheet_draw_north (cr, map);
  cairo_set_source_rgb (cr, 0.1, 0.1, 0.1);
  cairo_set_line_width (cr, 0.8);
  cairo_rectangle (cr, map.x, map.y, map.width, map.height);
  cairo_stroke (cr);
  if (has_title (sheet))
    wf_sheet_draw_title (sheet, cr, (WfSheetBox){ map.x, margin, map.width, map.y - margin });
  wf_sheet_draw_foot (
      sheet, cr,
      (WfSheetBox){ map.x, map.y + map.height, map.width,
                    sheet->height_mm * WF_PT_PER_MM - margin - map.y - map.height });
  return TRUE;
}

/* ---- files */
static cairo_surface_t *
make_surface (const WfSheet *sheet, const char *path, const char *ending)
{
  double width = sheet->width_mm * WF_PT_PER_MM, height = sheet->height_mm * WF_PT_PER_MM;

  if (g_str_has_suffix (ending, ".pdf"))
    return cairo_pdf_surface_create (path, width, height);
  if (g_str_has_suffix (ending, ".svg"))
    {
      cairo_surface_t *surface = cairo_svg_surface_create (path, width, height);

      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PT);
      return surface;
    }
  if (g_str_has_suffix (ending, ".png"))
    return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width / 72 * sheet->dpi),
                                       (int) ceil (height / 72 * sheet->dpi));
  return NULL;
}

static gboolean
finish_surface (cairo_surface_t *surface, const char *aside, const char *path, GError **error)
{
  cairo_status_t status = CAIRO_STATUS_SUCCESS;

  if (g_str_has_suffix (path, ".png"))
    status = cairo_surface_write_to_png (surface, aside);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("%s cannot be written (%s); check the folder and its free space."), path,
               cairo_status_to_string (status));
  return FALSE;
}

gboolean
wf_sheet_save (const WfSheet *sheet, const char *path, WfRenderer *renderer, WfScene *scene,
               GCancellable *cancellable, GError **error)
{
  g_autofree char *aside = g_strconcat (path, ".part", NULL);
  cairo_surface_t *surface = make_surface (sheet, aside, path);
  cairo_t *cr;
  gboolean ok;

  if (surface == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s: there is no such format; end the name with .pdf, .svg or .png."), path);
      return FALSE;
    }
  cr = cairo_create (surface);
  if (g_str_has_suffix (path, ".png"))
    cairo_scale (cr, sheet->dpi / 72, sheet->dpi / 72);
  ok = wf_sheet_draw (sheet, cr, renderer, scene, cancellable, error);
  cairo_destroy (cr);
  ok = ok && finish_surface (surface, aside, path, error);
  cairo_surface_destroy (surface);
  if (ok && g_rename (aside, path) != 0)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO,
                   _ ("%s cannot be written; check the folder and its rights."), path);
      ok = FALSE;
    }
  if (!ok)
    g_unlink (aside);
  return ok;
}
