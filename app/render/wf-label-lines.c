/* Watchfloor: labels along lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of roads and rivers, set along them letter by letter. Pieces of one name that meet are
 * joined first, because data cuts a road at every junction. */
#include "config.h"

#include "wf-labels.h"

#include <math.h>
#include <string.h>

#define MAX_STRANDS 6000
#define MAX_GROUP 160 /* pieces of one name that are tried against each other */
#define JOIN_PX 2.0
#define MARGIN_PX 96.0
#define STEP_PX 1.0 /* vertices nearer than this are passed over */
#define MAX_BEND_COS 0.80f /* between two letters: about 37 degrees */
#define MAX_TURN_COS -0.2f /* between the first and the last */

/* A polyline in pixels with the length up to each of its points. */
typedef struct
{
  const char *text; /* Borrowed */
  guint32 feature;
  GArray *points; /* WfPoint, Owned; NULL once joined to another */
  double length;
} Strand;

typedef struct
{
  const WfLabelJob *job; /* Borrowed */
  GArray *strands; /* Strand */
} Gathering;

static void
clear_strand (gpointer data)
{
  g_clear_pointer (&((Strand *) data)->points, g_array_unref);
}

static double
length_of (const GArray *points)
{
  double length = 0;

  for (guint i = 1; i < points->len; i++)
    {
      const WfPoint *p = &g_array_index (points, WfPoint, i);

      length += hypot (p[0].x - p[-1].x, p[0].y - p[-1].y);
    }
  return length;
}

static gboolean
is_near (const WfFramePlan *plan, WfPoint p)
{
  return p.x > -MARGIN_PX && p.y > -MARGIN_PX && p.x < plan->view.width_px + MARGIN_PX
         && p.y < plan->view.height_px + MARGIN_PX;
}

static void
end_strand (Gathering *gathering, Strand *strand)
{
  if (strand->points == NULL)
    return;
  if (strand->points->len >= 2 && gathering->strands->len < MAX_STRANDS)
    {
      strand->length = length_of (strand->points);
      g_array_append_vals (gathering->strands, strand, 1);
    }
  else
    g_array_unref (strand->points);
  strand->points = NULL;
}

/* The runs of a part that lie near the frame. */
static void
add_part (Gathering *gathering, const char *text, guint32 feature, guint32 part)
{
  const WfLabelJob *job = gathering->job;
  const WfPackShapes *shapes = job->step->selection->shapes;
  Strand strand = { text, feature, NULL, 0 };
  guint32 last = shapes->coord_of[part + 1];
  WfPoint kept = { 0, 0 };

  for (guint32 i = shapes->coord_of[part]; i < last; i++)
    {
      WfPoint p = wf_plan_pixel (job->plan, shapes->coords[i]);

      if (!is_near (job->plan, p))
        {
          end_strand (gathering, &strand);
          continue;
        }
      if (strand.points == NULL)
        strand.points = g_array_new (FALSE, FALSE, sizeof (WfPoint));
      else if (hypot (p.x - kept.x, p.y - kept.y) < STEP_PX && i + 1 < last)
        continue;
      g_array_append_val (strand.points, p);
      kept = p;
    }
  end_strand (gathering, &strand);
}

static void
gather_cb (const WfSelection *selection, guint level, guint32 i, gpointer data)
{
  Gathering *gathering = data;
  const WfLabelJob *job = gathering->job;
  const WfPackShapes *shapes = selection->shapes;
  guint32 feature;
  WfTextWish wish;

  if (level > 0)
    return;
  feature = wf_selection_feature (selection, i);
  if (!wf_step_takes (job->plan, job->step, feature)
      || !wf_label_job_wish (job, feature, WF_LABEL_FINENESS, &wish))
    return;
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    add_part (gathering, wish.text, feature, part);
}

/* ---- joining */

static WfPoint
end_point (const Strand *s, gboolean last)
{
  return g_array_index (s->points, WfPoint, last ? s->points->len - 1 : 0);
}

static gboolean
touch (WfPoint a, WfPoint b)
{
  return fabs (a.x - b.x) < JOIN_PX && fabs (a.y - b.y) < JOIN_PX;
}

