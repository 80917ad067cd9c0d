/* Watchfloor: text and icons as coverage.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-text-cache.h"

#include "wf-icon-paths.h"
#include "wf-svg.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Bytes of coverage kept. A screen of labels is about one megabyte. */
#define MAX_BYTES (24 * 1024 * 1024)
#define MAX_IMAGE_PX 4096
/* Latin and Chinese that go together; Pango falls back where they are not installed. */
#define FONT_FAMILIES "Noto Sans,Noto Sans CJK SC,Source Han Sans SC,sans-serif"

typedef struct
{
  WfTextImage *image; /* Owned; NULL: known not to exist */
  guint64 used;
} Entry;

struct _WfTextCache
{
  GHashTable *entries; /* char * -> Entry */
  PangoFontMap *fonts; /* Owned */
  PangoContext *context; /* Owned */
  gsize bytes;
  guint64 frame;
};

void
wf_text_image_unref (WfTextImage *image)
{
  if (image == NULL || !g_atomic_ref_count_dec (&image->refs))
    return;
  g_free (image->body);
  g_free (image->halo);
  g_free (image->cluster_x);
  g_free (image->pixels);
  g_free (image);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  wf_text_image_unref (entry->image);
  g_free (entry);
}

WfTextCache *
wf_text_cache_new (void)
{
  WfTextCache *self = g_new0 (WfTextCache, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  return self;
}

void
wf_text_cache_free (WfTextCache *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->entries);
  g_clear_object (&self->context);
  g_clear_object (&self->fonts);
  g_free (self);
}

/* Opening the fonts takes tens of milliseconds: not before a label is wanted. */
static PangoContext *
get_context (WfTextCache *self)
{
  cairo_font_options_t *options;

  if (self->context != NULL)
    return self->context;
  self->fonts = pango_cairo_font_map_new ();
  self->context = pango_font_map_create_context (self->fonts);
  options = cairo_font_options_create ();
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  /* Han characters in their mainland forms. */
  pango_context_set_language (self->context, pango_language_from_string ("zh-cn"));
  return self->context;
}

WfTextImage *
wf_text_image_new (int width, int height)
{
  WfTextImage *image = g_new0 (WfTextImage, 1);

  g_atomic_ref_count_init (&image->refs);
  image->width = CLAMP (width, 1, MAX_IMAGE_PX);
  image->height = CLAMP (height, 1, MAX_IMAGE_PX);
  return image;
}

static cairo_t *
begin_mask (const WfTextImage *image)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_A8, image->width, image->height);
  cairo_t *cr = cairo_create (surface);

  cairo_surface_destroy (surface);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  return cr;
}

static guint8 *
end_mask (cairo_t *cr, const WfTextImage *image)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  guint8 *bytes = g_malloc ((gsize) image->width * (gsize) image->height);
  const guint8 *from;

  cairo_surface_flush (surface);
  from = cairo_image_surface_get_data (surface);
  for (int y = 0; y < image->height; y++)
    memcpy (bytes + (gsize) y * (gsize) image->width,
            from + (gsize) y * (gsize) cairo_image_surface_get_stride (surface),
            (gsize) image->width);
  cairo_destroy (cr);
  return bytes;
}

/* ---- text */

/* Lines of about one length: no single character on the last. */
static void
balance_lines (PangoLayout *layout)
{
  int n = pango_layout_get_line_count (layout), full, width, allowed;

  if (n < 2)
    return;
  allowed = pango_layout_get_width (layout);
  pango_layout_set_width (layout, -1);
  pango_layout_get_size (layout, &full, NULL);
  for (width = full / n; width < allowed; width += MAX (full / 16, PANGO_SCALE))
    {
      pango_layout_set_width (layout, width);
      if (pango_layout_get_line_count (layout) <= n)
        return;
    }
  pango_layout_set_width (layout, allowed);
}

static PangoLayout *
make_layout (WfTextCache *self, const WfTextWish *wish)
{
  PangoLayout *layout = pango_layout_new (get_context (self));
  PangoFontDescription *font = pango_font_description_from_string (FONT_FAMILIES);

  pango_font_description_set_absolute_size (font, wish->size_px * PANGO_SCALE);
  if (wish->bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_MEDIUM);
  if (wish->italic)
    pango_font_description_set_style (font, PANGO_STYLE_ITALIC);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, wish->text, -1);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  if (wish->spacing_px > 0)
    {
      PangoAttrList *attributes = pango_attr_list_new ();

      pango_attr_list_insert (
          attributes, pango_attr_letter_spacing_new ((int) (wish->spacing_px * PANGO_SCALE)));
      pango_layout_set_attributes (layout, attributes);
      pango_attr_list_unref (attributes);
    }
  if (wish->wrap_px > 0)
    {
      pango_layout_set_width (layout, (int) (wish->wrap_px * PANGO_SCALE));
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
      pango_layout_set_line_spacing (layout, 0.9f);
      balance_lines (layout);
    }
  return layout;
}

