/* Watchfloor: what a WMTS server says of itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Elements are found by their local names: servers differ in prefixes. */
#include "config.h"

#include "wf-wmts.h"

#include "wf-error.h"
#include "wf-mercator.h"

#include <glib/gi18n.h>
#include <libxml/parser.h>
#include <math.h>
#include <string.h>

#define PIXEL_M 0.00028 /* the standard's pixel */
#define MAX_LINKS 64 /* grids of a layer that are looked for */
#define DEGREE_M (M_PI * WF_EARTH_RADIUS_M / 180)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

/* The next sibling from @node on that is called @name. */
static const xmlNode *
called (const xmlNode *node, const char *name)
{
  for (; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0)
      return node;
  return NULL;
}

static const xmlNode *
child (const xmlNode *node, const char *name)
{
  return node != NULL ? called (node->children, name) : NULL;
}

/* The text of the child @name, stripped; NULL where there is none. Free with g_free. */
static char *
text_of (const xmlNode *node, const char *name)
{
  const xmlNode *one = child (node, name);
  xmlChar *text = one != NULL ? xmlNodeGetContent (one) : NULL;
  char *copy = text != NULL ? g_strstrip (g_strdup ((const char *) text)) : NULL;

  xmlFree (text);
  return copy;
}

static double
number_of (const xmlNode *node, const char *name)
{
  g_autofree char *text = text_of (node, name);

  return text != NULL ? g_ascii_strtod (text, NULL) : 0;
}

static const xmlNode *
find_identified (const xmlNode *first, const char *name, const char *id)
{
  for (const xmlNode *node = called (first, name); node != NULL; node = called (node->next, name))
    {
      g_autofree char *own = text_of (node, "Identifier");

      if (id == NULL || g_strcmp0 (own, id) == 0)
        return node;
    }
  return NULL;
}

