/* Watchfloor: an incident.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The value and its entity. Pure, any thread. */
#include "config.h"

#include "wf-incident.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *const kinds[]
    = { "medical", "fire", "traffic", "flood", "gas", "crowd", "other", NULL };
static const char *const kind_labels[]
    = { N_ ("Medical emergency"), N_ ("Fire"),           N_ ("Traffic accident"), N_ ("Flooding"),
        N_ ("Gas leak"),          N_ ("Crowd incident"), N_ ("Other incident") };

static const char *const level_labels[] = { N_ ("Level I, very grave"), N_ ("Level II, grave"),
                                            N_ ("Level III, serious"), N_ ("Level IV, ordinary") };

static const struct
{
  const char *state;
  const char *label;
} state_labels[] = {
  { "draft", N_ ("Being entered") },
  { "open", N_ ("Waiting for a unit") },
  { "dispatched", N_ ("Unit sent") },
  { "closed", N_ ("Closed") },
};

const char *const *
wf_incident_kinds (void)
{
  return kinds;
}

const char *
wf_incident_kind_label (const char *kind)
{
  for (guint i = 0; kind != NULL && kinds[i] != NULL; i++)
    if (g_str_equal (kinds[i], kind))
      return _ (kind_labels[i]);
  return kind != NULL && *kind != '\0' ? kind : _ ("Other incident");
}

const char *
wf_incident_level_label (int level)
{
  return level >= 1 && level <= 4 ? _ (level_labels[level - 1]) : _ ("Level not set");
}

const char *
wf_incident_state_label (const char *state)
{
  for (guint i = 0; state != NULL && i < G_N_ELEMENTS (state_labels); i++)
    if (g_str_equal (state_labels[i].state, state))
      return _ (state_labels[i].label);
  return state != NULL ? state : "";
}

/* ---- shapes */

WfShape
wf_shape_new (WfShapeKind kind, const WfLonLat *points, guint n_points)
{
  return (WfShape){ kind, n_points, g_memdup2 (points, n_points * sizeof *points) };
}

WfShape
wf_shape_copy (const WfShape *shape)
{
  return wf_shape_new (shape->kind, shape->points, shape->n_points);
}

void
wf_shape_clear (WfShape *shape)
{
  g_clear_pointer (&shape->points, g_free);
  shape->n_points = 0;
}

static WfLonLat
line_middle (const WfShape *shape)
{
  double total = 0, half;

  for (guint i = 1; i < shape->n_points; i++)
    total += hypot (shape->points[i].lon - shape->points[i - 1].lon,
                    shape->points[i].lat - shape->points[i - 1].lat);
  half = total / 2;
  for (guint i = 1; i < shape->n_points; i++)
    {
      WfLonLat a = shape->points[i - 1], b = shape->points[i];
      double d = hypot (b.lon - a.lon, b.lat - a.lat);

      if (d >= half && d > 0)
        return (WfLonLat){ a.lon + (b.lon - a.lon) * half / d, a.lat + (b.lat - a.lat) * half / d };
      half -= d;
    }
  return shape->points[0];
}

/* The centroid (Bourke 1988), the mean of the points where the area is nothing. */
static WfLonLat
area_centroid (const WfShape *shape)
{
  WfLonLat o = shape->points[0], mean = { 0, 0 };
  double a2 = 0, cx = 0, cy = 0;

  for (guint i = 0; i < shape->n_points; i++)
    {
      WfLonLat p = shape->points[i], q = shape->points[(i + 1) % shape->n_points];
      double cross = (p.lon - o.lon) * (q.lat - o.lat) - (q.lon - o.lon) * (p.lat - o.lat);

      a2 += cross;
      cx += cross * (p.lon + q.lon - 2 * o.lon);
      cy += cross * (p.lat + q.lat - 2 * o.lat);
      mean.lon += p.lon / shape->n_points;
      mean.lat += p.lat / shape->n_points;
    }
  return fabs (a2) < 1e-18 ? mean : (WfLonLat){ o.lon + cx / (3 * a2), o.lat + cy / (3 * a2) };
}

WfLonLat
wf_shape_anchor (const WfShape *shape)
{
  if (shape->n_points == 0)
    return (WfLonLat){ NAN, NAN };
  if (shape->kind == WF_SHAPE_LINE)
    return line_middle (shape);
  if (shape->kind == WF_SHAPE_AREA)
    return area_centroid (shape);
  return shape->points[0];
}

static json_t *
position_to_json (WfLonLat p)
{
  return json_pack ("[f,f]", p.lon, p.lat);
}

