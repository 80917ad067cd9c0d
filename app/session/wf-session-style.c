/* Watchfloor: the session's style.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The city's document, in which the layers the operator styled speak for themselves. Composed anew
 * when one of them changes: a parse of a hundred small objects, far below a frame. Main thread. */
#include "config.h"

#include "wf-session-private.h"

#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_STYLE_BYTES (4 * 1024 * 1024)

WfStyle *
wf_session_load_city_style (WfSession *session)
{
  const char *path = wf_city_style (session->city, session->dark);
  g_autoptr (GError) error = NULL;
  WfStyle *style = path != NULL ? wf_style_load (path, &error) : NULL;

  if (error != NULL)
    wf_session_notice (session, error->message, FALSE);
  return style != NULL ? style : wf_style_default (session->dark);
}

/* The city's document as JSON; one without layers where it has none or a broken one. Borrowed. */
static json_t *
city_document (WfSession *session)
{
  json_t **document = &session->city_styles[session->dark ? 1 : 0];
  const char *path = wf_city_style (session->city, session->dark);

  if (*document == NULL && path != NULL)
    *document = wf_json_load (path, MAX_STYLE_BYTES, NULL);
  if (*document == NULL || !json_is_array (json_object_get (*document, "layers")))
    {
      json_decref (*document);
      *document = json_pack ("{s:i, s:[]}", "version", 8, "layers");
    }
  return *document;
}

static json_t *
compose (WfSession *session)
{
  const json_t *city = json_object_get (city_document (session), "layers");
  json_t *layers = json_array ();
  GListModel *model = G_LIST_MODEL (session->layers);

  for (gsize i = 0; i < json_array_size (city); i++)
    {
      json_t *rule = json_array_get (city, i);
      const char *source = json_string_value (json_object_get (rule, "source"));
      const char *type = json_string_value (json_object_get (rule, "type"));

      if (source == NULL || g_strcmp0 (type, "background") == 0
          || !g_hash_table_contains (session->layer_styles, source))
        json_array_append (layers, rule);
    }
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (model, i);
      const WfLayerStyle *style = wf_session_get_layer_style (session, layer);
      WfPack *pack = wf_layer_get_pack (layer);
      g_autoptr (json_t) rules
          = style != NULL
                ? wf_layer_style_rules (style, wf_layer_get_id (layer),
                                        pack != NULL ? wf_pack_kind (pack) : WF_GEOMETRY_NONE,
                                        session->dark)
                : NULL;

      if (rules != NULL)
        json_array_extend (layers, rules);
    }
  return json_pack ("{s:i, s:o}", "version", 8, "layers", layers);
}

WfStyle *
wf_session_get_style (WfSession *session)
{
  WfStyle **style = &session->styles[session->dark ? 1 : 0];
  g_autoptr (json_t) document = NULL;
  g_autoptr (GError) error = NULL;

  if (*style != NULL)
    return *style;
  if (g_hash_table_size (session->layer_styles) > 0)
    {
      document = compose (session);
      *style = wf_style_build (document, _ ("style"), &error);
    }
  if (error != NULL)
    wf_session_notice (session, error->message, FALSE);
  if (*style == NULL)
    *style = wf_session_load_city_style (session);
  return *style;
}

void
wf_session_forget_styles (WfSession *session)
{
  g_clear_pointer (&session->styles[0], wf_style_unref);
  g_clear_pointer (&session->styles[1], wf_style_unref);
  wf_session_emit_style_changed (session);
}

const WfLayerStyle *
wf_session_get_layer_style (WfSession *session, WfLayer *layer)
{
  return g_hash_table_lookup (session->layer_styles, wf_layer_get_id (layer));
}

void
wf_session_set_layer_style (WfSession *session, WfLayer *layer, const WfLayerStyle *style)
{
  const char *id = wf_layer_get_id (layer);

  if (wf_layer_style_equal (g_hash_table_lookup (session->layer_styles, id), style))
    return;
  if (style != NULL)
    g_hash_table_replace (session->layer_styles, g_strdup (id), wf_layer_style_copy (style));
  else
    g_hash_table_remove (session->layer_styles, id);
  wf_session_forget_styles (session);
}
