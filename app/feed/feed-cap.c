/* Watchfloor: the feed of CAP alerts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Common Alerting Protocol 1.0 to 1.2 (OASIS), alone or in the entries of an Atom or RSS index, to
 * reports; an entry that only links to its alert becomes one of what the entry itself says, with
 * the link. An update or a cancelling takes what it refers to away. Decoder: pure. */
#include "config.h"

#include "wf-feed-format.h"
#include "wf-feed-value.h"
#include "wf-json.h"
#include "wf-xml-area.h"
#include "wf-xml-feed.h"
#include "wf-xml.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_DEPTH 16
#define MAX_REFERENCES 100

static void
tell (const WfFeedSink *sink, const char *id, const char *what)
{
  g_autofree char *text = g_strdup_printf (_ ("%s: %s."), id, what);

  sink->problem (text, sink->user_data);
}

static void
set_text (json_t *attrs, const char *name, const xmlNode *node, const char *child)
{
  g_autofree char *text = wf_xml_child_text (node, child);

  if (text != NULL)
    json_object_set_new (attrs, name, json_string (text));
}

static gint64
time_at (const xmlNode *node, const char *child)
{
  g_autofree char *text = wf_xml_child_text (node, child);
  gint64 us;

  return text != NULL && wf_time_parse (text, &us) ? us : WF_TIME_NONE;
}

/* In the console's first language where the alert has it, else the first. */
static const xmlNode *
choose_info (const xmlNode *alert)
{
  const xmlNode *first = wf_xml_child (alert, "info");

  for (const xmlNode *info = first; info != NULL; info = wf_xml_next (info, "info"))
    {
      g_autofree char *language = wf_xml_child_text (info, "language");

      if (language != NULL && g_ascii_strncasecmp (language, "zh", 2) == 0)
        return info;
    }
  return first;
}

/* "sender,identifier,sent" with spaces between: the alerts this one replaces. */
static void
take_away_referred (const xmlNode *alert, const WfFeedSink *sink)
{
  g_autofree char *text = wf_xml_child_text (alert, "references");
  g_auto (GStrv) references = g_strsplit_set (text != NULL ? text : "", " \t\r\n", -1);

  for (guint i = 0, n = 0; references[i] != NULL && n < MAX_REFERENCES; i++)
    {
      g_auto (GStrv) parts = g_strsplit (references[i], ",", 3);
      WfReport report = wf_report_init ();

      if (g_strv_length (parts) < 2 || parts[1][0] == '\0')
        continue;
      report.kind = WF_REPORT_DELETE;
      report.id = parts[1];
      report.class_name = "capAlert";
      report.observed_us = time_at (alert, "sent");
      sink->report (&report, sink->user_data);
      n++;
    }
}

/* What an exercise or a test says is never to be taken for the real thing: it goes before all. */
static char *
state_of (const xmlNode *alert, const xmlNode *info)
{
  char *status = wf_xml_child_text (alert, "status");
  g_autofree char *severity = NULL;

  if (status != NULL && g_ascii_strcasecmp (status, "Actual") != 0)
    return status;
  g_free (status);
  severity = wf_xml_child_text (info, "severity");
  return g_steal_pointer (&severity);
}

static void
tell_missing (const xmlNode *alert, const char *id, const WfFeedSink *sink)
{
  static const char *const required[] = { "sender", "sent", "status", "msgType", "scope" };

  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    {
      g_autofree char *text = wf_xml_child_text (alert, required[i]);
      g_autofree char *what = NULL;

      if (text != NULL)
        continue;
      what = g_strdup_printf (_ ("it has no %s, which CAP requires"), required[i]);
      tell (sink, id, what);
    }
  if (time_at (alert, "sent") == WF_TIME_NONE)
    tell (sink, id, _ ("its time of sending is none that can be read"));
}

static void
set_texts (json_t *attrs, const xmlNode *node, const char *const *names)
{
  for (; *names != NULL; names++)
    set_text (attrs, *names, node, *names);
}

static void
emit_alert (const xmlNode *alert, const char *id, const WfFeedSink *sink)
{
  static const char *const of_alert[]
      = { "sender", "status", "msgType", "scope", "source", "note", "references", NULL };
  static const char *const of_info[]
      = { "language",    "category",    "event",     "responseType", "urgency", "severity",
          "certainty",   "audience",    "effective", "onset",        "expires", "senderName",
          "description", "instruction", "web",       "contact",      NULL };
  const xmlNode *info = choose_info (alert);
  g_autoptr (json_t) attrs = json_object ();
  g_autofree char *label = wf_xml_child_text (info, "headline");
  g_autofree char *state = state_of (alert, info);
  g_autofree char *text = NULL;
  WfReport report = wf_report_init ();

  if (label == NULL)
    label = wf_xml_child_text (info, "event");
  report.kind = WF_REPORT_ALERT;
  report.id = id;
  report.class_name = "capAlert";
  report.label = label;
  report.state = state;
  report.observed_us = time_at (alert, "sent");
  set_texts (attrs, alert, of_alert);
  if (info != NULL)
    set_texts (attrs, info, of_info);
  if (!wf_xml_areas (info, attrs, &report.position))
    tell (sink, id, _ ("a part of its area is none on Earth"));
  text = wf_json_canonical (attrs);
  report.attrs = text;
  sink->report (&report, sink->user_data);
}

