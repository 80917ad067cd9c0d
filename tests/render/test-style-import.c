/* Watchfloor: tests of other programs' styles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files QGIS 3.22 wrote, in its own form and as SLD, drawn here: each house has the colour QGIS
 * gives it. Filters as text; documents that must be refused. */
#include "config.h"

#include "wf-error.h"
#include "wf-filter-text.h"
#include "wf-frame.h"
#include "wf-json.h"
#include "wf-legend.h"
#include "wf-pack-writer.h"
#include "wf-style-import.h"
#include "wf-style-layer.h"

#include <math.h>
#include <string.h>

#define SIDE 80

static const struct
{
  const char *use;
  double height;
} houses[] = { { "home", 5 }, { "shop", 25 }, { "barn", 50 }, { NULL, NAN } };

static WfView
view_of_all (void)
{
  return (WfView){ { 0.5, 0.5 }, 15, 0, SIDE, SIDE, 1 };
}

/* House i is the square in quarter i of the picture. */
static WfPack *
make_pack (void)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  guint use = wf_pack_writer_add_field (writer, "use", WF_FIELD_TEXT);
  guint height = wf_pack_writer_add_field (writer, "height", WF_FIELD_REAL);
  g_autoptr (GError) error = NULL;
  WfView view = view_of_all ();
  WfPack *pack;

  for (guint i = 0; i < G_N_ELEMENTS (houses); i++)
    {
      double x = i % 2 * 40 + 5, y = i / 2 * 40 + 5;
      WfPoint ring[4] = { { x, y }, { x + 30, y }, { x + 30, y + 30 }, { x, y + 30 } };
      WfUnit at[4];

      for (guint k = 0; k < 4; k++)
        at[k] = wf_unit_from_point (wf_view_pixel_to_point (&view, ring[k]));
      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_part (writer, at, 4);
      if (houses[i].use != NULL)
        wf_pack_writer_set_text (writer, use, houses[i].use);
      if (!isnan (houses[i].height))
        wf_pack_writer_set_real (writer, height, houses[i].height);
      wf_pack_writer_end (writer);
    }
  pack = wf_pack_writer_finish_in_memory (writer, &error);
  g_assert_no_error (error);
  return pack;
}

static guint32 *
draw (WfStyle *style)
{
  g_autoptr (WfPack) pack = make_pack ();
  g_autoptr (WfScene) scene = wf_scene_new (style, TRUE, 0xff000000);
  g_autoptr (WfRenderer) renderer = wf_renderer_new (1);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  WfView view = view_of_all ();
  gsize size;

  wf_scene_add_layer (scene, "houses", pack, 1);
  bytes = wf_renderer_draw (renderer, scene, &view, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_bytes_unref_to_data (g_steal_pointer (&bytes), &size);
}

static const struct
{
  const char *file;
  guint n_notes;
  guint32 colors[4]; /* in the middle of each house */
} files[] = {
  { "categorised.qml", 0, { 0xffaa8866, 0xff6688aa, 0xff888888, 0xff888888 } },
  /* QGIS writes "all other" as empty or null, "ELSE" as no filter at all. */
  { "categorised.sld", 0, { 0xffaa8866, 0xff6688aa, 0xff000000, 0xff888888 } },
  { "graduated.qml", 0, { 0xffffffb2, 0xfffd8d3c, 0xffbd0026, 0xff000000 } },
  { "graduated.sld", 0, { 0xffffffb2, 0xfffd8d3c, 0xffbd0026, 0xff000000 } },
  { "rules.qml", 1, { 0xff0000c8, 0xffc80000, 0xff006400, 0xff006400 } },
  { "rules.sld", 1, { 0xff006464, 0xff646400, 0xff006400, 0xff006400 } },
  { "else.sld", 2, { 0xff112233, 0xff445566, 0xff445566, 0xff445566 } },
};

static WfStyle *
open_style (const char *file, char ***notes)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "render", "styles", file, NULL);
  g_autoptr (GError) error = NULL;
  WfStyle *style = wf_style_open (path, notes, &error);

  g_assert_no_error (error);
  return style;
}

/* Half of a colour may be rounded either way. */
static gboolean
is_near (guint32 a, guint32 b)
{
  for (guint shift = 0; shift < 32; shift += 8)
    if (ABS ((int) (a >> shift & 255) - (int) (b >> shift & 255)) > 1)
      return FALSE;
  return TRUE;
}

