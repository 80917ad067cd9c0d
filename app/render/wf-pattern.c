/* Watchfloor: hatches and dots.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-pattern.h"

#include <math.h>
#include <string.h>

#define MIN_SPACING 2.0
#define MAX_SPACING 256.0

gboolean
wf_pattern_parse (const char *text, WfPattern *pattern)
{
  static const char *const names[] = { "", "hatch", "cross", "dots" };
  g_auto (GStrv) parts = g_strsplit (text, ":", 5);
  guint n = g_strv_length (parts);
  double numbers[3] = { 45, 8, 0 };

  *pattern = (WfPattern){ 0 };
  if (n < 1 || n > 4)
    return FALSE;
  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    if (strcmp (parts[0], names[i]) == 0)
      pattern->kind = (WfPatternKind) i;
  numbers[2] = pattern->kind == WF_PATTERN_DOTS ? 3 : 1;
  for (guint i = 1; i < n; i++)
    {
      char *end;

      numbers[i - 1] = g_ascii_strtod (parts[i], &end);
      if (end == parts[i] || *end != '\0' || !isfinite (numbers[i - 1]))
        return FALSE;
    }
  pattern->spacing = CLAMP (numbers[1], MIN_SPACING, MAX_SPACING);
  pattern->width = CLAMP (numbers[2], 0.1, pattern->spacing);
  pattern->ux = cos (numbers[0] * (G_PI / 180));
  pattern->uy = sin (numbers[0] * (G_PI / 180));
  return pattern->kind != WF_PATTERN_NONE;
}

/* In 0..@spacing, for numbers of any size. */
static double
within (double v, double spacing)
{
  v = fmod (v, spacing);
  return v < 0 ? v + spacing : v;
}

WfPattern
wf_pattern_in_view (WfPattern pattern, const WfView *view)
{
  WfAffine a = wf_view_to_pixels (view);
  double c = cos (view->rotation_rad), s = sin (view->rotation_rad);
  double ux = pattern.ux * c - pattern.uy * s, uy = pattern.ux * s + pattern.uy * c;

  pattern.ux = ux;
  pattern.uy = uy;
  pattern.spacing *= view->scale;
  pattern.width *= view->scale;
  pattern.along = within (-a.x0 * ux - a.y0 * uy, pattern.spacing);
  pattern.across = within (a.x0 * uy - a.y0 * ux, pattern.spacing);
  return pattern;
}

/* How much of a pixel lies on the low side of an edge @d beyond its centre; (@a, @b) is the edge's
 * normal, both positive, @a the larger. Exact: the area of a square cut by a line. */
static double
half_plane (double d, double a, double b)
{
  double flat = (a - b) / 2, far = fabs (d);
  double m = MIN (far, flat), k = CLAMP (far - flat, 0, b);
  double area = b > 1e-9 ? (m + k - k * k / (2 * b)) / a : MIN (far, a / 2) / a;

  return d > 0 ? 0.5 + area : 0.5 - area;
}

/* Of lines across which @v is counted. */
static double
lines_cover (const WfPattern *p, double v)
{
  double nx = fabs (p->ux), ny = fabs (p->uy), a = MAX (nx, ny), b = MIN (nx, ny);
  double from = within (v, p->spacing), cover = 0;

  for (int i = 0; i <= 1; i++)
    {
      double d = p->width / 2, at = from - i * p->spacing;

      cover += half_plane (d - at, a, b) - half_plane (-d - at, a, b);
    }
  return MIN (cover, 1);
}

static double
dots_cover (const WfPattern *p, double u, double v)
{
  double du = within (u, p->spacing), dv = within (v, p->spacing);

  du = MIN (du, p->spacing - du);
  dv = MIN (dv, p->spacing - dv);
  return CLAMP (p->width / 2 + 0.5 - hypot (du, dv), 0, 1);
}

static double
cover_at (const WfPattern *p, double u, double v)
{
  double one;

  if (p->kind == WF_PATTERN_DOTS)
    return dots_cover (p, u, v);
  one = lines_cover (p, v);
  if (p->kind == WF_PATTERN_HATCH)
    return one;
  return one + (1 - one) * lines_cover (p, u);
}

void
wf_pattern_thin (const WfPattern *p, int x, int y, guint16 *alphas, int n)
{
  for (int i = 0; i < n; i++)
    if (alphas[i] > 0)
      {
        double px = x + i + 0.5, py = y + 0.5;
        double u = px * p->ux + py * p->uy + p->along, v = py * p->ux - px * p->uy + p->across;

        alphas[i] = (guint16) lrint (alphas[i] * cover_at (p, u, v));
      }
}
