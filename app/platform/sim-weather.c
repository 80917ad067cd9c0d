/* Watchfloor: the weather of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Three stations under one sky: figures that follow the hour of the day and wander. */
#include "config.h"

#include "wf-json.h"
#include "wf-mercator.h"
#include "wf-sim-private.h"

#include <glib/gi18n.h>

#define N_STATIONS 3
#define EVERY_S 60.0
#define LEAST_WALL_US (5 * WF_SECOND_US)

typedef struct
{
  WfSimRandom random;
  double next_s;
  gint64 told_us;
  char *ids[N_STATIONS];
  double warmth[N_STATIONS]; /* against the mean of the hour */
  double wind_mps, wind_deg, rain_mm, humidity;
} Weather;

static double
hour_of_day (const WfSim *sim, double lon)
{
  double seconds = (double) (sim->start_us / WF_SECOND_US) + sim->now_s + lon / 15.0 * 3600.0;

  return fmod (seconds, 86400.0) / 3600.0;
}

static json_t *
figures (WfSim *sim, Weather *weather, guint i)
{
  json_t *attrs = json_object ();
  WfUnit middle = { wf_pack_box (sim->world->roads).min_x, wf_pack_box (sim->world->roads).min_y };
  double hour = hour_of_day (sim, wf_unit_to_lonlat (middle).lon);
  double temperature = 14 + 5 * sin ((hour - 9) / 24 * 2 * M_PI) + weather->warmth[i];

  json_object_set_new (attrs, "temperature", wf_sim_number (temperature, 1, "CEL"));
  json_object_set_new (attrs, "relativeHumidity", wf_sim_number (weather->humidity, 2, "C62"));
  json_object_set_new (attrs, "windSpeed", wf_sim_number (weather->wind_mps, 1, "MTS"));
  json_object_set_new (attrs, "windDirection",
                       wf_sim_number (fmod (weather->wind_deg, 360), 0, "DD"));
  json_object_set_new (attrs, "precipitation", wf_sim_number (weather->rain_mm, 1, "MMT"));
  return attrs;
}

static gpointer
weather_start (WfSim *sim)
{
  Weather *weather = g_new0 (Weather, 1);

  weather->random = wf_sim_random (sim, "weather");
  weather->wind_mps = 4;
  weather->wind_deg = wf_sim_random_range (&weather->random, 0, 360);
  weather->humidity = 0.6;
  weather->told_us = sim->now_us;
  weather->next_s = sim->now_s + EVERY_S;
  for (guint i = 0; i < N_STATIONS; i++)
    {
      WfRoadSnap place = wf_sim_random_place (sim, &weather->random, NULL, 0);
      g_autofree char *name = g_strdup_printf (_ ("Weather station %u"), i + 1);
      g_autoptr (json_t) values = NULL;
      json_t *entity;

      weather->ids[i] = g_strdup_printf ("urn:ngsi-ld:WeatherObserved:%u", i + 1);
      weather->warmth[i] = wf_sim_random_bell (&weather->random) * 0.6;
      values = figures (sim, weather, i);
      entity = wf_sim_entity (weather->ids[i], "WeatherObserved");
      json_object_set_new (entity, "name", wf_sim_text (name));
      json_object_set_new (entity, "location", wf_sim_location (place.position));
      json_object_update (entity, values);
      wf_sim_create (sim, entity);
    }
  return weather;
}

static void
drift (Weather *weather)
{
  WfSimRandom *random = &weather->random;

  weather->wind_mps = CLAMP (weather->wind_mps + wf_sim_random_bell (random) * 0.3, 0, 20);
  weather->wind_deg = fmod (weather->wind_deg + 360 + wf_sim_random_bell (random) * 4, 360);
  weather->humidity = CLAMP (weather->humidity + wf_sim_random_bell (random) * 0.01, 0.25, 0.99);
  weather->rain_mm = CLAMP (weather->rain_mm + wf_sim_random_bell (random) * 0.2 - 0.03, 0, 12);
  for (guint i = 0; i < N_STATIONS; i++)
    weather->warmth[i] = CLAMP (weather->warmth[i] + wf_sim_random_bell (random) * 0.05, -2.5, 2.5);
}

static void
weather_step (WfSim *sim, gpointer part)
{
  Weather *weather = part;

  if (sim->now_s < weather->next_s || sim->now_us - weather->told_us < LEAST_WALL_US)
    return;
  weather->next_s = sim->now_s + EVERY_S;
  weather->told_us = sim->now_us;
  drift (weather);
  for (guint i = 0; i < N_STATIONS; i++)
    wf_sim_patch (sim, weather->ids[i], figures (sim, weather, i));
}

static void
weather_stop (gpointer part)
{
  Weather *weather = part;

  for (guint i = 0; i < N_STATIONS; i++)
    g_free (weather->ids[i]);
  g_free (weather);
}

const WfSimPart wf_sim_part_weather
    = { "weather", weather_start, weather_step, NULL, weather_stop };
