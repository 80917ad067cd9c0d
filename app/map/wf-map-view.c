/* Watchfloor: the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The widget puts layers of libshumate's kind above one another over one ShumateViewport, which is
 * the state they share. It does not use ShumateMap itself: that widget cannot be focused, always
 * zooms on a double click, zooms in fixed steps and needs a tiled map source as a reference, while
 * the city here is drawn for each exact zoom and rotation. Main thread. */
#include "config.h"

#include "wf-compass.h"
#include "wf-map-private.h"
#include "wf-palette.h"
#include "wf-scale-bar.h"
#include "wf-viewport-view.h"

#include <glib/gi18n.h>

#define FIT_SHARE 0.94 /* of the widget an extent that is fitted takes */

G_DEFINE_FINAL_TYPE (WfMapView, wf_map_view, GTK_TYPE_WIDGET)

enum
{
  PROP_SELECTED_ID = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* ---- the view */
WfView
wf_map_view_logical (WfMapView *self)
{
  return wf_viewport_logical_view (self->viewport, GTK_WIDGET (self));
}

WfView
wf_map_view_get_view (WfMapView *self)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), (WfView){ 0 });
  return wf_viewport_view (self->viewport, gtk_widget_get_width (GTK_WIDGET (self)),
                           gtk_widget_get_height (GTK_WIDGET (self)),
                           gtk_widget_get_scale_factor (GTK_WIDGET (self)));
}

WfLonLat
wf_map_view_place_at (WfMapView *self, double x, double y)
{
  WfView view = wf_map_view_logical (self);

  return wf_mercator_to_lonlat (wf_view_pixel_to_point (&view, (WfPoint){ x, y }));
}

WfPoint
wf_map_view_pixel_of (WfMapView *self, WfLonLat p)
{
  WfView view = wf_map_view_logical (self);

  return wf_view_point_to_pixel (&view, wf_mercator_from_lonlat (p));
}

/* What a screen reader says of the map where it is asked. */
static void
describe_view (WfMapView *self)
{
  WfView view = wf_map_view_logical (self);
  WfLonLat p = wf_mercator_to_lonlat (view.center);
  int turn = (int) lround (view.rotation_rad * 180 / M_PI) % 360;
  /* Translators: the view of the map for a screen reader: latitude, longitude, zoom, degrees */
  g_autofree char *text
      = turn == 0
            ? g_strdup_printf (_ ("Centre %.4f north, %.4f east; zoom %.1f; north up"), p.lat,
                               p.lon, view.zoom)
            : g_strdup_printf (_ ("Centre %.4f north, %.4f east; zoom %.1f; turned %d degrees"),
                               p.lat, p.lon, view.zoom, turn);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static gboolean
tell_changed_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfMapView *self = WF_MAP_VIEW (widget);

  self->changed_tick = 0;
  describe_view (self);
  g_signal_emit_by_name (self, "view-changed");
  return G_SOURCE_REMOVE;
}

/* ShumateViewport has no signal of its own for a change of view; its four notifies end here. */
static void
viewport_moved_cb (WfMapView *self)
{
  double rotation = shumate_viewport_get_rotation (self->viewport);

  wf_ground_layer_view_changed (self->ground);
  wf_map_drawing_pointer (self);
  wf_draw_layer_changed (self->draw);
  wf_scale_bar_update (WF_SCALE_BAR (self->scale_bar));
  wf_compass_set_rotation (WF_COMPASS (gtk_button_get_child (GTK_BUTTON (self->compass))),
                           rotation);
  gtk_widget_set_visible (self->compass, fabs (remainder (rotation, 2 * M_PI)) > 0.002);
  if (self->changed_tick == 0)
    self->changed_tick
        = gtk_widget_add_tick_callback (GTK_WIDGET (self), tell_changed_cb, NULL, NULL);
}

static void
apply_view (WfMapView *self, const WfView *view)
{
  WfView kept = *view;

  kept.zoom = CLAMP (kept.zoom, WF_MAP_MIN_ZOOM, WF_MAP_MAX_ZOOM);
  wf_viewport_apply (self->viewport, &kept);
}

void
wf_map_view_stop (WfMapView *self)
{
  self->motion.kind = WF_MOTION_NONE;
  if (self->motion_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->motion_tick);
  self->motion_tick = 0;
}

void
wf_map_view_show (WfMapView *self, const WfView *view)
{
  wf_map_view_stop (self);
  apply_view (self, view);
}