static void
measure_clusters (WfTextImage *image, PangoLayout *layout, double left)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (float));
  float end;

  do
    {
      PangoRectangle box;
      float x;

      pango_layout_iter_get_cluster_extents (iter, NULL, &box);
      x = (float) ((double) box.x / PANGO_SCALE - left);
      g_array_append_val (starts, x);
    }
  while (pango_layout_iter_next_cluster (iter));
  pango_layout_iter_free (iter);
  image->n_clusters = starts->len;
  end = (float) image->logical_width;
  g_array_append_val (starts, end);
  image->cluster_x = (float *) (gpointer) g_array_free (starts, FALSE);
}

/* In place: a byte is read before it is written. The last row and column are empty. */
static void
soften (guint8 *mask, int width, int height)
{
  for (int y = 0; mask != NULL && y + 1 < height; y++)
    {
      guint8 *row = mask + (gsize) y * (gsize) width;

      for (int x = 0; x + 1 < width; x++)
        row[x] = (guint8) ((row[x] + row[x + 1] + row[x + width] + row[x + width + 1] + 2) / 4);
    }
}

static WfTextImage *
draw_text (WfTextCache *self, const WfTextWish *wish)
{
  PangoLayout *layout = make_layout (self, wish);
  PangoRectangle ink, logical;
  double pad = ceil (wish->halo_px) + 2, left, top;
  WfTextImage *image;
  cairo_t *cr;

  pango_layout_get_extents (layout, &ink, &logical);
  left = floor ((double) MIN (ink.x, logical.x) / PANGO_SCALE);
  top = floor ((double) MIN (ink.y, logical.y) / PANGO_SCALE);
  image = wf_text_image_new (
      (int) (ceil ((double) MAX (ink.x + ink.width, logical.x + logical.width) / PANGO_SCALE) - left
             + 2 * pad),
      (int) (ceil ((double) MAX (ink.y + ink.height, logical.y + logical.height) / PANGO_SCALE)
             - top + 2 * pad));
  image->logical_width = (double) logical.width / PANGO_SCALE;
  image->logical_height = (double) logical.height / PANGO_SCALE;
  image->origin_x = pad - left + (double) logical.x / PANGO_SCALE;
  image->origin_y = pad - top + (double) logical.y / PANGO_SCALE;
  measure_clusters (image, layout, (double) logical.x / PANGO_SCALE);
  cr = begin_mask (image);
  cairo_move_to (cr, pad - left, pad - top);
  pango_cairo_show_layout (cr, layout);
  image->body = end_mask (cr, image);
  if (wish->halo_px > 0)
    {
      cr = begin_mask (image);
      cairo_move_to (cr, pad - left, pad - top);
      pango_cairo_layout_path (cr, layout);
      cairo_set_line_width (cr, 2 * wish->halo_px);
      cairo_stroke_preserve (cr);
      cairo_fill (cr);
      image->halo = end_mask (cr, image);
    }
  g_object_unref (layout);
  if (wish->soft)
    {
      soften (image->body, image->width, image->height);
      soften (image->halo, image->width, image->height);
    }
  return image;
}

/* ---- icons */

/* Middle of the image, turned, one unit of the 24 of a path. */
static cairo_t *
begin_icon (const WfTextImage *image, const WfIconWish *wish)
{
  cairo_t *cr = begin_mask (image);

  cairo_translate (cr, image->width / 2.0, image->height / 2.0);
  cairo_rotate (cr, wish->rotate_rad);
  cairo_scale (cr, wish->size_px / 24, wish->size_px / 24);
  cairo_translate (cr, -12, -12);
  return cr;
}

static WfTextImage *
draw_icon (const WfIconPath *path, const WfIconWish *wish)
{
  double turned = fabs (cos (wish->rotate_rad)) + fabs (sin (wish->rotate_rad));
  int side = (int) (ceil (wish->size_px * turned) + 2 * (ceil (wish->halo_px) + 1));
  WfTextImage *image = wf_text_image_new (side, side);
  cairo_t *cr = begin_icon (image, wish);

  image->logical_width = image->logical_height = wish->size_px;
  wf_icon_path_append (cr, path->badge);
  cairo_fill (cr);
  image->body = end_mask (cr, image);
  cr = begin_icon (image, wish);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  if (path->sign != NULL)
    {
      wf_icon_path_append (cr, path->sign);
      cairo_fill (cr);
    }
  if (wish->halo_px > 0)
    {
      wf_icon_path_append (cr, path->badge);
      cairo_set_line_width (cr, wish->halo_px * 24 / wish->size_px);
      cairo_stroke (cr);
    }
  image->halo = end_mask (cr, image);
  return image;
}

