/* Watchfloor: driving along a line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Made in two sweeps: what each point allows (bends, stops), then what can be reached from the
 * point before and braked to the point after. Between two points the vehicle speeds up, cruises,
 * brakes; each phase ends in a knot. */
#include "config.h"

#include "wf-drive.h"

#include "wf-drive-law.h"
#include "wf-ground.h"

#define SAME_M 0.02

typedef struct
{
  double seconds, along_m, speed_mps;
} Knot;

/* A point where the allowed speed changes, or a stop. */
typedef struct
{
  double along_m;
  double cap_mps;
  double limit_mps; /* from here to the next mark */
  double wait_s;
} Mark;

struct _WfDrive
{
  guint n_points;
  WfLonLat *points;
  double *along_m; /* a point */
  GArray *knots; /* Knot */
};

static void
copy_line (WfDrive *drive, const WfLonLat *points, guint n, const float *limits_mps, GArray *limits)
{
  drive->points = g_new (WfLonLat, n);
  drive->along_m = g_new (double, n);
  drive->points[0] = points[0];
  drive->along_m[0] = 0;
  drive->n_points = 1;
  for (guint i = 1; i < n; i++)
    {
      double metres = wf_ground_m (drive->points[drive->n_points - 1], points[i]);
      float limit = MAX (limits_mps[i - 1], 0.5f);

      if (metres < SAME_M)
        continue;
      drive->along_m[drive->n_points] = drive->along_m[drive->n_points - 1] + metres;
      drive->points[drive->n_points++] = points[i];
      g_array_append_val (limits, limit);
    }
}

static double
bend_cap (const WfDrive *drive, guint i, double sideways)
{
  double ax, ay, bx, by;

  if (i == 0 || i + 1 >= drive->n_points)
    return HUGE_VAL;
  wf_ground_vector (drive->points[i - 1], drive->points[i], &ax, &ay);
  wf_ground_vector (drive->points[i], drive->points[i + 1], &bx, &by);
  return wf_drive_bend_mps (ax, ay, bx, by, sideways);
}

static GArray *
make_marks (const WfDrive *drive, const GArray *limits, const WfDriveStop *stops, guint n_stops,
            const WfDriveStyle *style)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  guint stop = 0;

  for (guint i = 0; i < drive->n_points; i++)
    {
      double limit = (double) g_array_index (limits, float, MIN (i, limits->len - 1));
      double before = (double) g_array_index (limits, float, i > 0 ? i - 1 : 0);
      double end = i + 1 < drive->n_points ? drive->along_m[i + 1] : G_MAXDOUBLE;
      Mark mark = { drive->along_m[i], bend_cap (drive, i, style->sideways), limit, 0 };

      mark.cap_mps = MIN (mark.cap_mps, MIN (limit, before));
      g_array_append_val (marks, mark);
      for (; stop < n_stops && stops[stop].along_m < end; stop++)
        {
          Mark halt = { MAX (stops[stop].along_m, mark.along_m), 0, limit, stops[stop].wait_s };

          g_array_append_val (marks, halt);
        }
    }
  return marks;
}

static void
smooth_marks (GArray *marks, double speed_mps, const WfDriveStyle *style)
{
  Mark *m = (Mark *) (void *) marks->data;
  guint n = marks->len;

  m[0].cap_mps = MIN (m[0].cap_mps, speed_mps);
  m[n - 1].cap_mps = 0;
  for (guint i = 1; i < n; i++)
    m[i].cap_mps
        = MIN (m[i].cap_mps, sqrt (m[i - 1].cap_mps * m[i - 1].cap_mps
                                   + 2 * style->accelerate * (m[i].along_m - m[i - 1].along_m)));
  for (guint i = n - 1; i > 0; i--)
    m[i - 1].cap_mps
        = MIN (m[i - 1].cap_mps, sqrt (m[i].cap_mps * m[i].cap_mps
                                       + 2 * style->brake * (m[i].along_m - m[i - 1].along_m)));
}

static void
add_knot (WfDrive *drive, double seconds, double along_m, double speed_mps)
{
  Knot knot = { seconds, along_m, speed_mps };

  g_array_append_val (drive->knots, knot);
}

/* From mark @a to mark @b. Returns the seconds it takes. */
static double
add_stretch (WfDrive *drive, double start_s, const Mark *a, const Mark *b,
             const WfDriveStyle *style)
{
  double length = b->along_m - a->along_m, t = start_s;
  WfDriveStretch s;

  if (length <= 0)
    return 0;
  s = wf_drive_stretch (length, a->cap_mps, b->cap_mps, a->limit_mps, style);
  if (s.rise_m > 0)
    add_knot (drive, t += s.rise_s, a->along_m + s.rise_m, s.peak_mps);
  if (s.hold_m > 0)
    add_knot (drive, t += s.hold_s, a->along_m + s.rise_m + s.hold_m, s.peak_mps);
  if (s.fall_m > 0)
    add_knot (drive, t += s.fall_s, b->along_m, b->cap_mps);
  return t - start_s;
}

