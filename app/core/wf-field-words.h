/* Watchfloor: the words of map data.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of fields and classes as OpenStreetMap and city surveys write them ("landuse", "primary"),
 * in the operator's language. What is not known stays as it is: nothing is guessed. */
#pragma once

#include <glib.h>

/* The word for a field, or @name itself; static or borrowed. */
const char *wf_field_word (const char *name);
/* The word for a class of a field ("residential"), or @value itself. */
const char *wf_value_word (const char *value);
