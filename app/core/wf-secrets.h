/* Watchfloor: what must not be read by others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords and keys stand in the names of sources and in what servers answer; nothing that is
 * shown, logged, cached or handed to another program as an argument may carry them. Pure; any
 * thread. */
#pragma once

#include <glib.h>

/* @text with the values of passwords (password='x', https://user:x@host) and keys (?tk=x, &key=x)
 * replaced by "***". Free with g_free; NULL for NULL. */
char *wf_secrets_hide (const char *text);
