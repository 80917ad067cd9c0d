/* Watchfloor: reading coordinates.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The line is cut into numbers and marks; marks and commas tell which numbers belong together; the
 * two groups are then degrees or metres by their size. */
#include "config.h"

#include "wf-coordinate.h"

#include <math.h>
#include <string.h>

#define MAX_NUMBERS 6

typedef enum
{
  MARK_NONE,
  MARK_DEGREE,
  MARK_MINUTE,
  MARK_SECOND,
  MARK_COMMA,
  MARK_NORTH, /* these say which angle it is */
  MARK_SOUTH,
  MARK_EAST,
  MARK_WEST,
  MARK_GCJ02,
  MARK_BD09,
  MARK_WGS84,
  MARK_CGCS2000,
} Mark;

/* The longest first where one begins as another. */
static const struct
{
  const char *text;
  Mark mark;
} marks[] = {
  { "cgcs2000", MARK_CGCS2000 },
  { "国家2000", MARK_CGCS2000 },
  { "gcj-02", MARK_GCJ02 },
  { "gcj02", MARK_GCJ02 },
  { "火星", MARK_GCJ02 },
  { "高德", MARK_GCJ02 },
  { "腾讯", MARK_GCJ02 },
  { "bd-09", MARK_BD09 },
  { "bd09", MARK_BD09 },
  { "百度", MARK_BD09 },
  { "wgs-84", MARK_WGS84 },
  { "wgs 84", MARK_WGS84 },
  { "wgs84", MARK_WGS84 },
  { "gps", MARK_WGS84 },
  { "北纬", MARK_NORTH },
  { "南纬", MARK_SOUTH },
  { "东经", MARK_EAST },
  { "西经", MARK_WEST },
  { "纬度", MARK_NORTH },
  { "经度", MARK_EAST },
  { "longitude", MARK_EAST },
  { "latitude", MARK_NORTH },
  { "lng", MARK_EAST },
  { "lon", MARK_EAST },
  { "lat", MARK_NORTH },
  { "坐标", MARK_NONE },
  { "x", MARK_NONE },
  { "y", MARK_NONE },
  { "北", MARK_NORTH },
  { "南", MARK_SOUTH },
  { "东", MARK_EAST },
  { "西", MARK_WEST },
  { "n", MARK_NORTH },
  { "s", MARK_SOUTH },
  { "e", MARK_EAST },
  { "w", MARK_WEST },
  { "°", MARK_DEGREE },
  { "º", MARK_DEGREE },
  { "度", MARK_DEGREE },
  { "''", MARK_SECOND },
  { "′′", MARK_SECOND },
  { "’’", MARK_SECOND },
  { "″", MARK_SECOND },
  { "”", MARK_SECOND },
  { "“", MARK_SECOND },
  { "\"", MARK_SECOND },
  { "秒", MARK_SECOND },
  { "'", MARK_MINUTE },
  { "′", MARK_MINUTE },
  { "’", MARK_MINUTE },
  { "‘", MARK_MINUTE },
  { "分", MARK_MINUTE },
  { ",", MARK_COMMA },
  { ";", MARK_COMMA },
  { "、", MARK_COMMA },
  { ":", MARK_NONE },
  { "=", MARK_NONE },
  { "(", MARK_NONE },
  { ")", MARK_NONE },
  { "[", MARK_NONE },
  { "]", MARK_NONE },
};

/* One of the two angles, or a length. */
typedef struct
{
  double numbers[3];
  guint n;
  Mark last; /* the mark behind the last number */
  Mark axis; /* NORTH ... WEST, or NONE */
} Group;

typedef struct
{
  Group groups[MAX_NUMBERS];
  guint n;
  gboolean closed; /* the next number begins a group */
  gboolean joined; /* nothing but brackets and colons since the last number */
  gboolean axis_first; /* "N 38 E 121", not "38 N 121 E" */
  Mark pending; /* an axis that waits for its numbers */
  int epsg;
  gboolean has_datum;
  WfDatum datum;
} Line;

