/* Watchfloor: the session.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts layers, feeds and desk together and ends them; what they do is theirs. */
#include "config.h"

#include "wf-session-private.h"

#include "wf-json.h"
#include "wf-mercator.h"
#include "wf-paths.h"

#include <glib/gi18n.h>
#include <string.h>

/* One commit a frame at most. */
#define COMMIT_MS 33
#define FIRST_PX 1600.0 /* of the city, until a map says what it shows */

G_DEFINE_FINAL_TYPE (WfSession, wf_session, G_TYPE_OBJECT)

enum
{
  PROP_SELECTED_ID = 1,
  PROP_DARK,
  PROP_JOURNAL_TROUBLE,
  PROP_UNSENT,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  LAYERS_CHANGED,
  NOTICE,
  DRAFT_FOUND,
  STYLE_CHANGED,
  LAYERS_FOUND,
  LAYER_OPENED,
  PAST_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* ---- what the parts tell */

void
wf_session_notice (WfSession *session, const char *sentence, gboolean grave)
{
  if (session->is_started)
    g_signal_emit (session, signals[NOTICE], 0, sentence, grave);
  else
    g_ptr_array_add (session->pending_notices, g_strdup (sentence));
}

static void
desk_notice_cb (const char *sentence, gboolean grave, gpointer data)
{
  wf_session_notice (data, sentence, grave);
}

static void
desk_changed_cb (gpointer data)
{
  g_object_notify_by_pspec (data, props[PROP_JOURNAL_TROUBLE]);
  g_object_notify_by_pspec (data, props[PROP_UNSENT]);
}

static void
draft_found_cb (gpointer data)
{
  g_signal_emit (data, signals[DRAFT_FOUND], 0);
}

static gboolean
commit_cb (gpointer data)
{
  WfSession *session = data;

  session->commit_source = 0;
  wf_track_store_commit (session->tracks);
  if (session->recorder != NULL)
    wf_recorder_commit (session->recorder);
  return G_SOURCE_REMOVE;
}

static void
feeder_dirty_cb (gpointer data)
{
  WfSession *session = data;

  if (session->commit_source != 0)
    return;
  session->commit_source = g_timeout_add (COMMIT_MS, commit_cb, session);
  g_source_set_name_by_id (session->commit_source, "session-commit");
}

static void
feeder_entity_cb (const WfReport *report, gpointer data)
{
  wf_desk_hear (((WfSession *) data)->desk, report);
}

static void
feeder_snapshot_cb (GHashTable *seen, gint64 began_us, gpointer data)
{
  wf_desk_hear_all (((WfSession *) data)->desk, seen, began_us);
}

static void
feeder_taken_cb (const char *feed, const WfReport *report, gpointer data)
{
  WfSession *session = data;

  if (session->recorder != NULL)
    wf_recorder_add (session->recorder, feed, report);
}

static void ask_world_speed (WfSession *session);

static void
feeder_back_cb (gpointer data)
{
  wf_desk_hear_back (((WfSession *) data)->desk);
  ask_world_speed (data);
}

static gboolean
tick_cb (gpointer data)
{
  WfSession *session = data;

  wf_track_store_set_now (session->tracks, wf_clock_now (session->clock));
  feeder_dirty_cb (session);
  for (guint i = 0; i < session->feeders->len; i++)
    wf_feeder_tick (session->feeders->pdata[i]);
  if (session->recorder != NULL)
    wf_recorder_tick (session->recorder);
  return G_SOURCE_CONTINUE;
}

static void
say_cache_is_full (WfSession *session)
{
  g_autofree char *place = wf_paths_cache ("packs");
  g_autofree char *sentence = g_strdup_printf (
      _ ("Layers cannot be kept in %s and are read anew at each start. Make room "
         "on the disk, or give the right to write."),
      place);

  session->has_said_full = TRUE;
  wf_session_notice (session, sentence, TRUE);
}

static void
settled_cb (gpointer data)
{
  WfSession *session = data;

  if (!session->has_said_full && session->loader != NULL
      && wf_layer_loader_n_unkept (session->loader) > 0)
    say_cache_is_full (session);
  g_signal_emit (session, signals[LAYERS_CHANGED], 0);
}

void
wf_session_emit_layers_changed (WfSession *session)
{
  wf_layer_book_touch (session->book);
  g_signal_emit (session, signals[LAYERS_CHANGED], 0);
}

void
wf_session_emit_layers_found (WfSession *session, WfLayer *layer)
{
  g_signal_emit (session, signals[LAYERS_FOUND], 0, layer);
}

void
wf_session_emit_layer_opened (WfSession *session, WfLayer *layer)
{
  g_signal_emit (session, signals[LAYER_OPENED], 0, layer);
}

void
wf_session_emit_style_changed (WfSession *session)
{
  wf_layer_book_touch (session->book);
  g_signal_emit (session, signals[STYLE_CHANGED], 0);
}

void
wf_session_emit_past_changed (WfSession *session)
{
  g_signal_emit (session, signals[PAST_CHANGED], 0);
}

/* ---- making */

static void
make_layers (WfSession *session)
{
  WfBox extent = wf_city_extent (session->city);
  WfPoint nw = wf_mercator_from_lonlat ((WfLonLat){ extent.min_x, extent.max_y });
  WfPoint se = wf_mercator_from_lonlat ((WfLonLat){ extent.max_x, extent.min_y });

  WfView view = { .center = { (nw.x + se.x) / 2, (nw.y + se.y) / 2 },
                  .zoom = log2 (FIRST_PX / 256 / MAX (se.x - nw.x, 1e-7)),
                  .width_px = FIRST_PX,
                  .height_px = (int) (FIRST_PX * (se.y - nw.y) / MAX (se.x - nw.x, 1e-7)),
                  .scale = 1 };

  session->loader = wf_layer_loader_new (settled_cb, session);
  wf_session_set_view (session, &view);
  for (guint i = 0; i < wf_city_n_layers (session->city); i++)
    {
      g_autoptr (WfLayer) layer = wf_layer_new (wf_city_layer (session->city, i), session->chinese);

      wf_session_insert_layer (session, i, layer);
    }
}

static void
make_feeders (WfSession *session)
{
  const WfFeederWatch watch
      = { feeder_entity_cb, feeder_snapshot_cb, feeder_dirty_cb, feeder_taken_cb, feeder_back_cb };

  for (guint i = 0; i < wf_city_n_feeds (session->city); i++)
    {
      WfFeeder *feeder = wf_feeder_new (session->clock, session->http,
                                        wf_city_feed (session->city, i), session->platform_url,
                                        session->chinese, session->tracks, &watch, session);

      g_ptr_array_add (session->feeders, feeder);
      g_list_store_append (session->feeds, wf_feeder_get_row (feeder));
    }
}

/* "dalian" of "/x/dalian.city.json". Free with g_free. */
static char *
city_name (WfCity *city)
{
  char *name = g_path_get_basename (wf_city_path (city));

  if (g_str_has_suffix (name, ".city.json"))
    name[strlen (name) - strlen (".city.json")] = '\0';
  return name;
}

static void
make_recorder (WfSession *session, const char *journal_path)
{
  const WfCityHistory *keep = wf_city_history (session->city);
  const WfHistoryLimits limits
      = { .max_bytes = (guint64) (keep->gigabytes * 1e9),
          .max_age_us = (gint64) (keep->days * 86400 * (double) WF_SECOND_US) };
  g_autofree char *folder = wf_recorder_folder_of (journal_path);

  if (wf_city_n_feeds (session->city) > 0 && keep->days > 0)
    session->recorder = wf_recorder_new (folder, limits);
}

static void
make_desk (WfSession *session, const WfSessionOptions *options)
{
  g_autofree char *name = city_name (session->city);
  g_autofree char *file = g_strconcat (name, ".journal", NULL);
  g_autofree char *path
      = options->journal_path != NULL ? g_strdup (options->journal_path) : wf_paths_state (file);
  const WfDeskOptions desk_options = { .journal_path = path,
                                       .platform_url = session->platform_url,
                                       .operator_name = session->operator_name,
                                       .city_name = name,
                                       .in_background = TRUE };
  const WfDeskWatch watch = { desk_notice_cb, desk_changed_cb, draft_found_cb };

  session->desk = wf_desk_new (session->clock, session->http, &desk_options, &watch, session);
  make_recorder (session, path);
  session->journal_path = g_steal_pointer (&path);
  session->incidents = wf_shown_list_new (wf_session_get_live_incidents (session));
  session->commands = wf_shown_list_new (wf_session_get_live_commands (session));
}

WfSession *
wf_session_new (WfClock *clock, const WfSessionOptions *options, GError **error)
{
  g_autoptr (WfCity) city = wf_city_load (options->city_path, error);
  WfSession *session;

  if (city == NULL)
    return NULL;
  session = g_object_new (WF_TYPE_SESSION, NULL);
  session->clock = wf_clock_ref (clock);
  session->city = g_steal_pointer (&city);
  session->platform_url = g_strdup (
      options->platform_url != NULL ? options->platform_url : wf_city_platform (session->city));
  session->operator_name
      = g_strdup (options->operator_name != NULL ? options->operator_name : g_get_user_name ());
  session->chinese = options->chinese;
  session->http = wf_http_new ();
  make_layers (session);
  make_desk (session, options);
  make_feeders (session);
  session->book = wf_layer_book_new (session, options->layers_path);
  wf_layer_book_restore (session->book);
  return session;
}

/* ---- starting and ending */

/* The embedded city drives faster than its stamps say under --speed; a real one has no such
 * address and its world moves at 1. */
static void
world_speed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WfHttpAnswer) answer = wf_http_send_finish (result, NULL, NULL);
  WfSession *session = data;
  g_autoptr (json_t) state = NULL;
  double speed;

  /* Cancelled with the session, which may be gone. */
  if (answer == NULL || answer->status != 200)
    return;
  state = wf_json_parse (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body),
                         1024 * 1024, "state", NULL);
  speed = wf_json_number (json_object_get (state, "sim"), "speed", 1);
  if (speed > 0 && speed <= 1000)
    wf_track_store_set_world_speed (session->tracks, speed);
}

