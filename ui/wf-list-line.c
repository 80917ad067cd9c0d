/* Watchfloor: a line in a list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Four texts and an icon drawn in one snapshot. Main thread. */
#include "config.h"

#include "wf-list-line.h"

#define PAD_PX 12
#define GAP_PX 6
#define ICON_PX 16
#define LEAD_PX 30 /* the column of icon or badge */

enum
{
  TITLE,
  NOTE,
  FAR_TITLE,
  FAR_NOTE,
  BADGE,
  N_TEXTS
};

struct _WfListLine
{
  GtkWidget parent_instance;

  PangoLayout *layouts[N_TEXTS]; /* owned; text "" = not shown */
  char *icon_name;
  GtkIconPaintable *icon;
  WfTone tone, far_tone, far_note_tone;
  gboolean faded;
  gboolean whole_note;
};

G_DEFINE_TYPE (WfListLine, wf_list_line, GTK_TYPE_WIDGET)

static gboolean
has_text (WfListLine *self, guint which)
{
  return pango_layout_get_text (self->layouts[which])[0] != '\0';
}

static int
layout_width (WfListLine *self, guint which)
{
  int width = 0;

  /* The width it wants, whatever it was last cut to. */
  pango_layout_set_width (self->layouts[which], -1);
  if (has_text (self, which))
    pango_layout_get_pixel_size (self->layouts[which], &width, NULL);
  return width;
}

static int
layout_height (WfListLine *self, guint which)
{
  int height = 0;

  if (has_text (self, which))
    pango_layout_get_pixel_size (self->layouts[which], NULL, &height);
  return height;
}

static void
set_weight (PangoLayout *layout, PangoWeight weight, double scale)
{
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();

  pango_attr_list_insert (attrs, pango_attr_weight_new (weight));
  pango_attr_list_insert (attrs, pango_attr_scale_new (scale));
  pango_attr_list_insert (attrs, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attrs);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
}

static void
ensure_layouts (WfListLine *self)
{
  if (self->layouts[TITLE] != NULL)
    return;
  for (guint i = 0; i < N_TEXTS; i++)
    self->layouts[i] = gtk_widget_create_pango_layout (GTK_WIDGET (self), "");
  set_weight (self->layouts[TITLE], PANGO_WEIGHT_MEDIUM, 1.0);
  set_weight (self->layouts[FAR_TITLE], PANGO_WEIGHT_NORMAL, 1.0);
  set_weight (self->layouts[NOTE], PANGO_WEIGHT_NORMAL, 0.88);
  set_weight (self->layouts[FAR_NOTE], PANGO_WEIGHT_NORMAL, 0.88);
  set_weight (self->layouts[BADGE], PANGO_WEIGHT_BOLD, 0.88);
}

static void
draw_text (WfListLine *self, GtkSnapshot *snapshot, guint which, double x, double y, int width,
           GdkRGBA color)
{
  if (!has_text (self, which) || width <= 0)
    return;
  pango_layout_set_width (self->layouts[which], width * PANGO_SCALE);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, self->layouts[which], &color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_badge (WfListLine *self, GtkSnapshot *snapshot, int height)
{
  GdkRGBA color = wf_tone_color (GTK_WIDGET (self), self->tone);
  int width = layout_width (self, BADGE), text_height = layout_height (self, BADGE);
  double x = PAD_PX - 4, y = (height - 24) / 2.0;
  GskRoundedRect pill;
  GdkRGBA fill = color;

  fill.alpha *= 0.2f;
  gsk_rounded_rect_init_from_rect (&pill, &GRAPHENE_RECT_INIT ((float) x, (float) y, 26, 24), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &fill, &pill.bounds);
  gtk_snapshot_pop (snapshot);
  draw_text (self, snapshot, BADGE, x + (26 - width) / 2.0, (height - text_height) / 2.0, 26,
             color);
}

static void
draw_icon (WfListLine *self, GtkSnapshot *snapshot, int height)
{
  GdkRGBA color = wf_tone_color (GTK_WIDGET (self), self->tone);

  if (self->icon == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (PAD_PX + 1, (float) ((height - ICON_PX) / 2.0)));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (self->icon), snapshot, ICON_PX,
                                            ICON_PX, &color, 1);
  gtk_snapshot_restore (snapshot);
}

