/* Watchfloor: fuzz target of the city file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Through a file in memory, for the city is read from a path. */
#include "config.h"

#include "fuzz-target.h"
#include "wf-city.h"

#include <sys/mman.h>
#include <unistd.h>

static void
look_around (const WfCity *city)
{
  for (guint i = 0; i < wf_city_n_layers (city); i++)
    {
      const WfCityLayer *layer = wf_city_layer (city, i);

      g_assert_true (wf_city_layer_by_id (city, layer->id) == layer);
      g_assert_true (layer->opacity >= 0 && layer->opacity <= 1);
    }
  for (guint i = 0; i < wf_city_n_feeds (city); i++)
    g_assert_cmpfloat (wf_city_feed (city, i)->poll_s, >, 0);
  g_assert_nonnull (wf_city_title (city, TRUE));
  g_assert_nonnull (wf_city_title (city, FALSE));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("fuzz-city", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GError) error = NULL;
  g_autoptr (WfCity) city = NULL;

  g_assert_cmpint (write (fd, data, size), ==, (ssize_t) size);
  city = wf_city_load (path, &error);
  close (fd);
  if (city != NULL)
    look_around (city);
  else
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return 0;
}