static void
decode_alert (const xmlNode *alert, const WfFeedSink *sink)
{
  g_autofree char *id = wf_xml_child_text (alert, "identifier");
  g_autofree char *type = wf_xml_child_text (alert, "msgType");

  if (id == NULL)
    {
      tell (sink, _ ("An alert"), _ ("it has no identifier"));
      return;
    }
  tell_missing (alert, id, sink);
  if (g_strcmp0 (type, "Update") == 0 || g_strcmp0 (type, "Cancel") == 0)
    take_away_referred (alert, sink);
  if (g_strcmp0 (type, "Cancel") != 0 && g_strcmp0 (type, "Ack") != 0
      && g_strcmp0 (type, "Error") != 0)
    emit_alert (alert, id, sink);
}

static void
decode_entry (const xmlNode *entry, const WfFeedSink *sink)
{
  static const char *const names[]
      = { "status",    "msgType", "category", "event",   "urgency",     "severity", "certainty",
          "effective", "expires", "areaDesc", "summary", "description", NULL };
  g_autofree char *id = wf_xml_child_text (entry, "id");
  g_autofree char *title = wf_xml_child_text (entry, "title");
  g_autofree char *link = wf_xml_link (entry);
  g_autofree char *state = state_of (entry, entry);
  g_autofree char *text = NULL;
  g_autoptr (json_t) attrs = json_object ();
  WfReport report = wf_report_init ();

  if (id == NULL)
    id = wf_xml_child_text (entry, "guid"); /* RSS */
  if (id == NULL)
    {
      tell (sink, title != NULL ? title : _ ("An entry"), _ ("it has no id"));
      return;
    }
  report.kind = WF_REPORT_ALERT;
  report.id = id;
  report.class_name = "capAlert";
  report.label = title;
  report.state = state;
  report.observed_us = time_at (entry, "updated");
  set_texts (attrs, entry, names);
  if (link != NULL)
    json_object_set_new (attrs, "link", json_string (link));
  if (!wf_xml_areas (entry, attrs, &report.position))
    tell (sink, id, _ ("a part of its area is none on Earth"));
  text = wf_json_canonical (attrs);
  report.attrs = text;
  sink->report (&report, sink->user_data);
}

/* Every alert in @node, at any depth; how many. */
static guint
decode_alerts_in (const xmlNode *node, guint depth, const WfFeedSink *sink)
{
  guint n = 0;

  if (wf_xml_is (node, "alert"))
    {
      decode_alert (node, sink);
      return 1;
    }
  for (const xmlNode *child = wf_xml_child (node, NULL); child != NULL && depth < MAX_DEPTH;
       child = wf_xml_next (child, NULL))
    n += decode_alerts_in (child, depth + 1, sink);
  return n;
}

static void
decode_entries (const xmlNode *feed, const char *name, const WfFeedSink *sink)
{
  for (const xmlNode *entry = wf_xml_child (feed, name); entry != NULL;
       entry = wf_xml_next (entry, name))
    if (decode_alerts_in (entry, 0, sink) == 0)
      decode_entry (entry, sink);
}

static void
decode_root (const xmlNode *root, const WfFeedSink *sink)
{
  if (wf_xml_is (root, "feed"))
    decode_entries (root, "entry", sink);
  else if (wf_xml_is (root, "rss"))
    decode_entries (wf_xml_child (root, "channel"), "item", sink);
  else if (decode_alerts_in (root, 0, sink) == 0)
    tell (sink, _ ("A message"), _ ("it is neither a CAP alert nor an Atom or RSS index"));
}

static guint
sniff (const char *bytes, gsize length)
{
  if (g_strstr_len (bytes, (gssize) length, "urn:oasis:names:tc:emergency:cap:") != NULL
      || g_strstr_len (bytes, (gssize) length, "http://www.incident.com/cap/1.0") != NULL)
    return 95;
  return g_strstr_len (bytes, (gssize) length, "http://www.w3.org/2005/Atom") != NULL ? 50 : 0;
}

static gpointer
create (void)
{
  return wf_xml_feed_new (decode_root);
}

const WfFeedFormat wf_feed_cap = {
  .name = "cap",
  .summary = N_ ("Common Alerting Protocol 1.0 to 1.2, also in an Atom or RSS index"),
  .sniff = sniff,
  .create = create,
  .destroy = wf_xml_feed_free,
  .push = wf_xml_feed_push,
  .end = wf_xml_feed_end,
};
