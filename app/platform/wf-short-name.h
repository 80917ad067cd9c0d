/* Watchfloor: expanded names made short.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The platform knows its types and attributes by their short names, under the core @context alone.
 * A client that expanded them itself ("https://uri.etsi.org/ngsi-ld/default-context/Vehicle", or
 * "https://uri.etsi.org/ngsi-ld/location") means the same. Pure, any thread. */
#pragma once

#include <jansson.h>

/* @name, or the part of it behind the default or the core vocabulary. */
const char *wf_short_name (const char *name);

/* @names (NULL-terminated, owned strings; may be NULL), each made short in place. */
void wf_short_names (char **names);

/* A copy of the body of a request with short names of types and attributes, and with id and type
 * where they were written @id, @type or as an array of one. New reference. */
json_t *wf_short_body (json_t *body);
