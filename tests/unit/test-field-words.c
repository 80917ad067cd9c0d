/* Watchfloor: tests of the words of map data.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-field-words.h"

static void
test_known (void)
{
  static const struct
  {
    const char *name, *word;
  } cases[] = { { "landuse", "Land use" },       { "LANDUSE", "Land use" },
                { "access", "Access" },          { "year", "Year" },
                { "addr:street", "Street" },     { "building:levels", "Floors" },
                { "name_en", "Name in English" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (wf_field_word (cases[i].name), ==, cases[i].word);
  g_assert_cmpstr (wf_value_word ("residential"), ==, "Residential");
  g_assert_cmpstr (wf_value_word ("apartments"), ==, "Flats");
  g_assert_cmpstr (wf_value_word ("wood"), ==, "Wood");
}

/* Nothing is guessed, and a value is not taken for a field. */
static void
test_unknown (void)
{
  static const char *const names[] = { "", "landuses", "land", "用地", "residential" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (wf_field_word (names[i]) == names[i]);
  g_assert_cmpstr (wf_value_word ("landuse"), ==, "landuse");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field-words/known", test_known);
  g_test_add_func ("/field-words/unknown", test_unknown);
  return g_test_run ();
}
