/* Watchfloor: the symbols of what moves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Main thread. */
#include "config.h"

#include "wf-palette.h"
#include "wf-symbol-paint.h"
#include "wf-symbol.h"

#include <math.h>
#include <string.h>

/* Looks are few (classes x states x headings x ages); this is a stop, not a working limit. */
#define MAX_SPRITES 4096

struct _WfSymbols
{
  GHashTable *sprites; /* WfLook as 64 bits -> WfPicture */
};

G_STATIC_ASSERT (sizeof (WfLook) == sizeof (guint64));

WfSymbols *
wf_symbols_new (void)
{
  WfSymbols *self = g_new0 (WfSymbols, 1);

  self->sprites = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify) wf_picture_unref);
  return self;
}

void
wf_symbols_free (WfSymbols *symbols)
{
  if (symbols == NULL)
    return;
  g_hash_table_unref (symbols->sprites);
  g_free (symbols);
}

WfLook
wf_look_of (const WfTrack *track, WfSpotKind kind, gint64 now_us, double rotation_rad)
{
  WfReportFlags doubts = WF_REPORT_FLAG_STUCK | WF_REPORT_FLAG_FUTURE | WF_REPORT_FLAG_JUMP;
  gboolean moves = track->track_class != WF_TRACK_CALL
                   && wf_track_class_info (track->track_class)->fastest_mps > 0
                   && !(track->speed_mps < 0.5f); /* a speed not known may be one */
  WfLook look = { .track_class = (guint8) track->track_class, .kind = (guint8) kind };

  if (kind == WF_SPOT_CROWD)
    return look;
  look.group = wf_track_is_unit (track) ? (guint8) wf_unit_state_group (track->state) : 0;
  look.freshness = (guint8) wf_track_freshness (track, now_us);
  if (kind == WF_SPOT_DOT)
    return look;
  look.doubtful = (track->flags & doubts) != 0;
  if (moves)
    look.heading = (guint8) wf_heading_bucket ((double) track->heading_deg, rotation_rad);
  return look;
}

static WfPicture *
paint_sprite (const WfLook *look)
{
  int size = WF_SYMBOL_SIZE * look->scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, look->scale, look->scale);
  cairo_translate (cr, WF_SYMBOL_SIZE / 2.0, WF_SYMBOL_SIZE / 2.0);
  wf_symbol_paint (cr, look);
  cairo_destroy (cr);
  return wf_picture_new (surface, look->scale);
}

WfPicture *
wf_symbols_get (WfSymbols *symbols, WfLook look)
{
  gint64 key;
  WfPicture *picture;

  memcpy (&key, &look, sizeof key);
  picture = g_hash_table_lookup (symbols->sprites, &key);
  if (picture != NULL)
    return picture;
  if (g_hash_table_size (symbols->sprites) >= MAX_SPRITES)
    g_hash_table_remove_all (symbols->sprites);
  picture = paint_sprite (&look);
  g_hash_table_insert (symbols->sprites, g_memdup2 (&key, sizeof key), picture);
  return picture;
}
