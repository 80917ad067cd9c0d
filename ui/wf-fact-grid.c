/* Watchfloor: facts as name and value.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels are touched only where their text changed, so that a refresh once a second costs
 * nothing and a selection stays. Main thread. */
#include "config.h"

#include "wf-fact-grid.h"

#define MOST_FACTS 16

struct _WfFactGrid
{
  GtkWidget parent_instance;

  GtkWidget *names[MOST_FACTS], *values[MOST_FACTS]; /* children */
  guint at;
};

G_DEFINE_FINAL_TYPE (WfFactGrid, wf_fact_grid, GTK_TYPE_WIDGET)

static GtkWidget *
make_label (WfFactGrid *self, int column, int row)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkGridLayoutChild *child;

  gtk_widget_set_parent (label, GTK_WIDGET (self));
  child = GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (layout, label));
  gtk_grid_layout_child_set_column (child, column);
  gtk_grid_layout_child_set_row (child, row);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  return label;
}

static void
make_row (WfFactGrid *self, guint at)
{
  self->names[at] = make_label (self, 0, (int) at);
  gtk_widget_add_css_class (self->names[at], "dim-label");
  self->values[at] = make_label (self, 1, (int) at);
  gtk_label_set_wrap (GTK_LABEL (self->values[at]), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->values[at]), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (self->values[at]), TRUE);
  gtk_widget_set_focusable (self->values[at], FALSE);
  gtk_widget_set_hexpand (self->values[at], TRUE);
}

static void
set_text (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
}

static void
wf_fact_grid_dispose (GObject *object)
{
  WfFactGrid *self = WF_FACT_GRID (object);

  for (guint i = 0; i < MOST_FACTS; i++)
    {
      g_clear_pointer (&self->names[i], gtk_widget_unparent);
      g_clear_pointer (&self->values[i], gtk_widget_unparent);
    }
  G_OBJECT_CLASS (wf_fact_grid_parent_class)->dispose (object);
}

static void
wf_fact_grid_class_init (WfFactGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_fact_grid_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_GRID_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "wffacts");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
wf_fact_grid_init (WfFactGrid *self)
{
  GtkGridLayout *layout = GTK_GRID_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_grid_layout_set_column_spacing (layout, 12);
  gtk_grid_layout_set_row_spacing (layout, 6);
}

GtkWidget *
wf_fact_grid_new (void)
{
  return g_object_new (WF_TYPE_FACT_GRID, NULL);
}

void
wf_fact_grid_begin (WfFactGrid *self)
{
  self->at = 0;
}

void
wf_fact_grid_add (WfFactGrid *self, const char *name, const char *value, WfTone tone)
{
  guint at = self->at;

  if (value == NULL || value[0] == '\0' || at >= MOST_FACTS)
    return;
  if (self->names[at] == NULL)
    make_row (self, at);
  set_text (self->names[at], name);
  set_text (self->values[at], value);
  wf_tone_apply (self->values[at], tone);
  gtk_widget_set_visible (self->names[at], TRUE);
  gtk_widget_set_visible (self->values[at], TRUE);
  self->at++;
}

void
wf_fact_grid_end (WfFactGrid *self)
{
  for (guint i = self->at; i < MOST_FACTS && self->names[i] != NULL; i++)
    {
      gtk_widget_set_visible (self->names[i], FALSE);
      gtk_widget_set_visible (self->values[i], FALSE);
    }
}
