/* Watchfloor: styles in files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-style-files.h"

#include "wf-json.h"
#include "wf-style-import.h"

#include <glib/gi18n.h>
#include <string.h>

static void
tell (GtkWidget *widget, const char *sentence)
{
  gtk_widget_activate_action (widget, "win.tell", "s", sentence);
}

static GtkWindow *
window_of (GtkWidget *widget)
{
  return GTK_WINDOW (gtk_widget_get_root (widget));
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

/* ---- saving */

typedef struct
{
  GtkWidget *widget; /* NULL once it is gone */
  char *text;
} Saving;

static void
saving_free (Saving *saving)
{
  g_clear_weak_pointer (&saving->widget);
  g_free (saving->text);
  g_free (saving);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Saving *saving = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *sentence = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    sentence = g_strdup_printf (_ ("The style was saved as %s."), name);
  else
    sentence = g_strdup_printf (_ ("The style was not saved: %s"), error->message);
  if (saving->widget != NULL)
    tell (saving->widget, sentence);
  saving_free (saving);
}

static void
save_response_cb (GtkNativeDialog *dialog, int response, Saving *saving)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      g_file_replace_contents_async (file, saving->text, strlen (saving->text), NULL, FALSE,
                                     G_FILE_CREATE_NONE, NULL, saved_cb, saving);
    }
  else
    saving_free (saving);
  g_object_unref (dialog);
}

void
wf_style_files_save (GtkWidget *widget, WfLayer *layer, const WfLayerStyle *style)
{
  static const char *const json[] = { "json", NULL };
  WfPack *pack = wf_layer_get_pack (layer);
  g_autoptr (json_t) document
      = wf_layer_style_save (style, pack != NULL ? wf_pack_kind (pack) : WF_GEOMETRY_NONE);
  g_autofree char *name = g_strconcat (wf_layer_get_title (layer), ".style.json", NULL);
  char *text = json_dumps (document, JSON_INDENT (2) | JSON_REAL_PRECISION (9));
  Saving *saving = g_new0 (Saving, 1);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save Style"), window_of (widget), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  saving->text = g_strconcat (text, "\n", NULL);
  free (text);
  g_set_weak_pointer (&saving->widget, widget);
  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("Styles"), json);
  g_signal_connect (dialog, "response", G_CALLBACK (save_response_cb), saving);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ---- loading */

typedef struct
{
  GtkWidget *widget; /* NULL once it is gone */
  WfStyleLoaded loaded;
  gpointer user_data;
} Loading;

static void
loading_free (Loading *loading)
{
  g_clear_weak_pointer (&loading->widget);
  g_free (loading);
}

/* Up to 4 MB of XML are more than a frame's work. */
static void
read_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  WfLayerStyle *style = wf_layer_style_open (path, &error);

  if (style != NULL)
    g_task_return_pointer (task, style, (GDestroyNotify) wf_layer_style_free);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Loading *loading = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WfLayerStyle) style = g_task_propagate_pointer (G_TASK (result), &error);

  if (loading->widget != NULL && style != NULL)
    loading->loaded (style, loading->user_data);
  else if (loading->widget != NULL)
    tell (loading->widget, error->message);
  loading_free (loading);
}

/* Takes @loading. */
static void
read_file (Loading *loading, const char *path)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, read_cb, loading);

  g_task_set_source_tag (task, read_file);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_thread);
}

static Loading *
loading_new (GtkWidget *widget, WfStyleLoaded loaded, gpointer user_data)
{
  Loading *loading = g_new0 (Loading, 1);

  g_set_weak_pointer (&loading->widget, widget);
  loading->loaded = loaded;
  loading->user_data = user_data;
  return loading;
}

gboolean
wf_style_files_is_style (const char *path)
{
  static const char *const endings[] = { ".qml", ".sld", ".style.json" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

void
wf_style_files_read (GtkWidget *widget, const char *path, WfStyleLoaded loaded, gpointer user_data)
{
  read_file (loading_new (widget, loaded, user_data), path);
}

static void
load_response_cb (GtkNativeDialog *dialog, int response, Loading *loading)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && g_file_peek_path (file) != NULL)
    read_file (loading, g_file_peek_path (file));
  else
    loading_free (loading);
  g_object_unref (dialog);
}

void
wf_style_files_load (GtkWidget *widget, WfStyleLoaded loaded, gpointer user_data)
{
  static const char *const known[] = { "json", "qml", "sld", NULL };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Load Style"), window_of (widget), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  /* Translators: JSON is our own; the names of two other programs' styles stay as they are */
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("Styles (JSON, QGIS QML, OGC SLD)"), known);
  g_signal_connect (dialog, "response", G_CALLBACK (load_response_cb),
                    loading_new (widget, loaded, user_data));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
