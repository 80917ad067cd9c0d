/* Watchfloor: a desk for one subcommand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ctl-desk.h"

#include "wf-error.h"
#include "wf-journal-reader.h"
#include "wf-json.h"
#include "wf-ngsi-entity.h"
#include "wf-subcommand.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define ASK_MS 500

#define MAX_S 86400.0

/* ---- words */

/* @text NULL leaves @seconds as it is. */
static gboolean
read_seconds (const char *option, const char *text, double *seconds, GError **error)
{
  char *end = NULL;

  if (text == NULL)
    return TRUE;
  *seconds = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && *seconds > 0 && *seconds <= MAX_S)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("%s takes seconds, above 0 and at most %d"), option, (int) MAX_S);
  return FALSE;
}

static gboolean
check_level (const char *level, GError **error)
{
  if (level == NULL || g_ascii_string_to_unsigned (level, 10, 1, 4, NULL, NULL))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--level is 1 (most grave) to 4"));
  return FALSE;
}

gboolean
wf_ctl_words_parse (int argc, char **argv, WfCtlWords *words, GError **error)
{
  g_autofree char *valid = NULL;
  g_autofree char *seconds = NULL;
#define TEXT(name, field)                                                                          \
  {                                                                                                \
    name, 0, 0, G_OPTION_ARG_STRING, &words->field, NULL, NULL                                     \
  }
  const GOptionEntry entries[]
      = { TEXT ("platform", platform),
          TEXT ("journal", journal),
          TEXT ("by", by),
          TEXT ("kind", kind),
          TEXT ("target", target),
          TEXT ("at", at),
          TEXT ("datum", datum),
          TEXT ("level", level),
          TEXT ("address", address),
          TEXT ("notes", notes),
          TEXT ("profile", profile),
          TEXT ("shape", shape),
          { "param", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->params, NULL, NULL },
          { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->sets, NULL, NULL },
          { "valid-s", 0, 0, G_OPTION_ARG_STRING, &valid, NULL, NULL },
          { "seconds", 0, 0, G_OPTION_ARG_STRING, &seconds, NULL, NULL },
          { "wait", 0, 0, G_OPTION_ARG_NONE, &words->wait, NULL, NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &words->json, NULL, NULL },
          { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->rest, NULL, NULL },
          { NULL } };
#undef TEXT

  if (!wf_subcommand_parse (entries, &argc, &argv, error)
      || !read_seconds ("--valid-s", valid, &words->valid_s, error)
      || !read_seconds ("--seconds", seconds, &words->seconds, error)
      || !check_level (words->level, error))
    return FALSE;
  if (words->rest != NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("say what to do; see watchfloorctl %s --help"), argv[0]);
  return FALSE;
}

void
wf_ctl_words_clear (WfCtlWords *words)
{
  char **const texts[] = { &words->platform, &words->journal, &words->by,      &words->kind,
                           &words->target,   &words->at,      &words->datum,   &words->level,
                           &words->address,  &words->notes,   &words->profile, &words->shape };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  g_clear_pointer (&words->params, g_strfreev);
  g_clear_pointer (&words->sets, g_strfreev);
  g_clear_pointer (&words->rest, g_strfreev);
}

const WfCtlVerb *
wf_ctl_words_verb (const WfCtlWords *words, const WfCtlVerb *verbs, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (; verbs->verb != NULL; verbs++)
    {
      if (g_str_equal (words->rest[0], verbs->verb))
        return verbs;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", verbs->verb);
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("'%s' is none of %s"),
               words->rest[0], names->str);
  return NULL;
}

WfProjection *
wf_ctl_words_read_journal (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfProjection) projection = wf_projection_new ();

  if (words->journal == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("%s is missing"),
                   "--journal");
      return NULL;
    }
  if (!wf_journal_read (words->journal, WF_TIME_NONE, wf_projection_apply, projection, error))
    return NULL;
  return g_steal_pointer (&projection);
}

static json_t *
read_value (const char *text)
{
  json_t *value = json_loads (text, JSON_DECODE_ANY, NULL);

  if (json_is_number (value) || json_is_boolean (value) || json_is_object (value)
      || json_is_array (value))
    return value;
  json_decref (value);
  return json_string (text);
}

json_t *
wf_ctl_words_pairs (char **pairs, GError **error)
{
  g_autoptr (json_t) object = json_object ();

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      const char *equals = strchr (pairs[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (pairs[i], equals - pairs[i]) : NULL;
      json_t *value = equals != NULL && equals > pairs[i] ? read_value (equals + 1) : NULL;

      if (value == NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("'%s' is not of the form NAME=VALUE"), pairs[i]);
          return NULL;
        }
      json_object_set_new (object, name, value);
    }
  return g_steal_pointer (&object);
}

