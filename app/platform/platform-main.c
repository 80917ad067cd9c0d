/* Watchfloor: watchfloor-platform.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The embedded city: composes clock, store, simulation and server, says when it is ready, and
 * ends with a signal or with its parent. One thread. */
#include "config.h"

#include "wf-city-maker.h"
#include "wf-cot-writer.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-jt-writer.h"
#include "wf-paths.h"
#include "wf-platform-options.h"
#include "wf-platform-server.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#define STEP_MS 200
/* Where a fake clock starts: a Monday morning, 08:00 in China. */
#define FAKE_START_US (G_GINT64_CONSTANT (1767571200) * G_USEC_PER_SEC)

static void
print_progress (double fraction, const char *what, gpointer user_data)
{
  g_printerr ("%3.0f %%  %s\n", fraction * 100, what);
}

static gboolean
make_city (const WfPlatformOptions *options, GError **error)
{
  g_autofree char *path = NULL;

  if (!wf_city_make (options->make_city, options->seed, options->n_buildings, print_progress, NULL,
                     &path, error))
    return FALSE;
  g_print ("%s\n", path);
  return TRUE;
}

/* The one NAME.city.json in folder @dir. */
static char *
find_city_file (const char *dir, GError **error)
{
  g_autoptr (GDir) folder = NULL;
  g_autofree char *found = NULL;
  const char *name;

  if (!g_file_test (dir, G_FILE_TEST_IS_DIR))
    return g_strdup (dir);
  folder = g_dir_open (dir, 0, error);
  while (folder != NULL && found == NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".city.json"))
      found = g_build_filename (dir, name, NULL);
  if (folder != NULL && found == NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND,
                 _ ("There is no .city.json in %s; make a city there with --make-city."), dir);
  return g_steal_pointer (&found);
}

/* A city in which nothing can move is still served. */
static void
start_sim (WfPlatform *platform, WfCity *city, const WfPlatformOptions *options)
{
  g_autoptr (GError) error = NULL;
  WfSimOptions sim = WF_SIM_OPTIONS_DEFAULT;

  sim.seed = options->seed;
  sim.speed = options->speed;
  sim.n_ambulances = options->n_ambulances;
  sim.n_buses = options->n_buses;
  sim.refuse_share = options->refuse_share;
  sim.silent_share = options->silent_share;
  platform->sim = wf_sim_new (city, platform->store, &sim, platform->started_us, &error);
  if (platform->sim == NULL)
    g_printerr ("watchfloor-platform: %s\n", error->message);
}

static gboolean
load_city (WfPlatform *platform, const WfPlatformOptions *options, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (WfCity) city = NULL;

  if (options->city == NULL)
    return TRUE;
  path = find_city_file (options->city, error);
  if (path == NULL)
    return FALSE;
  city = wf_city_load (path, error);
  if (city == NULL)
    return FALSE;
  start_sim (platform, city, options);
  return TRUE;
}

static gboolean
load_faults (WfPlatform *platform, const WfPlatformOptions *options, GError **error)
{
  g_autoptr (json_t) rules = NULL;

  if (options->faults == NULL)
    return TRUE;
  rules = wf_json_load (options->faults, 1024 * 1024, error);
  return rules != NULL && wf_fault_rules_set (platform->faults, rules, platform->started_us, error);
}

