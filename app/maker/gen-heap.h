/* Watchfloor: the queue of a search.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A binary heap in an array, the least cost first. Of equal costs the order of pushing decides, the
 * same on every machine: a seed gives one city. */
#pragma once

#include <glib.h>

typedef struct
{
  double cost;
  guint32 node; /* the caller's number */
} GenQueued;

/* (element-type GenQueued); free with g_array_unref. */
GArray *gen_heap_new (void);
void gen_heap_push (GArray *heap, double cost, guint32 node);
/* @heap must not be empty. */
GenQueued gen_heap_pop (GArray *heap);
