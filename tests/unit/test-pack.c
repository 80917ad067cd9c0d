/* Watchfloor: tests of the layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-checksum.h"
#include "wf-error.h"
#include "wf-geodesic.h"
#include "wf-mercator.h"
#include "wf-pack-format.h"
#include "wf-pack-near.h"
#include "wf-pack-writer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = g_dir_make_tmp ("wf-pack-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "test.wfpack", NULL);
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_unlink (place->path);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
  g_free (place->path);
}

static void
add_square (WfPackWriter *writer, WfUnit at, guint32 size, gboolean turned)
{
  WfUnit ring[5]
      = { at, { at.x + size, at.y }, { at.x + size, at.y + size }, { at.x, at.y + size }, at };

  if (turned)
    {
      ring[1] = (WfUnit){ at.x, at.y + size };
      ring[3] = (WfUnit){ at.x + size, at.y };
    }
  wf_pack_writer_add_part (writer, ring, 5);
}

/* 30 x 30 squares with a gap between, the odd ones with a hole, every third one turned. */
static WfPackWriter *
fill_squares (void)
{
  WfPackWriter *writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  guint floors = wf_pack_writer_add_field (writer, "floors", WF_FIELD_INT);
  guint height = wf_pack_writer_add_field (writer, "height", WF_FIELD_REAL);
  guint built = wf_pack_writer_add_field (writer, "built", WF_FIELD_TIME);
  WfPackOrigin origin
      = { .source = "squares.gpkg", .crs = "EPSG:4490", .n_invalid = 3, .datum = WF_DATUM_GCJ02 };

  for (guint32 i = 0; i < 900; i++)
    {
      WfUnit at = { 1000 + i % 30 * 100, 5000 + i / 30 * 100 };
      g_autofree char *text = g_strdup_printf ("楼 %u", i % 7);

      wf_pack_writer_begin (writer, i);
      add_square (writer, at, 80, i % 3 == 0);
      if (i % 2 == 1)
        add_square (writer, (WfUnit){ at.x + 20, at.y + 20 }, 40, i % 5 == 0);
      if (i % 10 != 0)
        wf_pack_writer_set_text (writer, name, text);
      wf_pack_writer_set_int (writer, floors, i);
      if (i % 4 == 0)
        wf_pack_writer_set_real (writer, height, i / 8.0);
      wf_pack_writer_set_int (writer, built, i * G_GINT64_CONSTANT (1000000));
      g_assert_true (wf_pack_writer_end (writer));
    }
  wf_pack_writer_begin (writer, 900);
  wf_pack_writer_set_text (writer, name, "nothing");
  wf_pack_writer_add_part (writer, (WfUnit[]){ { 1, 1 }, { 1, 1 }, { 9, 9 }, { 1, 1 } }, 4);
  g_assert_false (wf_pack_writer_end (writer));
  wf_pack_writer_set_origin (writer, &origin);
  return writer;
}

static WfPack *
make_squares (Place *place)
{
  g_autoptr (WfPackWriter) writer = fill_squares ();
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  wf_pack_writer_finish (writer, place->path, &error);
  g_assert_no_error (error);
  pack = wf_pack_open (place->path, &error);
  g_assert_no_error (error);
  return pack;
}

static double
area (const WfUnit *ring, guint32 n)
{
  double sum = 0;

  for (guint32 i = 0, j = n - 1; i < n; j = i++)
    sum += (double) ring[j].x * ring[i].y - (double) ring[i].x * ring[j].y;
  return sum / 2;
}

