/* Watchfloor: the reader of the city file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads once, strictly: a field nobody knows is a typing error, said with its line. */
#include "config.h"

#include "wf-city-private.h"
#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_FILE_BYTES (4 << 20)
#define MAX_LAYERS 500
#define MAX_FEEDS 100

/* Where we are in the file, for errors. */
typedef struct
{
  WfCity *city;
  GError **error;
} Reader;

G_GNUC_PRINTF (3, 4)
static gboolean
fail (Reader *reader, const char *path, const char *format, ...)
{
  g_autofree char *name = g_path_get_basename (reader->city->path);
  g_autofree char *text = NULL;
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_file_get_contents (reader->city->path, &text, NULL, NULL);
  /* Translators: file, line, field, what is wrong with it */
  g_set_error (reader->error, WF_ERROR, WF_ERROR_INVALID, _ ("%s, line %u, %s: %s"), name,
               wf_json_line_of (text != NULL ? text : "", path), path, what);
  return FALSE;
}

/* "$schema" and "x-..." are the author's. */
static gboolean
check_members (Reader *reader, const json_t *object, const char *path, const char *const *known)
{
  const char *name;
  json_t *value;

  if (!json_is_object (object))
    return fail (reader, path, _ ("an object was expected."));
  json_object_foreach ((json_t *) object, name, value)
    {
      g_autofree char *field = g_strconcat (path, *path != '\0' ? "." : "", name, NULL);

      if (name[0] != '$' && !g_str_has_prefix (name, "x-") && !g_strv_contains (known, name))
        return fail (reader, field,
                     _ ("is not a field of a city file; see data/city.schema.json."));
    }
  return TRUE;
}

/* A text member copied to @out; absent leaves NULL, or is an error where @required. */
static gboolean
read_text (Reader *reader, const json_t *object, const char *path, const char *name,
           gboolean required, char **out)
{
  const json_t *value = json_object_get (object, name);
  g_autofree char *field = g_strconcat (path, *path != '\0' ? "." : "", name, NULL);

  if (value == NULL || json_is_null (value))
    return required ? fail (reader, field, _ ("is missing.")) : TRUE;
  if (!json_is_string (value) || *json_string_value (value) == '\0')
    return fail (reader, field, _ ("a text was expected."));
  *out = g_strdup (json_string_value (value));
  return TRUE;
}

static gboolean
read_titles (Reader *reader, const json_t *object, const char *path, const char *name, char **zh,
             char **en)
{
  static const char *const known[] = { "zh", "en", NULL };
  const json_t *titles = json_object_get (object, name);
  g_autofree char *field = g_strconcat (path, *path != '\0' ? "." : "", name, NULL);

  return check_members (reader, titles, field, known)
         && read_text (reader, titles, field, "zh", TRUE, zh)
         && read_text (reader, titles, field, "en", TRUE, en);
}

static gboolean
read_number (Reader *reader, const json_t *object, const char *path, const char *name, double low,
             double high, double *out)
{
  const json_t *value = json_object_get (object, name);
  g_autofree char *field = g_strdup_printf ("%s.%s", path, name);

  if (value == NULL)
    return TRUE;
  if (!json_is_number (value) || json_number_value (value) < low
      || json_number_value (value) > high)
    return fail (reader, field, _ ("a number from %g to %g was expected."), low, high);
  *out = json_number_value (value);
  return TRUE;
}

static gboolean
read_boolean (Reader *reader, const json_t *object, const char *path, const char *name,
              gboolean *out)
{
  const json_t *value = json_object_get (object, name);
  g_autofree char *field = g_strdup_printf ("%s.%s", path, name);

  if (value != NULL && !json_is_boolean (value))
    return fail (reader, field, _ ("true or false was expected."));
  if (value != NULL)
    *out = json_is_true (value);
  return TRUE;
}

static gboolean
read_datum (Reader *reader, const json_t *object, const char *path, WfDatum *out)
{
  g_autofree char *name = NULL;
  g_autofree char *field = g_strdup_printf ("%s.datum", path);

  if (!read_text (reader, object, path, "datum", FALSE, &name))
    return FALSE;
  if (name != NULL && !wf_datum_parse (name, out))
    return fail (reader, field, _ ("one of wgs84, cgcs2000, gcj02, bd09 was expected."));
  return TRUE;
}

