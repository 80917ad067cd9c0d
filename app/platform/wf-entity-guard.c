/* Watchfloor: what clients may do to commands and incidents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-entity-guard.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>

static gboolean
is_type (const json_t *entity, const char *type)
{
  return g_str_equal (wf_json_string (entity, "type", ""), type);
}

/* The value of an attribute in whatever form. */
static const json_t *
any_value (const json_t *attrs, const char *name)
{
  const json_t *attr = json_object_get (attrs, name);
  const json_t *value = json_object_get (attr, "value");

  return value != NULL ? value : attr;
}

static const char *
any_text (const json_t *attrs, const char *name)
{
  const json_t *value = any_value (attrs, name);

  if (json_is_object (value))
    value = json_object_get (value, "object");
  return json_is_string (value) ? json_string_value (value) : NULL;
}

static void
set_text (json_t *entity, const char *name, const char *text)
{
  json_object_set_new (entity, name, json_pack ("{s:s, s:s}", "type", "Property", "value", text));
}

gboolean
wf_entity_guard_create (json_t *entity, gint64 now_us, GError **error)
{
  /* What became of it is ours to say. */
  static const char *const ours[] = { "reason", "stateHistory", "acknowledgedBy" };
  g_autofree char *now = NULL;
  gint64 valid_us;

  if (!is_type (entity, "Command"))
    return TRUE;
  if (any_text (entity, "kind") == NULL || any_text (entity, "target") == NULL
      || !wf_time_parse (any_text (entity, "validUntil"), &valid_us))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("A Command needs kind, target and validUntil (RFC 3339)."));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    json_object_del (entity, ours[i]);
  now = wf_time_format (now_us);
  set_text (entity, "state", valid_us <= now_us ? "expired" : "sent");
  set_text (entity, "stateChangedAt", now);
  if (valid_us <= now_us)
    set_text (entity, "reason", _ ("It arrived after the end of its validity."));
  return TRUE;
}

static gboolean
guard_command (json_t *attrs, GError **error)
{
  static const char *const fixed[]
      = { "state",  "stateChangedAt", "stateHistory", "reason",     "kind",          "target",
          "params", "issuedBy",       "issuedAt",     "validUntil", "acknowledgedBy" };

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (json_object_get (attrs, fixed[i]) != NULL)
      {
        g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
                     _ ("%s of a Command is the platform's; ask to revoke it by "
                        "revokeRequestedBy."),
                     fixed[i]);
        return FALSE;
      }
  return TRUE;
}

gint64
wf_entity_guard_version (const json_t *entity)
{
  const json_t *version = any_value (entity, "version");

  return is_type (entity, "Incident") && json_is_integer (version) ? json_integer_value (version)
                                                                   : -1;
}

static gboolean
guard_incident (const json_t *entity, json_t *attrs, gint64 base, GError **error)
{
  gint64 current = wf_entity_guard_version (entity);
  const json_t *stated = any_value (attrs, "version");

  if (json_is_integer (stated))
    base = json_integer_value (stated);
  if (base >= 0 && base != current)
    {
      g_set_error (
          error, WF_ERROR, WF_ERROR_CONFLICT,
          _ ("The incident has version %lld by now, the edit was based on %lld; read it, merge "
             "and send again."),
          (long long) current, (long long) base);
      return FALSE;
    }
  json_object_del (attrs, "version");
  return TRUE;
}

gboolean
wf_entity_guard_patch (const json_t *entity, json_t *attrs, gint64 base, GError **error)
{
  if (is_type (entity, "Command"))
    return guard_command (attrs, error);
  return !is_type (entity, "Incident") || guard_incident (entity, attrs, base, error);
}

gboolean
wf_entity_guard_delete (const json_t *entity, GError **error)
{
  if (!is_type (entity, "Command"))
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_REFUSED,
               _ ("A Command is never deleted or replaced: its id must stay known, so that it is "
                  "not executed twice."));
  return FALSE;
}

gboolean
wf_entity_guard_is_ours (const json_t *entity)
{
  return is_type (entity, "Command") || is_type (entity, "Incident");
}
