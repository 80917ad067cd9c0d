/* Watchfloor: styled layer descriptors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* OGC SLD 1.0 and Symbology Encoding 1.1, which differ in prefixes and in the name of a
 * parameter: rules with filters, scales and symbolizers become style layers of ours. */
#include "config.h"

#include "wf-color.h"
#include "wf-error.h"
#include "wf-json.h"
#include "wf-style-import.h"
#include "wf-style-maker.h"
#include "wf-style-xml.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The standard's pixel. */
#define PIXEL_M 0.00028
#define MAX_DEPTH 24

typedef struct
{
  WfStyleMaker maker;
  const char *source; /* Borrowed */
} Sld;

/* ---- filters */

/* PropertyName, Literal, or arithmetic of the two. New reference; NULL: not understood. */
static json_t *
read_operand (const xmlNode *node, guint depth)
{
  static const char *const operators[][2]
      = { { "Add", "+" }, { "Sub", "-" }, { "Mul", "*" }, { "Div", "/" } };
  g_autofree char *text = NULL;
  char *end;
  double number;

  if (depth > MAX_DEPTH)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (wf_xml_is (node, operators[i][0]))
      {
        const xmlNode *first = wf_xml_child (node, NULL);
        json_t *a = first != NULL ? read_operand (first, depth + 1) : NULL;
        json_t *b = a != NULL ? read_operand (wf_xml_next (first, NULL), depth + 1) : NULL;
        json_t *both = b != NULL ? json_pack ("[s, O, O]", operators[i][1], a, b) : NULL;

        json_decref (a);
        json_decref (b);
        return both;
      }
  text = wf_xml_text (node);
  if (wf_xml_is (node, "PropertyName") || wf_xml_is (node, "ValueReference"))
    return json_pack ("[s, s]", "get", text);
  if (!wf_xml_is (node, "Literal"))
    return NULL;
  if (text == NULL)
    return json_string ("");
  number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' ? json_real (number) : json_string (text);
}

static json_t *
read_comparison (const xmlNode *node, const char *op)
{
  const xmlNode *first = wf_xml_child (node, NULL);
  json_t *a = first != NULL ? read_operand (first, 0) : NULL;
  json_t *b = a != NULL ? read_operand (wf_xml_next (first, NULL), 0) : NULL;
  json_t *test = NULL;

  /* A number may stand in a field of text. */
  if (b != NULL && json_is_number (b) && (op[0] == '=' || op[0] == '!'))
    {
      g_autofree char *text = wf_xml_text (wf_xml_next (first, NULL));

      test = op[0] == '=' ? json_pack ("[s, [s, O, O], [s, O, s]]", "any", op, a, b, op, a, text)
                          : json_pack ("[s, [s, O, O], [s, O, s]]", "all", op, a, b, op, a, text);
    }
  else if (b != NULL)
    test = json_pack ("[s, O, O]", op, a, b);
  json_decref (a);
  json_decref (b);
  return test;
}

static json_t *
read_between (const xmlNode *node)
{
  json_t *value = read_operand (wf_xml_child (node, NULL), 0);
  const xmlNode *low = wf_xml_child (node, "LowerBoundary"),
                *high = wf_xml_child (node, "UpperBoundary");
  json_t *from = low != NULL ? read_operand (wf_xml_child (low, NULL), 0) : NULL;
  json_t *to = high != NULL ? read_operand (wf_xml_child (high, NULL), 0) : NULL;
  json_t *test = NULL;

  if (value != NULL && from != NULL && to != NULL)
    test = json_pack ("[s, [s, O, O], [s, O, O]]", "all", ">=", value, from, "<=", value, to);
  json_decref (value);
  json_decref (from);
  json_decref (to);
  return test;
}

static json_t *read_test (const xmlNode *node, guint depth);

/* And, Or: all must be understood. */
static json_t *
read_group (const xmlNode *node, const char *op, guint depth)
{
  json_t *group = json_pack ("[s]", op);

  for (const xmlNode *c = wf_xml_child (node, NULL); c != NULL && group != NULL;
       c = wf_xml_next (c, NULL))
    {
      json_t *test = read_test (c, depth + 1);

      if (test != NULL)
        json_array_append_new (group, test);
      else
        g_clear_pointer (&group, json_decref);
    }
  return group;
}

