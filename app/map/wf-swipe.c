/* Watchfloor: the divider of two pictures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Seen on any picture: white between dark edges, in both themes. */
#include "config.h"

#include "wf-swipe.h"

#include "wf-palette.h"

#include <glib/gi18n.h>
#include <math.h>

#define REACH_PX 16.0 /* of the line, to the left and right */
#define GRIP_PX 17.0 /* radius */
#define STEP 0.02

struct _WfSwipe
{
  GtkWidget parent_instance;

  double share;
  double drag_share; /* as the drag began */
};

G_DEFINE_FINAL_TYPE (WfSwipe, wf_swipe, GTK_TYPE_WIDGET)

enum
{
  PROP_SHARE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static double
line_x (WfSwipe *self)
{
  return round (self->share * gtk_widget_get_width (GTK_WIDGET (self)));
}

static void
describe (WfSwipe *self)
{
  g_autofree char *text
      /* Translators: how much of the map the left picture takes */
      = g_strdup_printf (_ ("%.0f %% left"), self->share * 100);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  self->share * 100, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

double
wf_swipe_get_share (WfSwipe *self)
{
  g_return_val_if_fail (WF_IS_SWIPE (self), 0);
  return self->share;
}

void
wf_swipe_set_share (WfSwipe *self, double share)
{
  g_return_if_fail (WF_IS_SWIPE (self));
  share = CLAMP (share, 0, 1);
  if (share == self->share)
    return;
  self->share = share;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHARE]);
}

/* ---- moving it */
static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, WfSwipe *self)
{
  self->drag_share = self->share;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, WfSwipe *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (width > 0)
    wf_swipe_set_share (self, self->drag_share + dx / width);
}

static gboolean
move_key (WfSwipe *self, guint key, GdkModifierType state)
{
  double step = (state & GDK_SHIFT_MASK) != 0 ? STEP * 5 : STEP;

  if ((state & GDK_CONTROL_MASK) != 0)
    step = STEP / 10;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      wf_swipe_set_share (self, self->share - step);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      wf_swipe_set_share (self, self->share + step);
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      wf_swipe_set_share (self, 0);
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      wf_swipe_set_share (self, 1);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, WfSwipe *self)
{
  if (key == GDK_KEY_Escape)
    g_signal_emit_by_name (self, "cancelled");
  else if (!move_key (self, key, state))
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* ---- the widget */
static gboolean
wf_swipe_contains (GtkWidget *widget, double x, double y)
{
  return y >= 0 && y <= gtk_widget_get_height (widget)
         && fabs (x - line_x (WF_SWIPE (widget))) <= REACH_PX;
}

static void
draw_disc (cairo_t *cr, double x, double y, double radius, GdkRGBA color)
{
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* Two arrows, away from the line. */
static void
draw_arrows (cairo_t *cr, double x, double y, GdkRGBA color)
{
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 2);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, x + side * 4.5, y - 5);
      cairo_line_to (cr, x + side * 9.5, y);
      cairo_line_to (cr, x + side * 4.5, y + 5);
      cairo_stroke (cr);
    }
}

static void
draw_grip (WfSwipe *self, GtkSnapshot *snapshot, double x, double y)
{
  gboolean focused = gtk_widget_has_visible_focus (GTK_WIDGET (self));
  float reach = GRIP_PX + 5;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) x - reach, (float) y - reach, 2 * reach, 2 * reach));

  if (focused)
    draw_disc (cr, x, y, GRIP_PX + 4.5, wf_palette_rgb (0x1c71d8));
  draw_disc (cr, x, y, GRIP_PX + 1.5,
             focused ? wf_palette_rgb (0xffffff) : wf_palette_faded (wf_palette_rgb (0), 0.45f));
  draw_disc (cr, x, y, GRIP_PX, wf_palette_rgb (0xffffff));
  draw_arrows (cr, x, y, wf_palette_rgb (0x2b2f36));
  cairo_destroy (cr);
}

static void
wf_swipe_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfSwipe *self = WF_SWIPE (widget);
  float height = (float) gtk_widget_get_height (widget), x = (float) line_x (self);
  GdkRGBA edge = wf_palette_faded (wf_palette_rgb (0), 0.45f), line = wf_palette_rgb (0xffffff);

  gtk_snapshot_append_color (snapshot, &edge, &GRAPHENE_RECT_INIT (x - 2.5f, 0, 5, height));
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (x - 1.5f, 0, 3, height));
  draw_grip (self, snapshot, (double) x, (double) height / 2);
}

static void
wf_swipe_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHARE)
    g_value_set_double (value, WF_SWIPE (object)->share);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wf_swipe_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHARE)
    wf_swipe_set_share (WF_SWIPE (object), g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wf_swipe_class_init (WfSwipeClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = wf_swipe_get_property;
  object_class->set_property = wf_swipe_set_property;
  widget_class->contains = wf_swipe_contains;
  widget_class->snapshot = wf_swipe_snapshot;
  props[PROP_SHARE]
      = g_param_spec_double ("share", NULL, NULL, 0, 1, 0.5,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_signal_new ("cancelled", WF_TYPE_SWIPE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
wf_swipe_init (WfSwipe *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->share = 0.5;
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "col-resize");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Divider of the two maps"), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0, -1);
  describe (self);
}

WfSwipe *
wf_swipe_new (void)
{
  return g_object_new (WF_TYPE_SWIPE, NULL);
}