static gboolean
is_two (WfListLine *self)
{
  return has_text (self, NOTE) || has_text (self, FAR_NOTE);
}

/* The height of a line of text in @which, whatever it is wrapped to. */
static int
line_height (WfListLine *self, guint which)
{
  PangoRectangle first = { 0 };

  if (has_text (self, which))
    pango_layout_line_get_pixel_extents (pango_layout_get_line_readonly (self->layouts[which], 0),
                                         NULL, &first);
  return first.height;
}

/* The rhythm of the lists; more where the text is large. */
static int
plain_height (WfListLine *self)
{
  int title = line_height (self, TITLE);

  return is_two (self) ? MAX (54, title + line_height (self, NOTE) + 14) : MAX (30, title + 8);
}

/* What a note in several lines adds in a line @width wide. */
static int
extra_height (WfListLine *self, int width)
{
  if (!self->whole_note || !has_text (self, NOTE) || width <= 0)
    return 0;
  pango_layout_set_width (self->layouts[NOTE], (width - 2 * PAD_PX - LEAD_PX) * PANGO_SCALE);
  return layout_height (self, NOTE) - line_height (self, NOTE);
}

/* One of the two rows of text, centred on @y. */
static void
draw_row (WfListLine *self, GtkSnapshot *snapshot, guint near, guint far, double y,
          GdkRGBA near_color, GdkRGBA far_color)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int far_width = layout_width (self, far);
  int left = PAD_PX + LEAD_PX, right = width - PAD_PX;
  int near_width = right - left - (far_width > 0 ? far_width + GAP_PX * 2 : 0);

  draw_text (self, snapshot, near, left, y - layout_height (self, near) / 2.0, near_width,
             near_color);
  draw_text (self, snapshot, far, right - far_width, y - layout_height (self, far) / 2.0,
             far_width + 1, far_color);
}

static void
wf_list_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WfListLine *self = WF_LIST_LINE (widget);
  int height = gtk_widget_get_height (widget), extra;
  GdkRGBA plain, dim, far, far_note;
  gboolean two;

  ensure_layouts (self);
  two = is_two (self);
  extra = extra_height (self, gtk_widget_get_width (widget));
  height -= extra;
  plain = wf_tone_color (widget, WF_TONE_PLAIN);
  dim = plain;
  dim.alpha *= 0.72f;
  far = self->far_tone != WF_TONE_PLAIN ? wf_tone_color (widget, self->far_tone) : plain;
  far_note
      = self->far_note_tone != WF_TONE_PLAIN ? wf_tone_color (widget, self->far_note_tone) : dim;
  if (self->faded)
    gtk_snapshot_push_opacity (snapshot, 0.6);
  if (has_text (self, BADGE))
    draw_badge (self, snapshot, height);
  else
    draw_icon (self, snapshot, height);
  draw_row (self, snapshot, TITLE, FAR_TITLE, two ? height * 0.31 : height * 0.5, plain, far);
  draw_row (self, snapshot, NOTE, FAR_NOTE, height * 0.70 + extra / 2.0, dim, far_note);
  if (self->faded)
    gtk_snapshot_pop (snapshot);
}

static void
wf_list_line_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  WfListLine *self = WF_LIST_LINE (widget);

  ensure_layouts (self);
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = 240;
      return;
    }
  *minimum = *natural = plain_height (self) + extra_height (self, for_size);
}

static GtkSizeRequestMode
wf_list_line_get_request_mode (GtkWidget *widget)
{
  return WF_LIST_LINE (widget)->whole_note ? GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH
                                           : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
drop_layouts (WfListLine *self)
{
  for (guint i = 0; i < N_TEXTS; i++)
    if (self->layouts[i] != NULL)
      pango_layout_context_changed (self->layouts[i]);
}

static void
wf_list_line_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (wf_list_line_parent_class)->css_changed (widget, change);
  drop_layouts (WF_LIST_LINE (widget));
}

static void
wf_list_line_finalize (GObject *object)
{
  WfListLine *self = WF_LIST_LINE (object);

  for (guint i = 0; i < N_TEXTS; i++)
    g_clear_object (&self->layouts[i]);
  g_clear_object (&self->icon);
  g_clear_pointer (&self->icon_name, g_free);
  G_OBJECT_CLASS (wf_list_line_parent_class)->finalize (object);
}

