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

G_DEFINE_FINAL_TYPE (WfMapView, wf_map_view, GTK_TYPE_WIDGET)

enum
{
  PROP_SELECTED_ID = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* ---- what is shown */
void
wf_map_view_set_layers (WfMapView *self, GListModel *layers)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  g_set_object (&self->layers, layers);
  wf_ground_layer_set_layers (self->ground, layers);
  if (self->other != NULL)
    wf_ground_layer_set_layers (self->other, layers);
}

void
wf_map_view_set_clock (WfMapView *self, WfClock *clock)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_clock_ref (clock);
  wf_clock_unref (self->clock);
  self->clock = clock;
}

void
wf_map_view_set_tracks (WfMapView *self, WfTrackStore *tracks)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_track_layer_set_tracks (self->tracks, tracks, self->clock);
}

void
wf_map_view_set_trail (WfMapView *self, const WfUnit *points, guint n)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_track_layer_set_trail (self->tracks, points, n);
}

void
wf_map_view_set_incidents (WfMapView *self, GListModel *incidents)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_incident_layer_set_incidents (self->incidents, incidents);
}

void
wf_map_view_queue_city (WfMapView *self)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_ground_layer_queue_frame (self->ground);
  if (self->other != NULL)
    wf_ground_layer_queue_frame (self->other);
}

void
wf_map_view_set_picked (WfMapView *self, WfPicked *picked)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_highlight_layer_set_picked (self->highlight, picked);
}

void
wf_map_view_set_mark (WfMapView *self, WfLonLat mark)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  wf_highlight_layer_set_mark (self->highlight, mark);
}

gboolean
wf_map_view_is_settled (WfMapView *self)
{
  g_return_val_if_fail (WF_IS_MAP_VIEW (self), FALSE);
  return self->motion.kind == WF_MOTION_NONE && wf_ground_layer_is_settled (self->ground)
         && (self->other == NULL || wf_ground_layer_is_settled (self->other));
}

void
wf_map_view_set_style (WfMapView *self, WfStyle *style, gboolean dark, gboolean chinese)
{
  g_return_if_fail (WF_IS_MAP_VIEW (self));
  self->dark = dark;
  self->chinese = chinese;
  if (style != NULL)
    wf_style_ref (style);
  g_clear_pointer (&self->style, wf_style_unref);
  self->style = style;
  wf_ground_layer_set_style (self->ground, style, dark, chinese);
  if (self->other != NULL)
    wf_ground_layer_set_style (self->other, style, dark, chinese);
  wf_highlight_layer_set_dark (self->highlight, dark);
  wf_track_layer_set_dark (self->tracks, dark);
  wf_incident_layer_set_dark (self->incidents, dark);
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
  wf_track_layer_set_selected (self->tracks, id);
  wf_incident_layer_set_selected (self->incidents, id);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED_ID]);
}

const char *
wf_map_view_pick (WfMapView *self, double x, double y)
{
  const WfIncident *incident;
  const WfTrack *track;
  const WfSpot *spot;

  g_return_val_if_fail (WF_IS_MAP_VIEW (self), NULL);
  incident = wf_incident_layer_pick (self->incidents, x, y);
  if (incident != NULL)
    return incident->id;
  spot = wf_track_layer_pick (self->tracks, x, y, &track);
  return spot != NULL && spot->kind != WF_SPOT_CROWD ? track->id : NULL;
}

/* TRUE where a crowd of tracks was under the pointer: goes nearer until it parts. */
static gboolean
open_crowd (WfMapView *self, double x, double y)
{
  const WfTrack *track;
  const WfSpot *spot = wf_track_layer_pick (self->tracks, x, y, &track);

  if (spot == NULL || spot->kind != WF_SPOT_CROWD)
    return FALSE;
  wf_map_view_zoom_about (self, 1.5, (WfPoint){ x, y });
  return TRUE;
}

static void
draw_click (WfMapView *self, double x, double y, int n_press)
{
  guint index;

  /* The first click of a double click has set the last vertex. */
  if (n_press >= 2)
    wf_map_drawing_finish (self);
  else if (wf_draw_layer_pick (self->draw, x, y, &index) != WF_HANDLE_VERTEX)
    wf_map_view_add_vertex (self, wf_map_view_place_at (self, x, y));
}

