/* Watchfloor: styles of QGIS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layer style files QGIS 3 writes. Its symbols are lists of symbol layers, each of which
 * becomes a style layer of ours; its rules, classes and categories become filters. The drawing of
 * one symbol layer is in wf-qml-symbol.c. */
#include "config.h"

#include "wf-qml-symbol.h"
#include "wf-error.h"
#include "wf-filter-text.h"
#include "wf-json.h"
#include "wf-style-import.h"

#include <glib/gi18n.h>
#include <string.h>

/* QGIS takes a screen for 96 dots an inch. */
#define PIXEL_M (0.0254 / 96)
#define MAX_DEPTH 16

typedef struct
{
  WfStyleMaker maker;
  const char *source; /* Borrowed */
  const xmlNode *symbols; /* Borrowed */
  double min_zoom, max_zoom, opacity; /* of the layer */
} Qml;

/* Where filters of several rules meet; steals @b. */
static json_t *
both (json_t *a, json_t *b)
{
  if (a == NULL || b == NULL)
    return b != NULL ? b : json_incref (a);
  return json_pack ("[s, O, o]", "all", a, b);
}

static const xmlNode *
find_symbol (const Qml *qml, const char *name)
{
  for (const xmlNode *s = wf_xml_child (qml->symbols, "symbol"); s != NULL; s = wf_xml_again (s))
    {
      g_autofree char *its = wf_xml_attribute (s, "name");

      if (g_strcmp0 (its, name) == 0)
        return s;
    }
  return NULL;
}

static WfRule
new_rule (const Qml *qml, json_t *filter, const char *label)
{
  return (WfRule){ qml->source, filter, label, qml->min_zoom, qml->max_zoom, qml->opacity };
}

static void
add_symbol (Qml *qml, const WfRule *rule, const char *name)
{
  const xmlNode *symbol = find_symbol (qml, name);

  if (symbol != NULL)
    wf_qml_symbol_add (&qml->maker, rule, symbol);
}

static gboolean
is_off (const xmlNode *node, const char *attribute, const char *off)
{
  g_autofree char *value = wf_xml_attribute (node, attribute);

  return g_strcmp0 (value, off) == 0 || (off[0] == 'f' && g_strcmp0 (value, "0") == 0);
}

/* "attr" is a field, or an expression. */
static json_t *
classified_by (Qml *qml, const xmlNode *renderer)
{
  g_autofree char *attr = wf_xml_attribute (renderer, "attr");
  g_autofree char *plain = attr != NULL ? g_strdup (attr) : g_strdup ("");
  json_t *value = NULL;

  /* A bare name may hold anything; only signs make an expression of it. */
  if (strpbrk (plain, "\"()+*/|'") != NULL)
    value = wf_filter_from_text (plain);
  else if (plain[0] != '\0')
    value = json_pack ("[s, s]", "get", plain);
  if (value == NULL)
    wf_style_maker_note (&qml->maker, _ ("Classes by '%s' are not understood."), plain);
  return value;
}

/* ---- single, categorised, graduated */

static void
add_single (Qml *qml)
{
  WfRule rule = new_rule (qml, NULL, NULL);
  g_autofree char *name = wf_xml_attribute (wf_xml_child (qml->symbols, "symbol"), "name");

  add_symbol (qml, &rule, name);
}

/* Values compare as text: QGIS writes numbers without saying that they are. */
static json_t *
category_test (json_t *by, const char *value, const char *type)
{
  char *end;
  double number = g_ascii_strtod (value, &end);
  gboolean numeric = end != value && *end == '\0' && g_strcmp0 (type, "string") != 0;

  if (numeric)
    return json_pack ("[s, [s, O, s], [s, O, f]]", "any", "==", by, value, "==", by, number);
  return json_pack ("[s, O, s]", "==", by, value);
}

