/* Watchfloor: what a car may do on a road.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and small parsers. */
#include "config.h"

#include "wf-road-class.h"

#include <string.h>

/* A limit is rarely kept on average, even on an empty road. */
#define SHARE_OF_LIMIT 0.9f

static const struct
{
  const char *name;
  float kmh;
} classes[] = {
  { "motorway", 95 },      { "motorway_link", 55 },  { "trunk", 75 },
  { "trunk_link", 45 },    { "primary", 52 },        { "primary_link", 38 },
  { "secondary", 45 },     { "secondary_link", 33 }, { "tertiary", 38 },
  { "tertiary_link", 28 }, { "unclassified", 33 },   { "residential", 27 },
  { "living_street", 12 }, { "service", 14 },        { "road", 30 },
};

static float
class_kmh (const char *name)
{
  if (name == NULL)
    return 33;
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (name, classes[i].name))
      return classes[i].kmh;
  return 0;
}

double
wf_road_speed_parse (const char *text)
{
  char *end = NULL;
  double value;

  if (text == NULL || !g_ascii_isdigit (text[0]))
    return 0;
  value = g_ascii_strtod (text, &end);
  while (*end == ' ')
    end++;
  if (g_str_has_prefix (end, "mph"))
    value *= 1.609344;
  return value;
}

static int
oneway_sense (const char *class_name, const char *oneway, const char *junction)
{
  if (oneway != NULL)
    {
      if (g_str_equal (oneway, "yes") || g_str_equal (oneway, "true") || g_str_equal (oneway, "1"))
        return 1;
      if (g_str_equal (oneway, "-1") || g_str_equal (oneway, "reverse"))
        return -1;
      if (g_str_equal (oneway, "no") || g_str_equal (oneway, "false") || g_str_equal (oneway, "0"))
        return 0;
    }
  if (junction != NULL
      && (g_str_equal (junction, "roundabout") || g_str_equal (junction, "circular")))
    return 1;
  /* Motorways carry no one-way tag in many layers: nobody doubts it. */
  return class_name != NULL && g_str_equal (class_name, "motorway") ? 1 : 0;
}

static guint8
turn_bit (const char *word, gsize length)
{
  static const char *const words[] = { "left", "right", "straight", "u" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == length && strncmp (word, words[i], length) == 0)
      return (guint8) (1 << i);
  return 0;
}

/* "left@end; u@start": unknown words are passed over. */
static void
read_no_turn (const char *text, WfRoadUse *use)
{
  while (text != NULL && *text != '\0')
    {
      const char *at, *stop;

      text += strspn (text, "; ,");
      stop = text + strcspn (text, "; ,");
      at = memchr (text, '@', (gsize) (stop - text));
      if (at != NULL && stop - at == 4 && strncmp (at, "@end", 4) == 0)
        use->no_turn_end |= turn_bit (text, (gsize) (at - text));
      else if (at != NULL && stop - at == 6 && strncmp (at, "@start", 6) == 0)
        use->no_turn_start |= turn_bit (text, (gsize) (at - text));
      text = stop;
    }
}

WfRoadUse
wf_road_use_read (const char *class_name, const char *oneway, const char *maxspeed,
                  const char *access, const char *junction, const char *no_turn)
{
  WfRoadUse use = { .kmh = class_kmh (class_name) };
  double limit = wf_road_speed_parse (maxspeed);
  int sense = oneway_sense (class_name, oneway, junction);

  if (use.kmh <= 0 || (access != NULL && g_str_equal (access, "no")))
    return use;
  use.forward = sense >= 0;
  use.backward = sense <= 0;
  if (limit > 0)
    use.kmh = CLAMP ((float) limit * SHARE_OF_LIMIT, 5, 105);
  if (access != NULL && g_str_equal (access, "private"))
    use.kmh = MIN (use.kmh, 10);
  read_no_turn (no_turn, &use);
  return use;
}
