/* Watchfloor: writing a layer pack.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorts the collected features along the Hilbert curve and writes section after section through
 * one buffer that stays in the cache and is summed on its way; header and table come last, then
 * the rename. One thread. */
#include "config.h"

#include "wf-checksum.h"
#include "wf-error.h"
#include "wf-index.h"
#include "wf-pack-build.h"
#include "wf-pack-format.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUFFER_SIZE (1u << 18)
#define AHEAD 12 /* features whose memory is asked for in advance */

typedef struct
{
  const WfPackWriter *writer;
  const guint32 *order;

  int fd;
  int problem; /* errno of the first write that failed */
  WfChecksum sum;
  guint64 offset;
  gsize held;
  guint8 *buffer;
  GArray *table; /* WfPackSection */
} Save;

static void
flush (Save *save)
{
  gsize done = 0;

  wf_checksum_add (&save->sum, save->buffer, save->held);
  while (done < save->held && save->problem == 0)
    {
      ssize_t n = write (save->fd, save->buffer + done, save->held - done);

      if (n >= 0)
        done += (gsize) n;
      else if (errno != EINTR)
        save->problem = errno;
    }
  save->offset += save->held;
  save->held = 0;
}

/* Room for @n <= BUFFER_SIZE bytes, which the caller fills. */
static inline void *
claim (Save *save, gsize n)
{
  void *at;

  if (save->held + n > BUFFER_SIZE)
    flush (save);
  at = save->buffer + save->held;
  save->held += n;
  return at;
}

static void
put (Save *save, const void *bytes, gsize n)
{
  const guint8 *from = bytes;

  while (n > 0)
    {
      gsize some = MIN (n, BUFFER_SIZE / 2);

      memcpy (claim (save, some), from, some);
      from += some;
      n -= some;
    }
}

static void
begin_section (Save *save, WfPackSectionId id, guint32 field)
{
  gsize over = (save->offset + save->held) % WF_PACK_ALIGN;
  WfPackSection section = { .id = id, .field = field };

  if (over != 0)
    memset (claim (save, WF_PACK_ALIGN - over), 0, WF_PACK_ALIGN - over);
  section.offset = save->offset + save->held;
  g_array_append_val (save->table, section);
}

static void
end_section (Save *save)
{
  WfPackSection *section = &g_array_index (save->table, WfPackSection, save->table->len - 1);

  section->size = save->offset + save->held - section->offset;
}

static void
put_u32 (Save *save, guint32 value)
{
  memcpy (claim (save, 4), &value, 4);
}

/* The kind of the pack, and how many features are of which. */
static guint32
count_kinds (const WfPackWriter *writer, guint32 n_of_kind[4])
{
  guint32 only = writer->kind, n_kinds = 0;

  for (gsize i = 0; i < writer->n_features; i++)
    n_of_kind[writer->kinds[i]]++;
  for (guint32 kind = 0; kind < 4; kind++)
    if (n_of_kind[kind] > 0)
      {
        only = kind;
        n_kinds++;
      }
  return n_kinds > 1 ? WF_GEOMETRY_MIXED : only;
}

static void
put_coords (Save *save)
{
  const WfPackWriter *w = save->writer;

  begin_section (save, WF_PACK_COORDS, 0);
  for (gsize i = 0; i < w->n_features; i++)
    {
      guint32 first = w->coord_of[w->part_of[save->order[i]]];
      guint32 end = w->coord_of[w->part_of[save->order[i] + 1]];

      /* Three tables lie between a feature's number and its points: fetch them in turn. */
      if (i + 3 * AHEAD < w->n_features)
        {
          __builtin_prefetch (&w->part_of[save->order[i + 3 * AHEAD]]);
          __builtin_prefetch (&w->coord_of[w->part_of[save->order[i + 2 * AHEAD]]]);
          __builtin_prefetch (&w->coords[w->coord_of[w->part_of[save->order[i + AHEAD]]]]);
        }
      put (save, w->coords + first, (end - first) * sizeof *w->coords);
    }
  end_section (save);
}

static void
put_coord_of (Save *save)
{
  const WfPackWriter *w = save->writer;
  guint32 total = 0;

  begin_section (save, WF_PACK_COORD_OF, 0);
  put_u32 (save, 0);
  for (gsize i = 0; i < w->n_features; i++)
    for (guint32 p = w->part_of[save->order[i]]; p < w->part_of[save->order[i] + 1]; p++)
      {
        total += w->coord_of[p + 1] - w->coord_of[p];
        put_u32 (save, total);
      }
  end_section (save);
}

static void
put_part_of (Save *save)
{
  const WfPackWriter *w = save->writer;
  guint32 total = 0, n_of_kind[4] = { 0 };
  gboolean plain = wf_pack_parts_are_plain (count_kinds (w, n_of_kind), (guint32) w->n_features,
                                            (guint32) w->n_parts);

  begin_section (save, WF_PACK_PART_OF, 0);
  if (!plain)
    put_u32 (save, 0);
  for (gsize i = 0; !plain && i < w->n_features; i++)
    {
      total += w->part_of[save->order[i] + 1] - w->part_of[save->order[i]];
      put_u32 (save, total);
    }
  end_section (save);
}

