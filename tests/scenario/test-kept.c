/* Watchfloor: tests of what a city remembers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session hides, fades, restyles and moves layers of the city, opens one and keeps views; the
 * next session at the city has it all again. */
#include "config.h"

#include "wf-error.h"
#include "wf-geodesic.h"
#include "wf-json.h"
#include "wf-session-views.h"
#include "wf-test-town-files.h"

#include <glib/gstdio.h>
#include <math.h>

static char *folder, *city_path;

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited 60 s in vain");
  return G_SOURCE_REMOVE;
}

static WfSession *
begin (WfClock *clock, const char *name)
{
  static int turn;
  g_autofree char *journal = g_strdup_printf ("%s/%d.journal", folder, turn++);
  g_autofree char *book = g_strdup_printf ("%s/%s.layers.json", folder, name);
  WfSessionOptions options = { .city_path = city_path,
                               .platform_url = "http://127.0.0.1:1",
                               .journal_path = journal,
                               .layers_path = book,
                               .operator_name = "desk 1" };
  guint limit = g_timeout_add_seconds (60, give_up_cb, NULL);
  WfSession *session = wf_session_new (clock, &options, NULL);

  g_assert_nonnull (session);
  wf_session_start (session);
  while (!wf_session_layers_settled (session))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
  return session;
}

static void
end (WfSession *session)
{
  wf_session_stop (session);
  g_object_unref (session);
}

static WfLayer *
layer_at (WfSession *session, guint i)
{
  g_autoptr (WfLayer) layer = g_list_model_get_item (wf_session_get_layers (session), i);

  g_assert_nonnull (layer);
  return layer; /* the list holds it */
}

static void
test_looks (void)
{
  g_autoptr (WfClock) clock = wf_clock_new_system (1);
  WfSession *session = begin (clock, "looks");
  guint n = g_list_model_get_n_items (wf_session_get_layers (session));
  g_autofree char *low = g_strdup (wf_layer_get_id (layer_at (session, 0)));
  g_autofree char *high = g_strdup (wf_layer_get_id (layer_at (session, n - 1)));
  g_autoptr (WfLayerStyle) style = wf_layer_style_new (0xff123456);
  WfLayer *layer = layer_at (session, 0);
  gboolean shown = wf_layer_get_visible (layer);

  wf_layer_set_visible (layer, !shown);
  wf_layer_set_opacity (layer, 0.4);
  wf_session_set_layer_style (session, layer, style);
  wf_session_move_layer (session, 0, n - 1);
  end (session);
  session = begin (clock, "looks");
  layer = layer_at (session, n - 1);
  g_assert_cmpstr (wf_layer_get_id (layer), ==, low);
  g_assert_cmpstr (wf_layer_get_id (layer_at (session, n - 2)), ==, high);
  g_assert_true (wf_layer_get_visible (layer) == !shown);
  g_assert_cmpfloat (wf_layer_get_opacity (layer), ==, 0.4);
  g_assert_true (wf_layer_style_equal (wf_session_get_layer_style (session, layer), style));
  end (session);
}

/* What the operator did not touch follows the city's file. */
static void
test_untouched (void)
{
  g_autoptr (WfClock) clock = wf_clock_new_system (1);
  WfSession *session = begin (clock, "untouched");
  g_autofree char *path = g_build_filename (folder, "untouched.layers.json", NULL);
  g_autoptr (json_t) kept = NULL;

  wf_layer_set_visible (layer_at (session, 0), !wf_layer_get_visible (layer_at (session, 0)));
  end (session);
  kept = wf_json_load (path, 1 << 20, NULL);
  g_assert_cmpuint (json_object_size (json_object_get (kept, "looks")), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (kept, "order")), ==, 0);
}

