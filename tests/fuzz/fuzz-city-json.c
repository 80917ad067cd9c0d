/* Watchfloor: fuzz target of the CityJSON reader.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"
#include "wf-city-json.h"

#include <math.h>

static void
check_feature (const WfCityModel *model, const WfCityFeature *feature)
{
  gsize n = feature->xy->len / 2;

  g_assert (feature->id != NULL && feature->type != NULL);
  g_assert (feature->attributes->len <= model->fields->len);
  for (guint i = 0; i < feature->xy->len; i++)
    g_assert (isfinite (g_array_index (feature->xy, double, i)));
  for (guint i = 0; i < feature->parts->len; i++)
    {
      const WfCityPart *part = &g_array_index (feature->parts, WfCityPart, i);

      g_assert (part->n > 0 && part->first <= n && part->n <= n - part->first);
      /* A hole has an outer ring before it. */
      g_assert (!part->is_hole || (i > 0 && feature->shape == WF_CITY_AREAS));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (WfCityModel) model = wf_city_json_parse ((const char *) data, size, "fuzz", NULL);

  wf_city_json_is ((const char *) data, size);
  for (guint i = 0; model != NULL && i < model->features->len; i++)
    check_feature (model, model->features->pdata[i]);
  return 0;
}