static void
test_round_trip (Place *place, gconstpointer data)
{
  g_autoptr (WfPack) pack = make_squares (place);
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  const WfPackOrigin *origin = wf_pack_origin (pack);
  int name = wf_pack_find_field (pack, "name"), height = wf_pack_find_field (pack, "height");
  guint64 seen = 0;

  g_assert_cmpint (wf_pack_kind (pack), ==, WF_GEOMETRY_POLYGON);
  g_assert_cmpuint (shapes->n_features, ==, 900);
  g_assert_cmpuint (shapes->n_parts, ==, 1350);
  g_assert_cmpuint (shapes->n_coords, ==, 5400);
  g_assert_cmpstr (origin->source, ==, "squares.gpkg");
  g_assert_cmpstr (origin->layer, ==, "");
  g_assert_cmpint (origin->datum, ==, WF_DATUM_GCJ02);
  g_assert_cmpuint (origin->n_empty, ==, 1);
  g_assert_cmpuint (origin->n_invalid, ==, 3);
  g_assert_cmpuint (wf_pack_field (pack, (guint) name).n_values, ==, 8);
  g_assert_cmpint (wf_pack_find_field (pack, "none"), ==, -1);
  g_assert_cmpint (wf_pack_find_field (pack, NULL), ==, -1);
  for (guint32 f = 0; f < shapes->n_features; f++)
    {
      guint32 i = (guint32) wf_pack_fid (pack, f), part = shapes->part_of[f];
      g_autofree char *text = g_strdup_printf ("楼 %u", i % 7);
      g_autofree char *built = wf_pack_value_to_string (pack, 3, f);
      gint64 floors;
      double real;

      seen += i;
      g_assert_cmpstr (wf_pack_text (pack, (guint) name, f), ==, i % 10 != 0 ? text : NULL);
      g_assert_true (wf_pack_int (pack, 1, f, &floors) && floors == i);
      g_assert_true (wf_pack_real (pack, 1, f, &real) && real == i);
      g_assert_cmpint (wf_pack_real (pack, (guint) height, f, &real), ==, i % 4 == 0);
      g_assert_true (g_str_has_prefix (built, "1970-01-01T00:"));
      g_assert_cmpuint (shapes->boxes[f].min_x, ==, 1000 + i % 30 * 100);
      g_assert_cmpfloat (area (shapes->coords + shapes->coord_of[part], 4), ==, 6400);
      if (i % 2 == 1)
        g_assert_cmpfloat (area (shapes->coords + shapes->coord_of[part + 1], 4), ==, -1600);
    }
  g_assert_cmpuint (seen, ==, 900 * 899 / 2);
}

static void
test_look_up (Place *place, gconstpointer data)
{
  g_autoptr (WfPack) pack = make_squares (place);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));

  wf_pack_search (pack, WF_UNIT_BOX_WORLD, found);
  g_assert_cmpuint (found->len, ==, 900);
  g_array_set_size (found, 0);
  wf_pack_search (pack, (WfUnitBox){ 1081, 5000, 1299, 5079 }, found);
  g_assert_cmpuint (found->len, ==, 2);
  for (guint32 i = 0; i < 900; i++)
    {
      WfUnit corner = { 1000 + i % 30 * 100, 5000 + i / 30 * 100 };
      guint32 f = wf_pack_polygon_at (pack, (WfUnit){ corner.x + 10, corner.y + 10 });
      guint32 middle = wf_pack_polygon_at (pack, (WfUnit){ corner.x + 40, corner.y + 40 });

      g_assert_cmpuint (f, <, 900);
      g_assert_cmpint (wf_pack_fid (pack, f), ==, i);
      g_assert_cmpuint (middle, ==, i % 2 == 1 ? G_MAXUINT32 : f);
      g_assert_cmpuint (wf_pack_polygon_at (pack, (WfUnit){ corner.x + 90, corner.y }), ==,
                        G_MAXUINT32);
    }
}

/* Cells that share borders: every point, borders and corners too, lies in exactly one. */
static void
test_no_gap_no_overlap (Place *place, gconstpointer data)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;
  WfUnit c = { G_MAXUINT32 - 40, 30 }; /* far out: the products need more than 64 bits */
  WfUnit corners[5] = { { c.x - 30, 0 }, { c.x + 30, 0 }, { c.x + 30, 60 }, { c.x - 30, 60 } };

  corners[4] = corners[0];
  for (guint i = 0; i < 4; i++)
    {
      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_part (writer, (WfUnit[]){ c, corners[i], corners[i + 1] }, 3);
      g_assert_true (wf_pack_writer_end (writer));
    }
  g_assert_true (wf_pack_writer_finish (writer, place->path, &error));
  pack = wf_pack_open (place->path, &error);
  g_assert_no_error (error);
  for (guint32 x = c.x - 30; x < c.x + 30; x++)
    for (guint32 y = 0; y < 60; y++)
      {
        guint n = 0;

        for (guint32 f = 0; f < 4; f++)
          n += wf_pack_polygon_contains (pack, f, (WfUnit){ x, y });
        g_assert_cmpuint (n, ==, 1);
      }
}