static void
add_category (Qml *qml, json_t *by, const xmlNode *category, json_t *known)
{
  g_autofree char *value = wf_xml_attribute (category, "value");
  g_autofree char *type = wf_xml_attribute (category, "type");
  g_autofree char *label = wf_xml_attribute (category, "label");
  g_autofree char *symbol = wf_xml_attribute (category, "symbol");
  g_autoptr (json_t) test = NULL;
  WfRule rule;

  if (value == NULL || value[0] == '\0')
    test = json_pack ("[s, O]", "!", known);
  else
    {
      test = category_test (by, value, type);
      json_array_append (known, test);
    }
  rule = new_rule (qml, test, label != NULL && label[0] != '\0' ? label : value);
  if (!is_off (category, "render", "false"))
    add_symbol (qml, &rule, symbol);
}

static void
add_categories (Qml *qml, const xmlNode *renderer)
{
  g_autoptr (json_t) by = classified_by (qml, renderer);
  /* What has a category: the one without a value gets the rest. */
  g_autoptr (json_t) known = json_pack ("[s]", "any");
  const xmlNode *categories = wf_xml_child (renderer, "categories"), *rest = NULL;

  if (by == NULL)
    return;
  for (const xmlNode *c = wf_xml_child (categories, "category"); c != NULL; c = wf_xml_again (c))
    {
      g_autofree char *value = wf_xml_attribute (c, "value");

      if (value == NULL || value[0] == '\0')
        rest = c;
      else
        add_category (qml, by, c, known);
    }
  if (rest != NULL)
    add_category (qml, by, rest, known);
}

static void
add_ranges (Qml *qml, const xmlNode *renderer)
{
  g_autoptr (json_t) by = classified_by (qml, renderer);
  const xmlNode *ranges = wf_xml_child (renderer, "ranges");

  if (by == NULL)
    return;
  for (const xmlNode *r = wf_xml_child (ranges, "range"); r != NULL; r = wf_xml_again (r))
    {
      g_autofree char *label = wf_xml_attribute (r, "label");
      g_autofree char *symbol = wf_xml_attribute (r, "symbol");
      gboolean first = r == wf_xml_child (ranges, "range");
      g_autoptr (json_t) test = json_pack ("[s, [s, O, f], [s, O, f]]", "all", first ? ">=" : ">",
                                           by, wf_xml_attribute_number (r, "lower", 0), "<=", by,
                                           wf_xml_attribute_number (r, "upper", 0));
      WfRule rule = new_rule (qml, test, label);

      if (!is_off (r, "render", "false"))
        add_symbol (qml, &rule, symbol);
    }
}

/* ---- rules */

static void add_rules (Qml *qml, const xmlNode *parent, const WfRule *above, guint depth);

static gboolean
is_else (const xmlNode *rule)
{
  g_autofree char *filter = wf_xml_attribute (rule, "filter");

  return filter != NULL && g_ascii_strcasecmp (filter, "ELSE") == 0;
}

/* A new reference; NULL with a note where it is not understood; "true" where there is none. */
static json_t *
filter_of (Qml *qml, const xmlNode *rule)
{
  g_autofree char *text = wf_xml_attribute (rule, "filter");
  json_t *filter = NULL;

  if (text == NULL || text[0] == '\0')
    return json_pack ("[s]", "all");
  filter = wf_filter_from_text (text);
  if (filter == NULL)
    wf_style_maker_note (&qml->maker, _ ("A rule is left out: its filter %s is not understood."),
                         text);
  return filter;
}

/* What no sibling of the rule takes. */
static json_t *
rest_of (Qml *qml, const xmlNode *parent)
{
  json_t *others = json_pack ("[s]", "any");

  for (const xmlNode *r = wf_xml_child (parent, "rule"); r != NULL; r = wf_xml_again (r))
    if (!is_else (r) && !is_off (r, "checkstate", "0"))
      {
        json_t *filter = filter_of (qml, r);

        if (filter != NULL)
          json_array_append_new (others, filter);
      }
  return json_pack ("[s, o]", "!", others);
}

