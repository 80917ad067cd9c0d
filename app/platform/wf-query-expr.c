/* Watchfloor: the query language of NGSI-LD.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Recursive descent over at most 4 KiB into a tree of at most 128 terms. Main thread. */
#include "config.h"

#include "wf-query-expr.h"

#include "wf-error.h"
#include "wf-json.h"
#include "wf-query-value.h"
#include "wf-short-name.h"

#include <glib/gi18n.h>
#include <string.h>

typedef enum
{
  OP_EXISTS,
  OP_ABSENT,
  OP_EQUAL,
  OP_UNEQUAL,
  OP_GREATER,
  OP_GREATER_EQUAL,
  OP_LESS,
  OP_LESS_EQUAL,
  OP_LIKE,
  OP_UNLIKE,
} Op;

typedef struct
{
  WfQueryValue from;
  WfQueryValue to; /* text NULL = no range */
} Range;

typedef struct
{
  char **path; /* owned: attribute, then attributes of the attribute */
  char **members; /* owned, may be NULL: members inside the value */
  Op op;
  GArray *ranges; /* Range, owned, may be NULL */
  GRegex *regex; /* owned, may be NULL */
} Term;

typedef enum
{
  NODE_TERM,
  NODE_AND,
  NODE_OR,
} NodeKind;

typedef struct
{
  NodeKind kind;
  Term term;
  GPtrArray *children; /* Node, owned */
} Node;

struct _WfQueryExpr
{
  Node *root;
};

typedef struct
{
  const char *text; /* the whole */
  const char *at;
  guint n_terms;
  guint depth;
} Parser;

static void
range_clear (gpointer data)
{
  Range *range = data;

  wf_query_value_clear (&range->from);
  wf_query_value_clear (&range->to);
}

static void
node_free (gpointer data)
{
  Node *node = data;

  if (node == NULL)
    return;
  g_strfreev (node->term.path);
  g_strfreev (node->term.members);
  g_clear_pointer (&node->term.ranges, g_array_unref);
  g_clear_pointer (&node->term.regex, g_regex_unref);
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)

static gboolean
fail (Parser *parser, GError **error, const char *expected)
{
  g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("q, character %d: %s."),
               (int) (parser->at - parser->text) + 1, expected);
  return FALSE;
}

GRegex *
wf_query_pattern_new (const char *pattern, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *bounded = NULL;
  GRegex *regex;

  if (strlen (pattern) > WF_QUERY_MAX_PATTERN)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT, _ ("A pattern has at most %d bytes."),
                   WF_QUERY_MAX_PATTERN);
      return NULL;
    }
  /* PCRE2 takes the lowest of several limits, so a client cannot raise them again. */
  bounded = g_strconcat ("(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=500)(*LIMIT_HEAP=1000)", pattern, NULL);
  regex = g_regex_new (bounded, 0, 0, &problem);
  if (regex == NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("The pattern cannot be understood: %s."),
                 problem->message);
  return regex;
}

/* ---- reading */

static const struct
{
  const char *text;
  Op op;
} ops[] = { /* longer first */
            { "!~=", OP_UNLIKE },       { "==", OP_EQUAL },      { "!=", OP_UNEQUAL },
            { ">=", OP_GREATER_EQUAL }, { "<=", OP_LESS_EQUAL }, { "~=", OP_LIKE },
            { ">", OP_GREATER },        { "<", OP_LESS }
};

static Op
read_op (Parser *parser)
{
  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    if (g_str_has_prefix (parser->at, ops[i].text))
      {
        parser->at += strlen (ops[i].text);
        return ops[i].op;
      }
  return OP_EXISTS;
}

static gboolean
path_is_whole (char **path)
{
  for (guint i = 0; path[i] != NULL; i++)
    if (*path[i] == '\0')
      return FALSE;
  return path[0] != NULL && g_strv_length (path) <= WF_QUERY_MAX_DEPTH;
}

