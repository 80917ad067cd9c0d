/* Watchfloor: importing a part of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How many features a window holds is estimated before it is read: by the planner of PostGIS, by
 * looking at a few thousand features spread over a file. Few are read by the spatial index; many
 * are read by the index and thinned out; very many by jumping over the whole file. */
#include "config.h"

#include "wf-import-window.h"

#include "wf-error.h"
#include "wf-mercator.h"
#include "wf-postgis.h"

#include <cpl_error.h>
#include <cpl_string.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#define MAX_FIELDS 64 /* of a window: it is for the map, not for the whole table */
#define PROBES 4000 /* features looked at to guess a window's share */
#define THIN_FROM 1.5 /* times what was asked for: not worth leaving something out below */
#define JUMP_FROM 10 /* times: reading all to keep so few would take longer than jumping */
#define VIEW_PX 2500 /* of a window's width, about */
#define STANDS_PX 3.0 /* no area of a sample is drawn larger than that because of the others */
#define SHIFT_DEG 0.02 /* more than GCJ-02 and BD-09 move anything */

gboolean
wf_import_window_parse (const char *text, WfBox *box, GError **error)
{
  char rest;

  if (sscanf (text, "%lf,%lf,%lf,%lf%c", &box->min_x, &box->min_y, &box->max_x, &box->max_y, &rest)
          == 4
      && !wf_box_is_empty (*box) && box->min_x >= -181 && box->max_x <= 181 && box->min_y >= -90
      && box->max_y <= 90)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--window W,S,E,N must be in degrees, such as 121.5,38.8,121.7,39."));
  return FALSE;
}

/* A projection is of no use far from where it is meant for. */
static void
clip_to_use (OGRSpatialReferenceH srs, WfBox *box)
{
  double west, south, east, north;

  if (!OSRGetAreaOfUse (srs, &west, &south, &east, &north, NULL) || west > east)
    return;
  box->min_x = MAX (box->min_x, MAX (west - 3, -180));
  box->max_x = MIN (box->max_x, MIN (east + 3, 180));
  box->min_y = MAX (box->min_y, MAX (south - 3, -89));
  box->max_y = MIN (box->max_y, MIN (north + 3, 89));
}

/* @box of degrees to the layer's coordinates. FALSE: it cannot be said, read all. */
static gboolean
to_layer (OGRSpatialReferenceH srs, WfBox *box)
{
  OGRSpatialReferenceH from, to;
  OGRCoordinateTransformationH transform;
  WfBox out = WF_BOX_EMPTY;
  gboolean ok;

  if (srs == NULL)
    return TRUE;
  clip_to_use (srs, box);
  if (wf_box_is_empty (*box))
    return TRUE;
  from = OSRNewSpatialReference (NULL);
  to = OSRClone (srs);
  OSRImportFromEPSG (from, 4326);
  OSRSetAxisMappingStrategy (from, OAMS_TRADITIONAL_GIS_ORDER);
  OSRSetAxisMappingStrategy (to, OAMS_TRADITIONAL_GIS_ORDER);
  transform = OCTNewCoordinateTransformation (from, to);
  ok = transform != NULL
       && OCTTransformBounds (transform, box->min_x, box->min_y, box->max_x, box->max_y, &out.min_x,
                              &out.min_y, &out.max_x, &out.max_y, 21)
       && isfinite (out.min_x) && isfinite (out.max_x) && isfinite (out.min_y)
       && isfinite (out.max_y);
  if (transform != NULL)
    OCTDestroyCoordinateTransformation (transform);
  OSRRelease (from);
  OSRRelease (to);
  if (ok)
    *box = out;
  return ok;
}

static gboolean
meets (OGRFeatureH feature, const WfBox *box)
{
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
  OGREnvelope e;

  if (geometry == NULL || OGR_G_IsEmpty (geometry))
    return FALSE;
  OGR_G_GetEnvelope (geometry, &e);
  return e.MinX <= box->max_x && e.MaxX >= box->min_x && e.MinY <= box->max_y
         && e.MaxY >= box->min_y;
}

/* The share of the features that lie in the window, times their number. */
static gint64
probe (OGRLayerH layer, gint64 total, const WfBox *box)
{
  gint64 step = MAX (1, total / PROBES), looked = 0, hits = 0;

  for (gint64 fid = step / 2; fid < total; fid += step)
    {
      OGRFeatureH feature = OGR_L_GetFeature (layer, fid);

      if (feature == NULL) /* a gap left by a deleted row */
        continue;
      looked++;
      hits += meets (feature, box);
      OGR_F_Destroy (feature);
    }
  return looked > 0 ? (gint64) ((double) hits / (double) looked * (double) total) : -1;
}

