/* Watchfloor: layers that follow the view.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-follower.h"

#define LOOK_MS 120 /* the view is looked at so often while it moves */

struct _WfFollower
{
  const WfFollowerKind *kind;
  void (*settled) (gpointer user_data);
  gpointer user_data;
  gpointer shared; /* Owned: the kind closes it */
  GPtrArray *layers; /* WfFollowed */
  WfView view;
  gboolean has_view, owes_word;
  guint look_source, later_source;
};

static void
visible_cb (WfLayer *layer, GParamSpec *pspec, WfFollower *self)
{
  wf_follower_queue_look (self);
}

static void
take_out (gpointer data)
{
  WfFollowed *followed = data;
  WfFollower *self = followed->follower;

  g_signal_handlers_disconnect_by_func (followed->layer, visible_cb, self);
  followed->follower = NULL;
  self->kind->stop (followed);
  wf_followed_unref (followed);
}

WfFollower *
wf_follower_new (const WfFollowerKind *kind, void (*settled) (gpointer user_data),
                 gpointer user_data)
{
  WfFollower *self = g_new0 (WfFollower, 1);

  self->kind = kind;
  self->settled = settled;
  self->user_data = user_data;
  self->shared = kind->open != NULL ? kind->open () : NULL;
  self->layers = g_ptr_array_new_with_free_func (take_out);
  return self;
}

void
wf_follower_free (WfFollower *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_handle_id (&self->later_source, g_source_remove);
  g_ptr_array_unref (self->layers);
  if (self->kind->close != NULL)
    self->kind->close (self->shared);
  g_free (self);
}

void
wf_follower_add (WfFollower *self, WfLayer *layer, gpointer with)
{
  WfFollowed *followed = g_malloc0 (self->kind->size);

  wf_follower_remove (self, layer);
  g_atomic_ref_count_init (&followed->refs);
  followed->kind = self->kind;
  followed->follower = self;
  followed->layer = g_object_ref (layer);
  g_ptr_array_add (self->layers, followed);
  g_signal_connect (layer, "notify::visible", G_CALLBACK (visible_cb), self);
  if (self->kind->begin != NULL)
    self->kind->begin (followed, with);
  if (self->has_view)
    self->kind->look (followed, &self->view);
}

void
wf_follower_remove (WfFollower *self, WfLayer *layer)
{
  for (guint i = 0; i < self->layers->len; i++)
    if (((WfFollowed *) self->layers->pdata[i])->layer == layer)
      {
        g_ptr_array_remove_index (self->layers, i);
        return;
      }
}

void
wf_follower_set_view (WfFollower *self, const WfView *view)
{
  self->view = *view;
  self->has_view = TRUE;
  wf_follower_queue_look (self);
}

gboolean
wf_follower_is_settled (WfFollower *self)
{
  for (guint i = 0; i < self->layers->len; i++)
    if (self->kind->is_busy (self->layers->pdata[i]))
      return FALSE;
  return self->look_source == 0;
}

/* ---- for the kinds */

WfFollowed *
wf_followed_ref (WfFollowed *followed)
{
  g_atomic_ref_count_inc (&followed->refs);
  return followed;
}

void
wf_followed_unref (gpointer data)
{
  WfFollowed *followed = data;

  if (!g_atomic_ref_count_dec (&followed->refs))
    return;
  followed->kind->clear (followed);
  g_object_unref (followed->layer);
  g_free (followed);
}

gpointer
wf_follower_shared (WfFollower *self)
{
  return self->shared;
}

const WfView *
wf_follower_view (WfFollower *self)
{
  return self->has_view ? &self->view : NULL;
}

static gboolean
look_cb (gpointer data)
{
  WfFollower *self = data;

  self->look_source = 0;
  for (guint i = 0; i < self->layers->len; i++)
    self->kind->look (self->layers->pdata[i], &self->view);
  if (self->owes_word)
    {
      self->owes_word = FALSE;
      wf_follower_tell_settled (self);
    }
  return G_SOURCE_REMOVE;
}

void
wf_follower_queue_look (WfFollower *self)
{
  if (self->look_source != 0 || !self->has_view || self->layers->len == 0)
    return;
  self->look_source = g_timeout_add (LOOK_MS, look_cb, self);
  g_source_set_name_by_id (self->look_source, "follower-look");
}

static gboolean
later_cb (gpointer data)
{
  WfFollower *self = data;

  self->later_source = 0;
  wf_follower_queue_look (self);
  return G_SOURCE_REMOVE;
}

void
wf_follower_look_later (WfFollower *self, guint seconds)
{
  if (self->later_source != 0)
    return;
  self->later_source = g_timeout_add_seconds (seconds, later_cb, self);
  g_source_set_name_by_id (self->later_source, "follower-look-later");
}

void
wf_follower_tell_settled (WfFollower *self)
{
  if (self->look_source != 0)
    self->owes_word = TRUE;
  else if (wf_follower_is_settled (self))
    self->settled (self->user_data);
}