json_t *
wf_shape_to_geojson (const WfShape *shape)
{
  json_t *points = json_array ();

  if (shape->n_points == 0)
    return json_decref (points), json_null ();
  for (guint i = 0; i < shape->n_points; i++)
    json_array_append_new (points, position_to_json (shape->points[i]));
  if (shape->kind == WF_SHAPE_POINT)
    {
      json_decref (points);
      return json_pack ("{s:s, s:o}", "type", "Point", "coordinates",
                        position_to_json (shape->points[0]));
    }
  if (shape->kind == WF_SHAPE_LINE)
    return json_pack ("{s:s, s:o}", "type", "LineString", "coordinates", points);
  json_array_append_new (points, position_to_json (shape->points[0]));
  return json_pack ("{s:s, s:[o]}", "type", "Polygon", "coordinates", points);
}

static gboolean
position_from_json (const json_t *value, WfLonLat *p)
{
  if (json_array_size (value) < 2 || !json_is_number (json_array_get (value, 0))
      || !json_is_number (json_array_get (value, 1)))
    return FALSE;
  p->lon = json_number_value (json_array_get (value, 0));
  p->lat = json_number_value (json_array_get (value, 1));
  return wf_lonlat_is_valid (*p);
}

static gboolean
points_from_json (const json_t *list, guint least, GArray *points)
{
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      WfLonLat p;

      if (!position_from_json (json_array_get (list, i), &p))
        return FALSE;
      g_array_append_val (points, p);
    }
  return points->len >= least;
}

static gboolean
read_geometry (const json_t *geometry, WfShapeKind *kind, GArray *points)
{
  const char *type = wf_json_string (geometry, "type", "");
  const json_t *coordinates = json_object_get (geometry, "coordinates");
  WfLonLat p;

  if (g_str_equal (type, "Point"))
    {
      *kind = WF_SHAPE_POINT;
      return position_from_json (coordinates, &p) && (g_array_append_val (points, p), TRUE);
    }
  if (g_str_equal (type, "LineString"))
    {
      *kind = WF_SHAPE_LINE;
      return points_from_json (coordinates, 2, points);
    }
  *kind = WF_SHAPE_AREA;
  if (!g_str_equal (type, "Polygon")
      || !points_from_json (json_array_get (coordinates, 0), 4, points))
    return FALSE;
  g_array_set_size (points, points->len - 1);
  return TRUE;
}

gboolean
wf_shape_from_geojson (const json_t *geometry, WfShape *shape, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (WfLonLat));
  WfShapeKind kind = WF_SHAPE_POINT;

  if (!read_geometry (geometry, &kind, points))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("The location is not a GeoJSON Point, LineString or Polygon with valid "
                      "longitudes and latitudes."));
      return FALSE;
    }
  if (points->len > WF_INCIDENT_MAX_POINTS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_TOO_LARGE,
                   _ ("The drawing has %u points; at most %d are kept. Draw it more simply."),
                   points->len, WF_INCIDENT_MAX_POINTS);
      return FALSE;
    }
  *shape = wf_shape_new (kind, (const WfLonLat *) (gpointer) points->data, points->len);
  return TRUE;
}

/* ---- places */

void
wf_place_clear (WfPlace *place)
{
  g_clear_pointer (&place->grid_code, g_free);
  g_clear_pointer (&place->community, g_free);
  g_clear_pointer (&place->street, g_free);
  g_clear_pointer (&place->district, g_free);
}

WfPlace
wf_place_copy (const WfPlace *place)
{
  return (WfPlace){ g_strdup (place->grid_code), g_strdup (place->community),
                    g_strdup (place->street), g_strdup (place->district) };
}

/* ---- what it may hold */

static gboolean
text_fits (const json_t *entity, const char *name, const char *label, glong most, GError **error)
{
  const char *text = wf_json_string (entity, name, NULL);
  glong n = text != NULL ? g_utf8_strlen (text, -1) : 0;

  if (n <= most)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_TOO_LARGE,
               /* Translators: a field of the form, how long it is, how long it may be */
               _ ("%s: %ld characters are too many, at most %ld are kept. Shorten the text."),
               label, n, most);
  return FALSE;
}

gboolean
wf_incident_fits (const json_t *entity, GError **error)
{
  const json_t *location = json_object_get (entity, "location");
  g_auto (WfShape) shape = { 0 };

  return text_fits (entity, "address", _ ("Address"), WF_INCIDENT_MAX_ADDRESS, error)
         && text_fits (entity, "notes", _ ("Notes"), WF_INCIDENT_MAX_NOTES, error)
         && (!json_is_object (location) || wf_shape_from_geojson (location, &shape, error));
}

char *
wf_incident_cut_text (const char *text)
{
  g_autofree char *head = g_utf8_substring (text, 0, WF_INCIDENT_MAX_NOTES - 1);

  return g_strconcat (head, "…", NULL);
}