static json_t *
read_test (const xmlNode *node, guint depth)
{
  static const char *const tests[][2]
      = { { "PropertyIsEqualTo", "==" },    { "PropertyIsNotEqualTo", "!=" },
          { "PropertyIsLessThan", "<" },    { "PropertyIsLessThanOrEqualTo", "<=" },
          { "PropertyIsGreaterThan", ">" }, { "PropertyIsGreaterThanOrEqualTo", ">=" } };
  json_t *inner;

  if (node == NULL || depth > MAX_DEPTH)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    if (wf_xml_is (node, tests[i][0]))
      return read_comparison (node, tests[i][1]);
  if (wf_xml_is (node, "And"))
    return read_group (node, "all", depth);
  if (wf_xml_is (node, "Or"))
    return read_group (node, "any", depth);
  if (wf_xml_is (node, "PropertyIsBetween"))
    return read_between (node);
  if (wf_xml_is (node, "Not"))
    {
      inner = read_test (wf_xml_child (node, NULL), depth + 1);
      return inner != NULL ? json_pack ("[s, o]", "!", inner) : NULL;
    }
  if (wf_xml_is (node, "PropertyIsNull"))
    {
      g_autofree char *name = wf_xml_text (node);

      return json_pack ("[s, [s, s]]", "!", "has", name);
    }
  return NULL;
}

/* ---- parameters: <CssParameter name="stroke"> or <SvgParameter name="stroke"> */

static char *
parameter (const xmlNode *node, const char *name)
{
  for (const xmlNode *p = node != NULL ? wf_xml_child (node, NULL) : NULL; p != NULL;
       p = wf_xml_next (p, NULL))
    {
      g_autofree char *its = wf_xml_attribute (p, "name");

      if ((wf_xml_is (p, "CssParameter") || wf_xml_is (p, "SvgParameter"))
          && g_strcmp0 (its, name) == 0)
        return wf_xml_text (p);
    }
  return NULL;
}

static double
number_in (const char *text, double fallback)
{
  char *end;
  double value = text != NULL ? g_ascii_strtod (text, &end) : fallback;

  return isfinite (value) ? CLAMP (value, -1e5, 1e5) : fallback;
}

static double
parameter_number (const xmlNode *node, const char *name, double fallback)
{
  g_autofree char *text = parameter (node, name);

  return number_in (text, fallback);
}

static double
child_number (const xmlNode *node, const char *name, double fallback)
{
  g_autofree char *text = wf_xml_text (wf_xml_child (node, name));

  return number_in (text, fallback);
}

static json_t *
color_of (const xmlNode *node, const char *color, const char *opacity, guint32 fallback)
{
  g_autofree char *text = parameter (node, color);
  guint32 argb = fallback;

  if (text != NULL && !wf_color_parse (text, &argb))
    argb = fallback;
  return wf_style_maker_color (wf_color_fade (argb, parameter_number (node, opacity, 1)));
}

/* ---- symbolizers */

