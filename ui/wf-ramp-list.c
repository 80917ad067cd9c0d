/* Watchfloor: the list of colour ramps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ramp-list.h"

#include <glib/gi18n.h>

#define STRIP_WIDTH 96
#define STRIP_HEIGHT 14
#define STRIP_COLORS 8
/* Safe for as many classes as are usual. */
#define SAFE_CLASSES 5

static gboolean
is_safe (const WfRamp *ramp)
{
  return ramp->n_safe >= SAFE_CLASSES;
}

/* The order of the list: safe ones first, each part in the order of the ramps. */
static guint
index_at (guint place)
{
  guint n = wf_ramp_count (), seen = 0;

  for (int safe = 1; safe >= 0; safe--)
    for (guint i = 0; i < n; i++)
      if (is_safe (wf_ramp_get (i)) == safe && seen++ == place)
        return i;
  return 0;
}

const WfRamp *
wf_ramp_list_get (guint place)
{
  return wf_ramp_get (index_at (place));
}

guint
wf_ramp_list_find (const char *name)
{
  for (guint place = 0; place < wf_ramp_count (); place++)
    if (g_strcmp0 (wf_ramp_list_get (place)->name, name) == 0)
      return place;
  return 0;
}

guint
wf_ramp_list_first (WfRampKind kind)
{
  for (guint place = 0; place < wf_ramp_count (); place++)
    if (wf_ramp_list_get (place)->kind == kind)
      return place;
  return 0;
}

static GdkPaintable *
make_strip (const WfRamp *ramp)
{
  guint n = ramp->kind == WF_RAMP_QUALITATIVE ? MIN (ramp->n_colors, STRIP_COLORS) : STRIP_COLORS;
  guint32 colors[STRIP_COLORS];
  guint32 *pixels = g_new (guint32, STRIP_WIDTH * STRIP_HEIGHT);
  g_autoptr (GBytes) bytes = NULL;

  wf_ramp_colors (ramp, n, FALSE, colors);
  for (guint i = 0; i < STRIP_WIDTH * STRIP_HEIGHT; i++)
    pixels[i] = colors[i % STRIP_WIDTH * n / STRIP_WIDTH];
  bytes = g_bytes_new_take (pixels, STRIP_WIDTH * STRIP_HEIGHT * sizeof *pixels);
  return GDK_PAINTABLE (gdk_memory_texture_new (STRIP_WIDTH, STRIP_HEIGHT,
                                                GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes,
                                                STRIP_WIDTH * sizeof *pixels));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer with_name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *strip = gtk_picture_new ();

  gtk_widget_set_size_request (strip, STRIP_WIDTH, STRIP_HEIGHT);
  gtk_widget_set_valign (strip, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), strip);
  if (with_name != NULL)
    gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer with_name)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));
  const WfRamp *ramp = wf_ramp_find (name);
  g_autoptr (GdkPaintable) strip = make_strip (ramp);
  g_autofree char *words = NULL;

  gtk_picture_set_paintable (GTK_PICTURE (gtk_widget_get_first_child (box)), strip);
  gtk_picture_set_alternative_text (GTK_PICTURE (gtk_widget_get_first_child (box)), name);
  if (with_name == NULL)
    return;
  /* Translators: a colour ramp's name, and that the colour-blind can tell its colours apart */
  words = is_safe (ramp) ? g_strdup_printf (_ ("%s, colour-blind safe"), name) : g_strdup (name);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), words);
}

static GtkListItemFactory *
make_factory (gboolean with_name)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (with_name));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (with_name));
  return factory;
}

void
wf_ramp_list_attach (AdwComboRow *row)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) shown = make_factory (FALSE);
  g_autoptr (GtkListItemFactory) listed = make_factory (TRUE);

  for (guint place = 0; place < wf_ramp_count (); place++)
    gtk_string_list_append (names, wf_ramp_list_get (place)->name);
  adw_combo_row_set_factory (row, shown);
  adw_combo_row_set_list_factory (row, listed);
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
}
