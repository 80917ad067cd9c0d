/* Watchfloor: the demo shift.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine: begins a step, waits until it is ready and drawn, takes its picture, goes on. Main
 * thread. */
#include "config.h"

#include "wf-tour-private.h"

#include "wf-json.h"
#include "wf-window-picture.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define POLL_MS 20
#define START_TIMEOUT_S 60

G_DEFINE_FINAL_TYPE (WfTour, wf_tour, G_TYPE_OBJECT)

static double
since_ms (gint64 from_us)
{
  return (double) (g_get_monotonic_time () - from_us) / 1000.0;
}

/* When the process began, on the monotonic clock: what the loader took counts too. */
static gint64
process_start_us (void)
{
  g_autofree char *stat = NULL;
  const char *field;
  unsigned long long ticks = 0;
  struct timespec boot;

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL)
      || (field = strrchr (stat, ')')) == NULL
      || sscanf (field + 2,
                 "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d "
                 "%*d %*d %llu",
                 &ticks)
             != 1)
    return g_get_monotonic_time ();
  clock_gettime (CLOCK_BOOTTIME, &boot);
  return g_get_monotonic_time () - ((gint64) boot.tv_sec * 1000000 + boot.tv_nsec / 1000)
         + (gint64) (ticks * 1000000 / (unsigned long long) sysconf (_SC_CLK_TCK));
}

static json_t *
describe_stalls (WfTour *self)
{
  GArray *stalls = wf_stall_watch_stalls (self->watch);
  json_t *list = json_array ();

  for (guint i = 0; i < stalls->len; i++)
    {
      WfStall *stall = &g_array_index (stalls, WfStall, i);

      json_array_append_new (list, json_pack ("{s:f, s:f, s:f, s:s}", "at_ms", stall->at_ms, "ms",
                                              stall->ms, "cpu_ms", stall->cpu_ms, "during",
                                              stall->during));
    }
  return list;
}

static void
write_report (WfTour *self)
{
  g_autofree char *path = g_build_filename (self->folder, "tour.json", NULL);
  g_autoptr (json_t) report = wf_tour_describe (self);

  json_object_set_new (report, "ok", json_boolean (self->problem == NULL));
  if (self->problem != NULL)
    json_object_set_new (report, "problem", json_string (self->problem));
  json_object_set_new (report, "first_picture_ms", json_real (self->first_picture_ms));
  json_object_set_new (report, "start_to_first_picture_ms", json_real (self->first_picture_ms));
  json_object_set_new (report, "max_stall_ms", json_real (wf_stall_watch_max_ms (self->watch)));
  json_object_set_new (report, "stalls", describe_stalls (self));
  json_object_set_new (report, "stalls_measured", json_string ("all but the taking of pictures"));
  if (json_dump_file (report, path, JSON_INDENT (2) | JSON_REAL_PRECISION (9)) != 0)
    g_printerr ("watchfloor: %s could not be written\n", path);
}

static void
end_tour (WfTour *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  write_report (self);
  if (self->problem != NULL)
    g_printerr ("watchfloor: %s\n", self->problem);
  watchfloor_application_end (self->application, self->problem != NULL ? 1 : 0);
}

static void
take_problem (WfTour *self, const char *why)
{
  const char *name = wf_tour_steps[self->at].name;

  g_free (self->problem);
  self->problem = g_strdup_printf ("step \"%s\": %s", name, why);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  WfTour *self = data;

  self->frames++;
  return G_SOURCE_CONTINUE;
}

/* Counts the frames of whatever window there is. */
static void
watch_frames (WfTour *self)
{
  GtkWidget *window = GTK_WIDGET (watchfloor_application_get_window (self->application));

  if (window == self->ticking)
    return;
  if (self->ticking != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->ticking), (gpointer *) &self->ticking);
  self->ticking = window;
  if (window == NULL)
    return;
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &self->ticking);
  gtk_widget_add_tick_callback (window, tick_cb, self, NULL);
}

static void
begin_step (WfTour *self)
{
  const WfTourStep *step = &wf_tour_steps[self->at];

  self->step_us = g_get_monotonic_time ();
  self->done_ms = -1;
  wf_stall_watch_say (self->watch, step->name);
  if (step->begin != NULL && !step->begin (self) && self->problem == NULL)
    take_problem (self, "it could not begin");
}

static void
end_step (WfTour *self, const char *picture)
{
  const WfTourStep *step = &wf_tour_steps[self->at];
  json_t *entry = json_pack ("{s:s, s:f}", "step", step->name, "ms", self->done_ms);
  g_autofree char *at = wf_time_format (g_get_real_time ());

  json_object_set_new (entry, "at", json_string (at));
  if (picture != NULL)
    json_object_set_new (entry, "picture", json_string (picture));
  json_array_append_new (self->steps, entry);
  self->at++;
  if (wf_tour_steps[self->at].name == NULL)
    end_tour (self);
  else
    begin_step (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WfTour) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name
      = g_strdup_printf ("%02u-%s.png", self->n_pictures, wf_tour_steps[self->at].name);

  wf_stall_watch_resume (self->watch);
  self->saving = FALSE;
  if (!wf_window_picture_finish (result, &error))
    take_problem (self, error->message);
  if (self->problem != NULL)
    end_tour (self);
  else
    end_step (self, name);
}

