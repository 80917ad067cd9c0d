/* Watchfloor: the XML of styles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways down a document that both importers go. Inside the render layer only. */
#pragma once

#include "wf-xml.h"

#include <math.h>

#define WF_STYLE_MAX_XML (4 * 1024 * 1024)

/* The next sibling of the same name. */
static inline const xmlNode *
wf_xml_again (const xmlNode *node)
{
  return wf_xml_next (node, (const char *) node->name);
}

/* By names of children separated by '/'; NULL where one is not there. */
static inline const xmlNode *
wf_xml_down (const xmlNode *node, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", 16);

  for (guint i = 0; names[i] != NULL && node != NULL; i++)
    node = wf_xml_child (node, names[i]);
  return node;
}

static inline double
wf_xml_attribute_number (const xmlNode *node, const char *name, double fallback)
{
  g_autofree char *text = node != NULL ? wf_xml_attribute (node, name) : NULL;
  char *end;
  double value;

  if (text == NULL)
    return fallback;
  value = g_ascii_strtod (text, &end);
  return end != text && isfinite (value) ? value : fallback;
}
