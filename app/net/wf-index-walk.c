/* Watchfloor: following the links of an index.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-index-walk.h"

#include "wf-address.h"
#include "wf-error.h"
#include "wf-xml.h"

#include <glib/gi18n.h>
#include <string.h>

#define AT_ONCE 4
#define TIMEOUT_MS 15000

struct _WfIndexWalk
{
  WfHttp *http;
  gboolean plain_text;
  WfIndexWatch watch;
  gpointer user_data;
  GCancellable *cancellable;
  GHashTable *known; /* URL to the time it was of, of what was told */
  /* The walk under way. */
  xmlDoc *index; /* NULL where there is none */
  char *host, *authorization;
  GQueue steps; /* Step, not yet begun */
  guint n_running, n_failed;
  gint64 until_us; /* monotonic */
  char *trouble;
};

typedef struct
{
  WfIndexWalk *walk;
  xmlNode *entry; /* of the index */
  char *url, *stamp;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->url);
  g_free (step->stamp);
  g_free (step);
}

WfIndexWalk *
wf_index_walk_new (WfHttp *http, gboolean plain_text, const WfIndexWatch *watch, gpointer user_data)
{
  WfIndexWalk *walk = g_new0 (WfIndexWalk, 1);

  walk->http = http;
  walk->plain_text = plain_text;
  walk->watch = *watch;
  walk->user_data = user_data;
  walk->cancellable = g_cancellable_new ();
  walk->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&walk->steps);
  return walk;
}

static void
forget_walk (WfIndexWalk *walk)
{
  g_clear_pointer (&walk->index, xmlFreeDoc);
  g_clear_pointer (&walk->host, g_free);
  g_clear_pointer (&walk->authorization, g_free);
  g_clear_pointer (&walk->trouble, g_free);
  g_queue_clear_full (&walk->steps, step_free);
}

void
wf_index_walk_free (WfIndexWalk *walk)
{
  if (walk == NULL)
    return;
  g_cancellable_cancel (walk->cancellable);
  g_object_unref (walk->cancellable);
  forget_walk (walk);
  g_hash_table_unref (walk->known);
  g_free (walk);
}

/* ---- the end */

static const xmlNode *
first_entry (const xmlNode *root)
{
  return wf_xml_is (root, "feed") ? wf_xml_child (root, "entry")
                                  : wf_xml_child (wf_xml_child (root, "channel"), "item");
}

static void
end_walk (WfIndexWalk *walk)
{
  g_autofree char *trouble = g_steal_pointer (&walk->trouble);
  g_autoptr (GBytes) rest = NULL;
  guint n_failed = walk->n_failed;

  if (first_entry (wf_xml_root (walk->index)) != NULL)
    {
      xmlChar *text = NULL;
      int length = 0;

      xmlDocDumpMemory (walk->index, &text, &length);
      rest = g_bytes_new (text, (gsize) MAX (length, 0));
      xmlFree (text);
    }
  forget_walk (walk);
  if (rest != NULL)
    walk->watch.document (rest, walk->user_data);
  walk->watch.ended (n_failed, trouble, walk->user_data);
}

/* ---- a step */

static void
remove_entry (Step *step)
{
  xmlUnlinkNode (step->entry);
  xmlFreeNode (step->entry);
  step->entry = NULL;
}

static void
fail_step (WfIndexWalk *walk, const char *trouble)
{
  char *copy = g_strdup (trouble);

  walk->n_failed++;
  g_free (walk->trouble);
  walk->trouble = copy;
}

static void step_on (WfIndexWalk *walk);

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Step *step = data;
  WfIndexWalk *walk = step->walk;
  g_autoptr (GError) error = NULL;
  g_autoptr (WfHttpAnswer) answer = wf_http_send_finish (result, NULL, &error);

  /* Given up: @walk may be gone. */
  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED))
    {
      step_free (step);
      return;
    }
  walk->n_running--;
  if (answer != NULL && answer->status == 200)
    {
      g_hash_table_insert (walk->known, g_strdup (step->url), g_strdup (step->stamp));
      remove_entry (step);
      walk->watch.document (answer->body, walk->user_data);
    }
  else if (answer != NULL)
    {
      g_autofree char *host = wf_http_host (step->url);
      g_autofree char *trouble = wf_http_status_trouble (answer->status, host);

      fail_step (walk, trouble);
    }
  else
    fail_step (walk, error->message);
  step_free (step);
  step_on (walk);
}

static gboolean
may_follow (WfIndexWalk *walk, const char *url)
{
  g_autofree char *host = wf_address_host (url);

  return host != NULL
         && (g_str_has_prefix (url, "https://")
             || (g_str_has_prefix (url, "http://")
                 && (walk->plain_text || wf_address_is_loopback (host))));
}

