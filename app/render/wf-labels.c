/* Watchfloor: labels of a frame.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header; points and areas here, lines in wf-label-lines.c. */
#include "config.h"

#include "wf-labels.h"

#include <math.h>
#include <string.h>

/* More than this many on one screen could never be read. */
#define MAX_CANDIDATES 20000
#define ICON_PX 20.0

typedef struct
{
  guint32 feature;
  double key;
} Candidate;

typedef struct
{
  const WfLabelJob *job; /* Borrowed */
  GArray *found; /* Candidate */
} Gathering;

/* One feature's icon and text before they are accepted. */
typedef struct
{
  WfLabel icon, text;
  WfLabelBox icon_box, text_box;
  gboolean has_icon, has_text;
} Pair;

static double
number (const WfLabelJob *job, WfStyleProp prop, guint32 feature)
{
  return wf_step_number (job->plan, job->step, prop, feature);
}

static gboolean
flag (const WfLabelJob *job, WfStyleProp prop, guint32 feature)
{
  return wf_step_value (job->plan, job->step, prop, feature).boolean;
}

static const char *
text (const WfLabelJob *job, WfStyleProp prop, guint32 feature)
{
  if (job->step->props[prop] == NULL)
    return job->step->fixed[prop].text;
  return wf_style_value (job->step->props[prop], prop, feature, job->plan->view.zoom, job->strings)
      .text;
}

gboolean
wf_label_job_wish (const WfLabelJob *job, guint32 feature, double fineness, WfTextWish *wish)
{
  double scale = job->plan->view.scale * fineness;
  double em = number (job, WF_PROP_TEXT_SIZE, feature) * scale;
  gboolean along = fineness != 1.0;

  *wish = (WfTextWish){ .text = text (job, WF_PROP_TEXT_FIELD, feature), .size_px = em };
  wish->halo_px = number (job, WF_PROP_TEXT_HALO_WIDTH, feature) * scale;
  wish->spacing_px = number (job, WF_PROP_TEXT_LETTER_SPACING, feature) * em;
  if (!along)
    wish->wrap_px = number (job, WF_PROP_TEXT_MAX_WIDTH, feature) * em;
  wish->soft = along;
  wish->bold = job->step->style->bold;
  wish->italic = job->step->style->italic;
  return wish->text != NULL && wish->text[0] != '\0' && em >= 2 && strlen (wish->text) <= 400
         && g_utf8_validate (wish->text, -1, NULL);
}

/* ---- gathering */

static void
gather_cb (const WfSelection *selection, guint level, guint32 i, gpointer data)
{
  Gathering *gathering = data;
  const WfLabelJob *job = gathering->job;
  Candidate c = { .feature = i };

  if (gathering->found->len >= MAX_CANDIDATES)
    return;
  /* Within half a pixel one label is all there is room for. */
  for (guint k = 0; k < level; k++)
    c.feature *= WF_SELECTION_FAN;
  c.feature = wf_selection_feature (selection, c.feature);
  if (!wf_step_takes (job->plan, job->step, c.feature))
    return;
  c.key = number (job, WF_PROP_SYMBOL_SORT_KEY, c.feature);
  g_array_append_val (gathering->found, c);
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->feature < y->feature ? -1 : x->feature > y->feature;
}

/* ---- where a label stands */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* A crescent's centre lies outside of it: then the middle of its widest stretch at that height. */
static WfPoint
keep_inside (const WfLabelJob *job, guint32 feature, WfPoint center)
{
  const WfSelection *selection = job->step->selection;
  const WfPackShapes *shapes = selection->shapes;
  WfUnit at = wf_unit_from_point (wf_view_pixel_to_point (&job->plan->view, center));
  GArray *crossings;
  double best = 0;

  if (wf_pack_polygon_contains (selection->pack, feature, at))
    return center;
  crossings = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint32 part = shapes->part_of[feature]; part < shapes->part_of[feature + 1]; part++)
    {
      guint32 last = shapes->coord_of[part + 1];
      WfPoint a = wf_plan_pixel (job->plan, shapes->coords[last - 1]);

      for (guint32 i = shapes->coord_of[part]; i < last; i++)
        {
          WfPoint b = wf_plan_pixel (job->plan, shapes->coords[i]);

          if ((a.y > center.y) != (b.y > center.y))
            {
              double x = a.x + (center.y - a.y) * (b.x - a.x) / (b.y - a.y);

              g_array_append_val (crossings, x);
            }
          a = b;
        }
    }
  g_array_sort (crossings, compare_doubles);
  for (guint i = 0; i + 1 < crossings->len; i += 2)
    {
      double x0 = g_array_index (crossings, double, i);
      double x1 = g_array_index (crossings, double, i + 1);

      if (x1 - x0 > best)
        {
          best = x1 - x0;
          center.x = (x0 + x1) / 2;
        }
    }
  g_array_unref (crossings);
  return center;
}

