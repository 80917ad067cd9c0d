/* Watchfloor: what the columns of a text file are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GDAL guesses from the first megabyte, takes "0411" for 411 and what has too many digits for the
 * largest number there is. Here a column is one of numbers or times only where every value is
 * written as one and nothing of it is lost. */
#pragma once

#include "wf-pack-column.h"

/* Makes a TEXT column INT, REAL or TIME where it is one. */
void wf_column_types_settle (WfPackColumn *column);

/* Microseconds since 1970 UTC, WF_TIME_NONE where that is no time. @zone as OGR has it: 100 is UTC,
 * a step a quarter of an hour; 0 and 1 do not say: UTC. */
gint64
wf_column_time_us (int year, int month, int day, int hour, int minute, double second, int zone);
