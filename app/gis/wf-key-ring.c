/* Watchfloor: keys and passwords of sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-key-ring.h"

#include "wf-error.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>
#include <string.h>

#define MARK "{key:"

typedef struct
{
  char *source, *name;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->source);
  g_free (wish->name);
  g_free (wish);
}

gboolean
wf_key_ring_is_asked (const char *source)
{
  return strstr (source, MARK) != NULL;
}

/* What stands between "{key:" and "}"; NULL where there is none. */
static char *
name_of (const char *source)
{
  const char *mark = strstr (source, MARK);
  const char *end = mark != NULL ? strchr (mark, '}') : NULL;

  return end != NULL ? g_strndup (mark + strlen (MARK), (gsize) (end - mark) - strlen (MARK))
                     : NULL;
}

/* A backslash before what would end a value of libpq's "key=value ...". */
static char *
quote_word (const char *key)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = key; *p != '\0'; p++)
    {
      if (strchr ("'\\ \t\n", *p) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
quote (const char *source, const char *key)
{
  if (g_ascii_strncasecmp (source, "PG:", 3) == 0 && strstr (source, "://") == NULL)
    return quote_word (key);
  if (g_ascii_strncasecmp (source, "PG:", 3) == 0 || g_str_has_prefix (source, "postgres"))
    return g_uri_escape_string (key, NULL, FALSE);
  return g_strdup (key);
}

static char *
put_in (const Wish *wish, const char *key)
{
  g_autofree char *mark = g_strconcat (MARK, wish->name, "}", NULL);
  g_autofree char *quoted = quote (wish->source, key);
  g_auto (GStrv) parts = g_strsplit (wish->source, mark, -1);

  return g_strjoinv (quoted, parts);
}

static const char *
from_environment (const char *name)
{
  g_autofree char *upper = g_ascii_strup (name, -1);
  g_autofree char *variable = g_strconcat ("WATCHFLOOR_KEY_", upper, NULL);

  return g_getenv (variable);
}

static const SecretSchema *
schema (void)
{
  static const SecretSchema own = { "org.watchfloor.Source",
                                    SECRET_SCHEMA_DONT_MATCH_NAME,
                                    { { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                      { "name", SECRET_SCHEMA_ATTRIBUTE_STRING } },
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0 };

  return &own;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Wish *wish = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char *key = secret_password_lookup_finish (result, &error);

  if (key != NULL)
    g_task_return_pointer (task, put_in (wish, key), g_free);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_new_error (task, WF_ERROR, WF_ERROR_CANCELLED,
                             _ ("Asking for a key was cancelled."));
  else
    g_task_return_new_error (task, WF_ERROR, WF_ERROR_NOT_FOUND,
                             _ ("The key %s is not known; enter it with: secret-tool store "
                                "--label=%s application watchfloor name %s"),
                             wish->name, wish->name, wish->name);
  secret_password_free (key);
}

void
wf_key_ring_fill_async (const char *source, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);
  const char *key;

  wish->source = g_strdup (source);
  wish->name = name_of (source);
  g_task_set_source_tag (task, wf_key_ring_fill_async);
  g_task_set_task_data (task, wish, wish_free);
  if (wish->name == NULL)
    {
      g_task_return_pointer (task, g_strdup (source), g_free);
      return;
    }
  key = from_environment (wish->name);
  if (key != NULL)
    g_task_return_pointer (task, put_in (wish, key), g_free);
  else
    secret_password_lookup (schema (), cancellable, found_cb, g_object_ref (task), "application",
                            "watchfloor", "name", wish->name, NULL);
}

char *
wf_key_ring_fill_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
