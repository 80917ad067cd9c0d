/* Watchfloor: fuzz target of other programs' styles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The same bytes as a style of ours, as QML, as SLD and as the text of a filter; what an importer
 * makes must be a document the parser can read or refuse. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-filter-text.h"
#include "wf-json.h"
#include "wf-style-import.h"

#include <string.h>

static void
parse_document (json_t *document)
{
  g_autofree char *text = NULL;
  g_autoptr (WfStyle) style = NULL;

  if (document == NULL)
    return;
  text = wf_json_canonical (document);
  style = wf_style_parse (text, strlen (text), "fuzz", NULL);
  json_decref (document);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *bytes = (const char *) data;
  g_autofree char *text = g_strndup (bytes, size);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (WfStyle) style = wf_style_parse (bytes, size, "fuzz", NULL);

  parse_document (wf_style_from_qml (bytes, size, "fuzz", "*", notes, NULL));
  parse_document (wf_style_from_sld (bytes, size, "fuzz", "*", notes, NULL));
  json_decref (wf_filter_from_text (text));
  return 0;
}
