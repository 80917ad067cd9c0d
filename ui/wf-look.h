/* Watchfloor: what states look like.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table from a state to its icon and its tone; never colour alone. Icon names are ours
 * (resources/icons), tones are the named colours of style.css. Pure, main thread. */
#pragma once

#include "wf-command.h"
#include "wf-feed-row.h"
#include "wf-incident-row.h"
#include "wf-track-store.h"

#include <gtk/gtk.h>

typedef enum
{
  WF_TONE_PLAIN,
  WF_TONE_RED,
  WF_TONE_ORANGE,
  WF_TONE_AMBER,
  WF_TONE_GREEN,
  WF_TONE_BLUE,
  WF_TONE_GREY,
  WF_TONE_N
} WfTone;

/* The css class that gives a widget the tone's colour; NULL for plain. */
const char *wf_tone_class (WfTone tone);
/* The tone as the present theme draws it; plain is the widget's own colour. */
GdkRGBA wf_tone_color (GtkWidget *widget, WfTone tone);
/* Takes all other tones off @widget. */
void wf_tone_apply (GtkWidget *widget, WfTone tone);

const char *wf_look_group_icon (WfUnitGroup group);
WfTone wf_look_group_tone (WfUnitGroup group);
/* The group's word, translated. */
const char *wf_look_group_label (WfUnitGroup group);

const char *wf_look_class_icon (const char *class_name);
const char *wf_look_class_label (const char *class_name);

const char *wf_look_kind_icon (const char *kind);
WfTone wf_look_level_tone (int level);
/* "I" to "IV". */
const char *wf_look_level_numeral (int level);
/* The level's word alone, translated. */
const char *wf_look_level_word (int level);

const char *wf_look_command_icon (WfCommandState state);
WfTone wf_look_command_tone (WfCommandState state);

const char *wf_look_feed_icon (WfFeedState state);
WfTone wf_look_feed_tone (WfFeedState state);
/* Connected, polling, down: the word of the health strip. */
const char *wf_look_feed_word (WfFeedState state);

WfTone wf_look_freshness_tone (WfFreshness freshness);
const char *wf_look_sync_label (WfSyncState sync);

/* TRUE where @text (may be NULL) has @folded (g_utf8_casefold), in whatever case. */
gboolean wf_look_has (const char *text, const char *folded);
/* "350 m", "2.4 km". Free with g_free. */
char *wf_look_distance (double metres);
/* "1 : 20 000", in two figures: more would be false. Free with g_free. */
char *wf_look_scale (double denominator);
/* "121.61234 E  38.91234 N", five decimals. Free with g_free. */
char *wf_look_position (WfLonLat p);
/* "14:03:09 (3 min ago)". Free with g_free. */
char *wf_look_when (gint64 time_us, gint64 now_us);
/* "3 s ago". Free with g_free. */
char *wf_look_ago (gint64 time_us, gint64 now_us);

/* GTK names a button by its label as it was given, underscore and all, and by the label's text
 * once more. In @widget and below only the text remains. */
void wf_look_name_buttons (GtkWidget *widget);
