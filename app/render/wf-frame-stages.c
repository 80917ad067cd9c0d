/* Watchfloor: a frame between its layers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-frame-stages.h"

#define MAX_BYTES (64u << 20)

struct _WfFrameStages
{
  WfScene *scene; /* Owned; of the last frame: what its keys name stays alive and so unique */
  WfView view;
  guint32 background;
  GPtrArray *keys; /* Owned; char, one a step */
  WfFrameStage stages[WF_FRAME_MAX_STAGES]; /* pixels Owned; after 0: free */
  gsize size; /* bytes of a picture */
};

WfFrameStages *
wf_frame_stages_new (void)
{
  WfFrameStages *self = g_new0 (WfFrameStages, 1);

  self->keys = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
drop_pixels (WfFrameStages *self)
{
  for (guint i = 0; i < WF_FRAME_MAX_STAGES; i++)
    {
      self->stages[i].after = 0;
      g_clear_pointer (&self->stages[i].pixels, g_free);
    }
}

void
wf_frame_stages_free (WfFrameStages *self)
{
  if (self == NULL)
    return;
  drop_pixels (self);
  g_ptr_array_unref (self->keys);
  wf_scene_unref (self->scene);
  g_free (self);
}

/* Equal where two steps of one view draw the same: all that goes into one. */
static char *
step_key (const WfFramePlan *plan, const WfDrawStep *step)
{
  const WfSceneLayer *layer = step->layer;
  const WfBox *box = &layer->picture_box;

  return g_strdup_printf ("%p %p %d %a %d %a %a %a %a %s", (gpointer) layer->pack,
                          (gpointer) layer->picture, layer->kind, layer->opacity,
                          plan->scene->chinese, box->min_x, box->min_y, box->max_x, box->max_y,
                          step->style->text != NULL ? step->style->text : "");
}

static gboolean
same_view (const WfView *a, const WfView *b)
{
  return a->center.x == b->center.x && a->center.y == b->center.y && a->zoom == b->zoom
         && a->rotation_rad == b->rotation_rad && a->width_px == b->width_px
         && a->height_px == b->height_px && a->scale == b->scale;
}

/* How many first steps of @plan the last frame had, too. Takes over the keys. */
static guint
compare_steps (WfFrameStages *self, const WfFramePlan *plan)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  gboolean same = self->scene != NULL && same_view (&self->view, &plan->view)
                  && self->background == plan->background;
  guint n = 0;

  for (guint i = 0; i < plan->steps->len; i++)
    g_ptr_array_add (keys, step_key (plan, &g_array_index (plan->steps, WfDrawStep, i)));
  while (same && n < MIN (keys->len, self->keys->len)
         && g_str_equal (keys->pdata[n], self->keys->pdata[n]))
    n++;
  g_ptr_array_unref (self->keys);
  self->keys = keys;
  return n;
}

/* Above the layer whose drawing takes longest, as far as is known. */
static guint
above_heaviest (const WfFramePlan *plan)
{
  guint32 most = 0;
  guint after = 0;

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const WfSelection *selection = g_array_index (plan->steps, WfDrawStep, i).selection;

      if (selection == NULL || selection->levels[0].n < most)
        continue;
      most = selection->levels[0].n;
      after = i + 1;
    }
  return after;
}

static gboolean
is_kept (const WfFrameStages *self, guint after)
{
  for (guint i = 0; i < WF_FRAME_MAX_STAGES; i++)
    if (self->stages[i].after == after)
      return TRUE;
  return FALSE;
}

/* Has the frame leave its stage after so many steps, where there is room. */
static void
want (WfFrameStages *self, WfFramePlan *plan, guint after)
{
  gsize room = MAX_BYTES / self->size;

  if (after <= plan->first_step || is_kept (self, after))
    return;
  for (guint i = 0; i < MIN (room, WF_FRAME_MAX_STAGES); i++)
    {
      WfFrameStage *stage = &self->stages[i];

      if (stage->after != 0)
        continue;
      if (stage->pixels == NULL)
        stage->pixels = g_malloc (self->size);
      stage->after = after;
      plan->stages[plan->n_stages++] = *stage;
      return;
    }
}

void
wf_frame_stages_begin (WfFrameStages *self, WfFramePlan *plan)
{
  gsize size = (gsize) plan->view.width_px * (gsize) plan->view.height_px * 4;
  guint n_same = compare_steps (self, plan), heaviest = above_heaviest (plan);

  if (size != self->size)
    drop_pixels (self);
  self->size = size;
  for (guint i = 0; i < WF_FRAME_MAX_STAGES; i++)
    {
      WfFrameStage *stage = &self->stages[i];

      if (stage->after > n_same)
        stage->after = 0;
      if (stage->after > plan->first_step)
        {
          plan->first_step = stage->after;
          plan->begun = stage->pixels;
        }
    }
  /* Where it begins is below what changed. Others are given up for what is wanted now. */
  for (guint i = 0; i < WF_FRAME_MAX_STAGES; i++)
    if (self->stages[i].after != plan->first_step && self->stages[i].after != heaviest)
      self->stages[i].after = 0;
  want (self, plan, n_same);
  want (self, plan, heaviest);
  want (self, plan, plan->steps->len);
}

void
wf_frame_stages_end (WfFrameStages *self, const WfFramePlan *plan, gboolean whole)
{
  for (guint i = 0; i < plan->n_stages && !whole; i++)
    for (guint k = 0; k < WF_FRAME_MAX_STAGES; k++)
      if (self->stages[k].after == plan->stages[i].after)
        self->stages[k].after = 0;
  wf_scene_ref (plan->scene);
  wf_scene_unref (self->scene);
  self->scene = plan->scene;
  self->view = plan->view;
  self->background = plan->background;
}