static void
test_files (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_auto (GStrv) notes = NULL;
      g_autoptr (WfStyle) style = open_style (files[i].file, &notes);
      g_autofree guint32 *pixels = draw (style);

      for (guint k = 0; notes[k] != NULL; k++)
        g_test_message ("%s: %s", files[i].file, notes[k]);
      g_assert_cmpuint (g_strv_length (notes), ==, files[i].n_notes);
      for (guint k = 0; k < 4; k++)
        {
          guint32 got = pixels[(k / 2 * 40 + 20) * SIDE + k % 2 * 40 + 20];

          if (!is_near (got, files[i].colors[k]))
            g_error ("%s, house %u: %08x", files[i].file, k, got);
        }
    }
}

/* Hatched, outlined, labelled with a halo. */
static void
test_single (void)
{
  g_auto (GStrv) notes = NULL;
  g_autoptr (WfStyle) style = open_style ("single.qml", &notes);
  g_autofree guint32 *pixels = draw (style);
  guint n_seen = 0;

  g_assert_cmpuint (g_strv_length (notes), ==, 0);
  g_assert_cmpuint (wf_style_n_layers (style), ==, 3);
  g_assert_cmpint (wf_style_layer (style, 2)->kind, ==, WF_STYLE_SYMBOL);
  /* The last house has no name over it. */
  for (int y = 50; y < 70; y++)
    for (int x = 50; x < 70; x++)
      n_seen += (pixels[y * SIDE + x] & 0xff) > 0x60;
  g_assert_cmpuint (n_seen, >, 30);
  g_assert_cmpuint (n_seen, <, 150);
}

static void
test_legend (void)
{
  g_autoptr (WfStyle) style = open_style ("categorised.qml", NULL);
  g_autoptr (GArray) legend = wf_style_legend (style, "houses", TRUE);
  const WfLegendEntry *first = &g_array_index (legend, WfLegendEntry, 0);

  g_assert_cmpstr (first->label, ==, "住宅");
  g_assert_cmphex (first->fill, ==, 0xffaa8866);
  /* Fill and outline of one symbol are one line of it. */
  for (guint i = 1; i < legend->len; i++)
    g_assert_cmpstr (g_array_index (legend, WfLegendEntry, i).label, !=,
                     g_array_index (legend, WfLegendEntry, i - 1).label);
}

static void
test_filters (void)
{
  static const struct
  {
    const char *text, *json;
  } cases[] = {
    { "\"a\" = 'x' AND b > 3",
      "[\"all\",[\"==\",[\"get\",\"a\"],\"x\"],[\">\",[\"get\",\"b\"],3.0]]" },
    { "a=1 or a=2 or a=3", "[\"any\",[\"==\",[\"get\",\"a\"],1.0],[\"==\",[\"get\",\"a\"],2.0],"
                           "[\"==\",[\"get\",\"a\"],3.0]]" },
    { "not (name is null)", "[\"!\",[\"!\",[\"has\",\"name\"]]]" },
    { "name IS NOT NULL", "[\"has\",\"name\"]" },
    { "n NOT IN (1, 2)", "[\"!\",[\"in\",[\"get\",\"n\"],[\"literal\",[1.0,2.0]]]]" },
    { "h between 3 and 2 * 4",
      "[\"all\",[\">=\",[\"get\",\"h\"],3.0],[\"<=\",[\"get\",\"h\"],[\"*\",2.0,4.0]]]" },
    { "\"用途\" <> 'it''s'", "[\"!=\",[\"get\",\"用途\"],\"it's\"]" },
    { "a = ", NULL },
    { "regexp_match(a, 'x')", NULL },
    { "a = 'x", NULL },
    { "a like 'x%'", NULL },
    { "(((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (json_t) json = wf_filter_from_text (cases[i].text);
      g_autofree char *text = json != NULL ? wf_json_canonical (json) : NULL;

      g_assert_cmpstr (text, ==, cases[i].json);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "<qgis/>",
    "<a><b></a>",
    "<!DOCTYPE qgis [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><qgis><renderer-v2/>&b;</qgis>",
    "<!DOCTYPE qgis [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><qgis><renderer-v2/>&a;</qgis>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;

      g_assert_null (wf_style_from_qml (texts[i], strlen (texts[i]), "x.qml", "*", notes, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_null (wf_style_from_sld (texts[i], strlen (texts[i]), "x.sld", "*", notes, &error));
      g_assert_error (error, WF_ERROR, WF_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/style-import/files", test_files);
  g_test_add_func ("/style-import/single", test_single);
  g_test_add_func ("/style-import/legend", test_legend);
  g_test_add_func ("/style-import/filters", test_filters);
  g_test_add_func ("/style-import/refused", test_refused);
  return g_test_run ();
}
