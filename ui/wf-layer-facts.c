/* Watchfloor: the properties of a layer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Filled anew whenever the layer was read. Main thread. */
#include "config.h"

#include "wf-layer-facts.h"

#include "wf-secrets.h"

#include <glib/gi18n.h>

#define WF_TYPE_LAYER_FACTS (wf_layer_facts_get_type ())
G_DECLARE_FINAL_TYPE (WfLayerFacts, wf_layer_facts, WF, LAYER_FACTS, AdwWindow)

#define PREVIEW_VALUES 6
#define PREVIEW_FEATURES 2000

struct _WfLayerFacts
{
  AdwWindow parent_instance;

  /* Owned */
  WfSession *session;
  WfLayer *layer;
  /* Borrowed: children */
  AdwBin *body;
  guint fill_id;
  GCancellable *looking;
  char **encodings, **samples; /* NULL until the source was looked at */
};

G_DEFINE_FINAL_TYPE (WfLayerFacts, wf_layer_facts, ADW_TYPE_WINDOW)

/* The first: as the source says. */
static const char *const encodings[]
    = { NULL,     "UTF-8",  "GB18030", "BIG5",       "SHIFT_JIS", "EUC-KR",
        "CP1251", "CP1252", "CP1250",  "ISO-8859-1", "ISO-8859-2" };

static const char *
datum_word (WfDatum datum)
{
  static const char *const words[]
      = { "WGS 84", "CGCS2000", N_ ("GCJ-02 (shifted)"), N_ ("BD-09 (Baidu)") };

  return datum < G_N_ELEMENTS (words) ? _ (words[datum]) : "";
}

static const char *
kind_word (WfGeometryKind kind)
{
  static const char *const words[]
      = { N_ ("no geometry"), N_ ("points"), N_ ("lines"), N_ ("areas"), N_ ("of several kinds") };

  return _ (words[kind]);
}

/* ---- rows */

static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  gtk_widget_set_margin_top (label, 9);
  gtk_widget_set_margin_bottom (label, 9);
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

G_GNUC_PRINTF (3, 4)
static void
add_format (GtkWidget *group, const char *title, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  add_row (group, title, text);
}

static GtkWidget *
add_group (GtkWidget *page, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return group;
}

/* ---- what can be set otherwise */

static void
read_otherwise (WfLayerFacts *self, const char *encoding, WfDatum datum)
{
  const WfCityLayer *now = wf_layer_get_description (self->layer);
  g_autoptr (WfCityLayer) description = NULL;

  if (g_strcmp0 (now->encoding, encoding) == 0 && now->datum == datum)
    return;
  description = wf_city_layer_copy (now);
  g_free (description->encoding);
  description->encoding = g_strdup (encoding);
  description->datum = datum;
  wf_layer_set_description (self->layer, description);
  wf_session_reload_layer (self->session, self->layer);
}

static void
encoding_cb (AdwComboRow *row, GParamSpec *pspec, WfLayerFacts *self)
{
  guint i = adw_combo_row_get_selected (row);

  if (i < G_N_ELEMENTS (encodings))
    read_otherwise (self, encodings[i], wf_layer_get_description (self->layer)->datum);
}

static void
datum_cb (AdwComboRow *row, GParamSpec *pspec, WfLayerFacts *self)
{
  read_otherwise (self, wf_layer_get_description (self->layer)->encoding,
                  (WfDatum) adw_combo_row_get_selected (row));
}

static GtkWidget *
add_combo (GtkWidget *group, const char *title, GtkStringList *words, guint selected)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (words));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_object_unref (words);
  return row;
}

static void
add_encoding (WfLayerFacts *self, GtkWidget *group, const char *found)
{
  const WfCityLayer *now = wf_layer_get_description (self->layer);
  g_autofree char *automatic = NULL;
  GtkStringList *words = gtk_string_list_new (NULL);
  guint selected = 0;
  GtkWidget *row;

  automatic = now->encoding == NULL && found != NULL && found[0] != '\0'
                  ? g_strdup_printf (_ ("Automatic (%s)"), found)
                  : g_strdup (_ ("Automatic"));
  gtk_string_list_append (words, automatic);
  for (guint i = 1; i < G_N_ELEMENTS (encodings); i++)
    {
      gtk_string_list_append (words, encodings[i]);
      if (g_strcmp0 (now->encoding, encodings[i]) == 0)
        selected = i;
    }
  row = add_combo (group, _ ("Text encoding"), words, selected);
  g_signal_connect (row, "notify::selected", G_CALLBACK (encoding_cb), self);
}

