/* Watchfloor: a subcommand of watchfloorctl.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-subcommand.h"

#include <glib/gi18n.h>

gboolean
wf_subcommand_parse (const GOptionEntry *entries, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

gboolean
wf_subcommand_place (const char *text, const char *flag, WfLonLat *p, GError **error)
{
  char *end = NULL;

  if (text != NULL)
    {
      p->lon = g_ascii_strtod (text, &end);
      if (end != text && *end == ',')
        {
          const char *rest = end + 1;

          p->lat = g_ascii_strtod (rest, &end);
          if (end != rest && *end == '\0' && wf_lonlat_is_valid (*p))
            return TRUE;
        }
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("%s takes LON,LAT in degrees, such as 121.6,38.9"), flag);
  return FALSE;
}

gboolean
wf_subcommand_datum (const char *name, WfDatum *datum, GError **error)
{
  if (name == NULL || wf_datum_parse (name, datum))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("the datum '%s' is not known; there are: wgs84, cgcs2000, gcj02, bd09"), name);
  return FALSE;
}