static gboolean
motion_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfMapView *self = WF_MAP_VIEW (widget);
  WfView view = wf_map_view_logical (self);
  gboolean goes_on = wf_motion_step (&self->motion, gdk_frame_clock_get_frame_time (clock), &view);

  apply_view (self, &view);
  if (!goes_on)
    self->motion_tick = 0;
  return goes_on;
}

static gboolean
wants_animation (WfMapView *self)
{
  gboolean enabled = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled,
                NULL);
  return enabled && gtk_widget_get_mapped (GTK_WIDGET (self));
}

void
wf_map_view_move (WfMapView *self, WfMotion motion)
{
  WfView view = wf_map_view_logical (self);

  wf_map_view_stop (self);
  self->motion = motion;
  if (!wants_animation (self))
    {
      wf_motion_finish (&self->motion, &view);
      apply_view (self, &view);
      return;
    }
  self->motion_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), motion_tick_cb, NULL, NULL);
}

void
wf_map_view_zoom_about (WfMapView *self, double steps, WfPoint anchor_px)
{
  WfView view = wf_map_view_logical (self);
  double from = self->motion.kind == WF_MOTION_ZOOM ? self->motion.zoom_target : view.zoom;
  double to = CLAMP (from + steps, WF_MAP_MIN_ZOOM, WF_MAP_MAX_ZOOM);

  wf_map_view_move (self, wf_motion_zoom (to, anchor_px));
}

void
wf_map_view_zoom_by (WfMapView *self, double steps)
{
  WfView view;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  view = wf_map_view_logical (self);
  wf_map_view_zoom_about (self, steps, (WfPoint){ view.width_px / 2.0, view.height_px / 2.0 });
}

void
wf_map_view_go_to (WfMapView *self, WfLonLat center, double zoom, gboolean animate)
{
  WfView from, to;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  g_return_if_fail (wf_lonlat_is_valid (center));
  self->fit_deg = WF_BOX_EMPTY;
  from = to = wf_map_view_logical (self);
  to.center = wf_mercator_from_lonlat (center);
  to.zoom = CLAMP (zoom, WF_MAP_MIN_ZOOM, WF_MAP_MAX_ZOOM);
  if (animate)
    wf_map_view_move (self, wf_motion_flight (&from, &to));
  else
    wf_map_view_show (self, &to);
}

void
wf_map_view_rotate_to (WfMapView *self, double rotation_rad)
{
  WfView from, to;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  from = to = wf_map_view_logical (self);
  to.rotation_rad = rotation_rad;
  wf_map_view_move (self, wf_motion_flight (&from, &to));
}

void
wf_map_view_fit (WfMapView *self, WfBox extent_deg, gboolean animate)
{
  WfView from, to;
  WfPoint a, b;
  double across, down;

  g_return_if_fail (WF_IS_MAP_VIEW (self));
  if (wf_box_is_empty (extent_deg))
    return;
  if (wf_box_is_empty (self->home_deg))
    self->home_deg = extent_deg;
  from = to = wf_map_view_logical (self);
  if (from.width_px <= 0 || from.height_px <= 0)
    {
      self->fit_deg = extent_deg; /* in the first size_allocate */
      return;
    }
  self->fit_deg = WF_BOX_EMPTY;
  a = wf_mercator_from_lonlat ((WfLonLat){ extent_deg.min_x, extent_deg.max_y });
  b = wf_mercator_from_lonlat ((WfLonLat){ extent_deg.max_x, extent_deg.min_y });
  across = MAX (b.x - a.x, 1e-9);
  down = MAX (b.y - a.y, 1e-9);
  to.center = (WfPoint){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
  to.rotation_rad = 0;
  to.zoom = log2 (MIN (from.width_px / across, from.height_px / down) * FIT_SHARE / 256.0);
  to.zoom = CLAMP (to.zoom, WF_MAP_MIN_ZOOM, 18);
  if (animate)
    wf_map_view_move (self, wf_motion_flight (&from, &to));
  else
    wf_map_view_show (self, &to);
}

void
wf_map_view_set_home (WfMapView *self, WfBox extent_deg)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  self->home_deg = extent_deg;
}

void
wf_map_view_go_home (WfMapView *self)
{
  wf_map_view_fit (self, self->home_deg, TRUE);
}

/* ---- what is shown */
void
wf_map_view_set_layers (WfMapView *self, GListModel *layers)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_ground_layer_set_layers (self->ground, layers);
}

void
wf_map_view_queue_city (WfMapView *self)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_ground_layer_queue_frame (self->ground);
}

gboolean
wf_map_view_is_settled (WfMapView *self)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), FALSE);
  return self->motion.kind == WF_MOTION_NONE && wf_ground_layer_is_settled (self->ground);
}