static void
turn_round (GArray *points)
{
  WfPoint *p = &g_array_index (points, WfPoint, 0);

  for (guint i = 0, k = points->len - 1; i < k; i++, k--)
    {
      WfPoint swap = p[i];

      p[i] = p[k];
      p[k] = swap;
    }
}

/* Joins @b to the end of @a where they meet end to end, without a sharp turn. */
static gboolean
join_pair (Strand *a, Strand *b)
{
  WfPoint a0, a1, b0, b1;
  guint n = a->points->len;

  if (touch (end_point (a, FALSE), end_point (b, FALSE))
      || touch (end_point (a, FALSE), end_point (b, TRUE)))
    turn_round (a->points);
  if (touch (end_point (a, TRUE), end_point (b, TRUE)))
    turn_round (b->points);
  if (!touch (end_point (a, TRUE), end_point (b, FALSE)))
    return FALSE;
  a0 = g_array_index (a->points, WfPoint, n - 2);
  a1 = g_array_index (a->points, WfPoint, n - 1);
  b0 = g_array_index (b->points, WfPoint, 0);
  b1 = g_array_index (b->points, WfPoint, 1);
  if ((a1.x - a0.x) * (b1.x - b0.x) + (a1.y - a0.y) * (b1.y - b0.y) <= 0)
    return FALSE;
  g_array_append_vals (a->points, &g_array_index (b->points, WfPoint, 1), b->points->len - 1);
  a->length += b->length;
  clear_strand (b);
  return TRUE;
}

static void
join_group (GArray *strands, const GArray *group)
{
  gboolean joined = group->len <= MAX_GROUP;

  while (joined)
    {
      joined = FALSE;
      for (guint i = 0; i < group->len; i++)
        for (guint k = 0; k < group->len; k++)
          {
            Strand *a = &g_array_index (strands, Strand, g_array_index (group, guint32, i));
            Strand *b = &g_array_index (strands, Strand, g_array_index (group, guint32, k));

            if (i != k && a->points != NULL && b->points != NULL)
              joined |= join_pair (a, b);
          }
    }
}

static void
join_strands (GArray *strands)
{
  GHashTable *groups
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  GHashTableIter iter;
  gpointer group;

  for (guint32 i = 0; i < strands->len; i++)
    {
      const Strand *s = &g_array_index (strands, Strand, i);

      group = g_hash_table_lookup (groups, s->text);
      if (group == NULL)
        {
          group = g_array_new (FALSE, FALSE, sizeof (guint32));
          g_hash_table_insert (groups, (gpointer) s->text, group);
        }
      g_array_append_val ((GArray *) group, i);
    }
  /* The order of groups does not matter: they do not share strands. */
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    join_group (strands, group);
  g_hash_table_unref (groups);
}

static int
compare_strands (gconstpointer a, gconstpointer b)
{
  const Strand *x = a, *y = b;

  /* Long ones first: they have the choice of places. */
  if (x->length != y->length)
    return x->length > y->length ? -1 : 1;
  return x->feature < y->feature ? -1 : x->feature > y->feature;
}

/* ---- placing */

static WfPoint
point_at (const GArray *points, double distance)
{
  const WfPoint *p = &g_array_index (points, WfPoint, 0);

  for (guint i = 1; i < points->len; i++)
    {
      double length = hypot (p[i].x - p[i - 1].x, p[i].y - p[i - 1].y);

      if (distance <= length || i + 1 == points->len)
        {
          double t = length > 0 ? distance / length : 0;

          return (WfPoint){ p[i - 1].x + (p[i].x - p[i - 1].x) * t,
                            p[i - 1].y + (p[i].y - p[i - 1].y) * t };
        }
      distance -= length;
    }
  return p[0];
}

static gboolean
is_han (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_get_script (g_utf8_get_char (text)) != G_UNICODE_SCRIPT_HAN)
      return FALSE;
  return TRUE;
}

