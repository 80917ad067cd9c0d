/* Watchfloor: the map to paper and files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Printing what the map shows, and exporting the features it shows of a layer. Main thread. */
#include "config.h"

#include "wf-window-private.h"

#include "wf-export-window.h"
#include "wf-mercator.h"

#include <glib/gi18n.h>

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WfWindow *self = WF_WINDOW (widget);
  WfView view = wf_map_view_get_view (self->map);

  if (self->print != NULL)
    gtk_window_destroy (GTK_WINDOW (self->print));
  g_set_weak_pointer (&self->print, wf_print_window_new (GTK_WINDOW (self), self->session, &view));
  gtk_window_present (GTK_WINDOW (self->print));
}

/* The features of the layer @id whose boxes meet the view. @path NULL asks. */
static void
export_view (WfWindow *self, const char *id, const char *path)
{
  WfLayer *layer = wf_session_find_layer (self->session, id);
  WfPack *pack = layer != NULL ? wf_layer_get_pack (layer) : NULL;
  WfView view = wf_map_view_get_view (self->map);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (pack == NULL)
    return;
  wf_pack_search (pack, wf_unit_box_from_box (wf_view_box (&view)), found);
  if (found->len == 0)
    wf_window_tell (self, _ ("The map shows no feature of this layer."), FALSE);
  else
    wf_export_window_begin (GTK_WINDOW (self), layer, pack, (const guint32 *) found->data,
                            found->len, path);
}

static void
export_view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  export_view (WF_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL);
}

/* Without asking where: (id, path). */
static void
export_view_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *id, *path;

  g_variant_get (parameter, "(&s&s)", &id, &path);
  export_view (WF_WINDOW (widget), id, path);
}

WfPrintWindow *
wf_window_get_print (WfWindow *self)
{
  return self->print;
}

void
wf_window_paper_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "win.export-view", "s", export_view_action);
  gtk_widget_class_install_action (widget_class, "win.export-view-to", "(ss)",
                                   export_view_to_action);
}