/* ---- words */
static gboolean
take_number (const char **at, double *value)
{
  const char *p = *at + (**at == '-' || **at == '+');
  char *end;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  while (g_ascii_isdigit (*p) || *p == '.')
    p++;
  /* "1e5" is no way to write a coordinate, and the E means east. */
  {
    g_autofree char *digits = g_strndup (*at, (gsize) (p - *at));

    *value = g_ascii_strtod (digits, &end);
    if (*end != '\0')
      return FALSE;
  }
  *at = p;
  return isfinite (*value);
}

static gboolean
take_mark (const char **at, Mark *mark)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (*at, marks[i].text))
      {
        *at += strlen (marks[i].text);
        *mark = marks[i].mark;
        return TRUE;
      }
  return FALSE;
}

static gboolean
take_epsg (const char **at, Line *line)
{
  const char *p = *at;
  double code;

  if (!g_str_has_prefix (p, "epsg"))
    return FALSE;
  p += 4;
  while (*p == ' ' || *p == ':')
    p++;
  if (!take_number (&p, &code) || code > 99999)
    return FALSE;
  line->epsg = (int) code;
  *at = p;
  return TRUE;
}

static gboolean
add_number (Line *line, double value)
{
  Group *group = line->n > 0 ? &line->groups[line->n - 1] : NULL;

  /* "110-05" is a call sign and "12:30" a time of day. */
  if (line->joined)
    return FALSE;
  line->joined = TRUE;
  if (group == NULL || line->closed || group->n == 3)
    {
      if (line->n == MAX_NUMBERS)
        return FALSE;
      group = &line->groups[line->n++];
      group->axis = line->pending;
      line->pending = MARK_NONE;
      line->closed = FALSE;
    }
  group->numbers[group->n++] = value;
  group->last = MARK_NONE;
  return TRUE;
}

/* An axis stands before its numbers in the whole line, or behind them. */
static gboolean
add_axis (Line *line, Mark mark)
{
  if (line->n == 0)
    line->axis_first = TRUE;
  if (line->axis_first)
    {
      if (line->pending != MARK_NONE)
        return FALSE;
      line->pending = mark;
    }
  else
    {
      if (line->groups[line->n - 1].axis != MARK_NONE)
        return FALSE;
      line->groups[line->n - 1].axis = mark;
    }
  line->closed = TRUE;
  return TRUE;
}

static gboolean
add_mark (Line *line, Mark mark)
{
  Group *group = line->n > 0 ? &line->groups[line->n - 1] : NULL;

  line->joined = line->joined && mark == MARK_NONE;
  switch (mark)
    {
    case MARK_NORTH:
    case MARK_SOUTH:
    case MARK_EAST:
    case MARK_WEST:
      return add_axis (line, mark);
    case MARK_COMMA:
      line->closed = TRUE;
      return TRUE;
    case MARK_DEGREE:
    case MARK_MINUTE:
    case MARK_SECOND:
      if (group == NULL)
        return FALSE;
      /* A second degree sign: the number before it begins the other angle. */
      if (mark == MARK_DEGREE && group->n > 1)
        {
          double value = group->numbers[--group->n];

          line->closed = TRUE;
          line->joined = FALSE;
          if (!add_number (line, value))
            return FALSE;
          group = &line->groups[line->n - 1];
        }
      group->last = mark;
      return TRUE;
    case MARK_GCJ02:
    case MARK_BD09:
    case MARK_WGS84:
    case MARK_CGCS2000:
      line->has_datum = TRUE;
      line->datum = mark == MARK_GCJ02   ? WF_DATUM_GCJ02
                    : mark == MARK_BD09  ? WF_DATUM_BD09
                    : mark == MARK_WGS84 ? WF_DATUM_WGS84
                                         : WF_DATUM_CGCS2000;
      return TRUE;
    case MARK_NONE:
    default:
      return TRUE;
    }
}

