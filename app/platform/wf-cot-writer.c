/* Watchfloor: vehicles as Cursor on Target tells of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-cot-writer.h"

#include "wf-json.h"
#include "wf-time.h"

/* What is not told again after so long is old. */
#define STALE_US (60 * WF_SECOND_US)
/* "Not known" of the schema. */
#define UNKNOWN_M 9999999.0

/* What XML 1.0 takes (g_free). */
static char *
xml_text (const char *text)
{
  g_autofree char *plain = g_strdup (text);

  for (char *c = plain; *c != '\0'; c++)
    if ((guchar) *c < 0x20)
      *c = ' ';
  return g_markup_escape_text (plain, -1);
}

static const json_t *
value_of (const json_t *entity, const char *name)
{
  return json_object_get (json_object_get (entity, name), "value");
}

static double
number_of (const json_t *entity, const char *name, double fallback)
{
  const json_t *value = value_of (entity, name);

  return json_is_number (value) ? json_number_value (value) : fallback;
}

static char *
decimal (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.7f", value));
}

static const char *
type_of (const json_t *entity)
{
  const char *type = wf_json_string (json_object_get (entity, "vehicleType"), "value", "");

  /* MIL-STD-2525 as CoT has it: friend, ground, equipment, vehicle. */
  return g_str_equal (type, "ambulance") ? "a-f-G-E-V-m" : "a-f-G-E-V-C";
}

void
wf_cot_writer_append (GString *xml, const json_t *entity, gint64 now_us)
{
  const json_t *place = json_object_get (value_of (entity, "location"), "coordinates");
  gint64 seen_us = now_us;
  g_autofree char *uid = xml_text (wf_json_string (entity, "id", ""));
  g_autofree char *name
      = xml_text (wf_json_string (json_object_get (entity, "name"), "value", uid));
  g_autofree char *time = NULL, *stale = NULL, *lat = NULL, *lon = NULL, *ce = NULL;
  g_autofree char *course = decimal (number_of (entity, "heading", 0));
  g_autofree char *speed = decimal (number_of (entity, "speed", 0) / 3.6);

  if (!json_is_number (json_array_get (place, 0)) || !json_is_number (json_array_get (place, 1)))
    return;
  wf_time_parse (wf_json_string (json_object_get (entity, "location"), "observedAt", ""), &seen_us);
  time = wf_time_format (seen_us);
  stale = wf_time_format (seen_us + STALE_US);
  lon = decimal (json_number_value (json_array_get (place, 0)));
  lat = decimal (json_number_value (json_array_get (place, 1)));
  ce = decimal (number_of (entity, "accuracy", UNKNOWN_M));
  g_string_append_printf (
      xml,
      "<event version=\"2.0\" uid=\"%s\" type=\"%s\" how=\"m-g\" time=\"%s\" start=\"%s\" "
      "stale=\"%s\"><point lat=\"%s\" lon=\"%s\" hae=\"%.1f\" ce=\"%s\" le=\"%.1f\"/><detail>"
      "<contact callsign=\"%s\"/><track course=\"%s\" speed=\"%s\"/></detail></event>\n",
      uid, type_of (entity), time, time, stale, lat, lon, UNKNOWN_M, ce, UNKNOWN_M, name, course,
      speed);
}
