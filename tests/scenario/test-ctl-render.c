/* Watchfloor: scenario of the subcommands about drawing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The real watchfloorctl and worker: a GeoJSON becomes a picture with the
 * style's colours in the right places, the figures are told, and wrong words are refused. */
#include "config.h"

#include "wf-json.h"
#include "wf-test-ctl.h"

#include <cairo.h>
#include <glib/gstdio.h>
#include <string.h>

static char *folder, *park, *style, *picture;

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, json, -1, &error);
  g_assert_no_error (error);
  return path;
}

static guint32
pixel_of (const char *path, int x, int y, int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  guint32 pixel;

  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, width);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, height);
  memcpy (&pixel,
          cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface)
              + 4 * x,
          sizeof pixel);
  cairo_surface_destroy (surface);
  return pixel | 0xff000000u;
}

static void
test_picture (void)
{
  const char *const words[]
      = { "render", "--layer",  park,     "--style", style,      "--center", "121.605,38.905",
          "--zoom", "14",       "--size", "401x301", "--repeat", "3",        "--rotate",
          "90",     "--output", picture,  "--json",  NULL };
  g_autoptr (json_t) first = wf_test_ctl_json (words);
  g_autoptr (json_t) again = wf_test_ctl_json (words);
  const json_t *layer = json_array_get (json_object_get (again, "layers"), 0);

  g_assert_cmphex (pixel_of (picture, 200, 150, 401, 301), ==, 0xff123456);
  g_assert_cmphex (pixel_of (picture, 5, 5, 401, 301), ==, 0xffabcdef);
  g_assert_cmpstr (wf_json_string (layer, "name", ""), ==, "park");
  g_assert_cmpint (wf_json_integer (layer, "features", 0), ==, 1);
  g_assert_cmpint (wf_json_integer (layer, "vertices", 0), ==, 4);
  g_assert_true (wf_json_boolean (layer, "cached", FALSE));
  g_assert_cmpint (wf_json_integer (again, "features_drawn", 0), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (again, "frame_ms")), ==, 3);
  g_assert_cmpfloat (wf_json_number (again, "first_picture_ms", 0), >, 0);
  g_assert_cmpint (wf_json_integer (again, "peak_rss_kb", 0), >, 1000);
  g_assert_nonnull (json_object_get (first, "layers"));
}

/* The same bytes with one thread and with three; a picture twice as fine is twice as large. */
static void
test_threads (void)
{
  g_autofree char *other = g_build_filename (folder, "other.png", NULL);
  g_autofree char *a = NULL, *b = NULL;
  gsize a_size, b_size;

  for (int i = 0; i < 2; i++)
    {
      const char *const words[] = { "render",
                                    "--layer",
                                    park,
                                    "--center",
                                    "121.602,38.901",
                                    "--zoom",
                                    "15.3",
                                    "--size",
                                    "300x300",
                                    "--scale",
                                    "2",
                                    "--threads",
                                    i == 0 ? "1" : "3",
                                    "--output",
                                    i == 0 ? picture : other,
                                    NULL };

      g_assert_cmpint (wf_test_ctl (words, NULL, NULL), ==, 0);
    }
  g_assert_true (g_file_get_contents (picture, &a, &a_size, NULL));
  g_assert_true (g_file_get_contents (other, &b, &b_size, NULL));
  g_assert_cmpmem (a, a_size, b, b_size);
  g_unlink (other);
}

/* Runs watchfloorctl without looking for leaks: cairo 1.16 loses an array with every PDF. */
static json_t *
print_json (const char *const *words)
{
  g_autofree char *options = g_strdup (g_getenv ("LSAN_OPTIONS"));
  json_t *report;

  g_setenv ("LSAN_OPTIONS", "detect_leaks=0", TRUE);
  report = wf_test_ctl_json (words);
  if (options != NULL)
    g_setenv ("LSAN_OPTIONS", options, TRUE);
  else
    g_unsetenv ("LSAN_OPTIONS");
  return report;
}

/* A sheet as the window prints it: its size, its scale and centre, all formats, and nothing left
 * where it cannot be written. */
static void
test_print (void)
{
  static const struct
  {
    const char *ending, *begins;
  } formats[] = { { "pdf", "%PDF-" }, { "svg", "<?xml" }, { "png", "\x89PNG" } };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *name = g_strconcat ("sheet.", formats[i].ending, NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      const char *const words[] = { "print",
                                    "--layer",
                                    park,
                                    "--style",
                                    style,
                                    "--center",
                                    "121.605,38.905",
                                    "--scale",
                                    "10000",
                                    "--paper",
                                    "200x100",
                                    "--dpi",
                                    "100",
                                    "--title",
                                    "公园",
                                    "--now",
                                    "2026-03-01T00:00:00Z",
                                    "--no-graticule",
                                    "--output",
                                    path,
                                    "--json",
                                    NULL };
      g_autoptr (json_t) report = print_json (words);
      g_autofree char *bytes = NULL;
      gsize size;

      g_assert_cmpfloat (wf_json_number (report, "scale", 0), ==, 10000);
      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      g_assert_true (g_str_has_prefix (bytes, formats[i].begins));
      if (i == 2)
        /* 200 mm at 100 dpi; the middle of the map is the park. */
        g_assert_cmphex (pixel_of (path, 394, 195, 788, 394), ==, 0xff123456);
      g_unlink (path);
    }
}

