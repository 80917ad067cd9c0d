/* Watchfloor: where a link goes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* GUri takes the front; the path is taken as it stands, because '#' and '?' mean something else in
 * a topic of MQTT. */
#include "config.h"

#include "wf-address.h"

#include "wf-error.h"
#include "wf-secrets.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

void
wf_address_clear (WfAddress *address)
{
  g_clear_pointer (&address->scheme, g_free);
  g_clear_pointer (&address->user, g_free);
  g_clear_pointer (&address->password, g_free);
  g_clear_pointer (&address->host, g_free);
  g_clear_pointer (&address->path, g_free);
}

/* From the scheme to before the path; NULL where there is none. Free with g_free. */
static char *
front_of (const char *url)
{
  const char *authority = strstr (url, "://");

  return authority != NULL ? g_strndup (url, strlen (url) - strlen (authority) + 3
                                                 + strcspn (authority + 3, "/?#"))
                           : NULL;
}

gboolean
wf_address_parse (const char *url, guint16 default_port, WfAddress *address, GError **error)
{
  g_autofree char *front = front_of (url);
  g_autoptr (GUri) uri = front != NULL ? g_uri_parse (front, G_URI_FLAGS_HAS_PASSWORD, NULL) : NULL;
  const char *path = front != NULL ? url + strlen (front) : "";
  int port = uri != NULL ? g_uri_get_port (uri) : -1;

  if (uri == NULL || (port <= 0 && default_port == 0))
    {
      g_autofree char *shown = wf_secrets_hide (url);

      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("'%s' is no address; it is written SCHEME://HOST:PORT."), shown);
      return FALSE;
    }
  *address
      = (WfAddress){ .scheme = g_strdup (g_uri_get_scheme (uri)),
                     .user = g_strdup (g_uri_get_user (uri)),
                     .password = g_strdup (g_uri_get_password (uri)),
                     .host = g_strdup (g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : ""),
                     .port = port > 0 ? (guint16) port : default_port };
  address->path = g_uri_unescape_string (path + (*path == '/'), NULL);
  if (address->path == NULL)
    address->path = g_strdup (path + (*path == '/'));
  return TRUE;
}

char *
wf_address_host (const char *url)
{
  g_auto (WfAddress) address = { 0 };

  return wf_address_parse (url, 1, &address, NULL) && *address.host != '\0'
             ? g_steal_pointer (&address.host)
             : NULL;
}

gboolean
wf_address_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

char *
wf_address_name (const WfAddress *address)
{
  return g_strdup_printf (strchr (address->host, ':') != NULL ? "[%s]:%u" : "%s:%u", address->host,
                          address->port);
}
