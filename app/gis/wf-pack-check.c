/* Watchfloor: checking a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing in the file is believed before it was compared: sizes with the file's, checksums,
 * offsets rising and in range, every point in its feature's box, the tree with what it must be,
 * text UTF-8 and ended, dictionary numbers in range. After this the accessors need no checks. */
#include "config.h"

#include "wf-checksum.h"
#include "wf-pack-format.h"
#include "wf-pack-read.h"

#include <string.h>

#define TEXT_FLAG G_GUINT64_CONSTANT (0x8080808080808080)

typedef struct
{
  WfPack *pack;
  const guint8 *data;
  WfPackHeader head;
  const WfPackSection *table;
  guint32 next; /* section expected next */
  const char *wrong;
} Check;

static gboolean
say (Check *check, const char *wrong)
{
  check->wrong = wrong;
  return FALSE;
}

static gboolean
check_head (Check *check, gsize size)
{
  WfPackHeader *head = &check->head;
  WfChecksum sum;
  guint64 stated;
  gsize head_size;

  if (size < sizeof *head)
    return say (check, "shorter than its header");
  memcpy (head, check->data, sizeof *head);
  if (memcmp (head->magic, WF_PACK_MAGIC, sizeof head->magic) != 0)
    return say (check, "not a layer pack");
  if (head->version != WF_PACK_VERSION || head->byte_order != WF_PACK_BYTE_ORDER)
    return say (check, "of another version or machine");
  if (head->file_size != size)
    return say (check, "not as long as it says");
  if (head->n_fields > WF_PACK_MAX_FIELDS || head->n_sections > 8 + 3 * WF_PACK_MAX_FIELDS
      || head->kind > WF_GEOMETRY_MIXED || head->datum >= WF_DATUM_N || head->crs_by >= WF_SAID_N
      || head->encoding_by >= WF_SAID_N)
    return say (check, "header out of range");
  head_size = sizeof *head + head->n_sections * sizeof (WfPackSection);
  if (head_size > size)
    return say (check, "shorter than its section table");
  check->table = (const WfPackSection *) (check->data + sizeof *head);
  stated = head->head_checksum;
  head->head_checksum = 0;
  wf_checksum_init (&sum);
  wf_checksum_add (&sum, head, sizeof *head);
  wf_checksum_add (&sum, check->table, head_size - sizeof *head);
  if (wf_checksum_end (&sum) != stated)
    return say (check, "header checksum");
  if (wf_checksum_of (check->data + head_size, size - head_size) != head->body_checksum)
    return say (check, "checksum");
  return TRUE;
}

/* The next section, which must be @id of @field; its @size is checked where not G_MAXUINT64. */
static const void *
take (Check *check, WfPackSectionId id, guint32 field, guint64 size, guint64 *got)
{
  const WfPackSection *section = check->table + check->next;

  if (check->wrong != NULL)
    return NULL;
  if (check->next >= check->head.n_sections || section->id != (guint32) id
      || section->field != field)
    say (check, "section missing");
  else if (section->offset % WF_PACK_ALIGN != 0 || section->offset > check->head.file_size
           || section->size > check->head.file_size - section->offset)
    say (check, "section outside the file");
  else if (size != G_MAXUINT64 && section->size != size)
    say (check, "section of another size");
  if (check->wrong != NULL)
    return NULL;
  check->next++;
  if (got != NULL)
    *got = section->size;
  return check->data + section->offset;
}

/* From 0 to @end, by @least or more each time. */
static gboolean
offsets_rise (const guint32 *offsets, guint64 n, guint32 end, guint32 least)
{
  gboolean falls = FALSE;

  if (offsets[0] != 0 || offsets[n] != end)
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    falls |= offsets[i + 1] < offsets[i] || offsets[i + 1] - offsets[i] < least;
  return !falls;
}

/* Every point within its feature's box, and the box no larger than the header's. */
static gboolean
boxes_hold (const WfPackShapes *shapes, WfUnitBox all)
{
  for (guint32 f = 0; f < shapes->n_features; f++)
    {
      WfUnitBox box = shapes->boxes[f];
      guint32 first = shapes->coord_of[shapes->part_of[f]];
      guint32 end = shapes->coord_of[shapes->part_of[f + 1]];
      WfUnitBox seen = WF_UNIT_BOX_EMPTY;

      for (guint32 i = first; i < end; i++)
        wf_unit_box_add (&seen, shapes->coords[i]);
      if (memcmp (&seen, &box, sizeof box) != 0)
        return FALSE;
      if (first < end
          && (box.min_x < all.min_x || box.min_y < all.min_y || box.max_x > all.max_x
              || box.max_y > all.max_y))
        return FALSE;
    }
  return TRUE;
}

