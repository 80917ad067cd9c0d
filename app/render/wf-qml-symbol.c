/* Watchfloor: symbols of QGIS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Properties stand as <prop k v> up to QGIS 3.24, as <Option name value> after. */
#include "config.h"

#include "wf-qml-symbol.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Logical pixels. */
#define PX_A_MM (96 / 25.4)
#define PX_A_POINT (96 / 72.0)

typedef struct
{
  WfStyleMaker *maker; /* Borrowed */
  const WfRule *rule; /* Borrowed */
  const xmlNode *layer; /* Borrowed: of the symbol */
  double opacity; /* of the symbol */
} Symbol;

static char *
prop (const Symbol *s, const char *name)
{
  const xmlNode *map = wf_xml_child (s->layer, "Option");

  for (const xmlNode *p = wf_xml_child (map, "Option"); p != NULL; p = wf_xml_again (p))
    {
      g_autofree char *its = wf_xml_attribute (p, "name");

      if (g_strcmp0 (its, name) == 0)
        return wf_xml_attribute (p, "value");
    }
  for (const xmlNode *p = wf_xml_child (s->layer, "prop"); p != NULL; p = wf_xml_again (p))
    {
      g_autofree char *its = wf_xml_attribute (p, "k");

      if (g_strcmp0 (its, name) == 0)
        return wf_xml_attribute (p, "v");
    }
  return NULL;
}

static gboolean
prop_is (const Symbol *s, const char *name, const char *value)
{
  g_autofree char *its = prop (s, name);

  return g_strcmp0 (its, value) == 0;
}

static double
number (const Symbol *s, const char *name, double fallback)
{
  g_autofree char *text = prop (s, name);
  double value = text != NULL ? g_ascii_strtod (text, NULL) : fallback;

  return isfinite (value) ? CLAMP (value, -1e5, 1e5) : fallback;
}

static double
px_of (const char *unit)
{
  return g_strcmp0 (unit, "Pixel") == 0   ? 1
         : g_strcmp0 (unit, "Point") == 0 ? PX_A_POINT
         : g_strcmp0 (unit, "Inch") == 0  ? 96
                                          : PX_A_MM;
}

/* A length as pixels: a number, or where it is measured on the ground an expression. */
static json_t *
length (const Symbol *s, const char *name, double fallback)
{
  g_autofree char *unit_name = g_strconcat (name, "_unit", NULL);
  g_autofree char *unit = prop (s, unit_name);
  double value = number (s, name, fallback);

  if (unit != NULL && (strstr (unit, "Meters") != NULL || strcmp (unit, "MapUnit") == 0))
    return wf_style_maker_metres (value);
  return json_real (value * px_of (unit));
}

/* "r,g,b,a", with words after it in newer files. */
static json_t *
color_of (const char *text, double opacity)
{
  guint r, g, b, a = 255;

  if (text == NULL || sscanf (text, "%u,%u,%u,%u", &r, &g, &b, &a) < 3)
    return NULL;
  a = (guint) lround (MIN (a, 255) * CLAMP (opacity, 0, 1));
  return wf_style_maker_color (a << 24 | MIN (r, 255) << 16 | MIN (g, 255) << 8 | MIN (b, 255));
}

static json_t *
color (const Symbol *s, const char *name)
{
  g_autofree char *text = prop (s, name);

  return color_of (text, s->opacity);
}

/* ---- lines */

/* Qt's dashes, in widths. */
static json_t *
dashes (const char *style)
{
  if (strcmp (style, "dash") == 0)
    return json_pack ("[i, i]", 4, 2);
  if (strcmp (style, "dot") == 0)
    return json_pack ("[i, i]", 1, 2);
  if (strcmp (style, "dash dot") == 0)
    return json_pack ("[i, i, i, i]", 4, 2, 1, 2);
  if (strcmp (style, "dash dot dot") == 0)
    return json_pack ("[i, i, i, i, i, i]", 4, 2, 1, 2, 1, 2);
  return NULL;
}

/* "5;2" in the unit of the pattern, as widths of the line. */
static json_t *
custom_dashes (const Symbol *s)
{
  g_autofree char *text = prop (s, "customdash");
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", 9);
  double width = MAX (number (s, "line_width", 0.26), 0.01);
  guint n = g_strv_length (parts);
  json_t *list;

  if (n < 2 || n > 8 || n % 2 != 0)
    return NULL;
  list = json_array ();
  for (guint i = 0; i < n; i++)
    json_array_append_new (list,
                           json_real (CLAMP (g_ascii_strtod (parts[i], NULL) / width, 0, 1e4)));
  return list;
}