void
wf_map_view_set_style (WfMapView *self, WfStyle *style, gboolean dark, gboolean chinese)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  self->dark = dark;
  self->chinese = chinese;
  wf_ground_layer_set_style (self->ground, style, dark, chinese);
  wf_draw_layer_set_dark (self->draw, dark);
  wf_scale_bar_set_dark (WF_SCALE_BAR (self->scale_bar), dark);
}

void
wf_map_view_set_attribution (WfMapView *self, const char *text)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  gtk_label_set_text (GTK_LABEL (self->attribution), text != NULL ? text : "");
  gtk_widget_set_visible (self->attribution, text != NULL);
}

static void
set_selected (WfMapView *self, const char *id)
{
  if (g_strcmp0 (self->selected_id, id) == 0)
    return;
  g_free (self->selected_id);
  self->selected_id = g_strdup (id);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED_ID]);
}

void
wf_map_view_click (WfMapView *self, double x, double y, int n_press)
{
  const char *id;

  if (self->sketch != NULL && self->open)
    {
      guint index;

      /* The first click of a double click has set the last vertex. */
      if (n_press >= 2)
        wf_map_drawing_finish (self);
      else if (wf_draw_layer_pick (self->draw, x, y, &index) != WF_HANDLE_VERTEX)
        wf_map_view_add_vertex (self, wf_map_view_place_at (self, x, y));
      return;
    }
  id = wf_map_view_pick (self, x, y);
  if (n_press == 1)
    set_selected (self, id);
  else if (n_press == 2 && id != NULL)
    g_signal_emit_by_name (self, "activated", id);
  else if (n_press == 2)
    wf_map_view_zoom_about (self, 1, (WfPoint){ x, y });
}

const char *
wf_map_view_pick (WfMapView *self, double x, double y)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), NULL);
  return NULL;
}

/* ---- the widget */
static gboolean
fit_cb (gpointer data)
{
  WfMapView *self = data;

  self->fit_source = 0;
  wf_map_view_fit (self, self->fit_deg, FALSE);
  return G_SOURCE_REMOVE;
}

static void
wf_map_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WfMapView *self = WF_MAP_VIEW (widget);
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      gtk_widget_allocate (child, width, height, -1, NULL);
  /* Not here: a fit changes labels, which may not be resized during an allocation. */
  if (!wf_box_is_empty (self->fit_deg) && self->fit_source == 0)
    {
      self->fit_source = g_idle_add_full (G_PRIORITY_HIGH, fit_cb, self, NULL);
      g_source_set_name_by_id (self->fit_source, "wf-map-view-fit");
    }
}

static void
wf_map_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 800 : 600;
}

static void
wf_map_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA outer = { 0, 0, 0, 0.45f };

  GTK_WIDGET_CLASS (wf_map_view_parent_class)->snapshot (widget, snapshot);
  if (gtk_widget_has_visible_focus (widget))
    {
      float width = (float) gtk_widget_get_width (widget);
      float height = (float) gtk_widget_get_height (widget);
      GdkRGBA ring = wf_palette_rgb (WF_MAP_VIEW (widget)->dark ? 0x78aeed : 0x1c71d8);
      GskRoundedRect edge;

      gsk_rounded_rect_init_from_rect (&edge, &GRAPHENE_RECT_INIT (0, 0, width, height), 0);
      gtk_snapshot_append_border (snapshot, &edge, (float[4]){ 3, 3, 3, 3 },
                                  (GdkRGBA[4]){ ring, ring, ring, ring });
      gsk_rounded_rect_shrink (&edge, 3, 3, 3, 3);
      gtk_snapshot_append_border (snapshot, &edge, (float[4]){ 1, 1, 1, 1 },
                                  (GdkRGBA[4]){ outer, outer, outer, outer });
    }
}

