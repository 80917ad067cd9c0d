/* Watchfloor: the strip at the bottom.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Refreshed once a second and when a feed changes. The popover is filled while it is open. Main
 * thread. */
#include "config.h"

#include "wf-status-bar.h"

#include "wf-list-line.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WfStatusBar
{
  WfPane parent_instance;

  /* Template */
  GtkMenuButton *feeds_button;
  GtkImage *feed_icon;
  GtkLabel *feed_title, *feed_word, *feed_note, *unsent, *pointer, *scale, *kept;
  GtkBox *feeds_box, *unsent_box;
};

G_DEFINE_FINAL_TYPE (WfStatusBar, wf_status_bar, WF_TYPE_PANE)

/* The feeds are of now, whatever is shown. */
static gint64
now_of (WfStatusBar *self)
{
  return wf_clock_now (wf_session_get_clock (wf_pane_get_session (WF_PANE (self))));
}

/* The greater, the more somebody must look at it. */
static int
badness (const WfFeedHealth *health)
{
  switch (health->state)
    {
    case WF_FEED_DOWN:
      return 4;
    case WF_FEED_UNREADABLE:
      return 3;
    case WF_FEED_CONNECTING:
      return 2;
    case WF_FEED_POLLING:
      return 1;
    case WF_FEED_LIVE:
    default:
      return 0;
    }
}

/* "last 2 s ago · 41/s", or when it is tried again. Free with g_free. */
static char *
describe_health (const WfFeedHealth *health, gint64 now)
{
  g_autofree char *ago = wf_look_ago (health->last_message_us, now);

  if (health->state == WF_FEED_DOWN && health->next_try_us != WF_TIME_NONE)
    {
      g_autofree char *wait = wf_time_format_age (health->next_try_us - now);

      if (health->last_message_us == WF_TIME_NONE)
        /* Translators: of a feed that never answered: wait before the next try */
        return g_strdup_printf (_ ("no message yet · next try in %s"), wait);
      /* Translators: of a feed that is down: age of its last message; wait before the next try */
      return g_strdup_printf (_ ("last message %s · next try in %s"), ago, wait);
    }
  if (health->last_message_us == WF_TIME_NONE)
    return g_strdup (_ ("waiting for its first message"));
  /* Translators: of a feed: age of its last message; messages a second */
  return g_strdup_printf (_ ("last message %s · %.1f/s"), ago, health->rate);
}

static void
show_worst (WfStatusBar *self)
{
  GListModel *feeds = wf_session_get_feeds (wf_pane_get_session (WF_PANE (self)));
  guint n = g_list_model_get_n_items (feeds);
  const WfFeedHealth *worst = NULL;
  g_autofree char *note = NULL;
  WfTone tone;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfFeedRow) row = g_list_model_get_item (feeds, i);
      const WfFeedHealth *health = wf_feed_row_health (row);

      if (worst == NULL || badness (health) > badness (worst))
        worst = health;
    }
  tone = worst != NULL ? wf_look_feed_tone (worst->state) : WF_TONE_GREY;
  if (worst != NULL)
    note = describe_health (worst, now_of (self));
  gtk_image_set_from_icon_name (self->feed_icon, worst != NULL ? wf_look_feed_icon (worst->state)
                                                               : "wf-unknown-symbolic");
  gtk_label_set_text (self->feed_title, worst != NULL ? worst->title : "");
  gtk_label_set_text (self->feed_word,
                      worst != NULL ? wf_look_feed_word (worst->state) : _ ("No feeds"));
  gtk_label_set_text (self->feed_note, note != NULL ? note : "");
  wf_tone_apply (GTK_WIDGET (self->feed_icon), tone);
  wf_tone_apply (GTK_WIDGET (self->feed_word), tone);
}

