/* Watchfloor: classes of a field's values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a style panel colours a layer by: the values of one column of a pack, cut into classes.
 * Pure; a million values take a fifth of a second at most, so call it off the main thread. */
#pragma once

#include "wf-pack.h"

#include <jansson.h>

typedef enum
{
  WF_CLASSIFY_EQUAL, /* classes of equal width */
  WF_CLASSIFY_QUANTILE, /* classes with equally many features */
  WF_CLASSIFY_NATURAL, /* least squares within classes: Fisher 1958, known as Jenks */
  WF_CLASSIFY_UNIQUE, /* a class a value: the most frequent; text by frequency, numbers by size */
} WfClassifyMethod;

#define WF_CLASSIFY_MAX 64 /* classes */

typedef struct
{
  double low, high; /* numbers: low <= v < high, in the last class v <= high */
  char *text; /* UNIQUE: the value as people read it; else NULL */
  guint32 count; /* features */
} WfClass;

typedef struct
{
  WfClassifyMethod method;
  gboolean is_text; /* of the field */
  GArray *classes; /* WfClass */
  guint32 n_null; /* features without a value */
  guint32 n_other; /* UNIQUE: features whose value got no class of its own */
} WfClasses;

/* At most @n_classes (1..WF_CLASSIFY_MAX), fewer where there are fewer different values. NATURAL is
 * exact up to 4096 different values; beyond, neighbours are first gathered into 4096 groups of
 * equally many. WF_ERROR_INVALID: text cut by size, or a field without any value;
 * WF_ERROR_NOT_FOUND: no such field. Free with wf_classes_free. */
WfClasses *wf_classify (const WfPack *pack, guint field, WfClassifyMethod method, guint n_classes,
                        GError **error);
void wf_classes_free (WfClasses *classes);

/* The style expression that gives a value of @field its class's colour (@colors: one a class) and
 * what has no class @other. Numbers: ["case", ["has", F], ["step", ...], other]; unique values:
 * ["match", ...]. New reference. */
json_t *wf_classes_to_expression (const WfClasses *classes, const char *field,
                                  const guint32 *colors, guint32 other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfClasses, wf_classes_free)
