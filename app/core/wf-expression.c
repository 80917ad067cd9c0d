/* Watchfloor: compiling expressions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON to the flat program; see the header. What is wrong is told with its JSON path. */
#include "config.h"

#include "wf-expression-program.h"

#include "wf-color.h"
#include "wf-error.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  WfExpression *program; /* Borrowed */
  GString *path; /* Owned: where we are */
  GError **error;
} Compiler;

typedef struct
{
  const char *name;
  WfOp op;
  guint min_args, max_args;
} Operator;

/* What takes plain arguments and nothing special. */
static const Operator operators[] = {
  { "zoom", WF_OP_ZOOM, 0, 0 },
  { "geometry-type", WF_OP_GEOMETRY, 0, 0 },
  { "lang", WF_OP_LANG, 0, 0 },
  { "==", WF_OP_EQ, 2, 2 },
  { "!=", WF_OP_NE, 2, 2 },
  { "<", WF_OP_LT, 2, 2 },
  { "<=", WF_OP_LE, 2, 2 },
  { ">", WF_OP_GT, 2, 2 },
  { ">=", WF_OP_GE, 2, 2 },
  { "!", WF_OP_NOT, 1, 1 },
  { "all", WF_OP_ALL, 0, WF_JSON_ARGS },
  { "any", WF_OP_ANY, 0, WF_JSON_ARGS },
  { "none", WF_OP_NONE, 0, WF_JSON_ARGS },
  { "+", WF_OP_ADD, 1, WF_JSON_ARGS },
  { "-", WF_OP_SUBTRACT, 1, 2 },
  { "*", WF_OP_MULTIPLY, 1, WF_JSON_ARGS },
  { "/", WF_OP_DIVIDE, 2, 2 },
  { "%", WF_OP_MODULO, 2, 2 },
  { "^", WF_OP_POWER, 2, 2 },
  { "min", WF_OP_MIN, 1, WF_JSON_ARGS },
  { "max", WF_OP_MAX, 1, WF_JSON_ARGS },
  { "abs", WF_OP_ABS, 1, 1 },
  { "floor", WF_OP_FLOOR, 1, 1 },
  { "ceil", WF_OP_CEIL, 1, 1 },
  { "round", WF_OP_ROUND, 1, 1 },
  { "sqrt", WF_OP_SQRT, 1, 1 },
  { "log2", WF_OP_LOG2, 1, 1 },
  { "concat", WF_OP_CONCAT, 1, WF_JSON_ARGS },
  { "upcase", WF_OP_UPCASE, 1, 1 },
  { "downcase", WF_OP_DOWNCASE, 1, 1 },
  { "length", WF_OP_LENGTH, 1, 1 },
  { "to-number", WF_OP_TO_NUMBER, 1, 1 },
  { "number", WF_OP_TO_NUMBER, 1, 1 },
  { "to-string", WF_OP_TO_STRING, 1, 1 },
  { "string", WF_OP_TO_STRING, 1, 1 },
  { "to-boolean", WF_OP_TO_BOOLEAN, 1, 1 },
  { "boolean", WF_OP_TO_BOOLEAN, 1, 1 },
  { "to-color", WF_OP_TO_COLOR, 1, 1 },
  { "rgb", WF_OP_RGBA, 3, 3 },
  { "rgba", WF_OP_RGBA, 4, 4 },
  { "in", WF_OP_IN, 2, 2 },
};

static gboolean compile (Compiler *c, const json_t *json, WfValueType expected, guint32 *index);

WfExpression *
wf_expression_new_empty (void)
{
  WfExpression *self = g_new0 (WfExpression, 1);

  self->nodes = g_array_new (FALSE, TRUE, sizeof (WfNode));
  self->args = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->stops = g_array_new (FALSE, FALSE, sizeof (WfStop));
  self->entries = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->strings = g_string_chunk_new (256);
  return self;
}

void
wf_expression_free (WfExpression *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->nodes);
  g_array_unref (self->args);
  g_array_unref (self->stops);
  g_array_unref (self->entries);
  g_string_chunk_free (self->strings);
  g_free (self);
}

