/* Watchfloor: server-sent events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A line buffer and the fields of the event begun; see the header. */
#include "config.h"

#include "wf-sse-parser.h"

#include <string.h>

struct _WfSseParser
{
  WfSseEach each;
  gpointer user_data;
  GString *line;
  GString *data;
  GString *event;
  char *last_id;
  gboolean after_cr; /* a LF now belongs to the CR before it */
  gboolean has_data;
  gboolean at_start; /* of the stream: a BOM may come */
};

WfSseParser *
wf_sse_parser_new (WfSseEach each, gpointer user_data)
{
  WfSseParser *parser = g_new0 (WfSseParser, 1);

  parser->each = each;
  parser->user_data = user_data;
  parser->line = g_string_new (NULL);
  parser->data = g_string_new (NULL);
  parser->event = g_string_new (NULL);
  parser->at_start = TRUE;
  return parser;
}

void
wf_sse_parser_free (WfSseParser *parser)
{
  if (parser == NULL)
    return;
  g_string_free (parser->line, TRUE);
  g_string_free (parser->data, TRUE);
  g_string_free (parser->event, TRUE);
  g_free (parser->last_id);
  g_free (parser);
}

void
wf_sse_parser_reset (WfSseParser *parser)
{
  g_string_truncate (parser->line, 0);
  g_string_truncate (parser->data, 0);
  g_string_truncate (parser->event, 0);
  parser->after_cr = FALSE;
  parser->has_data = FALSE;
  parser->at_start = TRUE;
}

const char *
wf_sse_parser_last_id (const WfSseParser *parser)
{
  return parser->last_id;
}

static void
end_event (WfSseParser *parser)
{
  if (parser->has_data)
    parser->each (parser->event->len > 0 ? parser->event->str : "message", parser->data->str,
                  parser->data->len, parser->user_data);
  g_string_truncate (parser->data, 0);
  g_string_truncate (parser->event, 0);
  parser->has_data = FALSE;
}

static void
take_field (WfSseParser *parser, const char *name, gsize name_length, const char *value,
            gsize length)
{
  if (name_length == 4 && memcmp (name, "data", 4) == 0)
    {
      if (parser->has_data)
        g_string_append_c (parser->data, '\n');
      g_string_append_len (parser->data, value, (gssize) length);
      parser->has_data = TRUE;
    }
  else if (name_length == 5 && memcmp (name, "event", 5) == 0)
    {
      g_string_truncate (parser->event, 0);
      g_string_append_len (parser->event, value, (gssize) length);
    }
  else if (name_length == 2 && memcmp (name, "id", 2) == 0 && memchr (value, 0, length) == NULL
           && length <= 1024)
    {
      g_free (parser->last_id);
      parser->last_id = g_strndup (value, length);
    }
}

static void
end_line (WfSseParser *parser)
{
  const char *line = parser->line->str;
  gsize length = parser->line->len;
  const char *colon;
  gsize name_length, skip;

  if (parser->at_start && length >= 3 && memcmp (line, "\xef\xbb\xbf", 3) == 0)
    {
      line += 3;
      length -= 3;
    }
  parser->at_start = FALSE;
  if (length == 0)
    end_event (parser);
  else if (line[0] != ':')
    {
      colon = memchr (line, ':', length);
      name_length = colon != NULL ? (gsize) (colon - line) : length;
      skip = colon == NULL ? length : name_length + 1;
      if (skip < length && line[skip] == ' ')
        skip++;
      take_field (parser, line, name_length, line + skip, length - skip);
    }
  g_string_truncate (parser->line, 0);
}

/* The length of the run without a line end. */
static gsize
plain_run (const char *bytes, gsize length)
{
  gsize n = 0;

  while (n < length && bytes[n] != '\n' && bytes[n] != '\r')
    n++;
  return n;
}

gboolean
wf_sse_parser_push (WfSseParser *parser, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gsize n = plain_run (bytes, length);

      if (n > 0)
        {
          if (parser->line->len + parser->data->len + n > WF_SSE_MAX_EVENT)
            return FALSE;
          g_string_append_len (parser->line, bytes, (gssize) n);
          parser->after_cr = FALSE;
        }
      else
        {
          n = 1;
          if (!(bytes[0] == '\n' && parser->after_cr))
            end_line (parser);
          parser->after_cr = bytes[0] == '\r';
        }
      bytes += n;
      length -= n;
    }
  return TRUE;
}
