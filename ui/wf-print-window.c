/* Watchfloor: printing the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Each preview and each file is a job with a sheet and a scene of its own, in a thread. Of previews
 * only the last asked for is shown. Main thread. */
#include "config.h"

#include "wf-print-window.h"

#include "wf-error.h"
#include "wf-session-sheet.h"
#include "wf-sheet.h"

#include <glib/gi18n.h>
#include <math.h>

#define PREVIEW_PX 1400.0 /* of the longer side */
#define DELAY_MS 200

static const double scales[] = { 500, 1000, 2000, 5000, 10000, 25000, 50000, 100000, 250000 };
static const double resolutions[] = { 150, 200, 300 };

struct _WfPrintWindow
{
  AdwWindow parent_instance;

  /* Template */
  GtkPicture *picture;
  AdwEntryRow *title;
  AdwComboRow *paper, *scale, *resolution;
  GtkSwitch *landscape, *legend, *graticule;
  GtkSpinner *spinner;

  /* Owned */
  WfSession *session;
  GtkWindow *caller;
  WfView view; /* of the map as it was */
  GCancellable *preview; /* of the preview under way; NULL = none */
  GCancellable *work; /* of a file or a print */
  GtkFileChooserNative *chooser;
  guint delay_id;
};

G_DEFINE_FINAL_TYPE (WfPrintWindow, wf_print_window, ADW_TYPE_WINDOW)

/* ---- jobs */
typedef struct
{
  WfSheet sheet; /* its strings are the job's */
  char *title, *source, *made;
  WfScene *scene;
  char *path; /* NULL: to memory */
  gboolean for_printer;
  cairo_surface_t *surface; /* what came of it in memory */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->title);
  g_free (job->source);
  g_free (job->made);
  g_clear_pointer (&job->sheet.legend, g_array_unref);
  wf_scene_unref (job->scene);
  g_free (job->path);
  g_clear_pointer (&job->surface, cairo_surface_destroy);
  g_free (job);
}

static double
chosen_scale (WfPrintWindow *self)
{
  guint at = adw_combo_row_get_selected (self->scale);

  return at == 0 || at > G_N_ELEMENTS (scales) ? wf_sheet_scale_of (&self->view) : scales[at - 1];
}

static Job *
make_job (WfPrintWindow *self)
{
  Job *job = g_new0 (Job, 1);
  guint n;
  const WfPaper *papers = wf_sheet_papers (&n);
  guint paper = MIN (adw_combo_row_get_selected (self->paper), n - 1);
  guint resolution
      = MIN (adw_combo_row_get_selected (self->resolution), G_N_ELEMENTS (resolutions) - 1);
  gboolean across = gtk_switch_get_active (self->landscape);

  job->title = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title)));
  job->source = g_strdup (wf_city_attribution (wf_session_get_city (self->session)));
  job->made = wf_sheet_describe_making (wf_clock_now (wf_session_get_clock (self->session)),
                                        wf_session_get_operator (self->session));
  job->scene = wf_session_make_scene (self->session);
  job->sheet = (WfSheet){
    .width_mm = across ? papers[paper].height_mm : papers[paper].width_mm,
    .height_mm = across ? papers[paper].width_mm : papers[paper].height_mm,
    .dpi = resolutions[resolution],
    .center = wf_mercator_to_lonlat (self->view.center),
    .scale = chosen_scale (self),
    .title = job->title,
    .source = job->source,
    .made = job->made,
    .legend = gtk_switch_get_active (self->legend) ? wf_session_make_legend (self->session) : NULL,
    .graticule = gtk_switch_get_active (self->graticule),
  };
  return job;
}

/* Points for a printer, pixels of sheet.dpi for a preview. */
static cairo_surface_t *
make_surface (const Job *job)
{
  double width = job->sheet.width_mm / 25.4, height = job->sheet.height_mm / 25.4;

  if (job->for_printer)
    return cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA,
                                           &(cairo_rectangle_t){ 0, 0, width * 72, height * 72 });
  return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (width * job->sheet.dpi),
                                     (int) (height * job->sheet.dpi));
}

static gboolean
draw_to_memory (Job *job, WfRenderer *renderer, GCancellable *cancellable, GError **error)
{
  cairo_t *cr;
  gboolean ok;

  job->surface = make_surface (job);
  cr = cairo_create (job->surface);
  if (!job->for_printer)
    cairo_scale (cr, job->sheet.dpi / 72, job->sheet.dpi / 72);
  ok = wf_sheet_draw (&job->sheet, cr, renderer, job->scene, cancellable, error);
  cairo_destroy (cr);
  return ok;
}