static gboolean
read_extent (Reader *reader, const json_t *root)
{
  const json_t *list = json_object_get (root, "extent");
  double v[4];

  if (json_array_size (list) != 4)
    return fail (reader, "extent", _ ("four numbers, west, south, east, north, were expected."));
  for (guint i = 0; i < 4; i++)
    {
      const json_t *value = json_array_get (list, i);

      v[i] = json_is_number (value) ? json_number_value (value) : 1000;
    }
  if (v[0] >= v[2] || v[1] >= v[3] || !wf_lonlat_is_valid ((WfLonLat){ v[0], v[1] })
      || !wf_lonlat_is_valid ((WfLonLat){ v[2], v[3] }))
    return fail (reader, "extent",
                 _ ("west, south, east, north in degrees were expected, west before east."));
  reader->city->extent = (WfBox){ v[0], v[1], v[2], v[3] };
  return TRUE;
}

/* A file beside the city file, unless it is absolute or a GDAL name ("PG:...", "WFS:http..."). */
static char *
absolute_source (WfCity *city, const char *source)
{
  const char *colon = strchr (source, ':');

  if (g_path_is_absolute (source) || (colon != NULL && colon - source > 1))
    return g_strdup (source);
  return g_canonicalize_filename (source, city->folder);
}

static gboolean
read_tiles (Reader *reader, const json_t *layer, const char *path, WfCityTiles *tiles)
{
  static const char *const known[]
      = { "hosts", "matrix_set", "grid", "tile_px", "min_zoom", "max_zoom", NULL };
  const json_t *value = json_object_get (layer, "tiles");
  g_autofree char *field = g_strconcat (path, ".tiles", NULL);
  g_autofree char *grid_field = g_strconcat (field, ".grid", NULL);
  g_autofree char *grid = NULL;
  double tile_px = 256, min_zoom = 0, max_zoom = 18;

  if (value == NULL)
    return TRUE;
  if (!check_members (reader, value, field, known)
      || !read_text (reader, value, field, "hosts", FALSE, &tiles->hosts)
      || !read_text (reader, value, field, "matrix_set", FALSE, &tiles->matrix_set)
      || !read_text (reader, value, field, "grid", FALSE, &grid)
      || !read_number (reader, value, field, "tile_px", 64, 1024, &tile_px)
      || !read_number (reader, value, field, "min_zoom", 0, 24, &min_zoom)
      || !read_number (reader, value, field, "max_zoom", min_zoom, 24, &max_zoom))
    return FALSE;
  if (grid != NULL && !g_str_equal (grid, "mercator") && !g_str_equal (grid, "degrees"))
    return fail (reader, grid_field, _ ("one of mercator, degrees was expected."));
  tiles->degrees = g_strcmp0 (grid, "degrees") == 0;
  tiles->tile_px = (guint) tile_px;
  tiles->min_zoom = (guint) min_zoom;
  tiles->max_zoom = (guint) max_zoom;
  return TRUE;
}

static gboolean
read_layer (Reader *reader, const json_t *value, const char *path, gpointer item)
{
  WfCityLayer *layer = item;
  static const char *const known[]
      = { "id",    "role",    "title", "source",  "layer",   "encoding",
          "datum", "windows", "tiles", "visible", "opacity", NULL };
  g_autofree char *source = NULL;

  if (!check_members (reader, value, path, known)
      || !read_text (reader, value, path, "id", TRUE, &layer->id)
      || !read_titles (reader, value, path, "title", &layer->title_zh, &layer->title_en)
      || !read_text (reader, value, path, "source", TRUE, &source)
      || !read_text (reader, value, path, "layer", FALSE, &layer->layer)
      || !read_text (reader, value, path, "encoding", FALSE, &layer->encoding)
      || !read_text (reader, value, path, "role", FALSE, &layer->role)
      || !read_datum (reader, value, path, &layer->datum)
      || !read_boolean (reader, value, path, "windows", &layer->windows)
      || !read_tiles (reader, value, path, &layer->tiles)
      || !read_boolean (reader, value, path, "visible", &layer->visible)
      || !read_number (reader, value, path, "opacity", 0, 1, &layer->opacity))
    return FALSE;
  layer->source = absolute_source (reader->city, source);
  return TRUE;
}

