/* Watchfloor: binding expressions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies a program while more of what it depends on becomes known: the columns and the language,
 * then the zoom. The copy is smaller and faster; see the header. */
#include "config.h"

#include "wf-expression-program.h"

#include <string.h>

/* A dictionary larger than this is compared as text: the table would cost more than it saves. */
#define MAX_TABLE 65536

typedef struct
{
  const WfExpression *from;
  WfExpression *to;
  const WfFieldSource *source; /* Borrowed; NULL when only the zoom is known */
  const char *language;
  const double *zoom; /* NULL when it is not known */
} Binding;

static guint32 copy_node (Binding *b, guint32 index);

static guint32
old_arg (const Binding *b, const WfNode *node, guint32 i)
{
  return g_array_index (b->from->args, guint32, node->first_arg + i);
}

static const WfNode *
new_node (const Binding *b, guint32 index)
{
  return &g_array_index (b->to->nodes, WfNode, index);
}

static void
copy_stops (Binding *b, WfNode *node)
{
  guint32 first = b->to->stops->len;

  for (guint32 i = 0; i < node->n_stops; i++)
    {
      WfStop stop = g_array_index (b->from->stops, WfStop, node->first_stop + i);

      stop.value = wf_value_copy_text (b->to, stop.value);
      g_array_append_val (b->to->stops, stop);
    }
  node->first_stop = first;
}

static guint32
bind_field (Binding *b, WfNode node)
{
  node.field = b->source->find_field (b->source->data, node.value.text);
  if (node.field < 0)
    return wf_expression_add_literal (
        b->to, (WfValue){ node.op == WF_OP_HAS ? WF_VALUE_BOOLEAN : WF_VALUE_NULL, { 0 } });
  node.value = wf_value_copy_text (b->to, node.value);
  return wf_expression_add (b->to, node, NULL, 0);
}

static guint32
add_get (Binding *b, const char *name)
{
  WfNode node = { .op = WF_OP_GET, .depends = WF_DEPENDS_FEATURE };

  node.value = (WfValue){ WF_VALUE_TEXT, { .text = name } };
  return bind_field (b, node);
}

/* The name in the language of the scene, else any name. */
static guint32
bind_local (Binding *b, const WfNode *node)
{
  const char *tail = g_str_equal (b->language, "zh") ? "zh" : "en";
  g_autofree char *plain = g_strdup_printf ("%s_%s", node->value.text, tail);
  g_autofree char *osm = g_strdup_printf ("%s:%s", node->value.text, tail);
  guint32 args[3];
  WfNode first = { .op = WF_OP_COALESCE };

  args[0] = add_get (b, plain);
  args[1] = add_get (b, osm);
  args[2] = add_get (b, node->value.text);
  return wf_expression_add (b->to, first, args, 3);
}

/* The column whose dictionary a MATCH or comparison can be told from, -1 otherwise. */
static int
dictionary_field (const Binding *b, guint32 index)
{
  const WfNode *node = new_node (b, index);
  const WfFieldSource *source = b->to->source;
  guint32 n;

  if (node->op != WF_OP_GET || source == NULL || source->text_index == NULL)
    return -1;
  n = source->n_texts (source->data, node->field);
  return n > 0 && n <= MAX_TABLE ? node->field : -1;
}

/* From labels to a table over the dictionary. @outputs ends with the fallback. */
static guint32
add_pick (Binding *b, int field, const WfStop *stops, guint32 n_stops, const guint32 *outputs,
          guint32 n_outputs)
{
  const WfFieldSource *source = b->to->source;
  guint32 n = source->n_texts (source->data, field);
  WfNode node = { .op = WF_OP_PICK, .depends = WF_DEPENDS_FEATURE, .field = field };

  node.first_entry = b->to->entries->len;
  node.n_entries = n;
  for (guint32 i = 0; i < n; i++)
    {
      const char *text = source->text_at (source->data, field, i);
      guint16 output = (guint16) (n_outputs - 1);

      for (guint32 s = 0; s < n_stops; s++)
        if (stops[s].value.type == WF_VALUE_TEXT && strcmp (stops[s].value.text, text) == 0)
          {
            output = (guint16) stops[s].output;
            break;
          }
      g_array_append_val (b->to->entries, output);
    }
  return wf_expression_add (b->to, node, outputs, n_outputs);
}

static guint32
bind_match (Binding *b, WfNode node)
{
  guint32 args[WF_JSON_ARGS];
  int field;

  for (guint32 i = 0; i < node.n_args; i++)
    args[i] = copy_node (b, old_arg (b, &node, i));
  field = dictionary_field (b, args[0]);
  if (field >= 0)
    return add_pick (b, field, &g_array_index (b->from->stops, WfStop, node.first_stop),
                     node.n_stops, args + 1, node.n_args - 1);
  copy_stops (b, &node);
  return wf_expression_add (b->to, node, args, node.n_args);
}

