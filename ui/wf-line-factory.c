/* Watchfloor: lines for list views.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines on the screen are kept in an array beside the factory. Main thread. */
#include "config.h"

#include "wf-line-factory.h"

typedef struct
{
  WfLineFill fill;
  gpointer owner; /* borrowed */
  const char *signal; /* static */
  GPtrArray *bound; /* GtkListItem, borrowed: from bind to unbind */
} Factory;

static void
factory_free (gpointer data)
{
  Factory *factory = data;

  g_ptr_array_unref (factory->bound);
  g_free (factory);
}

static void
fill_item (Factory *factory, GtkListItem *list_item)
{
  GtkWidget *line = gtk_list_item_get_child (list_item);
  gpointer item = gtk_list_item_get_item (list_item);

  if (line != NULL && item != NULL)
    factory->fill (WF_LIST_LINE (line), item, factory->owner);
}

static void
item_changed_cb (gpointer item, GParamSpec *pspec, GtkListItem *list_item)
{
  fill_item (g_object_get_data (G_OBJECT (list_item), "wf-factory"), list_item);
}

static void
item_signal_cb (gpointer item, GtkListItem *list_item)
{
  item_changed_cb (item, NULL, list_item);
}

static void
setup_cb (GtkListItemFactory *base, GtkListItem *list_item, Factory *factory)
{
  g_object_set_data (G_OBJECT (list_item), "wf-factory", factory);
  gtk_list_item_set_child (list_item, wf_list_line_new ());
}

static void
bind_cb (GtkListItemFactory *base, GtkListItem *list_item, Factory *factory)
{
  gpointer item = gtk_list_item_get_item (list_item);

  g_ptr_array_add (factory->bound, list_item);
  if (factory->signal != NULL && g_str_has_prefix (factory->signal, "notify"))
    g_signal_connect (item, factory->signal, G_CALLBACK (item_changed_cb), list_item);
  else if (factory->signal != NULL)
    g_signal_connect (item, factory->signal, G_CALLBACK (item_signal_cb), list_item);
  fill_item (factory, list_item);
}

static void
unbind_cb (GtkListItemFactory *base, GtkListItem *list_item, Factory *factory)
{
  g_ptr_array_remove_fast (factory->bound, list_item);
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), list_item);
}

GtkListItemFactory *
wf_line_factory_new (WfLineFill fill, gpointer owner, const char *signal)
{
  GtkListItemFactory *base = gtk_signal_list_item_factory_new ();
  Factory *factory = g_new0 (Factory, 1);

  factory->fill = fill;
  factory->owner = owner;
  factory->signal = signal;
  factory->bound = g_ptr_array_new ();
  g_signal_connect (base, "setup", G_CALLBACK (setup_cb), factory);
  g_signal_connect (base, "bind", G_CALLBACK (bind_cb), factory);
  g_signal_connect (base, "unbind", G_CALLBACK (unbind_cb), factory);
  g_object_set_data_full (G_OBJECT (base), "wf-factory", factory, factory_free);
  return base;
}

void
wf_line_factory_refresh (GtkListItemFactory *base)
{
  Factory *factory = g_object_get_data (G_OBJECT (base), "wf-factory");

  g_return_if_fail (factory != NULL);
  for (guint i = 0; i < factory->bound->len; i++)
    fill_item (factory, g_ptr_array_index (factory->bound, i));
}

static guint
count_matches (GListModel *model, GtkCustomFilterFunc matches, gpointer owner)
{
  guint n = g_list_model_get_n_items (model), found = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      found += matches (item, owner) ? 1 : 0;
    }
  return found;
}

void
wf_filter_follow (GListModel *all, GListModel *shown, GtkFilter *filter,
                  GtkCustomFilterFunc matches, gpointer owner)
{
  guint n = g_list_model_get_n_items (shown);

  if (count_matches (shown, matches, owner) != n || count_matches (all, matches, owner) != n)
    gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* The line in the row that has the keyboard; NULL where no row has it. */
static WfListLine *
find_focused_line (GtkWidget *list)
{
  GtkRoot *root = gtk_widget_get_root (list);
  GtkWidget *row = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *line
      = row != NULL && gtk_widget_is_ancestor (row, list) ? gtk_widget_get_first_child (row) : NULL;

  return line != NULL && WF_IS_LIST_LINE (line) ? WF_LIST_LINE (line) : NULL;
}

static gboolean
copy_cb (GtkWidget *list, GVariant *arguments, gpointer data)
{
  WfListLine *line = find_focused_line (list);
  g_autofree char *text = line != NULL ? wf_list_line_get_text (line, "\t") : NULL;

  if (text == NULL)
    return FALSE;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (list), text);
  return TRUE;
}

void
wf_line_factory_let_copy (GtkListView *list)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>c|<Control>Insert"),
                        gtk_callback_action_new (copy_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (list), keys);
}

typedef struct
{
  GtkSingleSelection *selection; /* borrowed: the tie is its data */
  WfSession *session;
  WfItemId id_of;
  gboolean busy;
} Tie;

static void
selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, Tie *tie)
{
  gpointer item = gtk_single_selection_get_selected_item (selection);

  /* A row that leaves the list does not unselect the entity for everybody else. */
  if (tie->busy || item == NULL)
    return;
  tie->busy = TRUE;
  g_object_set (tie->session, "selected-id", tie->id_of (item), NULL);
  tie->busy = FALSE;
}

static void
follow_session (Tie *tie)
{
  g_autofree char *id = NULL;
  GListModel *model = G_LIST_MODEL (tie->selection);
  guint n = g_list_model_get_n_items (model), at = GTK_INVALID_LIST_POSITION;

  g_object_get (tie->session, "selected-id", &id, NULL);
  for (guint i = 0; id != NULL && i < n && at == GTK_INVALID_LIST_POSITION; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (g_strcmp0 (tie->id_of (item), id) == 0)
        at = i;
    }
  if (gtk_single_selection_get_selected (tie->selection) == at)
    return;
  tie->busy = TRUE;
  gtk_single_selection_set_selected (tie->selection, at);
  tie->busy = FALSE;
}

static void
session_selected_cb (WfSession *session, GParamSpec *pspec, Tie *tie)
{
  if (!tie->busy)
    follow_session (tie);
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Tie *tie)
{
  if (!tie->busy && added > 0)
    follow_session (tie);
}

static void
tie_free (gpointer data)
{
  Tie *tie = data;

  g_signal_handlers_disconnect_by_data (tie->session, tie);
  g_object_unref (tie->session);
  g_free (tie);
}

void
wf_selection_tie (GtkSingleSelection *selection, WfSession *session, WfItemId id_of)
{
  Tie *tie = g_new0 (Tie, 1);

  tie->selection = selection;
  tie->session = g_object_ref (session);
  tie->id_of = id_of;
  g_object_set_data_full (G_OBJECT (selection), "wf-tie", tie, tie_free);
  g_signal_connect (selection, "notify::selected-item", G_CALLBACK (selected_cb), tie);
  g_signal_connect (selection, "items-changed", G_CALLBACK (items_changed_cb), tie);
  g_signal_connect (session, "notify::selected-id", G_CALLBACK (session_selected_cb), tie);
  follow_session (tie);
}