static gboolean
read_types (Reader *reader, const json_t *value, const char *path, WfCityFeed *feed)
{
  const json_t *list = json_object_get (value, "types");
  g_autoptr (GStrvBuilder) types = g_strv_builder_new ();

  if (list == NULL)
    return TRUE;
  if (!json_is_array (list))
    {
      g_autofree char *field = g_strdup_printf ("%s.types", path);

      return fail (reader, field, _ ("a list of texts was expected."));
    }
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const char *type = json_string_value (json_array_get (list, i));
      g_autofree char *field = g_strdup_printf ("%s.types[%u]", path, (guint) i);

      if (type == NULL)
        return fail (reader, field, _ ("a text was expected."));
      g_strv_builder_add (types, type);
    }
  feed->types = g_strv_builder_end (types);
  return TRUE;
}

static gboolean
read_auth (Reader *reader, const json_t *feed, const char *path, WfCityAuth *auth)
{
  static const char *const known[] = { "kind", "user", "secret", "token_url", "scope", NULL };
  static const char *const kinds[] = { "bearer", "basic", "oauth2", NULL };
  const json_t *value = json_object_get (feed, "auth");
  g_autofree char *field = g_strconcat (path, ".auth", NULL);
  g_autofree char *kind_field = g_strconcat (field, ".kind", NULL);
  g_autofree char *secret_field = g_strconcat (field, ".secret", NULL);

  if (value == NULL)
    return TRUE;
  if (!check_members (reader, value, field, known)
      || !read_text (reader, value, field, "kind", TRUE, &auth->kind))
    return FALSE;
  if (!g_strv_contains (kinds, auth->kind))
    return fail (reader, kind_field, _ ("one of bearer, basic, oauth2 was expected."));
  if (!read_text (reader, value, field, "secret", TRUE, &auth->secret))
    return FALSE;
  if (!g_str_has_prefix (auth->secret, "{key:") || !g_str_has_suffix (auth->secret, "}"))
    return fail (reader, secret_field,
                 _ ("the name of a key, \"{key:NAME}\", was expected; passwords do not belong "
                    "into a file."));
  return read_text (reader, value, field, "user", !g_str_equal (auth->kind, "bearer"), &auth->user)
         && read_text (reader, value, field, "token_url", g_str_equal (auth->kind, "oauth2"),
                       &auth->token_url)
         && read_text (reader, value, field, "scope", FALSE, &auth->scope);
}

static gboolean
read_mqtt (Reader *reader, const json_t *feed, const char *path, WfCityFeed *out)
{
  static const char *const known[]
      = { "version", "qos", "session", "will_topic", "will_text", NULL };
  const json_t *value = json_object_get (feed, "mqtt");
  g_autofree char *field = g_strconcat (path, ".mqtt", NULL);
  double version = 4, qos = 0;

  if (value == NULL)
    return TRUE;
  if (!check_members (reader, value, field, known)
      || !read_number (reader, value, field, "version", 4, 5, &version)
      || !read_number (reader, value, field, "qos", 0, 2, &qos)
      || !read_text (reader, value, field, "session", FALSE, &out->mqtt_session)
      || !read_text (reader, value, field, "will_topic", FALSE, &out->mqtt_will_topic)
      || !read_text (reader, value, field, "will_text", out->mqtt_will_topic != NULL,
                     &out->mqtt_will_text))
    return FALSE;
  out->mqtt_version = (guint) version;
  out->mqtt_qos = (guint) qos;
  return TRUE;
}

