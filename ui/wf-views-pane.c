/* Watchfloor: the views that are kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A list box: there are few, and each has a menu. Enter goes there, F2 renames, Delete removes. */
#include "config.h"

#include "wf-views-pane.h"

#include "wf-list-line.h"
#include "wf-name-dialog.h"
#include "wf-session-views.h"
#include "wf-sheet.h"

#include <glib/gi18n.h>

struct _WfViewsPane
{
  WfPane parent_instance;

  /* Template */
  GtkSearchEntry *search;
  GtkListBox *list;
  GtkStack *stack;

  /* Owned */
  GtkFilterListModel *shown; /* WfBookmark */
  char *words; /* what is searched for, case folded */
};

G_DEFINE_FINAL_TYPE (WfViewsPane, wf_views_pane, WF_TYPE_PANE)

/* ---- rows */
static WfBookmark *
bookmark_of (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "wf-bookmark") : NULL;
}

static void
fill_line (WfListLine *line, WfBookmark *bookmark)
{
  WfView view = { .scale = 1 };
  g_autofree char *scale = NULL;
  g_autofree char *place = NULL;
  g_autofree char *note = NULL;

  wf_bookmark_get_view (bookmark, &view);
  scale = wf_look_scale (wf_sheet_scale_of (&view));
  place = wf_look_position (wf_mercator_to_lonlat (view.center));
  note = g_strdup_printf ("%s · %s", scale, place);
  wf_list_line_set (line, &(WfLineText){ .icon = "user-bookmarks-symbolic",
                                         .tone = WF_TONE_BLUE,
                                         .title = wf_bookmark_get_name (bookmark),
                                         .note = note });
}

static void
refill_cb (WfListLine *line)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (line), GTK_TYPE_LIST_BOX_ROW);

  if (row != NULL)
    fill_line (line, bookmark_of (GTK_LIST_BOX_ROW (row)));
}

/* Where @bookmark stands in all that are kept. */
static guint
position_of (WfViewsPane *self, WfBookmark *bookmark)
{
  GListModel *all = wf_session_get_bookmarks (wf_pane_get_session (WF_PANE (self)));
  guint at = G_MAXUINT;

  g_list_store_find (G_LIST_STORE (all), bookmark, &at);
  return at;
}

static void
popup_cb (GtkMenuButton *button, gpointer bookmark)
{
  static const struct
  {
    const char *label, *action;
  } items[] = {
    { N_ ("Re_name…"), "views.rename" },
    { N_ ("_Set to What Is Shown Now"), "views.move" },
    { N_ ("_Remove"), "views.remove" },
  };
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (button), WF_TYPE_VIEWS_PANE);
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].label), NULL);

      g_menu_item_set_action_and_target (item, items[i].action, "u",
                                         position_of (WF_VIEWS_PANE (self), bookmark));
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static GtkWidget *
make_menu_button (WfBookmark *bookmark)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autofree char *label
      /* Translators: %s is the name of a kept view */
      = g_strdup_printf (_ ("What can be done with %s"), wf_bookmark_get_name (bookmark));

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Rename, set anew, remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), popup_cb, bookmark, NULL);
  return button;
}

static void
name_row (GtkWidget *row)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  wf_bookmark_get_name (bookmark_of (GTK_LIST_BOX_ROW (row))), -1);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  WfBookmark *bookmark = item;
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *line = wf_list_line_new ();

  g_object_set_data_full (G_OBJECT (row), "wf-bookmark", g_object_ref (bookmark), g_object_unref);
  gtk_widget_set_hexpand (line, TRUE);
  fill_line (WF_LIST_LINE (line), bookmark);
  g_signal_connect_object (bookmark, "notify::name", G_CALLBACK (refill_cb), line,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmark, "notify::name", G_CALLBACK (name_row), row, G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmark, "moved", G_CALLBACK (refill_cb), line, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), make_menu_button (bookmark));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  name_row (row);
  return row;
}

/* ---- what is done with one */
static void
renamed_cb (gpointer bookmark, const char *name)
{
  wf_bookmark_set_name (bookmark, name);
}

static void
rename_one (WfViewsPane *self, WfBookmark *bookmark)
{
  wf_name_dialog_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Rename View"),
                      _ ("Name of the view"), wf_bookmark_get_name (bookmark), _ ("Re_name"),
                      renamed_cb, G_OBJECT (bookmark));
}

