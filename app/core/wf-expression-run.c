/* Watchfloor: evaluating expressions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the flat program of one expression for one row. Called per feature and frame: no
 * allocation but for text that is put together. */
#include "config.h"

#include "wf-expression-program.h"

#include "wf-color.h"

#include <math.h>
#include <string.h>

#define NOTHING ((WfValue){ WF_VALUE_NULL, { 0 } })

static WfValue
make_number (double number)
{
  return isfinite (number) ? (WfValue){ WF_VALUE_NUMBER, { .number = number } } : NOTHING;
}

static WfValue
make_boolean (gboolean boolean)
{
  return (WfValue){ WF_VALUE_BOOLEAN, { .boolean = boolean } };
}

gboolean
wf_value_is_true (WfValue value)
{
  switch (value.type)
    {
    case WF_VALUE_BOOLEAN:
      return value.boolean;
    case WF_VALUE_NUMBER:
      return value.number != 0;
    case WF_VALUE_TEXT:
      return value.text[0] != '\0';
    case WF_VALUE_COLOR:
      return TRUE;
    case WF_VALUE_NULL:
    default:
      return FALSE;
    }
}

gboolean
wf_value_equal (WfValue a, WfValue b)
{
  if (a.type != b.type)
    return FALSE;
  switch (a.type)
    {
    case WF_VALUE_BOOLEAN:
      return !a.boolean == !b.boolean;
    case WF_VALUE_NUMBER:
      return a.number == b.number;
    case WF_VALUE_TEXT:
      return strcmp (a.text, b.text) == 0;
    case WF_VALUE_COLOR:
      return a.argb == b.argb;
    case WF_VALUE_NULL:
    default:
      return TRUE;
    }
}

static char *
value_to_text (WfValue value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value.type)
    {
    case WF_VALUE_BOOLEAN:
      return g_strdup (value.boolean ? "true" : "false");
    case WF_VALUE_NUMBER:
      if (value.number == floor (value.number) && fabs (value.number) < 1e15)
        return g_strdup_printf ("%.0f", value.number);
      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.6g", value.number));
    case WF_VALUE_TEXT:
      return g_strdup (value.text);
    case WF_VALUE_COLOR:
      return g_strdup_printf ("#%06x%02x", value.argb & 0xffffff, value.argb >> 24);
    case WF_VALUE_NULL:
    default:
      return g_strdup ("");
    }
}

static WfValue
keep_text (char *text, GStringChunk *strings)
{
  WfValue value = NOTHING;

  if (strings != NULL)
    value = (WfValue){ WF_VALUE_TEXT, { .text = g_string_chunk_insert (strings, text) } };
  g_free (text);
  return value;
}

static WfValue
eval_arg (const WfExpression *program, const WfNode *node, guint32 i, guint32 row, double zoom,
          GStringChunk *strings)
{
  guint32 arg = g_array_index (program->args, guint32, node->first_arg + i);

  return wf_expression_eval_node (program, arg, row, zoom, strings);
}

static WfValue
compare (WfOp op, WfValue a, WfValue b)
{
  double order;

  if (op == WF_OP_EQ || op == WF_OP_NE)
    return make_boolean (wf_value_equal (a, b) == (op == WF_OP_EQ));
  if (a.type != b.type || (a.type != WF_VALUE_NUMBER && a.type != WF_VALUE_TEXT))
    return make_boolean (FALSE);
  order = a.type == WF_VALUE_NUMBER ? a.number - b.number : strcmp (a.text, b.text);
  switch ((int) op)
    {
    case WF_OP_LT:
      return make_boolean (order < 0);
    case WF_OP_LE:
      return make_boolean (order <= 0);
    case WF_OP_GT:
      return make_boolean (order > 0);
    default:
      return make_boolean (order >= 0);
    }
}

static WfValue
mix_values (WfValue a, WfValue b, double t)
{
  if (a.type != b.type)
    return a;
  if (a.type == WF_VALUE_NUMBER)
    return make_number (a.number + (b.number - a.number) * t);
  if (a.type == WF_VALUE_COLOR)
    return (WfValue){ WF_VALUE_COLOR, { .argb = wf_color_mix (a.argb, b.argb, t) } };
  return a;
}

/* Formula: MapLibre style specification, "interpolate", exponential. */
static double
stop_fraction (double x, double x0, double x1, double base)
{
  if (base == 1.0)
    return (x - x0) / (x1 - x0);
  return (pow (base, x - x0) - 1.0) / (pow (base, x1 - x0) - 1.0);
}

static WfValue
eval_stops (const WfExpression *program, const WfNode *node, guint32 row, double zoom,
            GStringChunk *strings)
{
  WfValue input = eval_arg (program, node, 0, row, zoom, strings);
  const WfStop *stops = &g_array_index (program->stops, WfStop, node->first_stop);
  guint32 i = 0;
  double x, x0, x1;

  if (input.type != WF_VALUE_NUMBER)
    return NOTHING;
  x = input.number;
  while (i < node->n_stops && x >= stops[i].value.number)
    i++;
  if (node->op == WF_OP_STEP)
    return eval_arg (program, node, 1 + i, row, zoom, strings);
  if (i == 0 || i == node->n_stops)
    return eval_arg (program, node, i == 0 ? 1 : i, row, zoom, strings);
  x0 = stops[i - 1].value.number;
  x1 = stops[i].value.number;
  return mix_values (eval_arg (program, node, i, row, zoom, strings),
                     eval_arg (program, node, i + 1, row, zoom, strings),
                     stop_fraction (x, x0, x1, node->base));
}

