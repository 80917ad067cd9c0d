/* Watchfloor: the main window's inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files wf-window*.c only. Main thread. */
#pragma once

#include "wf-bookmark.h"
#include "wf-detail-pane.h"
#include "wf-finder.h"
#include "wf-identify-pane.h"
#include "wf-panel.h"
#include "wf-past-bar.h"
#include "wf-print-window.h"
#include "wf-status-bar.h"
#include "wf-table-pane.h"
#include "wf-window.h"

struct _WfWindow
{
  AdwApplicationWindow parent_instance;

  /* Template */
  AdwToastOverlay *toasts;
  GtkLabel *city, *clock_label, *standing, *draft, *hint;
  GtkRevealer *standing_revealer, *draft_revealer, *hint_revealer, *swipe_revealer;
  GtkRevealer *past_revealer;
  GtkLabel *past_words, *past_note;
  GtkWidget *past_button;
  AdwBin *past_slot;
  AdwFlap *flap;
  AdwBin *layers_slot, *map_slot, *detail_slot, *status_slot;
  GtkStack *side;
  AdwBin *form_slot, *dispatch_slot, *identify_slot, *views_slot, *table_slot;
  AdwViewStack *panels;
  GtkSearchEntry *search;
  GtkToggleButton *draw_point, *draw_line, *draw_area;
  GtkPaned *columns, *rows, *map_rows;
  GtkToggleButton *dark;

  /* Borrowed: children */
  WfMapView *map;
  WfStatusBar *status;
  WfIncidentForm *form;
  WfDispatchPane *dispatch;
  WfIdentifyPane *identify;
  WfTablePane *table;
  WfFinder *finder;
  WfPastBar *past; /* NULL before it was first looked at */
  WfPrintWindow *print; /* weak; NULL while there is none */
  GtkWidget *measure_copy;
  GPtrArray *panel_pages; /* AdwViewStackPage, with the WfPanel as data "wf-panel" */

  /* Owned */
  WfSession *session;
  WfLayer *removed; /* what "undo" puts back, may be NULL */
  guint removed_at;
  WfBookmark *dropped; /* the same of views */
  guint dropped_at;
  WfIncident *discarded; /* the same of a draft */
  WfStyle *city_style; /* without what the operator styled; NULL unless it is compared */
  guint clock_id;
  gboolean measuring; /* the drawing is no incident */
  gboolean ending_drawing; /* the drawing is being taken away by us */
  AdwToast *order_toast; /* borrowed; NULL = none stands */
  guint n_order_troubles; /* it tells of */
};

/* wf-window-drawing.c: from the drawing tool to the form, and on to dispatch. */
void wf_window_drawing_init (WfWindow *self);
void wf_window_drawing_install (GtkWidgetClass *widget_class);
/* Offers the draft that is kept, above the lists; takes the offer away where there is none. */
void wf_window_drawing_offer_draft (WfWindow *self);
/* The side shows "lists", "form" or "dispatch". */
void wf_window_show_side (WfWindow *self, const char *name);

/* wf-window-map.c: the map widget, its keys and what it tells. */
void wf_window_map_init (WfWindow *self);
void wf_window_map_install (GtkWidgetClass *widget_class);

/* wf-window-orders.c: tells of orders that came to nothing. */
void wf_window_orders_init (WfWindow *self);
void wf_window_orders_install (GtkWidgetClass *widget_class);

/* wf-window-opening.c: files and sources on the map, and layers off it. */
void wf_window_opening_init (WfWindow *self);
void wf_window_opening_install (GtkWidgetClass *widget_class);
/* wf-window.c: a toast of plain text, which is markup to libadwaita; floating. */
AdwToast *wf_window_toast (const char *sentence);

/* A toast with something to do; @target may be NULL. */
void wf_window_offer (WfWindow *self, const char *sentence, const char *label, const char *action,
                      const char *target);

/* wf-window-look.c: identify, tables, and what is picked. */
void wf_window_look_init (WfWindow *self);
/* Looks for @text on the map, under the search entry. */
void wf_window_find (WfWindow *self, const char *text);
void wf_window_look_install (GtkWidgetClass *widget_class);

/* wf-window-measure.c: lengths, bearings and areas by the drawing tool. */
void wf_window_measure_init (WfWindow *self);
void wf_window_measure_install (GtkWidgetClass *widget_class);

/* wf-window-past.c: the past is shown again, and cannot be taken for the present. */
void wf_window_past_init (WfWindow *self);
void wf_window_past_install (GtkWidgetClass *widget_class);
/* What the banner says, once a second. */
void wf_window_past_beat (WfWindow *self);

/* wf-window-paper.c: printing, exporting what is shown. */
void wf_window_paper_install (GtkWidgetClass *widget_class);

/* wf-window-swipe.c: two pictures of the city, left and right of a divider. */
void wf_window_swipe_install (GtkWidgetClass *widget_class);

/* wf-window-views.c: what the map shows, kept under a name. */
void wf_window_views_install (GtkWidgetClass *widget_class);
/* The map goes to the view of @bookmark and shows its layers. */
void wf_window_show_view (WfWindow *self, WfBookmark *bookmark);

/* wf-window-side.c: panels by tab, made when first shown; search; the order of the keyboard. */
void wf_window_side_init (WfWindow *self);
void wf_window_side_install (GtkWidgetClass *widget_class);
/* The keyboard goes to the list that is shown, to its selected line. */
void wf_window_focus_list (WfWindow *self);
/* Counts on the tabs. */
void wf_window_side_beat (WfWindow *self);
