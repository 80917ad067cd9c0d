/* Watchfloor: what a subcommand draws.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers, a city and a style, named by options, opened as one scene. One thread. */
#pragma once

#include "wf-city.h"
#include "wf-ctl-source.h"
#include "wf-frame.h"

#include <jansson.h>

typedef struct
{
  /* Words of the options; owned */
  char **layers, *city_path, *style_path, *lang;
  WfCtlSource how;
  gboolean dark, no_cache, windows;

  const WfView *view; /* of the picture, while it is opened; NULL: not known yet */

  /* What was opened; owned */
  WfCity *city; /* NULL: none was named */
  WfStyle *style;
  WfScene *scene;
  GPtrArray *ids; /* char *: of the layers, bottom first */
  json_t *told; /* an object a layer, for --json */
  WfBox extent; /* unit Mercator, of all layers */
} WfCtlScene;

/* The options, for a subcommand's entries. */
#define WF_CTL_SCENE_ENTRIES(s)                                                                    \
  { "layer", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &(s)->layers, NULL, NULL },                        \
      { "city", 0, 0, G_OPTION_ARG_FILENAME, &(s)->city_path, NULL, NULL },                        \
      { "style", 0, 0, G_OPTION_ARG_FILENAME, &(s)->style_path, NULL, NULL },                      \
      WF_CTL_SOURCE_ENTRIES (&(s)->how, "crs"),                                                    \
      { "lang", 0, 0, G_OPTION_ARG_STRING, &(s)->lang, NULL, NULL },                               \
      { "dark", 0, 0, G_OPTION_ARG_NONE, &(s)->dark, NULL, NULL },                                 \
      { "no-cache", 0, 0, G_OPTION_ARG_NONE, &(s)->no_cache, NULL, NULL },                         \
  {                                                                                                \
    "windows", 0, 0, G_OPTION_ARG_NONE, &(s)->windows, NULL, NULL                                  \
  }

void wf_ctl_scene_init (WfCtlScene *self);
void wf_ctl_scene_clear (WfCtlScene *self);
/* Whether the words can be meant; G_OPTION_ERROR. */
gboolean wf_ctl_scene_check (const WfCtlScene *self, GError **error);
/* "zh", the default, or "en". */
gboolean wf_ctl_scene_is_chinese (const WfCtlScene *self);
/* Opens what is named, over @ground (0xAARRGGBB). @view says what of a source read by windows is
 * needed; NULL: such a source is refused. */
gboolean wf_ctl_scene_open (WfCtlScene *self, const WfView *view, guint32 ground, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfCtlScene, wf_ctl_scene_clear)