/* ---- the desk */

struct _WfCtlDesk
{
  WfClock *clock;
  WfHttp *http;
  WfDesk *desk;
  char *notice;
};

static void
notice_cb (const char *sentence, gboolean grave, gpointer data)
{
  WfCtlDesk *desk = data;

  if (!grave)
    return;
  g_free (desk->notice);
  desk->notice = g_strdup (sentence);
}

static void
changed_cb (gpointer data)
{
}

WfCtlDesk *
wf_ctl_desk_new (const WfCtlWords *words, GError **error)
{
  g_autoptr (WfCtlDesk) desk = g_new0 (WfCtlDesk, 1);
  const WfDeskOptions options
      = { .journal_path = words->journal,
          .platform_url = words->platform,
          .operator_name = words->by != NULL ? words->by : g_get_user_name () };
  const WfDeskWatch watch = { notice_cb, changed_cb };

  desk->clock = wf_clock_new_system (1);
  desk->http = wf_http_new ();
  desk->desk = wf_desk_new (desk->clock, desk->http, &options, &watch, desk);
  if (wf_desk_get_trouble (desk->desk) != NULL)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_IO, "%s", wf_desk_get_trouble (desk->desk));
      return NULL;
    }
  wf_desk_start (desk->desk);
  /* A damaged journal was set aside: whose file that was should know its new name. */
  if (desk->notice != NULL)
    g_printerr ("%s\n", desk->notice);
  return g_steal_pointer (&desk);
}

void
wf_ctl_desk_free (WfCtlDesk *desk)
{
  if (desk == NULL)
    return;
  wf_desk_free (desk->desk);
  wf_http_free (desk->http);
  wf_clock_unref (desk->clock);
  g_free (desk->notice);
  g_free (desk);
}

WfDesk *
wf_ctl_desk_get (WfCtlDesk *desk)
{
  return desk->desk;
}

WfClock *
wf_ctl_desk_clock (WfCtlDesk *desk)
{
  return desk->clock;
}

const char *
wf_ctl_desk_notice (WfCtlDesk *desk)
{
  return desk->notice;
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

gboolean
wf_ctl_desk_wait (WfCtlDesk *desk, gboolean (*done) (gpointer user_data), gpointer user_data,
                  const char *ask_id, double seconds)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) (seconds * (double) WF_SECOND_US);
  gboolean woken = FALSE;
  guint wake = g_timeout_add (ASK_MS, wake_cb, &woken);
  gboolean met = done (user_data);

  while (!met && g_get_monotonic_time () < until_us)
    {
      g_main_context_iteration (NULL, TRUE);
      if (woken && ask_id != NULL)
        wf_desk_ask (desk->desk, ask_id);
      woken = FALSE;
      met = done (user_data);
    }
  g_source_remove (wake);
  return met;
}

/* ---- the platform */

typedef struct
{
  WfHttpAnswer *answer;
  GError *error;
  gboolean is_over;
} Question;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;

  question->answer = wf_http_send_finish (result, NULL, &question->error);
  question->is_over = TRUE;
}

json_t *
wf_ctl_desk_get_entity (WfCtlDesk *desk, const char *platform, const char *id, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (id, ":", FALSE);
  g_autofree char *url = g_strdup_printf ("%s/ngsi-ld/v1/entities/%s", platform, escaped);
  const WfHttpRequest request = { .url = url, .accept = "application/json" };
  Question question = { NULL };
  g_autoptr (WfHttpAnswer) answer = NULL;
  g_autoptr (json_t) entity = NULL;

  wf_http_send_async (desk->http, &request, NULL, answered_cb, &question);
  while (!question.is_over)
    g_main_context_iteration (NULL, TRUE);
  answer = question.answer;
  if (answer == NULL)
    {
      g_propagate_error (error, question.error);
      return NULL;
    }
  if (answer->status == 200)
    entity = wf_json_parse (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body),
                            1024 * 1024, id, NULL);
  if (entity != NULL)
    return wf_ngsi_key_values (entity);
  g_set_error (error, WF_ERROR, WF_ERROR_NOT_FOUND, _ ("The platform has no %s (answer %u)."), id,
               answer->status);
  return NULL;
}

void
wf_ctl_print_json (json_t *value)
{
  json_dumpf (value, stdout, JSON_COMPACT | JSON_REAL_PRECISION (15));
  json_decref (value);
  putchar ('\n');
  fflush (stdout);
}
