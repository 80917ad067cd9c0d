/* Watchfloor: colours as styles write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. CSS Color Module level 4, the part styles use. */
#include "config.h"

#include "wf-color.h"

#include <math.h>
#include <string.h>

static const struct
{
  const char *name;
  guint32 argb;
} names[] = {
  { "transparent", 0x00000000 }, { "black", 0xff000000 },   { "white", 0xffffffff },
  { "red", 0xffff0000 },         { "green", 0xff008000 },   { "blue", 0xff0000ff },
  { "yellow", 0xffffff00 },      { "orange", 0xffffa500 },  { "gray", 0xff808080 },
  { "grey", 0xff808080 },        { "silver", 0xffc0c0c0 },  { "maroon", 0xff800000 },
  { "olive", 0xff808000 },       { "lime", 0xff00ff00 },    { "teal", 0xff008080 },
  { "aqua", 0xff00ffff },        { "cyan", 0xff00ffff },    { "navy", 0xff000080 },
  { "purple", 0xff800080 },      { "fuchsia", 0xffff00ff }, { "magenta", 0xffff00ff },
  { "brown", 0xffa52a2a },       { "pink", 0xffffc0cb },
};

static guint32
pack_parts (double r, double g, double b, double a)
{
  guint ir = (guint) (CLAMP (r, 0.0, 255.0) + 0.5), ig = (guint) (CLAMP (g, 0.0, 255.0) + 0.5);
  guint ib = (guint) (CLAMP (b, 0.0, 255.0) + 0.5), ia = (guint) (CLAMP (a, 0.0, 1.0) * 255 + 0.5);

  return ia << 24 | ir << 16 | ig << 8 | ib;
}

static gboolean
parse_hex (const char *digits, guint32 *argb)
{
  gsize n = strlen (digits);
  guint v[8];

  if (n != 3 && n != 4 && n != 6 && n != 8)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      int d = g_ascii_xdigit_value (digits[i]);

      if (d < 0)
        return FALSE;
      v[i] = (guint) d;
    }
  if (n <= 4)
    *argb = (n == 4 ? v[3] * 17 : 255) << 24 | v[0] * 17 << 16 | v[1] * 17 << 8 | v[2] * 17;
  else
    *argb = (n == 8 ? v[6] * 16 + v[7] : 255) << 24 | (v[0] * 16 + v[1]) << 16
            | (v[2] * 16 + v[3]) << 8 | (v[4] * 16 + v[5]);
  return TRUE;
}

/* The numbers between the brackets, split by commas, spaces or a slash; a percentage is divided
 * by 100 and told in @percent. */
static guint
parse_numbers (const char *text, double out[4], gboolean percent[4])
{
  guint n = 0;

  while (*text != '\0' && *text != ')')
    {
      char *end;

      while (*text == ' ' || *text == ',' || *text == '/')
        text++;
      if (*text == ')' || *text == '\0')
        break;
      if (n == 4)
        return 0;
      out[n] = g_ascii_strtod (text, &end);
      if (end == text || !isfinite (out[n]))
        return 0;
      percent[n] = *end == '%';
      if (percent[n])
        {
          out[n] /= 100;
          end++;
        }
      n++;
      text = end;
    }
  return *text == ')' && text[1] == '\0' ? n : 0;
}

/* Formula: CSS Color 4, section 7.1. */
static double
hsl_part (double h, double s, double l, double n)
{
  double k = fmod (n + h / 30.0, 12.0), a = s * MIN (l, 1 - l);

  return 255.0 * (l - a * MAX (-1.0, MIN (MIN (k - 3, 9 - k), 1.0)));
}

static gboolean
parse_function (const char *text, guint32 *argb)
{
  gboolean hsl = g_str_has_prefix (text, "hsl");
  const char *open = strchr (text, '(');
  double v[4] = { 0, 0, 0, 1 };
  gboolean percent[4] = { FALSE };
  guint n;

  if (open == NULL || !(hsl || g_str_has_prefix (text, "rgb")))
    return FALSE;
  if (open - text != 3 && !(open - text == 4 && text[3] == 'a'))
    return FALSE;
  n = parse_numbers (open + 1, v, percent);
  if (n < 3)
    return FALSE;
  if (hsl)
    {
      double h = fmod (fmod (v[0], 360.0) + 360.0, 360.0);
      double s = CLAMP (v[1], 0.0, 1.0), l = CLAMP (v[2], 0.0, 1.0);

      *argb
          = pack_parts (hsl_part (h, s, l, 0), hsl_part (h, s, l, 8), hsl_part (h, s, l, 4), v[3]);
      return TRUE;
    }
  for (guint i = 0; i < 3; i++)
    v[i] *= percent[i] ? 255 : 1;
  *argb = pack_parts (v[0], v[1], v[2], v[3]);
  return TRUE;
}

gboolean
wf_color_parse (const char *text, guint32 *argb)
{
  if (text == NULL)
    return FALSE;
  if (text[0] == '#')
    return parse_hex (text + 1, argb);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (text, names[i].name) == 0)
      {
        *argb = names[i].argb;
        return TRUE;
      }
  return parse_function (text, argb);
}

guint32
wf_color_mix (guint32 a, guint32 b, double t)
{
  double aa = a >> 24, ba = b >> 24, alpha = aa + (ba - aa) * t;
  double part[3];

  if (alpha <= 0)
    return 0;
  for (guint i = 0; i < 3; i++)
    {
      double pa = (a >> (16 - 8 * i) & 255) * aa, pb = (b >> (16 - 8 * i) & 255) * ba;

      part[i] = (pa + (pb - pa) * t) / alpha;
    }
  return pack_parts (part[0], part[1], part[2], alpha / 255.0);
}

guint32
wf_color_fade (guint32 argb, double opacity)
{
  guint alpha = (guint) ((argb >> 24) * CLAMP (opacity, 0.0, 1.0) + 0.5);

  return (argb & 0xffffff) | alpha << 24;
}

char *
wf_color_to_text (guint32 argb)
{
  return argb >> 24 == 0xff ? g_strdup_printf ("#%06x", argb & 0xffffff)
                            : g_strdup_printf ("#%08x", argb << 8 | argb >> 24);
}