/* The letters of @image with the middle of the text at @center. FALSE: too bent, or no room. */
static gboolean
set_slices (const WfLabelJob *job, const Strand *strand, const WfTextImage *image, double center,
            GArray *slices)
{
  double width = image->logical_width / WF_LABEL_FINENESS, start = center - width / 2;
  WfPoint a = point_at (strand->points, start), b = point_at (strand->points, start + width);
  /* Chinese stands upright beside a steep line, top to bottom, as street maps have it. */
  gboolean upright = fabs (b.y - a.y) > 1.3 * fabs (b.x - a.x) && is_han (strand->text);
  gboolean backward = upright ? b.y < a.y : b.x < a.x;

  g_array_set_size (slices, 0);
  for (guint i = 0; i < image->n_clusters; i++)
    {
      double from = (double) image->cluster_x[i] / WF_LABEL_FINENESS;
      double to = (double) image->cluster_x[i + 1] / WF_LABEL_FINENESS;
      double s0 = backward ? start + width - from : start + from;
      double s1 = backward ? start + width - to : start + to;
      WfPoint p = point_at (strand->points, s0), q = point_at (strand->points, s1);
      double length = hypot (q.x - p.x, q.y - p.y);
      WfLabelSlice slice = { .x = (float) ((p.x + q.x) / 2), .y = (float) ((p.y + q.y) / 2) };

      if (length < 1e-3)
        continue;
      slice.c = (float) ((q.x - p.x) / length);
      slice.s = (float) ((q.y - p.y) / length);
      slice.from = (float) image->origin_x + image->cluster_x[i];
      slice.to = (float) image->origin_x + image->cluster_x[i + 1];
      slice.middle = (slice.from + slice.to) / 2;
      if (i == 0)
        slice.from = 0;
      if (i + 1 == image->n_clusters)
        slice.to = (float) image->width;
      if (slices->len > 0)
        {
          const WfLabelSlice *before = &g_array_index (slices, WfLabelSlice, slices->len - 1);
          const WfLabelSlice *first = &g_array_index (slices, WfLabelSlice, 0);

          if (before->c * slice.c + before->s * slice.s < MAX_BEND_COS
              || first->c * slice.c + first->s * slice.s < MAX_TURN_COS)
            return FALSE;
        }
      g_array_append_val (slices, slice);
    }
  for (guint i = 0; upright && i < slices->len; i++)
    {
      WfLabelSlice *slice = &g_array_index (slices, WfLabelSlice, i);
      float c = slice->c;

      slice->c = slice->s;
      slice->s = -c;
    }
  return slices->len > 0;
}

static WfLabelBox
slice_box (const WfLabelSlice *slice, const WfTextImage *image, double padding)
{
  float h = (float) (image->logical_height / WF_LABEL_FINENESS * 0.36 + padding);
  float w = (slice->to - slice->from) / (2 * (float) WF_LABEL_FINENESS);
  float r = MAX (h, MIN (w, 2 * h));

  return (WfLabelBox){ slice->x - r, slice->y - r, slice->x + r, slice->y + r };
}

static gboolean
has_room (const WfLabelJob *job, const WfTextImage *image, const GArray *slices, double padding)
{
  gboolean inside = FALSE;

  for (guint i = 0; i < slices->len; i++)
    {
      const WfLabelSlice *slice = &g_array_index (slices, WfLabelSlice, i);
      WfLabelBox box = slice_box (slice, image, padding);

      if (!wf_label_grid_is_free (job->grid, &box))
        return FALSE;
      inside |= slice->x > 0 && slice->y > 0 && slice->x < (float) job->plan->view.width_px
                && slice->y < (float) job->plan->view.height_px;
    }
  return inside;
}

static void
take_slices (const WfLabelJob *job, guint32 feature, WfTextImage *image, const GArray *slices,
             double padding)
{
  WfLabel label = { .image = image };

  g_atomic_ref_count_inc (&image->refs);
  label.first_slice = job->labels->slices->len;
  label.n_slices = slices->len;
  label.body
      = wf_step_color (job->plan, job->step, WF_PROP_TEXT_COLOR, WF_PROP_TEXT_OPACITY, feature);
  label.halo = wf_step_color (job->plan, job->step, WF_PROP_TEXT_HALO_COLOR, WF_PROP_TEXT_OPACITY,
                              feature);
  for (guint i = 0; i < slices->len; i++)
    {
      WfLabelBox box = slice_box (&g_array_index (slices, WfLabelSlice, i), image, padding);

      wf_label_grid_take (job->grid, &box);
    }
  g_array_append_vals (job->labels->slices, slices->data, slices->len);
  g_array_append_val (job->labels->labels, label);
}

