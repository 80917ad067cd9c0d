/* Watchfloor: links named at a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that say how a URL is followed, the same for every subcommand that follows one. */
#pragma once

#include "wf-link.h"

typedef struct
{
  char *ca_file, *proxy;
  char *auth, *user, *secret, *token_url, *scope;
  char *session, *will_topic, *will_text;
  int mqtt_version, qos, max_peers;
  gboolean plain_text;
  double every_s, silence_s, speed;
} WfCtlLinkWords;

/* For a GOptionEntry array; @words is a WfCtlLinkWords. */
#define WF_CTL_LINK_ENTRIES(words)                                                                 \
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, &(words)->ca_file, NULL, NULL },                            \
      { "proxy", 0, 0, G_OPTION_ARG_STRING, &(words)->proxy, NULL, NULL },                         \
      { "auth", 0, 0, G_OPTION_ARG_STRING, &(words)->auth, NULL, NULL },                           \
      { "user", 0, 0, G_OPTION_ARG_STRING, &(words)->user, NULL, NULL },                           \
      { "secret", 0, 0, G_OPTION_ARG_STRING, &(words)->secret, NULL, NULL },                       \
      { "token-url", 0, 0, G_OPTION_ARG_STRING, &(words)->token_url, NULL, NULL },                 \
      { "scope", 0, 0, G_OPTION_ARG_STRING, &(words)->scope, NULL, NULL },                         \
      { "session", 0, 0, G_OPTION_ARG_STRING, &(words)->session, NULL, NULL },                     \
      { "will-topic", 0, 0, G_OPTION_ARG_STRING, &(words)->will_topic, NULL, NULL },               \
      { "will", 0, 0, G_OPTION_ARG_STRING, &(words)->will_text, NULL, NULL },                      \
      { "mqtt-version", 0, 0, G_OPTION_ARG_INT, &(words)->mqtt_version, NULL, NULL },              \
      { "qos", 0, 0, G_OPTION_ARG_INT, &(words)->qos, NULL, NULL },                                \
      { "max-peers", 0, 0, G_OPTION_ARG_INT, &(words)->max_peers, NULL, NULL },                    \
      { "plain-text", 0, 0, G_OPTION_ARG_NONE, &(words)->plain_text, NULL, NULL },                 \
      { "every", 0, 0, G_OPTION_ARG_DOUBLE, &(words)->every_s, NULL, NULL },                       \
      { "silence", 0, 0, G_OPTION_ARG_DOUBLE, &(words)->silence_s, NULL, NULL },                   \
  {                                                                                                \
    "speed", 0, 0, G_OPTION_ARG_DOUBLE, &(words)->speed, NULL, NULL                                \
  }

/* For --help. */
#define WF_CTL_LINK_SYNOPSIS                                                                       \
  "URL: http(s) (asked every S seconds, 5), sse+http(s), ws(s) (pushed),\n"                        \
  "     mqtt(s)://HOST:PORT/TOPIC, tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT\n"            \
  "     (also a multicast group), tcp-listen://HOST:PORT (devices call here),\n"                   \
  "     file: (a document, or a recording NAME.wfrec)\n"                                           \
  "Its way: [--every S] [--silence S] [--ca FILE.pem] [--proxy URL] [--max-peers N] [--speed X]\n" \
  "         [--plain-text] (without it only this machine is spoken to in the clear)\n"             \
  "Who asks: [--auth bearer|basic|oauth2] [--user U] [--secret '{key:NAME}'] [--token-url URL]\n"  \
  "          [--scope S]\n"                                                                        \
  "MQTT: [--mqtt-version 5] [--qos N] [--session NAME] [--will-topic T --will TEXT]\n"

#define WF_CTL_LINK_WORDS_INIT ((WfCtlLinkWords){ .every_s = 5 })

void wf_ctl_link_words_clear (WfCtlLinkWords *words);

/* The link to @url; keys that @url and --secret name are asked for, which waits. Not started. */
WfLink *wf_ctl_link_new (WfHttp *http, const char *url, WfCtlLinkWords *words, gboolean once,
                         const WfLinkWatch *watch, gpointer user_data, GError **error);