static void
add_datum (WfLayerFacts *self, GtkWidget *group)
{
  GtkStringList *words = gtk_string_list_new (NULL);
  GtkWidget *row;

  for (int i = 0; i < WF_DATUM_N; i++)
    gtk_string_list_append (words, datum_word ((WfDatum) i));
  row = add_combo (group, _ ("Datum of the coordinates"), words,
                   wf_layer_get_description (self->layer)->datum);
  g_signal_connect (row, "notify::selected", G_CALLBACK (datum_cb), self);
}

/* Some values of text, those that are not plain ASCII first: they show whether the encoding is
 * right. Free with g_free; NULL where there is no text. */
static char *
preview_text (WfPack *pack)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (int plain = 0; plain < 2; plain++)
    for (guint f = 0; f < wf_pack_n_fields (pack) && n < PREVIEW_VALUES; f++)
      {
        WfPackField field = wf_pack_field (pack, f);
        guint32 last = MIN (field.n_values, PREVIEW_FEATURES);

        for (guint32 i = 0; field.type == WF_FIELD_TEXT && i < last && n < PREVIEW_VALUES; i++)
          {
            const char *value = wf_pack_text_value (pack, f, i);

            if (value == NULL || value[0] == '\0' || g_str_is_ascii (value) != plain)
              continue;
            g_string_append_printf (text, "%s%.60s", n++ > 0 ? " · " : "", value);
          }
      }
  return n > 0 ? g_utf8_make_valid (text->str, -1) : NULL;
}

/* Each encoding that fits with what the text is in it: whoever reads it knows which is right. */
static void
sample_cb (GtkWidget *row, WfLayerFacts *self)
{
  read_otherwise (self, g_object_get_data (G_OBJECT (row), "wf-encoding"),
                  wf_layer_get_description (self->layer)->datum);
}

static void
fill_samples (WfLayerFacts *self, GtkWidget *page)
{
  GtkWidget *group;

  if (self->encodings == NULL || self->encodings[0] == NULL || self->encodings[1] == NULL)
    return;
  group = add_group (page, _ ("Text in Each Encoding"));
  for (guint i = 0; self->encodings[i] != NULL && self->samples[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), self->samples[i]);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), self->encodings[i]);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "wf-encoding", g_strdup (self->encodings[i]), g_free);
      g_signal_connect_object (row, "activated", G_CALLBACK (sample_cb), self, 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
}

/* ---- the page */

static void
fill_source (WfLayerFacts *self, GtkWidget *page)
{
  const WfCityLayer *description = wf_layer_get_description (self->layer);
  WfPack *pack = wf_layer_get_pack (self->layer);
  const WfPackOrigin *origin = pack != NULL ? wf_pack_origin (pack) : NULL;
  GtkWidget *group = add_group (page, _ ("Source"));
  g_autofree char *source = wf_secrets_hide (description->source);
  g_autofree char *preview = pack != NULL ? preview_text (pack) : NULL;

  add_row (group, _ ("Read from"), source);
  if (origin != NULL)
    {
      add_row (group, _ ("Layer of the source"), origin->layer);
      add_row (group, _ ("Format"), origin->driver);
      add_row (group, _ ("Reference system"),
               origin->crs[0] != '\0' ? origin->crs : _ ("not named: degrees are taken as WGS 84"));
    }
  if (wf_layer_get_raster (self->layer, &(int){ 0 }, &(int){ 0 }, &(WfBox){ 0 }) != NULL)
    return;
  add_datum (self, group);
  add_encoding (self, group, origin != NULL ? origin->encoding : NULL);
  if (preview != NULL)
    add_row (group, _ ("The text reads"), preview);
}

static void
fill_content (GtkWidget *page, WfPack *pack)
{
  const WfPackShapes *shapes = wf_pack_shapes (pack);
  GtkWidget *group = add_group (page, _ ("Content"));
  g_autoptr (GString) fields = g_string_new (NULL);

  add_format (group, _ ("Features"), "%'u", shapes->n_features);
  add_row (group, _ ("Geometry"), kind_word (wf_pack_kind (pack)));
  add_format (group, _ ("Points in all"), "%'u", shapes->n_coords);
  for (guint i = 0; i < wf_pack_n_fields (pack); i++)
    g_string_append_printf (fields, "%s%s", i > 0 ? ", " : "", wf_pack_field (pack, i).name);
  add_format (group, _ ("Fields"), "%u", wf_pack_n_fields (pack));
  if (fields->len > 0)
    add_row (group, _ ("Their names"), fields->str);
}

