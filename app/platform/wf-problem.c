/* Watchfloor: what went wrong, as ETSI problem JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of kinds. Titles are on the wire and stay English. Pure. */
#include "config.h"

#include "wf-problem.h"

#include "wf-error.h"

#define PREFIX "https://uri.etsi.org/ngsi-ld/errors/"

static const struct
{
  const char *name;
  const char *title;
  guint status;
} problems[] = {
  [WF_PROBLEM_INVALID_REQUEST] = { "InvalidRequest", "Invalid request", 400 },
  [WF_PROBLEM_BAD_REQUEST_DATA] = { "BadRequestData", "Bad request data", 400 },
  [WF_PROBLEM_ALREADY_EXISTS] = { "AlreadyExists", "Already exists", 409 },
  [WF_PROBLEM_NOT_SUPPORTED] = { "OperationNotSupported", "Operation not supported", 422 },
  [WF_PROBLEM_NOT_FOUND] = { "ResourceNotFound", "Resource not found", 404 },
  [WF_PROBLEM_INTERNAL] = { "InternalError", "Internal error", 500 },
  [WF_PROBLEM_TOO_COMPLEX] = { "TooComplexQuery", "Too complex", 403 },
  [WF_PROBLEM_TOO_MANY] = { "TooManyResults", "Too many results", 403 },
  [WF_PROBLEM_NO_MULTI_TENANT] = { "NoMultiTenantSupport", "No tenants here", 501 },
  [WF_PROBLEM_NO_TENANT] = { "NonExistingTenant", "No such tenant", 404 },
};

guint
wf_problem_status (WfProblem problem)
{
  g_return_val_if_fail (problem < G_N_ELEMENTS (problems), 500);
  return problems[problem].status;
}

json_t *
wf_problem_new (WfProblem problem, guint status, const char *detail)
{
  g_autofree char *type = NULL;
  json_t *object;

  g_return_val_if_fail (problem < G_N_ELEMENTS (problems), json_null ());
  type = g_strconcat (PREFIX, problems[problem].name, NULL);
  object = json_pack ("{s:s, s:s, s:i}", "type", type, "title", problems[problem].title, "status",
                      (int) status);
  if (detail != NULL)
    {
      /* The detail may repeat bytes of the request that are no UTF-8. */
      g_autofree char *valid = g_utf8_make_valid (detail, -1);

      json_object_set_new (object, "detail", json_string (valid));
    }
  return object;
}

WfProblem
wf_problem_from_error (const GError *error)
{
  if (error->domain != WF_ERROR)
    return WF_PROBLEM_INTERNAL;
  switch ((WfErrorCode) error->code)
    {
    case WF_ERROR_INVALID:
      return WF_PROBLEM_BAD_REQUEST_DATA;
    case WF_ERROR_LIMIT:
    case WF_ERROR_TOO_LARGE:
      return WF_PROBLEM_TOO_COMPLEX;
    case WF_ERROR_NOT_FOUND:
      return WF_PROBLEM_NOT_FOUND;
    case WF_ERROR_CONFLICT:
      return WF_PROBLEM_ALREADY_EXISTS;
    case WF_ERROR_REFUSED:
      return WF_PROBLEM_NOT_SUPPORTED;
    case WF_ERROR_FAILED:
    case WF_ERROR_IO:
    case WF_ERROR_NETWORK:
    case WF_ERROR_TIMEOUT:
    case WF_ERROR_CANCELLED:
    case WF_ERROR_DAMAGED:
    default:
      return WF_PROBLEM_INTERNAL;
    }
}
