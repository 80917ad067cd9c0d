/* Watchfloor: a value with its name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-fact-line.h"

#include "wf-field-words.h"

#include <glib/gi18n.h>

#define NAME_CHARS 16
#define VALUE_LINES 6

struct _WfFactLine
{
  GtkWidget parent_instance;

  GtkLabel *name, *value; /* children */
  char *text; /* Owned */
};

G_DEFINE_FINAL_TYPE (WfFactLine, wf_fact_line, GTK_TYPE_WIDGET)

static GtkLabel *
make_label (WfFactLine *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return GTK_LABEL (label);
}

static void
wf_fact_line_dispose (GObject *object)
{
  WfFactLine *self = WF_FACT_LINE (object);

  g_clear_pointer ((GtkWidget **) &self->name, gtk_widget_unparent);
  g_clear_pointer ((GtkWidget **) &self->value, gtk_widget_unparent);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (wf_fact_line_parent_class)->dispose (object);
}

static void
wf_fact_line_class_init (WfFactLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wf_fact_line_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "wffact");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
wf_fact_line_init (WfFactLine *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              12);
  self->name = make_label (self);
  self->value = make_label (self);
  gtk_label_set_max_width_chars (self->name, NAME_CHARS);
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "dim-label");
  gtk_label_set_wrap (self->value, TRUE);
  gtk_label_set_wrap_mode (self->value, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->value, VALUE_LINES);
  gtk_widget_set_hexpand (GTK_WIDGET (self->value), TRUE);
}

GtkWidget *
wf_fact_line_new (GtkSizeGroup *names)
{
  WfFactLine *self = g_object_new (WF_TYPE_FACT_LINE, NULL);

  gtk_size_group_add_widget (names, GTK_WIDGET (self->name));
  return GTK_WIDGET (self);
}

void
wf_fact_line_set (WfFactLine *self, const char *name, const char *value)
{
  const char *title = wf_field_word (name), *word = wf_value_word (value);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", title, value);
  g_autofree char *shown = g_ascii_strcasecmp (word, value) == 0
                               ? g_strdup (value)
                               /* Translators: a value as the data has it, then what it means */
                               : g_strdup_printf (_ ("%s (%s)"), value, word);

  g_free (self->text);
  self->text = g_strconcat (name, "\t", value, NULL);
  gtk_label_set_text (self->name, title);
  gtk_label_set_text (self->value, shown);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), title != name ? name : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

const char *
wf_fact_line_get_text (WfFactLine *self)
{
  return self->text;
}
