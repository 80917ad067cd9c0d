/* Watchfloor: lines of JSON values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* jansson forgets the line of a value once it is parsed; an error for a person needs it. Walks
 * text that has been parsed before; on any other it stays inside the text and finds some line,
 * for the file may have changed meanwhile. Pure, any thread. */
#include "config.h"

#include "wf-json.h"

#include <string.h>

static const char *
skip_space (const char *at)
{
  return at + strspn (at, " \t\r\n");
}

static const char *
skip_string (const char *at)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : at;
}

/* Past the value at @at, by counting brackets outside strings. */
static const char *
skip_value (const char *at)
{
  guint depth = 0;

  at = skip_space (at);
  while (*at != '\0')
    {
      if (*at == '"')
        at = skip_string (at);
      else if (*at == '{' || *at == '[')
        depth++, at++;
      else if ((*at == '}' || *at == ']') && depth > 0)
        depth--, at++;
      else if (depth == 0)
        at += strcspn (at, ",]} \t\r\n");
      else
        at++;
      if (depth == 0)
        return at;
    }
  return at;
}

/* The value of member @name (of @length bytes) in the object at @at; NULL where there is none. */
static const char *
find_member (const char *at, const char *name, gsize length)
{
  if (*at != '{')
    return NULL;
  for (at = skip_space (at + 1); *at == '"';)
    {
      const char *key = at + 1, *end = skip_string (at);
      gboolean hit = (gsize) (end - 1 - key) == length && strncmp (key, name, length) == 0;

      at = skip_space (end);
      at = skip_space (at + (*at == ':' ? 1 : 0));
      if (hit)
        return at;
      at = skip_space (skip_value (at));
      at = skip_space (at + (*at == ',' ? 1 : 0));
    }
  return NULL;
}

static const char *
find_item (const char *at, guint64 index)
{
  if (*at != '[')
    return NULL;
  for (at = skip_space (at + 1); *at != '\0' && *at != ']'; index--)
    {
      if (index == 0)
        return at;
      at = skip_space (skip_value (at));
      at = skip_space (at + (*at == ',' ? 1 : 0));
    }
  return NULL;
}

/* One step of the path: "name", ".name" or "[3]". Moves @path past it. */
static const char *
step (const char *at, const char **path)
{
  gsize length;

  if (**path == '[')
    {
      char *end;
      guint64 index = g_ascii_strtoull (*path + 1, &end, 10);

      *path = end + (*end == ']' ? 1 : 0);
      return find_item (at, index);
    }
  *path += **path == '.' ? 1 : 0;
  length = strcspn (*path, ".[");
  at = find_member (at, *path, length);
  *path += length;
  return at;
}

guint
wf_json_line_of (const char *text, const char *path)
{
  const char *at = skip_space (text);
  guint line = 1;

  while (*path != '\0')
    {
      const char *next = step (at, &path);

      if (next == NULL)
        break;
      at = next;
    }
  for (const char *c = text; c < at; c++)
    line += *c == '\n';
  return line;
}
