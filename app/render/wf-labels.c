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

static const char *
transformed (const WfLabelJob *job, guint32 feature)
{
  const char *plain = text (job, WF_PROP_TEXT_FIELD, feature);
  const char *how = text (job, WF_PROP_TEXT_TRANSFORM, feature);
  gboolean up = g_str_equal (how, "uppercase");
  g_autofree char *other = NULL;

  if (plain == NULL || (!up && !g_str_equal (how, "lowercase"))
      || !g_utf8_validate (plain, -1, NULL))
    return plain;
  other = up ? g_utf8_strup (plain, -1) : g_utf8_strdown (plain, -1);
  return g_string_chunk_insert (job->strings, other);
}

gboolean
wf_label_job_wish (const WfLabelJob *job, guint32 feature, double fineness, WfTextWish *wish)
{
  double scale = job->plan->view.scale * fineness;
  double em = number (job, WF_PROP_TEXT_SIZE, feature) * scale;
  gboolean along = fineness != 1.0;

  *wish = (WfTextWish){ .text = transformed (job, feature), .size_px = em };
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

/* The middle of a box of @w by @h whose @anchor stands at @at. */
static WfPoint
middle_of (const char *anchor, WfPoint at, double w, double h)
{
  if (strstr (anchor, "left") != NULL)
    at.x += w / 2;
  else if (strstr (anchor, "right") != NULL)
    at.x -= w / 2;
  if (strstr (anchor, "top") != NULL)
    at.y += h / 2;
  else if (strstr (anchor, "bottom") != NULL)
    at.y -= h / 2;
  return at;
}

static WfLabelBox
box_around (WfPoint middle, double w, double h, double padding)
{
  w = w / 2 + padding;
  h = h / 2 + padding;
  return (WfLabelBox){ (float) (middle.x - w), (float) (middle.y - h), (float) (middle.x + w),
                       (float) (middle.y + h) };
}

/* Where the text's anchor stands, from the feature's: away from it on the anchor's side where the
 * side is chosen here or the offset is a distance, else as the style says. Pixels. */
static WfPoint
text_shift (const WfLabelJob *job, guint32 feature, const char *anchor, double em)
{
  const double *offset = job->step->style->text_offset;
  double away = number (job, WF_PROP_TEXT_RADIAL_OFFSET, feature);
  gboolean left = strstr (anchor, "left") != NULL, right = strstr (anchor, "right") != NULL;
  gboolean top = strstr (anchor, "top") != NULL, bottom = strstr (anchor, "bottom") != NULL;
  double dx = fabs (offset[0]), dy = fabs (offset[1]);

  if (away == 0 && job->step->style->n_anchors == 0)
    return (WfPoint){ offset[0] * em, offset[1] * em };
  if (away != 0)
    dx = dy = (left || right) && (top || bottom) ? away * G_SQRT2 / 2 : away;
  return (WfPoint){ (left - right) * dx * em, (top - bottom) * dy * em };
}

static void
set_text (const WfLabelJob *job, guint32 feature, WfPoint at, const char *anchor, double em,
          Pair *pair)
{
  const WfTextImage *image = pair->text.image;
  double w = image->logical_width, h = image->logical_height;
  double padding = number (job, WF_PROP_TEXT_PADDING, feature) * job->plan->view.scale;
  WfPoint shift = text_shift (job, feature, anchor, em);
  WfPoint middle = middle_of (anchor, (WfPoint){ at.x + shift.x, at.y + shift.y }, w, h);

  pair->text.x = (int) floor (middle.x - w / 2 - image->origin_x + 0.5);
  pair->text.y = (int) floor (middle.y - h / 2 - image->origin_y + 0.5);
  pair->text_box = box_around (middle, w, h, padding);
}

/* At the first of the anchors where there is room, else at the first. */
static void
make_text (const WfLabelJob *job, guint32 feature, WfPoint at, Pair *pair)
{
  const WfStyleLayer *style = job->step->style;
  WfTextWish wish;

  if (!wf_label_job_wish (job, feature, 1.0, &wish))
    return;
  pair->text = (WfLabel){ .image = wf_text_cache_text (job->cache, &wish) };
  pair->text.body
      = wf_step_color (job->plan, job->step, WF_PROP_TEXT_COLOR, WF_PROP_TEXT_OPACITY, feature);
  pair->text.halo = wf_step_color (job->plan, job->step, WF_PROP_TEXT_HALO_COLOR,
                                   WF_PROP_TEXT_OPACITY, feature);
  pair->has_text = TRUE;
  for (guint i = 0; i < style->n_anchors; i++)
    {
      set_text (job, feature, at, style->anchors[i], wish.size_px, pair);
      if (wf_label_grid_is_free (job->grid, &pair->text_box))
        return;
    }
  set_text (job, feature, at,
            style->n_anchors > 0 ? style->anchors[0] : text (job, WF_PROP_TEXT_ANCHOR, feature),
            wish.size_px, pair);
}

static void
make_icon (const WfLabelJob *job, guint32 feature, WfPoint at, Pair *pair)
{
  double scale = job->plan->view.scale, unit = number (job, WF_PROP_ICON_SIZE, feature) * scale;
  const double *offset = job->step->style->icon_offset;
  WfIconWish wish = { .name = text (job, WF_PROP_ICON_IMAGE, feature), .size_px = unit * ICON_PX };
  const WfTextImage *image;
  WfPoint middle;
  double c, s;

  if (wish.name == NULL || wish.name[0] == '\0' || wish.size_px < 2)
    return;
  wish.folder = wf_style_symbols (job->plan->scene->style);
  wish.halo_px = number (job, WF_PROP_ICON_HALO_WIDTH, feature) * scale;
  wish.rotate_rad = number (job, WF_PROP_ICON_ROTATE, feature) * (G_PI / 180);
  if (g_str_equal (text (job, WF_PROP_ICON_ROTATION_ALIGNMENT, feature), "map"))
    wish.rotate_rad += job->plan->view.rotation_rad;
  image = pair->icon.image = wf_text_cache_icon (job->cache, &wish);
  if (image == NULL)
    return;
  c = cos (wish.rotate_rad) * unit;
  s = sin (wish.rotate_rad) * unit;
  middle = middle_of (text (job, WF_PROP_ICON_ANCHOR, feature), at, image->logical_width,
                      image->logical_height);
  middle.x += offset[0] * c - offset[1] * s;
  middle.y += offset[0] * s + offset[1] * c;
  pair->icon.halo_on_top = TRUE;
  pair->icon.x = (int) floor (middle.x - image->width / 2.0 + 0.5);
  pair->icon.y = (int) floor (middle.y - image->height / 2.0 + 0.5);
  pair->icon.body
      = wf_step_color (job->plan, job->step, WF_PROP_ICON_COLOR, WF_PROP_ICON_OPACITY, feature);
  pair->icon.halo = wf_step_color (job->plan, job->step, WF_PROP_ICON_HALO_COLOR,
                                   WF_PROP_ICON_OPACITY, feature);
  pair->icon_box = box_around (middle, image->logical_width, image->logical_height,
                               number (job, WF_PROP_ICON_PADDING, feature) * scale);
  pair->has_icon = TRUE;
}

static void
accept (const WfLabelJob *job, WfLabel *label, const WfLabelBox *box, gboolean takes_room)
{
  if (takes_room)
    wf_label_grid_take (job->grid, box);
  g_array_append_vals (job->labels->labels, label, 1);
  label->image = NULL;
}

static void
place_pair (const WfLabelJob *job, guint32 feature, Pair *pair)
{
  gboolean icon_fits, text_fits;

  icon_fits = pair->has_icon
              && (flag (job, WF_PROP_ICON_ALLOW_OVERLAP, feature)
                  || wf_label_grid_is_free (job->grid, &pair->icon_box));
  text_fits = pair->has_text
              && (flag (job, WF_PROP_TEXT_ALLOW_OVERLAP, feature)
                  || wf_label_grid_is_free (job->grid, &pair->text_box));
  if (pair->has_icon && pair->has_text)
    {
      text_fits = text_fits && (icon_fits || flag (job, WF_PROP_ICON_OPTIONAL, feature));
      icon_fits = icon_fits && (text_fits || flag (job, WF_PROP_TEXT_OPTIONAL, feature));
    }
  if (icon_fits)
    accept (job, &pair->icon, &pair->icon_box, !flag (job, WF_PROP_ICON_IGNORE_PLACEMENT, feature));
  if (text_fits)
    accept (job, &pair->text, &pair->text_box, !flag (job, WF_PROP_TEXT_IGNORE_PLACEMENT, feature));
}

static void
place_feature (const WfLabelJob *job, guint32 feature)
{
  WfPoint at = anchor_of (job, feature);
  Pair pair = { 0 };

  if (at.x < -256 || at.y < -256 || at.x > job->plan->view.width_px + 256
      || at.y > job->plan->view.height_px + 256)
    return;
  make_icon (job, feature, at, &pair);
  make_text (job, feature, at, &pair);
  place_pair (job, feature, &pair);
  wf_text_image_unref (pair.icon.image);
  wf_text_image_unref (pair.text.image);
}

static void
place_points (const WfLabelJob *job)
{
  const WfFramePlan *plan = job->plan;
  Gathering gathering = { job, g_array_new (FALSE, FALSE, sizeof (Candidate)) };
  WfWindow window = wf_frame_plan_window (plan, 0, plan->view.height_px, 128);

  wf_selection_visit (job->step->selection, &window, plan->small_steps / 2, gather_cb, &gathering);
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