WfValue
wf_value_copy_text (WfExpression *program, WfValue value)
{
  if (value.type == WF_VALUE_TEXT)
    value.text = g_string_chunk_insert_const (program->strings, value.text);
  return value;
}

guint32
wf_expression_add_literal (WfExpression *program, WfValue value)
{
  WfNode node = { .op = WF_OP_LITERAL, .value = wf_value_copy_text (program, value) };

  g_array_append_val (program->nodes, node);
  return program->nodes->len - 1;
}

static guint8
own_dependence (WfOp op)
{
  switch ((int) op)
    {
    case WF_OP_ZOOM:
      return WF_DEPENDS_ZOOM;
    case WF_OP_GET:
    case WF_OP_HAS:
    case WF_OP_LOCAL:
    case WF_OP_LANG:
    case WF_OP_GEOMETRY:
    case WF_OP_PICK:
      return WF_DEPENDS_FEATURE;
    default:
      return 0;
    }
}

guint32
wf_expression_add (WfExpression *program, WfNode node, const guint32 *args, guint32 n_args)
{
  guint32 index;

  node.first_arg = program->args->len;
  node.n_args = n_args;
  node.depends = own_dependence (node.op);
  for (guint32 i = 0; i < n_args; i++)
    node.depends |= g_array_index (program->nodes, WfNode, args[i]).depends;
  if (n_args > 0)
    g_array_append_vals (program->args, args, n_args);
  g_array_append_val (program->nodes, node);
  index = program->nodes->len - 1;
  if (node.depends == 0 && node.op != WF_OP_LITERAL)
    return wf_expression_add_literal (
        program, wf_expression_eval_node (program, index, 0, 0, program->strings));
  return index;
}

static gboolean
fail (Compiler *c, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (c->error, WF_ERROR, WF_ERROR_INVALID, "%s: %s", c->path->str, reason);
  return FALSE;
}

static gboolean
compile_item (Compiler *c, const json_t *array, gsize i, WfValueType expected, guint32 *index)
{
  gsize length = c->path->len;
  gboolean ok;

  g_string_append_printf (c->path, "[%" G_GSIZE_FORMAT "]", i);
  ok = compile (c, json_array_get (array, i), expected, index);
  if (ok)
    g_string_truncate (c->path, length);
  return ok;
}

static gboolean
compile_scalar (Compiler *c, const json_t *json, WfValueType expected, guint32 *index)
{
  WfValue value = { WF_VALUE_NULL, { 0 } };

  if (json_is_string (json) && expected == WF_VALUE_COLOR)
    {
      value.type = WF_VALUE_COLOR;
      if (!wf_color_parse (json_string_value (json), &value.argb))
        return fail (c, _ ("'%s' is not a colour; write it as #rrggbb."), json_string_value (json));
    }
  else if (json_is_string (json))
    value = (WfValue){ WF_VALUE_TEXT, { .text = json_string_value (json) } };
  else if (json_is_number (json))
    value = (WfValue){ WF_VALUE_NUMBER, { .number = json_number_value (json) } };
  else if (json_is_boolean (json))
    value = (WfValue){ WF_VALUE_BOOLEAN, { .boolean = json_is_true (json) } };
  else if (!json_is_null (json))
    return fail (c, _ ("an object cannot stand here."));
  if (expected == WF_VALUE_COLOR && value.type != WF_VALUE_COLOR && value.type != WF_VALUE_NULL)
    return fail (c, _ ("a colour must stand here, such as \"#rrggbb\"."));
  if (expected == WF_VALUE_NUMBER && value.type != WF_VALUE_NUMBER && value.type != WF_VALUE_NULL)
    return fail (c, _ ("a number must stand here."));
  *index = wf_expression_add_literal (c->program, value);
  return TRUE;
}

