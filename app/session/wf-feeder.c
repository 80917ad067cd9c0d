/* Watchfloor: one feed of the city, kept coming.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A link (pushed or asked), a snapshot where the feed is a platform, a decode line, a row. */
#include "config.h"

#include "wf-feeder.h"

#include "wf-backoff.h"
#include "wf-decode-line.h"
#include "wf-error.h"
#include "wf-feed-way.h"
#include "wf-json.h"
#include "wf-key-ring.h"
#include "wf-link.h"
#include "wf-snapshot.h"
#include "wf-taking.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define RECONCILE_US (30 * WF_SECOND_US)
#define PUSH_RETRY_US (60 * WF_SECOND_US) /* where it was not offered */
#define KEY_RETRY_US (30 * WF_SECOND_US)
#define UNREADABLE_US (5 * WF_SECOND_US)
#define PROBLEM_SHOWN_US (60 * WF_SECOND_US)

/* Tags of the decode line: events are 0, the pages of snapshot n are n. */
struct _WfFeeder
{
  WfClock *clock;
  WfHttp *http;
  const WfCityFeed *feed;
  gboolean chinese;
  WfTrackStore *tracks;
  WfFeedRow *row;
  WfFeederWatch watch;
  gpointer user_data;
  WfDecodeLine *line;

  char *url; /* NULL where a platform is wanted and none is named */
  GCancellable *cancellable;
  gboolean started, asking; /* for a key */
  WfLink *link; /* NULL where the feed cannot be followed, or its key is not there yet */
  WfLinkState link_state;
  char *link_trouble;
  gint64 link_ended_us;

  WfSnapshot *snapshot; /* NULL unless a platform */
  gint64 snapshot_tag, began_us, next_snapshot_us; /* monotonic */
  guint n_pages_waiting;
  gboolean pages_ended, pages_dropped;
  gboolean polls_ok; /* the last question was answered, or is being answered */
  gboolean was_answered; /* the last question that has ended */
  gboolean link_was_down;
  char *poll_trouble;
  WfBackoff backoff;
  GHashTable *seen;

  char *problem; /* the last of the decoder */
  gint64 problem_us, good_us, bad_us; /* monotonic; the last that could, could not be read */
};

/* ---- health */

static gboolean
needs_key (WfFeeder *feeder)
{
  return feeder->url != NULL
         && (feeder->feed->auth.secret != NULL || wf_key_ring_is_asked (feeder->url));
}

/* A line that is up and says nothing we understand is no feed. */
static gboolean
is_unreadable (WfFeeder *feeder)
{
  return feeder->bad_us > feeder->good_us
         && g_get_monotonic_time () - feeder->good_us > UNREADABLE_US;
}

static void
note_readable (WfFeeder *feeder, gboolean good, gboolean bad)
{
  if (good || bad)
    *(good ? &feeder->good_us : &feeder->bad_us) = g_get_monotonic_time ();
}

static WfFeedState
find_state (WfFeeder *feeder)
{
  gboolean is_up = feeder->link_state == WF_LINK_UP;

  if (is_up && is_unreadable (feeder))
    return WF_FEED_UNREADABLE;
  if (is_up && wf_link_is_push (feeder->link))
    return WF_FEED_LIVE;
  if (is_up || feeder->polls_ok)
    return WF_FEED_POLLING;
  /* Not down before the question that is out has been answered, or not. */
  if (feeder->poll_trouble == NULL && (feeder->snapshot != NULL || feeder->link_trouble == NULL)
      && (feeder->link != NULL || needs_key (feeder)))
    return WF_FEED_CONNECTING;
  return WF_FEED_DOWN;
}

static const char *
find_trouble (WfFeeder *feeder, WfFeedState state)
{
  if (state == WF_FEED_DOWN && feeder->poll_trouble != NULL)
    return feeder->poll_trouble;
  if (feeder->link_trouble != NULL)
    return feeder->link_trouble;
  if (feeder->poll_trouble != NULL)
    return feeder->poll_trouble;
  return feeder->problem;
}

