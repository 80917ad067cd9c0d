/* Watchfloor: which tracks are drawn where, and how.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure. A hundred thousand tracks are looked at each time the view moves: no allocation per track,
 * no square root before the box test. */
#include "config.h"

#include "wf-track-plan.h"

#include <math.h>
#include <string.h>

#define EDGE_PX 40.0 /* a symbol whose middle is this far outside still reaches in */
#define CELL_PX 72.0
#define CROWD 6 /* fewer than this in a cell stay single */
#define TOO_MANY 900 /* spots in sight from which crowds are drawn as one */
#define TOO_MANY_UNITS 400
#define PICK_PX 15.0
/* Standing units nearer than this to each other are one stack; a stack is laid out this wide. */
#define STACK_PX 13.0
#define STACK_STEP_PX 20.0
#define STACK_MAX 8

/* From which zoom a class is seen at all, from which as a small symbol rather than a dot, and from
 * which in full size. */
static const struct
{
  float seen, small, full;
  guint8 rank;
} presence[WF_TRACK_N_CLASSES] = {
  [WF_TRACK_AMBULANCE] = { 0, 8, 11.5f, 3 }, [WF_TRACK_FIRE] = { 0, 8, 11.5f, 3 },
  [WF_TRACK_POLICE] = { 0, 8, 11.5f, 3 },    [WF_TRACK_BUS] = { 9, 12.7f, 14.3f, 2 },
  [WF_TRACK_SIGNAL] = { 13.7f, 15, 16, 0 },  [WF_TRACK_SENSOR] = { 9, 11.5f, 14, 1 },
  [WF_TRACK_WEATHER] = { 8, 10, 13, 1 },     [WF_TRACK_CALL] = { 0, 0, 10, 3 },
  [WF_TRACK_OTHER] = { 9, 12.7f, 14.3f, 1 },
};

typedef struct
{
  guint count;
  guint track;
  double x, y; /* sums */
} Cell;

typedef struct
{
  WfAffine to_px; /* from WfUnit steps */
  WfUnitBox box;
  double zoom;
  guint selected;
} Plan;

guint
wf_heading_bucket (double heading_deg, double rotation_rad)
{
  double turn;

  if (!isfinite (heading_deg))
    return 0;
  turn = (heading_deg / 360 + rotation_rad / (2 * M_PI)) * WF_HEADING_BUCKETS;
  turn = fmod (floor (turn + 0.5), WF_HEADING_BUCKETS);
  return (guint) (turn < 0 ? turn + WF_HEADING_BUCKETS : turn) + 1;
}

static Plan
make_plan (const WfView *view, guint selected)
{
  WfView wide = *view;
  Plan plan = { .to_px = wf_view_to_pixels (view), .zoom = view->zoom, .selected = selected };

  wide.width_px += (int) (2 * EDGE_PX);
  wide.height_px += (int) (2 * EDGE_PX);
  plan.box = wf_unit_box_from_box (wf_view_box (&wide));
  plan.to_px.xx /= WF_UNIT_SPAN;
  plan.to_px.xy /= WF_UNIT_SPAN;
  plan.to_px.yx /= WF_UNIT_SPAN;
  plan.to_px.yy /= WF_UNIT_SPAN;
  return plan;
}

static guint8
kind_at (WfTrackClass track_class, double zoom)
{
  if (zoom >= (double) presence[track_class].full)
    return WF_SPOT_SYMBOL;
  return zoom >= (double) presence[track_class].small ? WF_SPOT_SMALL : WF_SPOT_DOT;
}

