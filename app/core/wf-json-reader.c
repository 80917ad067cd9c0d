/* Watchfloor: reading JSON fast.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Descends by recursion, no deeper than is allowed. Strings and numbers are looked at in place and
 * copied once, into the value. */
#include "config.h"

#include "wf-json-reader.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const char *at, *end;
  guint depth_left;
  GString *unescaped; /* NULL before the first string that has escapes */
  const char *fault; /* N_() marked; NULL: none yet */
  const char *fault_at;
  gboolean is_too_deep;
} Reader;

typedef struct
{
  const char *text; /* not ended by NUL */
  gsize length;
} Slice;

static json_t *read_value (Reader *reader);

/* The first is what is told. */
static gboolean
refuse (Reader *reader, const char *fault)
{
  if (reader->fault == NULL)
    {
      reader->fault = fault;
      reader->fault_at = reader->at;
    }
  return FALSE;
}

static void
skip_blanks (Reader *reader)
{
  while (
      reader->at < reader->end
      && (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t'))
    reader->at++;
}

/* The next byte after blanks; 0 at the end. */
static char
peek (Reader *reader)
{
  skip_blanks (reader);
  return reader->at < reader->end ? *reader->at : '\0';
}

static gboolean
take (Reader *reader, char c)
{
  if (peek (reader) != c || c == '\0')
    return FALSE;
  reader->at++;
  return TRUE;
}

/* ---- strings */

/* 1: part of the string; 2: the same, but not ASCII; 0: ends the run. */
static const guint8 *
string_bytes (void)
{
  static guint8 table[256];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0x20; i < 256; i++)
        table[i] = i < 0x80 ? 1 : 2;
      table['"'] = table['\\'] = 0;
      g_once_init_leave (&made, 1);
    }
  return table;
}

/* A run without quotes and escapes. */
static gboolean
read_run (Reader *reader, Slice *run)
{
  const guint8 *table = string_bytes ();
  guint8 seen = 0, kind;

  run->text = reader->at;
  while (reader->at < reader->end && (kind = table[(guint8) *reader->at]) != 0)
    {
      seen |= kind;
      reader->at++;
    }
  run->length = (gsize) (reader->at - run->text);
  if ((seen & 2) != 0 && !g_utf8_validate_len (run->text, run->length, NULL))
    return refuse (reader, N_ ("text that is not UTF-8"));
  if (reader->at == reader->end)
    return refuse (reader, N_ ("it ends within a text"));
  if ((guint8) *reader->at < 0x20)
    return refuse (reader, N_ ("a control character within a text"));
  return TRUE;
}

/* Four hexadecimal digits; -1 where they are none. */
static gint32
read_unit (Reader *reader)
{
  gint32 unit = 0;

  if (reader->end - reader->at < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*reader->at++);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }
  return unit;
}

/* Behind "\u". */
static gboolean
read_character (Reader *reader)
{
  gint32 unit = read_unit (reader), low = 0;

  if (unit >= 0xd800 && unit < 0xdc00 && reader->end - reader->at >= 2 && reader->at[0] == '\\'
      && reader->at[1] == 'u')
    {
      reader->at += 2;
      low = read_unit (reader);
      unit = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((unit - 0xd800) << 10) + low - 0xdc00 : -1;
    }
  /* A half of a pair is no character, and a NUL would end the text for all that read it. */
  if (unit <= 0 || (unit >= 0xd800 && unit < 0xe000))
    return refuse (reader, N_ ("an escape that is no character"));
  g_string_append_unichar (reader->unescaped, (gunichar) unit);
  return TRUE;
}

/* Behind the backslash. */
static gboolean
read_escape (Reader *reader)
{
  static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  char c = reader->at < reader->end ? *reader->at++ : '\0';
  const char *name = c != '\0' ? strchr (names, c) : NULL;

  if (c == 'u')
    return read_character (reader);
  if (name == NULL)
    return refuse (reader, N_ ("an escape that is no character"));
  g_string_append_c (reader->unescaped, meant[name - names]);
  return TRUE;
}

