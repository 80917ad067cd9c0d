/* Watchfloor: incidents as CAP alerts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-cap-writer.h"

#include "wf-json.h"

#include <libxml/xmlwriter.h>
#include <string.h>

#define CAP_NS "urn:oasis:names:tc:emergency:cap:1.2"
#define ATOM_NS "http://www.w3.org/2005/Atom"
#define SENDER "platform@watchfloor.invalid"
#define MAX_CIRCLES 100

#define X(text) ((const xmlChar *) (text))

/* @text without the characters XML does not know (g_free). */
static char *
xml_text (const char *text)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n' || c == '\r')
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

static void
element (xmlTextWriter *xml, const char *name, const char *text)
{
  g_autofree char *clean = xml_text (text);

  xmlTextWriterWriteElement (xml, X (name), X (clean));
}

/* "2026-01-01T00:00:00+00:00". */
static char *
cap_time (gint64 time_us)
{
  g_autofree char *text = wf_time_format (time_us - time_us % WF_SECOND_US);

  text[strlen (text) - 1] = '\0';
  return g_strconcat (text, "+00:00", NULL);
}

static const json_t *
value_of (const json_t *entity, const char *name)
{
  return json_object_get (json_object_get (entity, name), "value");
}

static const char *
text_of (const json_t *entity, const char *name, const char *fallback)
{
  const json_t *value = value_of (entity, name);

  return json_is_string (value) && *json_string_value (value) != '\0' ? json_string_value (value)
                                                                      : fallback;
}

static gint64
sent_us (const json_t *entity, gint64 now_us)
{
  static const char *const names[] = { "openedAt", "dateIssued", "dateObserved" };
  gint64 time_us;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (wf_time_parse (text_of (entity, names[i], NULL), &time_us))
      return time_us;
  return now_us;
}

static gboolean
is_type (const json_t *entity, const char *type)
{
  return g_str_equal (wf_json_string (entity, "type", ""), type);
}

gboolean
wf_cap_is_alert (const json_t *entity)
{
  const char *state = text_of (entity, "state", "open");

  return is_type (entity, "Alert")
         || (is_type (entity, "Incident") && !g_str_equal (state, "draft")
             && !g_str_equal (state, "closed"));
}

static const char *
category_of (const char *kind)
{
  static const struct
  {
    const char *kind, *category;
  } known[] = { { "medical", "Health" },    { "health", "Health" },  { "fire", "Fire" },
                { "traffic", "Transport" }, { "flood", "Met" },      { "weather", "Met" },
                { "gas", "Safety" },        { "crowd", "Security" }, { "security", "Security" },
                { "environment", "Env" } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (kind, known[i].kind) == 0)
      return known[i].category;
  return "Other";
}

static const char *
severity_of (const json_t *entity)
{
  static const char *const by_level[] = { "Extreme", "Severe", "Moderate", "Minor" };
  static const char *const words[] = { "critical", "high", "medium", "low" };
  const json_t *level = value_of (entity, "level");
  const char *word = text_of (entity, "severity", "");

  if (json_is_integer (level) && json_integer_value (level) >= 1 && json_integer_value (level) <= 4)
    return by_level[json_integer_value (level) - 1];
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (word, words[i]) == 0)
      return by_level[i];
  return "Unknown";
}