static GtkWidget *
make_feed (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *trouble = gtk_label_new (NULL);

  gtk_box_append (GTK_BOX (box), wf_list_line_new ());
  gtk_label_set_wrap (GTK_LABEL (trouble), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (trouble), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (trouble), 44);
  gtk_label_set_xalign (GTK_LABEL (trouble), 0);
  gtk_widget_set_margin_start (trouble, 42);
  gtk_widget_set_margin_end (trouble, 12);
  gtk_widget_add_css_class (trouble, "caption");
  gtk_box_append (GTK_BOX (box), trouble);
  return box;
}

static void
fill_feed (WfStatusBar *self, GtkWidget *box, const WfFeedHealth *health)
{
  GtkWidget *line = gtk_widget_get_first_child (box);
  GtkWidget *trouble = gtk_widget_get_last_child (box);
  g_autofree char *note = describe_health (health, now_of (self));
  /* Not one format: translations cannot hold a format that depends on the machine. */
  g_autofree char *taken = g_strdup_printf ("%" G_GUINT64_FORMAT, health->n_reports);
  g_autofree char *wrong = g_strdup_printf ("%" G_GUINT64_FORMAT, health->n_problems);
  g_autofree char *dropped = g_strdup_printf ("%" G_GUINT64_FORMAT, health->n_dropped);
  g_autofree char *counts
      /* Translators: of a feed, all numbers: reports taken; problems found; reports dropped */
      = g_strdup_printf (_ ("%s reports · %s problems · %s dropped"), taken, wrong, dropped);
  WfLineText text = {
    .icon = wf_look_feed_icon (health->state),
    .tone = wf_look_feed_tone (health->state),
    .title = health->title,
    .note = note,
    .far_title = wf_look_feed_word (health->state),
    .far_tone = wf_look_feed_tone (health->state),
  };
  g_autofree char *words = health->trouble != NULL
                               ? g_strdup_printf ("%s\n%s", counts, health->trouble)
                               : g_strdup (counts);

  wf_list_line_set (WF_LIST_LINE (line), &text);
  gtk_label_set_text (GTK_LABEL (trouble), words);
  wf_tone_apply (trouble, health->trouble != NULL ? WF_TONE_AMBER : WF_TONE_GREY);
}

/* What is kept of the past, within which bounds. Free with g_free. */
static char *
describe_kept (const WfRecorderStatus *status)
{
  g_autofree char *size = g_format_size (status->bytes);
  g_autofree char *most = g_format_size (status->limits.max_bytes);
  double days = (double) status->limits.max_age_us / 86400e6;
  g_autoptr (GDateTime) since = NULL;
  g_autofree char *when = NULL;

  if (status->trouble != NULL)
    return g_strdup (status->trouble);
  if (status->since_us == WF_TIME_NONE)
    /* Translators: days; a size such as "20 GB" */
    return g_strdup_printf (_ ("What moves is kept to be shown again, for %.3g days and %s at the "
                               "most."),
                            days, most);
  since = g_date_time_new_from_unix_local (status->since_us / WF_SECOND_US);
  when = g_date_time_format (since, "%Y-%m-%d %H:%M");
  /* Translators: a time; the size of what is kept; days and a size: the bounds */
  return g_strdup_printf (_ ("What moved is kept since %s: %s, for %.3g days and %s at the most."),
                          when, size, days, most);
}

static void
show_kept (WfStatusBar *self)
{
  WfRecorderStatus status;
  gboolean is_kept = wf_session_get_recording (wf_pane_get_session (WF_PANE (self)), &status);
  g_autofree char *words = is_kept ? describe_kept (&status) : NULL;
  g_autoptr (GString) text = g_string_new (words);

  gtk_widget_set_visible (GTK_WIDGET (self->kept), is_kept);
  if (!is_kept)
    return;
  if (status.n_dropped > 0)
    {
      g_autofree char *n = g_strdup_printf ("%" G_GUINT64_FORMAT, status.n_dropped);

      g_string_append_c (text, ' ');
      /* Translators: %s is a number of reports */
      g_string_append_printf (text, _ ("%s reports could not be kept."), n);
    }
  gtk_label_set_text (self->kept, text->str);
  wf_tone_apply (GTK_WIDGET (self->kept),
                 status.trouble != NULL || status.n_dropped > 0 ? WF_TONE_AMBER : WF_TONE_GREY);
}