void
wf_map_view_click (WfMapView *self, double x, double y, int n_press)
{
  g_autofree char *id = NULL;

  if (self->sketch != NULL)
    {
      if (self->open)
        draw_click (self, x, y, n_press);
      return;
    }
  id = g_strdup (wf_map_view_pick (self, x, y));
  if (n_press == 1 && id == NULL && open_crowd (self, x, y))
    return;
  if (n_press == 1)
    {
      set_selected (self, id);
      if (id == NULL)
        g_signal_emit_by_name (self, "empty-click", x, y);
    }
  else if (n_press == 2 && id != NULL)
    g_signal_emit_by_name (self, "activated", id);
  else if (n_press == 2)
    wf_map_view_zoom_about (self, 1, (WfPoint){ x, y });
}

static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
                  gpointer data)
{
  WfMapView *self = WF_MAP_VIEW (widget);
  const WfTrack *track;
  const WfSpot *spot;
  g_autofree char *text = NULL;

  if (keyboard || self->sketch != NULL)
    return FALSE;
  spot = wf_track_layer_pick (self->tracks, x, y, &track);
  if (spot == NULL)
    return FALSE;
  if (spot->kind == WF_SPOT_CROWD)
    text = g_strdup_printf ("%s: %u", wf_track_class_label (track->track_class), spot->count);
  else
    text = wf_track_describe (track, wf_clock_now (self->clock));
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip,
                            &(GdkRectangle){ (int) spot->x - 12, (int) spot->y - 12, 24, 24 });
  return TRUE;
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
  g_clear_handle_id (&self->describe_timer, g_source_remove);
  if (self->viewport != NULL)
    g_signal_handlers_disconnect_by_func (self->viewport, wf_map_view_moved, self);
  if (self->draw != NULL)
    wf_draw_layer_set_sketch (self->draw, NULL, FALSE);
  wf_map_swipe_drop (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->ground = NULL;
  self->highlight = NULL;
  self->tracks = NULL;
  self->incidents = NULL;
  self->draw = NULL;
  g_clear_object (&self->layers);
  g_clear_pointer (&self->style, wf_style_unref);
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
      = { "view-changed", "drawing-changed", "drawing-finished", "settled", "swipe-ended" };
  static const char *const at_point[]
      = { "pointer-moved", "context-menu", "identify", "empty-click" };
  GType type = G_TYPE_FROM_CLASS (class);

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_signal_new (plain[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (at_point); i++)
    g_signal_new (at_point[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
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

/* On a plate, as all small print on the map: it must be legible on any city. */
static void
add_attribution (WfMapView *self)
{
  static const char css[] = "label { background: alpha(@theme_bg_color, 0.8);"
                            " color: alpha(@theme_fg_color, 0.8);"
                            " border-radius: 4px; padding: 1px 5px; }";
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (provider, css, -1);
  self->attribution = gtk_label_new (NULL);
  gtk_style_context_add_provider (gtk_widget_get_style_context (self->attribution),
                                  GTK_STYLE_PROVIDER (provider),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_widget_add_css_class (self->attribution, "caption");
  gtk_label_set_ellipsize (GTK_LABEL (self->attribution), PANGO_ELLIPSIZE_END);
  gtk_widget_set_can_target (self->attribution, FALSE);
  gtk_widget_set_visible (self->attribution, FALSE);
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
  add_attribution (self);
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
  self->highlight = wf_highlight_layer_new (self->viewport);
  self->tracks = wf_track_layer_new (self->viewport);
  self->incidents = wf_incident_layer_new (self->viewport);
  self->draw = wf_draw_layer_new (self->viewport);
  place_child (self, GTK_WIDGET (self->ground), GTK_ALIGN_FILL, GTK_ALIGN_FILL);
  place_child (self, GTK_WIDGET (self->highlight), GTK_ALIGN_FILL, GTK_ALIGN_FILL);
  place_child (self, GTK_WIDGET (self->tracks), GTK_ALIGN_FILL, GTK_ALIGN_FILL);
  place_child (self, GTK_WIDGET (self->incidents), GTK_ALIGN_FILL, GTK_ALIGN_FILL);
  place_child (self, GTK_WIDGET (self->draw), GTK_ALIGN_FILL, GTK_ALIGN_FILL);
  add_furniture (self);
  g_signal_connect_swapped (self->ground, "settled", G_CALLBACK (settled_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", watched[i], NULL);

      g_signal_connect_swapped (self->viewport, signal, G_CALLBACK (wf_map_view_moved), self);
    }
  wf_map_view_add_gestures (self);
  wf_map_view_add_keys (self);
  wf_map_view_add_context (self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map"),
                                  -1);
  wf_map_view_moved (self);
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