static void
job_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (WfRenderer) renderer = wf_renderer_new (0);
  GError *error = NULL;
  Job *job = data;
  gboolean ok = job->path != NULL ? wf_sheet_save (&job->sheet, job->path, renderer, job->scene,
                                                   cancellable, &error)
                                  : draw_to_memory (job, renderer, cancellable, &error);

  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run_job (WfPrintWindow *self, Job *job, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, NULL);

  g_task_set_source_tag (task, run_job);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, job_thread);
  gtk_spinner_start (self->spinner);
}

static void
stop_spinner (WfPrintWindow *self)
{
  if (self->preview == NULL && self->work == NULL && self->delay_id == 0)
    gtk_spinner_stop (self->spinner);
}

/* ---- preview */
static void
show_surface (WfPrintWindow *self, cairo_surface_t *surface)
{
  int stride = cairo_image_surface_get_stride (surface);
  int height = cairo_image_surface_get_height (surface);
  g_autoptr (GBytes) bytes
      = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) stride * (gsize) height);
  g_autoptr (GdkTexture) texture
      = gdk_memory_texture_new (cairo_image_surface_get_width (surface), height,
                                GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes, (gsize) stride);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  WfPrintWindow *self = WF_PRINT_WINDOW (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  gboolean ok = g_task_propagate_boolean (G_TASK (result), NULL);

  /* Another was asked for since. */
  if (g_task_get_cancellable (G_TASK (result)) != self->preview || self->session == NULL)
    return;
  g_clear_object (&self->preview);
  if (ok)
    show_surface (self, job->surface);
  stop_spinner (self);
}

static gboolean
preview_due_cb (gpointer data)
{
  WfPrintWindow *self = data;
  Job *job = make_job (self);

  self->delay_id = 0;
  job->sheet.dpi = PREVIEW_PX / (MAX (job->sheet.width_mm, job->sheet.height_mm) / 25.4);
  if (self->preview != NULL)
    g_cancellable_cancel (self->preview);
  g_clear_object (&self->preview);
  self->preview = g_cancellable_new ();
  run_job (self, job, self->preview, previewed_cb);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (WfPrintWindow *self)
{
  if (self->session == NULL)
    return;
  g_clear_handle_id (&self->delay_id, g_source_remove);
  self->delay_id = g_timeout_add (DELAY_MS, preview_due_cb, self);
  g_source_set_name_by_id (self->delay_id, "wf-print-preview");
  gtk_spinner_start (self->spinner);
}

gboolean
wf_print_window_is_settled (WfPrintWindow *self)
{
  return self->delay_id == 0 && self->preview == NULL && self->work == NULL
         && gtk_picture_get_paintable (self->picture) != NULL;
}

/* ---- files */
static void
tell (WfPrintWindow *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self->caller), "win.tell", "s", sentence);
}

static void
end_work (WfPrintWindow *self)
{
  g_clear_object (&self->work);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sheet.export", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sheet.print", TRUE);
  stop_spinner (self);
}

static void
begin_work (WfPrintWindow *self, Job *job, GAsyncReadyCallback callback)
{
  self->work = g_cancellable_new ();
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sheet.export", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sheet.print", FALSE);
  run_job (self, job, self->work, callback);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  WfPrintWindow *self = WF_PRINT_WINDOW (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char *name = g_path_get_basename (job->path);
  /* Translators: %s is the name of a file */
  g_autofree char *sentence
      = ok ? g_strdup_printf (_ ("The map was written to %s."), name) : g_strdup (error->message);

  if (self->session == NULL)
    return;
  if (!g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    tell (self, sentence);
  end_work (self);
}

void
wf_print_window_save (WfPrintWindow *self, const char *path)
{
  Job *job = make_job (self);

  job->path = g_strdup (path);
  begin_work (self, job, saved_cb);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, WfPrintWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path
      = response == GTK_RESPONSE_ACCEPT && file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    wf_print_window_save (self, path);
  g_clear_object (&self->chooser);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const endings[] = { "pdf", "svg", "png" };
  WfPrintWindow *self = WF_PRINT_WINDOW (widget);
  const char *title = gtk_editable_get_text (GTK_EDITABLE (self->title));
  g_autofree char *file = g_strdup_printf ("%s.pdf", *title != '\0' ? title : _ ("Map"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  self->chooser
      = gtk_file_chooser_native_new (_ ("Export the Map"), GTK_WINDOW (self),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), _ ("_Cancel"));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    gtk_file_filter_add_suffix (filter, endings[i]);
  gtk_file_filter_set_name (filter, "PDF, SVG, PNG");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser),
                                     g_strdelimit (file, "/", '-'));
  g_signal_connect (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* ---- the printer */
static void
draw_page_cb (GtkPrintOperation *print, GtkPrintContext *context, int page,
              cairo_surface_t *surface)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);

  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
}