static gboolean
flush_cb (gpointer user_data)
{
  wf_change_feed_flush (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
step_cb (gpointer user_data)
{
  wf_platform_step (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* The one line that starters wait for; FALSE where the starter has gone meanwhile. */
static gboolean
say_ready (const WfPlatform *platform, int ready_fd)
{
  g_autoptr (json_t) ready = json_pack (
      "{s:b, s:s, s:i, s:i}", "ready", 1, "url", wf_platform_server_url (platform->server), "pid",
      (int) getpid (), "entities", (int) wf_entity_store_count (platform->store, NULL));
  g_autofree char *text = NULL, *line = NULL;
  gsize done = 0;

  if (platform->cot != NULL)
    json_object_set_new (
        ready, "cot", json_sprintf ("tcp://127.0.0.1:%u", wf_vehicle_server_port (platform->cot)));
  if (platform->jt808 != NULL)
    json_object_set_new (
        ready, "jt808",
        json_sprintf ("tcp://127.0.0.1:%u", wf_vehicle_server_port (platform->jt808)));
  text = wf_json_canonical (ready);
  line = g_strconcat (text, "\n", NULL);
  fputs (line, stdout);
  fflush (stdout);
  while (ready_fd >= 0 && line[done] != '\0')
    {
      gssize n = write (ready_fd, line + done, strlen (line + done));

      if (n <= 0 && errno != EINTR)
        return FALSE;
      done += n > 0 ? (gsize) n : 0;
    }
  return TRUE;
}

static gboolean
start_server (WfPlatform *platform, int port, WfVehicleWriter write, WfVehicleServer **server,
              GError **error)
{
  if (port < 0)
    return TRUE;
  *server = wf_vehicle_server_new (platform->changes, platform->store, platform->clock,
                                   (guint16) port, write, error);
  return *server != NULL;
}

/* What is told beside HTTP. */
static gboolean
start_links (WfPlatform *platform, const WfPlatformOptions *options, GError **error)
{
  if (!start_server (platform, options->cot_port, wf_cot_writer_append, &platform->cot, error)
      || !start_server (platform, options->jt808_port, wf_jt_writer_append, &platform->jt808,
                        error))
    return FALSE;
  if (options->jt808_to != NULL
      && (platform->terminals = wf_jt_terminals_new (platform->changes, platform->store,
                                                     platform->clock, options->jt808_to, error))
             == NULL)
    return FALSE;
  return options->mqtt == NULL
         || (platform->mqtt
             = wf_mqtt_publisher_new (platform->changes, platform->store, platform->clock,
                                      options->mqtt, options->mqtt_ca, error))
                != NULL;
}

static gboolean
start (WfPlatform *platform, const WfPlatformOptions *options, GError **error)
{
  platform->clock_is_fake = options->fake_clock;
  platform->clock
      = options->fake_clock ? wf_clock_new_manual (FAKE_START_US) : wf_clock_new_system (1);
  platform->step_us = STEP_MS * 1000;
  wf_platform_init (platform);
  if (!load_faults (platform, options, error))
    return FALSE;
  if (!load_city (platform, options, error))
    return FALSE;
  if (!start_links (platform, options, error))
    return FALSE;
  platform->server = wf_platform_server_new (platform, options->listen, error);
  return platform->server != NULL;
}

static void
stop (WfPlatform *platform)
{
  wf_platform_server_free (platform->server);
  wf_platform_clear (platform);
}

static void
run (WfPlatform *platform, const WfPlatformOptions *options)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  guint flush_id = g_timeout_add (WF_CHANGE_FEED_MS, flush_cb, platform->changes);
  guint step_id = options->fake_clock ? 0 : g_timeout_add (STEP_MS, step_cb, platform);

  /* A second signal may come while the platform is taken down: the loop must still be there. */
  g_unix_signal_add_full (G_PRIORITY_DEFAULT, SIGTERM, quit_cb, g_main_loop_ref (loop),
                          (GDestroyNotify) g_main_loop_unref);
  g_unix_signal_add_full (G_PRIORITY_DEFAULT, SIGINT, quit_cb, g_main_loop_ref (loop),
                          (GDestroyNotify) g_main_loop_unref);
  if (say_ready (platform, options->ready_fd))
    g_main_loop_run (loop);
  g_source_remove (flush_id);
  if (step_id != 0)
    g_source_remove (step_id);
  g_main_loop_unref (loop);
}

static gboolean
serve (const WfPlatformOptions *options, GError **error)
{
  WfPlatform platform = { 0 };
  gboolean ok;

  /* A console that dies must not leave an orphan. The kernel means the thread that started us. */
  if (options->ready_fd >= 0)
    prctl (PR_SET_PDEATHSIG, SIGTERM);
  ok = start (&platform, options, error);
  if (ok)
    run (&platform, options);
  stop (&platform);
  return ok;
}

int
main (int argc, char **argv)
{
  g_autofree char *locale = wf_paths_locale ();
  g_auto (WfPlatformOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  setlocale (LC_ALL, "");
  /* Numbers on the wire have a point. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);

  if (!wf_platform_options_parse (&options, &argc, &argv, &error))
    {
      g_printerr ("watchfloor-platform: %s\n", error->message);
      return 2;
    }
  ok = options.make_city == NULL || make_city (&options, &error);
  if (ok && (options.make_city == NULL || options.city != NULL))
    ok = serve (&options, &error);
  if (ok)
    return 0;
  g_printerr ("watchfloor-platform: %s\n", error->message);
  return error->domain == G_OPTION_ERROR ? 2 : 1;
}
