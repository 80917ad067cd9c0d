/* Watchfloor: names for what is made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese names with their pinyin, put together from syllables that sound like a coast: meant to
 * be believable and to be nobody's. No name is given twice by one namer. One thread. */
#pragma once

#include "gen-random.h"

typedef struct _GenNamer GenNamer;

typedef enum
{
  GEN_NAME_ROAD,
  GEN_NAME_AVENUE,
  GEN_NAME_STREET,
  GEN_NAME_LANE,
  GEN_NAME_DISTRICT,
  GEN_NAME_SUBDISTRICT, /* 街道 */
  GEN_NAME_COMMUNITY,
  GEN_NAME_ESTATE, /* 小区 */
  GEN_NAME_SCHOOL,
  GEN_NAME_PARK,
  GEN_NAME_STOP,
} GenNameKind;

GenNamer *gen_namer_new (guint64 seed);
void gen_namer_free (GenNamer *namer);

/* g_free both. */
void gen_namer_make (GenNamer *namer, GenNameKind kind, char **zh, char **en);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GenNamer, gen_namer_free)
