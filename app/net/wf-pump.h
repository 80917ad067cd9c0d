/* Watchfloor: one connection, read and written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a connection piece by piece, at idle priority so that a flood cannot hold back the screen,
 * and gives it up when it says nothing for too long; what is written waits in a bounded queue. Use
 * from one thread, with its main context. */
#pragma once

#include <gio/gio.h>

/* Of what waits to be written. */
#define WF_PUMP_MAX_BEHIND (1024 * 1024)

typedef struct _WfPump WfPump;

typedef enum
{
  WF_PUMP_CLOSED, /* by the other side */
  WF_PUMP_BROKEN,
  WF_PUMP_SILENT,
} WfPumpEnd;

typedef struct
{
  void (*piece) (GBytes *bytes, gpointer user_data);
  /* Nothing is told after this; may free the pump. */
  void (*ended) (WfPumpEnd end, const GError *error, gpointer user_data);
} WfPumpWatch;

/* @output may be NULL; @owner (may be NULL) is kept alive as long as the streams are used. */
WfPump *wf_pump_new (GInputStream *input, GOutputStream *output, GObject *owner, double silence_s,
                     const WfPumpWatch *watch, gpointer user_data);
/* Nothing is told after this; what waits to be written is dropped. */
void wf_pump_free (WfPump *pump);

/* FALSE where the other side does not take what it is sent: more than WF_PUMP_MAX_BEHIND waits. */
gboolean wf_pump_send (WfPump *pump, GBytes *bytes);

/* "HOST closed the connection." and the like; free with g_free. */
char *wf_pump_trouble (WfPumpEnd end, const GError *error, const char *host, double silence_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfPump, wf_pump_free)