/* A feature without a part is of kind NONE, and only those. */
static gboolean
kinds_fit (WfPack *pack, const WfPackHeader *head)
{
  guint64 at = 0;
  guint n_kinds = 0;

  for (guint kind = 0; kind < G_N_ELEMENTS (head->n_of_kind); kind++)
    {
      pack->first_of_kind[kind] = (guint32) at;
      at += head->n_of_kind[kind];
      n_kinds += head->n_of_kind[kind] > 0;
      if (at > head->n_features
          || (head->n_of_kind[kind] > 0 && head->kind != kind && head->kind != WF_GEOMETRY_MIXED))
        return FALSE;
    }
  pack->first_of_kind[4] = (guint32) at;
  return at == head->n_features && (head->kind != WF_GEOMETRY_MIXED || n_kinds != 1)
         && (head->kind == WF_GEOMETRY_NONE || head->n_of_kind[WF_GEOMETRY_NONE] == 0);
}

static gboolean
check_shapes (Check *check)
{
  WfPack *pack = check->pack;
  const WfPackHeader *head = &check->head;
  WfPackShapes *shapes = &pack->shapes;

  pack->kind = (WfGeometryKind) head->kind;
  pack->box = head->box;
  shapes->n_features = head->n_features;
  shapes->n_parts = head->n_parts;
  shapes->n_coords = head->n_coords;
  pack->layout = wf_index_layout (head->n_features);
  shapes->coords = take (check, WF_PACK_COORDS, 0, head->n_coords * (guint64) 8, NULL);
  shapes->coord_of = take (check, WF_PACK_COORD_OF, 0, (head->n_parts + (guint64) 1) * 4, NULL);
  shapes->part_of = take (check, WF_PACK_PART_OF, 0, (head->n_features + (guint64) 1) * 4, NULL);
  shapes->boxes = take (check, WF_PACK_BOXES, 0, head->n_features * (guint64) 16, NULL);
  shapes->fids = take (check, WF_PACK_FIDS, 0, head->n_features * (guint64) 8, NULL);
  pack->tree = take (check, WF_PACK_TREE, 0, pack->layout.n_nodes * (guint64) 16, NULL);
  if (check->wrong != NULL)
    return FALSE;
  if (!kinds_fit (pack, head))
    return say (check, "kinds");
  /* No part without a point, and a feature without a part only in a table. */
  if (!offsets_rise (shapes->coord_of, shapes->n_parts, shapes->n_coords, 1)
      || !offsets_rise (shapes->part_of, shapes->n_features, shapes->n_parts,
                        pack->kind != WF_GEOMETRY_NONE))
    return say (check, "offsets");
  if (!boxes_hold (shapes, pack->box))
    return say (check, "boxes");
  if (!wf_index_verify (&pack->layout, shapes->boxes, pack->tree))
    return say (check, "tree");
  return TRUE;
}

/* UTF-8 of @size bytes; plain ASCII, eight bytes at a time, is most of it. */
static gboolean
is_utf8 (const char *text, gsize size)
{
  gsize plain = 0;

  for (; plain + 8 <= size; plain += 8)
    {
      guint64 word;

      memcpy (&word, text + plain, 8);
      if (word & TEXT_FLAG)
        break;
    }
  while (plain < size)
    {
      const char *end;

      /* g_utf8_validate stops at NUL, which here only ends an entry. */
      if (!g_utf8_validate (text + plain, (gssize) (size - plain), &end) && *end != '\0')
        return FALSE;
      plain = (gsize) (end - text) + 1;
    }
  return TRUE;
}

static gboolean
check_names (Check *check)
{
  WfPack *pack = check->pack;
  const WfPackHeader *head = &check->head;
  const char **origin[WF_PACK_N_ORIGIN_NAMES]
      = { &pack->origin.source,   &pack->origin.layer,  &pack->origin.crs,
          &pack->origin.encoding, &pack->origin.driver, &pack->origin.x_column,
          &pack->origin.y_column };
  guint64 size = 0;
  const char *names = take (check, WF_PACK_NAMES, 0, G_MAXUINT64, &size), *end = names + size;
  const guint32 *types = take (check, WF_PACK_TYPES, 0, head->n_fields * (guint64) 4, NULL);

  if (check->wrong != NULL)
    return FALSE;
  if (!is_utf8 (names, size))
    return say (check, "names");
  for (guint i = 0; i < WF_PACK_N_ORIGIN_NAMES + head->n_fields; i++)
    {
      const char *nul = names < end ? memchr (names, '\0', (gsize) (end - names)) : NULL;

      if (nul == NULL)
        return say (check, "names");
      if (i < WF_PACK_N_ORIGIN_NAMES)
        *origin[i] = names;
      else
        pack->columns[i - WF_PACK_N_ORIGIN_NAMES].name = names;
      names = nul + 1;
    }
  for (guint i = 0; i < head->n_fields; i++)
    {
      if (types[i] > WF_FIELD_TIME)
        return say (check, "field type");
      pack->columns[i].type = (WfFieldType) types[i];
    }
  return TRUE;
}

