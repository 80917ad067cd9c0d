/* Watchfloor: the classes of a style.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Cutting a million values takes a fifth of a second: it is done in a thread, the last wish wins.
 * Main thread. */
#include "config.h"

#include "wf-style-classes.h"

#include "wf-field-words.h"

#include "wf-classify.h"
#include "wf-ramp-list.h"

#include <glib/gi18n.h>
#include <math.h>

#define USUAL_CLASSES 5
#define LABEL_CHARS 60

struct _WfStyleClasses
{
  AdwBin parent_instance;

  /* Borrowed: children */
  AdwComboRow *field, *method, *ramp;
  AdwActionRow *count_row;
  GtkSpinButton *count;
  GtkListBox *list;
  GtkLabel *words;

  /* Owned */
  WfLayer *layer;
  WfLayerStyle *style; /* only its classes matter */
  guint wish; /* counts what was asked of the thread */
  gboolean showing;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WfStyleClasses, wf_style_classes, ADW_TYPE_BIN)

/* In the order of WfClassifyMethod. */
static const struct
{
  const char *id, *words; /* N_() marked */
} methods[] = {
  { "equal", N_ ("Equal steps") },
  { "quantile", N_ ("Equal counts") },
  { "natural", N_ ("Natural breaks") },
  { "unique", N_ ("Each value") },
};

static WfPack *
get_pack (WfStyleClasses *self)
{
  return wf_layer_get_pack (self->layer);
}

/* -1: one colour for all. */
static int
get_field (WfStyleClasses *self)
{
  return get_pack (self) != NULL ? (int) adw_combo_row_get_selected (self->field) - 1 : -1;
}

static gboolean
is_text (WfStyleClasses *self, int field)
{
  return field >= 0 && wf_pack_field (get_pack (self), (guint) field).type == WF_FIELD_TEXT;
}

/* ---- the rows of the classes */

/* "under 3", "3 – 7", "7 and more", or the value. Free with g_free. */
static char *
class_label (const GArray *classes, guint i)
{
  const WfStyleClass *one = &g_array_index (classes, WfStyleClass, i);

  if (one->value != NULL && one->value[0] == '\0')
    return g_strdup (_ ("(empty)"));
  if (one->value != NULL)
    {
      const char *word = wf_value_word (one->value);

      return g_utf8_strlen (word, -1) <= LABEL_CHARS ? g_strdup (word)
                                                     : g_utf8_substring (word, 0, LABEL_CHARS);
    }
  if (classes->len == 1)
    return g_strdup (_ ("all"));
  if (i == 0)
    return g_strdup_printf (_ ("under %.6g"), one[1].from);
  if (i + 1 == classes->len)
    return g_strdup_printf (_ ("%.6g and more"), one->from);
  return g_strdup_printf ("%.6g – %.6g", one->from, one[1].from);
}

static void
class_color_cb (GtkColorButton *button, WfStyleClasses *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "wf-class"));
  GdkRGBA rgba;

  if (self->style->classes == NULL || i >= self->style->classes->len)
    return;
  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (button), &rgba);
  g_array_index (self->style->classes, WfStyleClass, i).color
      = 0xff000000 | (guint32) lroundf (rgba.red * 255.0f) << 16
        | (guint32) lroundf (rgba.green * 255.0f) << 8 | (guint32) lroundf (rgba.blue * 255.0f);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_class_row (WfStyleClasses *self, guint i)
{
  const WfStyleClass *one = &g_array_index (self->style->classes, WfStyleClass, i);
  const GdkRGBA rgba
      = { (float) (one->color >> 16 & 255) / 255.0f, (float) (one->color >> 8 & 255) / 255.0f,
          (float) (one->color & 255) / 255.0f, 1 };
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_color_button_new_with_rgba (&rgba);
  g_autofree char *label = class_label (self->style->classes, i);
  g_autofree char *count = g_strdup_printf ("%'" G_GUINT64_FORMAT, one->n);
  GtkWidget *number = gtk_label_new (count);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_color_button_set_title (GTK_COLOR_BUTTON (button), label);
  g_object_set_data (G_OBJECT (button), "wf-class", GUINT_TO_POINTER (i));
  g_signal_connect_object (button, "color-set", G_CALLBACK (class_color_cb), self, 0);
  gtk_widget_add_css_class (number, "dim-label");
  gtk_widget_add_css_class (number, "numeric");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_widget_set_tooltip_text (row, label);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), number);
  return row;
}

static void
show_words (WfStyleClasses *self, const char *words, gboolean trouble)
{
  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);
  if (trouble)
    gtk_widget_add_css_class (GTK_WIDGET (self->words), "wf-red");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->words), "wf-red");
}