gboolean
wf_list_line_is_cut (WfListLine *self)
{
  for (guint i = 0; i < N_TEXTS; i++)
    if (self->layouts[i] != NULL && pango_layout_is_ellipsized (self->layouts[i]))
      return TRUE;
  return FALSE;
}

static gboolean
wf_list_line_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *all = NULL;

  if (!wf_list_line_is_cut (WF_LIST_LINE (widget)))
    return FALSE;
  all = wf_list_line_get_text (WF_LIST_LINE (widget), "\n");
  gtk_tooltip_set_text (tooltip, all);
  return TRUE;
}

static void
wf_list_line_class_init (WfListLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = wf_list_line_finalize;
  widget_class->snapshot = wf_list_line_snapshot;
  widget_class->measure = wf_list_line_measure;
  widget_class->get_request_mode = wf_list_line_get_request_mode;
  widget_class->css_changed = wf_list_line_css_changed;
  widget_class->query_tooltip = wf_list_line_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "wfline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
wf_list_line_init (WfListLine *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
wf_list_line_new (void)
{
  return g_object_new (WF_TYPE_LIST_LINE, NULL);
}

static gboolean
replace_text (WfListLine *self, guint which, const char *text)
{
  if (g_strcmp0 (pango_layout_get_text (self->layouts[which]), text != NULL ? text : "") == 0)
    return FALSE;
  pango_layout_set_text (self->layouts[which], text != NULL ? text : "", -1);
  return TRUE;
}

static gboolean
replace_icon (WfListLine *self, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));

  if (g_strcmp0 (self->icon_name, name) == 0)
    return FALSE;
  g_free (self->icon_name);
  self->icon_name = g_strdup (name);
  g_clear_object (&self->icon);
  if (name != NULL)
    self->icon = gtk_icon_theme_lookup_icon (theme, name, NULL, ICON_PX,
                                             gtk_widget_get_scale_factor (widget),
                                             gtk_widget_get_direction (widget), 0);
  return TRUE;
}

char *
wf_list_line_get_text (WfListLine *self, const char *between)
{
  static const guint order[] = { BADGE, TITLE, NOTE, FAR_TITLE, FAR_NOTE };
  g_autoptr (GString) all = g_string_new (NULL);

  g_return_val_if_fail (WF_IS_LIST_LINE (self), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (order) && self->layouts[TITLE] != NULL; i++)
    if (has_text (self, order[i]))
      {
        if (all->len > 0)
          g_string_append (all, between);
        g_string_append (all, pango_layout_get_text (self->layouts[order[i]]));
      }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
tell_reader (WfListLine *self)
{
  g_autofree char *all = wf_list_line_get_text (self, ", ");
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  /* The row has the keyboard, not the line in it, and GTK does not name it by its content. */
  if (row != NULL
      && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (row)) == GTK_ACCESSIBLE_ROLE_LIST_ITEM)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
}

static void
set_whole_note (WfListLine *self, gboolean whole)
{
  if (self->whole_note == whole)
    return;
  self->whole_note = whole;
  pango_layout_set_ellipsize (self->layouts[NOTE],
                              whole ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap (self->layouts[NOTE], PANGO_WRAP_WORD_CHAR);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
wf_list_line_set (WfListLine *self, const WfLineText *text)
{
  gboolean changed = FALSE, words;
  gboolean had_note;

  g_return_if_fail (WF_IS_LIST_LINE (self));
  ensure_layouts (self);
  set_whole_note (self, text->whole_note);
  had_note = has_text (self, NOTE);
  words = replace_text (self, TITLE, text->title);
  words = replace_text (self, NOTE, text->note) || words;
  words = replace_text (self, FAR_TITLE, text->far_title) || words;
  words = replace_text (self, FAR_NOTE, text->far_note) || words;
  words = replace_text (self, BADGE, text->badge) || words;
  changed = replace_icon (self, text->icon) || words || self->tone != text->tone
            || self->far_tone != text->far_tone || self->far_note_tone != text->far_note_tone
            || self->faded != text->faded;
  self->tone = text->tone;
  self->far_tone = text->far_tone;
  self->far_note_tone = text->far_note_tone;
  self->faded = text->faded;
  if (words)
    tell_reader (self);
  if (had_note != has_text (self, NOTE) || (words && self->whole_note))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  if (changed)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
