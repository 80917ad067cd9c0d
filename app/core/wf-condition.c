/* Watchfloor: conditions as people write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A lexer and a descent of four levels: or, and, not, comparison. */
#include "config.h"

#include "wf-condition.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_DEPTH 24
#define MAX_PARTS 200 /* of one "and", "or" or "in" */

typedef enum
{
  TOKEN_END,
  TOKEN_NAME,
  TOKEN_TEXT,
  TOKEN_NUMBER,
  TOKEN_OPERATOR, /* text holds the MapLibre name */
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_COMMA,
  TOKEN_AND,
  TOKEN_OR,
  TOKEN_NOT,
  TOKEN_CONTAINS,
  TOKEN_LIKE,
  TOKEN_IN,
  TOKEN_IS,
  TOKEN_NULL,
  TOKEN_IS_NULL,
  TOKEN_IS_NOT_NULL,
  TOKEN_WRONG,
} TokenKind;

typedef struct
{
  const char *at; /* Borrowed: the rest of the text */
  TokenKind kind;
  char *text; /* Owned: of NAME, TEXT, OPERATOR */
  double number;
  guint depth;
  GError **error;
} Parser;

static const struct
{
  const char *text;
  TokenKind kind;
  const char *name;
} signs[] = {
  { "<=", TOKEN_OPERATOR, "<=" }, { ">=", TOKEN_OPERATOR, ">=" }, { "<>", TOKEN_OPERATOR, "!=" },
  { "!=", TOKEN_OPERATOR, "!=" }, { "==", TOKEN_OPERATOR, "==" }, { "=", TOKEN_OPERATOR, "==" },
  { "<", TOKEN_OPERATOR, "<" },   { ">", TOKEN_OPERATOR, ">" },   { "≤", TOKEN_OPERATOR, "<=" },
  { "≥", TOKEN_OPERATOR, ">=" },  { "≠", TOKEN_OPERATOR, "!=" },  { "＝", TOKEN_OPERATOR, "==" },
  { "＜", TOKEN_OPERATOR, "<" },  { "＞", TOKEN_OPERATOR, ">" },  { "~", TOKEN_CONTAINS, NULL },
  { "(", TOKEN_OPEN, NULL },      { "（", TOKEN_OPEN, NULL },     { ")", TOKEN_CLOSE, NULL },
  { "）", TOKEN_CLOSE, NULL },    { ",", TOKEN_COMMA, NULL },     { "，", TOKEN_COMMA, NULL },
  { "&&", TOKEN_AND, NULL },      { "||", TOKEN_OR, NULL },
};

static const struct
{
  const char *text;
  TokenKind kind;
} words[] = {
  { "and", TOKEN_AND },       { "or", TOKEN_OR },
  { "not", TOKEN_NOT },       { "contains", TOKEN_CONTAINS },
  { "like", TOKEN_LIKE },     { "in", TOKEN_IN },
  { "is", TOKEN_IS },         { "null", TOKEN_NULL },
  { "且", TOKEN_AND },        { "并且", TOKEN_AND },
  { "或", TOKEN_OR },         { "或者", TOKEN_OR },
  { "非", TOKEN_NOT },        { "包含", TOKEN_CONTAINS },
  { "为空", TOKEN_IS_NULL },  { "不为空", TOKEN_IS_NOT_NULL },
  { "等于", TOKEN_OPERATOR }, { "大于", TOKEN_OPERATOR },
  { "小于", TOKEN_OPERATOR }, { "不等于", TOKEN_OPERATOR },
};

static json_t *parse_or (Parser *p);

static json_t *
fail (Parser *p, const char *sentence)
{
  if (p->error != NULL && *p->error == NULL)
    g_set_error (p->error, WF_ERROR, WF_ERROR_INVALID, "%s",
                 sentence != NULL
                     ? sentence
                     : _ ("The condition cannot be understood; write it like floors > 6 "
                          "and name contains '医院'."));
  return NULL;
}

/* ---- tokens */
static void
take_quoted (Parser *p, gunichar end, TokenKind kind)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (p->at = g_utf8_next_char (p->at); *p->at != '\0'; p->at = g_utf8_next_char (p->at))
    {
      gunichar c = g_utf8_get_char (p->at);

      if (c == end && g_utf8_get_char (g_utf8_next_char (p->at)) == end && end != ']')
        p->at = g_utf8_next_char (p->at); /* doubled: the sign itself */
      else if (c == end)
        {
          p->at = g_utf8_next_char (p->at);
          p->kind = kind;
          p->text = g_strdup (text->str);
          return;
        }
      g_string_append_unichar (text, c);
    }
  p->kind = TOKEN_WRONG;
}

static gboolean
take_number (Parser *p)
{
  const char *digits = p->at + (*p->at == '-');
  char *end;

  if (!g_ascii_isdigit (digits[*digits == '.']))
    return FALSE;
  p->number = g_ascii_strtod (p->at, &end);
  p->kind = isfinite (p->number) ? TOKEN_NUMBER : TOKEN_WRONG;
  p->at = end;
  return TRUE;
}

