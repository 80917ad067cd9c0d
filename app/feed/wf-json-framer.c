/* Watchfloor: JSON texts in a stream.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts brackets outside of strings; jansson judges the rest. */
#include "config.h"

#include "wf-json-framer.h"

#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

typedef enum
{
  BETWEEN,
  IN_VALUE,
  IN_STRING,
  IN_ESCAPE,
  SKIPPING, /* to the end of the line */
} FramerState;

struct _WfJsonFramer
{
  FramerState state;
  guint depth;
  GString *text;
};

WfJsonFramer *
wf_json_framer_new (void)
{
  WfJsonFramer *framer = g_new0 (WfJsonFramer, 1);

  framer->text = g_string_new (NULL);
  return framer;
}

void
wf_json_framer_free (WfJsonFramer *framer)
{
  if (framer == NULL)
    return;
  g_string_free (framer->text, TRUE);
  g_free (framer);
}

/* A giant is not kept for the small ones after it. */
static void
drop_text (WfJsonFramer *framer)
{
  if (framer->text->allocated_len > 1024 * 1024)
    {
      g_string_free (framer->text, TRUE);
      framer->text = g_string_new (NULL);
    }
  g_string_truncate (framer->text, 0);
}

static void
end_value (WfJsonFramer *framer, const WfJsonFramerEach *each, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) value = wf_json_parse (framer->text->str, framer->text->len,
                                            WF_JSON_FRAMER_MAX_BYTES, _ ("A message"), &error);

  framer->state = BETWEEN;
  drop_text (framer);
  if (value != NULL)
    each->value (value, user_data);
  else
    each->problem (error->message, user_data);
}

static void
give_up (WfJsonFramer *framer, FramerState next, const char *problem, const WfJsonFramerEach *each,
         gpointer user_data)
{
  framer->state = next;
  framer->depth = 0;
  drop_text (framer);
  each->problem (problem, user_data);
}

static void
between (WfJsonFramer *framer, char c, const WfJsonFramerEach *each, gpointer user_data)
{
  /* Blanks, the record separator of RFC 7464, commas of a list cut in pieces, a BOM. */
  if (strchr (" \t\r\n\x1e,\xef\xbb\xbf", c) != NULL)
    return;
  if (c != '{' && c != '[')
    {
      give_up (framer, SKIPPING, _ ("A message is not JSON."), each, user_data);
      return;
    }
  framer->state = IN_VALUE;
  framer->depth = 1;
  g_string_append_c (framer->text, c);
}

static void
in_value (WfJsonFramer *framer, char c, const WfJsonFramerEach *each, gpointer user_data)
{
  g_string_append_c (framer->text, c);
  if (c == '"')
    framer->state = IN_STRING;
  else if ((c == '{' || c == '[') && ++framer->depth > WF_JSON_MAX_DEPTH)
    give_up (framer, SKIPPING, _ ("A message is nested too deeply and was not read."), each,
             user_data);
  else if ((c == '}' || c == ']') && --framer->depth == 0)
    end_value (framer, each, user_data);
}

static void
in_string (WfJsonFramer *framer, char c, const WfJsonFramerEach *each, gpointer user_data)
{
  g_string_append_c (framer->text, c);
  if (c == '"')
    framer->state = IN_VALUE;
  else if (c == '\\')
    framer->state = IN_ESCAPE;
  else if (c == '\n') /* never in a JSON string: the message was cut */
    give_up (framer, BETWEEN, _ ("A message is cut off."), each, user_data);
}

/* Most bytes are inside strings and numbers: take them at a run. */
static gsize
take_run (WfJsonFramer *framer, const char *bytes, gsize length)
{
  static const guint8 stops[256] = {
    ['"'] = 3, ['\\'] = 2, ['\n'] = 2, ['{'] = 1, ['}'] = 1, ['['] = 1, [']'] = 1, ['\0'] = 3
  };
  guint8 mask = framer->state == IN_STRING ? 2 : 1;
  gsize limit = MIN (length, WF_JSON_FRAMER_MAX_BYTES - framer->text->len);
  gsize n = 0;

  while (n < limit && (stops[(guint8) bytes[n]] & mask) == 0)
    n++;
  g_string_append_len (framer->text, bytes, (gssize) n);
  return n;
}

static void
take_byte (WfJsonFramer *framer, char c, const WfJsonFramerEach *each, gpointer user_data)
{
  switch (framer->state)
    {
    case BETWEEN:
      between (framer, c, each, user_data);
      break;
    case IN_VALUE:
      in_value (framer, c, each, user_data);
      break;
    case IN_STRING:
      in_string (framer, c, each, user_data);
      break;
    case IN_ESCAPE:
      g_string_append_c (framer->text, c);
      framer->state = IN_STRING;
      break;
    case SKIPPING:
      if (c == '\n')
        framer->state = BETWEEN;
      break;
    default:
      g_assert_not_reached ();
    }
}

void
wf_json_framer_push (WfJsonFramer *framer, const char *bytes, gsize length,
                     const WfJsonFramerEach *each, gpointer user_data)
{
  while (length > 0)
    {
      gsize n = 0;

      if (framer->text->len >= WF_JSON_FRAMER_MAX_BYTES)
        give_up (framer, SKIPPING, _ ("A message is too large and was not read."), each, user_data);
      if (framer->state == IN_VALUE || framer->state == IN_STRING)
        n = take_run (framer, bytes, length);
      if (n == 0)
        {
          take_byte (framer, bytes[0], each, user_data);
          n = 1;
        }
      bytes += n;
      length -= n;
    }
}

void
wf_json_framer_end (WfJsonFramer *framer, const WfJsonFramerEach *each, gpointer user_data)
{
  if (framer->state != BETWEEN && framer->state != SKIPPING)
    give_up (framer, BETWEEN, _ ("The last message is cut off."), each, user_data);
  framer->state = BETWEEN;
}