WfDrive *
wf_drive_new (const WfLonLat *points, guint n, const float *limits_mps, const WfDriveStop *stops,
              guint n_stops, double speed_mps, WfDriveStyle style)
{
  WfDrive *drive = g_new0 (WfDrive, 1);
  g_autoptr (GArray) limits = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) marks = NULL;
  double t = 0;

  g_return_val_if_fail (n >= 2, drive);
  copy_line (drive, points, n, limits_mps, limits);
  drive->knots = g_array_new (FALSE, FALSE, sizeof (Knot));
  if (drive->n_points < 2)
    {
      add_knot (drive, 0, 0, 0);
      return drive;
    }
  marks = make_marks (drive, limits, stops, n_stops, &style);
  smooth_marks (marks, speed_mps, &style);
  add_knot (drive, 0, 0, g_array_index (marks, Mark, 0).cap_mps);
  for (guint i = 0; i < marks->len; i++)
    {
      const Mark *mark = &g_array_index (marks, Mark, i);

      if (i > 0)
        t += add_stretch (drive, t, mark - 1, mark, &style);
      if (mark->wait_s > 0)
        add_knot (drive, t += mark->wait_s, mark->along_m, 0);
    }
  return drive;
}

void
wf_drive_free (WfDrive *drive)
{
  if (drive == NULL)
    return;
  g_free (drive->points);
  g_free (drive->along_m);
  if (drive->knots != NULL)
    g_array_unref (drive->knots);
  g_free (drive);
}

double
wf_drive_seconds (const WfDrive *drive)
{
  return g_array_index (drive->knots, Knot, drive->knots->len - 1).seconds;
}

double
wf_drive_metres (const WfDrive *drive)
{
  return drive->along_m[drive->n_points - 1];
}

static void
motion_at (const GArray *knots, double seconds, WfDriveState *state)
{
  guint low = 0, high = knots->len - 1;
  const Knot *a, *b;
  double span, passed, gain;
  gboolean moves;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (knots, Knot, middle).seconds <= seconds)
        low = middle;
      else
        high = middle;
    }
  a = &g_array_index (knots, Knot, low);
  b = &g_array_index (knots, Knot, high);
  span = b->seconds - a->seconds;
  passed = CLAMP (seconds - a->seconds, 0, span);
  moves = span > 0 && b->along_m > a->along_m;
  gain = moves ? (b->speed_mps - a->speed_mps) / span : 0;
  state->speed_mps = moves ? a->speed_mps + gain * passed : 0;
  state->along_m
      = moves ? a->along_m + a->speed_mps * passed + gain * passed * passed / 2 : b->along_m;
  if (seconds < 0)
    state->speed_mps = 0;
}

WfDriveState
wf_drive_at (const WfDrive *drive, double seconds)
{
  WfDriveState state = { drive->points[0], 0, 0, 0 };
  guint low = 0, high = drive->n_points - 1;
  double east, north, length, share;

  if (drive->n_points < 2)
    return state;
  motion_at (drive->knots, seconds, &state);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (drive->along_m[middle] <= state.along_m)
        low = middle;
      else
        high = middle;
    }
  length = drive->along_m[high] - drive->along_m[low];
  share = CLAMP ((state.along_m - drive->along_m[low]) / length, 0, 1);
  wf_ground_vector (drive->points[low], drive->points[high], &east, &north);
  state.heading_deg = wf_ground_bearing_deg (east, north);
  state.position = (WfLonLat){
    drive->points[low].lon + share * (drive->points[high].lon - drive->points[low].lon),
    drive->points[low].lat + share * (drive->points[high].lat - drive->points[low].lat),
  };
  return state;
}

double
wf_drive_when (const WfDrive *drive, double along_m, gboolean leaving)
{
  const Knot *knots = (const Knot *) (const void *) drive->knots->data;
  guint low = 0, high = drive->knots->len - 1;
  double gain, way, speed;

  /* The first knot at or beyond it, or the first beyond it. */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (leaving ? knots[middle].along_m > along_m : knots[middle].along_m >= along_m)
        high = middle;
      else
        low = middle + 1;
    }
  if (high == 0 || knots[high].along_m <= along_m)
    return knots[high].seconds;
  low = high - 1;
  way = along_m - knots[low].along_m;
  speed = knots[low].speed_mps;
  gain = (knots[high].speed_mps - speed) / (knots[high].seconds - knots[low].seconds);
  /* way = speed t + gain t^2 / 2, solved so that nothing is divided by gain. */
  speed += sqrt (MAX (speed * speed + 2 * gain * way, 0));
  return knots[low].seconds + (way > 0 ? 2 * way / speed : 0);
}

double
wf_drive_project (const WfDrive *drive, WfLonLat p, double *away_m)
{
  double best = G_MAXDOUBLE, along = 0;

  for (guint i = 0; i + 1 < drive->n_points; i++)
    {
      double bx, by, px, py, share, ex, ey;

      wf_ground_vector (drive->points[i], drive->points[i + 1], &bx, &by);
      wf_ground_vector (drive->points[i], p, &px, &py);
      share = CLAMP ((px * bx + py * by) / (bx * bx + by * by), 0, 1);
      ex = px - share * bx;
      ey = py - share * by;
      if (ex * ex + ey * ey < best)
        {
          best = ex * ex + ey * ey;
          along = drive->along_m[i] + share * (drive->along_m[i + 1] - drive->along_m[i]);
        }
    }
  if (away_m != NULL)
    *away_m = sqrt (best);
  return along;
}