static void
write_pair (GString *text, const json_t *position)
{
  char lat[G_ASCII_DTOSTR_BUF_SIZE], lon[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (lat, sizeof lat, "%.7f", json_number_value (json_array_get (position, 1)));
  g_ascii_formatd (lon, sizeof lon, "%.7f", json_number_value (json_array_get (position, 0)));
  g_string_append_printf (text, "%s%s,%s", text->len > 0 ? " " : "", lat, lon);
}

static void
write_circle (xmlTextWriter *xml, const json_t *position, const char *radius_km)
{
  g_autoptr (GString) text = g_string_new (NULL);

  write_pair (text, position);
  g_string_append_printf (text, " %s", radius_km);
  element (xml, "circle", text->str);
}

/* Points are circles without extent, lines a chain of small ones, areas their outer ring. */
static void
write_geometry (xmlTextWriter *xml, const json_t *geometry)
{
  const char *type = wf_json_string (geometry, "type", "");
  const json_t *coordinates = json_object_get (geometry, "coordinates");
  const json_t *position;
  size_t i;

  if (g_str_equal (type, "Point"))
    write_circle (xml, coordinates, "0");
  else if (g_str_equal (type, "LineString"))
    {
      json_array_foreach (coordinates, i, position)
        if (i < MAX_CIRCLES)
          write_circle (xml, position, "0.05");
    }
  else if (g_str_equal (type, "Polygon"))
    {
      g_autoptr (GString) ring = g_string_new (NULL);

      json_array_foreach (json_array_get (coordinates, 0), i, position)
        write_pair (ring, position);
      element (xml, "polygon", ring->str);
    }
}

static void
write_info (xmlTextWriter *xml, const json_t *entity)
{
  const char *kind = text_of (entity, "kind", text_of (entity, "category", "other"));
  const char *place
      = text_of (entity, "address", text_of (entity, "street", text_of (entity, "district", "-")));
  const char *notes = text_of (entity, "notes", text_of (entity, "description", NULL));

  xmlTextWriterStartElement (xml, X ("info"));
  element (xml, "language", "zh-CN");
  element (xml, "category", category_of (kind));
  element (xml, "event", kind);
  element (xml, "urgency", "Immediate");
  element (xml, "severity", severity_of (entity));
  element (xml, "certainty", "Observed");
  element (xml, "headline", place);
  if (notes != NULL)
    element (xml, "description", notes);
  xmlTextWriterStartElement (xml, X ("area"));
  element (xml, "areaDesc", place);
  write_geometry (xml, value_of (entity, "location"));
  if (text_of (entity, "gridCode", NULL) != NULL)
    {
      xmlTextWriterStartElement (xml, X ("geocode"));
      element (xml, "valueName", "GB/T 30428");
      element (xml, "value", text_of (entity, "gridCode", ""));
      xmlTextWriterEndElement (xml);
    }
  xmlTextWriterEndElement (xml);
  xmlTextWriterEndElement (xml);
}

/* Ends the document in @xml, frees both, returns the text (g_free). */
static char *
finish (xmlTextWriter *xml, xmlBuffer *buffer)
{
  char *text;

  xmlTextWriterEndDocument (xml);
  xmlFreeTextWriter (xml);
  text = g_strndup ((const char *) xmlBufferContent (buffer), (gsize) xmlBufferLength (buffer));
  xmlBufferFree (buffer);
  return text;
}

static xmlTextWriter *
begin (xmlBuffer *buffer, const char *root, const char *ns)
{
  xmlTextWriter *xml = xmlNewTextWriterMemory (buffer, 0);

  xmlTextWriterStartDocument (xml, "1.0", "UTF-8", NULL);
  xmlTextWriterStartElementNS (xml, NULL, X (root), X (ns));
  return xml;
}

char *
wf_cap_alert (const json_t *entity, gint64 now_us)
{
  xmlBuffer *buffer = xmlBufferCreate ();
  xmlTextWriter *xml = begin (buffer, "alert", CAP_NS);
  g_autofree char *sent = cap_time (sent_us (entity, now_us));

  element (xml, "identifier", wf_json_string (entity, "id", ""));
  element (xml, "sender", SENDER);
  element (xml, "sent", sent);
  element (xml, "status", "Exercise");
  element (xml, "msgType", "Alert");
  element (xml, "scope", "Public");
  write_info (xml, entity);
  xmlTextWriterEndElement (xml);
  return finish (xml, buffer);
}

typedef struct
{
  xmlTextWriter *xml;
  const char *base_url;
  gint64 now_us;
} Index;

static void
write_entry (const json_t *entity, gpointer user_data)
{
  const Index *index = user_data;
  const char *id = wf_json_string (entity, "id", "");
  g_autofree char *escaped = g_uri_escape_string (id, ":", FALSE);
  g_autofree char *link = g_strdup_printf ("%s/cap/%s.cap", index->base_url, escaped);
  g_autofree char *updated = cap_time (sent_us (entity, index->now_us));

  if (!wf_cap_is_alert (entity))
    return;
  xmlTextWriterStartElement (index->xml, X ("entry"));
  element (index->xml, "id", id);
  element (index->xml, "title", text_of (entity, "address", text_of (entity, "kind", id)));
  element (index->xml, "updated", updated);
  xmlTextWriterStartElement (index->xml, X ("link"));
  xmlTextWriterWriteAttribute (index->xml, X ("href"), X (link));
  xmlTextWriterWriteAttribute (index->xml, X ("type"), X ("application/cap+xml"));
  xmlTextWriterEndElement (index->xml);
  xmlTextWriterEndElement (index->xml);
}

char *
wf_cap_index (WfEntityStore *store, const char *base_url, gint64 now_us)
{
  xmlBuffer *buffer = xmlBufferCreate ();
  Index index = { begin (buffer, "feed", ATOM_NS), base_url, now_us };
  g_autofree char *updated = cap_time (now_us);
  g_autofree char *self = g_strconcat (base_url, "/cap/index.atom", NULL);

  element (index.xml, "id", self);
  element (index.xml, "title", "Watchfloor");
  element (index.xml, "updated", updated);
  xmlTextWriterStartElement (index.xml, X ("author"));
  element (index.xml, "name", SENDER);
  xmlTextWriterEndElement (index.xml);
  wf_entity_store_foreach (store, "Incident", write_entry, &index);
  wf_entity_store_foreach (store, "Alert", write_entry, &index);
  xmlTextWriterEndElement (index.xml);
  return finish (index.xml, buffer);
}
