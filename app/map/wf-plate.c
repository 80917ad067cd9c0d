/* Watchfloor: small words on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-palette.h"
#include "wf-plate.h"

#include <math.h>

#define MAX_LAYOUTS 4000
#define PAD_X 5
#define PAD_Y 1
#define FONT_SCALE 0.86

struct _WfPlates
{
  GtkWidget *widget;
  GHashTable *layouts[3]; /* text -> PangoLayout, by kind */
};

WfPlates *
wf_plates_new (GtkWidget *widget)
{
  WfPlates *self = g_new0 (WfPlates, 1);

  self->widget = widget;
  for (guint i = 0; i < G_N_ELEMENTS (self->layouts); i++)
    self->layouts[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

void
wf_plates_free (WfPlates *plates)
{
  if (plates == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (plates->layouts); i++)
    g_hash_table_unref (plates->layouts[i]);
  g_free (plates);
}

void
wf_plates_forget (WfPlates *plates)
{
  for (guint i = 0; i < G_N_ELEMENTS (plates->layouts); i++)
    g_hash_table_remove_all (plates->layouts[i]);
}

static PangoLayout *
find_layout (WfPlates *self, const char *text, WfPlateKind kind)
{
  PangoLayout *layout = g_hash_table_lookup (self->layouts[kind], text);
  g_autoptr (PangoAttrList) attrs = NULL;

  if (layout != NULL)
    return layout;
  if (g_hash_table_size (self->layouts[kind]) >= MAX_LAYOUTS)
    g_hash_table_remove_all (self->layouts[kind]);
  layout = gtk_widget_create_pango_layout (self->widget, text);
  attrs = pango_attr_list_new ();
  pango_attr_list_insert (attrs, pango_attr_scale_new (FONT_SCALE));
  if (kind != WF_PLATE_FAINT)
    pango_attr_list_insert (
        attrs,
        pango_attr_weight_new (kind == WF_PLATE_STRONG ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_MEDIUM));
  pango_layout_set_attributes (layout, attrs);
  g_hash_table_insert (self->layouts[kind], g_strdup (text), layout);
  return layout;
}

void
wf_plates_measure (WfPlates *plates, const char *text, WfPlateKind kind, int *width, int *height)
{
  pango_layout_get_pixel_size (find_layout (plates, text, kind), width, height);
  *width += 2 * PAD_X;
  *height += 2 * PAD_Y;
}

void
wf_plates_draw (WfPlates *plates, GtkSnapshot *snapshot, const char *text, WfPlateKind kind,
                gboolean dark, double x, double y)
{
  PangoLayout *layout = find_layout (plates, text, kind);
  GdkRGBA ink = wf_palette_ink (dark), plate = wf_palette_plate (dark);
  GskRoundedRect outline;
  int width, height;

  x = round (x);
  y = round (y);
  wf_plates_measure (plates, text, kind, &width, &height);
  gsk_rounded_rect_init_from_rect (
      &outline, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &plate, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x + PAD_X, (float) y + PAD_Y));
  if (kind == WF_PLATE_FAINT)
    ink = wf_palette_faded (ink, 0.8f);
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}
