/* Watchfloor: what a fault does to content.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Times and positions of entities, wherever in an answer they stand. Main thread. */
#include "config.h"

#include "wf-fault-rules.h"

#include "wf-entity-form.h"
#include "wf-json.h"

void
wf_fault_plan_clear (WfFaultPlan *plan)
{
  for (guint i = 0; i < plan->n_content; i++)
    g_clear_pointer (&plan->content[i].entity_type, g_free);
  plan->n_content = 0;
}

static void
move_position (json_t *position, WfDatum datum)
{
  WfLonLat p = { json_number_value (json_array_get (position, 0)),
                 json_number_value (json_array_get (position, 1)) };

  p = wf_datum_from_wgs84 (datum, p);
  json_array_set_new (position, 0, json_real (p.lon));
  json_array_set_new (position, 1, json_real (p.lat));
}

static void
move_coordinates (json_t *coordinates, WfDatum datum)
{
  json_t *part;
  size_t i;

  if (json_is_number (json_array_get (coordinates, 0)))
    {
      move_position (coordinates, datum);
      return;
    }
  json_array_foreach (coordinates, i, part)
    move_coordinates (part, datum);
}

/* The time @text shifted; NULL where it is none. */
static json_t *
skewed (const json_t *text, double skew_s)
{
  g_autofree char *shifted = NULL;
  gint64 time_us;

  if (!json_is_string (text) || !wf_time_parse (json_string_value (text), &time_us))
    return NULL;
  shifted = wf_time_format (time_us + (gint64) (skew_s * (double) WF_SECOND_US));
  return json_string (shifted);
}

static void
mangle_object (const WfContentFault *fault, json_t *object)
{
  const char *name;
  json_t *value;
  void *next;

  if (fault->kind == WF_FAULT_WRONG_DATUM && wf_geojson_is_geometry (object))
    {
      move_coordinates (json_object_get (object, "coordinates"), fault->datum);
      return;
    }
  json_object_foreach_safe (object, next, name, value)
    {
      json_t *shifted = fault->kind == WF_FAULT_CLOCK_SKEW ? skewed (value, fault->skew_s) : NULL;

      if (shifted != NULL)
        json_object_set_new (object, name, shifted);
      else if (json_is_object (value))
        mangle_object (fault, value);
    }
}

static gboolean
is_entity (const json_t *value)
{
  return json_is_string (json_object_get (value, "id"))
         && json_is_string (json_object_get (value, "type"))
         && json_object_get (value, "data") == NULL;
}

/* Entities stand alone, in arrays, or in the data of a notification. */
static void
mangle_entities (const WfContentFault *fault, json_t *value)
{
  json_t *part;
  size_t i;

  json_array_foreach (value, i, part)
    mangle_entities (fault, part);
  if (json_object_get (value, "data") != NULL)
    mangle_entities (fault, json_object_get (value, "data"));
  else if (json_object_get (value, "features") != NULL)
    mangle_entities (fault, json_object_get (value, "features"));
  else if (is_entity (value)
           && (fault->entity_type == NULL
               || g_str_equal (wf_json_string (value, "type", ""), fault->entity_type)))
    mangle_object (fault, value);
}

void
wf_fault_plan_mangle (const WfFaultPlan *plan, json_t *value)
{
  for (guint i = 0; i < plan->n_content; i++)
    mangle_entities (&plan->content[i], value);
}
