/* Watchfloor: the first page.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-welcome.h"

#include <glib/gi18n.h>

struct _WfWelcome
{
  AdwApplicationWindow parent_instance;

  /* Template */
  GtkStack *stack;
  GtkLabel *trouble;
  GtkListBox *recent;
  GtkProgressBar *progress;
};

G_DEFINE_FINAL_TYPE (WfWelcome, wf_welcome, ADW_TYPE_APPLICATION_WINDOW)

static void
wf_welcome_dispose (GObject *object)
{
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (object), NULL);
  G_OBJECT_CLASS (wf_welcome_parent_class)->dispose (object);
}

static void
wf_welcome_class_init (WfWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_welcome_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, WfWelcome, stack);
  gtk_widget_class_bind_template_child (widget_class, WfWelcome, trouble);
  gtk_widget_class_bind_template_child (widget_class, WfWelcome, recent);
  gtk_widget_class_bind_template_child (widget_class, WfWelcome, progress);
}

static void
wf_welcome_init (WfWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_recent (WfWelcome *self, const char *path)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *base = g_path_get_basename (path);
  char *end = g_strrstr (base, ".city.json");

  if (end != NULL)
    *end = '\0';
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), base);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), path);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "app.open-recent");
  gtk_list_box_append (self->recent, row);
}

WfWelcome *
wf_welcome_new (GtkApplication *application, const char *const *recent)
{
  WfWelcome *self = g_object_new (WF_TYPE_WELCOME, "application", application, NULL);

  for (guint i = 0; recent != NULL && recent[i] != NULL; i++)
    if (g_file_test (recent[i], G_FILE_TEST_EXISTS))
      {
        add_recent (self, recent[i]);
        gtk_widget_set_visible (GTK_WIDGET (self->recent), TRUE);
      }
  return self;
}

void
wf_welcome_show_progress (WfWelcome *self, double fraction, const char *words)
{
  gtk_stack_set_visible_child_name (self->stack, "progress");
  if (fraction < 0)
    gtk_progress_bar_pulse (self->progress);
  else
    gtk_progress_bar_set_fraction (self->progress, MIN (fraction, 1.0));
  gtk_progress_bar_set_text (self->progress, words);
}

void
wf_welcome_show_choice (WfWelcome *self, const char *trouble)
{
  gtk_stack_set_visible_child_name (self->stack, "choice");
  gtk_label_set_text (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
}