static gboolean
compile_field (Compiler *c, const json_t *json, WfOp op, guint32 *index)
{
  const json_t *name = json_array_get (json, 1);
  WfNode node = { .op = op, .depends = WF_DEPENDS_FEATURE, .field = -1 };

  if (json_array_size (json) != 2 || !json_is_string (name))
    return fail (c, _ ("one field name must follow."));
  node.value = wf_value_copy_text (
      c->program, (WfValue){ WF_VALUE_TEXT, { .text = json_string_value (name) } });
  *index = wf_expression_add (c->program, node, NULL, 0);
  return TRUE;
}

/* ["case", CONDITION, OUTPUT, ..., FALLBACK] and ["coalesce", VALUE...] */
static gboolean
compile_choice (Compiler *c, const json_t *json, WfOp op, WfValueType expected, guint32 *index)
{
  gsize n = json_array_size (json);
  guint32 args[WF_JSON_ARGS];
  WfNode node = { .op = op, .field = -1 };

  if (n < 2 || (op == WF_OP_CASE && (n < 4 || n % 2 != 0)))
    return fail (c, op == WF_OP_CASE ? _ ("pairs of condition and output, then a fallback, must "
                                          "follow.")
                                     : _ ("at least one value must follow."));
  for (gsize i = 1; i < n; i++)
    {
      gboolean output = op == WF_OP_COALESCE || i % 2 == 0 || i == n - 1;

      if (!compile_item (c, json, i, output ? expected : WF_VALUE_NULL, &args[i - 1]))
        return FALSE;
    }
  *index = wf_expression_add (c->program, node, args, (guint32) n - 1);
  return TRUE;
}

static gboolean
add_label (Compiler *c, const json_t *label, guint32 output)
{
  WfStop stop = { .output = output };

  if (json_is_string (label))
    stop.value = wf_value_copy_text (
        c->program, (WfValue){ WF_VALUE_TEXT, { .text = json_string_value (label) } });
  else if (json_is_number (label))
    stop.value = (WfValue){ WF_VALUE_NUMBER, { .number = json_number_value (label) } };
  else if (json_is_boolean (label))
    stop.value = (WfValue){ WF_VALUE_BOOLEAN, { .boolean = json_is_true (label) } };
  else
    return fail (c, _ ("labels are text, numbers or lists of them."));
  g_array_append_val (c->program->stops, stop);
  return TRUE;
}

static gboolean
add_labels (Compiler *c, const json_t *labels, guint32 output)
{
  if (!json_is_array (labels))
    return add_label (c, labels, output);
  for (gsize i = 0; i < json_array_size (labels); i++)
    if (!add_label (c, json_array_get (labels, i), output))
      return FALSE;
  return TRUE;
}

/* ["match", INPUT, LABEL | [LABEL...], OUTPUT, ..., FALLBACK] */
static gboolean
compile_match (Compiler *c, const json_t *json, WfValueType expected, guint32 *index)
{
  gsize n = json_array_size (json);
  guint32 args[WF_JSON_ARGS], n_args = 1, n_pairs = (guint32) (n - 3) / 2;
  WfNode node = { .op = WF_OP_MATCH, .field = -1 };

  if (n < 5 || n % 2 == 0)
    return fail (c, _ ("an input, pairs of label and output, then a fallback, must follow."));
  if (!compile_item (c, json, 1, WF_VALUE_NULL, &args[0]))
    return FALSE;
  for (guint32 i = 0; i < n_pairs; i++)
    if (!compile_item (c, json, 3 + 2 * i, expected, &args[n_args++]))
      return FALSE;
  if (!compile_item (c, json, n - 1, expected, &args[n_args++]))
    return FALSE;
  /* After the outputs, whose own labels must not stand between ours. */
  node.first_stop = c->program->stops->len;
  for (guint32 i = 0; i < n_pairs; i++)
    if (!add_labels (c, json_array_get (json, 2 + 2 * i), i))
      return FALSE;
  node.n_stops = c->program->stops->len - node.first_stop;
  *index = wf_expression_add (c->program, node, args, n_args);
  return TRUE;
}

/* ["get", NAME]: "in" looks into its text. */
static gboolean
is_field (const json_t *json)
{
  return json_array_size (json) == 2
         && g_strcmp0 (json_string_value (json_array_get (json, 0)), "get") == 0;
}

