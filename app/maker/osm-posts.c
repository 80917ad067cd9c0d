/* Watchfloor: hospitals and stations of a city from OpenStreetMap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Taken from points and areas alike, the same place once. A kind of which the extract has none is
 * put up: ambulances beside hospitals, the others beside the greatest junctions, far apart. */
#include "config.h"

#include "osm-city.h"

#include <glib/gi18n.h>
#include <math.h>

#define SAME_PLACE_M 250.0

typedef struct
{
  WfUnit at;
  const char *zh, *en; /* Borrowed, may be NULL */
  gint64 beds;
} Post;

static gboolean
is_new (const GArray *posts, const Post *post)
{
  for (guint i = 0; i < posts->len; i++)
    {
      const Post *other = &g_array_index (posts, Post, i);

      if (osm_distance_m (other->at, post->at) < SAME_PLACE_M
          && (post->zh == NULL || other->zh == NULL || g_strcmp0 (post->zh, other->zh) == 0))
        return FALSE;
    }
  return TRUE;
}

/* Features whose @tag is one of @values, areas first: they have the better middle. */
static GArray *
find_posts (const OsmCity *city, const char *tag, const char *values)
{
  const WfPack *packs[] = { city->areas, city->points };
  GArray *posts = g_array_new (FALSE, FALSE, sizeof (Post));

  for (guint k = 0; k < G_N_ELEMENTS (packs); k++)
    for (guint32 f = 0; f < wf_pack_shapes (packs[k])->n_features; f++)
      {
        Post post = { .at = { 0, 0 } };
        double beds = 0;

        if (!osm_tag_in (packs[k], f, tag, values))
          continue;
        post.at = osm_middle (packs[k], f);
        osm_tag_names (packs[k], f, &post.zh, &post.en);
        if (osm_tag_number (packs[k], f, "beds", &beds))
          post.beds = (gint64) CLAMP (beds, 0, 20000);
        if (is_new (posts, &post))
          g_array_append_val (posts, post);
      }
  return posts;
}

static gboolean
far_from_all (const GArray *posts, WfUnit p, double apart_m)
{
  for (guint i = 0; i < posts->len; i++)
    if (osm_distance_m (g_array_index (posts, Post, i).at, p) < apart_m)
      return FALSE;
  return TRUE;
}

/* Beside the greatest junctions; the distance between is given up before the number is. */
static void
put_up (const OsmCity *city, GArray *posts, guint wanted, double east_m, double north_m)
{
  for (double apart = 2500; posts->len < wanted && apart > 100; apart *= 0.7)
    for (guint i = 0; i < city->junctions->len && posts->len < wanted; i++)
      {
        const OsmJunction *junction = &g_array_index (city->junctions, OsmJunction, i);
        Post post = { .at = osm_move (junction->at, east_m, north_m) };

        if (junction->best <= OSM_RESIDENTIAL && far_from_all (posts, post.at, apart))
          g_array_append_val (posts, post);
      }
}

/* One for each thirty kilometres of road, as far as that goes. */
static guint
usual_number (const OsmCity *city, double per_junctions, guint least, guint most)
{
  return (guint) CLAMP (city->junctions->len / per_junctions, least, most);
}

static gboolean
make_hospitals (OsmCity *city, GError **error)
{
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POINT);
  g_autoptr (GArray) posts = find_posts (city, "amenity", "hospital");
  gboolean made = FALSE;

  if (posts->len == 0)
    {
      g_array_unref (posts);
      posts = find_posts (city, "amenity", "clinic|doctors");
    }
  if (posts->len == 0)
    {
      made = TRUE;
      put_up (city, posts, usual_number (city, 800, 1, 8), 45, 40);
    }
  wf_pack_writer_add_field (writer, "id", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "name_en", WF_FIELD_TEXT);
  wf_pack_writer_add_field (writer, "beds", WF_FIELD_INT);
  wf_pack_writer_add_field (writer, "made", WF_FIELD_TEXT);
  for (guint i = 0; i < posts->len; i++)
    {
      const Post *post = &g_array_index (posts, Post, i);
      g_autofree char *id = g_strdup_printf ("hospital-%02u", i + 1);
      g_autofree char *zh = g_strdup_printf ("第%u医院", i + 1);
      g_autofree char *en = g_strdup_printf ("Hospital %u", i + 1);

      wf_pack_writer_begin (writer, i + 1);
      wf_pack_writer_add_part (writer, &post->at, 1);
      wf_pack_writer_set_text (writer, 0, id);
      wf_pack_writer_set_text (writer, 1, post->zh != NULL ? post->zh : zh);
      wf_pack_writer_set_text (writer, 2, post->en != NULL ? post->en : en);
      wf_pack_writer_set_int (writer, 3, post->beds > 0 ? post->beds : 200);
      wf_pack_writer_set_text (writer, 4, made ? "yes" : "no");
      wf_pack_writer_end (writer);
    }
  return osm_city_layer (city, writer, "hospitals", "hospitals.geojson", FALSE, &city->hospitals,
                         error);
}

