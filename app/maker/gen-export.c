/* Watchfloor: the layers of a made city, written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way by which a pack becomes a file. */
#include "config.h"

#include "gen-export.h"

#include "gen-shape.h"
#include "wf-error.h"
#include "wf-worker.h"

#include <glib/gstdio.h>

void
gen_export_tell (const GenExport *out, double fraction, const char *what)
{
  if (out->progress != NULL)
    out->progress (fraction, what, out->user_data);
}

char *
gen_export_temporary (const GenExport *out, const char *name)
{
  g_autofree char *file = g_strconcat (".making-", name, ".wfpack", NULL);

  return g_build_filename (out->dir, file, NULL);
}

gboolean
gen_export_layer (const GenExport *out, WfPackWriter *taken, const char *file, const char *layer,
                  const char *encoding, gboolean append, GError **error)
{
  g_autoptr (WfPackWriter) writer = taken;
  g_autofree char *pack = gen_export_temporary (out, layer);
  g_autofree char *path = g_build_filename (out->dir, file, NULL);
  gboolean ok = wf_pack_writer_finish (writer, pack, error)
                && wf_worker_export (pack, path, layer, "EPSG:4490", encoding, append, error);

  g_unlink (pack);
  return ok;
}

void
gen_export_ring (WfPackWriter *writer, const WfPoint *points, guint n)
{
  g_autofree WfLonLat *lonlats = g_new (WfLonLat, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    lonlats[i] = gen_lonlat (points[i]);
  wf_pack_writer_add_lonlats (writer, lonlats, n);
}
