/* Watchfloor: the traffic signals of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A fixed plan each: north-south, all red, east-west, all red. The plans are shifted by where the
 * junction lies, so that a car at 45 km/h meets a green wave eastward. */
#include "config.h"

#include "wf-ground.h"
#include "wf-sim-private.h"

#include <glib/gi18n.h>

#define ALL_RED_S 4.0
#define WAVE_MPS 12.5
#define MAX_SIGNALS 20000

typedef struct
{
  char *id;
  double north_s, east_s; /* green times */
  double offset_s;
  double next_s; /* world time of the next change */
} Signal;

static void
signal_clear (gpointer data)
{
  g_free (((Signal *) data)->id);
}

static const char *
phase_at (const Signal *signal, double now_s, double *ends_s)
{
  double cycle_s = signal->north_s + signal->east_s + 2 * ALL_RED_S;
  double in_cycle = fmod (now_s + signal->offset_s, cycle_s);
  double at = in_cycle < 0 ? in_cycle + cycle_s : in_cycle;
  const struct
  {
    const char *phase;
    double seconds;
  } plan[] = { { "NS", signal->north_s },
               { "allRed", ALL_RED_S },
               { "EW", signal->east_s },
               { "allRed", ALL_RED_S } };

  for (guint i = 0; i < G_N_ELEMENTS (plan); i++)
    {
      if (at < plan[i].seconds)
        {
          *ends_s = now_s + plan[i].seconds - at;
          return plan[i].phase;
        }
      at -= plan[i].seconds;
    }
  *ends_s = now_s + ALL_RED_S;
  return "allRed";
}

/* North-south or east-west, whichever is nearer. */
static const char *
phase_for (double heading_deg)
{
  return fabs (cos (heading_deg * (M_PI / 180))) >= M_SQRT1_2 ? "NS" : "EW";
}

double
wf_sim_signal_green_from (const WfSim *sim, guint32 number, double heading_deg, double at_s)
{
  const Signal *signal = &g_array_index (sim->signals, Signal, number);
  const char *wanted = phase_for (heading_deg);
  double ends_s;

  /* No plan has more than four phases. */
  for (guint i = 0; i < 5 && !g_str_equal (phase_at (signal, at_s, &ends_s), wanted); i++)
    at_s = ends_s + 1e-6;
  return at_s;
}

guint32
wf_sim_n_signals (const WfSim *sim)
{
  return sim->signals != NULL ? sim->signals->len : 0;
}

static void
set_phase (WfSim *sim, Signal *signal, json_t *attrs)
{
  const char *phase = phase_at (signal, sim->now_s, &signal->next_s);

  json_object_set_new (attrs, "phase", wf_sim_text (phase));
  json_object_set_new (attrs, "phaseEndsAt", wf_sim_time (wf_sim_wall_us (sim, signal->next_s)));
}

/* What the city file calls the column, else @usual. */
static const char *
column_name (WfSim *sim, const char *usual)
{
  const WfCityPoints *fields = sim->world->city != NULL ? wf_city_signals (sim->world->city) : NULL;
  const char *name = NULL;

  if (fields != NULL)
    name = g_str_equal (usual, "id") ? fields->id_field : fields->name_field;
  return name != NULL ? name : usual;
}

static gpointer
signals_start (WfSim *sim)
{
  const WfPack *pack = sim->world->signals;
  const char *id_column = column_name (sim, "id"), *name_column = column_name (sim, "name");
  guint32 n = MIN (wf_sim_world_count (pack), MAX_SIGNALS);
  GArray *signals;

  if (n == 0)
    return NULL;
  if (n < wf_sim_world_count (pack))
    g_message (_ ("The simulation runs %u of the city's %u signals."), n,
               wf_sim_world_count (pack));
  signals = g_array_sized_new (FALSE, TRUE, sizeof (Signal), n);
  g_array_set_clear_func (signals, signal_clear);
  for (guint32 i = 0; i < n; i++)
    {
      WfLonLat p = wf_sim_world_point (pack, i);
      const char *id = wf_sim_world_text (pack, i, id_column, NULL);
      Signal signal = { wf_sim_urn ("TrafficSignal", id, i + 1) };
      WfSimRandom random = wf_sim_random (sim, signal.id);
      json_t *entity;

      if (wf_entity_store_get (sim->store, signal.id) != NULL)
        {
          g_free (signal.id);
          signal.id = g_strdup_printf ("urn:ngsi-ld:TrafficSignal:at-%u", i + 1);
        }
      signal.north_s = 28 + wf_sim_random_index (&random, 15);
      signal.east_s = 28 + wf_sim_random_index (&random, 15);
      /* Metres east of the prime meridian, the wave's direction. */
      signal.offset_s = 1e6 - p.lon * 111320.0 * cos (p.lat * M_PI / 180) / WAVE_MPS;
      signal.offset_s
          = fmod (signal.offset_s + 1e7, signal.north_s + signal.east_s + 2 * ALL_RED_S);
      entity = wf_sim_entity (signal.id, "TrafficSignal");
      json_object_set_new (entity, "location", wf_sim_location (p));
      wf_sim_set_names (entity, pack, i, name_column, signal.id);
      set_phase (sim, &signal, entity);
      wf_sim_create (sim, entity);
      g_array_append_val (signals, signal);
    }
  sim->signals = signals;
  return signals;
}

static void
signals_step (WfSim *sim, gpointer part)
{
  GArray *signals = part;

  for (guint i = 0; i < signals->len; i++)
    {
      Signal *signal = &g_array_index (signals, Signal, i);
      json_t *attrs;

      if (sim->now_s < signal->next_s)
        continue;
      attrs = json_object ();
      set_phase (sim, signal, attrs);
      wf_sim_patch (sim, signal->id, attrs);
    }
}

static void
signals_report (WfSim *sim, gpointer part, json_t *state)
{
  json_object_set_new (state, "signals", json_integer (((GArray *) part)->len));
}

static void
signals_stop (gpointer part)
{
  g_array_unref (part);
}

const WfSimPart wf_sim_part_signals
    = { "signals", signals_start, signals_step, signals_report, signals_stop };