static void
fetch (WfIndexWalk *walk, Step *step)
{
  g_autofree char *host = wf_http_host (step->url);
  WfHttpRequest request
      = { .url = step->url,
          .accept = "application/cap+xml, application/xml;q=0.9, */*;q=0.1",
          .authorization = g_str_equal (host, walk->host) ? walk->authorization : NULL,
          .max_bytes = WF_INDEX_MAX_ALERT,
          .timeout_ms = TIMEOUT_MS };

  walk->n_running++;
  wf_http_send_async (walk->http, &request, walk->cancellable, fetched_cb, step);
}

static void
step_on (WfIndexWalk *walk)
{
  while (walk->n_running < AT_ONCE && !g_queue_is_empty (&walk->steps))
    {
      Step *step = g_queue_pop_head (&walk->steps);

      if (!may_follow (walk, step->url))
        fail_step (walk, _ ("The link of an alert is neither encrypted nor of this machine."));
      else if (g_get_monotonic_time () > walk->until_us)
        fail_step (walk, _ ("Fetching the alerts of the index took too long."));
      else
        {
          fetch (walk, step);
          continue;
        }
      step_free (step);
    }
  if (walk->n_running == 0)
    end_walk (walk);
}

/* ---- the begin */

/* An entry that holds its alert needs no link. */
static gboolean
holds_alert (const xmlNode *node, guint depth)
{
  if (wf_xml_is (node, "alert"))
    return TRUE;
  for (const xmlNode *child = wf_xml_child (node, NULL); child != NULL && depth < 4;
       child = wf_xml_next (child, NULL))
    if (holds_alert (child, depth + 1))
      return TRUE;
  return FALSE;
}

static Step *
step_of (WfIndexWalk *walk, const char *base, const xmlNode *entry)
{
  g_autofree char *link = holds_alert (entry, 0) ? NULL : wf_xml_link (entry);
  g_autofree char *url
      = link != NULL ? g_uri_resolve_relative (base, link, G_URI_FLAGS_NONE, NULL) : NULL;
  char *stamp = NULL;
  Step *step;

  if (url == NULL)
    return NULL;
  stamp = wf_xml_child_text (entry, "updated");
  if (stamp == NULL)
    stamp = wf_xml_child_text (entry, "pubDate"); /* RSS */
  step = g_new0 (Step, 1);
  step->walk = walk;
  step->entry = (xmlNode *) entry;
  step->url = g_steal_pointer (&url);
  step->stamp = stamp != NULL ? stamp : g_strdup ("");
  return step;
}

/* What the index names and was told already stays known, and leaves it; the rest are steps. */
static void
collect (WfIndexWalk *walk, const char *base)
{
  g_autoptr (GHashTable) still = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const xmlNode *entry = first_entry (wf_xml_root (walk->index)), *next;
  const char *name = entry != NULL ? (const char *) entry->name : "";
  guint n = 0;

  for (; entry != NULL && n < WF_INDEX_MAX_LINKS; entry = next)
    {
      Step *step = step_of (walk, base, entry);

      next = wf_xml_next (entry, name);
      if (step == NULL)
        continue;
      n++;
      if (g_strcmp0 (g_hash_table_lookup (walk->known, step->url), step->stamp) != 0)
        {
          g_queue_push_tail (&walk->steps, step);
          continue;
        }
      g_hash_table_insert (still, g_strdup (step->url), g_strdup (step->stamp));
      remove_entry (step);
      step_free (step);
    }
  g_hash_table_unref (walk->known);
  walk->known = g_steal_pointer (&still);
}

static gboolean
is_of_alerts (const char *text, gsize length)
{
  return memmem (text, length, "urn:oasis:names:tc:emergency:cap", 32) != NULL
         || memmem (text, length, "application/cap+xml", 19) != NULL;
}

gboolean
wf_index_walk_start (WfIndexWalk *walk, const char *url, GBytes *bytes, const char *authorization)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (text == NULL || length > WF_INDEX_MAX_BYTES || !is_of_alerts (text, length))
    return FALSE;
  walk->index = wf_xml_parse (text, length, WF_INDEX_MAX_BYTES, "index", NULL);
  if (walk->index == NULL)
    return FALSE;
  collect (walk, url);
  if (g_queue_is_empty (&walk->steps) && g_hash_table_size (walk->known) == 0)
    {
      forget_walk (walk);
      return FALSE;
    }
  walk->host = wf_http_host (url);
  walk->authorization = g_strdup (authorization);
  walk->n_failed = 0;
  walk->until_us = g_get_monotonic_time () + (gint64) WF_INDEX_MAX_S * G_USEC_PER_SEC;
  step_on (walk);
  return TRUE;
}