static void
fill_losses (GtkWidget *page, const WfPackOrigin *origin)
{
  const struct
  {
    const char *words;
    guint64 n;
  } losses[] = {
    { _ ("Left out: without geometry"), origin->n_empty },
    { _ ("Left out: cannot be read"), origin->n_invalid },
    { _ ("Left out: points off the map"), origin->n_out_of_range },
    { _ ("Repaired: rings closed, crossings undone"), origin->n_repaired },
    { _ ("Drawn as it is: still crosses itself"), origin->n_unrepaired },
    { _ ("Flattened: heights left out"), origin->n_z_dropped },
    { _ ("Curves made straight"), origin->n_linearized },
    { _ ("Collections split by kind"), origin->n_split },
    { _ ("Cut where the map ends"), origin->n_cut },
    { _ ("Values with letters that cannot be read"), origin->n_garbled },
  };
  GtkWidget *group = add_group (page, _ ("Changed on the Way In"));
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    if (losses[i].n > 0)
      {
        add_format (group, losses[i].words, "%'" G_GUINT64_FORMAT, losses[i].n);
        any = TRUE;
      }
  if (!any)
    add_row (group, _ ("Nothing"), _ ("drawn as the source has it"));
}

static gboolean
fill_cb (gpointer data)
{
  WfLayerFacts *self = data;
  GtkWidget *page = adw_preferences_page_new ();
  WfPack *pack = wf_layer_get_pack (self->layer);

  self->fill_id = 0;
  gtk_window_set_title (GTK_WINDOW (self), wf_layer_get_title (self->layer));
  fill_source (self, page);
  fill_samples (self, page);
  if (wf_layer_get_state (self->layer) == WF_LAYER_FAILED)
    add_row (add_group (page, _ ("Trouble")), wf_layer_get_trouble (self->layer), "");
  if (pack != NULL)
    {
      fill_content (page, pack);
      fill_losses (page, wf_pack_origin (pack));
    }
  adw_bin_set_child (self->body, page);
  return G_SOURCE_REMOVE;
}

/* Not at once: a row of ours may just be telling. */
static void
queue_fill (WfLayerFacts *self)
{
  WfLayerState state = wf_layer_get_state (self->layer);

  if (self->fill_id == 0 && (state == WF_LAYER_READY || state == WF_LAYER_FAILED))
    self->fill_id = g_idle_add (fill_cb, self);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WfLayerFacts) self = data;
  g_autoptr (GPtrArray) listing = wf_source_list_finish (result, NULL);
  const char *name = self->layer != NULL ? wf_layer_get_description (self->layer)->layer : NULL;

  /* Closed meanwhile, or what it said when it was read is all there is. */
  if (self->layer == NULL || listing == NULL)
    return;
  for (guint i = 0; i < listing->len; i++)
    {
      const WfSourceLayer *entry = listing->pdata[i];

      if (listing->len > 1 && g_strcmp0 (entry->name, name) != 0)
        continue;
      self->encodings = g_strdupv (entry->encodings);
      self->samples = g_strdupv (entry->samples);
      queue_fill (self);
      return;
    }
}

/* Asks the worker which encodings would fit, of files only. */
static void
look_into (WfLayerFacts *self)
{
  const WfCityLayer *description = wf_layer_get_description (self->layer);
  const WfSource source = { .source = description->source };

  if (description->source == NULL || !g_path_is_absolute (description->source)
      || wf_layer_get_pack (self->layer) == NULL)
    return;
  self->looking = g_cancellable_new ();
  wf_source_list_async (&source, NULL, NULL, self->looking, listed_cb, g_object_ref (self));
}

static void
wf_layer_facts_dispose (GObject *object)
{
  WfLayerFacts *self = WF_LAYER_FACTS (object);

  g_clear_handle_id (&self->fill_id, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->encodings, g_strfreev);
  g_clear_pointer (&self->samples, g_strfreev);
  g_clear_object (&self->layer);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (wf_layer_facts_parent_class)->dispose (object);
}

static void
wf_layer_facts_class_init (WfLayerFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wf_layer_facts_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
wf_layer_facts_init (WfLayerFacts *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();

  self->body = ADW_BIN (adw_bin_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->body), TRUE);
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->body));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 680);
}

GtkWidget *
wf_layer_facts_show (GtkWindow *parent, WfSession *session, WfLayer *layer)
{
  WfLayerFacts *self = g_object_new (WF_TYPE_LAYER_FACTS, "transient-for", parent,
                                     "destroy-with-parent", TRUE, NULL);

  self->session = g_object_ref (session);
  self->layer = g_object_ref (layer);
  g_signal_connect_object (layer, "notify::state", G_CALLBACK (queue_fill), self,
                           G_CONNECT_SWAPPED);
  fill_cb (self);
  look_into (self);
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