static void
ask_world_speed (WfSession *session)
{
  g_autofree char *url = NULL;
  WfHttpRequest request = { .max_bytes = 1024 * 1024, .timeout_ms = 5000 };

  if (session->platform_url == NULL)
    return;
  url = g_strconcat (session->platform_url, "/admin/state", NULL);
  request.url = url;
  wf_http_send_async (session->http, &request, session->cancellable, world_speed_cb, session);
}

void
wf_session_start (WfSession *session)
{
  g_return_if_fail (WF_IS_SESSION (session));
  if (session->is_started)
    return;
  session->is_started = TRUE;
  for (guint i = 0; i < session->pending_notices->len; i++)
    g_signal_emit (session, signals[NOTICE], 0, session->pending_notices->pdata[i], TRUE);
  g_ptr_array_set_size (session->pending_notices, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (session->layers)); i++)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (G_LIST_MODEL (session->layers), i);

      wf_session_reload_layer (session, layer);
    }
  wf_desk_start (session->desk);
  for (guint i = 0; i < session->feeders->len; i++)
    wf_feeder_start (session->feeders->pdata[i]);
  ask_world_speed (session);
  session->tick_source = g_timeout_add_seconds (1, tick_cb, session);
  g_source_set_name_by_id (session->tick_source, "session-tick");
}

