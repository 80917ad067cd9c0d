/* Watchfloor: reports in few bytes, seen from inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What wf-history-encode.c and wf-history-decode.c share. Both walk the same fields in the same
 * order, the one through put_*, the other through get_*. */
#pragma once

#include "wf-history-chain.h"

#define WF_HISTORY_MAGIC 0x31424857u /* "WHB1" */
#define RAW_MAX (64u << 20)
#define WORDS_MAX 4000000
#define WORD_BYTES_MAX (256u << 20) /* of all words of a chain */
#define WORD_MAX 65536
#define LEVEL 3
#define PLACE 1e7
#define MS_US 1000
#define TIME_MAX_MS (G_GINT64_CONSTANT (1) << 50)

/* Each stream holds numbers of one nature. */
enum
{
  STREAM_THING,
  STREAM_MARK,
  STREAM_ARRIVAL,
  STREAM_FIX,
  STREAM_X,
  STREAM_Y,
  STREAM_MOTION,
  STREAM_WORDS,
  N_STREAMS
};

#define RAW_HEAD (4 * (1 + N_STREAMS))

/* The mark: kind, flags, what follows. */
#define MARK_KIND 7u
#define MARK_FLAGS_SHIFT 3
#define MARK_FLAGS 31u
#define MARK_PLACED (1u << 8)
#define MARK_UNDATED (1u << 9)
#define MARK_CARRIED (1u << 10)
#define MARK_MOTION (1u << 11)
#define MARK_ATTRS (1u << 12)
#define MARK_WORD(i) (1u << (13 + (i)))

enum
{
  WORD_CLASS,
  WORD_LABEL,
  WORD_STATE,
  WORD_FEED,
  N_WORDS
};

enum
{
  MOTION_SPEED,
  MOTION_HEADING,
  MOTION_ACCURACY,
  N_MOTION
};

/* What was last said of a thing. */
typedef struct
{
  const char *id; /* a word of the chain's */
  const char *words[N_WORDS]; /* the same; NULL where not known */
  char *attrs; /* Owned */
  gint64 fix_ms, step_ms, arrived_ms; /* fix_ms: when it came, where it was not dated */
  gint64 placed_fix_ms, placed_arrived_ms; /* of the place */
  guint32 placed_mark; /* 0: no place was ever given */
  gint32 x, y, dx, dy;
  gint32 motion[N_MOTION]; /* one more than the number; 0 where not known */
  guint32 mark; /* of the last report */
} Thing;

/* A block that is being read. */
typedef struct
{
  guint8 *raw; /* Owned; NULL: none */
  guint32 n_left;
  const guint8 *at[N_STREAMS], *end[N_STREAMS];
  gboolean failed;
} Reading;

struct _WfHistoryChain
{
  gint64 arrived_ms; /* of the last report; of the chain's beginning before there is one */
  GArray *things;
  guint32 last_thing;
  GHashTable *numbers; /* id -> number + 1; of a writer */
  GPtrArray *words;
  GHashTable *word_numbers; /* word -> its place + 1; of a writer */
  GStringChunk *text;
  gsize text_bytes;
  GByteArray *streams[N_STREAMS];
  guint n_waiting;
  Reading reading;
};

/* @thing is what its next report says: notes whether that placed it, or ended it. */
void wf_history_chain_taken (Thing *thing);
Thing *wf_history_chain_thing (WfHistoryChain *chain, guint32 number);
guint32 wf_history_chain_new_thing (WfHistoryChain *chain, const char *id);
/* Keeps @word, of @size bytes; NULL where no more are taken. */
const char *wf_history_chain_keep_word (WfHistoryChain *chain, const char *word, gsize size);
/* What was last said of @thing. */
WfHistoryEntry wf_history_chain_entry (const Thing *thing, guint32 number);
