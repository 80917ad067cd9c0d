/* Watchfloor: the simulation's entities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Normalized NGSI-LD values, and the way into the store. */
#include "config.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-sim-private.h"

#include <string.h>

json_t *
wf_sim_text (const char *text)
{
  return json_pack ("{s:s, s:s}", "type", "Property", "value", text);
}

json_t *
wf_sim_number (double value, int decimals, const char *unit_code)
{
  double scale = pow (10, decimals);
  double rounded = round (value * scale) / scale;
  json_t *property = json_pack ("{s:s}", "type", "Property");

  json_object_set_new (property, "value",
                       decimals == 0 ? json_integer ((json_int_t) rounded) : json_real (rounded));
  if (unit_code != NULL)
    json_object_set_new (property, "unitCode", json_string (unit_code));
  return property;
}

json_t *
wf_sim_time (gint64 time_us)
{
  g_autofree char *text = wf_time_format (time_us);

  return wf_sim_text (text);
}

json_t *
wf_sim_relation (const char *id)
{
  return json_pack ("{s:s, s:s}", "type", "Relationship", "object", id);
}

json_t *
wf_sim_location (WfLonLat p)
{
  return json_pack ("{s:s, s:{s:s, s:[f, f]}}", "type", "GeoProperty", "value", "type", "Point",
                    "coordinates", round (p.lon * 1e7) / 1e7, round (p.lat * 1e7) / 1e7);
}

json_t *
wf_sim_entity (const char *id, const char *type)
{
  return json_pack ("{s:s, s:s}", "id", id, "type", type);
}

static gboolean
is_urn_part (const char *id)
{
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("._-:", *c) == NULL)
      return FALSE;
  return *id != '\0';
}

char *
wf_sim_urn (const char *type, const char *id, guint index)
{
  if (id != NULL && is_urn_part (id))
    return g_strdup_printf ("urn:ngsi-ld:%s:%s", type, id);
  return g_strdup_printf ("urn:ngsi-ld:%s:%u", type, index);
}

/* What a thing is, as against how it goes: nobody observes a name. */
static gboolean
is_lasting (const char *attribute)
{
  static const char *const lasting[] = {
    "id",         "type",        "name",        "vehicleType",        "vehiclePlateIdentifier",
    "capability", "kind",        "lineName",    "controlledProperty", "accuracy",
    "refStation", "stationName", "description", "receivedAt",         NULL
  };

  return g_str_has_prefix (attribute, "alternate") || g_strv_contains (lasting, attribute);
}

void
wf_sim_set_names (json_t *entity, const WfPack *pack, guint32 feature, const char *column,
                  const char *fallback)
{
  const char *english = wf_sim_world_text (pack, feature, "name_en", NULL);

  json_object_set_new (entity, "name",
                       wf_sim_text (wf_sim_world_text (pack, feature, column, fallback)));
  if (english != NULL)
    json_object_set_new (entity, "alternateName", wf_sim_text (english));
}

void
wf_sim_create (WfSim *sim, json_t *entity)
{
  g_autofree char *now = wf_time_format (sim->now_us);
  g_autoptr (GError) error = NULL;
  const char *name;
  json_t *attribute;

  json_object_foreach (entity, name, attribute)
    {
      if (!is_lasting (name))
        json_object_set_new (attribute, "observedAt", json_string (now));
    }
  if (!wf_entity_store_create (sim->store, entity, WF_TIME_NONE, &error))
    g_warning ("simulation: %s", error->message);
}

void
wf_sim_patch (WfSim *sim, const char *id, json_t *attrs)
{
  g_autoptr (GError) error = NULL;

  if (sim->silent)
    json_decref (attrs);
  else if (!wf_entity_store_patch (sim->store, id, attrs, sim->now_us, &error)
           && !g_error_matches (error, WF_ERROR, WF_ERROR_NOT_FOUND))
    g_warning ("simulation: %s", error->message);
}

const char *
wf_sim_stored_text (WfSim *sim, const char *id, const char *attribute, const char *fallback)
{
  const json_t *entity = wf_entity_store_get (sim->store, id);

  return wf_json_string (json_object_get (entity, attribute), "value", fallback);
}

gint64
wf_sim_wall_us (const WfSim *sim, double world_s)
{
  return sim->now_us + (gint64) ((world_s - sim->now_s) / sim->options.speed * 1e6);
}

WfSimRandom
wf_sim_random (const WfSim *sim, const char *name)
{
  return wf_sim_random_named (sim->options.seed, name);
}