static void
add_spots (const Plan *plan, const WfTrack *tracks, guint n_tracks, GArray *spots)
{
  for (guint i = 0; i < n_tracks; i++)
    {
      const WfTrack *track = &tracks[i];
      WfTrackClass class = track->track_class;
      gboolean selected = i == plan->selected;
      WfPoint px;
      WfSpot spot;

      if (!wf_unit_box_contains (plan->box, track->at) || isnan (track->position.lon))
        continue;
      if (plan->zoom < (double) presence[class].seen && !selected)
        continue;
      px = wf_affine_apply (&plan->to_px, (WfPoint){ track->at.x, track->at.y });
      spot = (WfSpot){ .track = i, .x = (float) px.x, .y = (float) px.y, .count = 1 };
      spot.kind = selected ? WF_SPOT_SYMBOL : kind_at (class, plan->zoom);
      spot.rank = selected ? WF_SPOT_N_RANKS - 1 : presence[class].rank;
      g_array_append_val (spots, spot);
    }
}

/* Cells hang on the ground, not on the screen, or crowds would flicker while the map is dragged;
 * their size steps with whole zooms. */
typedef struct
{
  guint32 size; /* WfUnit steps */
  guint32 x0, y0;
  guint columns, rows;
} Cells;

static Cells
lay_cells (const Plan *plan)
{
  Cells cells;

  cells.size = (guint32) (WF_UNIT_SPAN * CELL_PX / (256.0 * exp2 (floor (plan->zoom))));
  cells.x0 = plan->box.min_x / cells.size;
  cells.y0 = plan->box.min_y / cells.size;
  cells.columns = plan->box.max_x / cells.size - cells.x0 + 1;
  cells.rows = plan->box.max_y / cells.size - cells.y0 + 1;
  return cells;
}

static Cell *
cell_of (const Cells *cells, Cell *grid, const WfTrack *track)
{
  guint column = track->at.x / cells->size - cells->x0;
  guint row = track->at.y / cells->size - cells->y0;

  return &grid[((gsize) track->track_class * cells->rows + row) * cells->columns + column];
}

static gboolean
may_crowd (const WfTrack *track, const WfSpot *spot, gboolean units_too)
{
  if (spot->rank == WF_SPOT_N_RANKS - 1 || track->track_class == WF_TRACK_CALL)
    return FALSE;
  return units_too || !wf_track_is_unit (track);
}

/* Takes out of @spots what stands in a crowd and appends one spot a crowd. */
static void
gather_crowds (const Plan *plan, const WfTrack *tracks, GArray *spots, gboolean units_too)
{
  Cells cells = lay_cells (plan);
  gsize n_cells = (gsize) cells.columns * cells.rows * WF_TRACK_N_CLASSES;
  g_autofree Cell *grid = g_new0 (Cell, n_cells);
  WfSpot *all = (WfSpot *) spots->data;
  guint kept = 0;

  for (guint i = 0; i < spots->len; i++)
    {
      const WfTrack *track = &tracks[all[i].track];
      Cell *cell = cell_of (&cells, grid, track);

      if (!may_crowd (track, &all[i], units_too))
        continue;
      cell->count++;
      cell->track = all[i].track;
      cell->x += (double) all[i].x;
      cell->y += (double) all[i].y;
    }
  for (guint i = 0; i < spots->len; i++)
    {
      const WfTrack *track = &tracks[all[i].track];

      if (!may_crowd (track, &all[i], units_too) || cell_of (&cells, grid, track)->count < CROWD)
        all[kept++] = all[i];
    }
  g_array_set_size (spots, kept);
  for (gsize i = 0; i < n_cells; i++)
    if (grid[i].count >= CROWD)
      {
        WfSpot spot = { .track = grid[i].track,
                        .x = (float) (grid[i].x / grid[i].count),
                        .y = (float) (grid[i].y / grid[i].count),
                        .count = (guint16) MIN (grid[i].count, G_MAXUINT16),
                        .kind = WF_SPOT_CROWD,
                        .rank = presence[tracks[grid[i].track].track_class].rank };

        g_array_append_val (spots, spot);
      }
}

/* A counting sort: stable, so that what was drawn above stays above. */
static void
sort_by_rank (GArray *spots)
{
  g_autofree WfSpot *copy = g_memdup2 (spots->data, spots->len * sizeof (WfSpot));
  guint next[WF_SPOT_N_RANKS + 1] = { 0 };

  for (guint i = 0; i < spots->len; i++)
    next[copy[i].rank + 1]++;
  for (guint i = 1; i <= WF_SPOT_N_RANKS; i++)
    next[i] += next[i - 1];
  for (guint i = 0; i < spots->len; i++)
    g_array_index (spots, WfSpot, next[copy[i].rank]++) = copy[i];
}

