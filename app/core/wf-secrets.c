/* Watchfloor: what must not be read by others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-secrets.h"

static const struct
{
  const char *pattern, *becomes;
} rules[] = {
  /* libpq: password=x, password='it''s', password = "x" */
  { "(?i)\\b((?:ssl)?passw(?:or)?d|pwd)\\s*=\\s*"
    "(?:'(?:[^'\\\\]|\\\\.)*'?|\"[^\"]*\"?|[^\\s&;,'\"]+)",
    "\\1=***" },
  { "(://[^/\\s:@]*):[^/\\s@]+@", "\\1:***@" },
  { "(?i)([?&](?:tk|ak|sk|key|apikey|api_key|access_token|token|sig|signature)=)[^&\\s#\"']+",
    "\\1***" },
};

char *
wf_secrets_hide (const char *text)
{
  char *hidden;

  if (text == NULL)
    return NULL;
  hidden = g_utf8_make_valid (text, -1);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (rules[i].pattern, 0, 0, NULL);
      char *next = g_regex_replace (regex, hidden, -1, 0, rules[i].becomes, 0, NULL);

      if (next == NULL) /* too tangled to be searched: nothing of it is shown */
        next = g_strdup ("***");
      g_free (hidden);
      hidden = next;
    }
  return hidden;
}
