/* Watchfloor: JSON from outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits first, then jansson; see the header. */
#include "config.h"

#include "wf-json.h"

#include "wf-error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>

/* jansson's own limit is 2048 and is met by recursion; ours is met by counting. */
static gboolean
depth_within (const char *text, gsize length, guint limit)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (in_string)
        {
          if (c == '\\')
            i++;
          else if (c == '"')
            in_string = FALSE;
        }
      else if (c == '"')
        in_string = TRUE;
      else if ((c == '[' || c == '{') && ++depth > limit)
        return FALSE;
      else if ((c == ']' || c == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

json_t *
wf_json_parse (const char *text, gsize length, gsize max_bytes, const char *what, GError **error)
{
  json_error_t problem;
  json_t *root;

  if (length > max_bytes)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("%s is %zu bytes long; at most %zu are accepted."), what, length, max_bytes);
      return NULL;
    }
  if (!depth_within (text, length, WF_JSON_MAX_DEPTH))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("%s is nested more than %d levels deep and was not read."), what,
                   WF_JSON_MAX_DEPTH);
      return NULL;
    }
  root = json_loadb (text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
  if (root == NULL)
    {
      /* jansson quotes the text near the fault and cuts it at a byte, not at a character. */
      g_autofree char *fault = g_utf8_make_valid (problem.text, -1);

      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("%s, line %d: not valid JSON (%s)."), what,
                   problem.line, fault);
    }
  return root;
}

json_t *
wf_json_load (const char *path, gsize max_bytes, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *text = NULL;
  struct stat st;
  gsize length;

  if (stat (path, &st) != 0)
    {
      g_set_error (error, WF_ERROR, errno == ENOENT ? WF_ERROR_NOT_FOUND : WF_ERROR_IO,
                   _ ("%s cannot be read: %s."), path, g_strerror (errno));
      return NULL;
    }
  /* A FIFO or a device would keep us waiting for ever. */
  if (!S_ISREG (st.st_mode) || (guint64) st.st_size > max_bytes)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("%s is not a regular file of at most %zu bytes."), path, max_bytes);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return wf_json_parse (text, length, max_bytes, name, error);
}

char *
wf_json_canonical (const json_t *value)
{
  char *text = json_dumps (value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
  char *copy = g_strdup (text != NULL ? text : "null");

  free (text);
  return copy;
}

const char *
wf_json_string (const json_t *object, const char *name, const char *fallback)
{
  const json_t *value = json_object_get (object, name);

  return json_is_string (value) ? json_string_value (value) : fallback;
}

double
wf_json_number (const json_t *object, const char *name, double fallback)
{
  const json_t *value = json_object_get (object, name);

  return json_is_number (value) ? json_number_value (value) : fallback;
}

gint64
wf_json_integer (const json_t *object, const char *name, gint64 fallback)
{
  const json_t *value = json_object_get (object, name);

  return json_is_integer (value) ? (gint64) json_integer_value (value) : fallback;
}

gboolean
wf_json_boolean (const json_t *object, const char *name, gboolean fallback)
{
  const json_t *value = json_object_get (object, name);

  return json_is_boolean (value) ? json_is_true (value) : fallback;
}

gboolean
wf_json_save (const json_t *value, const char *path, GError **error)
{
  char *text = json_dumps (value, JSON_INDENT (2) | JSON_ENCODE_ANY);
  gboolean ok = g_file_set_contents (path, text, -1, error);

  free (text);
  return ok;
}