static guint32
bind_equality (Binding *b, WfNode node)
{
  guint32 args[2] = { copy_node (b, old_arg (b, &node, 0)), copy_node (b, old_arg (b, &node, 1)) };
  guint literal = new_node (b, args[0])->op == WF_OP_LITERAL ? 0 : 1;
  const WfNode *wanted = new_node (b, args[literal]);
  int field = dictionary_field (b, args[1 - literal]);
  gboolean equal = node.op == WF_OP_EQ;

  if (field >= 0 && wanted->op == WF_OP_LITERAL && wanted->value.type == WF_VALUE_TEXT)
    {
      WfStop stop = { wanted->value, 0 };
      guint32 outputs[2];

      for (guint i = 0; i < 2; i++)
        outputs[i] = wf_expression_add_literal (
            b->to, (WfValue){ WF_VALUE_BOOLEAN, { .boolean = equal == (i == 0) } });
      return add_pick (b, field, &stop, 1, outputs, 2);
    }
  return wf_expression_add (b->to, node, args, 2);
}

/* A CASE whose first conditions are known loses them. */
static guint32
bind_case (Binding *b, WfNode node)
{
  guint32 args[WF_JSON_ARGS], n = 0;

  for (guint32 i = 0; i + 1 < node.n_args; i += 2)
    {
      guint32 condition = copy_node (b, old_arg (b, &node, i));
      const WfNode *known = new_node (b, condition);
      gboolean literal = known->op == WF_OP_LITERAL;
      gboolean holds = literal && wf_value_is_true (known->value);

      if (literal && !holds)
        continue;
      if (!literal)
        args[n++] = condition;
      args[n++] = copy_node (b, old_arg (b, &node, i + 1));
      if (holds)
        return n == 1 ? args[0] : wf_expression_add (b->to, node, args, n);
    }
  args[n++] = copy_node (b, old_arg (b, &node, node.n_args - 1));
  return n == 1 ? args[0] : wf_expression_add (b->to, node, args, n);
}

/* Nulls known to be null go; what stands first and cannot be null is the answer. */
static guint32
bind_coalesce (Binding *b, WfNode node)
{
  guint32 args[WF_JSON_ARGS], n = 0;

  for (guint32 i = 0; i < node.n_args; i++)
    {
      guint32 arg = copy_node (b, old_arg (b, &node, i));
      const WfNode *known = new_node (b, arg);

      if (known->op == WF_OP_LITERAL && known->value.type == WF_VALUE_NULL)
        continue;
      args[n++] = arg;
    }
  if (n == 0)
    return wf_expression_add_literal (b->to, (WfValue){ WF_VALUE_NULL, { 0 } });
  return n == 1 ? args[0] : wf_expression_add (b->to, node, args, n);
}

static guint32
copy_plain (Binding *b, WfNode node)
{
  guint32 args[WF_JSON_ARGS];
  guint32 first;

  for (guint32 i = 0; i < node.n_args; i++)
    args[i] = copy_node (b, old_arg (b, &node, i));
  copy_stops (b, &node);
  first = b->to->entries->len;
  for (guint32 i = 0; i < node.n_entries; i++)
    {
      guint16 entry = g_array_index (b->from->entries, guint16, node.first_entry + i);

      g_array_append_val (b->to->entries, entry);
    }
  node.first_entry = first;
  node.value = wf_value_copy_text (b->to, node.value);
  return wf_expression_add (b->to, node, args, node.n_args);
}

static guint32
copy_node (Binding *b, guint32 index)
{
  WfNode node = g_array_index (b->from->nodes, WfNode, index);

  if (node.op == WF_OP_ZOOM && b->zoom != NULL)
    return wf_expression_add_literal (b->to, (WfValue){ WF_VALUE_NUMBER, { .number = *b->zoom } });
  if (node.op == WF_OP_CASE)
    return bind_case (b, node);
  if (node.op == WF_OP_COALESCE)
    return bind_coalesce (b, node);
  if (b->source == NULL)
    return copy_plain (b, node);
  switch ((int) node.op)
    {
    case WF_OP_GET:
    case WF_OP_HAS:
      return bind_field (b, node);
    case WF_OP_LOCAL:
      return bind_local (b, &node);
    case WF_OP_LANG:
      return wf_expression_add_literal (b->to, (WfValue){ WF_VALUE_TEXT, { .text = b->language } });
    case WF_OP_GEOMETRY:
      return wf_expression_add_literal (
          b->to, (WfValue){ b->source->geometry ? WF_VALUE_TEXT : WF_VALUE_NULL,
                            { .text = b->source->geometry } });
    case WF_OP_MATCH:
      return bind_match (b, node);
    case WF_OP_EQ:
    case WF_OP_NE:
      return bind_equality (b, node);
    default:
      return copy_plain (b, node);
    }
}

static WfExpression *
run_binding (Binding *b)
{
  guint32 last;

  b->to = wf_expression_new_empty ();
  b->to->source = b->source != NULL ? b->source : b->from->source;
  last = copy_node (b, b->from->nodes->len - 1);
  /* The result is the last node; a fold may have left it further down. */
  if (last != b->to->nodes->len - 1)
    {
      WfNode node = *new_node (b, last);

      g_array_append_val (b->to->nodes, node);
    }
  return b->to;
}

WfExpression *
wf_expression_bind (const WfExpression *self, const WfFieldSource *source, const char *language)
{
  Binding b = { .from = self, .source = source, .language = language };

  return run_binding (&b);
}

WfExpression *
wf_expression_at_zoom (const WfExpression *self, double zoom)
{
  Binding b = { .from = self, .zoom = &zoom };

  return run_binding (&b);
}
