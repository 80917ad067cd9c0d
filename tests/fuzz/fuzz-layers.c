/* Watchfloor: fuzz target of what the worker answers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker may have been taken over by the file it reads: its list of layers is believed no more
 * than the file. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-json.h"
#include "wf-source-list.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (json_t) answer = wf_json_parse ((const char *) data, size, 1 << 20, "fuzz", NULL);
  g_autoptr (GPtrArray) layers = answer != NULL ? wf_source_list_read (answer) : NULL;

  for (guint i = 0; layers != NULL && i < layers->len; i++)
    {
      const WfSourceLayer *layer = layers->pdata[i];

      wf_source_layer_is_raster (layer);
      g_assert_true (layer->datum < WF_DATUM_N);
      g_assert_nonnull (layer->fields);
    }
  return 0;
}