static void
test_kinds (Place *place, gconstpointer data)
{
  static const struct
  {
    WfGeometryKind kind;
    guint32 n_features, n_coords;
  } cases[] = {
    { WF_GEOMETRY_NONE, 2, 0 },
    { WF_GEOMETRY_POINT, 2, 4 },
    { WF_GEOMETRY_LINE, 1, 2 },
    { WF_GEOMETRY_POLYGON, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WfPackWriter) writer = wf_pack_writer_new (cases[i].kind);
      g_autoptr (GError) error = NULL;
      g_autoptr (WfPack) pack = NULL;

      wf_pack_writer_begin (writer, 1);
      wf_pack_writer_add_lonlats (writer, (WfLonLat[]){ { 1, 1 }, { 1, 1 }, { 2, 2 } }, 3);
      wf_pack_writer_end (writer);
      wf_pack_writer_begin (writer, 2);
      wf_pack_writer_add_lonlats (writer, (WfLonLat[]){ { 1, 1 } }, 1);
      wf_pack_writer_end (writer);
      g_assert_true (wf_pack_writer_finish (writer, place->path, &error));
      pack = wf_pack_open (place->path, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, cases[i].n_features);
      g_assert_cmpuint (wf_pack_shapes (pack)->n_coords, ==, cases[i].n_coords);
    }
}

static void
set_sums (guint8 *bytes, gsize size)
{
  WfPackHeader *header = (WfPackHeader *) (gpointer) bytes;
  gsize head_size = sizeof *header + header->n_sections * sizeof (WfPackSection);

  header->body_checksum = wf_checksum_of (bytes + head_size, size - head_size);
  header->head_checksum = 0;
  header->head_checksum = wf_checksum_of (bytes, head_size);
}

/* Drawing takes the last point of a ring: a ring without points may not come so far. */
static void
test_empty_part (Place *place, gconstpointer data)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const WfPackSection *table;
  guint8 *contents;
  guint32 *coord_of;
  gsize size;

  wf_pack_writer_begin (writer, 1);
  add_square (writer, (WfUnit){ 100, 100 }, 50, FALSE);
  add_square (writer, (WfUnit){ 300, 100 }, 50, FALSE);
  wf_pack_writer_end (writer);
  g_assert_true (wf_pack_writer_finish (writer, place->path, &error));
  g_assert_true (g_file_get_contents (place->path, (char **) &contents, &size, &error));
  bytes = g_bytes_new_take (contents, size);
  pack = wf_pack_new_from_bytes (bytes, "whole", &error);
  g_assert_no_error (error);
  g_clear_pointer (&pack, wf_pack_unref);
  table = (const WfPackSection *) (gpointer) (contents + sizeof (WfPackHeader));
  coord_of = (guint32 *) (gpointer) (contents + table[WF_PACK_COORD_OF - 1].offset);
  g_assert_cmpuint (coord_of[1], ==, 4);
  coord_of[1] = 0;
  set_sums (contents, size);
  g_assert_null (wf_pack_new_from_bytes (bytes, "hollow", &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "offsets"));
}

/* What does not follow from the points is not taken from the header. */
static void
test_false_box (Place *place, gconstpointer data)
{
  g_autoptr (WfPack) pack = make_squares (place);
  g_autoptr (GError) error = NULL;
  gsize size;
  gconstpointer whole = g_bytes_get_data (wf_pack_get_bytes (pack), &size);
  guint8 *copy = g_memdup2 (whole, size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (copy, size);

  ((WfPackHeader *) (gpointer) copy)->box.max_x--;
  set_sums (copy, size);
  g_assert_null (wf_pack_new_from_bytes (bytes, "boxed", &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "boxes"));
}

/* @count squares of one part whose ids begin at @fid. */
static WfPack *
make_plain (gint64 fid, guint count)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autoptr (GError) error = NULL;
  WfPack *pack;

  for (guint i = 0; i < count; i++)
    {
      wf_pack_writer_begin (writer, fid + i);
      add_square (writer, (WfUnit){ 1000 + 100 * i, 1000 }, 50, FALSE);
      wf_pack_writer_end (writer);
    }
  pack = wf_pack_writer_finish_in_memory (writer, &error);
  g_assert_no_error (error);
  return pack;
}