/* Goes on after @run, that ends at a backslash. */
static gboolean
read_escaped (Reader *reader, Slice *string)
{
  Slice run = *string;

  if (reader->unescaped == NULL)
    reader->unescaped = g_string_new (NULL);
  g_string_truncate (reader->unescaped, 0);
  for (;;)
    {
      g_string_append_len (reader->unescaped, run.text, (gssize) run.length);
      if (*reader->at++ == '"')
        break;
      if (!read_escape (reader) || !read_run (reader, &run))
        return FALSE;
    }
  *string = (Slice){ reader->unescaped->str, reader->unescaped->len };
  return TRUE;
}

/* Behind the quote. @string is valid until the next. */
static gboolean
read_string (Reader *reader, Slice *string)
{
  if (!read_run (reader, string))
    return FALSE;
  if (*reader->at == '\\')
    return read_escaped (reader, string);
  reader->at++;
  return TRUE;
}

/* ---- numbers */

static gsize
skip_digits (Reader *reader)
{
  const char *from = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return (gsize) (reader->at - from);
}

static gboolean
at_one_of (const Reader *reader, char a, char b)
{
  return reader->at < reader->end && (*reader->at == a || *reader->at == b);
}

/* Goes behind the number; FALSE where it is none. */
static gboolean
scan_number (Reader *reader, gboolean *is_real)
{
  const char *first;

  *is_real = FALSE;
  reader->at += at_one_of (reader, '-', '-');
  first = reader->at;
  if (skip_digits (reader) == 0 || (*first == '0' && reader->at - first > 1))
    return refuse (reader, N_ ("a number that is none"));
  if (at_one_of (reader, '.', '.'))
    {
      *is_real = TRUE;
      reader->at++;
      if (skip_digits (reader) == 0)
        return refuse (reader, N_ ("a number that is none"));
    }
  if (at_one_of (reader, 'e', 'E'))
    {
      *is_real = TRUE;
      reader->at++;
      reader->at += at_one_of (reader, '+', '-');
      if (skip_digits (reader) == 0)
        return refuse (reader, N_ ("a number that is none"));
    }
  return TRUE;
}

/* "38.921396" and its like: digits and a power of ten that both are exact, and so is their
 * quotient's rounding. FALSE for the others. */
static gboolean
read_short (const char *text, const char *end, double *number)
{
  static const double powers[]
      = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  gboolean is_negative = *text == '-';
  guint64 digits = 0;
  guint n_digits = 0, n_behind = 0;
  gboolean is_behind = FALSE;

  for (text += is_negative; text < end; text++)
    if (*text == '.')
      is_behind = TRUE;
    else if (!g_ascii_isdigit (*text) || ++n_digits > 15)
      return FALSE;
    else
      {
        digits = digits * 10 + (guint64) (*text - '0');
        n_behind += is_behind;
      }
  *number = (double) digits / powers[n_behind];
  *number = is_negative ? -*number : *number;
  return TRUE;
}

static json_t *
read_number (Reader *reader)
{
  const char *text = reader->at;
  gboolean is_real;
  double number;

  if (!scan_number (reader, &is_real))
    return NULL;
  if (is_real && read_short (text, reader->at, &number))
    return json_real (number);
  else
    {
      g_autofree char *copy = g_strndup (text, (gsize) (reader->at - text));
      gint64 integer;

      errno = 0;
      number = is_real ? g_ascii_strtod (copy, NULL) : 0;
      integer = is_real ? 0 : g_ascii_strtoll (copy, NULL, 10);
      if (errno == ERANGE && (!is_real || fabs (number) > 1))
        {
          refuse (reader, N_ ("a number that is too large"));
          return NULL;
        }
      return is_real ? json_real (number) : json_integer (integer);
    }
}

/* ---- lists and objects */

static gboolean
go_down (Reader *reader)
{
  reader->at++;
  if (reader->depth_left == 0)
    {
      reader->is_too_deep = TRUE;
      return refuse (reader, N_ ("it is nested too deeply"));
    }
  reader->depth_left--;
  return TRUE;
}