static void
show_rows (WfStyleClasses *self)
{
  const GArray *classes = self->style->classes;
  const WfRamp *ramp
      = self->style->class_ramp != NULL ? wf_ramp_find (self->style->class_ramp) : NULL;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; classes != NULL && i < classes->len; i++)
    gtk_list_box_append (self->list, make_class_row (self, i));
  gtk_widget_set_visible (GTK_WIDGET (self->list), classes != NULL && classes->len > 0);
  if (classes != NULL && ramp != NULL && ramp->n_safe < classes->len)
    show_words (self,
                _ ("With so many classes of this ramp the colour-blind cannot tell all apart."),
                FALSE);
  else
    show_words (self, NULL, FALSE);
}

static void
show_controls (WfStyleClasses *self)
{
  int field = get_field (self);

  gtk_widget_set_visible (GTK_WIDGET (self->method), field >= 0 && !is_text (self, field));
  gtk_widget_set_visible (GTK_WIDGET (self->count_row), field >= 0);
  gtk_widget_set_visible (GTK_WIDGET (self->ramp), field >= 0);
}

/* ---- cutting */

typedef struct
{
  WfPack *pack;
  guint field, n;
  WfClassifyMethod method;
  guint wish;
} Cut;

static void
cut_free (gpointer data)
{
  Cut *cut = data;

  wf_pack_unref (cut->pack);
  g_free (cut);
}

static void
cut_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Cut *cut = data;
  GError *error = NULL;
  WfClasses *classes = wf_classify (cut->pack, cut->field, cut->method, cut->n, &error);

  if (classes != NULL)
    g_task_return_pointer (task, classes, (GDestroyNotify) wf_classes_free);
  else
    g_task_return_error (task, error);
}

static void
color_classes (WfStyleClasses *self)
{
  GArray *classes = self->style->classes;
  const WfRamp *ramp = wf_ramp_list_get (adw_combo_row_get_selected (self->ramp));
  g_autofree guint32 *colors = NULL;

  g_free (self->style->class_ramp);
  self->style->class_ramp = g_strdup (ramp->name);
  if (classes == NULL)
    return;
  colors = g_new (guint32, MAX (1, classes->len));
  wf_ramp_colors (ramp, classes->len, FALSE, colors);
  for (guint i = 0; i < classes->len; i++)
    g_array_index (classes, WfStyleClass, i).color = colors[i];
}

static void
take_classes (WfStyleClasses *self, const WfClasses *classes, const Cut *cut)
{
  wf_layer_style_clear_classes (self->style);
  for (guint i = 0; i < classes->classes->len; i++)
    {
      const WfClass *one = &g_array_index (classes->classes, WfClass, i);

      wf_layer_style_add_class (self->style, one->low, one->text, 0, one->count);
    }
  g_free (self->style->class_field);
  g_free (self->style->class_method);
  self->style->class_field = g_strdup (wf_pack_field (cut->pack, cut->field).name);
  self->style->class_method = g_strdup (methods[cut->method].id);
  self->style->class_is_text = classes->is_text;
  color_classes (self);
  show_rows (self);
  if (classes->n_other > 0)
    {
      g_autofree char *words = g_strdup_printf (
          _ ("%'u features have other values; they are drawn in grey."), classes->n_other);

      show_words (self, words, FALSE);
    }
}

static void
cut_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  WfStyleClasses *self = WF_STYLE_CLASSES (source);
  const Cut *cut = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (WfClasses) classes = g_task_propagate_pointer (G_TASK (result), &error);

  if (cut->wish != self->wish || self->style == NULL)
    return;
  if (classes == NULL)
    {
      show_words (self, error->message, TRUE);
      return;
    }
  take_classes (self, classes, cut);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cut_again (WfStyleClasses *self)
{
  int field = get_field (self);
  g_autoptr (GTask) task = NULL;
  Cut *cut;

  self->wish++;
  if (field < 0)
    return;
  cut = g_new0 (Cut, 1);
  cut->pack = wf_pack_ref (get_pack (self));
  cut->field = (guint) field;
  cut->method = is_text (self, field)
                    ? WF_CLASSIFY_UNIQUE
                    : (WfClassifyMethod) adw_combo_row_get_selected (self->method);
  cut->n = (guint) gtk_spin_button_get_value_as_int (self->count);
  cut->wish = self->wish;
  task = g_task_new (self, NULL, cut_cb, NULL);
  g_task_set_source_tag (task, cut_again);
  g_task_set_task_data (task, cut, cut_free);
  g_task_run_in_thread (task, cut_thread);
}

/* ---- what is changed by hand */

