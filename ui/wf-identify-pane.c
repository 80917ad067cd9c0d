/* Watchfloor: what is here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Two lists: the features, and name and value of the chosen one. Enter on a value copies it. Main
 * thread. */
#include "config.h"

#include "wf-identify-pane.h"

#include "wf-coordinate.h"
#include "wf-fact-line.h"
#include "wf-field-words.h"
#include "wf-line-factory.h"
#include "wf-session-look.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _WfIdentifyPane
{
  WfPane parent_instance;

  /* Template */
  GtkLabel *place, *position;
  GtkStack *stack;
  GtkListView *features, *values;
  GtkSearchEntry *filter;

  /* Owned */
  GtkSingleSelection *selection; /* of WfFeature */
  GtkStringList *facts; /* "name\nvalue" */
  GtkFilterListModel *shown; /* of the facts */
  GtkSizeGroup *names;
  char *words; /* the filter's, case folded */
};

G_DEFINE_FINAL_TYPE (WfIdentifyPane, wf_identify_pane, WF_TYPE_PANE)

static WfFeature *
get_chosen (WfIdentifyPane *self)
{
  return self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
}

static gboolean
is_chinese (WfIdentifyPane *self)
{
  return wf_session_get_chinese (wf_pane_get_session (WF_PANE (self)));
}

/* ---- lines */
static const char *
kind_icon (WfFeature *feature)
{
  switch (wf_pack_feature_kind (wf_feature_get_pack (feature), wf_feature_get_number (feature)))
    {
    case WF_GEOMETRY_POINT:
      return "wf-point-symbolic";
    case WF_GEOMETRY_LINE:
      return "wf-line-symbolic";
    case WF_GEOMETRY_POLYGON:
      return "wf-area-symbolic";
    case WF_GEOMETRY_NONE:
    case WF_GEOMETRY_MIXED:
    default:
      return "wf-layers-symbolic";
    }
}

static void
fill_feature (WfListLine *line, gpointer item, gpointer owner)
{
  WfFeature *feature = item;
  g_autofree char *title = wf_feature_title (feature, is_chinese (owner));
  double metres = wf_feature_get_distance_m (feature);
  g_autofree char *far_title = metres > 0 ? wf_look_distance (metres) : NULL;

  wf_list_line_set (line,
                    &(WfLineText){ .icon = kind_icon (feature),
                                   .tone = WF_TONE_GREY,
                                   .title = title,
                                   .note = wf_layer_get_title (wf_feature_get_layer (feature)),
                                   /* Translators: the place asked about is inside */
                                   .far_title = far_title != NULL ? far_title : _ ("here"),
                                   .far_tone = WF_TONE_GREY });
}

static const char *
value_of (gpointer item, char **name)
{
  const char *text = gtk_string_object_get_string (item);
  const char *end = strchr (text, '\n');

  *name = g_strndup (text, (gsize) (end - text));
  return end + 1;
}

static void
setup_value_cb (GtkListItemFactory *factory, GtkListItem *item, WfIdentifyPane *self)
{
  gtk_list_item_set_child (item, wf_fact_line_new (self->names));
}

static void
bind_value_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  g_autofree char *name = NULL;
  const char *value = value_of (gtk_list_item_get_item (item), &name);

  wf_fact_line_set (WF_FACT_LINE (gtk_list_item_get_child (item)), name, value);
}

/* By what is seen and by what the data has. */
static gboolean
matches (gpointer item, gpointer data)
{
  WfIdentifyPane *self = data;
  g_autofree char *name = NULL;
  const char *value = value_of (item, &name);
  g_autofree char *all
      = g_strjoin ("\n", name, value, wf_field_word (name), wf_value_word (value), NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);

  return strstr (folded, self->words) != NULL;
}

static void
filter_cb (WfIdentifyPane *self)
{
  g_free (self->words);
  self->words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->filter)), -1);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->shown), GTK_FILTER_CHANGE_DIFFERENT);
}

