/* Watchfloor: reading journals without a screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* verify, show, export, head, at: all read only, also while a console writes. */
#include "config.h"

#include "wf-ctl-desk.h"
#include "wf-error.h"
#include "wf-journal-reader.h"
#include "wf-json.h"
#include "wf-projection.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  char *time, *entity;
  gint64 last;
  gboolean json;
  char **rest;
  gint64 until_us;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->time);
  g_free (words->entity);
  g_strfreev (words->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (int argc, char **argv, Words *words, GError **error)
{
  const GOptionEntry entries[]
      = { { "time", 0, 0, G_OPTION_ARG_STRING, &words->time, NULL, NULL },
          { "entity", 0, 0, G_OPTION_ARG_STRING, &words->entity, NULL, NULL },
          { "last", 0, 0, G_OPTION_ARG_INT64, &words->last, NULL, NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &words->json, NULL, NULL },
          { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->rest, NULL, NULL },
          { NULL } };

  words->until_us = WF_TIME_NONE;
  if (!wf_subcommand_parse (entries, &argc, &argv, error))
    return FALSE;
  if (words->rest == NULL || g_strv_length (words->rest) != 2)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("say what to do and with which journal; see watchfloorctl journal --help"));
  else if (words->last < 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--last is how many rows, or 0 for all"));
  else if (words->time != NULL && !wf_time_parse (words->time, &words->until_us))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("'%s' is not a time such as 2026-01-31T08:00:00Z"), words->time);
  else
    return TRUE;
  return FALSE;
}

static gboolean
verify (const char *path, const Words *words, GError **error)
{
  g_auto (WfJournalVerdict) verdict = { 0 };

  if (!wf_journal_verify (path, &verdict, error))
    return FALSE;
  if (words->json)
    wf_ctl_print_json (json_pack ("{s:I, s:b, s:o, s:s?, s:s?}", "rows",
                                  (json_int_t) verdict.n_rows, "ok", verdict.ok, "first_bad",
                                  verdict.ok ? json_null () : json_integer (verdict.first_bad),
                                  "head", verdict.head, "why", verdict.why));
  else if (verdict.ok)
    g_print (_ ("%lld rows, all as they were written.\n"), (long long) verdict.n_rows);
  if (verdict.ok)
    return TRUE;
  g_set_error (error, WF_ERROR, WF_ERROR_DAMAGED,
               _ ("row %lld is not as it was written (%s). Keep the file and "
                  "compare it with a copy."),
               (long long) verdict.first_bad, verdict.why);
  return FALSE;
}

static gboolean
print_head (const char *path, const Words *words, GError **error)
{
  g_auto (WfJournalVerdict) verdict = { 0 };

  if (!wf_journal_verify (path, &verdict, error))
    return FALSE;
  if (words->json)
    wf_ctl_print_json (
        json_pack ("{s:I, s:s?}", "rows", (json_int_t) verdict.n_rows, "head", verdict.head));
  else
    g_print ("%" G_GINT64_FORMAT " %s\n", verdict.n_rows,
             verdict.head != NULL ? verdict.head : "-");
  return TRUE;
}

static json_t *
row_to_json (const WfJournalRow *row)
{
  g_autofree char *at = wf_time_format (row->at_us);
  json_t *body = json_loads (row->body, JSON_DECODE_ANY, NULL);

  return json_pack ("{s:I, s:s, s:s, s:s, s:s, s:o, s:s, s:s}", "seq", (json_int_t) row->seq, "at",
                    at, "by", row->by, "kind", row->kind, "entity", row->entity, "body",
                    body != NULL ? body : json_null (), "prev", row->prev, "hash", row->hash);
}

/* The rows that were asked for, the last ones where there is a limit. */
typedef struct
{
  const Words *words;
  GPtrArray *rows; /* json_t; NULL = print each as it comes */
} Listing;

static void
keep_last (GPtrArray *rows, gint64 last)
{
  if (last > 0 && rows->len > last)
    g_ptr_array_remove_range (rows, 0, rows->len - (guint) last);
}

static void
list_cb (const WfJournalRow *row, gpointer data)
{
  Listing *listing = data;

  if (listing->words->entity != NULL && !g_str_equal (row->entity, listing->words->entity))
    return;
  if (listing->rows == NULL)
    {
      wf_ctl_print_json (row_to_json (row));
      return;
    }
  g_ptr_array_add (listing->rows, row_to_json (row));
  /* Not one by one: each moves all the others. */
  if (listing->rows->len / 2 > listing->words->last)
    keep_last (listing->rows, listing->words->last);
}

static gboolean
export_rows (const char *path, const Words *words, GError **error)
{
  Listing listing = { words, NULL };

  return wf_journal_read (path, words->until_us, list_cb, &listing, error);
}

static void
print_row (const json_t *row)
{
  g_autofree char *body = wf_json_canonical (json_object_get (row, "body"));

  g_print ("%6" G_GINT64_FORMAT "  %s  %-10s  %-18s  %s  %s\n", wf_json_integer (row, "seq", 0),
           wf_json_string (row, "at", ""), wf_json_string (row, "by", ""),
           wf_json_string (row, "kind", ""), wf_json_string (row, "entity", ""), body);
}

static gboolean
show (const char *path, const Words *words, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  Listing listing = { words, rows };
  json_t *list;

  if (!wf_journal_read (path, words->until_us, list_cb, &listing, error))
    return FALSE;
  keep_last (rows, words->last);
  if (!words->json)
    {
      for (guint i = 0; i < rows->len; i++)
        print_row (rows->pdata[i]);
      return TRUE;
    }
  list = json_array ();
  for (guint i = 0; i < rows->len; i++)
    json_array_append (list, rows->pdata[i]);
  wf_ctl_print_json (json_pack ("{s:o}", "rows", list));
  return TRUE;
}

static gboolean
print_state (const char *path, const Words *words, GError **error)
{
  g_autoptr (WfProjection) projection = wf_projection_new ();
  json_t *state;

  if (!wf_journal_read (path, words->until_us, wf_projection_apply, projection, error))
    return FALSE;
  state = wf_projection_to_json (projection);
  json_object_set_new (state, "rows", json_integer ((json_int_t) projection->n_rows));
  if (words->time != NULL)
    json_object_set_new (state, "time", json_string (words->time));
  wf_ctl_print_json (state);
  return TRUE;
}

static gboolean
run (int argc, char **argv, GError **error)
{
  static const struct
  {
    const char *verb;
    gboolean (*run) (const char *path, const Words *words, GError **error);
  } verbs[] = { { "verify", verify },
                { "show", show },
                { "export", export_rows },
                { "head", print_head },
                { "at", print_state } };
  g_auto (Words) words = { 0 };

  if (!parse_words (argc, argv, &words, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (words.rest[0], verbs[i].verb))
      return verbs[i].run (words.rest[1], &words, error);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("'%s' is none of verify, show, export, head, at"), words.rest[0]);
  return FALSE;
}

const WfSubcommand wf_ctl_journal = {
  .name = "journal",
  .summary = N_ ("Verify, show and export a journal; what it said at a time"),
  .synopsis = "watchfloorctl journal verify|head DB [--json]\n"
              "watchfloorctl journal show DB [--entity ID] [--last N] [--time T] [--json]\n"
              "watchfloorctl journal export DB [--entity ID] [--time T]      a line a row\n"
              "watchfloorctl journal at DB [--time T]                        what was known then",
  .run = run,
};