void
wf_session_stop (WfSession *session)
{
  g_return_if_fail (WF_IS_SESSION (session));
  if (session->is_stopped)
    return;
  session->is_stopped = TRUE;
  g_clear_handle_id (&session->commit_source, g_source_remove);
  g_clear_handle_id (&session->tick_source, g_source_remove);
  g_cancellable_cancel (session->cancellable);
  if (session->replay != NULL)
    wf_replay_stop (session->replay);
  g_ptr_array_set_size (session->feeders, 0);
  /* It writes while the rest is taken down. */
  if (session->recorder != NULL)
    wf_recorder_stop (session->recorder);
  wf_session_layers_stop (session);
  g_clear_pointer (&session->book, wf_layer_book_free);
  g_clear_pointer (&session->loader, wf_layer_loader_free);
  if (session->desk != NULL)
    wf_desk_stop (session->desk);
  g_clear_pointer (&session->recorder, wf_recorder_free);
}

static void
wf_session_dispose (GObject *object)
{
  wf_session_stop (WF_SESSION (object));
  G_OBJECT_CLASS (wf_session_parent_class)->dispose (object);
}

static void
wf_session_finalize (GObject *object)
{
  WfSession *self = WF_SESSION (object);

  g_ptr_array_unref (self->feeders);
  g_ptr_array_unref (self->pending_notices);
  g_clear_object (&self->replay);
  g_clear_object (&self->incidents);
  g_clear_object (&self->commands);
  g_clear_pointer (&self->desk, wf_desk_free);
  g_clear_pointer (&self->http, wf_http_free);
  wf_session_layers_finalize (self);
  g_object_unref (self->cancellable);
  g_object_unref (self->layers);
  g_clear_object (&self->picked);
  g_object_unref (self->tracks);
  g_object_unref (self->feeds);
  g_object_unref (self->bookmarks);
  g_clear_pointer (&self->city, wf_city_unref);
  g_clear_pointer (&self->clock, wf_clock_unref);
  g_free (self->platform_url);
  g_free (self->operator_name);
  g_free (self->selected_id);
  g_free (self->journal_path);
  G_OBJECT_CLASS (wf_session_parent_class)->finalize (object);
}