static void
add_stroke (Sld *sld, const WfRule *rule, const xmlNode *stroke, double offset)
{
  g_autofree char *cap = parameter (stroke, "stroke-linecap");
  g_autofree char *join = parameter (stroke, "stroke-linejoin");
  g_autofree char *dashes = parameter (stroke, "stroke-dasharray");
  double width = parameter_number (stroke, "stroke-width", 1);
  json_t *line;

  if (stroke == NULL)
    return;
  if (wf_xml_child (stroke, "GraphicStroke") != NULL)
    {
      wf_style_maker_note (&sld->maker, _ ("Lines made of pictures are drawn plain."));
    }
  line = wf_style_maker_add (&sld->maker, rule, "line");
  wf_style_maker_paint (line, "line-color",
                        color_of (stroke, "stroke", "stroke-opacity", 0xff000000));
  wf_style_maker_paint (line, "line-width", json_real (width));
  if (offset != 0)
    wf_style_maker_paint (line, "line-offset", json_real (offset));
  if (cap != NULL)
    wf_style_maker_layout (line, "line-cap", json_string (cap));
  if (join != NULL)
    wf_style_maker_layout (line, "line-join",
                           json_string (strcmp (join, "mitre") == 0 ? "miter" : join));
  if (dashes != NULL && width > 0)
    {
      g_auto (GStrv) parts = g_strsplit_set (dashes, " ,", 9);
      guint n = g_strv_length (parts);
      json_t *list = json_array ();

      for (guint i = 0; i < n; i++)
        json_array_append_new (list, json_real (MAX (number_in (parts[i], 0), 0) / width));
      if (n >= 2 && n <= 8 && n % 2 == 0)
        wf_style_maker_paint (line, "line-dasharray", json_incref (list));
      else
        wf_style_maker_note (&sld->maker, _ ("The dashes %s are drawn as a plain line."), dashes);
      json_decref (list);
    }
}

/* GeoServer's names of hatches. */
static json_t *
hatch_named (const char *name)
{
  static const char *const hatches[][2] = { { "shape://slash", "hatch:135:8:1" },
                                            { "shape://backslash", "hatch:45:8:1" },
                                            { "shape://horline", "hatch:0:8:1" },
                                            { "shape://vertline", "hatch:90:8:1" },
                                            { "shape://plus", "cross:0:8:1" },
                                            { "shape://times", "cross:45:8:1" },
                                            { "shape://dot", "dots:0:8:2" },
                                            { "slash", "hatch:135:8:1" },
                                            { "backslash", "hatch:45:8:1" },
                                            { "horline", "hatch:0:8:1" },
                                            { "line", "hatch:90:8:1" },
                                            { "cross", "cross:0:8:1" },
                                            { "x", "cross:45:8:1" },
                                            { "circle", "dots:0:8:4" } };

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (hatches); i++)
    if (strcmp (name, hatches[i][0]) == 0)
      return json_string (hatches[i][1]);
  return NULL;
}

static void
add_polygon (Sld *sld, const WfRule *rule, const xmlNode *symbolizer)
{
  const xmlNode *fill = wf_xml_child (symbolizer, "Fill");
  const xmlNode *mark = wf_xml_down (fill, "GraphicFill/Graphic/Mark");
  WfRule silent = *rule;

  if (fill != NULL)
    {
      json_t *layer = wf_style_maker_add (&sld->maker, rule, "fill");
      g_autofree char *name = wf_xml_text (wf_xml_child (mark, "WellKnownName"));
      json_t *pattern = hatch_named (name);

      wf_style_maker_paint (layer, "fill-color",
                            mark == NULL ? color_of (fill, "fill", "fill-opacity", 0xff808080)
                                         : color_of (wf_xml_child (mark, "Stroke"), "stroke",
                                                     "stroke-opacity", 0xff000000));
      wf_style_maker_paint (layer, "fill-pattern", pattern);
      if (pattern == NULL && wf_xml_child (fill, "GraphicFill") != NULL)
        wf_style_maker_note (&sld->maker, _ ("Areas filled with pictures are drawn plain."));
      silent.silent = TRUE;
    }
  add_stroke (sld, &silent, wf_xml_child (symbolizer, "Stroke"), 0);
}

static void
add_line (Sld *sld, const WfRule *rule, const xmlNode *symbolizer)
{
  /* To the left where ours is to the right. */
  add_stroke (sld, rule, wf_xml_child (symbolizer, "Stroke"),
              -child_number (symbolizer, "PerpendicularOffset", 0));
}

