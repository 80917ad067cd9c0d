/* Watchfloor: the error domain.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the quark; see the header. */
#include "config.h"

#include "wf-error.h"

G_DEFINE_QUARK (wf - error - quark, wf_error)
