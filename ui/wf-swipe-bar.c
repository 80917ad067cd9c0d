/* Watchfloor: what is compared.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Both lists show one model of titles, beside an array of what they mean. */
#include "config.h"

#include "wf-swipe-bar.h"

#include "wf-session-views.h"

#include <glib/gi18n.h>

#define LIST_PX 210

typedef enum
{
  CHOICE_SHOWN,
  CHOICE_CITY,
  CHOICE_LAYER,
  CHOICE_VIEW,
} ChoiceKind;

typedef struct
{
  ChoiceKind kind;
  GObject *about; /* Owned: WfLayer or WfBookmark; NULL */
} Choice;

struct _WfSwipeBar
{
  AdwBin parent_instance;

  GtkDropDown *lists[2]; /* Borrowed: children */
  WfSession *session; /* Owned */
  GPtrArray *choices; /* Choice */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (WfSwipeBar, wf_swipe_bar, ADW_TYPE_BIN)

/* ---- choices */
static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_clear_object (&choice->about);
  g_free (choice);
}

static const Choice *
choice_of (WfSwipeBar *self, guint side)
{
  static const Choice shown = { CHOICE_SHOWN };
  guint at = gtk_drop_down_get_selected (self->lists[side]);

  return at < self->choices->len ? self->choices->pdata[at] : &shown;
}

static void
add_choice (WfSwipeBar *self, GtkStringList *titles, ChoiceKind kind, gpointer about,
            const char *title)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->kind = kind;
  choice->about = about != NULL ? g_object_ref (about) : NULL;
  g_ptr_array_add (self->choices, choice);
  gtk_string_list_append (titles, title);
}

static void
add_layers (WfSwipeBar *self, GtkStringList *titles)
{
  GListModel *layers = wf_session_get_layers (self->session);

  for (guint i = g_list_model_get_n_items (layers); i-- > 0;)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      add_choice (self, titles, CHOICE_LAYER, layer, wf_layer_get_title (layer));
    }
}

static void
add_views (WfSwipeBar *self, GtkStringList *titles)
{
  GListModel *views = wf_session_get_bookmarks (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (views); i++)
    {
      g_autoptr (WfBookmark) view = g_list_model_get_item (views, i);
      g_autofree char *title
          /* Translators: %s is the name of a kept view of the map, whose layers are meant */
          = g_strdup_printf (_ ("Layers of “%s”"), wf_bookmark_get_name (view));

      add_choice (self, titles, CHOICE_VIEW, view, title);
    }
}

static guint
find_choice (WfSwipeBar *self, const Choice *wanted)
{
  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = self->choices->pdata[i];

      if (choice->kind == wanted->kind && choice->about == wanted->about)
        return i;
    }
  return 0;
}

/* What was chosen stays chosen where it is still there. */
static void
fill (WfSwipeBar *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->choices);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  self->choices = g_ptr_array_new_with_free_func (choice_free);
  add_choice (self, titles, CHOICE_SHOWN, NULL, _ ("As shown now"));
  add_choice (self, titles, CHOICE_CITY, NULL, _ ("The city in its own style"));
  add_layers (self, titles);
  add_views (self, titles);
  self->filling = TRUE;
  for (guint side = 0; side < 2; side++)
    {
      guint at = gtk_drop_down_get_selected (self->lists[side]);
      guint now = at < old->len ? find_choice (self, old->pdata[at]) : 0;

      gtk_drop_down_set_model (self->lists[side], G_LIST_MODEL (titles));
      gtk_drop_down_set_selected (self->lists[side], now);
    }
  self->filling = FALSE;
}

static void
model_cb (WfSwipeBar *self)
{
  fill (self);
  g_signal_emit_by_name (self, "changed");
}

static void
choose (WfSwipeBar *self, guint side, ChoiceKind kind, gpointer about)
{
  Choice wanted = { kind, about };

  gtk_drop_down_set_selected (self->lists[side], find_choice (self, &wanted));
}

