/* Watchfloor: lanes through the superblocks of a made city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread. */
#pragma once

#include "gen-city.h"

/* Cuts @face by lanes into faces of about @target_m2 and appends them (guint32) to @faces. */
void gen_split_face (GenCity *city, guint32 face, double target_m2, guint64 seed, GArray *faces);
