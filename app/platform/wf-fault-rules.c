/* Watchfloor: making the platform misbehave.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading of rules and choosing among them; what a plan does to content is in wf-fault-plan.c.
 * Main thread. */
#include "config.h"

#include "wf-fault-rules.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-query-expr.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  WfFaultKind kind;
  json_t *json; /* owned, as given */
  GRegex *path; /* owned, may be NULL */
  char *method; /* owned, may be NULL */
  char *entity_type; /* owned, may be NULL */
  guint places; /* WfFaultPlace bits */
  double probability;
  gint64 left; /* -1 = for ever */
  gint64 from_us, until_us;
  guint64 hits;
} Rule;

struct _WfFaultRules
{
  GPtrArray *rules; /* Rule, owned */
  GRand *random;
};

static const char *const kinds[WF_FAULT_N]
    = { "none",     "drop",     "delay",   "duplicate", "reorder",   "error",     "rateLimit",
        "halfOpen", "truncate", "garbage", "endless",   "clockSkew", "wrongDatum" };

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  json_decref (rule->json);
  g_clear_pointer (&rule->path, g_regex_unref);
  g_free (rule->method);
  g_free (rule->entity_type);
  g_free (rule);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rule, rule_free)

WfFaultRules *
wf_fault_rules_new (void)
{
  WfFaultRules *rules = g_new0 (WfFaultRules, 1);

  rules->rules = g_ptr_array_new_with_free_func (rule_free);
  rules->random = g_rand_new_with_seed (1);
  return rules;
}

void
wf_fault_rules_free (WfFaultRules *rules)
{
  if (rules == NULL)
    return;
  g_ptr_array_unref (rules->rules);
  g_rand_free (rules->random);
  g_free (rules);
}

void
wf_fault_rules_clear (WfFaultRules *rules)
{
  g_ptr_array_set_size (rules->rules, 0);
}

gboolean
wf_fault_rules_is_empty (const WfFaultRules *rules)
{
  return rules->rules->len == 0;
}

/* ---- reading */

static gboolean
parse_kind (const json_t *json, WfFaultKind *kind)
{
  const char *text = wf_json_string (json, "kind", "");

  for (guint i = 1; i < WF_FAULT_N; i++)
    if (g_str_equal (text, kinds[i]))
      {
        *kind = (WfFaultKind) i;
        return TRUE;
      }
  return FALSE;
}

static guint
parse_place (const char *text)
{
  static const char *const places[] = { "http", "notification", "event" };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (text, places[i]))
      return 1u << i;
  return 0;
}

static gboolean
parse_places (const json_t *on, guint *bits)
{
  const json_t *one;
  size_t i;

  *bits = on == NULL ? (WF_FAULT_ON_HTTP | WF_FAULT_ON_NOTIFICATION | WF_FAULT_ON_EVENT) : 0;
  if (json_is_string (on))
    *bits = parse_place (json_string_value (on));
  json_array_foreach (on, i, one)
    {
      guint bit = parse_place (json_string_value (one));

      if (bit == 0)
        return FALSE;
      *bits |= bit;
    }
  return *bits != 0;
}

/* An instant or seconds after @now_us. */
static gboolean
parse_when (const json_t *json, const char *name, gint64 now_us, gint64 fallback, gint64 *when_us)
{
  const json_t *when = json_object_get (json, name);

  *when_us = fallback;
  if (json_is_number (when))
    *when_us = now_us + (gint64) (json_number_value (when) * (double) WF_SECOND_US);
  return when == NULL || json_is_number (when)
         || (json_is_string (when) && wf_time_parse (json_string_value (when), when_us));
}

static const char *
check_figures (const Rule *rule)
{
  WfDatum datum;
  double status = wf_json_number (rule->json, "status", 503);

  if (!(rule->probability >= 0 && rule->probability <= 1))
    return _ ("probability must be from 0 to 1");
  if (!(status >= 400 && status <= 599))
    return _ ("status must be from 400 to 599");
  if (rule->kind == WF_FAULT_WRONG_DATUM
      && !wf_datum_parse (wf_json_string (rule->json, "datum", ""), &datum))
    return _ ("datum must be gcj02 or bd09");
  if (rule->kind == WF_FAULT_CLOCK_SKEW
      && !json_is_number (json_object_get (rule->json, "seconds")))
    return _ ("clockSkew needs seconds");
  return NULL;
}

/* NULL or what is wrong. */
static const char *
fill_rule (Rule *rule, const json_t *json, gint64 now_us)
{
  const json_t *match = json_object_get (json, "match");
  const char *path = wf_json_string (match, "path", NULL);

  if (!json_is_object (json) || !parse_kind (json, &rule->kind))
    return _ ("kind is missing or unknown");
  if (!parse_places (json_object_get (match, "on"), &rule->places))
    return _ ("match.on must be http, notification or event");
  if (!parse_when (json, "from", now_us, G_MININT64, &rule->from_us)
      || !parse_when (json, "until", now_us, G_MAXINT64, &rule->until_us))
    return _ ("from and until must be RFC 3339 times or seconds");
  if (path != NULL && (rule->path = wf_query_pattern_new (path, NULL)) == NULL)
    return _ ("match.path is no regular expression");
  rule->json = json_deep_copy (json);
  rule->method = g_strdup (wf_json_string (match, "method", NULL));
  rule->entity_type = g_strdup (wf_json_string (match, "entityType", NULL));
  rule->probability = wf_json_number (json, "probability", 1);
  rule->left = wf_json_integer (json, "count", -1);
  return check_figures (rule);
}