/* FALSE at the first thing that has no place in a coordinate. */
static gboolean
read_line (const char *text, Line *line)
{
  while (*text != '\0')
    {
      double value;
      Mark mark;

      if (*text == ' ' || *text == '\t')
        {
          line->joined = FALSE;
          text++;
        }
      else if (take_epsg (&text, line))
        continue;
      else if (take_number (&text, &value))
        {
          if (!add_number (line, value))
            return FALSE;
        }
      else if (!take_mark (&text, &mark) || !add_mark (line, mark))
        return FALSE;
    }
  return line->pending == MARK_NONE;
}

/* "38 55 12 121 38 37" has no sign of where the second begins but its middle. */
static gboolean
part_in_two (Line *line)
{
  double all[MAX_NUMBERS];
  guint n = 0;

  if (line->n == 2)
    return TRUE;
  for (guint g = 0; g < line->n; g++)
    {
      if (line->groups[g].axis != MARK_NONE)
        return FALSE;
      for (guint i = 0; i < line->groups[g].n; i++)
        if (n < MAX_NUMBERS)
          all[n++] = line->groups[g].numbers[i];
    }
  if (n != 2 && n != 4 && n != 6)
    return FALSE;
  memset (line->groups, 0, sizeof line->groups);
  line->n = 2;
  for (guint i = 0; i < n; i++)
    line->groups[i / (n / 2)].numbers[i % (n / 2)] = all[i];
  line->groups[0].n = line->groups[1].n = n / 2;
  return TRUE;
}

/* ---- degrees */
static gboolean
angle_of (const Group *group, double *deg)
{
  double sign = group->numbers[0] < 0 ? -1 : 1;
  double minutes = group->n > 1 ? group->numbers[1] : 0;
  double seconds = group->n > 2 ? group->numbers[2] : 0;

  if (minutes < 0 || minutes >= 60 || seconds < 0 || seconds >= 60
      || (group->n > 1 && group->numbers[0] != floor (group->numbers[0]))
      || (group->n > 2 && minutes != floor (minutes)))
    return FALSE;
  *deg = group->numbers[0] + sign * (minutes / 60 + seconds / 3600);
  if (group->axis == MARK_SOUTH || group->axis == MARK_WEST)
    *deg = -*deg;
  return TRUE;
}

typedef struct
{
  WfCoordinateReading *readings;
  guint n;
} Output;

static void
add_reading (Output *out, WfCoordinateReading reading)
{
  if (out->n < WF_COORDINATE_MAX_READINGS)
    out->readings[out->n++] = reading;
}

/* @p in each datum it may be in: the one that was said, or all three that differ. */
static void
add_degrees (Output *out, const Line *line, WfLonLat p, gboolean lat_first, gboolean guessed)
{
  static const WfDatum may_be[] = { WF_DATUM_WGS84, WF_DATUM_GCJ02, WF_DATUM_BD09 };
  WfCoordinateReading reading = { .lat_first = lat_first, .guessed = guessed };

  if (line->epsg == 4490 || line->has_datum)
    {
      reading.datum = line->epsg == 4490 ? WF_DATUM_CGCS2000 : line->datum;
      reading.place = wf_datum_to_wgs84 (reading.datum, p);
      add_reading (out, reading);
      return;
    }
  reading.guessed = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (may_be); i++)
    {
      if (i > 0 && (!wf_datum_in_china (p) || line->epsg == 4326))
        break;
      reading.datum = may_be[i];
      reading.place = wf_datum_to_wgs84 (may_be[i], p);
      add_reading (out, reading);
    }
}

static gboolean
is_north (Mark axis)
{
  return axis == MARK_NORTH || axis == MARK_SOUTH;
}

