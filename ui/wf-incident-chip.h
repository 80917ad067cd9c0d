/* Watchfloor: buttons of kinds and levels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Icon or numeral above, the word below: shape, colour and word say the same. Floating references;
 * main thread. */
#pragma once

#include <gtk/gtk.h>

/* Of an incident's @kind (wf_incident_kinds). */
GtkToggleButton *wf_incident_chip_kind (const char *kind);
/* Of @level, 1 the gravest to 4. */
GtkToggleButton *wf_incident_chip_level (int level);