static void
choose_sample (WfImport *import, gint64 at_most)
{
  gint64 total = OGR_L_GetFeatureCount (import->layer, FALSE);
  double excess;

  if (total >= 0 && total <= at_most)
    import->n_window = total;
  if (total <= at_most || !OGR_L_TestCapability (import->layer, OLCRandomRead))
    return;
  import->n_window = probe (import->layer, total, &import->window);
  excess = (double) import->n_window / (double) at_most;
  if (excess <= THIN_FROM)
    return;
  import->every = (gint64) ceil (excess);
  if (excess <= JUMP_FROM)
    return;
  /* The whole file is jumped over, not the window only: in a bounded number of steps. */
  import->jump_to = total;
  import->every = MAX (import->every, 2 * total / at_most);
}

/* The columns that are not taken cost nothing to leave in the source. */
static void
limit_fields (WfImport *import)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (import->layer);
  char **ignored = NULL;

  for (int i = MAX_FIELDS; i < OGR_FD_GetFieldCount (definition); i++)
    ignored = CSLAddString (ignored, OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (definition, i)));
  if (ignored != NULL)
    OGR_L_SetIgnoredFields (import->layer, (const char **) ignored);
  CSLDestroy (ignored);
}

gboolean
wf_import_window_narrow (WfImport *import, const char *window, gint64 at_most,
                         const WfImportPlace *place, GError **error)
{
  WfBox *box = &import->window;
  gboolean placed;

  if (!wf_import_window_parse (window, box, error))
    return FALSE;
  /* GDAL sees no places in the columns of a table. */
  if (import->places.x >= 0)
    return TRUE;
  if (place->datum == WF_DATUM_GCJ02 || place->datum == WF_DATUM_BD09)
    *box = (WfBox){ box->min_x - SHIFT_DEG, box->min_y - SHIFT_DEG, box->max_x + SHIFT_DEG,
                    box->max_y + SHIFT_DEG };
  placed = to_layer (place->srs, box);
  if (place->swapped)
    *box = (WfBox){ box->min_y, box->min_x, box->max_y, box->max_x };
  if (!placed)
    *box = (WfBox){ -1e300, -1e300, 1e300, 1e300 };
  import->windowed = TRUE;
  import->at_most = at_most;
  import->every = 1;
  import->n_window = -1;
  if (wf_postgis_is (&import->source))
    wf_postgis_narrow (import, at_most);
  else if (!import->source.is_server && placed)
    choose_sample (import, at_most);
  limit_fields (import);
  if (placed)
    OGR_L_SetSpatialFilterRect (import->layer, box->min_x, box->min_y, box->max_x, box->max_y);
  CPLErrorReset ();
  return TRUE;
}

void
wf_import_window_stand (WfImport *import, const char *window)
{
  WfBox box;

  if (window == NULL || !wf_import_window_parse (window, &box, NULL))
    return;
  import->n_seen = import->n_given = import->jump_at = 0;
  import->cut = FALSE;
  import->batch.stands_for = import->every;
  import->batch.stands_steps = (box.max_x - box.min_x) / 360 * WF_UNIT_SPAN / VIEW_PX * STANDS_PX;
}

void
wf_import_window_rewind (WfImport *import)
{
  wf_gdal_source_rewind (&import->source, import->layer);
  import->n_seen = import->n_given = import->jump_at = 0;
}

static OGRFeatureH
jump (WfImport *import, double *fraction)
{
  OGRFeatureH feature;

  for (; import->jump_at < import->jump_to; import->jump_at += import->every)
    {
      *fraction = (double) import->jump_at / (double) import->jump_to;
      feature = OGR_L_GetFeature (import->layer, import->jump_at);
      if (feature != NULL && meets (feature, &import->window))
        {
          import->jump_at += import->every;
          return feature;
        }
      if (feature != NULL)
        OGR_F_Destroy (feature);
    }
  CPLErrorReset (); /* of gaps */
  return NULL;
}

OGRFeatureH
wf_import_window_next (WfImport *import, double *fraction)
{
  OGRFeatureH feature;

  *fraction = -1;
  if (!import->windowed)
    return wf_gdal_source_next (&import->source, import->layer, fraction);
  if (import->jump_to > 0)
    return jump (import, fraction);
  if (import->n_given >= 2 * import->at_most)
    {
      import->cut = TRUE;
      return NULL;
    }
  while ((feature = OGR_L_GetNextFeature (import->layer)) != NULL)
    {
      if (import->sampled_there || import->n_seen++ % import->every == 0)
        break;
      OGR_F_Destroy (feature);
    }
  if (import->source.is_server && import->n_given >= import->at_most && feature != NULL)
    {
      OGR_F_Destroy (feature);
      import->cut = TRUE;
      return NULL;
    }
  import->n_given++;
  return feature;
}

json_t *
wf_import_window_describe (const WfImport *import)
{
  return json_pack ("{s:I, s:I, s:b}", "matched", (json_int_t) import->n_window, "one_in",
                    (json_int_t) MAX (1, import->every), "cut", (int) import->cut);
}
