/* Watchfloor: checking a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing in the file is believed before it was compared: sizes with the file's, checksums,
 * offsets rising and in range, the box of all with what the points make it, text UTF-8 and ended,
 * dictionary numbers in range. After this the accessors need no checks. */
#include "config.h"

#include "wf-checksum.h"
#include "wf-pack-format.h"
#include "wf-pack-read.h"
#include "wf-share.h"

#include <string.h>

/* What a processor takes at a time: entries of a dictionary, rows. */
#define TEXTS_PIECE 4096
#define INDEXES_PIECE 65536
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
  if (head->n_fields > WF_PACK_MAX_FIELDS
      || head->n_sections > WF_PACK_N_FIXED_SECTIONS + 3 * WF_PACK_MAX_FIELDS
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

/* The part table, empty where it is plain. */
static const guint32 *
take_part_of (Check *check)
{
  const WfPackHeader *head = &check->head;
  guint64 size = (head->n_features + (guint64) 1) * 4;
  gboolean plain = wf_pack_parts_are_plain (head->kind, head->n_features, head->n_parts);
  const guint32 *part_of = take (check, WF_PACK_PART_OF, 0, plain ? 0 : size, NULL);

  return plain ? NULL : part_of;
}

static void
take_fids (Check *check)
{
  WfPack *pack = check->pack;
  guint64 n = check->head.n_features, size = 0;
  const void *fids = take (check, WF_PACK_FIDS, 0, G_MAXUINT64, &size);

  if (size == n * 4)
    pack->small_fids = fids;
  else if (size == n * 8)
    pack->fids = fids;
  else
    say (check, "section of another size");
}

static gboolean
check_shapes (Check *check)
{
  WfPack *pack = check->pack;
  const WfPackHeader *head = &check->head;
  WfPackShapes *shapes = &pack->shapes;
  const char *wrong = NULL;

  pack->kind = (WfGeometryKind) head->kind;
  pack->box = head->box;
  shapes->n_features = head->n_features;
  shapes->n_parts = head->n_parts;
  shapes->n_coords = head->n_coords;
  pack->layout = wf_index_layout (head->n_features);
  shapes->coords = take (check, WF_PACK_COORDS, 0, head->n_coords * (guint64) 8, NULL);
  shapes->coord_of = take (check, WF_PACK_COORD_OF, 0, (head->n_parts + (guint64) 1) * 4, NULL);
  shapes->part_of = take_part_of (check);
  take_fids (check);
  if (check->wrong != NULL)
    return FALSE;
  if (!kinds_fit (pack, head))
    return say (check, "kinds");
  if (!wf_pack_derive (pack, &wrong))
    return say (check, wrong);
  if (head->n_features > 0
      && memcmp (&pack->tree[pack->layout.n_nodes - 1], &pack->box, sizeof pack->box) != 0)
    return say (check, "boxes");
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

typedef struct
{
  const WfPackColumnView *column;
  guint64 bytes_size;
  gint is_wrong; /* Atomic */
} TextCheck;

/* Entries that rise within the file, each text ended by its only NUL. */
static void
check_entries (gpointer data, guint32 from, guint32 to)
{
  TextCheck *check = data;
  const WfPackColumnView *column = check->column;
  guint32 start = column->text_of[from], end = start;
  gboolean falls = FALSE;

  for (guint32 i = from; i < to && !falls; i++)
    {
      guint32 first = column->text_of[i];

      end = column->text_of[i + 1];
      falls = end <= first || end > check->bytes_size
              || memchr (column->bytes + first, '\0', end - first) != column->bytes + end - 1;
    }
  if (falls || !is_utf8 (column->bytes + start, end - start))
    g_atomic_int_set (&check->is_wrong, TRUE);
}

static void
check_indexes (gpointer data, guint32 from, guint32 to)
{
  TextCheck *check = data;
  const WfPackColumnView *column = check->column;
  gboolean beyond = FALSE;

  for (guint32 i = from; i < to; i++)
    beyond |= (column->texts[i] >= column->n_texts) & (column->texts[i] != WF_PACK_NULL_TEXT);
  if (beyond)
    g_atomic_int_set (&check->is_wrong, TRUE);
}

static gboolean
check_text_column (Check *check, guint32 field)
{
  WfPackColumnView *column = &check->pack->columns[field];
  guint32 n = check->head.n_features;
  guint64 index_size = 0;
  TextCheck texts = { .column = column };

  column->texts = take (check, WF_PACK_VALUES, field, n * (guint64) 4, NULL);
  column->text_of = take (check, WF_PACK_TEXT_OF, field, G_MAXUINT64, &index_size);
  column->bytes = take (check, WF_PACK_TEXTS, field, G_MAXUINT64, &texts.bytes_size);
  if (check->wrong != NULL)
    return FALSE;
  if (index_size < 4 || index_size % 4 != 0 || index_size / 4 - 1 >= WF_PACK_NULL_TEXT
      || texts.bytes_size > G_MAXUINT32)
    return say (check, "dictionary size");
  column->n_texts = (guint32) (index_size / 4 - 1);
  if (column->text_of[0] != 0 || column->text_of[column->n_texts] != texts.bytes_size)
    return say (check, "dictionary");
  wf_share_out (column->n_texts, TEXTS_PIECE, check_entries, &texts, NULL);
  if (texts.is_wrong)
    return say (check, "dictionary");
  wf_share_out (n, INDEXES_PIECE, check_indexes, &texts, NULL);
  return texts.is_wrong ? say (check, "dictionary index") : TRUE;
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
