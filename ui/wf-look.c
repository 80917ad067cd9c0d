/* Watchfloor: what states look like.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables; pure but for the colour look-up. Main thread. */
#include "config.h"

#include "wf-look.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const struct
{
  const char *css;
  const char *color;
} tones[WF_TONE_N] = {
  [WF_TONE_PLAIN] = { NULL, NULL },
  [WF_TONE_RED] = { "wf-red", "wf_red" },
  [WF_TONE_ORANGE] = { "wf-orange", "wf_orange" },
  [WF_TONE_AMBER] = { "wf-amber", "wf_amber" },
  [WF_TONE_GREEN] = { "wf-green", "wf_green" },
  [WF_TONE_BLUE] = { "wf-blue", "wf_blue" },
  [WF_TONE_GREY] = { "wf-grey", "wf_grey" },
};

const char *
wf_tone_class (WfTone tone)
{
  g_return_val_if_fail (tone < WF_TONE_N, NULL);
  return tones[tone].css;
}

GdkRGBA
wf_tone_color (GtkWidget *widget, WfTone tone)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA color;

  g_return_val_if_fail (tone < WF_TONE_N, ((GdkRGBA){ 0, 0, 0, 1 }));
  if (tones[tone].color == NULL
      || !gtk_style_context_lookup_color (context, tones[tone].color, &color))
    gtk_style_context_get_color (context, &color);
  return color;
}

void
wf_tone_apply (GtkWidget *widget, WfTone tone)
{
  for (guint i = 0; i < WF_TONE_N; i++)
    if (tones[i].css != NULL && i != tone)
      gtk_widget_remove_css_class (widget, tones[i].css);
  if (wf_tone_class (tone) != NULL)
    gtk_widget_add_css_class (widget, wf_tone_class (tone));
}

static const struct
{
  const char *icon;
  WfTone tone;
  const char *label;
} groups[] = {
  /* Translators: a group of units, on a narrow filter button */
  [WF_UNIT_GROUP_BUSY] = { "wf-unit-busy-symbolic", WF_TONE_RED, N_ ("On a task") },
  /* Translators: units free but away from their station, on a narrow filter button */
  [WF_UNIT_GROUP_FREE_AWAY] = { "wf-unit-away-symbolic", WF_TONE_BLUE, N_ ("Away, free") },
  /* Translators: units standing by at their station, on a narrow filter button */
  [WF_UNIT_GROUP_FREE_HOME] = { "wf-unit-home-symbolic", WF_TONE_GREEN, N_ ("At station") },
  /* Translators: units that may not be sent, on a narrow filter button */
  [WF_UNIT_GROUP_OUT] = { "wf-unit-out-symbolic", WF_TONE_GREY, N_ ("Out") },
};

const char *
wf_look_group_icon (WfUnitGroup group)
{
  g_return_val_if_fail (group < G_N_ELEMENTS (groups), NULL);
  return groups[group].icon;
}

WfTone
wf_look_group_tone (WfUnitGroup group)
{
  g_return_val_if_fail (group < G_N_ELEMENTS (groups), WF_TONE_PLAIN);
  return groups[group].tone;
}

const char *
wf_look_group_label (WfUnitGroup group)
{
  g_return_val_if_fail (group < G_N_ELEMENTS (groups), "");
  return _ (groups[group].label);
}

static const struct
{
  const char *name, *icon, *label;
} classes[] = {
  { "ambulance", "wf-ambulance-symbolic", N_ ("Ambulance") },
  { "bus", "wf-bus-symbolic", N_ ("Bus") },
  { "fire", "wf-fire-symbolic", N_ ("Fire engine") },
  { "police", "wf-police-symbolic", N_ ("Police car") },
  { "signal", "wf-signal-symbolic", N_ ("Traffic signal") },
  { "sensor", "wf-sensor-symbolic", N_ ("Sensor") },
  { "weather", "wf-weather-symbolic", N_ ("Weather") },
  { "call", "wf-call-symbolic", N_ ("Emergency call") },
  { NULL, "wf-point-symbolic", N_ ("Other") },
};

static guint
find_class (const char *class_name)
{
  guint i = 0;

  while (classes[i].name != NULL && g_strcmp0 (classes[i].name, class_name) != 0)
    i++;
  return i;
}

