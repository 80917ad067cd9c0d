/* Watchfloor: cuts through wide country.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each wide face gets straight cuts along and across, only inside itself: where a cut meets the
 * face's rings is found by the even-odd rule, as in scan conversion. Cuts run a little over the
 * border; what sticks out the polygonizer drops. */
#include "config.h"

#include "grid-cut.h"

#include "wf-mercator.h"

#include <math.h>

static void
copy_lines (const WfPack *lines, WfPackWriter *writer)
{
  const WfPackShapes *shapes = wf_pack_shapes (lines);

  for (guint32 i = 0; i < shapes->n_features; i++)
    {
      wf_pack_writer_begin (writer, i);
      for (guint32 p = shapes->part_of[i]; p < shapes->part_of[i + 1]; p++)
        wf_pack_writer_add_part (writer, shapes->coords + shapes->coord_of[p],
                                 shapes->coord_of[p + 1] - shapes->coord_of[p]);
      wf_pack_writer_end (writer);
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Turned by @c, @s about the face's first point. */
static double
along (WfUnit p, WfUnit o, double c, double s)
{
  return ((double) p.x - o.x) * c + ((double) p.y - o.y) * s;
}

static double
across (WfUnit p, WfUnit o, double c, double s)
{
  return ((double) p.y - o.y) * c - ((double) p.x - o.x) * s;
}

static void
add_cut (WfPackWriter *writer, WfUnit o, double c, double s, double u0, double u1, double v)
{
  WfUnit line[2];
  double u[2] = { u0 - 60.0, u1 + 60.0 };

  for (guint k = 0; k < 2; k++)
    line[k] = (WfUnit){ (guint32) CLAMP (o.x + u[k] * c - v * s, 0, G_MAXUINT32),
                        (guint32) CLAMP (o.y + u[k] * s + v * c, 0, G_MAXUINT32) };
  wf_pack_writer_begin (writer, 0);
  wf_pack_writer_add_part (writer, line, 2);
  wf_pack_writer_end (writer);
}

/* Cuts in one direction, @step apart. */
static void
cut_face (const WfPackShapes *shapes, guint32 face, double c, double s, double step,
          WfPackWriter *writer)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (double));
  guint32 first = shapes->coord_of[shapes->part_of[face]],
          last = shapes->coord_of[shapes->part_of[face + 1]];
  WfUnit o = shapes->coords[first];
  double low = 1e300, high = -1e300;

  for (guint32 i = first; i < last; i++)
    {
      low = MIN (low, across (shapes->coords[i], o, c, s));
      high = MAX (high, across (shapes->coords[i], o, c, s));
    }
  guint n = (guint) ((high - low) / step + 0.5);

  for (guint k = 1; k < n; k++)
    {
      double v = low + (high - low) * k / n;

      g_array_set_size (hits, 0);
      for (guint32 p = shapes->part_of[face]; p < shapes->part_of[face + 1]; p++)
        for (guint32 i = shapes->coord_of[p], j = shapes->coord_of[p + 1] - 1;
             i < shapes->coord_of[p + 1]; j = i++)
          {
            double a = across (shapes->coords[j], o, c, s), b = across (shapes->coords[i], o, c, s);
            double u = along (shapes->coords[j], o, c, s), w = along (shapes->coords[i], o, c, s);

            if ((a > v) == (b > v))
              continue;
            u += (w - u) * (v - a) / (b - a);
            g_array_append_val (hits, u);
          }
      g_array_sort (hits, compare_doubles);
      for (guint h = 0; h + 1 < hits->len; h += 2)
        if (g_array_index (hits, double, h + 1) - g_array_index (hits, double, h) > 0.2 * step)
          add_cut (writer, o, c, s, g_array_index (hits, double, h),
                   g_array_index (hits, double, h + 1), v);
    }
}

gboolean
grid_cut_write (const WfPack *lines, const WfPack *faces, double most_m2, double want_m2,
                const char *output, guint *n_cut, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_LINE);
  const WfPackShapes *shapes = wf_pack_shapes (faces);
  int area = wf_pack_find_field (faces, "area_m2");

  *n_cut = 0;
  copy_lines (lines, writer);
  for (guint32 i = 0; i < shapes->n_features; i++)
    {
      double m2 = 0.0;
      WfUnit p = shapes->coords[shapes->coord_of[shapes->part_of[i]]];
      double metres = wf_mercator_metres (wf_unit_to_lonlat (p).lat) / WF_UNIT_SPAN;
      /* Each wide face its own slant, or the country would look like a sheet of squared paper. */
      double slant = 0.7 * sin ((double) (p.x % 1000) * 0.37 + (double) (p.y % 1000) * 0.11);

      if (area < 0 || !wf_pack_real (faces, (guint) area, i, &m2) || m2 <= most_m2)
        continue;
      cut_face (shapes, i, cos (slant), sin (slant), sqrt (want_m2) / metres, writer);
      cut_face (shapes, i, -sin (slant), cos (slant), sqrt (want_m2) / metres, writer);
      ++*n_cut;
    }
  if (*n_cut == 0)
    return TRUE;
  return wf_pack_writer_finish (writer, output, error);
}