static void
wf_map_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED_ID)
    g_value_set_string (value, WF_MAP_VIEW (object)->selected_id);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wf_map_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED_ID)
    set_selected (WF_MAP_VIEW (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wf_map_view_dispose (GObject *object)
{
  WfMapView *self = WF_MAP_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->fit_source, g_source_remove);
  if (self->viewport != NULL)
    g_signal_handlers_disconnect_by_func (self->viewport, viewport_moved_cb, self);
  if (self->draw != NULL)
    wf_draw_layer_set_sketch (self->draw, NULL, FALSE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->ground = NULL;
  self->draw = NULL;
  g_clear_pointer (&self->sketch, wf_sketch_free);
  g_clear_object (&self->viewport);
  g_clear_pointer (&self->selected_id, g_free);
  g_clear_pointer (&self->clock, wf_clock_unref);
  G_OBJECT_CLASS (wf_map_view_parent_class)->dispose (object);
}

static void
add_signals (WfMapViewClass *class)
{
  static const char *const plain[]
      = { "view-changed", "drawing-changed", "drawing-finished", "settled" };
  GType type = G_TYPE_FROM_CLASS (class);

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_signal_new (plain[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("pointer-moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
}

static void
wf_map_view_class_init (WfMapViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = wf_map_view_get_property;
  object_class->set_property = wf_map_view_set_property;
  object_class->dispose = wf_map_view_dispose;
  widget_class->measure = wf_map_view_measure;
  widget_class->size_allocate = wf_map_view_size_allocate;
  widget_class->snapshot = wf_map_view_snapshot;
  props[PROP_SELECTED_ID]
      = g_param_spec_string ("selected-id", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  add_signals (class);
  gtk_widget_class_set_css_name (widget_class, "mapview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
place_child (WfMapView *self, GtkWidget *child, GtkAlign halign, GtkAlign valign)
{
  gtk_widget_set_halign (child, halign);
  gtk_widget_set_valign (child, valign);
  if (halign != GTK_ALIGN_FILL)
    {
      gtk_widget_set_margin_start (child, 12);
      gtk_widget_set_margin_end (child, 12);
      gtk_widget_set_margin_top (child, 12);
      gtk_widget_set_margin_bottom (child, 12);
    }
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
compass_clicked_cb (WfMapView *self)
{
  wf_map_view_rotate_to (self, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
settled_cb (WfMapView *self)
{
  g_signal_emit_by_name (self, "settled");
}

static void
add_furniture (WfMapView *self)
{
  self->scale_bar = GTK_WIDGET (wf_scale_bar_new (self->viewport));
  place_child (self, self->scale_bar, GTK_ALIGN_START, GTK_ALIGN_END);
  self->compass = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->compass), GTK_WIDGET (wf_compass_new ()));
  gtk_widget_add_css_class (self->compass, "osd");
  gtk_widget_add_css_class (self->compass, "circular");
  gtk_widget_set_tooltip_text (self->compass, _ ("Turn north up"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->compass), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Turn north up"), -1);
  gtk_widget_set_visible (self->compass, FALSE);
  g_signal_connect_swapped (self->compass, "clicked", G_CALLBACK (compass_clicked_cb), self);
  place_child (self, self->compass, GTK_ALIGN_END, GTK_ALIGN_START);
  self->attribution = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->attribution, "caption");
  gtk_widget_add_css_class (self->attribution, "dim-label");
  gtk_widget_set_can_target (self->attribution, FALSE);
  gtk_widget_set_visible (self->attribution, FALSE);
  place_child (self, self->attribution, GTK_ALIGN_END, GTK_ALIGN_END);
}

static void
wf_map_view_init (WfMapView *self)
{
  static const char *const watched[] = { "latitude", "longitude", "zoom-level", "rotation" };

  self->pointer_px = (WfPoint){ NAN, NAN };
  self->drag_vertex = G_MAXUINT;
  self->home_deg = self->fit_deg = WF_BOX_EMPTY;
  self->viewport = shumate_viewport_new ();
  shumate_viewport_set_min_zoom_level (self->viewport, (guint) WF_MAP_MIN_ZOOM);
  shumate_viewport_set_max_zoom_level (self->viewport, (guint) WF_MAP_MAX_ZOOM);
  self->ground = wf_ground_layer_new (self->viewport);
  self->draw = wf_draw_layer_new (self->viewport);
  place_child (self, GTK_WIDGET (self->ground), GTK_ALIGN_FILL, GTK_ALIGN_FILL);
  place_child (self, GTK_WIDGET (self->draw), GTK_ALIGN_FILL, GTK_ALIGN_FILL);
  add_furniture (self);
  g_signal_connect_swapped (self->ground, "settled", G_CALLBACK (settled_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", watched[i], NULL);

      g_signal_connect_swapped (self->viewport, signal, G_CALLBACK (viewport_moved_cb), self);
    }
  wf_map_view_add_gestures (self);
  wf_map_view_add_keys (self);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map"),
                                  -1);
  viewport_moved_cb (self);
}

GtkWidget *
wf_map_view_new (WfClock *clock)
{
  WfMapView *self;

  g_return_val_if_fail (clock != NULL, NULL);
  self = g_object_new (WF_TYPE_MAP_VIEW, NULL);
  self->clock = wf_clock_ref (clock);
  return GTK_WIDGET (self);
}