static void
test_views (void)
{
  static const char well[] = "{\"type\":\"Point\",\"coordinates\":[121.61,38.91]}";
  g_autoptr (WfClock) clock = wf_clock_new_system (1);
  g_autofree char *path = g_build_filename (folder, "well.geojson", NULL);
  WfSession *session = begin (clock, "views");
  const WfLonLat center = { 121.615, 38.915 };
  WfView view = { .center = wf_mercator_from_lonlat (center), .zoom = 14.25, .rotation_rad = 0.5 };
  g_autoptr (WfBookmark) bookmark = NULL;
  g_autofree char *own = NULL;
  WfLayer *opened;

  g_assert_true (g_file_set_contents (path, well, -1, NULL));
  opened = wf_session_open_source (session, path);
  own = g_strdup (wf_layer_get_id (opened));
  wf_layer_set_visible (opened, FALSE);
  g_assert_nonnull (wf_session_keep_view (session, "港区", &view, NULL));
  g_assert_nonnull (wf_session_keep_view (session, "Gone", &view, NULL));
  bookmark = g_list_model_get_item (wf_session_get_bookmarks (session), 1);
  wf_session_drop_bookmark (session, bookmark);
  g_clear_object (&bookmark);
  end (session);

  session = begin (clock, "views");
  g_assert_cmpuint (g_list_model_get_n_items (wf_session_get_bookmarks (session)), ==, 1);
  bookmark = g_list_model_get_item (wf_session_get_bookmarks (session), 0);
  g_assert_cmpstr (wf_bookmark_get_name (bookmark), ==, "港区");
  view = (WfView){ .scale = 1 };
  wf_bookmark_get_view (bookmark, &view);
  g_assert_cmpfloat (wf_geodesic_distance_m (wf_mercator_to_lonlat (view.center), center), <, 0.01);
  g_assert_cmpfloat (view.zoom, ==, 14.25);
  g_assert_cmpfloat (fabs (view.rotation_rad - 0.5), <, 1e-9);
  /* The layer that was opened is known by the same id: the view hides it again. */
  opened = wf_session_find_layer (session, own);
  g_assert_nonnull (opened);
  wf_layer_set_visible (opened, TRUE);
  wf_session_show_layers_of (session, bookmark);
  g_assert_false (wf_layer_get_visible (opened));
  end (session);
}

static void
test_bounds (void)
{
  g_autoptr (WfClock) clock = wf_clock_new_system (1);
  WfSession *session = begin (clock, "bounds");
  WfView view = { .zoom = 10 };
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  name = wf_session_suggest_name (session, &view);
  for (int i = 0; i < WF_SESSION_MOST_BOOKMARKS; i++)
    g_assert_nonnull (wf_session_keep_view (session, name, &view, NULL));
  g_assert_null (wf_session_keep_view (session, name, &view, &error));
  g_assert_error (error, WF_ERROR, WF_ERROR_LIMIT);
  g_free (name);
  name = wf_session_suggest_name (session, &view);
  g_assert_true (g_str_has_suffix (name, " 2"));
  end (session);
}

/* What is no bookmark is left out; the rest of the file is taken. */
static void
test_damaged (void)
{
  static const char text[]
      = "{\"views\":[7,{\"name\":\"\"},{\"name\":\"a\",\"lon\":999,\"lat\":1,\"zoom\":3},"
        "{\"name\":\"b\",\"lon\":121,\"lat\":38,\"zoom\":12,\"layers\":[]}],\"order\":[1,\"x\"],"
        "\"looks\":{\"x\":7}}";
  g_autoptr (WfClock) clock = wf_clock_new_system (1);
  g_autofree char *path = g_build_filename (folder, "damaged.layers.json", NULL);
  WfSession *session;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  session = begin (clock, "damaged");
  g_assert_cmpuint (g_list_model_get_n_items (wf_session_get_bookmarks (session)), ==, 1);
  end (session);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  int status;

  folder = g_dir_make_tmp ("wf-kept-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  city_path = wf_test_town_write (folder);
  g_test_add_func ("/kept/looks", test_looks);
  g_test_add_func ("/kept/untouched", test_untouched);
  g_test_add_func ("/kept/views", test_views);
  g_test_add_func ("/kept/bounds", test_bounds);
  g_test_add_func ("/kept/damaged", test_damaged);
  status = g_test_run ();
  remove_all (folder);
  g_free (folder);
  g_free (city_path);
  return status;
}