/* Ambulances wait at hospitals before they wait anywhere else. */
static void
put_at_hospitals (const OsmCity *city, GArray *posts, guint wanted)
{
  const WfPack *hospitals = city->hospitals;

  for (guint32 f = 0;
       hospitals != NULL && f < wf_pack_shapes (hospitals)->n_features && posts->len < wanted; f++)
    {
      Post post = { .at = osm_move (osm_middle (hospitals, f), 25, -20) };

      g_array_append_val (posts, post);
    }
}

typedef struct
{
  const char *kind, *tag, *value, *zh, *en;
  double per_junctions;
  guint least, most;
  double east_m, north_m;
} Kind;

static const Kind kinds[] = {
  { "ambulance", "emergency", "ambulance_station", "急救站", "Ambulance Station", 250, 2, 24, 32,
    30 },
  { "fire", "amenity", "fire_station", "消防救援站", "Fire Station", 500, 1, 15, -34, 31 },
  { "police", "amenity", "police", "派出所", "Police Station", 400, 1, 25, 33, -33 },
};

static void
write_stations (WfPackWriter *writer, const Kind *kind, const GArray *posts, guint n_real)
{
  for (guint i = 0; i < posts->len; i++)
    {
      const Post *post = &g_array_index (posts, Post, i);
      g_autofree char *id = g_strdup_printf ("%s-%02u", kind->kind, i + 1);
      g_autofree char *zh = g_strdup_printf ("第%u%s", i + 1, kind->zh);
      g_autofree char *en = g_strdup_printf ("%s %u", kind->en, i + 1);

      wf_pack_writer_begin (writer, wf_pack_writer_n_features (writer) + 1);
      wf_pack_writer_add_part (writer, &post->at, 1);
      wf_pack_writer_set_text (writer, 0, id);
      wf_pack_writer_set_text (writer, 1, post->zh != NULL ? post->zh : zh);
      wf_pack_writer_set_text (writer, 2, post->en != NULL ? post->en : en);
      wf_pack_writer_set_text (writer, 3, kind->kind);
      wf_pack_writer_set_text (writer, 4, i < n_real ? "no" : "yes");
      wf_pack_writer_end (writer);
    }
}

static gboolean
make_stations (OsmCity *city, GError **error)
{
  static const char *const fields[] = { "id", "name", "name_en", "kind", "made" };
  g_autoptr (WfPackWriter) writer = wf_pack_writer_new (WF_GEOMETRY_POINT);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    wf_pack_writer_add_field (writer, fields[i], WF_FIELD_TEXT);
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (GArray) posts = find_posts (city, kinds[k].tag, kinds[k].value);
      guint wanted = usual_number (city, kinds[k].per_junctions, kinds[k].least, kinds[k].most);
      guint n_real = posts->len;

      if (n_real == 0)
        {
          if (k == 0)
            put_at_hospitals (city, posts, wanted);
          put_up (city, posts, wanted, kinds[k].east_m, kinds[k].north_m);
        }
      write_stations (writer, &kinds[k], posts, n_real);
      city->n_stations[k] = posts->len;
    }
  return osm_city_layer (city, writer, "stations", "stations.geojson", FALSE, NULL, error);
}

gboolean
osm_make_posts (OsmCity *city, GError **error)
{
  return make_hospitals (city, error) && make_stations (city, error);
}
