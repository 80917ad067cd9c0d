/* Watchfloor: filters as text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. By recursive descent: each function reads one level of binding. */
#include "config.h"

#include "wf-filter-text.h"

#include "wf-json.h"

#include <string.h>

#define MAX_DEPTH 24
/* Operators of one level after another. */
#define MAX_CHAIN 16
#define MAX_BYTES (64 * 1024)

typedef struct
{
  const char *at;
  guint depth;
} Reader;

static json_t *read_or (Reader *r);

static void
skip_space (Reader *r)
{
  while (g_ascii_isspace (*r->at))
    r->at++;
}

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (c & 0x80) != 0;
}

/* A sign, or a word that ends there. */
static gboolean
take (Reader *r, const char *token)
{
  gsize n = strlen (token);

  skip_space (r);
  if (g_ascii_strncasecmp (r->at, token, n) != 0 || (is_name (token[0]) && is_name (r->at[n])))
    return FALSE;
  r->at += n;
  return TRUE;
}

/* What stands between two @quote, which doubled stands for itself. */
static char *
read_quoted (Reader *r, char quote)
{
  GString *text = g_string_new (NULL);

  for (r->at++; *r->at != '\0'; r->at++)
    {
      if (*r->at == quote && r->at[1] != quote)
        {
          r->at++;
          return g_string_free (text, FALSE);
        }
      if (*r->at == quote)
        r->at++;
      g_string_append_c (text, *r->at);
    }
  g_string_free (text, TRUE);
  return NULL;
}

static json_t *
get_field (char *name)
{
  json_t *get
      = name != NULL && g_utf8_validate (name, -1, NULL) ? json_pack ("[s, s]", "get", name) : NULL;

  g_free (name);
  return get;
}

static json_t *
read_word (Reader *r)
{
  const char *from = r->at;
  gsize n;

  while (is_name (*r->at))
    r->at++;
  n = (gsize) (r->at - from);
  skip_space (r);
  /* A function: not one we know. */
  return n == 0 || *r->at == '(' ? NULL : get_field (g_strndup (from, n));
}

static json_t *
read_number (Reader *r)
{
  char *end;
  double value = g_ascii_strtod (r->at, &end);

  if (end == r->at)
    return NULL;
  r->at = end;
  return json_real (value);
}

static json_t *
read_brackets (Reader *r)
{
  json_t *inside;

  if (++r->depth > MAX_DEPTH)
    return NULL;
  inside = read_or (r);
  r->depth--;
  if (inside != NULL && !take (r, ")"))
    g_clear_pointer (&inside, json_decref);
  return inside;
}

static json_t *
read_value (Reader *r)
{
  skip_space (r);
  if (take (r, "("))
    return read_brackets (r);
  if (take (r, "true"))
    return json_true ();
  if (take (r, "false"))
    return json_false ();
  if (take (r, "null"))
    return json_null ();
  if (*r->at == '"')
    return get_field (read_quoted (r, '"'));
  if (*r->at == '\'')
    {
      g_autofree char *text = read_quoted (r, '\'');

      return text != NULL ? json_string (text) : NULL;
    }
  if (g_ascii_isdigit (*r->at) || *r->at == '.' || *r->at == '-')
    return read_number (r);
  return read_word (r);
}

typedef json_t *(*Level) (Reader *r);

/* Steals both. Runs of one AND or OR become one list: their length is no depth. */
static json_t *
join (const char *op, json_t *left, json_t *right, gboolean same)
{
  if (!same)
    return json_pack ("[s, o, o]", op, left, right);
  json_array_append_new (left, right);
  return left;
}

/* @signs: pairs of what is written and what it is called; NULL-ended. */
static json_t *
read_chain (Reader *r, Level next, const char *const *signs)
{
  json_t *left = next (r);
  const char *before = NULL;
  guint n = 0;

  for (guint i = 0; left != NULL && signs[i] != NULL;)
    if (!take (r, signs[i]))
      i += 2;
    else
      {
        const char *op = signs[i + 1];
        gboolean same = before == op && (op[0] == 'a');
        json_t *right = n < MAX_CHAIN ? next (r) : NULL;

        if (right == NULL)
          {
            json_decref (left);
            return NULL;
          }
        left = join (op, left, right, same);
        before = op;
        n += !same;
        i = 0;
      }
  return left;
}