static gboolean
read_path (Parser *parser, Term *term, GError **error)
{
  gsize length = strcspn (parser->at, "=!<>~;|()[]\", ");
  g_autofree char *given = g_strndup (parser->at, length);
  const char *name = wf_short_name (given);

  term->path = g_strsplit (name, ".", WF_QUERY_MAX_DEPTH + 2);
  if (!path_is_whole (term->path))
    return fail (parser, error, _ ("the name of an attribute was expected"));
  parser->at += length;
  if (*parser->at == '[')
    {
      gsize inner = strcspn (++parser->at, "]");
      g_autofree char *members = g_strndup (parser->at, inner);

      term->members = g_strsplit (members, ".", WF_QUERY_MAX_DEPTH + 2);
      if (parser->at[inner] != ']' || !path_is_whole (term->members))
        return fail (parser, error, _ ("a member in [ ] was expected"));
      parser->at += inner + 1;
    }
  return TRUE;
}

/* The text of "...", @at behind the first quote; NULL where it does not end. */
static char *
read_quoted (Parser *parser)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = parser->at; *p != '\0'; p++)
    {
      if (*p == '"')
        {
          parser->at = p + 1;
          return g_string_free (g_steal_pointer (&text), FALSE);
        }
      if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
        p++;
      g_string_append_c (text, *p);
    }
  return NULL;
}

static char *
read_bare (Parser *parser)
{
  const char *start = parser->at;
  const char *p = start;

  while (*p != '\0' && strchr (";|(),\"", *p) == NULL && !(p[0] == '.' && p[1] == '.'))
    p++;
  parser->at = p;
  return g_strndup (start, (gsize) (p - start));
}

static gboolean
read_value (Parser *parser, WfQueryValue *value, GError **error)
{
  gboolean quoted = *parser->at == '"';
  char *text;

  if (quoted)
    parser->at++;
  text = quoted ? read_quoted (parser) : read_bare (parser);
  if (text == NULL || (!quoted && *text == '\0'))
    {
      g_free (text);
      return fail (parser, error,
                   quoted ? _ ("the closing \" is missing") : _ ("a value was expected"));
    }
  *value = wf_query_value_new (text, quoted);
  return TRUE;
}

static gboolean
read_ranges (Parser *parser, Term *term, GError **error)
{
  gboolean more;

  term->ranges = g_array_new (FALSE, TRUE, sizeof (Range));
  g_array_set_clear_func (term->ranges, range_clear);
  do
    {
      Range *range;

      g_array_set_size (term->ranges, term->ranges->len + 1);
      range = &g_array_index (term->ranges, Range, term->ranges->len - 1);
      if (!read_value (parser, &range->from, error))
        return FALSE;
      if (g_str_has_prefix (parser->at, ".."))
        {
          parser->at += 2;
          if (!read_value (parser, &range->to, error))
            return FALSE;
        }
      more = *parser->at == ',';
      if (more)
        parser->at++;
    }
  while (more && term->ranges->len < WF_QUERY_MAX_TERMS);
  if ((term->ranges->len > 1 || g_array_index (term->ranges, Range, 0).to.text != NULL)
      && term->op != OP_EQUAL && term->op != OP_UNEQUAL)
    return fail (parser, error, _ ("ranges and lists go with == and != only"));
  return TRUE;
}

/* A pattern may hold ( ) and |: without quotes it ends where its parentheses are closed. */
static gboolean
read_pattern (Parser *parser, Term *term, GError **error)
{
  g_autofree char *pattern = NULL;
  guint open = 0;
  const char *p = parser->at;

  if (*p == '"')
    {
      parser->at++;
      pattern = read_quoted (parser);
    }
  else
    {
      for (; *p != '\0' && *p != ';' && (open > 0 || (*p != '|' && *p != ')')); p++)
        open += *p == '(' ? 1 : *p == ')' ? -1u : 0;
      pattern = g_strndup (parser->at, (gsize) (p - parser->at));
      parser->at = p;
    }
  if (pattern == NULL || *pattern == '\0')
    return fail (parser, error, _ ("a pattern was expected"));
  term->regex = wf_query_pattern_new (pattern, error);
  return term->regex != NULL;
}