gboolean
wf_fault_rules_set (WfFaultRules *rules, const json_t *json, gint64 now_us, GError **error)
{
  const json_t *list = json_is_array (json) ? json : json_object_get (json, "rules");
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (rule_free);
  const json_t *one;
  size_t i;

  if (!json_is_array (list) || json_array_size (list) > WF_FAULT_MAX_RULES)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("Faults are {\"rules\":[...]} with at most %d rules."), WF_FAULT_MAX_RULES);
      return FALSE;
    }
  json_array_foreach (list, i, one)
    {
      g_autoptr (Rule) rule = g_new0 (Rule, 1);
      const char *trouble = fill_rule (rule, one, now_us);

      if (trouble != NULL)
        {
          g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("Fault rule %d: %s."), (int) i + 1,
                       trouble);
          return FALSE;
        }
      g_ptr_array_add (fresh, g_steal_pointer (&rule));
    }
  g_rand_set_seed (rules->random, (guint32) wf_json_integer (json, "seed", 1));
  g_ptr_array_unref (rules->rules);
  rules->rules = g_steal_pointer (&fresh);
  return TRUE;
}

json_t *
wf_fault_rules_to_json (const WfFaultRules *rules)
{
  json_t *list = json_array ();

  for (guint i = 0; i < rules->rules->len; i++)
    {
      const Rule *rule = rules->rules->pdata[i];
      json_t *json = json_copy (rule->json);

      json_object_set_new (json, "hits", json_integer ((json_int_t) rule->hits));
      json_array_append_new (list, json);
    }
  return json_pack ("{s:o}", "rules", list);
}

/* ---- choosing */

static gboolean
rule_matches (const Rule *rule, WfFaultPlace place, const char *method, const char *path,
              const char *const *types, gint64 now_us)
{
  return (rule->places & place) != 0 && rule->left != 0 && now_us >= rule->from_us
         && now_us < rule->until_us
         && (rule->method == NULL || g_ascii_strcasecmp (rule->method, method) == 0)
         && (rule->entity_type == NULL
             || (types != NULL && g_strv_contains (types, rule->entity_type)))
         && (rule->path == NULL || g_regex_match (rule->path, path, 0, NULL));
}

static void
take_content (WfFaultPlan *plan, const Rule *rule)
{
  WfContentFault *content;

  if (plan->n_content == WF_FAULT_MAX_CONTENT)
    return;
  content = &plan->content[plan->n_content++];
  content->kind = rule->kind;
  content->entity_type = g_strdup (rule->entity_type);
  content->skew_s = wf_json_number (rule->json, "seconds", 0);
  wf_datum_parse (wf_json_string (rule->json, "datum", "wgs84"), &content->datum);
}

static void
take_transport (WfFaultRules *rules, WfFaultPlan *plan, const Rule *rule)
{
  gboolean answers = rule->kind == WF_FAULT_ERROR || rule->kind == WF_FAULT_RATE_LIMIT;
  double jitter_ms = wf_json_number (rule->json, "jitterMs", 0);

  plan->kind = rule->kind;
  plan->before = wf_json_boolean (rule->json, "before", answers);
  plan->delay_ms = (guint) CLAMP (wf_json_number (rule->json, "delayMs", 1000)
                                      + g_rand_double (rules->random) * jitter_ms,
                                  0, 600000);
  plan->status = rule->kind == WF_FAULT_RATE_LIMIT
                     ? 429
                     : (guint) wf_json_integer (rule->json, "status", 503);
  plan->retry_after_s = (guint) CLAMP (
      wf_json_integer (rule->json, "retryAfter", rule->kind == WF_FAULT_RATE_LIMIT ? 5 : 0), 0,
      86400);
  plan->bytes = (guint64) CLAMP (wf_json_integer (rule->json, "bytes", 100 * 1024 * 1024), 0,
                                 G_GINT64_CONSTANT (1) << 40);
}

WfFaultPlan
wf_fault_rules_plan (WfFaultRules *rules, WfFaultPlace place, const char *method, const char *path,
                     const char *const *types, gint64 now_us)
{
  WfFaultPlan plan = { 0 };

  if (g_str_has_prefix (path, "/admin"))
    return plan;
  for (guint i = 0; i < rules->rules->len; i++)
    {
      Rule *rule = rules->rules->pdata[i];
      gboolean content = rule->kind >= WF_FAULT_CLOCK_SKEW;

      if ((!content && plan.kind != WF_FAULT_NONE)
          || !rule_matches (rule, place, method, path, types, now_us)
          || g_rand_double (rules->random) >= rule->probability)
        continue;
      rule->hits++;
      rule->left -= rule->left > 0 ? 1 : 0;
      if (content)
        take_content (&plan, rule);
      else
        take_transport (rules, &plan, rule);
    }
  return plan;
}

char *
wf_fault_rules_garbage (WfFaultRules *rules, gsize length)
{
  char *bytes = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (char) g_rand_int (rules->random);
  bytes[length] = '\0';
  return bytes;
}

void
wf_fault_rules_shuffle (WfFaultRules *rules, json_t *array)
{
  gint32 n = (gint32) json_array_size (array);

  for (gint32 i = n - 1; i > 0; i--)
    {
      gint32 j = g_rand_int_range (rules->random, 0, i + 1);
      json_t *a = json_incref (json_array_get (array, (size_t) i));

      json_array_set (array, (size_t) i, json_array_get (array, (size_t) j));
      json_array_set_new (array, (size_t) j, a);
    }
}