/* The centre of the feature's first ring or of its points. Formula: area centroid of a polygon. */
static WfPoint
anchor_of (const WfLabelJob *job, guint32 feature)
{
  const WfPackShapes *shapes = job->step->selection->shapes;
  guint32 part = shapes->part_of[feature];
  guint32 first = shapes->coord_of[part], n = shapes->coord_of[part + 1] - first;
  WfPoint base = wf_plan_pixel (job->plan, shapes->coords[first]), sum = { 0, 0 };
  double area = 0;

  if (job->step->selection->kind != WF_GEOMETRY_POLYGON)
    return wf_plan_pixel (job->plan, shapes->coords[first + n / 2]);
  for (guint32 i = 1; i + 1 < n; i++)
    {
      WfPoint a = wf_plan_pixel (job->plan, shapes->coords[first + i]);
      WfPoint b = wf_plan_pixel (job->plan, shapes->coords[first + i + 1]);
      double ax = a.x - base.x, ay = a.y - base.y, bx = b.x - base.x, by = b.y - base.y;
      double cross = ax * by - bx * ay;

      sum.x += (ax + bx) * cross;
      sum.y += (ay + by) * cross;
      area += 3 * cross;
    }
  if (fabs (area) < 1e-9)
    return base;
  return keep_inside (job, feature, (WfPoint){ base.x + sum.x / area, base.y + sum.y / area });
}

static gboolean
has_prefix_or_suffix (const char *anchor, const char *side)
{
  return strstr (anchor, side) != NULL;
}

static void
make_text (const WfLabelJob *job, guint32 feature, WfPoint at, Pair *pair)
{
  const char *anchor = text (job, WF_PROP_TEXT_ANCHOR, feature);
  double padding = number (job, WF_PROP_TEXT_PADDING, feature) * job->plan->view.scale;
  WfTextWish wish;
  WfTextImage *image;
  double x, y, w, h;

  if (!wf_label_job_wish (job, feature, 1.0, &wish))
    return;
  image = wf_text_cache_text (job->cache, &wish);
  w = image->logical_width;
  h = image->logical_height;
  x = at.x + job->step->style->text_offset[0] * wish.size_px - w / 2;
  y = at.y + job->step->style->text_offset[1] * wish.size_px - h / 2;
  if (has_prefix_or_suffix (anchor, "left"))
    x += w / 2;
  else if (has_prefix_or_suffix (anchor, "right"))
    x -= w / 2;
  if (has_prefix_or_suffix (anchor, "top"))
    y += h / 2;
  else if (has_prefix_or_suffix (anchor, "bottom"))
    y -= h / 2;
  pair->text = (WfLabel){ .image = image };
  pair->text.x = (int) floor (x - image->origin_x + 0.5);
  pair->text.y = (int) floor (y - image->origin_y + 0.5);
  pair->text.body
      = wf_step_color (job->plan, job->step, WF_PROP_TEXT_COLOR, WF_PROP_TEXT_OPACITY, feature);
  pair->text.halo = wf_step_color (job->plan, job->step, WF_PROP_TEXT_HALO_COLOR,
                                   WF_PROP_TEXT_OPACITY, feature);
  pair->text_box = (WfLabelBox){ (float) (x - padding), (float) (y - padding),
                                 (float) (x + w + padding), (float) (y + h + padding) };
  pair->has_text = TRUE;
}

static void
make_icon (const WfLabelJob *job, guint32 feature, WfPoint at, Pair *pair)
{
  const char *name = text (job, WF_PROP_ICON_IMAGE, feature);
  double scale = job->plan->view.scale;
  double size = number (job, WF_PROP_ICON_SIZE, feature) * ICON_PX * scale;
  WfTextImage *image;

  if (name == NULL || name[0] == '\0' || size < 2)
    return;
  image = wf_text_cache_icon (job->cache, name, size,
                              number (job, WF_PROP_ICON_HALO_WIDTH, feature) * scale);
  if (image == NULL)
    return;
  pair->icon = (WfLabel){ .image = image, .halo_on_top = TRUE };
  pair->icon.x = (int) floor (at.x - image->width / 2.0 + 0.5);
  pair->icon.y = (int) floor (at.y - image->height / 2.0 + 0.5);
  pair->icon.body
      = wf_step_color (job->plan, job->step, WF_PROP_ICON_COLOR, WF_PROP_ICON_OPACITY, feature);
  pair->icon.halo = wf_step_color (job->plan, job->step, WF_PROP_ICON_HALO_COLOR,
                                   WF_PROP_ICON_OPACITY, feature);
  pair->icon_box = (WfLabelBox){ (float) (at.x - size / 2), (float) (at.y - size / 2),
                                 (float) (at.x + size / 2), (float) (at.y + size / 2) };
  pair->has_icon = TRUE;
}