void
wf_swipe_bar_begin (WfSwipeBar *self)
{
  GListModel *layers = wf_session_get_layers (self->session);
  WfLayer *opened[2] = { NULL, NULL };

  for (guint i = g_list_model_get_n_items (layers), n = 0; i-- > 0 && n < 2;)
    {
      g_autoptr (WfLayer) layer = g_list_model_get_item (layers, i);

      if (wf_layer_is_own (layer) && wf_layer_get_visible (layer))
        opened[n++] = layer;
    }
  fill (self);
  g_signal_connect_object (layers, "items-changed", G_CALLBACK (model_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wf_session_get_bookmarks (self->session), "items-changed",
                           G_CALLBACK (model_cb), self, G_CONNECT_SWAPPED);
  choose (self, 0, opened[1] != NULL ? CHOICE_LAYER : CHOICE_SHOWN,
          opened[1] != NULL ? opened[0] : NULL);
  choose (self, 1, opened[1] != NULL ? CHOICE_LAYER : CHOICE_CITY, opened[1]);
}

void
wf_swipe_bar_end (WfSwipeBar *self)
{
  g_signal_handlers_disconnect_by_func (wf_session_get_layers (self->session), model_cb, self);
  g_signal_handlers_disconnect_by_func (wf_session_get_bookmarks (self->session), model_cb, self);
  g_ptr_array_set_size (self->choices, 0);
}

/* ---- what they mean */
static gboolean
is_of (const Choice *choice, WfLayer *layer)
{
  return choice->kind == CHOICE_LAYER && choice->about == G_OBJECT (layer);
}

gboolean
wf_swipe_bar_shows (WfSwipeBar *self, guint side, WfLayer *layer)
{
  const Choice *mine = choice_of (self, side), *theirs = choice_of (self, 1 - side);
  gboolean visible = wf_layer_get_visible (layer), shown;

  switch (mine->kind)
    {
    case CHOICE_CITY:
      return visible && !wf_layer_is_own (layer);
    case CHOICE_VIEW:
      return wf_bookmark_get_layer (WF_BOOKMARK (mine->about), wf_layer_get_id (layer), &shown)
                 ? shown
                 : visible;
    case CHOICE_LAYER:
      return is_of (mine, layer) || (visible && !wf_layer_is_own (layer) && !is_of (theirs, layer));
    case CHOICE_SHOWN:
    default:
      return visible;
    }
}

gboolean
wf_swipe_bar_is_plain (WfSwipeBar *self, guint side)
{
  return choice_of (self, side)->kind == CHOICE_CITY;
}

/* ---- the widget */
static void
selected_cb (WfSwipeBar *self)
{
  if (!self->filling)
    g_signal_emit_by_name (self, "changed");
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "closed");
}

static GtkDropDown *
make_list (WfSwipeBar *self, const char *name)
{
  GtkWidget *list = gtk_drop_down_new (
      NULL, gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));

  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (list), TRUE);
  gtk_widget_set_size_request (list, LIST_PX, -1);
  gtk_widget_set_tooltip_text (list, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (list, "notify::selected", G_CALLBACK (selected_cb), self);
  return GTK_DROP_DOWN (list);
}

static GtkWidget *
make_close_button (void)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("End comparing (Esc)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("End comparing"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "swipe.close");
  return button;
}

static void
wf_swipe_bar_dispose (GObject *object)
{
  WfSwipeBar *self = WF_SWIPE_BAR (object);

  if (self->session != NULL)
    wf_swipe_bar_end (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (wf_swipe_bar_parent_class)->dispose (object);
}

static void
wf_swipe_bar_finalize (GObject *object)
{
  g_ptr_array_unref (WF_SWIPE_BAR (object)->choices);
  G_OBJECT_CLASS (wf_swipe_bar_parent_class)->finalize (object);
}

static void
wf_swipe_bar_class_init (WfSwipeBarClass *klass)
{
  static const char *const signals[] = { "changed", "closed" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wf_swipe_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = wf_swipe_bar_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_new (signals[i], WF_TYPE_SWIPE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "swipe.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "swipe.close", NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
wf_swipe_bar_init (WfSwipeBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  /* Translators: stands between the names of two pictures that are compared */
  GtkWidget *between = gtk_label_new (_ ("against"));

  self->choices = g_ptr_array_new_with_free_func (choice_free);
  self->lists[0] = make_list (self, _ ("Left of the divider"));
  self->lists[1] = make_list (self, _ ("Right of the divider"));
  gtk_widget_add_css_class (between, "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->lists[0]));
  gtk_box_append (GTK_BOX (box), between);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->lists[1]));
  gtk_box_append (GTK_BOX (box), make_close_button ());
  gtk_widget_add_css_class (box, "wf-map-hint");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is compared"), -1);
}

GtkWidget *
wf_swipe_bar_new (WfSession *session)
{
  WfSwipeBar *self = g_object_new (WF_TYPE_SWIPE_BAR, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
