/* Watchfloor: a feed of XML documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-xml-feed.h"

#include "wf-xml.h"

#include <glib/gi18n.h>

typedef struct
{
  GByteArray *text;
  gboolean too_large; /* and dropped */
  WfXmlFeedEach each;
} XmlFeed;

gpointer
wf_xml_feed_new (WfXmlFeedEach each)
{
  XmlFeed *feed = g_new0 (XmlFeed, 1);

  feed->text = g_byte_array_new ();
  feed->each = each;
  return feed;
}

void
wf_xml_feed_free (gpointer data)
{
  XmlFeed *feed = data;

  g_byte_array_unref (feed->text);
  g_free (feed);
}

void
wf_xml_feed_push (gpointer data, const char *bytes, gsize length, const WfFeedSink *sink)
{
  XmlFeed *feed = data;

  if (feed->too_large)
    return;
  feed->too_large = length > WF_XML_FEED_MAX_BYTES - feed->text->len;
  if (feed->too_large)
    g_byte_array_set_size (feed->text, 0);
  else
    g_byte_array_append (feed->text, (const guint8 *) bytes, (guint) length);
}

void
wf_xml_feed_end (gpointer data, const WfFeedSink *sink)
{
  XmlFeed *feed = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (xmlDoc) document = NULL;

  if (feed->too_large)
    sink->problem (_ ("A message of more than 16 MB was left out."), sink->user_data);
  else if (feed->text->len > 0)
    document = wf_xml_parse ((const char *) feed->text->data, feed->text->len,
                             WF_XML_FEED_MAX_BYTES, _ ("A message"), &error);
  if (document != NULL)
    feed->each (wf_xml_root (document), sink);
  else if (error != NULL)
    sink->problem (error->message, sink->user_data);
  g_byte_array_set_size (feed->text, 0);
  feed->too_large = FALSE;
}
