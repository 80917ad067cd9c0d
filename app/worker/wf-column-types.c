/* Watchfloor: what the columns of a text file are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-column-types.h"

#include "wf-time.h"

#include <ogr_core.h>
#include <string.h>

#define MAX_WHOLE_DIGITS 18 /* of an INT */
#define MAX_REAL_DIGITS 15 /* before the point, that a double keeps */
#define DIGITS "0123456789"

/* "0", "-12", "3.50", "1.5e-7"; not "0411", "+3", "1e5", ".5" or " 1". @n_whole: digits before the
 * point. FALSE: no number, or a code. */
static gboolean
is_number (const char *text, gsize *n_whole, gboolean *is_whole)
{
  const char *at = text + (*text == '-');
  gsize n_fraction, n_exponent;

  *n_whole = strspn (at, DIGITS);
  if (*n_whole == 0 || (*at == '0' && *n_whole > 1))
    return FALSE;
  at += *n_whole;
  *is_whole = *at == '\0';
  if (*is_whole)
    return TRUE;
  n_fraction = *at == '.' ? strspn (at + 1, DIGITS) : 0;
  if (n_fraction == 0)
    return FALSE;
  at += 1 + n_fraction;
  if (*at == '\0')
    return TRUE;
  if (*at != 'e' && *at != 'E')
    return FALSE;
  at += 1 + (at[1] == '-' || at[1] == '+');
  n_exponent = strspn (at, DIGITS);
  return n_exponent > 0 && at[n_exponent] == '\0';
}

static gboolean
parse_whole (const char *text, gint64 *whole, double *real)
{
  gsize n_whole;
  gboolean is_whole;

  if (!is_number (text, &n_whole, &is_whole) || !is_whole || n_whole > MAX_WHOLE_DIGITS)
    return FALSE;
  *whole = g_ascii_strtoll (text, NULL, 10);
  return TRUE;
}

static gboolean
parse_real (const char *text, gint64 *whole, double *real)
{
  gsize n_whole;
  gboolean is_whole;

  if (!is_number (text, &n_whole, &is_whole) || n_whole > MAX_REAL_DIGITS)
    return FALSE;
  *real = g_ascii_strtod (text, NULL);
  return TRUE;
}

gint64
wf_column_time_us (int year, int month, int day, int hour, int minute, double second, int zone)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (year, month, day, hour, minute, second);

  if (time == NULL)
    return WF_TIME_NONE;
  return g_date_time_to_unix (time) * WF_SECOND_US + g_date_time_get_microsecond (time)
         - (zone > 1 ? (zone - 100) * 900 * WF_SECOND_US : 0);
}

/* A date with its year first. */
static gboolean
parse_time (const char *text, gint64 *whole, double *real)
{
  OGRField field;

  if (strspn (text, DIGITS) != 4 || (text[4] != '-' && text[4] != '/')
      || !OGRParseDate (text, &field, 0))
    return FALSE;
  *whole = wf_column_time_us (field.Date.Year, field.Date.Month, field.Date.Day, field.Date.Hour,
                              field.Date.Minute, (double) field.Date.Second, field.Date.TZFlag);
  return *whole != WF_TIME_NONE;
}

void
wf_column_types_settle (WfPackColumn *column)
{
  if (column->type != WF_FIELD_TEXT || wf_pack_column_retype (column, WF_FIELD_INT, parse_whole)
      || wf_pack_column_retype (column, WF_FIELD_REAL, parse_real))
    return;
  wf_pack_column_retype (column, WF_FIELD_TIME, parse_time);
}