/* Ids take eight bytes where they must, and one part a feature takes none at all. */
static void
test_plain (void)
{
  static const gint64 from[] = { 0, G_MAXUINT32 - 4999, G_MAXUINT32 - 4998, -1 };
  static const gsize of_each[] = { 4, 4, 8, 8 };

  for (guint k = 0; k < G_N_ELEMENTS (from); k++)
    {
      g_autoptr (WfPack) pack = make_plain (from[k], 5000);
      const WfPackShapes *shapes = wf_pack_shapes (pack);
      gsize size = g_bytes_get_size (wf_pack_get_bytes (pack));
      gint64 seen = 0;

      g_assert_cmpuint (size, >=, 5000 * (4 * 8 + 4 + of_each[k]));
      g_assert_cmpuint (size, <, 5000 * (4 * 8 + 4 + of_each[k]) + 1000);
      for (guint32 f = 0; f < 5000; f++)
        {
          seen += wf_pack_fid (pack, f) - from[k];
          g_assert_cmpuint (shapes->part_of[f + 1], ==, f + 1);
          g_assert_cmpuint (shapes->boxes[f].max_x, ==, shapes->boxes[f].min_x + 50);
          g_assert_cmpfloat ((double) shapes->areas[f] * 4294967296.0, ==, 2500);
        }
      g_assert_cmpint (seen, ==, 5000 * 4999 / 2);
    }
}

/* Wider than half the world, with a hole, and a line beside it that has no area. */
static void
test_wide (void)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_MIXED);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;
  const WfPackShapes *shapes;
  double whole = G_MAXUINT32, hole = 3e9;

  wf_pack_writer_begin_kind (writer, 0, WF_GEOMETRY_POLYGON);
  add_square (writer, (WfUnit){ 0, 0 }, G_MAXUINT32, FALSE);
  add_square (writer, (WfUnit){ 1000, 5 }, 3000000000u, FALSE);
  wf_pack_writer_end (writer);
  wf_pack_writer_begin_kind (writer, 1, WF_GEOMETRY_LINE);
  wf_pack_writer_add_part (writer, (WfUnit[]){ { 7, 4000000000u }, { 4000000000u, 9 } }, 2);
  wf_pack_writer_end (writer);
  pack = wf_pack_writer_finish_in_memory (writer, &error);
  g_assert_no_error (error);
  shapes = wf_pack_shapes (pack);
  g_assert_cmpint (wf_pack_fid (pack, 0), ==, 1);
  g_assert_cmpuint (shapes->boxes[0].min_x, ==, 7);
  g_assert_cmpuint (shapes->boxes[0].min_y, ==, 9);
  g_assert_cmpuint (shapes->boxes[0].max_x, ==, 4000000000u);
  g_assert_cmpuint (shapes->boxes[0].max_y, ==, 4000000000u);
  g_assert_cmpfloat ((double) shapes->areas[0], ==, 0);
  g_assert_cmpuint (shapes->boxes[1].min_y, ==, 0);
  g_assert_cmpuint (shapes->boxes[1].max_x, ==, G_MAXUINT32);
  g_assert_cmpfloat_with_epsilon ((double) shapes->areas[1],
                                  (whole * whole - hole * hole) / 4294967296.0, 1000);
}

/* A layer in which nothing has a place is a pack as well. */
static void
test_nothing (Place *place, gconstpointer data)
{
  static const WfGeometryKind kinds[] = { WF_GEOMETRY_MIXED, WF_GEOMETRY_POLYGON };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (WfPackWriter) writer = wf_pack_writer_new (kinds[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (WfPack) pack = wf_pack_writer_finish_in_memory (writer, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, 0);
    }
}

static void
test_text (Place *place, gconstpointer data)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;

  wf_pack_writer_add_field (writer, "a", WF_FIELD_TEXT);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i % 2500);

      wf_pack_writer_begin (writer, i);
      wf_pack_writer_set_text (writer, 0, i == 7 ? "bad \xff byte" : i == 8 ? "" : text);
      wf_pack_writer_end (writer);
    }
  g_assert_true (wf_pack_writer_finish (writer, place->path, &error));
  pack = wf_pack_open (place->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wf_pack_field (pack, 0).n_values, ==, 2502);
  g_assert_cmpstr (wf_pack_text (pack, 0, 7), ==, "bad \xef\xbf\xbd byte");
  g_assert_cmpstr (wf_pack_text (pack, 0, 8), ==, "");
  g_assert_cmpstr (wf_pack_text (pack, 0, 4999), ==, "2499");
  g_assert_cmpuint (wf_pack_text_index (pack, 0, 100), ==, wf_pack_text_index (pack, 0, 2600));
}

