/* Watchfloor: choosing layers of a source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A database may hold thousands: rows are made as they are seen. Main thread. */
#include "config.h"

#include "wf-layer-choice.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- a row */

#define WF_TYPE_CHOICE_ROW (wf_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (WfChoiceRow, wf_choice_row, WF, CHOICE_ROW, GObject)

struct _WfChoiceRow
{
  GObject parent_instance;

  guint index;
  gboolean chosen;
  char *name, *about;
};

enum
{
  PROP_CHOSEN = 1,
  PROP_NAME,
};

G_DEFINE_FINAL_TYPE (WfChoiceRow, wf_choice_row, G_TYPE_OBJECT)

static void
wf_choice_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WfChoiceRow *self = WF_CHOICE_ROW (object);

  if (id == PROP_CHOSEN)
    g_value_set_boolean (value, self->chosen);
  else
    g_value_set_string (value, self->name);
}

static void
wf_choice_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHOSEN)
    WF_CHOICE_ROW (object)->chosen = g_value_get_boolean (value);
}

static void
wf_choice_row_finalize (GObject *object)
{
  g_free (WF_CHOICE_ROW (object)->name);
  g_free (WF_CHOICE_ROW (object)->about);
  G_OBJECT_CLASS (wf_choice_row_parent_class)->finalize (object);
}

static void
wf_choice_row_class_init (WfChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = wf_choice_row_get_property;
  object_class->set_property = wf_choice_row_set_property;
  object_class->finalize = wf_choice_row_finalize;
  g_object_class_install_property (
      object_class, PROP_CHOSEN,
      g_param_spec_boolean ("chosen", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      object_class, PROP_NAME,
      g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
wf_choice_row_init (WfChoiceRow *self)
{
}

/* What GDAL calls a geometry, in the operator's words. */
static const char *
geometry_word (const char *name)
{
  static const struct
  {
    const char *part, *words; /* N_() marked */
  } kinds[] = {
    { "Point", N_ ("points") },
    { "Line", N_ ("lines") },
    { "Curve", N_ ("lines") },
    { "Polygon", N_ ("areas") },
    { "Surface", N_ ("areas") },
    { "mixed", N_ ("of several kinds") },
    { "Collection", N_ ("of several kinds") },
    { "none", N_ ("no geometry") },
    { "raster", N_ ("picture") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strstr (name, kinds[i].part) != NULL)
      return _ (kinds[i].words);
  return name;
}

/* "Polygon · 1,234 features · EPSG:4490 · GB18030". Free with g_free. */
static char *
describe (const WfSourceLayer *layer)
{
  GString *text = g_string_new (geometry_word (layer->geometry));

  if (layer->n_features >= 0 && !wf_source_layer_is_raster (layer))
    {
      guint n = (guint) MIN (layer->n_features, G_MAXUINT);

      g_string_append (text, " · ");
      g_string_append_printf (text, g_dngettext (NULL, "%'u feature", "%'u features", n), n);
    }
  if (layer->crs[0] != '\0')
    g_string_append_printf (text, " · %.40s", layer->crs);
  if (layer->encoding[0] != '\0' && !g_str_equal (layer->encoding, "UTF-8"))
    g_string_append_printf (text, " · %s", layer->encoding);
  return g_string_free (text, FALSE);
}

static WfChoiceRow *
row_new (const WfSourceLayer *layer, guint index)
{
  WfChoiceRow *row = g_object_new (WF_TYPE_CHOICE_ROW, NULL);

  row->index = index;
  row->name = g_strdup (layer->name);
  row->about = describe (layer);
  /* A table without places draws nothing. */
  row->chosen = !g_str_equal (layer->geometry, "none") && layer->n_features != 0;
  return row;
}

/* ---- the dialog */

#define WF_TYPE_LAYER_CHOICE (wf_layer_choice_get_type ())
G_DECLARE_FINAL_TYPE (WfLayerChoice, wf_layer_choice, WF, LAYER_CHOICE, AdwWindow)

struct _WfLayerChoice
{
  AdwWindow parent_instance;

  /* Template */
  GtkSearchEntry *search;
  GtkListView *list;
  GtkLabel *summary;
  GtkButton *add;
  GtkStringFilter *filter;
  GtkFilterListModel *found;
  GtkSignalListItemFactory *factory;

  /* Owned */
  GListStore *rows; /* WfChoiceRow */
  WfSession *session;
  WfLayer *layer;
};

G_DEFINE_FINAL_TYPE (WfLayerChoice, wf_layer_choice, ADW_TYPE_WINDOW)

static guint
count_chosen (WfLayerChoice *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i++)
    {
      g_autoptr (WfChoiceRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      n += row->chosen;
    }
  return n;
}

static void
show_count (WfLayerChoice *self)
{
  guint n = count_chosen (self);
  g_autofree char *text = NULL;

  /* Translators: how many layers are chosen, of how many */
  text = g_strdup_printf (_ ("%u of %u chosen"), n,
                          g_list_model_get_n_items (G_LIST_MODEL (self->rows)));
  gtk_label_set_text (self->summary, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), n > 0);
}

/* All that are found, or none of them. */
static void
choose_all (WfLayerChoice *self, gboolean chosen)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->found)); i++)
    {
      g_autoptr (WfChoiceRow) row = g_list_model_get_item (G_LIST_MODEL (self->found), i);

      g_object_set (row, "chosen", chosen, NULL);
    }
  show_count (self);
}