static void
fill_popover (WfStatusBar *self)
{
  GListModel *feeds = wf_session_get_feeds (wf_pane_get_session (WF_PANE (self)));
  GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (self->feeds_box));
  guint n = g_list_model_get_n_items (feeds);

  show_kept (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WfFeedRow) row = g_list_model_get_item (feeds, i);

      if (box == NULL)
        {
          box = make_feed ();
          gtk_box_append (self->feeds_box, box);
        }
      fill_feed (self, box, wf_feed_row_health (row));
      box = gtk_widget_get_next_sibling (box);
    }
  while (box != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (box);

      gtk_box_remove (self->feeds_box, box);
      box = next;
    }
}

static void
show_unsent (WfStatusBar *self)
{
  guint unsent = 0;
  g_autofree char *text = NULL;

  g_object_get (wf_pane_get_session (WF_PANE (self)), "unsent", &unsent, NULL);
  text = unsent == 0
             ? g_strdup (_ ("All sent"))
             : g_strdup_printf (ngettext ("%u not sent yet", "%u not sent yet", unsent), unsent);
  gtk_label_set_text (self->unsent, text);
  wf_tone_apply (GTK_WIDGET (self->unsent_box), unsent > 0 ? WF_TONE_AMBER : WF_TONE_PLAIN);
  if (unsent > 0)
    gtk_widget_remove_css_class (GTK_WIDGET (self->unsent_box), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->unsent_box), "dim-label");
}

static void
wf_status_bar_beat (WfPane *pane)
{
  WfStatusBar *self = WF_STATUS_BAR (pane);

  show_worst (self);
  show_unsent (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->feeds_box)))
    fill_popover (self);
}

/* A feed that goes down is told at once, not with the next beat. */
static void
follow_feeds (GListModel *feeds, guint position, guint removed, guint added, WfStatusBar *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (WfFeedRow) row = g_list_model_get_item (feeds, i);

      g_signal_connect_object (row, "changed", G_CALLBACK (show_worst), self, G_CONNECT_SWAPPED);
    }
}

static void
wf_status_bar_ready (WfPane *pane)
{
  WfStatusBar *self = WF_STATUS_BAR (pane);
  GListModel *feeds = wf_session_get_feeds (wf_pane_get_session (pane));

  follow_feeds (feeds, 0, 0, g_list_model_get_n_items (feeds), self);
  g_signal_connect_object (feeds, "items-changed", G_CALLBACK (follow_feeds), self, 0);

  g_signal_connect_object (wf_pane_get_session (pane), "notify::unsent", G_CALLBACK (show_unsent),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_menu_button_get_popover (self->feeds_button), "show",
                           G_CALLBACK (fill_popover), self, G_CONNECT_SWAPPED);
  wf_status_bar_beat (pane);
}

static void
wf_status_bar_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (wf_status_bar_parent_class)->dispose (object);
}

static void
wf_status_bar_class_init (WfStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_status_bar_dispose;
  WF_PANE_CLASS (klass)->ready = wf_status_bar_ready;
  WF_PANE_CLASS (klass)->beat = wf_status_bar_beat;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, feeds_button);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, feed_icon);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, feed_title);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, feed_word);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, feed_note);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, unsent);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, unsent_box);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, pointer);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, scale);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, kept);
  gtk_widget_class_bind_template_child (widget_class, WfStatusBar, feeds_box);
}

static void
wf_status_bar_init (WfStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
wf_status_bar_set_pointer (WfStatusBar *self, WfLonLat p)
{
  g_autofree char *text = isfinite (p.lon) ? wf_look_position (p) : g_strdup ("");

  gtk_label_set_text (self->pointer, text);
}

void
wf_status_bar_set_scale (WfStatusBar *self, double metres_per_px)
{
  /* 96 logical pixels are an inch of 0.0254 m. */
  g_autofree char *text = wf_look_scale (metres_per_px * 96.0 / 0.0254);

  gtk_label_set_text (self->scale, text);
}