static char *
list_identified (const xmlNode *first, const char *name)
{
  g_autoptr (GString) all = g_string_new (NULL);
  guint n = 0;

  for (const xmlNode *node = called (first, name); node != NULL && n < 8;
       node = called (node->next, name), n++)
    {
      g_autofree char *own = text_of (node, "Identifier");

      g_string_append_printf (all, "%s%s", n > 0 ? ", " : "", own != NULL ? own : "");
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* @latitude_first: degrees whose corner is said latitude first, as EPSG has them. */
static gboolean
plane_of (const char *crs, WfTilePlane *plane, gboolean *latitude_first)
{
  static const char *const metres[] = { "3857", "900913", "102100", "102113" };
  static const char *const degrees[] = { "4326", "4490" };
  const char *code = crs != NULL ? strrchr (crs, ':') : NULL;

  *latitude_first = FALSE;
  *plane = WF_TILES_DEGREES;
  if (crs != NULL && g_str_has_suffix (crs, "CRS84"))
    return TRUE;
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (degrees); i++)
    if (strcmp (code + 1, degrees[i]) == 0)
      {
        *latitude_first = TRUE;
        return TRUE;
      }
  *plane = WF_TILES_MERCATOR;
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (metres); i++)
    if (strcmp (code + 1, metres[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Tianditu counts its denominators with pixels of 96 to an inch instead of the standard's: where
 * the matrix begins at the edge of the world and goes almost around, it goes around exactly. */
static double
around_world (WfTilePlane plane, double per_px, double left, double width_px)
{
  double world = plane == WF_TILES_DEGREES ? 360 : 360 * DEGREE_M;
  double exact = world / width_px;

  return fabs (left + world / 2) < world * 1e-6 && fabs (per_px / exact - 1) < 0.1 ? exact : per_px;
}

static gboolean
add_matrix (WfTileSet *set, const xmlNode *matrix, gboolean latitude_first)
{
  g_autofree char *id = text_of (matrix, "Identifier");
  g_autofree char *corner = text_of (matrix, "TopLeftCorner");
  char *rest = NULL;
  double a = corner != NULL ? g_ascii_strtod (corner, &rest) : 0;
  double b = rest != NULL ? g_ascii_strtod (rest, NULL) : 0;
  double per_px = number_of (matrix, "ScaleDenominator") * PIXEL_M;
  double wide = number_of (matrix, "TileWidth"), high = number_of (matrix, "TileHeight");
  double n_x = number_of (matrix, "MatrixWidth"), n_y = number_of (matrix, "MatrixHeight");

  /* Some say longitude first all the same: no latitude is beyond 90. */
  if (latitude_first && ABS (a) <= 90.001)
    {
      double swap = a;

      a = b;
      b = swap;
    }
  if (set->plane == WF_TILES_DEGREES)
    per_px /= DEGREE_M;
  per_px = around_world (set->plane, per_px, a, n_x * wide);
  return id != NULL && wide == high && wide > 0 && wide <= WF_TILE_MAX_PX && n_x >= 1 && n_y >= 1
         && n_x < G_MAXINT32 && n_y < G_MAXINT32
         && wf_tile_set_add_level (set, id, per_px, a, b, (guint) wide, (guint32) n_x,
                                   (guint32) n_y);
}

/* The template where the server has one, else its key-value form. */
static char *
template_of (const xmlNode *layer, const char *name, const char *matrix_set,
             const WfWmtsChoice *choice)
{
  const xmlNode *resource = child (layer, "ResourceURL");
  g_autofree char *style = NULL;
  g_autofree char *format = text_of (layer, "Format");
  g_autofree char *url = NULL;
  const xmlNode *one = child (layer, "Style");
  xmlChar *text;

  style = text_of (one, "Identifier");
  for (; resource != NULL; resource = called (resource->next, "ResourceURL"))
    if ((text = xmlGetProp (resource, (const xmlChar *) "template")) != NULL)
      {
        g_autoptr (GString) made = g_string_new ((const char *) text);

        xmlFree (text);
        g_string_replace (made, "{TileMatrixSet}", matrix_set, 0);
        g_string_replace (made, "{Style}", style != NULL ? style : "default", 0);
        g_string_replace (made, "{style}", style != NULL ? style : "default", 0);
        if (choice->query != NULL && strchr (made->str, '?') == NULL)
          g_string_append_printf (made, "?%s", choice->query);
        return g_string_free (g_steal_pointer (&made), FALSE);
      }
  url = g_strdup_printf (
      "%s?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s&STYLE=%s&TILEMATRIXSET=%s&FORMAT=%s"
      "&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}",
      choice->service, name, style != NULL ? style : "default", matrix_set,
      format != NULL ? format : "tiles");
  return choice->query != NULL ? g_strconcat (url, "&", choice->query, NULL)
                               : g_steal_pointer (&url);
}

static WfTileSet *
set_of (const xmlNode *contents, const xmlNode *layer, const char *id, const WfWmtsChoice *choice)
{
  const xmlNode *matrices = find_identified (contents->children, "TileMatrixSet", id);
  g_autofree char *crs = text_of (matrices, "SupportedCRS");
  g_autofree char *name = text_of (layer, "Identifier");
  g_autofree char *url = NULL;
  g_autoptr (WfTileSet) set = NULL;
  gboolean latitude_first;
  WfTilePlane plane;

  if (matrices == NULL || name == NULL || !plane_of (crs, &plane, &latitude_first))
    return NULL;
  url = template_of (layer, name, id, choice);
  set = wf_tile_set_new (url, plane, choice->datum);
  for (const xmlNode *matrix = child (matrices, "TileMatrix"); matrix != NULL;
       matrix = called (matrix->next, "TileMatrix"))
    add_matrix (set, matrix, latitude_first);
  return set->levels->len > 0 ? g_steal_pointer (&set) : NULL;
}

static WfTileSet *
choose_set (const xmlNode *contents, const WfWmtsChoice *choice, GError **error)
{
  const xmlNode *layer = find_identified (contents->children, "Layer", choice->layer);
  g_autofree char *known = list_identified (contents->children, "Layer");
  guint n = 0;

  if (layer == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("The tile server has no layer %s; it has: %s."), choice->layer, known);
      return NULL;
    }
  for (const xmlNode *link = child (layer, "TileMatrixSetLink"); link != NULL && n < MAX_LINKS;
       link = called (link->next, "TileMatrixSetLink"), n++)
    {
      g_autofree char *id = text_of (link, "TileMatrixSet");
      WfTileSet *set = NULL;

      if (id != NULL && (choice->matrix_set == NULL || g_str_equal (id, choice->matrix_set)))
        set = set_of (contents, layer, id, choice);
      if (set != NULL)
        return set;
    }
  g_set_error_literal (error, WF_ERROR, WF_ERROR_INVALID,
                       _ ("The tile server has no grid that can be drawn here; EPSG:3857, 4490 and "
                          "4326 can."));
  return NULL;
}

WfTileSet *
wf_wmts_parse (const char *text, gsize length, const WfWmtsChoice *choice, GError **error)
{
  g_autoptr (xmlDoc) doc = NULL;
  const xmlNode *root, *contents = NULL;

  if (length > WF_WMTS_MAX_BYTES)
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_LIMIT,
                           _ ("What the tile server says of itself is too long."));
      return NULL;
    }
  doc = xmlReadMemory (text, (int) length, "wmts.xml", NULL,
                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
                           | XML_PARSE_NOCDATA);
  root = doc != NULL && doc->intSubset == NULL ? xmlDocGetRootElement (doc) : NULL;
  if (root != NULL && strcmp ((const char *) root->name, "Capabilities") == 0)
    contents = child (root, "Contents");
  if (contents == NULL)
    {
      g_set_error_literal (error, WF_ERROR, WF_ERROR_INVALID,
                           _ ("The server does not say that it serves tiles (WMTS); check its "
                              "address and key."));
      return NULL;
    }
  return choose_set (contents, choice, error);
}
