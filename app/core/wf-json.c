/* Watchfloor: JSON from outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-json.h"

#include "wf-error.h"
#include "wf-json-reader.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>

#define SHOWN 24 /* bytes of what is wrong */

json_t *
wf_json_parse (const char *text, gsize length, gsize max_bytes, const char *what, GError **error)
{
  WfJsonFault fault;
  json_t *root;

  if (length > max_bytes)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("%s is %zu bytes long; at most %zu are accepted."), what, length, max_bytes);
      return NULL;
    }
  root = wf_json_reader_read (text, length, WF_JSON_MAX_DEPTH, &fault);
  if (root == NULL && fault.is_too_deep)
    g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                 _ ("%s is nested more than %d levels deep and was not read."), what,
                 WF_JSON_MAX_DEPTH);
  else if (root == NULL)
    {
      g_autofree char *near
          = g_utf8_make_valid (text + fault.at, (gssize) MIN (length - fault.at, SHOWN));

      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("%s, line %u: not valid JSON (%s: '%s')."),
                   what, fault.line, fault.fault, near);
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