/* ---- the chosen one */
static void
show_facts (WfIdentifyPane *self, WfFeature *feature)
{
  guint had = g_list_model_get_n_items (G_LIST_MODEL (self->facts));
  WfPack *pack = feature != NULL ? wf_feature_get_pack (feature) : NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint field = 0; pack != NULL && field < wf_pack_n_fields (pack); field++)
    {
      g_autofree char *value
          = wf_pack_value_to_string (pack, field, wf_feature_get_number (feature));

      if (value != NULL && value[0] != '\0')
        g_ptr_array_add (lines, g_strdup_printf ("%s\n%s", wf_pack_field (pack, field).name,
                                                 g_strdelimit (value, "\n", ' ')));
    }
  g_ptr_array_add (lines, NULL);
  gtk_string_list_splice (self->facts, 0, had, (const char *const *) lines->pdata);
}

static void
show_position (WfIdentifyPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_autofree char *text
      = n > 0 ? g_strdup_printf (
            /* Translators: the how manieth of how many */
            _ ("%u of %u"), gtk_single_selection_get_selected (self->selection) + 1, n)
              : g_strdup ("");

  gtk_label_set_text (self->position, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "identify.step", n > 1);
}

static void
chosen_cb (WfIdentifyPane *self)
{
  WfFeature *feature = get_chosen (self);
  WfPicked *picked = wf_session_get_picked (wf_pane_get_session (WF_PANE (self)));
  guint32 number = feature != NULL ? wf_feature_get_number (feature) : 0;

  show_facts (self, feature);
  show_position (self);
  if (feature != NULL)
    wf_picked_set (picked, wf_feature_get_layer (feature), wf_feature_get_pack (feature), &number,
                   1);
}

void
wf_identify_pane_look (WfIdentifyPane *self, WfLonLat p, double radius_m)
{
  WfSession *session = wf_pane_get_session (WF_PANE (self));
  g_autoptr (GListStore) found = wf_session_identify (session, p, radius_m);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (found));
  g_autofree char *place = wf_coordinate_format (p, WF_COORDINATE_DECIMAL, is_chinese (self));

  gtk_label_set_text (self->place, place);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (found));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "some" : "none");
  if (n == 0)
    wf_picked_clear (wf_session_get_picked (session));
  chosen_cb (self);
}

guint
wf_identify_pane_n_values (WfIdentifyPane *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

guint
wf_identify_pane_n_found (WfIdentifyPane *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

void
wf_identify_pane_focus (WfIdentifyPane *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* ---- actions */
static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfIdentifyPane *self = WF_IDENTIFY_PANE (widget);

  wf_picked_clear (wf_session_get_picked (wf_pane_get_session (WF_PANE (self))));
  g_signal_emit_by_name (widget, "closed");
}

static void
copy_text (GtkWidget *widget, const char *text, const char *sentence)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.tell", "s", sentence);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfFeature *feature = get_chosen (WF_IDENTIFY_PANE (widget));
  gboolean geojson = g_str_equal (name, "identify.copy-geojson");
  g_autofree char *text = NULL;

  if (feature == NULL)
    return;
  text = geojson ? wf_feature_to_geojson (feature) : wf_feature_to_text (feature);
  copy_text (widget, text, geojson ? _ ("Copied as GeoJSON.") : _ ("Copied with all its values."));
}

static void
value_activated_cb (GtkListView *list, guint position, WfIdentifyPane *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;
  const char *value;

  if (item == NULL)
    return;
  value = value_of (item, &name);
  /* Translators: %s is the name of a column */
  sentence = g_strdup_printf (_ ("Copied the value of %s."), name);
  copy_text (GTK_WIDGET (self), value, sentence);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfIdentifyPane *self = WF_IDENTIFY_PANE (widget);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint at = gtk_single_selection_get_selected (self->selection);

  if (n > 0)
    gtk_single_selection_set_selected (self->selection,
                                       (at + n + (guint) g_variant_get_int32 (parameter)) % n);
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.show-picked", NULL);
}

static void
table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfFeature *feature = get_chosen (WF_IDENTIFY_PANE (widget));

  if (feature != NULL)
    gtk_widget_activate_action (widget, "win.table", "s",
                                wf_layer_get_id (wf_feature_get_layer (feature)));
}

