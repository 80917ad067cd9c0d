/* Watchfloor: fuzz target of WMTS capabilities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"
#include "wf-wmts.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const WfWmtsChoice choice = { .service = "http://a/b", .query = "tk=1" };
  g_autoptr (WfTileSet) set = wf_wmts_parse ((const char *) data, size, &choice, NULL);

  for (guint i = 0; set != NULL && i < set->levels->len; i++)
    {
      WfTileRange range = wf_tile_set_range (set, i, (WfBox){ 0.2, 0.3, 0.8, 0.9 });
      g_autofree char *url = wf_tile_set_address (set, i, range.x0, range.y0);

      g_assert_nonnull (url);
    }
  return 0;
}