/* ---- properties */

static void
wf_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WfSession *self = WF_SESSION (object);

  switch (id)
    {
    case PROP_SELECTED_ID:
      g_value_set_string (value, self->selected_id);
      break;
    case PROP_DARK:
      g_value_set_boolean (value, self->dark);
      break;
    case PROP_JOURNAL_TROUBLE:
      g_value_set_string (value, wf_desk_get_trouble (self->desk));
      break;
    case PROP_UNSENT:
      g_value_set_uint (value, wf_desk_get_n_unsent (self->desk));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_selected_id (WfSession *self, const char *id)
{
  char *copy;

  if (g_strcmp0 (self->selected_id, id) == 0)
    return;
  copy = g_strdup (id);
  g_free (self->selected_id);
  self->selected_id = copy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED_ID]);
}

static void
set_dark (WfSession *self, gboolean dark)
{
  if (self->dark == dark)
    return;
  self->dark = dark;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DARK]);
  g_signal_emit (self, signals[LAYERS_CHANGED], 0);
}

static void
wf_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WfSession *self = WF_SESSION (object);

  switch (id)
    {
    case PROP_SELECTED_ID:
      set_selected_id (self, g_value_get_string (value));
      break;
    case PROP_DARK:
      set_dark (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wf_session_class_init (WfSessionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags both = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = wf_session_get_property;
  object_class->set_property = wf_session_set_property;
  object_class->dispose = wf_session_dispose;
  object_class->finalize = wf_session_finalize;
  props[PROP_SELECTED_ID] = g_param_spec_string ("selected-id", NULL, NULL, NULL, both);
  props[PROP_DARK] = g_param_spec_boolean ("dark", NULL, NULL, FALSE, both);
  props[PROP_JOURNAL_TROUBLE] = g_param_spec_string ("journal-trouble", NULL, NULL, NULL, read);
  props[PROP_UNSENT] = g_param_spec_uint ("unsent", NULL, NULL, 0, G_MAXUINT, 0, read);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[LAYERS_CHANGED] = g_signal_new ("layers-changed", WF_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTICE] = g_signal_new ("notice", WF_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[DRAFT_FOUND] = g_signal_new ("draft-found", WF_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  signals[STYLE_CHANGED] = g_signal_new ("style-changed", WF_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LAYERS_FOUND] = g_signal_new ("layers-found", WF_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, WF_TYPE_LAYER);
  signals[PAST_CHANGED] = g_signal_new ("past-changed", WF_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[LAYER_OPENED] = g_signal_new ("layer-opened", WF_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, WF_TYPE_LAYER);
}

static void
wf_session_init (WfSession *self)
{
  self->layers = g_list_store_new (WF_TYPE_LAYER);
  self->feeds = g_list_store_new (WF_TYPE_FEED_ROW);
  self->bookmarks = g_list_store_new (WF_TYPE_BOOKMARK);
  self->tracks = wf_track_store_new ();
  self->feeders = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_feeder_free);
  self->pending_notices = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  wf_session_layers_init (self);
}

/* ---- what windows ask for */

WfClock *
wf_session_get_clock (WfSession *session)
{
  return session->clock;
}

WfCity *
wf_session_get_city (WfSession *session)
{
  return session->city;
}

gboolean
wf_session_get_chinese (WfSession *session)
{
  return session->chinese;
}

const char *
wf_session_get_operator (WfSession *session)
{
  return session->operator_name;
}

GListModel *
wf_session_get_layers (WfSession *session)
{
  return G_LIST_MODEL (session->layers);
}

GListModel *
wf_session_get_live_incidents (WfSession *session)
{
  return G_LIST_MODEL (wf_desk_get_incidents (session->desk));
}

GListModel *
wf_session_get_live_commands (WfSession *session)
{
  return G_LIST_MODEL (wf_desk_get_commands (session->desk));
}

gboolean
wf_session_get_recording (WfSession *session, WfRecorderStatus *status)
{
  if (session->recorder != NULL)
    *status = wf_recorder_get_status (session->recorder);
  return session->recorder != NULL;
}

GListModel *
wf_session_get_feeds (WfSession *session)
{
  return G_LIST_MODEL (session->feeds);
}
