/* Watchfloor: driving by the signals.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals keep a fixed plan, so whoever sets out knows which of them will be red when it comes
 * there: the drive is made with a wait at each of those. Who stops joins the end of the queue
 * there. Main thread. */
#include "config.h"

#include "wf-ground.h"
#include "wf-sim-private.h"

/* A signal so far off the line is another street's. */
#define NEAR_M 15.0
/* One stops so far before the middle of the junction. */
#define LINE_M 8.0
/* The same junction again so soon is the same passage. */
#define AGAIN_M 60.0
#define VEHICLE_M 13.0
#define START_UP_S 1.2

/* ---- the signals on a line */

typedef struct
{
  WfSimLight light;
  double away_m;
} Found;

static WfUnitBox
box_around (WfLonLat a, WfLonLat b)
{
  WfPoint p = wf_mercator_from_lonlat (a), q = wf_mercator_from_lonlat (b);
  double r = NEAR_M / wf_mercator_metres (a.lat);

  return wf_unit_box_from_box (
      (WfBox){ MIN (p.x, q.x) - r, MIN (p.y, q.y) - r, MAX (p.x, q.x) + r, MAX (p.y, q.y) + r });
}

/* Of several looks at one passage the nearest counts. */
static void
keep_nearest (GArray *all, const Found *found)
{
  for (guint i = all->len; i-- > 0;)
    {
      Found *known = &g_array_index (all, Found, i);

      if (known->light.number != found->light.number
          || found->light.along_m - known->light.along_m > AGAIN_M)
        continue;
      if (found->away_m < known->away_m)
        *known = *found;
      return;
    }
  g_array_append_val (all, *found);
}

static void
look_at_stretch (WfSim *sim, WfLonLat a, WfLonLat b, double along_m, GArray *near, GArray *all)
{
  double east, north, length;

  wf_ground_vector (a, b, &east, &north);
  length = sqrt (east * east + north * north);
  if (length < 0.1)
    return;
  g_array_set_size (near, 0);
  wf_pack_search (sim->world->signals, box_around (a, b), near);
  for (guint i = 0; i < near->len; i++)
    {
      guint32 number = g_array_index (near, guint32, i);
      Found found = { { number, 0, wf_ground_bearing_deg (east, north) }, 0 };
      double x, y, share;

      if (number >= wf_sim_n_signals (sim))
        continue;
      wf_ground_vector (a, wf_sim_world_point (sim->world->signals, number), &x, &y);
      share = CLAMP ((x * east + y * north) / (length * length), 0, 1);
      found.light.along_m = along_m + share * length;
      found.away_m = hypot (x - share * east, y - share * north);
      if (found.away_m <= NEAR_M)
        keep_nearest (all, &found);
    }
}

static int
compare_lights (gconstpointer a, gconstpointer b)
{
  double x = ((const WfSimLight *) a)->along_m, y = ((const WfSimLight *) b)->along_m;

  return (x > y) - (x < y);
}

GArray *
wf_sim_lights_on (WfSim *sim, const WfLonLat *points, guint n)
{
  GArray *lights = g_array_new (FALSE, FALSE, sizeof (WfSimLight));
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Found));
  double along_m = 0;

  for (guint i = 0; i + 1 < n && wf_sim_n_signals (sim) > 0; i++)
    {
      look_at_stretch (sim, points[i], points[i + 1], along_m, near, all);
      along_m += wf_ground_m (points[i], points[i + 1]);
    }
  for (guint i = 0; i < all->len; i++)
    {
      WfSimLight light = g_array_index (all, Found, i).light;

      light.along_m -= LINE_M;
      /* What lies at the very beginning is behind. */
      if (light.along_m > 0)
        g_array_append_val (lights, light);
    }
  g_array_sort (lights, compare_lights);
  return lights;
}

/* ---- those who wait */

typedef struct
{
  double from_s, until_s;
} Stay;

GHashTable *
wf_sim_queues_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
}

/* By signal and the quarter one comes from. */
static GArray *
queue_at (WfSim *sim, const WfSimLight *light)
{
  guint quarter = (guint) fmod (light->heading_deg + 45, 360) / 90;
  gpointer key = GUINT_TO_POINTER (light->number * 4 + quarter);
  GArray *queue = g_hash_table_lookup (sim->queues, key);

  if (queue == NULL)
    {
      queue = g_array_new (FALSE, FALSE, sizeof (Stay));
      g_hash_table_insert (sim->queues, key, queue);
    }
  for (guint i = queue->len; i-- > 0;)
    if (g_array_index (queue, Stay, i).until_s < sim->now_s)
      g_array_remove_index (queue, i);
  return queue;
}