static void
add_point (Sld *sld, const WfRule *rule, const xmlNode *symbolizer)
{
  const xmlNode *graphic = wf_xml_child (symbolizer, "Graphic"),
                *mark = wf_xml_child (graphic, "Mark");
  g_autofree char *name = wf_xml_text (wf_xml_child (mark, "WellKnownName"));
  const xmlNode *stroke = wf_xml_child (mark, "Stroke");
  json_t *circle = wf_style_maker_add (&sld->maker, rule, "circle");

  if (mark == NULL)
    wf_style_maker_note (&sld->maker, _ ("Pictures from elsewhere are drawn as circles."));
  else if (name != NULL && strcmp (name, "circle") != 0)
    wf_style_maker_note (&sld->maker, _ ("Markers of the shape '%s' are drawn as circles."), name);
  wf_style_maker_paint (circle, "circle-radius", json_real (child_number (graphic, "Size", 6) / 2));
  wf_style_maker_paint (circle, "circle-color",
                        color_of (wf_xml_child (mark, "Fill"), "fill", "fill-opacity", 0xff808080));
  wf_style_maker_paint (circle, "circle-opacity",
                        json_real (CLAMP (child_number (graphic, "Opacity", 1), 0, 1)));
  if (stroke == NULL)
    return;
  wf_style_maker_paint (circle, "circle-stroke-color",
                        color_of (stroke, "stroke", "stroke-opacity", 0xff000000));
  wf_style_maker_paint (circle, "circle-stroke-width",
                        json_real (parameter_number (stroke, "stroke-width", 1)));
}

static void
add_text (Sld *sld, const WfRule *rule, const xmlNode *symbolizer)
{
  const xmlNode *font = wf_xml_child (symbolizer, "Font"),
                *halo = wf_xml_child (symbolizer, "Halo");
  g_autofree char *field = wf_xml_text (wf_xml_down (symbolizer, "Label/PropertyName"));
  g_autofree char *whole = wf_xml_text (wf_xml_child (symbolizer, "Label"));
  g_autofree char *weight = parameter (font, "font-weight");
  WfRule silent = *rule;
  json_t *layer;

  /* Words beside the field would be lost. */
  if (field == NULL || field[0] == '\0' || g_strcmp0 (field, whole) != 0)
    {
      wf_style_maker_note (&sld->maker, _ ("Labels that are no plain field are left out."));
      return;
    }
  silent.silent = TRUE;
  layer = wf_style_maker_add (&sld->maker, &silent, "symbol");
  wf_style_maker_layout (layer, "text-field", json_pack ("[s, [s, s]]", "to-string", "get", field));
  wf_style_maker_layout (layer, "text-size", json_real (parameter_number (font, "font-size", 10)));
  if (g_strcmp0 (weight, "bold") == 0)
    wf_style_maker_layout (layer, "text-font", json_pack ("[s]", "Bold"));
  if (wf_xml_down (symbolizer, "LabelPlacement/LinePlacement") != NULL)
    wf_style_maker_layout (layer, "symbol-placement", json_string ("line"));
  wf_style_maker_paint (
      layer, "text-color",
      color_of (wf_xml_child (symbolizer, "Fill"), "fill", "fill-opacity", 0xff000000));
  if (halo == NULL)
    return;
  wf_style_maker_paint (layer, "text-halo-width", json_real (child_number (halo, "Radius", 1)));
  wf_style_maker_paint (layer, "text-halo-color",
                        color_of (wf_xml_child (halo, "Fill"), "fill", "fill-opacity", 0xffffffff));
}

static void
add_raster (Sld *sld, const WfRule *rule, const xmlNode *symbolizer)
{
  json_t *layer = wf_style_maker_add (&sld->maker, rule, "raster");

  wf_style_maker_paint (layer, "raster-opacity",
                        json_real (CLAMP (child_number (symbolizer, "Opacity", 1), 0, 1)));
  if (wf_xml_child (symbolizer, "ColorMap") != NULL)
    wf_style_maker_note (&sld->maker, _ ("Colours of pictures by value are left as they are."));
}

static const struct
{
  const char *name;
  void (*add) (Sld *sld, const WfRule *rule, const xmlNode *symbolizer);
} symbolizers[] = {
  { "PolygonSymbolizer", add_polygon }, { "LineSymbolizer", add_line },
  { "PointSymbolizer", add_point },     { "TextSymbolizer", add_text },
  { "RasterSymbolizer", add_raster },
};

