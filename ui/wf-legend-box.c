/* Watchfloor: a legend.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-legend-box.h"

#define SWATCH_WIDTH 26
#define SWATCH_HEIGHT 16

GArray *
wf_legend_box_entries (WfSession *session, WfLayer *layer)
{
  GArray *entries = wf_style_legend (wf_session_get_style (session), wf_layer_get_id (layer),
                                     wf_session_get_chinese (session));
  WfPack *pack = wf_layer_get_pack (layer);

  /* What it is of is not known yet. */
  if (pack == NULL)
    g_array_set_size (entries, 0);
  return entries;
}

GdkPaintable *
wf_legend_box_swatch (GtkWidget *widget, const WfLegendEntry *entry, int width, int height)
{
  int scale = gtk_widget_get_scale_factor (widget);
  g_autoptr (GBytes) pixels
      = wf_legend_swatch (entry, width * scale, height * scale, (double) scale);

  return GDK_PAINTABLE (gdk_memory_texture_new (width * scale, height * scale,
                                                GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, pixels,
                                                (gsize) (width * scale) * 4));
}

static GtkWidget *
make_line (GtkWidget *widget, const WfLegendEntry *entry)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autoptr (GdkPaintable) swatch
      = wf_legend_box_swatch (widget, entry, SWATCH_WIDTH, SWATCH_HEIGHT);
  GtkWidget *picture = gtk_picture_new_for_paintable (swatch);
  GtkWidget *label = gtk_label_new (entry->label);

  gtk_widget_set_size_request (picture, SWATCH_WIDTH, SWATCH_HEIGHT);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (line), picture);
  gtk_box_append (GTK_BOX (line), label);
  return line;
}

void
wf_legend_box_fill (GtkBox *box, const GArray *entries)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    gtk_box_append (box, make_line (GTK_WIDGET (box), &g_array_index (entries, WfLegendEntry, i)));
}
