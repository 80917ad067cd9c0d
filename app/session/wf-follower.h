/* Watchfloor: layers that follow the view.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Some layers are not read whole: what the view needs of them is fetched as it moves. A follower
 * keeps the layers of one kind, notices that the view has moved or a layer is shown, and soon after
 * has the kind look at each of them. Jobs hold references on what they work for and find there
 * whether it still follows. Main thread. */
#pragma once

#include "wf-layer.h"
#include "wf-view.h"

typedef struct _WfFollower WfFollower;

typedef struct _WfFollowerKind WfFollowerKind;

/* One layer: the first member of the kind's own struct. */
typedef struct
{
  gatomicrefcount refs; /* the follower's and each job's */
  const WfFollowerKind *kind;
  WfFollower *follower; /* Borrowed; NULL once it is taken out */
  WfLayer *layer; /* Owned */
} WfFollowed;

/* open, close and begin may be NULL. */
struct _WfFollowerKind
{
  gsize size; /* of the kind's own struct, which begins as zeros */
  gpointer (*open) (void); /* what all its layers share */
  void (*close) (gpointer shared);
  void (*begin) (WfFollowed *followed, gpointer with); /* was added */
  void (*look) (WfFollowed *followed, const WfView *view); /* the view or the layer has changed */
  void (*stop) (WfFollowed *followed); /* is taken out: nobody waits for its jobs any more */
  void (*clear) (WfFollowed *followed); /* nobody holds it: free what it owns */
  gboolean (*is_busy) (const WfFollowed *followed); /* waits for something */
};

/* @settled is called each time no layer waits any more. */
WfFollower *wf_follower_new (const WfFollowerKind *kind, void (*settled) (gpointer user_data),
                             gpointer user_data);
/* Takes all layers out. */
void wf_follower_free (WfFollower *follower);

/* Begins to keep @layer up with the view; anew where it is kept already. @with is the kind's. */
void wf_follower_add (WfFollower *follower, WfLayer *layer, gpointer with);
/* Leaves @layer as it is. */
void wf_follower_remove (WfFollower *follower, WfLayer *layer);
/* Cheap: call it for each frame. */
void wf_follower_set_view (WfFollower *follower, const WfView *view);
gboolean wf_follower_is_settled (WfFollower *follower);

/* ---- for the kinds */

WfFollowed *wf_followed_ref (WfFollowed *followed);
/* A GDestroyNotify. */
void wf_followed_unref (gpointer followed);
/* What open gave. */
gpointer wf_follower_shared (WfFollower *follower);
/* NULL before there is a view. */
const WfView *wf_follower_view (WfFollower *follower);
/* Has look called soon, or @seconds from now; once, however often asked. */
void wf_follower_queue_look (WfFollower *follower);
void wf_follower_look_later (WfFollower *follower, guint seconds);
/* A layer may have been the last that waited: tells, now or when the look that is due is over. */
void wf_follower_tell_settled (WfFollower *follower);