static gboolean
stands (const WfTrack *track)
{
  gboolean says_so = track->speed_mps < 0.5f;
  gboolean may
      = isnan (track->speed_mps) && wf_unit_state_group (track->state) != WF_UNIT_GROUP_BUSY;

  return wf_track_is_unit (track) && (says_so || may);
}

/* Those of @stack (indices of spots) side by side about their middle. */
static void
fan_out (GArray *spots, const guint *stack, guint n)
{
  float step = (float) STACK_STEP_PX, x = 0, y = 0;

  for (guint i = 0; i < n; i++)
    {
      x += g_array_index (spots, WfSpot, stack[i]).x / (float) n;
      y += g_array_index (spots, WfSpot, stack[i]).y / (float) n;
    }
  for (guint i = 0; i < n; i++)
    {
      g_array_index (spots, WfSpot, stack[i]).x = x + step * ((float) i - (float) (n - 1) / 2);
      g_array_index (spots, WfSpot, stack[i]).y = y;
    }
}

/* Ambulances at their station stand on one another: each must be seen and be within reach. */
static void
part_stacks (const WfTrack *tracks, GArray *spots)
{
  g_autofree guint *standing = g_new (guint, spots->len);
  guint n = 0;

  for (guint i = 0; i < spots->len; i++)
    if (g_array_index (spots, WfSpot, i).kind != WF_SPOT_CROWD
        && stands (&tracks[g_array_index (spots, WfSpot, i).track]))
      standing[n++] = i;
  for (guint i = 0; i < n && n <= TOO_MANY_UNITS; i++)
    {
      guint stack[STACK_MAX], size = 0;
      WfSpot first;

      if (standing[i] == WF_NO_TRACK)
        continue;
      first = g_array_index (spots, WfSpot, standing[i]);
      for (guint k = i; k < n && size < STACK_MAX; k++)
        {
          const WfSpot *spot
              = standing[k] != WF_NO_TRACK ? &g_array_index (spots, WfSpot, standing[k]) : NULL;

          if (spot == NULL || fabsf (spot->x - first.x) > (float) STACK_PX
              || fabsf (spot->y - first.y) > (float) STACK_PX)
            continue;
          stack[size++] = standing[k];
          standing[k] = WF_NO_TRACK;
        }
      if (size > 1)
        fan_out (spots, stack, size);
    }
}

void
wf_track_plan (const WfTrack *tracks, guint n_tracks, const WfView *view, guint selected,
               GArray *spots)
{
  Plan plan = make_plan (view, selected);
  guint n_units = 0;

  g_array_set_size (spots, 0);
  add_spots (&plan, tracks, n_tracks, spots);
  for (guint i = 0; i < spots->len; i++)
    n_units += wf_track_is_unit (&tracks[g_array_index (spots, WfSpot, i).track]);
  if (spots->len > TOO_MANY)
    gather_crowds (&plan, tracks, spots, n_units > TOO_MANY_UNITS);
  if (n_units > 1)
    part_stacks (tracks, spots);
  if (spots->len > 0)
    sort_by_rank (spots);
}

const WfSpot *
wf_track_plan_pick (const GArray *spots, double x, double y)
{
  const WfSpot *best = NULL;
  double nearest = PICK_PX;

  for (guint i = 0; i < spots->len; i++)
    {
      const WfSpot *spot = &g_array_index (spots, WfSpot, i);
      double dx = (double) spot->x - x, dy = (double) spot->y - y;
      double distance;

      if (fabs (dx) > PICK_PX || fabs (dy) > PICK_PX)
        continue;
      distance = hypot (dx, dy);
      /* Of two equally near the one drawn later lies above. */
      if (distance > nearest)
        continue;
      nearest = distance;
      best = spot;
    }
  return best;
}
