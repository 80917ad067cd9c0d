/* Watchfloor: the limits of the worker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hostile file may cost at most. Set once, before GDAL sees the first byte. */
#pragma once

#include <glib.h>

/* Nothing open but the standard streams; memory, processor time, open files, file size; no core
 * dump; dies with its parent. */
void wf_worker_limits_set (guint64 memory, guint cpu_s);

/* The most that one file may take of this machine: half its memory, and room for libraries. */
guint64 wf_worker_limits_of_machine (void);

/* From now on this process can open no socket, start no program and trace no other: a file that
 * reaches out of itself gets an error. Where the kernel has no seccomp it is said on stderr. */
void wf_worker_limits_close_network (void);
