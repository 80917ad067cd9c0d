/* Watchfloor: the columns of a road layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and words; pure. */
#include "config.h"

#include "wf-road-columns.h"

#include <string.h>

#define MAX_VALUE 64

static int
find_column (const WfPack *pack, const char *name, const char *usual)
{
  return wf_pack_find_field (pack, name != NULL ? name : usual);
}

WfRoadColumns
wf_road_columns_find (const WfPack *pack, const WfCityRoads *fields)
{
  static const WfCityRoads usual = { 0 };
  WfRoadColumns columns;

  if (fields == NULL)
    fields = &usual;
  columns = (WfRoadColumns){
    .pack = pack,
    .class_field = find_column (pack, fields->class_field, "class"),
    .oneway_field = find_column (pack, fields->oneway_field, "oneway"),
    .speed_field = find_column (pack, fields->speed_field, "maxspeed"),
    .name_field = find_column (pack, fields->name_field, "name"),
    .access_field = wf_pack_find_field (pack, "access"),
    .junction_field = wf_pack_find_field (pack, "junction"),
    .no_turn_field = wf_pack_find_field (pack, "no_turn"),
    .tags_field = wf_pack_find_field (pack, "other_tags"),
  };
  if (columns.class_field < 0)
    columns.class_field = wf_pack_find_field (pack, "highway");
  if (columns.class_field < 0)
    columns.class_field = wf_pack_find_field (pack, "fclass");
  return columns;
}

const char *
wf_road_tag (const char *tags, const char *key, char *buffer, gsize size)
{
  g_autofree char *start = g_strdup_printf ("\"%s\"=>\"", key);
  const char *value = tags != NULL ? strstr (tags, start) : NULL;
  gsize length;

  if (value == NULL)
    return NULL;
  value += strlen (start);
  length = strcspn (value, "\"");
  if (length >= size)
    return NULL;
  memcpy (buffer, value, length);
  buffer[length] = '\0';
  return buffer;
}

/* The column's text, a number written into @buffer, or the tag @key where there is no column. */
static const char *
read_word (const WfRoadColumns *columns, int field, const char *key, guint32 feature, char *buffer)
{
  double value;

  if (field >= 0 && wf_pack_field (columns->pack, (guint) field).type == WF_FIELD_TEXT)
    return wf_pack_text (columns->pack, (guint) field, feature);
  if (field >= 0)
    return wf_pack_real (columns->pack, (guint) field, feature, &value)
               ? g_ascii_formatd (buffer, MAX_VALUE, "%.6g", value)
               : NULL;
  if (columns->tags_field < 0 || key == NULL)
    return NULL;
  return wf_road_tag (wf_pack_text (columns->pack, (guint) columns->tags_field, feature), key,
                      buffer, MAX_VALUE);
}

WfRoadUse
wf_road_columns_read (const WfRoadColumns *columns, guint32 feature)
{
  char buffers[6][MAX_VALUE];
  const char *class_name = read_word (columns, columns->class_field, NULL, feature, buffers[0]);

  /* A layer that has classes and gives this line none means a fence or a river. */
  if (class_name == NULL && columns->class_field >= 0)
    class_name = "";
  return wf_road_use_read (
      class_name, read_word (columns, columns->oneway_field, "oneway", feature, buffers[1]),
      read_word (columns, columns->speed_field, "maxspeed", feature, buffers[2]),
      read_word (columns, columns->access_field, "access", feature, buffers[3]),
      read_word (columns, columns->junction_field, "junction", feature, buffers[4]),
      read_word (columns, columns->no_turn_field, NULL, feature, buffers[5]));
}
