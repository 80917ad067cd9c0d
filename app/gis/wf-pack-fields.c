/* Watchfloor: a layer pack as a table of rows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thin calls into the pack; any thread. */
#include "config.h"

#include "wf-pack-fields.h"

static int
find_field (gpointer data, const char *name)
{
  return wf_pack_find_field (data, name);
}

static WfValue
field_value (gpointer data, int field, guint32 row)
{
  WfValue value = { WF_VALUE_NULL, { 0 } };
  double number;

  if (wf_pack_field (data, (guint) field).type == WF_FIELD_TEXT)
    {
      value.text = wf_pack_text (data, (guint) field, row);
      if (value.text != NULL)
        value.type = WF_VALUE_TEXT;
    }
  else if (wf_pack_real (data, (guint) field, row, &number))
    value = (WfValue){ WF_VALUE_NUMBER, { .number = number } };
  return value;
}

static guint32
n_texts (gpointer data, int field)
{
  WfPackField info = wf_pack_field (data, (guint) field);

  return info.type == WF_FIELD_TEXT ? info.n_values : 0;
}

static const char *
text_at (gpointer data, int field, guint32 index)
{
  return wf_pack_text_value (data, (guint) field, index);
}

static guint32
text_index (gpointer data, int field, guint32 row)
{
  return wf_pack_text_index (data, (guint) field, row);
}

WfFieldSource
wf_pack_field_source (WfPack *pack, WfGeometryKind kind)
{
  static const char *const geometries[] = { NULL, "Point", "LineString", "Polygon", NULL };

  return (WfFieldSource){ pack,    find_field, field_value,     n_texts,
                          text_at, text_index, geometries[kind] };
}
