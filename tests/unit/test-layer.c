/* Watchfloor: tests of a layer's states.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-layer.h"

static void
count_cb (gpointer object, gpointer a, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_layer (void)
{
  WfCityLayer description = {
    .id = (char *) "buildings", .title_en = (char *) "Buildings", .visible = TRUE, .opacity = 1
  };
  g_autoptr (WfLayer) layer = wf_layer_new (&description, TRUE);
  int width, height;
  WfBox box;
  guint n_states = 0;

  g_signal_connect (layer, "notify::state", G_CALLBACK (count_cb), &n_states);
  g_assert_cmpstr (wf_layer_get_title (layer), ==, "Buildings");
  wf_layer_set_progress (layer, 0.5);
  g_assert_cmpint (wf_layer_get_state (layer), ==, WF_LAYER_LOADING);
  wf_layer_set_trouble (layer, "The file is missing.");
  g_assert_cmpint (wf_layer_get_state (layer), ==, WF_LAYER_FAILED);
  wf_layer_take_raster (layer, g_bytes_new_take (g_malloc0 (16), 16), 2, 2, (WfBox){ 0, 0, 1, 1 });
  g_assert_cmpint (wf_layer_get_state (layer), ==, WF_LAYER_READY);
  g_assert_null (wf_layer_get_trouble (layer));
  g_assert_nonnull (wf_layer_get_raster (layer, &width, &height, &box));
  g_assert_cmpint (width, ==, 2);
  wf_layer_reset (layer);
  g_assert_null (wf_layer_get_raster (layer, &width, &height, &box));
  g_assert_cmpuint (n_states, ==, 4);
  g_object_set (layer, "visible", FALSE, "opacity", 0.25, NULL);
  g_assert_false (wf_layer_get_visible (layer));
  g_assert_cmpfloat (wf_layer_get_opacity (layer), ==, 0.25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layer/states", test_layer);
  return g_test_run ();
}
