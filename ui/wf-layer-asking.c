/* Watchfloor: what a source does not say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-layer-asking.h"

#include <glib/gi18n.h>

/* What an answer is taken from; freed with the dialog. */
typedef struct
{
  WfSession *session;
  WfLayer *layer;
  GtkDropDown *x, *y; /* NULL: no columns are asked for */
  GtkDropDown *system;
  GtkEntry *code; /* "EPSG:4528", where it is none of the list */
} Asking;

/* In the order of the list; the last is what the entry says. */
static const struct
{
  const char *words; /* N_() marked */
  const char *crs; /* NULL: degrees */
  WfDatum datum;
} systems[] = {
  { N_ ("Degrees, WGS 84"), NULL, WF_DATUM_WGS84 },
  { N_ ("Degrees, CGCS2000"), NULL, WF_DATUM_CGCS2000 },
  { N_ ("Degrees, GCJ-02 (shifted)"), NULL, WF_DATUM_GCJ02 },
  { N_ ("Degrees, BD-09 (Baidu)"), NULL, WF_DATUM_BD09 },
  { N_ ("CGCS2000, 3° zone 40 (EPSG:4528)"), "EPSG:4528", WF_DATUM_WGS84 },
  { N_ ("CGCS2000, 3° zone 41 (EPSG:4529)"), "EPSG:4529", WF_DATUM_WGS84 },
  { N_ ("Web Mercator (EPSG:3857)"), "EPSG:3857", WF_DATUM_WGS84 },
  { N_ ("Another, by its EPSG code"), NULL, WF_DATUM_WGS84 },
};

static void
asking_free (gpointer data, GClosure *closure)
{
  Asking *asking = data;

  g_object_unref (asking->session);
  g_object_unref (asking->layer);
  g_free (asking);
}

static const char *
chosen (GtkDropDown *list)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (list);

  return item != NULL ? gtk_string_object_get_string (item) : NULL;
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Asking *asking)
{
  g_autoptr (WfCityLayer) how = NULL;
  guint system = gtk_drop_down_get_selected (asking->system);

  if (!g_str_equal (response, "open") || system >= G_N_ELEMENTS (systems))
    return;
  how = wf_city_layer_copy (wf_layer_get_description (asking->layer));
  if (asking->x != NULL)
    {
      g_free (how->x);
      g_free (how->y);
      how->x = g_strdup (chosen (asking->x));
      how->y = g_strdup (chosen (asking->y));
    }
  g_free (how->crs);
  how->crs = g_strdup (system + 1 < G_N_ELEMENTS (systems)
                           ? systems[system].crs
                           : gtk_editable_get_text (GTK_EDITABLE (asking->code)));
  how->datum = systems[system].datum;
  wf_session_answer_layer (asking->session, asking->layer, how);
}

static void
system_cb (GtkDropDown *list, GParamSpec *pspec, GtkWidget *code)
{
  gtk_widget_set_visible (code, gtk_drop_down_get_selected (list) + 1 == G_N_ELEMENTS (systems));
}

static GtkWidget *
add_list (GtkWidget *grid, int row, const char *words, const char *const *items)
{
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *list = gtk_drop_down_new_from_strings (items);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_hexpand (list, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), list, 1, row, 1, 1);
  return list;
}

static void
add_columns (Asking *asking, GtkWidget *grid, char **columns)
{
  asking->x = GTK_DROP_DOWN (
      add_list (grid, 0, _ ("Longitude, east (x)"), (const char *const *) columns));
  asking->y = GTK_DROP_DOWN (
      add_list (grid, 1, _ ("Latitude, north (y)"), (const char *const *) columns));
  gtk_drop_down_set_selected (asking->y, MIN (1, g_strv_length (columns) - 1));
}

static void
add_system (Asking *asking, GtkWidget *grid, gboolean degrees)
{
  const char *words[G_N_ELEMENTS (systems) + 1] = { NULL };
  GtkWidget *code = gtk_entry_new ();

  for (guint i = 0; i < G_N_ELEMENTS (systems); i++)
    words[i] = _ (systems[i].words);
  asking->system = GTK_DROP_DOWN (add_list (grid, 2, _ ("Coordinates are"), words));
  asking->code = GTK_ENTRY (code);
  gtk_entry_set_placeholder_text (asking->code, "EPSG:4527");
  gtk_entry_set_activates_default (asking->code, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (code), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("EPSG code"), -1);
  gtk_grid_attach (GTK_GRID (grid), code, 1, 3, 1, 1);
  g_signal_connect (asking->system, "notify::selected", G_CALLBACK (system_cb), code);
  /* Metres: the first that is no degrees. */
  gtk_drop_down_set_selected (asking->system, degrees ? 0 : 4);
  system_cb (asking->system, NULL, code);
}

GtkWidget *
wf_layer_asking_show (GtkWindow *parent, WfSession *session, WfLayer *layer)
{
  GPtrArray *listing = wf_session_get_listing (session, layer);
  const WfSourceLayer *entry;
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;
  GtkWidget *grid;
  Asking *asking;

  if (listing == NULL || listing->len != 1)
    return NULL;
  entry = listing->pdata[0];
  body = g_strdup (entry->columns[0] != NULL
                       ? _ ("The table does not tell which of its columns are coordinates.")
                       : _ ("It does not tell its coordinate system, and these are not degrees."));
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, wf_layer_get_title (layer), body));
  asking = g_new0 (Asking, 1);
  asking->session = g_object_ref (session);
  asking->layer = g_object_ref (layer);
  grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  if (entry->columns[0] != NULL)
    add_columns (asking, grid, entry->columns);
  add_system (asking, grid, !entry->crs_wanted);
  adw_message_dialog_set_extra_child (dialog, grid);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "open", _ ("_Open"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "open", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "open");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), asking, asking_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return GTK_WIDGET (dialog);
}