static void
update_row (WfFeeder *feeder)
{
  WfFeedHealth *health = wf_feed_row_health (feeder->row);
  WfFeedState state = find_state (feeder);
  gboolean was_up = health->state != WF_FEED_DOWN && health->state != WF_FEED_CONNECTING;
  gboolean is_up = state != WF_FEED_DOWN && state != WF_FEED_CONNECTING;

  if (is_up && !was_up)
    health->connected_us = wf_clock_now (feeder->clock);
  if (!is_up)
    health->connected_us = WF_TIME_NONE;
  if (state != WF_FEED_DOWN)
    health->next_try_us = WF_TIME_NONE;
  health->state = state;
  wf_feed_row_set_trouble (feeder->row, find_trouble (feeder, state));
  wf_feed_row_changed (feeder->row);
}

static void
set_text (char **text, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*text);
  *text = copy;
}

/* ---- reports */

static void
take_report (WfFeeder *feeder, const WfReport *report, gint64 now_us)
{
  WfReport taken;

  if (wf_taking_apply (feeder->tracks, feeder->feed->id, report, now_us, &taken))
    feeder->watch.taken (feeder->feed->id, &taken, feeder->user_data);
}

static void
apply_report (WfFeeder *feeder, const WfReport *heard)
{
  gint64 now_us = wf_clock_now (feeder->clock);
  g_autofree char *label = feeder->chinese ? NULL : wf_taking_english_label (heard);
  WfReport named = *heard;
  const WfReport *report = &named;

  if (label != NULL)
    named.label = label;
  if (report->kind == WF_REPORT_ENTITY || report->kind == WF_REPORT_DELETE)
    feeder->watch.entity (report, feeder->user_data);
  if (report->kind != WF_REPORT_ENTITY)
    take_report (feeder, report, now_us);
}

static void
show_problem (WfFeeder *feeder, const char *problem)
{
  set_text (&feeder->problem, problem);
  feeder->problem_us = g_get_monotonic_time ();
  update_row (feeder);
}

static void end_snapshot_if_complete (WfFeeder *feeder);

static void
decoded_cb (const WfDecoded *decoded, gpointer data)
{
  WfFeeder *feeder = data;
  WfFeedHealth *health = wf_feed_row_health (feeder->row);
  gboolean is_page = decoded->tag != 0 && decoded->tag == feeder->snapshot_tag;

  for (guint i = 0; i < decoded->reports->len; i++)
    {
      const WfReport *report = decoded->reports->pdata[i];

      if (is_page)
        g_hash_table_add (feeder->seen, g_strdup (report->id));
      apply_report (feeder, report);
    }
  wf_feed_row_count (feeder->row, decoded->reports->len);
  health->n_problems += decoded->problems->len;
  if (decoded->problems->len > 0)
    show_problem (feeder, decoded->problems->pdata[0]);
  for (guint i = 0; i < decoded->replies->len; i++)
    wf_link_reply (feeder->link, decoded->stream, decoded->replies->pdata[i]);
  note_readable (feeder, decoded->reports->len > 0, decoded->problems->len > 0);
  if (decoded->reports->len > 0)
    feeder->watch.dirty (feeder->user_data);
  if (is_page)
    {
      feeder->n_pages_waiting--;
      end_snapshot_if_complete (feeder);
    }
}

static gboolean
decode (WfFeeder *feeder, WfUndecoded undecoded)
{
  WfFeedHealth *health = wf_feed_row_health (feeder->row);
  gboolean is_first = health->last_message_us == WF_TIME_NONE;

  health->last_message_us = wf_clock_now (feeder->clock);
  if (undecoded.received_us == WF_TIME_NONE)
    undecoded.received_us = health->last_message_us;
  if (is_first)
    update_row (feeder);
  if (wf_decode_line_push (feeder->line, &undecoded))
    return TRUE;
  health->n_dropped++;
  /* What was lost is asked for. */
  feeder->next_snapshot_us = MIN (feeder->next_snapshot_us, g_get_monotonic_time () + WF_SECOND_US);
  return FALSE;
}

/* ---- the snapshot */

static void
start_snapshot (WfFeeder *feeder)
{
  feeder->snapshot_tag++;
  feeder->n_pages_waiting = 0;
  feeder->pages_ended = feeder->pages_dropped = FALSE;
  feeder->began_us = g_get_monotonic_time ();
  g_hash_table_remove_all (feeder->seen);
  wf_snapshot_start (feeder->snapshot);
}