/* TRUE where another member follows; else the end was met, or there is a fault. */
static gboolean
goes_on (Reader *reader, char end)
{
  if (take (reader, ','))
    return TRUE;
  if (!take (reader, end))
    refuse (reader, N_ ("a comma or a bracket is missing"));
  reader->depth_left++;
  return FALSE;
}

static json_t *
read_list (Reader *reader)
{
  json_t *list = json_array ();
  gboolean more = go_down (reader);

  if (more && take (reader, ']'))
    {
      reader->depth_left++;
      return list;
    }
  while (more)
    {
      json_t *value = read_value (reader);

      if (value == NULL)
        break;
      json_array_append_new (list, value);
      more = goes_on (reader, ']');
    }
  if (reader->fault != NULL)
    g_clear_pointer (&list, json_decref);
  return list;
}

/* The next key and its value. */
static gboolean
read_member (Reader *reader, json_t *object)
{
  g_autofree char *copy = NULL;
  const char *quote;
  json_t *value;
  Slice key;

  if (!take (reader, '"'))
    return refuse (reader, N_ ("the name of a member is missing"));
  quote = reader->at - 1;
  if (!read_string (reader, &key))
    return FALSE;
  if (json_object_getn (object, key.text, key.length) != NULL)
    {
      reader->at = quote;
      return refuse (reader, N_ ("a member comes twice"));
    }
  if (!take (reader, ':'))
    return refuse (reader, N_ ("a colon is missing"));
  if (reader->unescaped != NULL && key.text == reader->unescaped->str)
    key.text = copy = g_strndup (key.text, key.length); /* the value may have escapes, too */
  value = read_value (reader);
  return value != NULL && json_object_setn_new_nocheck (object, key.text, key.length, value) == 0;
}

static json_t *
read_object (Reader *reader)
{
  json_t *object = json_object ();
  gboolean more = go_down (reader);

  if (more && take (reader, '}'))
    {
      reader->depth_left++;
      return object;
    }
  while (more && read_member (reader, object))
    more = goes_on (reader, '}');
  if (reader->fault != NULL)
    g_clear_pointer (&object, json_decref);
  return object;
}

/* ---- values */

static json_t *
read_word (Reader *reader)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (reader->end - reader->at) >= length
          && memcmp (reader->at, words[i], length) == 0)
        {
          reader->at += length;
          return i == 2 ? json_null () : json_boolean (i == 0);
        }
    }
  refuse (reader, N_ ("something that is no value"));
  return NULL;
}

static json_t *
read_value (Reader *reader)
{
  char c = peek (reader);
  Slice string;

  switch (c)
    {
    case '{':
      return read_object (reader);
    case '[':
      return read_list (reader);
    case '"':
      reader->at++;
      return read_string (reader, &string) ? json_stringn_nocheck (string.text, string.length)
                                           : NULL;
    case '\0':
      refuse (reader, reader->at < reader->end ? N_ ("something that is no value")
                                               : N_ ("it ends too early"));
      return NULL;
    default:
      return c == '-' || g_ascii_isdigit (c) ? read_number (reader) : read_word (reader);
    }
}

static guint
line_of (const char *text, const char *at)
{
  guint line = 1;

  for (; text < at; text++)
    line += *text == '\n';
  return line;
}

json_t *
wf_json_reader_read (const char *text, gsize length, guint max_depth, WfJsonFault *fault)
{
  Reader reader = { .at = text, .end = text + length, .depth_left = max_depth };
  json_t *value = read_value (&reader);

  if (value != NULL && (peek (&reader) != '\0' || reader.at < reader.end))
    {
      refuse (&reader, N_ ("something follows its end"));
      g_clear_pointer (&value, json_decref);
    }
  if (value == NULL)
    *fault = (WfJsonFault){ .fault = _ (reader.fault),
                            .line = line_of (text, reader.fault_at),
                            .at = (gsize) (reader.fault_at - text),
                            .is_too_deep = reader.is_too_deep };
  if (reader.unescaped != NULL)
    g_string_free (reader.unescaped, TRUE);
  return value;
}
