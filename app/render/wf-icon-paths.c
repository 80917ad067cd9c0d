/* Watchfloor: the pictograms of the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-icon-paths.h"

#include <string.h>

/* Three badges, so that kinds differ by outline as well as by sign. */
#define ROUND_SQUARE                                                                               \
  "M 6 2 H 18 C 20.2 2 22 3.8 22 6 V 18 C 22 20.2 20.2 22 18 22 H 6 C 3.8 22 2 20.2 2 18 V 6 "     \
  "C 2 3.8 3.8 2 6 2 Z"
#define DISC                                                                                       \
  "M 12 2 C 17.5 2 22 6.5 22 12 C 22 17.5 17.5 22 12 22 C 6.5 22 2 17.5 2 12 C 2 6.5 6.5 2 12 2 Z"
#define SHIELD "M 12 1.5 L 21 4.5 V 11 C 21 16.5 17.5 20.5 12 22.7 C 6.5 20.5 3 16.5 3 11 V 4.5 Z"

static const WfIconPath paths[] = {
  { "hospital", ROUND_SQUARE,
    "M 9.8 5.5 H 14.2 V 9.8 H 18.5 V 14.2 H 14.2 V 18.5 H 9.8 V 14.2 H 5.5 V 9.8 H 9.8 Z" },
  { "ambulance", DISC,
    "M 10.6 5.5 H 13.4 V 9.6 L 16.9 7.5 L 18.3 9.9 L 14.8 12 L 18.3 14.1 L 16.9 16.5 L 13.4 14.4 "
    "V 18.5 H 10.6 V 14.4 L 7.1 16.5 L 5.7 14.1 L 9.2 12 L 5.7 9.9 L 7.1 7.5 L 10.6 9.6 Z" },
  { "fire", DISC,
    "M 12.6 4.8 C 13.2 7.6 16.9 9.6 16.9 13.6 C 16.9 16.6 14.8 18.8 12 18.8 C 9.2 18.8 7.1 16.7 "
    "7.1 13.8 C 7.1 11.8 8.2 10.4 9 9.4 C 9.3 10.6 9.8 11.2 10.5 11.5 C 10.2 8.9 11 6.4 12.6 4.8 "
    "Z" },
  { "police", SHIELD,
    "M 12 6.2 L 13.6 10 L 17.7 10.3 L 14.6 13 L 15.6 17 L 12 14.8 L 8.4 17 L 9.4 13 L 6.3 10.3 "
    "L 10.4 10 Z" },
  { "bus", ROUND_SQUARE,
    "M 7 5.5 H 17 C 17.8 5.5 18.5 6.2 18.5 7 V 16 H 17.3 V 18.5 H 15 V 16 H 9 V 18.5 H 6.7 V 16 "
    "H 5.5 V 7 C 5.5 6.2 6.2 5.5 7 5.5 Z M 7.3 7.3 V 11.3 H 16.7 V 7.3 Z M 7.3 13 V 14.5 H 9.3 "
    "V 13 Z M 14.7 13 V 14.5 H 16.7 V 13 Z" },
  { "camera", ROUND_SQUARE,
    "M 5.5 8 H 14 C 14.6 8 15 8.4 15 9 V 15 C 15 15.6 14.6 16 14 16 H 5.5 C 4.9 16 4.5 15.6 4.5 "
    "15 V 9 C 4.5 8.4 4.9 8 5.5 8 Z M 16 10.8 L 19.5 8.3 V 15.7 L 16 13.2 Z" },
  { "parking", ROUND_SQUARE,
    "M 8 5.5 H 13 C 15.6 5.5 17.2 7.1 17.2 9.5 C 17.2 11.9 15.6 13.5 13 13.5 H 10.6 V 18.5 H 8 Z "
    "M 10.6 7.8 V 11.2 H 12.8 C 13.9 11.2 14.6 10.6 14.6 9.5 C 14.6 8.4 13.9 7.8 12.8 7.8 Z" },
  { "signal",
    "M 9.5 2 H 14.5 C 16.4 2 18 3.6 18 5.5 V 18.5 C 18 20.4 16.4 22 14.5 22 H 9.5 C 7.6 22 6 20.4 "
    "6 18.5 V 5.5 C 6 3.6 7.6 2 9.5 2 Z",
    "M 12 4.4 C 13.1 4.4 14 5.3 14 6.4 C 14 7.5 13.1 8.4 12 8.4 C 10.9 8.4 10 7.5 10 6.4 C 10 5.3 "
    "10.9 4.4 12 4.4 Z M 12 10 C 13.1 10 14 10.9 14 12 C 14 13.1 13.1 14 12 14 C 10.9 14 10 13.1 "
    "10 12 C 10 10.9 10.9 10 12 10 Z M 12 15.6 C 13.1 15.6 14 16.5 14 17.6 C 14 18.7 13.1 19.6 12 "
    "19.6 C 10.9 19.6 10 18.7 10 17.6 C 10 16.5 10.9 15.6 12 15.6 Z" },
  { "dot", DISC, NULL },
  { "square", ROUND_SQUARE, NULL },
  { "shield", SHIELD, NULL },
};

const WfIconPath *
wf_icon_path_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (strcmp (paths[i].name, name) == 0)
      return &paths[i];
  return NULL;
}

static const char *
read_numbers (const char *at, double *out, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      char *end;

      out[i] = g_ascii_strtod (at, &end);
      at = end;
    }
  return at;
}

void
wf_icon_path_append (cairo_t *cr, const char *at)
{
  double x = 0, y = 0, v[6];

  while (*at != '\0')
    switch (*at++)
      {
      case 'M':
        at = read_numbers (at, v, 2);
        cairo_move_to (cr, x = v[0], y = v[1]);
        break;
      case 'L':
        at = read_numbers (at, v, 2);
        cairo_line_to (cr, x = v[0], y = v[1]);
        break;
      case 'H':
        at = read_numbers (at, v, 1);
        cairo_line_to (cr, x = v[0], y);
        break;
      case 'V':
        at = read_numbers (at, v, 1);
        cairo_line_to (cr, x, y = v[0]);
        break;
      case 'C':
        at = read_numbers (at, v, 6);
        cairo_curve_to (cr, v[0], v[1], v[2], v[3], x = v[4], y = v[5]);
        break;
      case 'Z':
        cairo_close_path (cr);
        break;
      default:
        break;
      }
}
