/* Watchfloor: a bounded run of a fuzz target.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for libFuzzer in the test suite: every seed, then each seed mutated by a fixed random
 * sequence (WF_FUZZ_RUNS times, 2000 where unset), so that a run is the same everywhere. A target
 * is one file fuzz-NAME.c with LLVMFuzzerTestOneInput and its seeds in seeds/NAME/. */
#include "config.h"

#include "fuzz-target.h"

#include <glib.h>
#include <string.h>

#define MAX_GROWTH 4096

static GPtrArray *
load_seeds (const char *folder)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *text;
      gsize length;

      if (g_file_get_contents (path, &text, &length, NULL))
        g_ptr_array_add (seeds, g_bytes_new_take (text, length));
    }
  return g_steal_pointer (&seeds);
}

static void
overwrite (GByteArray *input, GRand *rand)
{
  static const guint8 bytes[] = { 0, 1, 0x7f, 0x80, 0xff, '"', '{', '[', ']', '<', '\\', '-' };
  guint at = (guint) g_rand_int_range (rand, 0, (gint32) input->len);

  input->data[at] = g_rand_boolean (rand) ? (guint8) g_rand_int (rand)
                                          : bytes[g_rand_int_range (rand, 0, sizeof bytes)];
}

/* A piece copied to another place, cut out, or repeated. */
static void
move_piece (GByteArray *input, GRand *rand)
{
  guint from = (guint) g_rand_int_range (rand, 0, (gint32) input->len);
  guint n = (guint) g_rand_int_range (rand, 1, (gint32) MIN (input->len - from, 64) + 1);
  g_autofree guint8 *piece = g_memdup2 (input->data + from, n);

  if (g_rand_boolean (rand))
    g_byte_array_remove_range (input, from, n);
  else if (input->len < MAX_GROWTH * 64)
    for (int i = g_rand_int_range (rand, 1, 8); i > 0; i--)
      g_byte_array_append (input, piece, n);
}

static GByteArray *
mutate (GBytes *seed, GRand *rand)
{
  GByteArray *input = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (seed, &length);

  g_byte_array_append (input, data, (guint) length);
  for (int i = g_rand_int_range (rand, 1, 6); i > 0 && input->len > 0; i--)
    switch (g_rand_int_range (rand, 0, 4))
      {
      case 0:
        move_piece (input, rand);
        break;
      case 1:
        g_byte_array_set_size (input, (guint) g_rand_int_range (rand, 0, (gint32) input->len));
        break;
      default:
        overwrite (input, rand);
      }
  return input;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) seeds = argc > 1 ? load_seeds (argv[1]) : NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260101);
  const char *runs = g_getenv ("WF_FUZZ_RUNS");
  guint64 n = runs != NULL ? g_ascii_strtoull (runs, NULL, 10) : 2000;

  if (seeds == NULL || seeds->len == 0)
    {
      g_printerr ("usage: fuzz-NAME FOLDER-OF-SEEDS\n");
      return 2;
    }
  for (guint i = 0; i < seeds->len; i++)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (seeds->pdata[i], &length);

      LLVMFuzzerTestOneInput (data, length);
    }
  for (guint64 i = 0; i < n; i++)
    {
      g_autoptr (GByteArray) input = mutate (seeds->pdata[i % seeds->len], rand);
      /* An exact copy, so that the sanitizers see a read past the end. */
      g_autofree guint8 *exact = g_malloc (MAX (input->len, 1));

      memcpy (exact, input->data, input->len);
      LLVMFuzzerTestOneInput (exact, input->len);
    }
  g_print ("%u seeds, %" G_GUINT64_FORMAT " mutations\n", seeds->len, n);
  return 0;
}
