/* Watchfloor: exporting features.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One struct an export; it goes when the export ends. */
#include "config.h"

#include "wf-export-window.h"

#include "wf-worker-export.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static const struct
{
  const char *name, *ending;
} formats[] = {
  { "GeoPackage", "gpkg" }, { "GeoJSON", "geojson" }, { "FlatGeobuf", "fgb" }, { "CSV", "csv" },
  { "KML", "kml" },         { "Shapefile", "shp" },   { "XLSX", "xlsx" },
};

typedef struct
{
  GtkWindow *parent; /* Owned */
  WfPack *pack;
  char *title; /* of the layer */
  GArray *features; /* guint32 */
  GtkFileChooserNative *chooser;
  GtkWindow *window; /* NULL before and after the work */
  GtkProgressBar *bar; /* Borrowed */
  GCancellable *cancellable;
  char *path;
} Export;

static void
export_free (Export *export)
{
  g_clear_object (&export->chooser);
  if (export->window != NULL)
    gtk_window_destroy (export->window);
  g_object_unref (export->parent);
  wf_pack_unref (export->pack);
  g_array_unref (export->features);
  g_object_unref (export->cancellable);
  g_free (export->title);
  g_free (export->path);
  g_free (export);
}

/* ---- the work */
static void
progress_cb (double fraction, const char *what, gpointer data)
{
  Export *export = data;

  if (export->bar == NULL)
    return;
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (export->bar, CLAMP (fraction, 0, 1));
  else
    gtk_progress_bar_pulse (export->bar);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *export = data;
  g_autoptr (GError) error = NULL;
  gint64 n = wf_worker_export_features_finish (result, &error);
  g_autofree char *name = g_path_get_basename (export->path);
  g_autofree char *sentence = NULL;

  if (n >= 0)
    /* Translators: how many features, then the name of a file */
    sentence = g_strdup_printf (
        ngettext ("%'u feature was written to %s.", "%'u features were written to %s.", (gulong) n),
        (guint) n, name);
  else if (g_cancellable_is_cancelled (export->cancellable))
    sentence = g_strdup (_ ("The export was given up; nothing was written."));
  else
    sentence = g_strdup (error->message);
  gtk_widget_activate_action (GTK_WIDGET (export->parent), "win.tell", "s", sentence);
  export_free (export);
}

static void
cancel_cb (Export *export)
{
  g_cancellable_cancel (export->cancellable);
}

static gboolean
close_cb (GtkWindow *window, Export *export)
{
  cancel_cb (export);
  return TRUE; /* it goes when the worker has ended */
}

static void
show_progress (Export *export)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *name = g_path_get_basename (export->path);
  /* Translators: %s is the name of a file */
  g_autofree char *text = g_strdup_printf (_ ("Writing %s"), name);
  GtkWidget *label = gtk_label_new (text), *bar = gtk_progress_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Give Up"));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_halign (cancel, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Export"));
  gtk_window_set_default_size (GTK_WINDOW (window), 380, -1);
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), export->parent);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (cancel_cb), export);
  g_signal_connect (window, "close-request", G_CALLBACK (close_cb), export);
  export->window = GTK_WINDOW (window);
  export->bar = GTK_PROGRESS_BAR (bar);
  gtk_window_present (export->window);
}

/* ---- the file */

/* The ending that was typed, else the one of the chosen filter. */
static char *
path_of (Export *export, gboolean *added)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (export->chooser);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  char *path = file != NULL ? g_file_get_path (file) : NULL;
  const char *ending = formats[0].ending;

  *added = FALSE;
  for (guint i = 0; path != NULL && i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *dotted = g_strconcat (".", formats[i].ending, NULL);

      if (g_str_has_suffix (path, dotted))
        return path;
      if (filter != NULL && g_strcmp0 (gtk_file_filter_get_name (filter), formats[i].name) == 0)
        ending = formats[i].ending;
    }
  if (path != NULL)
    {
      char *full = g_strconcat (path, ".", ending, NULL);

      g_free (path);
      path = full;
      *added = TRUE;
    }
  return path;
}

static void
begin_work (Export *export)
{
  show_progress (export);
  wf_worker_export_features_async (export->pack, (const guint32 *) export->features->data,
                                   export->features->len, export->path, export->title, progress_cb,
                                   export, export->cancellable, done_cb, export);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, Export *export)
{
  gboolean added = FALSE;

  export->path = response == GTK_RESPONSE_ACCEPT ? path_of (export, &added) : NULL;
  /* The dialog asked about the name that was typed, not about this one. */
  if (export->path != NULL && added && g_file_test (export->path, G_FILE_TEST_EXISTS))
    {
      gtk_widget_activate_action (
          GTK_WIDGET (export->parent), "win.tell", "s",
          _ ("There is such a file already; name it with its ending to replace it."));
      g_clear_pointer (&export->path, g_free);
    }
  if (export->path == NULL)
    {
      export_free (export);
      return;
    }
  begin_work (export);
}

/* The name follows the format that is chosen. */
static void
filter_cb (GtkFileChooser *chooser)
{
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  g_autofree char *name = gtk_file_chooser_get_current_name (chooser);
  char *dot = name != NULL ? strrchr (name, '.') : NULL;

  for (guint i = 0; dot != NULL && filter != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (gtk_file_filter_get_name (filter), formats[i].name) == 0)
      {
        g_autofree char *other = NULL;

        *dot = '\0';
        other = g_strconcat (name, ".", formats[i].ending, NULL);
        gtk_file_chooser_set_current_name (chooser, other);
        return;
      }
}

static void
ask_for_file (Export *export)
{
  GtkFileChooser *chooser;
  g_autofree char *name = g_strdup_printf ("%s.%s", export->title, formats[0].ending);

  export->chooser
      = gtk_file_chooser_native_new (_ ("Export Features"), export->parent,
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), _ ("_Cancel"));
  chooser = GTK_FILE_CHOOSER (export->chooser);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, formats[i].name);
      gtk_file_filter_add_suffix (filter, formats[i].ending);
      gtk_file_chooser_add_filter (chooser, filter);
    }
  gtk_file_chooser_set_current_name (chooser, g_strdelimit (name, "/", '-'));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "notify::filter", G_CALLBACK (filter_cb), NULL);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), export);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static Export *
export_new (GtkWindow *parent, WfLayer *layer, WfPack *pack, const guint32 *features, guint n)
{
  Export *export = g_new0 (Export, 1);

  export->parent = g_object_ref (parent);
  export->pack = wf_pack_ref (pack);
  export->title = g_strdup (wf_layer_get_title (layer));
  export->features = g_array_sized_new (FALSE, FALSE, sizeof (guint32), MAX (n, 1));
  if (n > 0)
    g_array_append_vals (export->features, features, n);
  export->cancellable = g_cancellable_new ();
  return export;
}

void
wf_export_window_begin (GtkWindow *parent, WfLayer *layer, WfPack *pack, const guint32 *features,
                        guint n, const char *path)
{
  Export *export = export_new (parent, layer, pack, features, n);

  export->path = g_strdup (path);
  if (path == NULL)
    ask_for_file (export);
  else
    begin_work (export);
}