/* Every entry ends with its only NUL. */
static gboolean
entries_end (const WfPackColumnView *column)
{
  for (guint32 i = 0; i < column->n_texts; i++)
    {
      guint32 first = column->text_of[i], end = column->text_of[i + 1];

      if (first == end
          || memchr (column->bytes + first, '\0', end - first) != column->bytes + end - 1)
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_text_column (Check *check, guint32 field)
{
  WfPackColumnView *column = &check->pack->columns[field];
  guint32 n = check->head.n_features;
  guint64 index_size = 0, bytes_size = 0;

  column->texts = take (check, WF_PACK_VALUES, field, n * (guint64) 4, NULL);
  column->text_of = take (check, WF_PACK_TEXT_OF, field, G_MAXUINT64, &index_size);
  column->bytes = take (check, WF_PACK_TEXTS, field, G_MAXUINT64, &bytes_size);
  if (check->wrong != NULL)
    return FALSE;
  if (index_size < 4 || index_size % 4 != 0 || index_size / 4 - 1 >= WF_PACK_NULL_TEXT
      || bytes_size > G_MAXUINT32)
    return say (check, "dictionary size");
  column->n_texts = (guint32) (index_size / 4 - 1);
  if (!offsets_rise (column->text_of, column->n_texts, (guint32) bytes_size, 1)
      || !entries_end (column) || !is_utf8 (column->bytes, bytes_size))
    return say (check, "dictionary");
  for (guint32 i = 0; i < n; i++)
    if (column->texts[i] >= column->n_texts && column->texts[i] != WF_PACK_NULL_TEXT)
      return say (check, "dictionary index");
  return TRUE;
}

static gboolean
check_column (Check *check, guint32 field)
{
  WfPackColumnView *column = &check->pack->columns[field];
  guint64 size = check->head.n_features * (guint64) 8;

  if (column->type == WF_FIELD_TEXT)
    return check_text_column (check, field);
  if (column->type == WF_FIELD_REAL)
    column->reals = take (check, WF_PACK_VALUES, field, size, NULL);
  else
    column->ints = take (check, WF_PACK_VALUES, field, size, NULL);
  return check->wrong == NULL;
}

static void
take_origin (WfPackOrigin *origin, const WfPackHeader *head)
{
  origin->datum = (WfDatum) head->datum;
  origin->crs_by = (WfSaid) head->crs_by;
  origin->encoding_by = (WfSaid) head->encoding_by;
  origin->n_empty = head->n_empty;
  origin->n_invalid = head->n_invalid;
  origin->n_out_of_range = head->n_out_of_range;
  origin->n_repaired = head->n_repaired;
  origin->n_unrepaired = head->n_unrepaired;
  origin->n_z_dropped = head->n_z_dropped;
  origin->n_linearized = head->n_linearized;
  origin->n_split = head->n_split;
  origin->n_cut = head->n_cut;
  origin->n_garbled = head->n_garbled;
}

static gboolean
check_body (Check *check)
{
  WfPack *pack = check->pack;
  const WfPackHeader *head = &check->head;

  pack->n_fields = head->n_fields;
  pack->columns = g_new0 (WfPackColumnView, MAX (1, head->n_fields));
  take_origin (&pack->origin, head);
  if (!check_shapes (check) || !check_names (check))
    return FALSE;
  for (guint32 field = 0; field < head->n_fields; field++)
    if (!check_column (check, field))
      return FALSE;
  return TRUE;
}

gboolean
wf_pack_check (WfPack *pack, const char **wrong)
{
  gsize size;
  Check check = { .pack = pack };

  check.data = g_bytes_get_data (pack->bytes, &size);
  if (check_head (&check, size) && check_body (&check))
    return TRUE;
  *wrong = check.wrong;
  return FALSE;
}