static void
accept (const WfLabelJob *job, WfLabel *label, const WfLabelBox *box)
{
  wf_label_grid_take (job->grid, box);
  g_array_append_vals (job->labels->labels, label, 1);
  label->image = NULL;
}

static void
place_feature (const WfLabelJob *job, guint32 feature)
{
  WfPoint at = anchor_of (job, feature);
  Pair pair = { 0 };
  gboolean icon_fits, text_fits;

  if (at.x < -256 || at.y < -256 || at.x > job->plan->view.width_px + 256
      || at.y > job->plan->view.height_px + 256)
    return;
  make_icon (job, feature, at, &pair);
  make_text (job, feature, at, &pair);
  icon_fits = pair.has_icon
              && (flag (job, WF_PROP_ICON_ALLOW_OVERLAP, feature)
                  || wf_label_grid_is_free (job->grid, &pair.icon_box));
  text_fits = pair.has_text
              && (flag (job, WF_PROP_TEXT_ALLOW_OVERLAP, feature)
                  || wf_label_grid_is_free (job->grid, &pair.text_box));
  if (pair.has_icon && pair.has_text)
    {
      text_fits = text_fits && icon_fits;
      icon_fits = icon_fits && (text_fits || flag (job, WF_PROP_TEXT_OPTIONAL, feature));
    }
  if (icon_fits)
    accept (job, &pair.icon, &pair.icon_box);
  if (text_fits)
    accept (job, &pair.text, &pair.text_box);
  wf_text_image_unref (pair.icon.image);
  wf_text_image_unref (pair.text.image);
}

static void
place_points (const WfLabelJob *job)
{
  const WfFramePlan *plan = job->plan;
  Gathering gathering = { job, g_array_new (FALSE, FALSE, sizeof (Candidate)) };

  wf_selection_visit (
      job->step->selection,
      wf_frame_plan_box (plan, 0, 0, plan->view.width_px, plan->view.height_px, 128),
      plan->small_steps / 2, gather_cb, &gathering);
  g_array_sort (gathering.found, compare_candidates);
  for (guint i = 0; i < gathering.found->len && !g_cancellable_is_cancelled (job->cancellable); i++)
    place_feature (job, g_array_index (gathering.found, Candidate, i).feature);
  g_array_unref (gathering.found);
}

/* ---- the whole */

static void
clear_label (gpointer data)
{
  wf_text_image_unref (((WfLabel *) data)->image);
}

static gboolean
runs_along_lines (const WfDrawStep *step)
{
  const WfValue *placement = &step->fixed[WF_PROP_SYMBOL_PLACEMENT];

  return step->selection->kind != WF_GEOMETRY_POINT && step->props[WF_PROP_SYMBOL_PLACEMENT] == NULL
         && strcmp (placement->text, "point") != 0;
}

WfLabels *
wf_labels_place (const WfFramePlan *plan, WfTextCache *cache, GCancellable *cancellable)
{
  WfLabels *labels = g_new0 (WfLabels, 1);
  g_autoptr (WfLabelGrid) grid = wf_label_grid_new (plan->view.width_px, plan->view.height_px);
  WfLabelJob job = { plan, NULL, cache, grid, labels, cancellable, NULL };

  labels->labels = g_array_new (FALSE, FALSE, sizeof (WfLabel));
  g_array_set_clear_func (labels->labels, clear_label);
  labels->slices = g_array_new (FALSE, FALSE, sizeof (WfLabelSlice));
  for (guint i = plan->symbols->len; i-- > 0;)
    {
      job.step = &g_array_index (plan->symbols, WfDrawStep, i);
      job.strings = g_string_chunk_new (1024);
      if (runs_along_lines (job.step))
        wf_labels_place_along_lines (&job);
      else
        place_points (&job);
      g_string_chunk_free (job.strings);
    }
  return labels;
}

void
wf_labels_free (WfLabels *labels)
{
  if (labels == NULL)
    return;
  g_array_unref (labels->labels);
  g_array_unref (labels->slices);
  g_free (labels);
}
