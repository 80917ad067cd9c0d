/* Watchfloor: instants.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to instant and back; pure, any thread. */
#include "config.h"

#include "wf-time.h"

#include <glib/gi18n.h>

gboolean
wf_time_parse (const char *text, gint64 *time_us)
{
  g_autoptr (GDateTime) when = NULL;

  /* RFC 3339 wants the 'T' form with a date; GLib also takes bare ISO week dates. */
  if (text == NULL || strlen (text) < 20 || strlen (text) > 40 || text[4] != '-' || text[7] != '-')
    return FALSE;
  when = g_date_time_new_from_iso8601 (text, NULL);
  if (when == NULL)
    return FALSE;
  *time_us = g_date_time_to_unix (when) * WF_SECOND_US + g_date_time_get_microsecond (when);
  return TRUE;
}

char *
wf_time_format (gint64 time_us)
{
  gint64 seconds = time_us / WF_SECOND_US;
  gint64 rest_us = time_us % WF_SECOND_US;
  g_autoptr (GDateTime) when = NULL;
  g_autofree char *text = NULL;

  if (rest_us < 0)
    {
      seconds -= 1;
      rest_us += WF_SECOND_US;
    }
  when = g_date_time_new_from_unix_utc (seconds);
  if (when == NULL)
    return g_strdup ("0000-00-00T00:00:00Z");
  text = g_date_time_format (when, "%Y-%m-%dT%H:%M:%S");
  if (rest_us / 1000 == 0)
    return g_strconcat (text, "Z", NULL);
  return g_strdup_printf ("%s.%03dZ", text, (int) (rest_us / 1000));
}

char *
wf_time_format_clock (gint64 time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / WF_SECOND_US);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup ("--:--:--");
}

char *
wf_time_format_age (gint64 age_us)
{
  gint64 s = MAX (age_us, 0) / WF_SECOND_US;

  if (s < 100)
    /* Translators: an age in seconds, shown in a narrow column */
    return g_strdup_printf (_ ("%d s"), (int) s);
  if (s < 100 * 60)
    /* Translators: an age in minutes, shown in a narrow column */
    return g_strdup_printf (_ ("%d min"), (int) (s / 60));
  if (s < 100 * 3600)
    /* Translators: an age in hours, shown in a narrow column */
    return g_strdup_printf (_ ("%d h"), (int) (s / 3600));
  /* Translators: an age in days, shown in a narrow column */
  return g_strdup_printf (_ ("%d d"), (int) MIN (s / 86400, 99999));
}
