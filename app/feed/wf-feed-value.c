/* Watchfloor: values as feeds write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-feed-value.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_POSITIONS 20000
/* Worse than a quarter of the Earth says nothing. */
#define MAX_ACCURACY_M 1e7

double
wf_feed_number (const json_t *value)
{
  double number = (double) NAN;

  if (json_is_number (value))
    number = json_number_value (value);
  else if (json_is_string (value))
    {
      const char *text = json_string_value (value);
      char *end = NULL;

      number = g_ascii_strtod (text, &end);
      while (g_ascii_isspace (*end))
        end++;
      if (end == text || *end != '\0')
        return (double) NAN;
    }
  return isfinite (number) ? number : (double) NAN;
}

gint64
wf_feed_time (const json_t *value)
{
  gint64 time_us;
  double number;

  if (json_is_object (value))
    value = json_object_get (value, "@value");
  if (json_is_string (value))
    return wf_time_parse (json_string_value (value), &time_us) ? time_us : WF_TIME_NONE;
  number = json_is_number (value) ? json_number_value (value) : 0;
  /* 1e11 seconds is the year 5138, 1e11 milliseconds 1973. */
  if (number >= 1e8 && number < 1e11)
    return (gint64) (number * 1e6);
  if (number >= 1e11 && number < 1e14)
    return (gint64) (number * 1e3);
  return WF_TIME_NONE;
}

const char *
wf_feed_text (const json_t *value)
{
  static const char *const languages[] = { "zh", "zh-CN", "zh-cn", "@none", "en" };

  if (json_is_array (value))
    value = json_array_get (value, 0);
  for (guint i = 0; json_is_object (value) && i < G_N_ELEMENTS (languages); i++)
    {
      const json_t *text = json_object_get (value, languages[i]);

      if (text != NULL)
        value = json_is_array (text) ? json_array_get (text, 0) : text;
    }
  return json_is_string (value) && json_string_length (value) > 0 ? json_string_value (value)
                                                                  : NULL;
}

/* Adds each position of nested lists; FALSE where one is none. */
static gboolean
add_positions (const json_t *coordinates, WfBox *box, guint *n, guint depth)
{
  if (!json_is_array (coordinates) || depth > 5 || *n > MAX_POSITIONS)
    return FALSE;
  if (!json_is_array (json_array_get (coordinates, 0)))
    {
      double lon = wf_feed_number (json_array_get (coordinates, 0));
      double lat = wf_feed_number (json_array_get (coordinates, 1));

      if (isnan (lon) || isnan (lat))
        return FALSE;
      wf_box_add (box, lon, lat);
      (*n)++;
      return TRUE;
    }
  for (gsize i = 0; i < json_array_size (coordinates); i++)
    if (!add_positions (json_array_get (coordinates, i), box, n, depth + 1))
      return FALSE;
  return TRUE;
}

gboolean
wf_feed_position (const json_t *geometry, WfLonLat *position, const char **bad)
{
  WfBox box = WF_BOX_EMPTY;
  WfLonLat middle;
  guint n = 0;

  *bad = NULL;
  if (!json_is_object (geometry))
    {
      if (geometry != NULL && !json_is_null (geometry))
        *bad = _ ("its location is not GeoJSON");
      return FALSE;
    }
  if (json_is_array (json_object_get (geometry, "geometries")))
    return wf_feed_position (json_array_get (json_object_get (geometry, "geometries"), 0), position,
                             bad);
  if (!add_positions (json_object_get (geometry, "coordinates"), &box, &n, 0) || n == 0)
    {
      *bad = _ ("its location has no coordinates that can be read");
      return FALSE;
    }
  middle = (WfLonLat){ (box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2 };
  if (!wf_lonlat_is_valid (middle))
    {
      *bad = _ ("its coordinates are out of range (longitude first?)");
      return FALSE;
    }
  *position = middle;
  return TRUE;
}

float
wf_feed_heading (double degrees)
{
  if (isnan (degrees) || degrees < 0 || degrees > 360)
    return NAN;
  return (float) (degrees >= 360 ? 0 : degrees);
}

float
wf_feed_accuracy (const json_t *value)
{
  double accuracy_m = wf_feed_number (value);

  return accuracy_m >= 0 && accuracy_m <= MAX_ACCURACY_M ? (float) accuracy_m : NAN;
}
