/* Watchfloor: fuzz target of the JSON reader.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"
#include "wf-command.h"
#include "wf-incident.h"
#include "wf-json-reader.h"
#include "wf-json.h"

#include <string.h>

/* jansson is slower, and right. */
static void
expect_as_jansson (const char *text, gsize length, const json_t *root)
{
  g_autoptr (json_t) theirs
      = json_loadb (text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
  WfJsonFault fault = { NULL, 0, FALSE };

  if (root != NULL && !json_equal (root, theirs))
    g_error ("jansson reads something else");
  /* It passes over a NUL that ends a number. */
  if (root != NULL || theirs == NULL || memchr (text, '\0', length) != NULL)
    return;
  g_assert_null (wf_json_reader_read (text, length, WF_JSON_MAX_DEPTH, &fault));
  if (!fault.is_too_deep)
    g_error ("jansson takes this");
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (json_t) root = wf_json_parse ((const char *) data, size, 1 << 20, "fuzz", NULL);
  g_autoptr (WfCommand) command = NULL;
  g_autoptr (WfIncident) incident = NULL;

  expect_as_jansson ((const char *) data, size, root);
  wf_json_line_of (text, "a.b[2].c");
  if (root == NULL)
    return 0;
  command = wf_command_from_entity (root, NULL);
  incident = wf_incident_from_entity (root, NULL);
  return 0;
}
