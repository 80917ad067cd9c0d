/* Watchfloor: XML from outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* libxml2 with our limits: no entities but the five of XML, no document type fetched, nothing
 * deeper than 256; errors name the document and the line. Names are local names: which
 * prefix a namespace has is the writer's affair. Pure, any thread. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

/* Parses @length bytes; refuses more than @max_bytes. @what names the document in errors
 * (WF_ERROR_INVALID, WF_ERROR_LIMIT). Free with xmlFreeDoc. */
xmlDoc *
wf_xml_parse (const char *text, gsize length, gsize max_bytes, const char *what, GError **error);

/* The root element; never NULL in a document of wf_xml_parse. */
const xmlNode *wf_xml_root (const xmlDoc *document);
gboolean wf_xml_is (const xmlNode *node, const char *name);
/* The first child element @name (NULL = of any name), and the next one after @node; NULL where
 * there is none. wf_xml_child allows NULL. */
const xmlNode *wf_xml_child (const xmlNode *node, const char *name);
const xmlNode *wf_xml_next (const xmlNode *node, const char *name);

/* All text in @node (NULL allowed), without space at its ends; NULL where it is empty. Free with
 * g_free. */
char *wf_xml_text (const xmlNode *node);
char *wf_xml_child_text (const xmlNode *node, const char *name);
char *wf_xml_attribute (const xmlNode *node, const char *name);

/* Where what the Atom or RSS @entry tells of stands whole: its link to a CAP alert, else the first.
 * NULL where it has none. Free with g_free. */
char *wf_xml_link (const xmlNode *entry);