/* ["in", NEEDLE, ["literal", [...]] | [...] ] as a MATCH. */
static gboolean
compile_in (Compiler *c, const json_t *json, guint32 *index)
{
  const json_t *list = json_array_get (json, 2);
  guint32 args[3];
  WfNode node = { .op = WF_OP_MATCH, .field = -1 };

  if (json_array_size (json) == 3 && json_is_array (list)
      && g_strcmp0 (json_string_value (json_array_get (list, 0)), "literal") == 0)
    list = json_array_get (list, 1);
  if (json_array_size (json) != 3 || !json_is_array (list))
    return fail (c, _ ("a value and [\"literal\", [...]] must follow."));
  if (!compile_item (c, json, 1, WF_VALUE_NULL, &args[0]))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    args[1 + i] = wf_expression_add_literal (c->program,
                                             (WfValue){ WF_VALUE_BOOLEAN, { .boolean = i == 0 } });
  node.first_stop = c->program->stops->len;
  if (!add_labels (c, list, 0))
    return FALSE;
  node.n_stops = c->program->stops->len - node.first_stop;
  *index = wf_expression_add (c->program, node, args, 3);
  return TRUE;
}

static gboolean
read_curve (Compiler *c, const json_t *curve, double *base)
{
  const char *kind = json_string_value (json_array_get (curve, 0));

  *base = 1.0;
  if (g_strcmp0 (kind, "linear") == 0)
    return TRUE;
  if (g_strcmp0 (kind, "exponential") != 0)
    return fail (c, _ ("[\"linear\"] or [\"exponential\", BASE] must follow."));
  *base = json_number_value (json_array_get (curve, 1));
  return *base > 0 ? TRUE : fail (c, _ ("the base must be a number above 0."));
}

/* ["interpolate", CURVE, INPUT, STOP, OUTPUT, ...] and ["step", INPUT, OUTPUT, STOP, OUTPUT...] */
static gboolean
compile_stops (Compiler *c, const json_t *json, WfOp op, WfValueType expected, guint32 *index)
{
  gsize n = json_array_size (json), input = op == WF_OP_STEP ? 1 : 2;
  guint32 args[WF_JSON_ARGS], n_args = 0;
  WfNode node = { .op = op, .field = -1, .base = 1.0 };

  if (n < input + 3 || (op == WF_OP_STEP ? n % 2 == 0 : n % 2 != 1))
    return fail (c, _ ("an input and pairs of stop and output must follow."));
  if (op == WF_OP_INTERPOLATE && !read_curve (c, json_array_get (json, 1), &node.base))
    return FALSE;
  if (!compile_item (c, json, input, WF_VALUE_NULL, &args[n_args++]))
    return FALSE;
  for (gsize i = op == WF_OP_STEP ? 2 : 4; i < n; i += 2)
    if (!compile_item (c, json, i, expected, &args[n_args++]))
      return FALSE;
  node.first_stop = c->program->stops->len;
  for (gsize i = 3; i < n; i += 2)
    {
      const json_t *at = json_array_get (json, i);
      WfStop stop = { { WF_VALUE_NUMBER, { .number = json_number_value (at) } }, 0 };

      if (!json_is_number (at)
          || (i > 3 && stop.value.number <= json_number_value (json_array_get (json, i - 2))))
        return fail (c, _ ("stops must be numbers in rising order."));
      g_array_append_val (c->program->stops, stop);
    }
  node.n_stops = c->program->stops->len - node.first_stop;
  *index = wf_expression_add (c->program, node, args, n_args);
  return TRUE;
}

static gboolean
compile_operator (Compiler *c, const json_t *json, const char *name, guint32 *index)
{
  gsize n = json_array_size (json) - 1;
  guint32 args[WF_JSON_ARGS];

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_equal (operators[i].name, name))
      {
        const Operator *o = &operators[i];
        WfNode node = { .op = o->op, .field = -1 };

        if (n < o->min_args || n > o->max_args)
          return fail (c, _ ("'%s' has the wrong number of arguments."), name);
        for (gsize k = 0; k < n; k++)
          if (!compile_item (c, json, k + 1, WF_VALUE_NULL, &args[k]))
            return FALSE;
        *index = wf_expression_add (c->program, node, args, (guint32) n);
        return TRUE;
      }
  return fail (c, _ ("'%s' is not an operator we know."), name);
}

