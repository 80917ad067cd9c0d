/* Watchfloor: chance that repeats itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* SplitMix64 (Steele, Lea, Flood 2014) and gradient noise from it: the same numbers for the same
 * seed on every machine, which g_random does not promise. Values; any thread. */
#pragma once

#include "wf-point.h"

#include <glib.h>

typedef struct
{
  guint64 state;
} GenRandom;

static inline guint64
gen_mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* A stream of its own for @purpose, so that one more draw here changes nothing there. */
static inline GenRandom
gen_random (guint64 seed, guint64 purpose)
{
  return (
      GenRandom){ gen_mix (seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + gen_mix (purpose)) };
}

static inline guint64
gen_random_next (GenRandom *random)
{
  random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return gen_mix (random->state);
}

/* In [0, 1). */
static inline double
gen_random_unit (GenRandom *random)
{
  return (double) (gen_random_next (random) >> 11) * 0x1p-53;
}

static inline double
gen_random_range (GenRandom *random, double low, double high)
{
  return low + (high - low) * gen_random_unit (random);
}

/* In 0 .. n - 1. */
static inline guint
gen_random_below (GenRandom *random, guint n)
{
  return (guint) (gen_random_unit (random) * n);
}

/* Perlin's gradient noise (2002 fade), about -1 .. 1, period free. */
double gen_noise (guint64 seed, double x, double y);

/* @octaves of it, each of half the size and @gain the weight, scaled to about -1 .. 1. */
double gen_fractal (guint64 seed, double x, double y, guint octaves, double gain);