/* How it is reached, and by whom. */
static gboolean
read_feed_way (Reader *reader, const json_t *value, const char *path, WfCityFeed *feed)
{
  g_autofree char *ca_file = NULL;
  double max_peers = 0;

  if (!read_boolean (reader, value, path, "plain_text", &feed->plain_text)
      || !read_text (reader, value, path, "ca_file", FALSE, &ca_file)
      || !read_text (reader, value, path, "proxy", FALSE, &feed->proxy)
      || !read_number (reader, value, path, "silence_s", 1, 86400, &feed->silence_s)
      || !read_number (reader, value, path, "max_peers", 1, 10000, &max_peers)
      || !read_auth (reader, value, path, &feed->auth) || !read_mqtt (reader, value, path, feed))
    return FALSE;
  feed->max_peers = (guint) max_peers;
  if (ca_file != NULL)
    feed->ca_file = g_canonicalize_filename (ca_file, reader->city->folder);
  return TRUE;
}

static gboolean
read_feed (Reader *reader, const json_t *value, const char *path, gpointer item)
{
  WfCityFeed *feed = item;
  static const char *const known[]
      = { "id",     "title",      "format",  "url",   "types",     "datum",     "auth", "mqtt",
          "poll_s", "plain_text", "ca_file", "proxy", "silence_s", "max_peers", NULL };

  return check_members (reader, value, path, known)
         && read_text (reader, value, path, "id", TRUE, &feed->id)
         && read_titles (reader, value, path, "title", &feed->title_zh, &feed->title_en)
         && read_text (reader, value, path, "format", TRUE, &feed->format)
         && read_text (reader, value, path, "url", TRUE, &feed->url)
         && read_types (reader, value, path, feed) && read_datum (reader, value, path, &feed->datum)
         && read_number (reader, value, path, "poll_s", 0.2, 86400, &feed->poll_s)
         && read_feed_way (reader, value, path, feed);
}

static gpointer
make_layer (void)
{
  return wf_city_layer_new (NULL, NULL);
}

static gpointer
make_feed (void)
{
  WfCityFeed *feed = g_new0 (WfCityFeed, 1);

  feed->poll_s = 5;
  return feed;
}

/* What is in a list begins with its id. */
static gboolean
check_id_is_new (Reader *reader, const char *path, const GPtrArray *items)
{
  const char *id = *(char *const *) items->pdata[items->len - 1];
  g_autofree char *field = g_strdup_printf ("%s.id", path);

  for (guint i = 0; i + 1 < items->len; i++)
    if (g_str_equal (*(char *const *) items->pdata[i], id))
      return fail (reader, field, _ ("another before it has this id."));
  return TRUE;
}

/* Reads each of the list @name into a new one of @into. */
static gboolean
read_list (Reader *reader, const json_t *root, const char *name, guint most, GPtrArray *into,
           gpointer (*make) (void),
           gboolean (*read) (Reader *reader, const json_t *value, const char *path, gpointer item))
{
  const json_t *list = json_object_get (root, name);

  if (!json_is_array (list) || json_array_size (list) > most)
    return fail (reader, name, _ ("a list of at most %u was expected."), most);
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s[%zu]", name, i);
      gpointer item = make ();

      g_ptr_array_add (into, item);
      if (!read (reader, json_array_get (list, i), path, item)
          || !check_id_is_new (reader, path, into))
        return FALSE;
    }
  return TRUE;
}

/* Members of the object @part: "layer", an id that exists, and the names of its fields. */
typedef struct
{
  const char *member;
  char **out;
} PartField;

static gboolean
read_part (Reader *reader, const json_t *root, const char *part, char **layer,
           const PartField *fields)
{
  const json_t *object = json_object_get (root, part);
  g_autofree char *layer_path = g_strdup_printf ("%s.layer", part);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) known = NULL;

  if (object == NULL)
    return TRUE;
  g_strv_builder_add (names, "layer");
  for (guint i = 0; fields[i].member != NULL; i++)
    g_strv_builder_add (names, fields[i].member);
  known = g_strv_builder_end (names);
  if (!check_members (reader, object, part, (const char *const *) known)
      || !read_text (reader, object, part, "layer", TRUE, layer))
    return FALSE;
  if (wf_city_layer_by_id (reader->city, *layer) == NULL)
    return fail (reader, layer_path, _ ("no layer has the id \"%s\"."), *layer);
  for (guint i = 0; fields[i].member != NULL; i++)
    if (!read_text (reader, object, part, fields[i].member, FALSE, fields[i].out))
      return FALSE;
  return TRUE;
}