static void
field_cb (WfStyleClasses *self)
{
  int field = get_field (self);

  if (self->showing)
    return;
  show_controls (self);
  if (field >= 0)
    {
      /* Kinds want colours without an order. */
      self->showing = TRUE;
      adw_combo_row_set_selected (
          self->ramp,
          wf_ramp_list_first (is_text (self, field) ? WF_RAMP_QUALITATIVE : WF_RAMP_SEQUENTIAL));
      gtk_spin_button_set_value (self->count, is_text (self, field) ? 8 : USUAL_CLASSES);
      self->showing = FALSE;
      cut_again (self);
      return;
    }
  self->wish++;
  wf_layer_style_clear_classes (self->style);
  g_clear_pointer (&self->style->class_field, g_free);
  show_rows (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cut_control_cb (WfStyleClasses *self)
{
  if (!self->showing)
    cut_again (self);
}

static void
ramp_cb (WfStyleClasses *self)
{
  if (self->showing || self->style->classes == NULL)
    return;
  color_classes (self);
  show_rows (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- the widget */

static void
wf_style_classes_dispose (GObject *object)
{
  WfStyleClasses *self = WF_STYLE_CLASSES (object);

  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&self->style, wf_layer_style_free);
  g_clear_object (&self->layer);
  G_OBJECT_CLASS (wf_style_classes_parent_class)->dispose (object);
}

static void
wf_style_classes_class_init (WfStyleClassesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_style_classes_dispose;
  signals[CHANGED] = g_signal_new ("changed", WF_TYPE_STYLE_CLASSES, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-style-classes.ui");
  gtk_widget_class_bind_template_child (widget_class, WfStyleClasses, field);
  gtk_widget_class_bind_template_child (widget_class, WfStyleClasses, method);
  gtk_widget_class_bind_template_child (widget_class, WfStyleClasses, ramp);
  gtk_widget_class_bind_template_child (widget_class, WfStyleClasses, count_row);
  gtk_widget_class_bind_template_child (widget_class, WfStyleClasses, count);
  gtk_widget_class_bind_template_child (widget_class, WfStyleClasses, list);
  gtk_widget_class_bind_template_child (widget_class, WfStyleClasses, words);
  gtk_widget_class_bind_template_callback (widget_class, field_cb);
  gtk_widget_class_bind_template_callback (widget_class, cut_control_cb);
  gtk_widget_class_bind_template_callback (widget_class, ramp_cb);
}

static void
wf_style_classes_init (WfStyleClasses *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);

  self->style = wf_layer_style_new (0xff808080);
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    gtk_string_list_append (words, _ (methods[i].words));
  adw_combo_row_set_model (self->method, G_LIST_MODEL (words));
  wf_ramp_list_attach (self->ramp);
  self->showing = FALSE;
}

GtkWidget *
wf_style_classes_new (WfLayer *layer)
{
  WfStyleClasses *self = g_object_new (WF_TYPE_STYLE_CLASSES, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  WfPack *pack = wf_layer_get_pack (layer);

  self->layer = g_object_ref (layer);
  gtk_string_list_append (names, _ ("One colour"));
  for (guint i = 0; pack != NULL && i < wf_pack_n_fields (pack); i++)
    gtk_string_list_append (names, wf_pack_field (pack, i).name);
  self->showing = TRUE;
  adw_combo_row_set_model (self->field, G_LIST_MODEL (names));
  self->showing = FALSE;
  show_controls (self);
  show_rows (self);
  return GTK_WIDGET (self);
}

void
wf_style_classes_show (WfStyleClasses *self, const WfLayerStyle *style)
{
  WfPack *pack = get_pack (self);
  int field = pack != NULL ? wf_pack_find_field (pack, style->class_field) : -1;
  guint n = style->classes != NULL ? style->classes->len : 0;

  /* Its own change comes back to it. */
  if (wf_layer_style_same_classes (self->style, style))
    return;
  self->wish++;
  self->showing = TRUE;
  wf_layer_style_take_classes (self->style, style);
  adw_combo_row_set_selected (self->field, (guint) (field + 1));
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_strcmp0 (style->class_method, methods[i].id) == 0)
      adw_combo_row_set_selected (self->method, i);
  if (style->class_ramp != NULL)
    adw_combo_row_set_selected (self->ramp, wf_ramp_list_find (style->class_ramp));
  gtk_spin_button_set_value (self->count, n > 0 ? n : USUAL_CLASSES);
  self->showing = FALSE;
  show_controls (self);
  show_rows (self);
}

void
wf_style_classes_write (WfStyleClasses *self, WfLayerStyle *style)
{
  wf_layer_style_take_classes (style, self->style);
}

void
wf_style_classes_choose (WfStyleClasses *self, const char *field)
{
  int i = get_pack (self) != NULL ? wf_pack_find_field (get_pack (self), field) : -1;

  if (i >= 0)
    adw_combo_row_set_selected (self->field, (guint) i + 1);
}
