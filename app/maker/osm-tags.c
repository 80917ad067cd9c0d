/* Watchfloor: reading the tags of OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See osm-city.h. */
#include "config.h"

#include "osm-city.h"

#include <string.h>

const char *
osm_tag (const WfPack *pack, guint32 feature, const char *name)
{
  int field = wf_pack_find_field (pack, name);
  const char *value = field >= 0 ? wf_pack_text (pack, (guint) field, feature) : NULL;

  return value != NULL && *value != '\0' ? value : NULL;
}

gboolean
osm_tag_is (const WfPack *pack, guint32 feature, const char *name, const char *value)
{
  return g_strcmp0 (osm_tag (pack, feature, name), value) == 0;
}

gboolean
osm_tag_in (const WfPack *pack, guint32 feature, const char *name, const char *values)
{
  const char *value = osm_tag (pack, feature, name);
  gsize length = value != NULL ? strlen (value) : 0;

  for (const char *at = values; value != NULL && at != NULL && *at != '\0';)
    {
      gsize n = strcspn (at, "|");

      if (n == length && strncmp (at, value, n) == 0)
        return TRUE;
      at += n + (at[n] == '|');
    }
  return FALSE;
}

gboolean
osm_tag_number (const WfPack *pack, guint32 feature, const char *name, double *value)
{
  const char *text = osm_tag (pack, feature, name);
  char *end;

  if (text == NULL)
    return FALSE;
  *value = g_ascii_strtod (text, &end);
  return end != text;
}

void
osm_tag_names (const WfPack *pack, guint32 feature, const char **zh, const char **en)
{
  const char *name = osm_tag (pack, feature, "name");

  *zh = osm_tag (pack, feature, "name_zh");
  *en = osm_tag (pack, feature, "name_en");
  if (*zh == NULL)
    *zh = name != NULL ? name : *en;
  if (*en == NULL)
    *en = name != NULL ? name : *zh;
}

void
osm_set_names (WfPackWriter *writer, guint zh_field, const WfPack *pack, guint32 feature)
{
  const char *zh, *en;

  osm_tag_names (pack, feature, &zh, &en);
  wf_pack_writer_set_text (writer, zh_field, zh);
  wf_pack_writer_set_text (writer, zh_field + 1, en);
}
