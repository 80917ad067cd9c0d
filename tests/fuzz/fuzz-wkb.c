/* Watchfloor: fuzz target of the geometries that GDAL hands over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The first byte chooses between a table and a layer of all kinds; the rest is one geometry, and
 * its halves are two more. Whatever is read of them must make a sound pack. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-mercator.h"
#include "wf-wkb-batch.h"

/* Stand in for PROJ: what comes is degrees already. */
void
wf_projector_to_degrees (WfProjector *projector, gsize n, double *x, double *y)
{
}

gboolean
wf_projector_wraps (const WfProjector *projector)
{
  return TRUE;
}

void
wf_projector_to_units (const WfProjector *projector, gsize n, const double *lon, const double *lat,
                       WfUnit *units, guint8 *ok)
{
  for (gsize i = 0; i < n; i++)
    {
      WfLonLat at = { lon[i], lat[i] };

      ok[i] = wf_lonlat_is_valid (at);
      units[i] = ok[i] ? wf_unit_from_lonlat (at) : (WfUnit){ 0, 0 };
    }
}

static void
add (WfWkbBatch *batch, const uint8_t *data, size_t size)
{
  wf_wkb_batch_add (batch, 1, 0, data, size);
  wf_wkb_batch_add (batch, 2, 1, data, size / 2);
  wf_wkb_batch_add (batch, 3, 2, data + size / 2, size - size / 2);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gboolean is_table = size > 0 && data[0] == 0;
  g_autoptr (WfPackWriter) writer
      = wf_pack_writer_new (is_table ? WF_GEOMETRY_NONE : WF_GEOMETRY_MIXED);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) error = NULL;
  g_autoptr (WfPack) pack = NULL;
  WfWkbBatch batch;

  if (size == 0)
    return 0;
  wf_wkb_batch_init (&batch, is_table);
  add (&batch, data + 1, size - 1);
  wf_wkb_batch_flush (&batch, NULL, writer, kept);
  wf_wkb_batch_clear (&batch);
  pack = wf_pack_writer_finish_in_memory (writer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wf_pack_shapes (pack)->n_features, ==, kept->len);
  return 0;
}
