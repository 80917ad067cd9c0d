/* Watchfloor: the demo shift's inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by wf-tour*.c only. Main thread. */
#pragma once

#include "watchfloor-application.h"
#include "wf-stall-watch.h"
#include "wf-tour.h"

#include <jansson.h>

/* One step of the shift. All functions may be NULL. */
typedef struct
{
  const char *name; /* of the picture, too */
  /* Does what the operator does. FALSE: it cannot be done, self->problem says why. */
  gboolean (*begin) (WfTour *self);
  /* TRUE once what was waited for has come. */
  gboolean (*ready) (WfTour *self);
  guint timeout_s;
  gboolean picture;
  /* How long it must stay so: what is refreshed once a second has then been. */
  guint hold_ms;
} WfTourStep;

struct _WfTour
{
  GObject parent_instance;

  WatchfloorApplication *application; /* borrowed: it owns us */
  char *folder; /* NULL = measure only */
  WfStallWatch *watch;
  guint poll_id;
  guint at, n_pictures;
  gint64 process_us; /* monotonic: when the process began */
  gint64 step_us; /* monotonic: when the step began */
  double first_picture_ms; /* < 0 = not yet */
  double done_ms;
  gboolean saving;
  guint frames; /* drawn since the step became ready */
  guint tick_id;
  GtkWidget *ticking; /* borrowed: whose frames are counted */
  char *problem;

  /* What the shift is about */
  WfLonLat place;
  char *address;
  char *incident_id, *unit_id, *command_id;
  guint n_orders;
  json_t *steps; /* array for tour.json */
  json_t *orders;
};

/* wf-tour-steps.c: ends with a step without name. */
extern const WfTourStep wf_tour_steps[];
/* wf-tour-look.c: a planner's steps. */
gboolean wf_tour_identify_begin (WfTour *self);
gboolean wf_tour_table_begin (WfTour *self);
gboolean wf_tour_table_ready (WfTour *self);
gboolean wf_tour_print_begin (WfTour *self);
gboolean wf_tour_print_ready (WfTour *self);
gboolean wf_tour_look_end (WfTour *self);
gboolean wf_tour_past_begin (WfTour *self);
gboolean wf_tour_past_ready (WfTour *self);
gboolean wf_tour_past_end (WfTour *self);
/* What happened, for tour.json; new reference. */
json_t *wf_tour_describe (WfTour *self);

/* wf-tour-planner.c: a file opened beside the city's layers and coloured by a field. */
gboolean wf_tour_file_begin (WfTour *self);
gboolean wf_tour_file_ready (WfTour *self);
gboolean wf_tour_style_begin (WfTour *self);
gboolean wf_tour_style_ready (WfTour *self);
/* What was opened against the city without it, and a place kept. */
gboolean wf_tour_swipe_begin (WfTour *self);
gboolean wf_tour_swipe_ready (WfTour *self);
gboolean wf_tour_views_begin (WfTour *self);
gboolean wf_tour_views_end (WfTour *self);
gboolean wf_tour_file_end (WfTour *self);

/* wf-tour-place.c: a place on a road in a grid cell, a short drive from a unit that may be sent.
 * FALSE where the city or its feeds have none (yet). @address is "" where the road has no name. */
gboolean wf_tour_find_place (WfSession *session, WfLonLat *place, char **address);
