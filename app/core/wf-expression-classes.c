/* Watchfloor: the classes an expression tells apart.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* For legends: reads a compiled program the way a person reads it. Any thread. */
#include "config.h"

#include "wf-expression-program.h"

#include <math.h>

static const WfNode *
node_at (const WfExpression *self, guint32 index)
{
  return &g_array_index (self->nodes, WfNode, index);
}

static const WfNode *
argument (const WfExpression *self, const WfNode *node, guint32 i)
{
  return node_at (self, g_array_index (self->args, guint32, node->first_arg + i));
}

/* ["to-number", ["get", F]] and the like speak of F. */
static const char *
field_of (const WfExpression *self, const WfNode *node)
{
  while (node->op == WF_OP_TO_NUMBER || node->op == WF_OP_TO_STRING)
    node = argument (self, node, 0);
  return node->op == WF_OP_GET ? node->value.text : NULL;
}

/* The node that tells classes apart: the last, or what a ["case", ["has", F], ...] guards. */
static const WfNode *
telling_node (const WfExpression *self)
{
  const WfNode *node = node_at (self, self->nodes->len - 1);

  if (node->op == WF_OP_CASE && node->n_args == 3 && argument (self, node, 0)->op == WF_OP_HAS)
    node = argument (self, node, 1);
  return node;
}

static void
take_label (const WfExpression *self, const WfNode *node, guint i, WfExpressionClass *found)
{
  found->value = g_array_index (self->stops, WfStop, node->first_stop + i).value;
  found->low = found->high
      = found->value.type == WF_VALUE_NUMBER ? found->value.number : (double) NAN;
}

/* The stops stand between the outputs of a step. */
static void
take_step (const WfExpression *self, const WfNode *node, guint i, WfExpressionClass *found)
{
  const WfStop *stops = &g_array_index (self->stops, WfStop, node->first_stop);

  found->low = i > 0 ? stops[i - 1].value.number : -(double) INFINITY;
  found->high = i < node->n_stops ? stops[i].value.number : (double) INFINITY;
  found->value = (WfValue){ WF_VALUE_NUMBER, { 0 } };
  /* Any value of the class; a step that holds none is wider than it looks. */
  found->value.number = i > 0 ? found->low : nextafter (found->high, -(double) INFINITY);
}

gboolean
wf_expression_get_class (const WfExpression *self, guint i, WfExpressionClass *found)
{
  const WfNode *node = telling_node (self);
  gboolean step = node->op == WF_OP_STEP;

  if ((!step && node->op != WF_OP_MATCH && node->op != WF_OP_INTERPOLATE)
      || i >= node->n_stops + step)
    return FALSE;
  found->field = field_of (self, argument (self, node, 0));
  if (found->field == NULL)
    return FALSE;
  if (step)
    take_step (self, node, i, found);
  else
    take_label (self, node, i, found);
  return TRUE;
}