/* The line that has the keyboard, its name and value apart by a tab. */
static gboolean
copy_line_cb (GtkWidget *list, GVariant *arguments, gpointer data)
{
  GtkWidget *row = gtk_root_get_focus (gtk_widget_get_root (list));
  GtkWidget *line
      = row != NULL && gtk_widget_is_ancestor (row, list) ? gtk_widget_get_first_child (row) : NULL;

  if (line == NULL || !WF_IS_FACT_LINE (line))
    return FALSE;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (list),
                          wf_fact_line_get_text (WF_FACT_LINE (line)));
  return TRUE;
}

/* ---- the widget */
static void
feature_activated_cb (GtkListView *list, guint position, WfIdentifyPane *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-picked", NULL);
}

static void
make_features (WfIdentifyPane *self)
{
  g_autoptr (GtkListItemFactory) factory = wf_line_factory_new (fill_feature, self, NULL);

  self->selection = gtk_single_selection_new (NULL);
  gtk_list_view_set_factory (self->features, factory);
  gtk_list_view_set_model (self->features, GTK_SELECTION_MODEL (self->selection));
  wf_line_factory_let_copy (self->features);
}

static void
make_values (WfIdentifyPane *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) all = NULL;
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->facts = gtk_string_list_new (NULL);
  self->names = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->words = g_strdup ("");
  self->shown
      = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->facts)),
                                   GTK_FILTER (gtk_custom_filter_new (matches, self, NULL)));
  all = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_value_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_value_cb), NULL);
  gtk_list_view_set_factory (self->values, factory);
  gtk_list_view_set_model (self->values, GTK_SELECTION_MODEL (all));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>c|<Control>Insert"),
                        gtk_callback_action_new (copy_line_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->values), keys);
}

static void
wf_identify_pane_ready (WfPane *pane)
{
  WfIdentifyPane *self = WF_IDENTIFY_PANE (pane);

  make_features (self);
  make_values (self);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
wf_identify_pane_dispose (GObject *object)
{
  WfIdentifyPane *self = WF_IDENTIFY_PANE (object);

  if (self->features != NULL)
    gtk_list_view_set_model (self->features, NULL);
  if (self->values != NULL)
    gtk_list_view_set_model (self->values, NULL);
  if (self->shown != NULL)
    gtk_filter_list_model_set_filter (self->shown, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->shown);
  g_clear_object (&self->facts);
  g_clear_object (&self->names);
  g_clear_pointer (&self->words, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (wf_identify_pane_parent_class)->dispose (object);
}

static void
wf_identify_pane_class_init (WfIdentifyPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_identify_pane_dispose;
  WF_PANE_CLASS (klass)->ready = wf_identify_pane_ready;
  g_signal_new ("closed", WF_TYPE_IDENTIFY_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "identify.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "identify.copy-text", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "identify.copy-geojson", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "identify.step", "i", step_action);
  gtk_widget_class_install_action (widget_class, "identify.show", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "identify.table", NULL, table_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-identify-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, WfIdentifyPane, place);
  gtk_widget_class_bind_template_child (widget_class, WfIdentifyPane, position);
  gtk_widget_class_bind_template_child (widget_class, WfIdentifyPane, stack);
  gtk_widget_class_bind_template_child (widget_class, WfIdentifyPane, features);
  gtk_widget_class_bind_template_child (widget_class, WfIdentifyPane, values);
  gtk_widget_class_bind_template_child (widget_class, WfIdentifyPane, filter);
  gtk_widget_class_bind_template_callback (widget_class, feature_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, value_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
}

static void
wf_identify_pane_init (WfIdentifyPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
