/* Watchfloor: who we say we are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A key, a user with a password, or a token fetched for them (OAuth 2 client credentials, RFC 6749,
 * 4.4), kept until shortly before it ends. Use from one thread, with its main context. */
#pragma once

#include "wf-http.h"

typedef enum
{
  WF_AUTH_NONE,
  WF_AUTH_BEARER, /* @secret is the token */
  WF_AUTH_BASIC, /* @user, @secret */
  WF_AUTH_OAUTH2, /* @user is the client's id, @secret its secret */
} WfAuthKind;

typedef struct
{
  WfAuthKind kind;
  const char *user, *secret;
  const char *token_url; /* https, or of loopback */
  const char *scope; /* may be NULL */
} WfAuthOptions;

typedef struct _WfAuth WfAuth;

/* Strings are copied; @http is borrowed and must outlive it. */
WfAuth *wf_auth_new (WfHttp *http, const WfAuthOptions *options);
void wf_auth_free (WfAuth *auth);

/* The token of a bearer or of OAuth 2, the password of a user; NULL where there is nothing to say.
 * Errors: the token's server cannot be reached, or refuses. Free with g_free. */
void wf_auth_secret_async (WfAuth *auth, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
char *wf_auth_secret_finish (GAsyncResult *result, GError **error);

/* What was fetched was refused: it is fetched anew next time. */
void wf_auth_refused (WfAuth *auth);

/* The value of an Authorization header for @secret; free with g_free. NULL for NONE. */
char *wf_auth_header (const WfAuth *auth, const char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfAuth, wf_auth_free)
