/* Watchfloor: chance in the simulation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream of numbers for each actor (splitmix64: Steele, Lea, Flood, Fast splittable pseudorandom
 * number generators, 2014), so that one actor more does not change the life of the others. */
#pragma once

#include <glib.h>
#include <math.h>

typedef struct
{
  guint64 state;
} WfSimRandom;

static inline guint64
wf_sim_random_next (WfSimRandom *random)
{
  guint64 z = random->state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ z >> 31;
}

/* FNV-1a of @name, mixed with @seed: the same on every machine, unlike g_str_hash's promise. */
static inline WfSimRandom
wf_sim_random_named (guint64 seed, const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xCBF29CE484222325);
  WfSimRandom random;

  for (; *name != '\0'; name++)
    hash = (hash ^ (guint8) *name) * G_GUINT64_CONSTANT (0x100000001B3);
  random.state = hash ^ seed * G_GUINT64_CONSTANT (0xD1342543DE82EF95);
  wf_sim_random_next (&random);
  return random;
}

/* @low <= x < @high */
static inline double
wf_sim_random_range (WfSimRandom *random, double low, double high)
{
  return low + (high - low) * ((double) (wf_sim_random_next (random) >> 11) * 0x1p-53);
}

static inline gboolean
wf_sim_random_chance (WfSimRandom *random, double share)
{
  return wf_sim_random_range (random, 0, 1) < share;
}

/* 0 <= i < @n; 0 where @n is 0. */
static inline guint32
wf_sim_random_index (WfSimRandom *random, guint32 n)
{
  return n == 0 ? 0 : (guint32) (wf_sim_random_next (random) % n);
}

/* The wait for something that comes every @mean on average. */
static inline double
wf_sim_random_wait (WfSimRandom *random, double mean)
{
  return -log (1.0 - wf_sim_random_range (random, 0, 1)) * mean;
}

/* Near normal, deviation 1, never beyond 3.5 (twelve uniform numbers would be; four are). */
static inline double
wf_sim_random_bell (WfSimRandom *random)
{
  double sum = 0;

  for (int i = 0; i < 4; i++)
    sum += wf_sim_random_range (random, -1, 1);
  return sum * 0.8660254037844386;
}