/* TRUE where the same name stands nearby: the other carriageway, the next piece. */
static gboolean
is_repeated (GHashTable *said, const char *text, WfPoint at, double distance)
{
  GArray *places = g_hash_table_lookup (said, text);

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      WfPoint p = g_array_index (places, WfPoint, i);

      if (hypot (p.x - at.x, p.y - at.y) < distance)
        return TRUE;
    }
  if (places == NULL)
    {
      places = g_array_new (FALSE, FALSE, sizeof (WfPoint));
      g_hash_table_insert (said, (gpointer) text, places);
    }
  return FALSE;
}

static gboolean
place_at (const WfLabelJob *job, const Strand *strand, WfTextImage *image, double center,
          double spacing, GHashTable *said, GArray *slices)
{
  double padding = wf_step_number (job->plan, job->step, WF_PROP_TEXT_PADDING, strand->feature)
                   * job->plan->view.scale;
  WfPoint middle = point_at (strand->points, center);

  if (is_repeated (said, strand->text, middle, spacing * 0.7)
      || !set_slices (job, strand, image, center, slices)
      || !has_room (job, image, slices, padding))
    return FALSE;
  take_slices (job, strand->feature, image, slices, padding);
  g_array_append_val ((GArray *) g_hash_table_lookup (said, strand->text), middle);
  return TRUE;
}

static void
place_strand (const WfLabelJob *job, const Strand *strand, GHashTable *said, GArray *slices)
{
  static const double tries[] = { 0, -0.16, 0.16, -0.32, 0.32 };
  g_autoptr (WfTextImage) image = NULL;
  WfTextWish wish;
  double width, spacing, room;
  int n;

  if (!wf_label_job_wish (job, strand->feature, WF_LABEL_FINENESS, &wish)
      || strand->length < wish.size_px)
    return;
  image = wf_text_cache_text (job->cache, &wish);
  width = image->logical_width / WF_LABEL_FINENESS;
  spacing = MAX (wf_step_number (job->plan, job->step, WF_PROP_SYMBOL_SPACING, strand->feature)
                     * job->plan->view.scale,
                 width + 8);
  if (strand->length < width + 4)
    return;
  n = (int) MAX (1, floor (strand->length / spacing));
  room = strand->length / n;
  for (int i = 0; i < n; i++)
    for (guint k = 0; k < G_N_ELEMENTS (tries); k++)
      {
        double center = (i + 0.5 + tries[k]) * room;

        if (center >= width / 2 && center <= strand->length - width / 2
            && place_at (job, strand, image, center, spacing, said, slices))
          break;
      }
}

void
wf_labels_place_along_lines (const WfLabelJob *job)
{
  const WfFramePlan *plan = job->plan;
  Gathering gathering = { job, g_array_new (FALSE, FALSE, sizeof (Strand)) };
  WfWindow window = wf_frame_plan_window (plan, 0, plan->view.height_px, MARGIN_PX);
  GHashTable *said
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  GArray *slices = g_array_new (FALSE, FALSE, sizeof (WfLabelSlice));

  g_array_set_clear_func (gathering.strands, clear_strand);
  wf_selection_visit (job->step->selection, &window, plan->small_steps, gather_cb, &gathering);
  join_strands (gathering.strands);
  g_array_sort (gathering.strands, compare_strands);
  for (guint i = 0; i < gathering.strands->len && !g_cancellable_is_cancelled (job->cancellable);
       i++)
    if (g_array_index (gathering.strands, Strand, i).points != NULL)
      place_strand (job, &g_array_index (gathering.strands, Strand, i), said, slices);
  g_array_unref (gathering.strands);
  g_array_unref (slices);
  g_hash_table_unref (said);
}
