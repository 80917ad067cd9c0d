/* Watchfloor: a pane of the window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The beat stops while the pane is not mapped: what nobody sees costs nothing. Main thread. */
#include "config.h"

#include "wf-pane.h"

#include "wf-look.h"

typedef struct
{
  WfSession *session;
  guint beat_id; /* 0 while not mapped */
} WfPanePrivate;

enum
{
  PROP_0,
  PROP_SESSION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WfPane, wf_pane, ADW_TYPE_BIN)

static gboolean
beat_cb (gpointer data)
{
  WfPane *self = data;

  WF_PANE_GET_CLASS (self)->beat (self);
  return G_SOURCE_CONTINUE;
}

/* Another time is shown: what is on the screen must not be of the one before. */
static void
past_cb (WfPane *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && WF_PANE_GET_CLASS (self)->beat != NULL)
    WF_PANE_GET_CLASS (self)->beat (self);
}

static void
wf_pane_map (GtkWidget *widget)
{
  WfPane *self = WF_PANE (widget);
  WfPanePrivate *priv = wf_pane_get_instance_private (self);

  GTK_WIDGET_CLASS (wf_pane_parent_class)->map (widget);
  if (priv->session == NULL || WF_PANE_GET_CLASS (self)->beat == NULL || priv->beat_id != 0)
    return;
  WF_PANE_GET_CLASS (self)->beat (self);
  priv->beat_id = g_timeout_add_seconds (1, beat_cb, self);
  g_source_set_name_by_id (priv->beat_id, "wf-pane-beat");
}

static void
wf_pane_unmap (GtkWidget *widget)
{
  WfPanePrivate *priv = wf_pane_get_instance_private (WF_PANE (widget));

  g_clear_handle_id (&priv->beat_id, g_source_remove);
  GTK_WIDGET_CLASS (wf_pane_parent_class)->unmap (widget);
}

static void
wf_pane_dispose (GObject *object)
{
  WfPanePrivate *priv = wf_pane_get_instance_private (WF_PANE (object));

  g_clear_handle_id (&priv->beat_id, g_source_remove);
  g_clear_object (&priv->session);
  G_OBJECT_CLASS (wf_pane_parent_class)->dispose (object);
}

static void
wf_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SESSION)
    g_value_set_object (value, wf_pane_get_session (WF_PANE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wf_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WfPane *self = WF_PANE (object);
  WfPanePrivate *priv = wf_pane_get_instance_private (self);

  if (id != PROP_SESSION)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  /* Set once: from a template's parent or by g_object_new. */
  if (!g_set_object (&priv->session, g_value_get_object (value)) || priv->session == NULL)
    return;
  if (WF_PANE_GET_CLASS (self)->ready != NULL)
    WF_PANE_GET_CLASS (self)->ready (self);
  wf_look_name_buttons (GTK_WIDGET (self));
  g_signal_connect_object (priv->session, "past-changed", G_CALLBACK (past_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
wf_pane_class_init (WfPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wf_pane_dispose;
  object_class->get_property = wf_pane_get_property;
  object_class->set_property = wf_pane_set_property;
  widget_class->map = wf_pane_map;
  widget_class->unmap = wf_pane_unmap;
  props[PROP_SESSION]
      = g_param_spec_object ("session", NULL, NULL, WF_TYPE_SESSION,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wf_pane_init (WfPane *self)
{
}

WfSession *
wf_pane_get_session (WfPane *self)
{
  WfPanePrivate *priv = wf_pane_get_instance_private (self);

  return priv->session;
}

void
wf_pane_search (WfPane *self, const char *text)
{
  g_return_if_fail (WF_IS_PANE (self));
  if (WF_PANE_GET_CLASS (self)->search != NULL)
    WF_PANE_GET_CLASS (self)->search (self, text);
}

gint64
wf_pane_now (WfPane *self)
{
  return wf_clock_now (wf_session_get_shown_clock (wf_pane_get_session (self)));
}
