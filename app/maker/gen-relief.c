/* Watchfloor: the shaded relief of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lit from the north-west, as maps are (Horn, Hill shading and the reflectance map, 1981), pale
 * enough to lie under everything else; the sea grows deeper away from the shore. */
#include "config.h"

#include "gen-export.h"
#include "gen-shape.h"
#include "wf-worker.h"

#include <glib/gstdio.h>

#define WIDTH 2048
#define HEIGHT 1366

typedef struct
{
  double r, g, b;
} Colour;

static Colour
mix (Colour a, Colour b, double t)
{
  return (Colour){ a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t };
}

static Colour
land_colour (const GenTerrain *terrain, WfPoint p, double shore)
{
  static const Colour sand = { 246, 240, 224 }, plain = { 244, 242, 235 },
                      slope = { 226, 232, 212 }, top = { 213, 219, 200 };
  WfPoint g = gen_raster_gradient (&terrain->height, p);
  double height = gen_raster_sample (&terrain->height, p);
  double z = 1.0 / sqrt (1.0 + 9.0 * gen_dot (g, g));
  /* Light from the north-west at 45 degrees, heights three times as high. */
  double light = (3.0 * g.x * 0.5 - 3.0 * g.y * 0.5 + M_SQRT1_2) * z / M_SQRT1_2;
  Colour c = height < 40.0 ? mix (plain, slope, height / 40.0)
                           : mix (slope, top, MIN ((height - 40.0) / 180.0, 1.0));

  if (shore < 90.0)
    c = mix (sand, c, shore / 90.0);
  light = 1.0 + CLAMP (light - 1.0, -0.6, 0.35) * 0.42;
  return (Colour){ MIN (c.r * light, 255), MIN (c.g * light, 255), MIN (c.b * light, 255) };
}

static Colour
colour_at (const GenTerrain *terrain, WfPoint p)
{
  static const Colour shallow = { 198, 222, 231 }, deep = { 168, 201, 219 };
  double shore = gen_raster_sample (&terrain->shore, p);

  if (shore < 0.0)
    return mix (shallow, deep, 1.0 - exp (shore / 1800.0));
  return land_colour (terrain, p, shore);
}

gboolean
gen_export_relief (GenExport *out, GError **error)
{
  g_autofree guint8 *pixels = g_malloc ((gsize) WIDTH * HEIGHT * 4);
  g_autofree char *raw = g_build_filename (out->dir, ".making-relief.raw", NULL);
  g_autofree char *path = g_build_filename (out->dir, "relief.tif", NULL);
  char w[G_ASCII_DTOSTR_BUF_SIZE], s[G_ASCII_DTOSTR_BUF_SIZE], e[G_ASCII_DTOSTR_BUF_SIZE],
      n[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *width = g_strdup_printf ("%d", WIDTH), *height = g_strdup_printf ("%d", HEIGHT);
  g_autofree char *said = NULL;

  for (guint y = 0; y < HEIGHT; y++)
    for (guint x = 0; x < WIDTH; x++)
      {
        WfPoint p = { ((x + 0.5) / WIDTH * 2 - 1) * GEN_HALF_W,
                      (1 - (y + 0.5) / HEIGHT * 2) * GEN_HALF_H };
        Colour c = colour_at (out->city->terrain, p);
        guint8 *pixel = pixels + 4 * ((gsize) y * WIDTH + x);

        pixel[0] = (guint8) c.b;
        pixel[1] = (guint8) c.g;
        pixel[2] = (guint8) c.r;
        pixel[3] = 255;
      }
  if (!g_file_set_contents (raw, (const char *) pixels, (gssize) WIDTH * HEIGHT * 4, error))
    return FALSE;
  g_autofree char *box
      = g_strjoin (",", g_ascii_dtostr (w, sizeof w, GEN_ORIGIN_LON - GEN_LON_SPAN / 2),
                   g_ascii_dtostr (s, sizeof s, GEN_ORIGIN_LAT - GEN_LAT_SPAN / 2),
                   g_ascii_dtostr (e, sizeof e, GEN_ORIGIN_LON + GEN_LON_SPAN / 2),
                   g_ascii_dtostr (n, sizeof n, GEN_ORIGIN_LAT + GEN_LAT_SPAN / 2), NULL);
  const char *argv[]
      = { "write-raster", raw,         "--width",  width, "--height", height, "--bbox", box,
          "--crs",        "EPSG:4490", "--output", path,  NULL };

  said = wf_worker_run (argv, NULL, NULL, error);
  g_unlink (raw);
  return said != NULL;
}