/* ---- rules */

/* FALSE, with a note, where the rule's filter is not understood. */
static gboolean
read_filter (Sld *sld, const xmlNode *node, const char *label, json_t **filter)
{
  const xmlNode *own = wf_xml_child (node, "Filter");

  *filter = own != NULL ? read_test (wf_xml_child (own, NULL), 0) : NULL;
  if (own != NULL && *filter == NULL)
    wf_style_maker_note (&sld->maker, _ ("The rule %s is left out: its filter is not understood."),
                         label != NULL ? label : "");
  return own == NULL || *filter != NULL;
}

static char *
label_of (const xmlNode *node)
{
  char *label = wf_xml_text (wf_xml_child (node, "Title"));

  if (label == NULL)
    label = wf_xml_text (wf_xml_down (node, "Description/Title"));
  return label != NULL ? label : wf_xml_text (wf_xml_child (node, "Name"));
}

/* @taken: what other rules of the style take, for ElseFilter. */
static void
add_rule (Sld *sld, const xmlNode *node, json_t *taken)
{
  g_autofree char *label = label_of (node);
  g_autoptr (json_t) filter = NULL;
  WfRule rule = { .source = sld->source, .label = label, .opacity = 1 };

  if (!read_filter (sld, node, label, &filter))
    return;
  if (wf_xml_child (node, "ElseFilter") != NULL)
    filter = json_pack ("[s, O]", "!", taken);
  else if (filter != NULL)
    json_array_append (taken, filter);
  rule.filter = filter;
  rule.min_zoom = wf_style_maker_zoom (child_number (node, "MaxScaleDenominator", 0), PIXEL_M);
  rule.max_zoom = wf_style_maker_zoom (child_number (node, "MinScaleDenominator", 0), PIXEL_M);
  for (const xmlNode *c = wf_xml_child (node, NULL); c != NULL; c = wf_xml_next (c, NULL))
    for (guint i = 0; i < G_N_ELEMENTS (symbolizers); i++)
      if (wf_xml_is (c, symbolizers[i].name))
        symbolizers[i].add (sld, &rule, c);
}

/* Rules without ElseFilter first: it needs to know what they take. */
static void
add_type_style (Sld *sld, const xmlNode *style)
{
  g_autoptr (json_t) taken = json_pack ("[s]", "any");

  for (int last = 0; last <= 1; last++)
    for (const xmlNode *r = wf_xml_child (style, "Rule"); r != NULL; r = wf_xml_again (r))
      if ((wf_xml_child (r, "ElseFilter") != NULL) == last)
        add_rule (sld, r, taken);
}

static void
add_user_style (Sld *sld, const xmlNode *style)
{
  const xmlNode *type = wf_xml_child (style, "FeatureTypeStyle");

  for (; type != NULL; type = wf_xml_again (type))
    add_type_style (sld, type);
}

json_t *
wf_style_from_sld (const char *xml, gsize length, const char *what, const char *source,
                   GPtrArray *notes, GError **error)
{
  g_autoptr (xmlDoc) doc = wf_xml_parse (xml, length, WF_STYLE_MAX_XML, what, error);
  Sld sld = { .source = source };
  const xmlNode *root, *layer;

  if (doc == NULL)
    return NULL;
  root = wf_xml_root (doc);
  layer = wf_xml_child (root, "NamedLayer");
  if (layer == NULL)
    layer = wf_xml_child (root, "UserLayer");
  if (!wf_xml_is (root, "StyledLayerDescriptor") || layer == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s is no styled layer descriptor; save the style as SLD again."), what);
      return NULL;
    }
  sld.maker = (WfStyleMaker){ json_array (), notes };
  if (wf_xml_again (layer) != NULL)
    wf_style_maker_note (&sld.maker, _ ("Only the first of several layers is taken."));
  for (const xmlNode *s = wf_xml_child (layer, "UserStyle"); s != NULL; s = wf_xml_again (s))
    add_user_style (&sld, s);
  return wf_style_maker_finish (&sld.maker);
}
