/* Watchfloor: sockets as links want them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-socket.h"

#include "wf-error.h"

#include <glib/gi18n.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

void
wf_socket_watch_peer (GSocketConnection *connection)
{
  static const struct
  {
    int option, value;
  } limits[] = {
    { TCP_KEEPIDLE, 20 }, { TCP_KEEPINTVL, 5 }, { TCP_KEEPCNT, 4 }, { TCP_USER_TIMEOUT, 40000 }
  };
  GSocket *socket = g_socket_connection_get_socket (connection);

  g_socket_set_keepalive (socket, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    g_socket_set_option (socket, IPPROTO_TCP, limits[i].option, limits[i].value, NULL);
}

GSocketAddress *
wf_socket_local_address (const char *host, guint16 port, GError **error)
{
  gboolean is_loopback = *host == '\0' || g_ascii_strcasecmp (host, "localhost") == 0;
  GSocketAddress *address
      = g_inet_socket_address_new_from_string (is_loopback ? "127.0.0.1" : host, port);

  if (address == NULL)
    g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                 _ ("'%s' is no address to listen at; write one of this machine's, or 0.0.0.0 for "
                    "all of them."),
                 host);
  return address;
}
