/* Watchfloor: what went wrong, as ETSI problem JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* ETSI GS CIM 009 clause 5.5.2 over RFC 7807: every refusal of the platform names one of these
 * kinds and a sentence. Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef enum
{
  WF_PROBLEM_INVALID_REQUEST, /* 400, not JSON, not our API */
  WF_PROBLEM_BAD_REQUEST_DATA, /* 400, JSON, but no entity, query or subscription */
  WF_PROBLEM_ALREADY_EXISTS, /* 409 */
  WF_PROBLEM_NOT_SUPPORTED, /* 422; 403, 405, 415 where given */
  WF_PROBLEM_NOT_FOUND, /* 404 */
  WF_PROBLEM_INTERNAL, /* 500 */
  WF_PROBLEM_TOO_COMPLEX, /* 403, also 413 */
  WF_PROBLEM_TOO_MANY, /* 403 */
  WF_PROBLEM_NO_MULTI_TENANT, /* 501 */
  WF_PROBLEM_NO_TENANT, /* 404 */
} WfProblem;

/* The HTTP status the specification gives @problem. */
guint wf_problem_status (WfProblem problem);

/* {"type","title","detail","status"}; new reference. @detail may be NULL. */
json_t *wf_problem_new (WfProblem problem, guint status, const char *detail);

/* What the WF_ERROR @error is on the wire. */
WfProblem wf_problem_from_error (const GError *error);