/* @n values of @size bytes, reordered. Sizes known to the compiler make plain moves of memcpy. */
static void
gather (guint8 *to, const guint8 *from, const guint32 *order, gsize n, gsize size)
{
  if (size == 4)
    for (gsize i = 0; i < n; i++)
      memcpy (to + 4 * i, from + 4 * (gsize) order[i], 4);
  else
    for (gsize i = 0; i < n; i++)
      memcpy (to + 8 * i, from + 8 * (gsize) order[i], 8);
}

/* @values of 4 or 8 bytes each. */
static void
put_values (Save *save, WfPackSectionId id, guint32 field, const void *values, gsize size)
{
  gsize n = save->writer->n_features, chunk = 4096;

  begin_section (save, id, field);
  for (gsize first = 0; first < n; first += chunk)
    {
      gsize some = MIN (chunk, n - first);

      gather (claim (save, some * size), values, save->order + first, some, size);
    }
  end_section (save);
}

static void
put_fids (Save *save)
{
  const WfPackWriter *w = save->writer;
  gboolean fit = TRUE;

  for (gsize i = 0; i < w->n_features; i++)
    fit &= w->fids[i] >= 0 && w->fids[i] <= G_MAXUINT32;
  if (!fit)
    {
      put_values (save, WF_PACK_FIDS, 0, w->fids, sizeof *w->fids);
      return;
    }
  begin_section (save, WF_PACK_FIDS, 0);
  for (gsize i = 0; i < w->n_features; i++)
    put_u32 (save, (guint32) w->fids[save->order[i]]);
  end_section (save);
}

static void
put_names (Save *save)
{
  const WfPackWriter *w = save->writer;
  const char *const names[WF_PACK_N_ORIGIN_NAMES]
      = { w->source, w->layer, w->crs, w->encoding, w->driver, w->x_column, w->y_column };

  begin_section (save, WF_PACK_NAMES, 0);
  for (guint i = 0; i < WF_PACK_N_ORIGIN_NAMES; i++)
    put (save, names[i] != NULL ? names[i] : "", names[i] != NULL ? strlen (names[i]) + 1 : 1);
  for (guint i = 0; i < w->columns->len; i++)
    {
      const WfPackColumn *column = g_ptr_array_index (w->columns, i);

      put (save, column->name, strlen (column->name) + 1);
    }
  end_section (save);
  begin_section (save, WF_PACK_TYPES, 0);
  for (guint i = 0; i < w->columns->len; i++)
    put_u32 (save, ((const WfPackColumn *) g_ptr_array_index (w->columns, i))->type);
  end_section (save);
}

static void
put_column (Save *save, guint32 field)
{
  const WfPackColumn *column = g_ptr_array_index (save->writer->columns, field);

  if (column->ints != NULL)
    put_values (save, WF_PACK_VALUES, field, column->ints->data, sizeof (gint64));
  else if (column->reals != NULL)
    put_values (save, WF_PACK_VALUES, field, column->reals->data, sizeof (double));
  else
    {
      put_values (save, WF_PACK_VALUES, field, column->texts->data, sizeof (guint32));
      begin_section (save, WF_PACK_TEXT_OF, field);
      put (save, column->starts->data, column->starts->len * sizeof (guint32));
      end_section (save);
      begin_section (save, WF_PACK_TEXTS, field);
      put (save, column->bytes->data, column->bytes->len);
      end_section (save);
    }
}

static guint
count_sections (const WfPackWriter *writer)
{
  guint n = WF_PACK_N_FIXED_SECTIONS;

  for (guint i = 0; i < writer->columns->len; i++)
    n += ((const WfPackColumn *) g_ptr_array_index (writer->columns, i))->texts != NULL ? 3 : 1;
  return n;
}

static WfUnitBox
box_of_all (const WfPackWriter *writer)
{
  WfUnitBox all = WF_UNIT_BOX_EMPTY;

  for (gsize i = 0; i < writer->n_features; i++)
    {
      WfUnitBox box = writer->boxes[i];

      all.min_x = MIN (all.min_x, box.min_x);
      all.min_y = MIN (all.min_y, box.min_y);
      all.max_x = MAX (all.max_x, box.max_x);
      all.max_y = MAX (all.max_y, box.max_y);
    }
  return all;
}

/* Keeps the order within a kind. */
static gboolean
sort_kinds (const WfPackWriter *writer, guint32 *order)
{
  guint32 at[4] = { 0 }, counts[4] = { 0 };
  g_autofree guint32 *sorted = NULL;

  if (writer->n_features == 0 || writer->kind != WF_GEOMETRY_MIXED
      || count_kinds (writer, counts) != WF_GEOMETRY_MIXED)
    return TRUE;
  sorted = g_try_new (guint32, writer->n_features);
  if (sorted == NULL)
    return FALSE;
  for (guint kind = 1; kind < 4; kind++)
    at[kind] = at[kind - 1] + counts[kind - 1];
  for (gsize i = 0; i < writer->n_features; i++)
    sorted[at[writer->kinds[order[i]]]++] = order[i];
  memcpy (order, sorted, writer->n_features * sizeof *order);
  return TRUE;
}

