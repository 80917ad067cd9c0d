/* Watchfloor: tests of styles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parser refuses and where it says so; old forms; the legend; our own two styles. */
#include "config.h"

#include "wf-error.h"
#include "wf-legend.h"
#include "wf-paths.h"
#include "wf-style-layer.h"

#include <string.h>

static WfStyle *
parse (const char *text, GError **error)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return wf_style_parse (json, strlen (json), "s.json", error);
}

static const struct
{
  const char *json, *message;
} errors[] = {
  { "{", "s.json, line 1: not valid JSON" },
  { "[]", "s.json: layers: a list" },
  { "{'layers':[1]}", "s.json: layers[0]: an object" },
  { "{'layers':[{'type':'fog','source':'a'}]}", "s.json: layers[0].type: must be" },
  { "{'layers':[{'type':'fill'}]}", "s.json: layers[0].source: the id" },
  { "{'layers':[{'type':'fill','source':'a','minzoom':'x'}]}",
    "s.json: layers[0].minzoom: a zoom" },
  { "{'layers':[{'type':'fill','source':'a','paint':[]}]}", "s.json: layers[0].paint: an object" },
  { "{'layers':[{'type':'fill','source':'a','paint':{'fill-color':'#12'}}]}",
    "s.json: layers[0].paint.fill-color: '#12' is not a colour" },
  { "{'layers':[{'type':'fill','source':'a','paint':{'line-width':1}}]}",
    "s.json: layers[0].paint.line-width: there is no such property" },
  { "{'layers':[{'type':'line','source':'a','paint':{'line-width':['interpolate',['linear'],"
    "['zoom'],5,1,6,['get']]}}]}",
    "s.json: layers[0].paint.line-width[6]: one field name" },
  { "{'layers':[{'type':'line','source':'a','paint':{'line-dasharray':[1]}}]}",
    "s.json: layers[0].paint.line-dasharray: a list of numbers" },
  { "{'layers':[{'type':'line','source':'a','paint':{'line-dasharray':[0,0]}}]}",
    "s.json: layers[0].paint.line-dasharray: pairs" },
  { "{'layers':[{'type':'line','source':'a'},{'type':'line','source':'a','filter':['all',"
    "['nope']]}]}",
    "s.json: layers[1].filter[1]: 'nope' is not an operator" },
};

static void
test_errors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WfStyle) style = parse (errors[i].json, &error);

      g_assert_null (style);
      g_assert_nonnull (error);
      if (!g_str_has_prefix (error->message, errors[i].message))
        g_error ("%s: %s", errors[i].json, error->message);
    }
}

static void
test_old_forms (void)
{
  static const struct
  {
    const char *old, *modern;
  } filters[] = {
    { "['==','class','x']", "[\"==\",[\"get\",\"class\"],\"x\"]" },
    { "['!in','class','x','y']",
      "[\"!\",[\"in\",[\"get\",\"class\"],[\"literal\",[\"x\",\"y\"]]]]" },
    { "['all',['!has','b'],['>','n',3]]",
      "[\"all\",[\"!\",[\"has\",\"b\"]],[\">\",[\"get\",\"n\"],3]]" },
    { "['==','$type','Point']", "[\"==\",[\"geometry-type\"],\"Point\"]" },
    { "['==',['get','class'],'x']", "[\"==\",[\"get\",\"class\"],\"x\"]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{'layers':[{'type':'symbol','source':'a','filter':%s,'layout':"
                             "{'text-field':'{name} ({code})','text-size':{'base':2,'stops':"
                             "[[4,10],[6,16]]}}}]}",
                             filters[i].old);
      g_autoptr (GError) error = NULL;
      g_autoptr (WfStyle) style = parse (text, &error);
      const WfStyleLayer *layer;

      g_assert_no_error (error);
      layer = wf_style_layer (style, 0);
      g_assert_cmpstr (layer->filter_key, ==, filters[i].modern);
      g_assert_cmpfloat (
          wf_style_value (layer->props[WF_PROP_TEXT_SIZE], WF_PROP_TEXT_SIZE, 0, 5, NULL).number,
          ==, 12);
      g_assert_true (wf_expression_uses_feature (layer->props[WF_PROP_TEXT_FIELD]));
    }
}

