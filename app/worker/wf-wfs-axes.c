/* Watchfloor: the axis order of a WFS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-wfs-axes.h"

#include "wf-projector.h"

#include <cpl_error.h>
#include <cpl_minixml.h>
#include <math.h>
#include <ogr_api.h>
#include <string.h>

#define N_ASKED 50
#define MARGIN 0.05 /* of the declared box: it is rounded */
#define MARGIN_DEG 1e-4

/* A layer of short name and its declared box in degrees. */
typedef struct
{
  char *layer;
  WfBox box;
} Question;

static CPLXMLNode *
capabilities (GDALDatasetH dataset)
{
  /* A layer of the driver's own, not among those it lists. */
  OGRLayerH layer = GDALDatasetGetLayerByName (dataset, "WFSGetCapabilities");
  OGRFeatureH feature = layer != NULL ? OGR_L_GetNextFeature (layer) : NULL;
  CPLXMLNode *root
      = feature != NULL ? CPLParseXMLString (OGR_F_GetFieldAsString (feature, 0)) : NULL;

  if (feature != NULL)
    OGR_F_Destroy (feature);
  for (CPLXMLNode *node = root; node != NULL; node = node->psNext)
    CPLStripXMLNamespace (node, NULL, TRUE);
  return root;
}

static gboolean
has_short_name (const CPLXMLNode *type)
{
  const char *crs = CPLGetXMLValue (type, "DefaultSRS", CPLGetXMLValue (type, "DefaultCRS", ""));

  return g_ascii_strncasecmp (crs, "EPSG:", 5) == 0;
}

static gboolean
read_corner (const CPLXMLNode *type, const char *path, double *lon, double *lat)
{
  g_auto (GStrv) words = g_strsplit (CPLGetXMLValue (type, path, ""), " ", 2);

  if (g_strv_length (words) != 2)
    return FALSE;
  *lon = g_ascii_strtod (words[0], NULL);
  *lat = g_ascii_strtod (words[1], NULL);
  return TRUE;
}

/* The first layer whose axes its name leaves open. */
static gboolean
find_question (GDALDatasetH dataset, Question *question)
{
  CPLXMLNode *root = capabilities (dataset);
  const CPLXMLNode *list = root != NULL ? CPLSearchXMLNode (root, "=FeatureTypeList") : NULL;
  const CPLXMLNode *type = list != NULL ? list->psChild : NULL;
  WfBox *box = &question->box;
  gboolean found = FALSE;

  for (; type != NULL && !found; type = type->psNext)
    if (type->eType == CXT_Element && g_str_equal (type->pszValue, "FeatureType")
        && has_short_name (type)
        && read_corner (type, "WGS84BoundingBox.LowerCorner", &box->min_x, &box->min_y)
        && read_corner (type, "WGS84BoundingBox.UpperCorner", &box->max_x, &box->max_y))
      {
        question->layer = g_strdup (CPLGetXMLValue (type, "Name", ""));
        found = TRUE;
      }
  CPLDestroyXMLNode (root);
  return found;
}

static gboolean
is_north_first (OGRSpatialReferenceH srs)
{
  return srs != NULL && (OSREPSGTreatsAsLatLong (srs) || OSREPSGTreatsAsNorthingEasting (srs));
}

/* Whether the point @x, @y of the source lies in @box, taken this way round. */
static gboolean
lies_in (OGRSpatialReferenceH srs, gboolean swapped, double x, double y, const WfBox *box)
{
  double wide = MARGIN * (box->max_x - box->min_x) + MARGIN_DEG;
  double high = MARGIN * (box->max_y - box->min_y) + MARGIN_DEG;
  g_autoptr (WfProjector) projector = wf_projector_new (srs, WF_DATUM_WGS84, swapped, NULL);

  if (projector == NULL)
    return FALSE;
  wf_projector_to_degrees (projector, 1, &x, &y);
  return fabs (y) <= 90 && x >= box->min_x - wide && x <= box->max_x + wide
         && y >= box->min_y - high && y <= box->max_y + high;
}

/* How many features lie where the server says they do only if east is first, less those that do
 * only if north is first. */
static int
weigh (OGRLayerH layer, const Question *question)
{
  OGRSpatialReferenceH srs = OGR_L_GetSpatialRef (layer);
  OGRFeatureH feature;
  int weight = 0;

  if (!is_north_first (srs))
    return 0;
  for (int i = 0; i < N_ASKED && (feature = OGR_L_GetNextFeature (layer)) != NULL; i++)
    {
      OGRGeometryH shape = OGR_F_GetGeometryRef (feature);
      OGREnvelope e = { 0 };

      if (shape != NULL && !OGR_G_IsEmpty (shape))
        {
          OGR_G_GetEnvelope (shape, &e);
          weight += lies_in (srs, FALSE, e.MinX, e.MinY, &question->box);
          weight -= lies_in (srs, TRUE, e.MinX, e.MinY, &question->box);
        }
      OGR_F_Destroy (feature);
    }
  return weight;
}

gboolean
wf_wfs_axes_east_first (GDALDatasetH dataset, const char *name, const char *const *drivers)
{
  static const char *const plain[] = { "CONSIDER_EPSG_AS_URN=NO", NULL };
  /* MAXFEATURES is 1.x's word for it, COUNT 2.0's. */
  g_autofree char *few = g_strdup_printf ("%s%sMAXFEATURES=%d&COUNT=%d", name,
                                          strchr (name, '?') != NULL ? "&" : "?", N_ASKED, N_ASKED);
  Question question = { 0 };
  GDALDatasetH sample;
  OGRLayerH layer;
  int weight = 0;

  if (!find_question (dataset, &question))
    return FALSE;
  sample = GDALOpenEx (few, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, plain, NULL);
  layer = sample != NULL ? GDALDatasetGetLayerByName (sample, question.layer) : NULL;
  if (layer != NULL)
    weight = weigh (layer, &question);
  if (sample != NULL)
    GDALClose (sample);
  CPLErrorReset ();
  g_free (question.layer);
  return weight > 0;
}
