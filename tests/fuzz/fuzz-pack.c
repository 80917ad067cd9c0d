/* Watchfloor: fuzz target of the layer pack's reader.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums would stop nearly every input at the door: they are set right first, so that what lies
 * behind them is tried. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-checksum.h"
#include "wf-pack-format.h"
#include "wf-pack-near.h"

#include <string.h>

static void
set_sums (guint8 *bytes, gsize size)
{
  WfPackHeader header;
  gsize head_size;

  if (size < sizeof header)
    return;
  memcpy (&header, bytes, sizeof header);
  head_size = sizeof header + (gsize) header.n_sections * sizeof (WfPackSection);
  if (head_size > size)
    return;
  header.file_size = size;
  header.body_checksum = wf_checksum_of (bytes + head_size, size - head_size);
  header.head_checksum = 0;
  memcpy (bytes, &header, sizeof header);
  header.head_checksum = wf_checksum_of (bytes, head_size);
  memcpy (bytes, &header, sizeof header);
}

static void
read_values (const WfPack *pack)
{
  for (guint field = 0; field < wf_pack_n_fields (pack); field++)
    for (guint32 f = 0; f < wf_pack_shapes (pack)->n_features; f++)
      {
        g_autofree char *text = wf_pack_value_to_string (pack, field, f);

        g_assert (text == NULL || g_utf8_validate (text, -1, NULL));
      }
}

static void
look_around (const WfPack *pack)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) near = wf_pack_near (pack, (WfLonLat){ 121.6, 38.9 }, 1e5, 50);

  wf_pack_search (pack, wf_pack_box (pack), found);
  g_assert_cmpuint (near->len, <=, shapes->n_features);
  for (guint32 i = 0; i < shapes->n_coords; i++)
    {
      guint32 at = wf_pack_polygon_at (pack, shapes->coords[i]);

      g_assert (at == G_MAXUINT32 || at < shapes->n_features);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (WfPack) pack = NULL;

  set_sums (copy, size);
  bytes = g_bytes_new_take (copy, size);
  pack = wf_pack_new_from_bytes (bytes, "fuzz", NULL);
  if (pack == NULL)
    return 0;
  read_values (pack);
  look_around (pack);
  return 0;
}