static void
print_surface (WfPrintWindow *self, const Job *job)
{
  g_autoptr (GtkPrintOperation) print = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) page = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) paper = gtk_paper_size_new_custom (
      "watchfloor-sheet", _ ("Map"), job->sheet.width_mm, job->sheet.height_mm, GTK_UNIT_MM);
  g_autoptr (GError) error = NULL;

  gtk_page_setup_set_paper_size (page, paper);
  gtk_page_setup_set_top_margin (page, 0, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (page, 0, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (page, 0, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (page, 0, GTK_UNIT_MM);
  gtk_print_operation_set_default_page_setup (print, page);
  gtk_print_operation_set_use_full_page (print, TRUE);
  gtk_print_operation_set_unit (print, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (print, 1);
  g_signal_connect (print, "draw-page", G_CALLBACK (draw_page_cb), job->surface);
  if (gtk_print_operation_run (print, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self),
                               &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    tell (self, error->message);
}

static void
drawn_for_printer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  WfPrintWindow *self = WF_PRINT_WINDOW (source);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error) && self->session != NULL)
    print_surface (self, g_task_get_task_data (G_TASK (result)));
  if (self->session != NULL)
    end_work (self);
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfPrintWindow *self = WF_PRINT_WINDOW (widget);
  Job *job = make_job (self);

  job->for_printer = TRUE;
  begin_work (self, job, drawn_for_printer_cb);
}

/* ---- the window */
static void
fill_choices (WfPrintWindow *self)
{
  g_autoptr (GtkStringList) paper = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) scale = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) resolution = gtk_string_list_new (NULL);
  guint n;
  const WfPaper *papers = wf_sheet_papers (&n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (paper, papers[i].name);
  gtk_string_list_append (scale, _ ("As on the screen"));
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    gtk_string_list_take (scale, g_strdup_printf ("1 : %'.0f", scales[i]));
  for (guint i = 0; i < G_N_ELEMENTS (resolutions); i++)
    gtk_string_list_take (resolution, g_strdup_printf ("%.0f dpi", resolutions[i]));
  adw_combo_row_set_model (self->paper, G_LIST_MODEL (paper));
  adw_combo_row_set_model (self->scale, G_LIST_MODEL (scale));
  adw_combo_row_set_model (self->resolution, G_LIST_MODEL (resolution));
  adw_combo_row_set_selected (self->resolution, 1);
}

static void
wf_print_window_dispose (GObject *object)
{
  WfPrintWindow *self = WF_PRINT_WINDOW (object);

  g_clear_handle_id (&self->delay_id, g_source_remove);
  if (self->preview != NULL)
    g_cancellable_cancel (self->preview);
  if (self->work != NULL)
    g_cancellable_cancel (self->work);
  g_clear_object (&self->preview);
  g_clear_object (&self->work);
  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  g_clear_object (&self->caller);
  G_OBJECT_CLASS (wf_print_window_parent_class)->dispose (object);
}

static void
wf_print_window_class_init (WfPrintWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_print_window_dispose;
  gtk_widget_class_install_action (widget_class, "sheet.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "sheet.print", NULL, print_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-print-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, picture);
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, title);
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, paper);
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, scale);
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, resolution);
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, landscape);
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, legend);
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, graticule);
  gtk_widget_class_bind_template_child (widget_class, WfPrintWindow, spinner);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
wf_print_window_init (WfPrintWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

WfPrintWindow *
wf_print_window_new (GtkWindow *parent, WfSession *session, const WfView *view)
{
  WfPrintWindow *self = g_object_new (WF_TYPE_PRINT_WINDOW, "transient-for", parent, NULL);

  self->caller = g_object_ref (parent);
  self->view = *view;
  fill_choices (self);
  gtk_editable_set_text (
      GTK_EDITABLE (self->title),
      wf_city_title (wf_session_get_city (session), wf_session_get_chinese (session)));
  self->session = g_object_ref (session);
  changed_cb (self);
  return self;
}