const char *
wf_look_class_icon (const char *class_name)
{
  return classes[find_class (class_name)].icon;
}

const char *
wf_look_class_label (const char *class_name)
{
  return _ (classes[find_class (class_name)].label);
}

const char *
wf_look_kind_icon (const char *kind)
{
  static const char *const known[][2] = {
    { "medical", "wf-medical-symbolic" }, { "fire", "wf-fire-symbolic" },
    { "traffic", "wf-traffic-symbolic" }, { "flood", "wf-flood-symbolic" },
    { "gas", "wf-gas-symbolic" },         { "crowd", "wf-crowd-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (kind, known[i][0]) == 0)
      return known[i][1];
  return "wf-other-symbolic";
}

WfTone
wf_look_level_tone (int level)
{
  /* Red, orange, yellow, blue: the colours of the national warning levels. */
  static const WfTone of[] = { WF_TONE_RED, WF_TONE_ORANGE, WF_TONE_AMBER, WF_TONE_BLUE };

  return level >= 1 && level <= 4 ? of[level - 1] : WF_TONE_GREY;
}

const char *
wf_look_level_numeral (int level)
{
  static const char *const of[] = { "I", "II", "III", "IV" };

  return level >= 1 && level <= 4 ? of[level - 1] : "?";
}

const char *
wf_look_level_word (int level)
{
  static const char *const of[] = {
    /* Translators: level I of an incident */
    N_ ("Gravest"),
    /* Translators: level II of an incident */
    N_ ("Grave"),
    /* Translators: level III of an incident */
    N_ ("Serious"),
    /* Translators: level IV of an incident */
    N_ ("Ordinary"),
  };

  return level >= 1 && level <= 4 ? _ (of[level - 1]) : "";
}

static const struct
{
  const char *icon;
  WfTone tone;
} commands[WF_COMMAND_N_STATES] = {
  [WF_COMMAND_DRAFT] = { "wf-step-symbolic", WF_TONE_GREY },
  [WF_COMMAND_QUEUED] = { "wf-queued-symbolic", WF_TONE_AMBER },
  [WF_COMMAND_SENT] = { "wf-sent-symbolic", WF_TONE_BLUE },
  [WF_COMMAND_RECEIVED] = { "wf-received-symbolic", WF_TONE_BLUE },
  [WF_COMMAND_GRANTED] = { "wf-granted-symbolic", WF_TONE_GREEN },
  [WF_COMMAND_IN_PROGRESS] = { "wf-progress-symbolic", WF_TONE_GREEN },
  [WF_COMMAND_DONE] = { "wf-done-symbolic", WF_TONE_GREEN },
  [WF_COMMAND_REFUSED] = { "wf-refused-symbolic", WF_TONE_RED },
  [WF_COMMAND_FAILED] = { "wf-refused-symbolic", WF_TONE_RED },
  [WF_COMMAND_EXPIRED] = { "wf-expired-symbolic", WF_TONE_RED },
  [WF_COMMAND_REVOKED] = { "wf-revoked-symbolic", WF_TONE_GREY },
  [WF_COMMAND_UNKNOWN] = { "wf-unknown-symbolic", WF_TONE_AMBER },
};

const char *
wf_look_command_icon (WfCommandState state)
{
  g_return_val_if_fail (state < WF_COMMAND_N_STATES, NULL);
  return commands[state].icon;
}

WfTone
wf_look_command_tone (WfCommandState state)
{
  g_return_val_if_fail (state < WF_COMMAND_N_STATES, WF_TONE_PLAIN);
  return commands[state].tone;
}

static const struct
{
  const char *icon;
  WfTone tone;
  const char *word;
} feeds[] = {
  [WF_FEED_CONNECTING] = { "wf-connecting-symbolic", WF_TONE_AMBER, N_ ("Connecting") },
  [WF_FEED_LIVE] = { "wf-live-symbolic", WF_TONE_GREEN, N_ ("Connected") },
  /* Translators: a feed that is asked again and again because nothing is pushed */
  [WF_FEED_POLLING] = { "wf-polling-symbolic", WF_TONE_BLUE, N_ ("Polling") },
  /* Translators: a feed that answers with nothing that can be read */
  [WF_FEED_UNREADABLE] = { "wf-down-symbolic", WF_TONE_AMBER, N_ ("Unreadable") },
  /* Translators: a feed that does not answer */
  [WF_FEED_DOWN] = { "wf-down-symbolic", WF_TONE_RED, N_ ("Down") },
};

const char *
wf_look_feed_icon (WfFeedState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (feeds), NULL);
  return feeds[state].icon;
}

WfTone
wf_look_feed_tone (WfFeedState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (feeds), WF_TONE_PLAIN);
  return feeds[state].tone;
}