static void
put_head (Save *save, WfUnitBox box)
{
  const WfPackWriter *w = save->writer;
  const WfPackOrigin *origin = &w->origin;
  gsize table_size = save->table->len * sizeof (WfPackSection);
  WfPackHeader header = {
    .version = WF_PACK_VERSION,
    .byte_order = WF_PACK_BYTE_ORDER,
    .file_size = save->offset,
    .body_checksum = wf_checksum_end (&save->sum),
    .n_sections = save->table->len,
    .n_features = (guint32) w->n_features,
    .n_parts = (guint32) w->n_parts,
    .n_coords = (guint32) w->n_coords,
    .n_fields = w->columns->len,
    .datum = origin->datum,
    .crs_by = origin->crs_by,
    .encoding_by = origin->encoding_by,
    .box = box,
    .n_empty = origin->n_empty + w->n_empty,
    .n_invalid = origin->n_invalid,
    .n_out_of_range = origin->n_out_of_range,
    .n_repaired = origin->n_repaired,
    .n_unrepaired = origin->n_unrepaired,
    .n_z_dropped = origin->n_z_dropped,
    .n_linearized = origin->n_linearized,
    .n_split = origin->n_split,
    .n_cut = origin->n_cut,
    .n_garbled = origin->n_garbled + wf_pack_writer_n_garbled (w),
  };
  g_autofree guint8 *head = g_malloc (sizeof header + table_size);

  header.kind = count_kinds (w, header.n_of_kind);
  memcpy (header.magic, WF_PACK_MAGIC, sizeof header.magic);
  memcpy (head, &header, sizeof header);
  memcpy (head + sizeof header, save->table->data, table_size);
  header.head_checksum = wf_checksum_of (head, sizeof header + table_size);
  memcpy (head, &header, sizeof header);
  if (save->problem == 0
      && pwrite (save->fd, head, sizeof header + table_size, 0)
             != (ssize_t) (sizeof header + table_size))
    save->problem = errno != 0 ? errno : EIO;
}

static void
put_all (Save *save, WfUnitBox box)
{
  guint64 head = sizeof (WfPackHeader) + count_sections (save->writer) * sizeof (WfPackSection);

  /* The body begins right after the table; its checksum covers the padding too. */
  save->offset = head;
  if (lseek (save->fd, (off_t) head, SEEK_SET) < 0)
    save->problem = errno;
  wf_checksum_init (&save->sum);
  put_coords (save);
  put_coord_of (save);
  put_part_of (save);
  put_fids (save);
  put_names (save);
  for (guint i = 0; i < save->writer->columns->len; i++)
    put_column (save, i);
  flush (save);
  put_head (save, box);
}

static gboolean
fail (const char *path, int problem, GError **error)
{
  g_set_error (error, WF_ERROR, WF_ERROR_IO,
               _ ("%s cannot be written: %s. Free some space or choose another folder."), path,
               g_strerror (problem));
  return FALSE;
}

/* Everything into @fd, which is closed. Returns errno, 0 where all went well. */
static int
save_to (const WfPackWriter *writer, int fd)
{
  g_autofree guint32 *order = g_new (guint32, MAX (1, writer->n_features));
  g_autofree guint8 *buffer = g_malloc (BUFFER_SIZE);
  g_autoptr (GArray) table = g_array_new (FALSE, FALSE, sizeof (WfPackSection));
  WfUnitBox box = box_of_all (writer);
  Save save = { .writer = writer, .order = order, .fd = fd, .buffer = buffer, .table = table };

  if (wf_index_sort (writer->boxes, (guint32) writer->n_features, box, order)
      && sort_kinds (writer, order))
    put_all (&save, box);
  else
    save.problem = ENOMEM;
  return save.problem;
}

gboolean
wf_pack_save (const WfPackWriter *writer, const char *path, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0644), problem;

  if (fd < 0)
    return fail (path, errno, error);
  problem = save_to (writer, fd);
  if (close (fd) != 0 && problem == 0)
    problem = errno;
  if (problem == 0 && g_rename (temporary, path) != 0)
    problem = errno;
  if (problem == 0)
    return TRUE;
  g_unlink (temporary);
  return fail (path, problem, error);
}

GBytes *
wf_pack_save_in_memory (const WfPackWriter *writer, GError **error)
{
  int fd = memfd_create ("wfpack", MFD_CLOEXEC), problem;
  g_autoptr (GMappedFile) mapped = NULL;

  if (fd < 0)
    {
      fail ("memory", errno, error);
      return NULL;
    }
  problem = save_to (writer, fd);
  if (problem == 0)
    mapped = g_mapped_file_new_from_fd (fd, FALSE, error);
  else
    fail ("memory", problem, error);
  close (fd);
  return mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
}