static gboolean
read_parts (Reader *reader, const json_t *root)
{
  WfCity *city = reader->city;
  const PartField roads[] = {
    { "class", &city->roads.class_field },
    { "oneway", &city->roads.oneway_field },
    { "speed", &city->roads.speed_field },
    { "name", &city->roads.name_field },
    { "bridge", &city->roads.bridge_field },
    { "tunnel", &city->roads.tunnel_field },
    { NULL, NULL },
  };
  const PartField grid[] = {
    { "code", &city->grid.code_field },
    { "community", &city->grid.community_field },
    { "street", &city->grid.street_field },
    { "district", &city->grid.district_field },
    { NULL, NULL },
  };
  const PartField signals[] = {
    { "id", &city->signals.id_field },
    { "name", &city->signals.name_field },
    { NULL, NULL },
  };

  return read_part (reader, root, "roads", &city->roads.layer, roads)
         && read_part (reader, root, "grid", &city->grid.layer, grid)
         && read_part (reader, root, "signals", &city->signals.layer, signals);
}

static gboolean
read_styles (Reader *reader, const json_t *root)
{
  static const char *const known[] = { "light", "dark", NULL };
  const json_t *styles = json_object_get (root, "styles");
  g_autofree char *light = NULL;
  g_autofree char *dark = NULL;

  if (styles == NULL)
    return TRUE;
  if (!check_members (reader, styles, "styles", known)
      || !read_text (reader, styles, "styles", "light", TRUE, &light)
      || !read_text (reader, styles, "styles", "dark", FALSE, &dark))
    return FALSE;
  reader->city->style_light = g_canonicalize_filename (light, reader->city->folder);
  reader->city->style_dark
      = g_canonicalize_filename (dark != NULL ? dark : light, reader->city->folder);
  return TRUE;
}

static gboolean
read_history (Reader *reader, const json_t *root)
{
  static const char *const known[] = { "days", "gigabytes", NULL };
  const json_t *history = json_object_get (root, "history");
  WfCityHistory *to = &reader->city->history;

  *to = (WfCityHistory){ .days = 7, .gigabytes = 20 };
  return history == NULL
         || (check_members (reader, history, "history", known)
             && read_number (reader, history, "history", "days", 0, 3660, &to->days)
             && read_number (reader, history, "history", "gigabytes", 0.1, 100000, &to->gigabytes));
}

static gboolean
read_city (Reader *reader, const json_t *root)
{
  static const char *const known[]
      = { "name", "extent",  "platform",   "styles",      "layers",  "feeds", "roads",
          "grid", "signals", "simulation", "attribution", "history", NULL };
  WfCity *city = reader->city;

  if (!check_members (reader, root, "", known)
      || !read_titles (reader, root, "", "name", &city->title_zh, &city->title_en)
      || !read_extent (reader, root)
      || !read_text (reader, root, "", "platform", FALSE, &city->platform)
      || !read_text (reader, root, "", "attribution", FALSE, &city->attribution)
      || !read_styles (reader, root)
      || !read_list (reader, root, "layers", MAX_LAYERS, city->layers, make_layer, read_layer)
      || (json_object_get (root, "feeds") != NULL
          && !read_list (reader, root, "feeds", MAX_FEEDS, city->feeds, make_feed, read_feed))
      || !read_parts (reader, root) || !read_history (reader, root))
    return FALSE;
  city->simulation = json_incref (json_object_get (root, "simulation"));
  return TRUE;
}

WfCity *
wf_city_load (const char *path, GError **error)
{
  g_autoptr (json_t) root = wf_json_load (path, MAX_FILE_BYTES, error);
  g_autoptr (WfCity) city = NULL;
  Reader reader = { NULL, error };

  if (root == NULL)
    return NULL;
  reader.city = city = wf_city_new (path);
  return read_city (&reader, root) ? g_steal_pointer (&city) : NULL;
}
