/* Watchfloor: where a link goes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* SCHEME://[USER[:PASSWORD]@]HOST[:PORT][/PATH] in its parts. Pure. */
#pragma once

#include <glib.h>

typedef struct
{
  char *scheme, *user, *password,
      *host; /* @user, @password may be NULL; @host "" where none is named */
  guint16 port;
  char *path; /* what follows the '/', unescaped, also with '#' and '?' in it; "" where nothing */
} WfAddress;

/* WF_ERROR_INVALID where @url is none, or has no port and @default_port is 0. */
gboolean
wf_address_parse (const char *url, guint16 default_port, WfAddress *address, GError **error);
void wf_address_clear (WfAddress *address);

/* Free with g_free; NULL where @url names no host. */
char *wf_address_host (const char *url);
/* TRUE for localhost and the addresses that never leave this machine. */
gboolean wf_address_is_loopback (const char *host);
/* "host:port" for sentences. Free with g_free. */
char *wf_address_name (const WfAddress *address);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfAddress, wf_address_clear)
