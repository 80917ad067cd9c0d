/* Watchfloor: styles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A style document as a list of layers, and the built-in rules; see the header. */
#include "config.h"

#include "wf-style-layer.h"

#include "wf-error.h"
#include "wf-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_LAYERS 2000
#define MAX_SAID 20

struct _WfStyle
{
  gatomicrefcount refs;
  GPtrArray *layers; /* WfStyleLayer, Owned */
  char *symbols; /* Owned; a folder or NULL */
};

WfStyle *
wf_style_ref (WfStyle *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
wf_style_unref (WfStyle *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->layers);
  g_free (self->symbols);
  g_free (self);
}

guint
wf_style_n_layers (const WfStyle *self)
{
  return self->layers->len;
}

const WfStyleLayer *
wf_style_layer (const WfStyle *self, guint i)
{
  return g_ptr_array_index (self->layers, i);
}

WfStyle *
wf_style_build (const json_t *root, const char *what, GError **error)
{
  g_autoptr (WfStyle) self = g_new0 (WfStyle, 1);
  const json_t *layers = json_object_get (root, "layers");

  g_atomic_ref_count_init (&self->refs);
  self->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) wf_style_layer_free);
  if (!json_is_array (layers) || json_array_size (layers) > MAX_LAYERS)
    {
      g_set_error (error, WF_ERROR, WF_ERROR_INVALID,
                   _ ("%s: layers: a list of at most %d style layers must stand here."), what,
                   MAX_LAYERS);
      return NULL;
    }
  for (guint i = 0; i < json_array_size (layers); i++)
    {
      WfStyleLayer *layer = wf_style_layer_parse (json_array_get (layers, i), i, error);

      if (layer == NULL)
        {
          g_prefix_error (error, "%s: ", what);
          return NULL;
        }
      g_ptr_array_add (self->layers, layer);
    }
  return g_steal_pointer (&self);
}

WfStyle *
wf_style_parse (const char *json, gsize length, const char *what, GError **error)
{
  g_autoptr (json_t) root = wf_json_parse (json, length, MAX_BYTES, what, error);

  return root != NULL ? wf_style_build (root, what, error) : NULL;
}

char **
wf_style_unsupported (const WfStyle *self)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < self->layers->len; i++)
    {
      const GPtrArray *some = wf_style_layer (self, i)->unsupported;

      for (guint k = 0; k < some->len; k++)
        g_ptr_array_add (paths, g_strdup (g_ptr_array_index (some, k)));
    }
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

/* One line, cut short: a style made for another program may ask for a thousand things. */
static void
say_unsupported (const WfStyle *self, const char *name)
{
  g_auto (GStrv) paths = wf_style_unsupported (self);
  guint n = g_strv_length (paths);
  g_autofree char *all = NULL;

  if (n == 0)
    return;
  if (n > MAX_SAID)
    {
      g_free (paths[MAX_SAID]);
      paths[MAX_SAID] = g_strdup ("...");
      for (guint i = MAX_SAID + 1; i < n; i++)
        g_clear_pointer (&paths[i], g_free);
    }
  all = g_strjoinv (", ", paths);
  g_message ("%s: drawn without %u properties that have no effect here: %s", name, n, all);
}

const char *
wf_style_symbols (const WfStyle *self)
{
  return self->symbols;
}

/* "sprite" as a folder below the document's own; an address on the net is passed over. */
static void
find_symbols (WfStyle *self, const json_t *root, const char *path)
{
  const char *sprite = wf_json_string (root, "sprite", "");
  g_autofree char *folder = g_path_get_dirname (path);

  if (sprite[0] != '\0' && sprite[0] != '/' && strstr (sprite, "..") == NULL
      && strstr (sprite, "://") == NULL)
    self->symbols = g_build_filename (folder, sprite, NULL);
}

WfStyle *
wf_style_load (const char *path, GError **error)
{
  g_autoptr (json_t) root = wf_json_load (path, MAX_BYTES, error);
  g_autofree char *name = g_path_get_basename (path);
  WfStyle *self = root != NULL ? wf_style_build (root, name, error) : NULL;

  if (self != NULL)
    {
      find_symbols (self, root, path);
      say_unsupported (self, name);
    }
  return self;
}

/* ---- the built-in rules */

#define DEFAULT_RULES                                                                              \
  "{'layers':["                                                                                    \
  "{'id':'areas','type':'fill','source':'*','filter':['==',['geometry-type'],'Polygon'],"          \
  "'paint':{'fill-color':'%s','fill-outline-color':'%s'}},"                                        \
  "{'id':'lines','type':'line','source':'*','filter':['==',['geometry-type'],'LineString'],"       \
  "'layout':{'line-cap':'round','line-join':'round'},'paint':{'line-color':'%s',"                  \
  "'line-width':['interpolate',['exponential',1.5],['zoom'],9,0.6,14,1.4,18,4]}},"                 \
  "{'id':'points','type':'circle','source':'*','filter':['==',['geometry-type'],'Point'],"         \
  "'paint':{'circle-color':'%s','circle-radius':['interpolate',['linear'],['zoom'],9,1.2,14,3,"    \
  "18,5],'circle-stroke-color':'%s','circle-stroke-width':1}},"                                    \
  "{'id':'line-names','type':'symbol','source':'*','minzoom':13,"                                  \
  "'filter':['==',['geometry-type'],'LineString'],'layout':{'symbol-placement':'line',"            \
  "'text-field':['local','name'],'text-size':11},"                                                 \
  "'paint':{'text-color':'%s','text-halo-color':'%s','text-halo-width':1.4}},"                     \
  "{'id':'names','type':'symbol','source':'*','minzoom':13,"                                       \
  "'filter':['!=',['geometry-type'],'LineString'],"                                                \
  "'layout':{'text-field':['local','name'],'text-size':11,'text-offset':[0,0.9],"                  \
  "'text-anchor':['match',['geometry-type'],'Point','top','center']},"                             \
  "'paint':{'text-color':'%s','text-halo-color':'%s','text-halo-width':1.4}}"                      \
  "]}"

WfStyle *
wf_style_default (gboolean dark)
{
  g_autofree char *text
      = dark ? g_strdup_printf (DEFAULT_RULES, "#3a4656", "#566579", "#6f8096", "#8fb4d8",
                                "#1c232c", "#b4c0ce", "#1c232c", "#b4c0ce", "#1c232c")
             : g_strdup_printf (DEFAULT_RULES, "#dcdfe4", "#b9bfc9", "#9aa4b2", "#4d7ea8",
                                "#ffffff", "#4a5360", "#ffffff", "#4a5360", "#ffffff");
  g_autoptr (GError) error = NULL;
  WfStyle *self;

  g_strdelimit (text, "'", '"');
  self = wf_style_parse (text, strlen (text), "built-in style", &error);
  if (self == NULL)
    g_error ("%s", error->message);
  return self;
}

gboolean
wf_style_covers (const WfStyle *self, const char *source)
{
  for (guint i = 0; i < self->layers->len; i++)
    if (wf_style_layer (self, i)->kind != WF_STYLE_BACKGROUND
        && wf_style_layer_speaks_of (wf_style_layer (self, i), source))
      return TRUE;
  return FALSE;
}
