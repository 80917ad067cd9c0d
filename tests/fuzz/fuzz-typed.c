/* Watchfloor: fuzz target of what people type.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"
#include "wf-condition.h"
#include "wf-coordinate.h"
#include "wf-expression.h"
#include "wf-json.h"

static void
read_coordinate (const char *text)
{
  WfCoordinateReading readings[WF_COORDINATE_MAX_READINGS];
  guint n = wf_coordinate_parse (text, (WfLonLat){ 121.6, 38.9 }, readings);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *how = wf_coordinate_explain (&readings[i]);
      g_autofree char *again = wf_coordinate_format (readings[i].place, WF_COORDINATE_GAUSS, TRUE);

      g_assert_true (wf_lonlat_is_valid (readings[i].place));
      g_assert_nonnull (how);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (json_t) condition = wf_condition_parse (text, NULL);
  g_autoptr (WfExpression) program
      = condition != NULL ? wf_expression_compile (condition, WF_VALUE_NULL, "condition", NULL)
                          : NULL;

  wf_condition_is_likely (text);
  read_coordinate (text);
  return 0;
}
