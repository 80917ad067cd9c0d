/* Watchfloor: a feed of XML documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a feed format whose message is one XML document; such a format gives only what the
 * root means. The document is parsed when it ends: libxml2 finds other errors in other pieces of
 * the same bytes. Pure. */
#pragma once

#include "wf-feed-format.h"

#include <libxml/tree.h>

#define WF_XML_FEED_MAX_BYTES (16 * 1024 * 1024)

typedef void (*WfXmlFeedEach) (const xmlNode *root, const WfFeedSink *sink);

/* For the members create, destroy, push and end of a WfFeedFormat. */
gpointer wf_xml_feed_new (WfXmlFeedEach each);
void wf_xml_feed_free (gpointer feed);
void wf_xml_feed_push (gpointer feed, const char *bytes, gsize length, const WfFeedSink *sink);
void wf_xml_feed_end (gpointer feed, const WfFeedSink *sink);