static gboolean
read_term (Parser *parser, Term *term, GError **error)
{
  if (++parser->n_terms > WF_QUERY_MAX_TERMS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT, _ ("q has more than %d terms."),
                   WF_QUERY_MAX_TERMS);
      return FALSE;
    }
  if (*parser->at == '!' && parser->at[1] != '=' && parser->at[1] != '~')
    {
      parser->at++;
      term->op = OP_ABSENT;
      return read_path (parser, term, error);
    }
  if (!read_path (parser, term, error))
    return FALSE;
  term->op = read_op (parser);
  if (term->op == OP_EXISTS)
    return TRUE;
  if (term->op == OP_LIKE || term->op == OP_UNLIKE)
    return read_pattern (parser, term, error);
  return read_ranges (parser, term, error);
}

static Node *read_or (Parser *parser, GError **error);

static Node *
read_factor (Parser *parser, GError **error)
{
  g_autoptr (Node) node = NULL;

  if (*parser->at != '(')
    {
      node = g_new0 (Node, 1);
      return read_term (parser, &node->term, error) ? g_steal_pointer (&node) : NULL;
    }
  if (++parser->depth > WF_QUERY_MAX_DEPTH)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT, _ ("q is nested more than %d levels deep."),
                   WF_QUERY_MAX_DEPTH);
      return NULL;
    }
  parser->at++;
  node = read_or (parser, error);
  parser->depth--;
  if (node == NULL)
    return NULL;
  if (*parser->at != ')')
    {
      fail (parser, error, _ ("a closing parenthesis was expected"));
      return NULL;
    }
  parser->at++;
  return g_steal_pointer (&node);
}

/* One or more of @read with @separator between. */
static Node *
read_joined (Parser *parser, char separator, NodeKind kind, Node *(*read) (Parser *, GError **),
             GError **error)
{
  g_autoptr (Node) first = read (parser, error);
  g_autoptr (Node) joined = NULL;

  if (first == NULL || *parser->at != separator)
    return g_steal_pointer (&first);
  joined = g_new0 (Node, 1);
  joined->kind = kind;
  joined->children = g_ptr_array_new_with_free_func (node_free);
  g_ptr_array_add (joined->children, g_steal_pointer (&first));
  while (*parser->at == separator)
    {
      Node *next;

      parser->at++;
      next = read (parser, error);
      if (next == NULL)
        return NULL;
      g_ptr_array_add (joined->children, next);
    }
  return g_steal_pointer (&joined);
}

static Node *
read_and (Parser *parser, GError **error)
{
  return read_joined (parser, ';', NODE_AND, read_factor, error);
}

static Node *
read_or (Parser *parser, GError **error)
{
  return read_joined (parser, '|', NODE_OR, read_and, error);
}

WfQueryExpr *
wf_query_expr_parse (const char *text, GError **error)
{
  Parser parser = { text, text, 0, 0 };
  g_autoptr (Node) root = NULL;
  WfQueryExpr *expr;

  if (strlen (text) > WF_QUERY_MAX_LENGTH)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT, _ ("q is longer than %d bytes."),
                   WF_QUERY_MAX_LENGTH);
      return NULL;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("q is not UTF-8."));
      return NULL;
    }
  root = read_or (&parser, error);
  if (root == NULL)
    return NULL;
  if (*parser.at != '\0')
    {
      fail (&parser, error, _ ("; or | or the end was expected"));
      return NULL;
    }
  expr = g_new0 (WfQueryExpr, 1);
  expr->root = g_steal_pointer (&root);
  return expr;
}

void
wf_query_expr_free (WfQueryExpr *expr)
{
  if (expr == NULL)
    return;
  node_free (expr->root);
  g_free (expr);
}

/* ---- matching */