static gboolean
is_name_sign (gunichar c)
{
  return g_unichar_isalnum (c) || c == '_' || c == ':' || c == '.' || c == '-';
}

static void
take_word (Parser *p)
{
  static const char *const spoken[][2]
      = { { "等于", "==" }, { "大于", ">" }, { "小于", "<" }, { "不等于", "!=" } };
  const char *start = p->at;
  g_autofree char *word = NULL;
  g_autofree char *lower = NULL;

  /* Chinese has no spaces: "层数>6且用途='办公'". */
  if ((p->kind == TOKEN_NUMBER || p->kind == TOKEN_TEXT || p->kind == TOKEN_CLOSE)
      && (g_str_has_prefix (start, "且") || g_str_has_prefix (start, "或"))
      && !g_str_has_prefix (start, "或者"))
    {
      p->kind = g_str_has_prefix (start, "且") ? TOKEN_AND : TOKEN_OR;
      p->at = g_utf8_next_char (start);
      return;
    }
  while (*p->at != '\0' && is_name_sign (g_utf8_get_char (p->at)))
    p->at = g_utf8_next_char (p->at);
  if (p->at == start)
    {
      p->kind = TOKEN_WRONG;
      return;
    }
  word = g_strndup (start, (gsize) (p->at - start));
  lower = g_utf8_strdown (word, -1);
  p->kind = TOKEN_NAME;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (lower, words[i].text))
      p->kind = words[i].kind;
  for (guint i = 0; i < G_N_ELEMENTS (spoken); i++)
    if (p->kind == TOKEN_OPERATOR && g_str_equal (lower, spoken[i][0]))
      p->text = g_strdup (spoken[i][1]);
  if (p->kind == TOKEN_NAME)
    p->text = g_steal_pointer (&word);
}

static void
next (Parser *p)
{
  gunichar c;

  g_clear_pointer (&p->text, g_free);
  while (g_unichar_isspace (g_utf8_get_char (p->at)))
    p->at = g_utf8_next_char (p->at);
  c = g_utf8_get_char (p->at);
  if (c == '\0')
    {
      p->kind = TOKEN_END;
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (p->at, signs[i].text))
      {
        p->at += strlen (signs[i].text);
        p->kind = signs[i].kind;
        p->text = g_strdup (signs[i].name);
        return;
      }
  if (c == '\'')
    take_quoted (p, c, TOKEN_TEXT);
  else if (c == 0x2018 || c == 0x201c)
    take_quoted (p, c + 1, TOKEN_TEXT);
  else if (c == '"')
    take_quoted (p, c, TOKEN_NAME);
  else if (c == '[')
    take_quoted (p, ']', TOKEN_NAME);
  else if (!take_number (p))
    take_word (p);
}

/* ---- levels */
static json_t *
make_get (const char *name)
{
  return json_pack ("[s, s]", "get", name);
}

/* A value or a field; NULL where none stands there. */
static json_t *
parse_operand (Parser *p)
{
  json_t *value = NULL;

  if (p->kind == TOKEN_NAME)
    value = make_get (p->text);
  else if (p->kind == TOKEN_TEXT)
    value = json_string (p->text);
  else if (p->kind == TOKEN_NUMBER)
    value = json_real (p->number);
  if (value == NULL)
    return fail (p, NULL);
  next (p);
  return value;
}

/* '%A%' contains, 'A' is: what stands between is no pattern. */
static json_t *
make_like (Parser *p, json_t *field, const char *pattern)
{
  gsize n = strlen (pattern);
  gboolean open = n > 1 && pattern[0] == '%' && pattern[n - 1] == '%';
  g_autofree char *middle = open ? g_strndup (pattern + 1, n - 2) : g_strdup (pattern);

  if (strpbrk (middle, "%_") != NULL)
    {
      json_decref (field);
      return fail (p, _ ("Of like, only text between two percent signs is understood; use "
                         "contains for the rest."));
    }
  return open ? json_pack ("[s, s, o]", "in", middle, field)
              : json_pack ("[s, o, s]", "==", field, middle);
}

static json_t *
parse_list (Parser *p, json_t *field)
{
  json_t *any = json_pack ("[s]", "any");

  next (p);
  if (p->kind != TOKEN_OPEN)
    {
      json_decref (field);
      json_decref (any);
      return fail (p, NULL);
    }
  do
    {
      json_t *value;

      next (p);
      value = json_array_size (any) < MAX_PARTS ? parse_operand (p) : fail (p, NULL);
      if (value == NULL)
        {
          json_decref (field);
          json_decref (any);
          return NULL;
        }
      json_array_append_new (any, json_pack ("[s, O, o]", "==", field, value));
    }
  while (p->kind == TOKEN_COMMA);
  json_decref (field);
  if (p->kind == TOKEN_CLOSE)
    {
      next (p);
      return any;
    }
  json_decref (any);
  return fail (p, NULL);
}

static json_t *
make_null (json_t *operand, gboolean is_null)
{
  return json_pack ("[s, o, n]", is_null ? "==" : "!=", operand);
}

