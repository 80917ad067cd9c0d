/* Watchfloor: the way to a feed of the city.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the city file says of a feed, as the links want it. Pure. */
#pragma once

#include "wf-city.h"
#include "wf-link.h"

/* The URL with the platform's in place of "{platform}". Free with g_free; NULL where a platform is
 * wanted and @platform_url is NULL. */
char *wf_feed_way_url (const WfCityFeed *feed, const char *platform_url);

/* @feed at @url is an NGSI-LD platform: it is asked for all, and tells what changes. */
gboolean wf_feed_way_is_platform (const WfCityFeed *feed, const char *url);

/* All borrowed; @secret may be NULL. */
WfLinkOptions wf_feed_way_options (const WfCityFeed *feed, const char *url, const char *secret);
