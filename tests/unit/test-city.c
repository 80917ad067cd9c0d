/* Watchfloor: tests of the city file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-city.h"
#include "wf-json.h"

#include <glib/gstdio.h>

#define HEAD "{\n \"name\": {\"zh\": \"城\", \"en\": \"City\"},\n \"extent\": [1, 2, 3, 4],\n"
#define LAYER                                                                                      \
  "{\"id\": \"roads\", \"title\": {\"zh\": \"路\", \"en\": \"Roads\"}, \"source\": \"r.fgb\"}"
#define FEED                                                                                       \
  "\"id\": \"p\", \"title\": {\"zh\": \"台\", \"en\": \"P\"}, \"format\": \"ngsi-ld\", \"url\": \"http://p\""

static WfCity *
load (const char *text, GError **error)
{
  g_autofree char *dir = g_dir_make_tmp ("wf-city-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "a.city.json", NULL);
  WfCity *city;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  city = wf_city_load (path, error);
  g_unlink (path);
  g_rmdir (dir);
  return city;
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfCity) city
      = load (HEAD " \"layers\": [" LAYER "],\n \"roads\": {\"layer\": \"roads\", \"class\": "
                   "\"highway\"}, \"x-note\": 1}",
              &error);

  g_assert_no_error (error);
  g_assert_cmpstr (wf_city_title (city, TRUE), ==, "城");
  g_assert_cmpstr (wf_city_roads (city)->class_field, ==, "highway");
  g_assert_true (g_path_is_absolute (wf_city_layer (city, 0)->source));
  g_assert_true (wf_city_layer (city, 0)->visible);
  g_assert_null (wf_city_grid (city)->layer);
  g_assert_cmpfloat (wf_city_history (city)->days, ==, 7);
}

static void
test_history (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WfCity) city
      = load (HEAD " \"layers\": [],\n \"history\": {\"days\": 2.5, \"gigabytes\": 3}}", &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (wf_city_history (city)->days, ==, 2.5);
  g_assert_cmpfloat (wf_city_history (city)->gigabytes, ==, 3);
  g_assert_null (load (HEAD " \"layers\": [],\n \"history\": {\"days\": -1}}", &error));
  g_assert_nonnull (g_strstr_len (error->message, -1, "line 5, history.days:"));
}

static void
test_errors_name_line_and_field (void)
{
  static const struct
  {
    const char *text, *where;
  } cases[] = {
    { HEAD " \"layers\": 3}", "a.city.json, line 4, layers:" },
    { HEAD " \"layers\": [\n" LAYER ",\n" LAYER "]}", "line 6, layers[1].id:" },
    { HEAD " \"layers\": [\n {\"id\": \"a\",\n \"opacity\": 7}]}", "line 5, layers[0].title:" },
    { HEAD " \"layers\": [],\n \"colour\": 1}", "line 5, colour:" },
    { HEAD " \"layers\": [],\n \"feeds\": [\n {" FEED ", \"types\": \"Vehicle\"}]}",
      "line 6, feeds[0].types:" },
    { HEAD " \"layers\": [],\n \"feeds\": [\n {" FEED "},\n {" FEED "}]}", "line 7, feeds[1].id:" },
    { HEAD " \"layers\": [],\n \"feeds\": [\n {" FEED ",\n \"plain_text\": 1}]}",
      "line 7, feeds[0].plain_text:" },
    { HEAD " \"layers\": [],\n \"feeds\": [\n {" FEED ",\n \"auth\": {\"kind\": \"basic\", "
           "\"user\": \"u\",\n \"secret\": \"open\"}}]}",
      "line 8, feeds[0].auth.secret:" },
    { HEAD " \"layers\": [],\n \"feeds\": [\n {" FEED ",\n \"auth\": {\"kind\": \"oauth2\", "
           "\"user\": \"u\", \"secret\": \"{key:k}\"}}]}",
      "line 7, feeds[0].auth.token_url:" },
    { HEAD " \"layers\": [],\n \"feeds\": [\n {" FEED ",\n \"mqtt\": {\"qos\": 3}}]}",
      "line 7, feeds[0].mqtt.qos:" },
    { HEAD " \"layers\": [],\n \"grid\": {\"layer\": \"g\"}}", "line 5, grid.layer:" },
    { "{\"name\": {\"zh\": \"a\", \"en\": \"b\"},\n\n\"extent\": [4, 2, 3, 4], \"layers\": []}",
      "line 3, extent:" },
    { "{\n\"name\": \n", "line 3" },
    { "[]", "line 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load (cases[i].text, &error));
      if (g_strstr_len (error->message, -1, cases[i].where) == NULL)
        g_error ("case %u: \"%s\" lacks \"%s\"", i, error->message, cases[i].where);
    }
}

static void
test_line_of (void)
{
  const char *text = "{\n \"a\\\"]\": [1, {\"b\": \"}\"}],\n \"c\": {\n  \"d\": [true,\n   null]}}";

  g_assert_cmpuint (wf_json_line_of (text, ""), ==, 1);
  g_assert_cmpuint (wf_json_line_of (text, "c"), ==, 3);
  g_assert_cmpuint (wf_json_line_of (text, "c.d"), ==, 4);
  g_assert_cmpuint (wf_json_line_of (text, "c.d[1]"), ==, 5);
  g_assert_cmpuint (wf_json_line_of (text, "c.nothing"), ==, 3);
  g_assert_cmpuint (wf_json_line_of ("", "c[1]"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/city/good", test_good);
  g_test_add_func ("/city/history", test_history);
  g_test_add_func ("/city/errors", test_errors_name_line_and_field);
  g_test_add_func ("/json/line-of", test_line_of);
  return g_test_run ();
}