static void
test_print_fit (void)
{
  g_autofree char *path = g_build_filename (folder, "fit.png", NULL);
  g_autofree char *lost = g_build_filename (folder, "missing", "fit.pdf", NULL);
  const char *const words[]
      = { "print", "--layer", park, "--landscape", "--output", path, "--json", NULL };
  const char *const nowhere[] = { "print", "--layer", park, "--output", lost, NULL };
  const char *const wrong[] = { "print", "--layer", park, "--output", path, "--paper", "B7", NULL };
  g_autoptr (json_t) report = wf_test_ctl_json (words);
  const json_t *center = json_object_get (report, "center");
  g_autofree char *trouble = NULL;

  g_assert_cmpfloat (json_number_value (json_array_get (center, 0)), >, 121.6);
  g_assert_cmpfloat (json_number_value (json_array_get (center, 0)), <, 121.62);
  g_assert_cmpfloat (wf_json_number (report, "scale", 0), >, 3000);
  g_assert_cmpfloat (wf_json_number (report, "scale", 0), <, 30000);
  g_unlink (path);
  g_assert_cmpint (wf_test_ctl (nowhere, NULL, &trouble), ==, 1);
  g_assert_nonnull (strstr (trouble, "fit.pdf cannot be written"));
  g_clear_pointer (&trouble, g_free);
  g_assert_cmpint (wf_test_ctl (wrong, NULL, &trouble), ==, 2);
  g_assert_nonnull (strstr (trouble, "--paper"));
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *words[12];
    int code;
    const char *says;
  } cases[] = {
    { { "render", "--center", "121,38" }, 2, "--layer" },
    { { "render", "--layer", "x", "--output", "y.png", "--center", "121;38" }, 2, "--center" },
    { { "render", "--layer", "x", "--output", "y.png", "--center", "121,38", "--size", "0x9" },
      2,
      "--size" },
    { { "render", "--layer", "/nowhere/x.geojson", "--output", "y.png", "--center", "121,38",
        "--size", "9x9", "--zoom", "9" },
      1,
      "x.geojson" },
    { { "bench", "nonsense" }, 2, "benchmark" },
    { { "bench", "render", "--size", "0" }, 2, "--size" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *trouble = NULL;

      g_assert_cmpint (wf_test_ctl (cases[i].words, NULL, &trouble), ==, cases[i].code);
      g_assert_nonnull (strstr (trouble, cases[i].says));
    }
}

static void
test_style_error (void)
{
  g_autofree char *wrong = write_file (
      "wrong.json", "{'layers':[{'type':'fill','source':'a','paint':{'fill-color':'#12'}}]}");
  const char *const words[]
      = { "render", "--layer", park,     "--style", wrong,      "--center", "121,38",
          "--size", "9x9",     "--zoom", "9",       "--output", picture,    NULL };
  g_autofree char *trouble = NULL;

  g_assert_cmpint (wf_test_ctl (words, NULL, &trouble), ==, 1);
  g_assert_nonnull (strstr (trouble, "wrong.json: layers[0].paint.fill-color"));
  g_unlink (wrong);
}

static void
test_bench (void)
{
  const char *const words[]
      = { "bench", "render", "--size", "3000", "--repeat", "2", "--json", NULL };
  g_autoptr (json_t) report = wf_test_ctl_json (words);

  g_assert_cmpstr (wf_json_string (report, "bench", ""), ==, "render");
  g_assert_cmpstr (wf_json_string (report, "unit", ""), ==, "ms");
  g_assert_cmpuint (json_array_size (json_object_get (report, "samples")), ==, 10);
  g_assert_cmpfloat (wf_json_number (report, "max", 0), >=, wf_json_number (report, "median", 1e9));
  g_assert_cmpint (wf_json_integer (report, "features", 0), ==, 3000);
}

static void
set_up (void)
{
  g_autofree char *cache = NULL;

  folder = g_dir_make_tmp ("watchfloor-render-XXXXXX", NULL);
  cache = g_build_filename (folder, "cache", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_setenv ("LANGUAGE", "C", TRUE);
  picture = g_build_filename (folder, "picture.png", NULL);
  park = write_file ("park.geojson",
                     "{'type':'FeatureCollection','features':[{'type':'Feature','properties':"
                     "{'name':'公园'},'geometry':{'type':'Polygon','coordinates':[[[121.6,38.9],"
                     "[121.61,38.9],[121.61,38.91],[121.6,38.91],[121.6,38.9]]]}}]}");
  style = write_file ("style.json",
                      "{'layers':[{'type':'background','paint':{'background-color':'#abcdef'}},"
                      "{'type':'fill','source':'park','paint':{'fill-color':'#123456'}}]}");
}

static void
tear_down (void)
{
  const char *const words[] = { "rm", "-r", folder, NULL };

  g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (folder);
  g_free (park);
  g_free (style);
  g_free (picture);
}

int
main (int argc, char **argv)
{
  int code;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/ctl-render/print", test_print);
  g_test_add_func ("/ctl-render/print-fit", test_print_fit);
  g_test_add_func ("/ctl-render/picture", test_picture);
  g_test_add_func ("/ctl-render/threads", test_threads);
  g_test_add_func ("/ctl-render/refusals", test_refusals);
  g_test_add_func ("/ctl-render/style-error", test_style_error);
  g_test_add_func ("/ctl-render/bench", test_bench);
  code = g_test_run ();
  tear_down ();
  return code;
}