const char *
wf_look_feed_word (WfFeedState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (feeds), "");
  return _ (feeds[state].word);
}

WfTone
wf_look_freshness_tone (WfFreshness freshness)
{
  switch (freshness)
    {
    case WF_AGEING:
      return WF_TONE_AMBER;
    case WF_STALE:
    case WF_LOST:
      return WF_TONE_RED;
    case WF_FRESH:
    default:
      return WF_TONE_PLAIN;
    }
}

const char *
wf_look_sync_label (WfSyncState sync)
{
  switch (sync)
    {
    case WF_SYNC_QUEUED:
      return _ ("On its way to the platform");
    case WF_SYNC_SHARED:
      return _ ("At the platform");
    case WF_SYNC_REFUSED:
      return _ ("Refused by the platform");
    case WF_SYNC_LOST:
      return _ ("No longer at the platform");
    case WF_SYNC_LOCAL:
    default:
      return _ ("Only at this desk");
    }
}

gboolean
wf_look_has (const char *text, const char *folded)
{
  g_autofree char *mine = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return mine != NULL && strstr (mine, folded) != NULL;
}

char *
wf_look_distance (double metres)
{
  if (!isfinite (metres))
    return g_strdup ("–");
  if (metres < 995)
    /* Translators: a distance in metres */
    return g_strdup_printf (_ ("%d m"), (int) (round (metres / 10.0) * 10));
  /* Translators: a distance in kilometres */
  return g_strdup_printf (_ ("%.1f km"), metres / 1000.0);
}

char *
wf_look_scale (double denominator)
{
  double step = denominator > 0 ? pow (10, floor (log10 (denominator)) - 1) : 1;
  guint64 rounded = (guint64) (round (denominator / step) * step);
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%" G_GUINT64_FORMAT, rounded);
  for (gssize at = (gssize) text->len - 3; at > 0; at -= 3)
    g_string_insert_unichar (text, at, 0x202f); /* a narrow space that does not break */
  g_string_prepend (text, "1 : ");
  return g_string_free (text, FALSE);
}

char *
wf_look_position (WfLonLat p)
{
  if (!isfinite (p.lon) || !isfinite (p.lat))
    return g_strdup ("–");
  return g_strdup_printf ("%.5f° %s  %.5f° %s", fabs (p.lon), p.lon < 0 ? "W" : "E", fabs (p.lat),
                          p.lat < 0 ? "S" : "N");
}

char *
wf_look_ago (gint64 time_us, gint64 now_us)
{
  g_autofree char *age = NULL;

  if (time_us == WF_TIME_NONE)
    return g_strdup (_ ("never"));
  age = wf_time_format_age (now_us - time_us);
  /* Translators: %s is an age such as "3 s" */
  return g_strdup_printf (_ ("%s ago"), age);
}

char *
wf_look_when (gint64 time_us, gint64 now_us)
{
  g_autofree char *clock = NULL;
  g_autofree char *ago = NULL;

  if (time_us == WF_TIME_NONE)
    return g_strdup ("–");
  clock = wf_time_format_clock (time_us);
  ago = wf_look_ago (time_us, now_us);
  return g_strdup_printf ("%s · %s", clock, ago);
}

static void
name_button (GtkButton *button)
{
  GtkWidget *child = gtk_button_get_child (button);

  if (gtk_button_get_use_underline (button) && child != NULL && GTK_IS_LABEL (child))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

void
wf_look_name_buttons (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    {
      name_button (GTK_BUTTON (widget));
      g_signal_connect (widget, "notify::label", G_CALLBACK (name_button), NULL);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    wf_look_name_buttons (child);
}
