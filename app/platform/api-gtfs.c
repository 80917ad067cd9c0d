/* Watchfloor: /gtfs-rt/vehicle-positions.pb.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The buses as GTFS Realtime (data/proto/gtfs-rt.proto). 32-bit floats are the standard's: 0.33 m
 * at the longitudes of China. Main thread. */
#include "config.h"

#include "gtfs-rt.pb-c.h"
#include "wf-exchange.h"
#include "wf-json.h"

#include <glib/gi18n.h>

typedef struct
{
  WfGtfs__FeedEntity entity;
  WfGtfs__VehiclePosition vehicle;
  WfGtfs__Position position;
  WfGtfs__TripDescriptor trip;
  WfGtfs__VehicleDescriptor descriptor;
} Bus;

static const json_t *
value_of (const json_t *entity, const char *name)
{
  return json_object_get (json_object_get (entity, name), "value");
}

static char *
text_of (const json_t *entity, const char *name)
{
  return (char *) json_string_value (value_of (entity, name));
}

static void
fill_position (Bus *bus, const json_t *entity, const json_t *coordinates)
{
  const json_t *speed = value_of (entity, "speed");
  const json_t *heading = value_of (entity, "heading");

  wf_gtfs__position__init (&bus->position);
  bus->position.longitude = (float) json_number_value (json_array_get (coordinates, 0));
  bus->position.latitude = (float) json_number_value (json_array_get (coordinates, 1));
  bus->position.has_speed = json_is_number (speed);
  bus->position.speed = (float) (json_number_value (speed) / 3.6);
  bus->position.has_bearing = json_is_number (heading);
  bus->position.bearing = (float) json_number_value (heading);
  bus->vehicle.position = &bus->position;
}

static void
fill_descriptors (Bus *bus, const json_t *entity)
{
  const char *line = text_of (entity, "lineName");

  wf_gtfs__vehicle_descriptor__init (&bus->descriptor);
  bus->descriptor.id = bus->entity.id;
  bus->descriptor.label = text_of (entity, "name");
  bus->descriptor.license_plate = text_of (entity, "vehiclePlateIdentifier");
  bus->vehicle.vehicle = &bus->descriptor;
  if (line == NULL)
    return;
  wf_gtfs__trip_descriptor__init (&bus->trip);
  bus->trip.route_id = (char *) line;
  bus->vehicle.trip = &bus->trip;
}

static gboolean
collect_bus (const json_t *entity, gpointer user_data)
{
  GPtrArray *buses = user_data; /* Bus; strings are borrowed from the entities */
  const json_t *location = value_of (entity, "location");
  const char *type = text_of (entity, "vehicleType");
  const char *observed = wf_json_string (json_object_get (entity, "location"), "observedAt", NULL);
  gint64 observed_us;
  Bus *bus;

  if (g_strcmp0 (type, "bus") != 0 || !g_str_equal (wf_json_string (location, "type", ""), "Point"))
    return TRUE;
  bus = g_new0 (Bus, 1);
  wf_gtfs__feed_entity__init (&bus->entity);
  wf_gtfs__vehicle_position__init (&bus->vehicle);
  bus->entity.id = (char *) wf_json_string (entity, "id", "");
  bus->entity.vehicle = &bus->vehicle;
  fill_position (bus, entity, json_object_get (location, "coordinates"));
  fill_descriptors (bus, entity);
  bus->vehicle.has_timestamp = wf_time_parse (observed, &observed_us);
  if (bus->vehicle.has_timestamp)
    bus->vehicle.timestamp = (guint64) (observed_us / WF_SECOND_US);
  g_ptr_array_add (buses, bus);
  return TRUE;
}

static GBytes *
pack_feed (GPtrArray *buses, gint64 now_us)
{
  WfGtfs__FeedMessage feed = WF_GTFS__FEED_MESSAGE__INIT;
  WfGtfs__FeedHeader header = WF_GTFS__FEED_HEADER__INIT;
  gsize size;
  guint8 *bytes;

  header.gtfs_realtime_version = (char *) "2.0";
  header.has_incrementality = TRUE;
  header.has_timestamp = TRUE;
  header.timestamp = (guint64) (now_us / WF_SECOND_US);
  feed.header = &header;
  feed.n_entity = buses->len;
  /* The entity is the first member of Bus: the pointers are the same. */
  feed.entity = (WfGtfs__FeedEntity **) buses->pdata;
  size = wf_gtfs__feed_message__get_packed_size (&feed);
  bytes = g_malloc (size);
  wf_gtfs__feed_message__pack (&feed, bytes);
  return g_bytes_new_take (bytes, size);
}

static void
handle (WfExchange *exchange)
{
  WfPlatform *platform = exchange->platform;
  g_autoptr (GPtrArray) buses = NULL;

  if (exchange->n_rest != 1 || !g_str_equal (exchange->rest[0], "vehicle-positions.pb"))
    {
      wf_exchange_reply_problem (exchange, WF_PROBLEM_NOT_FOUND, 0,
                                 _ ("There is nothing at this path."));
      return;
    }
  if (!wf_exchange_is (exchange, "GET"))
    {
      wf_exchange_reply_not_allowed (exchange, "GET");
      return;
    }
  buses = g_ptr_array_new_with_free_func (g_free);
  wf_entity_store_scan (platform->store, "Vehicle", collect_bus, buses);
  wf_exchange_reply_bytes (exchange, "application/x-protobuf",
                           pack_feed (buses, wf_clock_now (platform->clock)));
}

const WfApi wf_api_gtfs = { "/gtfs-rt", handle };
