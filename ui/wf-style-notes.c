/* Watchfloor: what a style could not take over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-style-notes.h"

#include <glib/gi18n.h>

#define FEW 4 /* are shown without opening the row */

struct _WfStyleNotes
{
  AdwBin parent_instance;

  AdwExpanderRow *row; /* Borrowed: children */
  GtkLabel *label;
  char **notes; /* Owned */
};

G_DEFINE_FINAL_TYPE (WfStyleNotes, wf_style_notes, ADW_TYPE_BIN)

static char *
join (char **notes, const char *before)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; notes[i] != NULL; i++)
    g_string_append_printf (text, "%s%s%s", i > 0 ? "\n" : "", before, notes[i]);
  return g_string_free (text, FALSE);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfStyleNotes *self = WF_STYLE_NOTES (widget);
  g_autofree char *text = self->notes != NULL ? join (self->notes, "") : NULL;

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.tell", "s", _ ("Copied what was left out."));
}

static GtkWidget *
make_copy_button (void)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Copy what was left out"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy what was left out"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "notes.copy");
  return button;
}

static void
wf_style_notes_init (WfStyleNotes *self)
{
  GtkWidget *group = adw_preferences_group_new (), *label = gtk_label_new (NULL);
  GtkWidget *row = adw_expander_row_new (), *line = gtk_list_box_row_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_focusable (label, FALSE);
  gtk_widget_add_css_class (label, "wf-notes");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (line), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (line), FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), line);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), make_copy_button ());
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  adw_bin_set_child (ADW_BIN (self), group);
  self->row = ADW_EXPANDER_ROW (row);
  self->label = GTK_LABEL (label);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
wf_style_notes_finalize (GObject *object)
{
  g_strfreev (WF_STYLE_NOTES (object)->notes);
  G_OBJECT_CLASS (wf_style_notes_parent_class)->finalize (object);
}

static void
wf_style_notes_class_init (WfStyleNotesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wf_style_notes_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "notes.copy", NULL, copy_action);
}

void
wf_style_notes_show (WfStyleNotes *self, char **notes)
{
  guint n = notes != NULL ? g_strv_length (notes) : 0;
  g_autofree char *title = g_strdup_printf (
      g_dngettext (NULL, "%u thing was left out", "%u things were left out", n), n);
  g_autofree char *text = n > 0 ? join (notes, "• ") : NULL;

  if (text != NULL && g_strcmp0 (gtk_label_get_text (self->label), text) == 0)
    return;
  g_strfreev (self->notes);
  self->notes = g_strdupv (notes);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_label_set_text (self->label, text != NULL ? text : "");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_expander_row_set_expanded (self->row, n > 0 && n <= FEW);
}
