/* Watchfloor: fuzz target of the JSON reader.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"
#include "wf-command.h"
#include "wf-incident.h"
#include "wf-json.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (json_t) root = wf_json_parse ((const char *) data, size, 1 << 20, "fuzz", NULL);
  g_autoptr (WfCommand) command = NULL;
  g_autoptr (WfIncident) incident = NULL;

  wf_json_line_of (text, "a.b[2].c");
  if (root == NULL)
    return 0;
  command = wf_command_from_entity (root, NULL);
  incident = wf_incident_from_entity (root, NULL);
  return 0;
}
