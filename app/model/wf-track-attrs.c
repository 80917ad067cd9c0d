/* Watchfloor: what is further known of a track.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports bring attributes as canonical JSON text (wf_json_canonical: compact, keys sorted), so two
 * of them are merged in one pass over both, without building either; a hundred thousand reports a
 * second leave no time for more. Pure. */
#include "config.h"

#include "wf-track-entry.h"

#include <string.h>

/* Walks the members of an object. */
typedef struct
{
  const char *at; /* the brace or comma before the next member */
  const char *member; /* with its value; NULL after the last */
  gsize key_size, size; /* the key with its quotes */
  gboolean broken;
} Cursor;

/* One past the closing quote; NULL where there is none. */
static const char *
skip_string (const char *at)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : NULL;
}

/* The comma or brace that ends the value; NULL where there is none. */
static const char *
skip_value (const char *at)
{
  guint depth = 0;

  while (at != NULL && *at != '\0')
    {
      if (depth == 0 && (*at == ',' || *at == '}'))
        return at;
      if (*at == '{' || *at == '[')
        depth++;
      else if (*at == '}' || *at == ']')
        depth--;
      at = *at == '"' ? skip_string (at) : at + 1;
    }
  return NULL;
}

static int
compare_keys (const char *a, gsize a_size, const char *b, gsize b_size)
{
  /* Without the closing quote, or "a" would come after "a!". */
  int order = memcmp (a, b, MIN (a_size, b_size) - 1);

  return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

static void
advance (Cursor *c)
{
  const char *before = c->member, *key_end = NULL, *end = NULL;
  gsize before_size = c->key_size;

  c->member = NULL;
  if (c->broken || *c->at == '}' || (before == NULL && g_str_equal (c->at, "{}")))
    return;
  if (c->at[1] == '"')
    key_end = skip_string (c->at + 1);
  if (key_end != NULL && *key_end == ':')
    end = skip_value (key_end + 1);
  c->broken = end == NULL || (*end == '}' && end[1] != '\0');
  if (c->broken)
    return;
  c->member = c->at + 1;
  c->key_size = (gsize) (key_end - c->member);
  c->size = (gsize) (end - c->member);
  c->at = end;
  /* Keys out of order, as escapes may leave them, cannot be merged. */
  c->broken = before != NULL && compare_keys (before, before_size, c->member, c->key_size) >= 0;
}

static Cursor
begin (const char *text)
{
  Cursor c = { .at = text, .broken = *text != '{' };

  advance (&c);
  return c;
}

static void
put (GString *out, const Cursor *c)
{
  g_string_append_c (out, out->len == 0 ? '{' : ',');
  g_string_append_len (out, c->member, (gssize) c->size);
}

/* What is told stands in any case; what is known as long as there is room. */
char *
wf_track_attrs_merge (const char *known, const char *told, gsize max_size)
{
  GString *out = g_string_new (NULL);
  Cursor old = begin (known), new = begin (told);
  gsize room = max_size - MIN (max_size, strlen (told));

  while (!old.broken && !new.broken && (old.member != NULL || new.member != NULL))
    {
      int order = old.member == NULL ? 1
                  : new.member == NULL
                      ? -1
                      : compare_keys (old.member, old.key_size, new.member, new.key_size);

      if (order >= 0)
        put (out, &new);
      else if (old.size + 1 <= room)
        {
          room -= old.size + 1;
          put (out, &old);
        }
      if (order <= 0)
        advance (&old);
      if (order >= 0)
        advance (&new);
    }
  g_string_append (out, out->len == 0 ? "{}" : "}");
  if (!old.broken && !new.broken)
    return g_string_free (out, FALSE);
  g_string_free (out, TRUE);
  return g_strdup (told);
}
