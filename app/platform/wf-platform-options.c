/* Watchfloor: how watchfloor-platform was called.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GOption reads, we check the ranges. */
#include "config.h"

#include "wf-platform-options.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>

static gboolean
check_range (const char *name, double value, double min, double max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--%s must be from %.10g to %.10g."), name, min, max);
  return FALSE;
}

static gboolean
check_clock (WfPlatformOptions *options, const char *clock, GError **error)
{
  options->fake_clock = g_strcmp0 (clock, "fake") == 0;
  if (clock == NULL || options->fake_clock || g_str_equal (clock, "real"))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--clock must be 'real' or 'fake'."));
  return FALSE;
}

static gboolean
check_ready_fd (int fd, GError **error)
{
  int flags = fcntl (fd, F_GETFL);

  if (fd == -1 || (flags != -1 && (flags & O_ACCMODE) != O_RDONLY))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--ready-fd must name a descriptor that is open for writing; %d is not."), fd);
  return FALSE;
}

/* What stays at -1 was not given. */
static gboolean
check_numbers (const WfPlatformOptions *options, int buildings, GError **error)
{
  const struct
  {
    const char *name;
    double value, min, max;
  } optional[] = {
    { "ambulances", options->n_ambulances, 0, 1000 },
    { "buses", options->n_buses, 0, 20000 },
    { "refuse-share", options->refuse_share, 0, 1 },
    { "silent-share", options->silent_share, 0, 1 },
    { "cot", options->cot_port, 0, 65535 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (optional); i++)
    if (optional[i].value != -1
        && !check_range (optional[i].name, optional[i].value, optional[i].min, optional[i].max,
                         error))
      return FALSE;
  return check_range ("buildings", buildings, 500, 2000000, error)
         && check_range ("speed", options->speed, 0.01, 1000, error)
         && check_ready_fd (options->ready_fd, error);
}

/* PORT, or HOST:PORT. */
static gboolean
check_jt808 (WfPlatformOptions *options, const char *text, GError **error)
{
  guint64 port;

  if (text == NULL)
    return TRUE;
  if (strchr (text, ':') != NULL)
    {
      options->jt808_to = g_strdup (text);
      return TRUE;
    }
  if (!g_ascii_string_to_unsigned (text, 10, 0, 65535, &port, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("--jt808 must be a port, or HOST:PORT."));
      return FALSE;
    }
  options->jt808_port = (int) port;
  return TRUE;
}

/* Words that are not options. */
static gboolean
check_rest (const WfPlatformOptions *options, int argc, char **argv, GError **error)
{
  if (argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("'%s' is not understood; see --help."), argv[1]);
      return FALSE;
    }
  return TRUE;
}

/* What is told beside HTTP. */
static void
add_link_entries (GOptionContext *context, WfPlatformOptions *options, char **jt808)
{
  const GOptionEntry entries[] = {
    { "mqtt", 0, 0, G_OPTION_ARG_STRING, &options->mqtt,
      N_ ("Publish to this broker too: mqtt(s)://[USER:PASSWORD@]HOST:PORT/PREFIX"), "URL" },
    { "mqtt-ca", 0, 0, G_OPTION_ARG_FILENAME, &options->mqtt_ca,
      N_ ("The authorities trusted for the broker (the system's)"), "FILE.pem" },
    { "jt808", 0, 0, G_OPTION_ARG_STRING, jt808,
      N_ ("Send vehicles as JT/T 808 to who connects at PORT (0 takes any); HOST:PORT: they call "
          "there"),
      "[HOST:]PORT" },
    { "cot", 0, 0, G_OPTION_ARG_INT, &options->cot_port,
      N_ ("Send vehicles as CoT events to who connects there; 0 takes any"), "PORT" },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

gboolean
wf_platform_options_parse (WfPlatformOptions *options, int *argc, char ***argv, GError **error)
{
  gint64 seed = 1;
  int buildings = WF_DEMO_BUILDINGS;
  g_autofree char *clock = NULL;
  g_autofree char *jt808 = NULL;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen,
      N_ ("Listen at ADDRESS:PORT; port 0 takes any"), "ADDRESS:PORT" },
    { "city", 0, 0, G_OPTION_ARG_FILENAME, &options->city, N_ ("Play this city"), "DIR" },
    { "make-city", 0, 0, G_OPTION_ARG_FILENAME, &options->make_city,
      N_ ("Make a city in this folder; without --city, then exit"), "DIR" },
    { "buildings", 0, 0, G_OPTION_ARG_INT, &buildings, N_ ("Buildings of the city to make"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("The same seed plays the same"), "N" },
    { "ambulances", 0, 0, G_OPTION_ARG_INT, &options->n_ambulances,
      N_ ("Ambulances on duty (as the city file says, else 24)"), "N" },
    { "buses", 0, 0, G_OPTION_ARG_INT, &options->n_buses,
      N_ ("Buses on the lines (as the city file says, else by size)"), "N" },
    { "refuse-share", 0, 0, G_OPTION_ARG_DOUBLE, &options->refuse_share,
      N_ ("So many of the orders are refused, 0 to 1 (as the city file says, else 0.04)"), "X" },
    { "silent-share", 0, 0, G_OPTION_ARG_DOUBLE, &options->silent_share,
      N_ ("So many of the orders are never answered, 0 to 1 (as the city file says, else 0.02)"),
      "X" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options->speed, N_ ("The city lives X times as fast"),
      "X" },
    { "clock", 0, 0, G_OPTION_ARG_STRING, &clock,
      N_ ("real, or fake: moved by POST /admin/clock?advance_s=N"), "real|fake" },
    { "faults", 0, 0, G_OPTION_ARG_FILENAME, &options->faults,
      N_ ("Misbehave by the rules in this file"), "FILE.json" },
    { "ready-fd", 0, 0, G_OPTION_ARG_INT, &options->ready_fd,
      N_ ("Say there when ready, and end with the parent"), "N" },
    { NULL }
  };
  g_autoptr (GOptionContext) context
      = g_option_context_new (_ ("- the embedded city of Watchfloor"));

  *options = (WfPlatformOptions){ .speed = 1,
                                  .n_ambulances = -1,
                                  .n_buses = -1,
                                  .refuse_share = -1,
                                  .silent_share = -1,
                                  .cot_port = -1,
                                  .jt808_port = -1,
                                  .ready_fd = -1 };
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_link_entries (context, options, &jt808);
  if (!g_option_context_parse (context, argc, argv, error)
      || !check_numbers (options, buildings, error) || !check_clock (options, clock, error)
      || !check_jt808 (options, jt808, error) || !check_rest (options, *argc, *argv, error))
    return FALSE;
  if (options->listen == NULL)
    options->listen = g_strdup ("127.0.0.1:0");
  options->seed = (guint64) seed;
  options->n_buildings = (guint) buildings;
  return TRUE;
}

void
wf_platform_options_clear (WfPlatformOptions *options)
{
  g_clear_pointer (&options->listen, g_free);
  g_clear_pointer (&options->city, g_free);
  g_clear_pointer (&options->make_city, g_free);
  g_clear_pointer (&options->faults, g_free);
  g_clear_pointer (&options->mqtt, g_free);
  g_clear_pointer (&options->mqtt_ca, g_free);
  g_clear_pointer (&options->jt808_to, g_free);
}