static void
ask_if_due (WfFeeder *feeder)
{
  if (feeder->snapshot == NULL || g_get_monotonic_time () < feeder->next_snapshot_us)
    return;
  feeder->next_snapshot_us = G_MAXINT64;
  start_snapshot (feeder);
}

/* Tracks of this feed that the platform no longer has, and that nothing was heard of since. */
static void
remove_vanished (WfFeeder *feeder)
{
  gint64 before_us
      = wf_clock_now (feeder->clock) - (g_get_monotonic_time () - feeder->began_us) - WF_SECOND_US;
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  const WfTrack *tracks;
  guint n_tracks;

  tracks = wf_track_store_tracks (feeder->tracks, &n_tracks);
  for (guint i = 0; i < n_tracks; i++)
    if (g_strcmp0 (tracks[i].feed, feeder->feed->id) == 0 && tracks[i].received_us < before_us
        && !g_hash_table_contains (feeder->seen, tracks[i].id))
      g_ptr_array_add (gone, g_strdup (tracks[i].id));
  for (guint i = 0; i < gone->len; i++)
    {
      WfReport report = wf_report_init ();

      report.kind = WF_REPORT_DELETE;
      report.id = gone->pdata[i];
      report.class_name = "other";
      take_report (feeder, &report, wf_clock_now (feeder->clock));
    }
  if (gone->len > 0)
    feeder->watch.dirty (feeder->user_data);
}

static void
end_snapshot_if_complete (WfFeeder *feeder)
{
  if (!feeder->pages_ended || feeder->n_pages_waiting > 0)
    return;
  feeder->pages_ended = FALSE;
  if (feeder->pages_dropped)
    return;
  remove_vanished (feeder);
  feeder->watch.snapshot (feeder->seen, feeder->began_us, feeder->user_data);
}

static void
page_cb (GBytes *bytes, gpointer data)
{
  WfFeeder *feeder = data;

  /* What fills the map comes from a source that answers, whatever the push does meanwhile. */
  if (!feeder->polls_ok && feeder->poll_trouble == NULL)
    {
      feeder->polls_ok = TRUE;
      update_row (feeder);
    }
  if (decode (feeder, (WfUndecoded){ .bytes = bytes,
                                     .received_us = WF_TIME_NONE,
                                     .tag = feeder->snapshot_tag }))
    feeder->n_pages_waiting++;
  else
    feeder->pages_dropped = TRUE;
}

static void
snapshot_ended_cb (const char *trouble, gpointer data)
{
  WfFeeder *feeder = data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 wait_us = RECONCILE_US;
  gboolean had_trouble = feeder->poll_trouble != NULL;

  feeder->polls_ok = trouble == NULL;
  note_readable (feeder, trouble == NULL, TRUE);
  set_text (&feeder->poll_trouble, trouble);
  if (trouble != NULL)
    wait_us = wf_backoff_failed (&feeder->backoff, g_random_double ());
  else
    wf_backoff_succeeded (&feeder->backoff);
  if (trouble == NULL && feeder->link_state != WF_LINK_UP)
    wait_us = (gint64) (feeder->feed->poll_s * (double) WF_SECOND_US);
  feeder->next_snapshot_us = now_us + wait_us;
  if (trouble != NULL)
    wf_feed_row_health (feeder->row)->next_try_us = wf_clock_now (feeder->clock) + wait_us;
  /* It answers again: the push need not wait for its own backoff. */
  if (trouble == NULL && !feeder->was_answered && feeder->link_state == WF_LINK_DOWN)
    wf_link_start (feeder->link);
  if (trouble == NULL && had_trouble)
    feeder->watch.back (feeder->user_data);
  feeder->was_answered = trouble == NULL;
  feeder->pages_ended = trouble == NULL;
  update_row (feeder);
  end_snapshot_if_complete (feeder);
}

/* ---- the link */

static void
message_cb (WfLink *link, const WfLinkMessage *message, gpointer data)
{
  WfFeeder *feeder = data;

  /* The platform could not keep all events for us. */
  if (g_strcmp0 (message->event, "reset") == 0)
    {
      wf_feed_row_health (feeder->row)->n_dropped++;
      feeder->next_snapshot_us = 0;
    }
  else
    decode (feeder, (WfUndecoded){ .bytes = message->bytes,
                                   .stream = message->stream,
                                   .ends = message->ends,
                                   .received_us = message->received_us });
}

