/* Watchfloor: the language of the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese or English whatever the machine's locale is, and from one to the other while running.
 * Main thread, before any window for init. */
#pragma once

#include <glib.h>

/* @language is "zh_CN", "en" or NULL (as the system says). */
void wf_language_init (const char *language);
/* What is made from now on speaks @language; windows there are must be made anew. */
void wf_language_switch (const char *language);
gboolean wf_language_is_chinese (void);
