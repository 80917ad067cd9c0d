/* Watchfloor: areas of alerts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-xml-area.h"

#include "wf-xml.h"

#include <math.h>
#include <string.h>

typedef struct
{
  double west, south, east, north;
  guint n_points;
  gboolean bad;
} Extent;

static void
extend (Extent *extent, double lon, double lat)
{
  if (extent->n_points++ == 0)
    *extent = (Extent){ lon, lat, lon, lat, 1, extent->bad };
  extent->west = MIN (extent->west, lon);
  extent->east = MAX (extent->east, lon);
  extent->south = MIN (extent->south, lat);
  extent->north = MAX (extent->north, lat);
}

/* Reads a number from @text on, over what stands between; FALSE where there is none. */
static gboolean
next_number (const char **text, double *value)
{
  const char *from = *text + strspn (*text, ", \t\r\n");
  char *end;

  *value = g_ascii_strtod (from, &end);
  if (end == from || !isfinite (*value))
    return FALSE;
  *text = end;
  return TRUE;
}

static gboolean
next_place (const char **text, Extent *extent, WfLonLat *place)
{
  if (!next_number (text, &place->lat) || !next_number (text, &place->lon))
    return FALSE;
  if (!(fabs (place->lat) <= 90 && fabs (place->lon) <= 180)
      || extent->n_points >= WF_XML_AREA_MAX_POINTS)
    {
      extent->bad = TRUE;
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_at_end (const char *text)
{
  return text[strspn (text, ", \t\r\n")] == '\0';
}

static void
add_polygon (json_t *polygons, const xmlNode *node, Extent *extent)
{
  g_autofree char *text = wf_xml_text (node);
  const char *at = text != NULL ? text : "";
  json_t *ring = json_array ();
  WfLonLat place;

  while (!is_at_end (at) && next_place (&at, extent, &place))
    {
      extend (extent, place.lon, place.lat);
      json_array_append_new (ring, json_pack ("[f, f]", place.lon, place.lat));
    }
  if (is_at_end (at) && json_array_size (ring) >= 4)
    {
      json_array_append_new (polygons, ring);
      return;
    }
  extent->bad = TRUE;
  json_decref (ring);
}

static void
add_circle (json_t *circles, const xmlNode *node, Extent *extent)
{
  g_autofree char *text = wf_xml_text (node);
  const char *at = text != NULL ? text : "";
  WfLonLat place;
  double radius_km;

  if (!next_place (&at, extent, &place) || !next_number (&at, &radius_km) || radius_km < 0
      || radius_km > 20000)
    {
      extent->bad = TRUE;
      return;
    }
  extend (extent, place.lon, place.lat);
  json_array_append_new (circles, json_pack ("{s:f, s:f, s:f}", "lon", place.lon, "lat", place.lat,
                                             "radius_m", radius_km * 1000));
}

static void
set_or_drop (json_t *area, const char *name, json_t *list)
{
  if (json_array_size (list) > 0)
    json_object_set (area, name, list);
  json_decref (list);
}

/* The shapes among the children of @node. */
static json_t *
read_area (const xmlNode *node, Extent *extent)
{
  json_t *area = json_object (), *polygons = json_array (), *circles = json_array ();
  g_autofree char *desc = wf_xml_child_text (node, "areaDesc");

  if (desc != NULL)
    json_object_set_new (area, "desc", json_string (desc));
  for (const xmlNode *child = wf_xml_child (node, NULL); child != NULL;
       child = wf_xml_next (child, NULL))
    if (wf_xml_is (child, "polygon"))
      add_polygon (polygons, child, extent);
    else if (wf_xml_is (child, "circle"))
      add_circle (circles, child, extent);
    else if (wf_xml_is (child, "point"))
      {
        g_autofree char *text = wf_xml_text (child);
        const char *at = text != NULL ? text : "";
        WfLonLat place;

        if (next_place (&at, extent, &place))
          extend (extent, place.lon, place.lat);
      }
  set_or_drop (area, "polygons", polygons);
  set_or_drop (area, "circles", circles);
  return area;
}

static void
add_area (json_t *areas, json_t *area)
{
  if (json_object_get (area, "polygons") != NULL || json_object_get (area, "circles") != NULL)
    json_array_append (areas, area);
}

gboolean
wf_xml_areas (const xmlNode *node, json_t *attrs, WfLonLat *position)
{
  Extent extent = { 0 };
  json_t *areas = json_array (), *own;
  GString *words = g_string_new (NULL);

  if (node == NULL)
    {
      json_decref (areas);
      g_string_free (words, TRUE);
      return TRUE;
    }
  own = read_area (node, &extent);
  add_area (areas, own);
  for (const xmlNode *child = wf_xml_child (node, "area"); child != NULL;
       child = wf_xml_next (child, "area"))
    {
      json_t *area = read_area (child, &extent);
      const char *desc = json_string_value (json_object_get (area, "desc"));

      add_area (areas, area);
      if (desc != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? "; " : "", desc);
      json_decref (area);
    }
  json_decref (own);
  if (words->len > 0)
    json_object_set_new (attrs, "areaDesc", json_string (words->str));
  g_string_free (words, TRUE);
  set_or_drop (attrs, "areas", areas);
  if (extent.n_points > 0)
    *position = (WfLonLat){ (extent.west + extent.east) / 2, (extent.south + extent.north) / 2 };
  return !extent.bad;
}
