/* Watchfloor: incidents as CAP alerts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Common Alerting Protocol 1.2 (OASIS) and the Atom feed that lists the alerts, of the entities of
 * type Incident (open ones) and Alert. The city is simulated, so their status is Exercise. Times
 * are written with "+00:00": CAP forbids "Z". By libxml2. Main thread. */
#pragma once

#include "wf-entity-store.h"

/* TRUE where @entity (normalized) is shown as an alert. */
gboolean wf_cap_is_alert (const json_t *entity);

/* The alert document (g_free). */
char *wf_cap_alert (const json_t *entity, gint64 now_us);

/* The Atom feed of all alerts in @store, links below @base_url (g_free). */
char *wf_cap_index (WfEntityStore *store, const char *base_url, gint64 now_us);