static WfValue
eval_choice (const WfExpression *program, const WfNode *node, guint32 row, double zoom,
             GStringChunk *strings)
{
  WfValue value = NOTHING;

  switch ((int) node->op)
    {
    case WF_OP_CASE:
      for (guint32 i = 0; i + 1 < node->n_args; i += 2)
        if (wf_value_is_true (eval_arg (program, node, i, row, zoom, strings)))
          return eval_arg (program, node, i + 1, row, zoom, strings);
      return eval_arg (program, node, node->n_args - 1, row, zoom, strings);
    case WF_OP_COALESCE:
      for (guint32 i = 0; i < node->n_args && value.type == WF_VALUE_NULL; i++)
        value = eval_arg (program, node, i, row, zoom, strings);
      return value;
    case WF_OP_PICK:
      {
        guint32 index = program->source->text_index (program->source->data, node->field, row);
        guint32 output = node->n_args - 1;

        if (index < node->n_entries)
          output = g_array_index (program->entries, guint16, node->first_entry + index);
        return eval_arg (program, node, output, row, zoom, strings);
      }
    default: /* MATCH */
      value = eval_arg (program, node, 0, row, zoom, strings);
      for (guint32 i = 0; i < node->n_stops; i++)
        {
          const WfStop *stop = &g_array_index (program->stops, WfStop, node->first_stop + i);

          if (wf_value_equal (stop->value, value))
            return eval_arg (program, node, 1 + stop->output, row, zoom, strings);
        }
      return eval_arg (program, node, node->n_args - 1, row, zoom, strings);
    }
}

static WfValue
eval_logic (const WfExpression *program, const WfNode *node, guint32 row, double zoom,
            GStringChunk *strings)
{
  gboolean stop_at = node->op != WF_OP_ALL, found = FALSE;

  if (node->op == WF_OP_NOT)
    return make_boolean (!wf_value_is_true (eval_arg (program, node, 0, row, zoom, strings)));
  for (guint32 i = 0; i < node->n_args && !found; i++)
    found = !!wf_value_is_true (eval_arg (program, node, i, row, zoom, strings)) == stop_at;
  return make_boolean (node->op == WF_OP_ANY ? found : !found);
}

static double
fold_numbers (WfOp op, double a, double b)
{
  switch ((int) op)
    {
    case WF_OP_ADD:
      return a + b;
    case WF_OP_SUBTRACT:
      return a - b;
    case WF_OP_MULTIPLY:
      return a * b;
    case WF_OP_DIVIDE:
      return a / b;
    case WF_OP_MODULO:
      return fmod (a, b);
    case WF_OP_POWER:
      return pow (a, b);
    case WF_OP_MIN:
      return MIN (a, b);
    default:
      return MAX (a, b);
    }
}

static WfValue
eval_arithmetic (const WfExpression *program, const WfNode *node, guint32 row, double zoom,
                 GStringChunk *strings)
{
  WfValue value = eval_arg (program, node, 0, row, zoom, strings);
  double result;

  if (value.type != WF_VALUE_NUMBER)
    return NOTHING;
  result = value.number;
  if (node->op == WF_OP_SUBTRACT && node->n_args == 1)
    return make_number (-result);
  for (guint32 i = 1; i < node->n_args; i++)
    {
      value = eval_arg (program, node, i, row, zoom, strings);
      if (value.type != WF_VALUE_NUMBER)
        return NOTHING;
      result = fold_numbers (node->op, result, value.number);
    }
  return make_number (result);
}

static WfValue
eval_function (WfOp op, WfValue v)
{
  if (v.type != WF_VALUE_NUMBER)
    return NOTHING;
  switch ((int) op)
    {
    case WF_OP_ABS:
      return make_number (fabs (v.number));
    case WF_OP_FLOOR:
      return make_number (floor (v.number));
    case WF_OP_CEIL:
      return make_number (ceil (v.number));
    case WF_OP_ROUND:
      return make_number (round (v.number));
    case WF_OP_SQRT:
      return make_number (sqrt (v.number));
    default:
      return make_number (log2 (v.number));
    }
}

