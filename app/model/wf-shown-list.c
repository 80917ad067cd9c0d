/* Watchfloor: a list that shows another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-shown-list.h"

struct _WfShownList
{
  GObject parent_instance;

  GListModel *model; /* Owned */
};

static GType
get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (WF_SHOWN_LIST (list)->model);
}

static guint
get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (WF_SHOWN_LIST (list)->model);
}

static gpointer
get_item (GListModel *list, guint position)
{
  return g_list_model_get_item (WF_SHOWN_LIST (list)->model, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WfShownList, wf_shown_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, WfShownList *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
wf_shown_list_finalize (GObject *object)
{
  WfShownList *self = WF_SHOWN_LIST (object);

  g_signal_handlers_disconnect_by_func (self->model, changed_cb, self);
  g_object_unref (self->model);
  G_OBJECT_CLASS (wf_shown_list_parent_class)->finalize (object);
}

static void
wf_shown_list_class_init (WfShownListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = wf_shown_list_finalize;
}

static void
wf_shown_list_init (WfShownList *self)
{
}

static void
follow (WfShownList *self, GListModel *model)
{
  self->model = g_object_ref (model);
  g_signal_connect (model, "items-changed", G_CALLBACK (changed_cb), self);
}

WfShownList *
wf_shown_list_new (GListModel *model)
{
  WfShownList *self = g_object_new (WF_TYPE_SHOWN_LIST, NULL);

  follow (self, model);
  return self;
}

void
wf_shown_list_set_model (WfShownList *self, GListModel *model)
{
  g_autoptr (GListModel) old = NULL;

  g_return_if_fail (WF_IS_SHOWN_LIST (self));
  if (self->model == model)
    return;
  old = self->model;
  g_signal_handlers_disconnect_by_func (old, changed_cb, self);
  follow (self, model);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, g_list_model_get_n_items (old),
                              g_list_model_get_n_items (model));
}