/* Distances are those of the ellipsoid, the nearest comes first, the inside is 0 away. */
static void
test_near (Place *place, gconstpointer data)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POLYGON);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;
  WfLonLat p = { 121.6, 38.9 };

  for (guint i = 0; i < 3; i++)
    {
      WfLonLat west = wf_geodesic_move (p, 90, 100.0 * i - 50);
      WfLonLat ring[3]
          = { west, wf_geodesic_move (west, 45, 120), wf_geodesic_move (west, 135, 120) };

      wf_pack_writer_begin (writer, i);
      wf_pack_writer_add_lonlats (writer, ring, 3);
      wf_pack_writer_end (writer);
    }
  g_assert_true (wf_pack_writer_finish (writer, place->path, &error));
  pack = wf_pack_open (place->path, &error);
  g_assert_no_error (error);
  for (guint wanted = 1; wanted <= 3; wanted++)
    {
      static const double radius_m[] = { 0, 10, 60, 155 };
      g_autoptr (GArray) hits = wf_pack_near (pack, p, radius_m[wanted], 0);

      g_assert_cmpuint (hits->len, ==, wanted);
      for (guint i = 0; i < wanted; i++)
        {
          WfPackHit hit = g_array_index (hits, WfPackHit, i);

          g_assert_cmpint (wf_pack_fid (pack, hit.feature), ==, i);
          g_assert_cmpfloat (fabs (hit.distance_m - (i == 0 ? 0 : 100.0 * i - 50)), <, 0.02);
        }
    }
}

static void
assert_refused (const guint8 *bytes, gsize size)
{
  g_autoptr (GBytes) copy = g_bytes_new (bytes, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (wf_pack_new_from_bytes (copy, "test", &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_DAMAGED);
}

/* Any byte changed, wherever, and any length cut, is noticed. */
static void
test_damage (Place *place, gconstpointer data)
{
  g_autoptr (WfPack) pack = make_squares (place);
  g_autofree guint8 *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (place->path, (char **) &bytes, &size, NULL));
  for (gsize i = 0; i < size; i += i < 1024 ? 1 : 97)
    {
      bytes[i] ^= 0x20;
      assert_refused (bytes, size);
      bytes[i] ^= 0x20;
    }
  for (gsize cut = 0; cut < size; cut += 1009)
    assert_refused (bytes, cut);
}

static void
test_absent (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPackWriter) writer = fill_squares ();
  g_autofree char *nowhere = g_build_filename (place->folder, "none", "x.wfpack", NULL);

  g_assert_null (wf_pack_open (place->path, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (wf_pack_open (place->folder, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (wf_pack_writer_finish (writer, nowhere, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_IO);
}

static void
test_checksum_pieces (void)
{
  guint8 bytes[200];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 37);
  for (gsize cut = 0; cut <= sizeof bytes; cut++)
    {
      WfChecksum sum;

      wf_checksum_init (&sum);
      wf_checksum_add (&sum, bytes, cut);
      wf_checksum_add (&sum, bytes + cut, sizeof bytes - cut);
      g_assert_cmphex (wf_checksum_end (&sum), ==, wf_checksum_of (bytes, sizeof bytes));
    }
  g_assert_cmphex (wf_checksum_of ("\0", 1), !=, wf_checksum_of ("\0\0", 2));
}

/* So much that the processors share it. */
static void
test_checksum_blocks (void)
{
  gsize size = 3000001;
  g_autofree guint8 *bytes = g_malloc (size);
  guint64 whole;
  WfChecksum sum;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i * 37 >> 3);
  whole = wf_checksum_of (bytes, size);
  wf_checksum_init (&sum);
  for (gsize at = 0, n = 1; at < size; at += n, n = MIN (n * 3, size - at))
    wf_checksum_add (&sum, bytes + at, n);
  g_assert_cmphex (wf_checksum_end (&sum), ==, whole);
  for (gsize at = 0; at < size; at += 250001)
    {
      bytes[at] ^= 4;
      g_assert_cmphex (wf_checksum_of (bytes, size), !=, whole);
      bytes[at] ^= 4;
    }
}

#define ADD(name, function) g_test_add (name, Place, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack/plain", test_plain);
  g_test_add_func ("/pack/wide", test_wide);
  g_test_add_func ("/pack/checksum-blocks", test_checksum_blocks);
  ADD ("/pack/false-box", test_false_box);
  ADD ("/pack/round-trip", test_round_trip);
  ADD ("/pack/look-up", test_look_up);
  ADD ("/pack/no-gap-no-overlap", test_no_gap_no_overlap);
  ADD ("/pack/kinds", test_kinds);
  ADD ("/pack/empty-part", test_empty_part);
  ADD ("/pack/nothing", test_nothing);
  ADD ("/pack/text", test_text);
  ADD ("/pack/near", test_near);
  ADD ("/pack/damage", test_damage);
  ADD ("/pack/absent", test_absent);
  g_test_add_func ("/pack/checksum-pieces", test_checksum_pieces);
  return g_test_run ();
}
