/* Watchfloor: making style documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-style-maker.h"

#include <math.h>
#include <string.h>

#define EQUATOR_M 40075016.685578488
#define MAX_NOTES 100

json_t *
wf_style_maker_add (WfStyleMaker *maker, const WfRule *rule, const char *type)
{
  g_autofree char *id = g_strdup_printf ("%s-%zu", type, json_array_size (maker->layers));
  json_t *layer = json_pack ("{s:s, s:s, s:s, s:{}, s:{}}", "id", id, "type", type, "source",
                             rule->source, "layout", "paint");

  if (rule->filter != NULL)
    json_object_set (layer, "filter", rule->filter);
  if (rule->min_zoom > 0)
    json_object_set_new (layer, "minzoom", json_real (MIN (rule->min_zoom, 30)));
  if (rule->max_zoom > 0)
    json_object_set_new (layer, "maxzoom", json_real (MIN (rule->max_zoom, 30)));
  if (rule->silent)
    json_object_set_new (layer, "metadata", json_pack ("{s:b}", "legend", FALSE));
  else if (rule->label != NULL && rule->label[0] != '\0')
    json_object_set_new (
        layer, "metadata",
        json_pack ("{s:{s:s, s:s}}", "legend", "zh", rule->label, "en", rule->label));
  json_array_append_new (maker->layers, layer);
  return layer;
}

void
wf_style_maker_paint (json_t *layer, const char *name, json_t *value)
{
  if (value != NULL)
    json_object_set_new (json_object_get (layer, "paint"), name, value);
}

void
wf_style_maker_layout (json_t *layer, const char *name, json_t *value)
{
  if (value != NULL)
    json_object_set_new (json_object_get (layer, "layout"), name, value);
}

void
wf_style_maker_note (WfStyleMaker *maker, const char *format, ...)
{
  va_list args;
  char *note;

  va_start (args, format);
  note = g_strdup_vprintf (format, args);
  va_end (args);
  for (guint i = 0; note != NULL && i < maker->notes->len; i++)
    if (strcmp (g_ptr_array_index (maker->notes, i), note) == 0)
      g_clear_pointer (&note, g_free);
  if (note != NULL && maker->notes->len < MAX_NOTES)
    g_ptr_array_add (maker->notes, g_steal_pointer (&note));
  g_free (note);
}

json_t *
wf_style_maker_finish (WfStyleMaker *maker)
{
  json_t *layers = maker->layers;

  maker->layers = NULL;
  return json_pack ("{s:i, s:o}", "version", 8, "layers", layers);
}

json_t *
wf_style_maker_color (guint32 argb)
{
  char text[10];

  g_snprintf (text, sizeof text, "#%06x%02x", argb & 0xffffff, argb >> 24);
  return json_string (text);
}

double
wf_style_maker_zoom (double denominator, double pixel_m)
{
  return denominator > 0 ? CLAMP (log2 (EQUATOR_M / (256 * pixel_m * denominator)), 0, 30) : 0;
}

json_t *
wf_style_maker_metres (double metres)
{
  double px = metres * 256 / EQUATOR_M;

  return json_pack ("[s, [s, i], [s], i, f, i, f]", "interpolate", "exponential", 2, "zoom", 0, px,
                    24, ldexp (px, 24));
}
