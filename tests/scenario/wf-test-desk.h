/* Watchfloor: a desk for scenario tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A room with a desk, a journal in a folder of its own and a real platform; each may come and go.
 * What waits, waits for its condition and fails the test after 20 s. */
#pragma once

#include "wf-desk.h"
#include "wf-test-platform.h"

#define ENTITIES "/ngsi-ld/v1/entities"

typedef struct
{
  char *dir, *journal;
  char *url, *address; /* of the platform, also while it is down */
  WfTestPlatform *platform;
  WfClock *clock;
  WfHttp *http;
  WfDesk *desk;
  guint n_grave;
} WfRoom;

/* Of a WfDeskWatch. */
void wf_room_notice_cb (const char *sentence, gboolean grave, gpointer room);
void wf_room_changed_cb (gpointer room);
void wf_room_sit_down (WfRoom *room);
void wf_room_stand_up (WfRoom *room);
void wf_room_platform_up (WfRoom *room);
void wf_room_platform_down (WfRoom *room);
void wf_room_setup (WfRoom *room, gconstpointer data);
void wf_room_teardown (WfRoom *room, gconstpointer data);
void wf_room_wait_sync (WfRoom *room, const char *id, WfSyncState sync);
void wf_room_wait_state (WfRoom *room, const char *id, WfCommandState state);
char *wf_room_open_incident (WfRoom *room);
char *wf_room_order (WfRoom *room, const char *target, gint64 valid_us);
gsize wf_room_count (WfRoom *room, const char *type);
void wf_room_assert_steps (WfRoom *room, const char *id, const char *expected);
void wf_room_set_faults (WfRoom *room, const char *rules);
void wf_room_patch (WfRoom *room, const char *id, const char *attrs);
void wf_room_change (WfRoom *room, const char *id, json_t *attrs);
/* Closed, and it says why. */
void wf_room_wait_lost (WfRoom *room, const char *id);
gboolean wf_room_is_idle (gpointer room);
gboolean wf_room_is_saved (gpointer room);
gboolean wf_room_is_well (gpointer room); /* nothing is wrong with the journal */
/* Nothing of any size can be written any more, or again; SIGXFSZ must be ignored. */
void wf_room_fill_disk (gboolean is_full);
