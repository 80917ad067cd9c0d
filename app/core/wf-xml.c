/* Watchfloor: XML from outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-xml.h"

#include "wf-error.h"

#include <glib/gi18n.h>
#include <libxml/parser.h>
#include <string.h>

/* XML_PARSE_HUGE is not here: without it libxml2 bounds depth, names and text by itself. */
#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA)

static gboolean
declares_entities (const char *text, gsize length)
{
  return memmem (text, length, "<!ENTITY", strlen ("<!ENTITY")) != NULL;
}

/* A document type with something in it; one that only names itself is never fetched. */
static gboolean
has_own_types (const xmlDoc *document)
{
  return document != NULL && document->intSubset != NULL && document->intSubset->children != NULL;
}

static void
say_what_is_wrong (xmlParserCtxt *context, const char *what, GError **error)
{
  const xmlError *wrong = xmlCtxtGetLastError (context);
  const char *said = wrong != NULL && wrong->message != NULL ? wrong->message : _ ("it is empty");
  /* It quotes the document, whose bytes may be no text at all. */
  g_autofree char *message = g_utf8_make_valid (said, -1);

  g_set_error (error, WF_ERROR, WF_ERROR_INVALID, _ ("%s is no well-formed XML: line %d: %s"), what,
               wrong != NULL ? wrong->line : 1, g_strstrip (message));
}

xmlDoc *
wf_xml_parse (const char *text, gsize length, gsize max_bytes, const char *what, GError **error)
{
  xmlParserCtxt *context;
  g_autoptr (xmlDoc) document = NULL;

  if (length > max_bytes || length > G_MAXINT)
    {
      g_autofree char *most = g_format_size (max_bytes);

      g_set_error (error, WF_ERROR, WF_ERROR_LIMIT, _ ("%s is larger than %s and is not read."),
                   what, most);
      return NULL;
    }
  context = xmlNewParserCtxt ();
  if (!declares_entities (text, length))
    document = xmlCtxtReadMemory (context, text, (int) length, NULL, NULL, OPTIONS);
  /* The second look finds one in another encoding. */
  if (declares_entities (text, length) || has_own_types (document))
    g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                 _ ("%s declares entities, by which XML can reach out or grow without end; it is "
                    "not read. Save it without."),
                 what);
  else if (document == NULL || xmlDocGetRootElement (document) == NULL)
    say_what_is_wrong (context, what, error);
  else
    {
      xmlFreeParserCtxt (context);
      return g_steal_pointer (&document);
    }
  xmlFreeParserCtxt (context);
  return NULL;
}

const xmlNode *
wf_xml_root (const xmlDoc *document)
{
  return xmlDocGetRootElement ((xmlDoc *) document);
}

gboolean
wf_xml_is (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE
         && (name == NULL || g_str_equal ((const char *) node->name, name));
}

static const xmlNode *
first_from (const xmlNode *node, const char *name)
{
  while (node != NULL && !wf_xml_is (node, name))
    node = node->next;
  return node;
}

const xmlNode *
wf_xml_child (const xmlNode *node, const char *name)
{
  return node != NULL ? first_from (node->children, name) : NULL;
}

const xmlNode *
wf_xml_next (const xmlNode *node, const char *name)
{
  return first_from (node->next, name);
}

/* Takes @text of libxml2. */
static char *
keep (xmlChar *text)
{
  char *kept = text != NULL ? g_strstrip (g_strdup ((const char *) text)) : NULL;

  xmlFree (text);
  if (kept != NULL && kept[0] == '\0')
    g_clear_pointer (&kept, g_free);
  return kept;
}

char *
wf_xml_text (const xmlNode *node)
{
  return node != NULL ? keep (xmlNodeGetContent (node)) : NULL;
}

char *
wf_xml_child_text (const xmlNode *node, const char *name)
{
  return wf_xml_text (wf_xml_child (node, name));
}

char *
wf_xml_attribute (const xmlNode *node, const char *name)
{
  return node != NULL ? keep (xmlGetNoNsProp (node, (const xmlChar *) name)) : NULL;
}

char *
wf_xml_link (const xmlNode *entry)
{
  char *best = NULL;

  for (const xmlNode *link = wf_xml_child (entry, "link"); link != NULL;
       link = wf_xml_next (link, "link"))
    {
      g_autofree char *type = wf_xml_attribute (link, "type");
      g_autofree char *href = wf_xml_attribute (link, "href");

      if (href == NULL)
        href = wf_xml_text (link); /* RSS */
      if (g_strcmp0 (type, "application/cap+xml") == 0 || best == NULL)
        {
          g_free (best);
          best = g_steal_pointer (&href);
        }
    }
  return best;
}