static gboolean
compile_literal (Compiler *c, const json_t *json, WfValueType expected, guint32 *index)
{
  const json_t *value = json_array_get (json, 1);

  if (json_array_size (json) != 2 || json_is_array (value))
    return fail (c, _ ("one plain value must follow."));
  return compile_scalar (c, value, expected, index);
}

static gboolean
compile (Compiler *c, const json_t *json, WfValueType expected, guint32 *index)
{
  const char *name;

  if (!json_is_array (json))
    return compile_scalar (c, json, expected, index);
  name = json_string_value (json_array_get (json, 0));
  if (name == NULL)
    return fail (c, _ ("an expression begins with the name of its operator."));
  if (json_array_size (json) > WF_JSON_ARGS)
    return fail (c, _ ("an expression has at most %d parts."), WF_JSON_ARGS);
  if (g_str_equal (name, "literal"))
    return compile_literal (c, json, expected, index);
  if (g_str_equal (name, "get"))
    return compile_field (c, json, WF_OP_GET, index);
  if (g_str_equal (name, "has"))
    return compile_field (c, json, WF_OP_HAS, index);
  if (g_str_equal (name, "local"))
    return compile_field (c, json, WF_OP_LOCAL, index);
  if (g_str_equal (name, "case"))
    return compile_choice (c, json, WF_OP_CASE, expected, index);
  if (g_str_equal (name, "coalesce"))
    return compile_choice (c, json, WF_OP_COALESCE, expected, index);
  if (g_str_equal (name, "match"))
    return compile_match (c, json, expected, index);
  if (g_str_equal (name, "in") && !is_field (json_array_get (json, 2)))
    return compile_in (c, json, index);
  if (g_str_equal (name, "step"))
    return compile_stops (c, json, WF_OP_STEP, expected, index);
  if (g_str_equal (name, "interpolate"))
    return compile_stops (c, json, WF_OP_INTERPOLATE, expected, index);
  return compile_operator (c, json, name, index);
}

WfExpression *
wf_expression_compile (const json_t *json, WfValueType expected, const char *path, GError **error)
{
  g_autoptr (WfExpression) program = wf_expression_new_empty ();
  Compiler c = { program, g_string_new (path), error };
  guint32 last;
  gboolean ok = compile (&c, json, expected, &last);

  g_string_free (c.path, TRUE);
  if (!ok)
    return NULL;
  if (last != program->nodes->len - 1)
    {
      WfNode node = g_array_index (program->nodes, WfNode, last);

      g_array_append_val (program->nodes, node);
    }
  return g_steal_pointer (&program);
}

WfExpression *
wf_expression_constant (WfValue value)
{
  WfExpression *program = wf_expression_new_empty ();

  wf_expression_add_literal (program, value);
  return program;
}

static const WfNode *
result_node (const WfExpression *self)
{
  return &g_array_index (self->nodes, WfNode, self->nodes->len - 1);
}

gboolean
wf_expression_uses_feature (const WfExpression *self)
{
  return (result_node (self)->depends & WF_DEPENDS_FEATURE) != 0;
}

gboolean
wf_expression_uses_zoom (const WfExpression *self)
{
  return (result_node (self)->depends & WF_DEPENDS_ZOOM) != 0;
}

const WfValue *
wf_expression_get_constant (const WfExpression *self)
{
  return result_node (self)->op == WF_OP_LITERAL ? &result_node (self)->value : NULL;
}

void
wf_expression_list_fields (const WfExpression *self, GPtrArray *names)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const WfNode *node = &g_array_index (self->nodes, WfNode, i);

      if (node->op == WF_OP_GET || node->op == WF_OP_LOCAL || node->op == WF_OP_HAS)
        g_ptr_array_add (names, g_strdup (node->value.text));
    }
}