static WfValue
convert (WfOp op, WfValue v, GStringChunk *strings)
{
  guint32 argb;
  char *end;
  double number;

  switch ((int) op)
    {
    case WF_OP_LENGTH:
      return v.type == WF_VALUE_TEXT ? make_number ((double) g_utf8_strlen (v.text, -1)) : NOTHING;
    case WF_OP_UPCASE:
      return v.type == WF_VALUE_TEXT ? keep_text (g_utf8_strup (v.text, -1), strings) : NOTHING;
    case WF_OP_DOWNCASE:
      return v.type == WF_VALUE_TEXT ? keep_text (g_utf8_strdown (v.text, -1), strings) : NOTHING;
    case WF_OP_TO_STRING:
      return v.type == WF_VALUE_TEXT ? v : keep_text (value_to_text (v), strings);
    case WF_OP_TO_BOOLEAN:
      return make_boolean (wf_value_is_true (v));
    case WF_OP_TO_COLOR:
      if (v.type == WF_VALUE_TEXT && wf_color_parse (v.text, &argb))
        return (WfValue){ WF_VALUE_COLOR, { .argb = argb } };
      return v.type == WF_VALUE_COLOR ? v : NOTHING;
    default: /* TO_NUMBER */
      if (v.type == WF_VALUE_NUMBER)
        return v;
      if (v.type == WF_VALUE_BOOLEAN)
        return make_number (v.boolean ? 1 : 0);
      if (v.type != WF_VALUE_TEXT)
        return NOTHING;
      number = g_ascii_strtod (v.text, &end);
      return end != v.text && *end == '\0' ? make_number (number) : NOTHING;
    }
}

static WfValue
eval_concat (const WfExpression *program, const WfNode *node, guint32 row, double zoom,
             GStringChunk *strings)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint32 i = 0; i < node->n_args; i++)
    {
      g_autofree char *part = value_to_text (eval_arg (program, node, i, row, zoom, strings));

      g_string_append (text, part);
    }
  return keep_text (g_strdup (text->str), strings);
}

static WfValue
eval_rgba (const WfExpression *program, const WfNode *node, guint32 row, double zoom)
{
  double part[4] = { 0, 0, 0, 1 };
  guint32 argb = 0;

  for (guint32 i = 0; i < node->n_args; i++)
    {
      WfValue v = eval_arg (program, node, i, row, zoom, NULL);

      if (v.type != WF_VALUE_NUMBER)
        return NOTHING;
      part[i] = v.number;
    }
  for (guint i = 0; i < 3; i++)
    argb = argb << 8 | (guint32) (CLAMP (part[i], 0.0, 255.0) + 0.5);
  argb |= (guint32) (CLAMP (part[3], 0.0, 1.0) * 255 + 0.5) << 24;
  return (WfValue){ WF_VALUE_COLOR, { .argb = argb } };
}

static WfValue
find_text (WfValue needle, WfValue text)
{
  return make_boolean (needle.type == WF_VALUE_TEXT && text.type == WF_VALUE_TEXT
                       && strstr (text.text, needle.text) != NULL);
}

static WfValue
eval_field (const WfExpression *program, const WfNode *node, guint32 row)
{
  WfValue value = NOTHING;

  if (node->field >= 0 && program->source != NULL)
    value = program->source->value (program->source->data, node->field, row);
  return node->op == WF_OP_HAS ? make_boolean (value.type != WF_VALUE_NULL) : value;
}

WfValue
wf_expression_eval_node (const WfExpression *program, guint32 index, guint32 row, double zoom,
                         GStringChunk *strings)
{
  const WfNode *node = &g_array_index (program->nodes, WfNode, index);

  switch (node->op)
    {
    case WF_OP_LITERAL:
      return node->value;
    case WF_OP_GET:
    case WF_OP_HAS:
      return eval_field (program, node, row);
    case WF_OP_ZOOM:
      return make_number (zoom);
    case WF_OP_LOCAL:
    case WF_OP_LANG:
    case WF_OP_GEOMETRY:
      return NOTHING;
    case WF_OP_CASE:
    case WF_OP_COALESCE:
    case WF_OP_MATCH:
    case WF_OP_PICK:
      return eval_choice (program, node, row, zoom, strings);
    case WF_OP_STEP:
    case WF_OP_INTERPOLATE:
      return eval_stops (program, node, row, zoom, strings);
    case WF_OP_CONCAT:
      return eval_concat (program, node, row, zoom, strings);
    case WF_OP_RGBA:
      return eval_rgba (program, node, row, zoom);
    case WF_OP_IN:
      return find_text (eval_arg (program, node, 0, row, zoom, strings),
                        eval_arg (program, node, 1, row, zoom, strings));
    default:
      break;
    }
  if (node->op <= WF_OP_GE)
    return compare (node->op, eval_arg (program, node, 0, row, zoom, strings),
                    eval_arg (program, node, 1, row, zoom, strings));
  if (node->op <= WF_OP_NONE)
    return eval_logic (program, node, row, zoom, strings);
  if (node->op <= WF_OP_MAX)
    return eval_arithmetic (program, node, row, zoom, strings);
  if (node->op <= WF_OP_LOG2)
    return eval_function (node->op, eval_arg (program, node, 0, row, zoom, strings));
  return convert (node->op, eval_arg (program, node, 0, row, zoom, strings), strings);
}

WfValue
wf_expression_eval (const WfExpression *self, guint32 row, double zoom, GStringChunk *strings)
{
  return wf_expression_eval_node (self, self->nodes->len - 1, row, zoom, strings);
}
