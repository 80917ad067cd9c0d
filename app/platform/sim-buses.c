/* Watchfloor: the buses of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The buses of a line set out a headway apart. Each goes from stop to stop by the signals, and
 * leaves no stop before the timetable says: who lost time at red makes it good there. */
#include "config.h"

#include "wf-sim-private.h"

/* At a terminus, where the bus is late. */
#define LEAST_REST_S 20.0

typedef struct
{
  char *id;
  const WfSimBusLine *line;
  double round_start_s; /* world time, by the timetable */
  guint from; /* the stop it left last */
  WfDrive *leg; /* to the next one */
  double leg_start_s;
  WfSimRandom random;
  WfSimTold told;
} Bus;

typedef struct
{
  GPtrArray *lines; /* WfSimBusLine */
  GArray *buses; /* Bus */
} Buses;

static void
bus_clear (gpointer data)
{
  Bus *bus = data;

  g_free (bus->id);
  wf_drive_free (bus->leg);
}

static const WfSimBusStop *
stop_of (const Bus *bus, guint i)
{
  return &g_array_index (bus->line->stops, WfSimBusStop, i);
}

static void
set_out (WfSim *sim, Bus *bus, guint from, double start_s)
{
  wf_drive_free (bus->leg);
  bus->from = from;
  bus->leg_start_s = start_s;
  bus->leg = wf_sim_bus_leg (sim, bus->line, from, start_s);
}

/* World time at which it leaves the stop it comes to next. */
static double
next_leave_s (const Bus *bus)
{
  const WfSimBusStop *next = stop_of (bus, bus->from + 1);
  double arrives_s = bus->leg_start_s + wf_drive_seconds (bus->leg);

  return MAX (arrives_s + MIN (next->wait_s, LEAST_REST_S), bus->round_start_s + next->leave_s);
}

static void
go_on (WfSim *sim, Bus *bus)
{
  guint last = bus->line->stops->len - 1;

  for (double leave_s = next_leave_s (bus); sim->now_s >= leave_s; leave_s = next_leave_s (bus))
    {
      guint next = bus->from + 1;

      if (next == last)
        {
          bus->round_start_s += bus->line->round_s;
          next = 0;
        }
      set_out (sim, bus, next, leave_s);
    }
}

/* @into_s after the beginning of its round. */
static void
place (WfSim *sim, Bus *bus, double into_s)
{
  guint from = 0;

  while (from + 2 < bus->line->stops->len && stop_of (bus, from + 1)->leave_s <= into_s)
    from++;
  bus->round_start_s = sim->now_s - into_s;
  set_out (sim, bus, from, bus->round_start_s + stop_of (bus, from)->leave_s);
  go_on (sim, bus);
}

static WfDriveState
bus_state (const WfSim *sim, const Bus *bus)
{
  return wf_drive_at (bus->leg, sim->now_s - bus->leg_start_s);
}

static void
add_bus (WfSim *sim, Buses *buses, const WfSimBusLine *line, guint k, guint n)
{
  Bus bus = { .line = line };
  guint number = buses->buses->len + 1;
  g_autofree char *name = g_strdup_printf ("%s-%02u", line->name, k + 1);
  g_autofree char *plate = g_strdup_printf ("B-%05u", 10000 + number * 41);
  WfDriveState state;
  json_t *entity;

  bus.id = g_strdup_printf ("urn:ngsi-ld:Vehicle:bus-%03u", number);
  bus.random = wf_sim_random (sim, bus.id);
  place (sim, &bus, line->round_s / n * k);
  bus.told = wf_sim_told_new (sim, &bus.random);
  state = bus_state (sim, &bus);

  entity = wf_sim_entity (bus.id, "Vehicle");
  json_object_set_new (entity, "vehicleType", wf_sim_text ("bus"));
  json_object_set_new (entity, "name", wf_sim_text (name));
  if (line->name_en != NULL)
    {
      g_autofree char *name_en = g_strdup_printf ("%s-%02u", line->name_en, k + 1);

      json_object_set_new (entity, "alternateName", wf_sim_text (name_en));
    }
  json_object_set_new (entity, "lineName", wf_sim_text (line->name));
  if (line->name_en != NULL)
    json_object_set_new (entity, "alternateLineName", wf_sim_text (line->name_en));
  json_object_set_new (entity, "vehiclePlateIdentifier", wf_sim_text (plate));
  json_object_set_new (entity, "accuracy", wf_sim_number (5, 0, "MTR"));
  json_object_set_new (entity, "location", wf_sim_location (state.position));
  wf_sim_create (sim, entity);
  g_array_append_val (buses->buses, bus);
}

/* Longer lines get more buses, so that headways are alike. */
static void
share_out (WfSim *sim, Buses *buses, guint n_buses)
{
  double total_s = 0, passed_s = 0;

  for (guint i = 0; i < buses->lines->len; i++)
    total_s += ((WfSimBusLine *) g_ptr_array_index (buses->lines, i))->round_s;
  for (guint i = 0; i < buses->lines->len; i++)
    {
      const WfSimBusLine *line = g_ptr_array_index (buses->lines, i);
      guint first = (guint) floor (passed_s / total_s * n_buses + 0.5), end;

      passed_s += line->round_s;
      end = (guint) floor (passed_s / total_s * n_buses + 0.5);
      for (guint k = 0; k < end - first; k++)
        add_bus (sim, buses, line, k, end - first);
    }
}

static gpointer
buses_start (WfSim *sim)
{
  guint n = (guint) sim->options.n_buses;
  Buses *buses;

  if (n == 0)
    return NULL;
  buses = g_new0 (Buses, 1);
  buses->lines = wf_sim_bus_lines_new (sim, CLAMP (n / 8, 1, 25));
  buses->buses = g_array_new (FALSE, FALSE, sizeof (Bus));
  g_array_set_clear_func (buses->buses, bus_clear);
  share_out (sim, buses, n);
  return buses;
}

static void
buses_step (WfSim *sim, gpointer part)
{
  Buses *buses = part;

  for (guint i = 0; i < buses->buses->len; i++)
    {
      Bus *bus = &g_array_index (buses->buses, Bus, i);
      WfDriveState state;

      go_on (sim, bus);
      state = bus_state (sim, bus);
      wf_sim_tell_motion (sim, bus->id, &bus->told, &state, &bus->random, NULL);
    }
}

static void
buses_report (WfSim *sim, gpointer part, json_t *state)
{
  const Buses *buses = part;

  json_object_set_new (state, "buses", json_integer (buses->buses->len));
  json_object_set_new (state, "bus_lines", json_integer (buses->lines->len));
}

static void
buses_stop (gpointer part)
{
  Buses *buses = part;

  g_array_unref (buses->buses);
  g_ptr_array_unref (buses->lines);
  g_free (buses);
}

const WfSimPart wf_sim_part_buses = { "buses", buses_start, buses_step, buses_report, buses_stop };