static void
add_stroke (const Symbol *s, const char *color_name, const char *width_name, const char *style_name)
{
  g_autofree char *style = prop (s, style_name);
  json_t *line;

  if (g_strcmp0 (style, "no") == 0)
    return;
  line = wf_style_maker_add (s->maker, s->rule, "line");
  wf_style_maker_paint (line, "line-color", color (s, color_name));
  wf_style_maker_paint (line, "line-width", length (s, width_name, 0.26));
  if (style != NULL)
    wf_style_maker_paint (line, "line-dasharray", dashes (style));
  if (prop_is (s, "use_custom_dash", "1"))
    wf_style_maker_paint (line, "line-dasharray", custom_dashes (s));
  wf_style_maker_layout (line, "line-cap",
                         json_string (prop_is (s, "capstyle", "round")    ? "round"
                                      : prop_is (s, "capstyle", "square") ? "square"
                                                                          : "butt"));
  wf_style_maker_layout (line, "line-join",
                         json_string (prop_is (s, "joinstyle", "round")   ? "round"
                                      : prop_is (s, "joinstyle", "bevel") ? "bevel"
                                                                          : "miter"));
  if (number (s, "offset", 0) != 0 && strcmp (color_name, "line_color") == 0)
    wf_style_maker_paint (line, "line-offset", length (s, "offset", 0));
}

static void
add_line (const Symbol *s)
{
  add_stroke (s, "line_color", "line_width", "line_style");
}

/* ---- areas */

static json_t *
brush (const char *style)
{
  static const char *const brushes[][2]
      = { { "horizontal", "hatch:0:8:1" },   { "vertical", "hatch:90:8:1" },
          { "b_diagonal", "hatch:135:8:1" }, { "f_diagonal", "hatch:45:8:1" },
          { "cross", "cross:0:8:1" },        { "diagonal_x", "cross:45:8:1" },
          { "dense1", "dots:0:4:4" },        { "dense2", "dots:0:4:4" },
          { "dense3", "dots:0:4:3" },        { "dense4", "dots:45:4:2.5" },
          { "dense5", "dots:0:4:2" },        { "dense6", "dots:0:5:2" },
          { "dense7", "dots:0:7:2" } };

  for (guint i = 0; style != NULL && i < G_N_ELEMENTS (brushes); i++)
    if (strcmp (style, brushes[i][0]) == 0)
      return json_string (brushes[i][1]);
  return NULL;
}

static void
add_fill (const Symbol *s)
{
  g_autofree char *style = prop (s, "style");
  WfRule rule = *s->rule;
  Symbol outline = *s;

  if (g_strcmp0 (style, "no") != 0)
    {
      json_t *fill = wf_style_maker_add (s->maker, s->rule, "fill");

      wf_style_maker_paint (fill, "fill-color", color (s, "color"));
      wf_style_maker_paint (fill, "fill-pattern", brush (style));
      rule.silent = TRUE;
      outline.rule = &rule;
    }
  add_stroke (&outline, "outline_color", "outline_width", "outline_style");
}

/* Lines at an angle; their own look stands in a symbol below. QGIS counts anticlockwise. */
static void
add_hatch (const Symbol *s)
{
  Symbol inner = *s;
  const xmlNode *symbol = wf_xml_child (s->layer, "symbol");
  g_autofree char *unit = prop (s, "distance_unit");
  g_autofree char *inner_unit = NULL;
  g_autofree char *pattern = NULL;
  char angle[3][G_ASCII_DTOSTR_BUF_SIZE];
  json_t *fill = wf_style_maker_add (s->maker, s->rule, "fill");

  inner.layer = symbol != NULL ? wf_xml_child (symbol, "layer") : s->layer;
  inner_unit = prop (&inner, "line_width_unit");
  g_ascii_formatd (angle[0], sizeof angle[0], "%.4g", -number (s, "angle", 45));
  g_ascii_formatd (angle[1], sizeof angle[1], "%.4g",
                   CLAMP (number (s, "distance", 5) * px_of (unit), 2, 256));
  g_ascii_formatd (angle[2], sizeof angle[2], "%.4g",
                   number (&inner, "line_width", 0.26) * px_of (inner_unit));
  pattern = g_strdup_printf ("hatch:%s:%s:%s", angle[0], angle[1], angle[2]);
  wf_style_maker_paint (fill, "fill-pattern", json_string (pattern));
  wf_style_maker_paint (fill, "fill-color",
                        symbol != NULL ? color (&inner, "line_color") : color (s, "color"));
}

/* ---- points */

