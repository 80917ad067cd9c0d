/* Watchfloor: which features are exported.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The expression is OGR's to understand: the values go through a layer in memory. */
#include "config.h"

#include "wf-export-choice.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-pack-shaper.h"
#include "wf-worker-report.h"

#include <gdal.h>
#include <glib/gi18n.h>

static gboolean
parse_box (const char *text, WfBox *box, GError **error)
{
  double sides[4];
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  gboolean ok = g_strv_length (words) == 4;

  for (guint i = 0; ok && i < 4; i++)
    {
      char *end;

      sides[i] = g_ascii_strtod (words[i], &end);
      ok = end != words[i] && *end == '\0';
    }
  ok = ok && sides[0] <= sides[2] && sides[1] <= sides[3];
  if (ok)
    *box = (WfBox){ sides[0], sides[1], sides[2], sides[3] };
  else
    g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                 _ ("%s is not a box; write it as west,south,east,north in degrees."), text);
  return ok;
}

static OGRGeometryH
rectangle (WfBox box)
{
  OGRGeometryH ring = OGR_G_CreateGeometry (wkbLinearRing);
  OGRGeometryH polygon = OGR_G_CreateGeometry (wkbPolygon);

  OGR_G_AddPoint_2D (ring, box.min_x, box.min_y);
  OGR_G_AddPoint_2D (ring, box.max_x, box.min_y);
  OGR_G_AddPoint_2D (ring, box.max_x, box.max_y);
  OGR_G_AddPoint_2D (ring, box.min_x, box.max_y);
  OGR_G_AddPoint_2D (ring, box.min_x, box.min_y);
  OGR_G_AddGeometryDirectly (polygon, ring);
  return polygon;
}

static GArray *
choose_by_box (const WfPack *pack, WfBox box)
{
  WfUnit nw = wf_unit_from_lonlat ((WfLonLat){ box.min_x, box.max_y });
  WfUnit se = wf_unit_from_lonlat ((WfLonLat){ box.max_x, box.min_y });
  WfUnitBox units = { nw.x, nw.y, se.x, se.y };
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *inside = g_array_new (FALSE, FALSE, sizeof (guint32));
  WfPackShaper shaper = { .pack = pack, .type = wf_pack_shaper_type (pack) };
  OGRGeometryH frame = rectangle (box);

  wf_pack_search (pack, units, near);
  for (guint i = 0; i < near->len; i++)
    {
      guint32 feature = g_array_index (near, guint32, i);
      OGRGeometryH shape = wf_pack_shaper_run (&shaper, feature);

      if (shape == NULL || OGR_G_Intersects (frame, shape))
        g_array_append_val (inside, feature);
      if (shape != NULL)
        OGR_G_DestroyGeometry (shape);
    }
  OGR_G_DestroyGeometry (frame);
  wf_pack_shaper_clear (&shaper);
  return inside;
}

static void
fill_feature (OGRFeatureH to, const WfPack *pack, guint32 feature)
{
  for (guint field = 0; field < wf_pack_n_fields (pack); field++)
    {
      const char *text = wf_pack_text (pack, field, feature);
      gint64 whole;
      double real;

      if (text != NULL)
        OGR_F_SetFieldString (to, (int) field, text);
      else if (wf_pack_int (pack, field, feature, &whole))
        OGR_F_SetFieldInteger64 (to, (int) field, whole);
      else if (wf_pack_real (pack, field, feature, &real))
        OGR_F_SetFieldDouble (to, (int) field, real);
    }
}

static OGRLayerH
table_of (GDALDatasetH dataset, const WfPack *pack, const GArray *features)
{
  static const OGRFieldType types[] = { OFTString, OFTInteger64, OFTReal, OFTInteger64 };
  OGRLayerH layer = GDALDatasetCreateLayer (dataset, "pack", NULL, wkbNone, NULL);

  for (guint field = 0; field < wf_pack_n_fields (pack); field++)
    {
      WfPackField info = wf_pack_field (pack, field);
      OGRFieldDefnH defn = OGR_Fld_Create (info.name, types[info.type]);

      OGR_L_CreateField (layer, defn, TRUE);
      OGR_Fld_Destroy (defn);
    }
  for (guint i = 0; i < features->len; i++)
    {
      OGRFeatureH feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));

      OGR_F_SetFID (feature, g_array_index (features, guint32, i));
      fill_feature (feature, pack, g_array_index (features, guint32, i));
      /* In memory it cannot fail but for want of it, which ends the worker. */
      g_assert (OGR_L_CreateFeature (layer, feature) == OGRERR_NONE);
      OGR_F_Destroy (feature);
    }
  return layer;
}

static GArray *
choose_by_expression (const WfPack *pack, const GArray *features, const char *where, GError **error)
{
  GDALDatasetH dataset
      = GDALCreate (GDALGetDriverByName ("Memory"), "", 0, 0, 0, GDT_Unknown, NULL);
  OGRLayerH layer = table_of (dataset, pack, features);
  GArray *chosen = NULL;
  OGRFeatureH feature;

  wf_worker_report_forget ();
  if (OGR_L_SetAttributeFilter (layer, where) != OGRERR_NONE)
    g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                 _ ("The condition \"%s\" cannot be understood (%s); write it like floors > 6 AND "
                    "use = 'office'."),
                 where, wf_worker_report_gdal_said ());
  else
    {
      chosen = g_array_new (FALSE, FALSE, sizeof (guint32));
      while ((feature = OGR_L_GetNextFeature (layer)) != NULL)
        {
          guint32 number = (guint32) OGR_F_GetFID (feature);

          g_array_append_val (chosen, number);
          OGR_F_Destroy (feature);
        }
    }
  GDALClose (dataset);
  return chosen;
}

GArray *
wf_export_choose (const WfPack *pack, const char *bbox, const char *where, GError **error)
{
  g_autoptr (GArray) chosen = NULL;
  guint32 n = wf_pack_shapes (pack)->n_features;
  WfBox box;

  if (bbox != NULL)
    {
      if (!parse_box (bbox, &box, error))
        return NULL;
      chosen = choose_by_box (pack, box);
    }
  else
    {
      chosen = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);
      for (guint32 i = 0; i < n; i++)
        g_array_append_val (chosen, i);
    }
  if (where != NULL)
    return choose_by_expression (pack, chosen, where, error);
  return g_steal_pointer (&chosen);
}

GArray *
wf_export_read_list (const WfPack *pack, const char *list, GError **error)
{
  g_autofree char *data = NULL;
  gsize size;
  GArray *chosen;

  if (!g_file_get_contents (list, &data, &size, error))
    return NULL;
  chosen = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (size >= sizeof (guint32))
    g_array_append_vals (chosen, data, (guint) (size / sizeof (guint32)));
  for (guint i = 0; i < chosen->len; i++)
    if (g_array_index (chosen, guint32, i) >= wf_pack_shapes (pack)->n_features)
      {
        g_array_unref (chosen);
        g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                     _ ("The list of features does not belong to this layer; choose them again."));
        return NULL;
      }
  return chosen;
}
