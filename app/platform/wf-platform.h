/* Watchfloor: the parts of the embedded city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the answers are made from. The main program owns each part and outlives every exchange.
 * Main thread. */
#pragma once

#include "wf-change-feed.h"
#include "wf-clock.h"
#include "wf-entity-store.h"
#include "wf-fault-rules.h"
#include "wf-jt-terminals.h"
#include "wf-live-stream.h"
#include "wf-mqtt-publisher.h"
#include "wf-notifier.h"
#include "wf-sim.h"
#include "wf-vehicle-server.h"

struct _WfPlatformServer;

typedef struct
{
  WfClock *clock;
  WfEntityStore *store;
  WfChangeFeed *changes;
  WfFaultRules *faults;
  WfLiveStream *stream;
  WfNotifier *notifier;
  /* NULL where they were not asked for. */
  WfVehicleServer *cot, *jt808;
  WfJtTerminals *terminals;
  WfMqttPublisher *mqtt;
  WfSim *sim; /* NULL while there is no city */
  struct _WfPlatformServer *server;
  gboolean clock_is_fake;
  gint64 started_us; /* of the clock */
  gint64 step_us; /* the simulation's step, and the server's */
} WfPlatform;

/* Makes all parts but the simulation and the servers; the clock is there. */
void wf_platform_init (WfPlatform *platform);
void wf_platform_clear (WfPlatform *platform);

/* Moves the city on to the clock's now. */
void wf_platform_step (WfPlatform *platform);

/* Moves the fake clock on by @advance_us in steps of the simulation. */
void wf_platform_advance (WfPlatform *platform, gint64 advance_us);
