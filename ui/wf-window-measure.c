/* Watchfloor: measuring in the main window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing tool without a form: length, bearing and area on the ellipsoid stand in the hint over
 * the map and can be copied. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include "wf-geodesic.h"
#include "wf-sketch.h"

#include <glib/gi18n.h>

static gboolean
form_has_the_map (WfWindow *self)
{
  return self->form != NULL && wf_incident_form_is_active (self->form);
}

/* What is measured, for the hint or (@exact) for the clipboard; NULL while there is nothing. Free
 * with g_free. */
static char *
describe (WfWindow *self, gboolean exact)
{
  g_auto (WfShape) shape = { 0 };
  double length_m, bearing_deg;
  g_autofree char *length = NULL;
  g_autofree char *area = NULL;

  if (!wf_map_view_get_drawing (self->map, &shape) || shape.n_points < 2)
    return NULL;
  length_m = wf_geodesic_length_m (shape.points, shape.n_points);
  bearing_deg = wf_geodesic_azimuth_deg (shape.points[shape.n_points - 2],
                                         shape.points[shape.n_points - 1]);
  if (shape.kind == WF_SHAPE_AREA)
    {
      double area_m2 = wf_geodesic_area_m2 (shape.points, shape.n_points);

      length_m += wf_geodesic_distance_m (shape.points[shape.n_points - 1], shape.points[0]);
      area = exact ? g_strdup_printf (_ ("%.2f m²"), area_m2) : wf_format_area (area_m2);
      length = exact ? g_strdup_printf (_ ("%.3f m"), length_m) : wf_format_length (length_m);
      /* Translators: an area and the length of its outline: "4.2 ha · 850 m around" */
      return g_strdup_printf (_ ("%s · %s around"), area, length);
    }
  length = exact ? g_strdup_printf (_ ("%.3f m"), length_m) : wf_format_length (length_m);
  /* Translators: a length, and the bearing of its last part in degrees from north */
  return g_strdup_printf (_ ("%s · last bearing %.1f°"), length, bearing_deg);
}

static void
show (WfWindow *self)
{
  g_autofree char *text = describe (self, FALSE);

  gtk_label_set_text (self->hint, text != NULL
                                      ? text
                                      : _ ("Set points to measure between. Enter or a double "
                                           "click finishes, Backspace takes a point back, Esc "
                                           "ends."));
  gtk_widget_set_visible (self->measure_copy, text != NULL);
  gtk_revealer_set_reveal_child (self->hint_revealer, TRUE);
}

static void
end (WfWindow *self)
{
  self->measuring = FALSE;
  gtk_widget_set_visible (self->measure_copy, FALSE);
}

static void
changed_cb (WfWindow *self)
{
  if (!self->measuring)
    return;
  /* An incident is being drawn instead. */
  if (form_has_the_map (self))
    end (self);
  else if (wf_map_view_is_drawing (self->map))
    show (self);
  else
    {
      end (self);
      gtk_revealer_set_reveal_child (self->hint_revealer, FALSE);
    }
}

static void
measure_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  gboolean is_area = g_str_equal (g_variant_get_string (parameter, NULL), "area");

  if (form_has_the_map (self))
    {
      wf_window_tell (self, _ ("Open or discard the incident first, then measure."), FALSE);
      return;
    }
  self->measuring = TRUE;
  wf_map_view_start_drawing (self->map, is_area ? WF_SHAPE_AREA : WF_SHAPE_LINE);
  show (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  g_autofree char *text = self->measuring ? describe (self, TRUE) : NULL;

  if (text != NULL)
    gtk_widget_activate_action (widget, "win.copy-place", "s", text);
}

void
wf_window_measure_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.measure", "s", measure_action);
  gtk_widget_class_install_action (widget_class, "win.copy-measure", NULL, copy_action);
}

/* After the drawing's part: that hides the hint at the end, this shows the result in it. */
void
wf_window_measure_init (WfWindow *self)
{
  g_signal_connect_object (self->map, "drawing-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "drawing-finished", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}
