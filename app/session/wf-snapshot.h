/* Watchfloor: asking a platform for all its entities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /entities page by page; one question at a time. The pages go to whoever decodes them.
 * Main thread. */
#pragma once

#include "wf-http.h"

typedef struct _WfSnapshot WfSnapshot;

typedef struct
{
  void (*page) (GBytes *bytes, gpointer user_data);
  /* @trouble NULL: all pages came. */
  void (*ended) (const char *trouble, gpointer user_data);
} WfSnapshotWatch;

/* @entities_url such as ".../ngsi-ld/v1/entities"; @types NULL-terminated. @http is borrowed. */
WfSnapshot *wf_snapshot_new (WfHttp *http, const char *entities_url, char **types,
                             const WfSnapshotWatch *watch, gpointer user_data);
void wf_snapshot_free (WfSnapshot *snapshot);

/* Begins anew; a question under way is given up. */
void wf_snapshot_start (WfSnapshot *snapshot);
gboolean wf_snapshot_is_running (WfSnapshot *snapshot);