gboolean
wf_incident_text_is_cut (const char *text)
{
  return text != NULL && g_str_has_suffix (text, "…")
         && g_utf8_strlen (text, -1) == WF_INCIDENT_MAX_NOTES;
}

/* ---- incidents */

WfIncident *
wf_incident_new (const WfShape *shape, const char *created_by, gint64 now_us)
{
  g_autofree char *uuid = g_uuid_string_random ();
  WfIncident *incident = g_new0 (WfIncident, 1);

  incident->id = g_strconcat ("urn:ngsi-ld:Incident:", uuid, NULL);
  incident->kind = g_strdup ("medical");
  incident->level = 3;
  incident->shape = wf_shape_copy (shape);
  incident->created_by = g_strdup (created_by);
  incident->created_us = now_us;
  incident->state = g_strdup ("draft");
  return incident;
}

WfIncident *
wf_incident_copy (const WfIncident *incident)
{
  WfIncident *copy = g_memdup2 (incident, sizeof *incident);

  copy->id = g_strdup (incident->id);
  copy->kind = g_strdup (incident->kind);
  copy->shape = wf_shape_copy (&incident->shape);
  copy->address = g_strdup (incident->address);
  copy->notes = g_strdup (incident->notes);
  copy->place = wf_place_copy (&incident->place);
  copy->created_by = g_strdup (incident->created_by);
  copy->state = g_strdup (incident->state);
  return copy;
}

void
wf_incident_free (WfIncident *incident)
{
  if (incident == NULL)
    return;
  g_free (incident->id);
  g_free (incident->kind);
  wf_shape_clear (&incident->shape);
  g_free (incident->address);
  g_free (incident->notes);
  wf_place_clear (&incident->place);
  g_free (incident->created_by);
  g_free (incident->state);
  g_free (incident);
}

static void
set_text (json_t *entity, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_new (entity, name, json_string (value));
}

json_t *
wf_incident_to_entity (const WfIncident *incident)
{
  g_autofree char *opened = wf_time_format (incident->created_us);
  json_t *entity = json_object ();

  set_text (entity, "id", incident->id);
  set_text (entity, "type", "Incident");
  set_text (entity, "kind", incident->kind);
  json_object_set_new (entity, "level", json_integer (incident->level));
  json_object_set_new (entity, "location", wf_shape_to_geojson (&incident->shape));
  set_text (entity, "address", incident->address);
  set_text (entity, "notes", incident->notes);
  set_text (entity, "gridCode", incident->place.grid_code);
  set_text (entity, "community", incident->place.community);
  set_text (entity, "street", incident->place.street);
  set_text (entity, "district", incident->place.district);
  set_text (entity, "createdBy", incident->created_by);
  set_text (entity, "openedAt", opened);
  set_text (entity, "state", incident->state);
  if (incident->version > 0)
    json_object_set_new (entity, "version", json_integer (incident->version));
  return entity;
}

static char *
dup_text (const json_t *entity, const char *name)
{
  return g_strdup (wf_json_string (entity, name, NULL));
}

/* All but the shape. */
static WfIncident *
read_entity (const json_t *entity, GError **error)
{
  const char *id = wf_json_string (entity, "id", NULL);
  WfIncident *incident;

  if (id == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("An incident came without an id."));
      return NULL;
    }
  incident = g_new0 (WfIncident, 1);
  incident->id = g_strdup (id);
  incident->kind = g_strdup (wf_json_string (entity, "kind", "other"));
  incident->level = (int) CLAMP (wf_json_integer (entity, "level", 4), 1, 4);
  incident->address = dup_text (entity, "address");
  incident->notes = dup_text (entity, "notes");
  incident->place = (WfPlace){ dup_text (entity, "gridCode"), dup_text (entity, "community"),
                               dup_text (entity, "street"), dup_text (entity, "district") };
  incident->created_by = dup_text (entity, "createdBy");
  if (!wf_time_parse (wf_json_string (entity, "openedAt", NULL), &incident->created_us))
    incident->created_us = WF_TIME_NONE;
  incident->state = g_strdup (wf_json_string (entity, "state", "open"));
  incident->version = wf_json_integer (entity, "version", 0);
  return incident;
}

WfIncident *
wf_incident_from_entity (const json_t *entity, GError **error)
{
  g_autoptr (WfIncident) incident = read_entity (entity, error);

  if (incident == NULL
      || !wf_shape_from_geojson (json_object_get (entity, "location"), &incident->shape, error))
    return NULL;
  return g_steal_pointer (&incident);
}

WfIncident *
wf_incident_from_draft (const json_t *entity, GError **error)
{
  const json_t *location = json_object_get (entity, "location");

  if (location == NULL || json_is_null (location))
    return read_entity (entity, error);
  return wf_incident_from_entity (entity, error);
}