/* What is not drawn is not passed over in silence. */
static void
test_unsupported (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style
      = parse ("{'layers':[{'id':'a','type':'line','source':'a','paint':{'line-width':2}},"
               "{'id':'b','type':'line','source':'a','paint':{'line-blur':3}},"
               "{'id':'c','type':'symbol','source':'a','layout':{'icon-text-fit':'both'}}]}",
               &error);
  g_auto (GStrv) paths = NULL;

  g_assert_no_error (error);
  paths = wf_style_unsupported (style);
  g_assert_cmpuint (g_strv_length (paths), ==, 2);
  g_assert_cmpstr (paths[0], ==, "layers[1].paint.line-blur");
  g_assert_cmpstr (paths[1], ==, "layers[2].layout.icon-text-fit");
}

static void
test_legend (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) style
      = parse ("{'layers':[{'id':'a','type':'fill','source':'land','metadata':{'legend':{'zh':"
               "'陆地','en':'Land'}},'paint':{'fill-color':'#123456','fill-opacity':0.5}},"
               "{'id':'b','type':'line','source':'land','metadata':{'legend':false}},"
               "{'id':'c','type':'circle','source':'posts','paint':{'circle-color':['match',"
               "['get','kind'],'fire','#ff0000','police','#0000ff','#777777']}}]}",
               &error);
  g_autoptr (GArray) land = NULL;
  g_autoptr (GArray) posts = NULL;

  g_assert_no_error (error);
  land = wf_style_legend (style, "land", TRUE);
  posts = wf_style_legend (style, "posts", FALSE);
  g_assert_cmpuint (land->len, ==, 1);
  g_assert_cmpstr (g_array_index (land, WfLegendEntry, 0).label, ==, "陆地");
  g_assert_cmphex (g_array_index (land, WfLegendEntry, 0).fill, ==, 0x80123456);
  g_assert_cmpuint (posts->len, ==, 2);
  g_assert_cmpstr (g_array_index (posts, WfLegendEntry, 1).label, ==, "Police");
  g_assert_cmphex (g_array_index (posts, WfLegendEntry, 1).fill, ==, 0xff0000ff);
  g_assert_true (wf_style_covers (style, "posts"));
  g_assert_false (wf_style_covers (style, "roads"));
}

/* Every layer of a city has its rules in both styles, and the same ones. */
static void
test_ours (void)
{
  static const char *const sources[]
      = { "hinterland", "coastline", "relief",  "land",    "water",     "green",     "landuse",
          "buildings",  "roads",     "rail",    "grid",    "places",    "districts", "stations",
          "hospitals",  "signals",   "cameras", "parking", "bus_lines", "bus_stops", NULL };
  g_autofree char *light_path = wf_paths_data ("styles/light.json");
  g_autofree char *dark_path = wf_paths_data ("styles/dark.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (WfStyle) light = wf_style_load (light_path, &error);
  g_autoptr (WfStyle) dark = NULL;

  g_assert_no_error (error);
  dark = wf_style_load (dark_path, &error);
  g_assert_no_error (error);
  for (guint i = 0; sources[i] != NULL; i++)
    {
      g_assert_true (wf_style_covers (light, sources[i]));
      g_assert_true (wf_style_covers (dark, sources[i]));
    }
  g_assert_cmpuint (wf_style_n_layers (light), ==, wf_style_n_layers (dark));
  for (guint i = 0; i < wf_style_n_layers (light); i++)
    g_assert_cmpstr (wf_style_layer (light, i)->id, ==, wf_style_layer (dark, i)->id);
}

static void
test_default (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      g_autoptr (WfStyle) style = wf_style_default (dark);

      g_assert_true (wf_style_covers (style, "anything"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/style/errors", test_errors);
  g_test_add_func ("/style/old-forms", test_old_forms);
  g_test_add_func ("/style/unsupported", test_unsupported);
  g_test_add_func ("/style/legend", test_legend);
  g_test_add_func ("/style/ours", test_ours);
  g_test_add_func ("/style/default", test_default);
  return g_test_run ();
}