static void
dropped_cb (WfLink *link, guint n, const char *why, gpointer data)
{
  WfFeeder *feeder = data;

  wf_feed_row_health (feeder->row)->n_dropped += n;
  show_problem (feeder, why);
}

static void
link_state_cb (WfLink *link, WfLinkState state, const char *trouble, gint64 wait_us, gpointer data)
{
  WfFeeder *feeder = data;

  feeder->link_state = state;
  /* Trying again is no news while the last try's trouble stands. */
  if (state != WF_LINK_CONNECTING)
    set_text (&feeder->link_trouble, trouble);
  if (state == WF_LINK_UP && feeder->link_was_down)
    {
      wf_feed_row_health (feeder->row)->n_reconnects++;
      feeder->watch.back (feeder->user_data);
    }
  if (state == WF_LINK_UP || state == WF_LINK_DOWN)
    feeder->link_was_down = state == WF_LINK_DOWN;
  if (state == WF_LINK_ENDED)
    feeder->link_ended_us = g_get_monotonic_time ();
  if (state == WF_LINK_DOWN)
    wf_feed_row_health (feeder->row)->next_try_us = wf_clock_now (feeder->clock) + wait_us;
  /* Events from before the connection are not told: ask for everything now. */
  if (state == WF_LINK_UP && feeder->snapshot != NULL)
    feeder->next_snapshot_us = 0;
  if (state == WF_LINK_DOWN && feeder->snapshot != NULL
      && !wf_snapshot_is_running (feeder->snapshot))
    feeder->next_snapshot_us = MIN (feeder->next_snapshot_us, g_get_monotonic_time ());
  update_row (feeder);
  ask_if_due (feeder);
}

/* ---- making and ending */

static void
make_platform (WfFeeder *feeder, const char *url, char **push_url)
{
  const WfSnapshotWatch watch = { page_cb, snapshot_ended_cb };
  g_autofree char *root = g_strndup (url, strlen (url) - strlen ("/ngsi-ld/v1"));
  g_autofree char *entities = g_strconcat (url, "/entities", NULL);
  g_autofree char *types = g_strjoinv (",", feeder->feed->types);
  g_autofree char *escaped = g_uri_escape_string (types, ",", FALSE);

  feeder->snapshot = wf_snapshot_new (feeder->http, entities, feeder->feed->types, &watch, feeder);
  *push_url = g_strdup_printf ("sse+%s/events?types=%s", root, escaped);
}

static void
refuse (WfFeeder *feeder, const char *trouble)
{
  set_text (&feeder->link_trouble, trouble);
  feeder->link_state = WF_LINK_ENDED;
  update_row (feeder);
}

static void
start_link (WfFeeder *feeder)
{
  if (feeder->link == NULL)
    return;
  wf_link_start (feeder->link);
  if (feeder->snapshot != NULL)
    start_snapshot (feeder);
  feeder->next_snapshot_us = G_MAXINT64;
}

/* @secret may be NULL. */
static void
make_link (WfFeeder *feeder, const char *url, const char *secret)
{
  const WfLinkWatch watch = { message_cb, link_state_cb, dropped_cb };
  g_autofree char *push_url = NULL;
  g_autoptr (GError) error = NULL;
  WfLinkOptions options;

  if (wf_feed_way_is_platform (feeder->feed, url))
    make_platform (feeder, url, &push_url);
  options = wf_feed_way_options (feeder->feed, push_url != NULL ? push_url : url, secret);
  feeder->line = wf_decode_line_new (wf_feed_format_find (feeder->feed->format),
                                     feeder->feed->datum, decoded_cb, feeder);
  feeder->link = wf_link_new (feeder->http, &options, &watch, feeder, &error);
  if (feeder->link == NULL)
    refuse (feeder, error->message);
}