static json_t *
read_product (Reader *r)
{
  static const char *const signs[] = { "*", "*", "/", "/", "%", "%", NULL };

  return read_chain (r, read_value, signs);
}

static json_t *
read_sum (Reader *r)
{
  static const char *const signs[] = { "||", "concat", "+", "+", "-", "-", NULL };

  return read_chain (r, read_product, signs);
}

/* Steals @left. */
static json_t *
read_list (Reader *r, json_t *left)
{
  json_t *list = json_array ();

  while (list != NULL)
    {
      json_t *one = read_sum (r);

      if (one == NULL || json_is_array (one))
        g_clear_pointer (&list, json_decref);
      if (one != NULL && list != NULL)
        json_array_append (list, one);
      json_decref (one);
      if (list == NULL || !take (r, ","))
        break;
    }
  if (list != NULL && !take (r, ")"))
    g_clear_pointer (&list, json_decref);
  if (list == NULL)
    {
      json_decref (left);
      return NULL;
    }
  return json_pack ("[s, o, [s, o]]", "in", left, "literal", list);
}

/* Steals @left. */
static json_t *
read_between (Reader *r, json_t *left)
{
  json_t *low = read_sum (r), *high = low != NULL && take (r, "and") ? read_sum (r) : NULL;
  json_t *both = NULL;

  if (high != NULL)
    both = json_pack ("[s, [s, O, O], [s, O, O]]", "all", ">=", left, low, "<=", left, high);
  json_decref (left);
  json_decref (low);
  json_decref (high);
  return both;
}

static json_t *
negate (json_t *test)
{
  return test != NULL ? json_pack ("[s, o]", "!", test) : NULL;
}

/* Steals @left: a test of it for null, where it is a field. */
static json_t *
read_is (Reader *r, json_t *left)
{
  gboolean not = take (r, "not");
  const char *op = json_string_value (json_array_get (left, 0));
  json_t *has = NULL;

  if (take (r, "null") && g_strcmp0 (op, "get") == 0)
    has = json_pack ("[s, O]", "has", json_array_get (left, 1));
  json_decref (left);
  return not ? has : negate (has);
}

static json_t *
read_test (Reader *r)
{
  static const char *const signs[]
      = { "<>", "!=", "!=", "!=", "<=", "<=", ">=", ">=", "=", "==", "<", "<", ">", ">", NULL };
  json_t *left = read_chain (r, read_sum, signs);

  if (left == NULL)
    return NULL;
  if (take (r, "is"))
    return read_is (r, left);
  if (take (r, "between"))
    return read_between (r, left);
  if (take (r, "in"))
    return take (r, "(") ? read_list (r, left) : (json_decref (left), NULL);
  if (take (r, "not"))
    return take (r, "in") && take (r, "(") ? negate (read_list (r, left))
                                           : (json_decref (left), NULL);
  return left;
}

static json_t *
read_not (Reader *r)
{
  json_t *test;

  if (!take (r, "not"))
    return read_test (r);
  if (++r->depth > MAX_DEPTH)
    return NULL;
  test = negate (read_not (r));
  r->depth--;
  return test;
}

static json_t *
read_and (Reader *r)
{
  static const char *const signs[] = { "and", "all", NULL };

  return read_chain (r, read_not, signs);
}

static json_t *
read_or (Reader *r)
{
  static const char *const signs[] = { "or", "any", NULL };

  return read_chain (r, read_and, signs);
}

json_t *
wf_filter_from_text (const char *text)
{
  Reader r = { .at = text };
  json_t *filter;

  if (strlen (text) > MAX_BYTES)
    return NULL;
  filter = read_or (&r);
  skip_space (&r);
  if (*r.at != '\0')
    g_clear_pointer (&filter, json_decref);
  return filter;
}