static void
read_degrees (Output *out, const Line *line, WfLonLat near)
{
  const Group *a = &line->groups[0], *b = &line->groups[1];
  double first, second;
  gboolean lat_first, either = FALSE;

  if (!angle_of (a, &first) || !angle_of (b, &second))
    return;
  if (a->axis != MARK_NONE && b->axis != MARK_NONE && is_north (a->axis) == is_north (b->axis))
    return;
  if (a->axis != MARK_NONE || b->axis != MARK_NONE)
    lat_first = a->axis != MARK_NONE ? is_north (a->axis) : !is_north (b->axis);
  else
    {
      either = fabs (first) <= 90 && fabs (second) <= 90;
      lat_first = either ? hypot (first - near.lat, second - near.lon)
                               < hypot (first - near.lon, second - near.lat)
                         : fabs (second) > 90;
    }
  for (guint i = 0; i < (either ? 2u : 1u); i++)
    {
      gboolean turned = i == 0 ? lat_first : !lat_first;
      WfLonLat p = turned ? (WfLonLat){ second, first } : (WfLonLat){ first, second };

      if (wf_lonlat_is_valid (p))
        add_degrees (out, line, p, turned, either);
    }
}

/* ---- metres */
static void
add_grid (Output *out, WfGauss gauss, double northing, double easting, gboolean guessed)
{
  WfCoordinateReading reading
      = { .is_grid = TRUE, .gauss = gauss, .datum = WF_DATUM_CGCS2000, .guessed = guessed };

  if (wf_gauss_to_lonlat (&gauss, northing, easting, &reading.place)
      && fabs (reading.place.lon - gauss.meridian_deg) < 8)
    add_reading (out, reading);
}

static gboolean
is_northing (double m)
{
  return m >= 0 && m < 6500000;
}

static gboolean
is_easting (double m)
{
  return (m > 50000 && m < 950000) || (m >= 13000000 && m < 46000000);
}

static void
read_metres (Output *out, const Line *line, WfLonLat near)
{
  double a = line->groups[0].numbers[0], b = line->groups[1].numbers[0], northing, easting;
  WfGauss gauss;

  if (line->groups[0].n != 1 || line->groups[1].n != 1)
    return;
  /* The larger of two without a zone is the northing: China begins 400 km north of the equator. */
  if (is_easting (b) && is_northing (a) && (b > 1e6 || a >= b))
    northing = a, easting = b;
  else if (is_easting (a) && is_northing (b))
    northing = b, easting = a;
  else
    return;
  if (line->epsg != 0)
    {
      if (wf_gauss_from_epsg (line->epsg, &gauss) && gauss.prefixed == (easting > 1e6))
        add_grid (out, gauss, northing, easting, FALSE);
    }
  else if (easting > 1e6)
    {
      if (wf_gauss_from_zone ((int) (easting / 1e6), true, &gauss))
        add_grid (out, gauss, northing, easting, FALSE);
    }
  else
    for (int width = 3; width <= 6; width += 3)
      if (wf_gauss_around (near.lon, width, false, &gauss))
        add_grid (out, gauss, northing, easting, TRUE);
}

guint
wf_coordinate_parse (const char *text, WfLonLat near,
                     WfCoordinateReading readings[WF_COORDINATE_MAX_READINGS])
{
  g_autofree char *plain = NULL;
  g_autofree char *lower = NULL;
  Output out = { readings, 0 };
  Line line = { 0 };

  if (strlen (text) > WF_COORDINATE_MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    return 0;
  plain = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  lower = plain != NULL ? g_utf8_strdown (plain, -1) : NULL;
  if (lower == NULL || !read_line (lower, &line) || !part_in_two (&line))
    return 0;
  if (fabs (line.groups[0].numbers[0]) > 180 || fabs (line.groups[1].numbers[0]) > 180)
    read_metres (&out, &line, near);
  else
    read_degrees (&out, &line, near);
  return out.n;
}