/* What an attribute says; NULL where @attr is no attribute. */
static const json_t *
attr_content (const json_t *attr)
{
  const char *const names[] = { "value", "object", "languageMap" };

  if (json_object_get (attr, "type") == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (json_object_get (attr, names[i]) != NULL)
      return json_object_get (attr, names[i]);
  return NULL;
}

static const json_t *
find_target (const Term *term, const json_t *entity)
{
  const json_t *at = json_object_get (entity, term->path[0]);
  const json_t *content;

  for (guint i = 1; at != NULL && term->path[i] != NULL; i++)
    {
      const json_t *sub = json_object_get (at, term->path[i]);

      /* Clients write address.city where address[city] is meant. */
      at = sub != NULL ? sub : json_object_get (attr_content (at), term->path[i]);
    }
  content = at != NULL ? attr_content (at) : NULL;
  at = content != NULL ? content : at;
  for (guint i = 0; at != NULL && term->members != NULL && term->members[i] != NULL; i++)
    at = json_object_get (at, term->members[i]);
  return at;
}

static gboolean
in_range (const Range *range, const json_t *value)
{
  int from, to;

  if (!wf_query_value_compare (&range->from, value, &from))
    return FALSE;
  if (range->to.text == NULL)
    return from == 0;
  return from >= 0 && wf_query_value_compare (&range->to, value, &to) && to <= 0;
}

static gboolean
one_equals (const Term *term, const json_t *value)
{
  for (guint i = 0; i < term->ranges->len; i++)
    if (in_range (&g_array_index (term->ranges, Range, i), value))
      return TRUE;
  return FALSE;
}

static gboolean
one_is_ordered (const Term *term, const json_t *value)
{
  int order;

  if (!wf_query_value_compare (&g_array_index (term->ranges, Range, 0).from, value, &order))
    return FALSE;
  switch (term->op)
    {
    case OP_GREATER:
      return order > 0;
    case OP_GREATER_EQUAL:
      return order >= 0;
    case OP_LESS:
      return order < 0;
    case OP_LESS_EQUAL:
      return order <= 0;
    case OP_EXISTS:
    case OP_ABSENT:
    case OP_EQUAL:
    case OP_UNEQUAL:
    case OP_LIKE:
    case OP_UNLIKE:
    default:
      return FALSE;
    }
}

static gboolean
one_is_like (const Term *term, const json_t *value)
{
  return json_is_string (value) && json_string_length (value) <= 65536
         && g_regex_match (term->regex, json_string_value (value), 0, NULL);
}

/* An array matches where one of its elements does (clause 4.9). */
static gboolean
any_matches (const Term *term, const json_t *value,
             gboolean (*one) (const Term *term, const json_t *value))
{
  json_t *element;
  size_t i;

  if (!json_is_array (value))
    return one (term, value);
  json_array_foreach ((json_t *) value, i, element)
    if (one (term, element))
      return TRUE;
  return FALSE;
}

static gboolean
term_matches (const Term *term, const json_t *entity)
{
  const json_t *value = find_target (term, entity);

  if (term->op == OP_EXISTS || term->op == OP_ABSENT)
    return (value != NULL) == (term->op == OP_EXISTS);
  if (value == NULL)
    return FALSE;
  switch (term->op)
    {
    case OP_EQUAL:
      return any_matches (term, value, one_equals);
    case OP_UNEQUAL:
      return !any_matches (term, value, one_equals);
    case OP_LIKE:
      return any_matches (term, value, one_is_like);
    case OP_UNLIKE:
      return !any_matches (term, value, one_is_like);
    case OP_EXISTS:
    case OP_ABSENT:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    default:
      return any_matches (term, value, one_is_ordered);
    }
}

static gboolean
node_matches (const Node *node, const json_t *entity)
{
  if (node->kind == NODE_TERM)
    return term_matches (&node->term, entity);
  for (guint i = 0; i < node->children->len; i++)
    if (node_matches (node->children->pdata[i], entity) == (node->kind == NODE_OR))
      return node->kind == NODE_OR;
  return node->kind == NODE_AND;
}

gboolean
wf_query_expr_matches (const WfQueryExpr *expr, const json_t *normalized)
{
  return node_matches (expr->root, normalized);
}