static void
key_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = wf_key_ring_fill_finish (result, &error);
  WfFeeder *feeder = data;

  /* Given up: @feeder may be gone. */
  if (g_error_matches (error, WF_ERROR, WF_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  feeder->asking = FALSE;
  if (whole == NULL)
    {
      feeder->link_ended_us = g_get_monotonic_time ();
      refuse (feeder, error->message);
      return;
    }
  if (feeder->feed->auth.secret != NULL)
    make_link (feeder, feeder->url, whole);
  else
    make_link (feeder, whole, NULL);
  start_link (feeder);
}

/* The key first, where one is named. */
static void
find_key (WfFeeder *feeder)
{
  const char *secret = feeder->feed->auth.secret;

  feeder->asking = TRUE;
  wf_key_ring_fill_async (secret != NULL ? secret : feeder->url, feeder->cancellable, key_cb,
                          feeder);
}

static void
set_up (WfFeeder *feeder)
{
  if (feeder->url == NULL)
    refuse (feeder, _ ("No platform is named. Start with --platform URL."));
  else if (wf_feed_format_find (feeder->feed->format) == NULL)
    refuse (feeder, _ ("The city file names a format that is not known."));
  else if (!needs_key (feeder))
    make_link (feeder, feeder->url, NULL);
}

WfFeeder *
wf_feeder_new (WfClock *clock, WfHttp *http, const WfCityFeed *feed, const char *platform_url,
               gboolean chinese, WfTrackStore *tracks, const WfFeederWatch *watch,
               gpointer user_data)
{
  WfFeeder *feeder = g_new0 (WfFeeder, 1);

  feeder->clock = wf_clock_ref (clock);
  feeder->http = http;
  feeder->feed = feed;
  feeder->chinese = chinese;
  feeder->tracks = tracks;
  feeder->watch = *watch;
  feeder->user_data = user_data;
  feeder->row = wf_feed_row_new (feed->id, chinese ? feed->title_zh : feed->title_en);
  feeder->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  feeder->backoff = WF_BACKOFF_INIT;
  feeder->link_state = WF_LINK_CONNECTING;
  feeder->cancellable = g_cancellable_new ();
  feeder->url = wf_feed_way_url (feed, platform_url);
  set_up (feeder);
  return feeder;
}

void
wf_feeder_free (WfFeeder *feeder)
{
  if (feeder == NULL)
    return;
  g_cancellable_cancel (feeder->cancellable);
  g_object_unref (feeder->cancellable);
  g_free (feeder->url);
  wf_link_free (feeder->link);
  wf_snapshot_free (feeder->snapshot);
  wf_decode_line_free (feeder->line);
  g_hash_table_unref (feeder->seen);
  g_object_unref (feeder->row);
  wf_clock_unref (feeder->clock);
  g_free (feeder->link_trouble);
  g_free (feeder->poll_trouble);
  g_free (feeder->problem);
  g_free (feeder);
}

void
wf_feeder_start (WfFeeder *feeder)
{
  feeder->started = TRUE;
  feeder->good_us = g_get_monotonic_time (); /* it has its time to say something, too */
  if (feeder->link != NULL)
    start_link (feeder);
  else if (needs_key (feeder) && wf_feed_format_find (feeder->feed->format) != NULL)
    find_key (feeder);
}

void
wf_feeder_tick (WfFeeder *feeder)
{
  gint64 now_us = g_get_monotonic_time ();

  if (feeder->problem != NULL && now_us - feeder->problem_us > PROBLEM_SHOWN_US)
    {
      set_text (&feeder->problem, NULL);
      update_row (feeder);
    }
  if (find_state (feeder) != wf_feed_row_health (feeder->row)->state)
    update_row (feeder);
  wf_feed_row_tick (feeder->row);
  ask_if_due (feeder);
  /* It may have been entered meanwhile. */
  if (feeder->started && feeder->link == NULL && feeder->line == NULL && needs_key (feeder)
      && !feeder->asking && now_us - feeder->link_ended_us > KEY_RETRY_US)
    find_key (feeder);
  if (feeder->snapshot != NULL && feeder->link_state == WF_LINK_ENDED
      && now_us - feeder->link_ended_us > PUSH_RETRY_US)
    wf_link_start (feeder->link);
}

WfFeedRow *
wf_feeder_get_row (WfFeeder *feeder)
{
  return feeder->row;
}