static guint
count_waiting (WfSim *sim, const WfSimLight *light, double at_s)
{
  GArray *queue = queue_at (sim, light);
  guint n = 0;

  for (guint i = 0; i < queue->len; i++)
    {
      const Stay *stay = &g_array_index (queue, Stay, i);

      n += stay->from_s <= at_s && at_s < stay->until_s;
    }
  return n;
}

/* ---- the drive */

typedef struct
{
  WfSim *sim;
  const WfSimLight *lights;
  guint n_lights;
  double before_m, start_s;
  gboolean queues;
  WfDriveStop *holds; /* a light; along_m < 0 = it is passed */
  guint *ahead; /* a light: how many wait before it */
} Plan;

static WfDrive *
build (const Plan *plan, const GArray *points, const GArray *limits_mps, double speed_mps,
       WfDriveStyle style)
{
  g_autoptr (GArray) stops = g_array_new (FALSE, FALSE, sizeof (WfDriveStop));

  for (guint i = 0; i < plan->n_lights; i++)
    if (plan->holds[i].along_m >= 0)
      g_array_append_val (stops, plan->holds[i]);
  return wf_drive_new ((const WfLonLat *) (const void *) points->data, points->len,
                       (const float *) (const void *) limits_mps->data,
                       (const WfDriveStop *) (const void *) stops->data, stops->len, speed_mps,
                       style);
}

static double
line_of (const Plan *plan, guint i)
{
  return plan->lights[i].along_m - plan->before_m;
}

/* Where it comes to stand: at the line, or behind those who are there. */
static void
begin_hold (Plan *plan, guint i, double at_s)
{
  double least = i > 0 ? line_of (plan, i - 1) + 1 : 0;

  plan->ahead[i] = plan->queues ? count_waiting (plan->sim, &plan->lights[i], at_s) : 0;
  plan->holds[i].along_m = MAX (line_of (plan, i) - plan->ahead[i] * VEHICLE_M, MAX (least, 0));
}

/* Takes the first light that would be passed at red; FALSE where there is none. */
static gboolean
mend (Plan *plan, const WfDrive *drive, double speed_mps, double brake)
{
  for (guint i = 0; i < plan->n_lights; i++)
    {
      const WfSimLight *light = &plan->lights[i];
      WfDriveStop *hold = &plan->holds[i];
      double line_m = line_of (plan, i);
      double at_s = plan->start_s + wf_drive_when (drive, line_m, TRUE);
      double green_s
          = wf_sim_signal_green_from (plan->sim, light->number, light->heading_deg, at_s);
      double stands_s;

      if (green_s <= at_s || (hold->along_m < 0 && speed_mps * speed_mps / (2 * brake) > line_m))
        continue;
      if (hold->along_m < 0)
        {
          begin_hold (plan, i, at_s);
          return TRUE;
        }
      if (hold->wait_s > 0)
        {
          hold->wait_s += green_s - at_s + START_UP_S;
          return TRUE;
        }
      stands_s = plan->start_s + wf_drive_when (drive, hold->along_m, FALSE);
      green_s = wf_sim_signal_green_from (plan->sim, light->number, light->heading_deg, stands_s);
      hold->wait_s = green_s - stands_s + START_UP_S * (1 + plan->ahead[i]);
      return TRUE;
    }
  return FALSE;
}

static void
join_queues (const Plan *plan, const WfDrive *drive)
{
  for (guint i = 0; i < plan->n_lights; i++)
    {
      const WfDriveStop *hold = &plan->holds[i];
      Stay stay;

      if (hold->along_m < 0)
        continue;
      stay.from_s = plan->start_s + wf_drive_when (drive, hold->along_m, FALSE);
      stay.until_s = plan->start_s + wf_drive_when (drive, hold->along_m, TRUE);
      g_array_append_val (queue_at (plan->sim, &plan->lights[i]), stay);
    }
}

WfDrive *
wf_sim_drive_by_lights (WfSim *sim, const GArray *points, const GArray *limits_mps,
                        double speed_mps, WfDriveStyle style, double start_s,
                        const WfSimLight *lights, guint n_lights, double before_m, gboolean queues)
{
  g_autofree WfDriveStop *holds = g_new0 (WfDriveStop, n_lights + 1);
  g_autofree guint *ahead = g_new0 (guint, n_lights + 1);
  Plan plan = { sim, lights, n_lights, before_m, start_s, queues, holds, ahead };
  WfDrive *drive;

  for (guint i = 0; i < n_lights; i++)
    holds[i].along_m = -1;
  drive = build (&plan, points, limits_mps, speed_mps, style);
  /* Each light is stopped at, timed, and timed again where a long queue missed the green. */
  for (guint tries = 0; tries < 6 * n_lights && mend (&plan, drive, speed_mps, style.brake);
       tries++)
    {
      wf_drive_free (drive);
      drive = build (&plan, points, limits_mps, speed_mps, style);
    }
  if (queues)
    join_queues (&plan, drive);
  return drive;
}