static json_t *
parse_is (Parser *p, json_t *operand)
{
  gboolean negated;

  next (p);
  negated = p->kind == TOKEN_NOT;
  if (negated)
    next (p);
  if (p->kind != TOKEN_NULL)
    {
      json_decref (operand);
      return fail (p, NULL);
    }
  next (p);
  return make_null (operand, !negated);
}

/* "contains" and "like" want text; what is a number there is taken as its digits. */
static json_t *
parse_text_test (Parser *p, json_t *operand, gboolean like)
{
  g_autofree char *text = NULL;

  next (p);
  if (p->kind == TOKEN_TEXT || p->kind == TOKEN_NAME)
    text = g_strdup (p->text);
  else if (p->kind == TOKEN_NUMBER)
    text = g_strdup_printf ("%.15g", p->number);
  if (text == NULL)
    {
      json_decref (operand);
      return fail (p, NULL);
    }
  next (p);
  return like ? make_like (p, operand, text) : json_pack ("[s, s, o]", "in", text, operand);
}

static json_t *
parse_comparison (Parser *p)
{
  json_t *left = parse_operand (p), *right;
  g_autofree char *name = NULL;

  if (left == NULL)
    return NULL;
  switch (p->kind)
    {
    case TOKEN_OPERATOR:
      name = g_steal_pointer (&p->text);
      next (p);
      right = parse_operand (p);
      if (right != NULL)
        return json_pack ("[s, o, o]", name, left, right);
      json_decref (left);
      return NULL;
    case TOKEN_CONTAINS:
    case TOKEN_LIKE:
      return parse_text_test (p, left, p->kind == TOKEN_LIKE);
    case TOKEN_IN:
      return parse_list (p, left);
    case TOKEN_IS:
      return parse_is (p, left);
    case TOKEN_IS_NULL:
    case TOKEN_IS_NOT_NULL:
      {
        gboolean is_null = p->kind == TOKEN_IS_NULL;

        next (p);
        return make_null (left, is_null);
      }
    default:
      json_decref (left);
      return fail (p, NULL);
    }
}

static json_t *
parse_not (Parser *p)
{
  json_t *inside = NULL;

  if (++p->depth > MAX_DEPTH)
    return fail (p, _ ("The condition is nested too deeply; take some brackets out."));
  if (p->kind == TOKEN_NOT)
    {
      next (p);
      inside = parse_not (p);
      inside = inside != NULL ? json_pack ("[s, o]", "!", inside) : NULL;
    }
  else if (p->kind == TOKEN_OPEN)
    {
      next (p);
      inside = parse_or (p);
      if (inside != NULL && p->kind != TOKEN_CLOSE)
        {
          json_decref (inside);
          return fail (p, _ ("A bracket of the condition is not closed."));
        }
      next (p);
    }
  else
    inside = parse_comparison (p);
  p->depth--;
  return inside;
}

static json_t *
parse_chain (Parser *p, TokenKind joint, const char *name, json_t *(*part) (Parser *p))
{
  json_t *first = part (p), *all;

  if (first == NULL || p->kind != joint)
    return first;
  all = json_pack ("[s, o]", name, first);
  while (p->kind == joint)
    {
      json_t *more;

      next (p);
      more = json_array_size (all) < MAX_PARTS ? part (p) : fail (p, NULL);
      if (more == NULL)
        {
          json_decref (all);
          return NULL;
        }
      json_array_append_new (all, more);
    }
  return all;
}

static json_t *
parse_and (Parser *p)
{
  return parse_chain (p, TOKEN_AND, "all", parse_not);
}

static json_t *
parse_or (Parser *p)
{
  return parse_chain (p, TOKEN_OR, "any", parse_and);
}

json_t *
wf_condition_parse (const char *text, GError **error)
{
  g_autoptr (GError) own = NULL;
  Parser p = { .at = text, .error = &own };
  json_t *condition;

  if (strlen (text) > WF_CONDITION_MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT,
                   _ ("The condition is too long; %d bytes are the most."), WF_CONDITION_MAX_TEXT);
      return NULL;
    }
  next (&p);
  condition = parse_or (&p);
  if (condition != NULL && p.kind != TOKEN_END)
    {
      g_clear_pointer (&condition, json_decref);
      fail (&p, NULL);
    }
  g_free (p.text);
  if (condition == NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  return condition;
}

gboolean
wf_condition_is_likely (const char *text)
{
  Parser p = { .at = text };
  gboolean by_sign = FALSE;
  g_autoptr (json_t) condition = NULL;

  if (strlen (text) > WF_CONDITION_MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  do
    {
      next (&p);
      by_sign = p.kind == TOKEN_OPERATOR;
    }
  while (!by_sign && p.kind != TOKEN_END && p.kind != TOKEN_WRONG);
  g_free (p.text);
  if (by_sign)
    return TRUE;
  /* "like" and "in" are words of the language too. */
  condition = wf_condition_parse (text, NULL);
  return condition != NULL;
}
