/* Watchfloor: the program of an expression.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the compiler (wf-expression.c), the binder and the evaluator; nobody else includes
 * it. Nodes lie flat, children before parents, the last node is the result. */
#pragma once

#include "wf-expression.h"

typedef enum
{
  WF_OP_LITERAL,
  WF_OP_GET,
  WF_OP_HAS,
  WF_OP_LOCAL, /* bound away */
  WF_OP_LANG, /* bound away */
  WF_OP_GEOMETRY, /* bound away */
  WF_OP_ZOOM,
  WF_OP_EQ,
  WF_OP_NE,
  WF_OP_LT,
  WF_OP_LE,
  WF_OP_GT,
  WF_OP_GE,
  WF_OP_NOT,
  WF_OP_ALL,
  WF_OP_ANY,
  WF_OP_NONE,
  WF_OP_CASE, /* condition, output, ..., fallback */
  WF_OP_COALESCE,
  WF_OP_MATCH, /* input, output..., fallback; stops: label -> output number */
  WF_OP_PICK, /* MATCH on a dictionary column: output..., fallback; table: index -> output */
  WF_OP_STEP, /* input, output...; stops: from the second output on */
  WF_OP_INTERPOLATE, /* input, output...; a stop for each output */
  WF_OP_ADD,
  WF_OP_SUBTRACT,
  WF_OP_MULTIPLY,
  WF_OP_DIVIDE,
  WF_OP_MODULO,
  WF_OP_POWER,
  WF_OP_MIN,
  WF_OP_MAX,
  WF_OP_ABS,
  WF_OP_FLOOR,
  WF_OP_CEIL,
  WF_OP_ROUND,
  WF_OP_SQRT,
  WF_OP_LOG2,
  WF_OP_CONCAT,
  WF_OP_UPCASE,
  WF_OP_DOWNCASE,
  WF_OP_LENGTH,
  WF_OP_TO_NUMBER,
  WF_OP_TO_STRING,
  WF_OP_TO_BOOLEAN,
  WF_OP_TO_COLOR,
  WF_OP_RGBA,
  WF_OP_IN, /* needle, text */
} WfOp;

/* Arguments one operator may have; MATCH labels are not counted. */
#define WF_JSON_ARGS 256

#define WF_DEPENDS_FEATURE 1
#define WF_DEPENDS_ZOOM 2

typedef struct
{
  WfValue value; /* a label, or the number of a stop */
  guint32 output;
} WfStop;

typedef struct
{
  WfOp op;
  guint8 depends;
  guint32 first_arg, n_args; /* in args: indices of nodes */
  guint32 first_stop, n_stops;
  guint32 first_entry, n_entries; /* in entries: PICK's table */
  int field; /* once bound; -1 before */
  double base; /* INTERPOLATE: 1 = linear */
  WfValue value; /* LITERAL; the name of GET, HAS, LOCAL */
} WfNode;

struct _WfExpression
{
  GArray *nodes; /* WfNode */
  GArray *args; /* guint32 */
  GArray *stops; /* WfStop */
  GArray *entries; /* guint16 */
  GStringChunk *strings;
  const WfFieldSource *source; /* Borrowed; NULL before it is bound */
};

WfExpression *wf_expression_new_empty (void);
/* Appends @node with its arguments; returns its index. Literal-only nodes are folded. */
guint32 wf_expression_add (WfExpression *program, WfNode node, const guint32 *args, guint32 n_args);
guint32 wf_expression_add_literal (WfExpression *program, WfValue value);
WfValue wf_expression_eval_node (const WfExpression *program, guint32 node, guint32 row,
                                 double zoom, GStringChunk *strings);
WfValue wf_value_copy_text (WfExpression *program, WfValue value);
gboolean wf_value_equal (WfValue a, WfValue b);
