/* Watchfloor: the buses of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* All buses of a line follow the same drive, a headway apart; each is a little early or late, but
 * never so much that it meets the next. */
#include "config.h"

#include "wf-sim-private.h"

#define WOBBLE_PERIOD_S 1500.0
#define WOBBLE_S 20.0

typedef struct
{
  char *id;
  const WfSimBusLine *line;
  double offset_s; /* its place in the line's round */
  double wobble_s, wobble_phase;
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
  g_free (((Bus *) data)->id);
}

static WfDriveState
bus_state (const WfSim *sim, const Bus *bus)
{
  double round_s = wf_drive_seconds (bus->line->drive);
  double late = bus->wobble_s * sin (sim->now_s / WOBBLE_PERIOD_S * 2 * M_PI + bus->wobble_phase);
  double at = fmod (sim->now_s + bus->offset_s + late, round_s);

  return wf_drive_at (bus->line->drive, at < 0 ? at + round_s : at);
}

static void
add_bus (WfSim *sim, Buses *buses, const WfSimBusLine *line, guint k, guint n)
{
  Bus bus = { .line = line };
  guint number = buses->buses->len + 1;
  g_autofree char *name = g_strdup_printf ("%s-%02u", line->name, k + 1);
  g_autofree char *plate = g_strdup_printf ("B-%05u", 10000 + number * 41);
  double headway_s = wf_drive_seconds (line->drive) / n;
  WfDriveState state;
  json_t *entity;

  bus.id = g_strdup_printf ("urn:ngsi-ld:Vehicle:bus-%03u", number);
  bus.random = wf_sim_random (sim, bus.id);
  bus.offset_s = headway_s * k;
  bus.wobble_s = MIN (WOBBLE_S, headway_s / 8);
  bus.wobble_phase = wf_sim_random_range (&bus.random, 0, 2 * M_PI);
  bus.told = wf_sim_told_new (sim, &bus.random);
  state = bus_state (sim, &bus);

  entity = wf_sim_entity (bus.id, "Vehicle");
  json_object_set_new (entity, "vehicleType", wf_sim_text ("bus"));
  json_object_set_new (entity, "name", wf_sim_text (name));
  json_object_set_new (entity, "lineName", wf_sim_text (line->name));
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
    total_s += wf_drive_seconds (((WfSimBusLine *) g_ptr_array_index (buses->lines, i))->drive);
  for (guint i = 0; i < buses->lines->len; i++)
    {
      const WfSimBusLine *line = g_ptr_array_index (buses->lines, i);
      guint first = (guint) floor (passed_s / total_s * n_buses + 0.5), end;

      passed_s += wf_drive_seconds (line->drive);
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
      WfDriveState state = bus_state (sim, bus);

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
