/* Watchfloor: opening files in the main window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* By the chooser, by dropping, by address; what the map does when a layer is there, and taking
 * one away with a way back. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include "wf-layer-asking.h"
#include "wf-layer-choice.h"
#include "wf-style-files.h"

#include <glib/gi18n.h>

/* Dropped or chosen at once; more are a mistake more often than a wish. */
#define MAX_FILES 50

void
wf_window_open (WfWindow *self, const char *source)
{
  WfLayer *layer = wf_session_open_source (self->session, source);

  /* Where its row shows how it goes on. */
  adw_flap_set_reveal_flap (self->flap, TRUE);
  if (wf_layer_get_state (layer) == WF_LAYER_READY)
    return;
  g_object_set_data (G_OBJECT (layer), "wf-look-at-it", GINT_TO_POINTER (TRUE));
}

/* The list of layers shows where it belongs. */
static void
tell_style (WfWindow *self)
{
  adw_flap_set_reveal_flap (self->flap, TRUE);
  wf_window_tell (self,
                  _ ("That is a style: drop it on its layer in the list, or load it in the "
                     "layer's style."),
                  FALSE);
}

static void
open_files (WfWindow *self, GListModel *files)
{
  guint n = g_list_model_get_n_items (files);

  if (n > MAX_FILES)
    {
      g_autofree char *sentence
          = g_strdup_printf (_ ("%u files are too many at once; choose up to %d."), n, MAX_FILES);

      wf_window_tell (self, sentence, FALSE);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      if (g_file_peek_path (file) != NULL && wf_style_files_is_style (g_file_peek_path (file)))
        tell_style (self);
      else if (g_file_peek_path (file) != NULL)
        wf_window_open (self, g_file_peek_path (file));
      else
        wf_window_tell (self, _ ("Only files of this computer can be opened; copy it here first."),
                        FALSE);
    }
}

/* ---- the chooser */

static GtkFileFilter *
make_filter (void)
{
  static const char *const endings[]
      = { "gpkg", "shp",  "geojson", "json", "geojsonl", "fgb", "kml",     "kmz",      "gpx",
          "csv",  "xlsx", "tab",     "mif",  "dxf",      "gml", "sqlite",  "db",       "osm",
          "pbf",  "gz",   "zip",     "tif",  "tiff",     "jp2", "mbtiles", "gdbtable", "wfpack" };
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Maps and tables"));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    gtk_file_filter_add_suffix (filter, endings[i]);
  return filter;
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, WfWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      open_files (self, files);
    }
  g_object_unref (dialog);
}

static void
choose_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open Files"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) known = make_filter ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), known);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wf_window_open (WF_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* ---- dropping */

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, WfWindow *self)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  for (GSList *item = g_value_get_boxed (value); item != NULL; item = item->next)
    g_list_store_append (files, item->data);
  open_files (self, G_LIST_MODEL (files));
  return TRUE;
}

/* ---- when it is there */

static void
show_extent (WfWindow *self, WfLayer *layer, gboolean animate)
{
  WfBox box;

  if (wf_layer_get_extent (layer, &box))
    wf_map_view_fit (self->map, box, animate);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  WfLayer *layer = wf_session_find_layer (self->session, id);
  WfBox box;

  if (layer == NULL)
    return;
  if (wf_layer_get_extent (layer, &box))
    show_extent (self, layer, TRUE);
  else
    wf_window_tell (self, _ ("The layer has no place yet: nothing of it has been read."), FALSE);
}

/* Somebody is at work on an incident: the map is theirs. */
static gboolean
is_busy (WfWindow *self)
{
  g_autofree char *selected = NULL;

  g_object_get (self->session, "selected-id", &selected, NULL);
  return selected != NULL || wf_map_view_is_drawing (self->map)
         || g_strcmp0 (gtk_stack_get_visible_child_name (self->side), "lists") != 0;
}

void
wf_window_offer (WfWindow *self, const char *sentence, const char *label, const char *action,
                 const char *target)
{
  AdwToast *toast = wf_window_toast (sentence);

  adw_toast_set_timeout (toast, 10);
  adw_toast_set_button_label (toast, label);
  adw_toast_set_action_name (toast, action);
  if (target != NULL)
    adw_toast_set_action_target (toast, "s", target);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
opened_cb (WfSession *session, WfLayer *layer, WfWindow *self)
{
  g_autofree char *sentence = NULL;

  if (g_object_steal_data (G_OBJECT (layer), "wf-look-at-it") == NULL)
    return;
  if (!is_busy (self))
    {
      show_extent (self, layer, TRUE);
      return;
    }
  sentence = g_strdup_printf (_ ("“%s” is on the map."), wf_layer_get_title (layer));
  wf_window_offer (self, sentence, _ ("_Zoom to Layer"), "win.zoom-to-layer",
                   wf_layer_get_id (layer));
}

/* The panel of layers turns to its style. */
static void
style_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  gtk_widget_activate_action_variant (adw_bin_get_child (self->layers_slot), "layers.style",
                                      parameter);
}