static void
take_picture (WfTour *self)
{
  WfWindow *window = watchfloor_application_get_window (self->application);
  GtkWindow *shown = GTK_WINDOW (window);
  g_autofree char *name
      = g_strdup_printf ("%02u-%s.png", ++self->n_pictures, wf_tour_steps[self->at].name);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  self->saving = TRUE;
  wf_stall_watch_pause (self->watch);
  if (wf_window_get_print (window) != NULL)
    shown = GTK_WINDOW (wf_window_get_print (window));
  wf_window_picture_async (shown, path, saved_cb, g_object_ref (self));
}

/* The first complete picture: each layer there or given up, the map sharp, and drawn. */
static void
watch_start (WfTour *self)
{
  WfWindow *window = watchfloor_application_get_window (self->application);

  if (self->first_picture_ms >= 0 || window == NULL
      || !wf_session_layers_settled (wf_window_get_session (window))
      || !wf_map_view_is_settled (wf_window_get_map (window)))
    {
      if (self->first_picture_ms < 0)
        self->frames = 0;
      return;
    }
  if (self->frames > 0)
    self->first_picture_ms = since_ms (self->process_us);
}

static gboolean
poll_cb (gpointer data)
{
  WfTour *self = data;
  const WfTourStep *step = &wf_tour_steps[self->at];
  gboolean ready;

  watch_frames (self);
  watch_start (self);
  if (self->saving)
    return G_SOURCE_CONTINUE;
  ready = self->problem == NULL && (step->ready == NULL || step->ready (self));
  if (self->problem != NULL)
    {
      self->poll_id = 0;
      end_tour (self);
      return G_SOURCE_REMOVE;
    }
  if (!ready && since_ms (self->step_us) > step->timeout_s * 1000.0)
    take_problem (self, "what it waits for did not come in time");
  if (!ready || self->problem != NULL)
    {
      self->done_ms = -1;
      return G_SOURCE_CONTINUE;
    }
  if (self->done_ms < 0)
    {
      self->done_ms = since_ms (self->step_us);
      self->frames = 0;
      gtk_widget_queue_draw (GTK_WIDGET (watchfloor_application_get_window (self->application)));
    }
  /* Two frames after it became true it is surely on the screen. */
  if (self->frames < 2 || since_ms (self->step_us) - self->done_ms < step->hold_ms)
    return G_SOURCE_CONTINUE;
  if (step->picture)
    take_picture (self);
  else
    end_step (self, NULL);
  return G_SOURCE_CONTINUE;
}

/* Only the start, as `watchfloorctl bench` prints it. */
static gboolean
bench_cb (gpointer data)
{
  WfTour *self = data;

  watch_frames (self);
  watch_start (self);
  if (self->first_picture_ms < 0 && since_ms (self->process_us) > START_TIMEOUT_S * 1000.0)
    {
      g_printerr ("watchfloor: the first picture did not come in %d s\n", START_TIMEOUT_S);
      self->poll_id = 0;
      watchfloor_application_end (self->application, 1);
      return G_SOURCE_REMOVE;
    }
  if (self->first_picture_ms < 0)
    return G_SOURCE_CONTINUE;
  self->poll_id = 0;
  printf ("{\"bench\":\"start\",\"unit\":\"ms\",\"samples\":[%.1f],\"median\":%.1f,\"p95\":%.1f,"
          "\"max\":%.1f,\"max_stall_ms\":%.1f}\n",
          self->first_picture_ms, self->first_picture_ms, self->first_picture_ms,
          self->first_picture_ms, wf_stall_watch_max_ms (self->watch));
  fflush (stdout);
  watchfloor_application_end (self->application, 0);
  return G_SOURCE_REMOVE;
}

static void
wf_tour_dispose (GObject *object)
{
  WfTour *self = WF_TOUR (object);

  g_clear_handle_id (&self->poll_id, g_source_remove);
  if (self->ticking != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->ticking), (gpointer *) &self->ticking);
  self->ticking = NULL;
  g_clear_pointer (&self->watch, wf_stall_watch_free);
  G_OBJECT_CLASS (wf_tour_parent_class)->dispose (object);
}

static void
wf_tour_finalize (GObject *object)
{
  WfTour *self = WF_TOUR (object);

  g_free (self->folder);
  g_free (self->problem);
  g_free (self->address);
  g_free (self->incident_id);
  g_free (self->unit_id);
  g_free (self->command_id);
  json_decref (self->steps);
  json_decref (self->orders);
  G_OBJECT_CLASS (wf_tour_parent_class)->finalize (object);
}

static void
wf_tour_class_init (WfTourClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wf_tour_dispose;
  G_OBJECT_CLASS (klass)->finalize = wf_tour_finalize;
}

static void
wf_tour_init (WfTour *self)
{
  self->first_picture_ms = -1;
  self->done_ms = -1;
  self->process_us = process_start_us ();
  self->steps = json_array ();
  self->orders = json_array ();
}

WfTour *
wf_tour_new (WatchfloorApplication *application, const char *folder)
{
  WfTour *self = g_object_new (WF_TYPE_TOUR, NULL);

  self->application = application;
  self->folder = g_strdup (folder);
  return self;
}

void
wf_tour_start (WfTour *self)
{
  self->watch = wf_stall_watch_new ();
  if (self->folder == NULL)
    {
      self->poll_id = g_timeout_add (2, bench_cb, self);
      return;
    }
  if (g_mkdir_with_parents (self->folder, 0755) != 0)
    {
      g_printerr ("watchfloor: %s: %s\n", self->folder, g_strerror (errno));
      watchfloor_application_end (self->application, 1);
      return;
    }
  begin_step (self);
  self->poll_id = g_timeout_add (POLL_MS, poll_cb, self);
}
