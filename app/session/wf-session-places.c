/* Watchfloor: where a position lies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* By the polygons of the grid layer, and of the districts where the grid does not say. */
#include "config.h"

#include "wf-session-private.h"

#include "wf-mercator.h"

#include <string.h>

static WfPack *
find_pack (WfSession *session, const WfCityLayer *description)
{
  GListModel *layers = G_LIST_MODEL (session->layers);

  for (guint i = 0; description != NULL && i < g_list_model_get_n_items (layers); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      if (g_str_equal (wf_layer_get_id (layer), description->id))
        return wf_layer_get_pack (layer);
    }
  return NULL;
}

/* Free with g_free; NULL where there is no such field or value. */
static char *
value_of (WfPack *pack, const char *name, guint32 feature)
{
  int field = wf_pack_find_field (pack, name);
  char *text = field >= 0 ? wf_pack_value_to_string (pack, (guint) field, feature) : NULL;

  if (text != NULL && text[0] == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* Where the operator reads English, the English name if the layer has one beside the other:
 * name_en, or name_e after as much of the name as a Shapefile's ten characters left. Free with
 * g_free. */
static char *
name_in_language (WfSession *session, WfPack *pack, const char *name, guint32 feature)
{
  char *text = NULL;

  /* "street_en", "street_e", "communit_e", "distr_e" */
  for (int n = name != NULL && !session->chinese ? (int) strlen (name) : 0; n > 3 && text == NULL;
       n--)
    {
      g_autofree char *full = g_strdup_printf ("%.*s_en", n, name);
      g_autofree char *cut = g_strdup_printf ("%.*s_e", n, name);

      text = value_of (pack, full, feature);
      if (text == NULL)
        text = value_of (pack, cut, feature);
    }
  return text != NULL ? text : value_of (pack, name, feature);
}

WfPlace
wf_session_place_at (WfSession *session, WfLonLat p)
{
  const WfCityGrid *grid = wf_city_grid (session->city);
  WfUnit at = wf_unit_from_lonlat (p);
  WfPlace place = { NULL };
  guint32 cell = G_MAXUINT32;
  WfPack *pack = NULL;

  if (grid != NULL && grid->layer != NULL)
    pack = find_pack (session, wf_city_layer_by_id (session->city, grid->layer));
  if (pack != NULL)
    cell = wf_pack_polygon_at (pack, at);
  if (cell != G_MAXUINT32)
    {
      place.grid_code = value_of (pack, grid->code_field, cell);
      place.community = name_in_language (session, pack, grid->community_field, cell);
      place.street = name_in_language (session, pack, grid->street_field, cell);
      place.district = name_in_language (session, pack, grid->district_field, cell);
    }
  if (place.district == NULL)
    {
      pack = find_pack (session, wf_city_layer_by_role (session->city, "districts"));
      cell = pack != NULL ? wf_pack_polygon_at (pack, at) : G_MAXUINT32;
      if (cell != G_MAXUINT32)
        place.district = name_in_language (session, pack, "name", cell);
    }
  return place;
}

static void
keep_recorded (char **name, const char *recorded)
{
  if (*name == NULL)
    *name = g_strdup (recorded);
}

WfPlace
wf_session_place_of (WfSession *session, const WfIncident *incident)
{
  const WfPlace *recorded = &incident->place;
  WfPlace place = { NULL };

  if (incident->shape.n_points > 0)
    place = wf_session_place_at (session, wf_shape_anchor (&incident->shape));
  if (recorded->grid_code != NULL && g_strcmp0 (place.grid_code, recorded->grid_code) != 0)
    wf_place_clear (&place);
  keep_recorded (&place.grid_code, recorded->grid_code);
  keep_recorded (&place.community, recorded->community);
  keep_recorded (&place.street, recorded->street);
  keep_recorded (&place.district, recorded->district);
  return place;
}

/* Borrowed; NULL where it has none. */
static const char *
short_name (WfSession *session, WfPack *pack, guint32 feature)
{
  int plain = wf_pack_find_field (pack, "name"), english = wf_pack_find_field (pack, "name_en");
  const char *text = NULL;

  if (!session->chinese && english >= 0)
    text = wf_pack_text (pack, (guint) english, feature);
  return text != NULL || plain < 0 ? text : wf_pack_text (pack, (guint) plain, feature);
}

const char *
wf_session_name_of (WfSession *session, const char *role, const char *id)
{
  WfPack *pack = find_pack (session, wf_city_layer_by_role (session->city, role));
  const char *tail = id != NULL ? strrchr (id, ':') : NULL;
  int id_field = pack != NULL ? wf_pack_find_field (pack, "id") : -1;
  if (id_field < 0 || tail == NULL)
    return NULL;
  for (guint32 i = 0; i < wf_pack_shapes (pack)->n_features; i++)
    {
      const char *text = wf_pack_text (pack, (guint) id_field, i);

      if (text != NULL && (g_str_equal (text, tail + 1) || g_str_equal (text, id)))
        return short_name (session, pack, i);
    }
  return NULL;
}
