/* Watchfloor: the error domain.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One domain for all layers: the code is for the program, the message is one translated
 * sentence for the operator that says what happened and what to do next. */
#pragma once

#include <glib.h>

typedef enum
{
  WF_ERROR_FAILED,
  WF_ERROR_INVALID, /* the input is not what it claims to be */
  WF_ERROR_LIMIT, /* larger, deeper or slower than we accept */
  WF_ERROR_NOT_FOUND,
  WF_ERROR_IO, /* disk: full, read-only, no permission */
  WF_ERROR_NETWORK,
  WF_ERROR_TIMEOUT,
  WF_ERROR_CANCELLED,
  WF_ERROR_DAMAGED, /* was ours and whole once */
  WF_ERROR_CONFLICT, /* somebody else changed it, or it exists already */
  WF_ERROR_REFUSED, /* a rule or a right forbids it */
  WF_ERROR_TOO_LARGE, /* larger than we ever take: trying again is no use, making it less is */
  WF_ERROR_ASK, /* something has to be said first: the message says what */
} WfErrorCode;

#define WF_ERROR (wf_error_quark ())
GQuark wf_error_quark (void);