static void
add_rule (Qml *qml, const xmlNode *parent, const xmlNode *node, const WfRule *above, guint depth)
{
  g_autofree char *label = wf_xml_attribute (node, "label");
  g_autofree char *symbol = wf_xml_attribute (node, "symbol");
  json_t *own = is_else (node) ? rest_of (qml, parent) : filter_of (qml, node);
  g_autoptr (json_t) filter = own != NULL ? both (above->filter, own) : NULL;
  double far = wf_style_maker_zoom (wf_xml_attribute_number (node, "scalemaxdenom", 0), PIXEL_M);
  double near = wf_style_maker_zoom (wf_xml_attribute_number (node, "scalemindenom", 0), PIXEL_M);
  WfRule rule = *above;

  if (filter == NULL)
    return;
  rule.filter = filter;
  rule.label = label;
  rule.min_zoom = MAX (rule.min_zoom, far);
  if (near > 0)
    rule.max_zoom = rule.max_zoom > 0 ? MIN (rule.max_zoom, near) : near;
  if (symbol != NULL)
    add_symbol (qml, &rule, symbol);
  add_rules (qml, node, &rule, depth + 1);
}

static void
add_rules (Qml *qml, const xmlNode *parent, const WfRule *above, guint depth)
{
  if (depth > MAX_DEPTH)
    return;
  for (const xmlNode *r = wf_xml_child (parent, "rule"); r != NULL; r = wf_xml_again (r))
    if (!is_off (r, "checkstate", "0"))
      add_rule (qml, parent, r, above, depth);
}

/* ---- the whole */

static void
add_renderer (Qml *qml, const xmlNode *renderer)
{
  g_autofree char *type = wf_xml_attribute (renderer, "type");
  WfRule all = new_rule (qml, NULL, NULL);

  qml->symbols = wf_xml_child (renderer, "symbols");
  if (g_strcmp0 (type, "singleSymbol") == 0)
    add_single (qml);
  else if (g_strcmp0 (type, "categorizedSymbol") == 0)
    add_categories (qml, renderer);
  else if (g_strcmp0 (type, "graduatedSymbol") == 0)
    add_ranges (qml, renderer);
  else if (g_strcmp0 (type, "RuleRenderer") == 0)
    add_rules (qml, wf_xml_child (renderer, "rules"), &all, 0);
  else if (g_strcmp0 (type, "nullSymbol") != 0)
    wf_style_maker_note (&qml->maker, _ ("Symbols of the kind '%s' are not drawn."),
                         type != NULL ? type : "");
}

static void
read_layer (Qml *qml, const xmlNode *root)
{
  g_autofree char *scales = wf_xml_attribute (root, "hasScaleBasedVisibilityFlag");
  g_autofree char *opacity = wf_xml_text (wf_xml_child (root, "layerOpacity"));

  qml->opacity = opacity != NULL ? CLAMP (g_ascii_strtod (opacity, NULL), 0, 1) : 1;
  if (g_strcmp0 (scales, "1") != 0)
    return;
  /* In QGIS the smallest scale has the largest denominator. */
  qml->min_zoom = wf_style_maker_zoom (wf_xml_attribute_number (root, "minScale", 0), PIXEL_M);
  qml->max_zoom = wf_style_maker_zoom (wf_xml_attribute_number (root, "maxScale", 0), PIXEL_M);
}

json_t *
wf_style_from_qml (const char *xml, gsize length, const char *what, const char *source,
                   GPtrArray *notes, GError **error)
{
  g_autoptr (xmlDoc) doc = wf_xml_parse (xml, length, WF_STYLE_MAX_XML, what, error);
  Qml qml = { .source = source };
  const xmlNode *root, *renderer;
  WfRule labels;

  if (doc == NULL)
    return NULL;
  root = wf_xml_root (doc);
  renderer = wf_xml_child (root, "renderer-v2");
  if (!wf_xml_is (root, "qgis") || renderer == NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s is no QGIS style of a vector layer; save it as QML from QGIS 3."), what);
      return NULL;
    }
  qml.maker = (WfStyleMaker){ json_array (), notes };
  read_layer (&qml, root);
  add_renderer (&qml, renderer);
  labels = new_rule (&qml, NULL, NULL);
  wf_qml_labels_add (&qml.maker, &labels, root);
  return wf_style_maker_finish (&qml.maker);
}
