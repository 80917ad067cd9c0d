/* Watchfloor: expressions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The MapLibre expression language, the part data/styles/style.md names, for styles and alarm
 * rules. JSON is compiled once into a flat program; the program is bound to a table of rows (field
 * names become columns, comparisons of dictionary text become table look-ups) and, for a frame, to
 * a zoom. Whatever no longer depends on a row is folded into a constant on the way.
 * Programs are immutable; any thread may evaluate them. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef enum
{
  WF_VALUE_NULL,
  WF_VALUE_BOOLEAN,
  WF_VALUE_NUMBER,
  WF_VALUE_TEXT,
  WF_VALUE_COLOR,
} WfValueType;

/* Text is borrowed: from the program, the rows or the GStringChunk of the evaluation. */
typedef struct
{
  WfValueType type;
  union
  {
    gboolean boolean;
    double number;
    const char *text;
    guint32 argb;
  };
} WfValue;

/* Where values come from. @data is borrowed and must outlive what was bound to it. The three
 * dictionary functions may be NULL together. */
typedef struct
{
  gpointer data;
  int (*find_field) (gpointer data, const char *name); /* -1: none */
  WfValue (*value) (gpointer data, int field, guint32 row);
  guint32 (*n_texts) (gpointer data, int field); /* 0: not a text column */
  const char *(*text_at) (gpointer data, int field, guint32 index);
  guint32 (*text_index) (gpointer data, int field, guint32 row); /* G_MAXUINT32: null */
  const char *geometry; /* "Point", "LineString", "Polygon" or NULL */
} WfFieldSource;

typedef struct _WfExpression WfExpression;

/* @path goes before errors ("layers[3].paint.fill-color"). With @expected WF_VALUE_COLOR literal
 * text is read as a colour. WF_ERROR_INVALID. */
WfExpression *
wf_expression_compile (const json_t *json, WfValueType expected, const char *path, GError **error);
WfExpression *wf_expression_constant (WfValue value);
/* @language "zh" or "en" (what ["lang"] and ["local", NAME] mean). */
WfExpression *wf_expression_bind (const WfExpression *expression, const WfFieldSource *source,
                                  const char *language);
WfExpression *wf_expression_at_zoom (const WfExpression *expression, double zoom);
void wf_expression_free (WfExpression *expression);

gboolean wf_expression_uses_feature (const WfExpression *expression);
gboolean wf_expression_uses_zoom (const WfExpression *expression);
/* The value where it depends on nothing, else NULL. */
const WfValue *wf_expression_get_constant (const WfExpression *expression);

/* @strings holds text made on the way; NULL where such an expression may give null instead. */
WfValue wf_expression_eval (const WfExpression *expression, guint32 row, double zoom,
                            GStringChunk *strings);

gboolean wf_value_is_true (WfValue value);

/* One of the classes a MATCH, STEP or INTERPOLATE by a field tells apart. */
typedef struct
{
  const char *field;
  WfValue value; /* one that falls into the class: the label, the stop */
  double low, high; /* STEP: low <= v < high, infinite at the ends; equal where one number */
} WfExpressionClass;

/* Class number @i, for legends; all borrowed from the expression, which is not bound. FALSE past
 * the end, or where the expression tells no classes of a field apart. */
gboolean
wf_expression_get_class (const WfExpression *expression, guint i, WfExpressionClass *found);

/* The fields ["get", NAME] names, appended to @names (char *, g_free). */
void wf_expression_list_fields (const WfExpression *expression, GPtrArray *names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfExpression, wf_expression_free)
