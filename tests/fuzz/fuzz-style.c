/* Watchfloor: fuzz target of styles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be read is drawn over one house, one road and one post, in both languages. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-frame.h"
#include "wf-mercator.h"
#include "wf-pack-writer.h"
#include "wf-style.h"

#define LON 121.6
#define LAT 38.9

static WfPack *
make_pack (WfGeometryKind kind)
{
  static const WfLonLat ring[]
      = { { LON, LAT }, { LON + 2e-4, LAT }, { LON + 1e-4, LAT + 2e-4 }, { LON, LAT } };
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (kind);
  guint name = wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  guint floors = wf_pack_writer_add_field (writer, "floors", WF_FIELD_INT);

  wf_pack_writer_begin (writer, 1);
  wf_pack_writer_add_lonlats (writer, ring, kind == WF_GEOMETRY_POINT ? 1 : 4);
  wf_pack_writer_set_text (writer, name, "中山路 Harbour Road");
  wf_pack_writer_set_int (writer, floors, 7);
  wf_pack_writer_end (writer);
  return wf_pack_writer_finish_in_memory (writer, NULL);
}

static void
draw (WfStyle *style, gboolean chinese)
{
  static const char *const ids[] = { "houses", "roads", "posts" };
  static const WfGeometryKind kinds[]
      = { WF_GEOMETRY_POLYGON, WF_GEOMETRY_LINE, WF_GEOMETRY_POINT };
  static WfPack *packs[G_N_ELEMENTS (ids)];
  static WfRenderer *renderer;
  g_autoptr (WfScene) scene = wf_scene_new (style, chinese, 0xff000000);
  WfView view = { .zoom = 16.3, .width_px = 96, .height_px = 64, .scale = 1 };
  g_autoptr (GBytes) frame = NULL;

  if (renderer == NULL)
    renderer = wf_renderer_new (1);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      if (packs[i] == NULL)
        packs[i] = make_pack (kinds[i]);
      wf_scene_add_layer (scene, ids[i], packs[i], 1);
    }
  view.center = wf_mercator_from_lonlat ((WfLonLat){ LON, LAT });
  frame = wf_renderer_draw (renderer, scene, &view, NULL, NULL, NULL);
  g_assert_nonnull (frame);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (WfStyle) style = wf_style_parse ((const char *) data, size, "fuzz", NULL);

  if (style == NULL)
    return 0;
  g_strfreev (wf_style_unsupported (style));
  draw (style, TRUE);
  draw (style, FALSE);
  return 0;
}