/* The same, coloured by a field at once: (id, field). */
static void
color_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  const char *id, *field;

  g_variant_get (parameter, "(&s&s)", &id, &field);
  adw_flap_set_reveal_flap (self->flap, TRUE);
  gtk_widget_activate_action (adw_bin_get_child (self->layers_slot), "layers.style", "s", id);
  gtk_widget_activate_action (adw_bin_get_child (self->layers_slot), "layers.color-by", "s", field);
}

static void
ask_about (WfWindow *self, WfLayer *layer)
{
  GPtrArray *listing = wf_session_get_listing (self->session, layer);

  if (listing != NULL && listing->len == 1)
    wf_layer_asking_show (GTK_WINDOW (self), self->session, layer);
  else
    wf_layer_choice_show (GTK_WINDOW (self), self->session, layer);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  WfLayer *layer = wf_session_find_layer (self->session, id);

  if (layer != NULL)
    ask_about (self, layer);
}

static void
found_cb (WfSession *session, WfLayer *layer, WfWindow *self)
{
  /* Not over a form that is being filled: its row asks, too. */
  if (g_object_get_data (G_OBJECT (layer), "wf-look-at-it") != NULL && !is_busy (self))
    ask_about (self, layer);
}

/* ---- taking one away */

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  WfLayer *layer = wf_session_find_layer (self->session, id);
  GListModel *layers = wf_session_get_layers (self->session);
  g_autofree char *sentence = NULL;

  if (layer == NULL || !wf_layer_is_own (layer))
    return;
  g_set_object (&self->removed, layer);
  for (self->removed_at = 0; self->removed_at < g_list_model_get_n_items (layers);
       self->removed_at++)
    {
      g_autoptr (WfLayer) other = g_list_model_get_item (layers, self->removed_at);

      if (other == layer)
        break;
    }
  wf_session_remove_layer (self->session, layer);
  sentence = g_strdup_printf (_ ("“%s” was removed."), wf_layer_get_title (self->removed));
  wf_window_offer (self, sentence, _ ("_Undo"), "win.restore-layer", NULL);
}

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);

  if (self->removed != NULL)
    wf_session_restore_layer (self->session, self->removed, self->removed_at);
  g_clear_object (&self->removed);
}

/* ---- a database or a service */

static const struct
{
  const char *name; /* N_() marked */
  const char *prefix; /* put before what is typed, where it is not there */
  const char *example;
} services[] = {
  { N_ ("PostGIS database"), "PG:", "host=10.0.0.5 dbname=city user=planner" },
  { N_ ("WFS"), "WFS:", "https://gis.example/ows" },
  { N_ ("OGC API Features"), "OAPIF:", "https://gis.example/ogcapi" },
  { N_ ("Tiles (XYZ, WMTS)"), "", "https://tiles.example/{z}/{x}/{y}.png" },
};

static void
service_cb (AdwMessageDialog *dialog, const char *response, WfWindow *self)
{
  GtkWidget *box = adw_message_dialog_get_extra_child (dialog);
  GtkWidget *kind = gtk_widget_get_first_child (box);
  GtkWidget *entry = gtk_widget_get_last_child (box);
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (kind));
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  g_autofree char *source = NULL;

  if (!g_str_equal (response, "open") || address[0] == '\0' || i >= G_N_ELEMENTS (services))
    return;
  source = g_str_has_prefix (address, services[i].prefix)
               ? g_strdup (address)
               : g_strconcat (services[i].prefix, address, NULL);
  wf_window_open (self, source);
}

static void
service_kind_cb (GtkDropDown *kind, GParamSpec *pspec, GtkEntry *entry)
{
  guint i = gtk_drop_down_get_selected (kind);

  gtk_entry_set_placeholder_text (entry, i < G_N_ELEMENTS (services) ? services[i].example : "");
}

static void
open_service_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (widget), _ ("Open a Database or Service"), NULL));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *kind, *entry = gtk_entry_new ();

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    gtk_string_list_append (names, _ (services[i].name));
  kind = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (kind), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Kind of source"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Its address"), -1);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 44);
  g_signal_connect (kind, "notify::selected", G_CALLBACK (service_kind_cb), entry);
  service_kind_cb (GTK_DROP_DOWN (kind), NULL, GTK_ENTRY (entry));
  gtk_box_append (GTK_BOX (box), kind);
  gtk_box_append (GTK_BOX (box), entry);
  adw_message_dialog_set_extra_child (dialog, box);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "open", _ ("_Open"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "open", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "open");
  g_signal_connect_object (dialog, "response", G_CALLBACK (service_cb), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
wf_window_opening_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-files", NULL, choose_files_action);
  gtk_widget_class_install_action (widget_class, "win.open-service", NULL, open_service_action);
  gtk_widget_class_install_action (widget_class, "win.open-source", "s", open_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-to-layer", "s", zoom_action);
  gtk_widget_class_install_action (widget_class, "win.style-layer", "s", style_action);
  gtk_widget_class_install_action (widget_class, "win.color-layer-by", "(ss)", color_action);
  gtk_widget_class_install_action (widget_class, "win.choose-layers", "s", choose_action);
  gtk_widget_class_install_action (widget_class, "win.remove-layer", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "win.restore-layer", NULL, restore_action);
}

void
wf_window_opening_init (WfWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect (self->session, "layers-found", G_CALLBACK (found_cb), self);
  g_signal_connect (self->session, "layer-opened", G_CALLBACK (opened_cb), self);
}
