/* Watchfloor: text that goes to a spreadsheet.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell that begins with = + - @ or a tab is run as a formula when the file is opened (OWASP, CSV
 * Injection); with an apostrophe in front it is text. Pure; any thread. */
#pragma once

#include <glib.h>
#include <string.h>

/* TRUE where @text must get an apostrophe. A plain number such as "-5.2" need not. */
static inline gboolean
wf_csv_cell_is_formula (const char *text)
{
  char *end;

  if (text[0] == '\0' || strchr ("=+-@\t\r", text[0]) == NULL)
    return FALSE;
  g_ascii_strtod (text, &end);
  return end == text || *end != '\0';
}