/* ---- the cache */

static gsize
image_bytes (const WfTextImage *image)
{
  gsize n = (gsize) image->width * (gsize) image->height;

  return (image->pixels != NULL ? 4 : 2) * n + 256;
}

static WfTextImage *
keep (WfTextCache *self, char *key, WfTextImage *image)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->image = image;
  entry->used = self->frame;
  if (image != NULL)
    {
      self->bytes += image_bytes (image);
      g_atomic_ref_count_inc (&image->refs);
    }
  g_hash_table_insert (self->entries, key, entry);
  return image;
}

static gboolean
find (WfTextCache *self, const char *key, WfTextImage **image)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    return FALSE;
  entry->used = self->frame;
  *image = entry->image;
  if (*image != NULL)
    g_atomic_ref_count_inc (&(*image)->refs);
  return TRUE;
}

WfTextImage *
wf_text_cache_text (WfTextCache *self, const WfTextWish *wish)
{
  WfTextWish fair = *wish;
  g_autofree char *key = NULL;
  WfTextImage *image = NULL;

  /* Quarters of a pixel: a zoom in flight must not fill the cache. */
  fair.size_px = round (CLAMP (wish->size_px, 1, 256) * 4) / 4;
  fair.halo_px = round (CLAMP (wish->halo_px, 0, 32) * 4) / 4;
  fair.wrap_px = round (wish->wrap_px);
  fair.spacing_px = round (wish->spacing_px * 4) / 4;
  key = g_strdup_printf ("t%d,%d,%d,%d,%d%d%d,%s", (int) (fair.size_px * 4),
                         (int) (fair.halo_px * 4), (int) fair.wrap_px, (int) (fair.spacing_px * 4),
                         fair.bold, fair.italic, fair.soft, fair.text);
  if (find (self, key, &image))
    return image;
  return keep (self, g_steal_pointer (&key), draw_text (self, &fair));
}

WfTextImage *
wf_text_cache_icon (WfTextCache *self, const WfIconWish *wish)
{
  int degrees = (int) lround (wish->rotate_rad * (180 / G_PI)) % 360;
  WfIconWish fair = *wish;
  g_autofree char *key = NULL;
  const WfIconPath *path;
  WfTextImage *image = NULL;

  fair.size_px = round (CLAMP (wish->size_px, 2, 512) * 2) / 2;
  fair.halo_px = round (CLAMP (wish->halo_px, 0, 32) * 4) / 4;
  fair.rotate_rad = degrees * (G_PI / 180);
  key = g_strdup_printf ("i%d,%d,%d,%s/%s", (int) (fair.size_px * 2), (int) (fair.halo_px * 4),
                         degrees, fair.folder != NULL ? fair.folder : "", fair.name);
  if (find (self, key, &image))
    return image;
  path = wf_icon_path_find (fair.name);
  if (path != NULL)
    image = draw_icon (path, &fair);
  else if (fair.folder != NULL)
    image = wf_svg_draw (fair.folder, fair.name, fair.size_px, fair.rotate_rad);
  return keep (self, g_steal_pointer (&key), image);
}

void
wf_text_cache_warm_up (WfTextCache *self)
{
  const WfTextWish wish = { .text = "Aa 路", .size_px = 12 };

  wf_text_image_unref (wf_text_cache_text (self, &wish));
}

typedef struct
{
  WfTextCache *self;
  guint64 before;
} Sweep;

static gboolean
is_old (gpointer key, gpointer value, gpointer data)
{
  const Entry *entry = value;
  Sweep *sweep = data;

  if (entry->used >= sweep->before)
    return FALSE;
  if (entry->image != NULL)
    sweep->self->bytes -= image_bytes (entry->image);
  return TRUE;
}

void
wf_text_cache_tick (WfTextCache *self)
{
  guint64 age = 64;

  self->frame++;
  /* Older than 64 frames first, then 8, then all but the last frame's. */
  while ((self->bytes > MAX_BYTES || g_hash_table_size (self->entries) > 20000) && age > 0)
    {
      Sweep sweep = { self, self->frame > age ? self->frame - age : 0 };

      g_hash_table_foreach_remove (self->entries, is_old, &sweep);
      age /= 8;
    }
}
