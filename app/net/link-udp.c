/* Watchfloor: the link of datagrams.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* udp://HOST:PORT: at an address of this machine what is sent to it is heard; a multicast group
 * (239.2.3.1:6969 of Cursor on Target) is joined, on the interface that /NAME behind the port
 * names. Each datagram is a message. */
#include "config.h"

#include "wf-address.h"
#include "wf-link-type.h"
#include "wf-socket.h"

#include <glib/gi18n.h>
#include <sys/socket.h>

#define MAX_DATAGRAM 65536
#define DATAGRAMS_A_TURN 64
#define KERNEL_QUEUE_BYTES (4 * 1024 * 1024)

typedef struct
{
  WfLink *link;
  GSocket *socket; /* NULL until it is bound */
  GSource *source;
  char *buffer;
} Udp;

static gpointer
create (WfLink *link)
{
  Udp *udp = g_new0 (Udp, 1);

  udp->link = link;
  udp->buffer = g_malloc (MAX_DATAGRAM);
  return udp;
}

static void
close_socket (Udp *udp)
{
  if (udp->source != NULL)
    g_source_destroy (udp->source);
  g_clear_pointer (&udp->source, g_source_unref);
  g_clear_object (&udp->socket);
}

static void
destroy (gpointer state)
{
  Udp *udp = state;

  close_socket (udp);
  g_free (udp->buffer);
  g_free (udp);
}

static void
fail (Udp *udp, const GError *error)
{
  g_autofree char *host = wf_http_host (wf_link_address (udp->link));
  g_autofree char *trouble
      = g_strdup_printf (_ ("%s cannot be listened at (%s)."), host, error->message);

  close_socket (udp);
  wf_link_failed (udp->link, trouble);
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  Udp *udp = data;
  g_autoptr (GSource) source = g_source_ref (udp->source);

  for (guint i = 0; i < DATAGRAMS_A_TURN && !g_source_is_destroyed (source); i++)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_socket_receive (socket, udp->buffer, MAX_DATAGRAM, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      if (n < 0)
        {
          fail (udp, error);
          return G_SOURCE_REMOVE;
        }
      if (n > 0)
        {
          g_autoptr (GBytes) bytes = g_bytes_new (udp->buffer, (gsize) n);

          wf_link_message (udp->link, NULL, bytes);
        }
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
bind_socket (Udp *udp, const WfAddress *address, GError **error)
{
  g_autoptr (GSocketAddress) named = wf_socket_local_address (address->host, address->port, error);
  g_autoptr (GSocketAddress) any = NULL;
  GInetAddress *group;
  gboolean is_group;

  if (named == NULL)
    return FALSE;
  group = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (named));
  is_group = g_inet_address_get_is_multicast (group);
  if (is_group)
    {
      g_autoptr (GInetAddress) all = g_inet_address_new_any (g_inet_address_get_family (group));

      any = g_inet_socket_address_new (all, address->port);
    }
  udp->socket = g_socket_new (g_inet_address_get_family (group), G_SOCKET_TYPE_DATAGRAM,
                              G_SOCKET_PROTOCOL_UDP, error);
  if (udp->socket == NULL)
    return FALSE;
  g_socket_set_blocking (udp->socket, FALSE);
  g_socket_set_option (udp->socket, SOL_SOCKET, SO_RCVBUF, KERNEL_QUEUE_BYTES, NULL);
  return g_socket_bind (udp->socket, is_group ? any : named, is_group, error)
         && (!is_group
             || g_socket_join_multicast_group (
                 udp->socket, group, FALSE, *address->path != '\0' ? address->path : NULL, error));
}

static void
open_udp (gpointer state)
{
  Udp *udp = state;
  g_auto (WfAddress) address = { 0 };
  g_autoptr (GError) error = NULL;

  if (!wf_address_parse (wf_link_address (udp->link), 0, &address, &error))
    {
      wf_link_ended (udp->link, error->message);
      return;
    }
  close_socket (udp);
  if (!bind_socket (udp, &address, &error))
    {
      fail (udp, error);
      return;
    }
  udp->source = g_socket_create_source (udp->socket, G_IO_IN, NULL);
  g_source_set_static_name (udp->source, "udp");
  g_source_set_priority (udp->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (udp->source, G_SOURCE_FUNC (readable_cb), udp, NULL);
  g_source_attach (udp->source, g_main_context_get_thread_default ());
  wf_link_up (udp->link);
}

static const char *const schemes[] = { "udp", NULL };

const WfLinkType wf_link_type_udp = {
  .name = "udp",
  .schemes = schemes,
  .is_push = TRUE,
  .create = create,
  .destroy = destroy,
  .open = open_udp,
};
