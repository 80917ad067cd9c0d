/* Watchfloor: buttons of kinds and levels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-incident-chip.h"

#include "wf-look.h"

GtkToggleButton *
wf_incident_chip_kind (const char *kind)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *word = gtk_label_new (wf_incident_kind_label (kind));

  gtk_box_append (GTK_BOX (column), gtk_image_new_from_icon_name (wf_look_kind_icon (kind)));
  gtk_widget_add_css_class (word, "caption");
  gtk_label_set_wrap (GTK_LABEL (word), TRUE);
  gtk_label_set_justify (GTK_LABEL (word), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (word), 9);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (column), word);
  gtk_button_set_child (GTK_BUTTON (button), column);
  gtk_widget_add_css_class (button, "wf-chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  wf_incident_kind_label (kind), -1);
  return GTK_TOGGLE_BUTTON (button);
}

GtkToggleButton *
wf_incident_chip_level (int level)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *numeral = gtk_label_new (wf_look_level_numeral (level));
  GtkWidget *word = gtk_label_new (wf_look_level_word (level));
  g_autofree char *name
      = g_strdup_printf ("%s %s", wf_look_level_numeral (level), wf_look_level_word (level));

  gtk_widget_add_css_class (numeral, "wf-figure");
  gtk_widget_add_css_class (word, "caption");
  gtk_box_append (GTK_BOX (column), numeral);
  gtk_box_append (GTK_BOX (column), word);
  gtk_button_set_child (GTK_BUTTON (button), column);
  gtk_widget_add_css_class (button, "wf-level");
  wf_tone_apply (button, wf_look_level_tone (level));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_TOGGLE_BUTTON (button);
}