static void
all_cb (WfLayerChoice *self)
{
  choose_all (self, TRUE);
}

static void
none_cb (WfLayerChoice *self)
{
  choose_all (self, FALSE);
}

static void
add_cb (WfLayerChoice *self)
{
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i++)
    {
      g_autoptr (WfChoiceRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (row->chosen)
        g_array_append_val (chosen, row->index);
    }
  if (chosen->len == 0)
    return;
  wf_session_choose_layers (self->session, self->layer, (const guint *) (void *) chosen->data,
                            chosen->len);
  gtk_window_close (GTK_WINDOW (self));
}

static void
search_cb (WfLayerChoice *self)
{
  gtk_string_filter_set_search (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* ---- rows as they are seen */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, WfLayerChoice *self)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (int i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), label);
      if (i == 1)
        {
          gtk_widget_add_css_class (label, "caption");
          gtk_widget_add_css_class (label, "dim-label");
        }
    }
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_start (check, 12);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), box);
  gtk_list_item_set_child (item, check);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, WfLayerChoice *self)
{
  WfChoiceRow *row = gtk_list_item_get_item (item);
  GtkWidget *check = gtk_list_item_get_child (item);
  GtkWidget *box = gtk_check_button_get_child (GTK_CHECK_BUTTON (check));

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), row->name);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), row->about);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, row->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, row->about, -1);
  g_object_set_data_full (
      G_OBJECT (item), "binding",
      g_object_ref (g_object_bind_property (row, "chosen", check, "active",
                                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL)),
      g_object_unref);
  g_signal_connect_object (check, "toggled", G_CALLBACK (show_count), self, G_CONNECT_SWAPPED);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, WfLayerChoice *self)
{
  GBinding *binding = g_object_get_data (G_OBJECT (item), "binding");

  g_signal_handlers_disconnect_by_func (gtk_list_item_get_child (item), show_count, self);
  g_binding_unbind (binding);
  g_object_set_data (G_OBJECT (item), "binding", NULL);
}

static void
wf_layer_choice_dispose (GObject *object)
{
  WfLayerChoice *self = WF_LAYER_CHOICE (object);

  g_clear_object (&self->rows);
  g_clear_object (&self->layer);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (wf_layer_choice_parent_class)->dispose (object);
}

static void
wf_layer_choice_class_init (WfLayerChoiceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_layer_choice_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-layer-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, WfLayerChoice, search);
  gtk_widget_class_bind_template_child (widget_class, WfLayerChoice, list);
  gtk_widget_class_bind_template_child (widget_class, WfLayerChoice, summary);
  gtk_widget_class_bind_template_child (widget_class, WfLayerChoice, add);
  gtk_widget_class_bind_template_child (widget_class, WfLayerChoice, filter);
  gtk_widget_class_bind_template_child (widget_class, WfLayerChoice, found);
  gtk_widget_class_bind_template_child (widget_class, WfLayerChoice, factory);
  gtk_widget_class_bind_template_callback (widget_class, all_cb);
  gtk_widget_class_bind_template_callback (widget_class, none_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
wf_layer_choice_init (WfLayerChoice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_list_store_new (WF_TYPE_CHOICE_ROW);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
}

GtkWidget *
wf_layer_choice_show (GtkWindow *parent, WfSession *session, WfLayer *layer)
{
  GPtrArray *listing = wf_session_get_listing (session, layer);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  WfLayerChoice *self;

  if (listing == NULL)
    return NULL;
  self = g_object_new (WF_TYPE_LAYER_CHOICE, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->layer = g_object_ref (layer);
  gtk_window_set_title (GTK_WINDOW (self), wf_layer_get_title (layer));
  for (guint i = 0; i < listing->len; i++)
    g_ptr_array_add (rows, row_new (listing->pdata[i], i));
  g_list_store_splice (self->rows, 0, 0, rows->pdata, rows->len);
  gtk_filter_list_model_set_model (self->found, G_LIST_MODEL (self->rows));
  show_count (self);
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
