/* Watchfloor: the way to a feed of the city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-feed-way.h"

#include <string.h>

char *
wf_feed_way_url (const WfCityFeed *feed, const char *platform_url)
{
  g_auto (GStrv) parts = g_strsplit (feed->url, "{platform}", -1);
  g_autofree char *platform = g_strdup (platform_url != NULL ? platform_url : "");
  gsize length = strlen (platform);

  if (parts[1] != NULL && platform_url == NULL)
    return NULL;
  while (length > 0 && platform[length - 1] == '/')
    platform[--length] = '\0';
  return g_strjoinv (platform, parts);
}

gboolean
wf_feed_way_is_platform (const WfCityFeed *feed, const char *url)
{
  return g_str_equal (feed->format, "ngsi-ld") && feed->types != NULL
         && g_str_has_suffix (url, "/ngsi-ld/v1") && g_str_has_prefix (url, "http");
}

WfLinkOptions
wf_feed_way_options (const WfCityFeed *feed, const char *url, const char *secret)
{
  static const char *const kinds[] = { "bearer", "basic", "oauth2" };
  WfLinkOptions options = { .url = url,
                            .poll_s = feed->poll_s,
                            .plain_text = feed->plain_text,
                            .ca_file = feed->ca_file,
                            .proxy = feed->proxy,
                            .silence_s = feed->silence_s,
                            .max_peers = feed->max_peers,
                            .mqtt_version = feed->mqtt_version,
                            .mqtt_qos = feed->mqtt_qos,
                            .mqtt_session = feed->mqtt_session,
                            .mqtt_will_topic = feed->mqtt_will_topic,
                            .mqtt_will_text = feed->mqtt_will_text,
                            .speed = 1 };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (feed->auth.kind, kinds[i]) == 0)
      options.auth = (WfAuthOptions){ WF_AUTH_BEARER + i, feed->auth.user, secret,
                                      feed->auth.token_url, feed->auth.scope };
  return options;
}