static void
add_marker (const Symbol *s)
{
  g_autofree char *name = prop (s, "name");
  json_t *circle = wf_style_maker_add (s->maker, s->rule, "circle");
  json_t *size = length (s, "size", 2);

  if (g_strcmp0 (name, "circle") != 0)
    wf_style_maker_note (s->maker, _ ("Markers of the shape '%s' are drawn as circles."),
                         name != NULL ? name : "");
  wf_style_maker_paint (circle, "circle-radius", json_pack ("[s, o, f]", "/", size, 2.0));
  wf_style_maker_paint (circle, "circle-color", color (s, "color"));
  if (prop_is (s, "outline_style", "no"))
    return;
  wf_style_maker_paint (circle, "circle-stroke-color", color (s, "outline_color"));
  wf_style_maker_paint (circle, "circle-stroke-width",
                        number (s, "outline_width", 0) > 0 ? length (s, "outline_width", 0)
                                                           : json_real (1));
}

static const struct
{
  const char *name;
  void (*add) (const Symbol *s);
} layers[] = {
  { "SimpleLine", add_line },
  { "SimpleFill", add_fill },
  { "LinePatternFill", add_hatch },
  { "SimpleMarker", add_marker },
};

void
wf_qml_symbol_add (WfStyleMaker *maker, const WfRule *rule, const xmlNode *symbol)
{
  Symbol s = { maker, rule, NULL, rule->opacity * wf_xml_attribute_number (symbol, "alpha", 1) };
  WfRule silent = *rule;

  for (s.layer = wf_xml_child (symbol, "layer"); s.layer != NULL; s.layer = wf_xml_again (s.layer))
    {
      g_autofree char *name = wf_xml_attribute (s.layer, "class");
      g_autofree char *enabled = wf_xml_attribute (s.layer, "enabled");
      gboolean known = FALSE;

      if (g_strcmp0 (enabled, "0") == 0)
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
        if (g_strcmp0 (name, layers[i].name) == 0)
          {
            layers[i].add (&s);
            known = TRUE;
          }
      if (!known)
        wf_style_maker_note (maker, _ ("Symbol layers of the kind '%s' are not drawn."),
                             name != NULL ? name : "");
      /* The legend names the first of them. */
      silent.silent = TRUE;
      s.rule = &silent;
    }
}

/* ---- labels */

static json_t *
text_of (WfStyleMaker *maker, const xmlNode *style)
{
  g_autofree char *field = wf_xml_attribute (style, "fieldName");
  g_autofree char *is_expression = wf_xml_attribute (style, "isExpression");

  if (field == NULL || field[0] == '\0')
    return NULL;
  if (g_strcmp0 (is_expression, "1") != 0)
    return json_pack ("[s, [s, s]]", "to-string", "get", field);
  wf_style_maker_note (maker, _ ("Labels by the expression %s are left out."), field);
  return NULL;
}

static void
add_buffer (json_t *layer, const xmlNode *style, double opacity)
{
  const xmlNode *buffer = wf_xml_child (style, "text-buffer");
  g_autofree char *draws = wf_xml_attribute (buffer, "bufferDraw");
  g_autofree char *its_color = wf_xml_attribute (buffer, "bufferColor");
  g_autofree char *unit = wf_xml_attribute (buffer, "bufferSizeUnits");

  if (g_strcmp0 (draws, "1") != 0)
    return;
  wf_style_maker_paint (layer, "text-halo-color", color_of (its_color, opacity));
  wf_style_maker_paint (
      layer, "text-halo-width",
      json_real (wf_xml_attribute_number (buffer, "bufferSize", 1) * px_of (unit)));
}

void
wf_qml_labels_add (WfStyleMaker *maker, const WfRule *rule, const xmlNode *root)
{
  const xmlNode *labeling = wf_xml_child (root, "labeling");
  const xmlNode *style = wf_xml_down (labeling, "settings/text-style");
  g_autofree char *type = wf_xml_attribute (labeling, "type");
  g_autofree char *enabled = wf_xml_attribute (root, "labelsEnabled");
  g_autofree char *its_color = wf_xml_attribute (style, "textColor");
  g_autofree char *unit = wf_xml_attribute (style, "fontSizeUnit");
  json_t *text, *layer;

  if (labeling == NULL || g_strcmp0 (enabled, "0") == 0)
    return;
  if (g_strcmp0 (type, "simple") != 0)
    {
      wf_style_maker_note (maker, _ ("Labels by rules are left out."));
      return;
    }
  text = text_of (maker, style);
  if (text == NULL)
    return;
  layer = wf_style_maker_add (maker, rule, "symbol");
  wf_style_maker_layout (layer, "text-field", text);
  wf_style_maker_layout (layer, "text-size",
                         json_real (wf_xml_attribute_number (style, "fontSize", 10)
                                    * (unit != NULL ? px_of (unit) : PX_A_POINT)));
  wf_style_maker_paint (layer, "text-color", color_of (its_color, rule->opacity));
  add_buffer (layer, style, rule->opacity);
}