static void
one_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GListModel *all = wf_session_get_bookmarks (wf_pane_get_session (WF_PANE (widget)));
  g_autoptr (WfBookmark) bookmark = g_list_model_get_item (all, g_variant_get_uint32 (parameter));

  if (bookmark == NULL)
    return;
  if (g_str_equal (name, "views.rename"))
    rename_one (WF_VIEWS_PANE (widget), bookmark);
  else
    g_signal_emit_by_name (widget, g_str_equal (name, "views.move") ? "moved" : "removed",
                           bookmark);
}

static void
row_activated_cb (WfViewsPane *self, GtkListBoxRow *row)
{
  g_signal_emit_by_name (self, "chosen", bookmark_of (row));
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state,
        WfViewsPane *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr (WfBookmark) bookmark = NULL;

  if (focus == NULL || !GTK_IS_LIST_BOX_ROW (focus)
      || (key != GDK_KEY_F2 && key != GDK_KEY_Delete && key != GDK_KEY_KP_Delete))
    return GDK_EVENT_PROPAGATE;
  bookmark = g_object_ref (bookmark_of (GTK_LIST_BOX_ROW (focus)));
  if (key == GDK_KEY_F2)
    rename_one (self, bookmark);
  else
    g_signal_emit_by_name (self, "removed", bookmark);
  return GDK_EVENT_STOP;
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "closed");
}

/* ---- searching */
static gboolean
matches (gpointer item, gpointer data)
{
  WfViewsPane *self = data;
  g_autofree char *name = g_utf8_casefold (wf_bookmark_get_name (item), -1);

  return g_strstr_len (name, -1, self->words) != NULL;
}

static void
show_count (WfViewsPane *self)
{
  GListModel *all = wf_session_get_bookmarks (wf_pane_get_session (WF_PANE (self)));
  gboolean any = g_list_model_get_n_items (all) > 0;

  gtk_stack_set_visible_child_name (self->stack, !any                               ? "empty"
                                                 : wf_views_pane_n_shown (self) > 0 ? "list"
                                                                                    : "none");
}

static void
search_cb (WfViewsPane *self)
{
  g_free (self->words);
  self->words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->shown), GTK_FILTER_CHANGE_DIFFERENT);
}

/* Enter in the search goes to the first that was found. */
static void
search_done_cb (WfViewsPane *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  if (first != NULL)
    row_activated_cb (self, first);
}

void
wf_views_pane_focus (WfViewsPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

guint
wf_views_pane_n_shown (WfViewsPane *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

/* ---- the widget */
static void
wf_views_pane_ready (WfPane *pane)
{
  WfViewsPane *self = WF_VIEWS_PANE (pane);
  GListModel *all = wf_session_get_bookmarks (wf_pane_get_session (pane));

  self->words = g_strdup ("");
  self->shown = gtk_filter_list_model_new (
      g_object_ref (all), GTK_FILTER (gtk_custom_filter_new (matches, self, NULL)));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, self, NULL);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  show_count (self);
}

static void
wf_views_pane_dispose (GObject *object)
{
  WfViewsPane *self = WF_VIEWS_PANE (object);

  if (self->shown != NULL)
    gtk_filter_list_model_set_filter (self->shown, NULL);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->shown);
  g_clear_pointer (&self->words, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (wf_views_pane_parent_class)->dispose (object);
}

static void
add_signals (void)
{
  static const char *const about_one[] = { "chosen", "moved", "removed" };

  g_signal_new ("closed", WF_TYPE_VIEWS_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
  for (guint i = 0; i < G_N_ELEMENTS (about_one); i++)
    g_signal_new (about_one[i], WF_TYPE_VIEWS_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, WF_TYPE_BOOKMARK);
}

static void
wf_views_pane_class_init (WfViewsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_views_pane_dispose;
  WF_PANE_CLASS (klass)->ready = wf_views_pane_ready;
  add_signals ();
  gtk_widget_class_install_action (widget_class, "views.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "views.rename", "u", one_action);
  gtk_widget_class_install_action (widget_class, "views.move", "u", one_action);
  gtk_widget_class_install_action (widget_class, "views.remove", "u", one_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/watchfloor/Console/wf-views-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, WfViewsPane, search);
  gtk_widget_class_bind_template_child (widget_class, WfViewsPane, list);
  gtk_widget_class_bind_template_child (widget_class, WfViewsPane, stack);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
wf_views_pane_init (WfViewsPane *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
}
