/* Watchfloor: the heads of spreadsheets' columns.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-sheet-header.h"

#include <ogr_api.h>
#include <string.h>

typedef enum
{
  HEADS_FOUND, /* or an empty sheet */
  HEADS_MISSED,
  HEADS_NONE,
} Heads;

/* "Field1", "Field2"...: what GDAL calls columns without heads. */
static gboolean
has_made_names (OGRFeatureDefnH definition)
{
  for (int i = 0; i < OGR_FD_GetFieldCount (definition); i++)
    {
      g_autofree char *made = g_strdup_printf ("Field%d", i + 1);

      if (strcmp (made, OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (definition, i))) != 0)
        return FALSE;
    }
  return OGR_FD_GetFieldCount (definition) > 0;
}

/* Words in each column, and no word twice. */
static gboolean
looks_like_heads (OGRFeatureH row)
{
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < OGR_F_GetFieldCount (row); i++)
    {
      const char *word = OGR_F_IsFieldSetAndNotNull (row, i) ? OGR_F_GetFieldAsString (row, i) : "";
      char *end;

      g_ascii_strtod (word, &end);
      if (*word == '\0' || end != word || !g_hash_table_add (words, g_strdup (word)))
        return FALSE;
    }
  return TRUE;
}

static Heads
find_heads (OGRLayerH sheet)
{
  OGRFeatureH row;
  Heads heads = HEADS_FOUND;

  if (!has_made_names (OGR_L_GetLayerDefn (sheet)))
    return HEADS_FOUND;
  OGR_L_ResetReading (sheet);
  row = OGR_L_GetNextFeature (sheet);
  if (row != NULL)
    {
      heads = looks_like_heads (row) ? HEADS_MISSED : HEADS_NONE;
      OGR_F_Destroy (row);
    }
  OGR_L_ResetReading (sheet);
  return heads;
}

gboolean
wf_sheet_header_is_missed (GDALDatasetH dataset)
{
  gboolean missed = FALSE;

  for (int i = 0; i < GDALDatasetGetLayerCount (dataset); i++)
    {
      Heads heads = find_heads (GDALDatasetGetLayer (dataset, i));

      if (heads == HEADS_NONE)
        return FALSE;
      missed |= heads == HEADS_MISSED;
    }
  return missed;
}
