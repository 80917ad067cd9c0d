/* Watchfloor: tests of maps on paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-error.h"
#include "wf-geodesic.h"
#include "wf-pack-writer.h"
#include "wf-sheet.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#  include <sanitizer/lsan_interface.h>
#else
#  define __lsan_disable()
#  define __lsan_enable()
#endif

static char *folder;

static WfScene *
make_scene (void)
{
  g_autofree char *path = g_build_filename (folder, "squares.wfpack", NULL);
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autoptr (WfStyle) style = wf_style_default (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;
  WfScene *scene = wf_scene_new (style, FALSE, 0xffffffff);

  for (guint i = 0; i < 100; i++)
    {
      double lon = 121.6 + i % 10 * 0.002, lat = 38.9 + i / 10 * 0.002;
      WfLonLat ring[] = {
        { lon, lat }, { lon + 0.001, lat }, { lon + 0.001, lat + 0.001 }, { lon, lat + 0.001 }
      };

      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_lonlats (writer, ring, 4);
      wf_pack_writer_end (writer);
    }
  wf_pack_writer_finish (writer, path, &error);
  g_assert_no_error (error);
  pack = wf_pack_open (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  wf_scene_add_layer (scene, "squares", pack, 1);
  return scene;
}

static WfSheet
make_sheet (void)
{
  return (WfSheet){ .width_mm = 210,
                    .height_mm = 297,
                    .dpi = 100,
                    .center = { 121.61, 38.91 },
                    .scale = 10000,
                    .title = "Squares",
                    .source = "test",
                    .graticule = TRUE };
}

/* A centimetre on the paper is a hundred metres on the ground. */
static void
test_scale (void)
{
  WfSheet sheet = make_sheet ();
  WfView view = wf_sheet_view (&sheet);
  WfPoint middle = { view.width_px / 2.0, view.height_px / 2.0 };
  WfPoint aside = { middle.x + sheet.dpi / 2.54, middle.y };
  double metres
      = wf_geodesic_distance_m (wf_mercator_to_lonlat (wf_view_pixel_to_point (&view, middle)),
                                wf_mercator_to_lonlat (wf_view_pixel_to_point (&view, aside)));

  g_assert_cmpfloat (fabs (metres - 100), <, 0.5);
  g_assert_cmpfloat (fabs (wf_sheet_scale_of (&view) - sheet.scale), <, 1);
}

static void
test_files (void)
{
  static const struct
  {
    const char *name, *begins;
  } files[] = { { "map.pdf", "%PDF" }, { "map.svg", "<?xml" }, { "map.png", "\x89PNG" } };
  g_autoptr (WfScene) scene = make_scene ();
  g_autoptr (WfRenderer) renderer = wf_renderer_new (1);
  WfSheet sheet = make_sheet ();

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
      g_autofree char *data = NULL;
      g_autoptr (GError) error = NULL;
      gsize size;

      __lsan_disable (); /* cairo 1.16 loses an array whenever it ends a PDF */
      g_assert_true (wf_sheet_save (&sheet, path, renderer, scene, NULL, &error));
      __lsan_enable ();
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      g_assert_cmpuint (size, >, 1000);
      g_assert_true (memcmp (data, files[i].begins, 4) == 0);
      g_unlink (path);
    }
}

static void
test_refused (void)
{
  g_autoptr (WfScene) scene = make_scene ();
  g_autoptr (WfRenderer) renderer = wf_renderer_new (1);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autofree char *path = g_build_filename (folder, "map.pdf", NULL);
  g_autofree char *odd = g_build_filename (folder, "map.doc", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "map.png", NULL);
  WfSheet sheet = make_sheet ();
  g_autoptr (GError) error = NULL;

  g_assert_false (wf_sheet_save (&sheet, odd, renderer, scene, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (wf_sheet_save (&sheet, nowhere, renderer, scene, NULL, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_IO);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (wf_sheet_save (&sheet, path, renderer, scene, cancelled, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A sheet larger than the bound of memory is drawn in bands. */
static void
test_bands (void)
{
  g_autoptr (WfScene) scene = make_scene ();
  g_autoptr (WfRenderer) renderer = wf_renderer_new (1);
  WfSheet sheet = make_sheet ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 64, 64);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GError) error = NULL;

  sheet.width_mm = 841;
  sheet.height_mm = 1189;
  sheet.dpi = 200;
  cairo_scale (cr, 0.02, 0.02);
  g_assert_true (wf_sheet_draw (&sheet, cr, renderer, scene, NULL, &error));
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("wf-sheet-XXXXXX", NULL);
  g_test_add_func ("/sheet/scale", test_scale);
  g_test_add_func ("/sheet/files", test_files);
  g_test_add_func ("/sheet/refused", test_refused);
  g_test_add_func ("/sheet/bands", test_bands);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return status;
}
